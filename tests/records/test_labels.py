"""Words on paper: articles, numerals, times, and text that cannot forge a line."""

from __future__ import annotations

import typing

import pytest

from voting.core import words
from voting.projections import citations
from voting.records import labels


@pytest.mark.parametrize(
    ("cited", "zh"),
    [
        ("ZZF 51", "《地方组织法》第五十一条"),
        ("ZZF 10", "《地方组织法》第十条"),
        ("XJF 45", "《选举法》第四十五条"),
        ("ZZF 11(六)", "《地方组织法》第十一条(六)"),
        ("本次会议选举办法第5条", "本次会议选举办法第5条"),
        ("XYZ 3", "XYZ 3"),
    ],
)
def test_citations(cited: str, zh: str) -> None:
    """A source key and article become the law's name; what is no such citation stays as it is."""
    assert citations.citation(cited).zh == zh


def test_citations_in_a_row() -> None:
    """A law named just before is not named again; another law or a meeting's own method is."""
    said = citations.citations(("ZZF 27", "ZZF 29", "DBF 17", "ZZF 28", "选举办法第5条"))
    assert (
        said.zh == "《地方组织法》第二十七条、第二十九条、《代表法》第十七条、《地方组织法》第二十八条、选举办法第5条"
    )
    assert said.en.startswith("Local Organic Law, art. 27, art. 29, Law on Deputies, art. 17")
    assert citations.citations(()) == ("", "")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (51, "五十一"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (999, "九百九十九"),
    ],
)
def test_numerals(number: int, text: str) -> None:
    """Article numbers are written as in the laws."""
    assert citations.numeral(number) == text


def test_times() -> None:
    """A time is read in its own offset; none gives nothing."""
    assert labels.spoken_time("2026-11-21T10:42:08+08:00") == "2026年11月21日10时42分08秒"
    assert labels.spoken_time(None) == ""


def test_spans() -> None:
    """The day is said once where a vote opens and closes on it, twice past midnight, and an open end is no end."""
    opened = "2026-11-21T10:42:08+08:00"
    assert labels.spoken_span(opened, "2026-11-21T10:42:38+08:00") == "2026年11月21日10时42分08秒至10时42分38秒"
    assert labels.spoken_span(opened, "2026-11-22T00:00:01+08:00").endswith("至2026年11月22日0时00分01秒")
    assert labels.spoken_span(opened, None) == "2026年11月21日10时42分08秒"


@pytest.mark.parametrize("bad", ["\u202e", "\u2066", "\u200b", "\0", "\n", "\r", "\u2028", "\ue000", "\x1b"])
def test_unprintable(bad: str) -> None:
    """What cannot be seen is shown as 〓."""
    assert labels.printable(f"王{bad}伟") == "王〓伟"


def test_breakable() -> None:
    """Only very long runs get places to break; Chinese, short words and sentences stay as they are."""
    assert labels.breakable("A" * 40).replace("\u200b", "") == "A" * 40
    assert "\u200b" in labels.breakable("A" * 40)
    assert "\u200b" not in labels.breakable("很长的名字" * 12)
    assert "\u200b" not in labels.breakable("a demonstration of the administration")
    assert "\u200b" in labels.breakable("A" * 13, 12)


@pytest.mark.parametrize(
    ("table", "closed"),
    [
        (labels.BODY, words.Body), (labels.LEVEL, words.Level), (labels.MEMBERS, words.Body), (labels.ITEM, words.ItemKind),
        (labels.SECRECY, words.Secrecy), (labels.FORM, words.Form),
    ],
)  # fmt: skip
def test_every_word_has_its_label(table: dict[str, words.Text], closed: object) -> None:
    """Each closed set of words is labelled whole, in both languages."""
    assert set(table) == set(typing.get_args(closed))
    assert all(text.zh and text.en for text in table.values())
