"""The end of the log as a sheet prints it: size, short fingerprint, the note, a QR code of the checkpoint, whose keys.

The fingerprint is the one that stands on the hall's big screen. Nothing is signed or checked here.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from voting.core.state import Station
from voting.core.words import Text
from voting.ledger.signing import BadNote, fingerprint, parse_checkpoint, parse_note
from voting.records.labels import printable
from voting.records.sitting import KeyMark, Log
from voting.records.typeset import qr

NOTE_WIDTH: Final = 54  # characters of the checkpoint that fit beside the QR code in a line
FORMAT: Final = "yijue.log.v1"


def log_end(note: str, server: str, log_key: str, stations: Mapping[str, Station]) -> Log:
    """The log as it stands under this note. `server`: the thumbprint of the server's key (b64); `log_key`: the log's
    verifier key; of each station its own key and the one it cosigns with. BadNote for what is no checkpoint.
    """
    mark = parse_checkpoint(parse_note(note).text)
    return Log(mark.size, note.split("\n")[2], note, tuple(_marks(server, log_key, stations)))


def _marks(server: str, log_key: str, stations: Mapping[str, Station]) -> Iterator[KeyMark]:
    yield KeyMark(Text("服务器", "server"), _thumbprint(server))
    yield KeyMark(Text("日志", "log"), _of_text(log_key))
    for name, one in sorted(stations.items()):
        yield KeyMark(Text(f"监票席{name}", f"station {name}"), _thumbprint(one.kid))
        yield KeyMark(Text(f"监票席{name}见证", f"witness {name}"), _of_text(one.witness))


def _thumbprint(kid: str) -> str:
    """RFC 7638: the thumbprint is SHA-256 of the key's canonical JSON, as the bundle's fingerprint is."""
    return urlsafe_b64decode(kid + "=" * (-len(kid) % 4)).hex()[:16]


def _of_text(key: str) -> str:
    return sha256(key.encode("utf-8")).hexdigest()[:16]


def printed(log: Log) -> dict[str, Any]:
    """What the template needs of the log's end."""
    lines = [printable(line) for line in log.checkpoint.rstrip("\n").split("\n")]
    cut = [line[start : start + NOTE_WIDTH] for line in lines for start in range(0, max(len(line), 1), NOTE_WIDTH)]
    keys = [{"zh": key.whose.zh, "en": key.whose.en, "mark": grouped(key.fingerprint)} for key in log.keys]
    return {
        "size": log.size, "root": log.root, "fingerprint": short(log), "note": "\n".join(cut), "qr": qr(scanned(log)), "keys": keys,
    }  # fmt: skip


def scanned(log: Log) -> str:
    """What the QR code says: origin, size and root of the checkpoint, one blank between them."""
    origin = log.checkpoint.split("\n", 1)[0]
    return f"{FORMAT} {origin} {log.size} {log.root}"


def short(log: Log) -> str:
    """The fingerprint by fours; empty where the record carries no note."""
    try:
        return grouped(fingerprint(log.checkpoint))
    except BadNote:
        return ""


def grouped(digits: str) -> str:
    """Digits by fours, as they are read aloud."""
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
