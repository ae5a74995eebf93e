"""The store: the only owner of SQLAlchemy and Alembic. Ledger, box and register on SQLite or PostgreSQL.

`opening.open_store` is the door. Callers get the Ledger port and the Register's small typed methods back,
never a connection, a row or an SQLAlchemy error. No rule of a meeting is decided here, no clock is read,
and no row ever joins a seat with the marks of a secret ballot.
"""
