"""Officers' sign-in: links that work once, passwords, tokens, and sessions that end at once."""

from __future__ import annotations

import io
import sqlite3
from datetime import datetime, timedelta

import pytest

from tests.web.conftest import PASSWORD, Desk
from voting.web import sessions
from voting.web.sessions import LINK_LIFE, TRIES, put_officer


def sign_in(desk: Desk, **body: object) -> tuple[int, dict[str, object]]:
    """Status and answer of a sign-in."""
    answer = desk.client().post("/api/sign-in", json=body)
    return answer.status_code, answer.get_json()


def asked(desk: Desk, token: str) -> int:
    """The status of a guarded route for this token."""
    return desk.client().get("/api/results/polls.csv", headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_one_time_link_works_once(desk: Desk) -> None:
    """The second use is refused, and so is a link that never was."""
    once = desk.link("chair")
    status, answer = sign_in(desk, once=once)
    assert (status, answer["role"]) == (200, "chair")
    for secret in (once, "nobody", ""):
        status, answer = sign_in(desk, once=secret)
        assert (status, answer["refusal"]["code"]) == (403, "sign_in.failed")  # type: ignore[index]


def test_a_one_time_link_ends_after_half_a_day(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Good to its last second; from then on refused as too old, and whoever writes a later end holds no link."""
    now = datetime.fromisoformat(desk.house.now())
    old, new = desk.link("chair"), desk.link("chair")
    monkeypatch.setattr(desk.house, "now", (now + LINK_LIFE + timedelta(minutes=1)).isoformat)
    moved = f"{int(old.split('.')[0]) + 3600}.{old.split('.')[1]}"
    for secret, code in ((old, "link_expired"), (moved, "failed"), (old.split(".")[1], "failed")):
        status, answer = sign_in(desk, once=secret)
        assert (status, answer["refusal"]["code"]) == (403, f"sign_in.{code}")  # type: ignore[index]
    last = datetime.fromtimestamp(int(new.split(".")[0]), tz=now.tzinfo)
    assert timedelta() <= last - now - LINK_LIFE < timedelta(minutes=1)
    assert desk.sessions.by_link(new, (last + timedelta(seconds=1)).isoformat()) is None
    assert desk.sessions.by_link(new, last.isoformat()) is not None


def test_a_password_signs_in_its_officer_alone(desk: Desk) -> None:
    """The right password gives a token of the officer's role; a wrong one, or another name, nothing."""
    status, answer = sign_in(desk, name="段秘书", password=PASSWORD)
    assert (status, answer["role"], answer["name"]) == (200, "secretary", "段秘书")
    assert asked(desk, str(answer["token"])) == 409, "signed in; the sitting has not been opened"
    for name, password in (("段秘书", PASSWORD + " "), ("段秘书", ""), ("nobody", PASSWORD), ("operator", "")):
        status, answer = sign_in(desk, name=name, password=password)
        assert (status, answer["refusal"]["code"]) == (403, "sign_in.failed")  # type: ignore[index]


def test_after_many_wrong_passwords_a_name_rests(desk: Desk) -> None:
    """Guessing is slowed down: after ten wrong passwords even the right one is refused, and a minute later it is good."""
    put_officer(desk.house.register, "guessed", "hall", PASSWORD)
    now = desk.house.now()
    for _ in range(TRIES):
        assert desk.sessions.by_password("guessed", "wrong", now) is None
    assert desk.sessions.by_password("guessed", PASSWORD, now) is None
    status, answer = sign_in(desk, name="guessed", password=PASSWORD)
    assert (status, answer["refusal"]["code"]) == (403, "sign_in.resting")  # type: ignore[index]
    later = (datetime.fromisoformat(now) + timedelta(minutes=1)).isoformat()
    assert desk.sessions.by_password("guessed", PASSWORD, later) is not None


def test_wrong_names_are_neither_long_nor_remembered_without_an_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name beyond 64 characters is not even looked up; of the names tried only so many are kept."""
    monkeypatch.setattr(sessions, "NAMES_REMEMBERED", 2)
    status, answer = sign_in(desk, name="x" * 65, password=PASSWORD)
    assert (status, answer["refusal"]["code"]) == (403, "sign_in.failed")  # type: ignore[index]
    for name in ("x1", "x2", "x3"):
        assert sign_in(desk, name=name, password="wrong")[0] == 403
    assert list(desk.sessions._wrong)[-2:] == ["x2", "x3"]
    assert not {"x" * 65, "x1"} & set(desk.sessions._wrong)


def test_an_unknown_name_costs_as_much_as_a_known_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow hash is compared for it as well: the time of an answer does not tell who is an officer."""
    compared: list[str] = []
    monkeypatch.setattr(sessions, "verified", lambda hashed, _password: bool(compared.append(hashed)))
    sign_in(desk, name="段秘书", password="wrong")
    sign_in(desk, name="who", password="wrong")
    assert [hashed.startswith("$argon2id$") for hashed in compared] == [True, True]


def test_a_guessed_link_does_not_ask_for_the_writers_place(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger with a wrong link must not stand before the commits."""
    monkeypatch.setattr(desk.house.register._database, "writing", None)
    assert sign_in(desk, once="999999999999.guess")[0] == 403


@pytest.mark.parametrize("path", ["/api/sign-in", "/api/enrolments"])
def test_a_large_body_is_refused_before_it_is_read(desk: Desk, path: str) -> None:
    """Above 64 KiB: 413 with the reason, and nothing of the body is taken; an upload has its own limit."""

    class Unread(io.BytesIO):
        def read(self, *_size: int | None) -> bytes:
            pytest.fail("the body was read")

    answer = desk.client().post(path, input_stream=Unread(b"x" * 65_537))
    assert (answer.status_code, answer.get_json()["refusal"]["code"]) == (413, "message.too_large")
    bearer = {"Authorization": f"Bearer {desk.token('secretary')}"}
    file = {"file": (io.BytesIO(b"x" * 70_000), "roll.csv")}
    assert desk.client().post("/api/roll", data=file, headers=bearer).status_code == 422


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"once":1}', b'{"once":"a","once":"b"}', b'{"name":"x"}', b'{"once":"a","name":"b"}',
     b'{"name":"a","password":null}', b'{"once":"\\ud800"}', b"\xff"],
)  # fmt: skip
def test_a_senseless_sign_in_is_refused(desk: Desk, body: bytes) -> None:
    """What is no sign-in is answered with a refusal in both languages, never with a crash."""
    answer = desk.client().post("/api/sign-in", data=body)
    no = answer.get_json()["refusal"]
    assert answer.status_code in (400, 403)
    assert no["code"] in ("command.fields", "sign_in.failed")
    assert no["zh"]
    assert no["en"]


def test_a_token_is_never_a_cookie_and_never_kept_in_clear(desk: Desk) -> None:
    """No answer sets a cookie, a cookie opens nothing, and the database holds only the token's hash."""
    client = desk.client()
    answer = client.post("/api/sign-in", json={"once": desk.link("secretary")})
    token = answer.get_json()["token"]
    assert "Set-Cookie" not in answer.headers
    for path in ("/", "/operator", "/api/meeting"):
        assert "Set-Cookie" not in client.get(path).headers
    client.set_cookie("token", token)
    client.set_cookie("session", token)
    assert client.get("/api/results/polls.csv").status_code == 401
    assert client.get(f"/api/results/polls.csv?token={token}").status_code == 401
    rows = str(rows_of(desk, "SELECT * FROM sessions"))
    assert token not in rows


def rows_of(desk: Desk, statement: str) -> list[tuple[object, ...]]:
    """Rows of the application's database."""
    connection = sqlite3.connect(desk.house.register._database.engine.url.database or "")
    with connection:
        found = connection.execute(statement).fetchall()
    connection.close()
    return found


def test_signing_out_ends_this_session_alone(desk: Desk) -> None:
    """Two sessions of one officer: one ends, the other stays."""
    one, other = desk.token("chair"), desk.token("chair")
    assert asked(desk, one) == 409
    bearer = {"Authorization": f"Bearer {one}"}
    assert desk.client().post("/api/sign-out", headers=bearer).status_code == 200
    assert (asked(desk, one), asked(desk, other)) == (401, 409)


def test_a_removed_officer_is_out_at_once(desk: Desk) -> None:
    """An officer taken off the list, or given another role, may do nothing from that moment on."""
    for name in ("removed", "changed"):
        put_officer(desk.house.register, name, "secretary", None)
    removed, changed = (sign_in(desk, once=desk.link(name, "secretary"))[1]["token"] for name in ("removed", "changed"))
    assert (asked(desk, str(removed)), asked(desk, str(changed))) == (409, 409)
    rows_of(desk, "DELETE FROM officers WHERE name = 'removed'")
    put_officer(desk.house.register, "changed", "hall", None)
    assert (asked(desk, str(removed)), asked(desk, str(changed))) == (401, 401)


def test_a_link_of_a_removed_officer_opens_nothing(desk: Desk) -> None:
    """A link outlives its officer on paper only."""
    put_officer(desk.house.register, "gone", "secretary", None)
    once = desk.link("gone", "secretary")
    rows_of(desk, "DELETE FROM officers WHERE name = 'gone'")
    _, answer = sign_in(desk, once=once)
    assert asked(desk, str(answer.get("token"))) == 401


def test_a_session_ends_with_the_day(desk: Desk) -> None:
    """After sixteen hours one signs in again."""
    token, now = desk.token("chair"), datetime.fromisoformat(desk.house.now())
    assert desk.sessions.find(token, (now + timedelta(hours=15)).isoformat()) is not None
    assert desk.sessions.find(token, (now + timedelta(hours=17)).isoformat()) is None


def test_there_are_no_results_before_the_sitting_is_opened(desk: Desk) -> None:
    """409 with the reason for each kind of file."""
    for name in ("sheet.pdf", "polls.csv", "sitting.json"):
        answer = desk.client().get(
            f"/api/results/{name}", headers={"Authorization": f"Bearer {desk.token('secretary')}"}
        )
        assert (answer.status_code, answer.get_json()["refusal"]["code"]) == (409, "sitting.not_open")
