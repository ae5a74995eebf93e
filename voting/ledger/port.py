"""What the rest of the house may ask of a ledger, whichever store stands behind it.

LedgerError
├── AlreadyThere    the meeting exists
├── NoSuchMeeting   it does not
├── PositionTaken   somebody else has written since; read again
├── Conflicting     other bytes stand under this name or place already
├── BrokenBatch     the batch contradicts itself: a bug, never a user's mistake
└── Unwritable      disk full, read-only, I/O: nothing of the batch is stored
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, Protocol, get_args

EnvelopeKind = Literal["issue", "cast", "named"]
Reason = Literal["full", "read_only", "io", "busy", "damaged", "unreachable", "failed"]

REASONS: Final[dict[Reason, tuple[str, str]]] = {
    "full": ("磁盘已满，未能写入。", "The disk is full; nothing was written."),
    "read_only": ("数据库只读，未能写入。", "The database is read-only; nothing was written."),
    "io": ("磁盘读写出错，未能写入。", "The disk reported an error; nothing was written."),
    "busy": ("数据库正被占用，未能写入。", "The database is held by another writer; nothing was written."),
    "damaged": ("数据库文件损坏，未能写入。", "The database file is damaged; nothing was written."),
    "unreachable": ("数据库无法连接，未能确认写入。", "The database cannot be reached; the write is not confirmed."),
    "failed": ("数据库出错，未能写入。", "The database failed; nothing was written."),
}


class LedgerError(Exception):
    """Whatever a ledger refuses."""


class AlreadyThere(LedgerError):
    """A meeting (or a record) of this id exists."""


class NoSuchMeeting(LedgerError):
    """No meeting of this id exists."""


class PositionTaken(LedgerError):
    """The log has another size than the writer expected: its picture is old."""

    def __init__(self, expected: int, size: int) -> None:
        super().__init__(f"expected the log to have {expected} entries, it has {size}")
        self.expected = expected
        self.size = size


class Conflicting(LedgerError):
    """Other bytes stand under this name or place already; what is written once stays."""


class BrokenBatch(LedgerError, ValueError):
    """The batch contradicts itself: positions, leaf hashes or indices do not fit."""


class Unwritable(LedgerError):
    """The store could not make the batch durable; `reason` is a closed set, `zh` and `en` are for people.

    Nothing of the batch is stored. Only with `unreachable` can that be unknown, when the connection broke
    during the commit itself: appending at the same position then tells, by PositionTaken.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        self.reason = reason
        self.zh, self.en = REASONS[reason]
        self.detail = detail
        super().__init__(f"{self.en} {detail}".rstrip())


@dataclass(frozen=True, slots=True)
class Entry:
    """One leaf: `data` is its canonical JSON, `leaf_hash` SHA-256(0x00 ‖ data) (RFC 6962, 32 bytes)."""

    position: int
    kind: str
    data: bytes
    leaf_hash: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signed message of a seat as it came, and the signed answer it was given.

    `digest` is the SHA-256 of the ASCII bytes of `jws`; `answer` is the `issued` or `receipt` JWS;
    `leaf_index` is the position of the leaf that holds the digest.
    """

    poll: str
    voter: str
    seat: str
    kind: EnvelopeKind
    seq: int
    digest: bytes
    jws: str
    answer: str
    leaf_index: int

    def __post_init__(self) -> None:
        if self.kind not in get_args(EnvelopeKind):
            raise BrokenBatch(f"unknown kind of envelope: {self.kind!r}")
        if len(self.digest) != 32:
            raise BrokenBatch("the digest of an envelope is 32 bytes")


@dataclass(frozen=True, slots=True)
class BoxedBallot:
    """One opened plain ballot of a poll at its place in byte order; written once, joined to nobody."""

    poll: str
    place: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the meeting: `digest` is the SHA-256 of `data`, `media` its media type."""

    name: str
    digest: bytes
    media: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """What commits together or not at all; `checkpoint` is the text of a signed note."""

    entries: tuple[Entry, ...]
    envelopes: tuple[Envelope, ...] = ()
    ballots: tuple[BoxedBallot, ...] = ()
    documents: tuple[Document, ...] = ()
    checkpoint: str | None = None


class Ledger(Protocol):
    """Append-only logs, one per meeting. All but `create` and `meetings` raise NoSuchMeeting."""

    def create(self, meeting: str) -> None:
        """Start the empty log of a meeting; raises AlreadyThere, Unwritable."""

    def meetings(self) -> tuple[str, ...]:
        """The ids of all meetings, sorted."""

    def size(self, meeting: str) -> int:
        """How many entries the log has."""

    def read(self, meeting: str, start: int = 0) -> Iterator[Entry]:
        """The entries from position `start` on, in order."""

    def append(self, meeting: str, expected: int, batch: Batch) -> None:
        """Make the batch durable in one transaction, its first entry at position `expected`.

        Raises PositionTaken if the size is not `expected`; Conflicting, BrokenBatch, Unwritable:
        then nothing of the batch is stored. An envelope or document that is there already, byte for
        byte, stays as it was first written.
        """

    def envelope(self, meeting: str, poll: str, digest: bytes) -> Envelope | None:
        """The stored envelope of these very bytes, or None."""

    def envelopes(self, meeting: str, poll: str, kind: EnvelopeKind) -> tuple[Envelope, ...]:
        """All envelopes of one kind, by leaf index."""

    def forget(self, meeting: str, poll: str) -> int:
        """Destroy the sealed votes of a poll, how many there were, and what left each level of its opening (documents
        `items/…`); digests and signed roots stay, for the log names them.

        From then on an envelope of kind `cast` has an empty `jws`. Again, nothing is left to do. Raises Unwritable.
        """

    def ballots(self, meeting: str, poll: str) -> tuple[bytes, ...]:
        """The opened ballots of a poll, by place."""

    def document(self, meeting: str, name: str) -> Document | None:
        """The document of this name, or None."""

    def document_names(self, meeting: str, prefix: str) -> tuple[str, ...]:
        """The names of all documents that begin with `prefix`, by code point."""

    def checkpoint(self, meeting: str) -> str | None:
        """The newest checkpoint note, or None."""
