"""Base64url has one spelling for each run of bytes."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ballots.vectors import protocol
from voting.ballots.encodings import Malformed, b64, unb64


@pytest.mark.parametrize("known", protocol()["encodings"]["b64"], ids=lambda known: known["hex"])
def test_known_answers(known):
    """Bytes and text of the shared vectors belong together both ways."""
    assert b64(bytes.fromhex(known["hex"])) == known["text"]
    assert unb64(known["text"]) == bytes.fromhex(known["hex"])


@pytest.mark.parametrize("text", [*protocol()["encodings"]["b64_bad"], None, 7, b"AA"])
def test_another_spelling_is_refused(text):
    """Padding, foreign letters, white space, trailing bits and things that are no text are malformed."""
    with pytest.raises(Malformed) as refused:
        unb64(text)
    assert refused.value.code == "message.malformed"


def test_the_length_is_checked():
    """Where a length is said, no other is read."""
    assert unb64("AAAA", 3) == bytes(3)
    with pytest.raises(Malformed):
        unb64("AAAA", 4)


@given(st.binary(max_size=200))
def test_bytes_come_back(data):
    """What was written is read again, and Python's own decoder agrees."""
    text = b64(data)
    assert unb64(text) == data == base64.urlsafe_b64decode(text + "==")


@given(st.text(alphabet="AZaz09-_+/= \n", max_size=12))
def test_no_two_texts_for_the_same_bytes(text):
    """A text that is read at all is the very text that would be written."""
    try:
        data = unb64(text)
    except Malformed:
        return
    assert b64(data) == text
