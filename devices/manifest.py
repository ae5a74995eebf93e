"""The manifest as a terminal reads it (docs/protocol.md section 5): what this very vote is, and which keys serve it.

Pure. A tier, shape, rule or key that this page does not name is Broken: the terminal takes no part rather than guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from devices.blind import MODULUS_BYTES, PREFIX_BYTES, IssuerKey
from devices.encoding import (
    Broken,
    Json,
    agrees,
    array,
    b64,
    boolean,
    canonical,
    fields,
    integer,
    sha256,
    text,
    unb64,
    word,
)
from devices.signer import PublicKey, point_of, read_jws
from devices.views import Poll, digest_or_none

FRACTION = re.compile(r"(?:[1-9][0-9]*/[1-9][0-9]*|0/1)")  # 0/1: no threshold, the most votes win
MANIFEST_FIELDS = (
    "v", "meeting", "vote", "title", "mode", "tier", "candidates_hash", "rules", "roster_hash", "issuers", "mix",
    "levels", "pad", "client_sha256", "prev_checkpoint",
)  # fmt: skip
RULE_FIELDS = (
    "kind", "alphabet", "lines", "max_yes", "equal", "blank", "writein_opposed", "writein_max", "writein_bytes",
    "press", "base", "threshold", "present", "eligible", "time_limit",
)  # fmt: skip
SERVER = "S"
SHAPES: dict[
    str | None, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
] = {  # tier: issuers and openers it may have
    None: (((), ()),),
    "T0": (((), ("S",)),),
    "T1": ((("S", "A"), ("A", "S")), (("S", "B"), ("B", "S"))),
    "T2": ((("S", "A", "B"), ("A", "B", "S")),),
}
LEVELS: dict[str | None, tuple[int, ...]] = {None: (), "T0": (), "T1": (2,), "T2": (1, 3)}  # of its credentials


MOST_PAD = {None: 0, "T0": 8192, "T1": 8064, "T2": 6528}  # beyond it a cast would be no message any more


@dataclass(frozen=True, slots=True)
class MixKey:
    """Who opens one layer, and the 65-byte point it is sealed to."""

    id: str
    pk: bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """A checked manifest: what this terminal needs of it. A named poll has no tier and no keys."""

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
    writein_opposed: bool
    press: str
    tier: str | None
    issuers: dict[str, IssuerKey]
    mix: tuple[MixKey, ...]
    levels: tuple[int, ...]
    pad: int
    blank_for: bool = False  # a line without a mark counts as for

    @property
    def stations(self) -> tuple[str, ...]:
        """The scrutineers' stations that take part: issuers other than the server."""
        return tuple(name for name in self.issuers if name != SERVER)

    @property
    def proved(self) -> bool:
        """Whether each layer of a paper has its sealer's proof: from T1 on."""
        return len(self.mix) > 1

    @property
    def counters(self) -> tuple[str, ...]:
        """Who signs the count: every issuer; at T0 the server."""
        return tuple(self.issuers) or (SERVER,)


def read_manifest(poll: Poll, meeting: str, server: PublicKey) -> Manifest:
    """The manifest of a poll in the view: signed by the server, about these lines, within our ability."""
    verified = read_jws(poll.manifest, "manifest", server)
    part = fields(verified.payload, "manifest", MANIFEST_FIELDS)
    if integer(part["v"], "manifest.v") != 1:
        raise Broken("manifest.v", "not version 1")
    agrees("manifest", part, {"meeting": meeting, "vote": poll.vote, "title": poll.title.zh, "mode": poll.mode})
    if unb64(part["candidates_hash"], "candidates_hash", 32) != sha256(canonical(poll.lines_raw)):
        raise Broken("manifest.candidates_hash", "the lines shown are not the lines signed")
    for name in ("roster_hash", "prev_checkpoint"):
        unb64(part[name], name, 32)
    digest_or_none(part["client_sha256"], "client_sha256")
    rules = _rules(part["rules"], poll)
    tier, issuers, mix = _parties(part, secret=poll.mode == "secret")
    manifest = Manifest(
        meeting, poll.vote, sha256(verified.raw), poll.mode, poll.kind, text(rules["alphabet"], "alphabet"),
        integer(rules["lines"], "lines", 1), _limit(rules["max_yes"], "max_yes"),
        integer(rules["writein_max"], "writein_max"), integer(rules["writein_bytes"], "writein_bytes"),
        boolean(rules["writein_opposed"], "writein_opposed"), poll.press, tier, issuers, mix, LEVELS[tier], integer(part["pad"], "pad"),
        rules["blank"] == "for",
    )  # fmt: skip
    _fits(manifest)
    return manifest


