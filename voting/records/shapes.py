"""Which keys a `sitting.json` must have and what each may hold: the shape, before any sum is looked at.

A shape is a mapping from key to a predicate. Keys may stand beside the listed ones; a missing key or a value
of the wrong kind is a fault. A whole number is never a bool, a time never without its offset.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, get_args

from voting.core.words import Body, Form, Level, PollKind, Ruling, Secrecy, Word

Predicate = Callable[[Any], bool]
Shape = Mapping[str, Predicate]

_RFC3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def whole(value: Any) -> bool:
    """A whole number that is not negative; True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def text(value: Any) -> bool:
    """Text that is not empty."""
    return isinstance(value, str) and value.strip() != ""


def title(value: Any) -> bool:
    """An object with Chinese text and, where there is one, an English one."""
    return isinstance(value, dict) and text(value.get("zh")) and isinstance(value.get("en", ""), str)


def moment(value: Any) -> bool:
    """RFC 3339 with offset, to the second."""
    return isinstance(value, str) and _RFC3339.fullmatch(value) is not None and _reads(datetime.fromisoformat, value)


def day(value: Any) -> bool:
    """An ISO 8601 day."""
    return isinstance(value, str) and _reads(date.fromisoformat, value)


def root(value: Any) -> bool:
    """A SHA-256 tree hash in standard base64 (RFC 4648 section 4)."""
    try:
        return isinstance(value, str) and len(base64.b64decode(value, validate=True)) == 32
    except binascii.Error:
        return False


def flag(value: Any) -> bool:
    """True or false."""
    return isinstance(value, bool)


def one_of(words: Any) -> Predicate:
    """One of the words of this closed set (a Literal type)."""
    allowed = get_args(words)
    return lambda value: isinstance(value, str) and value in allowed


def several(each: Predicate) -> Predicate:
    """A list whose every member satisfies `each`."""
    return lambda value: isinstance(value, list) and all(each(one) for one in value)


def maybe(each: Predicate) -> Predicate:
    """Null, or what satisfies `each`."""
    return lambda value: value is None or each(value)


def having(shape: Shape) -> Predicate:
    """An object of this shape."""
    return lambda value: isinstance(value, dict) and not wrong_keys(value, shape)


def wrong_keys(value: Mapping[str, Any], shape: Shape) -> list[str]:
    """The keys of `shape` that are missing in `value` or hold the wrong kind of thing."""
    return [key for key, fits in shape.items() if key not in value or not fits(value[key])]


def _reads(read: Callable[[str], object], value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


DOCUMENT: Final[Shape] = {
    "format": lambda value: value == "yijue.sitting.v1",
    "meeting": lambda value: isinstance(value, dict),
    "attendance": lambda value: isinstance(value, dict),
    "items": several(lambda value: isinstance(value, dict)),
    "polls": several(lambda value: isinstance(value, dict)),
    "log": lambda value: isinstance(value, dict),
}
MEETING: Final[Shape] = {
    "id": text,
    "title": title,
    "body": one_of(Body),
    "level": one_of(Level),
    "opened_at": moment,
    "closed_at": moment,
    "rule_books": several(having({"id": text, "in_force": day})),
}
ATTENDANCE: Final[Shape] = {"members": whole, "present_at_opening": whole, "quorum_needed": whole}
ITEM: Final[Shape] = {"id": text, "title": title, "disposition": one_of(Word), "polls": several(text)}
POLL: Final[Shape] = {
    "id": text,
    "item": text,
    "title": title,
    "kind": lambda value: value in (*get_args(PollKind), "primary"),
    "secrecy": one_of(Secrecy),
    "form": one_of(Form),
    "tier": lambda value: value in (None, "T0", "T1", "T2"),
    "base": whole,
    "needed": maybe(whole),
    "present": whole,
    "eligible": whole,
    "issued": whole,
    "voided": maybe(having({"reason": text, "by": text})),
}
ENTERED: Final[Shape] = {
    "cast": whole,
    "hands": whole,
    "outcome": text,
    "authority": several(text),
    "announcement": title,
}
EDITED: Final[Shape] = {"by": text, "at": moment, "generated": title}
PAPERS: Final[Shape] = dict.fromkeys(("printed", "sealed", "issued", "spoiled", "returned", "voters"), whole)
RULED: Final[Shape] = {"paper": whole, "status": one_of(Ruling), "reason": text}
BY_HAND: Final[Shape] = {"papers": having(PAPERS), "adjudications": several(having(RULED))}
COUNTS: Final[Shape] = {"for": whole, "against": whole, "abstain": whole, "void": whole, "not_voting": whole}
LINE: Final[Shape] = {"name": text, "for": whole, "against": whole, "abstain": whole, "write_in": flag}
ELECTION: Final[Shape] = {
    "seats": whole,
    "candidates": several(text),
    "ranking": several(having(LINE)),
    "elected": several(text),
    "tied": maybe(having({"names": several(text), "seats": whole})),
    "vacant": whole,
    "valid": whole,
    "invalid": whole,
    "returned": whole,
}
PRIMARY: Final[Shape] = {
    **{key: fits for key, fits in ELECTION.items() if key not in ("elected", "vacant")},
    "formal": several(text),
    "places_left": whole,
}
VOTE: Final[Shape] = {
    "name": text,
    "group": lambda value: isinstance(value, str),
    "mark": lambda value: value in ("for", "against", "abstain", "void", "not_voting"),
}
LOG: Final[Shape] = {"size": whole, "root": root, "checkpoint": text}
EVALUATION: Final[Shape] = {
    "options": several(having({"name": title, "votes": whole})), "grade": title, "valid": whole, "invalid": whole,
    "returned": whole,
}  # fmt: skip
