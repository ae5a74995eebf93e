"""That an opener used the key of the manifest: a proof of equal discrete logarithms on P-256 (Chaum and Pedersen, 1992).

An item that does not open proves nothing by itself: a false secret opens nothing either. With this proof whoever says
"it does not open" shows the Diffie-Hellman point of the layer and that its own key made it; then anybody derives the
AEAD key and sees. The scalar multiplications are the library's ECDH; what is done here on points is public.
"""

from __future__ import annotations

from hashlib import sha512

from cryptography.hazmat.primitives.asymmetric import ec

from voting.ballots import p256
from voting.ballots.encodings import Malformed
from voting.ballots.p256 import ORDER, Private

POINT_LENGTH = 65
PROOF_LENGTH = POINT_LENGTH + 64
DOMAIN = b"yijue-dleq-v1|"
FIELD = 2**256 - 2**224 + 2**192 + 2**96 - 1  # p of P-256, SP 800-186 section 3.2.1.3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)

Pair = tuple[int, int]


def prove(private: Private, enc: bytes, context: bytes) -> bytes:
    """The shared point of `enc` (65 bytes) and this key, with the proof that it is: point ‖ c ‖ r, 129 bytes.
    `context` is what the proof is of (the layer's info). Malformed when `enc` is no point.
    """
    secret = private.private_numbers().private_value
    public = p256.encode_point(private.public_key())
    shared = _times(secret, enc)
    nonce = p256.generate().private_numbers().private_value
    c = _challenge(context, public, enc, shared, _times(nonce, G), _times(nonce, enc))
    r = (nonce - c * secret) % ORDER
    return shared + c.to_bytes(32, "big") + r.to_bytes(32, "big")


def shared_point(public: bytes, enc: bytes, proof: bytes, context: bytes) -> bytes:
    """The point that `proof` shows, 65 bytes: `public`'s private key times `enc`. Malformed when it does not show that."""
    if len(proof) != PROOF_LENGTH:
        raise Malformed("message.malformed", f"a proof has {PROOF_LENGTH} bytes")
    shared, c, r = proof[:POINT_LENGTH], int.from_bytes(proof[65:97], "big"), int.from_bytes(proof[97:], "big")
    if not (0 < c < ORDER - 1 and 0 < r < ORDER - 1):
        raise Malformed("message.malformed", "a proof has two scalars")
    first = _encoded(_sum(_pair(_times(r, G)), _pair(_times(c, public))))
    second = _encoded(_sum(_pair(_times(r, enc)), _pair(_times(c, shared))))
    if c != _challenge(context, public, enc, shared, first, second):
        raise Malformed("message.malformed", "this point was not made with that key")
    return shared


def _challenge(context: bytes, *points: bytes) -> int:
    digest = sha512(DOMAIN + len(context).to_bytes(2, "big") + context + b"".join(points)).digest()
    return int.from_bytes(digest, "big") % ORDER


def _times(scalar: int, point: bytes) -> bytes:
    """The point times a scalar of 1 to n - 2. ECDH gives its x; of the two y the right one is that which, with the point
    added, has the x of the next multiple.
    """
    peer = p256.decode_point(point, POINT_LENGTH)
    x, following = (_x(one, peer) for one in (scalar, scalar + 1))
    y = pow(x**3 - 3 * x + B, (FIELD + 1) // 4, FIELD)
    for candidate in ((x, y), (x, FIELD - y)):
        if _sum(candidate, _pair(point))[0] == following:
            return _encoded(candidate)
    raise Malformed("message.malformed", "no multiple of this point")


def _x(scalar: int, peer: p256.Point) -> int:
    return int.from_bytes(ec.derive_private_key(scalar, ec.SECP256R1()).exchange(ec.ECDH(), peer), "big")


def _sum(one: Pair, other: Pair) -> Pair:
    """Two points added (SEC 1 section 2.2.1); Malformed where the sum is the point at infinity."""
    (x1, y1), (x2, y2) = one, other
    if x1 == x2:
        if (y1 + y2) % FIELD == 0:
            raise Malformed("message.malformed", "a sum at infinity")
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
