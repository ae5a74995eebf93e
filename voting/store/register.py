"""The register: people, officers, sessions, one-time links and codes. What may have to be erased lives here.

The ledger knows ids only; names stand here alone. Secrets come in as hashes, never in clear. Times are
RFC 3339 texts with offset; a naive time raises NaiveTime. Methods raise Unwritable when the store fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, get_args

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from voting.ledger.port import AlreadyThere
from voting.store.database import Database
from voting.store.tables import (
    enrolment_codes,
    instant,
    members,
    officers,
    once_links,
    sessions,
    settings,
)

MemberRole = Literal["member", "attendee", "observer"]
SAMPLE: Final = "sample"  # set when the database is made, and never after


@dataclass(frozen=True, slots=True)
class Member:
    """A person on the roll of a meeting; `grp` is the delegation or group, `seat` the home seat."""

    meeting: str
    id: str
    name: str
    sex: str | None
    grp: str | None
    seat: str | None
    role: MemberRole
    badge_hash: str | None = None
    pin_hash: str | None = None

    def __post_init__(self) -> None:
        if self.role not in get_args(MemberRole):
            raise ValueError(f"unknown role of a member: {self.role!r}")


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who signs in with a password."""

    name: str
    role: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class Session:
    """An officer's open session, known by the hash of its token."""

    token_hash: str
    officer: str
    role: str
    created: str


@dataclass(frozen=True, slots=True)
class OnceLink:
    """A sign-in link that opens once; `used` is when it did."""

    hash: str
    role: str
    officer: str
    used: str | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """The code with which one terminal may enrol for a seat until `expires`."""

    meeting: str
    seat: str
    code_hash: str
    expires: str


