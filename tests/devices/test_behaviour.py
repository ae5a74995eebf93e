"""Simulated members: exact shares under a seed, and acts that do not depend on the day."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.manifest import Manifest
from devices.simulator import behaviour
from devices.simulator.behaviour import Habits, apportion, plan

SEATS = [f"A{n:02}" for n in range(35)]
MOTION = Manifest("m", "v1", bytes(32), "secret", "motion", "YNA", 1, None, 0, 0, False, "first", "T0", {}, (), (), 768)
ELECTION = replace(MOTION, kind="election", alphabet="YNAB", lines=3, max_yes=2, writein_max=2, writein_bytes=24)


def last_marks(acts):
    """How often each last paper was marked; None for those who do not press."""
    return Counter(act.papers[-1].marks if act.papers else None for act in acts.values())


@given(st.integers(0, 5000), st.lists(st.integers(0, 100), min_size=3, max_size=3, unique=True))
def test_apportioning_gives_away_every_seat_and_strays_by_less_than_one(whole, cuts):
    """Largest remainder: the sum is exact and each part is within one seat of its share."""
    low, middle, high = sorted(cuts)
    shares = [low, middle - low, high - middle, 100 - high]
    parts = apportion(whole, shares)
    assert sum(parts) == whole
    assert all(abs(part * 100 - whole * share) < 100 for part, share in zip(parts, shares, strict=True))


def test_the_usual_shares_of_thirty_five_seats():
    """80/8/6/6 of 35 are 28/3/2/2, whatever the seed."""
    for seed in range(5):
        assert last_marks(plan(MOTION, SEATS, seed, Habits())) == {"Y": 28, "N": 3, "A": 2, None: 2}


def test_the_same_seed_gives_the_same_acts_in_any_order_of_seats():
    """What a member does hangs on seed, poll and seat, not on who connected first."""
    assert plan(MOTION, SEATS, 7, Habits()) == plan(MOTION, SEATS[::-1], 7, Habits())


def test_another_seed_or_poll_gives_other_acts():
    """The seed and the poll matter."""
    first = plan(MOTION, SEATS, 7, Habits())
    assert plan(MOTION, SEATS, 8, Habits()) != first
    assert plan(replace(MOTION, vote="v2"), SEATS, 7, Habits()) != first


def test_votes_are_changed_only_where_they_may_be():
    """press: last gives the share two different papers; press: first gives everybody one."""
    habits = Habits(changing=30)
    assert {len(act.papers) for act in plan(MOTION, SEATS, 1, habits).values()} == {0, 1}
    acts = plan(replace(MOTION, press="last"), SEATS, 1, habits)
    twice = [act for act in acts.values() if len(act.papers) == 2]
    assert len(twice) == 10  # 30 % of the 33 who press, by largest remainder
    assert all(act.papers[0].marks != act.papers[1].marks for act in twice)
    assert last_marks(acts) == {"Y": 28, "N": 3, "A": 2, None: 2}


def test_lines_break_for_their_share():
    """A tenth of those who press lose the line, before or during the vote; the silent ones never."""
    acts = plan(MOTION, SEATS, 1, Habits(dropping=10))
    dropped = [act for act in acts.values() if act.drop != "never"]
    assert len(dropped) == 3
    assert all(act.papers for act in dropped)


def test_thinking_stays_between_its_limits():
    """Nobody thinks shorter or longer than said."""
    acts = plan(MOTION, SEATS, 1, Habits(think_least=5, think_most=7))
    assert {paper.think for act in acts.values() for paper in act.papers} <= {5, 6, 7}


def test_an_election_keeps_to_the_paper():
    """Every paper has a letter of the alphabet per line and no more choices than places."""
    for act in plan(ELECTION, SEATS, 3, Habits(writing=20)).values():
        for paper in act.papers:
            assert len(paper.marks) == 3
            assert set(paper.marks) <= set("YNAB")
            assert paper.marks.count("Y") + len(paper.write_ins) <= 2


def test_an_election_elects_under_every_seed():
    """With the usual habits two of three candidates have more than half of all 61, so the sample ends in a result."""
    seats = [f"B{n:02}" for n in range(61)]
    for seed in range(50):
        lines = Counter()
        for act in plan(ELECTION, seats, seed, Habits()).values():
            lines.update(place for place, mark in enumerate(act.papers[-1].marks if act.papers else "") if mark == "Y")
        assert sum(count * 2 > 61 for count in lines.values()) == 2


def test_names_are_written_in_for_their_share():
    """A fifth of those who press write a name; nobody where the manifest allows none."""
    written = [
        act for act in plan(ELECTION, SEATS, 3, Habits(writing=20)).values() if act.papers and act.papers[-1].write_ins
    ]
    assert len(written) == 7
    none = plan(replace(ELECTION, writein_max=0), SEATS, 3, Habits(writing=20))
    assert not any(paper.write_ins for act in none.values() for paper in act.papers)


def test_papers_are_spoilt_only_when_asked_for():
    """An over-voted paper comes from its own share."""
    acts = plan(ELECTION, SEATS, 3, Habits(writing=0, spoiling=10)).values()
    assert sum(act.papers[-1].marks.count("Y") > 2 for act in acts if act.papers) == 3


def test_written_names_fit_and_are_normal():
    """The fictitious names stand in NFC."""
    unicodedata = pytest.importorskip("unicodedata")
    assert all(unicodedata.is_normalized("NFC", name) for name in behaviour.WRITE_INS)


@pytest.mark.parametrize(
    "odd", [{"in_favour": 81}, {"silent": -1, "against": 15}, {"changing": 101}, {"writing": 60, "spoiling": 41},
            {"think_least": 9, "think_most": 8}],
)  # fmt: skip
def test_shares_that_do_not_add_up_are_refused(odd):
    """A wrong command line is told, not rounded."""
    with pytest.raises(ValueError, match="/"):
        Habits(**odd)
