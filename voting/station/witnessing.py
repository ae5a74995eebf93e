"""The log's witness: a checkpoint is cosigned only where it continues the last one that was (RFC 9162 section 2.1.4).

Pure: the note that came, what the station holds, and out comes one of four findings. Notes as C2SP has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from voting.ledger.signing import BadNote, Checkpoint, VerifierKey, open_checkpoint, parse_checkpoint, parse_note
from voting.ledger.tree import EMPTY_ROOT, verify_consistency


@dataclass(frozen=True)
class Seen:
    """A checkpoint that this station has cosigned."""

    size: int
    root: bytes
    note: str


@dataclass(frozen=True)
class Offered:
    """What the server asks to have cosigned: the note, and a proof from `old_size`."""

    note: str
    old_size: int
    proof: tuple[bytes, ...]


@dataclass(frozen=True)
class Sign:
    """The note continues what was seen."""

    checkpoint: Checkpoint


@dataclass(frozen=True)
class Again:
    """The very checkpoint was cosigned before; its note is given again."""

    note: str


@dataclass(frozen=True)
class From:
    """The proof does not start where the station stands; nothing is wrong yet."""

    size: int


@dataclass(frozen=True)
class Alarm:
    """A fork or a shortened log; both notes are the evidence."""

    kind: Literal["fork", "rollback"]
    seen: Seen
    checkpoint: Checkpoint


Finding: TypeAlias = Sign | Again | From | Alarm


def size_of(note: str) -> int:
    """The size that a note speaks of, before anybody believes it; BadNote when it is no checkpoint."""
    return parse_checkpoint(parse_note(note).text).size


def look(offered: Offered, log: VerifierKey, newest: Seen | None, same_size: Seen | None) -> Finding:
    """Hold an offered note to the newest note seen, and to the one seen at its size; BadNote when the log's key did
    not sign it.
    """
    found = open_checkpoint(offered.note, log)
    if same_size is not None:
        return Again(same_size.note) if same_size.root == found.root else Alarm("fork", same_size, found)
    if newest is None:
        return _first(found)
    if found.size < newest.size:
        return Alarm("rollback", newest, found)
    if offered.old_size != newest.size:
        return From(newest.size)
    return _continued(offered.proof, newest, found)


def _first(found: Checkpoint) -> Finding:
    if found.size == 0 and found.root != EMPTY_ROOT:
        raise BadNote("an empty log has one root")
    return Sign(found)


def _continued(proof: Sequence[bytes], newest: Seen, found: Checkpoint) -> Finding:
    if newest.size == 0 or verify_consistency(newest.size, found.size, newest.root, found.root, proof):
        return Sign(found)
    return Alarm("fork", newest, found)
