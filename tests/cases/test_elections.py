"""Elections in a case file: papers and totals, rounds, what is left, and who must still approve."""

from __future__ import annotations

import pytest

from tests.cases.asking import ask, case, committee, election, paper, totals, votes


def lines(found):
    """name -> for, against, abstain, in the order of the ranking."""
    return {x["name"]: (x["for"], x["against"], x["abstain"]) for x in found["ranking"]}


def written(found):
    return {x["name"]: x["for"] for x in found["ranking"] if x["write_in"]}


def test_papers_are_counted():
    """Copies, blanks and a void paper; the ranking stands by votes, then in ballot order."""
    box = [paper("YYN", copies=30), paper("NYY", copies=25), paper("BAN", copies=5), paper("YYY", copies=2)]
    found = ask(election(box))
    assert (found["valid"], found["invalid"], found["needed"]) == (60, 2, 51)
    assert lines(found) == {"B": (55, 0, 5), "A": (30, 25, 5), "C": (25, 35, 0)}
    assert (found["outcome"], found["elected"], found["vacant"]) == ("short", ["B"], 1)
    assert (found["next"], found["tied"]) == ("further_election", None)


def test_blank_may_mean_approval():
    """Then an untouched line is a vote, also where too many are approved."""
    box = [paper("BBN", copies=60), paper("BBB", copies=3)]
    found = ask(election(box, overlay={"ballot.blank": "approve"}))
    assert (found["valid"], found["invalid"], found["elected"]) == (60, 3, ["A", "B"])
    assert lines(found)["A"] == (60, 0, 0)
    assert lines(ask(election(box)))["A"] == (0, 0, 63)


WRITE_INS = [
    # the paper, overlay -> valid, names that count
    pytest.param(paper("YNN", "W"), {}, 1, {"W"}, id="opposed and written in"),
    pytest.param(paper("YAA", "W"), {}, 1, set(), id="nobody opposed: struck"),
    pytest.param(paper("YAA", "W"), {"write_in.requires_oppose": False}, 1, {"W"}, id="opposing need not be asked"),
    pytest.param(paper("YYN", "W"), {}, 0, set(), id="one too many"),
    pytest.param(paper("YYA", "W"), {}, 0, set(), id="one too many, though it would be struck"),
    pytest.param(paper("YNA", "W", "W"), {}, 1, {"W"}, id="twice is once"),
    pytest.param(paper("YYN", "A"), {}, 1, set(), id="a candidate ticked and written in is one name"),
    pytest.param(paper("YNN", "B"), {}, 1, set(), id="a candidate written in is struck"),
    pytest.param(paper("YYN", "C"), {}, 0, set(), id="a candidate written in is a name too many"),
    pytest.param(paper("NAA", "V", "W"), {}, 1, set(), id="more written in than opposed: all struck"),
    pytest.param(paper("NAA", "B", "W"), {}, 1, {"W"}, id="who is struck asks for no opposing"),
    pytest.param(paper("NNN", "V", "W"), {}, 1, {"V", "W"}, id="as many as opposed"),
    pytest.param(paper("NNN", "V", "W", "X"), {}, 0, set(), id="three written in for two seats"),
    pytest.param(paper("BBN", "W"), {"ballot.blank": "approve"}, 0, set(), id="blank approves two, and one more"),
    pytest.param(paper("BNN", "W"), {"ballot.blank": "approve"}, 1, {"W"}, id="blank approves one, and one more"),
]


@pytest.mark.parametrize(("one", "overlay", "valid", "names"), WRITE_INS)
def test_a_paper_with_names_written_in(one, overlay, valid, names):
    """The five rules of a paper, in their order (law.md B4)."""
    found = ask(election([one], overlay=overlay))
    assert (found["valid"], found["invalid"], set(written(found))) == (valid, 1 - valid, names)


