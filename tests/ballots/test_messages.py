"""Signed messages are read strictly, and only what was signed is believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey

from tests.ballots.vectors import protocol, published
from tests.vectors.scene import key, raw_jws
from voting.ballots import messages, p256
from voting.ballots.encodings import Malformed, b64, unb64
from voting.exact import MAX_SAFE, dumps

texts = st.text(st.characters(codec="utf-8"), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_SAFE, MAX_SAFE) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=10,
)
payloads = st.dictionaries(texts, values, max_size=5)


@given(payloads, st.sampled_from(sorted(messages.TYPS)))
def test_what_is_signed_is_read(payload, typ):
    """Any payload comes back as it was, under its typ and kid, with the hash of its bytes."""
    signer = key("seat")
    raw = messages.sign(signer, typ, payload)
    found = messages.read(raw, signer.public, typ)
    assert (found.typ, found.kid, found.payload, found.raw) == (typ, signer.public.kid, payload, raw)
    assert found.body == dumps(payload)
    assert found.digest == messages.digest(raw)


@given(payloads)
def test_another_library_reads_it_too(payload):
    """joserfc verifies our message and finds the same bytes."""
    signer = key("seat")
    found = jws.deserialize_compact(messages.sign(signer, "hello", payload), ECKey.import_key(signer.public.jwk))
    assert found.payload == dumps(payload)
    assert found.headers() == {"alg": "ES256", "kid": signer.public.kid, "typ": "hello"}


@given(st.data())
def test_a_changed_letter_is_refused(data):
    """No letter of a message can be another one, be missing or stand twice."""
    raw = protocol()["secret"]["issue"]["jws"]
    place = data.draw(st.integers(0, len(raw) - 1))
    letter = data.draw(st.sampled_from(["", raw[place] * 2, *"Aa0-_.=é"]).filter(lambda new: new != raw[place]))
    changed = raw[:place] + letter + raw[place + 1 :]
    with pytest.raises(Malformed):
        messages.read(changed, key("seat").public, "issue")


@given(st.text(max_size=60) | st.none() | st.integers() | st.binary(max_size=20))
def test_whatever_comes_is_refused_in_words(raw):
    """Nothing that arrives raises anything but Malformed."""
    with pytest.raises(Malformed):
        messages.parse(raw)


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_whatever_is_signed_is_refused_in_words(header, payload):
    """Any bytes in the places of header and payload, rightly signed, raise nothing but Malformed."""
    with pytest.raises(Malformed):
        messages.parse(raw_jws(header, payload, key("seat")))


def test_the_bytes_are_verified_as_they_came():
    """White space and another order in header and payload are the sender's business: they are signed as they are."""
    signer = key("seat")
    header = f'{{ "typ":"hello", "kid":"{signer.public.kid}", "alg":"ES256" }}'.encode()
    found = messages.read(raw_jws(header, b'{ "z": 1, "a": 2 }', signer), signer.public, "hello")
    assert found.payload == {"a": 2, "z": 1}
    assert found.body == b'{ "z": 1, "a": 2 }'


def test_another_typ_is_not_taken():
    """A good hello is no sign-in, whatever fields it has."""
    signer = key("seat")
    with pytest.raises(Malformed, match="type hello where sign-in belongs"):
        messages.read(messages.sign(signer, "hello", {}), signer.public, "sign-in")


def test_a_long_header_is_read_and_not_remembered():
    """A header blown up with white space is good, but does not fill the memory of headers."""
    signer = key("seat")
    good = dumps({"alg": "ES256", "kid": signer.public.kid, "typ": "hello"})
    before = messages._header.cache_info().currsize
    raw = raw_jws(good[:-1] + b" " * 500 + b"}", b"{}", signer)
    assert messages.read(raw, signer.public, "hello").payload == {}
    assert messages._header.cache_info().currsize == before


def test_the_size_limit_is_exact():
    """A message of 16,384 bytes is read, one of more is too large, in reading and in writing."""
    signer = key("seat")
    frame = messages.sign(signer, "hello", {"n": ""})
    room = messages.LIMIT - len(frame)
    fits = max(n for n in range(room) if len(b64(b" " * (len(b'{"n":""}') + n))) <= room + len(frame.split(".")[1]))
    raw = messages.sign(signer, "hello", {"n": "x" * fits})
    assert messages.LIMIT - 3 < len(raw) <= messages.LIMIT
    assert messages.parse(raw).payload == {"n": "x" * fits}
    for act in (lambda: messages.sign(signer, "hello", {"n": "x" * (fits + 3)}), lambda: messages.parse("x" * 16_385)):
        with pytest.raises(Malformed) as refused:
            act()
        assert refused.value.code == "message.too_large"


def test_an_unknown_typ_is_never_written():
    """A typ that the protocol does not know is our own error."""
    with pytest.raises(ValueError, match="no message of type"):
        messages.sign(key("seat"), "hallo", {})


def test_wycheproof_jws():
    """The published ES256 messages: only good signatures hold, in their low form; as messages all lack what ours have."""
    held = refused = 0
    for group in published("wycheproof/json_web_signature_test.json")["testGroups"]:
        jwk = group.get("public", group.get("private"))
        if jwk.get("crv") != "P-256" or jwk.get("alg") != "ES256":
            continue
        public = p256.import_key({name: jwk[name] for name in ("crv", "kty", "x", "y")})
        for test in group["tests"]:
            with pytest.raises(Malformed):
                messages.parse(test["jws"])
            good = _signature_holds(public, test["jws"])
            if test["comment"] not in HEADER_IS_WRONG:
                assert good == (test["result"] == "valid"), test["comment"]
            held, refused = held + good, refused + (not good)
    assert (held, refused) == (2, 37)


# Their signature is that of a good message; what is bad in them is the header, for which `parse` refuses them.
HEADER_IS_WRONG = frozenset({"rejectsAttackerProvidedEmbeddedJwk"})


def _signature_holds(public, raw):
    signed, _, tail = raw.rpartition(".")
    try:
        signature = unb64(tail)
    except Malformed:
        return False
    s = int.from_bytes(signature[32:], "big")
    if len(signature) == 64 and p256.HALF < s < p256.ORDER:
        assert not p256.holds(public.point, signed.encode("ascii"), signature)
        signature = signature[:32] + (p256.ORDER - s).to_bytes(32, "big")
    return p256.holds(public.point, signed.encode("ascii"), signature)
