"""Making entries and looking a batch over before it is written. Bytes in, hashes out; no store, no key."""

from __future__ import annotations

from hashlib import sha256

from voting.ledger.port import Batch, BrokenBatch, Entry
from voting.ledger.tree import leaf_hash


def make_entry(position: int, kind: str, data: bytes) -> Entry:
    """The entry of canonical bytes `data` at `position` (from 0), with its RFC 6962 leaf hash."""
    if position < 0 or not kind:
        raise BrokenBatch("an entry needs a position from 0 and a kind")
    return Entry(position, kind, data, leaf_hash(data))


def check_batch(expected: int, batch: Batch) -> None:
    """Raise BrokenBatch unless positions follow `expected`, hashes fit, and envelopes point at leaves."""
    for position, entry in enumerate(batch.entries, start=expected):
        if entry.position != position:
            raise BrokenBatch(f"entry at position {entry.position} stands where {position} belongs")
        if entry.leaf_hash != leaf_hash(entry.data):
            raise BrokenBatch(f"the leaf hash of entry {position} is not the hash of its bytes")
    size = expected + len(batch.entries)
    for envelope in batch.envelopes:
        if not 0 <= envelope.leaf_index < size:
            raise BrokenBatch(f"an envelope points at leaf {envelope.leaf_index} of a log of {size}")
    for document in batch.documents:
        if document.digest != sha256(document.data).digest():
            raise BrokenBatch(f"the digest of document {document.name!r} is not the hash of its bytes")
