"""An election that ties or falls short is stated as such and ends `postponed`, on record; nobody is elected by chance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.real.house import HEAD, Hall, election, http, motions, township
from voting.records.sitting import check

NAMES = ("木知远", "和志强", "赵青禾")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A township congress of nine, all at their terminals, with two elections and a motion."""
    agenda = election("tie", 2, *NAMES) + election("short", 2, *NAMES) + motions("m", ("secret", "last"))
    with Hall(tmp_path_factory.mktemp("election"), township(agenda), members=9, text=township(HEAD)) as hall:
        for _ in range(9):
            hall.newcomer()
        hall.open(by_hand=0)
        yield hall


def held(hall: Hall, item: str, papers: list[tuple[str, tuple[str, ...]]]) -> dict[str, Any]:
    """An election with these papers, counted and declared."""
    with hall.poll(item, f"{item}-0") as vote:
        for seat, (marks, written) in zip(hall.seats, papers, strict=False):
            seat.vote(vote, marks, written)
        hall.operator.pressed(vote, len(papers))
        hall.operator.do("close_poll", vote=vote)
        hall.operator.state(vote, "counted")
        hall.operator.do("declare", vote=vote)
    return hall.operator.poll(vote)


def test_a_tie_and_a_shortfall_end_postponed_and_the_record_says_so(hall: Hall) -> None:
    """Two with five votes each for the last seat tie, four of nine elect nobody; both end by a recorded decision."""
    operator = hall.operator
    tie = held(hall, "tie", [("YYN", ())] * 4 + [("YNY", ())] * 4 + [("NYY", ())])
    found = {line["name"]: line["for"] for line in tie["election"]["ranking"]}
    assert found == {"木知远": 8, "和志强": 5, "赵青禾": 5}
    assert (tie["outcome"]["word"], tie["election"]["elected"]) == ("tied", ["木知远"])
    assert sorted(tie["election"]["tied"]) == sorted(["和志强", "赵青禾"])
    short = held(hall, "short", [("YNN", ("钱另选",))] * 4 + [("NYN", ())] * 3 + [("NNN", ()), ("YYY", ())])
    assert (short["outcome"]["word"], short["election"]["elected"]) == ("short", [])
    assert (short["election"]["valid"], short["election"]["invalid"]) == (8, 1)
    for item in ("tie", "short"):
        assert operator.refused("dispose", item=item, disposition="elected")["code"] == "disposition.no_result"
        assert operator.refused("dispose", item=item, disposition="postponed")["code"] == "disposition.reason"
        operator.do(
            "dispose", item=item, disposition="postponed", reason="另行选举", by="plenary", proposed_by="presidium",
            next="下次会议另行选举",
        )  # fmt: skip
    assert operator.refused("close_sitting")["code"] == "agenda.undecided"
    with hall.poll("m", "m-0") as vote:
        for seat in hall.seats:
            seat.vote(vote, "Y")
        operator.do("close_poll", vote=vote)
        operator.state(vote, "counted")
        operator.do("declare", vote=vote)
    operator.do("close_sitting")
    status, record = http("GET", f"{hall.base}/api/results/sitting.json", token=hall.token("secretary"))
    assert status == 200
    assert not check(record), check(record)
    assert {item["id"]: item["disposition"] for item in record["items"]} == {
        "tie": "postponed", "short": "postponed", "m": "adopted",
    }  # fmt: skip
    polls = {poll["item"]: poll for poll in record["polls"]}
    assert (polls["tie"]["outcome"], polls["short"]["outcome"]) == ("tied", "short")
    assert (polls["tie"]["vacant"], polls["short"]["vacant"]) == (1, 2)
