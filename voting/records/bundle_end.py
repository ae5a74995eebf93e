"""Whether the stations have seen a sitting to its end: a bundle without that fails V2 (docs/bundle.md section 5)."""

from __future__ import annotations

from typing import Final

from voting import exact
from voting.core.words import Text
from voting.ledger import filed
from voting.ledger.signing import VerifierKey, parse_checkpoint, parse_note, parse_vkey
from voting.records.bundle import NoExport, Source

UNSEEN: Final = Text(
    "监票席{stations}还没有见证会议记录直至闭会，证据不完整。请接通监票席后再导出；接不通的，记为失联。",
    "Station {stations} has not witnessed the log to the close of the sitting, so the evidence is not complete. Connect it and "
    "export again, or put it on record as lost.",
)


def witnessed(source: Source) -> None:
    """NoExport where a station that took part in a vote, and is still there, has not cosigned the log after the close."""
    voted = {station for poll in source.sitting.polls.values() for station in poll.stations if not poll.draft.trial}
    ends = [
        entry
        for entry in source.ledger.read(source.meeting)
        if entry.kind in ("sitting.closed.v1", "poll.announced.v1")
    ]
    of_this_form = any(_has_names(entry.data) for entry in ends if entry.kind == "poll.announced.v1")
    last = max((entry.position for entry in ends), default=0)
    left = [
        name for name, one in sorted(source.sitting.stations.items())
        if name in voted and of_this_form and _seen(source, parse_vkey(one.witness)) <= last
    ]  # fmt: skip
    if left:
        named = "、".join(left)
        raise NoExport(Text(UNSEEN.zh.format(stations=named), UNSEEN.en.format(stations=named)))


def _has_names(data: bytes) -> bool:
    """Whether an announcement froze names: older ones ask for no cosignature of the close."""
    event = exact.loads(data)
    return isinstance(event, dict) and bool(event.get("names"))


def _seen(source: Source, key: VerifierKey) -> int:
    """How many entries the holder of this key has cosigned."""
    sizes = [0]
    for name in source.ledger.document_names(source.meeting, filed.COSIGNED):
        note = parse_note(filed.read(source.ledger, source.meeting, name))
        if any((line.name, line.key_id) == (key.name, key.id) for line in note.signatures):
            sizes.append(parse_checkpoint(note.text).size)
    return max(sizes)
