"""Rule books from TOML into rules of the core, chosen for one body and level; the meeting's own method is the last layer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args

from voting.core.rulebook import METHOD_RANK, Rule, Value, share
from voting.core.words import Body, ItemKind, Level, Office, PollKind, Text, Word

BOOKS: Final = Path(__file__).parent / "books"
NATIONAL: Final = "cn-national"
HEAD: Final = frozenset({"id", "title", "in_force", "checked", "sources"})
TEXTS: Final = {"key": "a key", "article": "an article", "wording": "a wording"}
REQUIRED: Final = frozenset({*TEXTS, "value", "title", "certainty", "in_force", "checked"})
KINDS: Final = frozenset({*get_args(ItemKind), *get_args(PollKind)})
SELECTORS: Final[dict[str, frozenset[str]]] = {
    "body": frozenset(get_args(Body)), "level": frozenset(get_args(Level)), "office": frozenset(get_args(Office)),
    "kind": KINDS,
}  # fmt: skip
RULE_KEYS: Final = REQUIRED | frozenset(SELECTORS) | {"default_of_gap", "decision"}
CERTAINTIES: Final = frozenset({"T", "E", "S", "I", "K", "GAP"})
# What the core can do with a key; a word that it does not know would stop a meeting in the middle of a vote.
SHARES: Final = frozenset({"quorum.threshold", "motion.threshold", "election.threshold"})
WORDS: Final[dict[str, frozenset[str]]] = {
    "motion.base": frozenset({"members", "present"}), "election.base": frozenset({"members", "present"}),
    "ballot.blank": frozenset({"abstain", "approve"}), "ballot.total_comparator": frozenset({"issued", "voters"}),
    "slate.empty_range": frozenset({"refuse", "one"}), "agenda.dispositions": frozenset(get_args(Word)),
}  # fmt: skip


class BadBook(ValueError):
    """A rule book cannot be used; the sentence names file and line."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path.name}:{line}: {why}")


class Book:
    """A rule book as read: its id, title, day in force, and all its rules."""

    def __init__(self, path: Path, rank: int) -> None:
        self.path, self.rank = path, rank
        self.lines = path.read_text(encoding="utf-8").splitlines()
        found = self._parsed()
        head, rules = found.get("book"), found.get("rule")
        if not isinstance(head, dict) or not isinstance(rules, list) or set(found) != {"book", "rule"}:
            raise BadBook(path, 1, "a book has exactly [book] and [[rule]]")
        at = self._starts(r"\[\s*book\s*\]")[0]
        if set(head) - HEAD or not isinstance(head.get("id"), str):
            raise BadBook(path, at, "a book has an id, title, in_force, checked and sources")
        self.id: str = head["id"]
        self.title, self.in_force = self._text(head.get("title"), at), self._day(head.get("in_force"), at)
        places = self._starts(r"\[\[\s*rule\s*\]\]")
        self.rules = tuple(self._rule(table, line) for table, line in zip(rules, places, strict=True))
        self._compete(places)

    def _parsed(self) -> dict[str, Any]:
        try:
            return tomllib.loads("\n".join(self.lines), parse_float=self._no_float)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"line (\d+)", str(error))
            raise BadBook(self.path, int(place[1]) if place else len(self.lines), str(error)) from error

    def _starts(self, header: str) -> list[int]:
        return [n for n, line in enumerate(self.lines, 1) if re.match(rf"\s*{header}\s*(#.*)?$", line)]

    def _no_float(self, text: str) -> Any:
        line = next((n for n, row in enumerate(self.lines, 1) if text in row and not row.lstrip().startswith("#")), 1)
        raise BadBook(self.path, line, f"{text} is a float; write a fraction as text")

    def _text(self, value: Any, line: int) -> Text:
        if (
            isinstance(value, dict)
            and set(value) == {"zh", "en"}
            and all(isinstance(v, str) and v.strip() for v in value.values())
        ):
            return Text(value["zh"], value["en"])
        raise BadBook(self.path, line, "a text has zh and en")

    def _day(self, value: Any, line: int) -> str:
        if type(value) is not date:
            raise BadBook(self.path, line, f"{value!r} is no day")
        return value.isoformat()

    def _rule(self, table: Mapping[str, Any], line: int) -> Rule:
        fault = _fault(table)
        if fault is not None:
            raise BadBook(self.path, line, fault)
        decision = table.get("decision")
        return Rule(
            table["key"], exact(table["value"]), self._text(table["title"], line), table["article"], table["wording"],
            table["certainty"], self._day(table["in_force"], line), self._day(table["checked"], line), self.title,
            self.rank, table.get("body"), table.get("level"), table.get("office"), table.get("kind"),
            self._text(decision, line) if decision is not None else None,
        )  # fmt: skip

    def _compete(self, places: list[int]) -> None:
        seen: set[tuple[str | None, ...]] = set()
        for rule, line in zip(self.rules, places, strict=True):
            name = (rule.key, rule.body, rule.level, rule.office, rule.kind)
            if name in seen:
                raise BadBook(self.path, line, f"{rule.key} stands twice with the same selectors")
            seen.add(name)


