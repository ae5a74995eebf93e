"""JSON with one meaning: canonical as RFC 8785 writes it, and strict where it is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.exact import MAX_DEPTH, MAX_SAFE, Inexact, dumps, loads

VECTORS = Path(__file__).resolve().parents[2] / "shared" / "data" / "vectors" / "rfc8785_jcs.json"
WITHOUT_FLOATS = ("arrays", "french", "unicode", "weird")  # the other two of the six hold numbers that are floats
text = st.text(st.characters(codec="utf-8"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_SAFE, MAX_SAFE) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)


def cases() -> dict[str, dict[str, str]]:
    if not VECTORS.exists():
        pytest.skip("the vectors of RFC 8785 are not on this machine")
    return {case["name"]: case for case in json.loads(VECTORS.read_text(encoding="utf-8"))["cases"]}


@pytest.mark.parametrize("name", WITHOUT_FLOATS)
def test_a_published_document_is_written_as_its_authors_write_it(name):
    """Order of keys, escapes and characters of the vectors of RFC 8785, byte for byte."""
    case = cases()[name]
    assert dumps(loads(case["input"])) == case["output"].encode()


@pytest.mark.parametrize("name", ["structures", "values"])
def test_a_published_document_with_a_float_is_refused(name):
    """What RFC 8785 would write in its own way is not read at all."""
    with pytest.raises(Inexact) as caught:
        loads(cases()[name]["input"])
    assert caught.value.code == "message.malformed"


def test_keys_stand_by_their_utf_16_code_units():
    """An emoji, written with surrogates, comes before a letter of the private area (RFC 8785 section 3.2.3)."""
    assert dumps({"\ue000": 1, "😂": 2, "a": 3, "é": 4}) == '{"a":3,"é":4,"😂":2,"\ue000":1}'.encode()
    inner = {"\ue000": 1, "😂": 2}
    assert dumps({"a": [inner]}) == '{"a":[{"😂":2,"\ue000":1}]}'.encode()


def test_nothing_is_escaped_that_need_not_be():
    """Quotes, backslash and control characters alone; Chinese and slashes as they are."""
    assert dumps('议决/"\\\n\t\x00\x1f\x7f\u2028') == '"议决/\\"\\\\\\n\\t\\u0000\\u001f\x7f\u2028"'.encode()


@given(values)
def test_what_is_written_is_read_again(value):
    """Writing loses nothing, and writing again gives the same bytes."""
    assert loads(dumps(value)) == value
    assert dumps(loads(dumps(value))) == dumps(value)
    assert json.loads(dumps(value)) == value


@given(st.dictionaries(text, st.integers(0, 9)), st.randoms(use_true_random=False))
def test_the_order_in_which_a_dictionary_was_made_is_nothing(value, rng):
    """The same object has the same bytes, sorted by code units of UTF-16."""
    pairs = list(value.items())
    rng.shuffle(pairs)
    assert dumps(dict(pairs)) == dumps(value)
    keys = list(json.loads(dumps(value)))
    assert keys == sorted(keys, key=lambda key: key.encode("utf-16-be"))


def test_a_tuple_is_written_as_a_list():
    """Frozen shapes hold tuples; JSON has lists alone."""
    assert dumps({"a": (1, ("b",))}) == b'{"a":[1,["b"]]}'


NO_VALUES = [1.0, float("nan"), float("inf"), b"x", {1}, {1: "a"}, {None: 1}, object(), MAX_SAFE + 1, -MAX_SAFE - 1,
             "\ud800", {"\udfff": 1}, [1, 2.5], {"a": {"b": 0.5}}, 10**400]  # fmt: skip


@pytest.mark.parametrize("value", NO_VALUES, ids=lambda value: repr(value)[:20].encode("ascii", "replace").decode())
def test_what_has_no_exact_meaning_is_not_written(value):
    """Floats, bytes, keys that are no text, numbers that JavaScript rounds, half characters."""
    with pytest.raises(Inexact):
        dumps(value)


REFUSED = [
    ("1.0", "message.malformed"), ("1e2", "message.malformed"), ("-0.0", "message.malformed"), ("NaN", "message.malformed"),
    ("Infinity", "message.malformed"), ("-Infinity", "message.malformed"), ('{"a":1.5}', "message.malformed"),
    ("9007199254740992", "message.malformed"), ("-9007199254740992", "message.malformed"), ("9" * 5000, "message.malformed"),
    ("", "message.malformed"), ("nul", "message.malformed"), ("[1,]", "message.malformed"), ("{'a':1}", "message.malformed"),
    ('{"a":1} x', "message.malformed"), ("// a", "message.malformed"), ('"\t"', "message.malformed"), ("01", "message.malformed"),
    ('"\\ud800"', "message.malformed"), ('{"\\udc00":1}', "message.malformed"), ("\ufeff1", "message.malformed"),
    ('{"a":1,"a":1}', "message.duplicate_key"), ('{"a":1,"\\u0061":2}', "message.duplicate_key"),
    ('[{"b":{"a":1,"a":2}}]', "message.duplicate_key"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "code"), REFUSED, ids=lambda value: value[:20].encode("ascii", "replace").decode())
def test_what_is_not_strict_json_is_refused_with_its_code(said, code):
    """As text and as bytes alike."""
    for data in (said, said.encode()):
        with pytest.raises(Inexact) as caught:
            loads(data)
        assert caught.value.code == code


@pytest.mark.parametrize(
    "data", [b"\xff", b'"\xed\xa0\x80"', b'"\xc0\x80"', b'"\xe8\xae"', '"议"'.encode("utf-16"), b'"\xff"']
)
def test_bytes_that_are_no_utf_8_are_refused(data):
    """Overlong forms, surrogates and other encodings too."""
    with pytest.raises(Inexact):
        loads(data)


def test_depth_is_bounded_on_both_ways():
    """Sixteen levels are read and written, seventeen are not, and a flood of brackets ends in a refusal."""
    deep: object = 1
    for _ in range(MAX_DEPTH):
        deep = [deep]
    assert loads(dumps(deep)) == deep
    with pytest.raises(Inexact):
        dumps([deep])
    with pytest.raises(Inexact):
        loads("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    with pytest.raises(Inexact):
        loads("[" * 100_000)


def test_yes_is_not_one():
    """Truth values and numbers stay apart."""
    assert (loads("true"), loads("1")) == (True, 1)
    assert (type(loads("true")), type(loads("1"))) == (bool, int)
    assert dumps([True, 1, False, 0, None]) == b"[true,1,false,0,null]"


@given(st.binary(max_size=40))
def test_whatever_comes_is_read_or_refused(data):
    """No bytes crash the reader."""
    try:
        value = loads(data)
    except Inexact:
        return
    assert loads(dumps(value)) == value
