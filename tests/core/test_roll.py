"""The roll: signing in, leaving, leave of absence, recusal, moving, and the terminals that speak for seats."""

from __future__ import annotations

import pytest

from tests.core import notation as n
from tests.core.notation import AT, OP, OPERATOR, SE, SECRETARY, given
from voting.core import commands as c
from voting.core import events as e
from voting.core.device_events import DeviceEnrolled, DeviceRevoked, PinRenewed, TerminalReplaced

ROOM = (n.prepared(5, attendees=1), n.present(4))
VOTING = n.after(ROOM, n.open_sitting(), n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))
CLOSED = n.after(
    (n.prepared(2, n.item("a1", "procedural")), n.present(2)),
    n.open_sitting(), n.introduce("a1"), n.dispose("a1", "withdrawn", "r", "presidium"), c.CloseSitting(OPERATOR, AT),
)  # fmt: skip


def sign_in(member: str, seat: str) -> c.SignIn:
    return c.SignIn(c.Actor("seat", seat), AT, member, seat, "pin")


def move(member: str, seat: str) -> c.MoveMember:
    return c.MoveMember(OPERATOR, AT, member, seat)


def recuse(member: str, item: str, reason: str = "kin") -> c.Recuse:
    return c.Recuse(SECRETARY, AT, member, item, reason)


def enrol(seat: str, kid: str) -> c.EnrolDevice:
    return c.EnrolDevice(OPERATOR, AT, seat, kid)


def test_a_roll_is_replaced_before_anybody_is_on_record():
    """The secretary may import another roll until somebody has signed in, has leave or is recused."""
    wish = c.ImportRoll(SECRETARY, AT, n.roll(3), "00")
    laid = n.prepared(5)
    fresh = given(laid, n.enrolled(1)).when(wish).then(e.RollImported(n.roll(3), "00", AT, SE))
    assert fresh.state is not None
    assert list(fresh.state.members) == ["m001", "m002", "m003"]
    touched = (n.signed_in(1), e.LeaveGranted("m001", "ill", AT, SE), e.MemberRecused("m001", "a2", "kin", AT, SE))
    for one in touched:
        given(laid, one).when(wish).refused("roll.in_use")
    given(n.after(ROOM, n.open_sitting())).when(wish).refused("sitting.already_open")
    given(CLOSED).when(wish).refused("sitting.closed")


def test_a_member_signs_in_at_her_own_seat():
    """The member sits where the roll places her, before or after the opening."""
    came = e.MemberSignedIn("m005", "A005", "pin", AT, "seat:A005")
    given(ROOM).when(sign_in("m005", "A005")).then(came)
    given(n.after(ROOM, n.open_sitting())).when(sign_in("m005", "A005")).then(came)


SIGN_IN = [
    pytest.param(ROOM, "m099", "A005", "member.unknown", id="nobody of the roll"),
    pytest.param(ROOM, "m001", "A001", "member.already_present", id="twice"),
    pytest.param(ROOM, "m001", "A005", "member.elsewhere", id="from a second seat"),
    pytest.param(ROOM, "m005", "A004", "member.elsewhere", id="at another's seat"),
    pytest.param((ROOM, e.MemberMoved("m001", "A001", "A005", AT, OP)), "m005", "A005", "seat.occupied", id="taken"),
    pytest.param(CLOSED, "m001", "A001", "sitting.closed", id="after the close"),
]


@pytest.mark.parametrize(("happened", "member", "seat", "code"), SIGN_IN)
def test_a_sign_in_that_cannot_stand_is_refused(happened, member, seat, code):
    """No stranger, no second seat for a member, no second member on a seat, nobody after the close."""
    given(happened).when(sign_in(member, seat)).refused(code)


def test_who_left_may_come_back():
    """A member who left, or who had leave, takes her own seat again."""
    for gone in (e.MemberLeft("m001", AT, SE), e.LeaveGranted("m001", "ill", AT, SE)):
        given(ROOM, gone).when(sign_in("m001", "A001")).then(e.MemberSignedIn("m001", "A001", "pin", AT, "seat:A001"))


def test_a_member_leaves():
    """Leaving is of those who are here."""
    gone = given(ROOM).when(c.Leave(SECRETARY, AT, "m001")).then(e.MemberLeft("m001", AT, SE))
    gone.when(c.Leave(SECRETARY, AT, "m001")).refused("member.not_present")
    gone.when(c.Leave(SECRETARY, AT, "m099")).refused("member.unknown")


