"""Absence over the sessions of a term: which deputy's case goes to the credentials committee (DBF 62, 63; law.md A23, D23).

Never automatic: the committee reports and the standing committee announces; only then the roll loses the deputy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from voting.core.rulebook import RuleBook

At = Literal["present", "part", "leave", "absent"]  # part: some of its days (gap G14); leave: approved


@dataclass(frozen=True)
class Session:
    """One whole session with how each of its deputies attended; who was no deputy then is not in it."""

    name: str
    attended: Mapping[str, At]


@dataclass(frozen=True)
class Case:
    """A deputy who was absent without leave from so many whole sessions, which ones, and the article."""

    member: str
    sessions: tuple[str, ...]
    article: str


def absences(book: RuleBook, sessions: Sequence[Session]) -> dict[str, tuple[str, ...]]:
    """The sessions that each deputy missed without leave; missing a part counts only where the rules say so (G14)."""
    partly = book.has("attendance.partial") and book.value("attendance.partial") == "absence"
    missed: dict[str, tuple[str, ...]] = {}
    for session in sessions:
        for member, at in session.attended.items():
            if at == "absent" or (partly and at == "part"):
                missed[member] = (*missed.get(member, ()), session.name)
    return missed


def cases(book: RuleBook, sessions: Sequence[Session]) -> tuple[Case, ...]:
    """The deputies whose case is to be opened, sorted by id: absent without leave twice, or as the rules have it."""
    rule = book.rule("attendance.absences")
    least = rule.value if type(rule.value) is int else 2
    missed = absences(book, sessions)
    return tuple(Case(one, missed[one], rule.article) for one in sorted(missed) if len(missed[one]) >= least)