def plain(manifest: Manifest, marks: str, write_ins: Sequence[str]) -> str:
    """P, the plain paper; Broken for a mark outside the alphabet or a write-in that the manifest forbids.

    One letter per line; write-ins become NFC. Too many choices are the voter's right (an invalid paper).
    """
    if len(marks) != manifest.lines or not set(marks) <= set(manifest.alphabet):
        raise Broken("marks", f"{manifest.lines} letters of {manifest.alphabet} are needed")
    names: list[Json] = [unicodedata.normalize("NFC", name) for name in write_ins]
    if len(names) > manifest.writein_max:
        raise Broken("write-ins", f"at most {manifest.writein_max}")
    if any(not name or len(str(name).encode()) > manifest.writein_bytes for name in names):
        raise Broken("write-ins", f"a name has 1 to {manifest.writein_bytes} bytes")
    return canonical({"mh": b64(manifest.mh), "marks": marks, "wi": names}).decode()


def inner(paper: str, credential: dict[str, Json]) -> bytes:
    """The innermost text: the signed paper with the credential that it was issued."""
    return canonical({"p": paper, "c": credential})


def framed(manifest: Manifest, text_of_paper: bytes) -> bytes:
    """2-byte length ‖ inner ‖ zero bytes, exactly `pad` bytes; Broken when it does not fit."""
    size = len(text_of_paper)
    if size + 2 > manifest.pad:
        raise Broken("paper", f"{size + 2} bytes do not fit into {manifest.pad}")
    return size.to_bytes(2, "big") + text_of_paper + bytes(manifest.pad - 2 - size)


def _fits(manifest: Manifest) -> None:
    """Refuse a manifest under which a full honest paper could not be sealed, before anyone marks it."""
    if manifest.pad > MOST_PAD[manifest.tier]:
        raise Broken("manifest.pad", f"{manifest.pad} bytes are beyond every message")
    if manifest.mode != "secret":
        return
    names = ["x" * manifest.writein_bytes] * manifest.writein_max
    paper = plain(manifest, manifest.alphabet[0] * manifest.lines, names)
    prefixes: dict[str, Json] = dict.fromkeys(manifest.issuers, b64(bytes(PREFIX_BYTES)))
    signatures: dict[str, Json] = dict.fromkeys(manifest.issuers, b64(bytes(MODULUS_BYTES)))
    full = inner(paper, {"pk": b64(bytes(33)), "r": prefixes, "s": signatures, "sig": b64(bytes(64))})
    if len(full) + 2 > manifest.pad:
        raise Broken("manifest.pad", f"{manifest.pad} bytes cannot hold a full paper")


def _limit(value: Json, what: str) -> int | None:
    return None if value is None else integer(value, what)


def _rules(value: Json, poll: Poll) -> dict[str, Json]:
    rules = fields(value, "manifest.rules", RULE_FIELDS)
    agrees("manifest.rules", rules, {"kind": poll.kind, "press": poll.press})
    alphabet = word(rules["alphabet"], "alphabet", ("YNA", "YNAB", "YB"))
    if (alphabet == "YB") != (poll.kind == "evaluation") or (poll.kind == "evaluation" and rules["max_yes"] != 1):
        raise Broken("manifest.rules.alphabet", "an evaluation takes one of the grades printed, and nothing else does")
    if boolean(rules["equal"], "equal"):
        raise Broken("manifest.rules.equal", "this terminal does not know such papers")
    word(rules["blank"], "blank", ("blank", "for"))
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


def _parties(part: dict[str, Json], *, secret: bool) -> tuple[str | None, dict[str, IssuerKey], tuple[MixKey, ...]]:
    """Tier, issuers and openers; Broken for every other shape than those that the protocol names."""
    tier = word(part["tier"], "manifest.tier", ("T0", "T1", "T2")) if secret else None
    agrees("manifest", part, {"tier": tier, "levels": [*LEVELS[tier]]})
    keys = [_issuer(value) for value in array(part["issuers"], "issuers")]
    seals = tuple(_mix_key(value) for value in array(part["mix"], "mix"))
    if (tuple(name for name, _ in keys), tuple(key.id for key in seals)) not in SHAPES[tier]:
        raise Broken("manifest", f"other issuers or openers than {tier} has")
    if len({key.n for _, key in keys}) != len(keys) or len({key.pk for key in seals}) != len(seals):
        raise Broken("manifest", "two parties show one key")
    return tier, dict(keys), seals


def _issuer(value: Json) -> tuple[str, IssuerKey]:
    part = fields(value, "issuers", ("id", "n", "e"))
    agrees("issuers", part, {"e": 65_537})
    return text(part["id"], "issuers.id"), IssuerKey.read(part["n"], "issuers.n")


def _mix_key(value: Json) -> MixKey:
    part = fields(value, "mix", ("id", "pk"))
    pk = unb64(part["pk"], "mix.pk", 65)
    point_of(pk, "mix.pk")
    return MixKey(text(part["id"], "mix.id"), pk)
