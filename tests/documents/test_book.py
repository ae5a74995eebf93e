"""The rule books as documents: every number has its article, its wording and its certainty."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from voting.core import words
from voting.core.rulebook import RuleBook, fraction
from voting.rules.keys import REGISTRY
from voting.rules.load import BadBook, Book, book, chosen

BOOKS = Path(__file__).resolve().parents[2] / "voting/rules/books"
FILE = BOOKS / "cn-national/2022-03-12.toml"
FILES = sorted(BOOKS.glob("*/*.toml"))
SELECTORS = {"body", "level", "office", "kind"}
FIELDS = {"key", "value", "title", "article", "wording", "certainty", "in_force", "checked"} | SELECTORS
GAP_FIELDS = {"default_of_gap", "decision"}


def toml(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def name(rule):
    return "-".join(str(rule[part]) for part in ("key", *sorted(SELECTORS)) if part in rule)


BOOK = toml(FILE)
RULES = [pytest.param(rule, id=f"{path.parent.name}-{name(rule)}") for path in FILES for rule in toml(path)["rule"]]


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_its_source_and_no_unknown_field(rule):
    """Title in both languages, article of a listed source, wording, certainty, days; no field more."""
    gap = GAP_FIELDS if rule["certainty"] == "GAP" else set()
    assert FIELDS - SELECTORS <= set(rule) <= FIELDS | gap
    assert rule["title"]["zh"]
    assert rule["title"]["en"]
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
    assert rule.get("kind", "motion") in {*get_args(words.ItemKind), *get_args(words.PollKind), *get_args(words.Matter)}
    if rule["key"] == "agenda.dispositions":
        assert set(rule["value"]) <= set(get_args(words.Word))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_a_book_is_called_as_its_folder_and_dated_as_its_file(path):
    """The loader finds books by place and day, so both stand in the name; every source in the head is cited."""
    found = toml(path)
    assert found["book"]["id"] == path.parent.name
    assert found["book"]["in_force"].isoformat() == path.stem
    cited = {part.strip().split(" ")[0] for rule in found["rule"] for part in rule["article"].split(";")}
    assert cited == {source["key"] for source in found["book"]["sources"]}


@pytest.mark.parametrize("rule", RULES)
def test_what_is_quoted_letter_by_letter_is_marked_as_read(rule):
    """Certainty E rests on an excerpt, T on a text; what is only a summary stands without quotation marks."""
    assert rule["wording"].count("「") == rule["wording"].count("」")
    assert rule["wording"].count("『") == rule["wording"].count("』")
    if "『" in rule["wording"] and "「" not in rule["wording"]:
        assert rule["certainty"] != "T"


def test_a_text_that_may_be_superseded_is_never_certain():
    """Local texts older than the Organic Law of 2022 carry a warning, and their rules are inferences at most."""
    for path in FILES:
        book_ = Book(path, 20)
        warned = {key for key, source in book_.sources.items() if source.note is not None}
        assert path == FILE or warned or path.parent.name == "cn-guangdong"
        for rule in book_.rules:
            if {part.strip().split(" ")[0] for part in rule.article.split(";")} <= warned:
                assert rule.certainty in {"I", "E"}, rule.key


@pytest.mark.parametrize("body", get_args(words.Body))
@pytest.mark.parametrize("key", REGISTRY, ids=lambda key: key.name)
def test_the_national_book_answers_whom_the_registry_says(body, key):
    """A sitting of either body finds a rule for every key that the registry promises it."""
    mine = [rule for rule in BOOK["rule"] if rule["key"] == key.name and rule.get("body", body) == body]
    if key.whom in ("both", body):
        assert mine
    if key.name in {"ballot.form", "ballot.secrecy", "ballot.tier0"}:
        assert set(get_args(words.PollKind)) <= {rule["kind"] for rule in mine}
    if key.name in {"agenda.dispositions", "report.reporter"}:
        kinds = {rule.get("kind") for rule in mine}
        assert None in kinds or set(get_args(words.ItemKind)) <= kinds


def test_every_gap_of_the_law_has_a_key_and_a_recorded_default():
    """G1…G18 of the list of gaps: each is named by a key whose national rule says GAP and what is decided meanwhile."""
    gaps = {key.gap: key.name for key in REGISTRY if key.gap}
    assert set(gaps) == {f"G{number}" for number in range(1, 19)}
    for key in REGISTRY:
        if key.gap:
            mine = [rule for rule in BOOK["rule"] if rule["key"] == key.name and "office" not in rule]
            assert mine
            assert {rule["certainty"] for rule in mine} == {"GAP"}, key.name


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('article = "ZZF 14"\n', "", "Missing: article"),
        ('article = "ZZF 14"', 'article = " "', "never empty"),
        ('certainty = "T"', 'certainty = "sure"', "certainty"),
        ('certainty = "T"', 'certainty = "T"\ncolour = "red"', "“colour” is not known"),
        ('{ at_least = "2/3" }', "{ at_least = 0.67 }", "0.67 is a float"),
        ('{ at_least = "2/3" }', "2026-11-27", "No value of a rule"),
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