def test_leave_of_absence_has_a_reason():
    """Leave is granted to the absent, with the reason on record."""
    here = given(ROOM)
    here.when(c.GrantLeave(SECRETARY, AT, "m005", "ill")).then(e.LeaveGranted("m005", "ill", AT, SE))
    here.when(c.GrantLeave(SECRETARY, AT, "m005", "  ")).refused("poll.reason")
    here.when(c.GrantLeave(SECRETARY, AT, "m001", "ill")).refused("member.already_present")
    here.when(c.GrantLeave(SECRETARY, AT, "m099", "ill")).refused("member.unknown")


def test_another_pin_is_on_record():
    """The secretary alone gives one out, to a member with a vote, until the sitting is over."""
    here = given(ROOM)
    here.when(c.RenewPin(SECRETARY, AT, "m001")).then(PinRenewed("m001", AT, SE))
    here.when(c.RenewPin(SECRETARY, AT, "m099")).refused("member.unknown")
    here.when(c.RenewPin(OPERATOR, AT, "m001")).refused("role.not_allowed")
    guests = given(n.prepared(2, attendees=1))
    guests.when(c.RenewPin(SECRETARY, AT, "m003")).refused("member.not_voter", "ZZF 21; ZZF 51")
    given(CLOSED).when(c.RenewPin(SECRETARY, AT, "m001")).refused("sitting.closed")


def test_leave_never_lowers_the_base():
    """A member on leave is not here and still one of all."""
    opened = n.after((ROOM, e.LeaveGranted("m005", "ill", AT, SE)), n.open_sitting())
    assert opened[-1] == e.SittingOpened(5, 4, 4, AT, n.CH)


def test_recusal_has_a_reason_and_stands_once():
    """A recusal names an item that is not yet decided, and why."""
    here = given(ROOM)
    out = here.when(recuse("m001", "a2")).then(e.MemberRecused("m001", "a2", "kin", AT, SE))
    out.when(recuse("m001", "a2")).refused("member.recused")
    here.when(recuse("m099", "a2")).refused("member.unknown")
    here.when(recuse("m001", "a9")).refused("item.unknown")
    here.when(recuse("m001", "a2", " ")).refused("poll.reason")
    given(CLOSED).when(recuse("m001", "a1")).refused("item.disposed")


@pytest.mark.parametrize("more", [(), (n.open_poll(),), (n.open_poll(), n.close_poll()),
                                  (n.open_poll(), n.close_poll(), n.count())])  # fmt: skip
def test_nobody_is_recused_while_the_question_is_being_voted_on(more):
    """The electorate is frozen: a recusal during the vote could only contradict it."""
    given(n.after(VOTING, *more)).when(recuse("m001", "a2")).refused("item.stage")


def test_recusal_takes_the_vote_and_not_the_place_in_the_base():
    """Of four present three may vote, and the base is still all five."""
    recused = n.after(
        ROOM, n.open_sitting(), recuse("m001", "a2"), n.introduce("a2"), n.deliberate("a2"), n.announce("a2")
    )
    announced = recused[-1]
    assert isinstance(announced, e.PollAnnounced)
    assert [v.voter for v in announced.voters] == ["m002", "m003", "m004"]
    assert (announced.members, announced.present, announced.base, announced.needed) == (5, 4, 5, 3)


def test_a_member_moves_to_a_spare_terminal():
    """Outside a vote only her seat changes."""
    given(ROOM, n.enrolled(9)).when(move("m001", "A009")).then(e.MemberMoved("m001", "A001", "A009", AT, OP))


MOVES = [
    pytest.param("m099", "A009", "member.unknown", id="a stranger"),
    pytest.param("m005", "A009", "member.not_present", id="an absent member"),
    pytest.param("m001", "A002", "seat.occupied", id="onto a neighbour"),
    pytest.param("m001", "A001", "seat.occupied", id="to where she sits"),
    pytest.param("m001", "A007", "seat.not_enrolled", id="to a seat without a terminal"),
]


@pytest.mark.parametrize(("member", "seat", "code"), MOVES)
def test_a_move_that_cannot_stand_is_refused(member, seat, code):
    """One member a seat, one seat a member, and only where a terminal speaks."""
    given(ROOM, n.enrolled(9)).when(move(member, seat)).refused(code)


