"""What issuers, openers and witnesses state: one frozen dataclass for each typ of docs/protocol.md section 9.

`sign` writes one, `read` verifies and reads one, exact to the field. The server states the same in the same form, with
its own key and `by` S. Nothing here says which voter gave which ballot; a trace names the voter of a void one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeAlias, TypeVar

from voting.ballots import messages
from voting.ballots.credentials import EXPONENT, MODULUS_LENGTH
from voting.ballots.dleq import PROOF_LENGTH
from voting.ballots.encodings import Malformed, b64
from voting.ballots.fields import Reader, each, exactly, figure, identifier, keyed, maybe, octets, one_of, some
from voting.ballots.messages import PublicKey, SigningKey
from voting.ballots.papers import Manifest
from voting.ballots.reasons import REASONS
from voting.exact import Json

Void: TypeAlias = tuple[str, str]  # voter, reason


@dataclass(frozen=True, slots=True)
class StationKeys:
    """A station's public keys for one poll: modulus (256 bytes) and point (65 bytes)."""

    meeting: str
    vote: str
    station: str
    n: bytes
    pk: bytes


@dataclass(frozen=True, slots=True)
class Countersign:
    """A station has compared the manifest with agenda and roll."""

    meeting: str
    vote: str
    mh: bytes
    station: str


@dataclass(frozen=True, slots=True)
class BlindSigned:
    """An issuer's answer to the request with hash `of`: for each level, in decimal, 256 bytes."""

    vote: str
    mh: bytes
    seat: str
    by: str
    of: bytes
    bs: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Close:
    """What the server says the box held when it was closed: papers drawn, envelopes entering, the root over them."""

    mh: bytes
    issued: int
    cast: int
    cast_root: bytes


@dataclass(frozen=True, slots=True)
class IssueClose:
    """How many voters an issuer has signed for, how many papers were spoiled, and the root over the voters."""

    vote: str
    mh: bytes
    by: str
    issued: int
    spoiled: int
    voters_root: bytes


