"""What the server answers: issued, receipt, refusal, close; the log entry behind a receipt; the roots of a box.

The wording of a refusal comes from the core; here it is only signed. No answer says how a seat voted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from voting.ballots import messages
from voting.ballots.encodings import b64
from voting.ballots.messages import SigningKey


def issued(key: SigningKey, *, vote: str, mh: bytes, seat: str, seq: int, prev: bytes | None, leaf_index: int,
           leaf: bytes, bs: Mapping[str, str] | None = None) -> str:  # fmt: skip
    """The answer to a drawn paper: `seq` and `prev` are what this voter's next cast must carry, `bs` has for every
    issuer its JWS `blind-signed`.
    """
    return messages.sign(key, "issued", {
        "vote": vote, "mh": b64(mh), "seat": seat, "seq": seq, "prev": _maybe(prev), "bs": dict(bs or {}),
        "leaf_index": leaf_index, "leaf_hash": b64(leaf)})  # fmt: skip


def receipt(key: SigningKey, *, mh: bytes, seat: str, seq: int, leaf_index: int, leaf: bytes) -> str:
    """The answer to a vote that is on disk; it proves that an envelope was kept, nothing of what is in it."""
    return messages.sign(
        key, "receipt", {"mh": b64(mh), "seat": seat, "seq": seq, "leaf_index": leaf_index, "leaf_hash": b64(leaf)}
    )


def refusal(key: SigningKey, *, code: str, zh: str, en: str, article: str | None, of: object) -> str:
    """A no, with its reason in both languages; `of` is the refused message as it came (its hash is put in when it is
    ASCII text, null otherwise).
    """
    known = isinstance(of, str) and of.isascii()
    return messages.sign(key, "refusal", {
        "code": code, "zh": zh, "en": en, "article": article,
        "of": b64(messages.digest(str(of))) if known else None})  # fmt: skip


def close(key: SigningKey, *, mh: bytes, issued_count: int, entering: Sequence[bytes]) -> str:
    """What the box held when it was closed: papers drawn, envelopes entering, and the root over their hashes."""
    figures = {"issued": issued_count, "cast": len(entering)}
    return messages.sign(key, "close", {"mh": b64(mh), **figures, "cast_root": b64(cast_root(entering))})


def tally(key: SigningKey, *, vote: str, mh: bytes, by: str, text: str, out_root: bytes, ballots: int) -> str:
    """A signature of the count's text (docs/protocol.md section 9) by the server or a station, over so many ballots."""
    payload = {"vote": vote, "mh": b64(mh), "by": by, "tally": b64(sha256(text.encode("utf-8")).digest())}
    return messages.sign(key, "tally", {**payload, "out_root": b64(out_root), "m": ballots})


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 ‖ entry), RFC 6962 section 2.1."""
    return sha256(b"\0" + entry).digest()


def cast_root(digests: Iterable[bytes]) -> bytes:
    """RFC 6962 root over the hashes of the entering messages, sorted bytewise, so that it keeps no order of arrival."""
    return root(sorted(digests))


def voters_root(voters: Iterable[str]) -> bytes:
    """RFC 6962 root over the ids (UTF-8) of the voters issued to, sorted by bytes."""
    return root(sorted(voter.encode("utf-8") for voter in voters))


def root(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of RFC 6962 section 2.1 over `leaves` in the order given."""
    level = [leaf_hash(leaf) for leaf in leaves]
    if not level:
        return sha256(b"").digest()
    while len(level) > 1:  # a last node without a sister rises unchanged, which is the RFC's split by powers of two
        paired = [sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def _maybe(data: bytes | None) -> str | None:
    return None if data is None else b64(data)
