"""The secretary's list of rules: every rule in force, readable in both languages, with source and what it overrides."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.clerk.room import texts
from tests.core import notation as n
from tests.core.test_whole_meeting import AGENDA
from voting.core.gap import place_of
from voting.core.rulebook import Rule, RuleBook
from voting.core.state import GapDecision
from voting.core.words import Text
from voting.projections.citations import SOURCE, of_article
from voting.projections.rules import Shown
from voting.projections.texts import Source
from voting.projections.values import FIELDS, KINDS, OFFICES, READ_AS, UNITS, WORDS, of_rule, readable, whom
from voting.rules import load
from voting.rules.keys import REGISTRY

BOOKS = [load.book(), *(load.book(place) for place in load.jurisdictions())]
RULES = [pytest.param(rule, id=f"{rule.key}-{rule.article}") for book in BOOKS for rule in book.rules]
TEXTS = texts(AGENDA)
METHOD = Text("选举办法", "Method")


def national(key: str, **selectors: str) -> Rule:
    """The national rule with exactly these selectors."""
    parts = ("body", "level", "office", "kind")
    return next(
        rule
        for rule in BOOKS[0].rules
        if rule.key == key and all(getattr(rule, part) == selectors.get(part) for part in parts)
    )


def shown(*rules: Rule, sources: dict[str, Source] | None = None) -> list[dict]:
    return Shown().list(RuleBook(rules), replace(TEXTS, sources=sources or {}))


def above(rule: Rule, value: object, **changes: object) -> Rule:
    """A method's rule on the same matter."""
    plain = {"body": None, "level": None, "office": None, "kind": None, "decision": None}
    return replace(rule, value=value, layer=METHOD, rank=90, certainty="T", **{**plain, **changes})


@pytest.mark.parametrize("rule", RULES)
def test_every_value_and_article_of_every_book_is_readable(rule):
    """Chinese readers see no word of the code, English readers no underscore; the article is cited by its name."""
    read, cited = of_rule(rule), of_article(rule.article)
    assert not re.search("[a-z_]{2,}", read.zh), read
    assert "_" not in read.en
    assert "{" not in read.zh + read.en
    assert cited is not None
    assert not re.search(r"\b[A-Z]{2,4} \d", cited.zh), cited


@pytest.mark.parametrize("key", REGISTRY, ids=lambda key: key.name)
def test_every_word_that_a_rule_may_hold_can_be_read_out(key):
    """A word without a reading would stand in English on a Chinese page."""
    known = {*WORDS, *FIELDS, *UNITS, *READ_AS.get(key.name, {}), "before", "after"}
    assert key.shape.words() <= known, key.shape.words() - known


def test_every_source_that_a_book_cites_has_a_short_name():
    """The citation names the text and not its key."""
    assert {key for book in BOOKS for key in book.sources} <= set(SOURCE)


def test_periods_are_read_as_people_say_them():
    """A number of days before or after something."""
    assert readable({"days": 7, "before": "sitting"}) == Text("会议7日前", "7 days before the sitting")
    assert readable({"months": 6, "after": "audit_report"}).zh == "自审议审计工作报告起6个月内"
    assert readable({"days": 7}).zh.startswith("days")


def test_a_rule_that_a_method_replaces_is_no_more_in_force_and_stands_under_it():
    """The method's value, and under it what the nation says, with layer and article."""
    rule = national("ballot.blank")
    (one,) = shown(rule, above(rule, "approve"))
    assert (one["value"]["zh"], one["own"], one["gap"]) == ("赞成", True, "decided")
    assert [(x["value"]["zh"], x["layer"]["zh"], x["article"]) for x in one["overrides"]] == [
        ("弃权", "国家规定", "ZZF 28")
    ]


def test_a_rule_that_is_narrowed_stays_in_force_beside_it():
    """A method for elections alone: the general rule still holds, and the narrower one says what it departs from."""
    rule = national("ballot.blank")
    general, narrow = shown(rule, above(rule, "approve", office="DEPUTY_UP"))
    assert (general["value"]["zh"], general["overrides"], general["gap"]) == ("弃权", [], "open")
    assert (narrow["whom"]["zh"], narrow["overrides"][0]["value"]["zh"]) == ("上一级代表", "弃权")


