"""The list of rules at the server's own door: for the secretary alone, with what is enforced and what is only shown."""

from __future__ import annotations

from tests.web.conftest import Desk
from voting.core.informative import INFORMATIVE


def test_the_secretary_alone_fetches_the_rules(desk: Desk) -> None:
    """No other role, and nobody without a session; a rule that changes nothing says so."""
    client = desk.client()
    for role, status in (("secretary", 200), ("operator", 403), ("chair", 403)):
        answer = client.get("/api/rules", headers={"Authorization": f"Bearer {desk.token(role)}"})
        assert answer.status_code == status
    assert client.get("/api/rules").status_code in (401, 403)
    told = client.get("/api/rules", headers={"Authorization": f"Bearer {desk.token('secretary')}"}).get_json()
    shown = {one["key"] for one in told["rules"] if not one["enforced"]}
    assert shown
    assert shown <= INFORMATIVE
    assert not {one["key"] for one in told["rules"] if one["enforced"]} & INFORMATIVE
