"""Papers are framed, signed and sealed so that only the right key, poll and seat open them."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from tests.ballots import hpke_by_hand, seals
from tests.ballots.vectors import ROOT, protocol
from tests.vectors.scene import SEAT, Scene, key
from voting.ballots import p256, sealing
from voting.ballots.encodings import Malformed, b64, unb64

SCENE = Scene()
BOX = key("box").private


def _number(private):
    return ec.derive_private_key(int(private, 16), ec.SECP256R1())


def test_the_lines_by_hand_are_those_of_the_rfc():
    """RFC 9180 appendix A.3.1: shared secret, key, nonce and ciphertext, to the byte."""
    known = json.loads((ROOT / "tests" / "vectors" / "rfc9180.json").read_text())
    data = {name: bytes.fromhex(value) for name, value in known.items() if name != "source"}
    ephemeral, recipient = _number(known["skEm"]), _number(known["skRm"]).public_key()
    made = hpke_by_hand.context(ephemeral, recipient, data["info"])
    assert (made.enc, made.shared_secret) == (data["enc"], data["shared_secret"])
    assert (made.key, made.base_nonce) == (data["key"], data["base_nonce"])
    sealed = hpke_by_hand.seal(ephemeral, recipient, data["info"], data["pt"], data["aad"])
    assert sealed == data["enc"] + data["ct"]


@given(st.binary(max_size=300), st.text("ab三", min_size=1, max_size=8))
def test_the_product_opens_what_is_sealed_by_hand(data, seat):
    """What the lines of the RFC seal, the product opens; what the product seals, it opens too."""
    mh = bytes(range(32))
    by_hand = hpke_by_hand.seal(key("e").private, BOX.public_key(), sealing.box_info(mh, seat), data)
    assert sealing.unseal(by_hand, BOX, mh, seat) == data
    sealed = seals.seal(data, p256.encode_point(BOX.public_key()), mh, seat)
    assert sealing.unseal(sealed, BOX, mh, seat) == data
    assert len(sealed) == sealing.ENC_LENGTH + len(data) + sealing.TAG_LENGTH


def test_the_known_ballot():
    """Every stage of the ballot in the shared vectors: text, signature, inner text, frame, seal."""
    known = protocol()["secret"]["ballot"]
    ballot = seals.sign_paper(
        key("ballot 1").private, sealing.paper_text(SCENE.secret.mh, known["marks"], known["write_ins"])
    )
    assert (ballot.p, b64(ballot.pk), b64(ballot.sig)) == (known["p"], known["pk"], known["sig"])
    assert ballot.inner().decode() == known["inner"]
    framed = sealing.frame(ballot.inner(), known["pad"])
    assert b64(framed) == known["framed"]
    assert b64(sealing.box_info(SCENE.secret.mh, known["seat"])) == known["info"]
    assert sealing.unseal(unb64(known["ct"]), BOX, SCENE.secret.mh, known["seat"]) == framed
    assert sealing.read_inner(sealing.unframe(framed, known["pad"])) == ballot
    assert sealing.signature_holds(ballot)


@given(st.integers(0, 400), st.data())
def test_frames_come_back(pad, data):
    """What fits is framed to exactly `pad` bytes and comes back; what does not fit is refused."""
    inner = data.draw(st.binary(max_size=420))
    if len(inner) + 2 > pad:
        with pytest.raises(ValueError, match="do not fit"):
            sealing.frame(inner, pad)
        return
    framed = sealing.frame(inner, pad)
    assert len(framed) == pad
    assert sealing.unframe(framed, pad) == inner
    with pytest.raises(Malformed):
        sealing.unframe(framed + b"\0", pad)


@given(st.data())
def test_a_changed_byte_never_opens(data):
    """One byte of enc or ciphertext changed, dropped or added: the envelope does not open."""
    ct = unb64(protocol()["secret"]["ballot"]["ct"])
    place = data.draw(st.integers(0, len(ct) - 1))
    new = data.draw(st.binary(max_size=2).filter(lambda new: new != ct[place : place + 1]))
    with pytest.raises(Malformed):
        sealing.unseal(ct[:place] + new + ct[place + 1 :], BOX, SCENE.secret.mh, SEAT)


@pytest.mark.parametrize("odd", ["key", "manifest", "seat", "empty"])
def test_an_envelope_opens_for_its_own_poll_and_seat_only(odd):
    """Another key, another manifest, another seat, or nothing at all: it does not open."""
    ct = unb64(protocol()["secret"]["ballot"]["ct"])
    with pytest.raises(Malformed):
        sealing.unseal(
            b"" if odd == "empty" else ct,
            key("stranger").private if odd == "key" else BOX,
            bytes(32) if odd == "manifest" else SCENE.secret.mh,
            "A-10" if odd == "seat" else SEAT,
        )
