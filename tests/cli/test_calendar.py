"""`yijue calendar`: what it tells about a year of meetings, and how it says no."""

from __future__ import annotations

import pytest

from voting.cli.commands import main

HEAD = 'format = "yijue.calendar.v1"\nbody = "{body}"\nlevel = "county"\n'
MEETING = '[[meeting]]\nname = "第{number}次"\nfirst = {day}\n'


def written(tmp_path, body: str, *days: str, more: str = "") -> str:
    text = HEAD.format(body=body) + "".join(MEETING.format(number=n, day=day) for n, day in enumerate(days, 1)) + more
    path = tmp_path / "calendar.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_both_readings_are_told(tmp_path, capsys):
    """ZZF 51, gap G12: kept by pairs of months, broken by gaps; that is not quite the law, and the answer says so."""
    days = [f"2026-{day}" for day in ("01-05", "04-30", "05-05", "08-30", "09-05", "12-30")]
    assert main(["calendar", written(tmp_path, "standing_committee", *days)]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("符合 2026 按月份分组")
    assert second.startswith("不符合 2026 按间隔")
    assert "第五十一条" in second


def test_one_meeting_in_january_does_not_keep_the_law(tmp_path, capsys):
    """ZZF 51: after 10 January nobody met for the rest of the year: neither reading is kept."""
    assert main(["calendar", written(tmp_path, "standing_committee", "2025-01-10")]) == 1
    assert [line[:3] for line in capsys.readouterr().out.splitlines()] == ["不符合", "不符合"]


def test_what_is_only_policy_is_no_fault(tmp_path, capsys):
    """S2: one day where two are wished for is told as policy; the law is kept."""
    assert main(["calendar", written(tmp_path, "congress", "2026-01-10"), "--year", "2026"]) == 0
    assert "政策 / policy：会期不足2天" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "words"), [("last = 2026-01-09\n", "ends before"), ("colour = 1\n", "not known"), ("last = 1\n", "a day")]
)
def test_a_file_that_is_wrong_is_told_with_its_line(tmp_path, capsys, more, words):
    """A day before its beginning, a field that is none, a day that is none."""
    assert main(["calendar", written(tmp_path, "congress", "2026-01-10", more=more)]) == 1
    error = capsys.readouterr().err
    assert words in error
    assert "calendar.toml:7" in error
