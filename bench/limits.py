"""What this machine can do without us: the raw limits that our figures are divided by, and a yardstick for its moods.

Each limit is the bare work on one core, no network and no product around it. Nothing of voting or devices is in here.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

LEAST_SECONDS: Final = 0.7  # thousands of operations; short enough to be asked before and after each run
FSYNCS: Final = 40
VOTES_A_BATCH: Final = 64  # what one commit takes while votes arrive faster than they are committed
ENTRY, JWS, ANSWER = b"e" * 170, "j" * 1_500, "a" * 650  # bytes of one vote's rows as our store keeps them
ECDSA: Final = ec.ECDSA(hashes.SHA256())
SUITE: Final = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
PAPER: Final = b"p" * 512
MOST_MOVED: Final = 0.25  # a yardstick that moved further than this makes the figures between its two readings void
TABLES: Final = (
    "CREATE TABLE entries (meeting TEXT, position INTEGER, data BLOB, leaf BLOB, PRIMARY KEY (meeting, position));"
    "CREATE TABLE envelopes (meeting TEXT, poll TEXT, digest BLOB, voter TEXT, jws TEXT, answer TEXT, leaf INTEGER,"
    " PRIMARY KEY (meeting, poll, digest))"
)


def rate(work: Callable[[], object], each: int = 1) -> float:
    """How often a second `work` can be done, times `each`."""
    done, start = 0, time.perf_counter()
    while (gone := time.perf_counter() - start) < LEAST_SECONDS:
        work()
        done += each
    return done / gone


def verifications() -> float:
    """P-256 signatures verified a second."""
    key = ec.generate_private_key(ec.SECP256R1())
    point, signature = key.public_key(), key.sign(PAPER, ECDSA)
    return rate(lambda: point.verify(signature, PAPER, ECDSA))


def signatures() -> float:
    """P-256 signatures made a second, deterministic as ours (RFC 6979)."""
    key, how = ec.generate_private_key(ec.SECP256R1()), ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    return rate(lambda: key.sign(PAPER, how))


def opens() -> float:
    """HPKE envelopes opened a second (RFC 9180, P-256, AES-128-GCM)."""
    key = ec.generate_private_key(ec.SECP256R1())
    sealed = SUITE.encrypt(PAPER, key.public_key(), info=b"bench")
    return rate(lambda: SUITE.decrypt(sealed, key, info=b"bench"))


def commits() -> float:
    """Votes a second as rows (an entry and an envelope each) in batches, SQLite WAL with synchronous=FULL."""
    with tempfile.TemporaryDirectory(prefix="yijue-bench-") as folder:
        base = sqlite3.connect(Path(folder) / "raw.db", isolation_level=None)
        base.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {TABLES}")
        number = [0]

        def batch() -> None:
            places = range(number[0], number[0] + VOTES_A_BATCH)
            number[0] += VOTES_A_BATCH
            base.execute("BEGIN IMMEDIATE")
            base.executemany("INSERT INTO entries VALUES ('m',?,?,?)", [(n, ENTRY, PAPER[:32]) for n in places])
            base.executemany(
                "INSERT INTO envelopes VALUES ('m','p',?,?,?,?,?)",
                [(n.to_bytes(32, "big"), f"m{n}", JWS, ANSWER, n) for n in places],
            )
            base.execute("COMMIT")

        try:
            return rate(batch, VOTES_A_BATCH)
        finally:
            base.close()


def fsync_ms() -> float:
    """Median milliseconds of an fdatasync after 200 bytes, where the bench's databases are made."""
    with tempfile.NamedTemporaryFile(prefix="yijue-bench-") as file:
        waits = []
        for _ in range(FSYNCS):
            os.write(file.fileno(), b"x" * 200)
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            waits.append((time.perf_counter() - start) * 1000)
    return statistics.median(waits)


def measure() -> dict[str, float]:
    """All limits at this moment; rates a second, `fsync_ms` in milliseconds."""
    return {
        "verify": verifications(),
        "sign": signatures(),
        "open": opens(),
        "commit": commits(),
        "fsync_ms": fsync_ms(),
    }


def moved(before: dict[str, float], after: dict[str, float]) -> float:
    """By which share the yardstick (verifications and commits a second) moved between two readings, the larger."""
    return max(abs(after[name] - before[name]) / before[name] for name in ("verify", "commit"))


def mean(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """The limits between two readings."""
    return {name: (before[name] + after[name]) / 2 for name in before}


def accepting(limit: dict[str, float]) -> float:
    """Votes a second that one core could take in: verify one signature, store two rows, sign one receipt."""
    return 1 / (1 / limit["verify"] + 1 / limit["commit"] + 1 / limit["sign"])


def counting(limit: dict[str, float]) -> float:
    """Votes a second that one core could count: the envelope's signature, opening it, the paper's own signature."""
    return 1 / (2 / limit["verify"] + 1 / limit["open"])


def machine() -> dict[str, object]:
    """What kind of machine this is; no name, no address."""
    return {
        "cores": os.cpu_count(), "processor": _processor(), "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}", "sqlite": sqlite3.sqlite_version,
    }  # fmt: skip


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
