"""A scanner's table of papers: every row good, or every fault of it by row and column."""

from __future__ import annotations

import pytest

from voting.documents.scanner import Ballot, ScanErrors, read_scan

LINES = (("c1", "木知远"), ("c2", "和 𫖯"), ("c3", "赵青禾"))
HEAD = "paper,木知远,和𫖯,赵青禾,write_in_1,另选2\n"


def scanned(text: str, letters: str = "YNAB", lines=LINES, name: str = "scan.csv") -> tuple[Ballot, ...] | ScanErrors:
    return read_scan(name, text.encode(), lines, letters)


def faults(text: str, **more) -> list[tuple[int, str]]:
    found = scanned(text, **more)
    assert isinstance(found, ScanErrors)
    assert all(error.zh.endswith("。") and error.en.endswith(".") for error in found.errors)
    return [(error.row, error.column) for error in found.errors]


def test_one_row_is_one_paper():
    """Marks as words, signs or letters in any column order; empty is blank; names in NFC without blanks."""
    found = scanned(HEAD + "1,赞成,反对,,孙 悟空,\n2,○,×,弃权,,Ann  Lee\n3,y,B,a,,\n")
    assert found == (Ballot("YNB", ("孙悟空",)), Ballot("YNA", ("Ann Lee",)), Ballot("YBA", ()))
    assert scanned("赵青禾,票号,c1,c2\nfor,7,against,abstain\n") == (Ballot("NAY", ()),)


def test_a_motion_has_one_column():
    """Void papers have a mark of their own; blank is none of a motion's marks."""
    lines = (("motion", "决议草案"),)
    assert scanned("paper,motion\n1,赞成\n2,无效\n", "YNAV", lines) == (Ballot("Y", ()), Ballot("V", ()))
    assert faults("paper,motion\n1,\n", letters="YNAV", lines=lines) == [(2, "motion")]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (HEAD + "1,maybe,×,\n2,○,○,○\n3,○,=A1,\n", [(2, "木知远"), (4, "和𫖯")]),
        (HEAD + "1,○,×,\n1,○,×,\n,○,×,\n", [(3, "paper"), (4, "paper")]),
        (HEAD + "1,○,×,,孙\u200b悟空\n", [(2, "write_in_1")]),
        (HEAD + f"1,○,×,,{'孙' * 61}\n", [(2, "write_in_1")]),
        (HEAD + "1,○,×,无效\n", [(2, "赵青禾")]),
        (HEAD + "1,○,×,,,,left over\n", [(2, "7")]),
        ("paper,木知远,和𫖯\n1,○,×\n", [(1, "赵青禾")]),
        ("木知远,和𫖯,赵青禾\n○,×,\n", [(1, "paper")]),
        ("paper,木知远,木知远,和𫖯,赵青禾\n1,○,○,×,\n", [(1, "木知远")]),
        ("paper,木知远,和𫖯,赵青禾,张三\n1,○,×,,\n", [(1, "张三")]),
        (HEAD, [(0, "")]),
    ],
)
def test_every_fault_is_named_and_nothing_is_taken(text, places):
    """By row and column: an unknown mark is never taken as a blank one."""
    assert faults(text) == places


def test_what_is_no_table_is_refused():
    """Another ending, an empty file, an unclosed quote."""
    for name, text in (("scan.txt", HEAD), ("scan.csv", ""), ("scan.csv", HEAD + '1,"○\n')):
        assert isinstance(read_scan(name, text.encode(), LINES, "YNAB"), ScanErrors)
