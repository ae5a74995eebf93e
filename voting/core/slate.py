"""Candidates before the vote: how many a list may have (law.md B3, B12), and the cut of a pre-vote 预选.

Figures in, a value out; what the law leaves open is a rule of the book, never a number in this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import Rule, RuleBook, Value, fraction
from voting.core.words import Office, Round

Lawful = Literal["lawful", "primary_required", "refused"]


@dataclass(frozen=True)
class Span:
    """The lawful surplus of candidates over seats, both ends included; `most` None is no end.

    `gap` is the rule that decided where no whole number fits the range of the law.
    """

    least: int
    most: int | None
    articles: tuple[str, ...]
    gap: Rule | None = None


@dataclass(frozen=True)
class Slate:
    """What a list of this length is: lawful, too long without a pre-vote, or refused with its code."""

    span: Span | None
    articles: tuple[str, ...]
    refusal: Refusal | None = None
    primary: bool = False

    @property
    def outcome(self) -> Lawful:
        if self.refusal is not None:
            return "refused"
        return "primary_required" if self.primary else "lawful"


@dataclass(frozen=True)
class Primary:
    """The formal list of a pre-vote in order of votes, and who ties at its last place."""

    formal: tuple[str, ...]
    tied: tuple[str, ...]
    places_left: int


def offered(book: RuleBook, office: Office, round_: Round = "first") -> bool:
    """Whether the law gives this election to this body, in this round."""
    return office in book.words("election.offices") and round_ in book.words("election.rounds")


def bounds(book: RuleBook, office: Office, seats: int) -> tuple[int, int] | None:
    """The least and most lawful surplus of a first round; None where no whole number fits (law.md B12)."""
    value = book.value("slate.surplus", office=office)
    if not isinstance(value, Mapping):
        raise ValueError("slate.surplus is not a range")
    least, most = _edge(value["least"], seats), _edge(value["most"], seats)
    low = -(-least.numerator // least.denominator)
    high = most.numerator // most.denominator
    return (low, high) if low <= high else None


def _edge(value: Value, seats: int) -> Fraction:
    if isinstance(value, str):
        return fraction(value) * seats
    if isinstance(value, int):
        return Fraction(value)
    raise ValueError(f"not a surplus: {value!r}")


def span(book: RuleBook, office: Office, seats: int, round_: Round) -> Span | None:
    """The lawful surplus in this round; None where no whole number fits and nothing decides what then."""
    if round_ == "by_election":
        own = book.rule("slate.by_election", office=office)
        if not isinstance(own.value, Mapping):
            raise ValueError("slate.by_election is not a range")
        least = _edge(own.value["least"], seats)
        return Span(-(-least.numerator // least.denominator), None, (own.article,))
    articles: tuple[str, ...] = (book.article("slate.surplus", office=office),)
    if round_ == "further":
        articles = (book.article("shortfall.further_election", office=office), *articles)
        if seats == 1 and book.has("slate.one_seat", office=office):
            one = book.rule("slate.one_seat", office=office)
            return Span(_whole(one) - 1, _whole(one) - 1, (one.article,))
    found = bounds(book, office, seats)
    if found is not None:
        return Span(*found, articles)
    gap = book.rule("slate.empty_range_further" if round_ == "further" else "slate.empty_range", office=office)
    return Span(1, 1, articles, gap) if gap.value == "one" else None


def _whole(rule: Rule) -> int:
    if type(rule.value) is not int:
        raise ValueError(f"{rule.key} is no whole number")
    return rule.value


def check(
    book: RuleBook, office: Office, seats: int, stand: int, fixed: int | None, round_: Round, *, formal: bool
) -> Slate:
    """Whether a list of `stand` may be voted on; `fixed` is the surplus of the meeting's method (law.md B3, D13).

    A list that is too long is refused where it is the formal one, and goes to a pre-vote where people are nominated.
    """
    if not offered(book, office, round_):
        key = "election.rounds" if office in book.words("election.offices") else "election.offices"
        return Slate(None, (), refuse("slate.no_office", book.article(key)))
    found = span(book, office, seats, round_)
    article = found.articles[0] if found else book.article("slate.surplus", office=office)
    if found is None:
        return Slate(None, (article,), refuse("slate.no_whole_number", article, seats=seats))
    asked = _asked(book, office, seats, fixed, round_, found)
    if isinstance(asked, Refusal):
        return Slate(found, found.articles, asked)
    no = _length(seats, stand, found, asked, formal=formal)
    long = no is None and asked[1] is not None and stand > seats + asked[1]
    trigger = (book.article("primary.trigger", office=office),) if long else found.articles
    return Slate(found, trigger, no, long)


def _asked(
    book: RuleBook, office: Office, seats: int, fixed: int | None, round_: Round, found: Span
) -> tuple[int, int | None] | Refusal:
    """The surplus this list must have: the span of the law, or within it the number the method has fixed (ZZF 27)."""
    article = found.articles[0]
    if round_ == "by_election" or book.word("primary.trigger", office=office) != "fixed_surplus":
        return found.least, found.most
    if fixed is None:
        return (
            (found.least, found.most)
            if found.gap or round_ == "further"
            else refuse("slate.surplus_not_fixed", article)
        )
    if found.most is not None and not found.least <= fixed <= found.most:
        code = "slate.too_few" if fixed < found.least else "slate.too_many"
        return refuse(code, article, stand=seats + fixed, least=seats + found.least, most=seats + found.most)
    return fixed, fixed


def _length(seats: int, stand: int, found: Span, asked: tuple[int, int | None], *, formal: bool) -> Refusal | None:
    article = found.articles[0]
    least, most = asked
    if found.least > 0 and stand <= seats:
        return refuse("slate.disguised_single_list", article, stand=stand, seats=seats)
    if stand < seats + least:
        return refuse("slate.too_few", article, stand=stand, least=seats + least)
    if formal and most is not None and stand > seats + most:
        return refuse("slate.too_many", article, stand=stand, most=seats + most)
    return None


def places(book: RuleBook, office: Office, seats: int, fixed: int | None) -> int | None:
    """Places on the formal list after a pre-vote; None where the method has to fix their number and has not (ZZF 27)."""
    found = bounds(book, office, seats)
    if found is not None and found[0] == 0:  # a chief: the list may be equal, so the law's own most is the cut
        return seats + found[1]
    return None if fixed is None else seats + fixed


def primary(votes: Mapping[str, int], places_: int) -> Primary:
    """The most votes take the places, no majority is needed; a tie across the last place stays open (ZZF 27, XJF 32)."""
    order = sorted(votes, key=lambda name: -votes[name])
    if len(order) <= places_:
        return Primary(tuple(order), (), places_ - len(order))
    cut = votes[order[places_]]
    if votes[order[places_ - 1]] > cut:
        return Primary(tuple(order[:places_]), (), 0)
    sure = tuple(name for name in order if votes[name] > cut)
    return Primary(sure, tuple(name for name in order if votes[name] == cut), places_ - len(sure))
