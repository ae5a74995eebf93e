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

    def hides(self, line: Line) -> bool:
        """Whether the votes of this name are not published."""
        return self.elected_only and line.name not in (*self.elected, *self.formal)

    def published(self) -> tuple[Line, ...]:
        """The lines as sheet and table have them: by votes, behind them in the ballot's order whose votes are hidden."""
        order = {name: place for place, name in enumerate(self.candidates)}
        behind = sorted(filter(self.hides, self.ranking), key=lambda one: (order.get(one.name, len(order)), one.name))
        return (*(one for one in self.ranking if not self.hides(one)), *behind)


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
        "ranking": [_withheld(line) if public and election.hides(line) else _line(line) for line in lines],
        **who,
        "valid": election.valid,
        "invalid": election.invalid,
        "returned": election.returned,
    }


def _withheld(line: Line) -> dict[str, Any]:
    return {"name": line.name, "write_in": line.write_in, "withheld": True}


def _line(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "for": line.for_,
        "against": line.against,
        "abstain": line.abstentions,
        "of_which_blank": line.blank,
        "write_in": line.write_in,
    }
