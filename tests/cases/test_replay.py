"""Votes that happened: the electronic votes of a chamber with other rules, replayed through `yijue count`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cases.asking import Json, case, votes

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT.parent / "shared" / "data" / "votes" / "cz_chamber_2013_2015.json"
MEMBERS = 200
PRESENT = {"motion.base": "present", "motion.threshold": {"over": "1/2"}}
OF_ALL = {101: {"over": "1/2"}, 120: {"at_least": "3/5"}}
# The file's own notes name these two: a roll-call that counts absent members, and a void vote with enough in favour.
ODD_NOT_PRESSED, ODD_RESULT = "cz-60961", "cz-58309"


def chamber() -> list[Json]:
    if not FILE.exists():
        pytest.skip("the votes of the Czech Chamber of Deputies are not on this machine")
    found: list[Json] = json.loads(FILE.read_text(encoding="utf-8"))["votes"]
    return found


def replayed(one: Json) -> Json:
    """The vote as a case: the chamber's majority is of those registered, for some questions of all its members."""
    y, n, a, _, registered, quorum = one["totals"]
    rule = PRESENT if quorum == registered // 2 + 1 else {"motion.base": "members", "motion.threshold": OF_ALL[quorum]}
    return case("motion", id=one["id"], members=MEMBERS, present=registered, votes=votes(y, n, a),
                overlay={**rule, "quorum.threshold": None})  # fmt: skip


def test_the_votes_of_a_chamber_with_other_rules():
    """Needed votes, members who pressed nothing and the result of all 381, but for the two oddities the file names."""
    held = chamber()
    given = json.dumps([replayed(one) for one in held]).encode()
    typed = [sys.executable, "-m", "voting.cli", "count", "-"]
    done = subprocess.run(typed, input=given, capture_output=True, cwd=ROOT, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    assert [one["id"] for one in found] == [one["id"] for one in held]
    assert len(found) == 381
    assert [(one["needed"], one["for"]) for one in found] == [(one["totals"][5], one["totals"][0]) for one in held]
    idle = {a["id"] for a, b in zip(found, held, strict=True) if a["not_voting"] != b["totals"][3]}
    result = {a["id"] for a, b in zip(found, held, strict=True) if (a["outcome"] == "adopted") != (b["result"] == "A")}
    assert (idle, result) == ({ODD_NOT_PRESSED}, {ODD_RESULT})
