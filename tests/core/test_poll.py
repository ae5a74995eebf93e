"""One question put to the vote: announced, drawn, opened, cast, closed, counted, declared, or voided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core.notation import AT, CH, CHAIR, OP, OPERATOR, SYSTEM, given
from voting.core import commands as c
from voting.core import events as e
from voting.core.refusals import Refusal
from voting.core.tally import UnknownMark
from voting.core.words import Missed

DELIBERATED, APPOINTED = "ZZF 22; ZZF 54; CWYS 31", "ZZF 54; CWYS 31; CWYS 47"
READY = n.after(n.seated(), n.introduce("a2"), n.deliberate("a2"))
ANNOUNCED = n.after(READY, n.announce("a2"))
OPEN = n.after(ANNOUNCED, *(n.draw(k) for k in range(1, 6)), n.open_poll(reason=None))
CLOSED = n.after(OPEN, *(n.cast(k) for k in range(1, 6)), n.close_poll())
COUNTED = n.after(CLOSED, n.count(c.Paper("Y", copies=5)))
DECLARED = n.after(COUNTED, n.declare())
VOIDED = n.after(ANNOUNCED, n.void_poll())
SECRET = n.after(n.seated(), n.introduce("a3"), n.deliberate("a3"), n.announce("a3"))


def complain(number: int = 1, poll: str = "p1", about: Missed = "log", jws: str = "") -> c.Complain:
    return c.Complain(c.Actor("seat", n.seat(number)), AT, poll, n.seat(number), "not found", about, jws)


def settle(reason: str = "found in the log", poll: str = "p1") -> c.SettleComplaint:
    return c.SettleComplaint(CHAIR, AT, poll, reason)


def electorate(*numbers: int) -> tuple[e.VoterEntry, ...]:
    return tuple(e.VoterEntry(n.member(k), n.seat(k), n.kid(k)) for k in numbers)


# Announcing


def test_an_announcement_freezes_who_votes_and_what_it_takes():
    """Present members with their terminals, the base of all, the needed number and the share it comes from."""
    given(READY).when(n.announce("a2")).then(
        e.PollAnnounced("p1", "a2", "d1", "mh-p1", None, 5, 5, 5, 3, {"over": "1/2"}, electorate(1, 2, 3, 4, 5), AT, OP)
    )
    brought = given(n.after(n.seated(5, 4), n.introduce("a3"), n.deliberate("a3")))
    brought.when(n.announce("a3")).then(
        e.PollAnnounced("p1", "a3", "d1", "mh-p1", "T0", 5, 4, 5, 3, {"over": "1/2"}, electorate(1, 2, 3, 4), AT, OP)
    )


def test_only_members_vote():
    """Attendees and observers who signed in are in no electorate, and neither are members who left."""
    room = (n.prepared(5, attendees=1, observers=1), n.present(7))
    left = c.Leave(OPERATOR, AT, "m002")
    events = n.after(room, n.open_sitting(), left, n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))
    assert isinstance(events[-1], e.PollAnnounced)
    assert events[-1].voters == electorate(1, 3, 4, 5)


def test_what_comes_after_the_announcement_changes_no_figure():
    """Leaving changes the attendance, arriving late gives a vote from the next poll on (amendment 5)."""
    frozen = n.after(
        n.after(n.seated(5, 4), n.introduce("a2"), n.deliberate("a2"), n.announce("a2")),
        c.Leave(OPERATOR, AT, "m001"), c.EnrolDevice(OPERATOR, AT, "A005", n.kid(5)),
        c.SignIn(c.Actor("seat", "A005"), AT, "m005", "A005", "pin"),
    )  # fmt: skip
    late = given(frozen)
    assert late.state is not None
    assert sorted(late.state.polls["p1"].voters) == ["m001", "m002", "m003", "m004"]
    late.when(n.draw(5)).refused("member.not_eligible")
    late.when(n.draw(1)).refused("seat.empty")


def test_a_question_is_put_once():
    """A second announcement of the same vote is refused, but for the repeat of one that was voided."""
    for happened in (ANNOUNCED, OPEN, CLOSED, COUNTED):
        given(happened).when(n.announce("a2", poll="p2")).refused("poll.draft_used")
    given(DECLARED).when(n.announce("a2", poll="p2")).refused("item.disposed")
    assert isinstance(given(VOIDED).when(n.announce("a2", poll="p2")).new[0], e.PollAnnounced)


def test_a_question_is_put_in_its_time():
    """The sitting is open, the item introduced and, where the law wants it, deliberated."""
    given(n.prepared(5), n.present(5)).when(n.announce("a2")).refused("sitting.not_open")
    sat = given(n.seated())
    sat.when(n.announce("a9")).refused("item.unknown")
    sat.when(n.announce("a2", "d9")).refused("poll.draft_unknown")
    sat.when(n.announce("a2")).refused("item.stage")
    given(n.after(n.seated(), n.introduce("a2"))).when(n.announce("a2")).refused("item.not_deliberated", DELIBERATED)
    given(n.after(n.seated(), n.introduce("a3"))).when(n.announce("a3")).refused("item.not_deliberated", APPOINTED)
    direct = given(n.after(n.seated(), n.introduce("a4"))).when(n.announce("a4")).new
    assert isinstance(direct[0], e.PollAnnounced)
    done = n.after(
        n.seated(5, None, n.item("a1", "procedural", n.motion())),
        n.dispose("a1", "withdrawn", "r", "presidium"), c.CloseSitting(OPERATOR, AT),
    )  # fmt: skip
    given(done).when(n.announce("a1")).refused("sitting.closed")


def test_without_a_quorum_nothing_is_put_or_opened():
    """Members who left take the quorum away: no announcement and no opening, but a running vote goes on."""
    gone = (c.Leave(OPERATOR, AT, "m001"), c.Leave(OPERATOR, AT, "m002"))
    given(n.after(READY, *gone)).when(n.announce("a2")).refused("quorum.missing", "ZZF 14")
    given(n.after(ANNOUNCED, *gone)).when(n.open_poll()).refused("quorum.missing", "ZZF 14")
    given(n.after(OPEN, *gone)).when(n.cast(3)).then(e.VoteCast("p1", "m003", 1, "v3.1"))


def test_a_vote_needs_somebody_who_may_vote():
    """Where all who are present are recused nothing can be put."""
    recused = [c.Recuse(OPERATOR, AT, n.member(k), "a2", "kin") for k in range(1, 6)]
    given(n.after(READY, *recused)).when(n.announce("a2")).refused("poll.nobody", "ZZF 14")


@pytest.mark.parametrize("form", ["roll_call"])
def test_a_form_this_house_cannot_hold_is_refused(form):
    """A roll call is refused by name, with the form in the sentence; hands and paper have tests of their own."""
    agenda = n.item("a1", "procedural", n.motion(form=form))
    no = (
        given(n.after(n.seated(5, None, agenda), n.introduce("a1")))
        .when(n.announce("a1"))
        .refused("poll.form_unavailable")
    )
    assert form in no.en


METHODS = [
    pytest.param({}, "a4", "poll.form_paper", "ZZF 28; XJF 40", id="keys in an election"),
    pytest.param({"ballot.keys_for_paper@election": True}, "a4", "poll.tier", "ZZF 28", id="T0 in an election"),
    pytest.param({}, "a3", "poll.tier", "CWYS 48", id="T0 in an appointment"),
    pytest.param({"ballot.tier0@motion": False}, "a3", "poll.tier", "CWYS 48", id="T0 of motions only"),
]


@pytest.mark.parametrize(("method", "item", "code", "article"), METHODS)
def test_what_only_the_meetings_own_method_may_allow(method, item, code, article):
    """Keys in place of paper and tier T0 where the book wants stations need the consent of this very meeting."""
    room = (n.prepared(5, method=method), n.present(5))
    ready = n.after(room, n.open_sitting(), n.introduce(item), n.deliberate(item))
    given(ready).when(n.announce(item)).refused(code, article)


def test_an_election_is_secret():
    """No method makes an election named (ZZF 28)."""
    agenda = n.item("a1", "election", n.election(secrecy="named"))
    given(n.after(n.seated(5, None, agenda), n.introduce("a1"))).when(n.announce("a1")).refused(
        "poll.secrecy", "ZZF 28"
    )


def test_the_base_is_what_the_rules_say():
    """A method may take those present as the base; a base that only the vote makes known is an error."""
    present = (n.prepared(5, method={"motion.base": "present"}), n.present(4))
    ready = n.after(present, n.open_sitting(), n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))
    assert isinstance(ready[-1], e.PollAnnounced)
    assert (ready[-1].members, ready[-1].base, ready[-1].needed) == (5, 4, 3)
    laid = n.prepared(5, method={"motion.base": "present"})
    odd = replace(laid, rules=(*laid.rules[:-1], replace(laid.rules[-1], value="pressed")))
    with pytest.raises(ValueError, match="pressed"):
        n.after((odd, n.present(4)), n.open_sitting(), n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))


# Drawing


def test_a_paper_is_drawn_from_the_announcement_to_the_close():
    """Drawing again is logged again and counts once."""
    for happened in (ANNOUNCED, n.after(ANNOUNCED, n.open_poll())):
        drawn = given(happened).when(n.draw(1)).then(e.PaperDrawn("p1", "m001", "i1"))
        again = drawn.when(n.draw(1, jws="i1b")).then(e.PaperDrawn("p1", "m001", "i1b"))
        assert again.state is not None
        assert again.state.polls["p1"].drawn == {"m001"}
    for happened in (CLOSED, COUNTED, DECLARED):
        given(happened).when(n.draw(1)).refused("poll.closed")
    given(VOIDED).when(n.draw(1)).refused("poll.not_announced")


ADDRESSES = [
    pytest.param({"poll": "p9"}, "poll.unknown", id="another poll"),
    pytest.param({"mh": "mh-p2"}, "poll.wrong_manifest", id="another manifest"),
    pytest.param({"seat": "A099"}, "member.not_eligible", id="a seat without a voter"),
    pytest.param({"seat": "A002"}, "seat.wrong_key", id="a neighbour's seat"),
    pytest.param({"kid": "kid-A002"}, "seat.wrong_key", id="a neighbour's key"),
]


@pytest.mark.parametrize(("change", "code"), ADDRESSES)
def test_a_paper_or_vote_that_is_not_this_seats_is_refused(change, code):
    """Poll, manifest, seat and key belong together."""
    given(OPEN).when(replace(n.draw(1), **change)).refused(code)
    given(OPEN).when(replace(n.cast(1), **change)).refused(code)


def test_a_seat_whose_terminal_is_not_enrolled_speaks_only_once_it_is():
    """A member present without a terminal is in the electorate; the terminal enrolled later draws for her."""
    room = (n.prepared(5), n.present(5)[1:])
    voting = given(n.after(room, n.open_sitting(), n.introduce("a2"), n.deliberate("a2"), n.announce("a2")))
    voting.when(n.draw(1)).refused("seat.not_enrolled")
    voting.when(c.EnrolDevice(OPERATOR, AT, "A001", n.kid(1))).happened.when(n.draw(1)).then(
        e.PaperDrawn("p1", "m001", "i1")
    )


# Opening


def test_a_vote_opens_when_all_have_drawn_or_for_a_reason():
    """With papers missing the chair gives a reason, and it is on record (amendment 15)."""
    drawn = n.after(ANNOUNCED, *(n.draw(k) for k in range(1, 6)))
    given(drawn).when(n.open_poll(reason=None)).then(e.PollOpened("p1", 5, None, AT, CH))
    four = given(drawn[:-1])
    for reason in (None, "", "  "):
        no = four.when(n.open_poll(reason=reason)).refused("poll.papers_missing")
        assert "1 have not drawn" in no.en
    four.when(n.open_poll(reason="a terminal is broken")).then(e.PollOpened("p1", 4, "a terminal is broken", AT, CH))


def test_a_vote_opens_and_closes_once():
    """Each step is refused where it was taken already, and where the poll was never announced."""
    for happened in (OPEN, CLOSED, COUNTED):
        given(happened).when(n.open_poll()).refused("poll.not_announced")
    for happened in (DECLARED, VOIDED):
        given(happened).when(n.open_poll()).refused("poll.finished")
        given(happened).when(n.close_poll()).refused("poll.closed")
    given(ANNOUNCED).when(n.close_poll()).refused("poll.not_open")
    for wish in (n.open_poll("p9"), n.close_poll("p9"), n.count(poll="p9"), n.declare("p9"), n.void_poll("p9"),
                 complain(poll="p9"), settle(poll="p9")):  # fmt: skip
        given(ANNOUNCED).when(wish).refused("poll.unknown")


def test_the_clock_may_close_a_vote():
    """When the time limit is over the house closes by itself."""
    given(OPEN).when(c.ClosePoll(SYSTEM, AT, "p1")).then(e.PollClosed("p1", 5, 0, AT, SYSTEM.text()))


# Casting


def test_a_vote_is_cast_while_the_poll_is_open():
    """Not before the opening, not after the close."""
    given(OPEN).when(n.cast(1)).then(e.VoteCast("p1", "m001", 1, "v1.1"))
    given(n.after(ANNOUNCED, n.draw(1))).when(n.cast(1)).refused("poll.not_open")
    for happened in (CLOSED, COUNTED, DECLARED, VOIDED):
        given(happened).when(n.cast(1, 2, "v1.1")).refused("poll.closed")


def test_who_has_no_paper_has_no_vote():
    """A vote follows its paper."""
    given(n.after(ANNOUNCED, n.draw(2), n.open_poll())).when(n.cast(1)).refused("ballot.not_drawn")


def test_a_vote_may_be_changed_until_the_close():
    """Each vote names the one it replaces, and the numbers have no gap (press: last)."""
    first = given(OPEN).when(n.cast(1)).happened
    for seq, prev in ((1, None), (2, None), (2, "v2.1"), (3, "v1.1"), (0, "v1.1")):
        first.when(n.cast(1, seq, prev)).refused("ballot.sequence")
    second = first.when(n.cast(1, 2, "v1.1")).then(e.VoteCast("p1", "m001", 2, "v1.2"))
    second.when(n.close_poll()).then(e.PollClosed("p1", 5, 1, AT, CH))
    given(OPEN).when(n.cast(1, 1, "v0")).refused("ballot.sequence")
    given(OPEN).when(n.cast(1, 2)).refused("ballot.sequence")


def test_the_first_press_may_be_the_only_one():
    """Under `press: first` a second vote is refused (a3 is such a vote)."""
    open_ = n.after(SECRET, n.draw(1), n.open_poll(), n.cast(1, named=False))
    given(open_).when(n.cast(1, 2, "v1.1", named=False)).refused("ballot.first_press")


def test_named_and_secret_are_not_confused():
    """A sealed vote in a named poll, a named one in a secret poll, and a vote in another's name are refused."""
    given(OPEN).when(n.cast(1, named=False)).refused("ballot.wrong_mode")
    given(n.after(SECRET, n.draw(1), n.open_poll())).when(n.cast(1)).refused("ballot.wrong_mode")
    given(OPEN).when(n.cast(1, voter="m002")).refused("member.not_eligible", "W8; XJF 42")


