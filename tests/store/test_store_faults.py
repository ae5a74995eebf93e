"""What happens to a store that cannot write, is killed, or is asked by many at once."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from sqlalchemy import event, text

from voting.ledger.entry import check_batch, make_entry
from voting.ledger.port import Batch, PositionTaken, Unwritable
from voting.store.opening import open_store

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATIENCE = 120  # seconds until a program that hangs is given up; it needs about two


def program(name: str, url: str) -> subprocess.Popen[str]:
    """Start one of the programs beside this file, with its output as a pipe."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", HERE / f"{name}.py", url],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(name: str, url: str) -> list[str]:
    """Run one of the programs to its end and return its lines."""
    with program(name, url) as process:
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    return out.splitlines()


def some(at: int, count: int = 1, data: bytes = b"{}") -> Batch:
    return Batch(tuple(make_entry(n, "k.v1", data) for n in range(at, at + count)), checkpoint=f"size {at + count}")


@pytest.fixture
def store(sqlite_url):
    store = open_store(sqlite_url, create=True)
    store.ledger.create("m1")
    store.ledger.append("m1", 0, some(0))
    yield store
    store.close()


def with_pragma(store, pragma: str) -> None:
    """Set a pragma on every connection from now on."""
    event.listen(store.database.engine, "checkout", lambda raw, *_: raw.execute(f"PRAGMA {pragma}").close())


def refused(store, batch: Batch) -> Unwritable:
    """The refusal of a batch, after making sure that nothing of it is there."""
    with pytest.raises(Unwritable) as caught:
        store.ledger.append("m1", 1, batch)
    assert (store.ledger.size("m1"), store.ledger.checkpoint("m1")) == (1, "size 1")
    assert len(list(store.ledger.read("m1"))) == 1
    return caught.value


def test_a_full_database_refuses_and_goes_on_once_there_is_space(store):
    """Nothing of a batch that does not fit is stored; when it fits again, the same connection takes it."""
    with_pragma(store, "max_page_count = 1")  # SQLite takes the pages there are: not one more
    big = some(1, 50, b"x" * 5_000)
    error = refused(store, big)
    assert (error.reason, error.zh) == ("full", "磁盘已满，未能写入。")
    with_pragma(store, "max_page_count = 1000000")
    store.ledger.append("m1", 1, big)
    assert (store.ledger.size("m1"), store.ledger.checkpoint("m1")) == (51, "size 51")


def test_a_file_that_may_not_grow_refuses_and_goes_on(sqlite_url):
    """The operating system itself refuses the bytes; twice, and then no more."""
    out = finish("fill_the_disk", sqlite_url)
    assert out == [out[0], "1 1 None", out[2], "1 1 None", "101 101 big"]
    assert {out[0], out[2]} <= {"full", "io"}  # which of both depends on where in the file the limit falls


def test_a_read_only_database_refuses(store):
    """Reading goes on, writing says why not."""
    with_pragma(store, "query_only = ON")
    assert refused(store, some(1)).reason == "read_only"
    with pytest.raises(Unwritable):
        store.ledger.create("m2")
    assert store.ledger.meetings() == ("m1",)


def test_a_database_held_by_somebody_else_refuses(store, sqlite_url):
    """When another process keeps the write lock, the batch is refused instead of waiting for ever."""
    with_pragma(store, "busy_timeout = 0")
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert refused(store, some(1)).reason == "busy"
    other.rollback()
    other.close()
    store.ledger.append("m1", 1, some(1))
    assert store.ledger.size("m1") == 2


def test_a_damaged_file_is_told_apart(store, sqlite_url):
    """A file that is no database any more is refused at the opening, as damaged."""
    store.close()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(Unwritable) as caught:
        open_store(sqlite_url)
    assert caught.value.reason == "damaged"


def test_a_read_only_postgresql_refuses(cluster):
    """A standby or an administrator's switch: the reason says read-only, and nothing is stored."""
    url = cluster.fresh()
    store = open_store(url, create=True)
    store.ledger.create("m1")
    store.ledger.append("m1", 0, some(0))
    store.close()
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {admin.info.dbname} SET default_transaction_read_only = on")
    assert refused(store, some(1)).reason == "read_only"
    store.close()


def test_a_lost_postgresql_connection_refuses_and_the_next_one_works(cluster):
    """The server ends the connection in the middle of a batch: refused, nothing stored, then usable again."""
    url = cluster.fresh()
    store = open_store(url, create=True)
    store.ledger.create("m1")
    store.ledger.append("m1", 0, some(0))

    def cut(connection, *_):
        own = connection.connection.driver_connection.info.backend_pid
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(%s, 10000)", (own,))

    event.listen(store.database.engine, "commit", cut, once=True)
    assert refused(store, some(1)).reason == "unreachable"
    store.ledger.append("m1", 1, some(1))
    assert store.ledger.size("m1") == 2
    store.close()


def test_every_connection_is_durable_and_strict(store):
    """Write-ahead log, synchronous FULL (2), foreign keys and secure deletion, on each connection of the pool."""
    with store.database.reading() as one, store.database.reading() as two:
        for connection in (one, two):
            found = [
                connection.scalar(text(f"PRAGMA {name}"))
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            ]
            assert found == ["wal", 2, 1, 1]


def test_one_of_many_writers_wins(url):
    """Eight threads append at the same position at once: one is taken, seven are told the new size."""
    store = open_store(url, create=True)
    store.ledger.create("m1")
    start = Barrier(8)

    def attempt(number: int) -> str:
        start.wait()
        try:
            store.ledger.append("m1", 0, some(0, 5, b"%d" % number))
        except PositionTaken as error:
            return f"taken at {error.size}"
        return f"won {number}"

    with ThreadPoolExecutor(8) as pool:
        results = sorted(pool.map(attempt, range(8)))
    assert results[:7] == ["taken at 5"] * 7
    assert {e.data for e in store.ledger.read("m1")} == {results[7].removeprefix("won ").encode()}
    store.close()


def test_readers_and_a_writer_in_gevents_native_threads(url):
    """Under the server's monkey-patching no thread waits for ever, and no reader sees half a batch."""
    open_store(url, create=True).close()
    assert finish("read_and_write_under_gevent", url) == ["600"]


def test_a_killed_writer_leaves_whole_batches_and_all_that_it_acknowledged(url):
    """kill -9 at random moments, again and again: what was said to be durable is there, nothing by halves."""
    open_store(url, create=True).close()
    chance = random.Random(20261122)
    for _ in range(4):
        with program("append_until_killed", url) as process:
            for _ in range(chance.randrange(1, 25)):
                said = int(process.stdout.readline())
            process.kill()
            rest = process.stdout.read().split("\n")[:-1]  # what it had said before it died
        acknowledged = int(rest[-1]) if rest else said
        check_whole(url, acknowledged)


def check_whole(url: str, acknowledged: int) -> None:
    store = open_store(url)
    entries = list(store.ledger.read("m1"))
    assert len(entries) == store.ledger.size("m1") >= acknowledged
    check_batch(0, Batch(tuple(entries)))
    for start, group in groupby((json.loads(entry.data) for entry in entries), key=lambda data: data["batch"]):
        places = [data["place"] for data in group]
        declared = json.loads(entries[start].data)["size"]
        assert places == list(range(declared)), f"half a batch at {start}"
    assert [e.leaf_index for e in store.ledger.envelopes("m1", "p1", "cast")] == list(range(len(entries)))
    assert store.ledger.checkpoint("m1") == f"size {len(entries)}"
    store.close()
