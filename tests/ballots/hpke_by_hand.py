"""HPKE sealing as RFC 9180 writes it, with the ephemeral key given: for known answers only.

The product seals with pyca's one-shot function, which draws its own ephemeral key and can therefore not be compared
with a published ciphertext. These lines can, and what they seal the product must open.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from voting.ballots import p256

KEM_SUITE = b"KEM" + bytes([0x00, 0x10])  # DHKEM(P-256, HKDF-SHA256)
SUITE = b"HPKE" + bytes([0x00, 0x10, 0x00, 0x01, 0x00, 0x01])  # with HKDF-SHA256 and AES-128-GCM


@dataclass(frozen=True)
class Context:
    """What section 5.1 derives: enc (65 bytes), shared secret (32), key (16), base nonce (12)."""

    enc: bytes
    shared_secret: bytes
    key: bytes
    base_nonce: bytes


def _extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def _expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(prk, labelled + b"\x01", "sha256")[:length]  # one block of HKDF-Expand is enough


def context(ephemeral: p256.Private, recipient: p256.Point, info: bytes) -> Context:
    """Encap (section 4.1) and the base-mode key schedule (section 5.1)."""
    enc = p256.encode_point(ephemeral.public_key())
    prk = _extract(KEM_SUITE, b"", b"eae_prk", ephemeral.exchange(ec.ECDH(), recipient))
    shared = _expand(KEM_SUITE, prk, b"shared_secret", enc + p256.encode_point(recipient), 32)
    ids = _extract(SUITE, b"", b"psk_id_hash", b"") + _extract(SUITE, b"", b"info_hash", info)
    secret = _extract(SUITE, shared, b"secret", b"")
    key = _expand(SUITE, secret, b"key", b"\x00" + ids, 16)
    return Context(enc, shared, key, _expand(SUITE, secret, b"base_nonce", b"\x00" + ids, 12))


def seal(ephemeral: p256.Private, recipient: p256.Point, info: bytes, plain: bytes, aad: bytes = b"") -> bytes:
    """Enc ‖ ciphertext of the single message with sequence number 0."""
    made = context(ephemeral, recipient, info)
    return made.enc + AESGCM(made.key).encrypt(made.base_nonce, plain, aad)