def _fault(table: Mapping[str, Any]) -> str | None:
    """What is wrong with a rule's form, or None."""
    if set(table) - RULE_KEYS:
        return f"unknown: {', '.join(sorted(set(table) - RULE_KEYS))}"
    if REQUIRED - set(table):
        return f"missing: {', '.join(sorted(REQUIRED - set(table)))}"
    if table["certainty"] not in CERTAINTIES:
        return f"certainty is one of {', '.join(sorted(CERTAINTIES))}"
    for name, called in TEXTS.items():
        if not isinstance(table[name], str) or not table[name].strip():
            return f"a rule has {called}, in words"
    for name, known in SELECTORS.items():
        if name in table and table[name] not in known:
            return f"{name} is one of {', '.join(sorted(known))}"
    if (table["certainty"] == "GAP") != (table.get("default_of_gap") is True and "decision" in table):
        return "where the law is silent, and only there, default_of_gap is true and a decision says why"
    try:
        return misfit(table["key"], exact(table["value"]))
    except ValueError as error:
        return str(error)


def exact(value: Any) -> Value:
    """A rule's value in exact types only; ValueError for a float or anything else."""
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple)):
        return tuple(exact(one) for one in value)
    if isinstance(value, Mapping):
        return {str(key): exact(one) for key, one in value.items()}
    raise ValueError(f"{type(value).__name__} is no value of a rule")


def misfit(key: str, value: Value) -> str | None:
    """Why the core could not use this value for this key, or None."""
    if key in SHARES:
        try:
            share(value)
        except ValueError as error:
            return f"{key}: {error}"
    elif key in WORDS:
        words = value if isinstance(value, tuple) else (value,)
        if not words or not all(isinstance(word, str) and word in WORDS[key] for word in words):
            return f"{key} is one of {', '.join(sorted(WORDS[key]))}, not {value!r}"
    return None


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
    """A method overrides a key that no book has, or for a kind that does not exist."""


class WrongValue(ValueError):
    """A method gives a key a value that it cannot have."""


def method(
    overrides: Mapping[str, Value], rules: tuple[Rule, ...], title: Text, article: Text, adopted: str
) -> Iterator[Rule]:
    """The rules that the method adopted by this very meeting sets, above every book; a key may carry `@kind`.

    UnknownKey for a key that stands in no book, WrongValue for a value of another sort than the book's.
    """
    for key, value in overrides.items():
        name, at, kind = key.partition("@")
        named = [rule for rule in rules if rule.key == name]
        if not named or (at and kind not in KINDS):
            raise UnknownKey(f"no rule is called {key}")
        base = next((rule for rule in named if rule.kind in (None, kind or None)), named[0])
        fault = misfit(name, value) or (None if type(value) is type(base.value) else "a value of another sort")
        if fault is not None:
            raise WrongValue(f"{key}: {fault}")
        yield Rule(
            name, value, base.title, article.zh, title.zh, "T", adopted, adopted, title, METHOD_RANK, kind=kind or None
        )
