"""Readers of fields: each takes one JSON value and gives the typed one, or raises Malformed (`message.malformed`)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from voting.ballots.encodings import Malformed, unb64
from voting.exact import MAX_SAFE, Json

Reader: TypeAlias = Callable[[Json], Any]

ID_LENGTH = 64  # characters of a meeting, vote, seat or voter id


def exactly(value: Json, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """The object's fields, read; it has exactly the fields of `readers`."""
    if not isinstance(value, dict):
        raise Malformed("message.malformed", "an object belongs here")
    if value.keys() != readers.keys():
        odd = sorted(value.keys() ^ readers.keys())
        raise Malformed("message.malformed", f"unknown or missing fields: {', '.join(odd)[:200]}")
    return {name: read(value[name]) for name, read in readers.items()}


def text(longest: int, shortest: int = 1) -> Reader:
    """Text in Unicode NFC of `shortest` to `longest` characters."""

    def read(value: Json) -> str:
        if not isinstance(value, str) or not shortest <= len(value) <= longest:
            raise Malformed("message.malformed", f"a text of {shortest} to {longest} characters belongs here")
        if not unicodedata.is_normalized("NFC", value):
            raise Malformed("message.malformed", "text is in Unicode NFC")
        return value

    return read


def figure(least: int = 0, most: int = MAX_SAFE) -> Reader:
    """A whole number from `least` to `most`; true and false are no numbers."""

    def read(value: Json) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Malformed("message.malformed", f"a whole number from {least} to {most} belongs here")
        return value

    return read


def octets(length: int | None = None) -> Reader:
    """Bytes in canonical base64url, `length` of them if said."""
    return lambda value: unb64(value, length)


def maybe(read: Reader) -> Reader:
    """Null, or what `read` reads."""
    return lambda value: None if value is None else read(value)


def one_of(*words: str) -> Reader:
    """One of the words."""

    def read(value: Json) -> str:
        if not isinstance(value, str) or value not in words:
            raise Malformed("message.malformed", f"one of {', '.join(words)} belongs here")
        return value

    return read


def plain(value: Json) -> str:
    """Any text, as it stands."""
    if not isinstance(value, str):
        raise Malformed("message.malformed", "a text belongs here")
    return value


def texts(value: Json) -> tuple[str, ...]:
    """A list of texts, as they stand."""
    if not isinstance(value, list):
        raise Malformed("message.malformed", "a list of texts belongs here")
    return tuple(plain(item) for item in value)


def flag(value: Json) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Malformed("message.malformed", "true or false belongs here")
    return value


def each(read: Reader, most: int = 65_536) -> Reader:
    """A list of what `read` reads."""

    def read_all(value: Json) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) > most:
            raise Malformed("message.malformed", "a list belongs here")
        return tuple(read(item) for item in value)

    return read_all


def keyed(read: Reader, *names: str) -> Reader:
    """An object whose members have some of these names, each with what `read` reads."""

    def read_all(value: Json) -> dict[str, Any]:
        if not isinstance(value, dict) or not set(names).issuperset(value):
            raise Malformed("message.malformed", f"an object with members of {', '.join(names)} belongs here")
        return {name: read(item) for name, item in value.items()}

    return read_all


def some(read: Reader) -> Reader:
    """What `read` reads, if there is anything in it."""

    def read_some(value: Json) -> Any:
        if not value:
            raise Malformed("message.malformed", "something belongs here")
        return read(value)

    return read_some


identifier = text(ID_LENGTH)
