"""Who stands: nominations with their numbers and caps, withdrawals, and the list that is fixed (law.md B3, D10, D13)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import contests as x
from tests.core import notation as n
from tests.core.notation import given
from voting.core import commands as c
from voting.core import nomination_commands as nc
from voting.core import nomination_events as ne

LEVELS = [("province", 30), ("city", 20), ("county", 10), ("township", 10)]


@pytest.mark.parametrize(("level", "least"), LEVELS)
def test_so_many_deputies_nominate_jointly_at_each_level(level, least):
    """ZZF 26: thirty in a province, twenty in a city, ten in a county and in a township."""
    sat = given(x.laid(x.vote(2), 31, level))
    sat.when(x.jointly("a", 1, least - 1)).refused("nominate.too_few", "ZZF 26")
    sat.when(x.jointly("a", 1, least)).then(
        ne.CandidateNominated(
            "a1", "d1", "a", False, tuple(n.member(i) for i in range(1, least + 1)), None, x.BEFORE, n.OP
        )
    )


def test_neither_the_presidium_nor_a_deputy_names_more_than_there_are_seats():
    """ZZF 26: each side's cap is the number to be elected; who withdrew no longer counts."""
    sat = given(n.after(x.laid(x.vote(2), 20), *x.presidium("a", "b")))
    (third,) = x.presidium("c")
    sat.when(third).refused("nominate.presidium_cap", "ZZF 26")
    assert sat.when(x.withdrawn("b")).happened.when(third).new
    joint = given(n.after(sat.events, x.jointly("c", 1, 10), x.jointly("d", 1, 11)))
    no = joint.when(x.jointly("e", 10, 20)).refused("nominate.signer_cap", "ZZF 26")
    assert [who.zh for who in no.details] == ["m010"]
    assert joint.when(x.jointly("e", 11, 20)).new


def test_signers_are_deputies_and_each_signs_once():
    """ZZF 26: who has no vote cannot nominate; a name twice is not two."""
    start = n.prepared(12, n.item("a1", "election", x.vote(2)), attendees=1)
    sat = given(n.after((start, n.present(13)), n.open_sitting(), n.introduce("a1")))
    sat.when(x.jointly("a", 4, 13)).refused("nominate.signer", "ZZF 26")
    twice = nc.Nominate(n.OPERATOR, n.AT, "a1", "d1", "a", False, ("m001",) * 10)
    sat.when(twice).refused("nominate.signer", "ZZF 26")
    both = nc.Nominate(n.OPERATOR, n.AT, "a1", "d1", "a", True, ("m001",))
    sat.when(both).refused("nominate.both", "ZZF 26")
    sat.when(nc.Nominate(n.OPERATOR, n.AT, "a1", "d1", "a", True, (), "m013")).refused(
        "member.not_voter", "ZZF 21; ZZF 51"
    )
    sat.when(nc.Nominate(n.OPERATOR, n.AT, "a1", "d1", "a", True, (), "m099")).refused("member.unknown")


def test_nobody_is_nominated_twice_and_not_after_the_papers_are_out():
    """A nomination stands once; while the list is voted on, and afterwards, it is closed."""
    sat = given(n.after(x.laid(x.vote(1, None, "CHIEF")), *x.presidium("a")))
    sat.when(x.jointly("a", 1, 10)).refused("nominate.known", "ZZF 26")
    voted = given(n.after(sat.events, x.fixed("a"), n.announce("a1")))
    voted.when(x.jointly("b", 1, 10)).refused("agenda.poll_running", "RDYS 40")
    voted.when(x.withdrawn("a")).refused("agenda.poll_running", "RDYS 40")
    voted.when(x.fixed("a")).refused("agenda.poll_running", "RDYS 40")
    void = voted.when(n.void_poll()).happened
    assert void.when(x.jointly("b", 1, 10)).new
    done = x.declared(sat.when(x.fixed("a")).happened.events, "d1", "p1", c.Paper("N", copies=20))
    done.when(x.jointly("b", 1, 10)).refused("poll.draft_used")


