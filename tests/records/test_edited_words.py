"""Words that were edited before they were read stand in the file and on the sheet, with who edited them and what was generated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.records.test_sheet import pages
from voting.core.words import Text
from voting.projections.aloud import Edited
from voting.records.sheet import sitting_pdf
from voting.records.sitting import SittingRecord, check, to_json

READ = Text("通过。谢谢各位。", "Adopted. Thank you.")


def edited(record: SittingRecord) -> SittingRecord:
    """The first poll was declared in other words."""
    poll = record.polls[0]
    assert poll.announcement is not None
    note = Edited("主持人 chair（王建国）", "2026-11-21T10:43:00+08:00", poll.announcement)
    changed = replace(poll, announcement=READ, announcement_edited=note)
    return replace(record, polls=(changed, *record.polls[1:]))


def test_the_file_has_both_texts(committee: SittingRecord) -> None:
    """`announcement` is what was read; beside it stand who, when, and what was generated; unedited ones have no such key."""
    generated = committee.polls[0].announcement
    assert generated is not None
    file = to_json(edited(committee))
    assert file["polls"][0]["announcement"] == {"zh": READ.zh, "en": READ.en}
    assert file["polls"][0]["announcement_edited"] == {
        "by": "主持人 chair（王建国）", "at": "2026-11-21T10:43:00+08:00",
        "generated": {"zh": generated.zh, "en": generated.en},
    }  # fmt: skip
    assert not [poll for poll in file["polls"][1:] if "announcement_edited" in poll]
    assert list(check(file)) == []


def test_generated_words_must_have_the_figures_all_the_same(committee: SittingRecord) -> None:
    """A person may read other words; what the count gave still has to agree with it, and to be there."""
    file = to_json(edited(committee))
    note = file["polls"][0]["announcement_edited"]
    file["polls"][0]["announcement_edited"] = {**note, "generated": {"zh": "赞成29票。", "en": "29 for."}}
    assert [fault.code for fault in check(file)] == ["poll.announcement"]
    file["polls"][0]["announcement_edited"] = {"by": "somebody"}
    assert [fault.code for fault in check(file)] == ["shape"]


def test_the_sheet_prints_the_note(committee: SittingRecord, tmp_path: Path) -> None:
    """What was read, then by whom and when it was edited, then the generated words with their figures."""
    sheet = pages(sitting_pdf(edited(committee)), tmp_path)[1]
    place = [
        sheet.index(words)
        for words in (
            "通过。谢谢各位。",
            "宣布词由主持人chair（王建国）于2026年11月21日10时43分00秒修改",
            "赞成30票，反对1票",
        )
    ]
    assert place == sorted(place)
    plain = pages(sitting_pdf(committee), tmp_path)[1]
    assert "宣布词由" not in plain
