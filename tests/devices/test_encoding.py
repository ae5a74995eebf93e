"""Strict reading and canonical writing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.encoding import Broken, b64, canonical, fields, integer, strict, unb64

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
INTEGER = st.integers(-(2**53) + 1, 2**53 - 1)
JSON = st.recursive(
    st.none() | st.booleans() | INTEGER | TEXT, lambda part: st.lists(part) | st.dictionaries(TEXT, part), max_leaves=20
)


@given(JSON)
def test_what_is_written_canonically_reads_back_and_writes_the_same(value):
    """Canonical JSON is a fixed point and loses nothing."""
    assert strict(canonical(value), "value") == value
    assert canonical(strict(canonical(value), "value")) == canonical(value)


@given(st.binary())
def test_base64url_is_one_spelling(data):
    """Bytes survive, and no padded spelling is taken."""
    assert unb64(b64(data), "data") == data
    for odd in (b64(data) + "=", b64(data) + "\n", " " + b64(data)):
        with pytest.raises(Broken):
            unb64(odd, "data")


@pytest.mark.parametrize(
    "text",
    ['{"a":1,"a":1}', '[{"a":1,"a":2}]', "1.0", "1e3", "NaN", "-Infinity", "9007199254740992", '"\\ud800"', "{", "",
     "[" * 17 + "]" * 17, "[" * 100_000],
)  # fmt: skip
def test_what_is_not_strict_json_is_broken(text):
    """Duplicate keys, floats, figures beyond 2^53, lone surrogates, more than 16 levels, cut text."""
    with pytest.raises(Broken):
        strict(text, "text")


def test_sixteen_levels_are_allowed():
    """The limit itself is inside."""
    assert json.dumps(strict("[" * 16 + "]" * 16, "text")) == "[" * 16 + "]" * 16


def test_bytes_that_are_not_utf8_are_broken():
    """A wrong byte is not replaced by a question mark."""
    with pytest.raises(Broken):
        strict(b'"\xff"', "text")


def test_fields_names_what_is_unknown_and_what_is_missing():
    """The sentence tells a developer of another client what to look at."""
    with pytest.raises(Broken, match=r"unknown fields \['c'\], missing fields \['b'\]"):
        fields({"a": 1, "c": 1}, "message", ("a", "b"))


@pytest.mark.parametrize("value", [True, "1", None, -1])
def test_an_integer_is_an_integer(value):
    """True is not 1."""
    with pytest.raises(Broken):
        integer(value, "figure")
