"""Under which key and name a meeting's log speaks."""

from __future__ import annotations

from voting.ballots.keys import KeyStore
from voting.ledger.signing import SignerKey


def log_key(keys: KeyStore, meeting: str) -> SignerKey:
    """The note key of a meeting's log; its name is the log's origin (docs/protocol.md section 8)."""
    return SignerKey(f"yijue/{meeting}", keys.log_seed)
