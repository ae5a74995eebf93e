"""Complaints of terminals on their way to the stations: until each has them, and no longer."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from voting.core.refusals import refuse
from voting.ledger import filed
from voting.ledger.memory import MemoryLedger
from voting.ledger.port import Batch
from voting.web import complaints as module
from voting.web.complaints import Complaints
from voting.web.stations import StationFailed

POLL = SimpleNamespace(id="p1", stations=("A", "B"))


def house(answers: dict[str, list[str]], asked: list[tuple[str, str, object]]) -> Any:
    """A house with one filed complaint, whose stations give these answers: refusals by code, or "" when they take it."""
    ledger = MemoryLedger(for_tests=True)
    ledger.create("m1")
    name = filed.complaint("p1", "x")
    ledger.append("m1", 0, Batch((), documents=(filed.paper(name, "application/jose", b"said"),), checkpoint="note"))

    def ask(station: str, kind: str, body: object, _seconds: float) -> object:
        asked.append((station, kind, body))
        code = answers[station].pop(0)
        if code:
            raise StationFailed(refuse(code, station=station))
        return {"ok": True}

    return SimpleNamespace(clerk=SimpleNamespace(ledger=ledger, meeting="m1"), lines=SimpleNamespace(ask=ask))


def test_a_station_that_is_silent_is_asked_again_and_one_that_refuses_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a restart too, each station gets every complaint that was filed, once it is there."""
    asked: list[tuple[str, str, object]] = []
    waits: list[float] = []
    monkeypatch.setattr(module, "sleep", waits.append)
    monkeypatch.setattr(module, "spawn", lambda work, *what: work(*what))
    found = Complaints(house({"A": ["station.silent", "station.silent", ""], "B": ["station.refused"]}, asked))
    found.resume(POLL)  # type: ignore[arg-type]
    task = ("complaint", {"vote": "p1", "complaint": "said"})
    assert asked == [("A", *task)] * 3 + [("B", *task)]
    assert waits == [module.AGAIN_SECONDS] * 2
    found.resume(SimpleNamespace(id="p2", stations=("A",)))  # type: ignore[arg-type]
    assert len(asked) == 4
