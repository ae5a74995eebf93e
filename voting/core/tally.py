"""Counting papers by exact rules. Pure sums of integers; every figure anybody sees comes from here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from voting.core.commands import Paper
from voting.core.events import LineFigures
from voting.core.words import MARK_OF_LETTER

_BIT_OF_LETTER: Final = {letter: 1 << at for at, letter in enumerate(MARK_OF_LETTER)}  # for, against, abstain, blank
_BITS: Final = bytes(_BIT_OF_LETTER.get(chr(code), 0) for code in range(256))


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


@dataclass(frozen=True)
class EvaluationFigures:
    """The sums of an evaluation; `votes` stands by grade, in the order of the paper."""

    returned: int
    valid: int
    votes: tuple[int, ...]


def motion(papers: Iterable[Paper]) -> MotionFigures:
    """Count a motion: one letter of Y, N, A a paper; UnknownMark otherwise."""
    count: Counter[str] = Counter()
    for paper in papers:
        if paper.marks not in ("Y", "N", "A") or paper.write_ins:
            raise UnknownMark(f"not a mark of a motion: {paper.marks!r}")
        count[paper.marks] += paper.copies
    return MotionFigures(count["Y"], count["N"], count["A"])


def election(papers: Iterable[Paper], candidates: Sequence[str], rules: ElectionRules) -> ElectionFigures:
    """Count an election by contracts/case.md: the over-vote first, then what becomes of write-ins.

    One pass over the papers, then one over the columns of marks, so that a large box costs little more than reading it.
    """
    place = {name: at for at, name in enumerate(candidates)}
    box: dict[int, list[str]] = defaultdict(list)  # copies -> the marks of valid papers
    void: list[str] = []
    written: dict[str, int] = defaultdict(int)
    returned = 0
    for paper in papers:
        marks, names = paper.marks, paper.write_ins
        if len(marks) != len(place):
            raise UnknownMark(f"not the marks of this paper: {marks!r}")
        if rules.blank_approves:
            marks = marks.replace("B", "Y")
        returned += paper.copies
        if (_approved(marks, names, place) if names else marks.count("Y")) > rules.seats:
            void.append(marks)
            continue
        box[paper.copies].append(marks)
        if names and rules.write_ins:
            for name in _standing_write_ins(marks, names, place, rules):
                written[name] += paper.copies
    _columns(
        {1: void}, candidates
    )  # their marks count for nothing, but a mark that nobody knows is an error on them too
    lines = _columns(box, candidates)
    lines += [LineFigures(name, votes, 0, 0, 0, write_in=True) for name, votes in written.items()]
    valid = sum(copies * len(found) for copies, found in box.items())
    return ElectionFigures(returned, valid, returned - valid, ranked(lines))


def merged(papers: Iterable[Paper], into: Mapping[str, str]) -> tuple[Paper, ...]:
    """The papers with every written name as it was settled; a name twice on one paper is then one name."""
    return tuple(
        replace(paper, write_ins=tuple(dict.fromkeys(into.get(name, name) for name in paper.write_ins)))
        if paper.write_ins and into
        else paper
        for paper in papers
    )


def evaluation(papers: Iterable[Paper], lines: int) -> EvaluationFigures:
    """Count an evaluation: one grade marked is a valid paper, none or several is not; UnknownMark beside Y and B."""
    sums = [0] * lines
    returned = 0
    for paper in papers:
        if len(paper.marks) != lines or set(paper.marks) - {"Y", "B"} or paper.write_ins:
            raise UnknownMark(f"not the marks of an evaluation: {paper.marks!r}")
        returned += paper.copies
        if paper.marks.count("Y") == 1:
            sums[paper.marks.index("Y")] += paper.copies
    return EvaluationFigures(returned, sum(sums), tuple(sums))


def ranked(lines: Iterable[LineFigures]) -> tuple[LineFigures, ...]:
    """Most votes first; equal votes as they stand in `lines`: ballot order, then names written in."""
    return tuple(sorted(lines, key=lambda line: -line.votes_for))


def _columns(box: Mapping[int, list[str]], candidates: Sequence[str]) -> list[LineFigures]:
    """The sums of each candidate: papers of as many copies stand end to end, and every nth mark is one candidate's.

    Each mark is one bit of a byte, so a column is one large number, and its bits under a mask are the votes.
    """
    sums = [[0, 0, 0, 0] for _ in candidates]
    for copies, papers in box.items():
        bits = "".join(papers).encode("ascii", "replace").translate(_BITS)
        masks = [int.from_bytes(bytes([bit]) * len(papers), "big") for bit in _BIT_OF_LETTER.values()]
        for at, figures in enumerate(sums):
            column = int.from_bytes(bits[at :: len(candidates)], "big")
            counts = [(column & mask).bit_count() for mask in masks]
            if sum(counts) != len(papers):
                raise UnknownMark("a mark of an election is for, against, abstain or blank")
            for mark, count in enumerate(counts):
                figures[mark] += copies * count
    return [LineFigures(name, y, n, a, b, write_in=False) for name, (y, n, a, b) in zip(candidates, sums, strict=True)]


def _approved(marks: str, names: Sequence[str], place: Mapping[str, int]) -> int:
    """Different names approved on the paper as filled in; more than seats void the whole of it (law.md D11)."""
    approved = marks.count("Y")
    for name in set(names):
        at = place.get(name)
        approved += at is None or marks[at] != "Y"
    return approved


def _standing_write_ins(
    marks: str, names: Sequence[str], place: Mapping[str, int], rules: ElectionRules
) -> Sequence[str]:
    """The write-ins that count: each once, no candidate's name, never more than opposed (DBF 17)."""
    left = [name for name in dict.fromkeys(names) if name not in place]
    return () if rules.requires_oppose and len(left) > marks.count("N") else left
