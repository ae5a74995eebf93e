"""The record of a finished sitting: the one input of everything that leaves the house.

Figures come counted from the core; nothing is computed here. A record cannot hold a member's mark in a secret
poll, nor a count of a voided one: building it raises `BadRecord`. `to_json` writes the file `sitting.json`,
`check` reads such a file back and names every sum that does not close.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from voting.core.words import Body, Form, ItemKind, Level, Outcome, PollKind, Secrecy, Text, Word
from voting.records.checks import Fault, check

__all__ = [
    "Attendance",
    "BadRecord",
    "Counts",
    "Election",
    "Fault",
    "Item",
    "Line",
    "Log",
    "Meeting",
    "NamedVote",
    "Poll",
    "Reporter",
    "RuleBook",
    "SittingRecord",
    "Tie",
    "Voided",
    "check",
    "to_json",
]

FORMAT = "yijue.sitting.v1"
NamedMark = Literal["for", "against", "abstain", "void", "not_voting"]


class BadRecord(ValueError):
    """The parts of a record contradict each other; the sentence says where."""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """A rule book that was in force, with the day from which it holds (ISO date)."""

    id: str
    in_force: str
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """Which sitting it was; times are RFC 3339 with offset, `closed_at` is None while it still sits."""

    id: str
    title: Text
    body: Body
    level: Level
    opened_at: str
    closed_at: str | None
    rule_books: tuple[RuleBook, ...]
    method: Text | None = None
    sample: bool = False
    place: Text | None = None


@dataclass(frozen=True, slots=True)
class Attendance:
    """应到, 实到 at the opening, the quorum; the lists by name as they stood then, and who came or went afterwards."""

    members: int
    present_at_opening: int
    quorum_needed: int
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    on_leave: tuple[str, ...] = ()
    late: tuple[str, ...] = ()  # came after the opening
    left: tuple[str, ...] = ()  # went before the close


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reported on an item, and in which office."""

    name: str
    office: Text


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item and how it ended; `polls` are the ids of its polls in the order they were held."""

    id: str
    number: int
    title: Text
    kind: ItemKind
    disposition: Word | None
    polls: tuple[str, ...] = ()
    reporter: Reporter | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Votes of a motion; with `not_voting` (未按) they add up to the eligible."""

    for_: int
    against: int
    abstain: int
    void: int
    not_voting: int


@dataclass(frozen=True, slots=True)
class Line:
    """One name of an election: for + against + abstain + blank (未填) = valid papers; a write-in (另选) has `for_` alone."""

    name: str
    for_: int
    against: int = 0
    abstain: int = 0
    blank: int = 0
    write_in: bool = False

    @property
    def abstentions(self) -> int:
        """Abstentions as announced and filed: an unmarked line abstains; where blank approves it is in `for_` already."""
        return self.abstain + self.blank


@dataclass(frozen=True, slots=True)
class Tie:
    """Names with equal votes at the last seat, and the seats they compete for (ZZF 29)."""

    names: tuple[str, ...]
    seats: int


@dataclass(frozen=True, slots=True)
class Election:
    """The result of an election; `ranking` has the most votes first, write-ins included."""

    seats: int
    candidates: tuple[str, ...]
    ranking: tuple[Line, ...]
    elected: tuple[str, ...]
    tied: Tie | None
    vacant: int
    valid: int
    invalid: int
    returned: int


@dataclass(frozen=True, slots=True)
class NamedVote:
    """How one member voted in a named poll (记名)."""

    name: str
    group: str
    mark: NamedMark


