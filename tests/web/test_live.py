"""The pictures on the screens: gathered while votes come in, at once for a result, the hall's first; proofs come behind."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from gevent.event import Event

from tests.web.conftest import Desk
from voting.clerk.clerk import Turn
from voting.core import events as e
from voting.web import live as module
from voting.web.live import SEATS, VIEWS, Line, Live
from voting.web.seats import Seats


class Server:
    """A socket server that only notes to whom it was to send a picture."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def emit(self, event: str, _data: object, *, to: str, namespace: str) -> None:
        """Note it."""
        assert (event, namespace) == ("view", "/")
        self.told.append(to)


def settle() -> None:
    """Let every greenlet that can run do so."""
    for _ in range(20):
        gevent.sleep(0)


def turn(*events: e.Event) -> Turn:
    """A durable turn of these events."""
    return Turn(None, 0, "", events=list(events))


VOTE = e.VoteCast("p1", "m1", 1, "")
CLOSED = e.PollClosed("p1", 1, 1, "", "chair:ch")
VOIDED = e.PollVoided("p1", "the power failed", "", "chair:ch")
LEFT = e.MemberLeft("m1", "", "secretary:se")


@pytest.fixture
def live(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """Screens of a house, between whose pictures an hour would pass."""
    monkeypatch.setattr(module, "BREATH_SECONDS", 3600.0)
    made = Live(Server())
    made.house = desk.house
    made.sessions = desk.sessions
    settle()
    yield made
    made.publisher.kill()


def test_votes_are_gathered_and_a_result_is_not(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a picture the next one waits; what the hall waits for does not."""
    pictures: list[int] = []
    monkeypatch.setattr(live, "_show", lambda: pictures.append(1))
    for wanted, events in (
        (1, (VOTE,)),
        (1, (VOTE, VOTE)),
        (1, (LEFT,)),
        (2, (CLOSED,)),
        (3, (VOTE, VOIDED)),
        (3, (VOTE,)),
    ):
        live.changed(turn(*events))
        settle()
        assert len(pictures) == wanted, events


def test_what_is_decided_while_a_picture_is_drawn_is_in_the_next_at_once(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A result that comes between two screens of one picture does not wait for the end of the breath."""
    pictures: list[int] = []

    def slow() -> None:
        pictures.append(1)
        if len(pictures) == 1:
            live.changed(turn(VOIDED))

    monkeypatch.setattr(live, "_show", slow)
    live.changed(turn(VOTE))
    settle()
    assert len(pictures) == 2


def test_the_hall_is_shown_first_and_the_seats_last(live: Live, desk: Desk) -> None:
    """One small picture that all look at, then the officers', then as many as there are seats."""
    for role in ("secretary", "operator", "hall", "scrutineer", "chair"):
        live.lines[role] = Line(role, "", role, desk.token(role))
    live.lines["seat"] = Line("seat", "", seat="A01", kid="k")
    live.changed(turn(VOIDED))
    settle()
    told = live.server.told
    assert (told[0], told[-1]) == ("hall", SEATS)
    assert set(told) == {*VIEWS, SEATS}
    live.changed(turn(VOTE))
    live._hurry.set()
    settle()
    assert told.count(SEATS) == 1, "a vote changes nothing that seats are told"


def test_a_view_that_fails_keeps_nothing_from_the_seats(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug in one officer's view is logged; the seats hear of the result and the next picture is drawn."""
    monkeypatch.setattr(live, "_show_officers", lambda: {}["no such view"])
    for wanted in (1, 2):
        live.changed(turn(VOIDED))
        settle()
        assert live.server.told == [SEATS] * wanted


def test_a_proof_waits_until_the_first_count_is_over() -> None:
    """All seats ask in the same second, and the count comes first; a wrong question is refused at once."""
    calm = Event()
    seat = Line("sid", "", seat="A01", kid="k")
    clerk = SimpleNamespace(inclusion=lambda index: {"leaf_index": index})
    house: Any = SimpleNamespace(calm=calm, clerk=clerk, sitting=SimpleNamespace(devices={"A01": "k"}))
    seats: Any = SimpleNamespace(house=house, no=lambda refusal, _said: {"refusal": refusal.code})
    assert Seats.proof(seats, seat, {"vote": "p1"}) == {"refusal": "message.malformed"}
    asked = gevent.spawn(Seats.proof, seats, seat, {"vote": "p1", "leaf_index": 7})
    settle()
    assert not asked.ready()
    calm.set()
    assert asked.get(timeout=10) == {"leaf_index": 7}
