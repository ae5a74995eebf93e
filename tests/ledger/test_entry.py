"""Entries, the looking over of a batch, and the fake that must shout."""

from __future__ import annotations

from hashlib import sha256

import pytest

from voting.ledger.entry import check_batch, make_entry
from voting.ledger.memory import MemoryLedger
from voting.ledger.port import REASONS, Batch, BrokenBatch, Document, Entry, Envelope, Unwritable


def envelope(leaf_index: int) -> Envelope:
    return Envelope("p1", "v1", "A1", "cast", 1, sha256(b"jws").digest(), "jws", "receipt", leaf_index)


def test_an_entry_is_hashed_as_a_leaf():
    """The leaf hash is SHA-256 over a zero byte and the canonical bytes."""
    assert make_entry(3, "a.v1", b"{}") == Entry(3, "a.v1", b"{}", sha256(b"\x00{}").digest())


@pytest.mark.parametrize(
    "batch",
    [
        Batch((make_entry(8, "a.v1", b"{}"),)),
        Batch((make_entry(7, "a.v1", b"{}"), make_entry(7, "a.v1", b"{}"))),
        Batch((Entry(7, "a.v1", b"{}", sha256(b"{}").digest()),)),
        Batch((make_entry(7, "a.v1", b"{}"),), envelopes=(envelope(8),)),
        Batch((), envelopes=(envelope(-1),)),
        Batch((), documents=(Document("d", bytes(32), "text/plain", b"d"),)),
    ],
)
def test_a_batch_that_contradicts_itself_is_refused(batch):
    """Positions leave no gap, hashes are of the bytes, envelopes point at leaves that exist."""
    with pytest.raises(BrokenBatch):
        check_batch(7, batch)


def test_a_good_batch_passes():
    """Entries from the expected position on, with an envelope at the last of them."""
    check_batch(7, Batch((make_entry(7, "a.v1", b"1"), make_entry(8, "a.v1", b"2")), envelopes=(envelope(8),)))


def test_an_envelope_of_unknown_kind_does_not_exist():
    """An unknown kind and a digest of another length are errors at once, not at the database."""
    with pytest.raises(BrokenBatch):
        Envelope("p1", "v1", "A1", "guess", 1, bytes(32), "jws", "receipt", 0)
    with pytest.raises(BrokenBatch):
        Envelope("p1", "v1", "A1", "cast", 1, bytes(31), "jws", "receipt", 0)


def test_the_fake_refuses_to_stand_behind_a_meeting():
    """Without saying that it is for tests, nobody gets a ledger that forgets."""
    with pytest.raises(RuntimeError, match="for tests only"):
        MemoryLedger()


def test_unwritable_says_why_in_both_languages():
    """Each reason has a Chinese and an English sentence."""
    for reason, (zh, en) in REASONS.items():
        error = Unwritable(reason, "detail")
        assert (error.reason, error.zh, error.en) == (reason, zh, en)
        assert "detail" in str(error)
