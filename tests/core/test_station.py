"""Scrutineers' stations: which tier a vote has, papers exchanged, boxes too small to open, counts signed."""

from __future__ import annotations

import pytest

from tests.core import notation as n
from tests.core.notation import AT, CHAIR, OP, OPERATOR, SCRUTINEER, SYSTEM, given
from voting.core import commands as c
from voting.core import events as e
from voting.core import hand_commands as hc
from voting.core import station
from voting.core import station_commands as sc
from voting.core import station_events as se
from voting.core.minutes import Traced
from voting.core.state import Station

TELLER, OTHER = SCRUTINEER.text(), "scrutineer:sc-2"
SECOND = c.Actor("scrutineer", "sc-2")


def enrol(station: str = "A", kid: str = "kA", by: c.Actor = OPERATOR) -> sc.EnrolStation:
    return sc.EnrolStation(by, AT, station, kid, f"witness-{kid}")


def spoil(number: int = 1, by: c.Actor = SCRUTINEER, reason: str = "reloaded") -> sc.SpoilPaper:
    return sc.SpoilPaper(by, AT, "p1", n.member(number), reason)


def sign(station: str = "A", tally: str = "x", poll: str = "p1") -> sc.SignTally:
    return sc.SignTally(SYSTEM, AT, poll, station, tally)


def lose(station: str = "A", reason: str = "its power failed", by: c.Actor = CHAIR) -> sc.LoseStation:
    return sc.LoseStation(by, AT, station, reason)


def announced(*stations: str, voters: int = 6) -> tuple[e.Event, ...]:
    """A secret motion announced with these stations."""
    joined = (enrol(one, f"k{one}") for one in stations)
    return n.after(n.seated(voters), *joined, n.introduce("a3"), n.deliberate("a3"), n.announce("a3"))


ONE = announced("A")
DRAWN = n.after(ONE, *(n.draw(k) for k in range(1, 7)))
OPEN = n.after(DRAWN, n.open_poll(reason=None))
CLOSED = n.after(OPEN, *(n.cast(k, named=False) for k in range(1, 7)), n.close_poll())
COUNTED = n.after(CLOSED, n.count(c.Paper("Y", copies=6)))


def test_a_station_joins_and_is_known():
    """The operator has compared the fingerprint; the same again is no news; another takes its place on record."""
    first = given(n.seated()).when(enrol()).then(se.StationEnrolled("A", "kA", "witness-kA", None, AT, OP))
    assert first.state is not None
    assert first.state.stations == {"A": Station("kA", "witness-kA")}
    first.when(enrol()).then()
    first.when(enrol(kid="k2")).then(se.StationEnrolled("A", "k2", "witness-k2", "kA", AT, OP))


def test_no_hands_beside_a_sealed_vote_with_a_station():
    """Tellers alone vouch for hands: with a station they would be votes that it has not issued."""
    vote = n.item("a5", "procedural", n.motion(secrecy="secret"))
    sat = n.seated(6, None, vote, body="standing_committee")
    wish = hc.AdmitHands(CHAIR, AT, "p1", (n.member(1),), "chairs_meeting", "by video")
    put = n.after(sat, enrol(), n.introduce("a5"), n.announce("a5"))
    given(put).when(wish).refused("hands.sealed", "CWYS 7")
    given(n.after(sat, n.introduce("a5"), n.announce("a5"), wish))


def test_only_a_and_b_are_stations():
    """No third letter."""
    given(n.seated()).when(enrol("C")).refused("station.unknown")
    given(n.seated()).when(enrol(by=CHAIR)).refused("role.not_allowed")


def test_nobody_joins_a_sitting_that_is_over():
    """After the close nothing is co-issued any more."""
    over = (n.seated(), e.SittingClosed(AT, OP))
    given(*over).when(enrol()).refused("sitting.closed")


@pytest.mark.parametrize(("stations", "tier"), [((), "T0"), (("A",), "T1"), (("B",), "T1"), (("A", "B"), "T2")])
def test_the_tier_follows_from_the_stations_that_are_there(stations, tier):
    """One station T1, whichever it is, two T2; the announcement names both tier and stations."""
    event = announced(*stations)[-1]
    assert isinstance(event, e.PollAnnounced)
    assert (event.tier, event.stations) == (tier, stations)


def test_a_vote_by_name_has_no_tier_and_no_station():
    """Nothing is sealed, so nothing is co-issued."""
    event = n.after(n.seated(), enrol(), n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))[-1]
    assert isinstance(event, e.PollAnnounced)
    assert (event.tier, event.stations) == (None, ())


def test_a_station_is_not_exchanged_while_a_vote_rests_on_it():
    """Its keys are in the manifest."""
    given(ONE).when(enrol(kid="k2")).refused("station.busy")
    given(n.after(ONE, n.void_poll())).when(enrol(kid="k2")).then(
        se.StationEnrolled("A", "k2", "witness-k2", "kA", AT, OP)
    )


