"""One rule book read from its TOML file: every fault with file and line, and nothing of a faulty book is used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args

from voting.core.rulebook import Rule, Value
from voting.core.words import Body, Level, Text
from voting.rules.keys import KINDS, OFFICES, misfit

HEAD: Final = frozenset({"id", "title", "in_force", "checked", "sources"})
SOURCE: Final = frozenset({"key", "title", "version"})
TEXTS: Final = ("key", "article", "wording")
REQUIRED: Final = frozenset({*TEXTS, "value", "title", "certainty", "in_force", "checked"})
SELECTORS: Final[dict[str, frozenset[str]]] = {
    "body": frozenset(get_args(Body)), "level": frozenset(get_args(Level)), "office": OFFICES, "kind": KINDS,
}  # fmt: skip
RULE_KEYS: Final = REQUIRED | frozenset(SELECTORS) | {"default_of_gap", "decision"}
CERTAINTIES: Final = ("T", "E", "S", "I", "K", "GAP")
SYNTAX_PLACE: Final = re.compile(r"line (\d+)")


@dataclass(frozen=True)
class Fault:
    """What is wrong in a book, and on which line of its file."""

    file: str
    line: int
    text: Text

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text.zh} {self.text.en}"


class BadBook(ValueError):
    """A rule book cannot be used; `faults` are all that was found, in line order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True)
class Source:
    """A text that rules cite by its key; `note` warns of a version that may be superseded."""

    key: str
    title: Text
    version: str
    note: Text | None = None
    link: str | None = None


@dataclass(frozen=True)
class _Float:
    """A float as written: no value of anything here."""

    text: str