def test_the_same_deputy_is_nominated_once_under_whatever_id():
    """A member who is nominated already cannot be put on the list a second time."""
    sat = given(n.after(x.laid(x.vote(2)), x.jointly("a", 1, 10, deputy="m003")))
    sat.when(x.jointly("b", 11, 20, deputy="m003")).refused("nominate.known", "ZZF 26")


@pytest.mark.parametrize(("office", "level", "flag", "article"), [
    ("SC_MEMBER", "county", False, "ZZF 47"), ("CHIEF", "county", True, "ZZF 47"), ("DEPUTY_CHIEF", "township", True, "ZZF 18"),
])  # fmt: skip
def test_offices_for_deputies_take_deputies_only(office, level, flag, article):
    """ZZF 47, 18: the standing committee and a township congress's chairs are elected from among the deputies."""
    sat = given(x.laid(x.vote(1, 1, office, deputies_only=flag), 20, level))
    sat.when(x.jointly("a", 1, 10)).refused("nominate.deputies_only", article)
    assert sat.when(x.jointly("a", 1, 10, deputy="m005")).new


def test_a_body_whose_members_do_not_nominate_refuses_them():
    """The law gives joint nomination to deputies of a congress alone."""
    start = n.prepared(
        12, n.item("a1", "election", x.vote(1, None, "DEPUTY_UP", round="by_election")), body="standing_committee"
    )
    sat = given(n.after((start, n.present(12)), n.open_sitting(), n.introduce("a1")))
    sat.when(x.jointly("a", 1, 10)).refused("nominate.not_joint", "ZZF 50; XJF 57")


def test_a_committee_has_no_presidium_its_chairs_meeting_nominates():
    """law.md B6-11: by practice the chairs' meeting, and no law sets it a number; the presidium is an organ of a congress."""
    draft = x.vote(1, None, "DEPUTY_UP", round="by_election")
    start = n.prepared(12, n.item("a1", "election", draft), body="standing_committee")
    sat = given(n.after((start, n.present(12)), n.open_sitting(), n.introduce("a1")))
    no = sat.when(*x.presidium("a")).refused("nominate.organ", "ZZF 50; XJF 57")
    assert [one.zh for one in no.details] == ["主任会议"]
    both = given(n.after(sat.events, x.put_forward("a", "chairs_meeting"), x.put_forward("b", "chairs_meeting")))
    assert [one.nominator for one in x.the_item(both).nominees.values()] == ["chairs_meeting"] * 2


def test_deputies_to_the_next_level_are_recommended_by_parties_or_ten_deputies():
    """XJF 30: parties and people's organisations, or ten deputies; the presidium does not, and each side has its number."""
    sat = given(x.laid(x.vote(2, None, "DEPUTY_UP"), 20))
    no = sat.when(*x.presidium("a")).refused("nominate.organ", "XJF 30")
    assert [one.zh for one in no.details] == ["政党、人民团体", "代表联合"]
    assert "主席团" in no.zh
    side = "party_or_organisation"
    two = given(n.after(sat.events, x.put_forward("a", side), x.put_forward("b", side), x.jointly("c", 1, 10)))
    full = two.when(x.put_forward("d", side)).refused("nominate.presidium_cap", "XJF 30")
    assert full.zh.startswith("政党、人民团体")
    signed = replace(x.put_forward("d", side), signers=("m001",))
    two.when(signed).refused("nominate.both", "XJF 30")
    assert two.when(x.jointly("d", 11, 20)).new
    office = given(x.laid(x.vote(2), 20))
    office.when(x.put_forward("a", side)).refused("nominate.organ", "ZZF 26")


