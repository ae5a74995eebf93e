"""A sitting prepared, opened and closed; and who may ask for what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

import pytest

from tests.core import notation as n
from tests.core.notation import AT, CH, CHAIR, SECRETARY, given
from voting.core import commands as c
from voting.core import events as e
from voting.core.meeting import decide, evolve, fold
from voting.core.refusals import Refusal
from voting.core.state import Sitting
from voting.core.words import Role

PAPER = c.Paper("Y")
# Every command with the roles that may give it, written down once more and by hand.
COMMANDS: dict[type[c.Command], tuple[c.Command, str]] = {
    type(command): (command, roles)
    for command, roles in (
        (c.PrepareSitting(SECRETARY, AT, "m", "congress", "county", False, (), (), ()), "secretary system"),
        (c.ImportRoll(CHAIR, AT, (), "00"), "secretary"),
        (c.OpenSitting(CHAIR, AT), "operator chair"),
        (c.CloseSitting(CHAIR, AT), "operator chair"),
        (c.EnrolDevice(CHAIR, AT, "A009", "k"), "operator system"),
        (c.RevokeDevice(CHAIR, AT, "A001", "lost"), "operator"),
        (c.SignIn(CHAIR, AT, "m001", "A001", "pin"), "seat operator secretary"),
        (c.Leave(CHAIR, AT, "m001"), "operator secretary"),
        (c.GrantLeave(CHAIR, AT, "m001", "ill"), "operator secretary"),
        (c.RenewPin(CHAIR, AT, "m001"), "secretary"),
        (c.Recuse(CHAIR, AT, "m001", "a2", "kin"), "operator secretary"),
        (c.WithdrawRecusal(CHAIR, AT, "m001", "a2", "no kin"), "operator secretary"),
        (c.MoveMember(CHAIR, AT, "m001", "A002"), "operator"),
        (c.IntroduceItem(CHAIR, AT, "a1"), "operator chair"),
        (c.Deliberate(CHAIR, AT, "a1"), "operator chair"),
        (c.Dispose(CHAIR, AT, "a1", "postponed", "r", "s"), "operator chair"),
        (c.AnnouncePoll(CHAIR, AT, "a2", "d1", "p1", "mh"), "operator chair"),
        (c.OpenPoll(CHAIR, AT, "p1"), "operator chair"),
        (c.ClosePoll(CHAIR, AT, "p1"), "operator chair system"),
        (c.CountPoll(CHAIR, AT, "p1", (PAPER,), (), "c", "i", "o"), "system"),
        (c.Complain(CHAIR, AT, "p1", "A001", "gone"), "seat"),
        (c.SettleComplaint(CHAIR, AT, "p1", "heard"), "chair"),
        (c.Declare(CHAIR, AT, "p1"), "operator chair"),
        (c.VoidPoll(CHAIR, AT, "p1", "power"), "operator chair"),
        (c.DrawPaper(CHAIR, AT, "p1", "mh", "A001", "k", "j"), "seat"),
        (c.CastVote(CHAIR, AT, "p1", "mh", "A001", "k", 1, None, "j", True, "m001"), "seat"),
    )
}


def every_command() -> set[type[c.Command]]:
    return {kind for kind in vars(c).values() if isinstance(kind, type) and issubclass(kind, c.Command)} - {c.Command}


def test_no_command_is_forgotten_here():
    """The table above names every command there is."""
    assert set(COMMANDS) == every_command()


@pytest.mark.parametrize("role", get_args(Role))
@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_a_role_may_do_what_the_table_says_and_nothing_else(kind, role):
    """Each of the roles is refused for its role exactly where the table does not name it, before and after preparing."""
    command, roles = COMMANDS[kind]
    asked = replace(command, by=n.acting(role))
    for state in (None, fold([n.prepared()])):
        found = decide(asked, state)
        refused = isinstance(found, Refusal) and found.code == "role.not_allowed"
        assert refused == (role not in roles.split())


@pytest.mark.parametrize("kind", sorted(COMMANDS.keys() - {c.PrepareSitting}, key=str), ids=lambda kind: kind.__name__)
def test_nothing_can_be_done_before_the_sitting_is_prepared(kind):
    """Without a roll and an agenda there is nothing to act on."""
    command, roles = COMMANDS[kind]
    given().when(replace(command, by=n.acting(roles.split()[0]))).refused("sitting.unprepared")  # type: ignore[arg-type]


def test_a_sitting_is_prepared_once():
    """Roll, agenda and rules are laid before the sitting and stand as they were laid."""
    laid = n.prepared()
    wish = c.PrepareSitting(
        SECRETARY, AT, laid.meeting, laid.body, laid.level, laid.sample, laid.rules, laid.members, laid.items,
        laid.documents,
    )  # fmt: skip
    again = given().when(wish).then(laid)
    again.when(wish).refused("sitting.already_prepared")
    assert isinstance(again.state, Sitting)
    assert [m.attendance for m in again.state.members.values()] == ["absent"] * 5


def test_a_sitting_opens_with_its_quorum():
    """Two thirds of five deputies are four: four may open, three may not (ZZF 14)."""
    here = given(n.prepared(5), n.present(4))
    here.when(n.open_sitting()).then(e.SittingOpened(5, 4, 4, AT, CH))
    no = given(n.prepared(5), n.present(3)).when(n.open_sitting()).refused("quorum.missing", "ZZF 14")
    assert ("实到3人" in no.zh, "quorum is 4" in no.en) == (True, True)


def test_attendees_and_observers_make_no_quorum():
    """Who cannot vote is not counted among those present, nor among all."""
    laid = n.prepared(5, attendees=3, observers=3)
    given(laid, n.present(3), n.present(6, start=6)).when(n.open_sitting()).refused("quorum.missing", "ZZF 14")
    given(laid, n.present(4)).when(n.open_sitting()).then(e.SittingOpened(5, 4, 4, AT, CH))


def test_a_sitting_opens_and_closes_once():
    """Opening twice, closing before opening, closing twice, opening after closing: each is refused by name."""
    laid = given(n.prepared(5, n.item("a1", "procedural")), n.present(5))
    laid.when(c.CloseSitting(CHAIR, AT)).refused("sitting.not_open")
    sat = laid.when(n.open_sitting()).happened
    sat.when(n.open_sitting()).refused("sitting.already_open")
    ended = sat.when(n.introduce("a1")).happened.when(n.dispose("a1", "withdrawn", "r", "presidium")).happened
    shut = ended.when(c.CloseSitting(CHAIR, AT)).then(e.SittingClosed(AT, CH))
    shut.when(c.CloseSitting(CHAIR, AT)).refused("sitting.closed")
    shut.when(n.open_sitting()).refused("sitting.closed")


def test_no_sitting_closes_with_an_item_undecided():
    """The refusal lists the items that have no disposition, under the article (议而有决)."""
    sat = given(n.seated(5, None, n.item("a1", "procedural"), n.item("a2", "procedural")))
    no = sat.when(c.CloseSitting(CHAIR, AT)).refused("agenda.undecided", "ZZF 54; CWYS 31")
    assert [detail.zh for detail in no.details] == ["a1", "a2"]
    assert "2" in no.en
    one = given(n.after(sat.events, n.introduce("a1"), n.dispose("a1", "withdrawn", "r", "presidium")))
    left = one.when(c.CloseSitting(CHAIR, AT)).refused("agenda.undecided", "ZZF 54; CWYS 31")
    assert [detail.zh for detail in left.details] == ["a2"]


def test_no_sitting_closes_while_a_vote_is_running():
    """A vote that was announced and neither declared nor voided comes first."""
    voting = n.after(n.seated(), n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))
    given(voting).when(c.CloseSitting(CHAIR, AT)).refused("agenda.poll_running", "ZZF 54; CWYS 31")


@dataclass(frozen=True)
class Sing(c.Command):
    may = frozenset({"chair"})


@dataclass(frozen=True)
class Sung(e.Event):
    NAME = "song.sung.v1"


def test_what_nobody_decides_or_folds_is_an_error_and_not_a_refusal():
    """An unknown command or event is the house's own mistake and is never passed over."""
    state = fold([n.prepared()])
    with pytest.raises(TypeError, match="nobody decides Sing"):
        decide(Sing(CHAIR, AT), state)
    with pytest.raises(TypeError, match="nobody folds Sung"):
        evolve(state, Sung())
    with pytest.raises(TypeError, match="nobody folds SittingClosed"):
        evolve(None, e.SittingClosed(AT, CH))
