"""The tables, as SQLAlchemy Core has them. What the migrations make must equal this; a test compares.

No entry, envelope or ballot carries a time: its order is all that may be known of it.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# Constraints bear names everywhere, so that a later migration can speak of them on both databases.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")


class NaiveTime(ValueError):
    """A time without its offset, or no RFC 3339 time at all."""


def instant(text: str) -> datetime:
    """The moment an RFC 3339 text with offset names; raises NaiveTime."""
    if not RFC3339.fullmatch(text):
        raise NaiveTime(f"not an RFC 3339 time with its offset: {text!r}")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise NaiveTime(f"no such time: {text!r}") from error


class Time(TypeDecorator[str]):
    """RFC 3339 text with offset, kept as it was given; anything else is refused before it is written."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Refuse naive times."""
        if value is not None:
            instant(value)
        return value


# SQLite counts rows itself only in a column of exactly INTEGER; PostgreSQL gets the wide one.
RowNumber = BigInteger().with_variant(Integer(), "sqlite")
Id = Text


def _meeting() -> Column[str]:
    return Column("meeting", Id, ForeignKey("meetings.id"), primary_key=True)


meetings = Table(
    "meetings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("size", BigInteger, nullable=False),
    CheckConstraint("size >= 0", name="size"),
)

entries = Table(
    "entries",
    metadata,
    _meeting(),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary(32), nullable=False),
    CheckConstraint("length(leaf_hash) = 32", name="leaf_hash"),
    sqlite_with_rowid=False,  # read in order of position; the rows are small
)

envelopes = Table(
    "envelopes",
    metadata,
    _meeting(),
    Column("poll", Id, primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("voter", Id, nullable=False),
    Column("seat", Id, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("jws", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("leaf_index", BigInteger, nullable=False),
    CheckConstraint("length(digest) = 32", name="digest"),
    CheckConstraint("kind IN ('issue', 'cast', 'named')", name="kind"),
    Index(None, "meeting", "poll", "kind", "leaf_index"),
)

ballots = Table(
    "ballots",
    metadata,
    _meeting(),
    Column("poll", Id, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
    sqlite_with_rowid=False,  # a row number would be one more order beside the byte order
)

documents = Table(
    "documents",
    metadata,
    _meeting(),
    Column("name", Id, primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("media", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    CheckConstraint("length(digest) = 32", name="digest"),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("number", RowNumber, primary_key=True),
    Column("meeting", Id, ForeignKey("meetings.id"), nullable=False),
    Column("note", Text, nullable=False),
    Index(None, "meeting", "number"),
)

members = Table(
    "members",
    metadata,
    Column("meeting", Id, primary_key=True),
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("sex", Text),
    Column("grp", Text),
    Column("seat", Id),
    Column("role", Text, nullable=False),
    Column("badge_hash", Text),
    Column("pin_hash", Text),
    UniqueConstraint("meeting", "seat"),
    UniqueConstraint("meeting", "badge_hash"),
    CheckConstraint("role IN ('member', 'attendee', 'observer')", name="role"),
)

officers = Table(
    "officers",
    metadata,
    Column("name", Id, primary_key=True),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("officer", Id, nullable=False),
    Column("role", Text, nullable=False),
    Column("created", Time, nullable=False),
)

once_links = Table(
    "once_links",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("officer", Id, nullable=False),
    Column("used", Time),
)

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    Column("meeting", Id, primary_key=True),
    Column("seat", Id, primary_key=True),
    Column("code_hash", Text, nullable=False),
    Column("expires", Time, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
