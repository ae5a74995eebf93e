"""Events as ledger entries and back: canonical JSON with the published name in `type`, strict both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from voting import exact
from voting.core.events import Event
from voting.core.published import NAMES
from voting.core.rulebook import Rule, Value
from voting.core.words import Text

VALUE: Final[Any] = get_type_hints(Rule)["value"]  # the alias as resolved

SCALARS: Final = frozenset({str, int, bool, NoneType})


class UnknownEvent(ValueError):
    """The entry is no event of this version: never skipped."""


def encode(event: Event) -> bytes:
    """The canonical bytes of an event's ledger entry."""
    return exact.dumps({"type": event.NAME, **_plain_fields(event)})


def decode(data: bytes) -> Event:
    """The event of an entry; UnknownEvent or ValueError where a name, field or type is off."""
    found = exact.loads(data)
    if not isinstance(found, dict) or not isinstance(found.get("type"), str):
        raise UnknownEvent("an entry without a type")
    kind = NAMES.get(str(found["type"]))
    if kind is None:
        raise UnknownEvent(f"no event is called {found['type']}")
    event = _build(kind, {key: value for key, value in found.items() if key != "type"})
    if not isinstance(event, Event):
        raise UnknownEvent(f"{found['type']} is no event")
    return event


def _plain(value: object) -> object:
    kind: type = type(value)
    if kind in SCALARS:
        return value
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if _names(kind) is not None:
        return _plain_fields(value)
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _plain_fields(value: object) -> dict[str, object]:
    kind: type = type(value)
    return {name: _plain(getattr(value, name)) for name in _names(kind) or ()}


@cache
def _names(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass, looked up once since every vote is an event to encode; None for any other type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None


@cache
def _hints(kind: type) -> dict[str, Any]:
    return {name: hint for name, hint in get_type_hints(kind).items() if name in {f.name for f in fields(kind)}}


@cache
def _always(kind: type) -> frozenset[str]:
    """The fields that every entry of this kind has; one that came later has a default, and an older ledger lacks it."""
    return frozenset(f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING)


def _build(hint: Any, value: Any) -> Any:
    """`value` as the type `hint`; ValueError for anything that does not fit exactly."""
    if hint is Text:
        if not isinstance(value, dict) or set(value) != {"zh", "en"}:
            raise ValueError("not a text in two languages")
        return Text(value["zh"], value["en"])
    if isinstance(hint, type) and is_dataclass(hint):
        wanted = _hints(hint)
        if not isinstance(value, dict) or not _always(hint) <= set(value) <= set(wanted):
            raise ValueError(f"{hint.__name__} wants exactly {sorted(wanted)}")
        return hint(**{name: _build(kind, value[name]) for name, kind in wanted.items() if name in value})
    return _build_plain(hint, value)


def _build_plain(hint: Any, value: Any) -> Any:
    if hint in (str, int, bool, NoneType):
        if type(value) is not hint:
            raise ValueError(f"{value!r} is not {hint.__name__}")
        return value
    if hint == VALUE:
        return _free(value)
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        if value not in args:
            raise ValueError(f"{value!r} is none of {args}")
        return value
    if origin in (UnionType, Union):
        return _first_fit(args, value)
    return _build_container(origin, args, value)


def _build_container(origin: Any, args: tuple[Any, ...], value: Any) -> Any:
    if origin is tuple and isinstance(value, list):
        return tuple(_build(args[0], item) for item in value)
    if origin is Mapping and isinstance(value, dict):
        return {key: _build(args[1], item) for key, item in value.items()}
    raise ValueError(f"{value!r} does not fit")


def _first_fit(kinds: tuple[Any, ...], value: Any) -> Any:
    for kind in kinds:
        try:
            return _build(kind, value)
        except ValueError:
            continue
    raise ValueError(f"{value!r} is none of {kinds}")


def _free(value: Any) -> Value:
    """A rule's value: exact JSON, with lists as tuples."""
    if isinstance(value, list):
        return tuple(_free(item) for item in value)
    if isinstance(value, dict):
        return {key: _free(item) for key, item in value.items()}
    if isinstance(value, (int, str)):
        return value
    raise ValueError(f"{value!r} is no value of a rule")
