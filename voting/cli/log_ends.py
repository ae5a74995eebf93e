"""The end of a meeting's log as somebody saved it from a server: believed as far as the keys of log and stations go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from voting.ballots.encodings import Malformed
from voting.ballots.fields import exactly, plain
from voting.cli.stopping import Stop
from voting.core.words import Text
from voting.exact import Inexact, Json, loads
from voting.ledger.signing import BadNote, VerifierKey, fingerprint, open_checkpoint, open_note
from voting.verify import trust
from voting.verify.saying import Broken

LARGEST: Final = 1_000_000  # bytes of a saved answer or a trust file; real ones have some thousands


@dataclass(frozen=True)
class Keys:
    """Whose signatures count: the log's, and a witness key or several under each station's letter."""

    log: VerifierKey
    witnesses: dict[str, tuple[VerifierKey, ...]]

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each key's text under its name, in one order."""
        yield "log", self.log.text()
        for name, keys in sorted(self.witnesses.items()):
            yield from ((name, text) for text in sorted(key.text() for key in keys))

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """What people compare (docs/bundle.md section 6)."""
        return ((name, sha256(text.encode("utf-8")).hexdigest()[:16]) for name, text in self.texts())


@dataclass(frozen=True)
class LogEnd:
    """A checkpoint that the log has signed; `bound` is a hash (32 bytes) over it and the keys that it was held against."""

    size: int
    root: bytes
    digits: str
    bound: bytes

    def __str__(self) -> str:
        return f"{self.size} 条 entries, {self.digits}"


def keys_of(file: Path | None, answer: Path) -> Keys:
    """Those of a trust file, or those that a saved answer names; Stop where there is none of the log."""
    found = _trust(file or answer, _json(file) if file else _answer(answer)["keys"])
    if found.log is None:
        raise Stop(Text(f"{file}: 没有日志的密钥。", "It names no key of the log."))
    names = sorted({one.station for one in found.stations})
    return Keys(found.log, {name: tuple(one.witness for one in found.of_station(name)) for name in names})


def log_end(file: Path, keys: Keys) -> LogEnd:
    """The newest end of the log, as the log alone has signed it; Stop where it has not."""
    return _opened(file, _answer(file)["checkpoint"], keys, {})


def later(file: Path, keys: Keys, since: LogEnd) -> LogEnd:
    """The end that log and every station have signed; Stop where one has not, or where it is no later than `since`."""
    found = _opened(file, _answer(file)["cosigned" if keys.witnesses else "checkpoint"], keys, keys.witnesses)
    if found.size <= since.size:
        raise Stop(Text(
            f"{file.name}: 检查点（{found.size} 条）不晚于承诺时的日志（{since.size} 条）。",
            f"The checkpoint ({found.size} entries) is no later than the log at the commitment ({since.size}).",
        ))  # fmt: skip
    return found


def _opened(file: Path, note: Json, keys: Keys, witnesses: dict[str, tuple[VerifierKey, ...]]) -> LogEnd:
    if note is None:
        raise Stop(Text(f"{file.name}: 还没有这样的检查点。", "There is no such checkpoint yet."))
    try:
        mark = open_checkpoint(plain(note), keys.log)
        _, signed = open_note(plain(note), (keys.log, *(one for mine in witnesses.values() for one in mine)))
    except (BadNote, Malformed) as error:
        raise Stop(Text(f"{file.name}: 不是这个会议的检查点。", f"No checkpoint of this meeting: {error}.")) from error
    by = {one.by for one in signed}
    missing = "、".join(name for name, mine in witnesses.items() if not by.intersection(mine))
    if missing:
        raise Stop(Text(f"{file.name}: 监票席 {missing} 没有见证。", f"Station {missing} has not cosigned it."))
    said = "\n".join((f"{mark.size} {mark.root.hex()}", *(f"{name} {text}" for name, text in keys.texts())))
    return LogEnd(mark.size, mark.root, fingerprint(plain(note)), sha256(said.encode("utf-8")).digest())


def _answer(file: Path) -> dict[str, Json]:
    """What GET /api/log has answered."""
    try:
        return exactly(_json(file), dict.fromkeys(("checkpoint", "cosigned", "keys"), lambda value: value))
    except Malformed as error:
        raise Stop(Text(f"{file.name}: 不是 GET /api/log 的答复。", "This is no answer of GET /api/log.")) from error


def _trust(file: Path, value: Json) -> trust.Trust:
    try:
        return trust.read(value)
    except ValueError as error:
        why = error.said if isinstance(error, Broken) else Text("密钥不能使用。", str(error))
        raise Stop(Text(f"{file.name}: {why.zh}", why.en)) from error


def _json(file: Path) -> Json:
    with file.open("rb") as stream:
        data = stream.read(LARGEST)
    try:
        return loads(data)
    except Inexact as error:
        raise Stop(Text(f"{file.name}: 不是 JSON。", f"No JSON: {error}.")) from error
