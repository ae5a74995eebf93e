"""A private PostgreSQL for these tests, started and stopped here, and fresh databases of both kinds."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

START_SECONDS = 60  # a loaded machine takes a while to run initdb; more is a fault
NUMBERS = count(1)


def server_binaries() -> Path:
    """Where Debian keeps initdb and pg_ctl, newest version first; fails with the package's name."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not found:
        pytest.fail("these tests need a PostgreSQL server: apt-get install postgresql", pytrace=False)
    return found[-1].parent


def server_user() -> str | None:
    """PostgreSQL refuses to run as root: the user to run it as, or None when we are no root ourselves."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Cluster:
    """One PostgreSQL server over a Unix socket in a folder of its own; no TCP port is opened."""

    def __init__(self) -> None:
        self.bin, self.user = server_binaries(), server_user()
        self.folder = Path(tempfile.mkdtemp(prefix="yijue-pg-"))
        if self.user is not None:
            shutil.chown(self.folder, self.user)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the server's user, its output in the folder."""
        with (self.folder / f"{program}.out").open("ab") as out:
            done = subprocess.run(
                [self.bin / program, *arguments],
                user=self.user,
                cwd=self.folder,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
                timeout=START_SECONDS,
                check=False,
            )
        if done.returncode:
            text = "\n".join(path.read_text(errors="replace") for path in self.folder.glob("*.out"))
            pytest.fail(f"{program} ended with {done.returncode}:\n{text}", pytrace=False)

    def start(self) -> None:
        data = str(self.folder / "data")
        self.run("initdb", "-D", data, "-U", "yijue", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        # fsync off: these tests kill clients, never the server's machine.
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        self.run("pg_ctl", "-D", data, "-w", "-l", str(self.folder / "server.out"), "-o", options, "start")

    def stop(self) -> None:
        data = self.folder / "data"
        if (data / "postmaster.pid").exists():
            self.run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def fresh(self) -> str:
        """The address of a new, empty database."""
        name = f"yijue_{next(NUMBERS)}"
        with psycopg.connect(f"host={self.folder} user=yijue dbname=postgres", autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def address(self, name: str) -> str:
        return f"postgresql://yijue@/{name}?host={self.folder}"


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The private server, for all tests of the session that ask."""
    cluster = Cluster()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path}/ledger.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty place for a database, once of each kind."""
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_url")
    fresh: Callable[[], str] = request.getfixturevalue("cluster").fresh
    return fresh()
