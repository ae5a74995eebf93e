"""What makes a file unusable: every field left out, of another sort, or not known, and what the contract lists."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests.cases.asking import Json, ask, case, committee, election, motion, paper, totals, unusable

GRADES = {"grades": [{"name": "好", "when": {"options": ["好"], "over": "1/2", "of": "valid"}}], "otherwise": "差"}
SAMPLES: dict[str, Json] = {
    "quorum": case("quorum", present=70, recused=0, overlay={"quorum.threshold": {"over": "1/2"}}),
    "motion": motion(3, 2, 1, present=70),
    "petition": case("petition", act="bill", signers=3),
    "slate": case("slate", office="CHIEF", procurator=True, seats=1, nominated=1, fixed_surplus=1, round="first"),
    "primary": case("primary", office="SC_MEMBER", seats=1, fixed_surplus=1, votes={"A": 1, "B": 2}),
    "papers": election([{"marks": {"A": "for"}, "write_ins": ["W"], "copies": 2}]),
    "totals": election(totals={**totals(9, A=3, B=2, C=2), "W": {"for": 1}}, valid=9),
    "evaluation": case(
        "evaluation", present=70, options=["好", "差"], votes={"好": 1, "差": 2}, invalid=0, rule=GRADES
    ),
    "unsatisfied": case("unsatisfied", proposers=10, unsatisfied=3),
}
# What may be left out, and what may be null.
OPTIONAL = ("recused", "overlay", "overlay.quorum.threshold", "question.procurator", "question.fixed_surplus",
            "question.papers.0.write_ins", "question.papers.0.copies", "question.votes.A", "question.votes.B",
            "question.totals.W", "question.papers.0.marks.A")  # fmt: skip
NULL = ("question.fixed_surplus", "overlay.quorum.threshold")


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of everything within a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*path, key)
        yield from places(one, (*path, key))


def at(one: Json, path: tuple[str | int, ...]) -> Any:
    for key in path:
        one = one[key]
    return one


def name(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path))


EVERY = [pytest.param(kind, path, id=f"{kind}:{name(path)}") for kind, one in SAMPLES.items() for path in places(one)]


@pytest.mark.parametrize("one", SAMPLES.values(), ids=list(SAMPLES))
def test_the_samples_are_usable(one):
    """What the tests below spoil is sound."""
    assert ask(one)


@pytest.mark.parametrize(("kind", "path"), EVERY)
def test_a_field_of_another_sort_is_unusable(kind, path):
    """Booleans are no integers, text is no number, null is nothing, and the sentence names the field or its owner."""
    sound = at(SAMPLES[kind], path)
    wrong: list[object] = [True, 1, 1.0, "", None, [], {}, -1, "nobody", 10**500]
    for value in wrong:
        if type(value) is type(sound) and not (isinstance(value, int) and not 0 <= value < 10**500):
            continue
        if value is None and name(path) in NULL:
            continue
        one = deepcopy(SAMPLES[kind])
        at(one, path[:-1])[path[-1]] = value
        if kind == "papers" and path[-1] == "copies" and value == 1:
            continue
        assert any(str(key) in unusable(one) for key in path)


NAMED = [p for p in EVERY if isinstance(p.values[1][-1], str)]
ELSEWHERE = {("papers", "copies"): "returned"}  # one paper is left where two were returned


@pytest.mark.parametrize(("kind", "path"), NAMED)
def test_a_field_that_is_missing_is_unusable(kind, path):
    """All but those that the contract gives a default; the sentence names what is missing."""
    one = deepcopy(SAMPLES[kind])
    del at(one, path[:-1])[path[-1]]
    if name(path) in OPTIONAL and (kind, path[-1]) not in (*ELSEWHERE, ("primary", "fixed_surplus")):
        assert ask(one)
    else:
        assert ELSEWHERE.get((kind, path[-1]), path[-1]) in unusable(one)


OBJECTS = [pytest.param(kind, path, id=f"{kind}:{name(path)}") for kind, one in SAMPLES.items()
           for path in ((), *places(one)) if isinstance(at(one, path), dict)]  # fmt: skip


@pytest.mark.parametrize(("kind", "path"), OBJECTS)
def test_a_field_that_nobody_knows_is_unusable(kind, path):
    """In every object of a case, also a mark, an option or a total of a form that is not known."""
    one = deepcopy(SAMPLES[kind])
    if kind == "primary" and name(path) == "question.votes":
        return  # names there are free
    at(one, path)["colour"] = 1
    assert "colour" in unusable(one)


def changed(kind: str, /, **more: Any) -> Json:
    one = deepcopy(SAMPLES[kind])
    one["question"] |= more
    return one


def without(kind: str, field: str) -> Json:
    one = deepcopy(SAMPLES[kind])
    (one if field in one else one["question"]).pop(field)
    return one


UNUSABLE = [
    # the sentence names it
    pytest.param(committee("quorum", level="township", present=5), "level", id="a township committee"),
    pytest.param(changed("primary") | {"level": "township"}, "office", id="committee members in a township"),
    pytest.param(committee("slate", office="DEPUTY_UP", seats=1, nominated=1, fixed_surplus=None, round="further"),
                 "office", id="a committee's further election"),
    pytest.param(changed("quorum") | {"present": 101}, "present", id="more present than members"),
    pytest.param(changed("petition", signers=101), "signers", id="more signers than members"),
    pytest.param(changed("unsatisfied", unsatisfied=11), "unsatisfied", id="more unsatisfied than asked"),
    pytest.param(changed("papers", candidates=["A", "B", "A"]), "candidates", id="a candidate twice"),
    pytest.param(changed("evaluation", options=["好", "差", "好"]), "options", id="an option twice"),
    pytest.param(changed("papers", procurator=True), "procurator", id="a procurator among deputy chiefs"),
    pytest.param(changed("papers", totals={}), "papers", id="papers and totals"),
    pytest.param(without("papers", "papers"), "papers", id="neither papers nor totals"),
    pytest.param(changed("papers", valid=2), "valid", id="valid beside papers"),
    pytest.param(changed("papers", returned=3), "returned", id="papers that do not add up"),
    pytest.param(changed("totals", valid=10), "for", id="a candidate's sum"),
    pytest.param(changed("totals", invalid=1), "returned", id="valid and invalid"),
    pytest.param(changed("totals", totals=totals(9, A=1, B=1)), "C", id="a candidate without totals"),
    pytest.param(changed("papers", papers=[paper("YYB")], returned=2), "returned", id="one paper for two"),
    pytest.param(changed("papers", papers=[{"marks": {"D": "for"}}] * 2), "D", id="a mark for nobody"),
    pytest.param(changed("papers", papers=[{"marks": {"A": "yes"}}] * 2), "marks.A", id="an unknown mark"),
    pytest.param(changed("papers", papers=[{"marks": {"A": "blank"}}] * 2), "marks.A", id="blank is no mark"),
    pytest.param(changed("papers", papers=[{"marks": {"A": None}}] * 2), "marks.A", id="null is no mark"),
    pytest.param(changed("papers", papers=[{"marks": {"A": "for"}}, {"marks": []}]), "papers[1]", id="marks in a list"),
    pytest.param(changed("papers", round="tie_revote", seats=3), "candidates", id="as many as seats tie"),
    pytest.param(changed("papers", round="primary"), "round", id="a round of no election"),
    pytest.param(changed("slate", round="tie_revote"), "round", id="a list of those who tie"),
    pytest.param(changed("slate", kind="vote"), "kind", id="an unknown kind"),
    pytest.param(changed("slate", office="KING"), "office", id="an unknown office"),
    pytest.param(changed("slate", round="last"), "round", id="an unknown round"),
    pytest.param(changed("petition", act="strike"), "act", id="an unknown act"),
    pytest.param({**SAMPLES["motion"], "body": "court"}, "body", id="an unknown body"),
    pytest.param({**SAMPLES["motion"], "level": "village"}, "level", id="an unknown level"),
    pytest.param(changed("slate", seats=0), "seats", id="no seats"),
    pytest.param(changed("evaluation", votes={"好": 1, "差": 2, "中": 3}), "中", id="an option of no vote"),
    pytest.param(without("quorum", "present"), "present", id="a quorum of nobody knows how many"),
    pytest.param(without("motion", "present"), "present", id="a motion of nobody knows how many"),
    pytest.param(without("evaluation", "present"), "present", id="an evaluation of nobody knows how many"),
    pytest.param({**election([paper("YYN")]), "overlay": {"election.base": "present"}}, "present", id="a base of those present"),
    pytest.param([], "", id="a list"), pytest.param(None, "", id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "field"), UNUSABLE)
def test_what_the_contract_lists_is_unusable(one, field):
    """Each line of the contract's list, and the sentence names the field."""
    assert field in unusable(one).split(" / ")[0]


