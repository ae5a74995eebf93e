"""Counting papers by exact rules. Pure sums of integers; every figure anybody sees comes from here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voting.core.commands import Paper
from voting.core.events import LineFigures
from voting.core.words import MARK_OF_LETTER


class UnknownMark(ValueError):
    """A letter that is no mark of this vote; never counted as anything else."""


@dataclass(frozen=True)
class MotionFigures:
    """The sums of a motion, in persons."""

    votes_for: int
    against: int
    abstain: int


@dataclass(frozen=True)
class ElectionRules:
    """What the rule book says about a paper (law.md B4): seats, what blank means, write-ins."""

    seats: int
    blank_approves: bool
    write_ins: bool
    requires_oppose: bool


@dataclass(frozen=True)
class ElectionFigures:
    """The sums of an election; `ranking` stands by votes, equal votes in ballot order, write-ins last."""

    returned: int
    valid: int
    invalid: int
    ranking: tuple[LineFigures, ...]


def motion(papers: Iterable[Paper]) -> MotionFigures:
    """Count a motion: one letter of Y, N, A a paper; UnknownMark otherwise."""
    count: Counter[str] = Counter()
    for paper in papers:
        if paper.marks not in ("Y", "N", "A") or paper.write_ins:
            raise UnknownMark(f"not a mark of a motion: {paper.marks!r}")
        count[paper.marks] += paper.copies
    return MotionFigures(count["Y"], count["N"], count["A"])


def election(papers: Iterable[Paper], candidates: Sequence[str], rules: ElectionRules) -> ElectionFigures:
    """Count an election by contracts/case.md: the over-vote first, then what becomes of write-ins."""
    columns: list[Counter[str]] = [Counter() for _ in candidates]
    written: Counter[str] = Counter()
    returned = valid = 0
    for paper in papers:
        marks = _marks(paper, len(candidates), rules)
        returned += paper.copies
        if _over_voted(paper, marks, candidates, rules):
            continue
        valid += paper.copies
        for column, mark in zip(columns, marks, strict=True):
            column[mark] += paper.copies
        for name in _standing_write_ins(paper, marks, candidates, rules):
            written[name] += paper.copies
    lines = [
        LineFigures(name, column["Y"], column["N"], column["A"], column["B"], write_in=False)
        for name, column in zip(candidates, columns, strict=True)
    ]
    lines += [LineFigures(name, votes, 0, 0, 0, write_in=True) for name, votes in written.items()]
    return ElectionFigures(returned, valid, returned - valid, tuple(sorted(lines, key=lambda x: -x.votes_for)))


def _marks(paper: Paper, lines: int, rules: ElectionRules) -> str:
    if len(paper.marks) != lines or set(paper.marks) - set(MARK_OF_LETTER):
        raise UnknownMark(f"not the marks of this paper: {paper.marks!r}")
    return paper.marks.replace("B", "Y") if rules.blank_approves else paper.marks


def _over_voted(paper: Paper, marks: str, candidates: Sequence[str], rules: ElectionRules) -> bool:
    """More different names approved than seats voids the whole paper (law.md D11)."""
    approvals = marks.count("Y")
    if not paper.write_ins:
        return approvals > rules.seats
    approved = {name for name, mark in zip(candidates, marks, strict=True) if mark == "Y"}
    return len(approved | set(paper.write_ins)) > rules.seats


def _standing_write_ins(paper: Paper, marks: str, candidates: Sequence[str], rules: ElectionRules) -> tuple[str, ...]:
    """The write-ins that count: each once, no candidate's name, never more than opposed (DBF 17)."""
    if not rules.write_ins or not paper.write_ins:
        return ()
    left = tuple(name for name in dict.fromkeys(paper.write_ins) if name not in candidates)
    if rules.requires_oppose and len(left) > marks.count("N"):
        return ()
    return left
