"""The rounds of one election in a sitting: pre-vote, tie, shortfall, void ballot, written names (law.md B5, D5–D15, D22)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import contests as x
from tests.core import notation as n
from tests.core.notation import Given, given
from voting.core import events as e
from voting.core import nomination_events as ne
from voting.core import nomination_rounds as rounds
from voting.core import track_commands as tc
from voting.core.commands import Paper
from voting.core.next import steps

EIGHT = ("a", "b", "c", "d", "e", "f", "g", "h")


def primary_of_eight(*papers: Paper) -> Given:
    """law.md D10: four deputy chiefs, a surplus of one, eight nominated; the pre-vote is held with these papers."""
    sat = n.after(x.laid(x.vote(4)), *x.presidium(*EIGHT[:4]), x.jointly("e", 1, 10), x.jointly("f", 11, 20),
                  x.jointly("g", 1, 10), x.jointly("h", 11, 20), x.planned("primary", "d1-p"))  # fmt: skip
    return x.declared(sat, "d1-p", "p1", *papers)


def due(after: Given) -> tuple[rounds.Due, ...]:
    assert after.state is not None
    return rounds.due(after.state, x.the_item(after))


def draft(after: Given, name: str) -> e.DraftEntry:
    found = x.the_item(after).draft(name)
    assert found is not None
    return found


def test_a_pre_vote_puts_the_most_votes_on_the_list_and_elects_nobody():
    """law.md D10: top five by votes stand, a majority is not needed (ZZF 27); the election goes on from the pre-vote."""
    after = primary_of_eight(Paper("YYYYYNNN", copies=6), Paper("NNNYYYYY", copies=5))
    seen = x.counted(after, "p1")
    assert (seen.outcome, seen.elected, seen.formal) == ("decided", (), ("d", "e", "a", "b", "c"))
    assert after.state is not None
    assert after.state.polls["p1"].needed == 0
    assert x.the_item(after).disposition is None
    assert due(after) == ()
    after.when(x.fixed("a", "b", "c", "d", "f")).refused("slate.cut", "ZZF 27")
    after.when(x.fixed(*EIGHT)).refused("slate.cut", "ZZF 27")
    done = after.when(x.fixed("d", "e", "a", "b", "c", order="primary_votes")).happened
    assert draft(done, "d1").prior == "p1"
    assert n.after(done.events, n.announce("a1", "d1", "p2"))


def test_a_pre_vote_is_held_only_where_the_surplus_is_exceeded():
    """law.md D10: exactly five nominated go to no pre-vote, four may not be voted on; who stands is not chosen (ZZF 27)."""
    five = given(n.after(x.laid(x.vote(4)), *x.presidium(*EIGHT[:4]), x.jointly("e", 1, 10)))
    five.when(x.planned("primary", "d1-p")).refused("slate.primary_needless", "ZZF 27")
    seven = given(n.after(five.events, x.jointly("f", 11, 20), x.jointly("g", 1, 10)))
    assert due(seven) == (rounds.Due("d1", "primary", "ZZF 27"),)
    seven.when(x.planned("primary", "d1-p", "a", "b")).refused("slate.not_the_nominees", "ZZF 27")
    seven.when(x.planned("primary", "d1")).refused("poll.draft_used")
    seven.when(x.planned("first", "d2")).refused("round.not_due", "ZZF 27; ZZF 29; ZZF 30")
    planned = seven.when(x.planned("primary", "d1-p", "g", "f", "e", "d", "c", "b", "a")).happened
    assert planned.when(x.withdrawn("g")).happened.when(n.announce("a1", "d1-p")).new
    few = given(n.after(planned.events, x.withdrawn("g"), x.withdrawn("f")))
    few.when(n.announce("a1", "d1-p")).refused("slate.primary_needless", "ZZF 27")
    four = given(n.after(x.laid(x.vote(4)), *x.presidium(*EIGHT[:4])))
    four.when(x.planned("primary", "d1-p")).refused("slate.disguised_single_list", "ZZF 27")


def test_a_tie_at_the_cut_is_voted_on_again_or_decided_on_record():
    """law.md G3: the law is silent; the tied are voted on again, or a decision says who stands."""
    tied = primary_of_eight(Paper("YYYYNNNN", copies=12), Paper("NNNNYYNN", copies=4))
    seen = x.counted(tied, "p1")
    assert (seen.outcome, seen.formal, seen.tied, seen.tied_seats) == ("tied", ("a", "b", "c", "d"), ("e", "f"), 1)
    assert due(tied) == (rounds.Due("d1", "primary", "ZZF 27"),)
    tied.when(x.fixed("a", "b", "c", "d", "e")).refused("slate.cut_tied", "ZZF 27")
    assert tied.when(x.fixed("a", "b", "c", "d", "e", reason="the presidium drew lots")).new
    again = tied.when(x.planned("primary", "d1-q")).happened
    second = draft(again, "d1-q")
    assert (second.candidates, second.seats, second.prior) == (("e", "f"), 1, "p1")
    done = x.declared(again.events, "d1-q", "p2", Paper("NY", copies=9), Paper("YN", copies=8))
    done.when(x.fixed("a", "b", "c", "d", "e")).refused("slate.cut", "ZZF 27")
    done.when(x.planned("primary", "d1-r")).refused("slate.primary_needless", "ZZF 27")
    assert done.when(x.fixed("f", "a", "b", "c", "d")).new


def test_who_withdraws_after_the_pre_vote_is_followed_by_the_next():
    """law.md D13: the surplus is restored by the order of the pre-vote, or by a new nomination."""
    after = primary_of_eight(Paper("YYYYYNNN", copies=6), Paper("NNNYYYYN", copies=5))
    done = given(n.after(after.events, x.fixed("a", "b", "c", "d", "e"), x.withdrawn("e")))
    done.when(n.announce("a1", "d1", "p2")).refused("slate.disguised_single_list", "ZZF 27")
    done.when(x.fixed("a", "b", "c", "d", "h")).refused("slate.cut", "ZZF 27")
    done.when(x.fixed("a", "b", "c", "d", "f")).refused("slate.cut_tied", "ZZF 27")
    assert n.after(done.events, x.fixed("a", "b", "c", "d", "f", reason="drawn by lot"), n.announce("a1", "d1", "p2"))


def test_deputies_to_the_next_level_are_cut_by_the_highest_share():
    """law.md D9: 27 for 20 are voted on directly though 24 are fixed; 33 go to a pre-vote and are cut to 24 (XJF 31, 32)."""
    names = tuple(f"n{i}" for i in range(33))
    some = given(x.laid(x.vote(20, 4, "DEPUTY_UP", names[:27])))
    some.when(x.planned("primary", "d1-p")).refused("slate.primary_needless", "XJF 32")
    assert some.when(x.fixed(*names[:27])).new
    many = given(x.laid(x.vote(20, 4, "DEPUTY_UP", names)))
    many.when(n.announce("a1")).refused("slate.too_many", "XJF 31")
    assert draft(many.when(x.planned("primary", "d1-p")).happened, "d1-p").seats == 24
    unfixed = given(x.laid(x.vote(20, None, "DEPUTY_UP", names)))
    unfixed.when(x.planned("primary", "d1-p")).refused("slate.surplus_not_fixed", "XJF 31")


def test_a_tie_at_the_last_seat_is_voted_on_again_and_the_most_votes_win():
    """law.md D6: those above the tie are sure, the tied stand again, and the most votes win with fewer than half (ZZF 29)."""
    sat = x.laid(x.vote(3, 1, stand=("a", "b", "c", "d")))
    tied = x.declared(sat, "d1", "p1", Paper("YYYN", copies=6), Paper("YYNY", copies=6), Paper("YNYY", copies=6))
    assert due(tied) == (rounds.Due("d1", "tie_revote", "ZZF 29"),)
    assert x.counted(tied, "p1").elected == ("a",)
    tied.when(x.planned("further", "d1-f")).refused("round.not_short", "ZZF 29")
    tied.when(n.announce("a1", "d1", "p2")).refused("poll.draft_used")
    again = tied.when(x.planned("tie_revote", "d1-t")).happened
    made = draft(again, "d1-t")
    assert (made.candidates, made.seats, made.prior, made.contest) == (("b", "c", "d"), 2, "p1", "d1")
    assert not made.write_ins
    done = x.declared(
        again.events, "d1-t", "p2", Paper("YNN", copies=5), Paper("NYN", copies=4), Paper("NNY", copies=3)
    )
    assert x.counted(done, "p2").elected == ("b", "c")
    assert done.state is not None
    assert done.state.polls["p2"].needed == 0
    assert done.events[-1] == e.ItemDisposed("a1", "elected", None, None, None, n.AT, n.CH)
    assert rounds.elected(done.state, x.the_item(done), made) == ("a", "b", "c")


@pytest.mark.parametrize(("method", "free"), [({}, True), ({"tie__second": "plenary_decides"}, False)])
def test_a_second_tie_is_voted_on_again_unless_the_method_leaves_it_to_the_congress(method, free):
    """law.md G4: the law has no answer to a second tie; the method may want a decision of the congress."""
    sat = x.laid(x.vote(2, 1, stand=("a", "b", "c")), **method)
    tied = x.declared(sat, "d1", "p1", Paper("YYN", copies=6), Paper("YNY", copies=6), Paper("NYY", copies=5))
    again = n.after(tied.events, x.planned("tie_revote", "d1-t", decision=None))
    second = x.declared(again, "d1-t", "p2", Paper("YN", copies=5), Paper("NY", copies=5))
    assert x.counted(second, "p2").tied == ("b", "c")
    wish = x.planned("tie_revote", "d1-u", decision=None)
    if not free:
        second.when(wish).refused("round.decision", n.METHOD.zh)
        wish = replace(wish, decision=x.DECIDED)
    assert draft(second.when(wish).happened, "d1-u").prior == "p2"


def short_of_two(office: str = "DEPUTY_CHIEF", **method: object) -> Given:
    """Three seats, four candidates, one elected; the others have seven, six and one votes of twenty."""
    planned = x.vote(3, 1 if office != "DEPUTY_UP" else None, office, ("a", "b", "c", "d"))  # type: ignore[arg-type]
    papers = (Paper("YYNN", copies=7), Paper("YNYN", copies=6), Paper("YNNY", copies=1))
    return x.declared(x.laid(planned, **method), "d1", "p1", *papers)


def test_seats_left_go_to_a_further_election_by_decision_and_with_its_own_surplus():
    """law.md D7, D8: the congress decides when; the candidates outnumber the seats again, by the first ballot (ZZF 29)."""
    short = short_of_two()
    assert due(short) == (rounds.Due("d1", "further", "ZZF 29"),)
    short.when(x.planned("tie_revote", "d1-t")).refused("round.not_tied", "ZZF 29")
    short.when(x.planned("further", "d1-f", "b", "c", "d", decision=" ")).refused("round.decision", "ZZF 29")
    short.when(x.planned("further", "d1-f", "b", "c")).refused("slate.disguised_single_list", "ZZF 29")
    short.when(x.planned("further", "d1-f", "b", "d", "a")).refused("round.order", "ZZF 29")
    short.when(x.planned("further", "d1-f", "b", "b", "c")).refused("round.order", "ZZF 29")
    gone = short.when(x.withdrawn("c")).happened
    gone.when(x.planned("further", "d1-f", "b", "c", "d")).refused("round.order", "ZZF 29")
    planned = short.when(x.planned("further", "d1-f", "c", "b", "d", surplus=1)).happened
    made = draft(planned, "d1-f")
    assert (made.seats, made.prior, made.round, made.write_ins) == (2, "p1", "further", True)
    done = x.declared(planned.events, "d1-f", "p2", Paper("YYN", copies=11), Paper("NNY", copies=9))
    assert x.counted(done, "p2").elected == ("c", "b")
    assert done.events[-1] == e.ItemDisposed("a1", "elected", None, None, None, n.AT, n.CH)


@pytest.mark.parametrize(("method", "free"), [({}, True), ({"shortfall__rounds": "one"}, False)])
def test_a_further_election_that_falls_short_leaves_seats_for_another(method, free):
    """law.md G5: each further election is decided for itself; the method may allow one only; or it ends postponed."""
    planned = n.after(short_of_two(**method).events, x.planned("further", "d1-f", "b", "c", "d"))
    again = x.declared(planned, "d1-f", "p2", Paper("YNN", copies=11), Paper("NNN", copies=9))
    assert again.state is not None
    assert rounds.vacant(again.state, x.the_item(again), draft(again, "d1")) == 1
    third = again.when(x.planned("further", "d1-g", "c", "d"))
    if free:
        assert draft(third.happened, "d1-g").prior == "p2"
    else:
        third.refused("round.only_one", n.METHOD.zh)
    assert again.when(n.put_off("a1", "next session")).new


def test_a_further_election_may_take_fresh_nominations():
    """ZZF 29: candidates by the first ballot, or nominated anew under this law; then the list waits to be fixed."""
    planned = short_of_two().when(x.planned("further", "d1-f")).happened
    planned.when(n.announce("a1", "d1-f", "p2")).refused("slate.not_fixed", "ZZF 27")
    planned.when(*x.presidium("z", draft="d1")).refused("poll.draft_used")
    named = n.after(planned.events, *x.presidium("y", "z", draft="d1-f"), x.jointly("b", 1, 10, draft="d1-f"))
    given(named).when(x.planned("further", "d1-g", "b", "c", "d")).refused("round.planned", "ZZF 29")
    fixed = n.after(named, x.fixed("b", "y", "z", draft="d1-f"), n.announce("a1", "d1-f", "p2"))
    assert isinstance(fixed[-1], e.PollAnnounced)
    other = planned.when(x.planned("further", "d1-g", "b", "c", "d")).happened
    other.when(*x.presidium("z", draft="d1-g")).refused("nominate.by_votes", "ZZF 29")
    assert [d.id for d in x.the_item(other).entry.drafts] == ["d1", "d1-g"]


def test_deputies_go_by_the_votes_of_the_first_ballot_and_two_stand_for_one():
    """law.md D9: for two seats left three candidates, for one exactly two, by the first ballot (XJF 45)."""
    short = short_of_two("DEPUTY_UP")
    short.when(x.planned("further", "d1-f", decision=None)).refused("round.by_votes", "XJF 45")
    short.when(x.planned("further", "d1-f", "b", "c", decision=None)).refused("slate.disguised_single_list", "XJF 45")
    assert short.when(x.planned("further", "d1-f", "b", "c", "d", decision=None)).new
    sat = x.laid(x.vote(3, None, "DEPUTY_UP", ("a", "b", "c", "d")))
    one = x.declared(sat, "d1", "p1", Paper("YYNN", copies=11), Paper("NNYN", copies=2), Paper("NNNY", copies=3))
    one.when(x.planned("further", "d1-f", "d", decision=None)).refused("slate.disguised_single_list", "XJF 45")
    assert one.when(x.planned("further", "d1-f", "d", "c", decision=None)).new


def test_a_round_is_planned_in_the_place_of_one_not_held_and_never_during_a_vote():
    """While papers are out nothing of this election is planned; a name is not used twice."""
    planned = short_of_two().when(x.planned("further", "d1-f", "b", "c", "d")).happened
    planned.when(x.planned("further", "d1-f", "b", "c", "d")).refused("poll.draft_used")
    running = planned.when(n.announce("a1", "d1-f", "p2")).happened
    running.when(x.planned("further", "d1-g", "b", "c", "d")).refused("agenda.poll_running", "RDYS 40")
    assert running.when(n.void_poll("p2")).happened.when(n.announce("a1", "d1-f", "p3")).new


def test_a_tie_that_melts_away_goes_on_as_a_further_election():
    """Where so many of the tied withdraw that nobody competes, the seat is filled by a further election (ZZF 29)."""
    sat = x.laid(x.vote(2, 1, stand=("a", "b", "c")))
    tied = x.declared(sat, "d1", "p1", Paper("YYN", copies=6), Paper("YNY", copies=6), Paper("NYY", copies=5))
    planned = given(n.after(tied.events, x.planned("tie_revote", "d1-t"), x.withdrawn("c")))
    planned.when(n.announce("a1", "d1-t", "p2")).refused("slate.too_few", "ZZF 29")
    planned.when(x.planned("tie_revote", "d1-u")).refused("round.not_tied", "ZZF 29")
    assert planned.when(x.planned("further", "d1-f")).new


@pytest.mark.parametrize(("written", "elected"), [(5, EIGHT[:7]), (12, (*EIGHT[:6], "w1"))])
def test_more_than_the_seats_can_be_over_half_only_with_a_write_in(written, elected):
    """law.md D5: with few votes the write-in stays out; with more than G it is in and G is out (ZZF 28, 29)."""
    papers = (Paper("YYYYYYNN", ("w1",), copies=written), Paper("YYYYYYYN", copies=18 - written))
    assert x.counted(x.held(x.laid(x.vote(7, 1, stand=EIGHT)), "d1", "p1", *papers), "p1").elected == elected


def test_a_write_in_beats_a_single_chief_and_is_identified_first():
    """law.md D14: Q is elected against the only candidate once the tellers have said who that is (ZZF 28, 29)."""
    papers = (Paper("Y", copies=8), Paper("N", ("w1",), copies=11))
    counted = x.held(x.laid(x.vote(1, None, "CHIEF", ("p",))), "d1", "p1", *papers)
    assert x.counted(counted, "p1").elected == ("w1",)
    counted.when(n.declare()).refused("write_in.unsettled", "ZZF 28")
    known = counted.when(x.settled("p1", "w1")).happened
    known.when(n.declare()).refused("poll.not_counted")
    done = given(n.after(known.events, n.count(*papers), n.declare()))
    assert done.state is not None
    assert rounds.elected(done.state, x.the_item(done), draft(done, "d1")) == ("p1.w1",)
    assert x.the_item(done).disposition is not None


def test_votes_for_somebody_who_is_no_deputy_elect_nobody_to_the_standing_committee():
    """law.md D14: for the chair of the standing committee the write-in must be a deputy of this congress (ZZF 47)."""
    papers = (Paper("Y", copies=8), Paper("N", ("w1",), copies=11))
    counted = x.held(x.laid(x.vote(1, None, "CHIEF", ("p",), deputies_only=True)), "d1", "p1", *papers)
    stranger = given(n.after(counted.events, x.settled("p1", "w1"), n.count(*papers)))
    assert (x.counted(stranger, "p1").outcome, x.counted(stranger, "p1").elected) == ("short", ())
    deputy = given(n.after(counted.events, x.settled("p1", "w1", deputy="m004"), n.count(*papers)))
    assert x.counted(deputy, "p1").elected == ("w1",)
    after = stranger.when(n.declare()).happened
    after.when(x.planned("further", "d1-f", "p1.w1", "p")).refused("round.order", "ZZF 29")
    assert after.when(x.planned("further", "d1-f", "p")).new


def test_names_written_in_several_ways_are_one_person():
    """law.md G17: the tellers merge what is one name; on one paper it is one; a candidate's name written in is struck."""
    papers = (Paper("YNN", ("w1",), copies=6), Paper("YNN", ("w2",), copies=6), Paper("NNN", ("w1", "w2"), copies=1),
              Paper("NNY", ("w3",), copies=2))  # fmt: skip
    counted = x.held(x.laid(x.vote(2, 1, stand=("a", "b", "c"))), "d1", "p1", *papers)
    assert x.counted(counted, "p1").outcome == "short"
    one = given(n.after(counted.events, x.settled("p1", "w1", "w2"), n.count(*papers)))
    found = {line.name: line.votes_for for line in x.counted(one, "p1").ranking}
    assert found == {"w1": 13, "a": 12, "c": 2, "w3": 2, "b": 0}
    assert x.counted(one, "p1").elected == ("w1", "a")
    struck = given(n.after(one.events, x.settled("p1", "w3", into="b"), n.count(*papers)))
    assert "w3" not in {line.name for line in x.counted(struck, "p1").ranking}
    apart = given(n.after(struck.events, x.settled("p1", "w2"), n.count(*papers)))
    assert {line.name: line.votes_for for line in x.counted(apart, "p1").ranking}["w2"] == 7


