"""A county congress by keys, told from its preparatory meeting to its close: every wish goes through the core alone.

What the sitting knows at the end is folded once more from its written ledger.
"""

from __future__ import annotations

import pytest

from tests.core import notation as n
from tests.sittings import congress as told
from voting.core import commands as c
from voting.core import nomination_commands as nc
from voting.core.commands import Paper
from voting.core.meeting import decide, fold
from voting.core.refusals import Refusal
from voting.core.state import Sitting
from voting.ledger import codec


class ByKeys:
    """The session as it goes: each wish is decided, each event is written; every seat has its terminal."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.now: Sitting | None = None
        self.do(told.prepared("keypress", "ballot"))
        self.do(*(c.EnrolDevice(n.OPERATOR, n.AT, n.seat(k), n.kid(k)) for k in range(1, told.HERE + 1)))
        self.do(*told.arrived())

    @property
    def state(self) -> Sitting:
        assert self.now is not None
        return self.now

    def do(self, *wishes: c.Command) -> None:
        for wish in wishes:
            found = decide(wish, self.now)
            assert not isinstance(found, Refusal), found
            self.now = fold(found, self.now)
            self.entries += map(codec.encode, found)

    def refused(self, wish: c.Command) -> tuple[str, str | None]:
        found = decide(wish, self.now)
        assert isinstance(found, Refusal), found
        return found.code, found.article

    def figures(self, item: str, draft: str, *papers: Paper) -> str:
        """A vote up to its count; nothing of it may be done before its turn, and screens offer each step in its turn."""
        poll = f"p{len(self.state.polls) + 1}"
        planned = self.state.items[item].draft(draft)
        assert planned is not None
        self.do(n.announce(item, draft, poll))
        assert self.refused(n.close_poll(poll)) == ("poll.not_open", None)
        assert self.refused(n.declare(poll)) == ("poll.not_counted", None)
        assert "open_poll" in told.offered(self)
        votes = sum(paper.copies for paper in papers)
        self.do(*n.voted(votes, poll, named=planned.secrecy == "named"), n.count(*papers, poll=poll))
        seen = self.state.polls[poll].counted
        assert seen is not None
        written = set(seen.elected) & set(told.WRITTEN)  # it waits for the tellers to say who that is
        assert ("declare" in told.offered(self)) == (not written)
        return poll

    def settled(self, wish: nc.SettleName, *papers: Paper) -> None:
        self.do(wish, n.count(*papers, poll=wish.poll))


@pytest.fixture(scope="module")
def congress() -> ByKeys:
    """The session, held to its end."""
    house = ByKeys()
    told.told(house)
    return house


def test_a_whole_session_by_keys_is_what_its_ledger_says(congress: ByKeys) -> None:
    """law.md C1, C2, D6, D7, D10, D22: the whole session is held, and its events read again give the same state."""
    assert fold(map(codec.decode, congress.entries)) == congress.state
    assert len(congress.state.polls) == 10


def test_a_closed_session_takes_nothing_more(congress: ByKeys) -> None:
    """Nobody is nominated, nothing is declared and no list is laid once the session is closed."""
    assert congress.refused(told.nominated("c9")) == ("sitting.closed", None)
    assert congress.refused(n.declare("p8")) == ("poll.finished", None)
    assert congress.refused(c.CloseSitting(n.CHAIR, n.AT)) == ("sitting.closed", None)


def test_the_record_tells_every_round_of_the_election(congress: ByKeys) -> None:
    """The rounds stand in their order, each on the one before it, and each says what it came to."""
    polls = [poll for poll in told.record(congress.state).polls if poll.election is not None]
    assert [(poll.round, poll.prior, poll.outcome) for poll in polls] == [
        ("primary", None, "decided"), ("first", "p6", "short"), ("further", "p7", "tied"), ("tie_revote", "p8", "decided"),
        ("first", None, "decided"),
    ]  # fmt: skip
    first = polls[1].election
    assert first is not None
    assert [(line.name, line.for_, line.write_in) for line in first.ranking[:2]] in (
        [("王秀兰", 33, False), ("周行", 33, True)], [("周行", 33, True), ("王秀兰", 33, False)],
    )  # fmt: skip
