"""Who sits where, and who votes from where: one member, one seat, one terminal, one vote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devices import protocol
from devices.encoding import hash_of
from devices.protocol import Drawn, Refusal
from devices.signer import Signer
from tests.real.house import Hall, Seat, http, motions, until

LAST, FIRST, NAMED = ("secret", "last"), ("secret", "first"), ("named", "last")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall in which each test has members and drafts of its own."""
    agenda = motions("a", *[LAST] * 12) + motions("mine", NAMED) + motions("later", NAMED)
    with Hall(tmp_path_factory.mktemp("members"), agenda, members=40) as hall:
        hall.open(by_hand=21)
        yield hall


def code(answer: object) -> str:
    """The code of a refusal."""
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_two_seats_cannot_hold_one_member(hall: Hall) -> None:
    """Signed in at one seat, a member is refused at another: neither her badge nor her PIN is worth anything there."""
    here, there = hall.newcomer(), hall.seat(hall.fresh())
    there.enrol()
    there.connect()
    there.hello()
    badge = next(m.badge for m in hall.made.roll.members if m.id == here.member)
    size = hall.size()
    assert code(there.sign_in(badge, "badge")) == "member.wrong_pin"
    assert code(there.sign_in(here.card["pin"])) == "member.wrong_pin"
    assert hall.size() == size
    assert not isinstance(here.sign_in(), Refusal), "the same PIN at the same seat is welcome again"
    assert hall.size() == size


def test_a_badge_signs_in_at_its_own_seat_only(hall: Hall) -> None:
    """The badge number is as good as the PIN, at the seat of its owner."""
    seat = hall.seat(hall.fresh())
    seat.enrol()
    seat.connect()
    seat.hello()
    mine = next(m.badge for m in hall.made.roll.members if m.id == seat.member)
    neighbour = next(m.badge for m in hall.made.roll.members if m.id == hall.cards[-1]["member"])
    assert code(seat.sign_in("NOBODY", "badge")) == "member.wrong_pin"
    assert code(seat.sign_in(neighbour, "badge")) == "member.wrong_pin"
    assert not isinstance(seat.sign_in(mine, "badge"), Refusal)
    assert seat.me
    assert seat.me.member == seat.member


def test_a_new_pin_opens_the_seat_and_the_old_one_no_more(hall: Hall) -> None:
    """A member has forgotten hers, the secretary makes another: that one signs in, at her own seat."""
    seat = hall.seat(hall.fresh())
    seat.enrol()
    seat.connect()
    seat.hello()
    status, told = http("POST", f"{hall.base}/api/members/{seat.member}/pin", token=hall.token("secretary"))
    assert status == 200
    assert code(seat.sign_in()) == "member.wrong_pin"
    assert not isinstance(seat.sign_in(told["pin"]), Refusal)
    assert seat.me
    assert seat.me.member == seat.member


def test_five_wrong_pins_lock_the_seat(hall: Hall) -> None:
    """The fifth wrong PIN locks; the right one is then refused as well."""
    seat = hall.seat(hall.fresh())
    seat.enrol()
    seat.connect()
    seat.hello()
    wrong = "000000" if seat.card["pin"] != "000000" else "000001"
    assert [code(seat.sign_in(wrong)) for _ in range(5)] == ["member.wrong_pin"] * 5
    assert code(seat.sign_in()) == "member.locked"


def test_a_badge_from_elsewhere_buys_no_further_tries(hall: Hall) -> None:
    """A badge of another member between guesses is a wrong try like any other and sets nothing back."""
    seat = hall.seat(hall.fresh())
    seat.enrol()
    seat.connect()
    seat.hello()
    found = next(m.badge for m in hall.made.roll.members if m.id == hall.cards[-1]["member"])
    wrong = "000000" if seat.card["pin"] != "000000" else "000001"
    for value, method in ((wrong, "pin"), (found, "badge"), (wrong, "pin"), (found, "badge"), (wrong, "pin")):
        assert code(seat.sign_in(value, method)) == "member.wrong_pin"
    assert code(seat.sign_in()) == "member.locked"


