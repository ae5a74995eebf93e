"""The log before its witnesses: each checkpoint that matters goes to every station, which cosigns it or cries fork."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Final

import structlog
from gevent import spawn
from gevent.lock import RLock

from voting.ballots.encodings import b64
from voting.clerk.tiers import Cosigning
from voting.core.refusals import Refusal, refuse
from voting.exact import Json
from voting.ledger import filed
from voting.ledger.signing import BadNote, Note, SignatureLine, open_note, parse_checkpoint, parse_note, parse_vkey
from voting.web.host import Host
from voting.web.stations import StationFailed, at_once

log = structlog.get_logger()
TRIES: Final = 3  # a station that stands elsewhere says where, and is asked again from there


@dataclass
class Witnessing:
    """Who has seen how much of the log."""

    house: Host
    _seen: dict[str, int] = field(default_factory=dict)  # station -> the size it cosigned last
    _kept: set[int] = field(default_factory=set)
    _newest: str | None = None
    _one: RLock = field(default_factory=RLock)
    _due: bool = False

    def soon(self) -> None:
        """Have the newest checkpoint cosigned in the background; many wishes at once are one."""
        if not self._due and self.house.sitting.stations:
            self._due = True
            spawn(self._later)

    def _later(self) -> None:
        self._due = False
        self.at_last()

    def at_last(self) -> None:
        """Have the newest checkpoint cosigned where the stations answer; where one does not, the log of this process says so."""
        try:
            self.now()
        except StationFailed as failed:
            log.warning("note.uncosigned", code=failed.refusal.code)

    def now(self) -> None:
        """Have the newest checkpoint cosigned by every station; StationFailed where one does not."""
        with self._one:
            note = self.house.clerk.note
            if note is None or not self.house.sitting.stations:
                return
            size = parse_checkpoint(parse_note(note).text).size
            if size in self._kept:
                return
            here = sorted(self.house.sitting.stations)
            lines = [
                line for found in at_once([partial(self._cosigned, one, note, size) for one in here]) for line in found
            ]
            plain = parse_note(note)
            cosigned = Note(plain.text, (*plain.signatures, *lines)).written()
            if not isinstance(self.house.writer.submit(Cosigning(cosigned)), Refusal):
                self._kept.add(size)
                self._newest = cosigned

    def newest(self) -> str | None:
        """The newest note that the stations have cosigned, with their lines; None before the first."""
        clerk = self.house.clerk
        if self._newest is not None:
            return self._newest
        sizes = [filed.number_of(name) for name in clerk.ledger.document_names(clerk.meeting, filed.COSIGNED)]
        return filed.read(clerk.ledger, clerk.meeting, filed.cosigned(max(sizes))) if sizes else None

    def _cosigned(self, name: str, note: str, size: int) -> list[SignatureLine]:
        known = self._seen.get(name, 0)
        for _ in range(TRIES):
            answer = self.house.lines.ask(name, "witness", self._asked(note, known, size))
            match answer:
                case {"size": int(elsewhere), **rest} if not rest and 0 <= elsewhere <= size:
                    known = elsewhere
                case _:
                    found = self._lines(name, note, answer)
                    self._seen[name] = size
                    return found
        raise StationFailed(refuse("station.differs"))

    def _asked(self, note: str, known: int, size: int) -> dict[str, object]:
        proof = self.house.clerk.tree.consistency(known, size) if 0 < known <= size else ()
        return {"note": note, "old_size": known, "proof": [b64(node) for node in proof]}

    def _lines(self, name: str, note: str, answer: Json) -> list[SignatureLine]:
        """The station's own cosignature line out of its answer, verified."""
        key = parse_vkey(self.house.sitting.stations[name].witness)
        text = answer.get("note") if isinstance(answer, dict) else None
        try:
            found, _ = open_note(str(text), (key,))
        except BadNote as error:
            raise StationFailed(refuse("station.differs")) from error
        lines = [line for line in found.signatures if (line.name, line.key_id) == (key.name, key.id)]
        if found.text != parse_note(note).text or not lines:
            raise StationFailed(refuse("station.differs"))
        return lines[:1]
