"""The papers of a case as the tally counts them, or the sums where only sums are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from voting.cases.fields import BEYOND, Fields, Unusable
from voting.core.commands import Paper
from voting.core.events import LineFigures
from voting.core.tally import ElectionFigures, ranked

LETTERS: Final = {"for": "Y", "against": "N", "abstain": "A", "": "B"}
PAPER: Final = frozenset({"marks", "write_ins", "copies"})


def marked(ask: Fields, names: tuple[str, ...]) -> Iterator[Paper]:
    """Each paper's marks in ballot order; the list is read as it is counted."""
    where = ask.path("papers")
    for at, one in enumerate(ask.items("papers")):
        paper = _paper(one, names)
        if paper is None:
            raise _fault(Fields(one, f"{where}[{at}]"), names)
        yield paper


def _paper(one: object, names: tuple[str, ...]) -> Paper | None:
    """A sound paper in one pass over the names; None where something on it is at fault."""
    if not isinstance(one, dict) or not one.keys() <= PAPER:
        return None
    marks, written, copies = one.get("marks"), one.get("write_ins", []), one.get("copies", 1)
    if not isinstance(marks, dict) or not isinstance(written, list) or not all(isinstance(n, str) for n in written):
        return None
    if type(copies) is not int or not 1 <= copies < BEYOND:
        return None
    mark = marks.get
    try:
        letters = "".join([LETTERS[mark(name, "")] for name in names])
    except (KeyError, TypeError):
        return None
    sound = letters.count("B") + len(marks) == len(names)  # no mark is empty, and none is for somebody else
    return Paper(letters, tuple(written), copies) if sound else None


def _fault(fields: Fields, names: tuple[str, ...]) -> Unusable:
    """What is wrong with a paper, field by field."""
    marks = fields.inner("marks")
    for name in marks.left():
        if name not in names:
            return marks.fault(name, "没有这位候选人", "there is no such candidate")
        marks.word(name, ("for", "against", "abstain"))
    if fields.has("write_ins") and not all(isinstance(name, str) for name in fields.items("write_ins")):
        return fields.fault("write_ins", "须为名称的数组", "an array of names")
    if fields.has("copies"):
        fields.whole("copies", 1)
    fields.close()
    return fields.fault("marks", "无法使用", "this cannot be used")


def summed(ask: Fields, names: tuple[str, ...], *, write_ins: bool) -> ElectionFigures:
    """The figures from totals; a name that is no candidate's was written in and has votes in favour alone."""
    valid, invalid = ask.whole("valid"), ask.whole("invalid")
    totals = ask.inner("totals")
    lines = [_line(totals.inner(name), name, valid) for name in names]
    for name in totals.left():
        inner = totals.inner(name)
        votes = inner.whole("for")
        inner.close()
        if votes and write_ins:
            lines.append(LineFigures(name, votes, 0, 0, 0, write_in=True))
    return ElectionFigures(valid + invalid, valid, invalid, ranked(lines))


def _line(inner: Fields, name: str, valid: int) -> LineFigures:
    y, n, a = (inner.whole(word) for word in ("for", "against", "abstain"))
    inner.close()
    if y + n + a != valid:
        zh = f"赞成、反对、弃权之和{y + n + a}与有效票{valid}不符"
        raise inner.fault("for", zh, f"for, against and abstain add up to {y + n + a} of {valid} valid papers")
    return LineFigures(name, y, n, a, 0, write_in=False)
