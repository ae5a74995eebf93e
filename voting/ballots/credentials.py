"""Blind credentials: RSABSSA-SHA384-PSS-Randomized of RFC 9474, its blind signer and its verifier.

An issuer signs what it cannot see, once for each voter, with a key that serves one poll; whoever holds the signature
can show it later without being recognised. Never here: who the voter is, or how many were signed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha384

import gmpy2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from gmpy2 import mpz

from voting.ballots.encodings import Malformed

BITS = 2048  # it must hold until the count only: the key serves one poll (docs/protocol.md section 5)
MODULUS_LENGTH = BITS // 8
EXPONENT = 65537
PREFIX_LENGTH = 32  # random bytes that PrepareRandomize puts in front, RFC 9474 section 4.1
HASH_LENGTH = 48
SALT_LENGTH = 48
ISSUER_KEYS_REMEMBERED = 256
_DIGEST = hashes.SHA384()
_PSS = padding.PSS(padding.MGF1(_DIGEST), SALT_LENGTH)


class SigningFailure(Exception):
    """The fault check of RFC 9474 section 4.3 has failed: a wrong signature would give the key away, so none leaves."""


class Refused(ValueError):
    """A blind signature that does not become a good signature (RFC 9474 section 4.4)."""


@dataclass(frozen=True, slots=True)
class Blinded:
    """A blinded message for the issuer, and the inverse of its blinding, which stays with the terminal."""

    message: bytes
    inverse: int = field(repr=False)


def level_message(level: int, mh: bytes, pk: bytes) -> bytes:
    """m_l: what a credential of this level says; `pk` is the compressed point, 33 bytes."""
    return b"cred-v1|%d|" % level + mh + pk


def prepare(message: bytes, prefix: bytes | None = None) -> bytes:
    """PrepareRandomize: 32 random bytes (or `prefix`, for known answers) in front of the message."""
    return (secrets.token_bytes(PREFIX_LENGTH) if prefix is None else prefix) + message


def blind(
    modulus: int,
    prepared: bytes,
    *,
    salt: bytes | None = None,
    inverse: int | None = None,
    salt_length: int = SALT_LENGTH,
    exponent: int = EXPONENT,
) -> Blinded:
    """RFC 9474 section 4.2; `salt` and `inverse` are given for known answers only. Malformed for a modulus that shares
    a factor with the message.
    """
    n, size = mpz(modulus), (modulus.bit_length() + 7) // 8
    encoded = encode(prepared, secrets.token_bytes(salt_length) if salt is None else salt, modulus.bit_length() - 1)
    message = mpz(int.from_bytes(encoded, "big"))
    if gmpy2.gcd(message, n) != 1:
        raise Malformed("message.malformed", "this modulus cannot blind this message")
    if inverse is None:
        factor = mpz(secrets.randbelow(modulus - 1) + 1)
        inverse = int(gmpy2.invert(factor, n))
    else:
        factor = gmpy2.invert(mpz(inverse), n)
    blinded = message * gmpy2.powmod(factor, exponent, n) % n
    return Blinded(int(blinded).to_bytes(size, "big"), inverse)


def finalize(
    public: rsa.RSAPublicKey, prepared: bytes, blind_signature: bytes, inverse: int, salt_length: int = SALT_LENGTH
) -> bytes:
    """RFC 9474 section 4.4: the signature, verified; Refused when it does not hold or has another length."""
    n = public.public_numbers().n
    size = (n.bit_length() + 7) // 8
    if len(blind_signature) != size:
        raise Refused(f"{len(blind_signature)} bytes of blind signature where {size} belong")
    signature = int(mpz(int.from_bytes(blind_signature, "big")) * inverse % n).to_bytes(size, "big")
    if not holds(public, prepared, signature, salt_length):
        raise Refused("the issuer's blind signature does not hold")
    return signature


def holds(public: rsa.RSAPublicKey, prepared: bytes, signature: bytes, salt_length: int = SALT_LENGTH) -> bool:
    """Whether the issuer signed: RSASSA-PSS-VERIFY with SHA-384, MGF1-SHA-384 (RFC 8017 section 8.1.2). About 20 µs;
    other threads run meanwhile.
    """
    scheme = _PSS if salt_length == SALT_LENGTH else padding.PSS(padding.MGF1(_DIGEST), salt_length)
    try:
        public.verify(signature, prepared, scheme, _DIGEST)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=ISSUER_KEYS_REMEMBERED)
def public_key(modulus: bytes) -> rsa.RSAPublicKey:
    """The issuer's public key in the 256 bytes of a manifest; Malformed when they are no modulus of 2048 bits."""
    if len(modulus) != MODULUS_LENGTH or not modulus[0] & 0x80 or not modulus[-1] & 1:
        raise Malformed("message.malformed", f"a modulus is an odd number of {BITS} bits")
    try:
        return rsa.RSAPublicNumbers(EXPONENT, int.from_bytes(modulus, "big")).public_key()
    except ValueError as error:
        raise Malformed("message.malformed", f"no key of RSA: {error}") from error


