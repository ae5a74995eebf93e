"""Sealing a layer, and opening it with the sender's ephemeral key instead of the recipient's (HPKE, RFC 9180, base mode).

Who holds the ephemeral key of a layer can show what the layer says, and can show nothing else: the point in front of the
ciphertext is that key's own, and the recipient comes to the same secret. Opened so are a challenged paper, and one that
its own member shows because the count lacks it.
"""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devices.encoding import Broken

CURVE = ec.SECP256R1()
POINT_BYTES = 65
KEM = b"KEM\x00\x10"  # DHKEM(P-256, HKDF-SHA256)
SUITE = b"HPKE\x00\x10\x00\x01\x00\x01"  # with HKDF-SHA256 and AES-128-GCM


def sealed(recipient: ec.EllipticCurvePublicKey, info: bytes, plain: bytes) -> tuple[bytes, bytes]:
    """enc ‖ ciphertext, and the fresh ephemeral private key (32 bytes) that can show what it says."""
    ephemeral = ec.generate_private_key(CURVE)
    key, nonce = _schedule(ephemeral, recipient, info)
    layer = _point(ephemeral.public_key()) + AESGCM(key).encrypt(nonce, plain, b"")
    return layer, ephemeral.private_numbers().private_value.to_bytes(32, "big")


def opened(
    ephemeral: ec.EllipticCurvePrivateKey, recipient: ec.EllipticCurvePublicKey, info: bytes, layer: bytes
) -> bytes:
    """What enc ‖ ciphertext says; Broken when this ephemeral key did not seal it to this recipient under this info."""
    enc, box = layer[:POINT_BYTES], layer[POINT_BYTES:]
    if _point(ephemeral.public_key()) != enc:
        raise Broken("ephemeral", "the key shown is not the key of the layer")
    key, nonce = _schedule(ephemeral, recipient, info)
    try:
        return AESGCM(key).decrypt(nonce, box, b"")
    except InvalidTag as error:
        raise Broken("layer", "it does not open with the key shown") from error


def _schedule(
    ephemeral: ec.EllipticCurvePrivateKey, recipient: ec.EllipticCurvePublicKey, info: bytes
) -> tuple[bytes, bytes]:
    """Key and nonce of the one message of this encapsulation (sections 4.1 and 5.1)."""
    dh, point = ephemeral.exchange(ec.ECDH(), recipient), _point(ephemeral.public_key()) + _point(recipient)
    shared = _expand(KEM, _extract(KEM, b"", b"eae_prk", dh), b"shared_secret", point, 32)
    context = b"\x00" + _extract(SUITE, b"", b"psk_id_hash", b"") + _extract(SUITE, b"", b"info_hash", info)
    secret = _extract(SUITE, shared, b"secret", b"")
    return _expand(SUITE, secret, b"key", context, 16), _expand(SUITE, secret, b"base_nonce", context, 12)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def _expand(suite: bytes, prk: bytes, label: bytes, info: bytes, size: int) -> bytes:
    """One block of HKDF-Expand is enough for all that is derived here."""
    labelled = size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(prk, labelled + b"\x01", "sha256")[:size]
