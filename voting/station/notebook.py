"""The station's notebook: what it has seen, agreed to and answered, in one SQLite file that survives a power cut.

Everything that an answer says is written, in one transaction, before the answer leaves (WAL, synchronous FULL). Private
keys are not here but in the key store beside it; what an envelope held is here only until `forget`, and then sorted.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

Clock = Callable[[], str]
LOG_SHOWN: Final = 200  # lines that the page shows; the evidence file has all
SCHEMA: Final = """
create table fact (name text primary key, value text not null) strict;
create table member (id text primary key, name text not null, seat text not null, votes integer not null) strict;
create table device (seat text primary key, kid text not null unique, since text not null) strict;
create table manifest (vote text not null, mh blob not null, raw text not null, lines text not null,
  roster text not null, devices text not null, checks text not null, signed text not null, at text not null,
  primary key (vote, mh)) strict;
create table replaced (vote text not null, voter text not null, seat text not null, jwk text not null, at text not null,
  primary key (vote, voter)) strict;
create table issued (vote text not null, digest blob not null, voter text not null, answer text not null,
  at text not null, primary key (vote, digest)) strict;
create index issued_voter on issued (vote, voter);
create table spoiled (vote text not null, voter text not null, papers integer not null, at text not null,
  primary key (vote, voter, papers)) strict;
create table note (size integer primary key, root blob not null, text text not null, at text not null) strict;
create table box (vote text primary key, close text not null, level integer not null, given blob not null,
  mix text not null, items text not null, at text not null) strict;
create table trace (vote text not null, item blob not null, voter text, reason text not null, answer text not null,
  at text not null, primary key (vote, item)) strict;
create table tally (vote text primary key, text text not null, signed text not null, at text not null) strict;
create table forgotten (vote text primary key, at text not null) strict;
create table decision (about text not null, subject text not null, agreed integer not null, name text not null,
  at text not null, primary key (about, subject)) strict;
create table alarm (id integer primary key, kind text not null, figures text not null, evidence text not null,
  at text not null, seen text) strict;
create table line (id integer primary key, kind text not null, figures text not null, at text not null) strict;
"""
EVIDENCE: Final = ("fact", "manifest", "issued", "spoiled", "replaced", "note", "tally", "trace", "decision", "alarm",
                   "line")  # fmt: skip


class NotebookTrouble(Exception):
    """The notebook cannot be used; the text says which file and why."""


@dataclass(frozen=True)
class Person:
    """Somebody on the station's own roll; `votes` is false for attendees and observers."""

    id: str
    name: str
    seat: str
    votes: bool


@dataclass(frozen=True)
class Held:
    """A manifest that was countersigned, as it came: texts of the wire, and the answer that was given."""

    vote: str
    mh: bytes
    raw: str
    lines: str
    roster: str
    devices: str
    checks: str
    signed: str
    at: str


@dataclass(frozen=True)
class Box:
    """An opened box: the close statement it was opened under, what came, and the answer (`items` as JSON text)."""

    vote: str
    close: str
    level: int
    given: bytes
    mix: str
    items: str
    at: str


