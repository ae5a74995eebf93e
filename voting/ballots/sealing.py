"""One sealed paper: its text P, the credential that signed it, the frame of constant length, and HPKE around it.

HPKE is RFC 9180 base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, empty aad: manifest, level and, in the
outermost layer, the seat are bound in `info`, so that a layer opens in its own poll and place only. Never here: who
the voter is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke

from voting.ballots import p256
from voting.ballots.credentials import MODULUS_LENGTH, PREFIX_LENGTH
from voting.ballots.encodings import Malformed, b64, unb64
from voting.ballots.fields import Reader, exactly, octets, plain
from voting.ballots.messages import read_json
from voting.ballots.sealer import KNOWN_LENGTH
from voting.exact import Json, dumps

SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_128_GCM)
ENC_LENGTH = 65  # an uncompressed point
TAG_LENGTH = 16
HPKE_LENGTH = ENC_LENGTH + TAG_LENGTH  # what the one layer of T0 adds
LAYER_LENGTH = HPKE_LENGTH + KNOWN_LENGTH  # what each layer adds from T1 on, with its sealer's proof
HEAD_LENGTH = 2  # big-endian length of the inner text
SIGNED = b"ballot|v1|"  # domain of a ballot key's signature


@dataclass(frozen=True, slots=True)
class Credential:
    """A key (33 bytes) and its signature (64), and of every issuer the 32 random bytes `r` and the 256 signed `s`."""

    pk: bytes
    sig: bytes
    r: Mapping[str, bytes] = field(default_factory=dict)
    s: Mapping[str, bytes] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """As the protocol writes it."""
        return {"pk": b64(self.pk), "r": _written(self.r), "s": _written(self.s), "sig": b64(self.sig)}

    def text(self) -> bytes:
        """Its canonical JSON: of one length for all of a poll."""
        return dumps(self.as_json())

    def signed_by_its_key(self, data: bytes) -> bool:
        """Whether the key signed `data`; Malformed when `pk` is no point."""
        return p256.holds(p256.decode_point(self.pk, 33), data, self.sig)


@dataclass(frozen=True, slots=True)
class Ballot:
    """A paper's text P with the credential of the last level; it names nobody. At T0 `r` and `s` are empty."""

    p: str
    pk: bytes
    sig: bytes
    r: Mapping[str, bytes] = field(default_factory=dict)
    s: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def credential(self) -> Credential:
        """What signed the paper."""
        return Credential(self.pk, self.sig, self.r, self.s)

    @property
    def signed(self) -> bytes:
        """The bytes that the ballot key signs."""
        return SIGNED + self.p.encode("utf-8")

    def inner(self) -> bytes:
        """Canonical JSON of paper and credential: what is sealed, and what is kept after the opening."""
        return dumps({"p": self.p, "c": self.credential.as_json()})


def empty_credential(issuers: Sequence[str]) -> Credential:
    """A credential of zeros, as long as any of these issuers."""
    r, s = bytes(PREFIX_LENGTH), bytes(MODULUS_LENGTH)
    return Credential(bytes(33), bytes(64), dict.fromkeys(issuers, r), dict.fromkeys(issuers, s))


def empty_ballot(p: str, issuers: Sequence[str]) -> Ballot:
    """A ballot with a credential of zeros."""
    zeros = empty_credential(issuers)
    return Ballot(p, zeros.pk, zeros.sig, zeros.r, zeros.s)


def read_credential(value: Json, issuers: tuple[str, ...] = ()) -> Credential:
    """The credential of exactly these issuers in a JSON value; Malformed for anything else."""
    return Credential(**exactly(value, _readers(issuers)))


def read_credential_text(text: bytes, issuers: tuple[str, ...]) -> Credential:
    """The credential in its canonical JSON and no other spelling, which would be a mark that a mixer can read; Malformed
    for anything else. A token is read so by every opener before it opens: one expression is quicker than a parser.
    """
    found = _form(issuers).fullmatch(text)
    if found is None:
        raise Malformed("message.malformed", "a credential is canonical JSON of this poll's issuers")
    pk, *signatures, sig = (unb64(part.decode("ascii")) for part in found.groups())
    names, half = sorted(issuers), len(issuers)
    r, s = (dict(zip(names, part, strict=True)) for part in (signatures[:half], signatures[half:]))
    return Credential(pk, sig, r, s)


