"""Nominations, slates and rounds of an election, as they happened; names are in documents, never here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from voting.core.events import DraftEntry, Event
from voting.core.words import Nominator, SlateOrder


@dataclass(frozen=True)
class CandidateNominated(Event):
    NAME: ClassVar[str] = "candidate.nominated.v1"
    item: str
    draft: str
    candidate: str
    by_presidium: bool
    signers: tuple[str, ...]
    deputy: str | None
    at: str
    by: str
    organ: Nominator | None = None  # who it is by, where that is neither the presidium nor deputies jointly


@dataclass(frozen=True)
class CandidateWithdrawn(Event):
    NAME: ClassVar[str] = "candidate.withdrawn.v1"
    item: str
    candidate: str
    reason: str
    agreed: str
    at: str
    by: str


@dataclass(frozen=True)
class SlateFixed(Event):
    """The formal list in the order of the ballot; `prior` is the pre-vote that it goes on from."""

    NAME: ClassVar[str] = "slate.fixed.v1"
    item: str
    draft: str
    candidates: tuple[str, ...]
    order: SlateOrder
    prior: str | None
    reason: str | None
    at: str
    by: str


@dataclass(frozen=True)
class RoundPlanned(Event):
    """A further vote of this item; what was planned in its place and not held yet is `replaces`."""

    NAME: ClassVar[str] = "round.planned.v1"
    item: str
    draft: DraftEntry
    replaces: str | None
    decision: str | None
    at: str
    by: str
    reason: str | None = None  # who of those with equal votes at the cut of a further list stands, by whose decision


@dataclass(frozen=True)
class NameSettled(Event):
    """Written names that are one person: counted together, from the papers anew."""

    NAME: ClassVar[str] = "name.settled.v1"
    poll: str
    names: tuple[str, ...]
    into: str
    deputy: str | None
    reason: str
    at: str
    by: str


EVENTS: Final[tuple[type[Event], ...]] = (
    CandidateNominated, CandidateWithdrawn, SlateFixed, RoundPlanned, NameSettled,
)  # fmt: skip
