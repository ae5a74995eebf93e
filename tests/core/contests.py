"""Elections for the tests of their rounds: a county congress with one item, whose votes are counted from totals."""

from __future__ import annotations

from dataclasses import replace

from tests.core import notation as n
from tests.core.notation import Given, given
from voting.core import commands as c
from voting.core import events as e
from voting.core import nomination_commands as nc
from voting.core.state import Item
from voting.core.words import Level, Nominator, Office, Round, SlateOrder

BEFORE = "2026-03-09T09:00:00+08:00"  # nominated the day before, so that two days are given to nominate and consider
DECIDED = "the congress decided to go on in this session"


def vote(
    seats: int, fixed: int | None = 1, office: Office = "DEPUTY_CHIEF", stand: tuple[str, ...] = (), **more: object
) -> e.DraftEntry:
    """A planned election; nobody stands yet unless the test says so."""
    made = n.election(seats=seats, candidates=0, fixed=fixed, office=office)
    return replace(made, candidates=stand, **more)  # type: ignore[arg-type]


def laid(draft: e.DraftEntry, voters: int = 20, level: Level = "county", **method: object) -> tuple[e.Event, ...]:
    """A congress of so many, all present, open, with one election on its agenda, introduced."""
    book = {**n.CONSENT, **{key.replace("__", "."): value for key, value in method.items()}}
    start = n.prepared(voters, n.item("a1", "election", draft), level=level, method=book)  # type: ignore[arg-type]
    return n.after((start, n.present(voters)), n.open_sitting(), n.introduce("a1"))


def presidium(*names: str, draft: str = "d1") -> tuple[nc.Nominate, ...]:
    """The presidium's list."""
    return tuple(nc.Nominate(n.SECRETARY, BEFORE, "a1", draft, name, True) for name in names)


def put_forward(name: str, organ: Nominator, draft: str = "d1") -> nc.Nominate:
    """A nomination by an organ or an organisation other than the presidium."""
    return nc.Nominate(n.SECRETARY, BEFORE, "a1", draft, name, False, (), None, organ)


def jointly(name: str, first: int, last: int, draft: str = "d1", deputy: str | None = None) -> nc.Nominate:
    """A joint nomination signed by the members with these numbers."""
    signers = tuple(n.member(number) for number in range(first, last + 1))
    return nc.Nominate(n.OPERATOR, BEFORE, "a1", draft, name, False, signers, deputy)


def withdrawn(name: str, reason: str = "ill", agreed: str = "presidium") -> nc.WithdrawCandidate:
    return nc.WithdrawCandidate(n.OPERATOR, n.AT, "a1", name, reason, agreed)


def fixed(*names: str, draft: str = "d1", order: SlateOrder = "strokes", reason: str | None = None) -> nc.FixSlate:
    return nc.FixSlate(n.OPERATOR, n.AT, "a1", draft, names, order, reason)


def planned(
    kind: Round,
    name: str,
    *candidates: str,
    draft: str = "d1",
    surplus: int | None = None,
    decision: str | None = DECIDED,
) -> nc.PlanRound:
    """The next round of the election, under a name of its own."""
    return nc.PlanRound(n.OPERATOR, n.AT, "a1", draft, name, kind, candidates, surplus, decision)


def settled(
    poll: str, *names: str, into: str = "", deputy: str | None = None, reason: str = "the tellers agree"
) -> nc.SettleName:
    return nc.SettleName(n.SCRUTINEER, n.AT, poll, names, into or names[0], deputy, reason)


def held(before: object, draft: str, poll: str, *papers: c.Paper) -> Given:
    """The vote on this draft, up to its count."""
    votes = sum(paper.copies for paper in papers)
    wishes = (n.announce("a1", draft, poll), *n.voted(votes, poll, named=False), n.count(*papers, poll=poll))
    return given(n.after(before, *wishes))  # type: ignore[arg-type]


def declared(before: object, draft: str, poll: str, *papers: c.Paper) -> Given:
    """The vote on this draft, up to its declaration."""
    return held(before, draft, poll, *papers).when(n.declare(poll)).happened


def counted(after: Given, poll: str) -> e.PollCounted:
    """The newest figures of a poll."""
    assert after.state is not None
    seen = after.state.polls[poll].counted
    assert seen is not None
    return seen


def the_item(after: Given) -> Item:
    assert after.state is not None
    return after.state.items["a1"]
