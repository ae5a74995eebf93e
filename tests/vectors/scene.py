"""The one small poll that the vectors are about: keys from names, a secret election, a motion by name, one seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec

from tests.ballots.terminal import Terminal
from voting.ballots import p256, papers
from voting.ballots.encodings import b64
from voting.ballots.papers import Manifest, Rules, Threshold

MEETING, ELECTION, MOTION = "m-2026-03", "p2", "p1"
SEAT, VOTER = "三排07", "d07"
NONCE = sha256(b"yijue vectors|nonce").digest()[:16]
LINES: list[object] = [
    {"id": "c1", "name": {"zh": "王秀兰", "en": "Wang Xiulan"}},
    {"id": "c2", "name": {"zh": "李 强", "en": "Li Qiang"}},
    {"id": "c3", "name": {"zh": "阿依古丽·买买提", "en": "Ayigul Mamat"}},
]


def key(name: str) -> p256.SigningKey:
    """The test key of this name: private value = SHA-256("yijue vectors|" ‖ name) mod (n - 1) + 1."""
    value = int.from_bytes(sha256(f"yijue vectors|{name}".encode()).digest(), "big") % (p256.ORDER - 1) + 1
    return p256.signing_key(ec.derive_private_key(value, ec.SECP256R1()))


ROSTER = [("d10", "A-10", key("seat 10").public.kid), (VOTER, SEAT, key("seat").public.kid)]


def _secret() -> Manifest:
    rules = Rules(
        kind="election", alphabet="YNAB", lines=3, press="last", base=61, threshold=Threshold("over", "1/2"),
        present=58, eligible=57, max_yes=2, writein_max=2, writein_bytes=60)  # fmt: skip
    return papers.build(
        meeting=MEETING, vote=ELECTION, title="选举副乡长", lines=LINES, rules=rules, roster=ROSTER,
        prev_checkpoint=sha256(b"note").digest(), box=p256.encode_point(key("box").public.point))  # fmt: skip


def _named() -> Manifest:
    rules = Rules(
        kind="motion", alphabet="YNA", lines=1, press="first", base=35, threshold=Threshold("at_least", "2/3"),
        present=33, eligible=33, time_limit=60)  # fmt: skip
    return papers.build(
        meeting=MEETING, vote=MOTION, title="关于批准预算调整方案的决议", lines=LINES[:1], rules=rules, roster=ROSTER,
        prev_checkpoint=sha256(b"note").digest(), box=None, client_sha256=sha256(b"client").digest())  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """The two manifests and the terminal of the seat."""

    secret: Manifest = field(default_factory=_secret)
    named: Manifest = field(default_factory=_named)
    terminal: Terminal = field(default_factory=lambda: Terminal(SEAT, key("seat")))

    def cast(self, marks: str, write_ins: Sequence[str], n: int, *, seat: str = SEAT, seq: int = 1,
             prev: bytes | None = None) -> str:  # fmt: skip
        """The cast number `n` of the file, sealed with the keys of that number."""
        terminal = self.terminal if seat == SEAT else Terminal(seat, key(seat))
        return terminal.cast(
            self.secret, marks, write_ins, seq=seq, prev=prev,
            ballot_key=key(f"ballot {n}").private, ephemeral=key(f"ephemeral {n}").private)  # fmt: skip


def raw_jws(header: bytes, payload: bytes, signer: p256.SigningKey, *, high: bool = False) -> str:
    """A JWS over exactly these bytes, good or bad; with `high` its s is the larger of the two."""
    signed = f"{b64(header)}.{b64(payload)}"
    signature = p256.sign(signer.private, signed.encode("ascii"))
    if high:
        s = p256.ORDER - int.from_bytes(signature[32:], "big")
        signature = signature[:32] + s.to_bytes(32, "big")
    return f"{signed}.{b64(signature)}"
