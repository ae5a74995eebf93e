"""The form of the log's entries that V2 and V11 rest on (docs/bundle.md section 3): numbers are numbers, lists are lists.

Other fields may stand beside those that are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from voting.ballots.encodings import Malformed
from voting.ballots.fields import identifier, octets
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


def read_by(read: Callable[[Any], object]) -> Holds:
    """What a reader of fields takes."""

    def holds(value: Any) -> bool:
        try:
            read(value)
        except Malformed:
            return False
        return True

    return holds


def all_text(value: Any) -> bool:
    """An object whose values are texts."""
    return isinstance(value, dict) and all(map(text, value.values()))


ID: Final = read_by(identifier)
HASH: Final = read_by(octets(32))
VOTER: Final[Mapping[str, Holds]] = {"kid": text, "seat": ID, "voter": ID}
PAPERS: Final[Mapping[str, Holds]] = {"documents": all_text}
# what decides what there is to check, of whatever poll
DECIDING: Final[Mapping[str, Mapping[str, Holds]]] = {
    "sitting.prepared.v1": PAPERS, "sitting.revised.v1": PAPERS,
    "trial.planned.v1": {"item": text, "draft": lambda value: has(value, {"id": text})},
    "station.enrolled.v1": {"station": text}, "station.lost.v1": {"station": text},
    "item.disposed.v1": {"item": text, "disposition": text},
    "ballot.drawn.v1": {"voter": text, "jws": text}, "ballot.cast.v1": {"voter": text, "jws": text, "seq": lambda _: True},
    "terminal.replaced.v1": {"voter": text, "new_seat": text, "new_kid": text}, "paper.spoiled.v1": {"voter": text, "by": text},
    "paper.checked.v1": {"key": text}, "keys.forgotten.v1": {"station": text},
    "envelope.traced.v1": {"voter": text, "reason": text, "found_by": text},
    "poll.announced.v1": {
        "poll": ID, "item": text, "draft": text, "mh": HASH, "tier": lambda value: value is None or text(value),
        "present": count, "base": count, "needed": count, "threshold": all_text,
        "voters": lambda value: isinstance(value, list) and all(has(one, VOTER) and len(one) == len(VOTER) for one in value),
    },
}  # fmt: skip
LINE: Final[Mapping[str, Holds]] = {
    "name": text, "votes_for": count, "against": count, "abstain": count, "blank": count,
    "write_in": lambda value: isinstance(value, bool),
}  # fmt: skip
COUNTED: Final[Mapping[str, Holds]] = {
    **dict.fromkeys(WHOLE, count), "elected": texts, "tied": texts, "formal": texts, "outcome": text,
    "grade": lambda value: value is None or text(value),
    "ranking": lambda value: isinstance(value, list) and all(has(one, LINE) for one in value),
}  # fmt: skip
SETTLED: Final[Mapping[str, Holds]] = {"names": texts, "into": text}
SHARE: Final = re.compile("(0|[1-9][0-9]{0,8})/[1-9][0-9]{0,8}", re.ASCII)


def part(value: Any) -> bool:
    """A fraction as text: 2/3; no more than the whole."""
    return text(value) and SHARE.fullmatch(value) is not None and Fraction(value) <= 1


def once(value: Any) -> bool:
    """Texts, none twice."""
    return texts(value) and len(set(value)) == len(value)


def exact(value: Any, fields: Mapping[str, Holds]) -> bool:
    """An object of these fields and no other, each in its form."""
    return has(value, fields) and len(value) == len(fields)


OF_GRADE: Final[Mapping[str, Holds]] = {
    "name": text, "lines": once, "of": lambda value: value in ("valid", "present", "members"),
}  # fmt: skip


def grade(value: Any) -> bool:
    """One grade of the rule of an evaluation."""
    return any(exact(value, {**OF_GRADE, word: part}) for word in ("over", "at_least"))


RULE: Final[Mapping[str, Holds]] = {
    "grades": lambda value: isinstance(value, list) and all(map(grade, value)), "otherwise": text,
}  # fmt: skip
ANNOUNCED: Final[Mapping[str, Holds]] = {
    "members": count, "recused": texts, "round": text, "falls": lambda value: texts(value) and set(value) <= FALLING,
    "grading": lambda value: value is None or exact(value, RULE),
}  # fmt: skip


def has(value: Any, fields: Mapping[str, Holds]) -> bool:
    """An object that has these fields, each in its form."""
    return isinstance(value, dict) and all(name in value and holds(value[name]) for name, holds in fields.items())


def deciding(at: int, event: Mapping[str, Any]) -> None:
    """Broken unless the entry at this place has a type, and the fields that decide what there is to check."""
    must(text(event.get("type")), f"日志第 {at} 条没有类型。", f"Entry {at} of the log has no type.")
    formed(f"entry {at}", event, DECIDING.get(event["type"], {}))


def formed(poll: str, event: Any, fields: Mapping[str, Holds]) -> None:
    """Broken with the field's name where an entry, about the poll if it is about one, has not these fields in their form."""
    bad = next((name for name, holds in fields.items() if not (name in event and holds(event[name]))), None)
    must(
        bad is None,
        f"日志中 {poll} 的字段 {bad} 格式不符。",
        f"The log has the field {bad} of {poll} in another form.",
    )
