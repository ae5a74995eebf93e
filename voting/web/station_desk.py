"""Stations join and leave: codes shown, keys that wait for the operator's eye, and who is on the line."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from voting.ballots.messages import PublicKey
from voting.clerk.clerk import Answer, Clerk, Done
from voting.clerk.tiers import StationEnrolment
from voting.core import commands as c
from voting.core import station_commands as sc
from voting.core.refusals import Refusal, refuse
from voting.core.state import Sitting
from voting.core.station import IDS
from voting.projections.stations import StationLamp
from voting.store.register import EnrolmentCode, Register
from voting.web.stations import Stations

CODE_LIFE: Final = timedelta(hours=12)


@dataclass(frozen=True)
class Waiting:
    """A station that has the right code: its two keys."""

    key: PublicKey
    witness: str


@dataclass
class StationDesk:
    """What the operator does about stations; `hashed` makes the keyed hash of a code, `new_code` a fresh one."""

    clerk: Clerk
    register: Register
    lines: Stations
    now: Callable[[], str]
    new_code: Callable[[], str]
    hashed: Callable[[str, str], str]
    submit: Callable[[StationEnrolment], Answer]
    codes: dict[str, str] = field(default_factory=dict)
    pending: dict[str, Waiting] = field(default_factory=dict)

    def code(self, station: str) -> Answer:
        """A fresh one-time code for a station; the old one is void."""
        if station not in IDS:
            return refuse("station.unknown", station=station)
        code = self.new_code()
        expires = (datetime.fromisoformat(self.now()) + CODE_LIFE).isoformat(timespec="seconds")
        place = _place(station)
        self.register.put_code(EnrolmentCode(self.clerk.meeting, place, self.hashed(place, code), expires))
        self.codes[station] = code
        self.pending.pop(station, None)
        return Done()

    def comes(self, station: str, code: str, wish: Waiting) -> Refusal | None:
        """A station with the right code waits; in a database made as sample it joins at once."""
        if station not in IDS:
            return refuse("station.unknown", station=station)
        kept = self.register.code(self.clerk.meeting, _place(station), self.now())
        if kept is None or not hmac.compare_digest(kept.code_hash, self.hashed(_place(station), code)):
            return refuse("seat.wrong_code")
        if self.pending.setdefault(station, wish) != wish:
            return refuse("seat.wrong_code")
        sitting = self.clerk.state
        if sitting is not None and sitting.sample and self.register.setting("sample_seats") == "open":
            done = self.confirm(c.Actor("system", "sample"), station, wish.key.kid)
            return done if isinstance(done, Refusal) else None
        return None

    def confirm(self, by: c.Actor, station: str, kid: str) -> Answer:
        """The operator has compared the fingerprints."""
        wish = self.pending.get(station)
        if wish is None or wish.key.kid != kid:
            return refuse("device.unknown")
        done = self.submit(StationEnrolment(sc.EnrolStation(by, "", station, kid, wish.witness), wish.key))
        if not isinstance(done, Refusal):
            self._forget(station)
            self.lines.drop(station)  # an old one of this letter hears nothing more
        return done

    def reject(self, station: str, kid: str) -> Answer:
        """The fingerprint differs: turned away, and the code is void."""
        wish = self.pending.get(station)
        if wish is None or wish.key.kid != kid:
            return refuse("device.unknown")
        self._forget(station)
        return Done()

    def _forget(self, station: str) -> None:
        self.pending.pop(station, None)
        self.codes.pop(station, None)
        self.register.drop_code(self.clerk.meeting, _place(station))

    def lamps(self, sitting: Sitting) -> tuple[StationLamp, ...]:
        """Each station as the desk sees it: enrolled, waiting, with a code, or none."""
        return tuple(self._lamp(sitting, one) for one in IDS)

    def public(self, sitting: Sitting) -> list[dict[str, object]]:
        """Who the stations are, for terminals."""
        here = sorted(sitting.stations.items())
        return [{"station": name, "jwk": self.clerk.keys[one.kid].jwk, "witness": one.witness} for name, one in here]

    def _lamp(self, sitting: Sitting, station: str) -> StationLamp:
        here, waits = sitting.stations.get(station), self.pending.get(station)
        kid = waits.key.kid if waits else here.kid if here else None
        return StationLamp(
            station,
            "pending" if waits else "enrolled" if here else "code" if station in self.codes else "none",
            kid,
            online=here is not None and self.lines.here(station, self.now()),
            code=self.codes.get(station),
        )


def _place(station: str) -> str:
    """Under what a station's code is kept, beside those of the seats."""
    return f"station/{station}"
