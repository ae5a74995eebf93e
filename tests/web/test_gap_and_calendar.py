"""The secretary decides a gap and asks the calendar at the server's own doors."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Desk
from voting.clerk.clerk import Done
from voting.core import commands as c
from voting.core.refusals import Refusal
from voting.web.arguments import WrongArgs
from voting.web.gap_acts import ACTS

SECRETARY = c.Actor("secretary", "secretary")
FIRST = {"name": "一", "first": "2026-01-10", "last": "2026-01-11", "elects": False}
LATE = {"name": "二", "first": "2026-11-27", "last": "2026-11-27", "elects": False}


def asked(desk: Desk, path: str, told: object = None, role: str = "secretary") -> tuple[int, Any]:
    """Status and JSON of what this role asks for."""
    headers = {"Authorization": f"Bearer {desk.token(role)}"}
    client = desk.client()
    answer = client.get(path, headers=headers) if told is None else client.post(path, json=told, headers=headers)
    return answer.status_code, answer.get_json()


def test_a_decision_moves_the_version_and_stands_beside_its_rule(desk: Desk) -> None:
    """B13: who decided, what and when; the page is told by the version that the list has changed."""
    _, before = asked(desk, "/api/rules")
    one = next(rule for rule in before["rules"] if rule["gap"] == "open")
    args = {
        "key": one["key"],
        "office": one["office"],
        "kind": one["kind"],
        "decision": "按默认办理。",
        "organ": "chairs_meeting",
    }
    assert isinstance(ACTS["decide_gap"][1](desk.house, SECRETARY, args), Done)
    _, after = asked(desk, "/api/rules")
    assert after["version"] != before["version"]
    found = next(
        rule for rule in after["rules"] if [rule[x] for x in ("key", "office", "kind")] == list(args.values())[:3]
    )
    assert found["gap"] == "decided"
    assert (found["decided"]["text"], found["decided"]["organ"]["zh"]) == ("按默认办理。", "主任会议")
    assert found["decided"]["by"] == "秘书 secretary"
    no = ACTS["decide_gap"][1](desk.house, SECRETARY, {**args, "key": "quorum.threshold"})
    assert isinstance(no, Refusal)
    with pytest.raises(WrongArgs):
        ACTS["decide_gap"][1](desk.house, SECRETARY, {**args, "decision": ""})


def test_both_readings_of_every_two_months_come_back(desk: Desk) -> None:
    """ZZF 51: January and November alone leave four pairs of months empty and one long gap."""
    status, told = asked(desk, "/api/calendar", {"year": 2026, "meetings": [FIRST, LATE]})
    assert status == 200
    assert {one["key"]: one["met"] for one in told["findings"]} == {"pairs_of_months": False, "gap": False}
    assert "《" in told["findings"][0]["citation"]["zh"]


def test_a_wrong_row_is_told_with_its_place(desk: Desk) -> None:
    """What ends before it begins, and what is no day, as in the file."""
    rows = [FIRST, {**LATE, "last": "2026-11-01"}, {**FIRST, "first": "soon"}]
    status, told = asked(desk, "/api/calendar", {"year": 2026, "meetings": rows})
    assert status == 422
    assert [one["path"] for one in told["errors"]] == [["meeting", 1, "last"], ["meeting", 2, "first"]]


@pytest.mark.parametrize(
    "told",
    [[], {"year": 2026}, {"year": "2026", "meetings": [FIRST]}, {"year": True, "meetings": [FIRST]}, {"year": 2026, "meetings": []},
     {"year": 2026, "meetings": [FIRST], "more": 1}, {"year": 3000, "meetings": [FIRST]}, {"year": 2026, "meetings": [FIRST] * 201},
     {"year": 2026, "meetings": [[[None]]]}],
)  # fmt: skip
def test_another_question_is_refused(desk: Desk, told: object) -> None:
    """A field more or less, a year of another sort, a value that no file can hold."""
    status, answer = asked(desk, "/api/calendar", told)
    assert status == 400
    assert answer["refusal"]["code"] == "command.fields"


def test_only_the_secretary_asks(desk: Desk) -> None:
    """The calendar is on the secretary's desk."""
    status, _ = asked(desk, "/api/calendar", {"year": 2026, "meetings": [FIRST]}, role="operator")
    assert status in (401, 403)
