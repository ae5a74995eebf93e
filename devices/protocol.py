"""The messages of a seat: built and checked as docs/protocol.md sections 3 to 8 say, and nothing else.

Pure but for fresh keys, nonces and seals, which come from the operating system and can never be seeded.
A check that fails raises Broken with the message and the reason; a refusal of the server is a value.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from devices.encoding import (
    Broken,
    Json,
    array,
    b64,
    boolean,
    canonical,
    fields,
    hash_of,
    integer,
    sha256,
    text,
    unb64,
    word,
)  # fmt: skip
from devices.proofs import LogKey, leaf_hash, read_checkpoint, root_from
from devices.signer import PublicKey, Signer, point_of, read_jws, sign
from devices.views import Poll, digest_or_none

HPKE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
FRACTION = re.compile(r"(?:[1-9][0-9]*/[1-9][0-9]*|0/1)")  # 0/1: no threshold, the most votes win
MANIFEST_FIELDS = (
    "v", "meeting", "vote", "title", "mode", "tier", "candidates_hash", "rules", "roster_hash", "issuers", "mix",
    "levels", "pad", "client_sha256", "prev_checkpoint",
)  # fmt: skip
RULE_FIELDS = (
    "kind", "alphabet", "lines", "max_yes", "equal", "writein_max", "writein_bytes", "press", "base", "threshold",
    "present", "eligible", "time_limit",
)  # fmt: skip
WAIT_AND_REPEAT = frozenset({"store.unwritable", "server.busy"})  # "try again": nothing is wrong with the message


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
class Manifest:
    """A checked manifest: what this terminal needs of it. `pk` is null in a named poll."""

    meeting: str
    vote: str
    mh: bytes
    mode: str
    kind: str
    alphabet: str
    lines: int
    max_yes: int | None
    writein_max: int
    writein_bytes: int
    press: str
    pk: bytes | None
    pad: int


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


def read_manifest(poll: Poll, meeting: str, server: PublicKey) -> Manifest:
    """The manifest of a poll in the view: signed by the server, about these lines, within our ability."""
    verified = read_jws(poll.manifest, "manifest", server)
    part = fields(verified.payload, "manifest", MANIFEST_FIELDS)
    if integer(part["v"], "manifest.v") != 1:
        raise Broken("manifest.v", "not version 1")
    _agrees("manifest", part, {"meeting": meeting, "vote": poll.vote, "title": poll.title.zh, "mode": poll.mode})
    if unb64(part["candidates_hash"], "candidates_hash", 32) != sha256(canonical(poll.lines_raw)):
        raise Broken("manifest.candidates_hash", "the lines shown are not the lines signed")
    for name in ("roster_hash", "prev_checkpoint"):
        unb64(part[name], name, 32)
    digest_or_none(part["client_sha256"], "client_sha256")
    rules = _rules(part["rules"], poll)
    pk, pad = _sealing(part, secret=poll.mode == "secret")
    manifest = Manifest(
        meeting, poll.vote, sha256(verified.raw), poll.mode, poll.kind, text(rules["alphabet"], "alphabet"),
        integer(rules["lines"], "lines", 1), _limit(rules["max_yes"], "max_yes"),
        integer(rules["writein_max"], "writein_max"), integer(rules["writein_bytes"], "writein_bytes"),
        poll.press, pk, pad,
    )  # fmt: skip
    _fits(manifest)
    return manifest


def issue(signer: Signer, manifest: Manifest, seat: str) -> str:
    """JWS `issue`: draws the paper."""
    nonce = b64(os.urandom(16))
    payload: dict[str, Json] = {"vote": manifest.vote, "mh": b64(manifest.mh), "seat": seat, "bl": {}, "nonce": nonce}
    return signer.jws("issue", payload)


def read_issued(answer: Json, sent: str, manifest: Manifest, seat: str, voter: str, server: PublicKey) -> Drawn:
    """The answer to `issue`; Broken unless it is about this paper and its leaf is the leaf of what was sent."""
    names = ("vote", "mh", "seat", "seq", "prev", "bs", "leaf_index", "leaf_hash")
    part = fields(read_jws(answer, "issued", server).payload, "issued", names)
    _agrees("issued", part, {"vote": manifest.vote, "mh": b64(manifest.mh), "seat": seat, "bs": {}})
    integer(part["leaf_index"], "leaf_index")
    entry: dict[str, Json] = {
        "jws": hash_of(sent), "poll": manifest.vote, "type": "ballot.drawn.v1", "voter": voter,
    }  # fmt: skip
    if unb64(part["leaf_hash"], "leaf_hash", 32) != leaf_hash(entry):
        raise Broken("issued.leaf_hash", "not the leaf of the paper that was drawn")
    drawn = Drawn(integer(part["seq"], "seq", 1), digest_or_none(part["prev"], "prev"))
    if (drawn.seq == 1) != (drawn.prev is None):
        raise Broken("issued", "seq 1 and no other has no prev")
    return drawn


def ballot(manifest: Manifest, marks: str, write_ins: Sequence[str]) -> str:
    """P, the plain paper; Broken for a mark outside the alphabet or a write-in that the manifest forbids.

    One letter per line; write-ins become NFC. Too many choices are the voter's right (an invalid paper).
    """
    if len(marks) != manifest.lines or not set(marks) <= set(manifest.alphabet):
        raise Broken("marks", f"{manifest.lines} letters of {manifest.alphabet} are needed")
    names: list[Json] = [_nfc(name) for name in write_ins]
    if len(names) > manifest.writein_max:
        raise Broken("write-ins", f"at most {manifest.writein_max}")
    if any(not name or len(str(name).encode()) > manifest.writein_bytes for name in names):
        raise Broken("write-ins", f"a name has 1 to {manifest.writein_bytes} bytes")
    return canonical({"mh": b64(manifest.mh), "marks": marks, "wi": names}).decode()


def framed(manifest: Manifest, paper: str) -> bytes:
    """The inner message of section 6 with a fresh ballot key, framed to exactly `pad` bytes."""
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )  # fmt: skip
    signature = sign(key, b"ballot|v1|" + paper.encode())
    inner = _inner(paper, point, signature)
    if len(inner) + 2 > manifest.pad:
        raise Broken("paper", f"{len(inner) + 2} bytes do not fit into {manifest.pad}")
    return len(inner).to_bytes(2, "big") + inner + bytes(manifest.pad - 2 - len(inner))


def seal(manifest: Manifest, seat: str, plain: bytes) -> bytes:
    """Return enc ‖ ciphertext for the manifest's own key (HPKE, RFC 9180), bound to this poll and this seat."""
    if manifest.pk is None:
        raise Broken("cast", "a named poll has no key to seal to")
    return HPKE.encrypt(plain, point_of(manifest.pk, "mix"), b"mix|0|" + manifest.mh + seat.encode())


