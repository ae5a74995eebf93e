"""Presidium, chairs and tellers: who may stand on which list, and when the list is in office."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core.notation import AT, SECRETARY, given
from voting.core import events as e
from voting.core import nomination_commands as nc
from voting.core import roster
from voting.core import track_commands as t
from voting.core import track_events as te
from voting.core.state import Nominee

LIST = n.item("a1", "roster", replace(n.motion(), part="merged"))


def laid(*rosters: e.RosterEntry):
    """An open congress of five deputies and an attendee with these lists."""
    prepared = replace(n.prepared(5, LIST, attendees=1), rosters=rosters)
    return n.after((prepared, n.present(5)), n.open_sitting(), n.introduce("a1"))


def elected(*presidium: int):
    """An open congress whose preparatory meeting has elected its presidium, before this sitting."""
    return laid(names("presidium", *presidium, item=None))


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
    given(laid()).when(n.announce("a1")).refused("roster.missing", "ZZF 17; ZZF 34")


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
    begun = given(elected(1, 2, 3))
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
    ended = n.after(laid(), n.dispose("a1", "withdrawn", "r", "presidium"))
    given(ended).when(t.LayRoster(SECRETARY, AT, names("presidium", 1))).refused("item.disposed")


def voted_on(*rosters: e.RosterEntry, agenda=(LIST,)):
    """The first list is being voted on."""
    prepared = replace(n.prepared(5, *agenda), rosters=rosters)
    return n.after((prepared, n.present(5)), n.open_sitting(), n.introduce("a1"), n.announce("a1"))


def test_a_list_does_not_change_while_it_is_voted_on_nor_after_the_close():
    """ZZF 17: what the voters have before them is what they adopt; a closed sitting lays nothing."""
    running = given(voted_on(names("presidium", 1, 2)))
    running.when(t.LayRoster(SECRETARY, AT, names("presidium", 4))).refused("agenda.poll_running", "ZZF 17")
    closed = n.after(
        laid(names("presidium", 1)), n.dispose("a1", "withdrawn", "r", "presidium"), n.c.CloseSitting(n.CHAIR, AT)
    )
    given(closed).when(t.LayRoster(SECRETARY, AT, names("executive_chairs", 1, item=None, plenary=1))).refused(
        "sitting.closed"
    )


def test_an_adopted_list_is_replaced_only_by_one_that_is_voted_on():
    """ZZF 17, A06: a presidium without a vote of its own never takes the place of the one that was adopted."""
    agenda = (LIST, n.item("a2", "roster", replace(n.motion(), part="merged")))
    votes = (*n.voted(5), n.count(n.c.Paper("Y", (), 5)), n.declare())
    done = given(n.after(voted_on(names("presidium", 1, 2), agenda=agenda), *votes))
    other = t.LayRoster(SECRETARY, AT, names("presidium", 4, 5, item=None))
    done.when(other).refused("roster.no_vote", "ZZF 17")
    done.when(replace(other, roster=names("presidium", 4))).refused("item.disposed")
    state = done.when(replace(other, roster=names("presidium", 4, item="a2"))).happened.state
    assert state is not None
    assert roster.in_office(state, "presidium") == {"m001", "m002"}
    chairs = names("standing_chairs", 1, item="a2")
    second = n.after(done.events, t.LayRoster(SECRETARY, AT, chairs), n.introduce("a2"), n.announce("a2", poll="p2"),
                     *n.voted(5, "p2"), n.count(n.c.Paper("Y", (), 5), poll="p2"), n.declare("p2"))  # fmt: skip
    given(second).when(t.LayRoster(SECRETARY, AT, replace(chairs, item=None))).refused("roster.adopted", "ZZF 17")


def test_a_congress_votes_on_its_tellers():
    """XJF 43, C2: tellers without a vote are not in office; a standing committee names them without one."""
    plain = names("tellers", 4, item=None)
    article = given(laid()).when(t.LayRoster(SECRETARY, AT, plain)).refused("roster.no_vote", "XJF 43; W8").article
    assert article
    agenda = (LIST, n.item("a2", "decision", n.motion()))
    beside = given(n.prepared(5, *agenda)).when(t.LayRoster(SECRETARY, AT, replace(plain, item="a2")))
    beside.refused("roster.no_vote", article)  # a vote on something else adopts no list
    filed = given(laid(plain)).state
    assert filed is not None
    assert roster.in_office(filed, "tellers") == frozenset()
    prepared = replace(n.prepared(5, LIST, body="standing_committee"), rosters=(plain,))
    assert roster.in_office(n.fold((prepared,)), "tellers") == {"m004"}  # type: ignore[arg-type]


def test_before_the_sitting_the_presidium_is_the_preparatory_meetings():
    """ZZF 17: 「预备会议选举本次会议的主席团」; until the sitting opens its list is laid without a vote here."""
    laid_ = given(n.prepared(5, LIST)).when(t.LayRoster(SECRETARY, AT, names("presidium", 1, item=None))).happened.state
    assert laid_ is not None
    assert roster.in_office(laid_, "presidium") == {"m001"}


PENDING = "roster.not_adopted"


def test_chairs_come_from_a_presidium_in_office():
    """ZZF 17, RDYS 9: 「主席团第一次会议推选主席团常务主席」; who is only proposed for the presidium chairs nothing yet."""
    begun = given(laid(names("presidium", 1, 2, 3)))
    chairs = names("standing_chairs", 1, item=None)
    begun.when(t.LayRoster(SECRETARY, AT, chairs)).refused(PENDING, "ZZF 17")
    begun.when(t.LayRoster(SECRETARY, AT, names("executive_chairs", 1, item=None, plenary=1))).refused(
        PENDING, "ZZF 17"
    )
    assert begun.when(t.LayRoster(SECRETARY, AT, replace(chairs, item="a1"))).new  # one vote on both lists
    assert given(elected(1, 2)).when(t.LayRoster(SECRETARY, AT, chairs)).new
    votes = (n.announce("a1"), *n.voted(5), n.count(n.c.Paper("Y", (), 5)), n.declare())
    assert given(n.after(begun.events, *votes)).when(t.LayRoster(SECRETARY, AT, chairs)).new


def test_chairs_from_the_file_are_not_voted_on_before_their_presidium():
    """ZZF 17: lists that came with the sitting file are judged when they are put to the vote."""
    agenda = (LIST, n.item("a2", "roster", replace(n.motion(), part="merged")))
    lists = (names("presidium", 1, 2), names("standing_chairs", 1, item="a2"))
    prepared = replace(n.prepared(5, *agenda), rosters=lists)
    begun = n.after((prepared, n.present(5)), n.open_sitting(), n.introduce("a2"))
    given(begun).when(n.announce("a2")).refused(PENDING, "ZZF 17")


def test_chairs_of_the_presidium_in_office_stay_while_another_is_proposed():
    """ZZF 17: a presidium is in office until the next one is adopted, and its members may preside."""
    agenda = (LIST, n.item("a2", "roster", replace(n.motion(), part="merged")))
    lists = (names("presidium", 1, 2, item=None), names("presidium", 4, item="a2"))
    begun = given(n.after((replace(n.prepared(5, *agenda), rosters=lists[:1]), n.present(5)), n.open_sitting(),
                          t.LayRoster(SECRETARY, AT, names("presidium", 1, 2)), n.introduce("a1"), n.announce("a1"),
                          *n.voted(5), n.count(n.c.Paper("Y", (), 5)), n.declare(),
                          t.LayRoster(SECRETARY, AT, lists[1])))  # fmt: skip
    assert begun.when(t.LayRoster(SECRETARY, AT, names("standing_chairs", 2, item=None))).new
    begun.when(t.LayRoster(SECRETARY, AT, names("standing_chairs", 4, item=None))).refused(PENDING, "ZZF 17")


def congress(*rosters: e.RosterEntry):
    """A congress with a list to vote on and an election that is otherwise ready."""
    agenda = (LIST, n.item("a2", "election", n.election()), n.item("a3", "roster", replace(n.motion(), part="merged")))
    prepared = replace(n.prepared(5, *agenda), rosters=rosters)
    return n.after((prepared, n.present(5)), n.open_sitting(), n.introduce("a2"))


def passed(before, item: str = "a1", mark: str = "Y"):
    """The list of this item was put to the vote, and all said the same."""
    votes = (n.announce(item), *n.voted(5), n.count(n.c.Paper(mark, (), 5)), n.declare())
    return n.after(before, n.introduce(item), *votes)


def test_a_presidium_nominates_once_it_is_in_office():
    """ZZF 17, 26: 「由本级人民代表大会主席团提名」; a presidium that is only proposed names nobody."""
    wish = nc.Nominate(SECRETARY, AT, "a2", "d1", "c9", True)
    proposed = congress(names("presidium", 1, 2))
    given(proposed).when(wish).refused(PENDING, "ZZF 17")
    assert given(passed(proposed)).when(wish).new
    given(passed(proposed, mark="N")).when(wish).refused(PENDING, "ZZF 17")
    assert given(congress()).when(wish).new  # whose presidium is no matter of this system
    assert given(congress(names("presidium", 1, item=None))).when(wish).new


def test_nobody_is_elected_while_the_tellers_are_not_adopted():
    """XJF 43, C2: a congress adopts its tellers before it elects; once some are in office others may be proposed."""
    proposed = congress(names("tellers", 4))
    given(proposed).when(n.announce("a2", poll="p9")).refused(PENDING, "XJF 43; W8")
    adopted = passed(proposed)
    assert given(adopted).when(n.announce("a2", poll="p9")).new
    other = n.after(adopted, t.LayRoster(SECRETARY, AT, names("tellers", 5, item="a3")))
    assert given(other).when(n.announce("a2", poll="p9")).new
    given(congress(names("chief_tellers", 4))).when(n.announce("a2", poll="p9")).refused(PENDING, "XJF 43; W8")


def test_a_list_that_was_withdrawn_stops_nobody():
    """ZZF 22: what is withdrawn before its vote is no proposal any more."""
    gone = n.after(congress(names("tellers", 4)), n.dispose("a1", "withdrawn", "r", "presidium"))
    assert given(gone).when(n.announce("a2", poll="p9")).new
