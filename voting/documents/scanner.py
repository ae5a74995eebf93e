"""A scanner's table of ballot papers: one row a paper, one column a line of the ballot, then the names written in.

All rows are good or nothing is taken. The number of a paper only serves to find it again in its heap; it is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from voting.core.words import Text
from voting.documents.roll import RowError
from voting.documents.rows import Cell, Line, Unreadable, read_rows
from voting.documents.text import code_word, flaw, person_name

PAPER: Final = frozenset(map(code_word, ("paper", "票号", "序号")))
WRITE_IN: Final = re.compile(r"(?:WRITE_IN_?|另选(?:他人)?)\d{1,3}")
MARKS: Final[dict[str, str]] = {
    code_word(word): letter
    for letter, words in {
        "Y": ("for", "y", "赞成", "同意", "○", "〇"),
        "N": ("against", "n", "反对", "不同意", "×", "✕"),
        "A": ("abstain", "a", "弃权"),
        "B": ("", "blank", "b", "未填", "空白"),
        "V": ("void", "v", "无效"),
    }.items()
    for word in words
}
LONGEST_NAME: Final = 60


@dataclass(frozen=True)
class Ballot:
    """One paper as the scanner read it: a letter a line (Y N A B, V where a motion's paper is void), the names."""

    marks: str
    write_ins: tuple[str, ...]


@dataclass(frozen=True)
class ScanErrors:
    """Every error of a table of which nothing is taken, in row order."""

    errors: tuple[RowError, ...]


def read_scan(
    name: str, data: bytes, lines: Sequence[tuple[str, str]], letters: str
) -> tuple[Ballot, ...] | ScanErrors:
    """The papers in the file called `name` (.csv or .xlsx), or every error in it; no other exception.

    `lines` are the ballot's lines as (id, name): either may be a column's header. `letters` are the marks of this vote.
    """
    try:
        rows = read_rows(name, data)
    except Unreadable as error:
        return ScanErrors((RowError(error.row, "", *error.sentence),))
    if len(rows) < 2:
        return ScanErrors((RowError(0, "", "文件中没有选票。", "The file lists no papers."),))
    reading = _Reading(lines, letters)
    reading.header(rows[0])
    if reading.errors:
        return ScanErrors(tuple(reading.errors))
    ballots = tuple(reading.ballot(row) for row in rows[1:])
    return ScanErrors(tuple(reading.errors)) if reading.errors else ballots


@dataclass
class _Reading:
    """One pass over a table: where each column stands, which papers were seen, what is wrong so far."""

    lines: Sequence[tuple[str, str]]
    letters: str
    places: dict[str, int] = field(default_factory=dict)
    written: list[int] = field(default_factory=list)
    paper: int | None = None
    seen: dict[str, int] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def header(self, row: Line) -> None:
        """Find the columns; missing, repeated and unknown ones are errors."""
        self.titles = [cell.text.strip() for cell in row.cells]
        for place, cell in enumerate(row.cells):
            self._column(row.number, place, cell)
        if self.paper is None:
            self._wrong(row.number, "paper", Text("缺少“paper”列。", "The column “paper” is missing."))
        for line, name in self.lines:
            if line not in self.places:
                self._wrong(row.number, name, Text(f"缺少“{name}”列。", f"The column “{name}” is missing."))

    def _column(self, row: int, place: int, cell: Cell) -> None:
        title, word = cell.text.strip(), code_word(cell.text)
        if word in PAPER and self.paper is None:
            self.paper = place
        elif WRITE_IN.fullmatch(word):
            self.written.append(place)
        elif word or cell.flaw:
            found = [line for line, name in self.lines if title == line or person_name(title) == person_name(name)]
            if len(found) == 1 and found[0] not in self.places:
                self.places[found[0]] = place
            else:
                why = Text(f"“{title}”不是本次选票的一栏，或出现两次。",
                           f"“{title}” is no line of this ballot, or stands twice.")  # fmt: skip
                self._wrong(row, title, why)

    def ballot(self, row: Line) -> Ballot:
        """One paper; whatever is wrong with it is noted."""
        self._number(row)
        marks = "".join(self._mark(row, self.places[line]) for line, _ in self.lines)
        used = {self.paper, *self.written, *self.places.values()}
        for place, cell in enumerate(row.cells):
            if place not in used and cell.filled:
                self._wrong(row.number, self._title(place), Text("此列没有列名。", "This column has no header."))
        return Ballot(marks, tuple(name for place in self.written if (name := self._name(row, place))))

    def _number(self, row: Line) -> None:
        number = code_word(self._cell(row, self.paper or 0).text)
        first = self.seen.setdefault(number, row.number)
        if not number:
            self._wrong(row.number, "paper", Text("没有票号。", "The paper has no number."))
        elif first != row.number:
            why = Text(f"票号“{number}”与第{first}行重复。", f"Paper “{number}” stands in row {first} too.")
            self._wrong(row.number, "paper", why)

    def _mark(self, row: Line, place: int) -> str:
        cell = self._cell(row, place)
        letter = None if cell.flaw else MARKS.get(code_word(cell.text))
        if letter is None or letter not in self.letters:
            text = cell.text.strip()
            self._wrong(row.number, self._title(place), Text(f"不认识的标记“{text}”。", f"Unknown mark “{text}”."))
            return ""
        return letter

    def _name(self, row: Line, place: int) -> str:
        cell = self._cell(row, place)
        why = cell.flaw or flaw(cell.text)
        name = person_name(cell.text)
        if why is None and len(name) > LONGEST_NAME:
            why = Text(f"超过{LONGEST_NAME}个字", f"has more than {LONGEST_NAME} characters")
        if why is not None:
            self._wrong(row.number, self._title(place), Text(f"内容{why.zh}。", f"The content {why.en}."))
        return name

    def _cell(self, row: Line, place: int) -> Cell:
        return row.cells[place] if place < len(row.cells) else Cell()

    def _title(self, place: int) -> str:
        return self.titles[place] if place < len(self.titles) else str(place + 1)

    def _wrong(self, row: int, column: str, why: Text) -> None:
        self.errors.append(RowError(row, column, why.zh, why.en))
