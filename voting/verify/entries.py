"""The form of the log's entries that V11 rests on (docs/bundle.md section 3): numbers are numbers, lists are lists.

Other fields may stand beside those that are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from voting.verify.saying import must

Holds = Callable[[Any], bool]
WHOLE: Final = (
    "votes_for", "against", "abstain", "void", "not_voting", "returned", "valid", "invalid", "vacant", "tied_seats",
)  # fmt: skip
FALLING: Final = frozenset({"unknown", "no_deputy"})


def count(value: Any) -> bool:
    """A whole number from 0; true and false are no numbers."""
    return type(value) is int and value >= 0


def text(value: Any) -> bool:
    """A text."""
    return isinstance(value, str)


def texts(value: Any) -> bool:
    """A list of texts."""
    return isinstance(value, list) and all(map(text, value))


LINE: Final[Mapping[str, Holds]] = {
    "name": text, "votes_for": count, "against": count, "abstain": count, "blank": count,
    "write_in": lambda value: isinstance(value, bool),
}  # fmt: skip
COUNTED: Final[Mapping[str, Holds]] = {
    **dict.fromkeys(WHOLE, count), "elected": texts, "tied": texts, "formal": texts, "outcome": text,
    "grade": lambda value: value is None or text(value),
    "ranking": lambda value: isinstance(value, list) and all(has(one, LINE) for one in value),
}  # fmt: skip
RULE: Final[Mapping[str, Holds]] = {"grades": lambda value: isinstance(value, list), "otherwise": text}
ANNOUNCED: Final[Mapping[str, Holds]] = {
    "members": count, "recused": texts, "round": text, "falls": lambda value: texts(value) and set(value) <= FALLING,
    "grading": lambda value: value is None or has(value, RULE),
}  # fmt: skip


def has(value: Any, fields: Mapping[str, Holds]) -> bool:
    """An object that has these fields, each in its form."""
    return isinstance(value, dict) and all(name in value and holds(value[name]) for name, holds in fields.items())


def formed(poll: str, event: Any, fields: Mapping[str, Holds]) -> None:
    """Broken with the field's name where an entry about the poll has not these fields in their form."""
    bad = next((name for name, holds in fields.items() if not (name in event and holds(event[name]))), None)
    must(
        bad is None,
        f"日志中 {poll} 的字段 {bad} 格式不符。",
        f"The log has the field {bad} of {poll} in another form.",
    )
