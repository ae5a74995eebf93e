"""Nominations and rounds through the clerk: names in documents, never on the ledger, and found again after a restart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.clerk.room import Room, texts
from tests.core import notation as n
from voting.clerk.announcing import Announcement
from voting.clerk.clerk import Order
from voting.clerk.nomination import Nominating, Planning, learned
from voting.core import commands as c
from voting.core import nomination_commands as nc
from voting.core.refusals import Refusal
from voting.core.words import Round, Text
from voting.projections import candidacy
from voting.projections.texts import Texts

SIGNERS = tuple(n.member(number) for number in range(1, 11))
AGENDA = (n.item("a1", "election", replace(n.election(seats=2), candidates=())),)


class Desk(Room):
    """A room of ten with the desk's jobs."""

    @property
    def texts(self) -> Texts:
        return learned(self.clerk, texts(self.agenda))

    def named(self, name: str, *, presidium: bool = True, draft: str = "d1") -> str:
        signers = () if presidium else SIGNERS
        return self.done(Nominating(n.OPERATOR, "a1", draft, Text(name, name), presidium, signers, None))

    def planned(self, kind: Round, *names: str) -> str:
        return self.done(
            Planning(nc.PlanRound(n.OPERATOR, "", "a1", "d1", "", kind, names, None, "decided"), self.texts)
        )

    def voted(self, draft: str, votes: list[tuple[str, tuple[str, ...]]]) -> str:
        """The vote on this draft with these papers, up to its count."""
        poll = self.done(Announcement(n.OPERATOR, "a1", draft, self.texts, self.new_box))
        for number in self.terminals:
            self.done(self.drawing(number, poll))
        self.order(c.OpenPoll(n.CHAIR, "", poll))
        for number, (marks, names) in enumerate(votes, start=1):
            self.done(self.voting(number, marks, names, poll=poll))
        self.close(poll)
        self.count(poll)
        return poll


@pytest.fixture
def desk() -> Desk:
    """Three nominated for two seats, and the list fixed."""
    room = Desk(voters=10, agenda=AGENDA)
    names = (room.named("王秀兰"), room.named("李强"), room.named("张伟", presidium=False))
    room.order(
        nc.FixSlate(n.OPERATOR, "", "a1", "d1", names, "strokes", "considered before"),
        c.IntroduceItem(n.OPERATOR, "", "a1"),
    )
    return room


def test_names_are_in_documents_and_come_back_after_a_restart(desk):
    """The ledger's entries have ids alone; the house knows the names again when it starts anew."""
    assert desk.texts.candidates["a1.d1.n3"] == Text("张伟", "张伟")
    entries = b"".join(entry.data for entry in desk.ledger.read(desk.clerk.meeting))
    assert "张伟".encode() not in entries
    assert b"a1.d1.n3" in entries
    desk.restart()
    assert desk.texts.candidates["a1.d1.n3"] == Text("张伟", "张伟")
    listed = candidacy.contests(desk.state, desk.texts)[0]
    assert (listed["state"], listed["verdict"], listed["least"], listed["most"]) == ("fixed", "lawful", 3, 5)
    assert listed["orders"] == {
        "strokes": ["a1.d1.n1", "a1.d1.n2", "a1.d1.n3"], "receipt": ["a1.d1.n1", "a1.d1.n2", "a1.d1.n3"],
    }  # fmt: skip


def test_who_nominated_is_told_to_the_desk(desk):
    """ZZF 26, XJF 30: the list says the organ; joint nominations name their signers; other organs are refused and file nothing."""
    contest = candidacy.contests(desk.state, desk.texts)[0]
    assert [one["by"] and one["by"]["zh"] for one in contest["standing"]] == ["主席团", "主席团", None]
    assert [one["word"] for one in contest["nominators"]] == ["presidium", "members"]
    wish = Nominating(n.OPERATOR, "a1", "d1", Text("赵敏", "Zhao Min"), False, (), None, "party_or_organisation")
    no = desk.clerk.work(wish)[0]
    assert isinstance(no, Refusal)
    assert (no.code, no.article) == ("nominate.organ", "ZZF 26")


def test_what_the_core_refuses_files_nothing(desk):
    """A nomination over the cap, an unknown item and a round that is not due leave no document."""
    no = desk.clerk.work(Nominating(n.OPERATOR, "a1", "d1", Text("赵敏", "Zhao Min"), True, (), None))[0]
    assert isinstance(no, Refusal)
    assert no.code == "nominate.presidium_cap"
    assert desk.ledger.document(desk.clerk.meeting, "line/a1.d1.n4") is None
    for item, code in (("a1", "round.not_short"), ("a9", "item.unknown")):
        wish = nc.PlanRound(n.OPERATOR, "", item, "d1", "", "further", (), None, "decided")
        assert desk.clerk.work(Planning(wish, desk.texts))[0].code == code


def test_a_written_name_goes_on_to_the_next_round(desk):
    """The tellers say who is meant, the box is counted anew, and the next papers have the written name on them."""
    level = [("YYN", ())] * 5 + [("YNN", ("赵敏",))] * 4 + [("NNN", ("赵明",))]
    poll = desk.voted("d1", level)
    assert (desk.poll(poll).counted.outcome, desk.poll(poll).counted.elected) == ("short", ("a1.d1.n1",))
    assert candidacy.written(desk.state, replace(desk.texts, write_ins={poll: desk.clerk.write_ins(poll)}))
    desk.order(nc.SettleName(n.SCRUTINEER, "", poll, ("w1", "w2"), "w1", None, "a slip of the pen"))
    assert desk.poll(poll).counted is None
    assert {line.name: line.votes_for for line in desk.count(poll).counted.ranking}["w1"] == 5
    assert len(desk.ledger.ballots(desk.clerk.meeting, poll)) == 10
    desk.order(c.Declare(n.CHAIR, "", poll))
    name = desk.planned("further", "a1.d1.n2", f"{poll}.w1")
    assert desk.texts.drafts["a1", name].title.zh.endswith("（另行选举）")
    assert desk.texts.candidates[f"{poll}.w1"] == Text("赵敏", "赵敏")
    desk.restart()
    last = desk.voted(name, [("YN", ())] * 4 + [("NY", ())] * 6)
    assert desk.clerk.papers[last].lines[1].name.zh == "赵敏"
    desk.order(c.Declare(n.CHAIR, "", last))
    assert desk.state.items["a1"].disposition.word == "elected"


def test_the_desk_is_told_which_round_is_due(desk):
    """After a shortfall the view offers a further election with its article, its seats and who comes by votes."""
    poll = desk.voted("d1", [("YYN", ())] * 5 + [("YNY", ())] * 4 + [("NNN", ())])
    desk.done(Order(c.Declare(n.CHAIR, "", poll)))
    (due,) = candidacy.due(desk.state, desk.texts)
    assert (due["round"], due["seats"], due["least"], due["most"]) == ("further", 1, 2, 4)
    assert [one["name"]["zh"] for one in due["candidates"]] == ["李强", "张伟"]
    assert due["suggested"] == ["a1.d1.n2", "a1.d1.n3"]