class IssuerKey:
    """One issuer's key for one poll. Its repr shows nothing of it."""

    def __init__(self, private: rsa.RSAPrivateKey) -> None:
        numbers = private.private_numbers()
        self.private = private
        self._n = mpz(numbers.public_numbers.n)
        self._e = mpz(numbers.public_numbers.e)
        self._p, self._q = mpz(numbers.p), mpz(numbers.q)
        self._dp, self._dq, self._qi = mpz(numbers.dmp1), mpz(numbers.dmq1), mpz(numbers.iqmp)
        self._size = (private.key_size + 7) // 8

    @classmethod
    def generate(cls) -> IssuerKey:
        """A fresh key of 2048 bits: 30 to 300 ms, so make it before it is needed."""
        return cls(rsa.generate_private_key(EXPONENT, BITS))

    @classmethod
    def from_der(cls, der: bytes) -> IssuerKey:
        """The key in PKCS #8 DER; ValueError when it is none of RSA."""
        private = serialization.load_der_private_key(der, password=None)
        if not isinstance(private, rsa.RSAPrivateKey):
            raise ValueError("an issuer's key is one of RSA")
        return cls(private)

    def to_der(self) -> bytes:
        """PKCS #8 DER in clear: wrap it before it touches a disk."""
        return self.private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @property
    def public(self) -> rsa.RSAPublicKey:
        """The public half."""
        return self.private.public_key()

    @property
    def modulus(self) -> bytes:
        """The modulus as a manifest has it, 256 bytes."""
        return int(self._n).to_bytes(self._size, "big")

    def accepts(self, blinded: bytes) -> bool:
        """Whether these bytes can be signed: as long as the modulus, above zero and below it."""
        return len(blinded) == self._size and 0 < int.from_bytes(blinded, "big") < self._n

    def blind_sign(self, blinded: bytes) -> bytes:
        """RFC 9474 section 4.3, about 0.9 ms, while other threads run: blinded base, constant-time powers, both halves
        joined by CRT, and checked. Malformed for bytes that cannot be signed, SigningFailure when the check fails.
        """
        if not self.accepts(blinded):
            raise Malformed("message.malformed", "no blinded message for this key")
        gmpy2.get_context().allow_release_gil = True  # the context is the thread's own
        message = mpz(int.from_bytes(blinded, "big"))
        factor = mpz(secrets.randbelow(int(self._n) - 1) + 1)  # hides the base from whoever measures time
        hidden = message * gmpy2.powmod(factor, self._e, self._n) % self._n
        signed = self._root(hidden) * gmpy2.invert(factor, self._n) % self._n
        if gmpy2.powmod(signed, self._e, self._n) != message:
            raise SigningFailure("the signature does not give the message back")
        return int(signed).to_bytes(self._size, "big")

    def _root(self, base: mpz) -> mpz:
        """The base to the private exponent: two halves by the primes, joined (RFC 8017 section 5.1.2)."""
        half_p = gmpy2.powmod_sec(base % self._p, self._dp, self._p)
        half_q = gmpy2.powmod_sec(base % self._q, self._dq, self._q)
        return half_q + self._q * ((half_p - half_q) * self._qi % self._p)


def encode(message: bytes, salt: bytes, bits: int, hasher: Callable[[bytes], bytes] | None = None) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017 section 9.1.1) to `bits` bits, SHA-384 unless another `hasher` is given; Malformed when
    so few bits cannot hold it.
    """
    digest = hasher or _sha384
    hashed = digest(message)
    length = (bits + 7) // 8
    room = length - len(salt) - len(hashed) - 2
    if room < 0:
        raise Malformed("message.malformed", "the modulus is too short for this encoding")
    h = digest(bytes(8) + hashed + salt)
    block = bytes(room) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, _mask(h, len(block), digest), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + h + b"\xbc"


def _mask(seed: bytes, length: int, digest: Callable[[bytes], bytes]) -> bytes:
    """MGF1 (RFC 8017 appendix B.2.1)."""
    rounds = -(-length // len(seed))  # the seed is a hash of the same function, so it has a hash's length
    return b"".join(digest(seed + counter.to_bytes(4, "big")) for counter in range(rounds))[:length]


def _sha384(data: bytes) -> bytes:
    return sha384(data).digest()
