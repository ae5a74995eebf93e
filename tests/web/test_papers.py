"""Ballot papers over HTTP: who may print, what is printed, and a scanner's table that is taken whole or not at all."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from tests.real.house import HEAD, election, motions, township
from tests.web.conftest import Desk, config_of
from voting.app import create_app
from voting.clerk.tellers import HeapEntry, Telling, Written
from voting.cli.establish import establish, sample_officers
from voting.core import commands as c
from voting.core import hand_commands as hc
from voting.documents.fictitious import fictitious_roll
from voting.store.opening import open_store

OPERATOR, FIRST, SECOND = (
    c.Actor("operator", "op"), c.Actor("scrutineer", "scrutineer"), c.Actor("scrutineer", "scrutineer-2"),
)  # fmt: skip
NAMES = ("木知远", "和青禾", "赵一鸣")
TEXT = township(HEAD + election("b", 2, *NAMES) + motions("a", ("secret", "last"))).replace('"ballot"\n', '"paper"\n')
SCAN = "paper,木知远,和青禾,赵一鸣,write_in_1\n1,○,×,,孙悟空\n2,○,○,,\n"


@pytest.fixture
def paper_desk(tmp_path: Path) -> Desk:
    """A township congress with an election on paper, open, its box closed and its return confirmed."""
    config = config_of(tmp_path)
    made = establish(config, TEXT.encode(), fictitious_roll(12, 7), sample=True)
    store = open_store(config.database)
    sample_officers(store)
    store.close()
    desk = Desk(create_app(config), made, {})
    house = desk.house
    for member in made.roll.voters:
        house.order(c.SignIn(OPERATOR, "", member.id, member.seat, "desk", "no terminal"))
    for wish in (c.OpenSitting(OPERATOR, ""), c.IntroduceItem(OPERATOR, "", "b")):
        house.order(wish)
    house.announce(OPERATOR, "b", "b-0")
    house.order(hc.CountStock(OPERATOR, "", "p1", 15, 3))
    house.order(c.OpenPoll(OPERATOR, "", "p1", None, 2))
    house.close_poll(OPERATOR, "p1")
    for by in (FIRST, SECOND):
        house.writer.submit(Telling(hc.ReportReturn(by, "", "p1", 2, 0, 2, 2)))
    return desk


def head(desk: Desk, role: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {desk.token(role)}"}


def scanned(desk: Desk, text: str, heap: str = "1", vote: str = "p1", role: str = "scrutineer") -> tuple[int, Any]:
    body = {"file": (io.BytesIO(text.encode()), "scan.csv"), "heap": heap}
    answer = desk.client().post(f"/api/votes/{vote}/scan", data=body, headers=head(desk, role))
    return answer.status_code, answer.get_json()


def test_ballots_are_printed_for_those_who_hand_them_out(paper_desk):
    """Operator and secretary get PDF; a vote by keys has no paper; a silly number of copies is refused."""
    desk = paper_desk
    for role, status in (("operator", 200), ("secretary", 200), ("chair", 403), ("scrutineer", 403)):
        answer = desk.client().get("/api/items/b/votes/b-0/ballots.pdf?copies=2", headers=head(desk, role))
        assert answer.status_code == status
        assert answer.data.startswith(b"%PDF-") == (status == 200)
    operator = head(desk, "operator")
    for path, status in (
        ("b/votes/b-0/ballots.pdf?copies=0", 400), ("b/votes/b-0/ballots.pdf?copies=9999999", 400),
        ("b/votes/b-0/ballots.pdf?copies=two", 400), ("a/votes/a-0/ballots.pdf", 404), ("x/votes/y/ballots.pdf", 404),
    ):  # fmt: skip
        assert desk.client().get(f"/api/items/{path}", headers=operator).status_code == status


def test_a_scan_is_one_tellers_entry(paper_desk):
    """The scan and another teller's entry by hand make the heap agree; the same teller alone does not."""
    desk = paper_desk
    assert scanned(desk, SCAN) == (200, {"papers": 2})
    assert scanned(desk, SCAN) == (200, {"papers": 2})
    heap = desk.house.sitting.polls["p1"].hands.heaps[1]
    assert list(heap) == [FIRST.text()]
    by_hand = (Written("YYB", (), 1), Written("YNB", ("孙悟空",), 1))
    desk.house.writer.submit(HeapEntry(SECOND, "p1", 1, by_hand))
    assert len(set(desk.house.sitting.polls["p1"].hands.heaps[1].values())) == 1
    status, answer = scanned(desk, SCAN)
    assert (status, answer["refusal"]["code"]) == (409, "count.agreed")


def test_a_faulty_scan_is_taken_not_at_all(paper_desk):
    """Every fault by row and column, nothing on the ledger; others than tellers are turned away."""
    desk = paper_desk
    size = desk.house.clerk.size
    status, answer = scanned(desk, SCAN + "2,maybe,,,\n")
    assert status == 422
    assert [(error["row"], error["column"]) for error in answer["errors"]] == [(4, "paper"), (4, "木知远")]
    assert scanned(desk, SCAN, heap="one")[0] == 400
    assert scanned(desk, SCAN, vote="p9")[0] == 404
    assert scanned(desk, SCAN, role="operator")[0] == 403
    assert desk.house.clerk.size == size
