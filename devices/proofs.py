"""The log as a terminal checks it: leaf hashes, inclusion proofs (RFC 6962), checkpoint notes (C2SP).

Pure. Protocol section 8: a checkpoint is `origin`, size, root, in a signed note with Ed25519, where
key name = origin = `yijue/<meeting>`. Sources: RFC 6962 section 2.1, RFC 9162 section 2.1.3.2,
c2sp.org/signed-note, c2sp.org/tlog-checkpoint.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from devices.encoding import Broken, Json, canonical, sha256

ED25519 = b"\x01"  # signature type identifier of C2SP signed notes
WHAT = "checkpoint"


@dataclass(frozen=True, slots=True)
class LogKey:
    """The verifier key of the log: its name, its 4-byte id, its Ed25519 key, and the text it came as."""

    name: str
    id: bytes
    key: Ed25519PublicKey
    text: str

    @classmethod
    def read(cls, text: str) -> LogKey:
        """`name+8 hex+base64(0x01 ‖ 32 bytes)`; Broken when the id is not the hash of name and key."""
        name, _, rest = text.partition("+")
        identifier, _, encoded = rest.partition("+")
        data = _base64(encoded, "log key")
        if not name or len(data) != 33 or data[:1] != ED25519:
            raise Broken("log key", "not an Ed25519 verifier key")
        expected = sha256(name.encode() + b"\n" + data)[:4]
        if identifier != expected.hex():
            raise Broken("log key", "its id does not belong to its name and key")
        return cls(name, expected, Ed25519PublicKey.from_public_bytes(data[1:]), text)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Size of the log and its 32-byte root."""

    size: int
    root: bytes


def leaf_of(data: bytes) -> bytes:
    """The leaf that these bytes are in a tree (RFC 6962)."""
    return sha256(b"\x00" + data)


def leaf_hash(entry: dict[str, Json]) -> bytes:
    """SHA-256(0x00 ‖ canonical JSON of the entry), RFC 6962."""
    return leaf_of(canonical(entry))


def root_from(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that an inclusion path leads to; Broken when the path does not fit index and size."""
    if not 0 <= index < size:
        raise Broken("proof", f"leaf {index} outside a tree of {size}")
    node, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise Broken("proof", "path too long")
        if node & 1 or node == last:
            found = sha256(b"\x01" + sibling + found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = sha256(b"\x01" + found + sibling)
        node, last = node >> 1, last >> 1
    if last:
        raise Broken("proof", "path too short")
    return found


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes in their order (RFC 6962 section 2.1)."""
    if not leaves:
        return sha256(b"")
    level = list(leaves)
    while len(level) > 1:  # the last of an odd level goes up alone: the same tree as splitting at powers of two
        pairs = [sha256(b"\x01" + left + right) for left, right in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def read_checkpoint(note: str, key: LogKey, origin: str) -> Checkpoint:
    """The checkpoint of a note signed by the log's key for this origin; Broken for anything else."""
    body, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise Broken(WHAT, "not a signed note")
    _verify(f"{body}\n", signatures, key)
    lines = body.split("\n")
    if len(lines) < 3 or lines[0] != origin or key.name != origin:
        raise Broken(WHAT, f"not of the log {origin}")
    if not lines[1].isascii() or not lines[1].isdigit() or str(int(lines[1])) != lines[1]:
        raise Broken(WHAT, "its size is not a number")
    root = _base64(lines[2], WHAT)
    if len(root) != 32:
        raise Broken(WHAT, "its root is not 32 bytes")
    return Checkpoint(int(lines[1]), root)


def _verify(text: str, signatures: str, key: LogKey) -> None:
    for line in signatures[:-1].split("\n"):
        mark, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        data = _base64(encoded, WHAT)
        if mark != "\u2014" or len(data) < 5:
            raise Broken(WHAT, "not a signature line")
        if name == key.name and data[:4] == key.id:  # lines of other keys are witnesses: not ours to judge
            return _verify_one(key.key, data[4:], text)
    raise Broken(WHAT, "not signed by the log")


def _verify_one(key: Ed25519PublicKey, signature: bytes, text: str) -> None:
    try:
        key.verify(signature, text.encode())
    except InvalidSignature as error:
        raise Broken(WHAT, "wrong signature of the log") from error


def _base64(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Broken(what, "not base64") from error
