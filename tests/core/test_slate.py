"""Lists of candidates in every round, the cut of a pre-vote, and who may hold which election."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from voting.core.election import slate
from voting.core.rulebook import RuleBook
from voting.core.slate import check, offered, places, primary, span

BOOK = RuleBook(n.rules("congress"))
COMMITTEE = RuleBook(n.rules("standing_committee"))
TOWNSHIP = RuleBook(n.rules("congress", "township"))


@pytest.mark.parametrize(("office", "seats", "stand", "fixed", "round_", "outcome"), [
    ("DEPUTY_CHIEF", 5, 6, 1, "first", "lawful"), ("DEPUTY_CHIEF", 5, 8, 1, "first", "primary_required"),
    ("DEPUTY_CHIEF", 5, 5, 1, "first", "slate.disguised_single_list"),
    ("DEPUTY_CHIEF", 1, 4, None, "further", "lawful"), ("DEPUTY_CHIEF", 1, 1, None, "further", "slate.disguised_single_list"),
    ("DEPUTY_CHIEF", 1, 4, 1, "further", "primary_required"), ("DEPUTY_CHIEF", 1, 4, 5, "further", "slate.too_many"),
    ("SC_MEMBER", 2, 3, None, "further", "lawful"), ("SC_MEMBER", 2, 3, None, "first", "slate.no_whole_number"),
    ("DEPUTY_UP", 1, 2, None, "further", "lawful"), ("DEPUTY_UP", 1, 3, None, "further", "primary_required"),
    ("CHIEF", 1, 1, None, "further", "lawful"), ("CHIEF", 1, 3, None, "first", "primary_required"),
    ("SC_MEMBER", 3, 3, None, "by_election", "lawful"), ("SC_MEMBER", 3, 2, None, "by_election", "slate.too_few"),
    ("SC_MEMBER", 3, 9, None, "by_election", "lawful"),
])  # fmt: skip
def test_a_list_of_nominees_in_each_round(office, seats, stand, fixed, round_, outcome):
    """Lawful, a pre-vote first, or refused by its code; a formal list that is too long is refused (ZZF 27, 29, 30)."""
    found = check(BOOK, office, seats, stand, fixed, round_, formal=False)
    assert (found.refusal.code if found.refusal else found.outcome) == outcome
    formal = check(BOOK, office, seats, stand, fixed, round_, formal=True)
    assert (formal.refusal is not None and formal.refusal.code == "slate.too_many") == (
        outcome in ("primary_required", "slate.too_many")
    )


def test_who_may_hold_which_election():
    """A congress all, a township no committee and no deputies, a standing committee by-elections of deputies alone."""
    assert offered(BOOK, "SC_MEMBER", "tie_revote")
    assert not offered(TOWNSHIP, "SC_MEMBER")
    assert not offered(TOWNSHIP, "DEPUTY_UP", "by_election")
    assert offered(COMMITTEE, "DEPUTY_UP", "by_election")
    assert not offered(COMMITTEE, "DEPUTY_UP", "further")
    assert not offered(COMMITTEE, "CHIEF", "by_election")
    no = check(COMMITTEE, "CHIEF", 1, 1, None, "by_election", formal=True).refusal
    assert no is not None
    assert no.code == "slate.no_office"


def test_a_gap_that_was_decided_is_named():
    """Where no whole number fits, the rule that takes one stands in the span; elsewhere none does (law.md B12)."""
    further = span(BOOK, "SC_MEMBER", 2, "further")
    assert further is not None
    assert further.gap is not None
    assert further.gap.key == "slate.empty_range_further"
    assert span(BOOK, "SC_MEMBER", 2, "first") is None
    plain = span(BOOK, "SC_MEMBER", 5, "first")
    assert plain is not None
    assert plain.gap is None


def test_the_places_after_a_pre_vote():
    """Seats and the surplus that the method fixes; two for a chief office whatever was fixed (ZZF 27)."""
    assert places(BOOK, "DEPUTY_CHIEF", 4, 1) == 5
    assert places(BOOK, "DEPUTY_CHIEF", 4, None) is None
    assert places(BOOK, "SC_MEMBER", 4, 2) == 6
    assert places(BOOK, "CHIEF", 1, None) == places(BOOK, "CHIEF", 1, 3) == 2


def test_the_cut_of_a_pre_vote():
    """The most votes; a tie across the last place leaves it open (XJF 32)."""
    found = primary({"a": 3, "b": 9, "c": 3, "d": 5}, 3)
    assert (found.formal, found.tied, found.places_left) == (("b", "d"), ("a", "c"), 1)
    assert primary({"a": 3, "b": 9, "c": 3, "d": 5}, 2).formal == ("b", "d")
    assert primary({"a": 3}, 2).places_left == 1


@pytest.mark.parametrize(("stand", "code"), [(1, "slate.too_few"), (2, None), (3, None)])
def test_a_ballot_between_those_who_tie_has_more_names_than_seats(stand, code):
    """Otherwise nothing is left to decide (ZZF 29)."""
    found = slate(BOOK, replace(n.election(seats=1, candidates=stand), round="tie_revote"))
    assert (found and found.code) == code
    assert found is None or found.article == "ZZF 29"


def test_a_pre_vote_is_no_slate():
    """The list that is cut by it is too long by its nature."""
    assert slate(BOOK, replace(n.election(seats=1, candidates=9), round="primary")) is None