# Counting


def test_a_motion_is_counted():
    """For, against, abstentions, void envelopes and those who did not press add up to all who might vote."""
    closed = n.after(OPEN, *(n.cast(k) for k in range(1, 5)), n.close_poll())
    given(closed).when(n.count(c.Paper("Y"), c.Paper("N"), c.Paper("A"), void=("m004",))).then(
        e.PollCounted("p1", "cast", "in", "out", 1, 1, 1, 1, 1, 4, 3, 1, (), (), (), 0, 0, "not_adopted", ("ZZF 25",),
                      ("m004",), AT, SYSTEM.text())
    )  # fmt: skip


def test_a_vote_is_counted_once_it_is_closed_and_once():
    """Nothing open, finished or counted is counted."""
    for happened in (ANNOUNCED, OPEN, COUNTED, DECLARED, VOIDED):
        given(happened).when(n.count()).refused("poll.not_closed")


@pytest.mark.parametrize(("papers", "void"), [((c.Paper("Y", copies=4),), ()), ((c.Paper("Y", copies=6),), ()),
                                              ((c.Paper("Y", copies=5),), ("m001",)), ((), ())])  # fmt: skip
def test_sums_that_do_not_close_stop_the_count(papers, void):
    """Papers and void envelopes are as many as the votes cast, or the house stops: that is no refusal."""
    with pytest.raises(ArithmeticError):
        given(CLOSED).when(n.count(*papers, void=void))


