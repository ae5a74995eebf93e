"""Layers: what is sealed in several comes out of each, and one of them can be shown without the key of all."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ballots import hpke_by_hand
from tests.ballots.paper import known
from tests.ballots.parties import LocalTier
from tests.ballots.vectors import ROOT, tiers
from tests.vectors.scene import key
from voting.ballots import dleq, layers, p256, papers, points, sealing
from voting.ballots.encodings import Malformed, b64, unb64
from voting.ballots.sealer import KNOWN_LENGTH
from voting.ballots.sealing import LAYER_LENGTH
from voting.exact import dumps

OPENER = key("layers opener").private
POINT = p256.encode_point(OPENER.public_key())


def private(known):
    """The key of a vector."""
    return ec.derive_private_key(int.from_bytes(unb64(known["d"]), "big"), ec.SECP256R1())


@settings(max_examples=20)
@given(st.binary(max_size=300), st.binary(max_size=60))
def test_a_shown_layer_opens_to_what_the_key_opens(plain, info):
    """The shared secret of one layer opens it as the private key does, and no other layer or place."""
    sealed, again = (_sealed(p256.generate(), plain, info) for _ in range(2))
    secret = layers.shared_secret(OPENER, sealed)
    assert layers.open_shown(secret, sealed, info) == layers.opened(OPENER, sealed, info) == plain
    for other, place in ((again, info), (sealed, info + b"x"), (sealed[:-1] + bytes([sealed[-1] ^ 1]), info)):
        with pytest.raises(Malformed):
            layers.open_shown(secret, other, place)


def test_the_secret_is_that_of_rfc_9180():
    """Shared secret and what follows from it are those of the published vector."""
    known = json.loads((ROOT / "tests" / "vectors" / "rfc9180.json").read_text(encoding="utf-8"))
    found = {name: bytes.fromhex(value) for name, value in known.items() if name != "source"}
    recipient = ec.derive_private_key(int(known["skRm"], 16), ec.SECP256R1())
    secret = layers.shared_secret(recipient, found["enc"])
    assert secret == found["shared_secret"]
    sealed = found["enc"] + bytes(KNOWN_LENGTH) + AESGCM(found["key"]).encrypt(found["base_nonce"], b"plain", b"")
    assert layers.open_shown(secret, sealed, found["info"]) == b"plain"


def _sealed(ephemeral: p256.Private, plain: bytes, info: bytes) -> bytes:
    layer = hpke_by_hand.seal(ephemeral, OPENER.public_key(), info, plain)
    return known(ephemeral, p256.generate(), info, layer)


@settings(max_examples=40)
@given(st.data())
def test_only_a_layer_as_it_was_sealed_is_whole(data):
    """The sealer's proof covers its place and every byte of the layer."""
    sealed = _sealed(p256.generate(), b"plain", b"info")
    assert layers.whole(sealed, b"info")
    assert not layers.whole(sealed, b"another")
    place = data.draw(st.integers(0, len(sealed) - 1))
    changed = bytearray(sealed)
    changed[place] ^= data.draw(st.integers(1, 255))
    assert not layers.whole(bytes(changed), b"info")
    assert not layers.whole(sealed[:-1], b"info")
    assert not layers.whole(sealed + b"\0", b"info")


def test_nothing_is_shown_of_a_layer_on_a_multiple_of_somebody_elses_point():
    """Whoever seals to −E or E + t·G of an honest layer, and has its point shown, would count back to that layer's
    secret: he cannot prove that he knows the key, neither with the honest proof nor with one made of a guess.
    """
    ephemeral = p256.generate()
    honest = _sealed(ephemeral, b"plain", b"info")
    enc, proof, box = honest[:65], honest[65:129], honest[129:]
    negative = enc[:33] + (points.FIELD - int.from_bytes(enc[33:], "big")).to_bytes(32, "big")
    added = points.combined(1, enc, 5, points.G)
    for point in (negative, added, points.times(2, enc)):
        guess = known(p256.generate(), p256.generate(), b"info", point + box)[65:129]
        for with_proof in (proof, guess, bytes(64)):
            assert layers.unopened(OPENER, point + with_proof + box, b"info") is None
    assert layers.unopened(OPENER, honest, b"info") is not None


def test_that_a_layer_does_not_open_is_shown_by_its_opener_alone():
    """The proof of one that does not open holds; none of another key, of one that opens, or of one that is not whole."""
    broken = _broken()
    proof = layers.unopened(OPENER, broken, b"info")
    layers.shown_unopened(POINT, proof, broken, b"info")
    good, bare = _sealed(p256.generate(), b"plain", b"info"), broken[:65] + bytes(64) + broken[129:]
    layers.shown_unopened(POINT, None, bare, b"info")
    for opener, shown, sealed in (
        (POINT, layers.unopened(p256.generate(), broken, b"info"), broken),
        (POINT, layers.unopened(OPENER, good, b"info"), good),
        (POINT, None, broken),
        (POINT, None, good),
        (POINT, proof, bare),
        (POINT, dleq.prove(OPENER, bare[:65], b"info"), bare),
    ):
        with pytest.raises(Malformed):
            layers.shown_unopened(opener, shown, sealed, b"info")


