"""The national rule book as a document: every number has its article, its wording and its certainty."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from voting.core import words
from voting.core.rulebook import RuleBook, fraction
from voting.rules.load import BadBook, Book, book, chosen

FILE = Path(__file__).resolve().parents[2] / "voting/rules/books/cn-national/2022-03-12.toml"
BOOK = tomllib.loads(FILE.read_text(encoding="utf-8"))
SELECTORS = {"body", "level", "office", "kind"}
FIELDS = {"key", "value", "title", "article", "wording", "certainty", "in_force", "checked"} | SELECTORS
GAP_FIELDS = {"default_of_gap", "decision"}
KEYS = {
    "quorum.threshold", "motion.base", "motion.threshold", "election.base", "election.threshold", "slate.surplus",
    "slate.empty_range", "slate.by_election", "ballot.form", "ballot.keys_for_paper", "ballot.tier0",
    "ballot.secrecy", "ballot.total_comparator", "ballot.blank", "ballot.over_vote_void", "write_in.allowed",
    "write_in.requires_oppose", "write_in.eligible", "tie.revote", "shortfall.further_election", "poll.not_pressed",
    "poll.publish_counts", "agenda.dispositions", "agenda.close_requires_disposition", "agenda.postpone",
    "agenda.withdraw", "report.reporter", "member.must_vote", "chair.declares",
}  # fmt: skip


def name(rule):
    return "-".join(str(rule[part]) for part in ("key", *sorted(SELECTORS)) if part in rule)


RULES = [pytest.param(rule, id=name(rule)) for rule in BOOK["rule"]]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_its_source_and_no_unknown_field(rule):
    """Title in both languages, article of a listed source, wording, certainty, days; no field more."""
    gap = GAP_FIELDS if rule["certainty"] == "GAP" else set()
    assert FIELDS - SELECTORS <= set(rule) <= FIELDS | gap
    assert rule["title"]["zh"]
    assert rule["title"]["en"]
    sources = {source["key"] for source in BOOK["book"]["sources"]}
    for article in rule["article"].split("; "):
        assert article.split(" ")[0].split("(")[0] in sources
    assert len(rule["wording"]) >= 4
    assert rule["certainty"] in {"T", "E", "S", "I", "K", "GAP"}
    assert type(rule["in_force"]) is type(rule["checked"]) is datetime.date
    assert rule["in_force"] <= rule["checked"]


@pytest.mark.parametrize("rule", RULES)
def test_a_gap_is_filled_by_a_recorded_decision_only(rule):
    """Where the law is silent the default says so and carries the decision in both languages."""
    if rule["certainty"] == "GAP":
        assert rule["default_of_gap"] is True
        assert rule["decision"]["zh"]
        assert rule["decision"]["en"]


@pytest.mark.parametrize("rule", RULES)
def test_a_value_is_exact(rule):
    """Whole numbers, yes or no, words and fractions as text; never a float."""
    exact(rule["value"])


def exact(value):
    if isinstance(value, dict):
        for item in value.values():
            exact(item)
    elif isinstance(value, list):
        assert value
        assert all(isinstance(item, str) for item in value)
    else:
        assert type(value) in {int, bool, str}
        if isinstance(value, str) and "/" in value:
            assert 0 < fraction(value) < 1


@pytest.mark.parametrize("rule", RULES)
def test_selectors_and_dispositions_are_known_words(rule):
    """A rule speaks of bodies, levels, offices, kinds and endings that exist."""
    assert rule.get("body", "congress") in get_args(words.Body)
    assert rule.get("level", "city") in get_args(words.Level)
    assert rule.get("office", "CHIEF") in get_args(words.Office)
    assert rule.get("kind", "motion") in {*get_args(words.ItemKind), *get_args(words.PollKind)}
    if rule["key"] == "agenda.dispositions":
        assert set(rule["value"]) <= set(get_args(words.Word))


def test_the_book_holds_every_key_and_no_two_rules_compete():
    """All keys that sittings of both bodies need are there; no two rules have the same key and selectors."""
    assert {rule["key"] for rule in BOOK["rule"]} == KEYS
    names = [tuple(rule.get(part) for part in ("key", *sorted(SELECTORS))) for rule in BOOK["rule"]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("body", get_args(words.Body))
@pytest.mark.parametrize("key", sorted(KEYS))
def test_both_bodies_find_every_rule_they_need(body, key):
    """A sitting of either body finds a rule for every key that is asked without further selectors."""
    mine = [rule for rule in BOOK["rule"] if rule["key"] == key and rule.get("body", body) == body]
    assert mine or key == "slate.surplus"
    if key in {"ballot.form", "ballot.secrecy", "ballot.tier0"}:
        assert {"motion", "election"} <= {rule["kind"] for rule in mine}
    if key in {"agenda.dispositions", "report.reporter"}:
        kinds = {rule.get("kind") for rule in mine}
        assert None in kinds or set(get_args(words.ItemKind)) <= kinds


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('article = "ZZF 14"\n', "", "missing: article"),
        ('article = "ZZF 14"', 'article = " "', "an article"),
        ('certainty = "T"', 'certainty = "sure"', "certainty"),
        ('certainty = "T"', 'certainty = "T"\ncolour = "red"', "unknown: colour"),
        ('{ at_least = "2/3" }', "{ at_least = 0.67 }", "0.67 is a float"),
        ('{ at_least = "2/3" }', "2026-11-27", "no value of a rule"),
        ('en = "Quorum of a congress"', 'en = ""', "zh and en"),
    ],
)
def test_a_book_that_breaks_the_form_is_refused(tmp_path, old, new, words):
    """A rule without article or certainty, with an unknown field or a float, makes the whole book unusable."""
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "2022-03-12.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadBook, match=words):
        Book(path, 10)


@pytest.mark.parametrize(
    ("body", "level", "members", "quorum", "majority"),
    [("congress", "township", 61, 41, 31), ("standing_committee", "county", 35, 18, 18)],
)
def test_the_book_gives_the_figures_of_law(body, level, members, quorum, majority):
    """61 deputies: 41 for a quorum (ZZF 14), 31 to pass; a committee of 35: 18 and 18 (ZZF 51)."""
    rules = RuleBook(chosen(book(), body, level))
    assert rules.share("quorum.threshold").needed(members) == quorum
    assert rules.share("motion.threshold").needed(members) == majority
    assert rules.share("election.threshold").needed(members) == majority
    assert rules.word("ballot.form", kind="election") == "paper"
    assert not rules.flag("ballot.tier0", kind="election")
    assert not rules.flag("ballot.tier0", kind="appointment")
    assert not rules.flag("ballot.tier0", kind="motion")
    assert rules.word("ballot.total_comparator", office="DEPUTY_UP") == "voters"
    assert rules.word("ballot.total_comparator", office="DEPUTY_CHIEF") == "issued"


def test_only_a_congress_with_a_committee_may_authorise_it():
    """A county congress may refer a matter to its standing committee; a township congress and a committee may not."""
    for body, level, may in (
        ("congress", "county", True),
        ("congress", "township", False),
        ("standing_committee", "county", False),
    ):
        allowed = RuleBook(chosen(book(), body, level)).words("agenda.dispositions", kind="decision")
        assert ("authorised" in allowed) is may