@dataclass(frozen=True, slots=True)
class Voided:
    """Why a poll was voided, and who decided it."""

    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Poll:
    """One question put to the vote. `needed` is None where the most votes win; a voided poll has no result."""

    id: str
    item: str
    title: Text
    kind: PollKind
    secrecy: Secrecy
    form: Form
    tier: str | None
    base: int
    needed: int | None
    present: int
    eligible: int
    issued: int
    cast: int
    hands: int = 0
    counts: Counts | None = None
    election: Election | None = None
    outcome: Outcome | None = None
    authority: tuple[str, ...] = ()
    explanation: Text | None = None
    announcement: Text | None = None
    voided: Voided | None = None
    office: Text | None = None
    opened_at: str | None = None
    closed_at: str | None = None
    label: Text | None = None
    mode_note: Text | None = None
    votes: tuple[NamedVote, ...] = ()
    recused: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse marks in a secret poll and results that do not fit the kind."""
        if self.votes and (self.secrecy != "named" or self.voided is not None):
            raise BadRecord(f"poll {self.id}: only a named poll with a result may list how members voted")
        motion = self.voided is None and self.kind == "motion"
        election = self.voided is None and self.kind == "election"
        if (self.counts is not None) != motion or (self.election is not None) != election:
            raise BadRecord(f"poll {self.id}: the result does not fit a {self.kind}, voided: {self.voided is not None}")
        if (self.outcome is None) != (self.voided is not None):
            raise BadRecord(f"poll {self.id}: an outcome is demanded unless the poll was voided")


@dataclass(frozen=True, slots=True)
class Log:
    """The ledger at the end: leaves, root hash (standard base64) and the signed checkpoint note."""

    size: int
    root: str
    checkpoint: str


@dataclass(frozen=True, slots=True)
class SittingRecord:
    """A whole sitting, ready to be printed, tabled and filed. Trial votes never come in here."""

    meeting: Meeting
    attendance: Attendance
    items: tuple[Item, ...]
    polls: tuple[Poll, ...]
    log: Log

    def last_moment(self) -> datetime:
        """The latest time the record itself knows: the date that documents made from it bear."""
        meeting = self.meeting
        known = [meeting.opened_at, meeting.closed_at, *(poll.closed_at for poll in self.polls)]
        return max(datetime.fromisoformat(moment) for moment in known if moment is not None)


def to_json(record: SittingRecord) -> dict[str, Any]:
    """The content of `sitting.json` (format `yijue.sitting.v1`): JSON values only, figures as integers."""
    attendance = record.attendance
    return {
        "format": FORMAT,
        "meeting": _meeting(record.meeting),
        "attendance": {
            "members": attendance.members,
            "present_at_opening": attendance.present_at_opening,
            "quorum_needed": attendance.quorum_needed,
            "on_leave_at_opening": len(attendance.on_leave),
            "absent_at_opening": len(attendance.absent),
            "came_later": len(attendance.late),
            "left_early": len(attendance.left),
        },
        "items": [_item(item) for item in record.items],
        "polls": [_poll(poll) for poll in record.polls],
        "log": {"size": record.log.size, "root": record.log.root, "checkpoint": record.log.checkpoint},
    }


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.zh, "en": text.en}


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.id,
        "title": _text(meeting.title),
        "body": meeting.body,
        "level": meeting.level,
        "opened_at": meeting.opened_at,
        "closed_at": meeting.closed_at,
        "rule_books": [{"id": book.id, "in_force": book.in_force} for book in meeting.rule_books],
        "method": _text(meeting.method),
        "place": _text(meeting.place),
        "sample": meeting.sample,
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "number": item.number,
        "title": _text(item.title),
        "kind": item.kind,
        "disposition": item.disposition,
        "reason": item.reason,
        "polls": list(item.polls),
    }


def _poll(poll: Poll) -> dict[str, Any]:
    return {
        **_question(poll),
        **_result(poll),
        "outcome": poll.outcome,
        "authority": list(poll.authority),
        "explanation": _text(poll.explanation),
        "announcement": _text(poll.announcement),
        "voided": None if poll.voided is None else {"reason": poll.voided.reason, "by": poll.voided.by},
    }


def _question(poll: Poll) -> dict[str, Any]:
    return {
        "id": poll.id,
        "item": poll.item,
        "title": _text(poll.title),
        "kind": poll.kind,
        "secrecy": poll.secrecy,
        "form": poll.form,
        "tier": poll.tier,
        "label": _text(poll.label),
        "mode_note": _text(poll.mode_note),
        "office": _text(poll.office),
        "opened_at": poll.opened_at,
        "closed_at": poll.closed_at,
        "base": poll.base,
        "needed": poll.needed,
        "present": poll.present,
        "eligible": poll.eligible,
        "recused": len(poll.recused),
        "issued": poll.issued,
        "cast": poll.cast,
        "hands": poll.hands,
    }


def _result(poll: Poll) -> dict[str, Any]:
    if poll.counts is not None:
        votes = [{"name": vote.name, "group": vote.group, "mark": vote.mark} for vote in poll.votes]
        return {"counts": _counts(poll.counts), **({"votes": votes} if votes else {})}
    return {} if poll.election is None else _election(poll.election)


def _counts(counts: Counts) -> dict[str, int]:
    return {
        "for": counts.for_,
        "against": counts.against,
        "abstain": counts.abstain,
        "void": counts.void,
        "not_voting": counts.not_voting,
    }


def _election(election: Election) -> dict[str, Any]:
    tied = election.tied
    return {
        "seats": election.seats,
        "candidates": list(election.candidates),
        "ranking": [_line(line) for line in election.ranking],
        "elected": list(election.elected),
        "tied": None if tied is None else {"names": list(tied.names), "seats": tied.seats},
        "vacant": election.vacant,
        "valid": election.valid,
        "invalid": election.invalid,
        "returned": election.returned,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "for": line.for_,
        "against": line.against,
        "abstain": line.abstentions,
        "of_which_blank": line.blank,
        "write_in": line.write_in,
    }
