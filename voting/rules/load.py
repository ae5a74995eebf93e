"""Rule books from TOML into rules of the core, chosen for one body and level; the meeting's own method is the last layer."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from voting.core.rulebook import Rule, Value
from voting.core.words import Text

BOOKS: Final = Path(__file__).parent / "books"
NATIONAL: Final = "cn-national"
RULE_KEYS: Final = frozenset(
    {"key", "value", "title", "article", "wording", "certainty", "in_force", "checked", "body", "level", "office",
     "kind", "default_of_gap", "decision"}
)  # fmt: skip
REQUIRED: Final = frozenset({"key", "value", "title", "article", "wording", "certainty", "in_force", "checked"})
CERTAINTIES: Final = frozenset({"T", "E", "S", "I", "K", "GAP"})
METHOD_RANK: Final = 90


class BadBook(ValueError):
    """A rule book cannot be used; the sentence names file and line."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path.name}:{line}: {why}")


class Book:
    """A rule book as read: its id, title, day in force, and all its rules."""

    def __init__(self, path: Path, rank: int) -> None:
        self.path, self.rank = path, rank
        self.lines = path.read_text(encoding="utf-8").splitlines()
        try:
            found = tomllib.loads("\n".join(self.lines), parse_float=self._no_float)
        except tomllib.TOMLDecodeError as error:
            raise BadBook(path, 1, str(error)) from error
        head = found.get("book")
        if not isinstance(head, dict) or set(found) != {"book", "rule"}:
            raise BadBook(path, 1, "a book has exactly [book] and [[rule]]")
        self.id, self.title, self.in_force = str(head["id"]), self._text(head["title"], 1), _day(head["in_force"])
        starts = [n for n, line in enumerate(self.lines, 1) if line.strip() == "[[rule]]"]
        self.rules = tuple(self._rule(table, line) for table, line in zip(found["rule"], starts, strict=True))

    def _no_float(self, text: str) -> Any:
        line = next((n for n, row in enumerate(self.lines, 1) if text in row and not row.lstrip().startswith("#")), 1)
        raise BadBook(self.path, line, f"{text} is a float; write a fraction as text")

    def _text(self, value: Any, line: int) -> Text:
        if (
            isinstance(value, dict)
            and set(value) == {"zh", "en"}
            and all(isinstance(v, str) and v for v in value.values())
        ):
            return Text(value["zh"], value["en"])
        raise BadBook(self.path, line, "a text has zh and en")

    def _rule(self, table: Mapping[str, Any], line: int) -> Rule:
        if set(table) - RULE_KEYS:
            raise BadBook(self.path, line, f"unknown: {', '.join(sorted(set(table) - RULE_KEYS))}")
        if REQUIRED - set(table):
            raise BadBook(self.path, line, f"missing: {', '.join(sorted(REQUIRED - set(table)))}")
        if not str(table["article"]).strip() or table["certainty"] not in CERTAINTIES:
            raise BadBook(self.path, line, "a rule has an article and a certainty mark")
        try:
            value = exact(table["value"])
        except ValueError as error:
            raise BadBook(self.path, line, str(error)) from error
        decision = table.get("decision")
        return Rule(
            table["key"], value, self._text(table["title"], line), table["article"], table["wording"],
            table["certainty"], _day(table["in_force"]), _day(table["checked"]), self.title, self.rank,
            table.get("body"), table.get("level"), table.get("office"), table.get("kind"),
            self._text(decision, line) if decision is not None else None,
        )  # fmt: skip


def _day(value: Any) -> str:
    if not isinstance(value, date):
        raise ValueError(f"{value!r} is no day")
    return value.isoformat()


def exact(value: Any) -> Value:
    """A rule's value in exact types only; ValueError for a float or anything else."""
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(exact(one) for one in value)
    if isinstance(value, Mapping):
        return {str(key): exact(one) for key, one in value.items()}
    raise ValueError(f"{type(value).__name__} is no value of a rule")


def book(jurisdiction: str = NATIONAL, day: str | None = None) -> Book:
    """The newest book of a jurisdiction in force on `day` (ISO), the newest of all without one; LookupError if none."""
    dated = [path for path in sorted((BOOKS / jurisdiction).glob("*.toml")) if day is None or path.stem <= day]
    if not dated:
        raise LookupError(f"no rule book of {jurisdiction} in force on {day}")
    return Book(dated[-1], 10 if jurisdiction == NATIONAL else 20)


def chosen(found: Book, body: str, level: str) -> tuple[Rule, ...]:
    """The rules of a book that speak about this body and level."""
    return tuple(r for r in found.rules if r.body in (None, body) and r.level in (None, level))


class UnknownKey(ValueError):
    """A method overrides a key that no book has."""


def method(
    overrides: Mapping[str, Value], rules: tuple[Rule, ...], title: Text, article: Text, adopted: str
) -> Iterator[Rule]:
    """The rules that the method adopted by this very meeting sets, above every book; a key may carry `@kind`.

    UnknownKey for a key that stands in no book.
    """
    for key, value in overrides.items():
        name, _, kind = key.partition("@")
        base = next((r for r in rules if r.key == name and r.kind in (None, kind or None)), None)
        if base is None:
            base = next((r for r in rules if r.key == name), None)
        if base is None:
            raise UnknownKey(f"no rule is called {name}")
        yield Rule(
            name, value, base.title, article.zh, title.zh, "T", adopted, adopted, title, METHOD_RANK, kind=kind or None
        )