@pytest.mark.parametrize(("wish", "code"), [
    (x.settled("p9", "w1"), "poll.unknown"), (x.settled("p1", "w9"), "write_in.unknown"),
    (x.settled("p1", "w1", into="w9"), "write_in.unknown"), (x.settled("p1", "w1", deputy="m099"), "member.unknown"),
    (x.settled("p1", "w1", reason=" "), "poll.reason"),
])  # fmt: skip
def test_only_what_was_written_is_settled_and_with_a_reason(wish, code):
    """Who is meant is said of names on the papers, and why."""
    counted = x.held(x.laid(x.vote(1, None, "CHIEF", ("p",))), "d1", "p1", Paper("N", ("w1",), copies=11))
    counted.when(wish).refused(code)


def test_the_operator_says_of_no_name_whose_it_is():
    """The box is the operator's: who is meant by what is written in it is for the tellers alone (law.md C4)."""
    counted = x.held(x.laid(x.vote(1, None, "CHIEF", ("p",))), "d1", "p1", Paper("N", ("w1",), copies=11))
    for by in (n.OPERATOR, n.CHAIR, n.SECRETARY):
        counted.when(replace(x.settled("p1", "w1"), by=by)).refused("role.not_allowed")
    assert "settle_name" not in {one.command for one in steps(counted.state, "operator")}
    assert "settle_name" in {one.command for one in steps(counted.state, "scrutineer")}


