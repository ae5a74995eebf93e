"""Another PIN for a member who has forgotten hers: for the secretary alone, told once, and the old one opens nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.web.conftest import Desk
from voting.ballots.encodings import b64
from voting.ballots.keys import pin_hash


def renewed(desk: Desk, member: str, role: str = "secretary") -> tuple[int, Any]:
    answer = desk.client().post(f"/api/members/{member}/pin", headers={"Authorization": f"Bearer {desk.token(role)}"})
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.get_json()


def kept(desk: Desk, member: str) -> str | None:
    found = desk.house.register.member(desk.house.clerk.meeting, member)
    assert found is not None
    return found.pin_hash


def test_the_new_pin_is_kept_as_a_hash_and_told_once(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Six digits that nobody had; the register has their hash, log and ledger nothing of them, the ledger who and whose."""
    house, before, others = desk.house, kept(desk, "m002"), kept(desk, "m003")
    size = house.clerk.size
    status, told = renewed(desk, "m002")
    pin = told["pin"]
    assert (status, len(pin), pin.isdigit()) == (200, 6, True)
    assert kept(desk, "m002") == b64(pin_hash(house.keys.pepper, house.clerk.meeting, "m002", pin)) != before
    assert kept(desk, "m003") == others
    (entry,) = house.clerk.ledger.read(house.clerk.meeting, size)
    told_of = json.loads(entry.data)
    assert (entry.kind, told_of["member"]) == ("member.pin_renewed.v1", "m002")
    assert told_of["by"].startswith("secretary")
    said = capsys.readouterr()
    assert pin not in said.out + said.err + entry.data.decode()
    assert renewed(desk, "m002")[1]["pin"] != pin


def test_nobody_else_makes_one_and_not_for_everybody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another role, nobody's session, somebody who is not on the roll or has no vote, a sitting that is over."""
    before = kept(desk, "m004")
    for role in ("operator", "chair"):
        assert renewed(desk, "m004", role)[0] == 403
    assert desk.client().post("/api/members/m004/pin").status_code == 401
    status, told = renewed(desk, "nobody")
    assert (status, told["refusal"]["code"]) == (409, "member.unknown")
    state = desk.house.sitting
    guest = replace(state, members={**state.members, "m004": replace(state.members["m004"], role="observer")})
    for changed, code in ((guest, "member.not_voter"), (replace(state, phase="closed"), "sitting.closed")):
        with monkeypatch.context() as patch:
            patch.setattr(desk.house.clerk, "state", changed)
            assert renewed(desk, "m004")[1]["refusal"]["code"] == code
    assert kept(desk, "m004") == before
