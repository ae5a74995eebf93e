"""The loader of rule books: each fault with file and line, layers and selectors, and the meeting's own method."""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from tests.core import notation as n
from voting.core.rulebook import Rule, RuleBook, RuleMissing
from voting.core.words import Body, ItemKind, Level, PollKind, Text, Word
from voting.rules.load import BadBook, Book, UnknownKey, WrongValue, book, chosen, exact, method

HEAD = """[book]
id = "x"
title = { zh = "书", en = "Book" }
in_force = 2022-03-12
checked = 2026-11-21
sources = [{ key = "ZZF", title = { zh = "法", en = "Law" }, version = "2022" }]
"""
RULE = """
[[rule]]
key = "motion.base"
value = "members"
title = { zh = "基数", en = "Base" }
article = "ZZF 25"
wording = "words of the law"
certainty = "T"
in_force = 2022-03-12
checked = 2026-11-21
"""


def read(tmp_path, text):
    path = tmp_path / "2022-03-12.toml"
    path.write_text(text, encoding="utf-8")
    return Book(path, 10)


def test_a_small_book_is_read(tmp_path):
    """Id, title and day of the book, and each rule with the layer it belongs to."""
    found = read(tmp_path, HEAD + RULE)
    assert (found.id, found.title, found.in_force) == ("x", Text("书", "Book"), "2022-03-12")
    assert found.rules == (
        Rule("motion.base", "members", Text("基数", "Base"), "ZZF 25", "words of the law", "T", "2022-03-12",
             "2026-11-21", Text("书", "Book"), 10),
    )  # fmt: skip


def test_rules_may_carry_remarks_and_blanks_in_their_headers(tmp_path):
    """TOML allows both, and the lines of later faults are still right."""
    text = HEAD + RULE.replace("[[rule]]", "  [[ rule ]] # the base") + RULE.replace("base", "bas").replace("T", "?")
    with pytest.raises(BadBook) as caught:
        read(tmp_path, text)
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [
        ("2022-03-12.toml", 19),
        ("2022-03-12.toml", 24),
    ]


GAP = 'certainty = "GAP"'
RULE_FAULTS = [
    # what is replaced, by what, the line, the words
    ('key = "motion.base"', 'key = ""', 9, "never empty"),
    ('key = "motion.base"', "key = 1", 9, "never empty"),
    ('key = "motion.base"', 'key = "motion.bass"', 9, "No rule is called “motion.bass”"),
    ('article = "ZZF 25"\n', "", 8, "Missing: article"),
    ('article = "ZZF 25"', 'article = "  "', 12, "never empty"),
    ('article = "ZZF 25"', 'article = "XYZ 25"', 12, "“XYZ” is not listed"),
    ('article = "ZZF 25"', 'article = "ZZF 25; XYZ 1"', 12, "“XYZ” is not listed"),
    ('wording = "words of the law"', 'wording = ""', 13, "never empty"),
    ('certainty = "T"', 'certainty = "sure"', 14, "“certainty” is one of"),
    ('certainty = "T"', 'colour = "red"\ncertainty = "T"', 14, "“colour” is not known"),
    ('certainty = "T"', 'certainty = "T"\nbody = "parliament"', 15, "“body” is one of"),
    ('certainty = "T"', 'certainty = "T"\nlevel = "village"', 15, "“level” is one of"),
    ('certainty = "T"', 'certainty = "T"\noffice = "KING"', 15, "“office” is one of"),
    ('certainty = "T"', 'certainty = "T"\nkind = "petition"', 15, "“kind” is one of"),
    ('certainty = "T"', GAP, 14, "the law is silent"),
    ('certainty = "T"', GAP + "\ndefault_of_gap = true", 14, "the law is silent"),
    ('certainty = "T"', GAP + '\ndefault_of_gap = true\ndecision = { zh = "默认" }', 16, "zh and en"),
    ('certainty = "T"', 'certainty = "T"\ndefault_of_gap = true\ndecision = { zh = "默", en = "d" }', 14, "is silent"),
    ('{ zh = "基数", en = "Base" }', '{ zh = "基数" }', 11, "zh and en"),
    ('{ zh = "基数", en = "Base" }', '{ zh = "基数", en = " " }', 11, "zh and en"),
    ('{ zh = "基数", en = "Base" }', '"Base"', 11, "zh and en"),
    ("checked = 2026-11-21", 'checked = "2026-11-21"', 16, "a day such as"),
    ("checked = 2026-11-21", "checked = 2026-11-21T08:00:00", 16, "a day such as"),
    ('value = "members"', 'value = "everybody"', 10, "motion.base must be one of"),
    ('value = "members"', "value = 2026-11-21", 10, "No value of a rule"),
    ('value = "members"', "value = []", 10, "motion.base must be one of"),
    ('value = "members"', "value = 0.5", 10, "0.5 is a float"),
    ('value = "members"', 'value = ["a", { b = 0.5 }]', 10, "0.5 is a float"),
    ('value = "members"', 'value = "members', 10, "line 10"),
    ('value = "members"', 'value = "members"\nvalue = "present"', 11, "line 11"),
]


