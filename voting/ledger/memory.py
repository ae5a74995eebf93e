"""A ledger in memory, for tests only: it forgets everything when the process ends, and says so.

It passes the contract tests of the real one. It may never stand behind a meeting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from voting.ledger import filed
from voting.ledger.entry import check_batch
from voting.ledger.port import (
    AlreadyThere,
    Batch,
    BoxedBallot,
    Conflicting,
    Document,
    Entry,
    Envelope,
    EnvelopeKind,
    NoSuchMeeting,
    PositionTaken,
)


@dataclass
class _Log:
    entries: list[Entry] = field(default_factory=list)
    envelopes: dict[tuple[str, bytes], Envelope] = field(default_factory=dict)
    ballots: dict[tuple[str, int], BoxedBallot] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    checkpoint: str | None = None


class MemoryLedger:
    """The Ledger port over dictionaries; one thread at a time."""

    def __init__(self, *, for_tests: bool = False) -> None:
        if not for_tests:
            raise RuntimeError("MemoryLedger loses every vote when the process ends: it is for tests only")
        self._logs: dict[str, _Log] = {}

    def create(self, meeting: str) -> None:
        """Start the empty log of a meeting; raises AlreadyThere."""
        if meeting in self._logs:
            raise AlreadyThere(f"meeting {meeting!r} is there already")
        self._logs[meeting] = _Log()

    def meetings(self) -> tuple[str, ...]:
        """The ids of all meetings, sorted."""
        return tuple(sorted(self._logs))

    def size(self, meeting: str) -> int:
        """How many entries the log has."""
        return len(self._log(meeting).entries)

    def read(self, meeting: str, start: int = 0) -> Iterator[Entry]:
        """The entries from position `start` on, in order."""
        return iter(self._log(meeting).entries[max(start, 0) :])

    def append(self, meeting: str, expected: int, batch: Batch) -> None:
        """Take the whole batch or nothing; see the port."""
        log = self._log(meeting)
        check_batch(expected, batch)
        if expected != len(log.entries):
            raise PositionTaken(expected, len(log.entries))
        ballots, documents = _fresh_ballots(log, batch), _fresh_documents(log, batch)
        log.entries.extend(batch.entries)
        for envelope in batch.envelopes:
            log.envelopes.setdefault((envelope.poll, envelope.digest), envelope)
        log.ballots.update(ballots)
        log.documents.update(documents)
        log.checkpoint = log.checkpoint if batch.checkpoint is None else batch.checkpoint

    def envelope(self, meeting: str, poll: str, digest: bytes) -> Envelope | None:
        """The stored envelope of these very bytes, or None."""
        return self._log(meeting).envelopes.get((poll, digest))

    def envelopes(self, meeting: str, poll: str, kind: EnvelopeKind) -> tuple[Envelope, ...]:
        """All envelopes of one kind, by leaf index."""
        found = (e for e in self._log(meeting).envelopes.values() if (e.poll, e.kind) == (poll, kind))
        return tuple(sorted(found, key=lambda e: (e.leaf_index, e.digest)))

    def forget(self, meeting: str, poll: str) -> int:
        """Destroy the sealed votes of a poll and what stood between its levels; their digests stay."""
        held, papers = self._log(meeting).envelopes, self._log(meeting).documents
        for name in [name for name in papers if name.startswith(filed.between(poll))]:
            del papers[name]
        gone = {key: one for key, one in held.items() if (one.poll, one.kind) == (poll, "cast") and one.jws}
        held.update({key: replace(one, jws="") for key, one in gone.items()})
        return len(gone)

    def ballots(self, meeting: str, poll: str) -> tuple[bytes, ...]:
        """The opened ballots of a poll, by place."""
        box = self._log(meeting).ballots
        return tuple(box[key].data for key in sorted(box) if key[0] == poll)

    def document(self, meeting: str, name: str) -> Document | None:
        """The document of this name, or None."""
        return self._log(meeting).documents.get(name)

    def document_names(self, meeting: str, prefix: str) -> tuple[str, ...]:
        """The names of all documents that begin with `prefix`, by code point."""
        return tuple(sorted(name for name in self._log(meeting).documents if name.startswith(prefix)))

    def checkpoint(self, meeting: str) -> str | None:
        """The newest checkpoint note, or None."""
        return self._log(meeting).checkpoint

    def _log(self, meeting: str) -> _Log:
        if meeting not in self._logs:
            raise NoSuchMeeting(f"there is no meeting {meeting!r}")
        return self._logs[meeting]


def _fresh_ballots(log: _Log, batch: Batch) -> dict[tuple[str, int], BoxedBallot]:
    fresh: dict[tuple[str, int], BoxedBallot] = {}
    for ballot in batch.ballots:
        key = (ballot.poll, ballot.place)
        if key in log.ballots or key in fresh:
            raise Conflicting(f"place {ballot.place} of poll {ballot.poll!r} is written already")
        fresh[key] = ballot
    return fresh


def _fresh_documents(log: _Log, batch: Batch) -> dict[str, Document]:
    fresh: dict[str, Document] = {}
    for document in batch.documents:
        there = log.documents.get(document.name) or fresh.get(document.name)
        if there is not None and there != document:
            raise Conflicting(f"another document stands under the name {document.name!r}")
        fresh[document.name] = document
    return fresh
