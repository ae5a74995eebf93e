"""The evidence bundle (docs/bundle.md): a closed sitting's ledger laid out so that anybody can check it, then sealed.

Two profiles: `full` for the archive and the scrutineers, `public` without what says who was where or who has voted.
Everything is copied as it was stored; the only thing made here is the index with its signature, and the zip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Literal, TypeAlias

from voting import exact
from voting.core.state import Poll, Sitting
from voting.core.words import Text
from voting.ledger import filed
from voting.ledger.port import Entry, Ledger
from voting.ledger.signing import parse_checkpoint, parse_note
from voting.records.bundle_poll import b64, poll_members, unb64
from voting.records.bundle_zip import packed
from voting.records.sitting import SittingRecord, to_bytes

Profile: TypeAlias = Literal["full", "public"]
VERSION: Final = b"yijue-bundle 1\n"
# Who was where, and who has voted: the kinds of entries that a public bundle shows as their hashes alone.
HIDDEN: Final = ("device.", "terminal.", "member.", "leave.", "roll.")
OF_VOTERS: Final = ("ballot.drawn.v1", "ballot.cast.v1")


NOT_CLOSED: Final = Text(
    "会议尚未闭会，证据还不完整；请闭会后再导出。",
    "The sitting is not closed, so its evidence is not complete: close it first.",
)
KEPT_BACK: Final = Text(
    "本次会议的规则只公布当选人的得票数，公开版会泄露其他人的得票数，不能导出；请用完整版。",
    "The rules of this sitting publish the votes of the elected only, and a public bundle would tell all: export the full one.",
)
FOLDED: Final = Text(
    "本次会议的规则不公布只有一人写的另选姓名，公开版会泄露这些姓名，不能导出；请用完整版。",
    "The rules of this sitting keep back names that one voter wrote, and a public bundle would tell them: export the full one.",
)


class NoExport(ValueError):
    """There is no such bundle of this sitting; `text` says why."""

    def __init__(self, text: Text) -> None:
        super().__init__(f"{text.zh} {text.en}")
        self.text = text


@dataclass(frozen=True)
class Source:
    """Where a bundle comes from: the ledger, the folded sitting, its record, the public keys, and who seals it.

    `seal` signs a payload as a JWS of typ `bundle`; `record` becomes sitting.json; `documents` are files that go with the
    sitting beside those that the ledger has under `documents/`.
    """

    ledger: Ledger
    sitting: Sitting
    record: SittingRecord
    server: Mapping[str, str]
    log: str
    seal: Callable[[Mapping[str, object]], str]
    documents: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def meeting(self) -> str:
        """The id of the meeting."""
        return self.sitting.meeting


def bundle(source: Source, profile: Profile) -> bytes:
    """The sealed file; NoExport where there can be none, LookupError where the ledger lacks what it must hold."""
    return packed(sealed(source, profile, members(source, profile)))


def permitted(source: Source, profile: Profile) -> None:
    """NoExport with the reason where there can be no such bundle of this sitting."""
    if source.sitting.phase != "closed":
        raise NoExport(NOT_CLOSED)
    if profile == "public" and any(one.election and one.election.elected_only for one in source.record.polls):
        raise NoExport(KEPT_BACK)
    if profile == "public" and any(one.election and one.election.folds for one in source.record.polls):
        raise NoExport(FOLDED)


def members(source: Source, profile: Profile) -> dict[str, bytes]:
    """Every member but the index, by path."""
    permitted(source, profile)
    polls = [one for one in source.sitting.polls.values() if not one.draft.trial]
    log = tuple(source.ledger.read(source.meeting))
    return {
        "VERSION": VERSION,
        "sitting.json": to_bytes(source.record),
        "keys.json": exact.dumps(_keys(source, profile, log, polls)),
        **_log(source, profile, log),
        **{
            f"polls/{one.id}/{name}": data
            for one in polls
            for name, data in poll_members(source.ledger, source.meeting, log, one, public=profile == "public").items()
        },
        **_documents(source),
    }


def sealed(source: Source, profile: Profile, found: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members with the index of all of them and the server's signature over it."""
    files = [
        {"path": path, "sha256": b64(sha256(found[path]).digest()), "size": len(found[path])} for path in sorted(found)
    ]
    index = exact.dumps({"v": 1, "files": files})
    payload = {
        "v": 1, "meeting": source.meeting, "profile": profile, "index": b64(sha256(index).digest()),
        "checkpoint": b64(sha256(found["log/checkpoint"]).digest()),
    }  # fmt: skip
    return {**found, "index.json": index, "index.jws": source.seal(payload).encode("ascii")}