def _broken() -> bytes:
    """Rightly made by whoever sealed it, but for a key that opens nothing here."""
    ephemeral = p256.generate()
    return known(ephemeral, p256.generate(), b"info", p256.encode_point(ephemeral.public_key()) + bytes(40))


@pytest.mark.parametrize("sealed", [b"", b"\4" + bytes(64) + bytes(20), b"\2" + bytes(32)])
def test_what_has_no_point_has_no_secret(sealed):
    """Bytes that do not begin with a point cannot be opened by anybody."""
    with pytest.raises(Malformed):
        layers.shared_secret(OPENER, sealed)


@pytest.mark.parametrize("tier", ["T1", "T2"])
def test_the_shared_vectors_open_layer_by_layer(tier):
    """The sealed ballot of the vectors opens with each opener's key to the next layer, and with each ephemeral key."""
    found = tiers()[tier]
    manifest = papers.read(found["manifest"]["jws"], p256.import_key(_public(found["keys"]["server"])))
    x = unb64(found["ballot"]["ct"])
    for level, one in enumerate(reversed(found["ballot"]["layers"])):
        assert one["level"] == level
        assert len(x) == layers.item_length(manifest, level) == found["manifest"]["layer_lengths"][level]
        if layers.carries_token(manifest, level):
            token = layers.read_token(manifest, x)
            assert token.text().decode() == found["ballot"]["token"]
            assert layers.token_holds(manifest, token, layers.sealed_part(manifest, level, x))
        sealed = layers.sealed_part(manifest, level, x)
        assert sealed == unb64(one["sealed"])
        info = layers.info_of(manifest, level, x) if level else layers.info(manifest, 0, tiers()["seat"])
        assert info == unb64(one["info"])
        opener = private(found["keys"]["mix"][one["to"]])
        x = layers.opened(opener, sealed, info)
        recipient = p256.decode_point(manifest.mix[level].pk, 65)
        again = hpke_by_hand.seal(private(one["ephemeral"]), recipient, info, x)
        assert known(private(one["ephemeral"]), private(one["nonce"]), info, again) == sealed
        assert layers.whole(sealed, info)
    assert sealing.unframe(x, manifest.pad).decode() == found["ballot"]["inner"]
    ballot = sealing.read_inner(sealing.unframe(x, manifest.pad), manifest.shape.issuers)
    assert sealing.signature_holds(ballot)
    assert layers.certified(manifest, manifest.levels[-1], ballot.credential)
    assert not layers.certified(manifest, manifest.levels[-1] - 1, ballot.credential)


def _public(known):
    return {name: value for name, value in known["jwk"].items() if name != "d"}


def test_every_layer_adds_the_same():
    """All envelopes of a poll have one length, whatever is marked: pad, layers, and at T2 the token."""
    for tier, count in (("T1", 2), ("T2", 3)):
        poll = LocalTier(tier, 5)
        lengths = {
            len(unb64(_ct(poll, voter, marks))) for voter, marks in zip(poll.terminals, ("YYY", "BBB"), strict=False)
        }
        assert lengths == {poll.manifest.ct_length}
        token = 2 + papers.token_length([one.id for one in poll.manifest.issuers]) if tier == "T2" else 0
        assert poll.manifest.ct_length == poll.manifest.pad + count * LAYER_LENGTH + token


def _ct(poll, voter, marks):
    return b64(poll.draw(voter).sealed(marks, ["甲"] if marks == "BBB" else []).ct)


POLL = LocalTier("T2", 5)
ITEM = POLL.draw("d01").sealed("YNA").item


@settings(max_examples=40)
@given(st.data())
def test_a_token_is_exact(data):
    """A changed byte in a token or what it signs never holds; a token cut short or another text is refused."""
    place = data.draw(st.integers(0, len(ITEM) - 1))
    changed = bytearray(ITEM)
    changed[place] ^= data.draw(st.integers(1, 255))
    item = bytes(changed)
    try:
        token = layers.read_token(POLL.manifest, item)
        held = layers.token_holds(POLL.manifest, token, layers.sealed_part(POLL.manifest, 1, item))
    except Malformed:
        held = False
    assert not held
    with pytest.raises(Malformed):
        layers.read_token(POLL.manifest, ITEM[:place])


def test_a_token_has_one_spelling():
    """The same fields in another order, of the same length, are no token: a spelling would be a mark."""
    token = layers.read_token(POLL.manifest, ITEM)
    value = token.as_json()
    other = json.dumps(dict(reversed(value.items())), separators=(",", ":")).encode()
    assert (len(other), json.loads(other)) == (len(token.text()), json.loads(dumps(value)))
    with pytest.raises(Malformed, match="canonical"):
        layers.read_token(POLL.manifest, ITEM[:2] + other + ITEM[2 + len(other) :])


def test_a_token_of_other_issuers_is_none():
    """One issuer missing, or one more, is another form."""
    value = layers.read_token(POLL.manifest, ITEM).as_json()
    for issuers in (("S", "A"), ("S", "A", "C")):
        assert isinstance(value["r"], dict)
        odd = value | {"r": {one: b64(sha256(one.encode()).digest()) for one in issuers}}
        text = dumps(odd).ljust(len(dumps(value)))
        with pytest.raises(Malformed):
            layers.read_token(POLL.manifest, ITEM[:2] + text + ITEM[2 + len(text) :])
