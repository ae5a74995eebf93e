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
from voting.core.words import Nominator

TIED = (Paper("YYN", copies=7), Paper("YNY", copies=7), Paper("NYY", copies=7))


@pytest.mark.parametrize(("level", "least"), [("province", 10), ("city", 10), ("county", 10)])
def test_ten_deputies_recommend_a_deputy_to_the_next_level(level, least):
    """XJF 30: ten deputies at every level, where an office takes thirty, twenty or ten (ZZF 26)."""
    sat = given(x.laid(x.vote(5, None, "DEPUTY_UP"), voters=35, level=level))
    sat.when(x.jointly("a", 1, least - 1)).refused("nominate.too_few", "XJF 30")
    assert sat.when(x.jointly("a", 1, least)).new


def test_the_caps_of_deputies_to_the_next_level_are_of_the_election_law():
    """XJF 30: neither side recommends more than there are seats."""
    side: Nominator = "party_or_organisation"
    sat = given(n.after(x.laid(x.vote(1, None, "DEPUTY_UP")), x.put_forward("a", side), x.jointly("b", 1, 10)))
    sat.when(x.put_forward("c", side)).refused("nominate.presidium_cap", "XJF 30")
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
    more.when(nc.Nominate(n.SECRETARY, n.AT, "a1", "d1-f", "a", True)).refused("nominate.known", "ZZF 26")
    more.when(x.jointly("again", 1, 10, draft="d1-f", deputy=n.member(3))).refused("nominate.known", "ZZF 26")
    assert more.when(nc.Nominate(n.SECRETARY, n.AT, "a1", "d1-f", "c", True)).new


def test_a_candidate_is_no_teller():
    """XJF 43, W8: tellers are no candidates; a list with a teller on it is not voted on until another takes her place."""
    agenda = (n.item("a1", "election", x.vote(1)), n.item("a2", "roster", n.motion()))
    begun = n.after((n.prepared(20, *agenda), n.present(20)), n.open_sitting(), n.introduce("a1"))
    desk = tc.LayRoster(n.SECRETARY, n.AT, RosterEntry("tellers", (n.member(3),), "a2"))
    sat = given(n.after(begun, desk, *x.presidium("a"), x.jointly("b", 1, 10, deputy=n.member(3)),
                        x.fixed("a", "b")))  # fmt: skip
    assert sat.state is not None
    sat.when(n.announce("a1")).refused("roster.candidate", sat.state.rules.article("teller.eligible"))
    other = sat.when(replace(desk, roster=RosterEntry("tellers", (n.member(4),), "a2"))).happened
    other.when(n.announce("a1")).refused("roster.not_adopted", "XJF 43; W8")
    votes = (n.announce("a2"), *n.voted(20), n.count(Paper("Y", copies=20)), n.declare())
    adopted = n.after(other.events, n.introduce("a2"), *votes)
    assert given(adopted).when(n.announce("a1", poll="p2")).new


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


def cut_tied(**method: object) -> Given:
    """One deputy chief, three nominated; the pre-vote ties for the second place on the list."""
    sat = n.after(x.laid(x.vote(1), **method), *x.presidium("a"), x.jointly("b", 1, 10), x.jointly("c", 11, 20),
                  x.planned("primary", "d1-p"))  # fmt: skip
    return x.declared(sat, "d1-p", "p1", Paper("YNN", copies=8), Paper("NYN", copies=6), Paper("NNY", copies=6))


def test_a_method_that_has_decided_on_a_tie_at_the_cut_leaves_no_other_decision():
    """law.md G3, D10: the law is silent, so by default a decision on record may settle it; not where a method has."""
    assert cut_tied().when(x.fixed("a", "b", reason="by the presidium")).new
    again = cut_tied(primary__tie="revote")
    again.when(x.fixed("a", "b", reason="by the presidium")).refused("slate.cut_ruled", str(n.METHOD.zh))
    assert again.when(x.planned("primary", "d1-q")).new
    never = cut_tied(primary__tie="refuse")
    never.when(x.fixed("a", "b", reason="by the presidium")).refused("slate.cut_ruled", str(n.METHOD.zh))
    never.when(x.planned("primary", "d1-q")).refused("slate.cut_ruled", str(n.METHOD.zh))
    assert never.when(x.withdrawn("c")).happened.when(x.fixed("a", "b")).new


@pytest.mark.parametrize("number", [6, 7])
def test_who_attends_or_looks_on_never_votes(number):
    """ZZF 21, 51: attendees speak and observers look on; neither has a vote, and the refusal says by which article."""
    laid = n.prepared(5, n.item("a1", "procedural", n.motion()), attendees=1, observers=1)
    put = given(n.after((laid, n.present(7)), n.open_sitting(), n.introduce("a1"), n.announce("a1")))
    put.when(n.draw(number)).refused("member.not_eligible", "ZZF 21; ZZF 51")


def test_an_office_that_a_body_does_not_elect():
    """ZZF 18: a township congress has no standing committee to elect; the refusal says by which article."""
    vote = x.vote(10, 1, "SC_MEMBER", tuple(f"c{k}" for k in range(11)))
    given(x.laid(vote, level="township")).when(n.announce("a1")).refused("slate.no_office", "ZZF 18")