def test_one_member_has_one_vote_whatever_terminal_she_uses(hall: Hall) -> None:
    """Moved in the middle of a poll, a member votes on from the new seat; the old one has nothing more to say."""
    old, new = hall.newcomer(), hall.seat(hall.fresh())
    with hall.poll("a", "a-0") as vote:
        old.vote(vote, "Y")
        new.enrol()
        new.connect()
        new.hello()
        hall.operator.do("move_member", member=old.member, seat=new.seat)
        until(lambda: new.me and new.me.member == old.member, "the member at the new seat")
        before = hall.size()
        assert old.refused("cast", old.sealed(vote, Drawn(2, None), "N")) in ("member.not_eligible", "seat.empty")
        assert hall.size() == before
        assert new.me
        standing = new.me.polls[vote]
        assert (standing.seq, standing.cast) == (2, True)
        new.member = old.member
        drawn = new.draw(vote)
        assert drawn.seq == 2, "the order of votes is the voter's, not the terminal's"
        answer = new.say("cast", new.sealed(vote, drawn, "N"))
        assert not isinstance(answer, Refusal), answer
        poll = hall.operator.pressed(vote, 1)
        assert poll["issued"] == 1
        hall.operator.do("close_poll", vote=vote)
        assert hall.operator.state(vote, "counted")["counts"] == {
            "for": 0, "against": 1, "abstain": 0, "void": 0, "not_voting": poll["eligible"] - 1,
        }  # fmt: skip


def test_a_member_is_not_moved_onto_another_or_to_a_bare_table(hall: Hall) -> None:
    """The new seat is free, and its terminal enrolled."""
    one, other, bare = hall.newcomer(), hall.newcomer(), hall.fresh()
    assert hall.operator.refused("move_member", member=one.member, seat=other.seat)["code"] == "seat.occupied"
    assert hall.operator.refused("move_member", member=one.member, seat=bare["seat"])["code"] == "seat.not_enrolled"


def test_a_revoked_terminal_is_silent_at_once_and_its_successor_goes_on(hall: Hall) -> None:
    """After revocation the old key says nothing more, on its open line or a new one; a new terminal votes on."""
    seat = hall.newcomer()
    with hall.poll("a", "a-1") as vote:
        jws, _ = seat.vote(vote, "Y")
        unsent = seat.sealed(vote, Drawn(2, seat.draw(vote).prev), "N")
        lines = seat.lines
        hall.operator.do("revoke_device", seat=seat.seat, reason="遗失")
        before = hall.size()
        until(lambda: seat.lines > lines, "the revoked terminal has lost its line and comes back")
        assert seat.refused("cast", unsent) == "message.stale"
        assert seat.refused("cast", jws) == "message.stale"
        assert code(seat.hello()) in ("seat.wrong_key", "seat.not_enrolled")
        assert hall.size() == before
        new = successor(hall, seat)
        new.hello()
        new.sign_in()
        drawn = new.draw(vote)
        assert drawn.seq == 2
        assert not isinstance(new.say("cast", new.sealed(vote, drawn, "A")), Refusal)
        seat.again()
        assert code(seat.hello()) in ("seat.wrong_key", "seat.not_enrolled"), "the old key stays revoked"
        hall.operator.pressed(vote, 1)


def code_of(hall: Hall, seat: str) -> str | None:
    """The enrolment code that the console shows for a seat."""
    return next((s["code"] for s in hall.operator.view["seats"] if s["seat"] == seat), None)


def successor(hall: Hall, seat: Seat) -> Seat:
    """A second terminal at the same seat, enrolled with a new code."""
    hall.operator.do("enrolment_code", seat=seat.seat)
    shown = until(lambda: code_of(hall, seat.seat), "the code on the console")
    new = hall.seat(seat.card, Signer.new())
    new.enrol(shown)
    new.connect()
    return new