def test_a_general_rule_of_a_later_layer_replaces_every_narrow_one():
    """One sentence of the method speaks for all kinds of question."""
    rules = [national("ballot.tier0", kind=kind) for kind in ("motion", "election", "appointment")]
    (one,) = shown(*rules, above(rules[0], value=True))
    assert {x["whom"]["zh"] for x in one["overrides"]} == {
        KINDS[kind].zh for kind in ("motion", "election", "appointment")
    }


def test_a_gap_stays_open_until_a_later_layer_decides():
    """Only the default of the book holds, and its decision says so."""
    (one,) = shown(national("deadline.counting"))
    assert one["gap"] == "open"
    assert one["decision"]["zh"].startswith("法律没有规定")
    (certain,) = shown(national("motion.base", body="congress"))
    assert (certain["gap"], certain["decision"]) == (None, None)


def test_the_source_is_named_with_its_version_and_its_warning():
    """A text that may be superseded says so on the page."""
    old = Source(Text("议事规则", "Rules"), "2010", Text("可能已被取代。", "May be superseded."))
    rule = replace(national("poll.publish_counts"), article="BJR 35")
    (one,) = shown(rule, sources={"BJR": old})
    assert one["sources"] == [
        {
            "title": {"zh": "议事规则（2010）", "en": "Rules (2010)"},
            "note": {"zh": "可能已被取代。", "en": "May be superseded."},
        }
    ]
    assert one["citation"]["zh"] == "《北京市人大议事规则》第三十五条"


def test_the_list_is_made_once_and_again_for_other_rules():
    """A view is drawn many times in a meeting; the rules do not change in it, but another meeting has others."""
    list_, book = Shown(), RuleBook(n.rules("congress"))
    first = list_.list(book, TEXTS)
    assert list_.list(book, replace(TEXTS, write_ins={"p": {}})) is first
    assert list_.list(RuleBook(book.rules[:3]), TEXTS) is not first


def test_the_version_of_the_list_moves_with_the_rules_alone():
    """A page that holds the list fetches it again only for other rules, and a restarted server says the same version."""
    book = RuleBook(n.rules("congress"))
    one = Shown().version(book, TEXTS)
    assert Shown().version(RuleBook(book.rules), replace(TEXTS, write_ins={"p": {}})) == one
    assert Shown().version(RuleBook((*book.rules[1:], above(book.rules[0], "other"))), TEXTS) != one


def test_whom_a_rule_concerns_is_said_only_where_it_is_narrowed():
    """Office and kind; the body and the level are the meeting's own."""
    assert whom(national("motion.base", body="congress")) is None
    rule = national("ballot.secrecy", office="DEPUTY_UP", kind="election")
    assert whom(rule) == Text(f"{OFFICES['DEPUTY_UP'].zh}、选举", "deputies to the next level, elections")


def test_a_decision_on_record_closes_a_gap():
    """B13: what was decided, by which organ and who entered it; the list is made anew, and the rule keeps its value."""
    rule = next(one for one in BOOKS[0].rules if one.certainty == "GAP")
    book, list_ = RuleBook((rule,)), Shown()
    before = list_.version(book, TEXTS)
    made = {place_of(rule): GapDecision("按默认办理", "chairs_meeting", n.AT, n.SE)}
    (one,) = list_.list(book, TEXTS, made)
    assert list_.version(book, TEXTS, made) != before
    assert (one["gap"], one["certainty"]) == ("decided", "GAP")
    assert one["decided"] == {
        "text": "按默认办理", "organ": {"zh": "主任会议", "en": "the chairpersons' meeting"}, "by": "秘书 secretary（se）",
        "at": n.AT,
    }  # fmt: skip
    (again,) = list_.list(book, TEXTS, {})
    assert (again["gap"], again["decided"]) == ("open", None)
