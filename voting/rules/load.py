"""The rules of one meeting, layer over layer: nation, place, the body's own rules, the method adopted by this meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from voting.core.rulebook import BODY_RANK, METHOD_RANK, Rule, Value
from voting.core.words import Text
from voting.rules.book import BadBook, Book, Fault, Source, exact
from voting.rules.keys import KEYS, KINDS, OFFICES, misfit

__all__ = [
    "KEYS", "BadBook", "Book", "Fault", "Given", "Source", "UnknownKey", "WrongValue", "body_rules", "book", "chosen", "exact",
    "fault", "in_place", "jurisdictions", "layers", "method", "misfit",
]  # fmt: skip

BOOKS: Final = Path(__file__).parent / "books"
NATIONAL: Final = "cn-national"
PLACE: Final = "cn-"
NATIONAL_RANK: Final = 10
PLACE_RANK: Final = 20  # a city within a province stands one higher, and so on


def jurisdictions() -> tuple[str, ...]:
    """The places that have an overlay, as a sitting file names them: `guangdong`, `guangdong-shenzhen` …"""
    names = sorted(path.name for path in BOOKS.iterdir() if path.is_dir() and path.name.startswith(PLACE))
    return tuple(name.removeprefix(PLACE) for name in names if name != NATIONAL)


@cache
def _read(path: Path, rank: int) -> Book:
    return Book(path, rank)


def book(jurisdiction: str = NATIONAL, day: str | None = None) -> Book:
    """The newest book of a jurisdiction in force on `day` (ISO), the newest of all without one; LookupError if none.

    The nation is `cn-national`; a place is named with or without its `cn-`.
    """
    name = jurisdiction if jurisdiction.startswith(PLACE) else f"{PLACE}{jurisdiction}"
    dated = [path for path in sorted((BOOKS / name).glob("*.toml")) if day is None or path.stem <= day]
    if not dated:
        raise LookupError(f"no rule book of {jurisdiction} in force on {day}")
    rank = NATIONAL_RANK if name == NATIONAL else PLACE_RANK + name.removeprefix(PLACE).count("-")
    return _read(dated[-1], rank)


def layers(jurisdiction: str | None = None, day: str | None = None) -> tuple[Book, ...]:
    """The books that hold in a place on a day, the nation first, then from the larger place to the smaller.

    LookupError for a place without an overlay, and where none of its books is in force yet.
    """
    parts = jurisdiction.removeprefix(PLACE).split("-") if jurisdiction else []
    steps = ["-".join(parts[:size]) for size in range(1, len(parts) + 1)]
    known = jurisdictions()
    if steps and steps[-1] not in known:
        raise LookupError(f"no rule book of {jurisdiction}")
    return (book(day=day), *(book(step, day) for step in steps if step in known))


def chosen(found: Book, body: str, level: str) -> tuple[Rule, ...]:
    """The rules of a book that speak about this body and level."""
    return tuple(r for r in found.rules if r.body in (None, body) and r.level in (None, level))


def in_place(books: tuple[Book, ...], body: str, level: str) -> tuple[Rule, ...]:
    """The rules of several books that speak about this body and level, layer after layer."""
    return tuple(rule for found in books for rule in chosen(found, body, level))


class UnknownKey(ValueError):
    """A key that the registry does not have, or for a kind or an office that does not exist."""


class WrongValue(ValueError):
    """A key is given a value that it cannot have."""


@dataclass(frozen=True)
class Given:
    """What a body's own rules lay down: a value with its article and, where it was copied, its wording."""

    value: Value
    article: str
    wording: str


def fault(key: str, value: Value) -> Text | None:
    """Why `key`, or `key@kind`, or `key@OFFICE`, may not be given this value; None if it may."""
    name, at, narrow = key.partition("@")
    if at and narrow not in KINDS | OFFICES:
        return Text(f"没有叫做“{narrow}”的事项或者职务。", f"No kind of question and no office is called “{narrow}”.")
    return misfit(name, value)


def method(
    overrides: Mapping[str, Value], rules: tuple[Rule, ...], title: Text, article: Text, adopted: str
) -> Iterator[Rule]:
    """The rules that the method adopted by this very meeting sets, above every book; a key may carry `@kind` or `@OFFICE`.

    UnknownKey for a key that no book may have, WrongValue for a value that does not fit it.
    """
    given = {key: Given(value, article.zh, title.zh) for key, value in overrides.items()}
    return _above(given, rules, title, adopted, METHOD_RANK)


def body_rules(given: Mapping[str, Given], rules: tuple[Rule, ...], title: Text, adopted: str) -> Iterator[Rule]:
    """The rules of the body's own rules of procedure, above the books and below the meeting's method; errors as there."""
    return _above(given, rules, title, adopted, BODY_RANK)


def _above(given: Mapping[str, Given], rules: tuple[Rule, ...], layer: Text, day: str, rank: int) -> Iterator[Rule]:
    for key, one in given.items():
        name, _, narrow = key.partition("@")
        no = fault(key, one.value)
        if no is not None:
            unknown = name not in KEYS or not name or narrow not in KINDS | OFFICES | {""} or key.endswith("@")
            raise (UnknownKey if unknown else WrongValue)(f"{key}: {no.zh} {no.en}")
        office, kind = (narrow or None, None) if narrow in OFFICES else (None, narrow or None)
        base = next((r for r in rules if r.fits(name, office, kind)), None)
        yield Rule(
            name, one.value, base.title if base else KEYS[name].title, one.article, one.wording, "T", day, day, layer, rank,
            office=office, kind=kind,
        )  # fmt: skip
