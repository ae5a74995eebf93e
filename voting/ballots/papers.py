"""The manifest of a poll: what is asked, of whom, by which rule and under which key, frozen before anyone marks.

A manifest is signed by the server and hashed over its canonical payload (`mh`). It holds the public box key only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from voting.ballots import messages, p256
from voting.ballots.encodings import Malformed, b64
from voting.ballots.fields import (
    empty_list,
    exactly,
    figure,
    identifier,
    maybe,
    octets,
    one_of,
    plain,
    text,
)
from voting.ballots.messages import Message, PublicKey, SigningKey
from voting.ballots.sealing import ENC_LENGTH, HEAD_LENGTH, TAG_LENGTH, Ballot, paper_text
from voting.exact import Json, dumps

PAD_STEP = 128  # papers come in few sizes, and a client that writes spaces into its JSON still fits
LARGEST_PAD = 8_192  # a cast of this pad, twice in base64url, stays under the limit of a message
ESCAPES = ("\x01", '"', "x")  # one byte of a name as JSON in JSON writes it: with seven bytes, four, or the one itself


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share of the base that decides: `over` (more than) or `at_least`, as "1/2"."""

    test: Literal["over", "at_least"]
    share: str

    def as_json(self) -> dict[str, str]:
        """As the manifest writes it."""
        return {self.test: self.share}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rule of one poll as terminals must know it; figures are persons, lines, bytes or seconds."""

    kind: Literal["motion", "election", "evaluation"]
    alphabet: Literal["YNA", "YNAB", "YB"]
    lines: int
    press: Literal["first", "last"]
    base: int
    threshold: Threshold
    present: int
    eligible: int
    max_yes: int | None = None
    writein_max: int = 0
    writein_bytes: int = 0
    time_limit: int | None = None

    def as_json(self) -> dict[str, object]:
        """As the manifest writes it."""
        return {"kind": self.kind, "alphabet": self.alphabet, "lines": self.lines, "max_yes": self.max_yes,
                "equal": False, "writein_max": self.writein_max, "writein_bytes": self.writein_bytes,
                "press": self.press, "base": self.base, "threshold": self.threshold.as_json(),
                "present": self.present, "eligible": self.eligible, "time_limit": self.time_limit}  # fmt: skip

    def marks_fit(self, marks: str) -> bool:
        """Whether `marks` is one letter of the alphabet for each line."""
        return len(marks) == self.lines and set(self.alphabet).issuperset(marks)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A poll's manifest at tier T0 or by name; hashes are 32 bytes, `box` is the 65-byte box key or None by name."""

    meeting: str
    vote: str
    title: str
    mode: Literal["secret", "named", "by_hand"]
    candidates_hash: bytes
    rules: Rules
    roster_hash: bytes
    box: bytes | None
    pad: int
    prev_checkpoint: bytes
    client_sha256: bytes | None = None

    @property
    def tier(self) -> str | None:
        """T0 for a secret poll, None for one by name or by hand."""
        return "T0" if self.mode == "secret" else None

    @property
    def ct_length(self) -> int:
        """Bytes of every sealed envelope of this poll."""
        return ENC_LENGTH + self.pad + TAG_LENGTH

    @cached_property
    def body(self) -> bytes:
        """The canonical payload bytes that the server signs."""
        return dumps(self.payload())

    @cached_property
    def mh(self) -> bytes:
        """SHA-256 of the payload bytes."""
        return sha256(self.body).digest()

    def payload(self) -> dict[str, object]:
        """The payload of docs/protocol.md section 5."""
        mix = [] if self.box is None else [{"id": "S", "pk": b64(self.box)}]
        client = None if self.client_sha256 is None else b64(self.client_sha256)
        return {"v": 1, "meeting": self.meeting, "vote": self.vote, "title": self.title, "mode": self.mode,
                "tier": self.tier, "candidates_hash": b64(self.candidates_hash), "rules": self.rules.as_json(),
                "roster_hash": b64(self.roster_hash), "issuers": [], "mix": mix, "levels": [], "pad": self.pad,
                "client_sha256": client, "prev_checkpoint": b64(self.prev_checkpoint)}  # fmt: skip


def build(*, meeting: str, vote: str, title: str, lines: Sequence[object], rules: Rules,
          roster: Iterable[tuple[str, str, str]], prev_checkpoint: bytes, box: bytes | None,
          by_hand: bool = False, client_sha256: bytes | None = None) -> Manifest:  # fmt: skip
    """A manifest from the view's `lines`, the electorate as (voter, seat, kid) and the box key of a secret poll
    (None: by name, or `by_hand`: on paper or by hands, where no terminal takes part). ValueError when the parts do not
    agree or the ballot is too long for one message.
    """
    if len(lines) != rules.lines:
        raise ValueError(f"{len(lines)} lines for a rule of {rules.lines}")
    manifest = Manifest(
        meeting=meeting,
        vote=vote,
        title=title,
        mode="by_hand" if by_hand else "named" if box is None else "secret",
        candidates_hash=candidates_hash(lines),
        rules=rules,
        roster_hash=roster_hash(roster),
        box=box,
        pad=0 if box is None else pad_for(rules),
        prev_checkpoint=prev_checkpoint,
        client_sha256=client_sha256,
    )
    _read(manifest.body)
    return manifest


def sign(manifest: Manifest, key: SigningKey) -> str:
    """The manifest as a JWS of typ `manifest`."""
    return messages.sign(key, "manifest", manifest.payload())


