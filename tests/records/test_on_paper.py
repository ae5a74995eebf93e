"""Votes that tellers counted, in the file, in its checker and on the sheet; and the papers themselves."""

from __future__ import annotations

import copy
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from voting.core.words import Text
from voting.records.announcements import of_poll
from voting.records.ballot_sheet import BallotSheet, ballots_pdf
from voting.records.on_paper import Adjudication, FormChange, Papers
from voting.records.sheet import sitting_pdf
from voting.records.sitting import Counts, Poll, SittingRecord, check, to_json

MADE = "2026-12-01T09:00:00+08:00"
LABEL = Text("纸质投票，由监票人清点计票", "On paper, counted by tellers")
SHEET = BallotSheet(
    Text("青溪乡人民代表大会", "People's Congress of Qingxi"), Text("副乡长选举", "Election of deputy heads"), "election",
    (Text("木知远", "Mu Zhiyuan"), Text("和𫖯", "He Fu"), Text("赵青禾", "Zhao Qinghe")), seats=2, write_ins=2,
)  # fmt: skip


def on_paper(record: SittingRecord) -> SittingRecord:
    """The congress's election as tellers counted it: one doubtful paper void, one held for valid."""
    (poll,) = record.polls
    papers = Papers(printed=80, sealed=15, issued=60, spoiled=2, returned=60, voters=60)
    ruled = (Adjudication(1, "void_illegible", "墨迹"), Adjudication(2, "valid", "清楚"))
    made = replace(
        poll, form="paper", tier=None, cast=0, hands=60, papers=papers, adjudications=ruled, label=LABEL,
        fallback=FormChange("e0", "ballot", "主席团", "服务器故障"),
    )  # fmt: skip
    return replace(record, polls=(replace(made, announcement=of_poll("congress", made)),))


def by_hands(record: SittingRecord) -> SittingRecord:
    """The committee's first vote as a show of hands."""
    shown: Poll = replace(
        record.polls[0], form="show_of_hands", cast=0, issued=0, hands=32, votes=(), counts=Counts(31, 1, 0, 0, 1),
    )  # fmt: skip
    return replace(record, polls=(replace(shown, announcement=of_poll("standing_committee", shown)), *record.polls[1:]))


def test_a_vote_that_tellers_counted_closes_in_all_sums(committee: SittingRecord, congress: SittingRecord) -> None:
    """Hands take the place of casts; papers, rulings and the reason for the form stand beside them."""
    assert check(to_json(on_paper(congress))) == []
    assert check(to_json(by_hands(committee))) == []
    (poll,) = to_json(on_paper(congress))["polls"]
    assert poll["papers"] == {"printed": 80, "sealed": 15, "issued": 60, "spoiled": 2, "returned": 60, "voters": 60}
    assert poll["adjudications"][0] == {"paper": 1, "status": "void_illegible", "reason": "墨迹"}
    assert poll["fallback"] == {"poll": "e0", "was": "ballot", "decided_by": "主席团", "reason": "服务器故障"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"papers": None}, "shape"),
        ({"papers": {"printed": 80}}, "shape"),
        ({"adjudications": [{"paper": 1, "status": "torn", "reason": "x"}]}, "shape"),
        ({"hands": 59}, "papers.entered"),
        ({"issued": 59}, "papers.stock"),
        ({"adjudications": [{"paper": n, "status": "void_overvote", "reason": "x"} for n in (1, 2)]}, "papers.void"),
        ({"papers": {"printed": 80, "sealed": 19, "issued": 60, "spoiled": 2, "returned": 60, "voters": 60}}, "papers.stock"),
        ({"papers": {"printed": 80, "sealed": 0, "issued": 60, "spoiled": 0, "returned": 60, "voters": 61}}, "papers.stock"),
    ],
)  # fmt: skip
def test_each_bend_of_the_papers_is_found(congress: SittingRecord, change: dict[str, Any], code: str) -> None:
    """A figure of the stock, the return or the rulings that does not fit the others is named."""
    document = copy.deepcopy(to_json(on_paper(congress)))
    document["polls"][0] |= change
    assert code in {fault.code for fault in check(document)}


def read(pdf: bytes, tmp_path: Path) -> list[str]:
    """The pages of a PDF as text without any blanks."""
    path = tmp_path / "read.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, encoding="utf-8")
    return ["".join(page.replace("\u200b", "").split()) for page in done.stdout.split("\f")[:-1]]


def test_the_sheet_tells_how_it_was_counted(congress: SittingRecord, committee: SittingRecord, tmp_path: Path) -> None:
    """Stock and return, rulings with their reasons, and no word of keys where hands were raised."""
    text = "".join(read(sitting_pdf(on_paper(congress)), tmp_path))
    for words in ("印制80张", "封存15张", "作废换领2张", "疑问票", "第1号无法辨认，无效（墨迹）", "纸质票"):
        assert words in text
    pages = read(sitting_pdf(by_hands(committee)), tmp_path)
    assert "公开，举手" in pages[1]
    assert "未举手" in pages[1]
    assert "未按" not in pages[1]


def test_ballots_are_all_alike_and_unnumbered(tmp_path: Path) -> None:
    """So many pages with the same words: names in their order, the rules for filling in, nothing to trace one by."""
    pages = read(ballots_pdf(SHEET, 3, MADE), tmp_path)
    assert len(pages) == 3
    assert len(set(pages)) == 1
    order = [pages[0].index(name) for name in ("木知远", "赵青禾", "另选人姓名", "写票注意事项")]
    assert order == sorted(order)
    assert "应选2名。赞成的，在姓名后的空格内画“○”；反对的，画“×”；弃权的，不画任何符号。" in pages[0]
    assert "演示" not in pages[0]
    assert "演示" in read(ballots_pdf(replace(SHEET, sample=True), 1, MADE), tmp_path)[0]


def test_the_rules_on_the_paper_are_the_rules_of_the_vote(tmp_path: Path) -> None:
    """Blank for approval, no write-ins, a motion: each paper says what holds for it."""
    blank = read(ballots_pdf(replace(SHEET, blank_approves=True, write_ins=0), 1, MADE), tmp_path)[0]
    assert "赞成的，不画任何符号" in blank
    assert "不能另选他人" in blank
    assert "另选人姓名" not in blank
    motion = replace(SHEET, kind="motion", lines=(Text("关于撤销职务的决定（草案）", "Draft decision"),), write_ins=0)
    page = read(ballots_pdf(motion, 1, MADE), tmp_path)[0]
    assert "表决票" in page
    assert "赞成反对弃权" in page


@pytest.mark.parametrize(("names", "seats"), [(2, 1), (5, 4), (12, 10), (22, 20), (36, 33)])
def test_a_paper_is_one_leaf(names: int, seats: int, tmp_path: Path) -> None:
    """From one seat to a whole standing committee, each seat with a place for another name: a larger sheet, never a second."""
    lines = tuple(Text(f"候选人{n}", f"Candidate {n}") for n in range(1, names + 1))
    (page,) = read(ballots_pdf(replace(SHEET, lines=lines, seats=seats, write_ins=seats), 1, MADE), tmp_path)
    assert all(line.zh in page for line in lines)
    assert "票上不编号" in page


@pytest.mark.parametrize("copies", [0, -1, 3_001])
def test_a_silly_number_of_copies_is_an_error(copies: int) -> None:
    """None, less than none, or more than any hall takes."""
    with pytest.raises(ValueError, match="copies"):
        ballots_pdf(SHEET, copies, MADE)
