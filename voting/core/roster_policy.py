"""What is unusual about the lists of a sitting's own offices (law.md A06): told as warnings, never as refusals.

The law lets the preparatory meeting elect whom it will; sizes are local rules, and who presides is settled day by day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from voting.core import quorum, roster
from voting.core.rulebook import RuleBook, Value, fraction
from voting.core.state import Sitting
from voting.core.track_words import ROSTERS
from voting.core.words import Text


@dataclass(frozen=True)
class Warned:
    """One thing to look at, and the article it rests on, where there is one."""

    text: Text
    article: str | None


def warnings(sitting: Sitting) -> tuple[Warned, ...]:
    """Everything unusual about the lists as they stand now, the presidium first."""
    return (*_faults(sitting), *_size(sitting), *_chairs(sitting), *_tellers(sitting))


def _faults(sitting: Sitting) -> Iterator[Warned]:
    """Lists that would be refused if they were laid now: they came with the sitting file, or a candidate is on them."""
    for one in roster.standing(sitting):
        no = roster.fault(sitting, one)
        if no is not None:
            label = ROSTERS[one.name]
            yield Warned(Text(f"{label.zh}：{no.zh}", f"{label.en}: {no.en}"), no.article)


def _size(sitting: Sitting) -> Iterator[Warned]:
    """A presidium outside the range of the local rule: a number of people, or a part of all deputies (SHR 12)."""
    here, key = len(roster.listed(sitting, "presidium")), "presidium.size"
    if not here or not sitting.rules.has(key):
        return
    least, most = size_range(sitting.rules.value(key), len(quorum.voters(sitting)))
    if not least <= here <= most:
        zh = f"主席团{here}人，应当为{least}至{most}人。"
        yield Warned(
            Text(zh, f"The presidium has {here}; it should have {least} to {most}."), sitting.rules.article(key)
        )


def size_range(value: Value, deputies: int) -> tuple[int, int]:
    """The fewest and the most of `{least, most}`: whole numbers, or fractions of all deputies; ValueError for anything else.

    >>> size_range({"least": "2/25", "most": "1/10"}, 61)
    (5, 6)
    """
    found = (value.get("least"), value.get("most")) if isinstance(value, Mapping) else (None, None)
    least, most = found
    if type(least) is int and type(most) is int:
        return least, most
    if isinstance(least, str) and isinstance(most, str):
        low, high = fraction(least) * deputies, fraction(most) * deputies
        fewest = -(-low.numerator // low.denominator)
        return fewest, max(fewest, high.numerator // high.denominator)
    raise ValueError(f"no range of people: {value!r}")


def _chairs(sitting: Sitting) -> Iterator[Warned]:
    """Every plenary is presided over by executive chairs from the presidium (RDYS 10)."""
    key = "presidium.executive_chairs"
    least = _whole(sitting.rules, key)
    if least is None or not roster.listed(sitting, "presidium"):
        return
    kept = {one.plenary: len(one.members) for one in roster.standing(sitting) if one.name == "executive_chairs"}
    for number in range(1, max([1, *(plenary for plenary in kept if plenary is not None)]) + 1):
        if kept.get(number, 0) < least:
            zh = f"第{number}次全体会议的执行主席{kept.get(number, 0)}人，至少{least}人。"
            en = f"Plenary {number} has {kept.get(number, 0)} executive chair(s); at least {least}."
            yield Warned(Text(zh, en), sitting.rules.article(key))


def _tellers(sitting: Sitting) -> Iterator[Warned]:
    """Fewer tellers than the local rule asks for; none at all is no matter of this page."""
    key = "teller.least"
    least, here = _whole(sitting.rules, key), len(roster.listed(sitting, "tellers"))
    if least is not None and 0 < here < least:
        text = Text(f"监票人{here}人，至少{least}人。", f"{here} teller(s); at least {least}.")
        yield Warned(text, sitting.rules.article(key))


def _whole(book: RuleBook, key: str) -> int | None:
    value = book.value(key) if book.has(key) else None
    return value if type(value) is int else None
