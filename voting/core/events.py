"""What has happened, in the past tense; the published names (core/published.py) are never changed.

`by` is `role:name-of-account`; `at` is RFC 3339 to the second. Papers and votes carry neither (ballots.md 2.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from voting.core.persons import PersonEntry
from voting.core.rulebook import Rule, Value
from voting.core.words import (
    Act,
    Body,
    ItemKind,
    Level,
    Matter,
    MemberRole,
    Missed,
    Office,
    Outcome,
    Part,
    PollKind,
    Press,
    ReportOf,
    RosterName,
    Round,
    Secrecy,
    Word,
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    """Something that happened; NAME is its published name with its version."""

    NAME: ClassVar[str] = ""


@dataclass(frozen=True)
class MemberEntry:
    """A line of the roll without a name: names are in the register of people."""

    id: str
    seat: str
    role: MemberRole


@dataclass(frozen=True)
class DraftEntry:
    """A vote that an item plans to hold; for elections the office, seats and candidate ids. `round`, `prior` tie its rounds;
    `part`: what of the item; `options`: grades; a `trial` 试表决 counts for nothing.
    """

    id: str
    kind: PollKind
    secrecy: Secrecy
    form: str
    press: Press
    time_limit: int | None
    office: Office | None
    seats: int | None
    fixed_surplus: int | None
    write_ins: bool
    candidates: tuple[str, ...]
    round: Round = "first"
    prior: str | None = None  # the poll that this round goes on from
    part: Part = "whole"
    options: tuple[str, ...] = ()
    procurator: bool = False
    trial: bool = False
    requires: tuple[str, ...] = ()  # steps on record before this vote may open
    act: Act | None = None
    post: str = ""  # ids of the post and the person, for the orders of law; names are in the register of people
    person: str = ""
    after: tuple[str, ...] = ()  # votes of this item that must have been adopted before
    rejected: tuple[str, ...] = ()  # days on which this person was rejected for this post in this term
    contest: str = ""  # the planned election whose later round this is; empty where it is the election itself
    deputies_only: bool = False  # an office that only a deputy of this congress may hold (ZZF 18, 47)
    post_kind: str = ""  # the post by a word of the rules, where they speak of it apart (ZJM 24)
    persons: tuple[PersonEntry, ...] = ()  # whom a merged vote is on; a vote on one person has the fields above


@dataclass(frozen=True)
class ItemEntry:
    """An agenda item: its kind, its reporter's kind, what it may end in, and its votes."""

    id: str
    number: int
    kind: ItemKind
    reporter: str | None
    dispositions: tuple[str, ...]
    drafts: tuple[DraftEntry, ...]
    delivered: Mapping[str, str] = field(default_factory=dict)  # to whom -> the day its papers were delivered
    matter: Matter | None = None
    report_of: ReportOf | None = None  # whose report a delegated person gives; older ledgers do not say


@dataclass(frozen=True)
class RosterEntry:
    """A list of members for an office of the sitting itself; `item` votes on it, `plenary` numbers executive chairs."""

    name: RosterName
    members: tuple[str, ...]
    item: str | None = None
    plenary: int | None = None


@dataclass(frozen=True)
class VoterEntry:
    """One entitled voter with the terminal whose signature counts; kid is empty while the seat has none."""

    voter: str
    seat: str
    kid: str


@dataclass(frozen=True)
class LineFigures:
    """The figures of one name: a candidate id, or a write-in id (w1, w2 …)."""

    name: str
    votes_for: int
    against: int
    abstain: int
    blank: int
    write_in: bool


@dataclass(frozen=True)
class SittingPrepared(Event):
    NAME: ClassVar[str] = "sitting.prepared.v1"
    meeting: str
    body: Body
    level: Level
    sample: bool
    rules: tuple[Rule, ...]
    members: tuple[MemberEntry, ...]
    items: tuple[ItemEntry, ...]
    documents: Mapping[str, str]  # name -> SHA-256 of the papers that the texts and names come from
    at: str
    by: str
    adopting_item: str | None = None  # the item that adopts the meeting's own method, where this meeting does
    day: str = ""  # the day of the sitting, that time limits are counted back from
    rosters: tuple[RosterEntry, ...] = ()


@dataclass(frozen=True)
class RollImported(Event):
    """A new roll takes the place of the old one, before the sitting and before anybody has signed in."""

    NAME: ClassVar[str] = "roll.imported.v1"
    members: tuple[MemberEntry, ...]
    digest: str  # SHA-256 of the roll
    at: str
    by: str


@dataclass(frozen=True)
class SittingOpened(Event):
    NAME: ClassVar[str] = "sitting.opened.v1"
    members: int
    present: int
    needed: int
    at: str
    by: str


@dataclass(frozen=True)
class SittingClosed(Event):
    NAME: ClassVar[str] = "sitting.closed.v1"
    at: str
    by: str


@dataclass(frozen=True)
class MemberSignedIn(Event):
    NAME: ClassVar[str] = "member.signed_in.v1"
    member: str
    seat: str
    how: str
    at: str
    by: str
    reason: str | None = None


@dataclass(frozen=True)
class MemberLeft(Event):
    NAME: ClassVar[str] = "member.left.v1"
    member: str
    at: str
    by: str