@pytest.mark.parametrize(("old", "new", "line", "words"), RULE_FAULTS)
def test_a_fault_is_named_with_file_and_line(tmp_path, old, new, line, words):
    """One faulty rule makes the whole book unusable, and the sentence says where and why."""
    assert old in RULE
    with pytest.raises(BadBook) as caught:
        read(tmp_path, HEAD + RULE.replace(old, new))
    assert str(caught.value).startswith(f"2022-03-12.toml:{line}: ")
    assert words in str(caught.value)


BOOK_FAULTS = [
    pytest.param("", 1, "exactly", id="empty"),
    pytest.param(HEAD, 1, "exactly", id="without rules"),
    pytest.param(RULE, 1, "exactly", id="without a head"),
    pytest.param(HEAD + RULE + "\n[more]\n", 1, "exactly", id="with another table"),
    pytest.param(HEAD + RULE.replace("[[rule]]", "[rule]"), 1, "exactly", id="one rule that is no list"),
    pytest.param(HEAD.replace('id = "x"\n', "") + RULE, 1, "Missing: id", id="without an id"),
    pytest.param(HEAD.replace('"x"', '"X 1"') + RULE, 2, "small letters", id="with an odd id"),
    pytest.param(HEAD.replace('"x"', '"x"\nink = "red"') + RULE, 3, "“ink”", id="with an unknown word in the head"),
    pytest.param(HEAD.replace("in_force = 2022-03-12", "") + RULE, 1, "Missing: in_force", id="without a day"),
    pytest.param(HEAD.replace(', en = "Book"', "") + RULE, 3, "zh and en", id="with half a title"),
    pytest.param(
        HEAD.replace(', version = "2022"', "") + RULE, 6, "Missing: version", id="a source without its version"
    ),
    pytest.param(HEAD.replace('"2022"', "2022") + RULE, 6, "is a text", id="a source whose version is a number"),
]


@pytest.mark.parametrize(("text", "line", "words"), BOOK_FAULTS)
def test_a_book_without_its_head_or_rules_is_refused(tmp_path, text, line, words):
    """The head names the book and its sources, and nothing but rules follows it."""
    with pytest.raises(BadBook, match=words) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(f"2022-03-12.toml:{line}: ")


def test_every_fault_of_a_book_is_told_at_once_and_in_both_languages(tmp_path):
    """Who wrote three faults reads three lines, in the order of the file."""
    text = HEAD.replace('"x"', '"x"\nink = 1') + RULE.replace('"T"', '"?"') + RULE.replace('"members"', "true")
    with pytest.raises(BadBook) as caught:
        read(tmp_path, text)
    faults = caught.value.faults
    assert [fault.line for fault in faults] == [3, 15, 21]
    assert len(str(caught.value).splitlines()) == 3
    for fault in faults:
        assert fault.text.zh
        assert fault.text.en


def test_two_rules_never_compete(tmp_path):
    """The same key with the same selectors twice is a fault of the second; with other selectors it is none."""
    other = RULE.replace("certainty", 'body = "congress"\ncertainty')
    assert len(read(tmp_path, HEAD + RULE + other).rules) == 2
    with pytest.raises(BadBook, match=r":18: .*motion.base stands twice"):
        read(tmp_path, HEAD + RULE + RULE)


@pytest.mark.parametrize(("body", "level"), list(product(get_args(Body), get_args(Level))))
def test_the_national_book_answers_for_every_body_and_level(body, level):
    """What a sitting asks of its rules is there, of the right sort, with an article."""
    rules = RuleBook(chosen(book(), body, level))
    for key in ("quorum.threshold", "motion.threshold", "election.threshold"):
        assert rules.share(key).needed(100) > 0
        assert rules.article(key)
    assert rules.word("motion.base") == rules.word("election.base") == "members"
    for kind in get_args(ItemKind):
        assert set(rules.words("agenda.dispositions", kind=kind)) <= set(get_args(Word))
        assert rules.words("report.reporter", kind=kind)
    for kind in get_args(PollKind):
        assert rules.word("ballot.form", kind=kind) in {"keypress", "paper"}
        assert not rules.flag("ballot.tier0", kind=kind)
        assert rules.flag("ballot.keys_for_paper", kind=kind) is False
    assert rules.flag("write_in.requires_oppose")
    assert (rules.word("ballot.blank"), rules.word("slate.empty_range")) == ("abstain", "refuse")


def test_a_book_of_another_place_or_an_earlier_day_is_not_invented():
    """The newest book in force on the day, or an error."""
    assert book(day="2022-03-12").in_force == "2022-03-12"
    with pytest.raises(LookupError, match="2022-03-11"):
        book(day="2022-03-11")
    with pytest.raises(LookupError, match="nowhere"):
        book("nowhere")


# Layers and selectors


