"""What is known of a sitting after its events: frozen shapes, changed only by `evolve`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from voting.core.events import DraftEntry, ItemEntry, PollCounted, RosterEntry, VoterEntry
from voting.core.minutes import SettledName, Traced
from voting.core.rulebook import RuleBook, Share
from voting.core.words import (
    BY_HAND,
    Aside,
    Attendance,
    Body,
    Level,
    MemberRole,
    Missed,
    Nominator,
    Outcome,
    Phase,
    PollState,
    Proposer,
    Ruling,
    SlateOrder,
    Stage,
    StepResult,
    StepWord,
    Word,
)  # fmt: skip


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
    proposed_by: str | None = None


@dataclass(frozen=True)
class Nominee:
    """Who was nominated for a planned election (ZZF 26): by the presidium, or jointly by its signers; in order of receipt."""

    id: str
    draft: str
    by_presidium: bool
    signers: tuple[str, ...]
    deputy: str | None  # the member of this congress whom the id stands for, where it is one
    at: str
    organ: Nominator | None = None  # neither the presidium nor deputies jointly

    @property
    def nominator(self) -> Nominator:
        """Who put the person forward."""
        return self.organ or ("presidium" if self.by_presidium else "members")


@dataclass(frozen=True)
class Withdrawal:
    """Who stands no longer: why, and who agreed to it."""

    reason: str
    agreed: str
    at: str
    drafts: tuple[str, ...] = ()  # the lists that the name stood on


@dataclass(frozen=True)
class Listed:
    """The list of a planned election: `before` stood on it before anybody fixed it; `order` is empty until it is fixed."""

    before: tuple[str, ...]
    order: SlateOrder | Literal[""] = ""
    reason: str | None = None  # the decision where the pre-vote tied at its cut


@dataclass(frozen=True)
class StepDone:
    """How a step around a vote ended: on which day, and by which organ's decision where one is needed."""

    result: StepResult
    day: str
    organ: str | None
    note: str | None
    failed: int = 0  # how often it was failed so far, this time included
    at: str = ""  # when it was recorded; empty where only the day is known


@dataclass(frozen=True)
class Petition:
    """Who moved an item, with the members who signed it; whom it is about and what it says."""

    proposer: Proposer
    signers: tuple[str, ...]
    target: str  # both empty where a document keeps them
    content: str
    digest: str = ""


@dataclass(frozen=True)
class LeftAside:
    """A vote that is not put: postponed, returned to who proposed, or withdrawn, by a decision on record."""

    how: Aside
    reason: str
    organ: str
    next_step: str | None
    proposed_by: str | None = None


@dataclass(frozen=True)
class Track:
    """What stands on record around an item; steps by (draft or "" for the item, step)."""

    steps: Mapping[tuple[str, StepWord], StepDone] = field(default_factory=dict)
    petition: Petition | None = None
    amendments: Mapping[str, Petition] = field(default_factory=dict)  # draft -> who moved the amendment
    unsatisfied: int | None = None
    aside: Mapping[str, LeftAside] = field(default_factory=dict)
    delivered: Mapping[str, str] = field(default_factory=dict)  # to whom -> day
    waived: Mapping[str, str] = field(default_factory=dict)  # to whom -> why a missed limit was let go by

    def step(self, draft: str, word: StepWord) -> StepDone | None:
        """A step of a vote, or of its item where it was recorded for the whole of it."""
        return self.steps.get((draft, word)) or self.steps.get(("", word))


@dataclass(frozen=True)
class Fallback:
    """Why a vote is held in another form than was planned: after which failed poll, who decided it and why (CWYS 48)."""

    poll: str
    was: str
    form: str
    decided_by: str
    reason: str


@dataclass(frozen=True)
class Item:
    """An agenda item and how far it has come."""

    entry: ItemEntry
    stage: Stage = "listed"
    recused: frozenset[str] = frozenset()
    disposition: Disposition | None = None
    nominees: Mapping[str, Nominee] = field(default_factory=dict)
    withdrawn: Mapping[str, Withdrawal] = field(default_factory=dict)  # candidate -> why
    slates: Mapping[str, Listed] = field(default_factory=dict)  # draft -> its list, once somebody worked on it
    track: Track = field(default_factory=Track)
    fallbacks: Mapping[str, Fallback] = field(default_factory=dict)  # draft -> why it has another form now

    def draft(self, draft: str) -> DraftEntry | None:
        return next((d for d in self.entry.drafts if d.id == draft), None)


@dataclass(frozen=True)
class LastVote:
    """A voter's newest vote: its number and the hash of its envelope (b64)."""

    seq: int
    jws: str


@dataclass(frozen=True)
class Back:
    """What a teller reports when the box is emptied, in papers; `voters` are persons.

    `issued` are the papers that voters held in the end, one a voter; `spoiled` ones were exchanged and cancelled.
    """

    issued: int
    spoiled: int
    returned: int
    voters: int


@dataclass(frozen=True)
class Ruled:
    """One teller's ruling on a doubtful paper; `digest` is that of its marks as ruled, which stand in a document."""

    status: Ruling
    digest: str
    reason: str


