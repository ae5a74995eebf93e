"""Blind signatures: the answers that RFC 9474 knows, and nothing that is wrong ever leaves a signer or passes."""

from __future__ import annotations

import json
from hashlib import sha1

import gmpy2
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ballots.chance import issuer_key
from tests.ballots.vectors import PUBLISHED, published, tiers
from voting.ballots import credentials, p256
from voting.ballots.credentials import IssuerKey, Refused, SigningFailure
from voting.ballots.encodings import Malformed, unb64

VARIANTS = {
    "RSABSSA-SHA384-PSS-Randomized": 48,
    "RSABSSA-SHA384-PSSZERO-Randomized": 0,
    "RSABSSA-SHA384-PSS-Deterministic": 48,
    "RSABSSA-SHA384-PSSZERO-Deterministic": 0,
}
KEY = issuer_key("test credentials")
N = int.from_bytes(KEY.modulus, "big")


def number(text):
    """A number in hexadecimal, as the published vectors write it."""
    return int(text, 16)


def octets(text):
    """Bytes in hexadecimal."""
    return bytes.fromhex(text.removeprefix("0x"))


def rfc_key(known):
    """The issuer's key of a published vector."""
    p, q, e, d = (number(known[name]) for name in ("p", "q", "e", "d"))
    public = rsa.RSAPublicNumbers(e, p * q)
    return IssuerKey(rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public).private_key())


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_answers_of_rfc_9474(variant):
    """Prepared, blinded, signed and finalized, each of the RFC's four vectors is the same to the byte."""
    (known,) = [one for one in published("rfc9474_blind_rsa.json") if one["name"] == variant]
    salt, issuer = octets(known["salt"] or ""), rfc_key(known)
    n = number(known["n"])
    message = octets(known["msg"])
    prepared = credentials.prepare(message, octets(known["msg_prefix"])) if known["msg_prefix"] else message
    assert prepared == octets(known["input_msg"] if "input_msg" in known else known["prepared_msg"])
    blinded = credentials.blind(
        n, prepared, salt=salt, inverse=number(known["inv"]), salt_length=VARIANTS[variant],
        exponent=number(known["e"]),
    )  # fmt: skip
    assert blinded.message == octets(known["blinded_msg"])
    signed = issuer.blind_sign(blinded.message)
    assert signed == octets(known["blind_sig"])
    signature = credentials.finalize(issuer.public, prepared, signed, blinded.inverse, VARIANTS[variant])
    assert signature == octets(known["sig"])
    assert not credentials.holds(issuer.public, prepared + b"x", signature, VARIANTS[variant])


def test_the_encoding_of_a_published_vector():
    """EMSA-PSS with SHA-1 and 20 bytes of salt, as another implementation's vector has it."""
    known = published("emsa_pss.json")
    expected = bytes.fromhex(known["expected"])
    found = credentials.encode(
        bytes.fromhex(known["msg"]),
        bytes.fromhex(known["salt"]),
        len(expected) * 8 - 1,
        lambda data: sha1(data).digest(),
    )
    assert found == expected


def test_signatures_of_wycheproof():
    """Good and bad PSS signatures of Wycheproof are told apart."""
    path = PUBLISHED / "wycheproof" / "rsa_pss_4096_sha384_mgf1_48_test.json"
    if not path.exists():
        pytest.skip("the published vectors of Wycheproof are not on this machine")
    judged = set()
    for group in json.loads(path.read_text(encoding="utf-8"))["testGroups"]:
        public = serialization.load_pem_public_key(group["publicKeyPem"].encode())
        for one in group["tests"]:
            held = credentials.holds(public, bytes.fromhex(one["msg"]), bytes.fromhex(one["sig"]))
            assert held == (one["result"] == "valid"), one["tcId"]
            judged.add(one["result"])
    assert judged == {"valid", "invalid"}


@pytest.mark.parametrize("tier", ["T1", "T2"])
def test_the_shared_vectors(tier):
    """Every credential of the shared vectors is encoded, blinded, signed and finalized to the same bytes."""
    found = tiers()[tier]
    for row in found["credentials"].values():
        for name, one in row["issuers"].items():
            issuer = IssuerKey.from_der(unb64(found["keys"]["issuers"][name]["der"]))
            prepared = credentials.prepare(unb64(row["message"]), unb64(one["r"]))
            inverse = int.from_bytes(unb64(one["inverse"]), "big")
            n = int.from_bytes(issuer.modulus, "big")
            blinded = credentials.blind(n, prepared, salt=unb64(one["salt"]), inverse=inverse)
            assert blinded.message == unb64(one["blinded"])
            assert issuer.blind_sign(blinded.message) == unb64(one["blind_signature"])
            assert credentials.finalize(
                issuer.public, prepared, unb64(one["blind_signature"]), inverse
            ) == unb64(one["signature"])  # fmt: skip
            assert credentials.holds(credentials.public_key(issuer.modulus), prepared, unb64(one["signature"]))