def rule(value, rank=10, **selectors):
    return Rule(
        "k", value, Text("甲", "A"), "art", "w", "T", "2022-03-12", "2022-03-12", Text("乙", "B"), rank, **selectors
    )


def test_the_more_specific_rule_wins_within_a_layer():
    """One that names the body beats one that names nothing; two selectors beat one."""
    rules = RuleBook((
        rule("office", office="CHIEF"), rule("plain"), rule("body", body="congress"),
        rule("both", office="CHIEF", kind="election"),
    ))  # fmt: skip
    assert rules.value("k") == "body"
    assert rules.value("k", kind="election") == "body"
    assert rules.value("k", office="CHIEF", kind="election") == "both"
    assert RuleBook(rules.rules[:2]).value("k", office="CHIEF") == "office"


def test_a_later_layer_wins_over_a_more_specific_rule():
    """What the place or the meeting adopted stands above the national book, however finely that divides."""
    rules = RuleBook(
        (rule("place", 20), rule("national", office="CHIEF", kind="election"), rule("method", 90, kind="motion"))
    )
    assert rules.value("k", office="CHIEF", kind="election") == "place"
    assert rules.value("k", kind="motion") == "method"
    assert rules.value("k") == "place"


def test_a_rule_of_another_kind_is_no_rule():
    """A question that no rule answers is an error and never a guess."""
    with pytest.raises(RuleMissing, match="office None, kind motion"):
        RuleBook((rule("x", kind="election"), rule("y", office="CHIEF"))).value("k", kind="motion")


@pytest.mark.parametrize(("ask", "value"), [("flag", "yes"), ("flag", 1), ("word", True), ("word", 1), ("words", "a"),
                                            ("words", (1,)), ("share", "1/2"), ("share", {"over": "2"})])  # fmt: skip
def test_a_value_of_another_sort_is_an_error(ask, value):
    """A word is not taken for yes, nor a number for a word."""
    with pytest.raises(ValueError, match=r"not|share|fraction"):
        getattr(RuleBook((rule(value),)), ask)("k")


# The method of the meeting

RULES = chosen(n.national(), "congress", "county")


def adopted(**overrides):
    """The rules with a method above them; a key is written with `__` for its dot."""
    plain = {key.replace("__", "."): value for key, value in overrides.items()}
    return RuleBook((*RULES, *method(plain, RULES, n.METHOD, n.METHOD, "2026-03-01")))


def test_a_method_stands_above_the_book():
    """Its value holds, with the method as its article and the day of its adoption."""
    rules = adopted(ballot__blank="approve")
    found = rules.rule("ballot.blank")
    assert (found.value, found.article, found.in_force) == ("approve", n.METHOD.zh, "2026-03-01")
    assert (found.layer, found.title) == (n.METHOD, RuleBook(RULES).rule("ballot.blank").title)


def test_a_method_may_speak_of_one_kind():
    """`key@kind` holds for that kind and leaves the others as the book has them."""
    rules = RuleBook((*RULES, *method({"ballot.tier0@appointment": True}, RULES, n.METHOD, n.METHOD, "2026-03-01")))
    assert rules.flag("ballot.tier0", kind="appointment")
    assert not rules.flag("ballot.tier0", kind="election")
    every = adopted(ballot__tier0=True)
    assert every.flag("ballot.tier0", kind="election")
    assert every.flag("ballot.tier0", kind="appointment")


@pytest.mark.parametrize(
    "key", ["ballot.blanc", "", "@motion", "ballot.tier0@petition", "ballot.tier0@", "ballot.tier0@a@b"]
)
def test_a_method_invents_no_rule(key):
    """A key or a kind that no book knows is an error."""
    with pytest.raises(UnknownKey):
        list(method({key: True}, RULES, n.METHOD, n.METHOD, "2026-03-01"))


WRONG = [("motion.base", "pressed"), ("motion.base", True), ("ballot.blank", "oppose"), ("motion.threshold", "1/2"),
         ("motion.threshold", {"over": "3/2"}), ("quorum.threshold", {"above": "1/2"}), ("ballot.tier0", "yes"),
         ("ballot.tier0@motion", 1), ("write_in.requires_oppose", "no"), ("agenda.dispositions", ("forgotten",)),
         ("slate.empty_range", "two"), ("election.base", "valid")]  # fmt: skip


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_a_method_gives_a_rule_no_value_it_cannot_have(key, value):
    """It is refused when the sitting is prepared and not in the middle of a vote."""
    with pytest.raises(WrongValue, match=key.partition("@")[0]):
        list(method({key: value}, RULES, n.METHOD, n.METHOD, "2026-03-01"))


@pytest.mark.parametrize("value", [1.5, None, b"x", object(), [1, 2.0], {"a": None}])
def test_only_exact_values_are_values(value):
    """Neither floats nor anything else that is not a number, yes or no, a word or made of these."""
    with pytest.raises(ValueError, match="no value of a rule"):
        exact(value)
