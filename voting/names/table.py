"""What is known of a character: its strokes, and its place among those with as many. Read once, when first asked.

`strokes.tsv` is made by scripts/names.py and never edited; its sources and licences stand in LICENSES beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

FILE: Final = Path(__file__).with_name("strokes.tsv")
NO_COUNT: Final = 1_000  # no character has as many: what is not in the table comes after all others
NO_RANK: Final = 1_000_000


class Place(NamedTuple):
    """Where a character stands; places compare in the order of the names. Not sure: only the strokes are known."""

    strokes: int
    rank: int
    code: int
    sure: bool


@dataclass(frozen=True)
class Table:
    """Character -> strokes; character -> rank in stroke order; the characters whose rank is out of its place."""

    strokes: dict[str, int] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)

    def place(self, character: str, counts: Mapping[str, int]) -> Place:
        """The place of a character; `counts` are strokes that a region counts otherwise.

        A rank holds within the strokes it was made for: counted otherwise, it still orders, but is not sure.
        """
        known = self.strokes.get(character, NO_COUNT)
        strokes = counts.get(character, known)
        sure = character in self.ranks and character not in self.doubtful and strokes == known
        return Place(strokes, self.ranks.get(character, NO_RANK), ord(character), sure)


@cache
def table() -> Table:
    """The table, read from its file at the first call and kept."""
    made = Table()
    for line in FILE.read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            strokes, mark, characters = line.split("\t")
            made.strokes.update(dict.fromkeys(characters, int(strokes)))
            if mark != "-":
                made.ranks.update(zip(characters, range(len(made.ranks), NO_RANK), strict=False))
            if mark == "?":
                made.doubtful.update(characters)
    return made
