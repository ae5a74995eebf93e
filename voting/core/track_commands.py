"""What is asked to put on record around a vote: steps, signatures, deadlines, rosters, votes set aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from voting.core.commands import DESK, TABLE, Command
from voting.core.events import RosterEntry
from voting.core.words import Addressee, Aside, Proposer, Role, StepResult, StepWord


@dataclass(frozen=True)
class RecordStep(Command):
    may: ClassVar[frozenset[Role]] = DESK
    item: str
    draft: str
    step: StepWord
    result: StepResult = "done"
    day: str = ""  # the day of the command where it is empty
    organ: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class SetAside(Command):
    may: ClassVar[frozenset[Role]] = TABLE
    item: str
    draft: str
    how: Aside
    reason: str
    organ: str  # that agrees
    next_step: str | None = None
    proposed_by: str | None = None


@dataclass(frozen=True)
class FilePetition(Command):
    may: ClassVar[frozenset[Role]] = DESK
    item: str
    proposer: Proposer
    signers: tuple[str, ...]
    target: str
    content: str
    digest: str = ""  # SHA-256 (b64) of the document that keeps both
    draft: str = ""  # the amendment that is moved; empty where it is the item itself


@dataclass(frozen=True)
class CountUnsatisfied(Command):
    may: ClassVar[frozenset[Role]] = DESK
    item: str
    unsatisfied: int


@dataclass(frozen=True)
class DeliverPapers(Command):
    may: ClassVar[frozenset[Role]] = DESK
    item: str
    to: Addressee
    day: str


@dataclass(frozen=True)
class WaiveDeadline(Command):
    may: ClassVar[frozenset[Role]] = DESK
    item: str
    to: Addressee
    reason: str
    organ: str


@dataclass(frozen=True)
class LayRoster(Command):
    may: ClassVar[frozenset[Role]] = DESK
    roster: RosterEntry


@dataclass(frozen=True)
class PlanTrial(Command):
    may: ClassVar[frozenset[Role]] = TABLE
    item: str
