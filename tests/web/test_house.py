"""What the house does by itself: counts again, collects garbage between votes, waits for confirmations, keeps threads apart."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from gevent.event import Event

from tests.documents.test_roll import csv_of
from tests.web.conftest import Desk, desk_of
from voting.core import commands as c
from voting.ledger.port import Unwritable
from voting.web import complaints as waiting
from voting.web import house as module
from voting.web import roll
from voting.web.house import COUNT_AGAIN_MOST, House


def test_a_count_is_tried_again_more_and_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the poll is closed there is an alarm and another try, at the latest after half a minute."""
    waits: list[float] = []
    alarms: list[object] = []
    states = iter(["closed"] * 7 + ["voided"])
    monkeypatch.setattr(module, "sleep", waits.append)
    monkeypatch.setattr(module, "spawn_later", lambda _seconds, work: work())
    calm = Event()
    house: Any = SimpleNamespace(_try_to_count=lambda _poll: next(states), alarm=alarms.append, calm=calm)
    House._count(house, "p1")
    assert calm.is_set(), "no seat waits for its proof longer than for the first try"
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0, COUNT_AGAIN_MOST, COUNT_AGAIN_MOST]
    assert len(alarms) == len(waits)


@pytest.mark.parametrize(
    ("complaints", "settled", "secrecy", "said", "waited"),
    [
        ((), None, "named", (), True),
        ((), None, "named", ("confirmed",), False),
        ((), None, "secret", ("confirmed",), True),
        ((), None, "secret", ("confirmed", "audited"), False),
        (("A01",), None, "secret", (), False),
        (("A01",), "checked", "secret", (), True),
    ],
)
def test_a_declaration_waits_for_the_terminals_two_seconds(
    monkeypatch: pytest.MonkeyPatch, complaints: tuple[str, ...], settled: str | None, secrecy: str,
    said: tuple[str, ...], *, waited: bool,
) -> None:  # fmt: skip
    """For those who look into the log, where a box was opened also for those who look into the count; not over an open
    complaint, which will refuse the declaration in two seconds as it does now.
    """
    waits: list[float] = []
    monkeypatch.setattr(waiting, "sleep", waits.append)
    poll = SimpleNamespace(id="p1", state="counted", complaints=complaints, settled=settled, cast={"v1": None},
                           draft=SimpleNamespace(secrecy=secrecy))  # fmt: skip
    house: Any = SimpleNamespace(sitting=SimpleNamespace(polls={"p1": poll}), order=lambda order: order)
    house.complaints = waiting.Complaints(house, **{name: {"p1": {"v1"}} for name in said})
    assert isinstance(House.declare(house, c.Actor("chair", "chair"), "p1"), c.Declare)
    assert sum(waits) == pytest.approx(2.0 if waited else 0.0)


def test_there_is_one_appointment_for_the_collector(plain_desk: Desk) -> None:
    """The next poll's appointment takes the place of the last one's, so that none falls into a vote."""
    house = plain_desk.house
    house._collect_in(1000.0)
    first = house._collector
    house._collect_in(2000.0)
    gevent.idle()
    assert first is not None
    assert first.dead
    assert house._collector is not None
    assert not house._collector.dead
    house._collector.kill()


def test_slow_work_takes_no_thread_from_the_ledger(plain_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paper and fonts are made in threads of their own, a few at most."""
    monkeypatch.setattr(module, "get_hub", None)
    assert plain_desk.house.aside(sum, (1, 2)) == 3
    assert plain_desk.house._slow.maxsize == module.SLOW_THREADS


def test_a_command_over_a_register_that_cannot_be_written_says_so(
    plain_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not "busy": the store is what failed, and the sentence says how."""

    def full(_code: object) -> None:
        raise Unwritable("full")

    monkeypatch.setattr(plain_desk.house.register, "put_code", full)
    officers: Any = plain_desk.app.extensions["yijue.live"].server.handlers["/"]["command"].__self__
    answer = officers._answer("operator", "operator", "enrolment_code", {"seat": "A01"})
    assert answer["refusal"]["code"] == "store.unwritable"
    assert answer["refusal"]["details"][0]["en"] == "The disk is full; nothing was written."


def test_one_roll_at_a_time_and_the_new_one_stands_alone(tmp_path: Path) -> None:
    """While one file is read another waits outside; an import leaves nobody of the old roll."""
    desk = desk_of(tmp_path, sample=False)
    client, bearer = desk.client(), {"Authorization": f"Bearer {desk.token('secretary')}"}
    rows = [[name, "男", "第一组", f"A0{place}", "member", ""] for place, name in enumerate("甲乙丙丁", start=1)]

    def put() -> Any:
        file = {"file": (io.BytesIO(csv_of(rows)), "roll.csv")}
        return client.post("/api/roll", data=file, headers=bearer)

    roll.READING.acquire()
    try:
        assert put().status_code == 503
    finally:
        roll.READING.release()
    answer = put()
    assert (answer.status_code, answer.get_json()["rows"]) == (200, 4), answer.get_json()
    kept = desk.house.register.members(desk.house.clerk.meeting)
    assert sorted(member.name for member in kept) == sorted("甲乙丙丁")
    assert {member.id for member in kept} == set(desk.house.sitting.members)
    assert client.get("/api/cards.pdf", headers=bearer).data.startswith(b"%PDF")
