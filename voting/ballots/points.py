"""Points of P-256 added and multiplied, for proofs about discrete logarithms. What is done here is done on public points;
the scalar multiplications are the library's ECDH.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec

from voting.ballots import p256
from voting.ballots.encodings import Malformed
from voting.ballots.p256 import ORDER

POINT_LENGTH = 65
SCALAR_LENGTH = 32
FIELD = 2**256 - 2**224 + 2**192 + 2**96 - 1  # p of P-256, SP 800-186 section 3.2.1.3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)

Pair = tuple[int, int]


def scalars(proof: bytes) -> tuple[int, int]:
    """The two scalars of a proof, 64 bytes, each from 1 to n - 2; Malformed for others."""
    c, r = int.from_bytes(proof[:SCALAR_LENGTH], "big"), int.from_bytes(proof[SCALAR_LENGTH:], "big")
    if len(proof) != 2 * SCALAR_LENGTH or not (0 < c < ORDER - 1 and 0 < r < ORDER - 1):
        raise Malformed("message.malformed", "a proof has two scalars")
    return c, r


def combined(r: int, one: bytes, c: int, other: bytes) -> bytes:
    """r times one point and c times another, added: 65 bytes each. Malformed when one is no point, or the sum is none."""
    found = _sum(_pair(times(r, one)), _pair(times(c, other)))
    if found is None:
        raise Malformed("message.malformed", "a sum at infinity")
    return _encoded(found)


def times(scalar: int, point: bytes) -> bytes:
    """The point times a scalar of 1 to n - 2. ECDH gives its x; of the two y the right one is that which, with the point
    added, has the x of the next multiple.
    """
    if point == G:
        return p256.encode_point(_key(scalar).public_key())
    peer = p256.decode_point(point, POINT_LENGTH)
    x, following = (_x(one, peer) for one in (scalar, scalar + 1))
    y = pow(x**3 - 3 * x + B, (FIELD + 1) // 4, FIELD)
    for candidate in ((x, y), (x, FIELD - y)):
        further = _sum(candidate, _pair(point))
        if further and further[0] == following:
            return _encoded(candidate)
    raise Malformed("message.malformed", "no multiple of this point")


def _x(scalar: int, peer: p256.Point) -> int:
    return int.from_bytes(_key(scalar).exchange(ec.ECDH(), peer), "big")


def _key(scalar: int) -> p256.Private:
    return ec.derive_private_key(scalar, ec.SECP256R1())


def _sum(one: Pair, other: Pair) -> Pair | None:
    """Two points added (SEC 1 section 2.2.1); None where the sum is the point at infinity."""
    (x1, y1), (x2, y2) = one, other
    if x1 == x2:
        if (y1 + y2) % FIELD == 0:
            return None
        slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, FIELD) % FIELD
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, FIELD) % FIELD
    x = (slope * slope - x1 - x2) % FIELD
    return x, (slope * (x1 - x) - y1) % FIELD


def _pair(point: bytes) -> Pair:
    p256.decode_point(point, POINT_LENGTH)
    return int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")


def _encoded(pair: Pair) -> bytes:
    return b"\x04" + pair[0].to_bytes(32, "big") + pair[1].to_bytes(32, "big")
