"""What operator and chair may do next with the rounds of an election; `next` asks `decide` about each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from voting.core import nomination_commands as nc
from voting.core import nomination_names
from voting.core.commands import Actor, Command
from voting.core.nomination_rounds import Due, due, foremost
from voting.core.state import Item, Poll, Sitting
from voting.core.words import Round


class Wish(NamedTuple):
    """A step before it is asked about: what a screen calls it, the command, what it must ask for first."""

    name: str
    command: Command
    args: dict[str, str]
    ask: Literal["further", "names"] | None


def rounds(s: Sitting, item: Item, by: Actor) -> Iterator[Wish]:
    """The rounds that are due: each is planned with one step, a further election with the decision of the congress."""
    for one in due(s, item):
        args = {"item": item.entry.id, "draft": one.draft, "round": one.round}
        yield Wish("plan_round", _plan(s, item, one, by), args, "further" if one.round == "further" else None)


def _plan(s: Sitting, item: Item, one: Due, by: Actor) -> nc.PlanRound:
    kind: Round = one.round
    draft = item.draft(one.draft)
    names = foremost(s, item, draft) if draft is not None and kind == "further" else ()
    return nc.PlanRound(by, "", item.entry.id, one.draft, "next", kind, names, None, "asked", "asked")


def names(s: Sitting, poll: Poll, by: Actor) -> Iterator[Wish]:
    """Before the declaration: who is meant by a name that is elected or ties."""
    if by.role not in nc.SettleName.may or poll.state != "counted" or poll.counted is None:
        return
    if nomination_names.unsettled(s, poll):
        written = [line.name for line in poll.counted.ranking if line.write_in]
        wish = nc.SettleName(by, "", poll.id, tuple(written[:1]), written[0], None, "asked")
        yield Wish("settle_name", wish, {"vote": poll.id}, "names")
