"""What the record and the sheet say of terminals that did not find their vote."""

from __future__ import annotations

import json
from dataclasses import replace

from tests.core import notation as n
from tests.verify.story import told
from voting.records.on_complaints import Complaints
from voting.records.sheet import _facts
from voting.records.sitting import to_bytes

SAID = Complaints(
    {"A001": "not signed"},
    {"A002": "", "A003": "twice"},
    "it is in the log",
    {"A001": ("log",), "A003": ("log", "count")},
)


def test_the_record_has_every_complaint_of_a_poll() -> None:
    """Seat, reason, whether it came after the declaration, and what the chair decided; a poll without any has no such keys."""
    record = told().source.record
    polls = {one["id"]: one for one in json.loads(to_bytes(record))["polls"]}
    moved = told().room.terminals[2].seat
    assert polls["p6"]["complaints"] == [
        {"seat": n.seat(1), "reason": "not found", "after": False}, {"seat": moved, "reason": "not found", "after": True},
    ]  # fmt: skip
    assert polls["p6"]["settled"] == "it is in the log"
    assert not {"complaints", "settled"} & set(polls["p1"])


def test_the_sheet_has_a_line_for_those_before_and_one_for_those_after() -> None:
    """Where the vote is missed in the sheet's own language, the terminal's words behind it, with the chair's decision behind
    the first; a poll without any has neither.
    """
    before = told().source.record
    assert next(one for one in before.polls if one.id == "p6").complaints.missed == {
        n.seat(1): ("log",), told().room.terminals[2].seat: ("count",),
    }  # fmt: skip
    poll = next(one for one in told().source.record.polls if one.id == "p1")
    lines = {one["en"]: one["value"] for one in _facts(replace(poll, complaints=SAID))}
    assert lines["Complaints"] == "A001（日志中找不到：not signed）。主持人处理：it is in the log"
    assert lines["Raised afterwards"] == "A002；A003（日志中找不到、计票中找不到：twice）"
    assert not {"Complaints", "Raised afterwards"} & {one["en"] for one in _facts(poll)}
