"""The worked cases of the law, as case files: figures in, outcome out, each under its article."""

from __future__ import annotations

import pytest

from tests.cases.asking import ask, case, committee, election, paper, totals, votes

TO_F = {"A": 170, "B": 165, "C": 160, "D": 155, "E": 150, "F": 140}
SEVEN = {"members": 200, "seats": 7, "candidates": list("ABCDEFGH"), "valid": 188, "invalid": 2}


def slate(office, seats, nominated, fixed=None, round_="first", **more):
    found = ask(
        case("slate", office=office, seats=seats, nominated=nominated, fixed_surplus=fixed, round=round_, **more)
    )
    return found.get("code", found["outcome"])


@pytest.mark.parametrize(("make", "members", "needed"), [(case, 241, 161), (committee, 28, 15), (committee, 27, 14)])
def test_d1_d2_a_quorum_fails_by_one(make, members, needed):
    """D1, D2: 160 of 241 deputies are too few, 14 of 28 members too, 14 of 27 are enough (ZZF 14, ZZF 51)."""
    assert ask(make("quorum", members=members, present=needed - 1))["outcome"] == "inquorate"
    assert ask(make("quorum", members=members, present=needed))["outcome"] == "quorate"


@pytest.mark.parametrize(("y", "outcome"), [(14, "not_adopted"), (15, "adopted")])
def test_d3_a_majority_of_all(y, outcome):
    """D3: 15 of 29 are needed, whoever is there (ZZF 51)."""
    assert ask(committee("motion", members=29, present=16, votes=votes(y, 16 - y)))["outcome"] == outcome


def test_d4_exactly_half():
    """D4: 120 of 240 with ten who did not press is one short (ZZF 25); in 1999, 77 of 154 (ZZF 51)."""
    found = ask(case("motion", members=240, present=240, votes=votes(120, 60, 50)))
    assert (found["outcome"], found["needed"], found["not_voting"]) == ("not_adopted", 121, 10)
    assert ask(committee("motion", members=154, present=125, votes=votes(77, 6, 42)))["outcome"] == "not_adopted"


@pytest.mark.parametrize(("w", "elected"), [(104, "ABCDEFG"), (121, "ABCDEFW")])
def test_d5_nine_over_half_for_seven_seats(w, elected):
    """D5: the most votes of those over half, written in or not (ZZF 28, ZZF 29)."""
    sums = {**totals(188, **TO_F, G=120, H=112), "W": {"for": w}}
    found = ask(election(**SEVEN, totals=sums))
    assert (found["outcome"], found["elected"], found["needed"]) == ("decided", list(elected), 101)


def test_d6_a_tie_at_the_last_seat_and_its_ballot():
    """D6: G and H tie for the seventh seat, then 96 votes to 90 elect G though 96 are no majority (ZZF 29)."""
    tied = ask(election(**SEVEN, totals=totals(188, **{**TO_F, "D": 150}, G=115, H=115)))
    assert (tied["elected"], tied["tied"]) == (list("ABCDEF"), {"names": ["G", "H"], "seats": 1})
    again = ask(election(members=200, round="tie_revote", seats=1, candidates=["G", "H"], valid=188,
                         totals=totals(188, G=96, H=90)))  # fmt: skip
    assert (again["outcome"], again["elected"]) == ("decided", ["G"])


def test_d6_three_tie_for_two_seats():
    """D6: five are sure and three of 118 go on to a ballot for two seats (ZZF 29)."""
    found = ask(election(**SEVEN, totals=totals(188, **{**TO_F, "F": 118}, G=118, H=118)))
    assert (found["elected"], found["tied"]) == (list("ABCDE"), {"names": ["F", "G", "H"], "seats": 2})


def test_d7_fewer_elected_than_seats():
    """D7: 21 of 23 reach 121 of 241; for the two that are left three stand (ZZF 29, ZZF 27, ZZF 25)."""
    names = [f"c{n}" for n in range(26)]
    sums = totals(200, **{name: 121 if at < 21 else 120 for at, name in enumerate(names)})
    found = ask(
        election(members=241, office="SC_MEMBER", seats=23, fixed_surplus=3, candidates=names, totals=sums, valid=200)
    )
    assert (found["outcome"], found["needed"], found["vacant"]) == ("short", 121, 2)
    assert (len(found["elected"]), found["next"]) == (21, "further_election")
    assert [slate("SC_MEMBER", 2, n, round_="further") for n in (2, 3, 4)] == [
        "slate.disguised_single_list", "lawful", "primary_required",
    ]  # fmt: skip
    assert (
        slate("SC_MEMBER", 2, 3, round_="further", overlay={"slate.empty_range": "refuse"}) == "slate.no_whole_number"
    )


def test_d8_a_further_election_is_no_by_election():
    """D8: for the seat that is left two to four stand, never one; that freedom belongs to a by-election (ZZF 29, ZZF 30)."""
    found = [slate("DEPUTY_CHIEF", 1, n, round_="further") for n in (1, 2, 3, 4, 5)]
    assert found == ["slate.disguised_single_list", "lawful", "lawful", "lawful", "primary_required"]
    assert slate("DEPUTY_CHIEF", 1, 1, round_="by_election") == "lawful"