def _keys(source: Source, profile: Profile, log: Sequence[Entry], polls: Iterable[Poll]) -> dict[str, object]:
    """The public keys: the server's, the log's, the stations', and those of terminals that the profile may show."""
    kids = {name.partition("/")[2] for name in source.ledger.document_names(source.meeting, "device/")}
    if profile == "public":
        kids &= set(_signers_by_name(source, polls))
    devices = {kid: exact.loads(filed.read(source.ledger, source.meeting, f"device/{kid}")) for kid in kids}
    return {
        "meeting": source.meeting, "server": dict(source.server), "log": source.log,
        "stations": sorted(_stations(source, log), key=lambda one: (str(one["station"]), str(one["kid"]))), "devices": devices,
    }  # fmt: skip


def _signers_by_name(source: Source, polls: Iterable[Poll]) -> Iterator[str]:
    for one in polls:
        if one.draft.secrecy == "named":
            for envelope in source.ledger.envelopes(source.meeting, one.id, "named"):
                yield kid_of(envelope.jws)


def kid_of(jws: str) -> str:
    """The kid in the header of a JWS that was verified when it came."""
    header = exact.loads(unb64(jws.partition(".")[0]))
    if not isinstance(header, dict):
        raise TypeError("a header is an object")
    return str(header["kid"])


def _stations(source: Source, log: Sequence[Entry]) -> Iterator[dict[str, object]]:
    """Every station that ever joined, with the keys it brought; one that came back with the same stands once."""
    seen: set[object] = set()
    for entry in log:
        if entry.kind == "station.enrolled.v1":
            event = exact.loads(entry.data)
            if isinstance(event, dict) and event["kid"] not in seen:
                seen.add(event["kid"])
                keys = exact.loads(filed.read(source.ledger, source.meeting, f"station/{event['kid']}"))
                yield {"station": event["station"], "kid": event["kid"], **(keys if isinstance(keys, dict) else {})}


def _log(source: Source, profile: Profile, log: Sequence[Entry]) -> dict[str, bytes]:
    secret = {one.id for one in source.sitting.polls.values() if one.draft.secrecy == "secret"}
    lines: list[bytes] = []
    for entry in log:
        hide = profile == "public" and _tells_of_voters(entry.kind, entry.data, secret)
        lines.append(exact.dumps({"leaf": b64(entry.leaf_hash)}) if hide else entry.data)
    note = source.ledger.checkpoint(source.meeting)
    if note is None or _size(note) != len(lines):
        raise LookupError("the newest checkpoint does not cover the whole log")
    notes = {f"log/notes/{size}": text.encode("utf-8") for size, text in _notes(source).items()}
    return {"log/entries.jsonl": _lines(lines), "log/checkpoint": note.encode("utf-8"), **notes}


def _tells_of_voters(kind: str, data: bytes, secret: set[str]) -> bool:
    if kind in OF_VOTERS:
        event = exact.loads(data)
        return isinstance(event, dict) and event.get("poll") in secret
    return kind.startswith(HIDDEN)


def _notes(source: Source) -> dict[int, str]:
    """The notes that manifests name or stations cosigned; of one size, the one with more signatures is the newer."""
    found: dict[int, str] = {}
    for prefix in ("note/", filed.COSIGNED):
        for name in source.ledger.document_names(source.meeting, prefix):
            text = filed.read(source.ledger, source.meeting, name)
            size = _size(text)
            if len(text) >= len(found.get(size, "")):
                found[size] = text
    return found


def _size(note: str) -> int:
    return parse_checkpoint(parse_note(note).text).size


def _documents(source: Source) -> dict[str, bytes]:
    names = source.ledger.document_names(source.meeting, "documents/")
    stored = ((name, source.ledger.document(source.meeting, name)) for name in names)
    return {
        **{f"documents/{name}": data for name, data in source.documents.items()},
        **{name: one.data for name, one in stored if one is not None},
    }


def _lines(values: Iterable[bytes]) -> bytes:
    return b"".join(value + b"\n" for value in values)
