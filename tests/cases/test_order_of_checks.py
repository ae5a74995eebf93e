"""Two faults at once: which of them is the answer, each against every one behind it."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from tests.cases.asking import Json, ask, case, motion, unusable

# In the order of the contract; each makes an otherwise decided election of two SC members from four refused or void.
FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("quorum.missing", {"present": 66}),
    ("slate.no_whole_number", {"seats": 4}),
    ("slate.surplus_not_fixed", {"fixed_surplus": None}),
    ("slate.too_few", {"fixed_surplus": 0}),
    ("slate.too_many", {"fixed_surplus": 9}),
    ("slate.disguised_single_list", {"candidates": 5}),
    ("slate.too_few", {"candidates": 6, "seats": 5, "fixed_surplus": 1, "long": True}),
    ("ballots.exceed_issued", {"issued": 1}),
]
SOUND = {"present": 90, "seats": 5, "candidates": 6, "fixed_surplus": 1, "issued": 2, "office": "SC_MEMBER"}


def built(**changes: Any) -> Json:
    """An election of five from six, changed."""
    asked = {**SOUND, **changes}
    if asked.pop("long", False):  # ten seats, a surplus of two fixed, one over: fewer than fixed
        asked |= {"seats": 10, "fixed_surplus": 2, "candidates": 11}
    names = [f"c{n}" for n in range(asked.pop("candidates"))]
    box = [{"marks": {}, "copies": 2}]
    return case("election", round="first", candidates=names, returned=2, voters=2, papers=box, **asked)


def test_the_sound_election_is_answered():
    """Without a fault it is short, for nobody has a vote."""
    assert ask(built())["outcome"] == "short"


@pytest.mark.parametrize(("code", "change"), FAULTS)
def test_each_fault_alone(code, change):
    """Every fault of the list is one."""
    found = ask(built(**change))
    assert (found["outcome"], found["code"]) == ("void" if code.startswith("ballots") else "refused", code)


def compatible(a: dict[str, Any], b: dict[str, Any]) -> bool:
    return not set(a) & set(b) and not ({"seats", "candidates", "fixed_surplus"} >= {*a, *b} and "seats" in {*a, *b})


PAIRS = [(a, b) for a, b in combinations(FAULTS, 2) if compatible(a[1], b[1])]


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=[f"{a[0]}-{b[0]}" for a, b in PAIRS])
def test_the_earlier_fault_is_the_answer(first, second):
    """Quorum, then the slate in its order, then too many papers."""
    assert ask(built(**first[1], **second[1]))["code"] == first[0]


@pytest.mark.parametrize(("change", "code"), [
    ({"seats": 4, "fixed_surplus": None, "candidates": 4}, "slate.no_whole_number"),
    ({"seats": 4, "fixed_surplus": 9, "candidates": 4}, "slate.no_whole_number"),
    ({"seats": 5, "fixed_surplus": None, "candidates": 4}, "slate.surplus_not_fixed"),
    ({"seats": 5, "fixed_surplus": 9, "candidates": 4}, "slate.too_many"),
    ({"seats": 5, "fixed_surplus": 0, "candidates": 5}, "slate.too_few"),
    ({"seats": 10, "fixed_surplus": 2, "candidates": 10}, "slate.disguised_single_list"),
    ({"seats": 10, "fixed_surplus": 1, "candidates": 12}, "slate.too_many"),
])  # fmt: skip
def test_the_order_within_the_slate(change, code):
    """Whole number, fixed, its range, the single list, too few, too many."""
    assert ask(built(**change, issued=1))["code"] == code


@pytest.mark.parametrize("change", [{"present": 1}, {"seats": 4}, {"issued": 1}, {"candidates": 5}])
def test_an_unusable_figure_comes_before_everything(change):
    """Sums that do not close make no answer, whatever else is wrong."""
    one = built(**change)
    one["question"]["returned"] = 3
    assert "returned" in unusable(one)


def test_a_quorum_is_asked_only_where_the_members_present_are_given():
    """An election without them is answered; a pre-vote, a slate and signatures never ask."""
    one = built()
    del one["present"]
    assert ask(one)["outcome"] == "short"
    for other in (
        case("slate", office="CHIEF", seats=1, nominated=1, fixed_surplus=None, round="first", present=0),
        case("primary", office="CHIEF", seats=1, fixed_surplus=None, votes={}, present=0),
        case("petition", act="bill", signers=1, present=0), case("unsatisfied", proposers=2, unsatisfied=1, present=0),
    ):  # fmt: skip
        assert "code" not in ask(other)


def test_a_quorum_that_does_not_exist_is_never_missing():
    """Where the overlay takes none, nobody need be present."""
    assert ask({**built(present=0), "overlay": {"quorum.threshold": None}})["outcome"] == "short"
    assert ask(motion(0, present=0, overlay={"quorum.threshold": None}))["outcome"] == "not_adopted"


def test_a_motion_asks_for_the_quorum_before_its_votes():
    """Too few present and too many votes: the quorum is the answer, and it is refused, not void."""
    found = ask(motion(90, present=66))
    assert (found["outcome"], found["code"], found["authority"]) == ("refused", "quorum.missing", ["ZZF 14"])
    assert ask(motion(90, present=67))["code"] == "ballots.exceed_present"


def test_a_ballot_between_those_who_tie_has_no_slate():
    """Its list is those who tie, whatever was fixed; the quorum and the papers are asked as ever."""
    asked = {"round": "tie_revote", "office": "SC_MEMBER", "seats": 1, "candidates": ["A", "B"], "fixed_surplus": None}
    box = [{"marks": {"A": "for"}, "copies": 2}]
    one = case("election", **asked, issued=2, returned=2, voters=2, papers=box)
    assert ask(one)["elected"] == ["A"]
    assert ask({**one, "present": 66})["code"] == "quorum.missing"
    one["question"]["issued"] = 1
    assert ask(one)["code"] == "ballots.exceed_issued"


def test_more_papers_than_members_present_are_not_asked_of_an_election():
    """What was returned is compared with papers or voters alone."""
    one = built(present=67, candidates=6)
    one["question"] |= {"papers": [{"marks": {}, "copies": 80}], "returned": 80, "issued": 80, "voters": 80}
    assert ask(one)["outcome"] == "short"
