"""What operator and chair may do next with a vote that tellers count; `next` asks `decide` about each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from voting.core import commands as c
from voting.core import hand_commands as hc
from voting.core.hand_entries import excess
from voting.core.hand_forms import foreseen
from voting.core.state import Item, Poll, Sitting


class Wish(NamedTuple):
    """A step before it is asked about: what a screen calls it, the command, what it must ask for first."""

    name: str
    command: c.Command
    args: dict[str, str]
    ask: Literal["stock", "issued", "fallback"] | None


def preparing(poll: Poll, by: c.Actor) -> Iterator[Wish]:
    """Between the announcement and the first paper: the stock, then how many were handed out; a slip is mended."""
    args = {"vote": poll.id}
    paper = poll.draft.form == "paper"
    if not paper or poll.hands.stock:
        yield Wish("open_poll", c.OpenPoll(by, "", poll.id, None, 1), args, "issued" if paper else None)
    if paper:
        yield Wish("count_stock", hc.CountStock(by, "", poll.id, 1, 0), args, "stock")


def judging(s: Sitting, poll: Poll, by: c.Actor) -> Iterator[Wish]:
    """After the return: the chair declares a ballot invalid that brought back too many papers."""
    if poll.state == "closed" and excess(s.rules, poll):
        yield Wish("declare_invalid", hc.DeclareInvalid(by, "", poll.id), {"vote": poll.id}, None)


def failing(s: Sitting, item: Item, by: c.Actor) -> Iterator[Wish]:
    """After a vote that failed: the other forms that the rules foresee for it."""
    last = {poll.draft.id: poll for poll in s.polls.values() if poll.item == item.entry.id}
    for draft in item.entry.drafts:
        if draft.id in last and last[draft.id].state == "voided" and draft.kind in ("motion", "election"):
            for form in foreseen(s, item, draft):
                args = {"item": item.entry.id, "draft": draft.id, "form": form}
                wish = hc.ChangeForm(by, "", item.entry.id, draft.id, form, "asked", "asked")
                yield Wish("change_form", wish, args, "fallback")
