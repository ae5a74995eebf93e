"""One sealed paper: its text P, the ballot key's signature, the frame of constant length, and HPKE around it.

HPKE is RFC 9180 base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, empty aad: manifest and seat are
bound in `info`, so that an envelope opens for its own poll and its own seat only. Never here: who the voter is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke

from voting.ballots import p256
from voting.ballots.encodings import Malformed, b64
from voting.ballots.fields import empty_object, exactly, octets, plain
from voting.ballots.messages import read_json
from voting.exact import dumps

SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_128_GCM)
ENC_LENGTH = 65  # an uncompressed point
TAG_LENGTH = 16
HEAD_LENGTH = 2  # big-endian length of the inner text
SIGNED = b"ballot|v1|"  # domain of a ballot key's signature


@dataclass(frozen=True, slots=True)
class Ballot:
    """A paper's text P with the ballot key (33 bytes) that signed it (64 bytes); it names nobody."""

    p: str
    pk: bytes
    sig: bytes

    def inner(self) -> bytes:
        """Canonical JSON of paper and credential: what is sealed, and what is kept after the opening."""
        return dumps({"p": self.p, "c": {"pk": b64(self.pk), "r": {}, "s": {}, "sig": b64(self.sig)}})


_CREDENTIAL = {"pk": octets(33), "r": empty_object, "s": empty_object, "sig": octets(64)}
_INNER = {"p": plain, "c": lambda value: exactly(value, _CREDENTIAL)}


def paper_text(mh: bytes, marks: str, write_ins: Sequence[str] = ()) -> str:
    """P: the marks, one letter for each line, and the names written in, bound to the manifest."""
    return dumps({"mh": b64(mh), "marks": marks, "wi": list(write_ins)}).decode("utf-8")


def sign_paper(private: p256.Private, p: str) -> Ballot:
    """The paper signed with its fresh ballot key; a key serves one paper, ever."""
    return Ballot(p, p256.encode_compressed(private.public_key()), p256.sign(private, SIGNED + p.encode("utf-8")))


def signature_holds(ballot: Ballot) -> bool:
    """Whether the ballot key signed this very text; Malformed when `pk` is no point."""
    return p256.holds(p256.decode_point(ballot.pk, 33), SIGNED + ballot.p.encode("utf-8"), ballot.sig)


def read_inner(inner: bytes) -> Ballot:
    """Paper and credential out of the inner JSON; Malformed when a field is unknown, missing or of another length."""
    fields = exactly(read_json(inner), _INNER)
    return Ballot(fields["p"], fields["c"]["pk"], fields["c"]["sig"])


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
    return b"mix|0|" + mh + seat.encode("utf-8")


def seal(framed: bytes, pk: bytes, mh: bytes, seat: str) -> bytes:
    """Enc ‖ ciphertext to the box key `pk` (65 bytes): always ENC_LENGTH + len(framed) + TAG_LENGTH bytes."""
    return SUITE.encrypt(framed, p256.decode_point(pk, 65), info=box_info(mh, seat))


def unseal(ct: bytes, private: p256.Private, mh: bytes, seat: str) -> bytes:
    """The framed bytes; Malformed when this key, manifest and seat do not open it."""
    try:
        return SUITE.decrypt(ct, private, info=box_info(mh, seat))
    except (InvalidTag, ValueError) as error:
        raise Malformed("message.malformed", "the envelope does not open") from error
