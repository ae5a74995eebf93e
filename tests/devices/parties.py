"""The server's and the stations' half of tiers T1 and T2 for the fake hall: issue, open, sign the count.

Written from docs/protocol.md with plain integers; RSA keys are made once for all tests, fresh box keys for each poll.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from devices.encoding import b64, hash_of, sha256, unb64
from devices.signer import Signer

SHAPES = {
    None: ((), (), ()),
    "T0": ((), "S", ()),
    "T1": ("SA", "AS", (2,)),
    "T2": ("SAB", "ABS", (1, 3)),
}
SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


def bare_of(layer):
    """enc ‖ ciphertext: a layer from T1 on without its sealer's proof."""
    return layer[:65] + layer[129:]


@cache
def rsa_key(name):
    """One RSA-2048 key for each party, made once."""
    return rsa.generate_private_key(65_537, 2048).private_numbers()


@cache
def station(name):
    """The identity of a station."""
    return Signer.new()


def issuer(name):
    """A party as the manifest names it among the issuers."""
    return {"id": name, "n": b64(rsa_key(name).public_numbers.n.to_bytes(256, "big")), "e": 65_537}


def blind_sign(name, message):
    """RFC 9474 section 4.3: b64 of the blinded message to b64 of its signature."""
    key, value = rsa_key(name), int.from_bytes(unb64(message, "blinded", 256), "big")
    return b64(pow(value, key.d, key.public_numbers.n).to_bytes(256, "big"))


class Parties:
    """Those who issue, open and count one poll; `server` signs as S."""

    def __init__(self, tier, server):
        self.tier = tier
        self.issuers, self.openers, self.levels = SHAPES[tier]
        self.signers = {"S": server, **{name: station(name) for name in self.issuers if name != "S"}}
        self.boxes = {name: ec.generate_private_key(ec.SECP256R1()) for name in self.openers}

    def manifest(self):
        """The fields of the manifest that name keys."""
        points = {
            name: key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
            for name, key in self.boxes.items()
        }
        return {
            "tier": self.tier, "issuers": [issuer(name) for name in self.issuers],
            "mix": [{"id": name, "pk": b64(point)} for name, point in points.items()], "levels": list(self.levels),
        }  # fmt: skip

    def countersigned(self, meeting, vote, mh):
        """The statement of every station."""
        said = {"meeting": meeting, "vote": vote, "mh": b64(mh)}
        return [
            self.signers[name].jws("countersign", {**said, "station": name}) for name in self.issuers if name != "S"
        ]

    def blind_signed(self, jws, asked, **changes):
        """Every issuer's signed answer to an `issue`."""
        answers = {}
        for name in self.issuers:
            bs = {level: blind_sign(name, hidden[name]) for level, hidden in asked["bl"].items()}
            said = {key: asked[key] for key in ("vote", "mh", "seat")} | {"by": name, "of": hash_of(jws), "bs": bs}
            answers[name] = self.signers[name].jws("blind-signed", said | changes.get(name, {}))
        return answers

    def opened(self, ct, mh, seat, pad):
        """The inner text of an envelope, every layer opened and every signature checked."""
        bare = bare_of if len(self.openers) > 1 else bytes
        layer = SUITE.decrypt(bare(ct), self.boxes[self.openers[0]], b"mix|0|" + mh + seat.encode())
        if self.tier == "T2":
            size = int.from_bytes(layer[:2], "big")
            token, layer = json.loads(layer[2 : 2 + size]), layer[2 + size :]
            self.check(token, 1, mh)
        carried = unb64(token["pk"], "pk") if self.tier == "T2" else b""
        for place, name in list(enumerate(self.openers))[1:]:
            layer = SUITE.decrypt(
                bare(layer), self.boxes[name], b"mix|%d|" % place + mh + (carried if place == 1 else b"")
            )
        size = int.from_bytes(layer[:2], "big")
        assert len(layer) == pad
        assert set(layer[2 + size :]) <= {0}
        inner = layer[2 : 2 + size]
        if self.levels:
            self.check(json.loads(inner)["c"], self.levels[-1], mh)
        return inner

    def check(self, credential, level, mh):
        """Every issuer's signature over the key of a credential holds, by the RFC's own check with plain integers."""
        message = b"cred-v1|%d|" % level + mh + unb64(credential["pk"], "pk", 33)
        for name in self.issuers:
            signature = int.from_bytes(unb64(credential["s"][name], "s", 256), "big")
            encoded = pow(signature, 65_537, rsa_key(name).public_numbers.n).to_bytes(256, "big")
            assert pss_holds(unb64(credential["r"][name], "r", 32) + message, encoded)

    def tally(self, vote, mh, root, ballots, **changes):
        """Everybody's signature under the count."""
        said = {"vote": vote, "mh": b64(mh), "tally": b64(sha256(b"{}")), "out_root": b64(root), "m": ballots}
        names = self.issuers or "S"
        return [self.signers[name].jws("tally", said | {"by": name} | changes.get(name, {})) for name in names]


def pss_holds(message, encoded):
    """EMSA-PSS-VERIFY of RFC 8017 section 9.1.2, SHA-384, 48-byte salt, 2,047 bits."""
    masked, digest, end = encoded[:-49], encoded[-49:-1], encoded[-1:]
    mask = b"".join(hashlib.sha384(digest + bytes([0, 0, 0, n])).digest() for n in range(5))[: len(masked)]
    block = bytes(left ^ right for left, right in zip(masked, mask, strict=True))
    block = bytes([block[0] & 0x7F]) + block[1:]
    start, salt = block[:-48], block[-48:]
    whole = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    return end == b"\xbc" and start == bytes(len(start) - 1) + b"\x01" and whole == digest
