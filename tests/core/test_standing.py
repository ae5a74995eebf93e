"""Who can stand, when it is too late to withdraw, and who a written name can be: what a rule book says has its effect."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import contests as x
from tests.core import notation as n
from tests.core.notation import Given, given
from voting.core import nomination_commands as nc
from voting.core import track_commands as tc
from voting.core.commands import Paper
from voting.core.events import RosterEntry

TIED = (Paper("YYN", copies=7), Paper("YNY", copies=7), Paper("NYY", copies=7))


@pytest.mark.parametrize(("level", "least"), [("province", 10), ("city", 10), ("county", 10)])
def test_ten_deputies_recommend_a_deputy_to_the_next_level(level, least):
    """XJF 30: ten deputies at every level, where an office takes thirty, twenty or ten (ZZF 26)."""
    sat = given(x.laid(x.vote(5, None, "DEPUTY_UP"), voters=35, level=level))
    sat.when(x.jointly("a", 1, least - 1)).refused("nominate.too_few", "XJF 30")
    assert sat.when(x.jointly("a", 1, least)).new


def test_the_caps_of_deputies_to_the_next_level_are_of_the_election_law():
    """XJF 30: neither side recommends more than there are seats."""
    sat = given(n.after(x.laid(x.vote(1, None, "DEPUTY_UP")), *x.presidium("a"), x.jointly("b", 1, 10)))
    sat.when(*x.presidium("c")).refused("nominate.presidium_cap", "XJF 30")
    sat.when(x.jointly("c", 1, 10)).refused("nominate.signer_cap", "XJF 30")


def listed(**method: object) -> Given:
    """One deputy chief from two; the second is deputy 3."""
    sat = x.laid(x.vote(1), **method)
    return given(n.after(sat, *x.presidium("a"), x.jointly("b", 1, 10, deputy=n.member(3)), x.fixed("a", "b")))


def test_a_method_may_end_withdrawals_with_the_formal_list():
    """law.md G7: by default a withdrawal is accepted on record and stops the vote; a method may end it with the list."""
    assert listed().when(x.withdrawn("b")).new
    strict = listed(nomination__withdrawal="before_formal_list")
    strict.when(x.withdrawn("b")).refused("candidate.too_late", str(n.METHOD.zh))
    sat = given(n.after(x.laid(x.vote(1), nomination__withdrawal="before_formal_list"), *x.presidium("a")))
    assert sat.when(x.withdrawn("a")).new


def test_who_is_elected_resigns_and_does_not_withdraw():
    """ZZF 32: once elected, a person leaves an office by resigning from it, never by withdrawing from its list."""
    sat = x.laid(x.vote(2, stand=("a", "b", "c")))
    short = x.declared(sat, "d1", "p1", Paper("YNN", copies=20))
    short.when(x.withdrawn("a")).refused("candidate.elected", "ZZF 32")
    assert short.when(x.withdrawn("b")).new


def test_who_is_elected_is_not_nominated_for_the_seats_left():
    """ZZF 29: the further election fills the seats left; who has one of them does not stand for another."""
    sat = x.laid(x.vote(2, stand=("c", "d")))
    sat = n.after(sat, x.jointly("a", 1, 10, deputy=n.member(3)), x.fixed("c", "d", "a"))
    short = x.declared(sat, "d1", "p1", Paper("NNY", copies=20))
    more = short.when(x.planned("further", "d1-f")).happened
    more.when(nc.Nominate(n.SECRETARY, n.AT, "a1", "d1-f", "a", True)).refused("nominate.known")
    more.when(x.jointly("again", 1, 10, draft="d1-f", deputy=n.member(3))).refused("nominate.known")
    assert more.when(nc.Nominate(n.SECRETARY, n.AT, "a1", "d1-f", "c", True)).new


def test_a_candidate_is_no_teller():
    """XJF 43, W8: tellers are no candidates; a list with a teller on it is not voted on until another takes her place."""
    desk = tc.LayRoster(n.SECRETARY, n.AT, RosterEntry("tellers", (n.member(3),)))
    sat = given(n.after(x.laid(x.vote(1)), desk, *x.presidium("a"), x.jointly("b", 1, 10, deputy=n.member(3)),
                        x.fixed("a", "b")))  # fmt: skip
    assert sat.state is not None
    sat.when(n.announce("a1")).refused("roster.candidate", sat.state.rules.article("teller.eligible"))
    other = sat.when(replace(desk, roster=RosterEntry("tellers", (n.member(4),)))).happened
    assert other.when(n.announce("a1")).new


def test_a_written_name_is_never_a_candidate_beside_herself():
    """ZZF 28: a write-in is somebody else; who is a candidate is settled to be that candidate, and the vote is struck."""
    box = (Paper("NN", ("w1",), copies=14), Paper("YN", copies=6))
    seen = x.held(listed().events, "d1", "p1", *box)
    seen.when(x.settled("p1", "w1", deputy=n.member(3))).refused("write_in.candidate", "ZZF 28")
    assert seen.when(x.settled("p1", "w1", into="b")).new


def test_two_written_names_of_one_deputy_are_one_line():
    """law.md G17: what tellers settle to be one person is counted together, not beside each other."""
    box = (Paper("NN", ("w1",), copies=7), Paper("NN", ("w2",), copies=7), Paper("YN", copies=6))
    one = x.held(listed().events, "d1", "p1", *box).when(x.settled("p1", "w1", deputy=n.member(5))).happened
    again = one.when(n.count(*box)).happened
    again.when(x.settled("p1", "w2", deputy=n.member(5))).refused("write_in.twice", "ZZF 28")
    both = again.when(x.settled("p1", "w1", "w2", deputy=n.member(5))).happened.when(n.count(*box)).happened
    assert x.counted(both, "p1").elected == ("w1",)


@pytest.mark.parametrize(("rule", "needed", "outcome"), [("plurality", 0, "decided"), ("majority", 11, "short")])
def test_a_method_may_ask_for_a_majority_between_those_who_tie(rule, needed, outcome):
    """law.md G4, D6: by the text of ZZF 29 the most votes win; a method may ask for a majority of all again."""
    sat = x.laid(x.vote(2, stand=("a", "b", "c")), voters=21, tie__revote=rule)
    tied = n.after(x.declared(sat, "d1", "p1", *TIED).events, x.planned("tie_revote", "d1-t"))
    papers = (Paper("YNN", copies=10), Paper("NYN", copies=8), Paper("AAA", copies=3))
    after = x.held(tied, "d1-t", "p2", *papers)
    assert after.state is not None
    assert after.state.polls["p2"].needed == needed
    assert x.counted(after, "p2").outcome == outcome
