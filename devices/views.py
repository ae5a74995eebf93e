"""What the server tells a seat, read strictly into frozen values: Challenge, Me, View, Poll.

Pure. Docs/protocol.md section 2. An unknown or missing field, or a word outside its closed set, is Broken:
a terminal that guesses shows people something that nobody said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from devices.encoding import Broken, Json, array, boolean, fields, integer, text, unb64, word
from devices.proofs import LogKey
from devices.signer import PublicKey

STATES = ("announced", "open", "closed", "counted", "declared", "voided")
AFTER_CLOSE = frozenset({"closed", "counted", "declared"})
DRAWING = frozenset({"announced", "open"})
POLL_FIELDS = (
    "vote", "item", "title", "kind", "mode", "press", "state", "manifest", "lines", "seats", "write_ins", "label",
    "remaining", "pressed", "eligible", "result", "close", "countersigned", "tally",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    zh: str
    en: str

    @classmethod
    def read(cls, value: Json, what: str) -> Text:
        """Of `{"zh", "en"}`."""
        part = fields(value, what, ("zh", "en"))
        return cls(text(part["zh"], what), text(part["en"], what))

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}" if self.en and self.en != self.zh else self.zh


@dataclass(frozen=True, slots=True)
class Challenge:
    """The server's first word on a connection; the nonce is text that goes back unchanged."""

    meeting: str
    nonce: str
    server: PublicKey
    log: LogKey

    @classmethod
    def read(cls, value: Json) -> Challenge:
        """Of the argument of `challenge`."""
        part = fields(value, "challenge", ("meeting", "nonce", "server", "log"))
        meeting, nonce = text(part["meeting"], "meeting"), text(part["nonce"], "nonce")
        return cls(meeting, nonce, PublicKey.read(part["server"], "server"), LogKey.read(text(part["log"], "log")))


@dataclass(frozen=True, slots=True)
class Standing:
    """One seat's standing in one poll: `seq` and `prev` are what its next cast must carry."""

    eligible: bool
    drawn: bool
    seq: int
    prev: str | None
    cast: bool
    spoiled: int = 0

    @classmethod
    def read(cls, value: Json) -> Standing:
        """Of one entry of Me's `polls`."""
        part = fields(value, "me.polls", ("eligible", "drawn", "seq", "prev", "cast", "spoiled"))
        eligible, drawn, cast = (boolean(part[name], f"me.polls.{name}") for name in ("eligible", "drawn", "cast"))
        seq, prev = integer(part["seq"], "seq"), digest_or_none(part["prev"], "prev")
        return cls(eligible, drawn, seq, prev, cast, integer(part["spoiled"], "spoiled"))


@dataclass(frozen=True, slots=True)
class Me:
    """The seat's own state."""

    seat: str
    member: str | None
    name: str | None
    attendance: str | None
    polls: Mapping[str, Standing]

    @classmethod
    def read(cls, value: Json) -> Me:
        """Of a Me object."""
        part = fields(value, "me", ("seat", "member", "name", "attendance", "polls"))
        if part["attendance"] is not None:
            word(part["attendance"], "attendance", ("absent", "present", "left", "on_leave"))
        polls = part["polls"]
        if not isinstance(polls, dict):
            raise Broken("me.polls", "not an object")
        standings = {vote: Standing.read(one) for vote, one in polls.items()}
        member, name, attendance = (_text_or_none(part[key], key) for key in ("member", "name", "attendance"))
        return cls(text(part["seat"], "seat"), member, name, attendance, MappingProxyType(standings))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a ballot: a candidate, or the question of a motion."""

    id: str
    name: Text

    @classmethod
    def read(cls, value: Json) -> Line:
        """Of `{"id", "name"}`."""
        part = fields(value, "line", ("id", "name"))
        return cls(text(part["id"], "line.id"), Text.read(part["name"], "line.name"))


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll as seats may see it. `lines_raw` is what `candidates_hash` is computed over."""

    vote: str
    title: Text
    kind: str
    mode: str
    press: str
    state: str
    manifest: str
    lines: tuple[Line, ...]
    lines_raw: Json
    seats: int | None
    write_ins: int
    label: Text
    remaining: int | None
    result: Json
    close: str | None
    countersigned: tuple[str, ...]
    tally: tuple[str, ...] | None

    @classmethod
    def read(cls, value: Json) -> Poll:
        """Of a Poll object; `result` is shown, never computed with, and is passed on as it came."""
        part = fields(value, "poll", POLL_FIELDS)
        integer(part["pressed"], "pressed")
        integer(part["eligible"], "eligible")
        return cls(
            vote=text(part["vote"], "vote"),
            title=Text.read(part["title"], "title"),
            kind=word(part["kind"], "kind", ("motion", "election", "evaluation")),
            mode=word(part["mode"], "mode", ("named", "secret")),
            press=word(part["press"], "press", ("first", "last")),
            state=word(part["state"], "state", STATES),
            manifest=text(part["manifest"], "manifest"),
            lines=tuple(Line.read(line) for line in array(part["lines"], "lines")),
            lines_raw=part["lines"],
            seats=_integer_or_none(part["seats"], "seats"),
            write_ins=integer(part["write_ins"], "write_ins"),
            label=Text.read(part["label"], "label"),
            remaining=_integer_or_none(part["remaining"], "remaining"),
            result=part["result"],
            close=_text_or_none(part["close"], "close"),
            countersigned=_texts(part["countersigned"], "countersigned"),
            tally=None if part["tally"] is None else _texts(part["tally"], "tally"),
        )


