"""Keys and sealed envelopes of a vote that nobody disputes any more: destroyed at the server, asked for at the stations.

On record first that it is ordered, then, one by one, who has signed that it is done. Who owes that is asked again
whenever it calls, until it has answered; a scrutineer's no holds until the station opens a new line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import structlog
from gevent import get_hub, spawn

from voting.ballots import statements
from voting.ballots.statements import Forgotten
from voting.clerk.clerk import Answer
from voting.clerk.filing import Filing
from voting.core import commands as c
from voting.core import station
from voting.core import station_commands as sc
from voting.core.refusals import Refusal
from voting.ledger import filed
from voting.ledger.filed import SERVER
from voting.web.host import Host
from voting.web.joint import Joining
from voting.web.stations import DECISION_SECONDS, StationFailed

log = structlog.get_logger()
SYSTEM: Final = c.Actor("system", "keys")


@dataclass
class Destroying:
    """Who has destroyed what, and who is asked."""

    house: Host
    joining: Joining
    _asked: set[tuple[str, str]] = field(default_factory=set)  # station, poll: being asked, or told no on this line

    def destroy(self, command: sc.DestroyKeys) -> Answer:
        """The dispute window of a vote is over."""
        done = self.house.order(command)
        if not isinstance(done, Refusal):
            self.erase(command.poll)
        return done

    def erase(self, poll: str) -> None:
        """Destroy what a vote's record says is to be destroyed; after a restart again, for it may have been cut short."""
        house, one = self.house, self.house.sitting.polls[poll]
        house.keys.destroy(house.clerk.meeting, poll)
        get_hub().threadpool.apply(house.clerk.ledger.forget, (house.clerk.meeting, poll))
        if poll in station.owing(house.sitting, SERVER):
            own = Forgotten(poll, house.clerk.papers[poll].manifest.mh, SERVER)
            self._record(own, statements.sign(house.clerk.server, own))
        for name in one.stations:
            self.remind(name)

    def remind(self, name: str, *, anew: bool = False) -> None:
        """Ask a station for what it still owes; `anew` on a new line, also for what it has declined before."""
        if anew:
            self._asked = {one for one in self._asked if one[0] != name}
        for poll in station.owing(self.house.sitting, name):
            if (name, poll) not in self._asked:
                self._asked.add((name, poll))
                spawn(self._ask, name, poll)

    def _ask(self, name: str, poll: str) -> None:
        try:
            answer = self.house.lines.ask(name, "forget", {"vote": poll}, DECISION_SECONDS)
            said = self.joining.statement(name, answer, "forgotten", Forgotten)
            self.joining.held(statements.of_poll, said, self.house.clerk.papers[poll].manifest, name)
            self._record(said, str(self.joining.raw(answer, "forgotten")))
        except StationFailed as failed:
            log.warning("station.keeps_keys", poll=poll, station=name, code=failed.refusal.code)
            if failed.refusal.code == "station.silent":  # it has not said no, so the next call asks it again
                self._asked.discard((name, poll))

    def _record(self, said: Forgotten, raw: str) -> None:
        command = sc.SayForgotten(SYSTEM, "", said.vote, said.by)
        self.house.writer.submit(Filing(command, filed.forgotten(said.vote, said.by), raw))
