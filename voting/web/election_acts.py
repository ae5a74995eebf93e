"""What officers say about nominations, lists and rounds of an election, and about names written in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, get_args

from voting.ballots.recount import plain_name
from voting.clerk.clerk import Answer
from voting.clerk.nomination import Nominating, Planning
from voting.clerk.tellers import Summing
from voting.core import commands as c
from voting.core import nomination_commands as nc
from voting.core.refusals import Refusal, refuse
from voting.core.words import Nominator, Round, SlateOrder, Text
from voting.web.arguments import Args, WrongArgs, maybe, number, text, texts
from voting.web.house import House

LONGEST_NAME: Final = 60
MOST_SIGNERS: Final = 3_000
MOST_NAMES: Final = 1_000  # on a list


def _flag(args: Args, name: str) -> bool:
    value = args.get(name)
    if not isinstance(value, bool):
        raise WrongArgs(name)
    return value


def _organ(args: Args) -> Nominator | None:
    """Which organ or organisation nominates, where it is named."""
    word = maybe(args, "organ")
    found: Nominator | None = next((one for one in get_args(Nominator) if one == word), None)
    if (found is None and word is not None) or found == "members":
        raise WrongArgs("organ")
    return found


def _nominate(house: House, by: c.Actor, args: Args) -> Answer:
    """A name, or a member of the roll whose name it is."""
    deputy = maybe(args, "deputy")
    person = house.texts.people.get(deputy or "")
    if deputy is not None and person is None:
        return refuse("member.unknown")
    name = plain_name(person.name if person else text(args, "person"))
    if not name or len(name) > LONGEST_NAME:
        raise WrongArgs("person")
    english = maybe(args, "en") or name
    return house.writer.submit(Nominating(
        by, text(args, "item"), text(args, "draft"), Text(name, english), _flag(args, "presidium"),
        texts(args, "signers", MOST_SIGNERS), deputy, _organ(args),
    ))  # fmt: skip


def _fix(house: House, by: c.Actor, args: Args) -> Answer:
    order = text(args, "order")
    found = next((word for word in get_args(SlateOrder) if word == order), None)
    if found is None:
        raise WrongArgs("order")
    names = texts(args, "candidates", MOST_NAMES)
    return house.order(
        nc.FixSlate(by, "", text(args, "item"), text(args, "draft"), names, found, maybe(args, "reason"))
    )


def _plan(house: House, by: c.Actor, args: Args) -> Answer:
    kind = next((word for word in get_args(Round) if word == text(args, "round")), None)
    if kind is None:
        raise WrongArgs("round")
    surplus = None if args.get("surplus") in (None, "") else number(args, "surplus")
    names = texts(args, "candidates", MOST_NAMES)
    command = nc.PlanRound(
        by, "", text(args, "item"), text(args, "draft"), "", kind, names, surplus, maybe(args, "decision"),
        maybe(args, "reason"),
    )  # fmt: skip
    return house.writer.submit(Planning(command, house.texts))


def _withdraw(house: House, by: c.Actor, args: Args) -> Answer:
    item, candidate = text(args, "item"), text(args, "candidate")
    return house.order(nc.WithdrawCandidate(by, "", item, candidate, text(args, "reason"), text(args, "by")))


def _settle(house: House, by: c.Actor, args: Args) -> Answer:
    """The names are one person; a box is counted anew by the house, heaps of paper at once."""
    vote, names = text(args, "vote"), texts(args, "names", MOST_NAMES)
    into = maybe(args, "into") or (names[0] if names else "")
    done = house.order(nc.SettleName(by, "", vote, names, into, maybe(args, "deputy"), text(args, "reason")))
    if isinstance(done, Refusal) or not house.sitting.polls[vote].by_hand:
        return done
    return house.writer.submit(Summing(by, vote))


ACTS: Final[dict[str, tuple[frozenset[str], Callable[[House, c.Actor, Args], Answer]]]] = {
    "nominate": (frozenset({"item", "draft", "person", "en", "deputy", "presidium", "organ", "signers"}), _nominate),
    "withdraw_candidate": (frozenset({"item", "candidate", "reason", "by"}), _withdraw),
    "fix_slate": (frozenset({"item", "draft", "candidates", "order", "reason"}), _fix),
    "plan_round": (frozenset({"item", "draft", "round", "candidates", "surplus", "decision", "reason"}), _plan),
    "settle_name": (frozenset({"vote", "names", "into", "deputy", "reason"}), _settle),
}
