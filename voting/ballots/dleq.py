"""That an opener used the key of the manifest: a proof of equal discrete logarithms on P-256 (Chaum and Pedersen, 1992).

An item that does not open proves nothing by itself: a false secret opens nothing either. With this proof whoever says
"it does not open" shows the Diffie-Hellman point of the layer and that its own key made it; then anybody derives the
AEAD key and sees. The point may be shown only of a layer whose sealer has proved that he knows it (`sealer`): else who
seals to a multiple of somebody else's point is told what opens that layer.
"""

from __future__ import annotations

from hashlib import sha512
from secrets import token_bytes

from voting.ballots import p256
from voting.ballots.encodings import Malformed
from voting.ballots.p256 import ORDER, Private
from voting.ballots.points import POINT_LENGTH, SCALAR_LENGTH, G, combined, scalars, times

PROOF_LENGTH = POINT_LENGTH + 2 * SCALAR_LENGTH
DOMAIN = b"yijue-dleq-v1|"


def prove(private: Private, enc: bytes, context: bytes) -> bytes:
    """The shared point of `enc` (65 bytes) and this key, with the proof that it is: point ‖ c ‖ r, 129 bytes.
    `context` is what the proof is of (the layer's info). Malformed when `enc` is no point.
    """
    secret = private.private_numbers().private_value
    public = p256.encode_point(private.public_key())
    shared = times(secret, enc)
    nonce = _nonce(secret, shared, context)
    c = _challenge(context, public, enc, shared, times(nonce, G), times(nonce, enc))
    r = (nonce - c * secret) % ORDER
    return shared + c.to_bytes(SCALAR_LENGTH, "big") + r.to_bytes(SCALAR_LENGTH, "big")


def _nonce(secret: int, shared: bytes, context: bytes) -> int:
    """Fresh chance hashed with the key and all that is proved: a random source that repeats itself gives no key away."""
    said = secret.to_bytes(SCALAR_LENGTH, "big") + token_bytes(SCALAR_LENGTH) + shared + context
    return 1 + int.from_bytes(sha512(DOMAIN + b"nonce|" + said).digest(), "big") % (ORDER - 3)


def shared_point(public: bytes, enc: bytes, proof: bytes, context: bytes) -> bytes:
    """The point that `proof` shows, 65 bytes: `public`'s private key times `enc`. Malformed when it does not show that."""
    shared, (c, r) = proof[:POINT_LENGTH], scalars(proof[POINT_LENGTH:])
    first, second = combined(r, G, c, public), combined(r, enc, c, shared)
    if c != _challenge(context, public, enc, shared, first, second):
        raise Malformed("message.malformed", "this point was not made with that key")
    return shared


def _challenge(context: bytes, *points: bytes) -> int:
    digest = sha512(DOMAIN + len(context).to_bytes(2, "big") + context + b"".join(points)).digest()
    return int.from_bytes(digest, "big") % ORDER
