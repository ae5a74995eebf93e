"""What officers do about scrutineers' stations: codes, confirmation, loss, and papers exchanged by two tellers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from voting.clerk.clerk import Answer
from voting.core import commands as c
from voting.core import station_commands as sc
from voting.core.refusals import refuse
from voting.web.arguments import Args
from voting.web.arguments import text as _text
from voting.web.house import House


def _operator(act: Callable[[House, Args], Answer]) -> Callable[[House, c.Actor, Args], Answer]:
    def acting(house: House, by: c.Actor, args: Args) -> Answer:
        return act(house, args) if by.role == "operator" else refuse("role.not_allowed")

    return acting


def _lose(house: House, by: c.Actor, args: Args) -> Answer:
    return house.lose_station(sc.LoseStation(by, "", _text(args, "station"), _text(args, "reason")))


def _spoil(house: House, by: c.Actor, args: Args) -> Answer:
    return house.spoil_paper(sc.SpoilPaper(by, "", _text(args, "vote"), _text(args, "voter"), _text(args, "reason")))


ACTS: Final = {
    "station_code": (frozenset({"station"}), _operator(lambda h, a: h.stations.code(_text(a, "station")))),
    "confirm_station": (
        frozenset({"station", "kid"}),
        lambda h, by, a: h.stations.confirm(by, _text(a, "station"), _text(a, "kid")),
    ),
    "reject_station": (
        frozenset({"station", "kid"}),
        _operator(lambda h, a: h.stations.reject(_text(a, "station"), _text(a, "kid"))),
    ),
    "lose_station": (frozenset({"station", "reason"}), _lose),
    "destroy_keys": (
        frozenset({"vote"}),
        lambda h, by, a: h.destroying.destroy(sc.DestroyKeys(by, "", _text(a, "vote"))),
    ),
    "spoil_paper": (frozenset({"vote", "voter", "reason"}), _spoil),
}
