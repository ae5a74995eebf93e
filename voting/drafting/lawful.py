"""What the law in force leaves open to a form: words to choose from, rules a method may set, the length of each list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from voting.core import slate
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import Rule, RuleBook, RuleMissing, Value
from voting.core.track_words import ADDRESSEES, MATTERS, ROSTERS, STEPS
from voting.core.words import Body, ItemKind, Level, Office, Round, Text
from voting.documents.fields import exact_value
from voting.documents.toml_lines import Path
from voting.drafting.shaped import drawn
from voting.projections.citations import of_article
from voting.projections.texts import plain
from voting.projections.values import readable
from voting.rules import load
from voting.rules.keys import REGISTRY, Key

# What a method of voting or election usually says, first in the form; every other key stands behind them.
USUAL: Final = (
    "ballot.tier0", "ballot.keys_for_paper", "ballot.blank", "ballot.over_vote_void", "write_in.allowed",
    "write_in.requires_oppose", "ballot.total_comparator", "poll.publish_counts", "primary.trigger", "names.order",
    "tie.revote",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Whose sitting it is: what decides which rules are in force."""

    body: Body
    level: Level
    jurisdiction: str | None
    day: str | None


@dataclass(frozen=True)
class List:
    """One election of a form: the lawful number of candidates (`most` None: no end) and what is wrong with its list.

    `formal` is the length that the method fixes by its surplus.
    """

    path: Path
    seats: int
    stand: int
    least: int | None
    most: int | None
    formal: int | None
    articles: tuple[str, ...]
    primary: bool
    refusal: Refusal | None


def place_of(meeting: object) -> Place | None:
    """Whose sitting a `meeting` table of a form speaks of; None while body and level are not chosen."""
    if not isinstance(meeting, Mapping):
        return None
    body = next((word for word in get_args(Body) if word == meeting.get("body")), None)
    level = next((word for word in get_args(Level) if word == meeting.get("level")), None)
    if body is None or level is None:
        return None
    where, day = meeting.get("jurisdiction"), meeting.get("date")
    return Place(body, level, where if where in load.jurisdictions() else None, day if isinstance(day, str) else None)


def rules(place: Place) -> tuple[Rule, ...]:
    """The rules of the books for this sitting, by today's newest where none is in force on its day."""
    try:
        books = load.layers(place.jurisdiction, place.day or None)
    except LookupError:
        books = load.layers(place.jurisdiction)
    return load.in_place(books, place.body, place.level)


def choices(place: Place) -> dict[str, object]:
    """The words that the law leaves open to this sitting, and every rule with the value that holds without a method."""
    book = RuleBook(rules(place))
    return {
        "dispositions": {kind: _words(book, "agenda.dispositions", kind) for kind in get_args(ItemKind)},
        "reporters": {kind: _words(book, "report.reporter", kind) for kind in get_args(ItemKind)},
        "offices": _words(book, "election.offices"),
        "steps": _named(STEPS.items()), "rosters": _named(ROSTERS.items()), "addressees": _named(ADDRESSEES.items()),
        "matters": _named(MATTERS.items()),
        "rules": [_rule(book, key) for key in REGISTRY], "usual": [key for key in USUAL if key in load.KEYS],
    }  # fmt: skip


def jurisdictions() -> list[dict[str, object]]:
    """The places with rules of their own, to choose from."""
    return [{"word": name, "label": plain(load.book(name).title)} for name in load.jurisdictions()]


def _words(book: RuleBook, key: str, kind: str | None = None) -> list[dict[str, object]]:
    if not book.has(key, kind=kind):
        return []
    return [{"word": word, "label": plain(readable(word))} for word in book.words(key, kind=kind)]


def _named(words: Iterable[tuple[str, Text]]) -> list[dict[str, object]]:
    return [{"word": word, "label": plain(label)} for word, label in words]


def _rule(book: RuleBook, key: Key) -> dict[str, object]:
    held = [
        _held(rule) for rule in book.by_key.get(key.name, ()) if book.rule(key.name, rule.office, rule.kind) is rule
    ]
    return {
        "key": key.name,
        "title": plain(key.title),
        **drawn(key.shape, key.name),
        "form": plain(key.shape.form()),
        "held": held,
    }


