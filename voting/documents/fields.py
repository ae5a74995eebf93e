"""Strict reading of a TOML file: every field is asked for by name and kind, and whatever was not asked for is an error.

A wrong field is noted with its line and answered with an empty value of its kind, so that all errors of a
file are found in one reading; who reads must look at `Report.errors` before using anything.
"""

from __future__ import annotations

import datetime
import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar, get_args

from voting.core.rulebook import Value
from voting.core.words import ItemKind, Office, PollKind, Text
from voting.documents.text import flaw
from voting.documents.toml_lines import Path, line_of, toml_lines

W = TypeVar("W", bound=str)

MISSING: Final = object()
ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
SYNTAX_PLACE: Final = re.compile(r"\(at line (?P<line>\d+), column \d+\)")
MAX_DEPTH: Final = 16
NARROWED: Final = frozenset({*get_args(ItemKind), *get_args(PollKind), *get_args(Office)})
TITLE: Final = 120
WORDING: Final = 4_000


@dataclass(frozen=True)
class FileError:
    """One error in a file: where it stands and what is wrong, for people."""

    file: str
    line: int
    field: str
    zh: str
    en: str
    path: Path = ()  # keys and positions (from 0) down to the value
    day: bool = False  # whether a day was wanted here


@dataclass
class Report:
    """What is wrong in one file so far."""

    file: str
    lines: dict[Path, int] = field(default_factory=dict)
    errors: list[FileError] = field(default_factory=list)
    days: set[Path] = field(default_factory=set)  # where a day was asked for

    def wrong(self, path: Path, zh: str, en: str) -> None:
        name = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
        self.errors.append(FileError(self.file, line_of(self.lines, path), name, zh, en, path, path in self.days))

    def sorted(self) -> tuple[FileError, ...]:
        return tuple(sorted(self.errors, key=lambda error: error.line))


