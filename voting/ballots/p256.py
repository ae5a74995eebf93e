"""P-256 keys and raw signatures: JWK in and out, RFC 7638 thumbprints, ES256 with low s. No message is known here."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from joserfc.jwk import ECKey

from voting.ballots.encodings import Malformed, b64, unb64
from voting.exact import Json

Private: TypeAlias = ec.EllipticCurvePrivateKey
Point: TypeAlias = ec.EllipticCurvePublicKey

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # n of P-256, SP 800-186 section 3.2.1.3
HALF = ORDER // 2
KEYS_REMEMBERED = 8192  # loaded public keys: more than twice the seats of the largest meeting
_VERIFY = ec.ECDSA(hashes.SHA256())
_SIGN = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)  # RFC 6979: a weak random source cannot leak the key


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A P-256 public key; `x`, `y` in base64url, `kid` its RFC 7638 SHA-256 thumbprint."""

    kid: str
    x: str
    y: str
    point: Point = field(repr=False, compare=False)

    @property
    def jwk(self) -> dict[str, str]:
        """The key as the protocol writes it: exactly crv, kty, x, y."""
        return {"crv": "P-256", "kty": "EC", "x": self.x, "y": self.y}


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A P-256 key pair that signs messages; its repr shows the kid alone."""

    public: PublicKey
    private: Private = field(repr=False, compare=False)


def import_key(jwk: Json) -> PublicKey:
    """The key in a JWK of exactly crv, kty, x, y; Malformed when anything else stands there or it is off the curve."""
    if not isinstance(jwk, dict) or set(jwk) != {"crv", "kty", "x", "y"}:
        raise Malformed("message.malformed", "a key is a JWK of exactly crv, kty, x, y")
    if jwk["crv"] != "P-256" or jwk["kty"] != "EC":
        raise Malformed("message.malformed", "keys are of the curve P-256")
    x, y = jwk["x"], jwk["y"]
    if not isinstance(x, str) or not isinstance(y, str):
        raise Malformed("message.malformed", "coordinates are text")
    return _loaded(x, y)


@lru_cache(maxsize=KEYS_REMEMBERED)
def _loaded(x: str, y: str) -> PublicKey:
    for coordinate in (x, y):
        unb64(coordinate, 32)  # joserfc takes zeros in front, which would give the same key a second kid
    try:
        key = ECKey.import_key({"crv": "P-256", "kty": "EC", "x": x, "y": y})
        return PublicKey(key.thumbprint(), x, y, key.public_key)
    except ValueError as error:
        raise Malformed("message.malformed", f"no point of P-256: {error}") from error


def signing_key(private: Private) -> SigningKey:
    """The private key together with its public half and kid."""
    point = encode_point(private.public_key())
    return SigningKey(_loaded(b64(point[1:33]), b64(point[33:])), private)


def generate() -> Private:
    """A fresh P-256 private key from the system's random source."""
    return ec.generate_private_key(ec.SECP256R1())


def encode_point(point: Point) -> bytes:
    """65 bytes, uncompressed (SEC 1 section 2.3.3)."""
    return point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def encode_compressed(point: Point) -> bytes:
    """33 bytes, compressed (SEC 1 section 2.3.3)."""
    return point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)


def decode_point(data: bytes, length: int) -> Point:
    """The point in 65 (uncompressed) or 33 (compressed) bytes, whichever `length` says; Malformed otherwise."""
    if len(data) != length:
        raise Malformed("message.malformed", f"a point of {len(data)} bytes where {length} belong")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)
    except ValueError as error:
        raise Malformed("message.malformed", f"no point of P-256: {error}") from error


def sign(private: Private, data: bytes) -> bytes:
    """64 bytes r‖s with s ≤ n/2 over SHA-256 of `data` (RFC 7518 section 3.4, low s as docs/protocol.md section 1)."""
    r, s = utils.decode_dss_signature(private.sign(data, _SIGN))
    return r.to_bytes(32, "big") + min(s, ORDER - s).to_bytes(32, "big")


def holds(point: Point, data: bytes, signature: bytes) -> bool:
    """Whether 64 bytes r‖s sign `data`; never for s > n/2, for r or s of zero, or for another length."""
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < ORDER and 0 < s <= HALF):
        return False
    try:
        point.verify(utils.encode_dss_signature(r, s), data, _VERIFY)
    except InvalidSignature:
        return False
    return True
