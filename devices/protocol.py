"""The messages of a seat: built and checked as docs/protocol.md sections 3 to 8 say, and nothing else.

Pure but for fresh nonces, which come from the operating system and can never be seeded.
A check that fails raises Broken with the message and the reason; a refusal of the server is a value.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from devices.encoding import Broken, Json, agrees, array, b64, fields, hash_of, integer, text, unb64, word
from devices.manifest import Manifest
from devices.proofs import LogKey, leaf_hash, read_checkpoint, root_from
from devices.signer import PublicKey, Signer, kid_of, read_jws
from devices.views import digest_or_none

WAIT_AND_REPEAT = frozenset(
    {"store.unwritable", "server.busy", "paper.not_agreed"}
)  # "try again": nothing is wrong with the message
LONGEST_REASON = 200  # letters, docs/protocol.md section 2


@dataclass(frozen=True, slots=True)
class Refusal:
    """The server's no: a code, a sentence in both languages, an article if there is one."""

    code: str
    zh: str
    en: str
    article: str | None
    of: str | None = None

    def __str__(self) -> str:
        article = f"（{self.article}）" if self.article else ""
        return f"{self.zh}{article} / {self.en} [{self.code}]"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn paper: what the next cast must carry."""

    seq: int
    prev: str | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A checked receipt: the envelope with this hash is the leaf of this index and hash."""

    seq: int
    of: str
    leaf_index: int
    leaf_hash: bytes


def enrolment(signer: Signer, meeting: str, seat: str, code: str) -> str:
    """JWS `enrol`: this key asks to be the device of this seat."""
    return signer.jws("enrol", {"meeting": meeting, "seat": seat, "code": code, "jwk": signer.public.jwk()})


def hello(signer: Signer, meeting: str, seat: str, nonce: str) -> str:
    """JWS `hello`: proves the seat's key on this connection."""
    return signer.jws("hello", {"meeting": meeting, "seat": seat, "nonce": nonce})


def sign_in(signer: Signer, meeting: str, seat: str, nonce: str, method: str, value: str) -> str:
    """JWS `sign-in` by `pin` or `badge`."""
    word(method, "method", ("pin", "badge"))
    return signer.jws(
        "sign-in", {"meeting": meeting, "seat": seat, "nonce": nonce, "method": method, "value": _nfc(value)}
    )


def read_refusal(value: Json, server: PublicKey, of: str | None) -> Refusal:
    """The refusal of a JWS signed by the server; Broken when it names another message than ours."""
    part = fields(read_jws(value, "refusal", server).payload, "refusal", ("code", "zh", "en", "article", "of"))
    refused = digest_or_none(part["of"], "refusal.of")
    if refused is not None and refused != of:
        raise Broken("refusal", "refuses another message than the one sent")
    article = None if part["article"] is None else text(part["article"], "article")
    code, zh, en = (text(part[name], name) for name in ("code", "zh", "en"))
    return Refusal(code, zh, en, article, refused)


def countersigned(manifest: Manifest, statements: tuple[str, ...], stations: Mapping[str, PublicKey]) -> bool:
    """Whether every station of the manifest has signed it; Broken for a statement that does not hold."""
    wanted = {stations[name].kid: name for name in manifest.stations if name in stations}
    signed = set()
    for jws in statements:
        name = wanted.get(kid_of(jws, "countersign"))
        if name is None:
            raise Broken("countersign", "signed by a key that is no station's of this manifest")
        part = fields(
            read_jws(jws, "countersign", stations[name]).payload, "countersign", ("meeting", "vote", "mh", "station")
        )
        agrees("countersign", part, _about(manifest, meeting=manifest.meeting, station=name))
        signed.add(name)
    return signed == set(manifest.stations)


def issue(signer: Signer, manifest: Manifest, seat: str, hidden: dict[str, Json]) -> str:
    """JWS `issue`: draws the paper; `hidden` is what the issuers sign without seeing it."""
    nonce = b64(os.urandom(16))
    return signer.jws("issue", _about(manifest, seat=seat, bl=hidden, nonce=nonce))


@dataclass(frozen=True, slots=True)
class Issued:
    """The answer to `issue`: what the next cast must carry, and each issuer's blind signature for each level."""

    drawn: Drawn
    signed: dict[str, dict[int, bytes]]
    answers: dict[str, str]  # the issuers' own JWS: what a complaint names


def read_issued(
    answer: Json, sent: str, manifest: Manifest, seat: str, voter: str, keys: Mapping[str, PublicKey]
) -> Issued:
    """The answer to `issue`; Broken unless it is about this paper and its leaf is the leaf of what was sent.

    `keys`: who signs under the name S, A, B.
    """
    names = ("vote", "mh", "seat", "seq", "prev", "bs", "leaf_index", "leaf_hash")
    part = fields(read_jws(answer, "issued", keys["S"]).payload, "issued", names)
    agrees("issued", part, _about(manifest, seat=seat))
    integer(part["leaf_index"], "leaf_index")
    entry: dict[str, Json] = {
        "jws": hash_of(sent), "poll": manifest.vote, "type": "ballot.drawn.v1", "voter": voter,
    }  # fmt: skip
    if unb64(part["leaf_hash"], "leaf_hash", 32) != leaf_hash(entry):
        raise Broken("issued.leaf_hash", "not the leaf of the paper that was drawn")
    drawn = Drawn(integer(part["seq"], "seq", 1), digest_or_none(part["prev"], "prev"))
    if (drawn.seq == 1) != (drawn.prev is None):
        raise Broken("issued", "seq 1 and no other has no prev")
    answers = {name: text(jws, name) for name, jws in fields(part["bs"], "issued.bs", manifest.issuers).items()}
    signed = {name: _blind_signed(answers[name], sent, manifest, seat, name, keys[name]) for name in manifest.issuers}
    return Issued(drawn, signed, answers)