class Register:
    """Small typed methods over the register's tables; safe to call from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Members

    def add_members(self, roll: Iterable[Member]) -> None:
        """Put a roll in, all or none; raises AlreadyThere when an id, a seat or a badge stands twice."""
        self._put_members(None, roll)

    def replace_members(self, meeting: str, roll: Iterable[Member]) -> None:
        """The whole roll of a meeting anew, in one transaction; raises AlreadyThere, and then the old one stands."""
        self._put_members(meeting, roll)

    def _put_members(self, instead_of: str | None, roll: Iterable[Member]) -> None:
        rows = [asdict(member) for member in roll]
        try:
            with self._database.writing() as connection:
                if instead_of is not None:
                    _remove(connection, members, meeting=instead_of)
                if rows:
                    connection.execute(insert(members), rows)
        except IntegrityError as error:
            raise AlreadyThere(f"a member's id, seat or badge stands twice: {error.orig}") from error

    def members(self, meeting: str) -> tuple[Member, ...]:
        """The roll of a meeting, by id."""
        with self._database.reading() as connection:
            rows = connection.execute(_all(members).where(members.c.meeting == meeting)).all()
        return tuple(sorted((Member(*row) for row in rows), key=lambda member: member.id))

    def member(self, meeting: str, member_id: str) -> Member | None:
        """The member of this id, or None."""
        row = self._one(members, meeting=meeting, id=member_id)
        return None if row is None else Member(*row)

    def member_by_badge(self, meeting: str, badge_hash: str) -> Member | None:
        """The member whose badge has this hash, or None."""
        row = self._one(members, meeting=meeting, badge_hash=badge_hash)
        return None if row is None else Member(*row)

    def member_at(self, meeting: str, seat: str) -> Member | None:
        """The member whose home seat this is, or None."""
        row = self._one(members, meeting=meeting, seat=seat)
        return None if row is None else Member(*row)

    def set_pin(self, meeting: str, member_id: str, pin_hash: str) -> bool:
        """Give a member another PIN; False when there is no such member."""
        with self._database.writing() as connection:
            whose = _where(update(members), members, meeting=meeting, id=member_id)
            return bool(connection.execute(whose.values(pin_hash=pin_hash)).rowcount == 1)

    def erase_member(self, meeting: str, member_id: str) -> bool:
        """Take a person out of the register; the ledger keeps the id. False when there was none."""
        return self._delete(members, meeting=meeting, id=member_id) == 1

    # Officers and their sessions

    def put_officer(self, officer: Officer) -> None:
        """Add an officer or replace the one of this name; open sessions of the name end."""
        with self._database.writing() as connection:
            _remove(connection, sessions, officer=officer.name)
            _remove(connection, officers, name=officer.name)
            connection.execute(insert(officers), asdict(officer))

    def officer(self, name: str) -> Officer | None:
        """The officer of this name, or None."""
        row = self._one(officers, name=name)
        return None if row is None else Officer(*row)

    def officers(self) -> tuple[Officer, ...]:
        """All officers, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(_all(officers)).all()
        return tuple(sorted((Officer(*row) for row in rows), key=lambda officer: officer.name))

    def add_session(self, session: Session) -> None:
        """Open a session; raises AlreadyThere when the token is taken."""
        self._add(sessions, session)

    def session(self, token_hash: str) -> Session | None:
        """The open session of this token, or None."""
        row = self._one(sessions, token_hash=token_hash)
        return None if row is None else Session(*row)

    def end_session(self, token_hash: str) -> None:
        """End a session; nothing happens when it has ended."""
        self._delete(sessions, token_hash=token_hash)

    # One-time links and codes

    def add_once_link(self, link: OnceLink) -> None:
        """Keep a link that has not been used; raises AlreadyThere."""
        self._add(once_links, link)

    def use_once_link(self, link_hash: str, at: str) -> OnceLink | None:
        """The link, now used at `at`; None when there is none or somebody has used it before."""
        if self._one(once_links, hash=link_hash) is None:  # a guess does not get to wait for the writer's place
            return None
        with self._database.writing() as connection:
            fresh = _where(update(once_links), once_links, hash=link_hash).where(once_links.c.used.is_(None))
            if connection.execute(fresh.values(used=at)).rowcount != 1:
                return None
            return OnceLink(*connection.execute(_where(_all(once_links), once_links, hash=link_hash)).one())

    def put_code(self, code: EnrolmentCode) -> None:
        """Show a seat a new code; the seat's old one is void from now on."""
        with self._database.writing() as connection:
            _remove(connection, enrolment_codes, meeting=code.meeting, seat=code.seat)
            connection.execute(insert(enrolment_codes), asdict(code))

    def code(self, meeting: str, seat: str, now: str) -> EnrolmentCode | None:
        """The seat's code, or None when there is none or it has expired by `now`."""
        moment = instant(now)
        row = self._one(enrolment_codes, meeting=meeting, seat=seat)
        found = None if row is None else EnrolmentCode(*row)
        return found if found is not None and moment < instant(found.expires) else None

    def use_code(self, code: EnrolmentCode) -> bool:
        """Use a code up; False when it is gone, since somebody else has used it or it was replaced."""
        keys = {"meeting": code.meeting, "seat": code.seat, "code_hash": code.code_hash}
        return self._delete(enrolment_codes, **keys) == 1

    def drop_code(self, meeting: str, seat: str) -> None:
        """Void the seat's code; nothing happens when there is none."""
        self._delete(enrolment_codes, meeting=meeting, seat=seat)

    # Settings

    def setting(self, key: str) -> str | None:
        """The value of a setting, or None."""
        row = self._one(settings, key=key)
        return None if row is None else row[1]

    def put_setting(self, key: str, value: str) -> None:
        """Set or replace a setting; the sample mark is refused, it belongs to the making of the database."""
        if key == SAMPLE:
            raise ValueError("whether a database is a sample is settled when it is made")
        with self._database.writing() as connection:
            _remove(connection, settings, key=key)
            connection.execute(insert(settings), {"key": key, "value": value})

    @property
    def sample(self) -> bool:
        """Whether this database was made as a demonstration."""
        return self.setting(SAMPLE) == "1"

    def _one(self, table: Table, **keys: str) -> Any:
        with self._database.reading() as connection:
            return connection.execute(_where(_all(table), table, **keys)).one_or_none()

    def _add(self, table: Table, thing: Session | OnceLink) -> None:
        try:
            with self._database.writing() as connection:
                connection.execute(insert(table), asdict(thing))
        except IntegrityError as error:
            raise AlreadyThere(f"{table.name} has this key already") from error

    def _delete(self, table: Table, **keys: str) -> int:
        with self._database.writing() as connection:
            return _remove(connection, table, **keys)


def _all(table: Table) -> Any:
    return select(*table.c)


def _where(statement: Any, table: Table, **keys: str) -> Any:
    for name, value in keys.items():
        statement = statement.where(table.c[name] == value)
    return statement


def _remove(connection: Connection, table: Table, **keys: str) -> int:
    return int(connection.execute(_where(delete(table), table, **keys)).rowcount)
