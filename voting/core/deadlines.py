"""Time limits counted back from the day of the sitting.

The law does not say how “…日前” is counted (gap G13). Convention: calendar days, the day of the sitting itself left
out, so that papers "ten days before" a sitting on the 20th are in time on the 10th and late on the 11th.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from voting.core import track_commands as c
from voting.core import track_events as e
from voting.core.decision import Decision, Machine
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import Value
from voting.core.state import Item, Sitting
from voting.core.track_words import ORGANS
from voting.core.words import Addressee, Body, ItemKind, Level, Matter

LIMITS: Final[dict[ItemKind, dict[Addressee, str]]] = {  # to whom an item's papers go, and the rule with the limit
    "report": {
        "committee": "deadline.report_to_committee", "standing_committee": "deadline.report_to_sc",
        "members": "deadline.report_to_members",
    },
    "decision": {"standing_committee": "bill.lodged"},
    "appointment": {"standing_committee": "appointment.lodged"},
}  # fmt: skip
MATTERS: Final[dict[Matter, tuple[str, Addressee]]] = {  # by what an item is about; its papers come first to a committee
    "budget": ("deadline.budget_draft", "committee"),
    "budget_adjustment": ("deadline.budget_adjustment", "committee"),
    "final_accounts": ("deadline.final_accounts", "committee"),
}  # fmt: skip


@dataclass(frozen=True)
class Limit:
    """One time limit of an item: the last lawful day, when the papers came, and what is to be done about it."""

    to: Addressee
    last: date
    delivered: date | None
    waived: str | None
    article: str

    @property
    def missed(self) -> bool:
        """Delivered too late; where nothing was delivered the caller's day decides, see `open_on`."""
        return self.delivered is not None and self.delivered > self.last

    def left(self, today: date) -> int:
        """Days until the last lawful day; negative once it has gone by."""
        return (self.last - today).days


def last_day(value: Value, day: date, *, day_counts: bool = False) -> date:
    """The last lawful day of a limit `{days|weeks|months = n, before = …}`; `day_counts`: the day itself is the first.

    ValueError for a value of another shape.
    """
    unit, number = _period(value)
    return shifted(day, unit, -number) + timedelta(days=1 if day_counts else 0)


def end_of(value: Value, day: date) -> date:
    """The day by which a period `{days|weeks|months = n, after = …}` that begins on `day` is over."""
    unit, number = _period(value)
    return shifted(day, unit, number)


def _period(value: Value) -> tuple[str, int]:
    if isinstance(value, Mapping):
        for unit in ("days", "weeks", "months"):
            number = value.get(unit)
            if type(number) is int:
                return unit, number
    raise ValueError(f"no days, weeks or months: {value!r}")


