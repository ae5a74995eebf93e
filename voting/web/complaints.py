"""Complaints of terminals: recorded with the very message, waited for before a declaration, handed to the stations.

A station hears of them through the server alone; what the server keeps from it stands in no log, and the member is told
that nobody took it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import structlog
from gevent import sleep, spawn

from voting.ballots import intake
from voting.ballots.encodings import b64
from voting.clerk.clerk import Answer
from voting.clerk.filing import Filing
from voting.core import commands as c
from voting.core import events as e
from voting.core.state import Poll
from voting.core.words import Missed
from voting.ledger import filed
from voting.web.host import Host
from voting.web.stations import DECISION_SECONDS, StationFailed

log = structlog.get_logger()
CONFIRM_SECONDS: Final = 2.0  # a declaration waits no longer for the terminals (ballots.md 2.4, amendment 16)
LOOK_SECONDS: Final = 0.05
AGAIN_SECONDS: Final = 30.0  # a station that was not there is asked again


@dataclass
class Complaints:
    """What terminals have said of finding their votes: in the log (`confirmed`), in the count (`audited`), or not."""

    house: Host
    confirmed: dict[str, set[str]] = field(default_factory=dict)
    audited: dict[str, set[str]] = field(default_factory=dict)

    def found(self, poll: Poll, voter: str, wish: intake.Confirm | intake.Audited) -> None:
        """A terminal is content; after the declaration that is welcome and counts no more."""
        if poll.running:
            said = self.audited if isinstance(wish, intake.Audited) else self.confirmed
            said.setdefault(poll.id, set()).add(voter)

    def raise_(self, poll: Poll, wish: intake.Confirm | intake.Audited) -> Answer:
        """Record a complaint, and file the message it came in."""
        about: Missed = "count" if isinstance(wish, intake.Audited) else "log"
        of = b64(wish.message.digest)
        command = c.Complain(c.Actor("seat", wish.seat), "", poll.id, wish.seat, wish.reason, about, of)
        return self.house.writer.submit(Filing(command, filed.complaint(poll.id, of), wish.message.raw))

    def wait(self, poll: str) -> int:
        """Wait until the terminals have been heard, for two seconds at most; how many have found their vote in the log."""
        left = CONFIRM_SECONDS
        while left > 0 and self._waits(self.house.sitting.polls.get(poll)):
            sleep(LOOK_SECONDS)
            left -= LOOK_SECONDS
        return len(self.confirmed.get(poll, ()))

    def _waits(self, poll: Poll | None) -> bool:
        """Whether somebody may still say something; over an open complaint no waiting changes the answer."""
        if poll is None or poll.state not in ("closed", "counted") or (poll.complaints and poll.settled is None):
            return False
        heard = [self.confirmed] if poll.draft.secrecy == "named" else [self.confirmed, self.audited]
        return poll.state == "closed" or any(len(said.get(poll.id, ())) < len(poll.cast) for said in heard)

    def hand_on(self, event: e.ComplaintRaised) -> None:
        """Give it to every station of its vote: at once, or when the station is there again."""
        poll = self.house.sitting.polls[event.poll]
        for station in poll.stations if event.jws else ():
            spawn(self._handed, station, poll.id, event.jws)

    def resume(self, poll: Poll) -> None:
        """After a restart: whether a station had it already is not known here, and it takes the same once."""
        clerk = self.house.clerk
        names = clerk.ledger.document_names(clerk.meeting, filed.complaint(poll.id, "")) if poll.stations else ()
        for name in names:
            for station in poll.stations:
                spawn(self._handed, station, poll.id, name.rpartition("/")[2])

    def _handed(self, station: str, poll: str, of: str) -> None:
        clerk = self.house.clerk
        body = {"vote": poll, "complaint": filed.read(clerk.ledger, clerk.meeting, filed.complaint(poll, of))}
        while True:
            try:
                self.house.lines.ask(station, "complaint", body, DECISION_SECONDS)
                return
            except StationFailed as failed:
                log.warning("complaint.unheard", poll=poll, station=station, code=failed.refusal.code)
                if failed.refusal.code != "station.silent":
                    return
            sleep(AGAIN_SECONDS)
