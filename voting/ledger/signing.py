"""C2SP signed notes: checkpoints signed by the log (Ed25519) and cosigned by witnesses (cosignature/v1).

Formats: c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature. Text and keys in, text
out; no clock, no file. The only file of this room that knows cryptography.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Algorithm = Literal[1, 4]
ED25519: Final[Algorithm] = 1  # a log's own signature over the note text
COSIGNATURE: Final[Algorithm] = 4  # a witness's timestamped signature
MAX_NOTE: Final = 262_144  # bytes; sixteen post-quantum signatures of strangers still fit
MAX_TIME: Final = 2**63 - 1  # c2sp.org/tlog-cosignature
MAX_DIGITS: Final = 19  # sizes beyond 2^63 belong to no log
DASH: Final = "\u2014 "
SIGNER: Final = "PRIVATE+KEY+"  # as golang.org/x/mod/sumdb/note writes signer keys


class BadNote(ValueError):
    """A note, checkpoint or key that is malformed, or that no trusted key has rightly signed."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Who is trusted to sign: a key name, the signature type, and 32 bytes of Ed25519 public key."""

    name: str
    algorithm: Algorithm
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or "+" in self.name or any(c.isspace() or c < " " for c in self.name):
            raise BadNote(f"not a key name: {self.name!r}")
        if self.algorithm not in (ED25519, COSIGNATURE) or len(self.public) != 32:
            raise BadNote("only Ed25519 keys of type 1 (log) and 4 (witness) are known")

    @property
    def id(self) -> bytes:
        """The 4-byte key ID."""
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public).digest()[:4]

    def text(self) -> str:
        """The vkey: name, hexadecimal key ID and base64 key, joined by plus signs."""
        return f"{self.name}+{self.id.hex()}+{_b64(bytes([self.algorithm]) + self.public)}"

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether this is the key's Ed25519 signature over exactly these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class SignerKey:
    """A private key with its name; `verifier` is what others need to know of it."""

    def __init__(self, name: str, seed: bytes, algorithm: Algorithm = ED25519) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = VerifierKey(name, algorithm, self._key.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, name: str, algorithm: Algorithm = ED25519) -> SignerKey:
        """A fresh key from the operating system's randomness."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw(), algorithm)

    @classmethod
    def parse(cls, text: str) -> SignerKey:
        """The key of a `PRIVATE+KEY+…` text; raises BadNote."""
        if not text.startswith(SIGNER):
            raise BadNote("not a signer key")
        name, key_id, algorithm, seed = _parse_key(text.removeprefix(SIGNER))
        key = cls(name, seed, algorithm)
        if key.verifier.id != key_id:
            raise BadNote("the key ID does not fit the signer key")
        return key

    def text(self) -> str:
        """The `PRIVATE+KEY+…` text: a secret, to be kept wrapped and out of every backup."""
        verifier = self.verifier
        seed = bytes([verifier.algorithm]) + self._key.private_bytes_raw()
        return f"{SIGNER}{verifier.name}+{verifier.id.hex()}+{_b64(seed)}"

    def __repr__(self) -> str:
        return f"SignerKey({self.verifier.text()!r})"  # never the seed: reprs end in logs

    def sign(self, message: bytes) -> bytes:
        """64 bytes of Ed25519 signature."""
        return self._key.sign(message)


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One line under a note: key name, key ID (4 bytes), and what the key made."""

    name: str
    key_id: bytes
    signature: bytes

    def text(self) -> str:
        """The line as it stands in the note, newline included."""
        return f"{DASH}{self.name} {_b64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken apart; its text ends in a newline. Trust it only as `open_note` returns it."""

    text: str
    signatures: tuple[SignatureLine, ...]

    def written(self) -> str:
        """The note as one text."""
        return self.text + "\n" + "".join(line.text() for line in self.signatures)