def cast(signer: Signer, manifest: Manifest, seat: str, drawn: Drawn, paper: str) -> str:
    """JWS `cast`: the sealed paper."""
    sealed = b64(seal(manifest, seat, framed(manifest, paper)))
    payload: dict[str, Json] = {
        "vote": manifest.vote, "mh": b64(manifest.mh), "seat": seat, "seq": drawn.seq, "prev": drawn.prev, "ct": sealed,
    }  # fmt: skip
    return signer.jws("cast", payload)


def named(signer: Signer, manifest: Manifest, seat: str, voter: str, drawn: Drawn, choice: str) -> str:
    """JWS `named`: an open vote, one letter."""
    if manifest.mode != "named" or len(choice) != 1 or choice not in manifest.alphabet:
        raise Broken("choice", f"one letter of {manifest.alphabet} is needed, in a named poll")
    payload: dict[str, Json] = {
        "vote": manifest.vote, "mh": b64(manifest.mh), "seat": seat, "voter": voter, "choice": choice,
        "seq": drawn.seq, "prev": drawn.prev,
    }  # fmt: skip
    return signer.jws("named", payload)


def read_receipt(
    answer: Json, sent: str, manifest: Manifest, seat: str, voter: str, seq: int, server: PublicKey
) -> Receipt:
    """The receipt of a cast; Broken unless its leaf is the leaf of exactly what was sent."""
    part = fields(
        read_jws(answer, "receipt", server).payload, "receipt", ("mh", "seat", "seq", "leaf_index", "leaf_hash")
    )
    _agrees("receipt", part, {"mh": b64(manifest.mh), "seat": seat, "seq": seq})
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
    _agrees("close", part, {"mh": b64(manifest.mh)})
    unb64(part["cast_root"], "cast_root", 32)
    if integer(part["cast"], "cast") > integer(part["issued"], "issued"):
        raise Broken("close", "more papers cast than issued")


