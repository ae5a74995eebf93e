"""Entries of the log as docs/protocol.md writes them, made without the product's own codec."""

from __future__ import annotations

from voting.ballots.encodings import b64
from voting.exact import dumps


def drawn_entry(vote: str, voter: str, jws: bytes) -> bytes:
    """A drawn paper; `jws` is the hash of the issue message."""
    return dumps({"jws": b64(jws), "poll": vote, "type": "ballot.drawn.v1", "voter": voter})


def cast_entry(vote: str, voter: str, seq: int, jws: bytes) -> bytes:
    """A vote, sealed or by name; `jws` is the hash of its message."""
    return dumps({"jws": b64(jws), "poll": vote, "seq": seq, "type": "ballot.cast.v1", "voter": voter})
