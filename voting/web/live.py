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
from voting.core.words import Text
from voting.projections import screens, seat
from voting.projections.parts import Surroundings
from voting.records.gather import announcements, reading, reports
from voting.web.house import House
from voting.web.sessions import Sessions

log = structlog.get_logger()
BREATH_SECONDS: Final = 0.15  # between two pictures: people see it as at once, and 3,000 votes are a few pictures
HOT: Final = (e.PaperDrawn, e.VoteCast)
SEATS: Final = "seats"
VIEWS: Final[dict[str, Callable[..., dict[str, object]]]] = {
    "operator": screens.operator,
    "chair": screens.chair,
    "scrutineer": screens.scrutineer,
    "secretary": screens.secretary,
    "hall": screens.hall,
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
        self._seats_wait = False
        self._kept: tuple[object, dict[str, object]] | None = None  # what the seat view was made of, and the view
        spawn(self._publish)

    def changed(self, turn: Turn) -> None:
        """A turn is durable: tell those whom it concerns."""
        if any(not isinstance(event, HOT) for event in turn.events):
            self._seats_wait = True
        self._officers_wait.set()
        for event in turn.events:
            if isinstance(event, e.PollAnnounced):
                spawn(self._tell_seats, [v.seat for v in event.voters])
            elif isinstance(event, e.MemberSignedIn):
                spawn(self._tell_seats, [event.seat])
            elif isinstance(event, (e.DeviceEnrolled, e.DeviceRevoked)):
                spawn(self._cut_off, event.seat)
            elif isinstance(event, e.MemberMoved):
                spawn(self._tell_seats, [event.from_seat, event.to_seat])
            elif isinstance(event, e.MemberLeft):
                spawn(self._tell_seats, [line.seat for line in self.lines.values() if line.seat])

    def lamps(self) -> None:
        """Something beside the state has changed: a terminal came or went, a code was shown."""
        self._officers_wait.set()

    def alarm(self, what: Text) -> None:
        """Tell operator and chair at once."""
        for role in ("operator", "chair"):
            self.server.emit("notice", {"level": "alarm", "zh": what.zh, "en": what.en}, to=role, namespace="/")

    def around(self) -> Surroundings:
        """What views need beside the state, with the words that are read out."""
        around, sitting = self.house.around(), self.house.sitting
        return replace(
            around, announcements=announcements(sitting, around.texts), reports=reports(sitting, around.texts),
            reading=reading(sitting, around.texts),
        )  # fmt: skip

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
            try:
                self._show()
            except Exception:  # one picture that fails must not be the last
                log.exception("view.crashed")
            sleep(BREATH_SECONDS)

    def _show(self) -> None:
        to_seats, self._seats_wait = self._seats_wait, False
        if to_seats:
            self.server.emit("view", self.seat_view(), to=SEATS, namespace="/")
        self._turn_away()
        around = self.around()
        for role in {line.role for line in self.lines.values() if line.role}:
            self.server.emit("view", VIEWS[role](self.house.sitting, around), to=role, namespace="/")

    def _turn_away(self) -> None:
        """Who has signed out, or is no officer any more, is shown nothing further."""
        now = self.house.now()
        for line in list(self.lines.values()):
            if line.token and self.sessions.find(line.token, now) is None:
                self.server.disconnect(line.sid, namespace="/")