@settings(max_examples=10, deadline=None)
@given(st.binary(max_size=200))
def test_what_is_signed_blind_is_an_ordinary_signature(message):
    """Whatever the message, the finalized signature holds for it, as any library's PSS does, and for no other."""
    prepared = credentials.prepare(message)
    blinded = credentials.blind(N, prepared)
    signature = credentials.finalize(KEY.public, prepared, KEY.blind_sign(blinded.message), blinded.inverse)
    KEY.public.verify(signature, prepared, padding.PSS(padding.MGF1(hashes.SHA384()), 48), hashes.SHA384())
    assert not credentials.holds(KEY.public, prepared[:-1] + bytes([prepared[-1] ^ 1]), signature)
    assert blinded.message != credentials.blind(N, prepared).message


def test_a_fault_lets_nothing_leave(monkeypatch):
    """When one half of the signature is computed wrong, the signer says so and gives nothing: half a fault tells p."""
    blinded = credentials.blind(N, b"m").message
    right = gmpy2.powmod_sec
    calls = []

    def flipped(base, exponent, modulus):
        calls.append(modulus)
        return right(base, exponent, modulus) ^ (1 if len(calls) == 2 else 0)

    monkeypatch.setattr(credentials.gmpy2, "powmod_sec", flipped)
    with pytest.raises(SigningFailure):
        KEY.blind_sign(blinded)
    assert len(calls) == 2


def test_the_base_is_hidden(monkeypatch):
    """The base of the secret power is another each time, and never the blinded message itself."""
    blinded = credentials.blind(N, b"m").message
    seen = set()
    right = gmpy2.powmod_sec

    def watched(base, exponent, modulus):
        seen.add(int(base))
        return right(base, exponent, modulus)

    monkeypatch.setattr(credentials.gmpy2, "powmod_sec", watched)
    assert KEY.blind_sign(blinded) == KEY.blind_sign(blinded)
    assert len(seen) == 4
    assert not seen & {int.from_bytes(blinded, "big") % prime for prime in (KEY._p, KEY._q)}


@pytest.mark.parametrize("bad", [b"", bytes(256), bytes(255) + b"\1" + b"\1", b"\xff" * 256, b"\1" * 255])
def test_what_cannot_be_signed_is_refused(bad):
    """Zero, the modulus or more, and other lengths."""
    for octets_ in (bad, KEY.modulus):
        assert not KEY.accepts(octets_)
        with pytest.raises(Malformed):
            KEY.blind_sign(octets_)


def test_a_wrong_blind_signature_is_refused():
    """A changed bit, another message's signature and another length do not become a credential."""
    prepared = credentials.prepare(b"m")
    blinded = credentials.blind(N, prepared)
    good = KEY.blind_sign(blinded.message)
    other = KEY.blind_sign(credentials.blind(N, credentials.prepare(b"m")).message)
    for bad in (good[:-1] + bytes([good[-1] ^ 1]), other, good[:-1], good + b"\0", b""):
        with pytest.raises(Refused):
            credentials.finalize(KEY.public, prepared, bad, blinded.inverse)
    assert credentials.finalize(KEY.public, prepared, good, blinded.inverse)


def test_a_key_survives_its_der():
    """Written and read again it is the same key; a key of another kind is none; its repr shows nothing."""
    again = IssuerKey.from_der(KEY.to_der())
    assert again.modulus == KEY.modulus
    blinded = credentials.blind(N, b"m").message
    assert again.blind_sign(blinded) == KEY.blind_sign(blinded)
    with pytest.raises(ValueError, match="RSA"):
        IssuerKey.from_der(
            p256.generate().private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    assert str(KEY._p)[:20] not in repr(KEY)


def test_a_fresh_key_is_as_the_manifest_wants_it():
    """2048 bits, the first one set, exponent 65537, and another each time."""
    one, other = IssuerKey.generate(), IssuerKey.generate()
    assert one.modulus != other.modulus
    assert len(one.modulus) == 256
    assert one.modulus[0] & 0x80
    assert one.public.public_numbers().e == 65537
    assert credentials.public_key(one.modulus).public_numbers() == one.public.public_numbers()


@pytest.mark.parametrize("bad", [b"", bytes(256), b"\x7f" + b"\xff" * 255, b"\xff" * 255, b"\xff" * 255 + b"\xfe"])
def test_no_modulus(bad):
    """Other lengths, a first bit that is not set, an even number."""
    with pytest.raises(Malformed):
        credentials.public_key(bad)


def test_a_modulus_too_short_for_the_encoding():
    """Even the encoding refuses where salt and hash do not fit."""
    with pytest.raises(Malformed):
        credentials.encode(b"m", bytes(48), 700)


def test_the_message_of_a_level():
    """Level, manifest and key stand in what is signed, so that none can be exchanged."""
    assert credentials.level_message(3, b"h" * 32, b"k" * 33) == b"cred-v1|3|" + b"h" * 32 + b"k" * 33
