"""What is checked row by row, in whichever process: one issue message, one vote, one token, one ballot.

A row and its context are plain data. What comes back is what the step needs, or a reason (never which mark was whose:
what a row of a sealed poll gives holds no voter).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from voting.ballots import credentials, intake, layers, messages, opening, papers, sealing, statements
from voting.ballots.encodings import Malformed, b64, unb64
from voting.ballots.fields import exactly, figure, identifier, keyed, maybe, octets, plain
from voting.ballots.p256 import PublicKey, import_key
from voting.ballots.papers import Manifest
from voting.exact import Inexact, loads
from voting.verify.contents import parsed

Jwk = tuple[str, str]  # x, y


@dataclass(frozen=True)
class Context:
    """The poll that rows belong to: its manifest as signed, and who may sign as S, A and B."""

    manifest: str
    server: Jwk
    parties: Mapping[str, tuple[Jwk, ...]]
    checked: frozenset[str]  # ballot keys (b64) of papers that were checked instead of cast

    @property
    def issuers(self) -> tuple[str, ...]:
        """Who signs credentials."""
        return tuple(self.parties)


class IssueRow(NamedTuple):
    """A line of issue.jsonl with what the log and the roster say of it."""

    line: bytes
    jwk: Jwk
    seat: str
    digest: str
    at: int
    leaf: str
    seq: int
    prev: str | None


class CastRow(NamedTuple):
    """A vote's message with what the log and the roster say of it; `voter` only of a vote by name."""

    jws: str
    jwk: Jwk
    seat: str | None
    digest: str
    seq: int
    prev: str | None
    voter: str


class ReadBallot(NamedTuple):
    """A ballot as it was read: its key, its marks and names; why it fails V9 or V10, empty where it does not."""

    pk: bytes
    marks: str
    names: tuple[str, ...]
    no_credential: str
    no_paper: str


@lru_cache(maxsize=8)
def _manifest(jws: str, server: Jwk) -> Manifest:
    return papers.read(jws, key_of(server))


def key_of(jwk: Jwk) -> PublicKey:
    """The key of these coordinates."""
    return import_key({"crv": "P-256", "kty": "EC", "x": jwk[0], "y": jwk[1]})


def issue(context: Context, row: IssueRow) -> str:
    """Why this drawn paper does not hold, empty where it does."""
    try:
        _issue(context, row)
    except (Malformed, Inexact) as error:
        return str(error)
    return ""


def _issue(context: Context, row: IssueRow) -> None:
    manifest = _manifest(context.manifest, context.server)
    both = exactly(parsed(row.line), {"jws": plain, "answer": plain})
    found = intake.read(messages.read(both["jws"], key_of(row.jwk), "issue"), intake.Issue)
    intake.against(manifest, found)
    _same(found.seat, row.seat, "the seat is another")
    _same(b64(found.message.digest), row.digest, "the log holds another message")
    answer = messages.read(both["answer"], key_of(context.server), "issued")
    said = exactly(answer.payload, {
        "vote": identifier, "mh": octets(32), "seat": identifier, "seq": figure(1), "prev": maybe(plain),
        "bs": keyed(plain, *context.issuers), "leaf_index": figure(), "leaf_hash": plain,
    })  # fmt: skip
    wanted = (manifest.vote, manifest.mh, row.seat, row.seq, row.prev, row.at, row.leaf)
    _same(
        tuple(said[name] for name in ("vote", "mh", "seat", "seq", "prev", "leaf_index", "leaf_hash")),
        wanted,
        "the answer says something else",
    )
    _same(set(said["bs"]), set(context.issuers), "an issuer's answer is missing")
    for party, jws in said["bs"].items():
        signed = _by_party(context, party, jws)
        statements.of_poll(signed, manifest, party)
        _same((signed.seat, b64(signed.of)), (row.seat, row.digest), "an issuer answered another request")
        _same(set(signed.bs), {str(level) for level in manifest.levels}, "an issuer signed other levels")


