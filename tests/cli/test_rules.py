"""`yijue rules show|check|diff`: what a stranger at the keyboard reads about the law."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voting import preparation
from voting.cli import main
from voting.rules import load

SAMPLES = Path(preparation.__file__).parent / "documents/samples"
CHINESE = re.compile("[\u4e00-\u9fff]")
OVERLAY = """[book]
id = "my-county"
title = { zh = "本县规定", en = "Our county" }
in_force = 2026-01-01
checked = 2026-11-21
sources = [{ key = "WX", title = { zh = "本县办法", en = "Our measures" }, version = "2026" }]

[[rule]]
key = "appointment.lodged"
body = "standing_committee"
value = { days = 12, before = "sitting" }
title = { zh = "任免案十二日前提出", en = "Twelve days before" }
article = "WX 3"
wording = "十二日前"
certainty = "T"
in_force = 2026-01-01
checked = 2026-11-21
"""


def said(capsys, *words: object) -> str:
    """What a command that did what it was asked prints."""
    status = main(["rules", *map(str, words)])
    out, err = capsys.readouterr()
    assert (status, err) == (0, "")
    return out


def sorry(capsys, *words: object) -> str:
    """The sentence of a command that could not."""
    assert main(["rules", *map(str, words)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert CHINESE.search(err)
    assert re.search("[a-z]{3,}", err)
    return err


@pytest.mark.parametrize("words", [[], ["show"], ["check"], ["diff"]], ids=" ".join)
def test_every_command_has_a_help_in_both_languages(capsys, words):
    """`--help` ends with 0 and says in Chinese and English what there is."""
    with pytest.raises(SystemExit) as ended:
        main(["rules", *words, "--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert CHINESE.search(told)
    assert re.search(r"/ [a-zA-Z]", told)


@pytest.mark.parametrize("words", [[], ["shout"], ["check"], ["diff", "national"], ["show", "--level", "village"],
                                   ["show", "--jurisdiction", "atlantis"], ["show", "--day", "tomorrow"]], ids=" ".join)  # fmt: skip
def test_a_wrong_command_line_ends_with_2(capsys, words):
    """What is not a command says how it is used."""
    with pytest.raises(SystemExit) as ended:
        main(["rules", *words])
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_all_rules_are_listed_in_short(capsys):
    """Two lines a rule: the value in both languages, the article and the layer; gaps are marked."""
    lines = said(capsys, "show").splitlines()
    assert len(lines) == 2 * len(load.book().rules)
    assert any(line.startswith("quorum.threshold（大会 / congress） = 2/3以上（含） / at least 2/3") for line in lines)
    assert sum(line.endswith("[GAP]") for line in lines) == sum(rule.certainty == "GAP" for rule in load.book().rules)


def test_one_key_is_shown_in_full_with_what_it_overrides(capsys):
    """Article by name, wording, certainty, days, and the national rule below."""
    told = said(
        capsys,
        "show",
        "appointment.merge",
        "--jurisdiction",
        "guangdong",
        "--body",
        "standing_committee",
        "--level",
        "province",
    )
    assert "《广东省人大常委会议事规则》第五十条" in told
    assert "「经当次会议到会的常务委员会组成人员多数同意」" in told
    assert re.search(r"代替 / overrides: 国家规定 .*\[CWYS 47\]", told)
    assert told.count("appointment.merge") == 1


def test_the_beginning_of_a_key_shows_all_that_begin_so(capsys):
    """`deadline` stands for all time limits; a gap says what is decided meanwhile."""
    told = said(capsys, "show", "deadline", "--body", "standing_committee")
    assert "deadline.report_to_members" in told
    assert "deadline.budget_draft" not in told
    assert "法律没有规定 / the law is silent" in told
    assert "no rule “dead” here" in sorry(capsys, "show", "dead")


@pytest.mark.parametrize("name", ["committee", "congress"])
def test_a_sitting_shows_what_holds_for_it(capsys, name):
    """Its method stands above the books."""
    told = said(capsys, "show", "ballot.tier0", "--sitting", SAMPLES / name / "sitting.toml")
    assert "= 是 / yes" in told
    assert "代替 / overrides: 国家规定" in told
    sorry(capsys, "show", "--sitting", SAMPLES / name / "sitting.toml", "--level", "county")


def test_a_sitting_that_cannot_be_used_says_why(capsys, tmp_path):
    """The same sentences as at the import, with file and line."""
    path = tmp_path / "sitting.toml"
    path.write_text("format = 1\n", encoding="utf-8")
    assert "sitting.toml:1" in sorry(capsys, "show", "--sitting", path)
    assert "none.toml" in sorry(capsys, "show", "--sitting", tmp_path / "none.toml")


def test_before_the_first_book_there_is_no_law(capsys):
    """A day without a book is an error and not the next best book."""
    sorry(capsys, "show", "--day", "2020-01-01")
    sorry(capsys, "diff", "2020-01-01", "national")


def test_a_good_overlay_is_said_to_be_usable(capsys, tmp_path):
    """Every book of ours is, and so is one of one's own."""
    path = tmp_path / "county.toml"
    path.write_text(OVERLAY, encoding="utf-8")
    books = sorted(load.BOOKS.glob("*/*.toml"))
    lines = said(capsys, "check", path, *books).splitlines()
    assert len(lines) == 1 + len(books)
    assert "1 rules, usable" in lines[0]


