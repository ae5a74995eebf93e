"""Hands and paper, as tellers entered them. What single papers say never stands here: digests and totals do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from voting.core.events import Event
from voting.core.words import Ruling, Secrecy


@dataclass(frozen=True)
class StockCounted(Event):
    NAME: ClassVar[str] = "paper.stock_counted.v1"
    poll: str
    printed: int
    sealed: int
    at: str
    by: str


@dataclass(frozen=True)
class ReturnReported(Event):
    """Two tellers whose reports are alike have confirmed the return."""

    NAME: ClassVar[str] = "paper.return_reported.v1"
    poll: str
    issued: int
    spoiled: int
    returned: int
    voters: int
    at: str
    by: str


@dataclass(frozen=True)
class ReturnDiffered(Event):
    """A second report was another than the first: neither stands."""

    NAME: ClassVar[str] = "paper.return_differed.v1"
    poll: str
    issued: int
    spoiled: int
    returned: int
    voters: int
    at: str
    by: str


@dataclass(frozen=True)
class HeapEntered(Event):
    NAME: ClassVar[str] = "paper.heap_entered.v1"
    poll: str
    heap: int
    digest: str  # of the document that holds what the papers say
    papers: int
    at: str
    by: str


@dataclass(frozen=True)
class HeapDiffered(Event):
    """A second entry was another than the first: neither stands."""

    NAME: ClassVar[str] = "paper.heap_differed.v1"
    poll: str
    heap: int
    digest: str
    papers: int
    at: str
    by: str


@dataclass(frozen=True)
class PaperRuled(Event):
    NAME: ClassVar[str] = "paper.ruled.v1"
    poll: str
    paper: int  # the number that tellers gave the doubtful paper
    status: Ruling
    digest: str
    reason: str
    at: str
    by: str


@dataclass(frozen=True)
class EntryReopened(Event):
    NAME: ClassVar[str] = "paper.entry_reopened.v1"
    poll: str
    part: str
    number: int
    reason: str
    at: str
    by: str


@dataclass(frozen=True)
class HandsEntered(Event):
    NAME: ClassVar[str] = "hands.entered.v1"
    poll: str
    votes_for: int
    against: int
    abstain: int
    at: str
    by: str


@dataclass(frozen=True)
class HandsDiffered(Event):
    """A second count was another than the first: neither stands."""

    NAME: ClassVar[str] = "hands.differed.v1"
    poll: str
    votes_for: int
    against: int
    abstain: int
    at: str
    by: str


@dataclass(frozen=True)
class HandsAdmitted(Event):
    NAME: ClassVar[str] = "hands.admitted.v1"
    poll: str
    voters: tuple[str, ...]
    decided_by: str
    reason: str
    at: str
    by: str


@dataclass(frozen=True)
class FormChanged(Event):
    """Nothing of the failed poll goes into its repeat; `secrecy` is that of the new form."""

    NAME: ClassVar[str] = "poll.form_changed.v1"
    poll: str  # the one that failed
    item: str
    draft: str
    was: str
    form: str
    secrecy: Secrecy
    decided_by: str
    reason: str
    at: str
    by: str


EVENTS: Final[tuple[type[Event], ...]] = (
    StockCounted, ReturnReported, ReturnDiffered, HeapEntered, HeapDiffered, PaperRuled, EntryReopened, HandsEntered,
    HandsDiffered, HandsAdmitted, FormChanged,
)  # fmt: skip
