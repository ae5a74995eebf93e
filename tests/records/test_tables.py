"""The table of polls opens in a spreadsheet as data, never as a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from voting.core.words import Text
from voting.records.sitting import SittingRecord
from voting.records.tables import COLUMNS, guarded, polls_csv


def rows(record: SittingRecord) -> list[dict[str, str]]:
    """The table as dicts by the English half of each column's name."""
    text = polls_csv(record).decode("utf-8-sig")
    names = [column.split(" ")[1] for column in COLUMNS]
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read[0] == list(COLUMNS)
    return [dict(zip(names, row, strict=True)) for row in read[1:]]


def test_mark_and_line_ends(committee: SittingRecord) -> None:
    """The table has the byte order mark for Excel, RFC 4180's CRLF, and the same bytes for the same record."""
    table = polls_csv(committee)
    assert table.startswith(b"\xef\xbb\xbf")
    assert table.count(b"\r\n") == 4
    assert table == polls_csv(committee)


def test_motions(committee: SittingRecord) -> None:
    """Each motion is one row with its figures; the voided one has its reason and no figures."""
    named, void, secret = rows(committee)
    assert (named["for"], named["against"], named["abstain"], named["not_voting"]) == ("30", "1", "1", "1")
    assert (named["base"], named["needed"], named["outcome"], named["authority"]) == ("35", "18", "adopted", "ZZF 51")
    assert (void["outcome"], void["for"], void["cast"]) == ("voided", "", "")
    assert void["void_reason"].startswith("主机故障")
    assert (secret["void"], secret["eligible"], secret["tier"]) == ("1", "31", "T0")


def test_elections(congress: SittingRecord) -> None:
    """An election is a row of its papers and a row for each name; write-ins have approvals only."""
    poll, *lines = rows(congress)
    assert (poll["seats"], poll["valid"], poll["invalid"], poll["vacant"], poll["outcome"]) == (
        "2",
        "59",
        "1",
        "1",
        "tied",
    )
    assert [line["row"] for line in lines] == ["candidate"] * 3 + ["write_in"] * 2
    assert (lines[0]["name"], lines[0]["for"], lines[0]["abstain"], lines[0]["elected"]) == ("龙䶮", "40", "7", "yes")
    assert (lines[3]["name"], lines[3]["against"], lines[3]["write_in"]) == ("#let x", "", "yes")


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "|x",
        "%x",
        '=HYPERLINK("x")',
    ],
)
def test_formulas_are_quoted(cell: str, committee: SittingRecord) -> None:
    """A title or reason that begins like a formula stands in its cell as text."""
    assert str(guarded(cell)).startswith("'")
    poll = replace(committee.polls[0], title=Text(cell, cell))
    assert rows(replace(committee, polls=(poll,)))[0]["title"].startswith("'")


def test_plain_cells_stay() -> None:
    """Figures stay figures and common text stays as it is."""
    assert guarded(5) == 5
    assert guarded(None) is None
    assert guarded('陈𫖯, "x"') == '陈𫖯, "x"'
