"""What the law wants on record around a vote: steps, signatures, deadlines, rosters, votes set aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from voting.core.events import DraftEntry, Event, RosterEntry
from voting.core.words import Addressee, Aside, Proposer, StepResult, StepWord


@dataclass(frozen=True)
class StepRecorded(Event):
    """A step of a vote (or of the whole item, where `draft` is empty) with its day and its result."""

    NAME: ClassVar[str] = "step.recorded.v1"
    item: str
    draft: str
    step: StepWord
    result: StepResult
    day: str
    organ: str | None
    note: str | None
    at: str
    by: str


@dataclass(frozen=True)
class VoteSetAside(Event):
    """One vote of an item is not put: postponed, returned to who proposed it, or withdrawn (law.md A10)."""

    NAME: ClassVar[str] = "vote.set_aside.v1"
    item: str
    draft: str
    how: Aside
    reason: str
    organ: str
    next_step: str | None
    at: str
    by: str
    proposed_by: str | None = None  # the organ that proposed it, where the rule wants another to agree


@dataclass(frozen=True)
class PetitionFiled(Event):
    """Who moved an item; `needed` is how many members must sign it, none for an organ.

    What it says and whom it is about stand in a document with this digest; in older ledgers they stand here.
    """

    NAME: ClassVar[str] = "petition.filed.v1"
    item: str
    proposer: Proposer
    signers: tuple[str, ...]
    needed: int | None
    target: str
    content: str
    at: str
    by: str
    digest: str = ""
    draft: str = ""  # the amendment that was moved; empty where it is the item itself


@dataclass(frozen=True)
class UnsatisfiedCounted(Event):
    """How many of those who asked are not satisfied with the answer, and how many it takes."""

    NAME: ClassVar[str] = "question.unsatisfied.v1"
    item: str
    unsatisfied: int
    proposers: int
    needed: int
    at: str
    by: str


@dataclass(frozen=True)
class PapersDelivered(Event):
    """The day on which an item's papers reached somebody."""

    NAME: ClassVar[str] = "papers.delivered.v1"
    item: str
    to: Addressee
    day: str
    at: str
    by: str


@dataclass(frozen=True)
class DeadlineWaived(Event):
    """A missed time limit is let go by, by decision of an organ."""

    NAME: ClassVar[str] = "deadline.waived.v1"
    item: str
    to: Addressee
    reason: str
    organ: str
    at: str
    by: str


@dataclass(frozen=True)
class RosterLaid(Event):
    """A list of members for an office of the sitting takes the place of the one before."""

    NAME: ClassVar[str] = "roster.laid.v1"
    roster: RosterEntry
    at: str
    by: str


@dataclass(frozen=True)
class TrialPlanned(Event):
    """A trial vote 试表决 is put beside an item; it counts for nothing."""

    NAME: ClassVar[str] = "trial.planned.v1"
    item: str
    draft: DraftEntry
    at: str
    by: str


EVENTS: Final[tuple[type[Event], ...]] = (
    StepRecorded, VoteSetAside, PetitionFiled, UnsatisfiedCounted, PapersDelivered, DeadlineWaived, RosterLaid,
    TrialPlanned,
)  # fmt: skip
