"""Strict reading and canonical writing of JSON: what is signed and hashed must have one meaning.

No floats, no duplicate keys, bounded depth and size. Writing follows RFC 8785 (JCS) restricted to
strings, integers, booleans, null, arrays and objects.
"""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn, TypeAlias

Json: TypeAlias = "None | bool | int | str | list[Json] | dict[str, Json]"

MAX_DEPTH = 16
SURROGATE = re.compile("[\ud800-\udfff]")
MAX_SAFE = 2**53 - 1  # RFC 8785 and JavaScript agree on integers up to here


def _writer(*, sort_keys: bool) -> json.JSONEncoder:
    return json.JSONEncoder(
        ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=sort_keys, separators=(",", ":")
    )  # `_check` has passed the value, so its depth is bounded and there is no circle


_SORTING = _writer(sort_keys=True)  # by code point: for ASCII keys the same order as UTF-16's, and done in C
_WRITING = _writer(sort_keys=False)


class Inexact(ValueError):
    """The bytes are not strict JSON; `code` is a refusal code of docs/protocol.md."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


def dumps(value: object) -> bytes:
    """Canonical UTF-8 bytes of a JSON value; raises Inexact for floats and other foreign things."""
    if _check(value, 0):
        return _SORTING.encode(value).encode("utf-8")
    return _WRITING.encode(_sorted(value)).encode("utf-8")


def loads(data: bytes | str) -> Json:
    """The JSON value in `data`; raises Inexact on duplicate keys, floats, bad UTF-8, too much depth."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
        value = _READING.decode(text)
    except (UnicodeDecodeError, RecursionError) as error:
        raise Inexact("message.malformed", str(error)) from error
    except Inexact:
        raise
    except ValueError as error:
        raise Inexact("message.malformed", str(error)) from error
    if not _plain(text):
        _check(value, 0)
    return value  # type: ignore[no-any-return]


def _plain(text: str) -> bool:
    """Whether nothing that `_check` looks for can stand in a text that was read: too few brackets to be deep, no letter
    that is none. Whole numbers are looked at while reading.
    """
    return text.count("[") + text.count("{") <= MAX_DEPTH and text.isascii() and "\\u" not in text


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Inexact("message.duplicate_key", "a key stands twice in one object")
    return found


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) > MAX_SAFE:
        raise Inexact("message.malformed", "a number is too large")
    return number


def _no_float(text: str) -> NoReturn:
    raise Inexact("message.malformed", f"only whole numbers are allowed, not {text}")


_READING: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_int=_whole, parse_float=_no_float, parse_constant=_no_float
)


def _check(value: object, depth: int) -> bool:
    """Whether all keys within are ASCII, so that any sorter puts them as RFC 8785 does; Inexact for foreign things."""
    if isinstance(value, str):
        _check_text(value)
    elif value is None or isinstance(value, bool):
        return True
    elif isinstance(value, int):
        if abs(value) > MAX_SAFE:
            raise Inexact("message.malformed", "a number is too large")
    elif isinstance(value, (list, tuple)):
        return _check_list(value, depth)
    elif isinstance(value, dict):
        return _check_object(value, depth)
    else:
        raise Inexact("message.malformed", f"{type(value).__name__} is not exact JSON")
    return True


def _check_depth(depth: int) -> None:
    if depth >= MAX_DEPTH:  # an empty list is a level too
        raise Inexact("message.malformed", "nested too deeply")


def _check_list(value: list[object] | tuple[object, ...], depth: int) -> bool:
    _check_depth(depth)
    ascii_keys = True
    for item in value:
        ascii_keys &= _check(item, depth + 1)
    return ascii_keys


def _check_object(value: dict[object, object], depth: int) -> bool:
    _check_depth(depth)
    ascii_keys = True
    for key, item in value.items():
        if not isinstance(key, str):
            raise Inexact("message.malformed", "keys are text")
        if not key.isascii():
            _check_text(key)
            ascii_keys = False
        ascii_keys &= _check(item, depth + 1)
    return ascii_keys


def _check_text(value: str) -> None:
    if not value.isascii() and SURROGATE.search(value):
        raise Inexact("message.malformed", "a lone surrogate is no character")


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {k: _sorted(value[k]) for k in sorted(value, key=lambda k: k.encode("utf-16-be"))}
    if isinstance(value, (list, tuple)):
        return [_sorted(item) for item in value]
    return value
