"""JSON values read from a stream one after another: a list of cases is never in memory as a whole.

A key twice, a float, bytes that are not UTF-8: unusable, as in voting/exact.py, but said with the key's name.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from voting.cases.fields import DIGITS, TOO_LONG, Odd, Unusable

CHUNK: Final = 1 << 16  # bytes; about fifty cases
# Where text ends in the middle of a value, the reader complains this near its end, or of a string that has no end.
_NEAR_THE_END: Final = 16
_BLANK: Final = re.compile(r"[ \t\n\r]*")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for at, key in enumerate(keys) if key in keys[:at])
        raise Unusable(twice, "同一项目出现两次", "this key stands twice in one object")
    return found


def _no_float(text: str) -> Odd:
    return Odd(f"只能使用整数，不能写 {text}", f"only whole numbers, not {text}")


def _whole(text: str) -> int | Odd:
    return int(text) if len(text) <= DIGITS else TOO_LONG


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float)
# Slower, and only for a file in which the other one has met a number of thousands of digits.
_PATIENT: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float, parse_int=_whole
)


class Source:
    """The text of a stream with a place in it; what lies before the place is forgotten."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._utf8 = stream, codecs.getincrementaldecoder("utf-8")()
        self._text, self._at, self._ended = "", 0, False
        self._decoder, self._foreign = _DECODER, False

    def _more(self) -> bool:
        """Read on, at least as much again as is waiting, so that one long value is still read in linear time.

        Bytes that are not UTF-8 are a fault only when their place is reached: it belongs to the case they stand in.
        """
        if self._foreign:
            raise Unusable("", "不是 UTF-8 文字", "this is not UTF-8")
        if self._ended:
            return False
        rest = self._text[self._at :]
        data = self._stream.read(max(CHUNK, len(rest)))
        self._ended = not data
        try:
            more = self._utf8.decode(data, final=self._ended)
        except UnicodeDecodeError as error:
            more, self._foreign = error.object[: error.start].decode("utf-8"), True
        self._text, self._at = rest + more, 0
        return True

    def peek(self) -> str:
        """The next character that is no blank, "" at the end."""
        while True:
            found = _BLANK.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def step(self) -> None:
        """Past the character that `peek` saw."""
        self._at += 1

    def value(self) -> object:
        """The JSON value that begins here."""
        while True:
            try:
                value, self._at = self._decoder.raw_decode(self._text, self._at)
                return value
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated string") or error.pos >= len(self._text) - _NEAR_THE_END
                if not (cut and self._more()):
                    raise Unusable("", f"不是 JSON：{error.msg}", f"this is not JSON: {error.msg}") from error
            except RecursionError as error:
                raise Unusable("", "层次过深", "nested too deeply") from error
            except Unusable:
                raise
            except ValueError:  # a number of thousands of digits: read again, so that its field can be named
                self._decoder = _PATIENT


def elements(source: Source) -> Iterator[object]:
    """The values of an array whose bracket is the next character; Unusable where it does not end as an array does."""
    source.step()
    if source.peek() == "]":
        source.step()
        return
    while True:
        source.peek()
        yield source.value()
        mark = source.peek()
        source.step()
        if mark == "]":
            return
        if mark != ",":
            raise Unusable("", "数组没有结束", "the array does not end here as an array does")


def end(source: Source) -> None:
    """Unusable where anything stands behind the last value."""
    if source.peek():
        raise Unusable("", "文件在此之后还有内容", "something stands behind the end")
