"""The examples of the contract of case files, and what every answer has."""

from __future__ import annotations

import pytest

from tests.cases.asking import ask, case, committee, election, motion, paper, totals, votes

TOTALS = {
    "A": votes(170, 0, 18), "B": votes(165, 0, 23), "C": votes(160, 0, 28), "D": votes(150, 0, 38),
    "E": votes(150, 0, 38), "F": votes(140, 0, 48), "G": votes(115, 0, 73), "H": votes(115, 0, 73),
}  # fmt: skip


def test_half_is_not_a_majority():
    """The first example: 14 of 29 with 16 present is one short (ZZF 51)."""
    found = ask(committee("motion", members=29, present=16, votes=votes(14, 2), id="half is not a majority"))
    said = found.pop("explanation")
    assert found == {
        "id": "half is not a majority", "outcome": "not_adopted", "base": 29, "needed": 15, "for": 14, "against": 2,
        "abstain": 0, "not_voting": 0, "authority": ["ZZF 51"],
    }  # fmt: skip
    assert all(figure in said[language] for figure in ("14", "15") for language in ("zh", "en"))


def test_a_tie_at_the_last_seat():
    """The second example: G and H tie at 115 for the seventh seat (ZZF 29)."""
    found = ask(election(members=200, present=190, seats=7, candidates=list("ABCDEFGH"), totals=TOTALS, valid=188,
                         invalid=2))  # fmt: skip
    assert (found["outcome"], found["needed"], found["elected"]) == ("tied", 101, list("ABCDEF"))
    assert (found["tied"], found["vacant"], found["next"]) == ({"names": ["G", "H"], "seats": 1}, 1, "tie_revote")
    assert (found["valid"], found["invalid"], found["pending"]) == (188, 2, None)
    assert [line["name"] for line in found["ranking"]] == list("ABCDEFGH")
    assert found["ranking"][3] == {"name": "D", "for": 150, "against": 0, "abstain": 38, "write_in": False}
    assert found["authority"] == ["ZZF 25", "ZZF 29"]


FIELDS = [
    (case("quorum", present=70), {"needed"}),
    (motion(1, present=70), {"base", "needed", "for", "against", "abstain", "not_voting"}),
    (case("petition", act="bill", signers=3), {"needed"}),
    (case("unsatisfied", proposers=10, unsatisfied=3), {"needed"}),
    (case("slate", office="CHIEF", seats=1, nominated=1, fixed_surplus=None, round="first"), {"min_surplus", "max_surplus"}),
    (case("primary", office="CHIEF", seats=1, fixed_surplus=None, votes={"A": 1}), {"formal", "tied", "places_left"}),
    (election([paper("YYN")]),
     {"needed", "ranking", "valid", "invalid", "elected", "tied", "vacant", "next", "pending"}),
    (case("evaluation", present=70, options=["A"], votes={"A": 1}, invalid=0, rule={"grades": [], "otherwise": "B"}),
     {"grade"}),
]  # fmt: skip


@pytest.mark.parametrize(("one", "fields"), FIELDS, ids=[one["question"]["kind"] for one, _ in FIELDS])
def test_each_kind_answers_with_its_fields_and_no_other(one, fields):
    """What the contract lists for a kind stands in its answer, beside what every answer has."""
    assert set(ask(one)) == fields | {"id", "outcome", "authority", "explanation"}


def test_the_authority_is_a_list_of_single_citations():
    """A rule that rests on two articles is two citations."""
    found = ask(committee("petition", act="question", signers=3, members=20))
    assert found["authority"] == ["ZZF 53", "JDF 51"]


def test_a_local_rule_is_named_in_the_sentence():
    """Where the overlay departs from the national book, both sentences say which keys do."""
    found = ask(motion(60, present=70, overlay={"motion.base": "pressed", "ballot.blank": "approve"}))
    assert all("motion.base" in said for said in found["explanation"].values())
    plain = ask(motion(60, present=70, overlay={}))
    assert not any("motion.base" in said for said in plain["explanation"].values())


def test_figures_of_an_election_stand_in_its_sentence():
    """Seats, papers, the needed votes and who ties are told in both languages."""
    found = ask(election(members=10, totals=totals(8, A=8, B=6, C=6), valid=8))
    for said in found["explanation"].values():
        assert all(word in said for word in ("8", "6", "B", "C"))
