"""Rows of cells out of the bytes of an .xlsx or .csv file; cells that a program has changed carry their flaw.

Formulas are never evaluated and their cached values never believed. Sizes are bounded before anything is unpacked.
"""

from __future__ import annotations

import csv
import datetime
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import openpyxl

from voting.core.words import Text

MAX_BYTES: Final = 8 * 2**20
MAX_UNPACKED: Final = 64 * 2**20  # a sheet of 10,000 members is under 10 MB of XML; more is a zip bomb
MAX_ROWS: Final = 10_000
MAX_COLUMNS: Final = 64
SHEET_ROWS: Final = 2**20
EXACT_DIGITS: Final = 10**15  # a spreadsheet keeps 15 digits of a number and turns the rest into zeros
ENCODINGS: Final = ("utf-8-sig", "gb18030")
DELIMITERS: Final = (",", ";", "\t")
FORMULA: Final = ("=", "+", "-", "@")
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, IndexError, AttributeError,
    SyntaxError, EOFError, OSError, RuntimeError,
)  # fmt: skip

IS_FORMULA: Final = Text("是公式，请粘贴为数值", "is a formula; paste it as a value")
IS_DATE: Final = Text("被表格软件改成了日期，请将单元格设为文本", "was turned into a date; format the cell as text")
IS_ROUNDED: Final = Text(
    "数字过长，已被表格软件舍入，请将单元格设为文本", "is a long number rounded by the program; format it as text"
)
IS_NUMBER: Final = Text("不是文本或整数", "is neither text nor a whole number")


@dataclass(frozen=True)
class Cell:
    """The text of one cell, and what a program has done to it."""

    text: str = ""
    flaw: Text | None = None

    @property
    def filled(self) -> bool:
        return bool(self.text.strip()) or self.flaw is not None


@dataclass(frozen=True)
class Line:
    """A row that holds something; `number` is its row in the file, from 1."""

    number: int
    cells: tuple[Cell, ...]


class Unreadable(ValueError):
    """The file as a whole cannot be read; `row` is 0 or where reading stopped."""

    def __init__(self, zh: str, en: str, row: int = 0) -> None:
        super().__init__(en)
        self.sentence = Text(zh, en)
        self.row = row


def read_rows(name: str, data: bytes) -> tuple[Line, ...]:
    """The filled rows of the file called `name` (.xlsx or .csv); raises Unreadable with a sentence for people."""
    if len(data) > MAX_BYTES:
        raise Unreadable("文件超过 8 MB。", "The file is larger than 8 MB.")
    if not data.strip():
        raise Unreadable("文件是空的。", "The file is empty.")
    ending = name.lower().rpartition(".")[2]
    if ending == "xlsx":
        return _bounded(_workbook(data))
    if ending == "csv":
        return _bounded(_table(_decoded(data)))
    raise Unreadable("只能导入 .xlsx 或 .csv 文件。", "Only .xlsx and .csv files can be imported.")


def _bounded(lines: Iterable[Line]) -> tuple[Line, ...]:
    kept: list[Line] = []
    for line in lines:
        if not any(cell.filled for cell in line.cells):
            continue
        if len(line.cells) > MAX_COLUMNS and any(cell.filled for cell in line.cells[MAX_COLUMNS:]):
            raise Unreadable(f"列数超过 {MAX_COLUMNS}。", f"More than {MAX_COLUMNS} columns.", line.number)
        if len(kept) > MAX_ROWS:  # the header is one row more
            raise Unreadable(f"超过 {MAX_ROWS} 行。", f"More than {MAX_ROWS} rows.", line.number)
        kept.append(line)
    return tuple(kept)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("文件是 UTF-16 编码，请另存为 CSV UTF-8。", "The file is UTF-16; save it again as CSV UTF-8.")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("文件既不是 UTF-8 也不是 GB18030 编码。", "The file is neither UTF-8 nor GB18030.")


def _table(text: str) -> Iterator[Line]:
    first = next(line for line in text.splitlines() if line.strip()) if text.strip() else ""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)
    start = 1
    try:
        for record in reader:
            yield Line(start, tuple(_typed(field) for field in record))
            start = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(f"CSV 格式有误（{error}）。", f"Malformed CSV ({error}).", start) from error


def _typed(field: str) -> Cell:
    return Cell(field, IS_FORMULA if field.lstrip().startswith(FORMULA) else None)


def _workbook(data: bytes) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED:
            raise Unreadable("工作簿展开后过大。", "The workbook is too large once unpacked.")
        return iter(_sheet_rows(data))
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable(
            "不能读取此工作簿（可能已损坏、加密或是旧的 .xls 格式）。",
            "The workbook cannot be read (damaged, encrypted, or the old .xls format).",
        ) from error


def _sheet_rows(data: bytes) -> list[Line]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and validations that no roll needs
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        filled = [lines for sheet in book.worksheets if (lines := _lines(sheet))]
    finally:
        book.close()
    if len(filled) > 1:
        raise Unreadable("不止一张工作表有内容。", "More than one sheet is filled.")
    return filled[0] if filled else []


def _lines(sheet: Any) -> list[Line]:
    sheet.reset_dimensions()  # the stated size of a sheet is often wrong, and may be a lie
    lines: list[Line] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = tuple(_cell(cell.data_type, cell.value) for cell in row)
        if any(cell.filled for cell in cells):
            lines.append(Line(number, cells))
        if len(lines) > MAX_ROWS + 1 or number >= SHEET_ROWS:
            break  # _bounded says so; a row number beyond the last row of any spreadsheet is a lie
    return lines


def _cell(data_type: str, value: object) -> Cell:
    if value is None:
        return Cell()
    if data_type == "f":
        return Cell("", IS_FORMULA)
    if isinstance(value, str):
        return Cell(value, IS_NUMBER) if data_type == "e" else _typed(value)
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        return Cell("", IS_DATE)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value)
    return Cell("", IS_NUMBER)


def _number(value: int | float) -> Cell:
    if abs(value) >= EXACT_DIGITS:
        return Cell("", IS_ROUNDED)
    if value != int(value) or value < 0:
        return Cell("", IS_NUMBER)
    return Cell(str(int(value)))