def test_names_are_settled_between_count_and_declaration():
    """Before the count nothing is known, after a vote was voided it is too late."""
    sat = given(n.after(x.laid(x.vote(1, None, "CHIEF", ("p",))), n.announce("a1")))
    sat.when(x.settled("p1", "w1")).refused("poll.not_counted")
    sat.when(n.void_poll()).happened.when(x.settled("p1", "w1")).refused("poll.finished")


def test_a_tied_write_in_stands_in_the_next_ballot_under_its_own_id():
    """A written name that ties is a candidate of the re-vote (ZZF 29)."""
    sat = x.laid(x.vote(2, 1, stand=("a", "b", "c")))
    papers = (Paper("YYN", copies=6), Paper("YNN", ("w1",), copies=6), Paper("NYN", ("w1",), copies=5))
    counted = n.after(x.held(sat, "d1", "p1", *papers).events, x.settled("p1", "w1"), n.count(*papers), n.declare())
    assert x.counted(given(counted), "p1").tied == ("b", "w1")
    assert draft(given(n.after(counted, x.planned("tie_revote", "d1-t"))), "d1-t").candidates == ("b", "p1.w1")


def test_unopposed_is_not_elected():
    """law.md D15: half of all votes elect nobody, opposed or not (ZZF 25)."""
    done = x.declared(x.laid(x.vote(1, None, "CHIEF", ("p",))), "d1", "p1", Paper("Y", copies=10))
    assert (x.counted(done, "p1").outcome, x.counted(done, "p1").elected) == ("short", ())


