"""The seat's identity: a P-256 key, strict ES256 JWS, and the encrypted key file on the keypad host.

Keys come from the operating system's random source only; nothing seeded is ever let in here.
The key file is PKCS#8, encrypted with a passphrase, mode 0600, and never overwritten.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from devices.encoding import Broken, Json, b64, canonical, fields, sha256, strict, text, unb64

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256, FIPS 186 / SEC 2
ECDSA_SHA256 = ec.ECDSA(hashes.SHA256())
MAX_MESSAGE = 16_384  # bytes of one JWS, docs/protocol.md section 1
LEAST_PASSPHRASE = 12  # bytes: the library stretches by 2,048 rounds only, so length must do the rest


class KeyFileError(Exception):
    """The key file is missing, open to others, or not opened by this passphrase."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A P-256 public key with its JWK and its kid (RFC 7638 thumbprint in b64)."""

    point: ec.EllipticCurvePublicKey
    x: str
    y: str
    kid: str

    @classmethod
    def of(cls, point: ec.EllipticCurvePublicKey) -> PublicKey:
        """The key of a pyca point."""
        numbers = point.public_numbers()
        x, y = (b64(part.to_bytes(32, "big")) for part in (numbers.x, numbers.y))
        return cls(point, x, y, b64(sha256(canonical(_jwk(x, y)))))

    @classmethod
    def read(cls, jwk: Json, what: str) -> PublicKey:
        """The key of a JWK; Broken for another curve, a private part, or a point off the curve."""
        part = fields(jwk, what, ("crv", "kty", "x", "y"))
        if (part["crv"], part["kty"]) != ("P-256", "EC"):
            raise Broken(what, "not a P-256 key")
        return cls.of(point_of(b"\x04" + unb64(part["x"], what, 32) + unb64(part["y"], what, 32), what))

    def jwk(self) -> dict[str, Json]:
        """`{"crv", "kty", "x", "y"}`."""
        return _jwk(self.x, self.y)


@dataclass(frozen=True, slots=True)
class Signer:
    """A private P-256 key that signs messages as one seat's device."""

    key: ec.EllipticCurvePrivateKey
    public: PublicKey

    @classmethod
    def new(cls) -> Signer:
        """A fresh key."""
        return cls.of(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def of(cls, key: ec.EllipticCurvePrivateKey) -> Signer:
        """The signer of a pyca key."""
        return cls(key, PublicKey.of(key.public_key()))

    def jws(self, typ: str, payload: dict[str, Json]) -> str:
        """Compact ES256 JWS (RFC 7515); Broken when it would be over 16,384 bytes."""
        header: dict[str, Json] = {"alg": "ES256", "kid": self.public.kid, "typ": typ}
        signed = f"{b64(canonical(header))}.{b64(canonical(payload))}"
        message = f"{signed}.{b64(sign(self.key, signed.encode()))}"
        if len(message) > MAX_MESSAGE:
            raise Broken(typ, f"{len(message)} bytes, at most {MAX_MESSAGE}")
        return message


@dataclass(frozen=True, slots=True)
class Verified:
    """A JWS whose signature holds: its payload as received bytes and as a value."""

    raw: bytes
    payload: Json


def point_of(data: bytes, what: str) -> ec.EllipticCurvePublicKey:
    """The point of its 65 or 33 bytes (SEC 1); Broken when it is not on P-256."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)
    except ValueError as error:
        raise Broken(what, "not a point of P-256") from error


def sign(key: ec.EllipticCurvePrivateKey, data: bytes) -> bytes:
    """64 bytes r‖s over SHA-256 of `data`, with s ≤ n/2."""
    r, s = decode_dss_signature(key.sign(data, ECDSA_SHA256))
    return r.to_bytes(32, "big") + min(s, ORDER - s).to_bytes(32, "big")


def verify(point: ec.EllipticCurvePublicKey, signature: bytes, data: bytes, what: str) -> None:
    """Broken unless `signature` is 64 bytes r‖s, low-s, and right."""
    if len(signature) != 64:
        raise Broken(what, "a signature is 64 bytes")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if s > ORDER // 2:
        raise Broken(what, "high-s signature")
    try:
        point.verify(encode_dss_signature(r, s), data, ECDSA_SHA256)
    except InvalidSignature as error:
        raise Broken(what, "wrong signature") from error


def read_jws(jws: object, typ: str, key: PublicKey) -> Verified:
    """The payload of a compact JWS of this type by this key; Broken for anything else."""
    parts = text(jws, typ).split(".")
    if len(parts) != 3:
        raise Broken(typ, "not a compact JWS")
    header = fields(strict(unb64(parts[0], typ), f"{typ} header"), f"{typ} header", ("alg", "kid", "typ"))
    if (header["alg"], header["typ"]) != ("ES256", typ):
        raise Broken(typ, f"alg {header['alg']!r}, typ {header['typ']!r}")
    if header["kid"] != key.kid:
        raise Broken(typ, "signed by another key than expected")
    verify(key.point, unb64(parts[2], typ, 64), f"{parts[0]}.{parts[1]}".encode(), typ)
    raw = unb64(parts[1], typ)
    return Verified(raw, strict(raw, typ))


def kid_of(jws: object, typ: str) -> str:
    """The kid that a JWS names; says nothing about who signed it."""
    header = strict(unb64(text(jws, typ).partition(".")[0], typ), f"{typ} header")
    return text(fields(header, f"{typ} header", ("alg", "kid", "typ"))["kid"], "kid")


def save(signer: Signer, path: Path, passphrase: bytes) -> None:
    """Write a new encrypted PKCS#8 file, 0600; KeyFileError when a file is there or the passphrase is too short."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise KeyFileError(
            f"口令至少 {LEAST_PASSPHRASE} 个字符 / a passphrase has at least {LEAST_PASSPHRASE} characters"
        )
    encryption = serialization.BestAvailableEncryption(passphrase)
    pem = signer.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyFileError(f"密钥文件已存在，不覆盖 / key file exists, not overwritten: {path}") from error
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())  # the server will know this key; losing it to a power cut costs a re-enrolment


def load(path: Path, passphrase: bytes) -> Signer:
    """The signer of a key file; KeyFileError when others may read it or the passphrase is wrong."""
    if path.stat().st_mode & 0o077:
        raise KeyFileError(f"密钥文件权限须为 0600 / key file must be readable by its owner only: {path}")
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), passphrase)
    except (ValueError, TypeError) as error:
        raise KeyFileError(f"口令不对或文件已损坏 / wrong passphrase or damaged file: {path}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise KeyFileError(f"不是 P-256 密钥 / not a P-256 key: {path}")
    return Signer.of(key)


def _jwk(x: str, y: str) -> dict[str, Json]:
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}