def _by_party(context: Context, party: str, jws: str) -> statements.BlindSigned:
    keys = [key_of(one) for one in context.parties[party]]
    if len(keys) > 1:  # enrolled anew
        kid = messages.parse(jws).kid
        keys = [key for key in keys if key.kid == kid]
    if not keys:
        raise Malformed("seat.wrong_key", f"{party} has no such key")
    return statements.read(jws, keys[0], statements.BlindSigned)


def _same(found: object, wanted: object, why: str) -> None:
    if found != wanted:
        raise Malformed("message.malformed", why)


def cast(context: Context, row: CastRow) -> str:
    """Why this sealed vote does not hold, empty where it does."""
    try:
        manifest = _manifest(context.manifest, context.server)
        found = intake.read(messages.read(row.jws, key_of(row.jwk), "cast"), intake.Cast)
        intake.against(manifest, found)
        _placed(found, row)
    except (Malformed, Inexact) as error:
        return str(error)
    return ""


def named(context: Context, row: CastRow) -> tuple[str, str]:
    """The mark of a vote by name, and why it does not hold, empty where it does."""
    try:
        manifest = _manifest(context.manifest, context.server)
        found = intake.read(messages.read(row.jws, key_of(row.jwk), "named"), intake.Named)
        intake.against(manifest, found)
        _placed(found, row)
        _same(found.voter, row.voter, "the voter is another")
    except (Malformed, Inexact) as error:
        return "", str(error)
    return found.choice, ""


def _placed(found: intake.Cast | intake.Named, row: CastRow) -> None:
    if row.seat is not None:
        _same(found.seat, row.seat, "the seat is another")
    _same(b64(found.message.digest), row.digest, "the log holds another message")
    prev = None if found.prev is None else b64(found.prev)
    _same((found.seq, prev), (row.seq, row.prev), "it does not follow the vote before")


def token(context: Context, item: str) -> tuple[bytes, str]:
    """The key of the token on an item that left level 0, and why it does not hold, empty where it does."""
    try:
        manifest = _manifest(context.manifest, context.server)
        data = unb64(item)
        length = int.from_bytes(data[:2], "big")
        text, sealed = data[2 : 2 + length], data[2 + length :]
        _same(2 + length, manifest.token_room, "the token has another length")
        found = sealing.read_credential(loads(text), context.issuers)
        _same(found.text(), text, "the token is not canonical")
        _same(len(data), layers.item_length(manifest, layers.TOKEN_LEVEL), "the item has another length")
        why = _credential(context, manifest, found, manifest.levels[0])
        if not why and not found.signed_by_its_key(b"token|v1|" + sealed):
            why = "its key did not sign what follows it"
    except (Malformed, Inexact) as error:
        return b"", str(error)
    return found.pk, why


def _credential(context: Context, manifest: Manifest, found: sealing.Credential, level: int) -> str:
    if b64(found.pk) in context.checked:
        return "its paper was checked instead of cast"
    message = credentials.level_message(level, manifest.mh, found.pk)
    for issuer in manifest.issuers:
        prepared = credentials.prepare(message, found.r[issuer.id])
        if not credentials.holds(credentials.public_key(issuer.n), prepared, found.s[issuer.id]):
            return f"{issuer.id} did not sign its key"
    return ""


def ballot(context: Context, inner: bytes) -> ReadBallot:
    """An opened ballot, read and judged."""
    manifest = _manifest(context.manifest, context.server)
    try:
        found = sealing.read_inner(inner, context.issuers)
    except (Malformed, Inexact) as error:
        return ReadBallot(b"", "", (), "", str(error))
    no = _credential(context, manifest, found.credential, manifest.levels[-1]) if manifest.levels else ""
    try:
        _same(found.inner(), inner, "the ballot is not canonical")
        if not sealing.signature_holds(found):
            raise Malformed("message.signature", "its key did not sign it")
        paper = opening.read_paper(manifest, found)
    except (Malformed, Inexact) as error:
        return ReadBallot(found.pk, "", (), no, str(error))
    return ReadBallot(found.pk, paper.marks, paper.write_ins, no, "")


def choice(jws: str) -> str:
    """The mark in a vote by name whose signature was checked before."""
    return str(messages.parse(jws).payload["choice"])


def kid(jws: str) -> str:
    """Whose key a message names."""
    return messages.parse(jws).kid
