"""Screens kept up to date: whole views to those who watch, gathered so that a burst of votes is one picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import structlog
from gevent import sleep, spawn
from gevent.event import Event as Flag

from voting.clerk.clerk import Turn
from voting.core import events as e
from voting.core.device_events import DeviceEnrolled, DeviceRevoked
from voting.core.station_events import PaperSpoiled
from voting.core.words import Text
from voting.projections import screens, seat
from voting.projections.parts import Surroundings
from voting.records.gather import voiced
from voting.web.house import House
from voting.web.sessions import Sessions

log = structlog.get_logger()
BREATH_SECONDS: Final = 0.15  # between two pictures: people see it as at once, and 3,000 votes are a few pictures
LAMP_SECONDS: Final = 5.0
HOT: Final = (e.PaperDrawn, e.VoteCast)
AT_ONCE: Final = (e.PollClosed, e.PollCounted, e.ResultDeclared, e.PollVoided)  # few, and the hall waits for them
SEATS: Final = "seats"
VIEWS: Final[dict[str, Callable[..., dict[str, object]]]] = {
    "hall": screens.hall,
    "chair": screens.chair,
    "operator": screens.operator,
    "scrutineer": screens.scrutineer,
    "secretary": screens.secretary,
}


@dataclass
class Line:
    """One connection: an officer's, or a seat's once it has said hello."""

    sid: str
    nonce: str
    role: str | None = None
    token: str | None = None
    seat: str | None = None
    kid: str | None = None


class Live:
    """Who is connected, and what they are told. `house` and `sessions` are set once they stand."""

    house: House
    sessions: Sessions

    def __init__(self, server: Any) -> None:
        self.server = server
        self.lines: dict[str, Line] = {}
        self._officers_wait = Flag()
        self._hurry = Flag()
        self._seats_wait = False
        self._kept: tuple[object, dict[str, object]] | None = None  # what the seat view was made of, and the view
        self.publisher = spawn(self._publish)

    def changed(self, turn: Turn) -> None:
        """A turn is durable: tell those whom it concerns."""
        if any(not isinstance(event, HOT) for event in turn.events):
            self._seats_wait = True
        if any(isinstance(event, AT_ONCE) for event in turn.events):
            self._hurry.set()
        self._officers_wait.set()
        for event in turn.events:
            if isinstance(event, e.PollAnnounced):
                here = self.house.sitting.members  # who is recused learns that this vote is not hers
                spawn(self._tell_seats, [v.seat for v in event.voters] + [here[one].seat for one in event.recused])
            elif isinstance(event, PaperSpoiled):
                spawn(self._tell_seats, [self.house.sitting.polls[event.poll].voters[event.voter].seat])
            elif isinstance(event, e.MemberSignedIn):
                spawn(self._tell_seats, [event.seat])
            elif isinstance(event, (DeviceEnrolled, DeviceRevoked)):
                spawn(self._cut_off, event.seat)
            elif isinstance(event, e.MemberMoved):
                spawn(self._tell_seats, [event.from_seat, event.to_seat])
            elif isinstance(event, e.MemberLeft):
                spawn(self._tell_seats, [line.seat for line in self.lines.values() if line.seat])

    def lamps(self) -> None:
        """Something beside the state has changed: a terminal came or went, a code was shown."""
        self._officers_wait.set()

    def watch_stations(self) -> None:
        """A station that falls silent says nothing: look at the lamps from time to time."""
        spawn(self._watch)

    def _watch(self) -> None:
        seen: object = None
        while True:
            sleep(LAMP_SECONDS)
            now = self.house.stations.lamps(self.house.sitting)
            if now != seen:
                seen = now
                self.lamps()

    def alarm(self, what: Text) -> None:
        """Tell operator and chair at once."""
        for role in ("operator", "chair"):
            self.server.emit("notice", {"level": "alarm", "zh": what.zh, "en": what.en}, to=role, namespace="/")

    def around(self) -> Surroundings:
        """What views need beside the state, with the words that are read out."""
        return voiced(self.house.sitting, self.house.around())

    def view(self, role: str) -> dict[str, object]:
        """The whole view of an officer's role."""
        return VIEWS[role](self.house.sitting, self.around())

    def seat_view(self) -> dict[str, object]:
        """The view of every seat."""
        around = self.house.around()
        fresh = (around.position, around.remaining, around.texts)
        if self._kept is None or self._kept[0] != fresh:
            self._kept = fresh, seat.view(self.house.sitting, around, self.house.clerk.papers)
        return self._kept[1]

    def me(self, where: str) -> dict[str, object]:
        """One seat's own state."""
        return seat.me(self.house.sitting, where, self.house.around())

    def _tell_seats(self, seats: list[str]) -> None:
        wanted = set(seats)
        around = self.house.around()
        for line in list(self.lines.values()):
            if line.seat in wanted and self._speaks(line):
                self.server.emit("me", seat.me(self.house.sitting, line.seat or "", around), to=line.sid, namespace="/")

    def _speaks(self, line: Line) -> bool:
        return line.seat is not None and self.house.sitting.devices.get(line.seat) == line.kid

    def _cut_off(self, where: str) -> None:
        """The seat has another terminal now, or none: the old one's line ends, and at its next hello it is told why."""
        for line in list(self.lines.values()):
            if line.seat == where and not self._speaks(line):
                self.server.disconnect(line.sid, namespace="/")
        self._tell_seats([where])

    def _publish(self) -> None:
        while True:
            self._officers_wait.wait()
            self._officers_wait.clear()
            self._hurry.clear()
            try:
                self._show()
            except Exception:  # one picture that fails must not be the last
                log.exception("view.crashed")
            self._hurry.wait(BREATH_SECONDS)

    def _show(self) -> None:
        """One picture for everybody: the hall first, which is small and which all look at, the seats last, who are many."""
        to_seats, self._seats_wait = self._seats_wait, False
        self._turn_away()
        try:
            self._show_officers()
        finally:  # one officer's view that fails must not keep the seats from theirs
            if to_seats:
                self.server.emit("view", self.seat_view(), to=SEATS, namespace="/")

    def _show_officers(self) -> None:
        around, sitting = self.around(), self.house.sitting
        present = {line.role for line in self.lines.values()}
        if {"operator", "scrutineer"} <= present:
            around = replace(around, places=screens.seats(sitting, around))
        for role in (role for role in VIEWS if role in present):
            self.server.emit("view", VIEWS[role](sitting, around), to=role, namespace="/")
            sleep(0)  # it is on its way before the next is drawn

    def _turn_away(self) -> None:
        """Who has signed out, or is no officer any more, is shown nothing further."""
        now = self.house.now()
        for line in list(self.lines.values()):
            if line.token and self.sessions.find(line.token, now) is None:
                self.server.disconnect(line.sid, namespace="/")
