"""Where a test's keys and random bytes come from: the system, or a name, so that they are the same each time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import shake_256
from secrets import randbelow, token_bytes

import gmpy2
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from voting.ballots import p256
from voting.ballots.credentials import EXPONENT, IssuerKey


@dataclass(frozen=True)
class Fresh:
    """From the system's random source."""

    def octets(self, name: str, length: int) -> bytes:
        """Random bytes; the name says nothing."""
        return token_bytes(length)

    def key(self, name: str) -> p256.Private:
        """A fresh key."""
        return p256.generate()

    def below(self, name: str, limit: int) -> int:
        """A number from 1 to limit - 1."""
        return randbelow(limit - 1) + 1


@dataclass(frozen=True)
class Fixed(Fresh):
    """From names under a prefix: SHAKE-256("yijue vectors|" ‖ prefix ‖ "|" ‖ name)."""

    prefix: str

    def octets(self, name: str, length: int) -> bytes:
        """The same bytes for the same name."""
        return shake_256(f"yijue vectors|{self.prefix}|{name}".encode()).digest(length)

    def key(self, name: str) -> p256.Private:
        """The same key for the same name."""
        return ec.derive_private_key(self.below(name, p256.ORDER), ec.SECP256R1())

    def below(self, name: str, limit: int) -> int:
        """The same number for the same name."""
        return int.from_bytes(self.octets(name, (limit.bit_length() + 7) // 8 + 8), "big") % (limit - 1) + 1


@cache
def issuer_key(name: str) -> IssuerKey:
    """The issuer's key of this name: its primes are the next ones after the name's bytes, with both upper bits set."""
    p, q = (_prime(Fixed(name).octets(half, 128)) for half in ("p", "q"))
    private = pow(EXPONENT, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p, q, private, private % (p - 1), private % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(EXPONENT, p * q)
    )
    return IssuerKey(numbers.private_key())


def _prime(start: bytes) -> int:
    found = gmpy2.next_prime(int.from_bytes(start, "big") | 3 << (len(start) * 8 - 2))
    while gmpy2.gcd(found - 1, EXPONENT) != 1:
        found = gmpy2.next_prime(found)
    return int(found)