@pytest.mark.parametrize(("office", "article"), [("DEPUTY_CHIEF", "ZZF 27"), ("DEPUTY_UP", "XJF 32")])
def test_two_days_to_nominate_and_consider_are_not_skipped(office, article):
    """ZZF 27, XJF 32: two days with the first nomination's own in them; a list fixed before that says why, on record."""
    first = x.presidium("a")[0] if office == "DEPUTY_CHIEF" else x.put_forward("a", "party_or_organisation")
    wishes = (first, x.jointly("b", 1, 10), x.jointly("c", 1, 10))
    sat = given(n.after(x.laid(x.vote(2, 1, office), 20), *(replace(one, at=n.AT) for one in wishes)))
    names = tuple(x.the_item(sat).nominees)
    no = sat.when(x.fixed(*names)).refused("nominate.early", article)
    assert "2026-03-11" in no.zh
    sat.when(n.announce("a1")).refused("slate.not_fixed", "ZZF 27" if office == "DEPUTY_CHIEF" else "XJF 31")
    later = replace(x.fixed(*names), at="2026-03-11T08:00:00+08:00")
    assert sat.when(later).happened.when(n.announce("a1")).new
    (fixed,) = sat.when(x.fixed(*names, reason="considered since 7 March; the presidium decided")).new
    assert fixed.reason.startswith("considered since")


def test_by_elections_and_lists_of_the_agenda_have_no_two_days():
    """ZZF 27 speaks of elections of a new term; who stood on the agenda was named before the sitting."""
    by = x.vote(1, None, "CHIEF", round="by_election")
    again = given(n.after(x.laid(by, 20), replace(x.presidium("a")[0], at=n.AT), x.fixed("a")))
    assert again.when(n.announce("a1")).new
    listed = given(x.laid(x.vote(1, 1, stand=("a", "b")), 20))
    assert listed.when(x.fixed("a", "b")).happened.when(n.announce("a1")).new


@pytest.mark.parametrize("wish", [
    nc.Nominate(n.OPERATOR, n.AT, "a9", "d1", "a", True), nc.WithdrawCandidate(n.OPERATOR, n.AT, "a9", "a", "r", "p"),
    nc.FixSlate(n.OPERATOR, n.AT, "a9", "d1", (), "strokes"), nc.PlanRound(n.OPERATOR, n.AT, "a9", "d1", "d2", "primary"),
])  # fmt: skip
def test_what_is_not_on_the_agenda_is_refused(wish):
    """An unknown item is said to be unknown."""
    given(x.laid(x.vote(2))).when(wish).refused("item.unknown")


def test_what_is_no_election_has_no_list():
    """An unknown vote and a motion are not worked on as lists; a closed sitting and a finished item not either."""
    sat = given(x.laid(x.vote(2)))
    sat.when(*x.presidium("a", draft="d9")).refused("poll.draft_unknown")
    sat.when(x.planned("primary", "d2", draft="d9")).refused("poll.draft_unknown")
    over = sat.when(n.put_off("a1")).happened
    for wish in (*x.presidium("a"), x.withdrawn("a"), x.fixed("a"), x.planned("primary", "d2")):
        over.when(wish).refused("item.disposed")
    shut = over.when(c.CloseSitting(n.CHAIR, n.AT)).happened
    for wish in (*x.presidium("a"), x.withdrawn("a"), x.fixed("a"), x.planned("primary", "d2")):
        shut.when(wish).refused("sitting.closed")


def test_a_withdrawal_says_why_and_who_agreed():
    """Only who stands can withdraw, once, with its reason."""
    sat = given(n.after(x.laid(x.vote(2)), *x.presidium("a", "b")))
    sat.when(x.withdrawn("z")).refused("candidate.unknown")
    sat.when(x.withdrawn("a", agreed=" ")).refused("candidate.reason", "ZZF 27; W42")
    gone = sat.when(x.withdrawn("a")).then(ne.CandidateWithdrawn("a1", "a", "ill", "presidium", n.AT, n.OP))
    gone.when(x.withdrawn("a")).refused("candidate.withdrawn")


def test_nobody_is_nominated_for_a_pre_vote_or_between_those_who_tie():
    """Their candidates are given: the nominees of the list, or those who tie."""
    six = n.after(x.laid(x.vote(4)), *x.presidium("a", "b", "c", "d"), x.jointly("e", 1, 10), x.jointly("f", 11, 20))
    planned = given(n.after(six, x.planned("primary", "d1-p")))
    planned.when(x.jointly("g", 1, 10, draft="d1-p")).refused("nominate.round", "ZZF 27")
    planned.when(x.planned("primary", "d1-q", draft="d1-p")).refused("round.not_due", "ZZF 27")


