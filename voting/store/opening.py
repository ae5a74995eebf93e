"""Opening a store: the one door to it. A database that is not there is refused, unless it is to be made.

A typo in an address must not start a second, empty ledger. Migrations run here, inside one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from voting.store.database import Database
from voting.store.ledger import SqlLedger
from voting.store.register import SAMPLE, Register
from voting.store.tables import settings

MIGRATIONS: Final = Path(__file__).parent / "migrations"
MIGRATION_LOCK: Final = 0x59494A55  # any number, the same in every process: two starts must not migrate at once


class Unopened(Exception):
    """Why a database was not opened, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


class NoSuchDatabase(Unopened):
    """There is no database at this address, or it holds no ledger yet."""


class ForeignDatabase(Unopened):
    """The database belongs to another program, to a newer version of this one, or is no sample."""


@dataclass(frozen=True, slots=True)
class Store:
    """An opened database: its ledger, its register; `close` gives its connections back."""

    ledger: SqlLedger
    register: Register
    database: Database

    def close(self) -> None:
        """Give all connections back."""
        self.database.close()


def open_store(url: str, *, create: bool = False, sample: bool = False) -> Store:
    """The store at `url` (`sqlite:////path` or `postgresql://…`), its tables brought up to date.

    With `create` a database that is not there is made, and marked as a sample if `sample`. On PostgreSQL that
    means its tables: the database itself its administrator makes with createdb; as long as he has not, the
    opening fails as Unwritable for `unreachable`. Raises NoSuchDatabase, ForeignDatabase, Unwritable.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        _check_file(address, create=create)
    database = Database(address)
    try:
        _prepare(database, create=create, sample=sample)
    except BaseException:
        database.close()
        raise
    return Store(SqlLedger(database), Register(database), database)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise NoSuchDatabase("数据库地址无效。", "This is no address of a database.") from error
    if address.get_backend_name() not in {"sqlite", "postgresql"}:
        raise NoSuchDatabase("只支持 SQLite 和 PostgreSQL。", "Only SQLite and PostgreSQL are supported.")
    return address


def _check_file(address: URL, *, create: bool) -> None:
    if not address.database or address.database.startswith((":", "file:")) or address.query:
        raise NoSuchDatabase("账本必须存于普通文件。", "A ledger needs a plain file; it cannot live in memory.")
    path = Path(address.database)
    if not create and not path.is_file():
        raise NoSuchDatabase(f"数据库文件不存在：{path}", f"There is no database file {path}.")
    try:
        if not path.exists():
            path.touch(mode=0o600)  # names and sealed votes are nobody else's; SQLite's side files take the same mode
    except OSError as error:
        raise NoSuchDatabase(f"数据库文件无法创建：{path}", f"The database file {path} cannot be made.") from error


def _prepare(database: Database, *, create: bool, sample: bool) -> None:
    """Migrate in one transaction, so that a half-made database never exists."""
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        fresh = _is_fresh(connection)
        if fresh and not create:
            raise NoSuchDatabase("此数据库中没有账本。", "This database holds no ledger yet.")
        _migrate(connection)
        if fresh:
            connection.execute(insert(settings), {"key": SAMPLE, "value": "1" if sample else "0"})
    if sample and not Register(database).sample:
        raise ForeignDatabase("此数据库不是演示库。", "This database was not made as a demonstration.")


def _is_fresh(connection: Connection) -> bool:
    """Whether nothing is there yet; raises ForeignDatabase when something else is."""
    if MigrationContext.configure(connection).get_current_heads():
        return False
    if inspect(connection).get_table_names():
        raise ForeignDatabase("此数据库属于其他程序。", "This database belongs to another program.")
    return True


def _migrate(connection: Connection) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    known = {revision.revision for revision in script.walk_revisions()}
    current = set(MigrationContext.configure(connection).get_current_heads())
    if current - known:
        raise ForeignDatabase(
            "数据库由更新的版本创建，请升级程序。", "A newer version made this database; upgrade first."
        )
    if current != set(script.get_heads()):
        command.upgrade(config, "head")
