"""Blind RSA signatures as a terminal needs them: RSABSSA-SHA384-PSS-Randomized of RFC 9474, blind and finalize.

Pure but for fresh salts and factors, which come from the operating system. The issuer's half lives on the issuers.
The exponent is 65537 and the factor is used once, so plain integers serve; the signature itself is verified by OpenSSL.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from devices.encoding import Broken, unb64

EXPONENT = 65_537
MODULUS_BYTES = 256  # of the protocol; the arithmetic takes any size, as the RFC's vectors need
SALT_BYTES = 48
PREFIX_BYTES = 32  # PrepareRandomize
DIGEST_BYTES = 48
PSS = padding.PSS(padding.MGF1(hashes.SHA384()), SALT_BYTES)


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """An issuer's public key for one poll."""

    n: int
    _checker: rsa.RSAPublicKey = field(repr=False, compare=False)

    @classmethod
    def of(cls, n: int) -> IssuerKey:
        """The key of a modulus."""
        return cls(n, rsa.RSAPublicNumbers(EXPONENT, n).public_key())

    @classmethod
    def read(cls, modulus: object, what: str) -> IssuerKey:
        """Of b64 of exactly 256 bytes whose first bit is set; Broken for anything else."""
        data = unb64(modulus, what, MODULUS_BYTES)
        if not data[0] & 0x80 or not data[-1] & 1:
            raise Broken(what, "not an odd modulus of 2,048 bits")
        return cls.of(int.from_bytes(data, "big"))

    @property
    def size(self) -> int:
        """Bytes of the modulus."""
        return (self.n.bit_length() + 7) // 8

    def verify(self, signature: bytes, message: bytes, what: str) -> None:
        """Broken unless `signature` is this issuer's over the prepared message (RSASSA-PSS-VERIFY)."""
        try:
            self._checker.verify(signature, message, PSS, hashes.SHA384())
        except InvalidSignature as error:
            raise Broken(what, "the issuer's signature does not hold") from error


@dataclass(frozen=True, slots=True)
class Blinded:
    """What goes to the issuer, and the inverse that takes the blinding off again: a secret until the count is audited."""

    message: bytes
    inverse: int


def prepare(message: bytes) -> tuple[bytes, bytes]:
    """The fresh 32-byte prefix and prefix ‖ message (RFC 9474 section 4.1)."""
    prefix = secrets.token_bytes(PREFIX_BYTES)
    return prefix, prefix + message


def blind(key: IssuerKey, message: bytes, salt: bytes | None = None, factor: int | None = None) -> Blinded:
    """Blind a prepared message (section 4.2); `salt` and `factor` are given only where a known answer is checked."""
    encoded = int.from_bytes(_encode(message, key.n.bit_length() - 1, salt or secrets.token_bytes(SALT_BYTES)), "big")
    if math.gcd(encoded, key.n) != 1:
        raise Broken("issuer", "the message shares a factor with the modulus")
    chosen = factor or 1 + secrets.randbelow(key.n - 1)
    try:
        inverse = pow(chosen, -1, key.n)
    except ValueError as error:
        raise Broken("issuer", "the blinding shares a factor with the modulus") from error
    hidden = encoded * pow(chosen, EXPONENT, key.n) % key.n
    return Blinded(hidden.to_bytes(key.size, "big"), inverse)


def finalize(key: IssuerKey, message: bytes, answer: bytes, inverse: int, what: str) -> bytes:
    """The issuer's signature over the prepared message (section 4.4); Broken when it does not hold."""
    if len(answer) != key.size:
        raise Broken(what, f"a blind signature has {key.size} bytes")
    signature = (int.from_bytes(answer, "big") * inverse % key.n).to_bytes(key.size, "big")
    key.verify(signature, message, what)
    return signature


def _encode(message: bytes, bits: int, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE with SHA-384 and MGF1 (RFC 8017 section 9.1.1)."""
    size = (bits + 7) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(size - SALT_BYTES - DIGEST_BYTES - 2) + b"\x01" + salt
    masked = bytearray(left ^ right for left, right in zip(block, _mask(digest, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * size - bits)
    return bytes(masked) + digest + b"\xbc"


def _mask(seed: bytes, size: int) -> bytes:
    """MGF1 with SHA-384 (RFC 8017 appendix B.2.1)."""
    rounds = range((size + DIGEST_BYTES - 1) // DIGEST_BYTES)
    return b"".join(hashlib.sha384(seed + count.to_bytes(4, "big")).digest() for count in rounds)[:size]