def _held(rule: Rule) -> dict[str, object]:
    """What holds without the method; `at` is the kind or office it is narrowed to, or null."""
    cited = of_article(rule.article)
    return {
        "at": rule.office or rule.kind, "value": _json(rule.value), "said": plain(readable(rule.value)),
        "citation": plain(cited) if cited else None, "gap": rule.decision is not None,
    }  # fmt: skip


def _json(value: Value) -> object:
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    return {key: _json(one) for key, one in value.items()} if isinstance(value, Mapping) else value


def lists(form: Mapping[str, object]) -> tuple[List, ...]:
    """Every election of a form with its lawful number of candidates, as far as the form can be understood."""
    place = place_of(form.get("meeting"))
    if place is None:
        return ()
    book = RuleBook((*rules(place), *_own(form, place)))
    polls = ((path, poll) for path, poll in _polls(form) if poll.get("kind") == "election")
    return tuple(found for path, poll in polls if (found := _list(book, path, poll)) is not None)


def _own(form: Mapping[str, object], place: Place) -> tuple[Rule, ...]:
    """What of the body's own rules and of the form's method can be used."""
    found: tuple[Rule, ...] = ()
    for _, text in _tables(form.get("body_rules")):
        listed = text.get("rules")
        said = listed if isinstance(listed, Mapping) else {}
        values = _sound({key: one.get("value") for key, one in said.items() if isinstance(one, Mapping)})
        given = {key: load.Given(value, "", "") for key, value in values.items()}
        found = (*found, *load.body_rules(given, rules(place), Text("本机关的规定", "The body's own rules"), ""))
    method = form.get("method")
    title = Text("本次会议的办法", "The method of this meeting")
    set_ = _sound(method.get("rules") if isinstance(method, Mapping) else None)
    return (*found, *load.method(set_, rules(place), title, title, place.day or ""))


def _sound(given: object) -> dict[str, Value]:
    """The values by key that a rule can have."""
    told = given if isinstance(given, Mapping) else {}
    values = {key: value for key, one in told.items() if (value := exact_value(one)) is not None}
    return {key: value for key, value in values.items() if load.fault(key, value) is None}


def _polls(form: Mapping[str, object]) -> Iterator[tuple[Path, Mapping[str, object]]]:
    for place, item in _tables(form.get("item")):
        for at, poll in _tables(item.get("poll")):
            yield ("item", place, "poll", at), poll


def _tables(value: object) -> Iterator[tuple[int, Mapping[str, object]]]:
    for place, one in enumerate(value if isinstance(value, list) else ()):
        if isinstance(one, Mapping):
            yield place, one


def _list(book: RuleBook, path: Path, poll: Mapping[str, object]) -> List | None:
    office = next((word for word in get_args(Office) if word == poll.get("office")), None)
    seats, fixed = poll.get("seats"), poll.get("fixed_surplus")
    if office is None or type(seats) is not int or not 1 <= seats <= 1_000:
        return None
    formal = seats + fixed if type(fixed) is int else None
    names = poll.get("candidates")
    stand = len(names) if isinstance(names, list) else 0
    round_: Round = "by_election" if poll.get("by_election") is True else "first"
    try:
        found = slate.check(book, office, seats, stand, fixed if type(fixed) is int else None, round_, formal=stand > 0)
    except RuleMissing:
        return List(path, seats, stand, None, None, formal, (), primary=False, refusal=refuse("slate.no_office"))
    least, most = (found.span.least, found.span.most) if found.span else (None, None)
    return List(
        path, seats, stand, None if least is None else seats + least, None if most is None else seats + most, formal,
        found.articles, found.primary, _told(found, stand),
    )  # fmt: skip


def _told(found: slate.Slate, stand: int) -> Refusal | None:
    """While nobody stands yet, only what no list could mend is told."""
    no = found.refusal
    open_still = no is not None and stand == 0 and no.code in ("slate.too_few", "slate.disguised_single_list")
    return None if open_still else no