def test_a_running_vote_follows_its_member():
    """The voter signs with the new terminal from now on, the old one has lost its voice (amendment 13)."""
    moved = given(VOTING, n.enrolled(9)).when(move("m001", "A009")).then(
        e.MemberMoved("m001", "A001", "A009", AT, OP),
        TerminalReplaced("p1", "mh-p1", "m001", n.kid(1), "A009", n.kid(9), AT, OP),
    )  # fmt: skip
    moved.when(n.draw(1)).refused("member.not_eligible")
    moved.when(n.draw(9)).then(e.PaperDrawn("p1", "m001", "i9"))


def test_a_vote_that_is_over_does_not_follow():
    """Once a poll is closed, who speaks for whom in it is settled."""
    over = n.after(VOTING, n.open_poll(), n.close_poll())
    given(over, n.enrolled(9)).when(move("m001", "A009")).then(e.MemberMoved("m001", "A001", "A009", AT, OP))


def test_nobody_votes_from_the_seat_of_another_voter():
    """A latecomer who is moved to the seat of a voter who left gets neither her paper nor her vote."""
    late = (e.MemberSignedIn("m005", "A005", "pin", AT, "seat:A005"), n.enrolled(5))
    taken = n.after((VOTING, late), n.draw(1), n.open_poll(), c.Leave(SECRETARY, AT, "m001"), move("m005", "A001"))
    given(taken).when(n.draw(1)).refused("member.not_eligible")
    given(taken).when(n.cast(1)).refused("member.not_eligible")


def test_a_terminal_speaks_for_its_seat_from_its_enrolment_on():
    """A new key replaces the old one on record; a key that speaks for a seat already is refused."""
    here = given(ROOM)
    here.when(enrol("A009", "new")).then(DeviceEnrolled("A009", "new", None, AT, OP))
    here.when(enrol("A001", "new")).then(DeviceEnrolled("A001", "new", n.kid(1), AT, OP))
    here.when(enrol("A001", n.kid(1))).refused("device.same")
    here.when(enrol("A002", n.kid(1))).refused("device.same")


def test_a_new_terminal_in_a_running_vote_is_on_record():
    """Enrolled anew in mid-vote, the seat's new key signs and the old one is refused."""
    fresh = given(VOTING).when(enrol("A001", "new")).then(
        DeviceEnrolled("A001", "new", n.kid(1), AT, OP),
        TerminalReplaced("p1", "mh-p1", "m001", n.kid(1), "A001", "new", AT, OP),
    )  # fmt: skip
    fresh.when(n.draw(1)).refused("seat.wrong_key")
    seat = c.Actor("seat", "A001")
    fresh.when(c.DrawPaper(seat, AT, "p1", "mh-p1", "A001", "new", "i")).then(e.PaperDrawn("p1", "m001", "i"))


def test_a_revoked_terminal_loses_its_voice_at_once():
    """What a lost terminal sends after its revocation is refused, in a running vote too; what it cast before stays."""
    wish = c.RevokeDevice(OPERATOR, AT, "A001", "lost")
    voting = n.after(VOTING, n.draw(1), n.open_poll(), n.cast(1))
    gone = given(voting).when(wish).then(DeviceRevoked("A001", n.kid(1), "lost", AT, OP))
    gone.when(n.cast(1, 2, "v1.1")).refused("seat.not_enrolled")
    gone.when(n.draw(1)).refused("seat.not_enrolled")
    gone.when(wish).refused("seat.not_enrolled")
    assert gone.state is not None
    assert gone.state.polls["p1"].cast.keys() == {"m001"}
    given(ROOM).when(c.RevokeDevice(OPERATOR, AT, "A001", "")).refused("poll.reason")


def test_a_terminal_enrolled_after_a_revocation_goes_on():
    """The seat's next terminal takes over where the revoked one stopped."""
    voting = n.after(VOTING, n.draw(1), n.open_poll(), n.cast(1), c.RevokeDevice(OPERATOR, AT, "A001", "lost"))
    back = given(voting).when(enrol("A001", "new")).then(
        DeviceEnrolled("A001", "new", None, AT, OP),
        TerminalReplaced("p1", "mh-p1", "m001", n.kid(1), "A001", "new", AT, OP),
    )  # fmt: skip
    again = c.CastVote(c.Actor("seat", "A001"), AT, "p1", "mh-p1", "A001", "new", 2, "v1.1", "v1.2", True, "m001")
    back.when(again).then(e.VoteCast("p1", "m001", 2, "v1.2"))


