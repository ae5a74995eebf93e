"""Three readers of JSON, the server's, the terminal's and the second verifier's: whatever the text, they take or refuse it
alike, and what they take means the same to all.
"""

from __future__ import annotations

import json
import subprocess
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from playwright._impl._driver import compute_driver_executable

from voting.exact import MAX_SAFE, Inexact, dumps, loads

RUNNER = Path(__file__).with_name("parsers.mjs")
Readers = Callable[[bytes], list[str | None]]
PIECES = (
    b"", b" ", b"\t", b"\n", b"\x0b", b"\xc2\xa0", b"\xef\xbb\xbf", b"\x00", b"\xff", b"\xed\xa0\x80", b'"', b"\\", b"\\u0061", b"\\ud83d",
    b"\\ude00", b"\\x", b"{", b"}", b"[", b"]", b",", b":", b"-", b"-0", b"0", b"00", b"1", b"+1", b".5", b"e3", b"E", b"null", b"true",
    b"nul", b"9007199254740991", b"9007199254740992", b"-9007199254740992", b"NaN", b"Infinity", b'"a":1,', b'"\\u0061":1,', b'"__proto__":1',
    b"//", b"'", "汉".encode(), "\U0001f600".encode(), "e\u0301".encode(),
)  # fmt: skip
text = st.text(st.characters(codec="utf-8"), max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_SAFE, MAX_SAFE) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    """What the terminal's reader and the second verifier's make of a text."""
    node, _ = compute_driver_executable()
    with subprocess.Popen([node, RUNNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        asks, answers = process.stdin, process.stdout
        assert asks is not None
        assert answers is not None

        def made(data: bytes) -> list[str | None]:
            asks.write(b64encode(data).decode() + "\n")
            asks.flush()
            found: list[str | None] = json.loads(answers.readline())
            return found

        yield made
        asks.close()


def ours(data: bytes) -> str | None:
    """What the server's reader makes of it."""
    try:
        return dumps(loads(data)).decode()
    except Inexact:
        return None


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A canonical text with a few things in it, gone from it, or in the place of others."""
    data = dumps(draw(values))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        end = draw(st.integers(at, min(len(data), at + 3)))
        data = data[:at] + draw(st.sampled_from(PIECES)) + data[end:]
    return data


@given(texts())
@example(b"-0")
@example(b'{"a":1,"\\u0061":2}')
@example(b'{"__proto__":{"x":1}}')
@example(b"[" * 16 + b"]" * 16)
@example(b"[" * 17 + b"]" * 17)
@example(b'"\\ud83d\\ude00"')
@example(b'"\\ud83d"')
@example(b"\xef\xbb\xbf1")
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_reader_takes_the_same_json(readers: Readers, data: bytes) -> None:
    """One text has one meaning, or none, for whoever reads it."""
    assert readers(data) == [ours(data)] * 2
