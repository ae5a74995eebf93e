"""The result of an election in the record: names with their votes, who is in, who ties, what is left; and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voting.core.words import Round, Text


@dataclass(frozen=True, slots=True)
class Line:
    """One name of an election: for + against + abstain + blank (未填) = valid papers; a write-in (另选) has `for_` alone."""

    name: str
    for_: int
    against: int = 0
    abstain: int = 0
    blank: int = 0
    write_in: bool = False
    en: str = ""

    @property
    def name_text(self) -> Text:
        """The name as each language says it; as it stands where the file has it in one."""
        return Text(self.name, self.en or self.name)

    @property
    def abstentions(self) -> int:
        """Abstentions as announced and filed: an unmarked line abstains; where blank approves it is in `for_` already."""
        return self.abstain + self.blank


@dataclass(frozen=True, slots=True)
class Tie:
    """Names with equal votes at the last seat, and the seats they compete for (ZZF 29)."""

    names: tuple[str, ...]
    seats: int


@dataclass(frozen=True, slots=True)
class Election:
    """The result of an election; `ranking` has the most votes first, write-ins included."""

    seats: int
    candidates: tuple[str, ...]
    ranking: tuple[Line, ...]
    elected: tuple[str, ...]
    tied: Tie | None
    vacant: int
    valid: int
    invalid: int
    returned: int
    round: Round = "first"
    formal: tuple[str, ...] = ()  # whom a pre-vote puts on the formal list
    pending: bool = False  # awaits approval from above (ZZF 11)
    elected_only: bool = False  # only the votes of the elected are published (BJR 35); the record itself keeps all
    folds: bool = False  # names that one voter wrote are published in one line without them; the record keeps all

    def hides(self, line: Line) -> bool:
        """Whether the votes of this name are not published."""
        return self.elected_only and line.name not in (*self.elected, *self.formal)

    def folded(self, line: Line) -> bool:
        """Whether this name is not published: one voter wrote it, and it came to nothing."""
        tied = () if self.tied is None else self.tied.names
        return self.folds and line.write_in and line.for_ == 1 and line.name not in (*self.elected, *self.formal, *tied)

    def published(self) -> tuple[Line, ...]:
        """The lines as sheet and table have them: by votes, behind them in the ballot's order whose votes are hidden.

        Names that are not published are one line behind all.
        """
        told = [one for one in self.ranking if not self.folded(one)]
        order = {name: place for place, name in enumerate(self.candidates)}
        behind = sorted(filter(self.hides, told), key=lambda one: (order.get(one.name, len(order)), one.name))
        names = len(self.ranking) - len(told)
        rest = (Line(f"另选他人 ×{names}", 1, write_in=True, en=f"written in ×{names}"),) if names else ()
        return (*(one for one in told if not self.hides(one)), *behind, *rest)


def plain(election: Election, *, primary: bool, public: bool = False) -> dict[str, Any]:
    """As the file has it; a pre-vote has its formal list where an election has the elected. `public`: without the
    figures that the rule keeps back, and in an order that does not tell them.
    """
    lines = election.published() if public else election.ranking
    tied = election.tied
    who: dict[str, Any] = {"tied": None if tied is None else {"names": list(tied.names), "seats": tied.seats}}
    if primary:
        left = election.seats - len(election.formal)
        who |= {"formal": list(election.formal), "places_left": left}
    else:
        who |= {"elected": list(election.elected), "vacant": election.vacant}
        who |= {"pending": "upper_approval" if election.pending else None}
    return {
        "seats": election.seats,
        "candidates": list(election.candidates),
        "ranking": [_published(election, line) if public else _line(line) for line in lines],
        **who,
        "valid": election.valid,
        "invalid": election.invalid,
        "returned": election.returned,
    }


def _published(election: Election, line: Line) -> dict[str, Any]:
    if election.hides(line) or line not in election.ranking:
        return {"name": line.name, "write_in": line.write_in, "withheld": True}
    return _line(line)


def _line(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "for": line.for_,
        "against": line.against,
        "abstain": line.abstentions,
        "of_which_blank": line.blank,
        "write_in": line.write_in,
    }