def test_a_faulty_overlay_is_refused_with_every_line(capsys, tmp_path):
    """file:line: why, in both languages; the good file beside it is still said to be good; exit 1."""
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(OVERLAY, encoding="utf-8")
    bad.write_text(
        OVERLAY.replace("days = 12", "days = 1.5").replace("WX 3", "QQ 3").replace('"T"', '"sure"'), encoding="utf-8"
    )
    assert main(["rules", "check", str(bad), str(good)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" ")[0] for line in lines] == [f"{bad}:11:", f"{bad}:13:", f"{bad}:15:", f"{good}:"]
    assert all(CHINESE.search(line) for line in lines)
    sorry(capsys, "check", tmp_path / "none.toml")


def test_what_a_place_changes_is_told_rule_by_rule(capsys):
    """+ new, ~ another value, = another article for the same value; nothing that stays as it is."""
    told = said(capsys, "diff", "national", "guangdong")
    assert re.search(r"^\+ presidium.quorum.*\[GDR 11\]$", told, re.MULTILINE)
    assert re.search(r"^~ appointment.merge.*\[CWYS 47\] → .*\[GDC 50\]$", told, re.MULTILINE)
    assert re.search(r"^= amendment.first.*\[CWYS 46\] → \[GDR 61\]$", told, re.MULTILINE)
    assert len(told.splitlines()) <= len(load.book("guangdong").rules)
    back = said(capsys, "diff", "guangdong", "cn-national")
    assert re.search(r"^- presidium.quorum.*\[GDR 11\]$", back, re.MULTILINE)
    assert "nothing differs" in said(capsys, "diff", "2022-03-12", "national")


def test_an_overlay_of_ones_own_is_compared_before_it_is_used(capsys, tmp_path):
    """What it would change in the law of the place; a faulty one is refused."""
    path = tmp_path / "county.toml"
    path.write_text(OVERLAY, encoding="utf-8")
    assert said(capsys, "diff", "national", path).startswith(
        "+ appointment.lodged（常委会 / standing committee） = 会议12日前"
    )
    assert "[GDM 11] → 会议12日前" in said(capsys, "diff", "guangdong", path)
    path.write_text(OVERLAY.replace("days = 12", "days = 0"), encoding="utf-8")
    assert "county.toml:11" in sorry(capsys, "diff", "national", path)
    assert "atlantis" in sorry(capsys, "diff", "national", "atlantis")


def test_a_rule_that_is_only_shown_says_so(capsys):
    """What the system does not act by is told beside its value, and nothing else is."""
    assert "仅供查阅" in said(capsys, "show", "speech.plenary", "--body", "congress", "--level", "county")
    assert "仅供查阅" not in said(capsys, "show", "quorum.threshold", "--body", "congress", "--level", "county")