@pytest.mark.parametrize("paper", [c.Paper("B", copies=5), c.Paper("YY", copies=5), c.Paper("y", copies=5),
                                   c.Paper("", copies=5), c.Paper("Y", ("w1",), 5)])  # fmt: skip
def test_an_unknown_mark_stops_the_count(paper):
    """What is no mark of a motion is never an abstention."""
    with pytest.raises(UnknownMark):
        given(CLOSED).when(n.count(paper))


# Complaints and the declaration


def test_a_complaint_holds_the_declaration_until_the_chair_decides():
    """The seat says that its vote is not in the log; the chair decides on record (amendment 16)."""
    raised = given(COUNTED).when(complain()).then(e.ComplaintRaised("p1", "A001", "not found", AT, "seat:A001"))
    no = raised.when(n.declare()).refused("poll.complaint", "RDYS 40")
    assert "A001" in no.zh
    raised.when(complain()).then()
    raised.when(settle(" ")).refused("poll.reason")
    settled = raised.when(settle()).then(e.ComplaintSettled("p1", "found in the log", AT, CH))
    settled.when(settle()).refused("poll.no_complaint")
    assert isinstance(settled.when(n.declare()).new[0], e.ResultDeclared)
    more = settled.when(complain(2)).happened
    more.when(n.declare()).refused("poll.complaint", "RDYS 40")