class Notebook:
    """One file, one connection, one writer at a time; `revision` grows with every commit, for those who watch."""

    def __init__(self, path: Path, clock: Clock) -> None:
        """Open or make the file (mode 0600); NotebookTrouble when it is none of ours."""
        self.clock = clock
        self.changed = threading.Condition()
        self.revision = 0
        self._lock = threading.RLock()
        path.touch(mode=0o600)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = full")
            self._db.execute("pragma secure_delete = on")  # what is forgotten is overwritten, not only unlinked
            if self._db.execute("pragma user_version").fetchone()[0] == 0:
                self._db.executescript(f"begin; {SCHEMA} pragma user_version = 1; commit;")
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise NotebookTrouble(f"{path} is no notebook of a station: {error}") from error

    def close(self) -> None:
        """Give the file up."""
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All that is written within becomes durable together at the end, or not at all."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")
        self.bump()

    def bump(self) -> None:
        """Tell those who watch that something has changed."""
        with self.changed:
            self.revision += 1
            self.changed.notify_all()

    def _all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def _one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        with self._lock:
            found: tuple[Any, ...] | None = self._db.execute(sql, values).fetchone()
            return found

    def _put(self, sql: str, *values: object) -> None:
        with self.writing():
            self._db.execute(sql, values)

    # facts, roll, devices

    def fact(self, name: str) -> str | None:
        """A fact that was noted once, such as the server's key."""
        found = self._one("select value from fact where name = ?", name)
        return None if found is None else str(found[0])

    def note_fact(self, name: str, value: str) -> None:
        """Note or replace a fact."""
        self._put("insert into fact values (?, ?) on conflict do update set value = excluded.value", name, value)

    def peers(self) -> dict[str, str]:
        """The other station's identity, as a JWK text, by its letter."""
        found = self._all("select name, value from fact where name like 'peer.%'")
        return {str(name).removeprefix("peer."): str(value) for name, value in found}

    def put_roll(self, people: Iterable[Person]) -> None:
        """Replace the station's own roll."""
        with self.writing():
            self._db.execute("delete from member")
            rows = [(one.id, one.name, one.seat, int(one.votes)) for one in people]
            self._db.executemany("insert into member values (?, ?, ?, ?)", rows)

    def roll(self) -> dict[str, Person]:
        """The station's own roll by id."""
        found = self._all("select id, name, seat, votes from member")
        return {row[0]: Person(row[0], row[1], row[2], bool(row[3])) for row in found}

    def devices(self) -> dict[str, str]:
        """The kid that each seat was first seen with, or that a scrutineer agreed to since."""
        return dict(self._all("select seat, kid from device"))

    def pin(self, seat: str, kid: str) -> None:
        """Remember a seat's device; a device that served another seat before serves this one now."""
        with self.writing():
            self._db.execute("delete from device where seat = ? or kid = ?", (seat, kid))
            self._db.execute("insert into device values (?, ?, ?)", (seat, kid, self.clock()))

    # manifests and papers

    def held(self, vote: str) -> Held | None:
        """The manifest countersigned for a vote; the last, where the first was overtaken before a paper was issued."""
        found = self._one("select * from manifest where vote = ? order by rowid desc", vote)
        return None if found is None else Held(*found)

    def hold(self, held: Held) -> None:
        """Keep a countersigned manifest: from now on it is the one of its vote."""
        values = (held.vote, held.mh, held.raw, held.lines, held.roster, held.devices, held.checks, held.signed)
        self._put("insert or replace into manifest values (?,?,?,?,?,?,?,?,?)", *values, self.clock())

    def votes(self) -> list[Held]:
        """The manifest of every vote, newest first."""
        found = self._all(
            "select * from manifest where rowid in (select max(rowid) from manifest group by vote) order by rowid desc"
        )
        return [Held(*row) for row in found]

    def answers(self, vote: str, digests: Iterable[bytes]) -> dict[bytes, str]:
        """Of those of these requests that were answered with a signature, the answer."""
        sql = "select answer from issued where vote = ? and digest = ?"
        found = ((digest, self._one(sql, vote, digest)) for digest in digests)
        return {digest: str(row[0]) for digest, row in found if row is not None}

    def put_answers(self, vote: str, rows: Sequence[tuple[bytes, str, str]]) -> None:
        """Note (digest, voter, answer) of papers issued, all of them or none."""
        at = self.clock()
        with self.writing():
            self._db.executemany("insert into issued values (?,?,?,?,?)", [(vote, *row, at) for row in rows])

    def drawn(self, vote: str) -> dict[str, int]:
        """How many requests of each voter were signed."""
        return dict(self._all("select voter, count(*) from issued where vote = ? group by voter", vote))

    def spoiled(self, vote: str) -> dict[str, int]:
        """How many papers of each voter were spoiled with the scrutineer's agreement."""
        return dict(self._all("select voter, count(*) from spoiled where vote = ? group by voter", vote))

    def spoil(self, vote: str, voter: str, papers: int) -> None:
        """The scrutineer has agreed that the voter's paper number `papers` is spoiled; once for each paper."""
        self._put("insert or ignore into spoiled values (?,?,?,?)", vote, voter, papers, self.clock())

    def replace(self, vote: str, voter: str, seat: str, jwk: str) -> None:
        """From now on this voter draws and casts at another terminal."""
        sql = (
            "insert into replaced values (?,?,?,?,?) on conflict do update set seat = excluded.seat, jwk = excluded.jwk"
        )
        self._put(sql, vote, voter, seat, jwk, self.clock())

    def replaced(self, vote: str) -> dict[str, tuple[str, str]]:
        """Seat and JWK text of the terminals that took another's place, by voter."""
        return {row[0]: (row[1], row[2]) for row in self._all(
            "select voter, seat, jwk from replaced where vote = ?", vote)}  # fmt: skip

    # the log

    def newest(self) -> tuple[int, bytes, str] | None:
        """Size, root and cosigned note of the largest checkpoint witnessed."""
        return self._one("select size, root, text from note order by size desc limit 1")

    def noted(self, size: int) -> tuple[int, bytes, str] | None:
        """The checkpoint witnessed at this size."""
        return self._one("select size, root, text from note where size = ?", size)

    def witness(self, size: int, root: bytes, text: str) -> None:
        """Keep a cosigned checkpoint; one for each size, ever."""
        self._put("insert into note values (?,?,?,?)", size, root, text, self.clock())

    # the box

    def box(self, vote: str) -> Box | None:
        """The box that was opened for a vote; there is one."""
        found = self._one("select * from box where vote = ?", vote)
        return None if found is None else Box(*found)

    def put_box(self, vote: str, close: str, level: int, given: bytes, mix: str, items: str) -> None:
        """Keep what an opening was given and what it gave; before it has given anything, `mix` is empty."""
        self._put(
            "insert or replace into box values (?,?,?,?,?,?,?)", vote, close, level, given, mix, items, self.clock()
        )

    def trace(self, vote: str, item: bytes) -> str | None:
        """The trace that was given of an item."""
        found = self._one("select answer from trace where vote = ? and item = ?", vote, item)
        return None if found is None else str(found[0])

    def put_trace(self, vote: str, item: bytes, voter: str | None, reason: str, answer: str) -> None:
        """Keep a trace that is about to be given."""
        self._put("insert into trace values (?,?,?,?,?,?)", vote, item, voter, reason, answer, self.clock())

    def traces(self, vote: str) -> list[tuple[str | None, str]]:
        """(voter, reason) of every trace given."""
        return [(row[0], row[1]) for row in self._all("select voter, reason from trace where vote = ?", vote)]

    def tally(self, vote: str) -> tuple[str, str] | None:
        """The count's text and the station's signature on it."""
        return self._one("select text, signed from tally where vote = ?", vote)

    def put_tally(self, vote: str, text: str, signed: str) -> None:
        """Keep the newest signed count of a vote; the notebook says how many there were."""
        self._put("insert or replace into tally values (?,?,?,?)", vote, text, signed, self.clock())

    def forget(self, vote: str) -> None:
        """Delete what was sealed; statements, roots and signatures stay."""
        with self.writing():
            self._db.execute("update box set given = x'', items = '' where vote = ?", (vote,))
            self._db.execute("insert or ignore into forgotten values (?, ?)", (vote, self.clock()))
        with self._lock:  # the log of the last writes holds what was deleted until it is emptied
            self._db.execute("pragma wal_checkpoint(truncate)")

    def forgotten(self, vote: str) -> bool:
        """Whether the vote's keys and ciphertexts are gone."""
        return self._one("select 1 from forgotten where vote = ?", vote) is not None

    # people

    def decided(self, about: str, subject: str) -> bool | None:
        """What the scrutineer decided; None before."""
        found = self._one("select agreed from decision where about = ? and subject = ?", about, subject)
        return None if found is None else bool(found[0])

    def decide(self, about: str, subject: str, *, agreed: bool, name: str) -> None:
        """Note a decision with the name of who took it; a no may become a yes later, a yes stays."""
        with self.writing():
            self._db.execute(
                "insert into decision values (?,?,?,?,?) on conflict do update set agreed = excluded.agreed, "
                "name = excluded.name, at = excluded.at where agreed = 0",
                (about, subject, int(agreed), name, self.clock()),
            )
            self.tell("decided", about=about, subject=subject, agreed=agreed, name=name)

    def undecide(self, about: str, subject: str) -> None:
        """Take a no that was told to the server off the table, so that the same may be asked again."""
        self._put("delete from decision where about = ? and subject = ? and agreed = 0", about, subject)

    def alarm(self, kind: str, evidence: object, **figures: object) -> None:
        """Raise an alarm with its evidence, once for the same kind and figures."""
        said = json.dumps(figures, ensure_ascii=False, sort_keys=True)
        if self._one("select 1 from alarm where kind = ? and figures = ?", kind, said) is None:
            kept = json.dumps(evidence, ensure_ascii=False)
            with self.writing():
                self._db.execute("insert into alarm (kind, figures, evidence, at) values (?,?,?,?)",
                                 (kind, said, kept, self.clock()))  # fmt: skip
                self.tell("alarm", what=kind)

    def alarms(self) -> list[dict[str, Any]]:
        """Every alarm, newest first, with its evidence."""
        found = self._all("select id, kind, figures, evidence, at, seen from alarm order by id desc")
        names = ("id", "kind", "figures", "evidence", "at", "seen")
        rows = [dict(zip(names, row, strict=True)) for row in found]
        return [row | {name: json.loads(row[name]) for name in ("figures", "evidence")} for row in rows]

    def see(self, alarm: int, name: str) -> None:
        """The scrutineer has taken note of an alarm."""
        with self.writing():
            self._db.execute(
                "update alarm set seen = ? where id = ? and seen is null", (f"{name} {self.clock()}", alarm)
            )
            self.tell("seen", alarm=alarm, name=name)

    def tell(self, kind: str, **figures: object) -> None:
        """Write a line of the station's own log."""
        said = json.dumps(figures, ensure_ascii=False)
        self._put("insert into line (kind, figures, at) values (?,?,?)", kind, said, self.clock())

    def told(self) -> list[dict[str, Any]]:
        """The newest lines, newest first."""
        found = self._all("select id, kind, figures, at from line order by id desc limit ?", LOG_SHOWN)
        return [{"id": row[0], "kind": row[1], "figures": json.loads(row[2]), "at": row[3]} for row in found]

    def evidence(self) -> dict[str, list[dict[str, Any]]]:
        """Every table that may leave the station, for the evidence file; bytes in hexadecimal."""
        return {table: self._rows(table) for table in EVIDENCE}

    def _rows(self, table: str) -> list[dict[str, Any]]:
        with self._lock:
            cursor = self._db.execute(f"select * from {table}")  # noqa: S608 - a name of EVIDENCE above
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
        return [{name: value.hex() if isinstance(value, bytes) else value
                 for name, value in zip(names, row, strict=True)} for row in rows]  # fmt: skip