def test_an_elected_chief_procurator_awaits_approval():
    """law.md D22: elected, and pending until the standing committee of the next level has approved (ZZF 11)."""
    sat = x.laid(x.vote(1, None, "CHIEF", ("p",), procurator=True))
    seen = x.counted(x.declared(sat, "d1", "p1", Paper("Y", copies=15)), "p1")
    assert (seen.elected, seen.pending, seen.authority) == (("p",), True, ("ZZF 25", "ZZF 11"))
    assert not x.counted(x.declared(sat, "d1", "p1", Paper("N", copies=15)), "p1").pending


def test_a_by_election_may_have_as_many_candidates_as_seats():
    """ZZF 30: a by-election takes an equal list; the same list in a first round is refused."""
    sat = x.laid(x.vote(2, None, stand=("a", "b"), round="by_election"))
    assert x.counted(x.held(sat, "d1", "p1", Paper("YY", copies=20)), "p1").elected == ("a", "b")
    first = given(x.laid(x.vote(2, 1, stand=("a", "b"))))
    first.when(n.announce("a1")).refused("slate.disguised_single_list", "ZZF 27")


def test_a_void_ballot_is_repeated_on_the_same_list():
    """law.md D12, 重新投票: what is declared void decided nothing; papers are issued again, nobody ties or is short."""
    counted = x.held(x.laid(x.vote(1, None, "CHIEF", ("p",))), "d1", "p1", Paper("Y", copies=20))
    seen = replace(x.counted(counted, "p1"), outcome="void", elected=(), vacant=0, code="ballots.exceed_issued")
    done = given((*counted.events, seen)).when(n.declare()).happened
    assert x.the_item(done).disposition is None
    assert due(done) == ()
    assert done.when(n.announce("a1", "d1", "p2")).new