def test_a_ballot_between_those_who_tie_takes_no_name():
    """Every write-in is struck, by papers and in totals; on the paper as filled in it is still a name too many."""
    box = [paper("YN", "W", candidates="AB"), paper("NN", "W", candidates="AB"), paper("NY", candidates="AB")]
    found = ask(election(box, round="tie_revote", seats=1, candidates=["A", "B"]))
    assert (found["valid"], found["invalid"], written(found)) == (2, 1, {})
    sums = {**totals(9, A=5, B=4), "W": {"for": 9}}
    again = ask(election(round="tie_revote", seats=1, candidates=["A", "B"], totals=sums, valid=9))
    assert (written(again), again["elected"]) == ({}, ["A"])


def test_a_write_in_is_ranked_behind_candidates_with_as_many():
    """In the order in which they first appear; one that never counts is not there."""
    box = [paper("NNY", "W"), paper("YNN", "V"), paper("NYN"), paper("AAA", "U")]
    found = ask(election(box))
    assert list(lines(found)) == ["A", "B", "C", "W", "V"]
    sums = {**totals(9, A=3, B=2, C=2), "V": {"for": 2}, "U": {"for": 0}, "W": {"for": 3}}
    assert list(lines(ask(election(totals=sums, valid=9)))) == ["A", "W", "B", "C", "V"]


@pytest.mark.parametrize(("overlay", "needed", "outcome"), [
    ({}, 51, "short"), ({"election.base": "present"}, 46, "decided"), ({"election.base": "valid"}, 41, "decided"),
    ({"election.threshold": {"at_least": "1/2"}}, 50, "decided"),
    ({"election.threshold": {"at_least": "2/3"}, "election.base": "valid"}, 54, "short"),
])  # fmt: skip
def test_the_base_and_threshold_of_an_election(overlay, needed, outcome):
    """All members, those present, or the valid papers."""
    found = ask(election(present=90, totals=totals(80, A=60, B=50, C=20), valid=80, overlay=overlay))
    assert (found["needed"], found["outcome"]) == (needed, outcome)


ROUNDS = [
    # seats, votes -> outcome, elected, tied, seats tied for
    pytest.param(1, {"A": 5, "B": 3}, "decided", "A", "", 0, id="the most votes"),
    pytest.param(1, {"A": 5, "B": 5}, "tied", "", "AB", 1, id="tied again"),
    pytest.param(1, {"A": 0, "B": 0}, "tied", "", "AB", 1, id="nobody has a vote"),
    pytest.param(2, {"A": 5, "B": 3, "C": 4}, "decided", "AC", "", 0, id="two of three"),
    pytest.param(2, {"A": 5, "B": 3, "C": 3}, "tied", "A", "BC", 1, id="one sure, two tie"),
    pytest.param(2, {"A": 5, "B": 5, "C": 0}, "decided", "AB", "", 0, id="equal and both elected"),
]


@pytest.mark.parametrize(("seats", "found", "outcome", "elected", "tied", "left"), ROUNDS)
def test_a_ballot_between_those_who_tie(seats, found, outcome, elected, tied, left):
    """The most votes win without a threshold, whatever the overlay says of one (ZZF 29)."""
    overlay = {"election.threshold": {"at_least": "1/1"}, "election.base": "present"}
    got = ask(election(round="tie_revote", seats=seats, candidates=list(found), totals=totals(9, **found), valid=9,
                       overlay=overlay))  # fmt: skip
    assert (got["outcome"], got["needed"], got["elected"]) == (outcome, None, list(elected))
    assert got["tied"] == ({"names": list(tied), "seats": left} if tied else None)
    assert (got["vacant"], got["next"]) == (left, "tie_revote" if tied else None)
    assert got["authority"] == ["ZZF 29"]


def test_a_further_election_needs_a_majority_of_all_again():
    """The seats that are left, with candidates over them; what is left once more goes on (ZZF 29)."""
    short = ask(election(round="further", seats=1, candidates=["A", "B"], fixed_surplus=None,
                         totals=totals(90, A=50, B=40), valid=90))  # fmt: skip
    assert (short["outcome"], short["needed"], short["next"]) == ("short", 51, "further_election")
    done = ask(election(round="further", seats=1, candidates=["A", "B"], fixed_surplus=None,
                        totals=totals(90, A=51, B=39), valid=90))  # fmt: skip
    assert (done["outcome"], done["elected"], done["authority"]) == ("decided", ["A"], ["ZZF 25"])


