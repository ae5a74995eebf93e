"""Every door has a keeper: no unguarded route or event starts, and each door asks who is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint
from werkzeug.routing import Rule

import voting.app
from tests.web.conftest import Desk, config_of, desk_of
from voting.web import doors
from voting.web.doors import OFFICERS, Unguarded, audience_of
from voting.web.live import Live
from voting.web.officers import Officers

# Who needs no sign-in sees only these; a new one is a decision, not an accident.
OPEN = {
    "static", "api.sign_in", "api.meeting", "api.enrolments", "pages.start", "pages.sign_in", "pages.officer",
    "pages.seat", "pages.address", "pages.address_qr", "pages.authority", "pages.names_font",
    "stations.enrol", "stations.line", "api.output", "api.log_now",
}  # fmt: skip
EVENTS = {
    "connect": "everyone", "disconnect": "everyone", "hello": "everyone", "sign_in": "seat", "issue": "seat",
    "cast": "seat", "named": "seat", "proof": "seat", "confirm": "seat", "audited": "seat", "checked": "seat",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a prepared database."""
    folder = tmp_path_factory.mktemp("doors")
    desk_of(folder, sample=True)
    return folder


def test_a_route_without_a_door_keeps_the_application_from_starting(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One forgotten route is enough, and the error names it."""
    forgotten = Blueprint("forgotten", __name__)
    forgotten.add_url_rule("/forgotten", "way", lambda: "come in")
    monkeypatch.setattr(voting.app, "pages", forgotten)
    with pytest.raises(Unguarded, match="/forgotten"):
        voting.app.create_app(config_of(folder))


def test_a_socket_event_without_a_door_keeps_the_application_from_starting(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event registered past the doors, on the socket server itself, is found."""

    class Careless(Officers):
        def __init__(self, house: Any, live: Live, *more: Any) -> None:
            super().__init__(house, live, *more)
            live.server.on("backdoor", lambda _sid: "come in", namespace="/")

    monkeypatch.setattr(voting.app, "Officers", Careless)
    with pytest.raises(Unguarded, match="backdoor"):
        voting.app.create_app(config_of(folder))


def test_an_event_of_another_namespace_is_no_way_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A known event in another namespace has no door either."""

    class Careless(Officers):
        def __init__(self, house: Any, live: Live, *more: Any) -> None:
            super().__init__(house, live, *more)
            live.server.on("cast", lambda _sid: "come in", namespace="/admin")

    monkeypatch.setattr(voting.app, "Officers", Careless)
    with pytest.raises(Unguarded, match="/admin"):
        voting.app.create_app(config_of(folder))


def rules(desk: Desk) -> list[Rule]:
    """All routes."""
    return list(desk.app.url_map.iter_rules())


def opened(desk: Desk, rule: Rule, token: str | None = None) -> Any:
    """The answer of a route to somebody with this token."""
    values = {"seat": "A01", "filename": "none", "role": "operator", "item": "a", "draft": "a-0", "vote": "p1",
              "member": "nobody"}  # fmt: skip
    _, path = rule.build({name: values[name] for name in rule.arguments}) or ("", "")
    method = "POST" if "POST" in (rule.methods or ()) else "GET"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return desk.client().open(path, method=method, headers=headers)


def test_only_known_routes_are_open_to_everyone(desk: Desk) -> None:
    """The list of open routes is the list above."""
    assert {rule.endpoint for rule in rules(desk) if "everyone" in audience_of(desk.app, rule.endpoint)} == OPEN


def test_every_other_route_asks_for_a_sign_in_and_for_the_right_role(desk: Desk) -> None:
    """Without a token 401, with a wrong one 401, with a wrong role 403, with the right role neither."""
    guarded = [rule for rule in rules(desk) if rule.endpoint not in OPEN]
    assert len(guarded) >= 7
    for rule in guarded:
        for token in (None, "nobody"):
            answer = opened(desk, rule, token)
            assert (answer.status_code, answer.get_json()["refusal"]["code"]) == (401, "sign_in.required"), rule
        for role in OFFICERS:
            answer = opened(desk, rule, desk.token(role))
            if role in audience_of(desk.app, rule.endpoint):
                assert answer.status_code not in (401, 403), (rule, role)
            else:
                assert (answer.status_code, answer.get_json()["refusal"]["code"]) == (403, "role.not_allowed"), rule


def test_other_methods_and_paths_lead_nowhere(desk: Desk) -> None:
    """What is not declared does not exist."""
    client = desk.client()
    assert client.get("/api/nothing").status_code == 404
    assert client.delete("/api/meeting").status_code == 405
    assert client.get("/socket.io/?EIO=4&transport=polling").status_code in (400, 404)
    assert client.get("/static/../voting/app.py").status_code == 404
    assert client.get("/administrator").status_code == 404


def test_every_socket_event_is_declared(desk: Desk) -> None:
    """The events of the protocol and `command`, each with its audience."""
    server = desk.app.extensions["yijue.live"].server
    assert set(server.handlers) == {"/"}
    assert set(server.handlers["/"]) == {*EVENTS, "command"}


def test_the_doors_of_events_are_those_of_the_protocol(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seats may say what the protocol says, officers `command`."""
    seen: list[doors.Events] = []
    check = doors.check
    monkeypatch.setattr(doors, "check", lambda app, events: (seen.append(events), check(app, events))[1])
    voting.app.create_app(config_of(folder))
    (events,) = seen
    assert {name: next(iter(who)) for name, who in events.declared.items() if len(who) == 1} == EVENTS
    assert events.declared["command"] == OFFICERS


def test_every_answer_carries_the_headers_that_bind_the_browser(desk: Desk) -> None:
    """Strict CSP, no sniffing, no framing, no referrer; and nothing but static files is kept in a cache."""
    client = desk.client()
    for path in ("/", "/operator", "/seat/A01", "/api/meeting", "/api/roll", "/api/nothing", "/static/none.js"):
        headers = client.get(path).headers
        policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'", path
        assert policy["script-src"] == "'self'"
        assert policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert (headers.get("Cache-Control") == "no-store") or path.startswith("/static/")


def test_pages_hold_no_inline_script_or_style(desk: Desk) -> None:
    """What the policy would block is not there to be blocked; and no page holds a name of the roll."""
    for path in ("/", "/sign-in", "/operator", "/chair", "/hall", "/secretary", "/scrutineer", "/seat/A01"):
        answer = desk.client().get(path)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200
        assert "<style" not in page
        assert ' style="' not in page
        assert "<script>" not in page
        assert "onclick" not in page
        assert not any(member.name in page for member in desk.made.roll.members)


def test_a_seat_in_the_address_is_text_and_never_markup(desk: Desk) -> None:
    """What stands in an address comes back escaped."""
    page = desk.client().get("/seat/%3Cimg%20src=x%3E").get_data(as_text=True)
    assert "<img src=x>" not in page
