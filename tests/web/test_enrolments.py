"""Enrolment over HTTPS: the right code for the right seat, and the operator's eye before a terminal may speak."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from devices import protocol
from devices.signer import Signer
from tests.real.house import compact, header_of
from tests.web.conftest import Desk
from voting.ballots import intake
from voting.ballots.intake import CODE_LENGTH, CODE_LETTERS
from voting.core.commands import Actor
from voting.core.refusals import Refusal, refuse
from voting.store.opening import open_store
from voting.web.codes import random_code

OPERATOR = Actor("operator", "operator")
FRESH = itertools.count(1)


def ask(desk: Desk, jws: object) -> tuple[int, Any]:
    """Status and answer of an enrolment."""
    answer = desk.client().post("/api/enrolments", json={"jws": jws})
    return answer.status_code, answer.get_json()


def refused(desk: Desk, jws: object) -> str:
    """The code of the refusal of an enrolment; nothing has changed."""
    size, pending = desk.house.clerk.size, dict(desk.house.pending)
    status, answer = ask(desk, jws)
    assert status in (400, 403)
    assert answer["refusal"]["zh"]
    assert answer["refusal"]["en"]
    assert (desk.house.clerk.size, desk.house.pending) == (size, pending)
    return str(answer["refusal"]["code"])


def seat_and_code(desk: Desk) -> tuple[str, str]:
    """A seat no test has had, with a code as the operator shows it."""
    seat = desk.made.roll.members[next(FRESH)].seat
    return seat, desk.house.new_code(seat)


def test_a_wrong_code_or_meeting_is_refused(plain_desk: Desk) -> None:
    """Another code, another seat's code, another meeting: nothing waits for the operator."""
    desk, signer = plain_desk, Signer.new()
    seat, code = seat_and_code(desk)
    other, _ = seat_and_code(desk)
    meeting = desk.house.clerk.meeting
    wrong = "2" * 8 if code != "2" * 8 else "3" * 8
    assert refused(desk, protocol.enrolment(signer, meeting, seat, wrong)) == "seat.wrong_code"
    assert refused(desk, protocol.enrolment(signer, meeting, other, code)) == "seat.wrong_code"
    assert refused(desk, protocol.enrolment(signer, meeting, "Z99", code)) == "seat.wrong_code"
    assert refused(desk, protocol.enrolment(signer, "another", seat, code)) == "message.wrong_meeting"
    assert refused(desk, protocol.enrolment(signer, meeting, seat, code.lower())) == "message.malformed"


def test_a_fresh_code_is_one_that_an_enrolment_may_carry() -> None:
    """What the house makes, intake takes and the page of the wire names is one alphabet."""
    page = (Path(__file__).resolve().parents[2] / "docs/protocol.md").read_text("utf-8")
    assert f"{CODE_LENGTH} characters of `{CODE_LETTERS}`" in page
    signer = Signer.new()
    for code in (random_code() for _ in range(50)):
        assert intake.enrolment(protocol.enrolment(signer, "m", "A01", code)).code == code


def test_an_enrolment_signed_by_another_key_is_refused(plain_desk: Desk) -> None:
    """The key that is brought signs, and no other; headers and payloads are strict here too."""
    desk, mine, other = plain_desk, Signer.new(), Signer.new()
    seat, code = seat_and_code(desk)
    payload = {"meeting": desk.house.clerk.meeting, "seat": seat, "code": code, "jwk": other.public.jwk()}
    assert refused(desk, mine.jws("enrol", payload)) == "message.signature"
    good = protocol.enrolment(mine, desk.house.clerk.meeting, seat, code)
    body = protocol.unb64(good.split(".")[1], "payload")
    assert refused(desk, compact(mine, header_of(mine, "enrol"), body, high=True)) == "message.signature"
    assert refused(desk, compact(mine, header_of(mine, "hello"), body)) == "message.malformed"
    twice = body[:-1] + b',"seat":"A01"}'
    assert refused(desk, compact(mine, header_of(mine, "enrol"), twice)) == "message.duplicate_key"
    assert refused(desk, "A" * 20_000) == "message.too_large"
    assert refused(desk, 3) == "message.malformed"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"jws":"a","jws":"b"}', b'{"jws":"a","more":1}', b"\xff"])
def test_a_senseless_request_is_refused(plain_desk: Desk, body: bytes) -> None:
    """What is no enrolment is malformed, never a crash."""
    answer = plain_desk.client().post("/api/enrolments", data=body)
    assert (answer.status_code, answer.get_json()["refusal"]["code"]) == (400, "message.malformed")


