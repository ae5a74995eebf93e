"""Quorum, motions, joint signatures, unsatisfied questioners and evaluations, figure by figure."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.cases.asking import ask, case, committee, motion, unusable, votes

HALF, FIFTHS = {"over": "1/2"}, {"at_least": "3/5"}


@pytest.mark.parametrize(("make", "members", "needed", "article"), [
    (case, 241, 161, "ZZF 14"), (case, 240, 160, "ZZF 14"), (case, 1, 1, "ZZF 14"), (case, 3, 2, "ZZF 14"),
    (committee, 28, 15, "ZZF 51"), (committee, 27, 14, "ZZF 51"), (committee, 1, 1, "ZZF 51"),
])  # fmt: skip
def test_a_quorum(make, members, needed, article):
    """A congress needs two thirds of all, a standing committee more than half; one fewer is too few."""
    for present, outcome in ((needed - 1, "inquorate"), (needed, "quorate"), (members, "quorate")):
        found = ask(make("quorum", members=members, present=present))
        assert (found["outcome"], found["needed"], found["authority"]) == (outcome, needed, [article])


@pytest.mark.parametrize(("rule", "needed"), [
    (None, 0), (FIFTHS, 60), (HALF, 51), ({"at_least": "1/3"}, 34), ({"at_least": "0/7"}, 1), ({"over": "0/1"}, 1),
    ({"at_least": "1/1"}, 100), ({"over": "1/1"}, 101), ({"at_least": "02/04"}, 50),
])  # fmt: skip
def test_a_quorum_of_other_chambers(rule, needed):
    """A share of the members, or none at all; at least one is needed where there is a quorum."""
    found = ask(case("quorum", present=0, overlay={"quorum.threshold": rule}))
    assert (found["needed"], found["outcome"]) == (needed, "inquorate" if needed else "quorate")


@pytest.mark.parametrize("make", [case, committee])
def test_the_needed_votes_of_every_body_up_to_3000(make):
    """More than half of all members, found by fractions alone, for each size (ZZF 25, 51)."""
    for members in range(1, 3001):
        needed = next(n for n in range(members // 2, members + 1) if Fraction(n, members) > Fraction(1, 2))
        for y, outcome in ((needed - 1, "not_adopted"), (needed, "adopted")):
            found = ask(make("motion", members=members, present=members, votes=votes(y)))
            assert (found["needed"], found["outcome"], found["not_voting"]) == (needed, outcome, members - y)


@pytest.mark.parametrize(("base", "size", "needed"), [
    ("members", 100, 51), ("present", 80, 41), ("pressed", 70, 36), ("for_and_against", 60, 31),
])  # fmt: skip
def test_the_base_of_a_motion(base, size, needed):
    """The same votes on four bases; recused members stay in that of those present."""
    found = ask(motion(36, 24, 10, present=80, recused=3, overlay={"motion.base": base}))
    assert (found["base"], found["needed"], found["not_voting"]) == (size, needed, 7)
    assert found["outcome"] == ("adopted" if needed <= 36 else "not_adopted")


def test_a_motion_that_nobody_votes_on_needs_one():
    """The smallest number that satisfies a rule is at least one, also of a base of nobody."""
    rule = {"motion.base": "pressed", "motion.threshold": {"at_least": "0/1"}}
    found = ask(motion(0, present=80, overlay=rule))
    assert (found["base"], found["needed"], found["outcome"]) == (0, 1, "not_adopted")


@pytest.mark.parametrize(("threshold", "needed"), [(FIFTHS, 60), ({"over": "3/5"}, 61), ({"at_least": "2/3"}, 67)])
def test_the_threshold_of_a_motion(threshold, needed):
    """At least takes the number itself, over does not."""
    for y, outcome in ((needed - 1, "not_adopted"), (needed, "adopted")):
        found = ask(motion(y, present=100, overlay={"motion.threshold": threshold}))
        assert (found["needed"], found["outcome"]) == (needed, outcome)


def test_more_votes_than_members_who_may_vote_void_a_motion():
    """Present less recused is the most; one more is no vote at all."""
    assert ask(motion(60, 17, 0, present=80, recused=3))["outcome"] == "adopted"
    found = ask(motion(60, 17, 1, present=80, recused=3))
    assert (found["outcome"], found["code"]) == ("void", "ballots.exceed_present")
    assert ask(motion(0, present=80, recused=81))["code"] == "ballots.exceed_present"


LEVELS = ("province", "city", "county", "township")
B7 = [
    # act, body -> by level: a number of members, or the share of 100 or of 61
    ("bill", "congress", (10, 10, 10, 5), ("ZZF 22",)), ("question", "congress", (10, 10, 10, 10), ("ZZF 24",)),
    ("nominate", "congress", (30, 20, 10, 10), ("ZZF 26",)), ("recall", "congress", (10, 10, 10, 20), ("ZZF 31",)),
    ("inquiry_committee", "congress", (10, 10, 10, None), ("ZZF 36",)),
    ("extraordinary_session", "congress", (20, 20, 20, 20), ("ZZF 14",)),
    ("dismiss", "congress", (None,) * 4, ()), ("bill", "standing_committee", (5, 5, 3, None), ("ZZF 52",)),
    ("question", "standing_committee", (5, 5, 3, None), ("ZZF 53", "JDF 51")),
    ("dismiss", "standing_committee", (20, 20, 20, None), ("JDF 61",)),
    ("inquiry_committee", "standing_committee", (20, 20, 20, None), ("JDF 56",)),
    ("nominate", "standing_committee", (None,) * 4, ()), ("recall", "standing_committee", (None,) * 4, ()),
    ("extraordinary_session", "standing_committee", (None,) * 4, ()),
]  # fmt: skip


@pytest.mark.parametrize(("act", "body", "numbers", "articles"), B7, ids=[f"{act}-{body}" for act, body, *_ in B7])
def test_joint_signatures(act, body, numbers, articles):
    """The whole table of law.md B7 for a hundred members: one fewer is not enough, and what it leaves out is unusable."""
    for level, needed in zip(LEVELS, numbers, strict=True):
        if needed is None:
            assert unusable(case("petition", body=body, level=level, act=act, signers=50))
            continue
        for signers, outcome in ((needed - 1, "inadmissible"), (needed, "admissible")):
            found = ask(case("petition", body=body, level=level, act=act, signers=signers))
            assert (found["outcome"], found["needed"]) == (outcome, needed)
            assert tuple(found["authority"]) == articles


@pytest.mark.parametrize(("act", "level", "part"), [
    ("recall", "county", 10), ("recall", "township", 5), ("extraordinary_session", "city", 5),
    ("inquiry_committee", "province", 10),
])  # fmt: skip
def test_a_share_of_signers_in_every_body_up_to_3000(act, level, part):
    """A tenth or a fifth, the number itself included, never less than one."""
    for members in range(1, 3001):
        needed = ask(case("petition", level=level, members=members, act=act, signers=0))["needed"]
        assert needed >= 1
        assert Fraction(needed, members) >= Fraction(1, part) > Fraction(needed - 1, members)


@pytest.mark.parametrize(("make", "proposers", "needed"), [
    (case, 10, 5), (case, 11, 6), (case, 1, 1), (case, 0, 1), (committee, 6, 4), (committee, 7, 4), (committee, 5, 3),
])  # fmt: skip
def test_unsatisfied_questioners(make, proposers, needed):
    """Half is enough in a congress (DBF 20) and not enough in a standing committee (JDF 53)."""
    article = "DBF 20" if make is case else "JDF 53"
    for unhappy in range(proposers + 1):
        found = ask(make("unsatisfied", proposers=proposers, unsatisfied=unhappy))
        assert (found["needed"], found["authority"]) == (needed, [article])
        assert found["outcome"] == ("admissible" if unhappy >= needed else "inadmissible")


SATISFIED = {"满意": 12, "基本满意": 9, "不满意": 3}


def grade(name: str, *options: str, of: str = "members", **share: str):
    return {"name": name, "when": {"options": list(options), "of": of, **(share or {"over": "1/2"})}}


def evaluated(*grades, otherwise="不满意", **more):
    return committee("evaluation", **{"members": 27, "present": 27, "options": list(SATISFIED), "votes": SATISFIED,
                                      "invalid": 1, "rule": {"grades": list(grades), "otherwise": otherwise}, **more})  # fmt: skip


@pytest.mark.parametrize(("grades", "name"), [
    ((), "不满意"),
    ((grade("满意", "满意"),), "不满意"),
    ((grade("满意", "满意", of="valid", at_least="1/2"),), "满意"),
    ((grade("满意", "满意", of="valid"),), "不满意"),
    ((grade("满意", "满意", of="present", at_least="4/9"),), "满意"),
    ((grade("满意", "满意", "基本满意"),), "满意"),
    ((grade("满意", "满意", at_least="2/3"), grade("基本满意", "满意", "基本满意", at_least="2/3")), "基本满意"),
    ((grade("甲", "满意", "基本满意"), grade("乙", "满意", "基本满意")), "甲"),
    ((grade("无", at_least="0/1"),), "不满意"),
])  # fmt: skip
def test_the_first_grade_that_holds(grades, name):
    """Shares of all members, of those present or of valid votes, one option or several, in their order."""
    found = ask(evaluated(*grades))
    assert (found["outcome"], found["grade"], found["authority"]) == ("graded", name, ["S2"])


@pytest.mark.parametrize(("more", "code"), [
    ({"present": 13}, "quorum.missing"), ({"present": 24}, "ballots.exceed_present"),
    ({"present": 26, "recused": 2}, "ballots.exceed_present"), ({"present": 25}, None),
])  # fmt: skip
def test_an_evaluation_that_is_refused(more, code):
    """Without a quorum, or with more papers than members who may vote; the invalid ones were handed in too."""
    found = ask(evaluated(**more))
    assert (found["outcome"], found.get("code")) == (("refused", code) if code else ("graded", None))
