"""Where only the votes of the elected are published, sheet, table and announcement hide the others'; the record keeps all."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from voting.records import announcements as say
from voting.records.opendata import open_data
from voting.records.ranking import Election, Line, Tie
from voting.records.sheet import _table
from voting.records.sitting import SittingRecord, to_json
from voting.records.tables import polls_csv

RANKING = (Line("乙", 40, 12, 7), Line("丁", 31, write_in=True), Line("丙", 20, 32, 7), Line("甲", 10, 42, 7))
RESULT = Election(1, ("甲", "乙", "丙"), RANKING, ("乙",), None, 0, 59, 1, 60, elected_only=True)


def test_the_order_of_the_hidden_tells_nothing():
    """Behind the elected the names stand as on the ballot, those written in last."""
    assert [one.name for one in RESULT.published()] == ["乙", "甲", "丙", "丁"]
    assert [one.name for one in replace(RESULT, elected_only=False).published()] == ["乙", "丁", "丙", "甲"]


def test_sheet_and_table_hide_the_votes(congress: SittingRecord):
    """The elected with all figures, the others with none and without a place."""
    poll = replace(congress.polls[0], election=RESULT)
    rows = _table(poll)
    assert [(one["place"], one["votes"]) for one in rows[:2]] == [("1", ["40", "12", "7", "0"]), ("", ["—"] * 4)]
    assert {tuple(one["votes"]) for one in rows[1:]} == {("—",) * 4}
    text = polls_csv(replace(congress, polls=(poll,))).decode("utf-8-sig")
    lines = [one for one in csv.DictReader(io.StringIO(text)) if one["行 row"] != "poll"]
    assert [one["赞成 for"] for one in lines] == ["40", "", "", ""]
    assert [one["反对 against"] for one in lines] == ["12", "", "", ""]


def test_the_teller_reads_the_votes_of_the_elected_alone():
    """T9 has no other name; with nobody elected only the papers are read."""
    read = say.counted(RESULT)
    assert "乙：赞成40票" in read.zh
    assert not set("甲丙丁") & set(read.zh)
    nobody = say.counted(replace(RESULT, elected=(), vacant=1))
    assert "票，反对" not in nobody.zh
    assert "59" in nobody.zh


def test_the_record_of_the_sitting_keeps_every_figure(congress: SittingRecord):
    """What may not be published is recorded all the same, and can be checked."""
    kept = to_json(replace(congress, polls=(replace(congress.polls[0], election=RESULT),)))
    assert [one["for"] for one in kept["polls"][0]["ranking"]] == [40, 31, 20, 10]


SIGN = "王小二★"
FOLDS = Election(
    2, ("乙", "丙"), (Line("乙", 40, 12, 7), Line("丁", 9, write_in=True), Line("丙", 5, 47, 7),
                    Line(SIGN, 1, write_in=True), Line("戊", 1, write_in=True)),
    ("乙",), None, 1, 59, 1, 60, folds=True,
)  # fmt: skip


def test_a_name_that_one_voter_wrote_stands_nowhere(congress: SittingRecord):
    """Whoever was to write a sign finds it on no sheet, in no table, in no announcement and in no published record."""
    record = replace(congress, polls=(replace(congress.polls[0], election=FOLDS, announcement=None),))
    assert [one.name for one in FOLDS.published()] == ["乙", "丁", "丙", "另选他人 ×2"]
    assert [(one["name"], one["votes"][0]) for one in _table(record.polls[0])][-2:] == [
        ("丙", "5"),
        ("另选他人 ×2", "1"),
    ]
    said = say.counted(FOLDS)
    assert "另选他人：丁9票，另有2个姓名各1票" in said.zh
    made = open_data(record, {})
    whole = said.zh + str(_table(record.polls[0])) + b"".join(made.files.values()).decode()
    assert "丁" in whole
    assert not [name for name in (SIGN, "戊") if name in whole]
    table = f"polls/{record.polls[0].id}.csv"
    assert [why.zh for _, path, why in made.withheld if path == table] == ["只有一人写的另选姓名合为一行，不列姓名。"]
    public, kept = (to_json(record, public=public)["polls"][0]["ranking"] for public in (True, False))
    assert public[-1] == {"name": "另选他人 ×2", "withheld": True, "write_in": True}
    assert [one["name"] for one in kept] == [one.name for one in FOLDS.ranking]


def test_whom_one_vote_elects_or_ties_is_named():
    """A name that came to something is published, whoever wrote it; and without the rule all are."""
    for change in ({"elected": ("乙", "戊")}, {"tied": Tie(("戊", "己"), 1)}, {"folds": False}):
        assert "戊" in [one.name for one in replace(FOLDS, **change).published()]
