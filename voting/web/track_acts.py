"""What officers put on record around votes: steps, movers, late papers, votes set aside, lists, trial votes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar, get_args

from voting.clerk.clerk import Answer
from voting.clerk.petition import Moving
from voting.core import commands as c
from voting.core import track_commands as tc
from voting.core.events import RosterEntry
from voting.core.words import Addressee, Aside, Proposer, RosterName, StepResult, StepWord
from voting.web.arguments import Args, WrongArgs, maybe, number, text, texts
from voting.web.house import House

MOST_SIGNERS: Final = 3_000
W = TypeVar("W", bound=str)


def _one(args: Args, name: str, known: tuple[W, ...]) -> W:
    """One word of a closed set."""
    found = next((word for word in known if word == text(args, name)), None)
    if found is None:
        raise WrongArgs(name)
    return found


def _record(house: House, by: c.Actor, args: Args) -> Answer:
    result: StepResult = _one(args, "result", get_args(StepResult)) if maybe(args, "result") else "done"
    step: StepWord = _one(args, "step", get_args(StepWord))
    return house.order(tc.RecordStep(
        by, "", text(args, "item"), maybe(args, "draft") or "", step, result, maybe(args, "day") or "",
        maybe(args, "organ"), maybe(args, "note"),
    ))  # fmt: skip


def _aside(house: House, by: c.Actor, args: Args) -> Answer:
    how: Aside = _one(args, "how", get_args(Aside))
    return house.order(tc.SetAside(
        by, "", text(args, "item"), text(args, "draft"), how, text(args, "reason"), text(args, "organ"),
        maybe(args, "next"), maybe(args, "proposed_by"),
    ))  # fmt: skip


def _petition(house: House, by: c.Actor, args: Args) -> Answer:
    who: Proposer = _one(args, "proposer", get_args(Proposer))
    signers = texts(args, "signers", MOST_SIGNERS)
    return house.writer.submit(Moving(tc.FilePetition(
        by, "", text(args, "item"), who, signers, text(args, "target"), text(args, "content"),
        draft=maybe(args, "draft") or "",
    )))  # fmt: skip


def _waive(house: House, by: c.Actor, args: Args) -> Answer:
    to: Addressee = _one(args, "to", get_args(Addressee))
    return house.order(tc.WaiveDeadline(by, "", text(args, "item"), to, text(args, "reason"), text(args, "organ")))


def _deliver(house: House, by: c.Actor, args: Args) -> Answer:
    to: Addressee = _one(args, "to", get_args(Addressee))
    return house.order(tc.DeliverPapers(by, "", text(args, "item"), to, text(args, "day")))


def _roster(house: House, by: c.Actor, args: Args) -> Answer:
    name: RosterName = _one(args, "roster", get_args(RosterName))
    plenary = None if args.get("plenary") in (None, "") else number(args, "plenary")
    entry = RosterEntry(name, texts(args, "members", MOST_SIGNERS), maybe(args, "item"), plenary)
    return house.order(tc.LayRoster(by, "", entry))


ACTS: Final[dict[str, tuple[frozenset[str], Callable[[House, c.Actor, Args], Answer]]]] = {
    "record_step": (frozenset({"item", "draft", "step", "result", "day", "organ", "note"}), _record),
    "set_aside": (frozenset({"item", "draft", "how", "reason", "organ", "next", "proposed_by"}), _aside),
    "file_petition": (frozenset({"item", "draft", "proposer", "signers", "target", "content"}), _petition),
    "count_unsatisfied": (
        frozenset({"item", "unsatisfied"}),
        lambda h, by, a: h.order(tc.CountUnsatisfied(by, "", text(a, "item"), number(a, "unsatisfied"))),
    ),
    "waive_deadline": (frozenset({"item", "to", "reason", "organ"}), _waive),
    "deliver_papers": (frozenset({"item", "to", "day"}), _deliver),
    "lay_roster": (frozenset({"roster", "members", "item", "plenary"}), _roster),
    "plan_trial": (frozenset({"item"}), lambda h, by, a: h.order(tc.PlanTrial(by, "", text(a, "item")))),
}
