"""The Ledger port on SQL: every batch is one transaction, and nothing ever is changed or deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from voting.ledger import filed
from voting.ledger.entry import check_batch
from voting.ledger.port import (
    AlreadyThere,
    Batch,
    Conflicting,
    Document,
    Entry,
    Envelope,
    EnvelopeKind,
    NoSuchMeeting,
    PositionTaken,
)
from voting.store.database import Database
from voting.store.tables import ballots, checkpoints, documents, entries, envelopes, meetings

PAGE: Final = 2_000  # entries read at once: a page is one short transaction, so a slow reader holds up nobody

ENTRY: Final = (entries.c.position, entries.c.kind, entries.c.data, entries.c.leaf_hash)
ENVELOPE: Final = (
    envelopes.c.poll,
    envelopes.c.voter,
    envelopes.c.seat,
    envelopes.c.kind,
    envelopes.c.seq,
    envelopes.c.digest,
    envelopes.c.jws,
    envelopes.c.answer,
    envelopes.c.leaf_index,
)
DOCUMENT: Final = (documents.c.name, documents.c.digest, documents.c.media, documents.c.data)


class SqlLedger:
    """The logs of all meetings in one database; safe to call from many threads, one writer at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = sqlite.insert if database.is_sqlite else postgresql.insert

    def create(self, meeting: str) -> None:
        """Start the empty log of a meeting; raises AlreadyThere, Unwritable."""
        try:
            with self._database.writing() as connection:
                connection.execute(insert(meetings), {"id": meeting, "size": 0})
        except IntegrityError as error:
            raise AlreadyThere(f"meeting {meeting!r} is there already") from error

    def meetings(self) -> tuple[str, ...]:
        """The ids of all meetings, sorted by code point whatever the database's collation."""
        with self._database.reading() as connection:
            return tuple(sorted(connection.scalars(select(meetings.c.id))))

    def size(self, meeting: str) -> int:
        """How many entries the log has."""
        with self._database.reading() as connection:
            return _size(connection, meeting)

    def read(self, meeting: str, start: int = 0) -> Iterator[Entry]:
        """The entries from position `start` on, in order, page by page."""
        self.size(meeting)  # refuses at the call, not at the first entry
        return self._pages(meeting, start)

    def append(self, meeting: str, expected: int, batch: Batch) -> None:
        """Make the batch durable in one transaction; see the port."""
        check_batch(expected, batch)
        try:
            with self._database.writing() as connection:
                self._grow(connection, meeting, expected, len(batch.entries))
                self._write(connection, meeting, batch)
        except IntegrityError as error:
            raise Conflicting(f"meeting {meeting!r} has other bytes in this place: {error.orig}") from error

    def envelope(self, meeting: str, poll: str, digest: bytes) -> Envelope | None:
        """The stored envelope of these very bytes, or None."""
        wanted = (envelopes.c.meeting == meeting) & (envelopes.c.poll == poll) & (envelopes.c.digest == digest)
        with self._database.reading() as connection:
            _size(connection, meeting)
            row = connection.execute(select(*ENVELOPE).where(wanted)).one_or_none()
        return None if row is None else Envelope(*row)

    def envelopes(self, meeting: str, poll: str, kind: EnvelopeKind) -> tuple[Envelope, ...]:
        """All envelopes of one kind, by leaf index."""
        wanted = (envelopes.c.meeting == meeting) & (envelopes.c.poll == poll) & (envelopes.c.kind == kind)
        query = select(*ENVELOPE).where(wanted).order_by(envelopes.c.leaf_index, envelopes.c.digest)
        with self._database.reading() as connection:
            _size(connection, meeting)
            return tuple(Envelope(*row) for row in connection.execute(query))

    def forget(self, meeting: str, poll: str) -> int:
        """Destroy the sealed votes of a poll and what stood between its levels; their digests stay. What the files still
        held of them goes, too.
        """
        held = (envelopes.c.meeting == meeting) & (envelopes.c.poll == poll)
        sealed = held & (envelopes.c.kind == "cast") & (envelopes.c.jws != "")
        with self._database.writing() as connection:
            _size(connection, meeting)
            gone = connection.execute(update(envelopes).where(sealed).values(jws="")).rowcount
            between = documents.c.name.startswith(filed.between(poll), autoescape=True)
            connection.execute(delete(documents).where((documents.c.meeting == meeting) & between))
        self._database.sweep("envelopes")
        self._database.sweep("documents")
        return int(gone)

    def ballots(self, meeting: str, poll: str) -> tuple[bytes, ...]:
        """The opened ballots of a poll, by place."""
        query = select(ballots.c.data).where((ballots.c.meeting == meeting) & (ballots.c.poll == poll))
        with self._database.reading() as connection:
            _size(connection, meeting)
            return tuple(connection.scalars(query.order_by(ballots.c.place)))

    def document(self, meeting: str, name: str) -> Document | None:
        """The document of this name, or None."""
        with self._database.reading() as connection:
            _size(connection, meeting)
            return _document(connection, meeting, name)

    def document_names(self, meeting: str, prefix: str) -> tuple[str, ...]:
        """The names of all documents that begin with `prefix`, by code point whatever the database's collation."""
        begins = documents.c.name.startswith(prefix, autoescape=True)
        with self._database.reading() as connection:
            _size(connection, meeting)
            found = connection.scalars(select(documents.c.name).where((documents.c.meeting == meeting) & begins))
            return tuple(sorted(name for name in found if name.startswith(prefix)))  # LIKE forgives letter case

    def checkpoint(self, meeting: str) -> str | None:
        """The newest checkpoint note, or None."""
        query = select(checkpoints.c.note).where(checkpoints.c.meeting == meeting)
        with self._database.reading() as connection:
            _size(connection, meeting)
            return connection.scalar(query.order_by(checkpoints.c.number.desc()).limit(1))

    def _pages(self, meeting: str, start: int) -> Iterator[Entry]:
        while True:
            wanted = (entries.c.meeting == meeting) & (entries.c.position >= start)
            with self._database.reading() as connection:
                page = connection.execute(select(*ENTRY).where(wanted).order_by(entries.c.position).limit(PAGE)).all()
            for row in page:
                yield Entry(*row)
            if len(page) < PAGE:
                return
            start = page[-1].position + 1

    def _grow(self, connection: Connection, meeting: str, expected: int, count: int) -> None:
        """Move the size on, in the one statement that also tells whether it was what the writer thought."""
        moved = connection.execute(
            update(meetings)
            .where((meetings.c.id == meeting) & (meetings.c.size == expected))
            .values(size=expected + count)
        )
        if moved.rowcount != 1:
            raise PositionTaken(expected, _size(connection, meeting))

    def _write(self, connection: Connection, meeting: str, batch: Batch) -> None:
        _put(connection, insert(entries), meeting, batch.entries, ENTRY)
        self._put_once(connection, envelopes, meeting, batch.envelopes, ENVELOPE)
        _put(connection, insert(ballots), meeting, batch.ballots, (ballots.c.poll, ballots.c.place, ballots.c.data))
        self._put_once(connection, documents, meeting, batch.documents, DOCUMENT)
        for document in batch.documents:
            if _document(connection, meeting, document.name) != document:
                raise Conflicting(f"another document stands under the name {document.name!r}")
        if batch.checkpoint is not None:
            connection.execute(insert(checkpoints), {"meeting": meeting, "note": batch.checkpoint})

    def _put_once(
        self, connection: Connection, table: Table, meeting: str, things: tuple[Any, ...], columns: tuple[Any, ...]
    ) -> None:
        """Insert, passing over what has the same primary key: one duplicate must not fail a whole batch."""
        keys = [column.name for column in table.primary_key]
        _put(connection, self._insert(table).on_conflict_do_nothing(index_elements=keys), meeting, things, columns)


def _put(
    connection: Connection, statement: Any, meeting: str, things: tuple[Any, ...], columns: tuple[Any, ...]
) -> None:
    """Insert things, each a dataclass whose fields bear the columns' names, as one executemany."""
    if things:
        names = [column.name for column in columns]
        connection.execute(
            statement, [{"meeting": meeting, **{name: getattr(thing, name) for name in names}} for thing in things]
        )


def _size(connection: Connection, meeting: str) -> int:
    size = connection.scalar(select(meetings.c.size).where(meetings.c.id == meeting))
    if size is None:
        raise NoSuchMeeting(f"there is no meeting {meeting!r}")
    return int(size)


def _document(connection: Connection, meeting: str, name: str) -> Document | None:
    wanted = (documents.c.meeting == meeting) & (documents.c.name == name)
    row = connection.execute(select(*DOCUMENT).where(wanted)).one_or_none()
    return None if row is None else Document(*row)
