"""What tellers ask to enter (hands, heaps of paper, rulings on doubtful papers), and who decides on another form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from voting.core.commands import CHAIR, TABLE, Command
from voting.core.words import Role, Ruling

TELLERS: Final[frozenset[Role]] = frozenset({"scrutineer"})
STOCKROOM: Final[frozenset[Role]] = frozenset({"operator", "secretary", "scrutineer"})
Part = Literal["return", "heap", "paper"]


@dataclass(frozen=True)
class CountStock(Command):
    """The papers printed, and of them the spare ones put under seal, before any is handed out."""

    may: ClassVar[frozenset[Role]] = STOCKROOM
    poll: str
    printed: int
    sealed: int


@dataclass(frozen=True)
class ReportReturn(Command):
    """A teller's report when the box is emptied (law.md C4, T7); see `state.Back` for the figures."""

    may: ClassVar[frozenset[Role]] = TELLERS
    poll: str
    issued: int
    spoiled: int
    returned: int
    voters: int


@dataclass(frozen=True)
class EnterHeap(Command):
    """One teller's entry of one heap: the digest of what its papers say, and how many they are."""

    may: ClassVar[frozenset[Role]] = TELLERS
    poll: str
    heap: int
    digest: str
    papers: int


@dataclass(frozen=True)
class RulePaper(Command):
    """A teller's ruling on a doubtful paper (law.md C6); `digest` is that of its marks as ruled."""

    may: ClassVar[frozenset[Role]] = TELLERS
    poll: str
    paper: int
    status: Ruling
    digest: str
    reason: str


@dataclass(frozen=True)
class EnterHands(Command):
    """The hands that one teller counted, in persons."""

    may: ClassVar[frozenset[Role]] = TELLERS
    poll: str
    votes_for: int
    against: int
    abstain: int


@dataclass(frozen=True)
class ReopenEntry(Command):
    """What two tellers had agreed on is taken back, with a reason: both enter it again."""

    may: ClassVar[frozenset[Role]] = TELLERS
    poll: str
    part: Part
    number: int
    reason: str


@dataclass(frozen=True)
class ChangeForm(Command):
    """A vote that failed is held again in another form (CWYS 48; RDYS 60)."""

    may: ClassVar[frozenset[Role]] = TABLE
    item: str
    draft: str
    form: str
    decided_by: str
    reason: str


@dataclass(frozen=True)
class AdmitHands(Command):
    """Members who attend by video raise their hands beside a vote by keys (CWYS 7, 48)."""

    may: ClassVar[frozenset[Role]] = TABLE
    poll: str
    voters: tuple[str, ...]
    decided_by: str
    reason: str


@dataclass(frozen=True)
class DeclareInvalid(Command):
    """The chair declares a ballot invalid that returned too many papers: it is held again (XJF 44; law.md C4, T8)."""

    may: ClassVar[frozenset[Role]] = CHAIR
    poll: str
