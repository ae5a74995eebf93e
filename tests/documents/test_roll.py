"""The import of a roll: whole or not at all, every error named by row and column in both languages."""

from __future__ import annotations

import datetime
import io
import random
import secrets

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.documents.fictitious import fictitious_roll
from voting.documents.roll import Roll, RollErrors, RowError, fresh_pin, make_pins, read_roll, trivial_pin

ZH = ["姓名", "性别", "代表团或组", "座位", "身份", "证件号"]
EN = ["name", "sex", "group", "seat", "role", "badge"]
GOOD = [
    ["王伟", "男", "第一组", "A01", "组成人员", "YL1"],
    ["李䶮", "女", "第一组", "A02", "代表", ""],
    ["阿依努尔·买买提", "女", "第二组", "A03", "member", "YL3"],
    ["赵𫖯", "男", "", "", "列席", ""],
    ["Anna  Berg", "f", "Two", "", "observer", ""],
]


def csv_of(rows, headers=ZH, delimiter=",", encoding="utf-8"):
    return "\r\n".join(delimiter.join(row) for row in [headers, *rows]).encode(encoding)


def xlsx_of(*rows, sheets=1):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for number in range(1, sheets):
        book.create_sheet(f"s{number}").append(["x"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def good(data, name="roll.csv") -> Roll:
    roll = read_roll(name, data)
    assert isinstance(roll, Roll), roll
    return roll


def errors(data, name="roll.csv") -> list[RowError]:
    found = read_roll(name, data)
    assert isinstance(found, RollErrors), "expected errors"
    for error in found.errors:
        assert error.zh
        assert error.en
    return list(found.errors)


def row_with(**changes):
    """Errors of a good file whose second person is changed; the row is 3."""
    row = dict(zip(EN, GOOD[1], strict=True)) | changes
    return errors(csv_of([GOOD[0], list(row.values())]))


@pytest.mark.parametrize("headers", [ZH, EN, ["Name", " SEX ", "Delegation：", "Seat No", "Role*", "Badge"]])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_read_in_all_its_dialects(headers, delimiter, encoding):
    """Chinese or English headers, three delimiters, UTF-8 with and without BOM, GB18030: one roll."""
    roll = good(csv_of(GOOD, headers, delimiter, encoding))
    assert [m.id for m in roll.members] == ["m001", "m002", "m003", "m004", "m005"]
    assert [m.name for m in roll.members] == ["王伟", "李䶮", "阿依努尔·买买提", "赵𫖯", "Anna Berg"]
    assert [m.role for m in roll.members] == ["member", "member", "member", "attendee", "observer"]
    assert [m.sex for m in roll.members] == ["male", "female", "female", "male", "female"]
    assert [m.badge for m in roll.members] == ["YL1", None, "YL3", None, None]
    assert [m.seat for m in roll.voters] == ["A01", "A02", "A03"]
    assert roll.notices == ()


def test_an_xlsx_file_gives_the_same_roll_as_the_csv():
    """The same rows as a workbook, with blank rows between and blank sheets behind, are the same members."""
    rows = [ZH, *GOOD]
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(*rows)))
    book.create_sheet("Sheet2")
    book.active.insert_rows(3)
    out = io.BytesIO()
    book.save(out)
    assert good(out.getvalue(), "名册.XLSX").members == good(csv_of(GOOD)).members


def test_a_whole_number_in_a_sheet_is_its_text():
    """A seat or badge typed as a number is taken as written."""
    roll = good(xlsx_of(ZH, ["王伟", "男", "一", 12, "代表", 1001]), "r.xlsx")
    assert (roll.members[0].seat, roll.members[0].badge) == ("12", "1001")


def test_the_badge_column_may_be_absent():
    """Five columns are enough."""
    assert good(csv_of([row[:5] for row in GOOD], ZH[:5])).members[0].badge is None


def test_names_come_in_one_form():
    """Blanks that align Chinese names go, Latin ones keep one, and letters are composed (NFC)."""
    rows = [["王　伟", *GOOD[0][1:]], ["Jose\u0301  Berg", *GOOD[1][1:]]]
    assert [m.name for m in good(csv_of(rows)).members] == ["王伟", "José Berg"]


