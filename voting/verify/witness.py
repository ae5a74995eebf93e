"""The notes of a log (V2): who signed them, and how far scrutineers' stations have seen the log grow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from voting.ledger.signing import Checkpoint, Note, Signed, open_checkpoint, open_note, parse_checkpoint
from voting.verify.evidence import Evidence, Question
from voting.verify.saying import Said, must


@dataclass(frozen=True)
class Opened:
    """A note whose signatures hold and whose root is the log's."""

    note: Note
    mark: Checkpoint
    signed: tuple[Signed, ...]

    @property
    def hashes(self) -> list[bytes]:
        """The hashes of the note with its first signature, its first two, and so on: cosignatures come below."""
        counts = range(1, len(self.note.signatures) + 1)
        texts = (Note(self.note.text, self.note.signatures[:n]).written() for n in counts)
        return [sha256(text.encode("utf-8")).digest() for text in texts]


def notes(e: Evidence) -> list[Opened]:
    """The newest and all others; Broken where one does not hold."""
    newest = _note(e, str(e.log.tree.size), e.contents.text("log/checkpoint"))
    others = (_note(e, name, e.contents.text(f"log/notes/{name}")) for name in e.contents.under("log/notes/"))
    return [newest, *others]


def _note(e: Evidence, name: str, text: str) -> Opened:
    open_checkpoint(text, e.keys.log)
    note, signed = open_note(text, (e.keys.log, *(station.witness for station in e.keys.stations)))
    must(
        len(signed) == len(note.signatures),
        f"检查点 {name} 有不明签名。",
        f"Somebody unknown has signed note {name}.",
    )
    mark = parse_checkpoint(note.text)
    must(
        str(mark.size) == name and mark.size <= e.log.tree.size,
        f"检查点 {name} 的条数不符。",
        f"Note {name} is of another size.",
    )
    must(mark.root == e.log.tree.root(mark.size), f"检查点 {name} 的根不符。", f"Note {name} has another root.")
    return Opened(note, mark, signed)


def named_before(poll: Question, found: Sequence[Opened]) -> None:
    """Broken unless the manifest names a note from before its announcement; where there is none, the empty text."""
    before = [one for one in found if one.mark.size <= poll.log.announced.at]
    known = {digest for one in before for digest in one.hashes} or {sha256(b"").digest()}
    named = poll.manifest.prev_checkpoint in known
    must(named, f"{poll.id} 之前的检查点不在其中。", f"The checkpoint before {poll.id} is not there.")


def _seen(e: Evidence, station: str, found: Sequence[Opened]) -> int:
    """How many entries a station has seen, by its cosignatures."""
    own = [one.witness for one in e.keys.stations if one.station == station]
    return max((one.mark.size for one in found if any(signed.by in own for signed in one.signed)), default=0)


def of_counted(e: Evidence, poll: Question, found: Sequence[Opened]) -> None:
    """Every station of a vote that was counted has cosigned the log after its close, and so after its announcement."""
    last = max(poll.log.announced.at, poll.log.closed.at if poll.log.closed else 0)
    for station in poll.stations if poll.counted else ():
        covered = last < _seen(e, station, found)
        must(covered, f"监票席 {station} 没有见证 {poll.id}。", f"Station {station} has not witnessed {poll.id}.")


def to_the_end(e: Evidence, found: Sequence[Opened]) -> Iterator[Said]:
    """Stations that are still there have seen every result and the close of the sitting; what none has seen is told."""
    polls = [poll for poll in e.by_key if poll.stations]
    stations = sorted({station for poll in polls for station in poll.stations})
    if not stations:
        return
    new = [poll for poll in polls if poll.log.announced.event.get("names")]
    there = e.log.here if e.log.closed is not None else set()
    for station in sorted({station for poll in new for station in poll.stations} & there):
        ends = [poll.log.last for poll in new if station in poll.stations and poll.log.ends]
        last = max([*ends, e.log.closed or 0])
        covered = last < _seen(e, station, found)
        must(
            covered,
            f"监票席 {station} 没有见证宣布结果直至闭会的日志。",
            f"Station {station} has not witnessed the log to the results and the close of the sitting.",
        )
    yield from _unseen(e, stations, max(_seen(e, station, found) for station in stations))


def _unseen(e: Evidence, stations: Sequence[str], seen: int) -> Iterator[Said]:
    gone = [station for station in stations if station not in e.log.here]
    if gone:
        yield Said(f"监票席 {'、'.join(gone)} 记为失联。", f"Stations on record as lost: {', '.join(gone)}.")
    rest = e.log.tree.size - seen
    if rest:
        yield Said(
            f"日志最后 {rest} 条没有监票席见证，仅凭服务器。",
            f"The last {rest} entries were witnessed by no station: they are the server's word.",
        )