def paper_text(mh: bytes, marks: str, write_ins: Sequence[str] = ()) -> str:
    """P: the marks, one letter for each line, and the names written in, bound to the manifest."""
    return dumps({"mh": b64(mh), "marks": marks, "wi": list(write_ins)}).decode("utf-8")


def signature_holds(ballot: Ballot) -> bool:
    """Whether the ballot key signed this very text; Malformed when `pk` is no point."""
    return ballot.credential.signed_by_its_key(ballot.signed)


def read_inner(inner: bytes, issuers: tuple[str, ...] = ()) -> Ballot:
    """Paper and credential out of the inner JSON; Malformed when a field is unknown, missing or of another length."""
    fields = exactly(read_json(inner), {"p": plain, "c": lambda value: read_credential(value, issuers)})
    found: Credential = fields["c"]
    return Ballot(fields["p"], found.pk, found.sig, found.r, found.s)


def frame(inner: bytes, pad: int) -> bytes:
    """Length ‖ inner ‖ zeros, `pad` bytes in all; ValueError when the inner text is too long for this manifest."""
    if len(inner) + HEAD_LENGTH > pad:
        raise ValueError(f"{len(inner)} bytes do not fit in a paper of {pad}")
    return (len(inner).to_bytes(HEAD_LENGTH, "big") + inner).ljust(pad, b"\0")


def unframe(framed: bytes, pad: int) -> bytes:
    """The inner text; Malformed when the frame has another length or anything but zeros behind the text."""
    length = int.from_bytes(framed[:HEAD_LENGTH], "big")
    rest = framed[HEAD_LENGTH + length :]
    if len(framed) != pad or HEAD_LENGTH + length > pad or rest.count(0) != len(rest):
        raise Malformed("message.malformed", "not a frame of this manifest")
    return framed[HEAD_LENGTH : HEAD_LENGTH + length]


def box_info(mh: bytes, seat: str) -> bytes:
    """The HPKE info of the outermost layer: domain, manifest hash, seat."""
    return layer_info(0, mh) + seat.encode("utf-8")


def layer_info(level: int, mh: bytes) -> bytes:
    """The HPKE info of an inner layer: domain with the level, manifest hash."""
    return b"mix|%d|" % level + mh


def unseal(ct: bytes, private: p256.Private, mh: bytes, seat: str) -> bytes:
    """The framed bytes; Malformed when this key, manifest and seat do not open it."""
    return open_layer(ct, private, box_info(mh, seat))


def open_layer(ct: bytes, private: p256.Private, info: bytes) -> bytes:
    """What was sealed; Malformed when this key and info do not open it. About 65 µs; other threads run meanwhile."""
    try:
        return SUITE.decrypt(ct, private, info=info)
    except (InvalidTag, ValueError) as error:
        raise Malformed("message.malformed", "the envelope does not open") from error


def _written(signatures: Mapping[str, bytes]) -> dict[str, str]:
    return {name: b64(data) for name, data in signatures.items()}


@lru_cache
def _form(issuers: tuple[str, ...]) -> re.Pattern[bytes]:
    def octets_of(length: int) -> str:
        return f'"([A-Za-z0-9_-]{{{len(b64(bytes(length)))}}})"'

    def of_each(length: int) -> str:
        return ",".join(f'"{one}":{octets_of(length)}' for one in sorted(issuers))

    pk, sig, r, s = octets_of(33), octets_of(64), of_each(PREFIX_LENGTH), of_each(MODULUS_LENGTH)
    return re.compile(rf'\{{"pk":{pk},"r":\{{{r}\}},"s":\{{{s}\}},"sig":{sig}\}}'.encode())


@lru_cache
def _readers(issuers: tuple[str, ...]) -> dict[str, Reader]:
    r: dict[str, Reader] = dict.fromkeys(issuers, octets(PREFIX_LENGTH))
    s: dict[str, Reader] = dict.fromkeys(issuers, octets(MODULUS_LENGTH))
    both: dict[str, Reader] = {"r": lambda value: exactly(value, r), "s": lambda value: exactly(value, s)}
    return {"pk": octets(33), "sig": octets(64), **both}