def test_a_seat_misses_its_vote_in_the_log_and_in_the_count():
    """The second finding is on record beside the first, and holds the declaration again; each is recorded once."""
    first = n.after(COUNTED, complain(1, "p1", "log", "x"), settle())
    raised = e.ComplaintRaised("p1", "A001", "not found", AT, "seat:A001", "count", "y")
    second = given(first).when(complain(1, "p1", "count", "y")).then(raised)
    second.when(n.declare()).refused("poll.complaint", "RDYS 40")
    assert second.state is not None
    poll = second.state.polls["p1"]
    assert (poll.complaints, poll.complaint_reasons) == (("A001",), {"A001": "not found / not found"})
    second.when(complain(1, "p1", "count", "y")).then()


def test_a_complaint_after_the_declaration_undoes_nothing_and_stands_on_record():
    """The member's terminal looked after the chair had spoken: it is heard, and there is nothing for the chair to settle."""
    raised = e.ComplaintRaised("p1", "A002", "not found", AT, "seat:A002", "count", "y")
    late = given(DECLARED).when(complain(2, "p1", "count", "y")).then(raised)
    assert late.state is not None
    poll = late.state.polls["p1"]
    assert (poll.state, poll.complaints, poll.afterwards) == ("declared", (), {"A002": "not found"})
    late.when(settle()).refused("poll.no_complaint")
    late.when(complain(2, "p1", "count", "y")).then()