@dataclass(frozen=True, slots=True)
class Mix:
    """One level is open: what came in, what leaves, and what is void by name of voter and reason."""

    vote: str
    mh: bytes
    by: str
    level: int
    in_root: bytes
    out_root: bytes
    m_in: int
    m_out: int
    void: tuple[Void, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Which item of this level a bad item came from: hashes of both, and the one layer's shared secret."""

    vote: str
    mh: bytes
    by: str
    level: int
    item: bytes
    out: bytes
    secret: bytes
    voter: str | None


@dataclass(frozen=True, slots=True)
class Unopened:
    """An envelope that level 0 names as void since it does not open: the hash of `ct`, and the proof of what the level's
    key makes of it (`dleq`).
    """

    vote: str
    mh: bytes
    by: str
    item: bytes
    proof: bytes
    voter: str


@dataclass(frozen=True, slots=True)
class Tally:
    """One signs the count: SHA-256 of the tally text, the root over the ballots and how many they are."""

    vote: str
    mh: bytes
    by: str
    tally: bytes
    out_root: bytes
    m: int


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A party has destroyed its keys of this poll and whatever it held sealed."""

    vote: str
    mh: bytes
    by: str


Statement: TypeAlias = (
    StationKeys | Countersign | BlindSigned | Close | IssueClose | Mix | Trace | Unopened | Tally | Forgotten
)
OfPoll: TypeAlias = Countersign | BlindSigned | IssueClose | Mix | Trace | Unopened | Tally | Forgotten
AnyStatement = TypeVar(
    "AnyStatement", StationKeys, Countersign, BlindSigned, Close, IssueClose, Mix, Trace, Unopened, Tally, Forgotten
)

_station = one_of("A", "B")
_hash = octets(32)
_by: dict[str, Reader] = {"vote": identifier, "mh": _hash, "by": one_of("S", "A", "B")}
_void_fields: dict[str, Reader] = {"voter": identifier, "reason": one_of(*REASONS)}


def _void(value: Json) -> Void:
    found = exactly(value, _void_fields)
    return found["voter"], found["reason"]


_READ: Mapping[type[Statement], tuple[str, dict[str, Reader]]] = {
    StationKeys: ("station-keys", {
        "meeting": identifier, "vote": identifier, "station": _station, "n": octets(MODULUS_LENGTH),
        "e": figure(EXPONENT, EXPONENT), "pk": octets(65)}),
    Countersign: ("countersign", {"meeting": identifier, "vote": identifier, "mh": _hash, "station": _station}),
    BlindSigned: ("blind-signed", {
        **_by, "seat": identifier, "of": _hash, "bs": some(keyed(octets(MODULUS_LENGTH), "1", "2", "3"))}),
    Close: ("close", {"mh": _hash, "issued": figure(), "cast": figure(), "cast_root": _hash}),
    IssueClose: ("issue-close", {**_by, "issued": figure(), "spoiled": figure(), "voters_root": _hash}),
    Mix: ("mix", {
        **_by, "level": figure(0, 2), "in_root": _hash, "out_root": _hash, "m_in": figure(), "m_out": figure(),
        "void": each(_void)}),
    Trace: ("trace", {
        **_by, "level": figure(0, 1), "item": _hash, "out": _hash, "secret": octets(32), "voter": maybe(identifier)}),
    Unopened: ("unopened", {**_by, "item": _hash, "proof": octets(PROOF_LENGTH), "voter": identifier}),
    Tally: ("tally", {**_by, "tally": _hash, "out_root": _hash, "m": figure()}),
    Forgotten: ("forgotten", dict(_by)),
}  # fmt: skip


def sign(key: SigningKey, statement: Statement) -> str:
    """The statement as a JWS of its typ; Malformed when nobody would read it."""
    payload = {one.name: _written(getattr(statement, one.name)) for one in fields(statement)}
    if isinstance(statement, StationKeys):
        payload["e"] = EXPONENT
    return messages.sign(key, _READ[type(statement)][0], payload)


def read(raw: object, key: PublicKey, kind: type[AnyStatement]) -> AnyStatement:
    """The statement that `key` signed; Malformed for another typ, field, length or signature."""
    typ, readers = _READ[kind]
    found: dict[str, Any] = exactly(messages.read(raw, key, typ).payload, readers)
    found.pop("e", None)
    statement = kind(**found)
    _sound(statement)
    return statement


def of_poll(statement: OfPoll, manifest: Manifest, by: str) -> None:
    """Hold a statement to its poll and to who must have made it; Malformed (`poll.wrong_manifest`) otherwise."""
    who = statement.station if isinstance(statement, Countersign) else statement.by
    if (statement.vote, statement.mh, who) != (manifest.vote, manifest.mh, by):
        raise Malformed("poll.wrong_manifest", "the statement is another poll's or another party's")


def void_order(void: Void) -> tuple[bytes, str]:
    """How void envelopes are sorted: by voter, in UTF-16 code units."""
    return void[0].encode("utf-16-be"), void[1]


def _sound(statement: Statement) -> None:
    if isinstance(statement, Mix):
        _counts(statement)
    elif isinstance(statement, Trace) and (statement.level == 0) != (statement.voter is not None):
        raise Malformed("message.malformed", "level 0 names the voter, and no other level")


def _counts(mix: Mix) -> None:
    named = [voter for voter, _ in mix.void]
    if mix.m_in - mix.m_out != len(mix.void) or list(mix.void) != sorted(mix.void, key=void_order):
        raise Malformed("message.malformed", "items and void items do not add up, or are not sorted")
    if len(set(named)) != len(named):
        raise Malformed("message.malformed", "a voter is void twice")


def _written(value: Any) -> object:
    if isinstance(value, bytes):
        return b64(value)
    if isinstance(value, Mapping):
        return {name: b64(data) for name, data in value.items()}
    if isinstance(value, tuple):
        return [{"voter": voter, "reason": reason} for voter, reason in value]
    return value
