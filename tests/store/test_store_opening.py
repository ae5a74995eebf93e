"""The door of the store: what it opens, what it makes, and what it refuses to touch."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from voting.ledger.port import Unwritable
from voting.store.opening import ForeignDatabase, NoSuchDatabase, open_store
from voting.store.tables import entries, envelopes, metadata


def path_of(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


def test_a_database_that_is_not_there_is_refused_and_not_made(sqlite_url):
    """A typo in the address starts no second ledger."""
    with pytest.raises(NoSuchDatabase) as caught:
        open_store(sqlite_url)
    assert "不存在" in caught.value.zh
    assert not path_of(sqlite_url).exists()


def test_an_empty_database_is_refused_unless_it_is_to_be_made(url):
    """An empty file or a database without tables holds no ledger; `create` makes one, once."""
    if url.startswith("sqlite"):
        path_of(url).touch()
    with pytest.raises(NoSuchDatabase):
        open_store(url)
    open_store(url, create=True).close()
    open_store(url).close()


def test_a_postgresql_database_that_is_not_there_is_refused(cluster):
    """Neither opening nor creating makes the database itself."""
    for create in (False, True):
        with pytest.raises(Unwritable, match="nowhere") as caught:
            open_store(cluster.address("nowhere"), create=create)
        assert caught.value.reason == "unreachable"


def test_opening_again_goes_on_where_it_was(url):
    """A second start, with or without `create`, finds what the first one wrote."""
    store = open_store(url, create=True)
    store.ledger.create("m1")
    store.close()
    for create in (False, True):
        store = open_store(url, create=create)
        assert store.ledger.meetings() == ("m1",)
        store.close()


def test_the_file_is_its_owners_alone(sqlite_url, tmp_path):
    """Names and sealed votes: nobody else may read the database or the files beside it."""
    store = open_store(sqlite_url, create=True)
    store.ledger.create("m1")
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"ledger.db": 0o600, "ledger.db-wal": 0o600, "ledger.db-shm": 0o600}
    store.close()


def test_a_file_that_cannot_be_made_is_refused(tmp_path):
    """A folder that is not there is a typo, too."""
    with pytest.raises(NoSuchDatabase, match="cannot be made"):
        open_store(f"sqlite:///{tmp_path}/nowhere/ledger.db", create=True)


def test_the_migrations_make_what_the_tables_say(url):
    """Alembic finds no difference between the migrated database and tables.py."""
    store = open_store(url, create=True)
    with store.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    store.close()


def test_the_database_itself_refuses_what_must_not_be(url):
    """A leaf hash of another length, an unknown kind of envelope, an entry of no meeting."""
    store = open_store(url, create=True)
    store.ledger.create("m1")
    entry = {"meeting": "m1", "position": 0, "kind": "k", "data": b"{}", "leaf_hash": bytes(32)}
    envelope = {"meeting": "m1", "poll": "p", "digest": bytes(32), "kind": "cast", "voter": "v", "seat": "s"}
    envelope |= {"seq": 1, "jws": "j", "answer": "a", "leaf_index": 0}
    for table, row in (
        (entries, entry | {"leaf_hash": bytes(31)}),
        (entries, entry | {"meeting": "m2"}),
        (envelopes, envelope | {"kind": "guess"}),
        (envelopes, envelope | {"digest": bytes(33)}),
    ):
        with pytest.raises(IntegrityError), store.database.writing() as connection:
            connection.execute(insert(table), row)
    store.close()


def test_the_database_of_another_program_is_left_alone(sqlite_url):
    """Tables that are not ours are never mixed with ours."""
    with sqlite3.connect(path_of(sqlite_url)) as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    other.close()
    with pytest.raises(ForeignDatabase):
        open_store(sqlite_url, create=True)
    with sqlite3.connect(path_of(sqlite_url)) as other:
        assert other.execute("SELECT name FROM sqlite_schema").fetchall() == [("songs",)]
    other.close()


def test_a_database_of_a_newer_version_is_refused(url):
    """A revision that this version does not know is not guessed at."""
    store = open_store(url, create=True)
    with store.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(ForeignDatabase) as caught:
        open_store(url)
    assert "newer" in caught.value.en


def test_only_the_making_makes_a_sample(url):
    """A sample is one for ever; what was made without the mark never becomes one."""
    store = open_store(url, create=True)
    assert not store.register.sample
    with pytest.raises(ValueError, match="settled"):
        store.register.put_setting("sample", "1")
    store.close()
    with pytest.raises(ForeignDatabase):
        open_store(url, create=True, sample=True)


def test_a_sample_stays_a_sample(sqlite_url):
    """Opening it without the word does not take the mark away."""
    open_store(sqlite_url, create=True, sample=True).close()
    store = open_store(sqlite_url)
    assert store.register.sample
    store.close()


@pytest.mark.parametrize(
    "address", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true", "mysql://h/d", "nonsense"]
)
def test_an_address_that_holds_no_ledger_is_refused(address):
    """Memory forgets, other databases are not tried, nonsense is no address."""
    with pytest.raises(NoSuchDatabase):
        open_store(address, create=True)


def test_two_starts_at_once_make_one_database(url):
    """Several processes that open and create together all find the same, whole database."""
    start = Barrier(4)

    def begin(_: int) -> bool:
        start.wait()
        store = open_store(url, create=True)
        sample = store.register.sample
        store.close()
        return sample

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(begin, range(4))) == [False] * 4