def check_proof(answer: Json, receipt: Receipt, meeting: str, log: LogKey) -> None:
    """The receipt's leaf is in the tree of a checkpoint that the log has signed; Broken otherwise."""
    part = fields(answer, "proof", ("leaf_index", "tree_size", "path", "checkpoint"))
    _agrees("proof", part, {"leaf_index": receipt.leaf_index})
    size = integer(part["tree_size"], "tree_size", 1)
    checkpoint = read_checkpoint(text(part["checkpoint"], "checkpoint"), log, f"yijue/{meeting}")
    path = [unb64(node, "path", 32) for node in array(part["path"], "path")]
    if checkpoint.size != size:
        raise Broken("proof", "its tree is not the tree of its checkpoint")
    if root_from(receipt.leaf_hash, receipt.leaf_index, size, path) != checkpoint.root:
        raise Broken("proof", "the leaf is not in the tree of the checkpoint")


def confirm(signer: Signer, manifest: Manifest, seat: str, complaint: str) -> str:
    """JWS `confirm`: found in the log, or, when there is a complaint, the reason."""
    payload: dict[str, Json] = {
        "vote": manifest.vote, "mh": b64(manifest.mh), "seat": seat, "ok": not complaint, "reason": _nfc(complaint),
    }  # fmt: skip
    return signer.jws("confirm", payload)


def _inner(paper: str, point: bytes, signature: bytes) -> bytes:
    return canonical({"p": paper, "c": {"pk": b64(point), "r": {}, "s": {}, "sig": b64(signature)}})


def _fits(manifest: Manifest) -> None:
    """Refuse a manifest under which a full honest paper could not be sealed, before anyone marks it."""
    if manifest.pk is not None:
        names = ["x" * manifest.writein_bytes] * manifest.writein_max
        paper = ballot(manifest, manifest.alphabet[0] * manifest.lines, names)
        if len(_inner(paper, bytes(33), bytes(64))) + 2 > manifest.pad:
            raise Broken("manifest.pad", f"{manifest.pad} bytes cannot hold a full paper")


def _nfc(value: str) -> str:
    return unicodedata.normalize("NFC", value)


def _agrees(what: str, part: dict[str, Json], expected: dict[str, Json]) -> None:
    for name, value in expected.items():
        if part[name] != value or type(part[name]) is not type(value):
            raise Broken(f"{what}.{name}", f"{part[name]!r}, expected {value!r}")


def _limit(value: Json, what: str) -> int | None:
    return None if value is None else integer(value, what)


def _rules(value: Json, poll: Poll) -> dict[str, Json]:
    rules = fields(value, "manifest.rules", RULE_FIELDS)
    _agrees("manifest.rules", rules, {"kind": poll.kind, "press": poll.press})
    alphabet = word(rules["alphabet"], "alphabet", ("YNA", "YNAB", "YB"))
    if (alphabet == "YB") != (poll.kind == "evaluation") or (poll.kind == "evaluation" and rules["max_yes"] != 1):
        raise Broken("manifest.rules.alphabet", "an evaluation takes one of the grades printed, and nothing else does")
    if boolean(rules["equal"], "equal"):
        raise Broken("manifest.rules.equal", "this terminal does not know such papers")
    for name in ("base", "present", "eligible"):
        integer(rules[name], name)
    _limit(rules["time_limit"], "time_limit")
    _threshold(rules["threshold"])
    lines = integer(rules["lines"], "lines", 1)
    if lines != (1 if poll.kind == "motion" else len(poll.lines)):
        raise Broken("manifest.rules.lines", f"{lines} lines signed, {len(poll.lines)} shown")
    return rules


def _threshold(value: Json) -> None:
    if not isinstance(value, dict) or len(value) != 1 or not value.keys() <= {"over", "at_least"}:
        raise Broken("manifest.rules.threshold", 'neither {"over"} nor {"at_least"}')
    if not FRACTION.fullmatch(text(next(iter(value.values())), "threshold")):
        raise Broken("manifest.rules.threshold", "not a fraction")


def _sealing(part: dict[str, Json], *, secret: bool) -> tuple[bytes | None, int]:
    """The key and the length to seal with; Broken for tiers that this terminal does not know."""
    _agrees("manifest", part, {"tier": "T0" if secret else None, "issuers": [], "levels": []})
    mix, pad = array(part["mix"], "mix"), integer(part["pad"], "pad")
    if not secret:
        _agrees("manifest", part, {"mix": [], "pad": 0})
        return None, 0
    if len(mix) != 1:
        raise Broken("manifest.mix", "one key was expected")
    last = fields(mix[0], "mix", ("id", "pk"))
    _agrees("manifest.mix", last, {"id": "S"})
    pk = unb64(last["pk"], "mix.pk", 65)
    point_of(pk, "mix.pk")
    return pk, pad