def read_toml(text: str, report: Report) -> Table:
    """The top table of `text`; where it is not TOML the report holds the one error and the table is empty."""
    try:
        data: dict[str, object] = tomllib.loads(text)
        report.lines = toml_lines(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = SYNTAX_PLACE.search(str(error))
        line = int(place["line"]) if place else text.count("\n") + 1
        zh, en = f"不是正确的 TOML：{error}。", f"Not valid TOML: {error}."
        report.errors.append(FileError(report.file, line, "", zh, en))
        return Table({}, (), report)
    if deep := next((path for path in report.lines if len(path) > MAX_DEPTH), None):
        report.wrong(deep[:1], "嵌套过深。", "Nested too deeply.")
    return Table(data, (), report)


class Table:
    """One table of the file; each method takes one field out of it, `finish` reports the rest."""

    def __init__(self, data: Mapping[str, object], path: Path, report: Report) -> None:
        self.data = data
        self.path = path
        self.report = report
        self.asked: set[str] = set()

    def wrong(self, key: str, zh: str, en: str) -> None:
        self.report.wrong((*self.path, key) if key else self.path, zh, en)

    def has(self, key: str) -> bool:
        return key in self.data

    def _take(self, key: str, kind: type, zh: str, en: str) -> object:
        """The value if it is exactly of `kind` (a yes/no is no number, a time is no day), else MISSING."""
        self.asked.add(key)
        value = self.data.get(key, MISSING)
        if value is MISSING:
            self.wrong(key, f"缺少“{key}”。", f"“{key}” is missing.")
        elif type(value) is not kind:
            self.wrong(key, f"“{key}”须是{zh}。", f"“{key}” must be {en}.")
        else:
            return value
        return MISSING

    def text(self, key: str, longest: int = TITLE, *, lines: bool = False) -> str:
        """One text in NFC, not empty, at most `longest` characters; `lines` lets line breaks through."""
        value = self._take(key, str, "文字", "text")
        if not isinstance(value, str):
            return ""
        text = unicodedata.normalize("NFC", value).strip()
        if not text:
            self.wrong(key, f"“{key}”不能为空。", f"“{key}” must not be empty.")
        elif len(text) > longest:
            self.wrong(key, f"“{key}”超过 {longest} 个字。", f"“{key}” is longer than {longest} characters.")
        elif why := flaw(text, lines=lines):
            self.wrong(key, f"“{key}”{why.zh}。", f"“{key}” {why.en}.")
        return text

    def both(self, key: str, longest: int = TITLE, *, lines: bool = False) -> Text:
        """A text in both languages: {zh, en}, neither empty."""
        table = self.table(key)
        if table is None:
            return Text("", "")
        text = Text(table.text("zh", longest, lines=lines), table.text("en", 3 * longest, lines=lines))
        table.finish()
        return text

    def word(self, key: str, allowed: Collection[W]) -> W:
        """One word of a closed set; the first of the set stands in for a wrong one."""
        value = self._take(key, str, "文字", "text")
        found = next((word for word in allowed if word == value), None)
        if found is None and value is not MISSING:
            listed = "、".join(allowed), ", ".join(allowed)
            self.wrong(key, f"“{key}”须是：{listed[0]}。", f"“{key}” must be one of: {listed[1]}.")
        return found if found is not None else next(iter(allowed))

    def words(self, key: str, allowed: Collection[W]) -> tuple[W, ...]:
        """A list of different words of a closed set, at least one."""
        values = self._take(key, list, "词语列表", "a list of words")
        if not isinstance(values, list):
            return ()
        known = tuple(word for word in allowed if word in values)
        if not values or len(known) != len(values):
            listed = "、".join(allowed), ", ".join(allowed)
            self.wrong(
                key,
                f"“{key}”须从以下各词中选，不得重复：{listed[0]}。",
                f"“{key}” takes different words of: {listed[1]}.",
            )
        return known

    def id(self, key: str) -> str:
        """A short name for machines: small letters, digits, hyphens, at most 32."""
        text = self.text(key, 32)
        if text and not ID.fullmatch(text):
            self.wrong(
                key, f"“{key}”只能含小写字母、数字和连字符。", f"“{key}” takes small letters, digits and hyphens."
            )
        return text

    def whole(self, key: str, least: int, most: int) -> int:
        """A whole number in `least`…`most`."""
        value = self._take(key, int, "整数", "a whole number")
        if not isinstance(value, int):
            return least
        if not least <= value <= most:
            self.wrong(key, f"“{key}”须在 {least} 至 {most} 之间。", f"“{key}” must lie in {least}…{most}.")
        return value

    def whole_or_none(self, key: str, least: int, most: int) -> int | None:
        """As `whole`, or None where the field is absent."""
        return self.whole(key, least, most) if self.has(key) else None

    def flag(self, key: str) -> bool:
        return self._take(key, bool, " true 或 false", "true or false") is True

    def day(self, key: str) -> str:
        """A day as 2026-11-27, written in TOML without quotation marks."""
        self.report.days.add((*self.path, key))
        value = self._take(
            key, datetime.date, "日期，如 2026-11-27（不加引号）", "a day such as 2026-11-27, without quotes"
        )
        return value.isoformat() if isinstance(value, datetime.date) else ""

    def table(self, key: str) -> Table | None:
        value = self._take(key, dict, "表", "a table")
        return Table(value, (*self.path, key), self.report) if isinstance(value, dict) else None

    def tables(self, key: str, least: int = 0) -> tuple[Table, ...]:
        """A list of tables; may be absent where `least` is 0."""
        if not least and not self.has(key):
            return ()
        values = self._take(key, list, "表的列表", "a list of tables")
        if not isinstance(values, list):
            return ()
        if len(values) < least:
            self.wrong(key, f"“{key}”至少须有 {least} 项。", f"“{key}” needs at least {least}.")
        path = (*self.path, key)
        for place in (place for place, value in enumerate(values) if not isinstance(value, dict)):
            self.report.wrong((*path, place), f"“{key}”的每一项须是表。", f"Every element of “{key}” must be a table.")
        return tuple(
            Table(value, (*path, at), self.report) for at, value in enumerate(values) if isinstance(value, dict)
        )

    def rules(self, key: str, known: Collection[str]) -> Mapping[str, Value]:
        """Overrides by rule-book key, or `key@kind` (of item or poll), `key@OFFICE`: exact values only.

        A key not in `known`, or a kind or office that does not exist, is an error.
        """
        table = self.table(key) if self.has(key) else None
        if table is None:
            return {}
        found: dict[str, Value] = {}
        for name, value in table.data.items():
            table.asked.add(name)
            if not table.known(name, known):
                continue
            if (exact := exact_value(value)) is None:
                table.wrong(
                    name, f"“{name}”只能用整数、是否、文字或其组合。", f"“{name}” takes whole numbers, yes or no, text."
                )
            else:
                found[name] = exact
        return found

    def known(self, name: str, keys: Collection[str]) -> bool:
        """Whether `name` is a rule's key, alone or with its kind or office; if not, that is reported."""
        rule, at, narrow = name.partition("@")
        found = rule in keys and (not at or narrow in NARROWED)
        if not found:
            self.wrong(name, f"规则手册中没有“{name}”。", f"The rule book has no “{name}”.")
        return found

    def finish(self) -> None:
        """Report every field that nobody asked for."""
        for key in self.data:
            if key not in self.asked:
                self.wrong(key, f"不认识“{key}”。", f"“{key}” is not known here.")


def exact_value(value: object) -> Value | None:
    """A value of a rule with lists as tuples; None if a float, a day or anything inexact is in it."""
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, list):
        items = tuple(exact_value(item) for item in value)
        return None if None in items else tuple(item for item in items if item is not None)
    if isinstance(value, dict):
        pairs = {str(key): exact_value(item) for key, item in value.items()}
        return None if None in pairs.values() else {key: item for key, item in pairs.items() if item is not None}
    return None
