"""`yijue names order`: names in, names out, and what a person must decide beside it."""

from __future__ import annotations

import io
import re
import sys

import pytest

from voting.cli.commands import main


def test_names_of_a_file_come_out_in_order(tmp_path, capsys):
    """Empty lines and a byte order mark are nothing; what is not settled goes to standard error in both languages."""
    path = tmp_path / "names.txt"
    path.write_text("\ufeff李丹\r\n\r\n王一鸣\r\n李㛃\r\n 王芳\r\n李洪\r\n", encoding="utf-8")
    assert main(["names", "order", str(path)]) == 0
    said = capsys.readouterr()
    assert said.out.split("\n") == ["王一鸣", "王芳", "李丹", "李洪", "李㛃", ""]
    assert re.fullmatch(r".*李洪 \? 李㛃.*[\u4e00-\u9fff].* / [a-z].*\n", said.err)


def test_names_of_standard_input_by_other_rules(monkeypatch, capsys):
    """`-` reads standard input; the rule for single given names and counts of a region are options."""
    typed = io.TextIOWrapper(io.BytesIO("王一鸣\n李丹\n王芳\n".encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", typed)
    assert main(["names", "order", "-", "--single-char-given", "zero", "--count", "李=3", "--count", "丹=5"]) == 0
    assert capsys.readouterr() == ("李丹\n王芳\n王一鸣\n", "")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "·\n".encode(), b"x" * 1000])
def test_a_file_of_something_else_is_refused(tmp_path, capsys, content):
    """A sentence in both languages, no traceback, and no half list."""
    path = tmp_path / "names.txt"
    path.write_bytes(content)
    assert main(["names", "order", str(path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert re.search("[\u4e00-\u9fff]", said.err)
    assert re.search("[a-z]{3}", said.err)


@pytest.mark.parametrize("words", [["--count", "李"], ["--count", "李=x"], ["--count", "李丹=3"], ["--strict"]])
def test_a_wrong_option_says_how_it_is_used(capsys, words):
    """Status 2 and the usage."""
    with pytest.raises(SystemExit) as stopped:
        main(["names", "order", "-", *words])
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["names"], ["names", "order"]])
def test_the_help_speaks_both_languages(capsys, words):
    """`--help` in Chinese and English."""
    with pytest.raises(SystemExit) as stopped:
        main([*words, "--help"])
    said = capsys.readouterr().out
    assert stopped.value.code == 0
    assert re.search("[\u4e00-\u9fff]", said)
    assert re.search("/ [a-z]", said)
