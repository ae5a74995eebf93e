"""Where a terminal keeps a paper between drawing and audit, so that a restart loses no credential.

In memory, or in files that are sealed with a key derived from the seat's own device key, mode 0600. What tells which
ballot of the count is this seat's, and what could show how it voted, is dropped as soon as the count has been checked;
where the ballot is missing there, the last is kept until the poll is gone, for the member alone to give out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from devices.credentials import Credential, Enclosed, read_all
from devices.encoding import Broken, Json, array, b64, canonical, fields, hash_of, integer, sha256, strict, text, unb64
from devices.proofs import leaf_of
from devices.signer import Signer

NONCE_BYTES = 12
HELD = ("vote", "mh", "voter", "request", "spoiled", "credentials", "leaves", "last", "shows", "amiss", "spent")


@dataclass(frozen=True, slots=True)
class Shown:
    """A cast as it was sent, with what can show what it says."""

    jws: str
    sealed: Enclosed = field(repr=False)

    def dump(self) -> dict[str, Json]:
        """As it is kept, under seal only."""
        token = None if self.sealed.token is None else self.sealed.token.decode()
        ephemeral: list[Json] = [b64(key) for key in self.sealed.ephemeral]
        return {
            "jws": self.jws, "ct": b64(self.sealed.ct), "inner": self.sealed.inner.decode(), "token": token,
            "ephemeral": ephemeral,
        }  # fmt: skip

    @classmethod
    def load(cls, value: Json) -> Shown:
        """Of `dump`; Broken for anything else."""
        part = fields(value, "shown", ("jws", "ct", "inner", "token", "ephemeral"))
        keys = tuple(unb64(key, "ephemeral", 32) for key in array(part["ephemeral"], "ephemeral"))
        token = None if part["token"] is None else text(part["token"], "token").encode()
        sealed = Enclosed(unb64(part["ct"], "ct"), text(part["inner"], "inner").encode(), token, keys)
        return cls(text(part["jws"], "jws"), sealed)


@dataclass(slots=True)
class Held:
    """One paper of one voter: its request, its credentials, and by hash of the cast the leaf of what was cast."""

    vote: str
    mh: bytes
    voter: str
    request: str
    spoiled: int = 0
    credentials: tuple[Credential, ...] = field(default=(), repr=False)
    leaves: dict[str, bytes] = field(default_factory=dict, repr=False)
    last: str | None = None  # hash of the cast that was received last
    shows: dict[str, Shown] = field(default_factory=dict, repr=False)  # by hash of the cast: what can show it
    amiss: str = ""  # what the audit found amiss; the paper is then kept only for its member to show
    spent: str = field(
        default="", repr=False
    )  # the JWS `checked` of a paper that was checked instead of cast, until the server has it

    @property
    def name(self) -> str:
        """What it is kept under; says neither who nor what. Beside a spent paper there may be the next one."""
        return sha256(self.spent.encode()).hex() if self.spent else name_of(self.mh, self.voter)

    def leaf(self) -> bytes | None:
        """The leaf that must stand in the output of the count, if a vote of this terminal was received."""
        return None if self.last is None else self.leaves.get(self.last)

    def take(self, jws: str, sealed: Enclosed) -> None:
        """A cast that is sent now: its leaf, and what can show it."""
        digest = hash_of(jws)
        self.leaves[digest] = leaf_of(sealed.inner)
        self.shows = {kept: shown for kept, shown in self.shows.items() if kept == self.last}
        self.shows[digest] = Shown(jws, sealed)

    def received(self, digest: str) -> None:
        """A cast is in the box; what could show another is forgotten."""
        self.last = digest
        self.shows = {kept: shown for kept, shown in self.shows.items() if kept == digest}

    def miss(self, amiss: str) -> None:
        """Not in the count: everything goes but what can show the cast that should be in it."""
        self.amiss, self.credentials = amiss, ()
        self.leaves.clear()

    def checked(self, jws: str) -> Held:
        """What is left of a paper that was checked: the word of it alone."""
        return Held(self.vote, self.mh, self.voter, "", spent=jws)

    def dump(self) -> bytes:
        """Bytes to be sealed."""
        leaves: dict[str, Json] = {digest: b64(leaf) for digest, leaf in self.leaves.items()}
        credentials: list[Json] = [credential.dump() for credential in self.credentials]
        return canonical({
            "vote": self.vote, "mh": b64(self.mh), "voter": self.voter, "request": self.request,
            "spoiled": self.spoiled, "credentials": credentials, "leaves": leaves, "last": self.last,
            "shows": {digest: shown.dump() for digest, shown in self.shows.items()}, "amiss": self.amiss,
            "spent": self.spent,
        })  # fmt: skip

    @classmethod
    def load(cls, data: bytes) -> Held:
        """Of `dump`; Broken for anything else."""
        kept = strict(data, "held paper")  # one of an earlier version has less
        part = fields(
            {"shows": {}, "amiss": "", "spent": "", **kept} if isinstance(kept, dict) else kept, "held paper", HELD
        )
        leaves, shows = _named(part["leaves"]), _named(part["shows"])
        return cls(
            text(part["vote"], "vote"), unb64(part["mh"], "mh", 32), text(part["voter"], "voter"),
            text(part["request"], "request"), integer(part["spoiled"], "spoiled"), read_all(part["credentials"]),
            {digest: unb64(leaf, "leaf", 32) for digest, leaf in leaves.items()},
            None if part["last"] is None else text(part["last"], "last"),
            {digest: Shown.load(shown) for digest, shown in shows.items()}, text(part["amiss"], "amiss"),
            text(part["spent"], "spent"),
        )  # fmt: skip


def _named(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise Broken("held paper", "not values by name")
    return value


class Drawer(Protocol):
    """Keeps papers by name."""

    def get(self, name: str) -> Held | None:
        """The paper of this name, if it is here and whole."""

    def put(self, held: Held) -> None:
        """Keep it, whole or not at all, before anything that depends on it is sent."""

    def drop(self, name: str) -> None:
        """Forget it."""

    def all(self) -> Iterator[Held]:
        """Every paper that is here."""


class Memory:
    """A drawer that is empty after a restart: for simulated seats without a key folder."""

    def __init__(self) -> None:
        """Empty."""
        self._papers: dict[str, Held] = {}

    def get(self, name: str) -> Held | None:
        """See Drawer."""
        return self._papers.get(name)

    def put(self, held: Held) -> None:
        """See Drawer."""
        self._papers[held.name] = held

    def drop(self, name: str) -> None:
        """See Drawer."""
        self._papers.pop(name, None)

    def all(self) -> Iterator[Held]:
        """See Drawer."""
        yield from tuple(self._papers.values())


class Folder:
    """A drawer of sealed files; a file that another key has sealed, or that is damaged, is as if it were not here."""

    def __init__(self, path: Path, signer: Signer) -> None:
        """Of the device whose key seals it; the folder is made when first needed."""
        self._path = path
        secret = signer.key.private_numbers().private_value.to_bytes(32, "big")
        self._key = AESGCM(HKDF(hashes.SHA256(), 16, None, b"yijue|terminal|drawer|v1").derive(secret))

    def get(self, name: str) -> Held | None:
        """See Drawer."""
        file = self._path / name
        return self._opened(file) if file.exists() else None

    def put(self, held: Held) -> None:
        """See Drawer."""
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        nonce = os.urandom(NONCE_BYTES)
        fresh = self._path / f"{held.name}.new"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(nonce + self._key.encrypt(nonce, held.dump(), held.name.encode()))
            file.flush()
            os.fsync(file.fileno())  # what is asked of the issuers next can be answered once only
        fresh.replace(self._path / held.name)

    def drop(self, name: str) -> None:
        """See Drawer."""
        (self._path / name).unlink(missing_ok=True)

    def all(self) -> Iterator[Held]:
        """See Drawer."""
        for file in sorted(self._path.glob("*")) if self._path.exists() else ():
            held = None if file.suffix else self._opened(file)
            if held is not None:
                yield held

    def _opened(self, file: Path) -> Held | None:
        data = file.read_bytes()
        try:
            return Held.load(self._key.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], file.name.encode()))
        except (InvalidTag, Broken, ValueError):
            return None


def name_of(mh: bytes, voter: str) -> str:
    """The name of the paper of this voter under this manifest: hexadecimal."""
    return sha256(mh + voter.encode()).hex()
