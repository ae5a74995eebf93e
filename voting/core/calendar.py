"""An organ's meetings over a year against the law: how often, how far apart, how long (law.md A04, A05, B2, B8).

The waits at the edges of the year are waits too: where no earlier meeting is known, the first is counted from the last
day of the year before; where no later one is known, the wait lasts until the year's last day, or `today` while it runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from voting.core.deadlines import shifted
from voting.core.rulebook import RuleBook
from voting.core.words import Body, Text

MEETING: Final = Text("", "")
BEGINS: Final = Text("（年初以前没有列出会议）", " (no meeting before the year is listed)")
ENDS: Final = Text("（此后没有列出会议）", " (no later meeting is listed)")


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


def findings(
    book: RuleBook, body: Body, meetings: Sequence[Held], year: int, today: date | None = None
) -> tuple[Finding, ...]:
    """Every check of this organ's meetings in a calendar year, in the order of the law; `today` None: it is over."""
    here = sorted((one for one in meetings if one.first.year == year), key=lambda one: one.first)
    if body == "congress":
        return (_per_year(book, len(here)), *_length(book, here))
    end = date(year, 12, 31)
    until = end if today is None else min(end, today)
    found = _both_readings(book, sorted(meetings, key=lambda one: one.first), year, until)
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


def _both_readings(book: RuleBook, meetings: Sequence[Held], year: int, until: date) -> tuple[Finding, ...]:
    """「每两个月至少举行一次」 read both ways (gap G12): a meeting in each pair of months; no gap longer than two months."""
    rule = book.rule("meeting.interval_months")
    months = rule.value if type(rule.value) is int else 2
    met = {one.first.month for one in meetings if one.first.year == year}
    over = [start for start in range(1, 13, months) if shifted(date(year, start, 1), "months", months) <= _after(until)]
    empty = [start for start in over if met.isdisjoint(range(start, start + months))]
    gaps = _gaps(meetings, year, until, months)
    spans = "、".join(f"{start}—{min(12, start + months - 1)}月" for start in empty)
    pairs = Text(f"按月份分组：缺{spans}。", f"By groups of {months} months: none in {len(empty)}.") if empty else Text(
        f"按月份分组：每{months}个月都有会议。", f"By groups of {months} months: one in each.")  # fmt: skip
    zh, en = ("；".join(one.zh for one in gaps), "; ".join(one.en for one in gaps))
    apart = Text(f"按间隔：超过{months}个月的有{zh}。", f"By gaps: longer than {months} months: {en}.") if gaps else Text(
        f"按间隔：没有超过{months}个月的。", f"By gaps: none longer than {months} months.")  # fmt: skip
    return (
        Finding("pairs_of_months", not empty, pairs, rule.article), Finding("gap", not gaps, apart, rule.article),
    )  # fmt: skip


def _after(day: date) -> date:
    """The day after."""
    return shifted(day, "days", 1)


def _gaps(meetings: Sequence[Held], year: int, until: date, months: int) -> tuple[Text, ...]:
    """The waits longer than so many months that fall into the year, as two days each; an edge of the year says so."""
    waits = _waits(meetings, year, until)
    return tuple(
        Text(f"{one.isoformat()}{edge[0].zh}—{two.isoformat()}{edge[1].zh}",
             f"{one.isoformat()}{edge[0].en} – {two.isoformat()}{edge[1].en}")
        for one, two, edge in waits
        if two > shifted(one, "months", months)
    )  # fmt: skip


def _waits(meetings: Sequence[Held], year: int, until: date) -> Iterator[tuple[date, date, tuple[Text, Text]]]:
    """From the last day of one meeting to the first of the next where that touches the year, and its two edges."""
    begin = date(year - 1, 12, 31)
    if not meetings:
        yield begin, until, (BEGINS, ENDS)
        return
    if meetings[0].first > begin:
        yield begin, meetings[0].first, (BEGINS, MEETING)
    for one, two in pairwise(meetings):
        if one.last.year <= year <= two.first.year:
            yield one.last, two.first, (MEETING, MEETING)
    yield meetings[-1].last, until, (MEETING, ENDS)