def test_who_may_complain_and_when():
    """A seat of this vote, once it is closed."""
    given(OPEN).when(complain()).refused("poll.not_closed")
    given(VOIDED).when(complain()).refused("poll.finished")
    given(CLOSED).when(complain(99)).refused("member.not_eligible")
    given(CLOSED).when(settle()).refused("poll.no_complaint")
    complained = n.after(CLOSED, complain())
    given(n.after(complained, n.void_poll())).when(settle()).refused("poll.no_complaint")


def test_a_result_is_declared_once_it_is_counted():
    """The declaration repeats the outcome, how many seats confirmed, and ends the item."""
    given(COUNTED).when(n.declare(confirmed=4)).then(
        e.ResultDeclared("p1", "adopted", 4, AT, CH), e.ItemDisposed("a2", "adopted", None, None, None, AT, CH)
    )
    for happened in (ANNOUNCED, OPEN, CLOSED):
        given(happened).when(n.declare()).refused("poll.not_counted")
    for happened in (DECLARED, VOIDED):
        given(happened).when(n.declare()).refused("poll.finished")


# Voiding


@pytest.mark.parametrize("happened", [ANNOUNCED, OPEN, CLOSED, COUNTED], ids=["announced", "open", "closed", "counted"])
def test_a_vote_is_voided_with_a_reason_until_it_is_declared(happened):
    """A failed vote says why, and afterwards it is finished."""
    given(happened).when(n.void_poll(reason="")).refused("poll.reason", "RDYS 60; CWYS 48")
    failed = given(happened).when(n.void_poll()).then(e.PollVoided("p1", "the power failed", AT, CH))
    failed.when(n.void_poll()).refused("poll.finished")
    assert failed.state is not None
    assert (failed.state.polls["p1"].running, failed.state.polls["p1"].outcome) == (False, None)