def test_two_people_of_one_name_are_two_people_with_a_notice():
    """The same name twice is lawful: different ids, and a notice that names both rows."""
    roll = good(csv_of([GOOD[0], ["王伟", *GOOD[1][1:]]]))
    assert [m.id for m in roll.members] == ["m001", "m002"]
    assert [(n.row, n.column) for n in roll.notices] == [(3, "姓名")]
    assert "2" in roll.notices[0].zh


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"name": " "}, "姓名", "missing"),
        ({"name": "王" * 61}, "姓名", "longer than 60"),
        ({"name": "王\u200b伟"}, "姓名", "U+200B"),
        ({"name": "王\x07伟"}, "姓名", "U+0007"),
        ({"name": "王\ue863"}, "姓名", "U+E863"),
        ({"name": "王\ufffd"}, "姓名", "damaged"),
        ({"name": "=A1"}, "姓名", "formula"),
        ({"name": "+王"}, "姓名", "formula"),
        ({"name": "@王"}, "姓名", "formula"),
        ({"sex": ""}, "性别", "Unknown sex"),
        ({"sex": "x"}, "性别", "Unknown sex"),
        ({"group": "组" * 61}, "代表团或组", "longer than 60"),
        ({"seat": ""}, "座位", "missing"),
        ({"seat": "A" * 17}, "座位", "longer than 16"),
        ({"seat": "ａ０１"}, "座位", "already stands in row 2"),
        ({"role": ""}, "身份", "Unknown role"),
        ({"role": "主席"}, "身份", "Unknown role"),
        ({"badge": "yl1"}, "证件号", "already stands in row 2"),
        ({"badge": "9" * 33}, "证件号", "longer than 32"),
    ],
)
def test_one_wrong_cell_is_one_error(changes, column, words):
    """Each wrong cell gives exactly one error with its row, its header and its reason."""
    found = row_with(**changes)
    assert [(e.row, e.column) for e in found] == [(3, column)]
    assert words in found[0].en


def test_every_error_of_a_file_is_listed():
    """Nothing is imported and nothing is hidden: all errors of all rows come at once, in row order."""
    rows = [["", "?", "一", "", "代表", ""], GOOD[0], ["李", "女", "一", "A01", "?", "YL1"]]
    found = errors(csv_of(rows))
    wrong = [(2, "姓名"), (2, "性别"), (2, "座位"), (4, "座位"), (4, "证件号"), (4, "身份")]
    assert sorted((e.row, e.column) for e in found) == sorted(wrong)
    assert [e.row for e in found] == sorted(e.row for e in found)


def test_a_missing_column_is_named():
    """A file without the column of roles is refused, and the column is named in both languages."""
    found = errors(csv_of([row[:4] for row in GOOD], ZH[:4]))
    assert [(e.row, e.column) for e in found] == [(1, "身份")]
    assert "“role”" in found[0].en


def test_an_unknown_column_is_named():
    """A column nobody asked for is an error with its header; one with content but no header too."""
    assert [(e.row, e.column) for e in errors(csv_of([[*GOOD[0], "x"]], [*ZH, "电话"]))] == [(1, "电话")]
    assert [(e.row, e.column) for e in errors(csv_of([[*GOOD[0], "x"]], [*ZH, ""]))] == [(1, "")]
    assert good(csv_of([[*GOOD[0], ""]], [*ZH, ""])).voters


def test_a_column_may_stand_only_once():
    """Two headers of the same column are an error, also when they are written differently."""
    assert [(e.row, e.column) for e in errors(csv_of([[*GOOD[0], "B01"]], [*ZH, "Seat"]))] == [(1, "Seat")]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("r.csv", b"", "empty"),
        ("r.csv", b" \r\n\r\n", "empty"),
        ("r.csv", "姓名,性别\r\n".encode(), "lists nobody"),
        ("r.xlsx", b"", "empty"),
        ("r.xlsx", b"PK\x03\x04 broken", "cannot be read"),
        ("r.xlsx", bytes.fromhex("d0cf11e0a1b11ae1"), "cannot be read"),
        ("r.xls", b"x", ".xlsx and .csv"),
        ("r.csv", "姓名".encode("utf-16"), "UTF-16"),
        ("r.csv", b"\xff\xff\xff", "neither UTF-8 nor GB18030"),
        ("r.csv", b'a,b\r\n"x"y,z\r\n', "Malformed CSV"),
        ("r.csv", b"x" * (8 * 2**20 + 1), "larger than 8 MB"),
        ("r.csv", b"\n".join([b"x," * 65 + b"y"] * 2), "More than 64 columns"),
    ],
)
def test_an_unusable_file_is_one_sentence(name, data, words):
    """A file that cannot be read at all is refused with one error for the whole."""
    found = errors(data, name)
    assert len(found) == 1
    assert words in found[0].en


def test_an_empty_workbook_lists_nobody():
    """A workbook without a filled cell is refused."""
    assert "lists nobody" in errors(xlsx_of(), "r.xlsx")[0].en


def test_two_filled_sheets_are_refused():
    """People put attendees on a second sheet: rather than drop them, the file is refused."""
    assert "More than one sheet" in errors(xlsx_of(ZH, GOOD[0], sheets=2), "r.xlsx")[0].en


