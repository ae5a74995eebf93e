"""The rules in force for one meeting: dated values, each with its article; later layers override earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from voting.core.words import Text

Value: TypeAlias = "int | bool | str | tuple[Value, ...] | Mapping[str, Value]"


BODY_RANK = 50  # from here on a rule is the body's own, below it the law of nation and place
METHOD_RANK = 90  # from here on a rule is the meeting's own: the method it has adopted


class RuleMissing(LookupError):
    """No rule in force has this key for these selectors: the book is unusable for this meeting."""


@dataclass(frozen=True)
class Share:
    """A part of a base: `over` means strictly more than, otherwise at least (law.md B1).

    >>> Share(Fraction(1, 2), strict=True).needed(29)
    15
    """

    part: Fraction
    strict: bool

    def met(self, count: int, base: int) -> bool:
        """Whether `count` of `base` reaches this share; exact integers."""
        left, right = count * self.part.denominator, base * self.part.numerator
        return left > right if self.strict else left >= right

    def needed(self, base: int) -> int:
        """The smallest whole number, at least 1, that reaches this share of `base`."""
        whole, rest = divmod(base * self.part.numerator, self.part.denominator)
        return max(1, whole + 1 if self.strict or rest else whole)

    def text(self) -> dict[str, str]:
        """The share as written in a rule book: {"over": "1/2"} or {"at_least": "2/3"}."""
        return {"over" if self.strict else "at_least": f"{self.part.numerator}/{self.part.denominator}"}


def fraction(text: str) -> Fraction:
    """`digits/digits` in 0…1 as a Fraction; ValueError otherwise."""
    above, slash, below = text.partition("/")
    if not (slash and above.isascii() and above.isdigit() and below.isascii() and below.isdigit() and int(below)):
        raise ValueError(f"not a fraction: {text!r}")
    value = Fraction(int(above), int(below))
    if value > 1:
        raise ValueError(f"a share over the whole: {text!r}")
    return value


def share(value: Value) -> Share:
    """A Share from {"over": "1/2"} or {"at_least": "2/3"}; ValueError for anything else."""
    if isinstance(value, Mapping) and len(value) == 1:
        ((word, text),) = value.items()
        if word in ("over", "at_least") and isinstance(text, str):
            return Share(fraction(text), strict=word == "over")
    raise ValueError(f"not a share: {value!r}")


@dataclass(frozen=True)
class Rule:
    """One value of the law with its source. Selectors that are None hold for everything."""

    key: str
    value: Value
    title: Text
    article: str
    wording: str
    certainty: str
    in_force: str
    checked: str
    layer: Text
    rank: int
    body: str | None = None
    level: str | None = None
    office: str | None = None
    kind: str | None = None
    decision: Text | None = None

    def fits(self, key: str, office: str | None, kind: str | None) -> bool:
        """Whether this rule speaks about `key` for this office and kind."""
        return self.key == key and self.office in (None, office) and self.kind in (None, kind)

    def weight(self) -> tuple[int, int]:
        """Later layers win; within a layer the more specific rule wins."""
        return self.rank, sum(s is not None for s in (self.body, self.level, self.office, self.kind))


@dataclass(frozen=True)
class RuleBook:
    """All rules that hold for one meeting (already chosen by its body and level)."""

    rules: tuple[Rule, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules of each key, the one that weighs most first: what lookups go through, made once."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            found.setdefault(rule.key, []).append(rule)
        return {key: tuple(sorted(rules, key=Rule.weight, reverse=True)) for key, rules in found.items()}

    def _found(self, key: str, office: str | None, kind: str | None) -> Rule | None:
        return next((rule for rule in self.by_key.get(key, ()) if rule.fits(key, office, kind)), None)

    def has(self, key: str, office: str | None = None, kind: str | None = None) -> bool:
        """Whether any rule in force speaks about this."""
        return self._found(key, office, kind) is not None

    def rule(self, key: str, office: str | None = None, kind: str | None = None) -> Rule:
        """The rule in force; RuleMissing when there is none."""
        found = self._found(key, office, kind)
        if found is None:
            raise RuleMissing(f"{key} (office {office}, kind {kind})")
        return found

    def in_force(self) -> tuple[Rule, ...]:
        """The rules that hold for somebody, in the order of the books; what is overridden everywhere is left out."""
        return tuple(rule for rule in self.rules if self._wins(rule))

    def _wins(self, rule: Rule) -> bool:
        return self._found(rule.key, rule.office, rule.kind) is rule

    def overridden(self, rule: Rule) -> tuple[Rule, ...]:
        """What `rule` takes the place of, wholly or in part: the latest layer first, each once."""
        return tuple(
            other
            for other in self.by_key.get(rule.key, ())
            if other is not rule
            and (self._found(other.key, other.office, other.kind) is rule
                 or (other.rank < rule.rank and other.fits(rule.key, rule.office, rule.kind)))
        )  # fmt: skip

    def value(self, key: str, office: str | None = None, kind: str | None = None) -> Value:
        return self.rule(key, office, kind).value

    def flag(self, key: str, office: str | None = None, kind: str | None = None) -> bool:
        value = self.value(key, office, kind)
        if not isinstance(value, bool):
            raise ValueError(f"{key} is not yes or no")
        return value

    def word(self, key: str, office: str | None = None, kind: str | None = None) -> str:
        value = self.value(key, office, kind)
        if not isinstance(value, str):
            raise ValueError(f"{key} is not a word")
        return value

    def words(self, key: str, office: str | None = None, kind: str | None = None) -> tuple[str, ...]:
        value = self.value(key, office, kind)
        if not isinstance(value, tuple) or not all(isinstance(word, str) for word in value):
            raise ValueError(f"{key} is not a list of words")
        return tuple(str(word) for word in value)

    def share(self, key: str, office: str | None = None, kind: str | None = None) -> Share:
        return share(self.value(key, office, kind))

    def article(self, key: str, office: str | None = None, kind: str | None = None) -> str:
        return self.rule(key, office, kind).article

    def cited(self, key: str, office: str | None = None, kind: str | None = None) -> str | None:
        """The article where any rule in force speaks about this, else None."""
        found = self._found(key, office, kind)
        return found.article if found is not None else None