def test_the_list_is_all_who_stand():
    """ZZF 27: where the nominees are exactly the surplus, nobody is left off, added or named twice."""
    sat = given(n.after(x.laid(x.vote(2)), *x.presidium("a", "b"), x.jointly("c", 1, 10)))
    for names in (("a", "b"), ("a", "b", "z"), ("a", "b", "c", "c")):
        sat.when(x.fixed(*names)).refused("slate.not_the_nominees", "ZZF 27")
    sat.when(x.fixed("c", "a", "b", order="primary_votes")).refused("slate.no_primary", "ZZF 27")
    done = sat.when(x.fixed("c", "a", "b")).then(
        ne.SlateFixed("a1", "d1", ("c", "a", "b"), "strokes", None, None, n.AT, n.OP)
    )
    assert x.the_item(done).entry.drafts[0].candidates == ("c", "a", "b")
    again = done.when(x.fixed("a", "b", "c", order="by_hand")).happened
    assert again.when(n.announce("a1")).new


def test_too_few_or_too_many_nominees_make_no_list():
    """ZZF 27: five for four may not be voted on with a surplus of two; eight go to a pre-vote first (law.md D10)."""
    few = given(n.after(x.laid(x.vote(4, 1)), *x.presidium("a", "b", "c", "d")))
    few.when(x.fixed("a", "b", "c", "d")).refused("slate.disguised_single_list", "ZZF 27")
    many = given(n.after(few.events, x.jointly("e", 1, 10), x.jointly("f", 11, 20)))
    many.when(x.fixed("a", "b", "c", "d", "e", "f")).refused("slate.primary_required", "ZZF 27")
    many.when(x.fixed("a", "b", "c", "d", "e")).refused("slate.primary_required", "ZZF 27")


def test_nominees_are_not_voted_on_before_the_list_is_fixed():
    """A list with new nominees waits until it is fixed, also where it had been fixed before them."""
    sat = given(n.after(x.laid(x.vote(2)), *x.presidium("a", "b"), x.jointly("c", 1, 10)))
    sat.when(n.announce("a1")).refused("slate.not_fixed", "ZZF 27")
    done = sat.when(x.fixed("a", "b", "c")).happened
    late = done.when(x.jointly("d", 11, 20)).happened
    late.when(n.announce("a1")).refused("slate.not_fixed", "ZZF 27")


def test_a_withdrawal_cannot_make_a_disguised_single_list():
    """law.md D13: five for five after the sixth withdrew may not open; a new nominee restores the surplus (ZZF 27)."""
    names = ("a", "b", "c", "d", "e")
    six = given(n.after(x.laid(x.vote(5)), *x.presidium(*names), x.jointly("f", 1, 10), x.fixed(*names, "f")))
    five = six.when(x.withdrawn("f")).happened
    five.when(n.announce("a1")).refused("slate.disguised_single_list", "ZZF 27")
    restored = five.when(x.jointly("g", 11, 20)).happened
    assert n.after(restored.events, x.fixed(*names, "g"), n.announce("a1"))


def test_the_list_of_the_sitting_file_is_subject_to_the_same():
    """A list that came with the agenda loses who withdraws, and is checked at the announcement all the same."""
    sat = given(x.laid(x.vote(2, stand=("c1", "c2", "c3"))))
    sat.when(x.withdrawn("c3")).happened.when(n.announce("a1")).refused("slate.disguised_single_list", "ZZF 27")
    more = sat.when(x.jointly("d", 1, 10)).happened
    more.when(x.fixed("c1", "c2", "d")).refused("slate.primary_required", "ZZF 27")
    assert n.after(more.events, x.withdrawn("c2"), x.fixed("d", "c1", "c3"), n.announce("a1"))
