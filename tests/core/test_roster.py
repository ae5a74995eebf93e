"""Presidium, chairs and tellers: who may stand on which list, and when the list is in office."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core.notation import AT, SECRETARY, given
from voting.core import events as e
from voting.core import roster
from voting.core import track_commands as t
from voting.core import track_events as te
from voting.core.state import Nominee

LIST = n.item("a1", "roster", replace(n.motion(), part="merged"))


def laid(*rosters: e.RosterEntry):
    """An open congress of five deputies and an attendee with these lists."""
    prepared = replace(n.prepared(5, LIST, attendees=1), rosters=rosters)
    return n.after((prepared, n.present(5)), n.open_sitting(), n.introduce("a1"))


def names(name, *numbers: int, item: str | None = "a1", plenary: int | None = None) -> e.RosterEntry:
    return e.RosterEntry(name, tuple(n.member(x) for x in numbers), item, plenary)


def test_a_list_is_voted_on_merged_and_then_in_office():
    """ZZF 17, C2: 「合并表决」; nobody holds the office before the list is adopted."""
    begun = laid(names("presidium", 1, 2, 3))
    state = given(begun).state
    assert state is not None
    assert roster.in_office(state, "presidium") == frozenset()
    assert roster.listed(state, "presidium") == {"m001", "m002", "m003"}
    votes = (n.announce("a1"), *n.voted(5), n.count(n.c.Paper("Y", (), 5)), n.declare())
    done = given(n.after(begun, *votes)).state
    assert done is not None
    assert roster.in_office(done, "presidium") == {"m001", "m002", "m003"}


def test_an_item_without_its_list_is_not_voted_on():
    """A vote on a list needs the list."""
    given(laid()).when(n.announce("a1")).refused("roster.missing")


@pytest.mark.parametrize(
    ("wrong", "code", "article"),
    [
        (names("presidium"), "roster.members", "ZZF 17"), (names("presidium", 1, 1), "roster.members", "ZZF 17"),
        (names("presidium", 1, 6), "roster.members", "ZZF 17"), (names("presidium", 9), "roster.members", "ZZF 17"),
        (names("standing_chairs", 4), "roster.not_presidium", "ZZF 17"),
        (names("executive_chairs", 1), "roster.no_plenary", "ZZF 17"),
        (names("presidium", 1, item="a9"), "item.unknown", None),
    ],
)  # fmt: skip
def test_who_may_not_stand_on_a_list(wrong, code, article):
    """ZZF 17, RDYS 10: deputies of the roll, each once; chairs out of the presidium; executive chairs for a plenary."""
    begun = given(laid(names("presidium", 1, 2, 3)))
    begun.when(t.LayRoster(SECRETARY, AT, wrong)).refused(code, article)


def test_a_fault_that_came_with_the_file_stops_the_vote():
    """What the sitting file lists is judged again when the list is put to the vote."""
    given(laid(names("presidium", 6))).when(n.announce("a1")).refused("roster.members", "ZZF 17")


def test_a_candidate_is_no_teller():
    """XJF 43: tellers are proposed from those who do not stand."""
    begun = given(laid())
    state = begun.state
    assert state is not None
    item = state.items["a1"]
    stands = replace(item, nominees={"x": roster_nominee("m004")})
    no = roster.fault(state.put(stands), names("tellers", 4, 5))
    assert no is not None
    assert (no.code, no.article) == ("roster.candidate", state.rules.article("teller.eligible"))
    assert roster.fault(state.put(replace(stands, withdrawn={"x": None})), names("tellers", 4, 5)) is None  # type: ignore[dict-item]


def roster_nominee(member: str) -> Nominee:
    return Nominee("x", "d1", True, (), member, AT)


def test_a_new_list_takes_the_place_of_the_old_one():
    """Lists are corrected until they are voted on; the executive chairs have one for each plenary."""
    begun = given(laid(names("presidium", 1, 2, 3)))
    first, second = (
        names("executive_chairs", 1, item=None, plenary=1),
        names("executive_chairs", 2, item=None, plenary=2),
    )
    done = (
        begun.when(t.LayRoster(SECRETARY, AT, first))
        .then(te.RosterLaid(first, AT, n.SE))
        .when(t.LayRoster(SECRETARY, AT, second))
        .happened
    )
    again = names("executive_chairs", 3, item=None, plenary=1)
    state = done.when(t.LayRoster(SECRETARY, AT, again)).happened.state
    assert state is not None
    assert roster.in_office(state, "executive_chairs") == {"m002", "m003"}
    assert roster.plenaries_without_chair(state, 3) == (3,)
    ended = n.after(begun.events, n.dispose("a1", "withdrawn", "r", "presidium"))
    given(ended).when(t.LayRoster(SECRETARY, AT, names("presidium", 1))).refused("item.disposed")
