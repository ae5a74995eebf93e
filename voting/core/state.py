"""What is known of a sitting after its events: frozen shapes, changed only by `evolve`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voting.core.events import DraftEntry, ItemEntry, PollCounted, VoterEntry
from voting.core.rulebook import RuleBook, Share
from voting.core.words import Attendance, Body, Level, MemberRole, Outcome, Phase, PollState, Stage, Word


@dataclass(frozen=True)
class Member:
    """A person of the roll by id. `seat` is where she sits or would sit."""

    id: str
    seat: str
    role: MemberRole
    attendance: Attendance = "absent"
    signed_in_at: str | None = None
    home: str = ""  # the seat that the roll gives her; where she is expected again after leaving


@dataclass(frozen=True)
class Disposition:
    """How an item ended, with what the law wants on record."""

    word: Word
    reason: str | None
    consent: str | None
    due: str | None
    at: str
    to: str | None = None
    next_step: str | None = None


@dataclass(frozen=True)
class Item:
    """An agenda item and how far it has come."""

    entry: ItemEntry
    stage: Stage = "listed"
    recused: frozenset[str] = frozenset()
    disposition: Disposition | None = None

    def draft(self, draft: str) -> DraftEntry | None:
        return next((d for d in self.entry.drafts if d.id == draft), None)


@dataclass(frozen=True)
class LastVote:
    """A voter's newest vote: its number and the hash of its envelope (b64)."""

    seq: int
    jws: str


@dataclass(frozen=True)
class Poll:
    """One question put to the vote, with its frozen electorate."""

    id: str
    item: str
    draft: DraftEntry
    mh: str
    tier: str | None
    members: int
    present: int
    base: int
    needed: int
    threshold: Share
    voters: Mapping[str, VoterEntry]
    seats: Mapping[str, str]  # seat -> voter
    state: PollState = "announced"
    drawn: frozenset[str] = frozenset()
    cast: Mapping[str, LastVote] = field(default_factory=dict)
    announced_at: str | None = None
    opened_at: str | None = None
    closed_at: str | None = None
    declared_at: str | None = None
    open_reason: str | None = None
    counted: PollCounted | None = None
    outcome: Outcome | None = None
    complaints: tuple[str, ...] = ()
    complaint_reasons: Mapping[str, str] = field(default_factory=dict)
    settled: str | None = None
    recused: tuple[str, ...] = ()
    void_reason: str | None = None
    void_by: str | None = None

    @property
    def running(self) -> bool:
        """Whether this poll still has to be declared or voided."""
        return self.state not in ("declared", "voided")

    def voter_at(self, seat: str) -> VoterEntry | None:
        voter = self.seats.get(seat)
        return self.voters[voter] if voter is not None else None


@dataclass(frozen=True)
class Sitting:
    """The whole of a sitting; the fold of its ledger."""

    meeting: str
    body: Body
    level: Level
    sample: bool
    rules: RuleBook
    members: Mapping[str, Member]
    items: Mapping[str, Item]
    phase: Phase = "prepared"
    devices: Mapping[str, str] = field(default_factory=dict)  # seat -> kid
    polls: Mapping[str, Poll] = field(default_factory=dict)
    current: str | None = None
    opened_at: str | None = None
    closed_at: str | None = None
    present_at_opening: int = 0
    attendance_at_opening: Mapping[str, Attendance] = field(default_factory=dict)
    adopting_item: str | None = None

    def occupant(self, seat: str) -> Member | None:
        """The member signed in at this seat."""
        return next((m for m in self.members.values() if m.seat == seat and m.attendance == "present"), None)