def test_a_terminal_waits_for_the_operator_and_is_then_enrolled(plain_desk: Desk) -> None:
    """Pending with its fingerprint, as often as it asks; confirmed by the very key; the code is then used up."""
    desk, signer, house = plain_desk, Signer.new(), plain_desk.house
    seat, code = seat_and_code(desk)
    jws = protocol.enrolment(signer, house.clerk.meeting, seat, code)
    for _ in range(2):
        status, answer = ask(desk, jws)
        assert (status, answer["state"], answer["fingerprint"]) == (200, "pending", signer.public.kid[:8])
        assert house.sitting.devices.get(seat) is None
    no = house.confirm_device(OPERATOR, seat, Signer.new().public.kid)
    assert isinstance(no, Refusal)
    assert no.code == "device.unknown"
    assert not isinstance(house.confirm_device(OPERATOR, seat, signer.public.kid), Refusal)
    assert house.sitting.devices[seat] == signer.public.kid
    assert ask(desk, jws)[1]["state"] == "enrolled"
    stranger = protocol.enrolment(Signer.new(), house.clerk.meeting, seat, code)
    assert refused(desk, stranger) == "seat.wrong_code"


def test_a_second_key_does_not_push_a_waiting_one_aside(plain_desk: Desk) -> None:
    """With the same code another key is refused; after a rejection, or with a new code, it may come."""
    desk, first, second = plain_desk, Signer.new(), Signer.new()
    seat, code = seat_and_code(desk)
    meeting = desk.house.clerk.meeting
    assert ask(desk, protocol.enrolment(first, meeting, seat, code))[1]["state"] == "pending"
    assert refused(desk, protocol.enrolment(second, meeting, seat, code)) == "seat.wrong_code"
    assert desk.house.pending[seat].kid == first.public.kid
    new = desk.house.new_code(seat)
    assert ask(desk, protocol.enrolment(second, meeting, seat, new))[1]["state"] == "pending"
    assert desk.house.pending[seat].kid == second.public.kid


def test_one_code_enrols_one_terminal_however_many_come_at_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code is gone before the enrolment is written; where that is refused it is good again."""
    card, house = desk.cards["seats"][2], desk.house
    one, other = Signer.new(), Signer.new()
    inner: list[str] = []
    submit = house.writer.submit

    def meanwhile(job: Any) -> Any:
        monkeypatch.setattr(house.writer, "submit", submit)
        jws = protocol.enrolment(other, house.clerk.meeting, card["seat"], card["code"])
        inner.append(ask(desk, jws)[1]["refusal"]["code"])
        return refuse("store.unwritable")

    monkeypatch.setattr(house.writer, "submit", meanwhile)
    jws = protocol.enrolment(one, house.clerk.meeting, card["seat"], card["code"])
    assert refused(desk, jws) == "store.unwritable"
    assert inner == ["seat.wrong_code"]
    assert ask(desk, jws)[1]["state"] == "enrolled"


def test_a_new_code_voids_the_old_one(plain_desk: Desk) -> None:
    """Only the code on the console counts."""
    desk, signer = plain_desk, Signer.new()
    seat, old = seat_and_code(desk)
    new = desk.house.new_code(seat)
    assert refused(desk, protocol.enrolment(signer, desk.house.clerk.meeting, seat, old)) == "seat.wrong_code"
    assert ask(desk, protocol.enrolment(signer, desk.house.clerk.meeting, seat, new))[1]["state"] == "pending"


def test_an_expired_code_is_refused(plain_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code is good for half a day."""
    desk = plain_desk
    seat, code = seat_and_code(desk)
    monkeypatch.setattr(desk.house, "now", lambda: "2099-01-01T00:00:00+08:00")
    jws = protocol.enrolment(Signer.new(), desk.house.clerk.meeting, seat, code)
    assert refused(desk, jws) == "seat.wrong_code"


def test_one_key_serves_one_seat(desk: Desk) -> None:
    """The same key at a second seat is refused, with the right code as well."""
    signer, (first, second) = Signer.new(), desk.cards["seats"][-2:]
    meeting = desk.house.clerk.meeting
    assert ask(desk, protocol.enrolment(signer, meeting, first["seat"], first["code"]))[1]["state"] == "enrolled"
    assert refused(desk, protocol.enrolment(signer, meeting, second["seat"], second["code"])) == "device.same"


def test_only_a_database_made_as_sample_confirms_at_once(desk: Desk, plain_desk: Desk) -> None:
    """The setting that opens a sample's seats does nothing in any other database."""
    card = desk.cards["seats"][0]
    jws = protocol.enrolment(Signer.new(), desk.house.clerk.meeting, card["seat"], card["code"])
    assert ask(desk, jws)[1]["state"] == "enrolled"
    store = open_store(str(plain_desk.house.register._database.engine.url))
    store.register.put_setting("sample_seats", "open")
    with pytest.raises(ValueError, match="sample"):
        store.register.put_setting("sample", "1")
    store.close()
    seat, code = seat_and_code(plain_desk)
    jws = protocol.enrolment(Signer.new(), plain_desk.house.clerk.meeting, seat, code)
    assert ask(plain_desk, jws)[1]["state"] == "pending"


def test_the_seats_qr_code_is_shown_while_its_code_is(plain_desk: Desk) -> None:
    """The operator's picture of the enrolment link exists as long as the code."""
    seat, _ = seat_and_code(plain_desk)
    bearer = {"Authorization": f"Bearer {plain_desk.token('operator')}"}
    answer = plain_desk.client().get(f"/api/seats/{seat}/qr.svg", headers=bearer)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert plain_desk.client().get("/api/seats/Z99/qr.svg", headers=bearer).status_code == 404
