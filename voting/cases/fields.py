"""Reading the fields of a case: each by its form, none left over; the sentence of a fault names the field."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

_ABSENT: Final = object()
DIGITS: Final = 500  # of a count; Python reads and writes numbers of 640 digits under any setting, sums of these too
BEYOND: Final = 10**DIGITS


@dataclass(frozen=True)
class Odd:
    """A number that no field takes, with the sentence why; it stands in its field until that is read and named."""

    zh: str
    en: str


TOO_LONG: Final = Odd("数字过长", "a number is too long")


class Unusable(ValueError):
    """The file cannot be answered; `where` is the field, or "" for the whole of it."""

    def __init__(self, where: str, zh: str, en: str) -> None:
        super().__init__(_line(f"{where}: {zh} / {en}" if where else f"{zh} / {en}"))
        self.where, self.zh, self.en = where, zh, en

    def at(self, index: int) -> Unusable:
        """The same fault in the case with this index of an array, counted from 0."""
        return Unusable(f"[{index}]{'.' if self.where else ''}{self.where}", self.zh, self.en)


def _line(sentence: str) -> str:
    """The sentence on one line, whatever names the file has put into it."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in sentence)


def lone_surrogate(value: object, where: str = "") -> str | None:
    """The field in which half a pair stands, which is no character and cannot be written; None where there is none."""
    if isinstance(value, str):
        return where if any("\ud800" <= c <= "\udfff" for c in value) else None
    inner: list[tuple[str, object]] = []
    if isinstance(value, dict):
        for key, one in value.items():
            path = f"{where}.{key}" if where else key
            inner += [(path, key), (path, one)]
    elif isinstance(value, list):
        inner = [(f"{where}[{at}]", one) for at, one in enumerate(value)]
    return next((found for path, one in inner if (found := lone_surrogate(one, path)) is not None), None)


class Fields:
    """One JSON object: its fields are taken by their names, and `close` refuses whatever nobody asked for."""

    def __init__(self, value: object, where: str = "") -> None:
        if not isinstance(value, dict):
            raise Unusable(where, "须为一个对象", "this is an object")
        self._left: dict[str, object] = dict(value)
        self._where = where

    def path(self, field: str) -> str:
        return f"{self._where}.{field}" if self._where else field

    def fault(self, field: str, zh: str, en: str) -> Unusable:
        """The fault of this field, to be raised."""
        return Unusable(self.path(field), zh, en)

    def has(self, field: str) -> bool:
        return field in self._left

    def is_null(self, field: str) -> bool:
        return self._left.get(field) is None

    def take(self, field: str) -> object:
        """The value as it stands; Unusable where the field is missing."""
        value = self._left.pop(field, _ABSENT)
        if value is _ABSENT:
            raise self.fault(field, "缺少此项", "this field is missing")
        if isinstance(value, Odd):
            raise self.fault(field, value.zh, value.en)
        return value

    def whole(self, field: str, least: int = 0) -> int:
        """A whole number; true and false are none."""
        value = self.take(field)
        if type(value) is not int or value < least:
            raise self.fault(field, f"须为不小于{least}的整数", f"a whole number of at least {least}")
        if value >= BEYOND:
            raise self.fault(field, TOO_LONG.zh, TOO_LONG.en)
        return value

    def whole_or_null(self, field: str) -> int | None:
        """A whole number, or None where the field is null or left out."""
        if self.is_null(field):
            self._left.pop(field, None)
            return None
        return self.whole(field)

    def text(self, field: str) -> str:
        value = self.take(field)
        if not isinstance(value, str):
            raise self.fault(field, "须为文字", "this is text")
        return value

    def flag(self, field: str) -> bool:
        value = self.take(field)
        if not isinstance(value, bool):
            raise self.fault(field, "须为 true 或 false", "true or false")
        return value

    def word(self, field: str, words: Collection[str]) -> str:
        """One of a closed set of words."""
        value = self.take(field)
        if not isinstance(value, str) or value not in words:
            known = "、".join(words)
            raise self.fault(field, f"须为 {known} 之一", f"one of {', '.join(words)}")
        return value

    def items(self, field: str) -> list[object]:
        value = self.take(field)
        if not isinstance(value, list):
            raise self.fault(field, "须为数组", "this is an array")
        return value

    def names(self, field: str) -> tuple[str, ...]:
        """A list of names, none of them twice."""
        value = self.items(field)
        found = tuple(name for name in value if isinstance(name, str))
        if len(found) != len(value):
            raise self.fault(field, "须为名称的数组", "an array of names")
        if len(set(found)) != len(found):
            raise self.fault(field, "同一名称出现两次", "a name stands twice")
        return found

    def inner(self, field: str) -> Fields:
        return Fields(self.take(field), self.path(field))

    def counts(self, field: str) -> dict[str, int]:
        """An object of whole numbers by names that the case itself chooses, in their order."""
        inner = self.inner(field)
        return {name: inner.whole(name) for name in inner.left()}

    def left(self) -> tuple[str, ...]:
        """The fields that nobody has taken yet, in their order."""
        return tuple(self._left)

    def close(self) -> None:
        """Unusable where a field is left that nobody knows."""
        for field in self._left:
            raise self.fault(field, "没有这样的项目", "there is no such field")
