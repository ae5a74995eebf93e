"""The key store: a directory apart from ledger and box, in which every private key lies wrapped by the start key.

`start.key` (32 bytes, mode 0600, or a file elsewhere such as a systemd credential) is the only secret in clear. The
rest is AES-256-GCM under it, bound to its own name: `server.wrapped`, `log.wrapped`, `pepper.wrapped` and
`polls/<hash>.wrapped`; `*.kept` opens files of other formats. Never copied into backups of ledger or box; never a key in a log or an error text.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from voting.ballots import p256
from voting.ballots.credentials import IssuerKey
from voting.ballots.p256 import SigningKey
from voting.exact import dumps

NONCE_LENGTH = 12
SECRET_LENGTH = 32
BOX, ISSUER = "", "issuer"  # a poll's two keys: what opens its box, and what co-issues its papers
OTHERS = 0o077  # rights of group and world: none of them may be set


class KeyTrouble(Exception):
    """The key store refuses; the text says which file and why, never what is in it."""


class NoSuchKey(KeyTrouble):
    """The poll's key was never made here, or was destroyed."""


class KeyStore:
    """The keys of one installation. `create` makes them, once; the constructor opens what is there."""

    def __init__(self, directory: Path, start_key: Path | None = None) -> None:
        """Open; raises KeyTrouble when a file is missing, readable by others, or not wrapped by this start key."""
        self._directory = directory
        self._polls = directory / "polls"
        start = start_key or directory / "start.key"
        for place in (directory, self._polls):
            _guard(place, stat.S_ISDIR)
        self._wrapper = AESGCM(_secret(start))
        self._server = p256.signing_key(_private(self._unwrap(directory / "server.wrapped", ["server"])))
        self._log_seed = self._unwrap(directory / "log.wrapped", ["log"])
        self._pepper = self._unwrap(directory / "pepper.wrapped", ["pepper"])

    @classmethod
    def create(cls, directory: Path, start_key: Path | None = None) -> KeyStore:
        """Make a directory with fresh keys and open it; raises KeyTrouble when keys are there already. A start key
        that lies elsewhere must exist; the one in the directory is made.
        """
        directory.parent.mkdir(parents=True, exist_ok=True)
        for place in (directory, directory / "polls"):
            place.mkdir(mode=0o700, exist_ok=True)
            _guard(place, stat.S_ISDIR)
        if any(directory.glob("*.wrapped")):
            raise KeyTrouble(f"{directory} holds keys already")
        start = start_key or directory / "start.key"
        if start_key is None and not start.exists():
            _write(start, secrets.token_bytes(SECRET_LENGTH))
        wrapper = AESGCM(_secret(start))
        fresh = {"log": secrets.token_bytes(SECRET_LENGTH), "pepper": secrets.token_bytes(SECRET_LENGTH)}
        for name, data in (fresh | {"server": _der(p256.generate())}).items():
            _write(directory / f"{name}.wrapped", _wrap(wrapper, data, [name]))
        return cls(directory, start_key)

    @property
    def server(self) -> SigningKey:
        """The P-256 key that signs manifests, receipts and refusals."""
        return self._server

    @property
    def log_seed(self) -> bytes:
        """The 32-byte Ed25519 seed of the log's note key."""
        return self._log_seed

    @property
    def pepper(self) -> bytes:
        """The 32 bytes that make hashes of short PINs useless without this store."""
        return self._pepper

    def new_poll_key(self, meeting: str, poll: str) -> bytes:
        """Make the poll's box key and give its public point, 65 bytes. Asked again, the same: an announcement that
        failed half-way may be repeated.
        """
        path = self._path(meeting, poll)
        if not path.exists():
            _write(path, _wrap(self._wrapper, _der(p256.generate()), ["poll", meeting, poll]))
        return p256.encode_point(self.poll_key(meeting, poll).public_key())

    def poll_key(self, meeting: str, poll: str) -> p256.Private:
        """The poll's private box key; NoSuchKey when there is none."""
        path = self._path(meeting, poll)
        if not path.exists():
            raise NoSuchKey(f"no key for poll {poll} of meeting {meeting}")
        return _private(self._unwrap(path, ["poll", meeting, poll]))

    def new_issuer_key(self, meeting: str, poll: str, made: IssuerKey | None = None) -> bytes:
        """Make the key that this party co-issues a poll's papers with; its modulus, 256 bytes. Asked again, the same.

        Takes 30 to 300 ms unless one was `made` ahead: not for a thread that others wait for.
        """
        path = self._path(meeting, poll, ISSUER)
        if not path.exists():
            _write(path, _wrap(self._wrapper, (made or IssuerKey.generate()).to_der(), [ISSUER, meeting, poll]))
        return self.issuer_key(meeting, poll).modulus

    def issuer_key(self, meeting: str, poll: str) -> IssuerKey:
        """The poll's issuing key; NoSuchKey when there is none."""
        path = self._path(meeting, poll, ISSUER)
        if not path.exists():
            raise NoSuchKey(f"no issuing key for poll {poll} of meeting {meeting}")
        return IssuerKey.from_der(self._unwrap(path, [ISSUER, meeting, poll]))

    @property
    def directory(self) -> Path:
        """Where the store lies."""
        return self._directory

    def keep(self, name: str, data: bytes) -> None:
        """Keep what opens a file of another format (a passphrase, a token's PIN), in place of what was kept before."""
        _write(self._directory / f"{name}.kept", _wrap(self._wrapper, data, ["kept", name]))

    def kept(self, name: str) -> bytes | None:
        """What was kept under this name, or None."""
        path = self._directory / f"{name}.kept"
        return self._unwrap(path, ["kept", name]) if path.exists() else None

    def destroy(self, meeting: str, poll: str) -> None:
        """Overwrite and remove the wrapped keys; nothing happens when they are gone already. A disk that keeps old blocks
        keeps a wrapped form, which the start key alone opens.
        """
        for kind in (BOX, ISSUER):
            self._destroy(self._path(meeting, poll, kind))

    def _destroy(self, path: Path) -> None:
        if not path.exists():
            return
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        _settle(self._polls)

    def _path(self, meeting: str, poll: str, kind: str = "") -> Path:
        name = sha256(dumps([meeting, poll])).hexdigest()  # ids never become a path
        return self._polls / f"{name}{'.' if kind else ''}{kind}.wrapped"

    def _unwrap(self, path: Path, name: list[str]) -> bytes:
        data = _read(path)
        try:
            return self._wrapper.decrypt(data[:NONCE_LENGTH], data[NONCE_LENGTH:], dumps(name))
        except (InvalidTag, ValueError) as error:
            raise KeyTrouble(f"{path} was not wrapped by this start key under this name") from error