def test_a_voter_who_comes_back_votes_on_from_her_own_terminal():
    """Whoever left in mid-vote and finds another terminal at her seat is bound to it when she signs in again."""
    gone = (*VOTING, e.MemberLeft("m001", AT, SE), DeviceEnrolled("A001", "fresh", n.kid(1), AT, SE))
    came = e.MemberSignedIn("m001", "A001", "pin", AT, "seat:A001")
    bound = TerminalReplaced("p1", "mh-p1", "m001", n.kid(1), "A001", "fresh", AT, "seat:A001")
    state = given(gone).when(sign_in("m001", "A001")).then(came, bound).state
    assert state is not None
    assert state.polls["p1"].voter_at("A001") == e.VoterEntry("m001", "A001", "fresh")


def test_the_desk_seats_a_member_whose_place_is_taken():
    """A guest moved to her seat does not keep a member out: the operator signs her in at a free one."""
    taken = (n.prepared(3), n.present(1), n.enrolled(2), n.enrolled(3), e.MemberMoved("m001", "A001", "A002", AT, OP))
    given(taken).when(sign_in("m002", "A003")).refused("member.elsewhere")
    desk = c.SignIn(OPERATOR, AT, "m002", "A003", "desk")
    given(taken).when(desk).then(e.MemberSignedIn("m002", "A003", "desk", AT, OP))
    given(taken).when(c.SignIn(OPERATOR, AT, "m002", "A002", "desk")).refused("seat.occupied")


def test_a_closed_sitting_keeps_its_attendance():
    """After the close nobody leaves, gets leave, moves or changes a terminal any more."""
    for wish in (
        c.Leave(OPERATOR, AT, "m001"), c.GrantLeave(SECRETARY, AT, "m001", "ill"), move("m001", "A002"),
        enrol("A001", "fresh"), c.RevokeDevice(OPERATOR, AT, "A001", "lost"),
    ):  # fmt: skip
        given(CLOSED).when(wish).refused("sitting.closed")


def test_a_recusal_is_taken_back_before_the_question_is_put():
    """With a reason and on record; not for somebody who was not recused, and not while the vote runs."""
    wish = c.WithdrawRecusal(SECRETARY, AT, "m001", "a2", "no kin after all")
    given(ROOM).when(wish).refused("member.not_recused")
    out = (ROOM, e.MemberRecused("m001", "a2", "kin", AT, SE))
    given(out).when(wish).then(e.RecusalWithdrawn("m001", "a2", "no kin after all", AT, SE))
    given(out).when(c.WithdrawRecusal(SECRETARY, AT, "m001", "a2", " ")).refused("poll.reason")
    back = given(out).when(wish).happened.state
    assert back is not None
    assert back.items["a2"].recused == frozenset()


def test_who_is_recused_is_frozen_with_the_poll():
    """The announcement names the present who may not vote; they stay in the base."""
    out = n.after((n.prepared(5), n.present(5), e.MemberRecused("m001", "a2", "kin", AT, SE)), n.open_sitting(),
                  n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))  # fmt: skip
    state = given(out).state
    assert state is not None
    poll = state.polls["p1"]
    assert (poll.recused, poll.base, len(poll.voters)) == (("m001",), 5, 4)


def test_who_left_a_spare_terminal_is_expected_at_her_own_seat():
    """After leaving, a member's place is the one the roll gives her, wherever she sat last."""
    gone = (n.prepared(3), n.present(1), e.MemberMoved("m001", "A001", "S01", AT, OP), e.MemberLeft("m001", AT, SE))
    state = given(gone).state
    assert state is not None
    assert state.members["m001"].seat == "A001"
    given(gone).when(sign_in("m001", "A001")).then(e.MemberSignedIn("m001", "A001", "pin", AT, "seat:A001"))


def test_nobody_is_recused_from_an_election():
    """ZZF 28: deputies elect by secret ballot, and the law knows no recusal from it."""
    given(n.seated()).when(recuse("m001", "a4")).refused("member.no_recusal", "ZZF 28")