@dataclass(frozen=True)
class LeaveGranted(Event):
    NAME: ClassVar[str] = "leave.granted.v1"
    member: str
    reason: str
    at: str
    by: str


@dataclass(frozen=True)
class MemberRecused(Event):
    NAME: ClassVar[str] = "member.recused.v1"
    member: str
    item: str
    reason: str
    at: str
    by: str


@dataclass(frozen=True)
class RecusalWithdrawn(Event):
    NAME: ClassVar[str] = "recusal.withdrawn.v1"
    member: str
    item: str
    reason: str
    at: str
    by: str


@dataclass(frozen=True)
class MemberMoved(Event):
    NAME: ClassVar[str] = "member.moved.v1"
    member: str
    from_seat: str
    to_seat: str
    at: str
    by: str


@dataclass(frozen=True)
class ItemIntroduced(Event):
    NAME: ClassVar[str] = "item.introduced.v1"
    item: str
    reporter: str | None
    at: str
    by: str


@dataclass(frozen=True)
class ItemDeliberated(Event):
    NAME: ClassVar[str] = "item.deliberated.v1"
    item: str
    at: str
    by: str


@dataclass(frozen=True)
class ItemDisposed(Event):
    NAME: ClassVar[str] = "item.disposed.v1"
    item: str
    disposition: Word
    reason: str | None
    consent: str | None
    due: str | None
    at: str
    by: str
    to: str | None = None  # to whom opinions are forwarded
    next_step: str | None = None  # what follows for what is postponed (ZZF 54)
    proposed_by: str | None = None  # the organ that proposed it, where the rule wants another to agree (CWYS 31)


@dataclass(frozen=True)
class PollAnnounced(Event):
    NAME: ClassVar[str] = "poll.announced.v1"
    poll: str
    item: str
    draft: str
    mh: str
    tier: str | None
    members: int
    present: int
    base: int
    needed: int
    threshold: Mapping[str, Value]
    voters: tuple[VoterEntry, ...]
    at: str
    by: str
    recused: tuple[str, ...] = ()  # present, in the base, without a vote on this question
    stations: tuple[str, ...] = ()  # the scrutineers' stations that countersigned its manifest
    names: str = ""  # SHA-256 of who the electorate are by name (docs/bundle.md 3); an older ledger has none
    round: Round = "first"
    falls: tuple[str, ...] = ()  # which written names elect nobody: `unknown`, `no_deputy`
    grading: Mapping[str, Value] | None = None  # of an evaluation: what makes which grade


@dataclass(frozen=True)
class PaperDrawn(Event):
    NAME: ClassVar[str] = "ballot.drawn.v1"
    poll: str
    voter: str
    jws: str


@dataclass(frozen=True)
class VoteCast(Event):
    NAME: ClassVar[str] = "ballot.cast.v1"
    poll: str
    voter: str
    seq: int
    jws: str


@dataclass(frozen=True)
class PollOpened(Event):
    NAME: ClassVar[str] = "poll.opened.v1"
    poll: str
    issued: int
    reason: str | None
    at: str
    by: str


@dataclass(frozen=True)
class PollClosed(Event):
    NAME: ClassVar[str] = "poll.closed.v1"
    poll: str
    issued: int
    cast: int
    at: str
    by: str


@dataclass(frozen=True)
class PollCounted(Event):
    """The figures and the outcome; marks of single papers never stand here."""

    NAME: ClassVar[str] = "poll.counted.v1"
    poll: str
    cast_root: str
    in_root: str
    out_root: str
    votes_for: int
    against: int
    abstain: int
    void: int
    not_voting: int
    returned: int
    valid: int
    invalid: int
    ranking: tuple[LineFigures, ...]
    elected: tuple[str, ...]
    tied: tuple[str, ...]
    tied_seats: int
    vacant: int
    outcome: Outcome
    authority: tuple[str, ...]
    void_voters: tuple[str, ...]
    at: str
    by: str
    grade: str | None = None  # of an evaluation
    formal: tuple[str, ...] = ()  # whom a pre-vote puts on the formal list, most votes first
    pending: bool = False  # the elected awaits approval from above (ZZF 11)
    code: str | None = None  # why an election is void
    void_reasons: tuple[str, ...] = ()  # of `void_voters`, in their order; an older ledger has none


@dataclass(frozen=True)
class ComplaintRaised(Event):
    NAME: ClassVar[str] = "complaint.raised.v1"
    poll: str
    seat: str
    reason: str
    at: str
    by: str
    about: Missed = "log"
    jws: str = ""  # hash of the terminal's own message (b64), which is filed; an older ledger has none


@dataclass(frozen=True)
class ComplaintSettled(Event):
    NAME: ClassVar[str] = "complaint.settled.v1"
    poll: str
    reason: str
    at: str
    by: str


@dataclass(frozen=True)
class ResultDeclared(Event):
    NAME: ClassVar[str] = "result.declared.v1"
    poll: str
    outcome: Outcome
    confirmed: int
    at: str
    by: str


@dataclass(frozen=True)
class PollVoided(Event):
    NAME: ClassVar[str] = "poll.voided.v1"
    poll: str
    reason: str
    at: str
    by: str
