"""What may be done next, and why the rest may not: asked of `decide` itself, never guessed beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, get_args

from voting.core import commands as c
from voting.core import hand_next, nomination_next, parts, track_next
from voting.core.agenda import allowed, consenting, polls_of, proposing
from voting.core.meeting import decide
from voting.core.nomination_rounds import held
from voting.core.poll import announceable
from voting.core.refusals import Refusal
from voting.core.state import Item, Poll, Sitting
from voting.core.words import Role, Word

ANY_DAY: Final = "9999-12-31"
Ask = Literal["reason", "disposition", "confirm", "stock", "issued", "fallback", "further", "names",
              "petition", "waive", "step", "aside", "unsatisfied"]  # fmt: skip
Weight = Literal["primary", "plain", "danger"]


@dataclass(frozen=True)
class Step:
    """A possible step: the command a screen sends, what it must ask for first, and the refusal if there is one."""

    command: str
    args: tuple[tuple[str, str], ...]
    weight: Weight
    ask: Ask | None
    refusal: Refusal | None


def steps(sitting: Sitting, role: Role) -> tuple[Step, ...]:
    """Every step of an officer in the order people take them; the first lawful primary one is *the* next step."""
    by = c.Actor(role, "next")
    return (*_opening(sitting, by), *_polls(sitting, by), *_items(sitting, by), *_closing(sitting, by))


def _step(
    sitting: Sitting, name: str, command: c.Command, args: dict[str, str], weight: Weight = "plain",
    ask: Ask | None = None,
) -> Step:  # fmt: skip
    found = decide(command, sitting)
    return Step(name, tuple(args.items()), weight, ask, found if isinstance(found, Refusal) else None)


def _opening(s: Sitting, by: c.Actor) -> Iterator[Step]:
    if s.phase == "prepared":
        yield _step(s, "open_sitting", c.OpenSitting(by, ""), {}, "primary")
        yield from _wishes(s, track_next.before_opening(s, by))
    for item, draft in track_next.trials(s) if s.phase != "closed" else ():
        no = announceable(s, item, draft)
        yield Step("announce_poll", (("item", item.entry.id), ("draft", draft.id)), "plain", None, no)


def _polls(s: Sitting, by: c.Actor) -> Iterator[Step]:
    for poll in s.polls.values():
        if poll.running:
            yield from _poll(s, poll, by)


def _poll(s: Sitting, poll: Poll, by: c.Actor) -> Iterator[Step]:
    args = {"vote": poll.id}
    yield from _wishes(s, hand_next.judging(s, poll, by))
    yield from _wishes(s, nomination_next.names(s, poll, by))
    if poll.state == "announced" and poll.by_hand:
        yield from _wishes(s, hand_next.preparing(poll, by))
    elif poll.state == "announced":
        early: Ask | None = "reason" if len(poll.drawn) < len(poll.voters) else None
        yield _step(s, "open_poll", c.OpenPoll(by, "", poll.id, "early" if early else None), args, "primary", early)
    if poll.state == "open":
        yield _step(s, "close_poll", c.ClosePoll(by, "", poll.id), args, "primary", "confirm")
    if poll.state in ("closed", "counted"):
        yield _step(s, "declare", c.Declare(by, "", poll.id), args, "primary")
    if poll.complaints and poll.settled is None:
        yield _step(s, "settle_complaint", c.SettleComplaint(by, "", poll.id, "asked"), args, "primary", "reason")
    yield _step(s, "void_poll", c.VoidPoll(by, "", poll.id, "asked"), args, "danger", "reason")


def _wishes(s: Sitting, wishes: Iterator[hand_next.Wish | nomination_next.Wish | track_next.Wish]) -> Iterator[Step]:
    for wish in wishes:
        later = wish.name == "plan_trial" or wish.args.get("step") == "approval"  # from above, perhaps weeks on
        weight: Weight = "plain" if wish.ask in ("fallback", "aside") or later else "primary"
        yield _step(s, wish.name, wish.command, wish.args, weight, wish.ask)


def _items(s: Sitting, by: c.Actor) -> Iterator[Step]:
    if s.phase != "open":
        return
    here = s.items.get(s.current or "")
    if here is not None and here.stage != "disposed":
        yield from _item(s, here, by)
    for item in s.items.values():
        if item is not here and item.stage in ("introduced", "deliberating"):
            yield from _item(s, item, by)
    for item in s.items.values():
        if item.stage == "listed":
            yield from _wishes(s, track_next.listed(s, item, by))
            command = c.IntroduceItem(by, "", item.entry.id)
            yield _step(s, "introduce_item", command, {"item": item.entry.id}, "primary")
    for item in s.items.values():
        if item.stage == "listed" and _undisposable(s, item, by) is None:
            yield Step("dispose", (("item", item.entry.id),), "plain", "disposition", None)
    yield from _wishes(s, track_next.afterwards(s, by))


def _item(s: Sitting, item: Item, by: c.Actor) -> Iterator[Step]:
    args = {"item": item.entry.id}
    yield from _wishes(s, nomination_next.rounds(s, item, by))
    done = held(s, item)
    if item.stage == "introduced":
        weight: Weight = (
            "plain" if item.entry.kind == "election" and done else "primary"
        )  # a further round goes on at once
        yield _step(s, "deliberate", c.Deliberate(by, "", item.entry.id), args, weight)
    yield from _wishes(s, track_next.around(s, item, by))
    for draft in parts.real(item):
        if draft.id not in done and draft.id not in item.track.aside and not parts.fallen(s, item, draft):
            no = announceable(s, item, draft)
            yield Step("announce_poll", (*args.items(), ("draft", draft.id)), "primary", None, no)
    yield from _wishes(s, hand_next.failing(s, item, by))
    if not any(poll.running for poll in polls_of(s, item.entry.id)):
        weight = "plain" if item.entry.drafts else "primary"
        yield Step("dispose", tuple(args.items()), weight, "disposition", _undisposable(s, item, by))


def _undisposable(s: Sitting, item: Item, by: c.Actor) -> Refusal | None:
    """None where at least one of the item's words could end it now, else why the first cannot."""
    words = [word for word in get_args(Word) if word in allowed(s, item)]
    found = [decide(_asked(s, item, word, by), s) for word in words]
    refused = [no for no in found if isinstance(no, Refusal)]
    return refused[0] if len(refused) == len(found) else None


def _asked(s: Sitting, item: Item, word: Word, by: c.Actor) -> c.Dispose:
    """The disposition as somebody would give it who asks whether it could stand."""
    agreed, proposed = next(iter(consenting(s, item, word)), "asked"), next(iter(proposing(s, item, word)), None)
    return c.Dispose(by, "", item.entry.id, word, "asked", agreed, ANY_DAY, "asked", "asked", proposed)


def _closing(s: Sitting, by: c.Actor) -> Iterator[Step]:
    if s.phase == "open":
        yield _step(s, "close_sitting", c.CloseSitting(by, ""), {}, "primary", "confirm")
