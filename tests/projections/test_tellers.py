"""What screens are told of a vote that tellers count: how far it is, and nothing of one teller before another."""

from __future__ import annotations

import json
from typing import Any

from tests.clerk import room as rooms
from tests.core import notation as n
from tests.core import test_hand as hands
from tests.core.notation import given
from voting.core import events as e
from voting.core.state import Sitting
from voting.projections import screens, seat
from voting.projections.parts import Surroundings
from voting.projections.tellers import note

TEXTS = rooms.texts(hands.AGENDA)
CLOSED = n.after(
    hands.CONFIRMED, hands.heap(hands.FIRST, digest="secret-digest"), hands.ruling(hands.FIRST, "void_illegible")
)


def state_of(events: tuple[e.Event, ...]) -> Sitting:
    found = given(events).state
    assert found is not None
    return found


def told(state: Sitting, role: str) -> dict[str, Any]:
    """The view of a role, as it goes over the wire."""
    shown: dict[str, Any] = json.loads(json.dumps(getattr(screens, role)(state, Surroundings(TEXTS))))
    return shown


def test_one_tellers_entry_is_in_no_view():
    """Who has entered is told to officers; digests, sums and rulings that stand alone are told to nobody."""
    for role in ("operator", "chair", "scrutineer", "secretary", "hall"):
        view = told(state_of(CLOSED), role)
        assert "secret-digest" not in json.dumps(view)
        by_hand = view["polls"][0]["by_hand"]
        assert by_hand["accounted"] == 0
        if role == "hall":
            assert "heaps" not in by_hand
            continue
        assert by_hand["heaps"] == [{"heap": 1, "by": ["scrutineer"], "agreed": False, "papers": None}]
        assert by_hand["papers"] == [
            {"paper": 1, "by": ["scrutineer"], "status": None, "label": None, "reason": None, "rulings": []}
        ]
        assert by_hand["missing"]["code"] == "count.heap_alone"


def test_two_rulings_are_told_and_the_third_settles():
    """Once two are in, each is told; the one that two share stands with its reason."""
    split = n.after(CLOSED, hands.ruling(hands.SECOND))
    (paper,) = told(state_of(split), "scrutineer")["polls"][0]["by_hand"]["papers"]
    assert [one["by"] for one in paper["rulings"]] == ["scrutineer", "scrutineer-2"]
    settled = n.after(split, hands.ruling(hands.THIRD, reason="I can read it"))
    (paper,) = told(state_of(settled), "scrutineer")["polls"][0]["by_hand"]["papers"]
    assert (paper["status"], paper["reason"]) == ("valid", "clear")


def test_seats_see_it_beside_their_polls_and_take_no_part():
    """The terminal's polls are those it votes in; what tellers count stands apart, without a manifest."""
    state = state_of(n.after(n.seated(5, None, *hands.AGENDA), n.introduce("a1"), n.announce("a1")))
    view = seat.view(state, Surroundings(TEXTS), {})
    assert view["polls"] == []
    (shown,) = view["by_hand"]
    assert (shown["form"], shown["state"], "manifest" in shown) == ("show_of_hands", "announced", False)
    assert seat.me(state, "A001", Surroundings(TEXTS))["polls"] == {}
    assert all(one["votes"] == {} for one in told(state, "operator")["seats"])


def test_the_reason_of_a_fallback_is_told():
    """Which form failed, who decided, and that nothing of it counts; a vote that went as planned has no note."""
    failed = n.after(n.seated(5, None, *hands.AGENDA), n.introduce("a5"), n.announce("a5"), n.void_poll())
    again = state_of(n.after(failed, hands.fall_back(), n.announce("a5", poll="p2")))
    said = note(again.polls["p2"])
    assert said is not None
    assert "chairs' meeting" in said.zh
    assert "举手" in said.zh
    assert note(again.polls["p1"]) is None
