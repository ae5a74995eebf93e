"""The order of names: character by character, fewer strokes first, then 横 竖 撇 点 折 in the order of writing.

The first character of the whole name decides first, also of a compound surname and of a long name with a dot; the
strokes of several characters are never added up. Source: law.md C5 (practitioners' notes W30, W31).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, groupby
from typing import Final, Literal

from voting.core.words import Text
from voting.names.surnames import surname_of
from voting.names.table import NO_COUNT, Place, table

SingleCharGiven = Literal["zero", "compare"]
Doubt = Literal["same", "rank", "strokes", "surname"]

DOUBTS: Final[dict[Doubt, Text]] = {
    "same": Text("姓名相同", "the names are the same"),
    "rank": Text("笔画数相同，笔顺先后不能确定", "as many strokes, their order is not known"),
    "strokes": Text("有字不在笔画表中", "a character is not in the table of strokes"),
    "surname": Text("是否复姓影响先后", "it depends on whether the surname is a compound one"),
}
# Between the parts of a name: dots of several kinds; a space, narrow or wide, is dropped as well.
DOTS: Final = frozenset("·•・‧∙⋅●．.")
VARIANT: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # selects a glyph of the character before it
LONGEST: Final = 64  # characters that are compared; nobody's name is longer, and a file of something else is noticed
MISSING: Final = Place(0, 0, 0, sure=True)

Places = tuple[Place, ...]


class Unorderable(ValueError):
    """What was given is not a name, or not a count of strokes; the sentence is for whoever typed it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.told = Text(zh, en)


@dataclass(frozen=True)
class Unsettled:
    """Two names, in the order given to them, whose order this room cannot answer for, and why."""

    first: str
    second: str
    doubt: Doubt


@dataclass(frozen=True)
class Ordered:
    """Names in order, and the pairs that a person must look at."""

    names: tuple[str, ...]
    unsettled: tuple[Unsettled, ...]


@dataclass(frozen=True)
class Strokes:
    """One way to order: what a given name of one character does, and strokes that a region counts otherwise.

    `compare` 姓名笔画: the character itself is compared (the people's congresses, W31). `zero` 姓氏笔画: it counts as a missing
    second character, and so comes before all longer names of that surname (party congress, CPPCC; W30 for congresses too).
    Unorderable for counts that are not of one character each and at least 1.
    """

    single_char_given: SingleCharGiven = "compare"
    counts: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.single_char_given not in {"zero", "compare"}:
            raise Unorderable("单名规则只有 compare 和 zero。", "single_char_given is compare or zero.")
        for character, count in self.counts.items():
            if len(character) != 1 or type(count) is not int or not 1 <= count < NO_COUNT:
                raise Unorderable(
                    f"“{character}={count}”不是一个字的笔画数。", f"{character}={count} is no count of strokes."
                )

    def places(self, name: str, surname: Callable[[str], str] = surname_of) -> Places:
        """What is compared of a name; Unorderable where that is nothing, or longer than a name can be."""
        plain = bare(name)
        if not 0 < len(plain) <= LONGEST:
            raise Unorderable(f"“{name[:LONGEST]}”不是姓名。", f"{name[:LONGEST]!r} is not a name.")
        known = table()
        found = tuple(known.place(one, self.counts) for one in plain)
        before = len(surname(plain))
        alone = self.single_char_given == "zero" and len(found) == before + 1 and not DOTS & set(name)
        return (*found[:before], MISSING, *found[before:]) if alone else found

    def key(self, name: str) -> tuple[Places, str]:
        """Sorts names into a total order; the spelling itself settles what looks the same."""
        return self.places(name), name

    def unsettled(self, ordered: Sequence[str]) -> tuple[Unsettled, ...]:
        """The pairs of these names, already in order, that no rule settles."""
        found: dict[tuple[int, int], Unsettled] = {}
        for first, second, doubt in (*_by_surname(self, ordered), *self._by_character(ordered)):
            found.setdefault((first, second), Unsettled(ordered[first], ordered[second], doubt))
        return tuple(found[pair] for pair in sorted(found))

    def _by_character(self, ordered: Sequence[str]) -> Iterator[_Pair]:
        return _doubts([(position, self.places(name)) for position, name in enumerate(ordered)], 0)


_Pair = tuple[int, int, Doubt]
_Group = list[tuple[int, Places]]


def bare(name: str) -> str:
    """The characters of a name that are compared: without spaces, dots and marks of variant glyphs."""
    return "".join(
        one
        for one in unicodedata.normalize("NFC", name)
        if one not in DOTS and not one.isspace() and not VARIANT.match(one)
    )


def order(
    names: Iterable[str], single_char_given: SingleCharGiven = "compare", counts: Mapping[str, int] | None = None
) -> Ordered:
    """Names by strokes, whatever order they came in; `counts`: character -> strokes where a region counts otherwise."""
    by = Strokes(single_char_given, counts or {})
    ordered = tuple(sorted(names, key=by.key))
    return Ordered(ordered, by.unsettled(ordered))


def _doubts(names: _Group, depth: int) -> Iterator[_Pair]:
    """Doubtful pairs of names that are alike in their first `depth` places."""
    ended = [position for position, places in names if len(places) == depth]
    yield from ((first, second, "same") for first, second in combinations(ended, 2))
    longer = [one for one in names if len(one[1]) > depth]
    groups = [(place, list(same)) for place, same in groupby(longer, key=lambda one: one[1][depth])]
    for (place, here), (other, there) in combinations(groups, 2):
        doubt = _doubt(place, other)
        if doubt:
            yield from ((first, second, doubt) for first, _ in here for second, _ in there)
    for _, same in groups:
        if len(same) > 1:
            yield from _doubts(same, depth + 1)


def _doubt(one: Place, other: Place) -> Doubt | None:
    if NO_COUNT in {one.strokes, other.strokes}:
        return "strokes"
    return "rank" if one.strokes == other.strokes and not (one.sure and other.sure) else None


def _by_surname(by: Strokes, ordered: Sequence[str]) -> Iterator[_Pair]:
    """Pairs that would change places if a compound surname were a surname of one character with a longer given name."""
    otherwise = [by.places(name, lambda plain: plain[:1]) for name in ordered]
    changed = [position for position, name in enumerate(ordered) if otherwise[position] != by.places(name)]
    for one in changed:
        for other in range(len(ordered)):
            first, second = sorted((one, other))
            if otherwise[first] > otherwise[second]:
                yield first, second, "surname"