def pin_hash(pepper: bytes, meeting: str, member: str, pin: str) -> bytes:
    """HMAC-SHA256 of a member's PIN, 32 bytes; compare with `hmac.compare_digest`."""
    return hmac.digest(pepper, b"pin|v1|" + dumps([meeting, member, pin]), "sha256")


def _wrap(wrapper: AESGCM, data: bytes, name: list[str]) -> bytes:
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return nonce + wrapper.encrypt(nonce, data, dumps(name))


def _der(private: p256.Private) -> bytes:
    plain = serialization.NoEncryption()  # the start key wraps it before it touches the disk
    return private.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain)


def _private(der: bytes) -> p256.Private:
    key = serialization.load_der_private_key(der, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyTrouble("a wrapped key is not of the curve P-256")
    return key


def _secret(path: Path) -> bytes:
    data = _read(path)
    if len(data) != SECRET_LENGTH:
        raise KeyTrouble(f"{path} is not a start key of {SECRET_LENGTH} bytes")
    return data


def _read(path: Path) -> bytes:
    _guard(path, stat.S_ISREG)
    return path.read_bytes()


def _guard(path: Path, kind: Callable[[int], bool]) -> None:
    try:
        found = path.lstat()
    except OSError as error:
        raise KeyTrouble(f"{path} is missing") from error
    if not kind(found.st_mode):
        raise KeyTrouble(f"{path} is not what the key store put there")
    if found.st_mode & OTHERS:
        raise KeyTrouble(f"others may use {path}; take their rights away (chmod go= {path})")


def _write(path: Path, data: bytes) -> None:
    passing = path.with_suffix(".new")  # a crash leaves the old state or the new one, never half a key
    descriptor = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    passing.rename(path)
    _settle(path.parent)


def _settle(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