def test_a_station_is_lost_with_a_reason_and_the_next_vote_goes_without_it():
    """The re-vote has a new id and the tier that is left (law.md C7, ballots.md 2.4)."""
    given(n.seated()).when(lose()).refused("station.unknown")
    again = n.after(ONE, lose(), n.void_poll(), n.announce("a3", poll="p2"))
    event = again[-1]
    assert isinstance(event, e.PollAnnounced)
    assert (event.poll, event.tier, event.stations) == ("p2", "T0", ())


def test_a_loss_needs_its_reason():
    """An empty reason is none."""
    refusal = given(ONE).when(lose(reason=" ")).decision
    assert getattr(refusal, "code", None) == "poll.reason"


def test_a_second_paper_needs_two_tellers():
    """From T1 on an issuer signs once for each voter, until two tellers have recorded the exchange."""
    drawn = given(DRAWN)
    drawn.when(n.draw(1, jws="again")).refused("ballot.drawn_already")
    one = drawn.when(spoil()).then(se.PaperSpoiled("p1", n.member(1), "reloaded", AT, TELLER))
    one.when(spoil()).then()
    one.when(n.draw(1, jws="again")).refused("ballot.drawn_already")
    two = one.when(spoil(by=SECOND)).then(se.PaperSpoiled("p1", n.member(1), "reloaded", AT, OTHER))
    assert two.state is not None
    assert two.state.polls["p1"].spoiled == 0  # a scrutineer may still say no
    two.when(spoil(by=SECOND)).then()
    anew = two.when(n.draw(1, jws="again")).then(e.PaperDrawn("p1", n.member(1), "again"))
    anew.when(n.draw(1, jws="third")).refused("ballot.drawn_already")
    assert anew.state is not None
    poll = anew.state.polls["p1"]
    assert (poll.issued, poll.spoiled) == (6, 1)


def test_a_paper_that_was_checked_is_on_record_by_its_key():
    """The voter's own paper, drawn and not cast, while the vote is on; the same again is no news."""

    def check(voter: str = n.member(1), poll: str = "p1", key: str = "Akey") -> sc.CheckPaper:
        return sc.CheckPaper(c.Actor("seat", n.seat(1)), AT, poll, voter, key)

    seat = c.Actor("seat", n.seat(1)).text()
    one = given(OPEN).when(check()).then(se.PaperChecked("p1", n.member(1), "Akey", AT, seat))
    assert one.state is not None
    assert one.state.polls["p1"].checked == {"Akey": n.member(1)}
    one.when(check()).then()
    one.when(check(key="Bkey")).refused("paper.checked_already")
    two = one.when(spoil()).then(se.PaperSpoiled("p1", n.member(1), "reloaded", AT, TELLER))
    two = two.when(spoil(by=SECOND)).then(se.PaperSpoiled("p1", n.member(1), "reloaded", AT, OTHER))
    two.when(check(key="Bkey")).refused("paper.checked_already")
    anew = two.when(n.draw(1, jws="again")).then(e.PaperDrawn("p1", n.member(1), "again"))
    anew.when(check(key="Bkey")).then(se.PaperChecked("p1", n.member(1), "Bkey", AT, seat))
    given(ONE).when(check()).refused("paper.not_drawn")
    given(n.after(OPEN, n.cast(1, named=False))).when(check()).refused("paper.already_cast")
    given(DRAWN).when(check("m077")).refused("member.not_eligible")
    given(DRAWN).when(check(poll="p9")).refused("poll.unknown")
    given(CLOSED).when(check()).refused("poll.closed")
    given(n.after(DRAWN, n.void_poll())).when(check()).refused("poll.finished")
    given(n.after(announced(), n.draw(1))).when(check()).refused("paper.no_station")


def test_without_a_station_a_terminal_simply_draws_again():
    """At T0 blinding protects nothing, and a reloaded terminal draws anew."""
    plain = given(n.after(announced(), n.draw(1)))
    plain.when(n.draw(1, jws="again")).then(e.PaperDrawn("p1", n.member(1), "again"))
    plain.when(spoil()).refused("paper.no_station")


def test_what_cannot_be_exchanged():
    """No paper drawn, a vote cast, nobody of this vote, no such vote, no reason, a vote that is over."""
    given(ONE).when(spoil()).refused("paper.not_drawn")
    given(n.after(OPEN, n.cast(1, named=False))).when(spoil()).refused("paper.already_cast")
    given(DRAWN).when(sc.SpoilPaper(SCRUTINEER, AT, "p1", "m077", "x")).refused("member.not_eligible")
    given(DRAWN).when(sc.SpoilPaper(SCRUTINEER, AT, "p9", "m001", "x")).refused("poll.unknown")
    given(CLOSED).when(spoil()).refused("poll.closed")
    given(n.after(DRAWN, n.void_poll())).when(spoil()).refused("poll.finished")
    assert getattr(given(DRAWN).when(spoil(reason=" ")).decision, "code", None) == "poll.reason"


def test_a_box_of_fewer_than_five_is_not_closed():
    """Opening four envelopes could show how one person voted (ballots.md 2.4, amendment 17)."""
    four = n.after(OPEN, *(n.cast(k, named=False) for k in range(1, 5)))
    refusal = given(four).when(n.close_poll()).decision
    assert getattr(refusal, "code", None) == "poll.too_few"
    assert getattr(refusal, "article", None)
    five = given(n.after(four, n.cast(5, named=False))).when(n.close_poll())
    assert isinstance(five.new[0], e.PollClosed)
    assert getattr(given(OPEN).when(n.close_poll()).decision, "code", None) == "poll.too_few"


