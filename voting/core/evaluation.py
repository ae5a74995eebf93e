"""Satisfaction 满意度测评: the first grade whose share is reached. Grades and shares are local, never national (C8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voting.core.rulebook import Share


@dataclass(frozen=True)
class Grade:
    """A grade holds when the votes for `options` together reach `share` of the base `of`."""

    name: str
    options: tuple[str, ...]
    share: Share
    of: str


def grade(grades: Sequence[Grade], otherwise: str, votes: Mapping[str, int], bases: Mapping[str, int]) -> str:
    """The first grade that holds, `otherwise` where none does; KeyError for an option or a base that is not there."""
    for one in grades:
        if sum(votes[option] for option in one.options) >= one.share.needed(bases[one.of]):
            return one.name
    return otherwise