def test_a_short_by_election_of_a_committee_goes_on_as_another_by_election():
    """XJF 45, 57: what is due can be planned; as many candidates as seats will do, by the committee's decision on record."""
    draft = x.vote(1, None, "DEPUTY_UP", stand=("a", "b"), round="by_election")
    start = n.prepared(12, n.item("a1", "election", draft), body="standing_committee")
    sat = n.after((start, n.present(12)), n.open_sitting(), n.introduce("a1"))
    short = x.declared(sat, "d1", "p1", Paper("YN", copies=6), Paper("NY", copies=6))
    assert (x.counted(short, "p1").outcome, x.counted(short, "p1").authority) == ("short", ("ZZF 51", "XJF 45"))
    assert [(one.round, one.article) for one in due(short)] == [("further", "XJF 45")]
    short.when(x.planned("further", "d2", "a", "b", decision="")).refused("round.decision", "XJF 45")
    for names in (("a", "b"), ()):
        (made,) = short.when(x.planned("further", "d2", *names)).new
        assert (made.draft.round, made.draft.seats, made.draft.candidates) == ("by_election", 1, names)
    again = given(n.after(short.events, x.planned("further", "d2"), x.put_forward("c", "chairs_meeting", "d2"),
                          x.fixed("c", draft="d2")))  # fmt: skip
    done = x.declared(again.events, "d2", "p2", Paper("Y", copies=7), Paper("N", copies=5))
    ended = x.the_item(done).disposition
    assert ended is not None
    assert ended.word == "elected"