def test_a_declared_result_stands():
    """What was declared is not voided."""
    given(DECLARED).when(n.void_poll()).refused("poll.finished")


def test_a_poll_has_a_number_of_its_own():
    """The id of an earlier poll, be it voided, is never given again."""
    again = n.after(READY, n.announce("a2"), n.void_poll())
    given(again).when(n.announce("a2")).refused("poll.draft_used")
    assert [type(one) for one in given(again).when(n.announce("a2", poll="p2")).new] == [e.PollAnnounced]


def test_nothing_rests_on_a_method_that_was_not_adopted():
    """Where an item of this meeting adopts its method, elections and sealed votes wait for it (ZZF 27; law.md C2)."""
    adopt = n.item("a1", "procedural", n.motion())
    vote = n.item("a2", "procedural", n.motion(secrecy="secret"))
    laid = replace(n.prepared(5, adopt, vote), adopting_item="a1")
    before = n.after((laid, n.present(5), *map(n.enrolled, range(1, 6))), n.open_sitting())
    early = given(before, e.ItemIntroduced("a2", None, n.AT, n.OP))
    # The method gives its own rule on sealed votes; until it is adopted the law beneath it is cited.
    early.when(n.announce("a2")).refused("method.not_adopted", "RDYS 60; CWYS 48")
    for mark, refused in (("N", True), ("Y", False)):
        voted = n.after(before, n.introduce("a1"), n.announce("a1"), *n.voted(5), n.count(c.Paper(mark, copies=5)),
                        n.declare(), n.introduce("a2"))  # fmt: skip
        found = given(voted).when(n.announce("a2", poll="p2")).decision
        assert isinstance(found, Refusal) is refused


def test_a_method_is_not_adopted_by_itself():
    """The item that adopts the method may be voted on by name, not by the sealed vote that the method would allow."""
    for secrecy, code in (("secret", "method.not_adopted"), ("named", None)):
        adopt = n.item("a1", "procedural", n.motion(secrecy=secrecy))
        laid = replace(n.prepared(5, adopt), adopting_item="a1")
        before = n.after((laid, n.present(5), *map(n.enrolled, range(1, 6))), n.open_sitting(), n.introduce("a1"))
        found = given(before).when(n.announce("a1")).decision
        assert (found.code if isinstance(found, Refusal) else None) == code
