"""Competitive elections: lawful lists (law.md B3), and an election from its slate to who is elected."""

from __future__ import annotations

import pytest

from tests.core import notation as n
from tests.core.notation import given
from voting.core import commands as c
from voting.core import events as e
from voting.core.election import paper_rules, slate
from voting.core.rulebook import RuleBook
from voting.core.slate import bounds

BOOK = RuleBook(n.rules("congress"))
ONE = RuleBook(n.rules("congress", method={"slate.empty_range": "one"}))

BOUNDS = [
    *((office, seats, limits) for office, limits in (("CHIEF", (0, 1)), ("DEPUTY_CHIEF", (1, 3))) for seats in (1, 7)),
    # a tenth to a fifth: nothing fits below five seats, then 1, 2 at ten, the 3-4 of law.md D7
    ("SC_MEMBER", 4, None), ("SC_MEMBER", 5, (1, 1)), ("SC_MEMBER", 10, (1, 2)), ("SC_MEMBER", 23, (3, 4)),
    ("SC_MEMBER", 11, (2, 2)), ("SC_MEMBER", 40, (4, 8)), ("SC_MEMBER", 41, (5, 8)),
    # a fifth to a half: law.md D9
    ("DEPUTY_UP", 1, None), ("DEPUTY_UP", 2, (1, 1)), ("DEPUTY_UP", 20, (4, 10)), ("DEPUTY_UP", 3, (1, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("office", "seats", "limits"), BOUNDS)
def test_the_lawful_surplus(office, seats, limits):
    """The least and the most candidates over the seats, whole numbers inside the law's range (law.md B12)."""
    assert bounds(BOOK, office, seats) == limits


OFFICES, DEPUTIES = "ZZF 27", "XJF 31"
SLATES = [
    # office, seats, candidates, fixed surplus -> code
    pytest.param("CHIEF", 1, 1, None, None, id="one for one chief"),
    pytest.param("CHIEF", 1, 2, None, None, id="two for one chief"),
    pytest.param("CHIEF", 1, 3, None, "slate.too_many", id="three for one chief"),
    pytest.param("CHIEF", 1, 0, None, "slate.too_few", id="nobody for one chief"),
    pytest.param("DEPUTY_CHIEF", 5, 6, 1, None, id="six for five"),
    pytest.param("DEPUTY_CHIEF", 5, 5, 1, "slate.disguised_single_list", id="five for five"),
    pytest.param("DEPUTY_CHIEF", 5, 4, 1, "slate.disguised_single_list", id="four for five"),
    pytest.param("DEPUTY_CHIEF", 5, 7, 1, "slate.too_many", id="one more than fixed"),
    pytest.param("DEPUTY_CHIEF", 5, 6, 2, "slate.too_few", id="one fewer than fixed"),
    pytest.param("DEPUTY_CHIEF", 5, 6, None, "slate.surplus_not_fixed", id="nothing fixed"),
    pytest.param("DEPUTY_CHIEF", 5, 9, 4, "slate.too_many", id="fixed above the law"),
    pytest.param("DEPUTY_CHIEF", 5, 5, 0, "slate.too_few", id="fixed below the law"),
    pytest.param("SC_MEMBER", 23, 26, 3, None, id="26 for 23"),
    pytest.param("SC_MEMBER", 23, 28, 5, "slate.too_many", id="28 for 23"),
    pytest.param("SC_MEMBER", 4, 5, 1, "slate.no_whole_number", id="five for four"),
    pytest.param("DEPUTY_UP", 20, 24, None, None, id="24 for 20 deputies"),
    pytest.param("DEPUTY_UP", 20, 27, 4, None, id="27 for 20, though 24 were fixed"),
    pytest.param("DEPUTY_UP", 20, 30, None, None, id="30 for 20 deputies"),
    pytest.param("DEPUTY_UP", 20, 31, None, "slate.too_many", id="31 for 20 deputies"),
    pytest.param("DEPUTY_UP", 20, 23, None, "slate.too_few", id="23 for 20 deputies"),
    pytest.param("DEPUTY_UP", 20, 20, None, "slate.disguised_single_list", id="20 for 20 deputies"),
    pytest.param("DEPUTY_UP", 1, 2, None, "slate.no_whole_number", id="two for one deputy"),
]


@pytest.mark.parametrize(("office", "seats", "stand", "fixed", "code"), SLATES)
def test_a_list_of_candidates_is_lawful_or_refused_by_name(office, seats, stand, fixed, code):
    """Each office has its own range; the surplus of the method binds where the law leaves it to the method."""
    found = slate(BOOK, n.election(seats=seats, candidates=stand, fixed=fixed, office=office))
    assert (found and found.code) == code
    assert found is None or found.article == (DEPUTIES if office == "DEPUTY_UP" else OFFICES)


EMPTY_RANGE = [("SC_MEMBER", 5, None, None), ("SC_MEMBER", 5, 1, None), ("SC_MEMBER", 6, 2, "slate.too_many"),
               ("SC_MEMBER", 4, 1, "slate.disguised_single_list"), ("SC_MEMBER", 6, None, "slate.too_many"),
               ("DEPUTY_UP", 2, None, None)]  # fmt: skip


@pytest.mark.parametrize(("office", "stand", "fixed", "code"), EMPTY_RANGE)
def test_where_no_whole_number_fits_the_method_may_take_one(office, stand, fixed, code):
    """Then a surplus of one is lawful and stands for a fixed number that was not given."""
    seats = 1 if office == "DEPUTY_UP" else 4
    found = slate(ONE, n.election(seats=seats, candidates=stand, fixed=fixed, office=office))
    assert (found and found.code) == code


def test_what_is_no_election_has_no_slate():
    """A motion asked for its slate or its papers is the house's own mistake."""
    with pytest.raises(ValueError, match="office"):
        slate(BOOK, n.motion())
    with pytest.raises(ValueError, match="seats"):
        paper_rules(BOOK, n.motion())


@pytest.mark.parametrize(("method", "blank", "names", "oppose"), [
    ({}, False, True, True), ({"ballot.blank": "approve"}, True, True, True),
    ({"write_in.requires_oppose": False}, False, True, False), ({"write_in.allowed@election": False}, False, False, True),
])  # fmt: skip
def test_the_rules_of_the_papers_come_from_the_book(method, blank, names, oppose):
    """What blank means, whether names may be written in, and whether that needs opposing: the method may say."""
    found = paper_rules(RuleBook(n.rules("congress", method=method)), n.election())
    assert (found.seats, found.blank_approves, found.write_ins, found.requires_oppose) == (2, blank, names, oppose)


def held(*papers: c.Paper, void: tuple[str, ...] = (), office="DEPUTY_CHIEF", seats=2, stand=3) -> e.PollCounted:
    """The count of an election in a congress of five, all present."""
    votes = sum(paper.copies for paper in papers) + len(void)
    agenda = n.item("a1", "election", n.election(seats=seats, candidates=stand, office=office))
    sat = n.after(n.seated(5, None, agenda), n.introduce("a1"), n.announce("a1"), *n.voted(votes, named=False))
    (counted,) = given(sat).when(n.count(*papers, void=void)).new
    assert isinstance(counted, e.PollCounted)
    return counted


def test_an_election_is_counted_from_its_papers():
    """Issued, returned, valid and invalid, the ranking, the elected and the articles."""
    found = held(c.Paper("YYN", copies=3), c.Paper("YYY"), void=("m005",))
    assert (found.returned, found.valid, found.invalid, found.not_voting) == (5, 3, 2, 0)
    assert found.ranking == (e.LineFigures("c1", 3, 0, 0, 0, False), e.LineFigures("c2", 3, 0, 0, 0, False),
                             e.LineFigures("c3", 0, 3, 0, 0, False))  # fmt: skip
    assert (found.outcome, found.elected, found.vacant) == ("decided", ("c1", "c2"), 0)
    assert (found.authority, found.void_voters) == (("ZZF 25",), ("m005",))


def test_a_tie_and_a_shortfall_say_what_is_left():
    """A tie at the last seat and seats left vacant stand with the article of their further round."""
    tied = held(c.Paper("YYN", copies=2), c.Paper("YNY", copies=2), c.Paper("YNN"), seats=2)
    assert (tied.outcome, tied.elected, tied.tied, tied.tied_seats, tied.vacant) == ("short", ("c1",), (), 0, 1)
    level = held(c.Paper("YYN", copies=2), c.Paper("YNY", copies=2), c.Paper("NYY"), seats=2)
    assert (level.outcome, level.elected, level.tied, level.tied_seats) == ("tied", ("c1",), ("c2", "c3"), 1)
    assert (tied.authority, level.authority) == (("ZZF 25", "ZZF 29"), ("ZZF 25", "ZZF 29"))


def test_deputies_to_the_next_level_are_elected_under_their_own_law():
    """The articles of the Electoral Law stand on their result, not those of offices (XJF 45)."""
    done = held(c.Paper("YYN", copies=5), office="DEPUTY_UP")
    short = held(c.Paper("YNN", copies=5), office="DEPUTY_UP")
    assert (done.outcome, done.authority) == ("decided", ("XJF 45",))
    assert (short.outcome, short.authority) == ("short", ("XJF 45",))


@pytest.mark.parametrize(("papers", "outcome"), [((c.Paper("YNN", copies=5),), "short"),
                                                 ((c.Paper("YYN", copies=2), c.Paper("YNY", copies=2), c.Paper("NYY")), "tied")])  # fmt: skip
def test_an_election_that_leaves_seats_ends_postponed_by_a_recorded_decision(papers, outcome):
    """The declaration alone does not end it; who proposed and who consented is written down."""
    sat = n.after(n.seated(), n.introduce("a4"), n.announce("a4"), *n.voted(5, named=False), n.count(*papers))
    declared = given(sat).when(n.declare()).then(e.ResultDeclared("p1", outcome, 0, n.AT, n.CH))
    declared.when(n.dispose("a4", "elected")).refused("disposition.no_result", "ZZF 29")
    declared.when(n.announce("a4", poll="p2")).refused("poll.draft_used")
    declared.when(n.put_off("a4", "a further election")).then(
        e.ItemDisposed(
            "a4", "postponed", "a further election", "plenary", None, n.AT, n.OP, None, "the next session", "presidium"
        )
    )


def test_an_election_that_fills_its_seats_ends_elected():
    """With both seats filled the declaration ends the item."""
    papers = (c.Paper("YYN", copies=5),)
    done = n.after(
        n.seated(), n.introduce("a4"), n.announce("a4"), *n.voted(5, named=False), n.count(*papers), n.declare()
    )
    assert done[-1] == e.ItemDisposed("a4", "elected", None, None, None, n.AT, n.CH)


def test_a_standing_committee_elects_to_no_office_of_the_congress():
    """An office for which the body's book has no rule is refused, not a crash."""
    office = n.election(candidates=2, seats=1)
    no = slate(RuleBook(n.rules("standing_committee")), office)
    assert no is not None
    assert no.code == "slate.no_office"
