"""Sealing a layer, and opening it with the sender's ephemeral key instead of the recipient's (HPKE, RFC 9180, base mode).

Who holds the ephemeral key of a layer can show what the layer says, and can show nothing else: the point in front of the
ciphertext is that key's own, and the recipient comes to the same secret. Opened so are a challenged paper, and one that
its own member shows because the count lacks it. From T1 on a layer also has the proof that its sealer knows that key
(Schnorr; docs/protocol.md section 6).
"""

from __future__ import annotations

import hmac
from hashlib import sha512

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devices.encoding import Broken
from devices.signer import ORDER

CURVE = ec.SECP256R1()
POINT_BYTES, SCALAR_BYTES = 65, 32
KEM = b"KEM\x00\x10"  # DHKEM(P-256, HKDF-SHA256)
SUITE = b"HPKE\x00\x10\x00\x01\x00\x01"  # with HKDF-SHA256 and AES-128-GCM


def sealed(recipient: ec.EllipticCurvePublicKey, info: bytes, plain: bytes, *, proved: bool) -> tuple[bytes, bytes]:
    """enc ‖ (from T1 on the proof) ‖ ciphertext, and the fresh ephemeral private key (32 bytes) that can show what it says."""
    ephemeral = ec.generate_private_key(CURVE)
    key, nonce = _schedule(ephemeral, recipient, info)
    box = AESGCM(key).encrypt(nonce, plain, b"")
    proof = proof_of(ephemeral, ec.generate_private_key(CURVE), info, box) if proved else b""
    return _point(ephemeral.public_key()) + proof + box, _number(ephemeral).to_bytes(SCALAR_BYTES, "big")


def opened(
    ephemeral: ec.EllipticCurvePrivateKey,
    recipient: ec.EllipticCurvePublicKey,
    info: bytes,
    layer: bytes,
    *,
    proved: bool,
) -> bytes:
    """What a layer says; Broken when this ephemeral key did not seal it to this recipient under this info, or its proof is
    not one of this key.
    """
    enc, proof = layer[:POINT_BYTES], layer[POINT_BYTES:][: 2 * SCALAR_BYTES if proved else 0]
    box = layer[POINT_BYTES + len(proof) :]
    if _point(ephemeral.public_key()) != enc:
        raise Broken("ephemeral", "the key shown is not the key of the layer")
    if proved and not _proves(ephemeral, proof, info, box):
        raise Broken("layer", "its proof is not one of the key shown")
    key, nonce = _schedule(ephemeral, recipient, info)
    try:
        return AESGCM(key).decrypt(nonce, box, b"")
    except InvalidTag as error:
        raise Broken("layer", "it does not open with the key shown") from error


def proof_of(
    ephemeral: ec.EllipticCurvePrivateKey, nonce: ec.EllipticCurvePrivateKey, info: bytes, box: bytes
) -> bytes:
    """c ‖ r, 32 bytes each: that whoever made this layer knows its key. `nonce` is fresh, or the key is lost."""
    c = _challenge(ephemeral, info, nonce, box)
    r = (_number(nonce) - c * _number(ephemeral)) % ORDER
    return c.to_bytes(SCALAR_BYTES, "big") + r.to_bytes(SCALAR_BYTES, "big")


def _proves(ephemeral: ec.EllipticCurvePrivateKey, proof: bytes, info: bytes, box: bytes) -> bool:
    """Whether it is such a proof, looked at by whoever has the key."""
    c, r = int.from_bytes(proof[:SCALAR_BYTES], "big"), int.from_bytes(proof[SCALAR_BYTES:], "big")
    nonce = (r + c * _number(ephemeral)) % ORDER
    if len(proof) != 2 * SCALAR_BYTES or not (0 < c < ORDER - 1 and 0 < r < ORDER - 1) or nonce == 0:
        return False
    return c == _challenge(ephemeral, info, ec.derive_private_key(nonce, CURVE), box)


def _challenge(
    ephemeral: ec.EllipticCurvePrivateKey, info: bytes, nonce: ec.EllipticCurvePrivateKey, box: bytes
) -> int:
    points = _point(ephemeral.public_key()) + _point(nonce.public_key())
    said = b"yijue-sealer-v1|" + len(info).to_bytes(2, "big") + info + points + box
    return int.from_bytes(sha512(said).digest(), "big") % ORDER


def _number(key: ec.EllipticCurvePrivateKey) -> int:
    return key.private_numbers().private_value


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
