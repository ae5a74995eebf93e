"""The station's private keys: its identity, its witness key, and two for each vote; wrapped, in a key store of its own.

The store is that of `voting.ballots.keys`: the identity is its signing key, the witness's seed its log seed. RSA keys
are made ahead, so that an announcement does not wait for primes.
"""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Empty, Queue
from typing import Final

from voting.ballots import p256
from voting.ballots.credentials import IssuerKey
from voting.ballots.keys import KeyStore, NoSuchKey
from voting.ballots.p256 import Private, SigningKey
from voting.ledger.signing import COSIGNATURE, SignerKey

AHEAD: Final = 2  # RSA keys in memory: polls are announced one after the other


class Keyring:
    """Opens the directory's keys, or makes them on the first start; KeyTrouble of `voting.ballots.keys` otherwise."""

    def __init__(self, directory: Path, start_key: Path | None = None) -> None:
        there = (directory / "server.wrapped").exists()
        self._store = KeyStore(directory, start_key) if there else KeyStore.create(directory, start_key)
        self._spare: Queue[IssuerKey] = Queue(AHEAD)
        self._making = threading.Lock()
        self._ahead = False

    @property
    def identity(self) -> SigningKey:
        """The P-256 key that signs what the station says."""
        return self._store.server

    def witness(self, meeting: str, station: str) -> SignerKey:
        """The Ed25519 key of cosignatures; its name as docs/protocol.md section 9."""
        return SignerKey(f"yijue/{meeting}/{station}", self._store.log_seed, COSIGNATURE)

    def make_ahead(self) -> None:
        """From now on keep the pool filled, in the background."""
        self._ahead = True
        self._refill()

    def _refill(self) -> None:
        threading.Thread(target=self._fill, name="primes", daemon=True).start()

    def _fill(self) -> None:
        if self._making.acquire(blocking=False):
            try:
                while not self._spare.full():
                    self._spare.put(IssuerKey.generate())
            finally:
                self._making.release()

    def make(self, meeting: str, vote: str) -> tuple[bytes, bytes]:
        """Modulus (256 bytes) and box point (65 bytes) of a vote; asked again, the same."""
        try:
            modulus = self._store.issuer_key(meeting, vote).modulus
        except NoSuchKey:
            modulus = self._store.new_issuer_key(meeting, vote, self._ready())
            if self._ahead:
                self._refill()
        return modulus, self._store.new_poll_key(meeting, vote)

    def known(self, meeting: str, vote: str) -> tuple[bytes, bytes] | None:
        """Modulus and box point of a vote whose keys were made and are not destroyed."""
        try:
            modulus = self._store.issuer_key(meeting, vote).modulus
            return modulus, p256.encode_point(self._store.poll_key(meeting, vote).public_key())
        except NoSuchKey:
            return None

    def _ready(self) -> IssuerKey | None:
        try:
            return self._spare.get_nowait()
        except Empty:
            return None

    def issuer(self, meeting: str, vote: str) -> IssuerKey:
        """The key that signs a vote's papers; NoSuchKey when it was never made or is destroyed."""
        return self._store.issuer_key(meeting, vote)

    def box(self, meeting: str, vote: str) -> Private:
        """The key that opens this station's layer; NoSuchKey when it was never made or is destroyed."""
        return self._store.poll_key(meeting, vote)

    def destroy(self, meeting: str, vote: str) -> None:
        """Overwrite and remove both keys of a vote."""
        self._store.destroy(meeting, vote)