def test_a_tie_in_a_committee_cites_the_law_of_its_election():
    """XJF 45: deputies to the next level, whichever body elects them; ZZF 29 is of offices."""
    draft = x.vote(2, None, "DEPUTY_UP", stand=("a", "b", "c"), round="by_election")
    start = n.prepared(11, n.item("a1", "election", draft), body="standing_committee")
    sat = n.after((start, n.present(11)), n.open_sitting(), n.introduce("a1"))
    tie = x.declared(sat, "d1", "p1", Paper("YYN", copies=4), Paper("YNY", copies=4), Paper("NYY", copies=3))
    assert (x.counted(tie, "p1").outcome, x.counted(tie, "p1").authority) == ("tied", ("ZZF 51", "XJF 45"))
    assert tie.when(x.planned("tie_revote", "d2")).new


def test_two_nominated_for_one_seat_are_not_cut_to_one():
    """ZZF 27: a list with one name is lawful only where one alone was nominated; who withdraws leaves a seat to nominate for."""
    sat = given(n.after(x.laid(x.vote(1, None, "CHIEF")), *x.presidium("a"), x.jointly("b", 1, 10)))
    both = sat.when(x.fixed("a", "b")).happened
    left = both.when(x.withdrawn("b")).happened
    no = left.when(n.announce("a1")).refused("slate.single_of_several", "ZZF 27")
    assert "2 were nominated and 1 stand for 1" in no.en  # the law does not demand more candidates than seats here
    left.when(x.fixed("a")).refused("slate.single_of_several", "ZZF 27")
    again = n.after(left.events, x.jointly("c", 11, 20), x.fixed("a", "c"))
    assert given(again).when(n.announce("a1")).new
    alone = n.after(x.laid(x.vote(1, None, "CHIEF")), *x.presidium("a"), x.fixed("a"))
    assert given(alone).when(n.announce("a1")).new


