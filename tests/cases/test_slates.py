"""Lists of candidates and pre-votes: every office, round and number against a search through all surpluses."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from tests.cases.asking import ask, case, committee, totals, unusable
from voting.cases.overlay import national
from voting.core.slate import bounds

RANGE = {"CHIEF": (0, 1), "DEPUTY_CHIEF": (1, 3), "SC_MEMBER": ("1/10", "1/5"), "DEPUTY_UP": ("1/5", "1/2")}
FIXED = ("DEPUTY_CHIEF", "SC_MEMBER")


def slate(office, seats, nominated, fixed=None, round_="first", **more):
    return case("slate", office=office, seats=seats, nominated=nominated, fixed_surplus=fixed, round=round_, **more)


def lawful(office, seats):
    """Every whole surplus that the law's range holds, found by trying each."""
    least, most = (Fraction(edge) * (seats if isinstance(edge, str) else 1) for edge in RANGE[office])
    return [surplus for surplus in range(seats + 4) if least <= surplus <= most]


def expected(office, seats, stand, fixed, round_, *, one, formal):
    """The contract's bullets, read one after another."""
    if round_ == "by_election":
        return ("lawful" if stand >= seats else "slate.too_few"), 0, None
    whole = [1] if (office, seats, round_) == ("DEPUTY_UP", 1, "further") else lawful(office, seats)
    if not whole and not one:
        return "slate.no_whole_number", None, None
    given = bool(whole)
    whole = whole or [1]
    least, most = whole[0], whole[-1]
    meet = whole
    if office in FIXED:
        if fixed is None and round_ == "first" and given:
            return "slate.surplus_not_fixed", least, most
        if fixed is not None:
            if fixed not in whole:
                return "slate.too_few" if fixed < least else "slate.too_many", least, most
            meet = [fixed]
    surplus = stand - seats
    if least > 0 and surplus <= 0:
        return "slate.disguised_single_list", least, most
    if surplus < meet[0]:
        return "slate.too_few", least, most
    if surplus > meet[-1]:
        return ("slate.too_many" if formal else "primary_required"), least, most
    return "lawful", least, most


@pytest.mark.parametrize(("office", "round_"), list(product(RANGE, ("first", "further", "by_election"))))
def test_every_list_of_nominees(office, round_):
    """Seats, nominees and fixed numbers across the range and past both ends, with either word for an empty range."""
    every = product((1, 2, 3, 4, 5, 6, 9, 10, 11, 23), range(-2, 6), (None, 0, 1, 2, 4), (None, "refuse", "one"))
    for seats, surplus, fixed, word in every:
        if seats + surplus < 0:
            continue
        one = {"one": True, "refuse": False}.get(word, round_ == "further")
        overlay = {"slate.empty_range": word} if word else {}
        found = ask(slate(office, seats, seats + surplus, fixed, round_, overlay=overlay))
        want, least, most = expected(office, seats, seats + surplus, fixed, round_, one=one, formal=False)
        seen = found.get("code", found["outcome"])
        assert (seen, found["min_surplus"], found["max_surplus"]) == (want, least, most), (seats, surplus, fixed, word)


@pytest.mark.parametrize(("office", "round_"), list(product(RANGE, ("first", "further", "by_election"))))
def test_every_formal_list(office, round_):
    """The same lists as candidates of an election, where one too many is refused and needs no pre-vote any more."""
    for seats, surplus, fixed in product((1, 2, 4, 5, 10, 11), range(-1, 6), (None, 1, 2)):
        names = [f"c{n}" for n in range(seats + surplus)]
        found = ask(case("election", office=office, seats=seats, candidates=names, fixed_surplus=fixed, round=round_,
                         issued=0, returned=0, voters=0, papers=[]))  # fmt: skip
        want, _, _ = expected(office, seats, len(names), fixed, round_, one=round_ == "further", formal=True)
        assert found.get("code", "lawful") == want
        assert found["outcome"] == ("refused" if want != "lawful" else "short")


@pytest.mark.parametrize("office", RANGE)
def test_the_bounds_for_every_number_of_seats(office):
    """The least and most surplus for 1 to 3,000 seats, against fractions (law.md B12)."""
    least, most = (Fraction(edge) for edge in RANGE[office])
    book = national("congress", "county")
    shares = isinstance(RANGE[office][0], str)
    for seats in range(1, 3001):
        low, high = (least * seats, most * seats) if shares else (least, most)
        found = bounds(book, office, seats)
        if found is None:
            assert int(low) == int(high) < low, "a whole number lies between"
            continue
        assert low <= found[0] <= found[1] <= high
        assert found[0] - 1 < low
        assert found[1] + 1 > high


