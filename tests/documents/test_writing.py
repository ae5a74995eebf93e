"""The sitting file as a form in JSON and back: nothing is lost, nothing is another format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting import exact, preparation
from voting.documents import writing
from voting.documents.plan import SittingFile
from voting.documents.sitting import sitting_of
from voting.drafting import form
from voting.preparation import LAW, read_plan

SAMPLES = Path(preparation.__file__).parent / "documents" / "samples"
BOTH = pytest.mark.parametrize("sample", ["committee", "congress"])
WORD = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=12)
TEXT = st.fixed_dictionaries({"zh": WORD, "en": WORD})
DAY = st.dates().map(lambda day: day.isoformat())
ID = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
VALUE = st.recursive(
    st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20) | DAY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=20,
)  # fmt: skip


def plan_of(told: dict[str, Any]) -> SittingFile:
    """The plan in a form that is known to be good."""
    found = form.judged(told, told["meeting"]["id"])
    assert found.plan is not None, found.faults
    return found.plan.file


@BOTH
def test_a_sample_comes_back_from_the_form_as_it_was(sample: str) -> None:
    """File, form, JSON, form, file: the same plan under the same rules."""
    data = (SAMPLES / sample / "sitting.toml").read_bytes()
    told = exact.loads(json.dumps(form.editable(data)))
    assert isinstance(told, dict)
    back = form.judged(told, str(told["meeting"]["id"]))  # type: ignore[index,call-overload]
    laid = read_plan(data)
    assert back.plan is not None
    assert (back.plan.file, back.plan.rules) == (laid.file, laid.rules)
    assert form.editable(back.plan.data) == told


@BOTH
def test_what_is_written_is_written_once(sample: str) -> None:
    """A form of a written file writes the very same bytes again."""
    told = form.editable((SAMPLES / sample / "sitting.toml").read_bytes())
    first = form.judged(told, "m-1").plan
    assert first is not None
    again = form.judged(form.editable(first.data), "m-1").plan
    assert again is not None
    assert again.data == first.data


@given(title=TEXT, place=TEXT, day=DAY, adopted=DAY, items=st.lists(st.tuples(ID, TEXT, WORD), min_size=1, max_size=4))
def test_any_texts_and_days_make_the_plan_they_say(
    title: dict[str, str], place: dict[str, str], day: str, adopted: str, items: list[tuple[str, dict[str, str], str]]
) -> None:
    """Whatever stands in a title stays text, also where it reads like a day; what the reader wants as a day is one."""
    told = form.editable((SAMPLES / "committee" / "sitting.toml").read_bytes())
    meeting, method = told["meeting"], told["method"]
    assert isinstance(meeting, dict)
    assert isinstance(method, dict)
    meeting.update(title={"zh": day, "en": title["en"]}, place=place, date="2026-11-27")
    method.update(title=title, adopted=adopted)
    told["item"] = [
        {"id": f"{name}{at}", "kind": "report", "title": text, "dispositions": ["postponed", "forwarded"],
         "reporter": {"name": who, "office": text, "kind": "delegated"}}
        for at, (name, text, who) in enumerate(items)
    ]  # fmt: skip
    found = form.judged(told, "m-1")
    if found.plan is None:  # a text that the reader refuses for what stands in it, never for its kind
        assert all("day" not in fault.text.en and "must be text" not in fault.text.en for fault in found.faults)
        return
    plan = found.plan.file
    assert (plan.meeting.title.zh, plan.meeting.date) == (day, "2026-11-27")
    assert plan.method is not None
    assert plan.method.adopted == adopted
    assert form.judged(form.editable(found.plan.data), "m-1").plan == found.plan


@given(st.dictionaries(st.text(max_size=8), VALUE, max_size=5))
def test_any_form_is_written_so_that_it_can_be_read(told: dict[str, Any]) -> None:
    """Texts, numbers, lists and tables of any kind come back; only a text without English was given its Chinese."""
    back = writing.form_of(writing.file_of(told))
    assert writing.form_of(writing.file_of(back)) == back
    assert set(back) == set(told)


def test_a_field_that_is_null_is_left_out_and_elsewhere_null_has_no_word() -> None:
    """TOML has no null: a field without a value is not there; in a list nobody knows what it would mean."""
    assert writing.form_of(writing.file_of({"a": None, "b": {"c": None, "d": 1}})) == {"b": {"d": 1}}
    with pytest.raises(writing.Unwritable) as caught:
        writing.file_of({"a": [1, {"b": [None]}]})
    assert caught.value.path == ("a", 1, "b", 0)


def test_a_text_without_english_is_given_its_chinese() -> None:
    """The English may be left for later; a text that is more than a text is left alone."""
    back = writing.form_of(
        writing.file_of({"title": {"zh": "会议"}, "t": {"zh": "甲", "en": ""}, "u": {"zh": "甲", "x": 1}})
    )
    assert back == {"title": {"zh": "会议", "en": "会议"}, "t": {"zh": "甲", "en": "甲"}, "u": {"zh": "甲", "x": 1}}


@pytest.mark.parametrize(
    ("change", "path", "english"),
    [
        (lambda told: told["meeting"].pop("title"), ("meeting", "title"), "missing"),
        (lambda told: told["meeting"].update(date="27 November"), ("meeting", "date"), "a day"),
        (lambda told: told["meeting"].update(date="2026-13-01"), ("meeting", "date"), "a day"),
        (lambda told: told["item"][2]["poll"][0].update(seats=0), ("item", 2, "poll", 0, "seats"), "1…1000"),
        (lambda told: told["item"][2]["poll"][0].update(seats="2"), ("item", 2, "poll", 0, "seats"), "whole number"),
        (lambda told: told["method"]["rules"].update({"ballot.none": 1}), ("method", "rules", "ballot.none"), "no “ballot.none”"),
        (lambda told: told["item"][0].update(colour="red"), ("item", 0, "colour"), "not known"),
        (lambda told: (told.update(item=[]), told["method"].pop("adopted_by")), ("item",), "at least 1"),
        (lambda told: told["item"][0]["dispositions"].append("forwarded"), ("item", 0, "dispositions"), "cannot end as"),
        (lambda told: told["meeting"].update(date="2001-01-01"), ("meeting", "date"), "no rule book is in force"),
        (lambda told: told["item"][0].update(papers=[None]), ("item", 0, "papers", 0), "cannot be kept"),
    ],
)  # fmt: skip
def test_every_fault_says_where_in_the_form_it_is(change: Any, path: tuple[object, ...], english: str) -> None:
    """Keys and positions from 0 down to the field, and the sentence of the one reader."""
    told: Any = form.editable((SAMPLES / "congress" / "sitting.toml").read_bytes())
    change(told)
    found = form.judged(told, "m-1")
    assert found.plan is None
    (fault,) = found.faults
    assert fault.path == path
    assert english in fault.text.en
    assert fault.text.zh


def test_the_id_and_the_format_are_the_houses_own() -> None:
    """A form cannot become another meeting's, whatever it says of itself."""
    told: Any = form.editable((SAMPLES / "committee" / "sitting.toml").read_bytes())
    told["meeting"]["id"] = "another"
    told["format"] = "yijue.other.v9"
    plan = form.judged(told, "m-7").plan
    assert plan is not None
    assert plan.meeting == "m-7"
    assert isinstance(sitting_of(plan.data, "sitting.toml", LAW), SittingFile)