def test_who_was_elected_takes_the_oath_on_record():
    """XSJ, ZZF 11: an elected person swears, a chief procurator once approved; nobody gets a certificate of appointment."""
    begun = x.laid(x.vote(1, None, "CHIEF", ("c1",), procurator=True))
    approval, oath = (tc.RecordStep(n.OPERATOR, n.AT, "a1", "d1", word) for word in ("approval", "oath"))
    given(begun).when(approval).refused("step.too_early", "ZZF 11")
    elected = x.declared(begun, "d1", "p1", Paper("Y", copies=11))
    elected.when(oath).refused("step.too_early", "ZZF 11")
    assert elected.when(approval).happened.when(oath).new


def test_an_oath_after_a_later_round_stands_with_the_election():
    """XSJ: who is elected in any round takes the oath of that election, and takes it once."""
    short = short_of_two()
    planned = n.after(short.events, x.planned("further", "d1-f", "b", "c", "d"))
    done = x.declared(planned, "d1-f", "p2", Paper("YYN", copies=11), Paper("NNY", copies=9))
    oath = tc.RecordStep(n.OPERATOR, n.AT, "a1", "d1-f", "oath")
    sworn = done.when(oath).happened
    assert set(x.the_item(sworn).track.steps) == {("d1", "oath")}
    for name in ("d1", "d1-f"):
        sworn.when(replace(oath, draft=name)).refused("step.recorded", "XSJ; S2")
    done.when(replace(oath, step="certificate")).refused("step.not_asked", "XSJ; S2")