def test_enrolling_anew_replaces_the_old_terminal(hall: Hall) -> None:
    """One seat has one terminal: with the second enrolled, the first is refused."""
    seat = hall.newcomer()
    with hall.poll("a", "a-2") as vote:
        drawn, lines = seat.draw(vote), seat.lines
        new = successor(hall, seat)
        before = hall.size()
        until(lambda: seat.lines > lines, "the old terminal has lost its line and comes back")
        assert code(seat.hello()) == "seat.wrong_key"
        assert seat.refused("cast", seat.sealed(vote, drawn, "Y")) == "message.stale"
        assert hall.size() == before
        new.hello()
        assert not isinstance(new.say("cast", new.sealed(vote, new.draw(vote), "Y")), Refusal)


def test_who_has_left_votes_no_more_and_the_figures_stay(hall: Hall) -> None:
    """An early leave closes the mouth of the seat; what was frozen and cast stays as it was."""
    seat = hall.newcomer()
    with hall.poll("a", "a-3") as vote:
        jws, receipt = seat.vote(vote, "Y")
        before = hall.operator.pressed(vote, 1)
        present = hall.operator.view["attendance"]["present"]
        hall.operator.do("leave", member=seat.member)
        assert hall.operator.view["attendance"]["present"] == present - 1
        size = hall.size()
        assert seat.refused("cast", seat.sealed(vote, seat_next(jws), "N")) == "seat.empty"
        assert seat.say("cast", jws) == {"receipt": receipt}, "the old vote keeps its receipt"
        assert hall.size() == size
        after = hall.operator.poll(vote)
        assert [after[key] for key in ("eligible", "present", "base", "needed", "pressed")] == [
            before[key] for key in ("eligible", "present", "base", "needed", "pressed")
        ]
    with hall.poll("a", "a-4") as vote:
        until(lambda: seat.view and seat.view.poll(vote), "the next poll")
        assert hall.operator.poll(vote)["eligible"] == before["eligible"] - 1


def seat_next(jws: str) -> Drawn:
    """What the vote after this one must carry."""
    return Drawn(2, hash_of(jws))


def test_a_late_comer_votes_from_the_next_poll_on(hall: Hall) -> None:
    """The electorate is frozen when a poll is announced."""
    with hall.poll("a", "a-5") as vote:
        late = hall.newcomer()
        assert late.me
        assert not late.me.polls[vote].eligible
        manifest = late.manifest(vote)
        assert late.refused("issue", protocol.issue(late.signer, manifest, late.seat, {})) == "member.not_eligible"
        assert late.refused("cast", late.sealed(vote, Drawn(1, None), "Y")) == "member.not_eligible"
    with hall.poll("a", "a-6") as vote:
        late.vote(vote, "Y")
        hall.operator.pressed(vote, 1)


def test_a_recused_member_votes_in_everything_but_that_item(hall: Hall) -> None:
    """Recusal takes the vote on one item; the base stays, the other items stay."""
    seat = hall.newcomer()
    hall.operator.do("recuse", member=seat.member, item="mine", reason="亲属")
    assert hall.operator.refused("recuse", member=seat.member, item="mine", reason="亲属")["code"] == "member.recused"
    with hall.poll("mine", "mine-0") as vote:
        assert seat.refused("named", seat.named(vote, Drawn(1, None), "Y")) == "member.not_eligible"
        poll = hall.operator.poll(vote)
        assert poll["eligible"] == poll["present"] - 1
        assert poll["base"] == 40
        assert hall.operator.refused("recuse", member=hall.cards[-1]["member"], item="mine", reason="x")["code"] == (
            "item.stage"
        )
    with hall.poll("a", "a-7") as vote:
        seat.vote(vote, "Y")


def test_first_press_cannot_be_changed(hall: Hall) -> None:
    """Where the first press counts, a second is refused, and the same bytes still have their receipt."""
    seat = hall.newcomer()
    assert seat
    with hall.poll("later", "later-0") as vote:
        jws, receipt = seat.vote(vote, "Y")
        again = seat.named(vote, seat_next(jws), "N")
        answer = seat.say("named", again)
        assert not isinstance(answer, Refusal), "press: last takes the newest"
        assert seat.say("named", jws) == {"receipt": receipt}
        stale = seat.named(vote, Drawn(1, None), "A")
        assert seat.refused("named", stale) == "ballot.sequence"
        hall.operator.pressed(vote, 1)
