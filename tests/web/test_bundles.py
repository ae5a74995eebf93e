"""The evidence bundle over HTTP: who gets it, and when there is none."""

from __future__ import annotations

import json

import pytest

from tests.records.conftest import committee_record
from tests.verify.story import told
from tests.web.conftest import Desk
from voting.verify.run import Verdict, verify
from voting.web import bundles

FILES = ("bundle-full.zip", "bundle-public.zip")


def fetched(desk: Desk, name: str, role: str = "secretary") -> tuple[int, bytes]:
    """Status and content of a download."""
    answer = desk.client().get(f"/api/results/{name}", headers={"Authorization": f"Bearer {desk.token(role)}"})
    return answer.status_code, answer.data


@pytest.mark.parametrize("name", FILES)
def test_before_the_close_there_is_no_evidence_yet(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """409 with the reason before the sitting is opened, and while it goes on."""
    status, body = fetched(desk, name)
    assert (status, json.loads(body)["refusal"]["code"]) == (409, "sitting.not_open")
    monkeypatch.setattr(bundles, "record_now", committee_record)
    status, body = fetched(desk, name)
    assert (status, json.loads(body)["refusal"]["code"]) == (409, "bundle.refused")
    assert "闭会" in json.loads(body)["refusal"]["zh"]


@pytest.mark.parametrize("name", FILES)
def test_secretary_and_scrutineer_get_it(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that holds; every other officer is sent away."""
    one = told()
    monkeypatch.setattr(bundles, "record_now", lambda: one.source.record)
    monkeypatch.setattr(bundles, "house", lambda: Closed(desk, one.room.clerk))
    for role in ("secretary", "scrutineer"):
        status, data = fetched(desk, name, role)
        assert status == 200
        assert verify(data, None, lambda _: None) == Verdict(0)
    assert [fetched(desk, name, role)[0] for role in ("operator", "chair", "hall")] == [403, 403, 403]


class Closed:
    """The house after its sitting, with the ledger of another."""

    def __init__(self, desk: Desk, clerk) -> None:  # type: ignore[no-untyped-def]
        self.desk, self.clerk, self.sitting = desk, clerk, clerk.state
        self.witness = desk.house.witness

    def aside(self, work, *what):  # type: ignore[no-untyped-def]
        """As the house does it."""
        return self.desk.house.aside(work, *what)
