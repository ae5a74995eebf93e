"""The first revision: every table of the ledger, the box and the register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, those that others point at first."""
    _ledger()
    _box()
    _people()
    _desk()


def downgrade() -> None:
    """Refused: a ledger that could be unmade would prove nothing."""
    raise RuntimeError("the first revision cannot be taken back: it would destroy the ledger")


def _ledger() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_meetings_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_table(
        "entries",
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("length(leaf_hash) = 32", name=op.f("ck_entries_leaf_hash")),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name=op.f("fk_entries_meeting")),
        sa.PrimaryKeyConstraint("meeting", "position", name=op.f("pk_entries")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "documents",
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_documents_digest")),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name=op.f("fk_documents_meeting")),
        sa.PrimaryKeyConstraint("meeting", "name", name=op.f("pk_documents")),
    )
    op.create_table(
        "checkpoints",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name=op.f("fk_checkpoints_meeting")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoints")),
    )
    op.create_index(op.f("ix_checkpoints_meeting_number"), "checkpoints", ["meeting", "number"], unique=False)


def _box() -> None:
    op.create_table(
        "envelopes",
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("poll", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("voter", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("jws", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("leaf_index", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('issue', 'cast', 'named')", name=op.f("ck_envelopes_kind")),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_envelopes_digest")),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name=op.f("fk_envelopes_meeting")),
        sa.PrimaryKeyConstraint("meeting", "poll", "digest", name=op.f("pk_envelopes")),
    )
    op.create_index(
        op.f("ix_envelopes_meeting_poll_kind_leaf_index"),
        "envelopes",
        ["meeting", "poll", "kind", "leaf_index"],
        unique=False,
    )
    op.create_table(
        "ballots",
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("poll", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name=op.f("fk_ballots_meeting")),
        sa.PrimaryKeyConstraint("meeting", "poll", "place", name=op.f("pk_ballots")),
        sqlite_with_rowid=False,
    )


def _people() -> None:
    op.create_table(
        "members",
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("grp", sa.Text(), nullable=True),
        sa.Column("seat", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("badge_hash", sa.Text(), nullable=True),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.CheckConstraint("role IN ('member', 'attendee', 'observer')", name=op.f("ck_members_role")),
        sa.PrimaryKeyConstraint("meeting", "id", name=op.f("pk_members")),
        sa.UniqueConstraint("meeting", "badge_hash", name=op.f("uq_members_meeting_badge_hash")),
        sa.UniqueConstraint("meeting", "seat", name=op.f("uq_members_meeting_seat")),
    )
    op.create_table(
        "officers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_officers")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )


def _desk() -> None:
    op.create_table(
        "once_links",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("used", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_once_links")),
    )
    op.create_table(
        "enrolment_codes",
        sa.Column("meeting", sa.Text(), nullable=False),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("expires", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("meeting", "seat", name=op.f("pk_enrolment_codes")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
