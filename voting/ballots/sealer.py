"""That whoever sealed a layer knows the private key of its `enc`: Schnorr's proof over all that the layer is.

With it HPKE is what the literature calls signed ElGamal (Schnorr and Jakobsson 2000; Fuchsbauer, Plouviez and Seurin
2020): an opener may show what its key makes of `enc`, for the sealer could have told it himself. It stands between `enc`
and the ciphertext of every layer from T1 on, and is looked at only where a layer is said not to open. Only terminals
make one.
"""

from __future__ import annotations

from hashlib import sha512

from voting.ballots.encodings import Malformed
from voting.ballots.p256 import ORDER
from voting.ballots.points import SCALAR_LENGTH, G, combined, scalars

KNOWN_LENGTH = 2 * SCALAR_LENGTH
DOMAIN = b"yijue-sealer-v1|"


def challenge(info: bytes, enc: bytes, first: bytes, box: bytes) -> int:
    """c of the proof, for the first message `first` (65 bytes): over the layer's HPKE info, `enc` and ciphertext."""
    said = DOMAIN + len(info).to_bytes(2, "big") + info + enc + first + box
    return int.from_bytes(sha512(said).digest(), "big") % ORDER


def knows(enc: bytes, proof: bytes, info: bytes, box: bytes) -> bool:
    """Whether the sealer of this layer knew the key of `enc` (65 bytes); not when `enc` is no point."""
    try:
        c, r = scalars(proof)
        return c == challenge(info, enc, combined(r, G, c, enc), box)
    except Malformed:
        return False