def test_d9_deputies_to_the_city_congress():
    """D9: 24 to 30 stand for 20; 33 go to a pre-vote; two left are three, one left exactly two (XJF 31, XJF 32, XJF 45)."""
    assert [n for n in range(18, 36) if slate("DEPUTY_UP", 20, n, 4) == "lawful"] == list(range(24, 31))
    assert slate("DEPUTY_UP", 20, 33, 4) == "primary_required"
    cut = ask(case("primary", office="DEPUTY_UP", seats=20, fixed_surplus=4, votes={f"c{n}": n for n in range(33)}))
    assert len(cut["formal"]) == 24
    assert [n for n in range(6) if slate("DEPUTY_UP", 2, n, round_="further") == "lawful"] == [3]
    assert [n for n in range(6) if slate("DEPUTY_UP", 1, n, round_="further") == "lawful"] == [2]
    short = ask(election(members=241, office="DEPUTY_UP", round="further", seats=2, candidates=list("ABC"), valid=200,
                         fixed_surplus=None, totals=totals(200, A=121, B=120, C=10)))  # fmt: skip
    assert (short["elected"], short["vacant"], short["authority"]) == (["A"], 1, ["XJF 45"])


def test_d10_the_cut_of_a_pre_vote():
    """D10: eight nominated for four with one over go to a pre-vote; five need none, four may not be voted on (ZZF 27)."""
    assert [slate("DEPUTY_CHIEF", 4, n, 1) for n in (8, 5, 4)] == [
        "primary_required",
        "lawful",
        "slate.disguised_single_list",
    ]
    count = {"A": 150, "B": 140, "C": 130, "D": 120, "E": 88, "F": 87, "G": 9, "H": 8}
    found = ask(case("primary", office="DEPUTY_CHIEF", seats=4, fixed_surplus=1, votes=count))
    assert (found["outcome"], found["formal"]) == ("decided", list("ABCDE"))
    found = ask(case("primary", office="DEPUTY_CHIEF", seats=4, fixed_surplus=1, votes={**count, "F": 88}))
    assert (found["formal"], found["tied"], found["places_left"]) == (list("ABCD"), ["E", "F"], 1)


@pytest.mark.parametrize(("one", "valid"), [
    (paper("YYYYYYNN", "V", "W", candidates="ABCDEFGH"), 0), (paper("YYYYYBBB", candidates="ABCDEFGH"), 1),
])  # fmt: skip
def test_d11_too_many_ticks(one, valid):
    """D11: six approved and two written in are eight for seven: void, and still returned (XJF 44)."""
    found = ask(election([one], members=200, seats=7, candidates=list("ABCDEFGH")))
    assert (found["valid"], found["invalid"]) == (valid, 1 - valid)


def test_d11_more_written_in_than_opposed():
    """D11: two written in and one opposed: the names are struck and the rest counts (DBF 17)."""
    one = paper("YYYYNBBB", "V", "W", candidates="ABCDEFGH")
    found = ask(election([one], members=200, seats=7, candidates=list("ABCDEFGH")))
    assert (found["valid"], [x["name"] for x in found["ranking"] if x["write_in"]]) == (1, [])
    assert sum(x["for"] for x in found["ranking"]) == 4


@pytest.mark.parametrize(("opposed", "valid"), [(11, 0), (12, 1)])
def test_d11_where_blank_approves(opposed, valid):
    """D11: of 173 names for 161 seats at least twelve must be opposed, in a by-election (XJF 44)."""
    names = [f"c{n}" for n in range(173)]
    one = {"marks": dict.fromkeys(names[:opposed], "against")}
    found = ask(election([one], members=2980, level="province", office="DEPUTY_UP", round="by_election", seats=161,
                         candidates=names, fixed_surplus=None, overlay={"ballot.blank": "approve"}))  # fmt: skip
    assert found["valid"] == valid


@pytest.mark.parametrize(("issued", "returned", "voters", "comparator", "code"), [
    (190, 191, 190, "issued", "ballots.exceed_issued"), (190, 189, 190, "issued", None),
    (190, 189, 188, "issued", None), (190, 189, 188, "voters", "ballots.exceed_voters"),
])  # fmt: skip
def test_d12_more_papers_than_issued_or_than_voters(issued, returned, voters, comparator, code):
    """D12: the rule says what the returned papers are compared with (XJF 44; CQX 24)."""
    one = election([paper("YYN", copies=returned)], members=200, issued=issued, voters=voters,
                   overlay={"ballot.total_comparator": comparator})  # fmt: skip
    found = ask(one)
    assert (found["outcome"], found.get("code"), found["next"]) == (
        ("void", code, "repeat_ballot") if code else ("decided", None, None)
    )


def test_d13_a_disguised_single_list():
    """D13: six for five may be voted on; when one withdraws, five for five may not (ZZF 27)."""
    for names, code in (("ABCDEF", None), ("ABCDE", "slate.disguised_single_list")):
        found = ask(election(seats=5, candidates=list(names), valid=9, totals=totals(9, **dict.fromkeys(names, 1))))
        assert (found.get("code"), found["authority"][0]) == (code, "ZZF 27" if code else "ZZF 25")


