"""The registry of keys and the shapes of their values: what fits, what does not, and that the page in docs/ says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from voting.rules import shapes as s
from voting.rules.keys import KEYS, REGISTRY, misfit

PAGE = Path(__file__).resolve().parents[2] / "docs/rules.md"
DAYS = s.Period(("sitting", "vote"))
SPEECH = s.Record({"first": s.Whole(1, 60), "again": s.Whole(1, 60)}, frozenset({"again"}))
FITS = [
    (s.YesNo(), (True, False), (0, 1, "yes", ())),
    (s.Always(answer=False), (False,), (True, 0, "no")),
    (s.Whole(1, 5), (1, 5), (0, 6, True, "1", (1,))),
    (s.OneOf(("a", "b")), ("a", "b"), ("c", "", True, ("a",), {"a": "b"})),
    (s.Several(("a", "b")), (("a",), ("b", "a")), ((), ("a", "a"), ("c",), "a", (1,))),
    (s.Said(5), ("一句话", "a b"), ("", "  ", "sechs!", 1)),
    (s.Part(), ("1/10", "2/3"), ("3/2", "0.1", "1", 1, "1/0", "", ("1/2",))),
    (s.Share(), ({"over": "1/2"}, {"at_least": "2/3"}), ("1/2", {"over": 1}, {"above": "1/2"}, {}, {"over": "1/2", "at_least": "1/2"})),
    (DAYS, ({"days": 7, "before": "sitting"}, {"months": 1, "after": "vote"}, {"hours": 2, "before": "vote"}),
     ({"days": 7}, {"before": "vote"}, {"days": 7, "weeks": 1, "before": "vote"}, {"days": True, "before": "vote"},
      {"days": 0, "before": "vote"}, {"days": 1, "before": "dawn"}, {"days": 1, "before": "vote", "after": "vote"},
      {"years": 1, "before": "vote"}, 7)),
    (SPEECH, ({"first": 10}, {"first": 10, "again": 5}), ({}, {"again": 5}, {"first": "ten"}, {"first": 1, "more": 2}, 10)),
    (s.Each(s.Said(3)), (("a", "b"),), ((), "a", ("abcd",), (1,))),
    (s.Either((s.YesNo(), s.OneOf(("ask",)))), (True, "ask"), ("no", 1)),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "good", "bad"), FITS, ids=lambda one: type(one).__name__)
def test_a_shape_takes_what_fits_and_says_in_both_languages_what_does_not(shape, good, bad):
    """Every refusal is a sentence in Chinese and English; true is no number."""
    assert [value for value in good if shape.fault(value) is not None] == []
    for value in bad:
        no = shape.fault(value)
        assert no is not None, value
        assert no.zh
        assert no.en
    form = shape.form()
    assert form.zh
    assert form.en


def test_a_field_that_is_wrong_is_named():
    """Within a table the sentence says which field it is."""
    assert "“again”" in str(SPEECH.fault({"first": 1, "again": 0}))
    assert "lacks “first”" in str(SPEECH.fault({}))
    assert "no field “more”" in str(SPEECH.fault({"first": 1, "more": 1}))


def test_names_are_unique_and_titled_in_both_languages():
    """One key, one line; no two keys bear one name."""
    assert len(KEYS) == len(REGISTRY)
    for key in REGISTRY:
        assert key.title.zh
        assert key.title.en


def test_an_unknown_key_is_refused_by_name():
    """A slip of the pen is no new rule."""
    assert "ballot.blanc" in str(misfit("ballot.blanc", "abstain"))
    assert misfit("ballot.blank", "abstain") is None
    assert "ballot.blank" in str(misfit("ballot.blank", "oppose"))


def test_every_key_is_documented_with_its_shape_and_whether_it_has_an_effect():
    """docs/rules.md has a row for each key and for no other, with title, shape and effect as the registry has them."""
    rows = {
        line.split("|")[1].strip(" `"): line
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    }
    assert set(rows) == set(KEYS)
    for key in REGISTRY:
        assert row(key) == rows[key.name], f"docs/rules.md should say:\n{row(key)}"


def row(key):
    """The line of docs/rules.md on this key."""
    whom = {"both": "both", "congress": "congress", "standing_committee": "committee", "nobody": "local only"}[key.whom]
    effect = "yes" if key.enforced else "informative"
    form = key.shape.form().en.replace("|", "\\|")
    return f"| `{key.name}` | {key.title.zh} {key.title.en} | {form} | {whom} | {key.gap or ''} | {effect} |"
