"""A rule's shape as a form draws it: one control, or one for each part; what has neither is written as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from voting.core.words import Text
from voting.projections.texts import plain
from voting.projections.values import UNITS, field_name, readable
from voting.rules.shapes import Always, Either, OneOf, Part, Period, Record, Said, Several, Shape, Share, Whole, YesNo

ENDS: Final = {"before": Text("之前", "before"), "after": Text("之后", "after")}


def drawn(shape: Shape, key: str) -> dict[str, object]:
    """`shape` is the control's name, beside it what it needs; a record's `fields` are shapes with `name`, `label`, `optional`."""
    match shape:
        case Always(answer):
            return {"shape": "yes_no", "only": answer}
        case YesNo():
            return {"shape": "yes_no"}
        case Whole(least, most):
            return {"shape": "whole", "least": least, "most": most}
        case OneOf(known):
            return {"shape": "one_of", "options": _options(known, key)}
        case Several(known):
            return {"shape": "several", "options": _options(known, key)}
        case Said():
            return {"shape": "text"}
        case Part() | Either((Whole(), Part())):
            return {"shape": "part"}
        case Share():
            return {"shape": "share", "options": [_option(end, field_name(end, key)) for end in ("over", "at_least")]}
        case Period(marks):
            units = [_option(unit, _bare(text)) for unit, text in UNITS.items()]
            ends = [_option(end, text) for end, text in ENDS.items()]
            return {"shape": "period", "units": units, "ends": ends, "marks": _options(marks, key)}
        case Record():
            return _record(shape, key)
    return {"shape": "free"}


def _record(shape: Record, key: str) -> dict[str, object]:
    """Its fields, where each of them has a control."""
    fields = [
        {"name": name, "label": plain(field_name(name, key)), "optional": name in shape.optional, **drawn(one, key)}
        for name, one in shape.fields.items()
    ]
    return {"shape": "free"} if any(one["shape"] == "free" for one in fields) else {"shape": "record", "fields": fields}


def _options(words: Iterable[str], key: str) -> list[dict[str, object]]:
    return [_option(word, readable(word, key)) for word in words]


def _option(word: str, label: Text) -> dict[str, object]:
    return {"value": word, "label": plain(label)}


def _bare(unit: Text) -> Text:
    return Text(unit.zh.format("").strip(), unit.en.format("").strip())