def read(raw: object, server: PublicKey) -> Manifest:
    """The manifest in a JWS that `server` signed; Malformed otherwise, also for a tier that is not T0."""
    return of(messages.read(raw, server, "manifest"))


def of(message: Message) -> Manifest:
    """The manifest in a verified message; Malformed when a field is not as docs/protocol.md section 5 says."""
    return _read(message.body)


def candidates_hash(lines: Sequence[object]) -> bytes:
    """SHA-256 of the canonical JSON of the ballot's lines as the view shows them."""
    return sha256(dumps(list(lines))).digest()


def roster_hash(roster: Iterable[tuple[str, str, str]]) -> bytes:
    """SHA-256 of the canonical electorate, given as (voter, seat, kid), sorted by voter; ValueError for one twice."""
    rows = sorted(roster, key=lambda row: row[0].encode("utf-16-be"))
    if len({voter for voter, _, _ in rows}) != len(rows):
        raise ValueError("a voter stands twice in the electorate")
    return sha256(dumps([{"kid": kid, "seat": seat, "voter": voter} for voter, seat, kid in rows])).digest()


class TooLong(ValueError):
    """Not even names of common letters would fit into one message: the ballot is for paper."""


def pad_for(rules: Rules) -> int:
    """Bytes of a framed paper in which every ballot lawful under `rules` fits, whatever escapes its names need.

    Where so many seats are to be filled that this is too long, every ballot fits whose names have no control
    characters, or where even that is too long, no quotes and backslashes either. TooLong when no size will do.
    """
    sizes = (_framed(rules, letter) for letter in ESCAPES)
    fit = next((size for size in sizes if size <= LARGEST_PAD), None)
    if fit is None:
        raise TooLong("a paper is too long for one message; split the ballot")
    return fit


def _framed(rules: Rules, letter: str) -> int:
    """Bytes of the longest paper whose names are made of this letter, up to the next whole step."""
    names = [letter * rules.writein_bytes] * rules.writein_max
    longest = Ballot(paper_text(bytes(32), "Y" * rules.lines, names), bytes(33), bytes(64)).inner()
    return -(-(HEAD_LENGTH + len(longest)) // PAD_STEP) * PAD_STEP


def _share(value: Json) -> Threshold:
    test: Literal["over", "at_least"]
    for test in ("over", "at_least"):
        if isinstance(value, dict) and set(value) == {test}:
            share = plain(value[test])
            if re.fullmatch(r"[1-9]\d?/[1-9]\d?|0/1", share, re.ASCII):  # 0/1: no threshold, the most votes win
                return Threshold(test, share)
    raise Malformed("message.malformed", "a threshold is over or at_least a share")


def _not_equal(value: Json) -> None:
    if value is not False:
        raise Malformed("message.malformed", "as many names as seats, neither more nor fewer, is asked by no rule yet")


_COUNT = figure(0, 1_000_000)
_RULES = {
    "kind": one_of("motion", "election", "evaluation"),
    "alphabet": one_of("YNA", "YNAB", "YB"),
    "lines": figure(1, 1000),
    "max_yes": maybe(_COUNT),
    "equal": _not_equal,
    "writein_max": figure(0, 1000),
    "writein_bytes": figure(0, 1000),
    "press": one_of("first", "last"),
    "base": _COUNT,
    "threshold": _share,
    "present": _COUNT,
    "eligible": _COUNT,
    "time_limit": maybe(figure(1)),
}


def _rules(value: Json) -> Rules:
    fields = exactly(value, _RULES)
    fields.pop("equal")
    if fields["kind"] == "motion" and (fields["lines"] != 1 or fields["writein_max"]):
        raise Malformed("message.malformed", "a motion has one line and no names written in")
    grades = fields["kind"] == "evaluation"
    if grades != (fields["alphabet"] == "YB") or (grades and (fields["max_yes"] != 1 or fields["writein_max"])):
        raise Malformed("message.malformed", "an evaluation takes one grade of those printed, and nothing else does")
    return Rules(**fields)


def _mix(value: Json) -> bytes | None:
    if value == []:
        return None
    if not isinstance(value, list) or len(value) != 1:
        raise Malformed("message.malformed", "at tier T0 the server alone opens")
    pk: bytes = exactly(value[0], {"id": one_of("S"), "pk": octets(65)})["pk"]
    p256.decode_point(pk, 65)
    return pk


_MANIFEST = {
    "v": figure(1, 1),
    "meeting": identifier,
    "vote": identifier,
    "title": text(1000),
    "mode": one_of("secret", "named", "by_hand"),
    "tier": maybe(one_of("T0")),
    "candidates_hash": octets(32),
    "rules": _rules,
    "roster_hash": octets(32),
    "issuers": empty_list,
    "mix": _mix,
    "levels": empty_list,
    "pad": figure(0, LARGEST_PAD),
    "client_sha256": maybe(octets(32)),
    "prev_checkpoint": octets(32),
}


def _read(body: bytes) -> Manifest:
    fields: dict[str, Any] = exactly(messages.read_json(body), _MANIFEST)
    for name in ("v", "issuers", "levels"):
        fields.pop(name)
    tier, fields["box"] = fields.pop("tier"), fields.pop("mix")
    manifest = Manifest(**fields)
    secret = manifest.mode == "secret"
    if tier != manifest.tier or (manifest.box is not None) != secret or (manifest.pad > 0) != secret:
        raise Malformed("message.malformed", "mode, tier, mix and pad do not agree")
    if manifest.body != body:  # the server writes canonically, so that mh can be made again from the fields
        raise Malformed("message.malformed", "a manifest is canonical JSON")
    return manifest
