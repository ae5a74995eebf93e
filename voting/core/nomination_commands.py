"""What is asked around nominations, slates and rounds of an election."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from voting.core.commands import DESK, Command
from voting.core.words import Nominator, Role, Round, SlateOrder

BENCH: Final[frozenset[Role]] = frozenset({"operator", "secretary", "chair"})
TELLERS: Final[frozenset[Role]] = frozenset({"scrutineer"})  # never the operator, whose box it is


@dataclass(frozen=True)
class Nominate(Command):
    """Put a person forward: by the presidium or another `organ`, or jointly by `signers`.

    `by_presidium` without an organ is the presidium; `deputy` is the member the person is, if any.
    """

    may: ClassVar[frozenset[Role]] = DESK
    item: str
    draft: str
    candidate: str
    by_presidium: bool
    signers: tuple[str, ...] = ()
    deputy: str | None = None
    organ: Nominator | None = None

    @property
    def nominator(self) -> Nominator:
        """Who puts the person forward."""
        return self.organ or ("presidium" if self.by_presidium else "members")


@dataclass(frozen=True)
class WithdrawCandidate(Command):
    """A nominee or a candidate on the list stands no longer; `agreed` is who agreed to it."""

    may: ClassVar[frozenset[Role]] = DESK
    item: str
    candidate: str
    reason: str
    agreed: str


@dataclass(frozen=True)
class FixSlate(Command):
    """The formal list in the order of the ballot; `reason` is the decision where the pre-vote tied at its cut."""

    may: ClassVar[frozenset[Role]] = DESK
    item: str
    draft: str
    candidates: tuple[str, ...]
    order: SlateOrder
    reason: str | None = None


@dataclass(frozen=True)
class PlanRound(Command):
    """The next round of an election; `name` is the id of its vote.

    A pre-vote goes before `draft`; the others go on from its newest result. `candidates` and `fixed_surplus` are for a
    further election: by the votes of the first ballot, or none where people are nominated afresh. `decision`: of the
    congress, that it is held in this session. `reason`: the presidium's decision where equal votes are parted at the cut.
    """

    may: ClassVar[frozenset[Role]] = BENCH
    item: str
    draft: str
    name: str
    round: Round
    candidates: tuple[str, ...] = ()
    fixed_surplus: int | None = None
    decision: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class SettleName(Command):
    """Tellers settle who is meant: these written names are one person, `into` one of them or a candidate.

    `deputy` is the member that person is, None for somebody else; `reason` says who of the tellers settled it and how.
    """

    may: ClassVar[frozenset[Role]] = TELLERS
    poll: str
    names: tuple[str, ...]
    into: str
    deputy: str | None
    reason: str