@pytest.mark.parametrize(("p", "q", "elected"), [(80, 105, ["Q"]), (92, 93, [])])
def test_d14_a_write_in_beats_a_single_chief_candidate(p, q, elected):
    """D14: 101 of 200 elect whoever's name was written; else one or two stand again (ZZF 25, ZZF 27 to 29)."""
    sums = {"P": votes(p, q), "Q": {"for": q}}
    found = ask(
        election(members=200, office="CHIEF", seats=1, candidates=["P"], fixed_surplus=None, totals=sums, valid=p + q)
    )
    assert found["elected"] == elected
    assert found["next"] == (None if elected else "further_election")
    assert [slate("CHIEF", 1, n, round_="further") for n in (1, 2, 3)] == ["lawful", "lawful", "primary_required"]


def test_d15_unopposed_is_not_elected():
    """D15: 100 of 200 elect nobody (ZZF 25)."""
    found = ask(election(members=200, present=150, office="CHIEF", seats=1, candidates=["P"], fixed_surplus=None,
                         totals=totals(150, P=100), valid=150))  # fmt: skip
    assert (found["outcome"], found["elected"], found["needed"]) == ("short", [], 101)


@pytest.mark.parametrize(
    ("level", "members", "needed", "votes_needed"), [("city", 324, 33, 163), ("township", 61, 13, 31)]
)
def test_d16_recall_needs_enough_signers(level, members, needed, votes_needed):
    """D16: a tenth, in a township a fifth, and then a majority of all (ZZF 31, ZZF 25)."""
    for signers, outcome in ((needed - 1, "inadmissible"), (needed, "admissible")):
        found = ask(case("petition", level=level, members=members, act="recall", signers=signers))
        assert (found["needed"], found["outcome"]) == (needed, outcome)
    assert (
        ask(case("petition", level=level, members=members, act="recall", signers=min(25, needed - 1)))["outcome"]
        == "inadmissible"
    )
    for y, outcome in ((votes_needed - 1, "not_adopted"), (votes_needed, "adopted")):
        found = ask(case("motion", level=level, members=members, present=members, votes=votes(y)))
        assert found["outcome"] == outcome


def test_d17_removal_in_a_standing_committee():
    """D17: six of 27 sign, and 14 votes remove where 13 do not (JDF 61, JDF 62)."""
    assert [ask(committee("petition", members=27, act="dismiss", signers=n))["outcome"] for n in (5, 6)] == [
        "inadmissible", "admissible",
    ]  # fmt: skip
    found = [ask(committee("motion", members=27, present=27, votes=votes(y, 27 - y)))["outcome"] for y in (13, 14)]
    assert found == ["not_adopted", "adopted"]


def test_d18_unsatisfied_with_an_answer():
    """D18: five of ten are enough in a congress (DBF 20), three of six are not in a standing committee (JDF 53)."""
    assert ask(case("unsatisfied", proposers=10, unsatisfied=5))["outcome"] == "admissible"
    assert [ask(committee("unsatisfied", proposers=6, unsatisfied=n))["outcome"] for n in (3, 4)] == [
        "inadmissible", "admissible",
    ]  # fmt: skip


@pytest.mark.parametrize(("make", "members", "present", "needed"), [
    (committee, 35, 30, 18), (committee, 61, 45, 31), (committee, 45, 45, 23),
])  # fmt: skip
def test_d19_d20_d21_the_votes_that_pass(make, members, present, needed):
    """D19, D20, D21: 17 hands of 35 fail and 18 pass, 31 of 61 pass, 20 of 45 fail and 30 pass (ZZF 51; CWYS 46, 48)."""
    for y, outcome in ((needed - 1, "not_adopted"), (needed, "adopted")):
        assert ask(make("motion", members=members, present=present, votes=votes(y)))["outcome"] == outcome


def test_d22_a_chief_procurator_awaits_approval():
    """D22: 150 of 200 elect, and approval from above is pending (ZZF 11)."""
    found = ask(election(members=200, office="CHIEF", procurator=True, seats=1, candidates=["P"], fixed_surplus=None,
                         totals=totals(190, P=150), valid=190))  # fmt: skip
    assert (found["outcome"], found["elected"], found["pending"]) == ("decided", ["P"], "upper_approval")


@pytest.mark.parametrize(("options", "grade"), [(["满意"], "不满意"), (["满意", "基本满意"], "满意")])
def test_d24_satisfaction_under_two_local_rules(options, grade):
    """D24: 12, 9 and 3 with one invalid of 27: not satisfied under one rule, satisfied under the other (local rules)."""
    rule = {
        "grades": [{"name": "满意", "when": {"options": options, "over": "1/2", "of": "members"}}],
        "otherwise": "不满意",
    }
    found = ask(committee("evaluation", members=27, present=25, options=["满意", "基本满意", "不满意"], invalid=1, rule=rule,
                          votes={"满意": 12, "基本满意": 9, "不满意": 3}))  # fmt: skip
    assert (found["outcome"], found["grade"]) == ("graded", grade)
