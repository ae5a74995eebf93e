"""Commands of tellers as they come over a socket: exactly read, or refused before anybody decides."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Desk
from voting.core import commands as c
from voting.web import arguments
from voting.web.arguments import WrongArgs
from voting.web.teller_acts import ACTS, written

TELLER = c.Actor("scrutineer", "scrutineer")
PAPER = {"marks": "Y", "copies": 1}
RULING = {"vote": "p1", "paper": 1, "status": "valid", "marks": "Y", "reason": "clear"}


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("count_stock", {"vote": "p1", "printed": -1, "sealed": 0}),
        ("count_stock", {"vote": "p1", "printed": "12.5", "sealed": 0}),
        ("count_stock", {"vote": "p1", "printed": True, "sealed": 0}),
        ("count_stock", {"vote": "p1", "printed": "٣", "sealed": 0}),
        ("report_return", {"vote": "p1", "issued": 1, "spoiled": 0, "returned": 1}),
        ("enter_heap", {"vote": "p1", "heap": 1, "papers": []}),
        ("enter_heap", {"vote": "p1", "heap": 1, "papers": [PAPER | {"seat": "A01"}]}),
        ("enter_heap", {"vote": "p1", "heap": 1, "papers": [PAPER | {"write_ins": "孙悟空"}]}),
        ("enter_heap", {"vote": "p1", "heap": 1, "papers": [PAPER | {"write_ins": [""]}]}),
        ("enter_heap", {"vote": "p1", "heap": 1, "papers": ["Y"]}),
        ("enter_heap", {"vote": "p1", "heap": 1, "papers": [PAPER] * 2_001}),
        ("rule_paper", RULING | {"status": "torn"}),
        ("rule_paper", RULING | {"reason": ""}),
        ("rule_paper", {key: value for key, value in RULING.items() if key != "marks"}),
        ("enter_hands", {"vote": "p1", "for": 1, "against": 0}),
        ("enter_hands", {"vote": "p1", "for": 10**7, "against": 0, "abstain": 0}),
        ("reopen_entry", {"vote": "p1", "part": "hands", "number": 1, "reason": "x"}),
        ("change_form", {"item": "a", "draft": "a-0", "form": "paper", "decided_by": "", "reason": "x"}),
        ("admit_hands", {"vote": "p1", "voters": "m001", "decided_by": "x", "reason": "x"}),
    ],
)
def test_what_is_no_entry_is_refused(desk: Desk, command: str, args: dict[str, Any]) -> None:
    """A figure that is none, a field too many, a word of no closed set: nothing is guessed and nothing is written."""
    size = desk.house.clerk.size
    with pytest.raises(WrongArgs):
        ACTS[command][1](desk.house, TELLER, args)
    assert desk.house.clerk.size == size


def test_figures_come_as_numbers_or_as_typed_digits() -> None:
    """A field of a form sends text; both are the same number."""
    assert arguments.number({"n": "12"}, "n") == arguments.number({"n": 12}, "n") == 12
    assert written({"marks": "YN", "write_ins": ["孙悟空"], "copies": "3"}).copies == 3
    assert arguments.texts({}, "names", 2) == ()
    with pytest.raises(WrongArgs):
        arguments.texts({"names": ["a", "b", "c"]}, "names", 2)


def test_every_act_of_a_teller_reaches_the_core(desk: Desk) -> None:
    """Well-formed entries for a vote that is not there are refused by the core itself, not taken for faults of form."""
    hands = {"for": 1, "against": 0, "abstain": 0}
    back = {"issued": 1, "spoiled": 0, "returned": 1, "voters": 1}
    said: dict[str, dict[str, Any]] = {
        "report_return": back, "enter_hands": hands, "enter_heap": {"heap": 1, "papers": [PAPER]}, "count_papers": {},
        "rule_paper": {"paper": 1, "status": "void_illegible", "reason": "ink"},
        "reopen_entry": {"part": "heap", "number": 1, "reason": "x"},
    }  # fmt: skip
    for command, args in said.items():
        answer = ACTS[command][1](desk.house, TELLER, {"vote": "p9", **args})
        assert getattr(answer, "code", None) == "poll.unknown", command
