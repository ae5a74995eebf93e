"""That an opener used its own key: whoever made the proof knows the key, and another point or another place is refused."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from voting.ballots import dleq, p256, points
from voting.ballots.encodings import Malformed

KEY, SEALER = p256.generate(), p256.generate()
PUBLIC, ENC = (p256.encode_point(one.public_key()) for one in (KEY, SEALER))
PROOF = dleq.prove(KEY, ENC, b"mix|0|")


def test_the_point_shown_is_what_ecdh_gives_both_sides() -> None:
    """Its x is the shared secret of the two keys, whichever of the two computes it (SP 800-56A section 5.7.1.2)."""
    for _ in range(8):
        key, sealer = p256.generate(), p256.generate()
        public, enc = (p256.encode_point(one.public_key()) for one in (key, sealer))
        point = dleq.shared_point(public, enc, dleq.prove(key, enc, b""), b"")
        assert point[1:33] == key.exchange(ec.ECDH(), sealer.public_key())
        assert p256.decode_point(point, 65)


def test_the_multiples_of_the_base_point_are_the_librarys_public_keys() -> None:
    """Both signs of y, small and large scalars."""
    for scalar in (1, 2, 3, 5, 2**128 + 1, p256.ORDER - 2):
        private = ec.derive_private_key(scalar, ec.SECP256R1())
        if scalar == 1:
            negative = points.G[:33] + (points.FIELD - int.from_bytes(points.G[33:], "big")).to_bytes(32, "big")
            assert points.times(1, negative) == negative
            with pytest.raises(Malformed, match="infinity"):
                points.combined(1, negative, 1, points.G)
        assert points.times(scalar, points.G) == p256.encode_point(private.public_key())


@given(st.integers(0, dleq.PROOF_LENGTH - 1), st.integers(1, 255))
def test_no_other_byte_of_a_proof_holds(place: int, change: int) -> None:
    """Point, challenge and answer: each byte counts."""
    wrong = bytearray(PROOF)
    wrong[place] ^= change
    with pytest.raises(Malformed):
        dleq.shared_point(PUBLIC, ENC, bytes(wrong), b"mix|0|")


def test_a_proof_holds_for_its_key_its_layer_and_its_place_alone() -> None:
    """Another key's proof, another layer's, another place's, one of another length, scalars that are none."""
    other = p256.generate()
    stranger = p256.encode_point(other.public_key())
    zero, most = bytes(32), p256.ORDER.to_bytes(32, "big")
    for public, enc, proof, context in (
        (PUBLIC, ENC, dleq.prove(other, ENC, b"mix|0|"), b"mix|0|"),
        (stranger, ENC, PROOF, b"mix|0|"),
        (PUBLIC, stranger, PROOF, b"mix|0|"),
        (PUBLIC, ENC, PROOF, b"mix|1|"),
        (PUBLIC, ENC, PROOF[:-1], b"mix|0|"),
        (PUBLIC, ENC, PROOF + b"\0", b"mix|0|"),
        (PUBLIC, ENC, PROOF[:65] + zero + PROOF[97:], b"mix|0|"),
        (PUBLIC, ENC, PROOF[:97] + zero, b"mix|0|"),
        (PUBLIC, ENC, PROOF[:97] + most, b"mix|0|"),
        (PUBLIC, ENC, PUBLIC + PROOF[65:], b"mix|0|"),
    ):
        with pytest.raises(Malformed):
            dleq.shared_point(public, enc, proof, context)


def test_what_is_no_point_is_not_proved() -> None:
    """A layer whose first 65 bytes are no point has nothing to show."""
    for enc in (bytes(65), b"\4" + bytes(64), ENC[:64], ENC[:-1] + bytes([ENC[-1] ^ 1])):
        with pytest.raises(Malformed):
            dleq.prove(KEY, enc, b"")
