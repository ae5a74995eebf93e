"""The credentials of one paper, and the sealing of its vote in layers (docs/protocol.md sections 5 and 6).

A credential is a fresh key that every issuer has signed without seeing it. What lies here is secret until the count is
audited, and is then forgotten. Marks pass through `signed` and `enclosed` and stay nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from devices.blind import blind, finalize, prepare
from devices.encoding import Broken, Json, array, b64, canonical, fields, integer, unb64
from devices.ephemeral import sealed
from devices.manifest import Manifest, framed, inner
from devices.signer import point_of, sign

HPKE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
CURVE = ec.SECP256R1()


@dataclass(slots=True)
class Credential:
    """The key of one level, with the prefix, the inverse of the blinding and the signature of each issuer."""

    level: int
    key: ec.EllipticCurvePrivateKey = field(repr=False)
    prefixes: dict[str, bytes] = field(default_factory=dict, repr=False)
    inverses: dict[str, int] = field(default_factory=dict, repr=False)
    signatures: dict[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def pk(self) -> bytes:
        """Compressed point, 33 bytes."""
        return self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
        )

    @staticmethod
    def message_of(level: int, mh: bytes, pk: bytes) -> bytes:
        """m_l of a public key: what the issuers sign, without its prefix."""
        return b"cred-v1|%d|" % level + mh + pk

    def message(self, mh: bytes) -> bytes:
        """m_l of this credential."""
        return self.message_of(self.level, mh, self.pk)

    def shown(self, signed: bytes) -> dict[str, Json]:
        """The credential as a vote carries it, its key having signed these bytes."""
        return {
            "pk": b64(self.pk),
            "r": {name: b64(prefix) for name, prefix in self.prefixes.items()},
            "s": {name: b64(signature) for name, signature in self.signatures.items()},
            "sig": b64(sign(self.key, signed)),
        }

    def dump(self) -> dict[str, Json]:
        """As it is kept, under seal only; the signatures come again with the answer to the same request."""
        return {
            "level": self.level,
            "key": b64(self.key.private_numbers().private_value.to_bytes(32, "big")),
            "r": {name: b64(prefix) for name, prefix in self.prefixes.items()},
            "inv": {name: f"{inverse:x}" for name, inverse in self.inverses.items()},
        }

    @classmethod
    def load(cls, value: Json) -> Credential:
        """Of `dump`; Broken for anything else."""
        part = fields(value, "credential", ("level", "key", "r", "inv"))
        secret = int.from_bytes(unb64(part["key"], "credential.key", 32), "big")
        prefixes, inverses = (_texts(part[name], name) for name in ("r", "inv"))
        return cls(
            integer(part["level"], "level"), ec.derive_private_key(secret, CURVE),
            {name: unb64(prefix, "r", 32) for name, prefix in prefixes.items()},
            {name: int(inverse, 16) for name, inverse in inverses.items()},
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A paper in its layers; `ephemeral` are the private keys of the layers, the outermost first."""

    ct: bytes
    inner: bytes = field(repr=False)
    token: bytes | None = field(repr=False)
    ephemeral: tuple[bytes, ...] = field(repr=False)


def make(manifest: Manifest) -> tuple[tuple[Credential, ...], dict[str, Json]]:
    """Fresh credentials for every level of the manifest, and `bl`: what of them goes to the issuers."""
    made, request = [], dict[str, Json]()
    for level in manifest.levels:
        credential, hidden = Credential(level, ec.generate_private_key(CURVE)), dict[str, Json]()
        for name, key in manifest.issuers.items():
            credential.prefixes[name], message = prepare(credential.message(manifest.mh))
            blinded = blind(key, message)
            credential.inverses[name], hidden[name] = blinded.inverse, b64(blinded.message)
        made.append(credential)
        request[str(level)] = hidden
    return tuple(made), request


def complete(manifest: Manifest, credentials: Sequence[Credential], given: Mapping[str, Mapping[int, bytes]]) -> None:
    """Take every issuer's blind signatures; Broken names the issuer and level of one that does not hold."""
    for credential in credentials:
        for name, key in manifest.issuers.items():
            message = credential.prefixes[name] + credential.message(manifest.mh)
            what = f"blind-signed {name} {credential.level}"
            answer, inverse = given[name][credential.level], credential.inverses[name]
            credential.signatures[name] = finalize(key, message, answer, inverse, what)


def signed(paper: str, credentials: Sequence[Credential]) -> bytes:
    """The inner text: the plain paper, signed by its ballot key.

    At T0 the ballot key is made here; from T1 on it is the one that the issuers signed.
    """
    ballot = credentials[-1] if credentials else Credential(0, ec.generate_private_key(CURVE))
    return inner(paper, ballot.shown(b"ballot|v1|" + paper.encode()))


def enclosed(manifest: Manifest, seat: str, text: bytes, credentials: Sequence[Credential]) -> bytes:
    """The inner text framed and sealed for every opener of the manifest, the last one's layer first."""
    return enclosed_showing(manifest, seat, text, credentials).ct


def enclosed_showing(manifest: Manifest, seat: str, text: bytes, credentials: Sequence[Credential]) -> Enclosed:
    """The same with what can show it: secret, and forgotten with the audit."""
    layer, token, ephemeral = framed(manifest, text), None, list[bytes]()
    for place in range(len(manifest.mix) - 1, 0, -1):
        token_key = credentials[0].pk if place == 1 and len(credentials) > 1 else b""
        layer, key = _sealed(manifest, place, token_key, layer)
        ephemeral.insert(0, key)
    if len(credentials) > 1:
        token = canonical(credentials[0].shown(b"token|v1|" + layer))
        layer = len(token).to_bytes(2, "big") + token + layer
    ct, key = _sealed(manifest, 0, seat.encode(), layer)
    return Enclosed(ct, text, token, (key, *ephemeral))


def read_all(value: Json) -> tuple[Credential, ...]:
    """Credentials as they were kept."""
    return tuple(Credential.load(one) for one in array(value, "credentials"))


def _sealed(manifest: Manifest, place: int, bound: bytes, layer: bytes) -> tuple[bytes, bytes]:
    """The layer, bound to this poll, to its place, at the outermost to the seat and at T2 behind it to the token's key; and
    its ephemeral private key.
    """
    if not manifest.mix:
        raise Broken("cast", "a named poll has no key to seal to")
    key = point_of(manifest.mix[place].pk, "mix")
    return sealed(key, b"mix|%d|" % place + manifest.mh + bound, layer, proved=manifest.proved)


def _texts(value: Json, what: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise Broken(what, "not texts by name")
    return {name: str(one) for name, one in value.items()}
