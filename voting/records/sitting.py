"""The record of a finished sitting: the one input of everything that leaves the house.

Figures come counted from the core; nothing is computed here. A record cannot hold a member's mark in a secret
poll, nor a count of a voided one: building it raises `BadRecord`. `to_json` writes the file `sitting.json`,
`check` reads such a file back and names every sum that does not close.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from voting import exact
from voting.core.words import Body, Form, ItemKind, Level, Outcome, PollKind, Round, Secrecy, Text, Word
from voting.projections.aloud import Edited
from voting.projections.minuted import Minuted
from voting.records import on_gaps
from voting.records.checks import Fault, check
from voting.records.on_complaints import Complaints
from voting.records.on_paper import Adjudication, FormChange, Papers
from voting.records.on_stations import Countersigned
from voting.records.ranking import Election, Line, Tie, plain

__all__ = [
    "Adjudication",
    "Attendance",
    "BadRecord",
    "Counts",
    "Election",
    "Evaluation",
    "Fault",
    "FormChange",
    "Item",
    "KeyMark",
    "Line",
    "Log",
    "Meeting",
    "NamedVote",
    "Papers",
    "Poll",
    "Reporter",
    "RuleBook",
    "SittingRecord",
    "Tie",
    "Voided",
    "check",
    "to_bytes",
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
    decisions: tuple[on_gaps.Decision, ...] = ()  # where the law is silent


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
class Evaluation:
    """The papers of an evaluation 满意度测评 by grade, in the order of the paper, and the grade that follows from them."""

    options: tuple[tuple[Text, int], ...]
    grade: Text
    valid: int
    invalid: int
    returned: int


@dataclass(frozen=True, slots=True)
class NamedVote:
    """How one member voted in a named poll (记名)."""

    name: str
    group: str
    mark: NamedMark
    voter: str = ""  # her id in the log and on the signed vote, by which anybody can hold the name against it


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
    evaluation: Evaluation | None = None
    outcome: Outcome | None = None
    authority: tuple[str, ...] = ()
    explanation: Text | None = None
    announcement: Text | None = None  # as it was read
    announcement_edited: Edited | None = None  # who edited it before, and what was generated
    voided: Voided | None = None
    office: Text | None = None
    opened_at: str | None = None
    closed_at: str | None = None
    label: Text | None = None
    mode_note: Text | None = None
    votes: tuple[NamedVote, ...] = ()
    recused: tuple[str, ...] = ()
    papers: Papers | None = None
    adjudications: tuple[Adjudication, ...] = ()
    fallback: FormChange | None = None
    round: Round = "first"
    prior: str | None = None  # the poll that this round goes on from
    countersigned: Countersigned | None = None  # None at T0, by name and by hand
    minuted: Minuted | None = None  # void envelopes by name, traces, settled names; None where nobody counts
    complaints: Complaints | None = None
    replaced: tuple[str, ...] = ()  # whose terminal was replaced meanwhile, by name

    def __post_init__(self) -> None:
        """Refuse marks in a secret poll and results that do not fit the kind."""
        if self.votes and (self.secrecy != "named" or self.voided is not None):
            raise BadRecord(f"poll {self.id}: only a named poll with a result may list how members voted")
        motion = self.voided is None and self.kind == "motion"
        election = self.voided is None and self.kind == "election"
        grades = self.voided is None and self.kind == "evaluation"
        found = (self.counts is not None, self.election is not None, self.evaluation is not None)
        if found != (motion, election, grades):
            raise BadRecord(f"poll {self.id}: the result does not fit a {self.kind}, voided: {self.voided is not None}")
        if (self.outcome is None) != (self.voided is not None):
            raise BadRecord(f"poll {self.id}: an outcome is demanded unless the poll was voided")


@dataclass(frozen=True, slots=True)
class KeyMark:
    """Whose key, and its fingerprint (16 hexadecimal digits, docs/bundle.md section 6): what people compare."""

    whose: Text
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Log:
    """The ledger at the end: leaves, root hash (standard base64), the signed checkpoint note, who signed the evidence."""

    size: int
    root: str
    checkpoint: str
    keys: tuple[KeyMark, ...] = ()


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


def to_bytes(record: SittingRecord, *, public: bool = False) -> bytes:
    """The file `sitting.json`, canonical: the same record gives the same bytes wherever it is filed."""
    return exact.dumps(to_json(record, public=public))


def to_json(record: SittingRecord, *, public: bool = False) -> dict[str, Any]:
    """The content of `sitting.json` (format `yijue.sitting.v1`): JSON values only, figures as integers. `public`:
    without the votes of names that the rule keeps back (`"withheld": true` in their place).
    """
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
        "polls": [_poll(poll, public=public) for poll in record.polls],
        "log": _log(record.log),
    }


def _log(log: Log) -> dict[str, Any]:
    keys = [{"whose": _text(one.whose), "fingerprint": one.fingerprint} for one in log.keys]
    return {"size": log.size, "root": log.root, "checkpoint": log.checkpoint, **({"keys": keys} if keys else {})}


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
        "decisions": [on_gaps.plain(one) for one in meeting.decisions],
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


def _poll(poll: Poll, *, public: bool) -> dict[str, Any]:
    return {
        **_question(poll),
        **_result(poll, public=public),
        "papers": None if poll.papers is None else asdict(poll.papers),
        "adjudications": [asdict(one) for one in poll.adjudications],
        "fallback": None if poll.fallback is None else asdict(poll.fallback),
        "outcome": poll.outcome,
        "authority": list(poll.authority),
        "explanation": _text(poll.explanation),
        "announcement": _text(poll.announcement),
        **_edited(poll.announcement_edited),
        "voided": None if poll.voided is None else {"reason": poll.voided.reason, "by": poll.voided.by},
    }


def _edited(one: Edited | None) -> dict[str, Any]:
    """Who edited an announcement and what was generated; nothing where it was read as generated."""
    if one is None:
        return {}
    return {"announcement_edited": {"by": one.by, "at": one.at, "generated": _text(one.generated)}}


def _question(poll: Poll) -> dict[str, Any]:
    return {
        "id": poll.id,
        "item": poll.item,
        "title": _text(poll.title),
        "kind": "primary" if poll.round == "primary" else poll.kind,
        "round": poll.round,
        "prior": poll.prior,
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
        **({"replaced": len(poll.replaced)} if poll.replaced else {}),
        **(poll.countersigned.keys() if poll.countersigned else {}),
        **(poll.minuted.keys() if poll.minuted else {}),
        **(poll.complaints.keys() if poll.complaints else {}),
    }


def _vote(vote: NamedVote) -> dict[str, str]:
    row = {"name": vote.name, "group": vote.group, "mark": vote.mark}
    return {**row, "voter": vote.voter} if vote.voter else row


def _result(poll: Poll, *, public: bool) -> dict[str, Any]:
    if poll.counts is not None:
        votes = [_vote(vote) for vote in poll.votes]
        return {"counts": _counts(poll.counts), **({"votes": votes} if votes else {})}
    if poll.evaluation is not None:
        return _evaluation(poll.evaluation)
    return {} if poll.election is None else plain(poll.election, primary=poll.round == "primary", public=public)


def _evaluation(result: Evaluation) -> dict[str, Any]:
    return {
        "options": [{"name": _text(name), "votes": votes} for name, votes in result.options],
        "grade": _text(result.grade),
        "valid": result.valid,
        "invalid": result.invalid,
        "returned": result.returned,
    }


def _counts(counts: Counts) -> dict[str, int]:
    rest = {"against": counts.against, "abstain": counts.abstain, "void": counts.void, "not_voting": counts.not_voting}
    return {"for": counts.for_, **rest}
