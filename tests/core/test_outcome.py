"""From figures to outcome: majorities, ties at the last seat, seats left (law.md B5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.core.events import LineFigures
from voting.core.outcome import ElectionOutcome, election, motion


def lines(*votes):
    """A ranking of these votes: A, B, C … by votes, equal votes in this order."""
    made = [LineFigures(chr(65 + n), v, 0, 0, 0, write_in=False) for n, v in enumerate(votes)]
    return sorted(made, key=lambda line: -line.votes_for)


@pytest.mark.parametrize(("votes", "word"), [(14, "not_adopted"), (15, "adopted"), (16, "adopted")])
def test_a_motion_needs_the_needed_number(votes, word):
    """One vote below the threshold is not adopted, the threshold itself is."""
    assert motion(votes, 15) == word


CASES = [
    # seats, needed, votes -> outcome, elected, tied, seats tied for, vacant
    pytest.param(2, 31, (40, 35, 30), ("decided", ("A", "B"), (), 0, 0), id="two of three"),
    pytest.param(2, 31, (35, 40, 33), ("decided", ("B", "A"), (), 0, 0), id="more over half than seats"),
    pytest.param(2, 31, (40, 30, 29), ("short", ("A",), (), 0, 1), id="one seat left"),
    pytest.param(2, 31, (30, 30, 30), ("short", (), (), 0, 2), id="nobody over half, equal or not"),
    pytest.param(2, 31, (40, 35, 35), ("tied", ("A",), ("B", "C"), 1, 1), id="tie at the last seat"),
    pytest.param(2, 31, (35, 35, 35), ("tied", (), ("A", "B", "C"), 2, 2), id="three tie for two"),
    pytest.param(3, 31, (40, 35, 35, 31), ("decided", ("A", "B", "C"), (), 0, 0), id="a tie inside is harmless"),
    pytest.param(2, 31, (35, 35, 30), ("decided", ("A", "B"), (), 0, 0), id="a tie that fills the seats"),
    pytest.param(1, 31, (31,), ("decided", ("A",), (), 0, 0), id="single list, just enough"),
    pytest.param(1, 31, (30,), ("short", (), (), 0, 1), id="single list, one too few"),
]


@pytest.mark.parametrize(("seats", "needed", "votes", "expected"), CASES)
def test_who_is_elected(seats, needed, votes, expected):
    """Those over the threshold, most votes first, and a tie across the last seat stays open."""
    assert election(lines(*votes), seats, needed) == ElectionOutcome(*expected)


@given(st.lists(st.integers(0, 40), max_size=12), st.integers(1, 6), st.integers(1, 40))
def test_whatever_the_votes_the_seats_add_up(votes, seats, needed):
    """Nobody below the threshold is elected or tied, nobody elected has fewer than somebody left out, seats add up."""
    found = election(lines(*votes), seats, needed)
    of = {line.name: line.votes_for for line in lines(*votes)}
    out = [of[name] for name in of if name not in found.elected + found.tied]
    assert len(found.elected) + found.vacant == seats
    assert all(of[name] >= needed for name in found.elected + found.tied)
    assert all(of[name] > max(out, default=-1) for name in found.elected)
    assert not found.tied or (len(found.tied) > found.tied_seats and len({of[name] for name in found.tied}) == 1)
    assert (found.outcome == "decided") == (not found.vacant)
    assert (found.outcome == "tied") == bool(found.tied)