@dataclass(frozen=True, slots=True)
class Signed:
    """A trusted key that has signed; `time` is a witness's POSIX second, None for a log's signature."""

    by: VerifierKey
    time: int | None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log commits to: its origin, its size, its root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines of the note text."""
        if not self.origin or "\n" in self.origin or self.size < 0 or len(self.root) != 32:
            raise BadNote("a checkpoint needs an origin, a size from 0 and a root of 32 bytes")
        return f"{self.origin}\n{self.size}\n{_b64(self.root)}\n"


def parse_vkey(text: str) -> VerifierKey:
    """The verifier key of a vkey text; raises BadNote when the key ID does not fit."""
    name, key_id, algorithm, public = _parse_key(text)
    key = VerifierKey(name, algorithm, public)
    if key.id != key_id:
        raise BadNote("the key ID does not fit the verifier key")
    return key


def parse_note(text: str) -> Note:
    """Take a note apart, trusting nobody; raises BadNote on anything but the exact form."""
    if len(_utf8(text)) > MAX_NOTE:
        raise BadNote("the note is too long")
    if any(c < " " and c != "\n" for c in text):
        raise BadNote("a note has no control characters")
    body, gap, lines = text.rpartition("\n\n")
    if not gap or not body or not lines.endswith("\n"):
        raise BadNote("a note is text, an empty line, and lines of signatures")
    return Note(body + "\n", tuple(_parse_line(line) for line in lines[:-1].split("\n")))


def open_note(text: str, trusted: Iterable[VerifierKey]) -> tuple[Note, tuple[Signed, ...]]:
    """The note and who of the trusted has signed it.

    Strangers' lines are passed over. Raises BadNote when a trusted key's line does not verify, or when
    no trusted key has signed (c2sp.org/signed-note).
    """
    note = parse_note(text)
    keys = {(key.name, key.id): key for key in trusted}
    signed: list[Signed] = []
    for line in note.signatures:
        key = keys.get((line.name, line.key_id))
        if key is not None:
            signed.append(Signed(key, _verified(key, note.text, line.signature)))
    if not signed:
        raise BadNote("no trusted key has signed this note")
    return note, tuple(signed)


def sign_note(text: str, signer: SignerKey) -> str:
    """A note of `text` (ending in a newline) with one Ed25519 signature."""
    if signer.verifier.algorithm != ED25519:
        raise BadNote("a witness cosigns; it does not sign notes")
    line = SignatureLine(signer.verifier.name, signer.verifier.id, signer.sign(_utf8(text)))
    written = Note(text, (line,)).written()
    if parse_note(written) != Note(text, (line,)):
        raise BadNote("this text cannot stand in a note")
    return written


def cosign(text: str, witness: SignerKey, time: int) -> str:
    """The note with the witness's cosignature/v1 as of `time` (POSIX seconds) added as its last line.

    The witness must have seen the consistency proof from its last size before it calls this.
    """
    if witness.verifier.algorithm != COSIGNATURE or not 0 <= time <= MAX_TIME:
        raise BadNote("a cosignature needs a witness key and a time")
    note = parse_note(text)
    parse_checkpoint(note.text)
    signature = time.to_bytes(8, "big") + witness.sign(_cosigned(note.text, time))
    line = SignatureLine(witness.verifier.name, witness.verifier.id, signature)
    return Note(note.text, (*note.signatures, line)).written()


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of a note text; raises BadNote, also on extension lines: our logs write none."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not lines[0]:
        raise BadNote("a checkpoint is three lines: origin, size, root")
    origin, size, root = lines[:3]
    if not size.isascii() or not size.isdigit() or len(size) > MAX_DIGITS or str(int(size)) != size:
        raise BadNote("the size of a checkpoint is a decimal number without leading zeroes")
    digest = _unb64(root)
    if len(digest) != 32:
        raise BadNote("the root of a checkpoint is 32 bytes")
    return Checkpoint(origin, int(size), digest)


def sign_checkpoint(size: int, root: bytes, log: SignerKey) -> str:
    """The signed note of a log of this size and root; the origin is the log key's name."""
    return sign_note(Checkpoint(log.verifier.name, size, root).text(), log)


def open_checkpoint(text: str, log: VerifierKey) -> Checkpoint:
    """The checkpoint of a note that the log itself has signed under its own origin; raises BadNote."""
    note, _ = open_note(text, (log,))
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != log.name:
        raise BadNote(f"this checkpoint is of {checkpoint.origin!r}, not of {log.name!r}")
    return checkpoint


def fingerprint(note: str) -> str:
    """What people compare of a checkpoint: the first 16 hexadecimal digits of SHA-256 over its note's text, which
    further cosignatures do not change.
    """
    return sha256(_utf8(parse_note(note).text)).hexdigest()[:16]


def _verified(key: VerifierKey, text: str, signature: bytes) -> int | None:
    """The time of a cosignature, None for a log's signature; raises BadNote when it does not verify."""
    if key.algorithm == ED25519:
        time, message = None, text.encode()
    else:
        time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
        parse_checkpoint(text)  # witnesses speak about checkpoints only
        message = _cosigned(text, time)
    if not key.verify(message, signature) or (time or 0) > MAX_TIME:
        raise BadNote(f"the signature of {key.name!r} does not verify")
    return time


def _cosigned(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _parse_line(line: str) -> SignatureLine:
    parts = line.removeprefix(DASH).split(" ")
    if not line.startswith(DASH) or len(parts) != 2:
        raise BadNote("a signature line is a dash, a key name and base64")
    name, raw = parts[0], _unb64(parts[1])
    if not name or "+" in name or any(c.isspace() for c in name) or len(raw) < 5:
        raise BadNote("a signature line names a key and carries its ID and signature")
    return SignatureLine(name, raw[:4], raw[4:])


def _parse_key(text: str) -> tuple[str, bytes, Algorithm, bytes]:
    """Name, key ID, algorithm and 32 bytes of a key text; raises BadNote."""
    parts = text.split("+", 2)
    if len(parts) != 3 or len(parts[1]) != 8 or parts[1] != parts[1].lower():
        raise BadNote("a key is a name, a key ID and base64, joined by plus signs")
    raw = _unb64(parts[2])
    if len(raw) != 33 or raw[0] not in (ED25519, COSIGNATURE):
        raise BadNote("only Ed25519 keys of type 1 (log) and 4 (witness) are known")
    try:
        key_id = bytes.fromhex(parts[1])
    except ValueError as error:
        raise BadNote("the key ID is not hexadecimal") from error
    return parts[0], key_id, ED25519 if raw[0] == ED25519 else COSIGNATURE, raw[1:]


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadNote("a lone surrogate is no character") from error


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _unb64(text: str) -> bytes:
    """Standard base64 (RFC 4648 section 4) in its one canonical spelling; raises BadNote."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("not base64") from error
    if _b64(raw) != text:
        raise BadNote("not canonical base64")
    return raw