@pytest.mark.parametrize(("one", "articles"), [
    (slate("DEPUTY_CHIEF", 5, 6, 1), ["ZZF 27"]), (slate("DEPUTY_CHIEF", 5, 9, 1), ["ZZF 27"]),
    (slate("DEPUTY_UP", 20, 24), ["XJF 31"]), (slate("DEPUTY_UP", 20, 33), ["XJF 32"]),
    (slate("DEPUTY_UP", 20, 23), ["XJF 31"]), (slate("CHIEF", 1, 1, round_="by_election"), ["ZZF 30"]),
    (slate("DEPUTY_UP", 1, 1, round_="by_election"), ["XJF 57"]), (slate("DEPUTY_UP", 1, 2, round_="further"), ["XJF 45"]),
    (slate("SC_MEMBER", 2, 3, round_="further"), ["ZZF 29", "ZZF 27"]), (slate("SC_MEMBER", 2, 3, 1), ["ZZF 27"]),
])  # fmt: skip
def test_the_articles_of_a_list(one, articles):
    """Each office and round stands on its own articles, the pre-vote of deputies too."""
    assert ask(one)["authority"] == articles


def test_the_decision_to_take_one_is_told():
    """Where no whole number fits and one is taken, both sentences say that this was decided."""
    found = ask(slate("SC_MEMBER", 4, 5, overlay={"slate.empty_range": "one"}))
    assert "没有整数" in found["explanation"]["zh"]
    assert "no whole number" in found["explanation"]["en"]
    plain = ask(slate("SC_MEMBER", 5, 6, 1))
    assert "没有整数" not in plain["explanation"]["zh"]
    held = ask(case("election", office="SC_MEMBER", seats=4, candidates=list("ABCDE"), fixed_surplus=None, round="first",
                    issued=9, returned=9, voters=9, valid=9, invalid=0, totals=totals(9, A=1, B=1, C=1, D=1, E=1),
                    overlay={"slate.empty_range": "one"}))  # fmt: skip
    assert "没有整数" in held["explanation"]["zh"]


def test_which_body_elects_whom():
    """A township elects no committee and no deputies upwards; a standing committee holds by-elections of deputies alone."""
    for office in RANGE:
        asked = slate(office, 5, 6, 1, level="township")
        assert ask(asked) if office in ("CHIEF", "DEPUTY_CHIEF") else unusable(asked)
        for round_ in ("first", "further", "by_election"):
            one = committee("slate", office=office, seats=5, nominated=6, fixed_surplus=1, round=round_)
            right = (office, round_) == ("DEPUTY_UP", "by_election")
            assert ask(one)["outcome"] == "lawful" if right else unusable(one)


def primary(seats=4, fixed=1, office="DEPUTY_CHIEF", **votes):
    return case("primary", office=office, seats=seats, fixed_surplus=fixed, votes=votes)


PRIMARIES = [
    # places, votes -> formal, tied, places left
    pytest.param(primary(1, 1, A=3, B=9, C=5), "BC", "", 0, id="the most votes"),
    pytest.param(primary(1, 1, A=3, B=3), "AB", "", 0, id="as many names as places"),
    pytest.param(primary(2, 1, A=3, B=4), "BA", "", 1, id="too few names"),
    pytest.param(primary(1, 1, A=3, B=9, C=3), "B", "AC", 1, id="a tie at the cut"),
    pytest.param(primary(1, 1, A=3, B=3, C=3), "", "ABC", 2, id="all tie"),
    pytest.param(primary(1, 1, A=9, B=9, C=3), "AB", "", 0, id="a tie above the cut"),
    pytest.param(primary(1, 1, A=9, B=1, C=0, D=1, E=1), "A", "BDE", 1, id="three tie for one place"),
    pytest.param(primary(1, 1, A=0, B=0, C=0), "", "ABC", 2, id="nobody has a vote"),
    pytest.param(primary(1, 0, A=5, B=4), "A", "", 0, id="no surplus fixed is a number too"),
    pytest.param(primary(1, None, "CHIEF", A=5, B=4, C=3), "AB", "", 0, id="two stand for a chief office"),
    pytest.param(primary(1, 7, "CHIEF", A=5, B=4, C=3), "AB", "", 0, id="whatever was fixed"),
    pytest.param(primary(2, 1, "DEPUTY_UP", A=5, B=4, C=3, D=3), "AB", "CD", 1, id="deputies"),
    pytest.param(primary(), "", "", 5, id="nobody nominated"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "formal", "tied", "left"), PRIMARIES)
def test_a_pre_vote(one, formal, tied, left):
    """The most votes take the places without a majority; equal votes stand as they were written."""
    found = ask(one)
    assert (found["formal"], found["tied"], found["places_left"]) == (list(formal), list(tied), left)
    assert found["outcome"] == ("tied" if tied else "decided")
    assert found["authority"] == (["XJF 32"] if one["question"]["office"] == "DEPUTY_UP" else ["ZZF 27"])


@pytest.mark.parametrize("office", ["DEPUTY_CHIEF", "SC_MEMBER", "DEPUTY_UP"])
def test_a_pre_vote_needs_the_fixed_number(office):
    """Only a chief office is cut without it."""
    assert "fixed_surplus" in unusable(primary(4, None, office, A=1))


def test_a_committee_has_no_pre_vote():
    """By-elections are held without one."""
    one = committee("primary", office="DEPUTY_UP", seats=1, fixed_surplus=1, votes={"A": 1})
    assert "office" in unusable(one)
