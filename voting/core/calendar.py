"""An organ's meetings over a year against the law: how often, how far apart, how long (law.md A04, A05, B2, B8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from voting.core.deadlines import shifted
from voting.core.rulebook import RuleBook
from voting.core.words import Body, Text


@dataclass(frozen=True)
class Held:
    """One meeting by its first and last day, and whether it elected anybody; the preparatory meeting is left out."""

    name: str
    first: date
    last: date
    elects: bool = False

    @property
    def days(self) -> int:
        """How many days it sat, first and last included."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Finding:
    """One check: whether it is met, what is missing, and on which article it rests; policy is no law."""

    key: str
    met: bool
    text: Text
    article: str
    policy: bool = False


def findings(book: RuleBook, body: Body, meetings: Sequence[Held], year: int) -> tuple[Finding, ...]:
    """Every check of this organ's meetings in a calendar year, in the order of the law."""
    here = sorted((one for one in meetings if one.first.year == year), key=lambda one: one.first)
    if body == "congress":
        return (_per_year(book, len(here)), *_length(book, here))
    found = _both_readings(book, sorted(meetings, key=lambda one: one.first), here, year)
    reading = book.word("meeting.interval_reading")
    return tuple(one for one in found if reading in ("both", one.key))


def _per_year(book: RuleBook, count: int) -> Finding:
    """A congress meets at least once a year, a township's as a rule twice (ZZF 14)."""
    rule = book.rule("meeting.per_year")
    least = rule.value if type(rule.value) is int else 1
    text = Text(f"全年举行{count}次，应当至少{least}次。", f"{count} in the year; at least {least}.")
    return Finding("per_year", count >= least, text, rule.article)


def _length(book: RuleBook, here: Sequence[Held]) -> tuple[Finding, ...]:
    """Without elections at least two days, as a policy text has it; no law says so (S2)."""
    if not book.has("meeting.days"):
        return ()
    rule = book.rule("meeting.days")
    least = rule.value if type(rule.value) is int else 1
    short = [one for one in here if one.days < least and not one.elects]
    zh, en = "、".join(one.name for one in short), ", ".join(one.name for one in short)
    text = (
        Text(f"会期不足{least}天：{zh}。", f"Shorter than {least} days: {en}.")
        if short
        else Text(f"每次会期不少于{least}天。", f"None is shorter than {least} days.")
    )
    return (Finding("days", not short, text, rule.article, policy=rule.certainty not in ("T", "E", "I")),)


def _both_readings(book: RuleBook, meetings: Sequence[Held], here: Sequence[Held], year: int) -> tuple[Finding, ...]:
    """「每两个月至少举行一次」 read both ways (gap G12): a meeting in each pair of months; no gap longer than two months."""
    rule = book.rule("meeting.interval_months")
    months = rule.value if type(rule.value) is int else 2
    empty = [start for start in range(1, 13, months) if not any(start <= m.first.month < start + months for m in here)]
    gaps = _gaps(meetings, year, months)
    spans = "、".join(f"{start}—{min(12, start + months - 1)}月" for start in empty)
    pairs = Text(f"按月份分组：缺{spans}。", f"By groups of {months} months: none in {len(empty)}.") if empty else Text(
        f"按月份分组：每{months}个月都有会议。", f"By groups of {months} months: one in each.")  # fmt: skip
    zh = "；".join(f"{one.isoformat()}—{two.isoformat()}" for one, two in gaps)
    apart = Text(f"按间隔：超过{months}个月的有{zh}。", f"By gaps: longer than {months} months: {zh}.") if gaps else Text(
        f"按间隔：没有超过{months}个月的。", f"By gaps: none longer than {months} months.")  # fmt: skip
    return (
        Finding("pairs_of_months", not empty, pairs, rule.article), Finding("gap", not gaps, apart, rule.article),
    )  # fmt: skip


def _gaps(meetings: Sequence[Held], year: int, months: int) -> tuple[tuple[date, date], ...]:
    """Neighbouring meetings further apart than so many months, where the later one or the wait falls into the year."""
    found = []
    for one, two in pairwise(meetings):
        if two.first > shifted(one.last, "months", months) and year in (one.last.year, two.first.year):
            found.append((one.last, two.first))
    return tuple(found)
