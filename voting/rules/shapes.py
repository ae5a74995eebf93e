"""The shapes that a rule's value can have: each says what is wrong with a value, and how people write it.

A shape knows words and whole numbers, never what a key means; keys.py gives every key its shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from voting.core.rulebook import Value, fraction, share
from voting.core.words import Text

UNITS: Final = ("hours", "days", "weeks", "months")
LONGEST: Final = 1_000  # of any unit; more is a slip of the pen


class Shape(Protocol):
    """What a key's value must look like."""

    def fault(self, value: Value) -> Text | None:
        """What is wrong with the value, for people; None if nothing is."""

    def form(self) -> Text:
        """How such a value is written, for people."""

    def words(self) -> frozenset[str]:
        """Every word and field that a value of this shape may hold, so that each can be read out."""


def _must(form: Text) -> Text:
    return Text(f"须是{form.zh}", f"must be {form.en}")


@dataclass(frozen=True)
class YesNo:
    """true or false."""

    def fault(self, value: Value) -> Text | None:
        return None if isinstance(value, bool) else _must(self.form())

    def form(self) -> Text:
        return Text("true 或 false", "true or false")

    def words(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True)
class Always(YesNo):
    """One answer alone: the system does nothing else, so no rule may say otherwise."""

    answer: bool

    def fault(self, value: Value) -> Text | None:
        return None if value is self.answer else _must(self.form())

    def form(self) -> Text:
        word = "true" if self.answer else "false"
        return Text(f"{word}（系统只这样办理）", f"{word} (the system does nothing else)")


@dataclass(frozen=True)
class Whole:
    """A whole number in `least`…`most`; true is none."""

    least: int = 0
    most: int = LONGEST

    def fault(self, value: Value) -> Text | None:
        return None if type(value) is int and self.least <= value <= self.most else _must(self.form())

    def form(self) -> Text:
        return Text(f"{self.least} 至 {self.most} 的整数", f"a whole number in {self.least}…{self.most}")

    def words(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True)
class OneOf:
    """One word of a closed set."""

    known: tuple[str, ...]

    def fault(self, value: Value) -> Text | None:
        return None if isinstance(value, str) and value in self.known else _must(self.form())

    def form(self) -> Text:
        return Text("以下各词之一：" + "、".join(self.known), "one of: " + ", ".join(self.known))

    def words(self) -> frozenset[str]:
        return frozenset(self.known)


@dataclass(frozen=True)
class Several:
    """Different words of a closed set, at least one."""

    known: tuple[str, ...]

    def fault(self, value: Value) -> Text | None:
        fits = isinstance(value, tuple) and value and all(isinstance(one, str) and one in self.known for one in value)
        return (
            None
            if fits and isinstance(value, tuple) and len(set(map(str, value))) == len(value)
            else _must(self.form())
        )

    def form(self) -> Text:
        return Text(
            "以下各词的列表，不得重复：" + "、".join(self.known),
            "a list of different words of: " + ", ".join(self.known),
        )

    def words(self) -> frozenset[str]:
        return frozenset(self.known)


@dataclass(frozen=True)
class Said:
    """Free words of the law, such as the text of the oath or the name of a grade."""

    most: int = 400

    def fault(self, value: Value) -> Text | None:
        return None if isinstance(value, str) and value.strip() and len(value) <= self.most else _must(self.form())

    def form(self) -> Text:
        return Text(f"不超过 {self.most} 字的文字", f"a text of at most {self.most} characters")

    def words(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True)
class Part:
    """A fraction of a whole as text: "1/10"."""

    def fault(self, value: Value) -> Text | None:
        try:
            return None if isinstance(value, str) and fraction(value) else _must(self.form())
        except ValueError:
            return _must(self.form())

    def form(self) -> Text:
        return Text('文字写的分数，如 "1/10"', 'a fraction as text, such as "1/10"')

    def words(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True)
class Share:
    """A share of a base: `over` leaves the number itself out, `at_least` includes it (law.md B1)."""

    def fault(self, value: Value) -> Text | None:
        try:
            share(value)
        except ValueError:
            return _must(self.form())
        return None

    def form(self) -> Text:
        written = '{ over = "1/2" } / { at_least = "2/3" }'
        return Text(f"比例：{written}", f"a share: {written}")

    def words(self) -> frozenset[str]:
        return frozenset({"over", "at_least"})


@dataclass(frozen=True)
class Period:
    """So many days, or hours, weeks, months, before or after something."""

    marks: tuple[str, ...]  # what it is counted from

    def fault(self, value: Value) -> Text | None:
        if not isinstance(value, Mapping):
            return _must(self.form())
        units = [unit for unit in UNITS if unit in value]
        ends = [end for end in ("before", "after") if end in value]
        sound = (
            len(units) == len(ends) == 1
            and set(value) == {*units, *ends}
            and type(value[units[0]]) is int
            and Whole(1).fault(value[units[0]]) is None
            and value[ends[0]] in self.marks
        )
        return None if sound else _must(self.form())

    def form(self) -> Text:
        written = f'{{ {" | ".join(UNITS)} = 7, before | after = "{"|".join(self.marks)}" }}'
        return Text(f"期限：{written}", f"a period: {written}")

    def words(self) -> frozenset[str]:
        return frozenset({*UNITS, "before", "after", *self.marks})


@dataclass(frozen=True)
class Record:
    """Named fields, each of its own shape; those in `optional` may be left out."""

    fields: Mapping[str, Shape]
    optional: frozenset[str] = field(default=frozenset())

    def fault(self, value: Value) -> Text | None:
        if not isinstance(value, Mapping):
            return _must(self.form())
        for name in value:
            if name not in self.fields:
                return Text(
                    f"不认识“{name}”，{_must(self.form()).zh}", f"has no field “{name}”, it {_must(self.form()).en}"
                )
        for name, shape in self.fields.items():
            if name not in value and name not in self.optional:
                return Text(f"缺少“{name}”", f"lacks “{name}”")
            no = shape.fault(value[name]) if name in value else None
            if no is not None:
                return Text(f"的“{name}”{no.zh}", f"“{name}” {no.en}")
        return None

    def form(self) -> Text:
        parts = [(f"{name}{'?' if name in self.optional else ''}", shape.form()) for name, shape in self.fields.items()]
        zh, en = ("; ".join(f"{name}: {form[at]}" for name, form in parts) for at in (0, 1))
        return Text(f"表 {{ {zh} }}", f"a table {{ {en} }}")

    def words(self) -> frozenset[str]:
        return frozenset(self.fields).union(*(shape.words() for shape in self.fields.values()))


@dataclass(frozen=True)
class Each:
    """A list, each element of one shape, at least one."""

    shape: Shape

    def fault(self, value: Value) -> Text | None:
        if not isinstance(value, tuple) or not value:
            return _must(self.form())
        return next((no for no in map(self.shape.fault, value) if no is not None), None)

    def form(self) -> Text:
        form = self.shape.form()
        return Text(f"列表，每一项是{form.zh}", f"a list, each {form.en}")

    def words(self) -> frozenset[str]:
        return self.shape.words()


@dataclass(frozen=True)
class Either:
    """Any of several shapes."""

    shapes: tuple[Shape, ...]

    def fault(self, value: Value) -> Text | None:
        return None if any(shape.fault(value) is None for shape in self.shapes) else _must(self.form())

    def form(self) -> Text:
        forms = [shape.form() for shape in self.shapes]
        return Text("；或者".join(form.zh for form in forms), "; or ".join(form.en for form in forms))

    def words(self) -> frozenset[str]:
        return frozenset().union(*(shape.words() for shape in self.shapes))