def test_a_by_election_may_have_one_candidate_for_one_seat():
    """In a congress for any office, in a standing committee for deputies upwards; what is left goes on."""
    asked = {"round": "by_election", "seats": 1, "candidates": ["A"], "fixed_surplus": None}
    found = ask(election(**asked, totals=totals(60, A=51), valid=60))
    assert (found["outcome"], found["elected"]) == ("decided", ["A"])
    one = committee("election", members=27, office="DEPUTY_UP", issued=20, returned=20, voters=20, **asked,
                    totals=totals(20, A=13), valid=20, invalid=0)  # fmt: skip
    short = ask(one)
    assert (short["needed"], short["outcome"], short["next"]) == (14, "short", "further_election")
    assert short["authority"] == ["ZZF 51", "XJF 45"]


@pytest.mark.parametrize(("office", "overlay", "figures", "code"), [
    ("DEPUTY_CHIEF", {}, (10, 11, 12), "ballots.exceed_issued"), ("DEPUTY_CHIEF", {}, (11, 11, 10), None),
    ("DEPUTY_CHIEF", {"ballot.total_comparator": "voters"}, (12, 11, 10), "ballots.exceed_voters"),
    ("DEPUTY_CHIEF", {"ballot.total_comparator": "voters"}, (10, 11, 11), None),
    ("DEPUTY_UP", {}, (12, 11, 10), "ballots.exceed_voters"), ("DEPUTY_UP", {}, (10, 11, 11), None),
    ("DEPUTY_UP", {"ballot.total_comparator": "issued"}, (10, 11, 12), "ballots.exceed_issued"),
])  # fmt: skip
def test_too_many_papers(office, overlay, figures, code):
    """Against those issued for offices, against the voters for deputies, unless the method says otherwise (XJF 44)."""
    issued, returned, voters = figures
    found = ask(election([paper("YYN", copies=returned)], office=office, issued=issued, voters=voters, overlay=overlay))
    assert found.get("code") == code
    if code:
        assert (found["outcome"], found["next"]) == ("void", "repeat_ballot")
        assert found["authority"] == (["XJF 44"] if office == "DEPUTY_UP" else ["CQX 24"])


@pytest.mark.parametrize(("procurator", "a", "w", "elected", "pending"), [
    (True, 60, 10, ["A"], "upper_approval"), (True, 10, 60, ["W"], "upper_approval"), (True, 40, 40, [], None),
    (False, 60, 10, ["A"], None),
])  # fmt: skip
def test_a_chief_procurator_awaits_approval(procurator, a, w, elected, pending):
    """Only where the seat was filled, also by a name written in (ZZF 11)."""
    sums = {**totals(90, A=a), "W": {"for": w}}
    found = ask(case("election", office="CHIEF", procurator=procurator, seats=1, candidates=["A"], fixed_surplus=None,
                     round="first", issued=90, returned=90, voters=90, totals=sums, valid=90, invalid=0))  # fmt: skip
    assert (found["elected"], found["pending"]) == (elected, pending)
    assert ("ZZF 11" in found["authority"]) == bool(pending)


def test_papers_and_their_totals_have_one_answer():
    """The same box as papers and as sums, figure by figure."""
    box = [paper("YYN", copies=52), paper("NNY", "W", copies=9), paper("YNA", copies=3), paper("YYY", copies=4)]
    sums = {"A": votes(55, 9), "B": votes(52, 12), "C": votes(9, 52, 3), "W": {"for": 9}}
    by_sums = election(totals=sums, valid=64, invalid=4)
    assert ask(election(box)) == ask(by_sums)


def test_voters_may_exceed_members():
    """No further plausibility is judged."""
    assert ask(election([paper("YYN", copies=51)], voters=500))["outcome"] == "decided"