def test_equal_votes_at_the_end_of_a_further_list_are_never_cut_by_the_order_of_the_ballot():
    """ZZF 29, G3: who ties at the cut is taken in or left out together, or the presidium decides, on record."""
    sat = x.laid(x.vote(3, 2, stand=tuple("abcde")))
    papers = (("YYNNN", 8), ("YNYYN", 2), ("YNNYY", 2), ("YNYNY", 2), ("YNNNN", 6))
    tied = x.declared(sat, "d1", "p1", *(Paper(marks, copies=many) for marks, many in papers))
    for last in ("cd", "de", "ce"):
        tied.when(x.planned("further", "d1-f", "b", *last)).refused("round.cut_tied", "ZZF 29")
    assert tied.when(x.planned("further", "d1-f", *"bcde")).new
    assert tied.state is not None
    assert rounds.suggested(tied.state, x.the_item(tied), "d1") == tuple("bcde")


def test_a_tie_that_the_law_does_not_let_in_whole_takes_a_decision_on_record():
    """XJF 45, G3: for one seat exactly two stand; of three with equal votes the presidium says which, and why."""
    sat = x.laid(x.vote(4, None, "DEPUTY_UP", tuple("abcdef")))
    papers = (("YYYYNN", 4), ("YYYNYN", 4), ("YYYNNY", 4), ("YYYNNN", 8))
    tied = x.declared(sat, "d1", "p1", *(Paper(marks, copies=many) for marks, many in papers))
    assert tied.state is not None
    assert rounds.suggested(tied.state, x.the_item(tied), "d1") == ()
    wish = x.planned("further", "d1-f", "d", "f", decision=None)
    tied.when(wish).refused("round.cut_tied", "XJF 45")
    tied.when(replace(wish, candidates=tuple("def"))).refused("slate.too_many", "XJF 45")
    tied.when(replace(wish, reason=" ")).refused("round.cut_tied", "XJF 45")
    (event,) = tied.when(replace(wish, reason="the presidium drew lots")).new
    assert isinstance(event, ne.RoundPlanned)
    assert (event.draft.candidates, event.reason) == (("d", "f"), "the presidium drew lots")
    assert [one.command for one in steps(tied.state, "operator") if one.refusal is None].count("plan_round") == 1