def shifted(day: date, unit: str, number: int) -> date:
    """`day` moved by so many days, weeks or months; the 31st becomes the last day of a shorter month."""
    if unit != "months":
        return day + timedelta(days=number * (7 if unit == "weeks" else 1))
    month = day.year * 12 + day.month - 1 + number
    first, after = (date(at // 12, at % 12 + 1, 1) for at in (month, month + 1))
    return first + timedelta(days=min(day.day, (after - first).days) - 1)


def past_day(day: str, at: str) -> date | None:
    """An ISO day not after the moment `at` (RFC 3339; empty: any day), or None."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return found if not at or found.isoformat() <= at[:10] else None


def limits(sitting: Sitting, item: Item) -> tuple[Limit, ...]:
    """The time limits of this item by the rules, for a sitting whose day is known."""
    if not sitting.day:
        return ()
    day, book = date.fromisoformat(sitting.day), sitting.rules
    key = "deadline.counting"
    counts = book.has(key) and book.value(key) == "calendar_with_meeting_day"
    delivered = {**item.entry.delivered, **item.track.delivered}
    return tuple(
        Limit(
            to, last_day(book.value(key), day, day_counts=counts),
            date.fromisoformat(delivered[to]) if to in delivered else None, item.track.waived.get(to), book.article(key),
        )
        for to, key in _limited(sitting.level, item).items()
        if book.has(key)
    )  # fmt: skip


def _limited(level: Level, item: Item) -> dict[Addressee, str]:
    """To whom the papers of an item go, and the rule with the limit: by its kind, and by what it is about (YSF 44, 69, 78).

    In a county the draft budget goes to the standing committee itself; a township has neither it nor a committee (YSF 44).
    """
    found = dict(LIMITS.get(item.entry.kind, {}))
    if item.entry.matter not in MATTERS or level == "township":
        return found
    key, to = MATTERS[item.entry.matter]
    return {**found, "standing_committee" if (item.entry.matter, level) == ("budget", "county") else to: key}


def broken(sitting: Sitting, item: Item, today: str) -> tuple[Limit, ...]:
    """The limits that are missed on `today` (ISO): delivered late, or not at all although the last day has gone by."""
    return tuple(
        one
        for one in limits(sitting, item)
        if one.waived is None and (one.missed or (one.delivered is None and today > one.last.isoformat()))
    )


def too_late(sitting: Sitting, item: Item, at: str) -> Refusal | None:
    """Why an item may not be introduced for the sake of its papers, or None: a missed limit needs a decision on record."""
    found = broken(sitting, item, at[:10] or sitting.day)
    if not found:
        return None
    return refuse("deadline.missed", found[0].article, day=found[0].last.isoformat(), to=found[0].to)


def deliver(command: c.DeliverPapers, sitting: Sitting) -> Decision:
    """The day on which the papers of an item were delivered."""
    item = sitting.items.get(command.item)
    if item is None:
        return refuse("item.unknown")
    if item.stage == "disposed":
        return refuse("item.disposed")
    if past_day(command.day, command.at) is None:
        return refuse("step.day")
    return (e.PapersDelivered(item.entry.id, command.to, command.day, command.at, command.by.text()),)


# Who settles what is on the agenda may let a limit go by: the presidium or the congress; the chairs' meeting or all.
WAIVERS: Final[dict[Body, tuple[str, ...]]] = {
    "congress": ("presidium", "congress", "plenary"),
    "standing_committee": ("chairs_meeting", "plenary"),
}


def waive(command: c.WaiveDeadline, sitting: Sitting) -> Decision:
    """A missed limit is let go by, with the reason and the organ that decided so."""
    item = sitting.items.get(command.item)
    if item is None:
        return refuse("item.unknown")
    missed = next((x for x in broken(sitting, item, command.at[:10] or sitting.day) if x.to == command.to), None)
    if missed is None:
        return refuse("deadline.kept")
    if not command.reason.strip() or not command.organ.strip():
        return refuse("disposition.reason", missed.article)
    if command.organ not in WAIVERS[sitting.body]:
        lawful = tuple(ORGANS[organ] for organ in WAIVERS[sitting.body])
        return refuse("organ.not_lawful", missed.article, lawful)
    return (
        e.DeadlineWaived(item.entry.id, command.to, command.reason, command.organ, command.at, command.by.text()),
    )  # fmt: skip


def _delivered(event: e.PapersDelivered, s: Sitting) -> Sitting:
    item = s.items[event.item]
    delivered = {**item.track.delivered, event.to: event.day}
    return s.put(replace(item, track=replace(item.track, delivered=delivered)))


def _waived(event: e.DeadlineWaived, s: Sitting) -> Sitting:
    item = s.items[event.item]
    why = {**item.track.waived, event.to: f"{event.organ}：{event.reason}"}
    return s.put(replace(item, track=replace(item.track, waived=why)))


MACHINE = Machine(
    decide={c.DeliverPapers: deliver, c.WaiveDeadline: waive},
    evolve={e.PapersDelivered: _delivered, e.DeadlineWaived: _waived},
)
