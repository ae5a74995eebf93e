"""What Alembic runs: the connection comes from voting.store.opening, already inside its transaction."""

from __future__ import annotations

from alembic import context

from voting.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
