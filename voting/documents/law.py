"""What a sitting file may say about rules: the place whose law applies, the body's own rules, overrides by key.

Which keys exist and what values fit is handed in (`Law`); nothing is judged here, every error gets its line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from voting.core.rulebook import Value
from voting.core.words import Text
from voting.documents.fields import WORDING, Table, exact_value

ARTICLE: Final = 60


def _anything(key: str, value: Value) -> Text | None:  # noqa: ARG001 - the shape of a check
    return None


@dataclass(frozen=True)
class Law:
    """The keys that rules may have, the places with local rules, and what is wrong with a value (or None)."""

    keys: Collection[str]
    places: Collection[str] = ()
    fault: Callable[[str, Value], Text | None] = _anything


@dataclass(frozen=True)
class OwnRule:
    """What the body's own rules say on one matter: the value, its article, the words where they were copied."""

    value: Value
    article: str
    wording: str


@dataclass(frozen=True)
class BodyRules:
    """A text of the body's own (议事规则 …) with the day it was adopted and its rules by key."""

    title: Text
    adopted: str
    rules: Mapping[str, OwnRule]


def overrides(table: Table, key: str, law: Law) -> Mapping[str, Value]:
    """The rules of a method by key (or `key@kind`, `key@OFFICE`); unknown keys and unfit values are errors."""
    found = table.rules(key, law.keys)
    for name, value in found.items():
        no = law.fault(name, value)
        if no is not None:
            table.report.wrong((*table.path, key, name), no.zh, no.en)
    return found


def jurisdiction(table: Table, law: Law) -> str | None:
    """The place whose local rules apply; None where the national ones alone do."""
    return table.word("jurisdiction", sorted(law.places)) if table.has("jurisdiction") and law.places else None


def body_rules(top: Table, law: Law) -> tuple[BodyRules, ...]:
    """The `[[body_rules]]` of a sitting file; a key that two of them set is an error."""
    found: list[BodyRules] = []
    for table in top.tables("body_rules"):
        one = BodyRules(table.both("title"), table.day("adopted"), _rules(table, law))
        for name in one.rules:
            if any(name in other.rules for other in found):
                table.report.wrong((*table.path, "rules", name), f"“{name}”已经规定过。", f"“{name}” is already set.")
        table.finish()
        found.append(one)
    return tuple(found)


def _rules(table: Table, law: Law) -> Mapping[str, OwnRule]:
    listed = table.table("rules")
    found: dict[str, OwnRule] = {}
    for name in listed.data if listed is not None else ():
        one = listed.table(name) if listed is not None else None
        if one is None or listed is None:
            continue
        if not listed.known(name, law.keys):
            continue
        value = exact_value(one.data.get("value"))
        one.asked.add("value")
        no = _unfit(one.has("value"), name, value, law)
        if no is not None:
            one.wrong("value", no.zh, no.en)
        rule = OwnRule(value if value is not None else "", one.text("article", ARTICLE), _wording(one))
        one.finish()
        found[name] = rule
    return found


def _unfit(given: bool, name: str, value: Value | None, law: Law) -> Text | None:
    if not given:
        return Text("缺少“value”。", "“value” is missing.")
    if value is None:
        return Text(f"“{name}”只能用整数、是否、文字或其组合。", f"“{name}” takes whole numbers, yes or no, text.")
    return law.fault(name, value)


def _wording(table: Table) -> str:
    return table.text("wording", WORDING, lines=True) if table.has("wording") else ""
