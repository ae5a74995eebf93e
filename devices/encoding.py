"""Bytes and texts as docs/protocol.md section 1 has them: b64, strict JSON, canonical JSON, hashes.

Pure. Written from the protocol page alone, apart from the server's own reader, so that a mistake in one
of the two shows as a disagreement and not as a silence.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from typing import NoReturn, TypeAlias

Json: TypeAlias = "None | bool | int | str | list[Json] | dict[str, Json]"

MAX_DEPTH = 16
MAX_INTEGER = 2**53 - 1  # beyond this a browser no longer tells two integers apart (RFC 8785 section 3.2.2.3)
B64 = re.compile(r"[A-Za-z0-9_-]*")


class Broken(ValueError):
    """What was received is not what the protocol says; `what` names the message or field."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")
        self.what, self.why = what, why


def b64(data: bytes) -> str:
    """base64url without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64(text: object, what: str, size: int | None = None) -> bytes:
    """The bytes of canonical base64url text, `size` bytes when given; Broken for every other spelling."""
    if not isinstance(text, str) or not B64.fullmatch(text) or len(text) % 4 == 1:
        raise Broken(what, "not base64url without padding")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(data) != text:
        raise Broken(what, "base64url with non-zero trailing bits")
    if size is not None and len(data) != size:
        raise Broken(what, f"{len(data)} bytes, must be {size}")
    return data


def sha256(data: bytes) -> bytes:
    """32 bytes."""
    return hashlib.sha256(data).digest()


def hash_of(jws: str) -> str:
    """The name of a JWS: b64 of the SHA-256 of its ASCII bytes."""
    return b64(sha256(jws.encode("ascii")))


def canonical(value: Json) -> bytes:
    """RFC 8785 bytes of a value without floats."""
    _check(value, 0, "canonical JSON")
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def strict(data: bytes | str, what: str) -> Json:
    """The value of strict JSON; Broken for duplicate keys, floats, depth over 16, bad UTF-8."""
    try:
        text = data if isinstance(data, str) else data.decode()
        value: Json = json.loads(text, object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise Broken(what, str(error)) from error
    _check(value, 0, what)
    return value


def fields(value: object, what: str, names: Iterable[str]) -> dict[str, Json]:
    """`value` as an object with exactly these fields; Broken names the unknown and the missing ones."""
    if not isinstance(value, dict):
        raise Broken(what, "not an object")
    wanted = set(names)
    if value.keys() != wanted:
        unknown, missing = sorted(value.keys() - wanted), sorted(wanted - value.keys())
        raise Broken(what, f"unknown fields {unknown}, missing fields {missing}")
    return value


def text(value: object, what: str) -> str:
    """`value` as text."""
    if not isinstance(value, str):
        raise Broken(what, "not text")
    return value


def integer(value: object, what: str, least: int = 0) -> int:
    """`value` as an integer not below `least`."""
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise Broken(what, f"not an integer of at least {least}")
    return value


def boolean(value: object, what: str) -> bool:
    """`value` as true or false."""
    if not isinstance(value, bool):
        raise Broken(what, "neither true nor false")
    return value


def word(value: object, what: str, words: Iterable[str]) -> str:
    """`value` as one of a closed set of words."""
    allowed = tuple(words)
    if not isinstance(value, str) or value not in allowed:
        raise Broken(what, f"{value!r} is none of {allowed}")
    return value


def agrees(what: str, part: dict[str, Json], expected: dict[str, Json]) -> None:
    """Broken unless each of these fields has exactly this value, and this type."""
    for name, value in expected.items():
        if part[name] != value or type(part[name]) is not type(value):
            raise Broken(f"{what}.{name}", f"{part[name]!r}, expected {value!r}")


def array(value: object, what: str) -> list[Json]:
    """`value` as a list."""
    if not isinstance(value, list):
        raise Broken(what, "not a list")
    return value


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_float(figure: str) -> NoReturn:
    raise ValueError(f"{figure} is not an integer")


def _check(value: Json, depth: int, what: str) -> None:
    if isinstance(value, (list, dict)):
        if depth >= MAX_DEPTH:
            raise Broken(what, "nested deeper than 16 levels")
        for part in value if isinstance(value, list) else (*value, *value.values()):
            _check(part, depth + 1, what)
    elif isinstance(value, str):
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Broken(what, "a lone surrogate is no character")
    elif isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise Broken(what, "an integer beyond 2^53")
    elif value is not None and not isinstance(value, int):
        raise Broken(what, f"{type(value).__name__} has no exact form")


def _sorted(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=lambda name: name.encode("utf-16-be"))}
    return [_sorted(part) for part in value] if isinstance(value, list) else value
