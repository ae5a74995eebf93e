"""Decisions on gaps of the law, from the ledger into the file and onto the sheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.core import notation as n
from tests.core.test_gap import WISH
from tests.projections.test_views import AROUND
from tests.records.test_sheet import pages
from voting.core.words import Text
from voting.records.gather import sitting_record
from voting.records.on_gaps import Decision
from voting.records.sheet import sitting_pdf
from voting.records.sitting import Log, SittingRecord, check, to_json

MADE = Decision(
    "nomination.withdrawal", Text("候选人退出的时限", "Until when a candidate may withdraw"), "发票以前可以退出。",
    Text("主席团", "the presidium"), "秘书 secretary", "2026-12-01T08:30:00+08:00",
)  # fmt: skip


def test_what_was_decided_is_gathered_with_its_rule():
    """The record has the rule's title, the words of the decision, its organ, and who entered it."""
    state = n.given(n.after((n.prepared(), n.present(5)), WISH, n.open_sitting())).state
    assert state is not None
    (one,) = sitting_record(state, AROUND.texts, Log(1, "", ""), {}).meeting.decisions
    assert (one.key, one.text, one.organ.zh, one.by) == (
        WISH.key,
        WISH.decision.strip(),
        "主席团",
        "秘书 secretary（se）",
    )
    assert one.title.zh


def test_the_file_lists_decisions_and_stays_sound(congress: SittingRecord) -> None:
    """`meeting.decisions` stands beside the keys of the contract, empty where nothing was decided."""
    assert to_json(congress)["meeting"]["decisions"] == []
    file = to_json(replace(congress, meeting=replace(congress.meeting, decisions=(MADE,))))
    assert file["meeting"]["decisions"][0]["organ"] == {"zh": "主席团", "en": "the presidium"}
    assert check(file) == []


def test_the_cover_lists_decisions(congress: SittingRecord, tmp_path: Path) -> None:
    """What was decided, by whom and when; without a decision the heading is not there."""
    heading = "法律没有规定的事项"
    assert heading not in pages(sitting_pdf(congress), tmp_path)[0]
    cover = pages(sitting_pdf(replace(congress, meeting=replace(congress.meeting, decisions=(MADE,)))), tmp_path)[0]
    for words in (heading, "候选人退出的时限：发票以前可以退出。", "决定机关：主席团", "2026年12月1日8时30分00秒"):
        assert words in cover