def test_a_grade_of_an_unknown_option_is_unusable():
    """A rule speaks about options of this evaluation, with one share and a base that is known."""
    for when in ({"options": ["中"], "over": "1/2", "of": "valid"}, {"options": ["好"], "of": "valid"},
                 {"options": ["好"], "over": "1/2", "at_least": "1/2", "of": "valid"},
                 {"options": ["好"], "over": "1/2", "of": "voters"}, {"options": ["好", "好"], "over": "1/2", "of": "valid"}):  # fmt: skip
        assert "when" in unusable(
            changed("evaluation", rule={"grades": [{"name": "a", "when": when}], "otherwise": "b"})
        )


@pytest.mark.parametrize(
    "text", ["1", "1/0", "3/2", "0.5", "-1/2", "1/-2", " 1/2", "１/２", "1/2/3", "", "9" * 5000 + "/1"]
)
def test_a_fraction_is_digits_over_digits(text):
    """From nothing to the whole, as text."""
    for key in ("motion.threshold", "quorum.threshold", "election.threshold"):
        assert key in unusable({**SAMPLES["motion"], "overlay": {key: {"over": text}}})
    assert "over" in unusable({**SAMPLES["motion"], "overlay": {"motion.threshold": {"over": text}}})


OVERLAY = {
    "ballot.blank": ("abstain", "approve"), "ballot.total_comparator": ("issued", "voters"),
    "write_in.requires_oppose": (True, False), "slate.empty_range": ("refuse", "one"),
    "motion.base": ("members", "present", "pressed", "for_and_against"), "motion.threshold": ({"over": "1/2"},),
    "quorum.threshold": ({"at_least": "0/1"}, None), "election.base": ("members", "valid"),
    "election.threshold": ({"at_least": "3/5"},),
}  # fmt: skip


@pytest.mark.parametrize("key", OVERLAY)
def test_every_key_of_the_overlay(key):
    """Its words are taken in any question, also one that does not use it; anything else is unusable."""
    for value in OVERLAY[key]:
        for kind in ("petition", "papers", "motion"):
            assert ask({**SAMPLES[kind], "overlay": {key: value}})
    for value in ("nobody", 1, [], {}, {"over": "1/2", "at_least": "1/2"}, {"over": 1}, {"above": "1/2"}):
        assert key in unusable({**SAMPLES["petition"], "overlay": {key: value}})
    if key != "quorum.threshold":
        assert key in unusable({**SAMPLES["petition"], "overlay": {key: None}})


@pytest.mark.parametrize("key", ["tie.revote", "write_in.allowed", "motion.base@motion", "slate.surplus", ""])
def test_a_key_that_is_not_one_of_the_nine_is_unusable(key):
    """The overlay cannot reach the rest of the rule book."""
    assert "overlay" in unusable({**SAMPLES["motion"], "overlay": {key: "plurality"}})
