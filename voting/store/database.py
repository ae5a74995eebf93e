"""The engine: how connections are set up, how transactions begin and end, how failures are told apart.

`Database.reading()` and `.writing()` are the only ways to a connection. A writer begins IMMEDIATE on
SQLite, so that it fails before it has done work; whatever the driver raises comes out as Unwritable.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from voting.ledger.port import Reason, Unwritable
from voting.store.tables import NaiveTime

BUSY_MS: Final = 5_000  # a checkpoint or a backup may hold SQLite this long; longer is a fault worth telling
PAUSE_MS: Final = 20  # between two tries where SQLite does not wait by itself
LOCK_MS: Final = 5_000  # the same patience with PostgreSQL
POOL: Final = 10  # connections kept: gevent's native threadpool has ten threads

SQLITE_REASONS: Final[dict[int, Reason]] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_IOERR: "io",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_CANTOPEN: "unreachable",
}
# SQLSTATE, or its class of two characters (PostgreSQL manual, appendix A).
POSTGRES_REASONS: Final[dict[str, Reason]] = {
    "53100": "full",
    "25006": "read_only",
    "58030": "io",
    "55P03": "busy",
    "40": "busy",
    "XX": "damaged",
    "57": "unreachable",
    "08": "unreachable",
}


class Database:
    """One database, SQLite file or PostgreSQL, shared by all threads of the process."""

    def __init__(self, url: URL) -> None:
        self.engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgres(url)
        self._writer = self.engine.execution_options(begin="BEGIN IMMEDIATE")

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent picture; raises Unwritable when the database cannot be read."""
        with _told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, durable when the block has ended; raises Unwritable, and then nothing is stored.

        IntegrityError passes: only the caller knows what it contradicts.
        """
        with _told(), self._writer.begin() as connection:
            yield connection

    def sweep(self, table: str) -> None:
        """Take what was overwritten out of the files: SQLite's write-ahead log, PostgreSQL's dead rows. Another process
        that still reads an old picture keeps it a while longer.
        """
        with _told(), self.engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            if self.is_sqlite:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()  # type: ignore[union-attr]
                return
        with _told(), self.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql(f"VACUUM FULL {table}")

    def close(self) -> None:
        """Give all connections back; the last one folds SQLite's write-ahead log into the file."""
        self.engine.dispose()


def reason_of(error: SQLAlchemyError) -> Reason:
    """Why the database refused, as one word of the closed set."""
    if not isinstance(error, DBAPIError):
        return "failed"
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        return SQLITE_REASONS.get(code & 0xFF, "failed")  # the high bytes only refine the code
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str):
        return POSTGRES_REASONS.get(state) or POSTGRES_REASONS.get(state[:2], "failed")
    return "unreachable"  # psycopg gives no SQLSTATE when there is nobody at the other end


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except SQLAlchemyError as error:
        if isinstance(error, StatementError) and isinstance(error.orig, NaiveTime):
            raise error.orig from error  # a mistake of ours, not of the database
        detail = str(error.orig) if isinstance(error, DBAPIError) else str(error)
        raise Unwritable(reason_of(error), detail.strip()) from error


def _sqlite(url: URL) -> Engine:
    # The default overflow would let a tenth and later thread wait for a connection; a new one costs less.
    connect = {"check_same_thread": False, "timeout": BUSY_MS / 1000}
    engine = create_engine(url, poolclass=QueuePool, pool_size=POOL, max_overflow=-1, connect_args=connect)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # Python ≤ 3.11 knows no `autocommit`; with isolation_level None the driver begins nothing by itself
    # on any version, and `_begin` does, as SQLAlchemy's SQLite page has it.
    raw: Any = connection
    raw.isolation_level = None
    _set_wal(raw)
    for pragma in (
        "synchronous = FULL",  # WAL with NORMAL loses the last commits at power loss
        "foreign_keys = ON",
        "secure_delete = ON",  # a person erased from the register is gone from the file, too
        f"busy_timeout = {BUSY_MS}",
    ):
        raw.execute(f"PRAGMA {pragma}").close()


def _set_wal(raw: Any) -> None:
    """Turn the write-ahead log on; SQLite asks no busy handler when two do this at once, so we wait ourselves."""
    for patience in range(BUSY_MS // PAUSE_MS, -1, -1):
        try:
            raw.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or not patience:
                raise
            time.sleep(PAUSE_MS / 1000)
        else:
            return


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def _postgres(url: URL) -> Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    options = f"-c lock_timeout={LOCK_MS} -c synchronous_commit=on -c timezone=UTC"
    return create_engine(url, pool_size=POOL, max_overflow=-1, pool_pre_ping=True, connect_args={"options": options})
