"""Blind signatures against the known answers of RFC 9474, and against what an issuer may do wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devices import blind
from devices.blind import IssuerKey
from devices.encoding import Broken, b64
from tests.devices.parties import blind_sign, issuer, unb64

FILE = Path(__file__).parents[3] / "shared" / "data" / "vectors" / "rfc9474_blind_rsa.json"
NAME = "RSABSSA-SHA384-PSS-Randomized"


def whole(text):
    """A number of the vectors, 0x and hexadecimal."""
    return int(text, 16)


def raw(text):
    """Bytes of the vectors."""
    return bytes.fromhex(text.removeprefix("0x"))


@pytest.fixture
def key():
    return IssuerKey.read(issuer("A")["n"], "n")


def test_the_known_answer_of_the_rfc():
    """With the RFC's salt and factor the blinded message and the signature are the RFC's, byte for byte."""
    if not FILE.exists():
        pytest.skip("the vectors of RFC 9474 are not on this machine")
    vector = next(one for one in json.loads(FILE.read_text(encoding="utf-8")) if one["name"] == NAME)
    n, message = whole(vector["n"]), raw(vector["msg_prefix"]) + raw(vector["msg"])
    key, inverse = IssuerKey.of(n), whole(vector["inv"])
    made = blind.blind(key, message, raw(vector["salt"]), pow(inverse, -1, n))
    assert made.message == raw(vector["blinded_msg"])
    assert made.inverse == inverse
    assert blind.finalize(key, message, raw(vector["blind_sig"]), inverse, "x") == raw(vector["sig"])


def test_blinded_signed_finalized(key):
    """An issuer signs what it cannot see; the same message is never blinded to the same bytes."""
    prefix, message = blind.prepare(b"m")
    first, second = blind.blind(key, message), blind.blind(key, message)
    assert first.message != second.message
    answer = unb64(blind_sign("A", b64(first.message)), "x")
    signature = blind.finalize(key, message, answer, first.inverse, "x")
    key.verify(signature, prefix + b"m", "x")
    with pytest.raises(Broken, match="does not hold"):
        blind.finalize(key, message, answer, second.inverse, "x")
    with pytest.raises(Broken, match="does not hold"):
        blind.finalize(key, message + b"!", answer, first.inverse, "x")


@pytest.mark.parametrize("answer", [b"", bytes(255), bytes(257), bytes(256)])
def test_an_answer_that_is_none(key, answer):
    """A blind signature has the length of the modulus and verifies."""
    _, message = blind.prepare(b"m")
    made = blind.blind(key, message)
    with pytest.raises(Broken):
        blind.finalize(key, message, answer, made.inverse, "x")


@pytest.mark.parametrize("modulus", [bytes(256), b"\x7f" + b"\xff" * 255, b"\xff" * 255 + b"\xfe", b"\xff" * 255])
def test_a_modulus_that_is_none(modulus):
    """2,048 bits exactly, and odd."""
    with pytest.raises(Broken):
        IssuerKey.read(b64(modulus), "n")