def _blind_signed(jws: str, sent: str, manifest: Manifest, seat: str, name: str, key: PublicKey) -> dict[int, bytes]:
    what = f"blind-signed {name}"
    part = fields(read_jws(jws, "blind-signed", key).payload, what, ("vote", "mh", "seat", "by", "of", "bs"))
    agrees(what, part, _about(manifest, seat=seat, by=name, of=hash_of(sent)))
    levels = fields(part["bs"], what, map(str, manifest.levels))
    return {int(level): unb64(value, what, manifest.issuers[name].size) for level, value in levels.items()}


def cast(signer: Signer, manifest: Manifest, seat: str, drawn: Drawn, ct: bytes) -> str:
    """JWS `cast`: the sealed paper."""
    return signer.jws("cast", _about(manifest, seat=seat, seq=drawn.seq, prev=drawn.prev, ct=b64(ct)))


def named(signer: Signer, manifest: Manifest, seat: str, voter: str, drawn: Drawn, choice: str) -> str:
    """JWS `named`: an open vote, one letter."""
    if manifest.mode != "named" or len(choice) != 1 or choice not in manifest.alphabet:
        raise Broken("choice", f"one letter of {manifest.alphabet} is needed, in a named poll")
    told = _about(manifest, seat=seat, voter=voter, choice=choice, seq=drawn.seq, prev=drawn.prev)
    return signer.jws("named", told)


def read_receipt(
    answer: Json, sent: str, manifest: Manifest, seat: str, voter: str, seq: int, server: PublicKey
) -> Receipt:
    """The receipt of a cast; Broken unless its leaf is the leaf of exactly what was sent."""
    part = fields(
        read_jws(answer, "receipt", server).payload, "receipt", ("mh", "seat", "seq", "leaf_index", "leaf_hash")
    )
    agrees("receipt", part, {"mh": b64(manifest.mh), "seat": seat, "seq": seq})
    entry: dict[str, Json] = {
        "jws": hash_of(sent), "poll": manifest.vote, "seq": seq, "type": "ballot.cast.v1", "voter": voter,
    }  # fmt: skip
    expected = leaf_hash(entry)
    if unb64(part["leaf_hash"], "leaf_hash", 32) != expected:
        raise Broken("receipt.leaf_hash", "not the leaf of what was sent")
    return Receipt(seq, hash_of(sent), integer(part["leaf_index"], "leaf_index"), expected)


def check_close(close: str, manifest: Manifest, server: PublicKey) -> None:
    """The signed close in the view is about this poll; Broken otherwise."""
    part = fields(read_jws(close, "close", server).payload, "close", ("mh", "issued", "cast", "cast_root"))
    agrees("close", part, {"mh": b64(manifest.mh)})
    unb64(part["cast_root"], "cast_root", 32)
    if integer(part["cast"], "cast") > integer(part["issued"], "issued"):
        raise Broken("close", "more papers cast than issued")


def check_proof(answer: Json, receipt: Receipt, meeting: str, log: LogKey) -> None:
    """The receipt's leaf is in the tree of a checkpoint that the log has signed; Broken otherwise."""
    part = fields(answer, "proof", ("leaf_index", "tree_size", "path", "checkpoint"))
    agrees("proof", part, {"leaf_index": receipt.leaf_index})
    size = integer(part["tree_size"], "tree_size", 1)
    checkpoint = read_checkpoint(text(part["checkpoint"], "checkpoint"), log, f"yijue/{meeting}")
    path = [unb64(node, "path", 32) for node in array(part["path"], "path")]
    if checkpoint.size != size:
        raise Broken("proof", "its tree is not the tree of its checkpoint")
    if root_from(receipt.leaf_hash, receipt.leaf_index, size, path) != checkpoint.root:
        raise Broken("proof", "the leaf is not in the tree of the checkpoint")


def confirm(signer: Signer, manifest: Manifest, seat: str, complaint: str) -> str:
    """JWS `confirm`: found in the log, or, when there is a complaint, the reason."""
    return signer.jws("confirm", _about(manifest, seat=seat, ok=not complaint, reason=_reason(complaint)))


def audited(signer: Signer, manifest: Manifest, seat: str, complaint: str) -> str:
    """JWS `audited`: found in the count, or, when there is a complaint, the reason."""
    return signer.jws("audited", _about(manifest, seat=seat, ok=not complaint, reason=_reason(complaint)))


def checked(signer: Signer, manifest: Manifest, seat: str, key: bytes) -> str:
    """JWS `checked`: the paper with this ballot key was checked and is never cast."""
    return signer.jws("checked", _about(manifest, seat=seat, pk=b64(key)))


def _about(manifest: Manifest, **fields_of_it: Json) -> dict[str, Json]:
    return {"vote": manifest.vote, "mh": b64(manifest.mh), **fields_of_it}


def _reason(complaint: str) -> str:
    return _nfc(complaint)[:LONGEST_REASON]


def _nfc(value: str) -> str:
    return unicodedata.normalize("NFC", value)
