"""The order of a slate as the adopted method wants it: three lawful ones, and the one that is stored.

Zhejiang 35, 36: strokes. Beijing 43: votes of the primary, equal votes by strokes. Zhaotong 2007 art. 6: receipt of the
nomination, the same moment by strokes. `by_hand`: as they were given, because the stored order wins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from voting.core.refusals import Refusal
from voting.names.order import Strokes, Unsettled

SlateOrder = Literal["strokes", "primary_votes", "receipt", "by_hand"]
BY_STROKES: Final = Strokes()


@dataclass(frozen=True)
class Nominee:
    """A person on a slate; votes of the primary and moment of receipt (any rising number) where they are asked for."""

    id: str
    name: str
    votes: int | None = None
    received: int | None = None


@dataclass(frozen=True)
class Arranged:
    """Nominees in order, and the pairs that the clerk must look at."""

    nominees: tuple[Nominee, ...]
    unsettled: tuple[Unsettled, ...]


def arranged(nominees: Sequence[Nominee], order: SlateOrder, by: Strokes = BY_STROKES) -> Arranged | Refusal:
    """The slate in the order that the method names; a refusal where a nominee lacks the figure that it asks for."""
    match order:
        case "strokes":
            return by_strokes(nominees, by)
        case "primary_votes":
            return by_primary_votes(nominees, by)
        case "receipt":
            return by_receipt(nominees, by)
        case "by_hand":
            return Arranged(tuple(nominees), ())


def by_strokes(nominees: Sequence[Nominee], by: Strokes = BY_STROKES) -> Arranged:
    """By the strokes of the names."""
    return _grouped(nominees, lambda _: 0, by)


def by_primary_votes(nominees: Sequence[Nominee], by: Strokes = BY_STROKES) -> Arranged | Refusal:
    """Most votes of the primary first; equal votes by strokes."""
    votes = {one.id: one.votes for one in nominees if one.votes is not None}
    lacking = [one.name for one in nominees if one.id not in votes]
    if lacking:
        return Refusal(
            "names.no_votes",
            f"按预选得票排列名单，但下列人员没有预选得票数：{'、'.join(lacking)}。",
            f"The slate is ordered by votes of the primary, and these have none: {', '.join(lacking)}.",
            "北京市选举实施细则第四十三条",
        )
    return _grouped(nominees, lambda one: -votes[one.id], by)


def by_receipt(nominees: Sequence[Nominee], by: Strokes = BY_STROKES) -> Arranged | Refusal:
    """Earliest nomination first; the same moment by strokes."""
    moments = {one.id: one.received for one in nominees if one.received is not None}
    lacking = [one.name for one in nominees if one.id not in moments]
    if lacking:
        return Refusal(
            "names.no_receipt",
            f"按收到提名的先后排列名单，但下列人员没有收到时间：{'、'.join(lacking)}。",
            f"The slate is ordered by receipt of the nominations, and these have no time: {', '.join(lacking)}.",
            "昭通市二届人大三次会议选举办法第六条",
        )
    return _grouped(nominees, lambda one: moments[one.id], by)


def _grouped(nominees: Sequence[Nominee], figure: Callable[[Nominee], int], by: Strokes) -> Arranged:
    """By a figure, the smallest first, and by strokes among equals; only equals can be unsettled."""
    ordered = sorted(nominees, key=lambda one: (figure(one), by.key(one.name), one.id))
    groups = [[one.name for one in equals] for _, equals in groupby(ordered, key=figure)]
    return Arranged(tuple(ordered), tuple(pair for group in groups for pair in by.unsettled(group)))