@dataclass(frozen=True, slots=True)
class View:
    """What seats may see: the whole of it each time."""

    position: int
    meeting: str
    title: Text
    phase: str
    sample: bool
    item: Text | None
    stations: Mapping[str, PublicKey]
    polls: tuple[Poll, ...]

    @classmethod
    def read(cls, value: Json) -> View:
        """Of a View object."""
        part = fields(value, "view", ("position", "meeting", "attendance", "item", "stations", "polls", "by_hand"))
        array(part["by_hand"], "by_hand")  # votes that this terminal takes no part in
        meeting = fields(part["meeting"], "view.meeting", ("id", "title", "phase", "sample"))
        _attendance(part["attendance"])
        return cls(
            position=integer(part["position"], "position"),
            meeting=text(meeting["id"], "meeting.id"),
            title=Text.read(meeting["title"], "meeting.title"),
            phase=word(meeting["phase"], "phase", ("prepared", "open", "closed")),
            sample=boolean(meeting["sample"], "sample"),
            item=_item(part["item"]),
            stations=MappingProxyType(dict(_station(one) for one in array(part["stations"], "stations"))),
            polls=tuple(Poll.read(poll) for poll in array(part["polls"], "polls")),
        )

    def poll(self, vote: str) -> Poll | None:
        """The poll of this id, if it is in the view."""
        return next((poll for poll in self.polls if poll.vote == vote), None)


def digest_or_none(value: Json, what: str) -> str | None:
    """b64 of 32 bytes, or null."""
    if value is None:
        return None
    unb64(value, what, 32)
    return text(value, what)


def _attendance(value: Json) -> None:
    part = fields(value, "view.attendance", ("members", "present", "quorum_needed", "quorate"))
    boolean(part["quorate"], "quorate")
    for name in ("members", "present", "quorum_needed"):
        integer(part[name], name)


def _item(value: Json) -> Text | None:
    if value is None:
        return None
    part = fields(value, "view.item", ("id", "title"))
    text(part["id"], "item.id")
    return Text.read(part["title"], "item.title")


def _station(value: Json) -> tuple[str, PublicKey]:
    part = fields(value, "station", ("station", "jwk", "witness"))
    text(part["witness"], "witness")  # whose cosignatures a verifier reads; a terminal trusts the log's own key
    jwk = fields(part["jwk"], "station.jwk", ("crv", "kty", "x", "y"))
    told = tuple(text(jwk[name], "station.jwk") for name in ("crv", "kty", "x", "y"))
    return word(part["station"], "station", ("A", "B")), _key(told)


@lru_cache(maxsize=8)
def _key(told: tuple[str, ...]) -> PublicKey:
    """The same few keys stand in every view that every seat of a process is sent."""
    return PublicKey.read(dict(zip(("crv", "kty", "x", "y"), told, strict=True)), "station.jwk")


def _texts(value: Json, what: str) -> tuple[str, ...]:
    return tuple(text(one, what) for one in array(value, what))


def _text_or_none(value: Json, what: str) -> str | None:
    return None if value is None else text(value, what)


def _integer_or_none(value: Json, what: str) -> int | None:
    return None if value is None else integer(value, what)
