"""From figures to outcome: the threshold on the right base, ties, shortfalls; each with its articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from voting.core.events import LineFigures
from voting.core.refusals import Refusal, refuse
from voting.core.words import Outcome


@dataclass(frozen=True)
class ElectionOutcome:
    """Who is elected, who ties for how many seats, and how many seats are left."""

    outcome: Outcome
    elected: tuple[str, ...]
    tied: tuple[str, ...]
    tied_seats: int
    vacant: int


def base(word: str, figures: Mapping[str, int]) -> int:
    """The number a share is taken of (law.md B1), by its word in the rule book; ValueError where it is not known yet."""
    if word not in figures:
        raise ValueError(f"a base that is only known after the vote is not for this kind of poll: {word}")
    return figures[word]


def excess(votes: int, entitled: int, article: str) -> Refusal | None:
    """More votes than persons who are present and may vote; such a count is of no vote at all."""
    if votes <= entitled:
        return None
    if entitled < 0:
        return replace(refuse("ballots.recused_beyond", article, more=-entitled), code="ballots.exceed_present")
    return refuse("ballots.exceed_present", article, votes=votes, most=entitled)


def motion(votes_for: int, needed: int) -> Outcome:
    """Adopted when the votes in favour reach the needed number (ZZF 25, 51)."""
    return "adopted" if votes_for >= needed else "not_adopted"


def election(ranking: Sequence[LineFigures], seats: int, needed: int | None) -> ElectionOutcome:
    """law.md B5: all over the threshold, at most `seats` of them; a tie across the last seat is left open.

    Without a threshold (再次投票) the most votes win (ZZF 29).
    """
    over = [line for line in ranking if needed is None or line.votes_for >= needed]
    if len(over) <= seats:
        vacant = seats - len(over)
        return ElectionOutcome("short" if vacant else "decided", tuple(x.name for x in over), (), 0, vacant)
    last = over[seats - 1].votes_for
    if over[seats].votes_for < last:
        return ElectionOutcome("decided", tuple(x.name for x in over[:seats]), (), 0, 0)
    sure = tuple(x.name for x in over if x.votes_for > last)
    tied = tuple(x.name for x in over if x.votes_for == last)
    left = seats - len(sure)
    return ElectionOutcome("tied", sure, tied, left, left)
