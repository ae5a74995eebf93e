"""An evaluation in the record, on the sheet and in the table: figures by grade, and sums that must close."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from voting.core.words import Text
from voting.records.sheet import sitting_pdf
from voting.records.sitting import BadRecord, Evaluation, SittingRecord, check, to_json
from voting.records.tables import polls_csv

GRADES = Evaluation(
    ((Text("满意", "Satisfied"), 12), (Text("基本满意", "Fair"), 9), (Text("不满意", "Poor"), 3)),
    Text("不满意", "Poor"), 24, 1, 25,
)  # fmt: skip


@pytest.fixture
def evaluated(committee: SittingRecord) -> SittingRecord:
    """The committee's first vote as an evaluation of 25 papers."""
    first = replace(
        committee.polls[0], kind="evaluation", counts=None, votes=(), evaluation=GRADES, outcome="decided", cast=25,
        secrecy="secret", tier="T0", authority=("S2",), announcement=Text("测评等次为：不满意。", "The grade is: poor."),
    )  # fmt: skip
    items = tuple(
        replace(item, kind="evaluation", disposition="decided") if first.id in item.polls else item
        for item in committee.items
    )
    return replace(committee, polls=(first, *committee.polls[1:]), items=items)


def test_the_file_holds_the_figures_of_every_grade(evaluated: SittingRecord) -> None:
    """C8, contract: kind evaluation with its options, the grade, valid and invalid papers; nothing is at fault."""
    document = to_json(evaluated)
    poll = document["polls"][0]
    assert (poll["kind"], poll["grade"]["zh"], poll["valid"], poll["invalid"]) == ("evaluation", "不满意", 24, 1)
    assert [one["votes"] for one in poll["options"]] == [12, 9, 3]
    assert "counts" not in poll
    assert [str(fault) for fault in check(document)] == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [("valid", 23, "election.returned"), ("returned", 26, "election.returned"), ("cast", 26, "election.entered"),
     ("outcome", "adopted", "poll.outcome"), ("options", [], "election.returned"), ("grade", None, "shape")],
)  # fmt: skip
def test_a_bent_figure_is_found(evaluated: SittingRecord, field: str, value: object, code: str) -> None:
    """Each paper has one grade or is invalid, and came out of the box."""
    document = copy.deepcopy(to_json(evaluated))
    document["polls"][0][field] = value
    assert code in {fault.code for fault in check(document)}


def test_an_evaluation_has_the_figures_of_nothing_else(evaluated: SittingRecord) -> None:
    """Neither the counts of a motion nor nothing at all."""
    with pytest.raises(BadRecord):
        replace(evaluated.polls[0], evaluation=None)


def test_sheet_and_table_hold_the_grades(evaluated: SittingRecord) -> None:
    """A sheet with an evaluation is a PDF like any other; in the table each grade has its row."""
    assert sitting_pdf(evaluated).startswith(b"%PDF")
    rows = polls_csv(evaluated).decode("utf-8-sig").splitlines()
    assert sum(",option," in row for row in rows) == 3
    assert any("不满意" in row and ",poll," in row for row in rows)
