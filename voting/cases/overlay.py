"""The overlay of a case: local values above the national book, nine keys and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from voting.cases.fields import Fields
from voting.core.rulebook import METHOD_RANK, Rule, RuleBook, Value, share
from voting.core.words import Body, Level, Text
from voting.rules import load

LAYER: Final = Text("本例另定的规则", "The rules given with the case")


def part(inner: Fields) -> Value:
    """`over` or `at_least` with its fraction, taken from an object, as the rule book writes them."""
    words = [word for word in ("over", "at_least") if inner.has(word)]
    if len(words) != 1:
        raise inner.fault("over", "须写 over 或 at_least 之一", "either over or at_least")
    found = {words[0]: inner.text(words[0])}
    try:
        share(found)
    except ValueError as error:
        raise inner.fault(
            words[0], "须为 0 至 1 之间的分数，如 1/2", "a fraction from 0 to 1 as text, like 1/2"
        ) from error
    return found


def _threshold(fields: Fields, key: str) -> Value:
    inner = fields.inner(key)
    found = part(inner)
    inner.close()
    return found


def _quorum(fields: Fields, key: str) -> Value:
    if fields.is_null(key):
        fields.take(key)
        return "none"
    return _threshold(fields, key)


def _word(*words: str) -> Callable[[Fields, str], Value]:
    return lambda fields, key: fields.word(key, words)


KEYS: Final[dict[str, Callable[[Fields, str], Value]]] = {
    "ballot.blank": _word("abstain", "approve"),
    "ballot.total_comparator": _word("issued", "voters"),
    "write_in.requires_oppose": Fields.flag,
    "slate.empty_range": _word("refuse", "one"),
    "motion.base": _word("members", "present", "pressed", "for_and_against"),
    "motion.threshold": _threshold,
    "quorum.threshold": _quorum,
    "election.base": _word("members", "present", "valid"),
    "election.threshold": _threshold,
}
# One word of the case speaks for two rules of the book: a first round and a further one have defaults of their own.
ALSO: Final = {"slate.empty_range": ("slate.empty_range", "slate.empty_range_further")}


@cache
def national(body: Body, level: Level) -> RuleBook:
    """The national rules for one kind of body, read once."""
    return RuleBook(load.chosen(load.book(), body, level))


def layered(body: Body, level: Level, overlay: Fields | None) -> tuple[RuleBook, tuple[str, ...]]:
    """The rules of a case and the keys its overlay sets; each local value stands under the article it departs from."""
    book = national(body, level)
    if overlay is None:
        return book, ()
    keys = overlay.left()
    known = {key: KEYS[key](overlay, key) for key in keys if key in KEYS}
    overlay.close()
    return RuleBook((*book.rules, *(rule for key in known for rule in _local(book, key, known[key])))), keys


def _local(book: RuleBook, key: str, value: Value) -> Iterator[Rule]:
    names = ALSO.get(key, (key,))
    return (replace(rule, value=value, layer=LAYER, rank=METHOD_RANK) for rule in book.rules if rule.key in names)