def test_a_result_waits_for_the_stations_signature():
    """Figures show at once; the declaration waits until every station that is there has signed this count."""
    counted = given(COUNTED)
    waiting = counted.when(n.declare()).decision
    assert getattr(waiting, "code", None) == "poll.unsigned"
    assert getattr(waiting, "article", None)
    signed = counted.when(sign()).then(se.TallySigned("p1", "A", "x", AT, SYSTEM.text()))
    signed.when(sign()).then()
    assert isinstance(signed.when(n.declare()).new[0], e.ResultDeclared)


def test_a_station_on_record_as_lost_holds_up_no_result():
    """What it has not signed stands on the sheet as missing."""
    assert isinstance(given(n.after(COUNTED, lose())).when(n.declare()).new[0], e.ResultDeclared)


def test_who_signs_a_count():
    """A station of this vote, and only once there is a count."""
    given(CLOSED).when(sign()).refused("poll.not_counted")
    given(COUNTED).when(sign("B")).refused("station.unknown")
    given(COUNTED).when(sign(poll="p9")).refused("poll.unknown")
    given(n.after(COUNTED, sign(), n.declare())).when(sign()).refused("poll.finished")


def trace(number: int = 3, poll: str = "p1", by: c.Actor = SYSTEM) -> sc.RecordTrace:
    return sc.RecordTrace(by, AT, poll, n.member(number), "token", "S")


def test_a_trace_goes_on_record_once_while_the_box_is_open():
    """Who was traced, why, and who found it; the same again is no news, and the count does not take it away."""
    event = se.EnvelopeTraced("p1", n.member(3), "token", "S", AT, SYSTEM.text())
    traced = given(CLOSED).when(trace()).then(event)
    traced.when(trace()).then()
    counted = n.after((*CLOSED, event), n.count(c.Paper("Y", copies=5), void=(n.member(3),)))
    assert given(counted).state.polls["p1"].traced == (Traced(n.member(3), "token", "S"),)
    given(OPEN).when(trace()).refused("poll.not_closed")
    given(COUNTED).when(trace()).refused("poll.not_closed")
    given(n.after(COUNTED, sign(), n.declare())).when(trace()).refused("poll.finished")
    given(CLOSED).when(trace(9)).refused("member.not_eligible")
    given(CLOSED).when(trace(poll="p9")).refused("poll.unknown")
    given(CLOSED).when(trace(by=OPERATOR)).refused("role.not_allowed")


def destroy(poll: str = "p1", by: c.Actor = CHAIR) -> sc.DestroyKeys:
    return sc.DestroyKeys(by, AT, poll)


def test_keys_are_destroyed_once_nothing_is_left_to_dispute():
    """Declared or voided, and its item ended: then keys and envelopes go, on record, once."""
    declared = given(n.after(COUNTED, sign(), n.declare()))
    gone = declared.when(destroy()).then(se.KeysDestroyed("p1", 6, AT, CHAIR.text()))
    assert gone.state is not None
    assert gone.state.polls["p1"].destroyed
    gone.when(destroy()).refused("keys.gone")
    assert (station.owing(gone.state, "A"), station.owing(gone.state, "S")) == (("p1",), ("p1",))


def said(name: str = "A", poll: str = "p1", by: c.Actor = SYSTEM) -> sc.SayForgotten:
    return sc.SayForgotten(by, AT, poll, name)


def test_who_has_destroyed_its_keys_goes_on_record_one_by_one():
    """After the order each party by itself, once; whoever took no part has nothing to say."""
    declared = given(n.after(COUNTED, sign(), n.declare()))
    declared.when(said()).refused("keys.in_use")
    ordered = given(n.after(COUNTED, sign(), n.declare(), destroy()))
    gone = ordered.when(said()).then(se.KeysForgotten("p1", "A", AT, SYSTEM.text()))
    gone.when(said()).then()
    assert (station.owing(gone.state, "A"), station.owing(gone.state, "S")) == ((), ("p1",))
    gone.when(said("S")).then(se.KeysForgotten("p1", "S", AT, SYSTEM.text()))
    ordered.when(said("B")).refused("station.unknown")
    ordered.when(said(poll="p9")).refused("poll.unknown")
    ordered.when(said(by=OPERATOR)).refused("role.not_allowed")


def test_keys_that_may_still_be_needed_stay():
    """A running vote, an item without its end, a vote without keys, no such vote, somebody else."""
    given(COUNTED).when(destroy()).refused("keys.in_use")
    given(n.after(ONE, n.void_poll())).when(destroy()).refused("keys.in_use")
    named = n.after(n.seated(), n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))
    given(named).when(destroy()).refused("keys.none")
    given(COUNTED).when(destroy("p9")).refused("poll.unknown")
    given(COUNTED).when(destroy(by=OPERATOR)).refused("role.not_allowed")