def test_a_roll_without_a_voter_is_refused():
    """Attendees alone are no sitting."""
    assert "vote" in errors(csv_of([GOOD[3]]))[0].en


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("=1+1", "formula"),
        (datetime.date(2026, 1, 1), "date"),
        (datetime.time(1, 2), "date"),
        (1.5, "whole number"),
        (-3, "whole number"),
        (True, "whole number"),
        ("#N/A", "whole number"),
        (530102199001011234, "rounded"),
    ],
)
def test_a_cell_that_a_spreadsheet_has_changed_is_refused(value, words):
    """Formulas, dates, fractions and rounded long numbers are named, never taken for what was meant."""
    found = errors(xlsx_of(ZH, ["王伟", "男", "一", "A01", "代表", value]), "r.xlsx")
    assert [(e.row, e.column) for e in found] == [(2, "证件号")]
    assert words in found[0].en


def test_ten_thousand_rows_are_the_limit():
    """10,000 people are read, one more is refused."""
    rows = [["王", "男", "一", f"S{n}", "代表", ""] for n in range(10_000)]
    roll = good(csv_of(rows))
    assert (roll.members[0].id, roll.members[-1].id) == ("m00001", "m10000")
    found = errors(csv_of([*rows, ["王", "男", "一", "T1", "代表", ""]]))
    assert [e.row for e in found] == [10_002]
    assert "10000" in found[0].en


@given(st.binary(max_size=400))
def test_no_bytes_break_the_import(data):
    """Whatever the bytes, the answer is a roll or sentences, never an exception."""
    for name in ("r.csv", "r.xlsx"):
        assert isinstance(read_roll(name, data), Roll | RollErrors)


@given(st.lists(st.lists(st.text(max_size=6), min_size=6, max_size=6), min_size=1, max_size=6))
def test_no_cells_break_the_import(rows):
    """Whatever stands in the cells, a roll that is read has a name and a role for all and a seat of its own for voters."""
    text = "\n".join([",".join(ZH), *(",".join(f'"{cell.replace(chr(34), "")}"' for cell in row) for row in rows)])
    roll = read_roll("r.csv", text.encode("utf-8", "replace"))
    if isinstance(roll, Roll):
        assert all(member.name for member in roll.members)
        assert len({member.seat for member in roll.voters}) == len(roll.voters)


@pytest.mark.parametrize("pin", ["000000", "777777", "123456", "654321", "890123", "121212", "123123"])
def test_a_pin_anyone_would_guess_is_trivial(pin):
    """Repeated blocks and runs are never given out."""
    assert trivial_pin(pin)
    assert not trivial_pin("204817")


def test_pins_are_for_voters_and_all_different():
    """Every voter has a PIN of six digits of their own; attendees and observers have none."""
    roll = good(csv_of(GOOD))
    pins = make_pins(roll, secrets.randbelow)
    assert list(pins) == ["m001", "m002", "m003"]
    many = make_pins(fictitious_roll(3_000, 1), random.Random(1).randrange)
    assert len(set(many.values())) == 3_000
    assert all(len(pin) == 6 and pin.isdigit() and not trivial_pin(pin) for pin in many.values())


def test_pins_pass_over_what_is_trivial_or_taken():
    """The source is asked again until the PIN is good."""
    numbers = iter([123456, 111111, 40213, 40213, 918273])
    roll = good(csv_of(GOOD[:2]))
    assert make_pins(roll, lambda _: next(numbers)) == {"m001": "040213", "m002": "918273"}


def test_another_pin_for_one_is_no_trivial_one_either():
    """The source is asked again until nobody would guess it."""
    numbers = iter([123456, 111111, 40213])
    assert fresh_pin(lambda _: next(numbers)) == "040213"


def test_a_source_that_gives_one_number_is_no_source():
    """A broken source of randomness ends in an error, not in an endless import."""
    with pytest.raises(ValueError, match="randomness"):
        make_pins(fictitious_roll(2, 1), lambda _: 204817)


def test_an_invented_roll_is_good_and_the_same_each_time():
    """A fictitious roll of any size passes the import's own rules; the seed alone decides it."""
    for n in (1, 35, 61, 300, 3_000):
        roll = fictitious_roll(n, 7)
        rows = [[m.name, m.sex, m.group, m.seat, m.role, m.badge or ""] for m in roll.members]
        assert good(csv_of(rows)).members == roll.members
    assert fictitious_roll(35, 7) == fictitious_roll(35, 7) != fictitious_roll(35, 8)
    with pytest.raises(ValueError, match="0"):
        fictitious_roll(0, 1)