class Book:
    """A rule book as read: its id, title, days, sources and all its rules; BadBook if anything is wrong with it."""

    def __init__(self, path: Path, rank: int) -> None:
        self.path, self.rank = path, rank
        self.faults: list[Fault] = []
        self.lines = path.read_text(encoding="utf-8-sig").splitlines()
        found = self._parsed()
        head, rules = found.get("book"), found.get("rule")
        if not isinstance(head, dict) or not isinstance(rules, list) or set(found) != {"book", "rule"}:
            self._wrong(1, "规则手册只含 [book] 和 [[rule]]。", "A book has exactly [book] and [[rule]].")
            raise BadBook(tuple(self.faults))
        self._head(head)
        self.places = self._starts(r"\[\[\s*rule\s*\]\]")
        self.rules = tuple(self._all(rules))
        if self.faults:
            raise BadBook(tuple(sorted(self.faults, key=lambda fault: fault.line)))

    def _wrong(self, line: int, zh: str, en: str) -> None:
        self.faults.append(Fault(self.path.name, line, Text(zh, en)))

    def _parsed(self) -> dict[str, Any]:
        try:
            return tomllib.loads("\n".join(self.lines), parse_float=_Float)
        except tomllib.TOMLDecodeError as error:
            place = SYNTAX_PLACE.search(str(error))
            line = int(place[1]) if place else max(1, len(self.lines))
            self._wrong(line, f"不是正确的 TOML：{error}。", f"Not valid TOML: {error}.")
            raise BadBook(tuple(self.faults)) from error

    def _starts(self, header: str) -> list[int]:
        return [n for n, line in enumerate(self.lines, 1) if re.match(rf"\s*{header}\s*(#.*)?$", line)]

    def _line(self, start: int, name: str) -> int:
        """The line of a field in the table that starts on `start`; the table's own where it has none."""
        for number, line in enumerate(self.lines[start:], start + 1):
            if re.match(r"\s*\[", line):
                break
            if re.match(rf'\s*"?{re.escape(name)}"?\s*[=.]', line):
                return number
        return start

    def _head(self, head: Mapping[str, Any]) -> None:
        at = self._starts(r"\[\s*book\s*\]")[0]
        self._names(head, HEAD, frozenset(), at)
        self.id = head["id"] if isinstance(head.get("id"), str) else ""
        if "id" in head and not re.fullmatch(r"[a-z]+(-[a-z]+)*", self.id):
            self._wrong(self._line(at, "id"), "id 用小写字母和连字符。", "An id has small letters and hyphens.")
        self.title = self._text(head, "title", at)
        self.in_force, self.checked = self._day(head, "in_force", at), self._day(head, "checked", at)
        listed = head.get("sources")
        tables = listed if isinstance(listed, list) and all(isinstance(one, dict) for one in listed) else []
        self.sources = {one.key: one for one in (self._source(table, self._line(at, "sources")) for table in tables)}

    def _source(self, table: Mapping[str, Any], line: int) -> Source:
        self._names(table, SOURCE, frozenset({"note", "link"}), line)
        plain = {name: table.get(name) for name in ("key", "version", "link")}
        for name, value in plain.items():
            if name in table and not isinstance(value, str):
                self._wrong(line, f"来源的 {name} 须是文字。", f"The {name} of a source is a text.")
        note = self._text(table, "note", line) if "note" in table else None
        return Source(str(plain["key"]), self._text(table, "title", line), str(plain["version"]), note, plain["link"])

    def _names(self, table: Mapping[str, Any], needed: frozenset[str], more: frozenset[str], line: int) -> bool:
        """Whether the table has the fields it needs and no other."""
        for name in sorted(set(table) - needed - more):
            self._wrong(self._line(line, name), f"不认识“{name}”。", f"“{name}” is not known here.")
        missing = sorted(needed - set(table))
        if missing:
            self._wrong(line, f"缺少：{'、'.join(missing)}。", f"Missing: {', '.join(missing)}.")
        return needed <= set(table) <= needed | more

    def _text(self, table: Mapping[str, Any], name: str, line: int) -> Text:
        value = table.get(name)
        fields = value if isinstance(value, dict) else {}
        if set(fields) == {"zh", "en"} and all(isinstance(v, str) and v.strip() for v in fields.values()):
            return Text(fields["zh"], fields["en"])
        if name in table:
            self._wrong(self._line(line, name), f"“{name}”须有中文 zh 和英文 en。", f"“{name}” has zh and en.")
        return Text("", "")

    def _day(self, table: Mapping[str, Any], name: str, line: int) -> str:
        value = table.get(name)
        if type(value) is date:
            return value.isoformat()
        if name in table:
            en = f"“{name}” is a day such as 2026-11-21, without quotes."
            self._wrong(self._line(line, name), f"“{name}”须是日期，如 2026-11-21，不加引号。", en)
        return ""

    def _all(self, tables: list[Mapping[str, Any]]) -> Iterator[Rule]:
        seen: set[tuple[str | None, ...]] = set()
        for table, line in zip(tables, self.places, strict=True):
            before = len(self.faults)
            rule = self._rule(table, line)
            if rule is None or len(self.faults) > before:
                continue
            name = (rule.key, rule.body, rule.level, rule.office, rule.kind)
            if name in seen:
                zh, en = f"{rule.key} 以同样的范围出现两次。", f"{rule.key} stands twice with the same selectors."
                self._wrong(line, zh, en)
            seen.add(name)
            yield rule

    def _rule(self, table: Mapping[str, Any], line: int) -> Rule | None:
        if not self._names(table, REQUIRED, RULE_KEYS - REQUIRED, line):
            return None
        for name, no in self._misfits(table):
            self._wrong(self._line(line, name), no.zh, no.en)
        decision = self._text(table, "decision", line) if "decision" in table else None
        title, in_force = self._text(table, "title", line), self._day(table, "in_force", line)
        checked = self._day(table, "checked", line)
        if not all(isinstance(table[name], str) for name in TEXTS) or inexact(table["value"]):
            return None
        return Rule(
            table["key"], exact(table["value"]), title, table["article"], table["wording"], table["certainty"], in_force,
            checked, self.title, self.rank, table.get("body"), table.get("level"), table.get("office"), table.get("kind"),
            decision,
        )  # fmt: skip

    def _misfits(self, table: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
        """The fields of a rule that cannot stand, each with the reason."""
        for name in TEXTS:
            if not isinstance(table[name], str) or not table[name].strip():
                yield name, Text(f"“{name}”不能为空。", f"“{name}” is never empty.")
        for name, known in (*SELECTORS.items(), ("certainty", CERTAINTIES)):
            if name in table and table[name] not in known:
                yield name, Text(f"“{name}”须是：{'、'.join(known)}。", f"“{name}” is one of: {', '.join(known)}.")
        if (table["certainty"] == "GAP") != (table.get("default_of_gap") is True and "decision" in table):
            zh = "法律没有规定的，而且只有这样的规则，写 default_of_gap = true 和 decision。"
            en = "Where the law is silent, and only there, default_of_gap is true and a decision says why."
            yield "certainty", Text(zh, en)
        no = inexact(table["value"])
        if no is None and isinstance(table["key"], str) and table["key"].strip():
            no = misfit(table["key"], exact(table["value"]))
            yield from [("key" if no.zh.startswith("没有") else "value", no)] if no else []
        elif no is not None:
            yield "value", no
        yield from self._uncited(table["article"])

    def _uncited(self, article: object) -> Iterator[tuple[str, Text]]:
        """The sources that an article names and the head does not list."""
        for part in article.split(";") if isinstance(article, str) else ():
            key = part.strip().partition(" ")[0]
            if key and key not in self.sources:
                yield "article", Text(f"来源“{key}”不在 sources 中。", f"The source “{key}” is not listed in sources.")


def inexact(value: Any) -> Text | None:
    """Why this is no value of a rule (a float, a day, an empty list …), or None."""
    if isinstance(value, (_Float, float)):
        text = value.text if isinstance(value, _Float) else str(value)
        return Text(
            f'{text} 是浮点数；分数写作文字，如 "1/2"。', f'{text} is a float; write a fraction as text, such as "1/2".'
        )
    if isinstance(value, (list, tuple, Mapping)):
        nested = value.values() if isinstance(value, Mapping) else value
        return next((no for no in map(inexact, nested) if no is not None), None)
    try:
        exact(value)
    except ValueError as error:
        return Text(f"不能作为规则的值：{error}。", f"No value of a rule: {error}.")
    return None


def exact(value: Any) -> Value:
    """A rule's value in exact types only; ValueError for a float or anything else."""
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(exact(one) for one in value)
    if isinstance(value, Mapping):
        return {str(key): exact(one) for key, one in value.items()}
    raise ValueError(f"{type(value).__name__} is no value of a rule")
