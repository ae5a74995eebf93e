"""A county congress told from its nominations to its declaration: pre-vote, tie, re-vote, shortfall, further election.

Every wish goes through the core as the house sends it; what the sitting knows at the end is folded from its ledger.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.core import contests as x
from tests.core import notation as n
from voting.core import commands as c
from voting.core import nomination_commands as nc
from voting.core import nomination_rounds as rounds
from voting.core.commands import Paper
from voting.core.meeting import decide, fold
from voting.core.next import steps
from voting.core.refusals import Refusal
from voting.core.state import Item, Sitting
from voting.ledger import codec

DEPUTIES = 40
CHIEFS = ("赵", "钱", "孙", "李", "周")  # nominated by the presidium for four seats and by deputies besides
JOINT = ("吴", "郑")


class Congress:
    """The sitting as it goes: each wish is decided, each event is written and read again."""

    def __init__(self) -> None:
        agenda = (
            n.item("a1", "procedural", n.motion("m1")),
            n.item("a2", "election", x.vote(4, 1)),
            n.item("a3", "election", x.vote(1, None, "CHIEF", ("检",), procurator=True)),
        )
        self.entries = [codec.encode(event) for event in (n.prepared(DEPUTIES, *agenda), *n.present(DEPUTIES))]

    @property
    def state(self) -> Sitting:
        state = fold(map(codec.decode, self.entries))
        assert state is not None
        return state

    @property
    def chiefs(self) -> Item:
        return self.state.items["a2"]

    def refused(self, wish: c.Command) -> str:
        found = decide(wish, self.state)
        assert isinstance(found, Refusal), found
        return found.code

    def do(self, *wishes: c.Command) -> None:
        state = self.state
        for wish in wishes:
            found = decide(wish, state)
            assert not isinstance(found, Refusal), found
            state = fold(found, state) or state
            self.entries += map(codec.encode, found)

    def held(self, item: str, draft: str, *papers: Paper, marks: bool = False) -> None:
        """A vote from its papers to its declaration."""
        poll = f"p{len(self.state.polls) + 1}"
        votes = sum(paper.copies for paper in papers)
        self.do(
            n.announce(item, draft, poll),
            *n.voted(votes, poll, named=marks),
            n.count(*papers, poll=poll),
            n.declare(poll),
        )

    def offered(self, role: str = "chair") -> Iterator[str]:
        """The main steps that a screen offers now."""
        return (step.command for step in steps(self.state, role) if step.refusal is None and step.weight == "primary")


def on(item: str, wish: nc.PlanRound | nc.FixSlate) -> c.Command:
    """The wish on another item of the agenda."""
    return type(wish)(**{**vars(wish), "item": item})


def nominated(name: str, signers: range | None = None) -> nc.Nominate:
    names = tuple(n.member(number) for number in signers or ())
    return nc.Nominate(n.SECRETARY, n.AT, "a2", "d1", name, signers is None, names)


def test_a_congress_elects_its_deputy_heads_to_the_end():
    """law.md C2, D6, D7, D10, D22: seven nominated, five on the list, a tie, a seat left, and all four in the end."""
    congress = Congress()
    congress.do(*map(nominated, CHIEFS[:4]))
    assert congress.refused(nominated(CHIEFS[4])) == "nominate.presidium_cap"
    assert congress.refused(nominated(CHIEFS[4], range(1, 10))) == "nominate.too_few"
    congress.do(nominated(CHIEFS[4], range(1, 11)), *(nominated(name, range(11, 22)) for name in JOINT))
    congress.do(n.open_sitting(), n.introduce("a1"))
    congress.held("a1", "m1", Paper("Y", copies=40), marks=True)
    congress.do(n.introduce("a2"))
    assert "plan_round" in set(congress.offered())
    everybody = (*CHIEFS, *JOINT)
    assert congress.refused(on("a2", x.fixed(*everybody))) == "slate.primary_required"

    congress.do(on("a2", x.planned("primary", "d1-p")))
    congress.held("a2", "d1-p", Paper("YYYYYNN", copies=21), Paper("NNYYYYY", copies=19))
    seen = congress.state.polls["p2"].counted
    assert seen is not None
    assert (seen.formal, seen.elected, seen.authority) == (("孙", "李", "周", "赵", "钱"), (), ("ZZF 27",))
    congress.do(on("a2", x.fixed("赵", "钱", "孙", "李", "周")))

    congress.held("a2", "d1", Paper("YYNNN", copies=21), Paper("NNYYN", copies=10), Paper("NNYNY", copies=9))
    assert rounds.due(congress.state, congress.chiefs)[0].round == "further"
    assert rounds.elected(congress.state, congress.chiefs, congress.chiefs.entry.drafts[0]) == ("赵", "钱")
    assert congress.refused(n.dispose("a2", "elected")) == "disposition.no_result"
    assert congress.refused(c.CloseSitting(n.CHAIR, n.AT)) == "agenda.undecided"
    assert congress.refused(on("a2", x.planned("further", "d1-f", "孙", "李"))) == "slate.disguised_single_list"
    assert congress.refused(on("a2", x.planned("further", "d1-f", "孙", "周", "李", decision=""))) == "round.decision"

    congress.do(on("a2", x.planned("further", "d1-f", "孙", "李", "周")))
    congress.held("a2", "d1-f", Paper("YYN", copies=11), Paper("YNY", copies=11), Paper("NYY", copies=11))
    assert rounds.due(congress.state, congress.chiefs)[0].round == "tie_revote"
    assert "plan_round" in set(congress.offered())
    congress.do(on("a2", x.planned("tie_revote", "d1-t")))
    draft = congress.chiefs.draft("d1-t")
    assert draft is not None
    assert (draft.candidates, draft.seats, draft.prior) == (("孙", "李", "周"), 2, "p4")
    congress.held("a2", "d1-t", Paper("YNN", copies=14), Paper("NYN", copies=9), Paper("NNY", copies=8))
    assert congress.chiefs.disposition is not None
    assert congress.chiefs.disposition.word == "elected"
    assert rounds.elected(congress.state, congress.chiefs, draft) == ("赵", "钱", "孙", "李")
    linked = [(d.round, d.contest, d.prior) for d in congress.chiefs.entry.drafts]
    assert linked == [("first", "", "p2"), ("primary", "d1", None), ("further", "d1", "p3"), ("tie_revote", "d1", "p4")]

    congress.do(n.introduce("a3"))
    congress.held("a3", "d1", Paper("Y", copies=30))
    seen = congress.state.polls["p6"].counted
    assert seen is not None
    assert (seen.elected, seen.pending) == (("检",), True)
    congress.do(c.CloseSitting(n.CHAIR, n.AT))
    assert congress.state.phase == "closed"
