"""Keys and raw signatures of the curve P-256."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ballots.vectors import protocol, published
from tests.vectors.scene import key
from voting.ballots import p256
from voting.ballots.encodings import Malformed, b64


@pytest.mark.parametrize("name", protocol()["keys"])
def test_known_keys(name):
    """JWK, thumbprint and both forms of the point are as in the shared vectors."""
    known = protocol()["keys"][name]
    public = {member: known["jwk"][member] for member in ("crv", "kty", "x", "y")}
    found = p256.import_key(public)
    assert (found.jwk, found.kid) == (public, known["kid"])
    assert b64(p256.encode_point(found.point)) == known["point"]
    assert b64(p256.encode_compressed(found.point)) == known["compressed"]


def test_the_kid_is_the_thumbprint_of_the_rfc():
    """RFC 7638 section 3: SHA-256 over the required members in order, without white space."""
    public = key("seat").public
    text = json.dumps({"crv": "P-256", "kty": "EC", "x": public.x, "y": public.y}, separators=(",", ":"))
    assert public.kid == b64(sha256(text.encode()).digest())


@pytest.mark.parametrize("length", [33, 65])
def test_points_come_back(length):
    """Compressed and uncompressed points are read as written, at their own length only."""
    point = key("seat").public.point
    data = p256.encode_point(point) if length == 65 else p256.encode_compressed(point)
    assert p256.encode_point(p256.decode_point(data, length)) == p256.encode_point(point)
    for wrong in (data[:-1], data + b"\0", bytes(length), b""):
        with pytest.raises(Malformed):
            p256.decode_point(wrong, length)


@pytest.mark.parametrize("jwk", [None, [], {}, {"crv": "P-256", "kty": "EC", "x": 1, "y": 2}])
def test_what_is_no_key(jwk):
    """A JWK is an object of exactly four texts."""
    with pytest.raises(Malformed):
        p256.import_key(jwk)


def test_a_key_does_not_show_itself():
    """Neither repr nor str of a signing key tells anything but the public key."""
    signer = key("seat")
    private = signer.private.private_numbers().private_value
    assert repr(signer) == f"SigningKey(public={signer.public!r})"
    assert str(private) not in repr(signer)


@given(st.binary(max_size=300))
def test_signatures_hold_and_are_low(data):
    """Every signature is 64 bytes with s in the lower half, holds, and its other half does not."""
    signer = key("seat")
    signature = p256.sign(signer.private, data)
    r, s = signature[:32], int.from_bytes(signature[32:], "big")
    assert len(signature) == 64
    assert s <= p256.HALF
    assert p256.holds(signer.public.point, data, signature)
    assert not p256.holds(signer.public.point, data, r + (p256.ORDER - s).to_bytes(32, "big"))
    assert not p256.holds(key("server").public.point, data, signature)


def test_wycheproof_p1363():
    """Every published bad signature is refused; every good one holds once its s is the lower of the two."""
    seen = 0
    for group in published("wycheproof/ecdsa_secp256r1_sha256_p1363_test.json")["testGroups"]:
        point = p256.decode_point(bytes.fromhex(group["publicKey"]["uncompressed"]), 65)
        for test in group["tests"]:
            data, signature = bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"])
            s = int.from_bytes(signature[32:], "big")
            high = len(signature) == 64 and p256.HALF < s < p256.ORDER
            good = test["result"] == "valid"
            assert p256.holds(point, data, signature) == (good and not high), test["comment"]
            if high:
                lower = signature[:32] + (p256.ORDER - s).to_bytes(32, "big")
                assert p256.holds(point, data, lower) == good, test["comment"]
            seen += 1
    assert seen == 262