@dataclass(frozen=True)
class Hands:
    """What tellers have entered for a poll that no terminal takes; figures are papers or persons, keys are tellers."""

    stock: tuple[int, int] | None = None  # printed, sealed
    issued: int | None = None
    returns: Mapping[str, Back] = field(default_factory=dict)
    heaps: Mapping[int, Mapping[str, tuple[str, int]]] = field(default_factory=dict)  # heap -> teller -> digest, papers
    differed: Mapping[str, int] = field(default_factory=dict)  # what -> how often two entries of it differed
    shown: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)  # teller -> for, against, abstain
    rulings: Mapping[int, Mapping[str, Ruled]] = field(default_factory=dict)  # doubtful paper -> teller -> ruling
    beside: tuple[str, ...] = ()  # voters by video whose hands are counted beside a vote by keys
    beside_by: str | None = None  # who decided that, and why
    fallback: Fallback | None = None


@dataclass(frozen=True)
class Station:
    """A scrutineers' station: the thumbprint of its identity key, and the verifier key of its cosignatures."""

    kid: str
    witness: str


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
    raised: frozenset[tuple[str, Missed]] = frozenset()  # seat, and what it misses its vote in: each is said once
    afterwards: Mapping[str, str] = field(default_factory=dict)  # seat -> what it complained of after the declaration
    recused: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()  # voters, once for each terminal that one was given while this vote was on
    void_reason: str | None = None
    void_by: str | None = None
    hands: Hands = field(default_factory=Hands)
    merged: Mapping[str, str] = field(default_factory=dict)  # a name as written -> the line it was settled to be
    identified: Mapping[str, str] = field(default_factory=dict)  # a written name -> its member, or "" for nobody's
    settlements: tuple[SettledName, ...] = ()  # every such word of a teller, in the order of time
    traced: tuple[Traced, ...] = ()
    stations: tuple[str, ...] = ()  # that co-issue, open and count; none at T0, by name and by hand
    spoiling: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # voter -> the teller who recorded it so far
    exchanged: Mapping[str, int] = field(default_factory=dict)  # voter -> papers that tellers recorded as spoiled
    again: frozenset[str] = frozenset()  # voters who may draw once more
    checked: Mapping[str, str] = field(
        default_factory=dict
    )  # ballot key (b64) of a paper that was checked -> its voter
    destroyed: bool = False  # its keys and sealed envelopes are to be destroyed
    forgotten: frozenset[str] = frozenset()  # S, A, B: who has signed that it destroyed them
    signed: Mapping[str, str] = field(default_factory=dict)  # station -> the tally it signed, SHA-256 in b64

    @property
    def running(self) -> bool:
        """Whether this poll still has to be declared or voided."""
        return self.state not in ("declared", "voided")

    @property
    def by_hand(self) -> bool:
        """Whether tellers count it, on paper or by hands, and no terminal takes part."""
        return self.draft.form in BY_HAND

    @property
    def spoiled(self) -> int:
        """Papers of terminals in whose place others were drawn."""
        return sum(self.exchanged.values()) - len(self.again)

    @property
    def issued(self) -> int:
        """Papers drawn from terminals, or handed out on paper."""
        return self.hands.issued or 0 if self.by_hand else len(self.drawn)

    def voter_at(self, seat: str) -> VoterEntry | None:
        voter = self.seats.get(seat)
        return self.voters[voter] if voter is not None else None


@dataclass(frozen=True)
class Edited:
    """Other words for an announcement: SHA-256 (b64) of the text as generated and as edited, and how figures differ."""

    generated: str
    edited: str
    missing: tuple[str, ...]
    added: tuple[str, ...]
    at: str
    by: str


GapPlace: TypeAlias = "tuple[str, str | None, str | None]"  # key, office, kind


@dataclass(frozen=True)
class GapDecision:
    """What an organ decided where the law is silent; `by` is who put it on record."""

    text: str
    organ: str
    at: str
    by: str


@dataclass(frozen=True)
class Addition:
    """What came to the agenda under way, by which organ's decision and why; `votes` are (item, draft)."""

    items: tuple[str, ...]
    votes: tuple[tuple[str, str], ...]
    organ: str
    reason: str
    at: str


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
    day: str = ""  # of the sitting; empty where an older ledger does not say
    rosters: tuple[RosterEntry, ...] = ()
    documents: Mapping[str, str] = field(default_factory=dict)  # name -> SHA-256 of the papers it was laid from
    readings: Mapping[str, Edited] = field(default_factory=dict)  # announcement -> the words that took its place
    gaps: Mapping[GapPlace, GapDecision] = field(default_factory=dict)  # where the law is silent -> what was decided
    stations: Mapping[str, Station] = field(default_factory=dict)  # A, B -> who it is
    laid: Mapping[str, ItemEntry] = field(default_factory=dict)  # the items as the secretary laid them
    laid_rosters: tuple[RosterEntry, ...] = ()  # the lists likewise
    additions: tuple[Addition, ...] = ()  # to the agenda while the sitting was under way

    def put(self, item: Item) -> Sitting:
        """The sitting with this item in its place."""
        return replace(self, items={**self.items, item.entry.id: item})

    def put_poll(self, poll: Poll) -> Sitting:
        """The sitting with this poll in its place."""
        return replace(self, polls={**self.polls, poll.id: poll})

    def occupant(self, seat: str) -> Member | None:
        """The member signed in at this seat."""
        return next((m for m in self.members.values() if m.seat == seat and m.attendance == "present"), None)
