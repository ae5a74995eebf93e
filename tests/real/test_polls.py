"""Polls as officers and seats live them: several at once, by the clock, voided and repeated, complained about."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
import socketio
from socketio.exceptions import BadNamespaceError

from devices import protocol
from devices.encoding import b64, hash_of
from devices.protocol import Drawn, Refusal
from tests.real.house import Hall, Officer, Seat, http, motions, until

LAST, FIRST, NAMED = ("secret", "last"), ("secret", "first"), ("named", "last")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall with three voters at terminals and enough others to sit."""
    shapes = [LAST, FIRST, NAMED, ("secret", "last", 1), ("named", "last", 1), *[LAST] * 8]
    with Hall(tmp_path_factory.mktemp("polls"), motions("a", *shapes) + motions("rest", LAST)) as hall:
        hall.open(by_hand=7)
        yield hall


@pytest.fixture(scope="module")
def seats(hall: Hall) -> list[Seat]:
    """Three seats for all tests."""
    return [hall.newcomer() for _ in range(3)]


def code(answer: object) -> str:
    """The code of a refusal."""
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_several_polls_run_at_once_and_never_mix(hall: Hall, seats: list[Seat]) -> None:
    """Papers and votes of three open polls stay apart; a vote for one is none for another."""
    one, two, three = seats
    with hall.poll("a", "a-0") as secret, hall.poll("a", "a-1") as first, hall.poll("a", "a-2") as named:
        for seat, vote, mark in (
            (one, secret, "Y"), (two, secret, "N"), (one, first, "A"), (one, named, "Y"), (two, named, "N"),
            (three, named, "A"),
        ):  # fmt: skip
            seat.vote(vote, mark)
        drawn = three.draw(secret)
        assert (
            three.refused("cast", three.sealed(secret, drawn, "Y", mh=b64(three.manifest(first).mh)))
            == "poll.wrong_manifest"
        )
        assert one.refused("cast", one.sealed(first, Drawn(1, None), "Y")) == "ballot.first_press"
        for vote, pressed, wanted in ((secret, 2, (1, 1, 0)), (first, 1, (0, 0, 1)), (named, 3, (1, 1, 1))):
            hall.operator.pressed(vote, pressed)
            hall.operator.do("close_poll", vote=vote)
            counts = hall.operator.state(vote, "counted")["counts"]
            assert (counts["for"], counts["against"], counts["abstain"]) == wanted
            assert sum(counts.values()) == hall.operator.poll(vote)["eligible"]


@pytest.mark.parametrize("draft", ["a-3", "a-4"])
def test_the_clock_closes_a_poll_by_itself(hall: Hall, seats: list[Seat], draft: str) -> None:
    """A poll with a time limit closes and is counted without anybody's word; what comes later is late."""
    seat = seats[0]
    with hall.poll("a", draft, opened=False) as vote:
        drawn = seat.draw(vote)
        late = seat.sealed(vote, drawn, "Y") if draft == "a-3" else seat.named(vote, drawn, "Y")
        hall.open_poll(vote)
        assert hall.operator.state(vote, "counted")["counts"]["not_voting"] == hall.operator.poll(vote)["eligible"]
        assert seat.refused("cast" if draft == "a-3" else "named", late) == "poll.closed"
        closed = [
            row for row in hall.rows("SELECT data FROM entries WHERE kind = 'poll.closed.v1'") if vote in str(row)
        ]
        assert "system:time-limit" in str(closed)


def test_a_voided_poll_is_repeated_from_nothing(hall: Hall, seats: list[Seat]) -> None:
    """Nothing of a voided vote enters its repeat, which has a manifest and papers of its own."""
    seat = seats[0]
    with hall.poll("a", "a-5") as vote:
        jws, receipt = seat.vote(vote, "Y")
        old = seat.manifest(vote)
        assert hall.operator.refused("announce_poll", item="a", draft="a-5")["code"] == "poll.draft_used"
        assert hall.operator.refused("void_poll", vote=vote)["code"] == "command.fields", "a reason is due"
        hall.operator.do("void_poll", vote=vote, reason="设备故障")
        assert hall.operator.poll(vote)["counts"] is None
        assert seat.refused("cast", seat.sealed(vote, Drawn(2, None), "Y")) == "poll.closed"
        assert seat.say("cast", jws) == {"receipt": receipt}
    with hall.poll("a", "a-5") as again:
        assert again != vote
        assert seat.manifest(again).mh != old.mh
        assert hall.operator.poll(again)["pressed"] == 0
        seat.vote(again, "N")
        hall.operator.do("close_poll", vote=again)
        assert hall.operator.state(again, "counted")["counts"]["against"] == 1


def test_a_complaint_holds_the_declaration_until_it_is_settled(hall: Hall, seats: list[Seat]) -> None:
    """A terminal that does not find its vote stops the declaration; the chair decides, on record."""
    seat = seats[0]
    with hall.poll("a", "a-6") as vote:
        seat.vote(vote, "Y")
        seats[1].vote(vote, "Y")
        manifest = seat.manifest(vote)
        complaint = protocol.confirm(seat.signer, manifest, seat.seat, "我的票不在账本里")
        assert seat.refused("confirm", complaint) == "poll.not_closed"
        hall.operator.do("close_poll", vote=vote)
        hall.operator.state(vote, "counted")
        assert seat.say("confirm", complaint) == {"ok": True}
        assert seat.say("confirm", complaint) == {"ok": True}, "said twice is one complaint"
        until(lambda: hall.operator.view["complaints"], "the complaint on the console")
        assert [(one["seat"], one["about"]) for one in hall.operator.view["complaints"]] == [(seat.seat, ["log"])]
        no = hall.operator.refused("declare", vote=vote)
        assert (no["code"], seat.seat in no["zh"]) == ("poll.complaint", True)
        assert hall.operator.refused("settle_complaint", vote=vote, reason="核对无误")["code"] == "role.not_allowed"
        hall.officer("chair").do("settle_complaint", vote=vote, reason="核对无误")
        hall.operator.do("declare", vote=vote)
        assert hall.operator.poll(vote)["state"] == "declared"
        late = protocol.confirm(seats[1].signer, manifest, seats[1].seat, "宣布以后才找")
        assert seats[1].say("confirm", late) == {"ok": True}, "too late to hold anything, and on record"
        (shown,) = until(lambda: hall.operator.view["complaints"], "the late complaint on the console")
        assert (shown["seat"], shown["reason"], shown["after"]) == (seats[1].seat, "宣布以后才找", True)
        no = hall.officer("chair").refused("settle_complaint", vote=vote, reason="核对无误")
        assert (no["code"], hall.operator.poll(vote)["state"]) == ("poll.no_complaint", "declared")


def test_a_confirmation_belongs_to_a_voter_and_her_poll(hall: Hall, seats: list[Seat]) -> None:
    """A confirmation from a seat outside the electorate, or for no poll, is refused."""
    with hall.poll("a", "a-7") as vote:
        manifest = seats[0].manifest(vote)
        stranger = hall.newcomer()
        wrong = protocol.confirm(stranger.signer, manifest, stranger.seat, "x")
        assert stranger.refused("confirm", wrong) == "member.not_eligible"
        payload = {"vote": "p99", "mh": "A" * 43, "seat": seats[0].seat, "ok": True, "reason": ""}
        assert seats[0].refused("confirm", seats[0].signer.jws("confirm", payload)) == "poll.unknown"
        payload = {"vote": vote, "mh": "A" * 43, "seat": seats[0].seat, "ok": False, "reason": "x"}
        assert seats[0].refused("confirm", seats[0].signer.jws("confirm", payload)) == "poll.wrong_manifest"


def test_only_who_voted_confirms_and_only_after_the_close(hall: Hall, seats: list[Seat]) -> None:
    """A confirmation is of a vote in the box; who neither voted nor drew has nothing to complain of either."""
    voter, drawer, idle = seats
    with hall.poll("a", "a-11") as vote:
        voter.vote(vote, "Y")
        drawer.draw(vote)
        manifest = voter.manifest(vote)
        good, bad = (
            {seat.seat: protocol.confirm(seat.signer, manifest, seat.seat, reason) for seat in seats}
            for reason in ("", "我的票不在账本里")
        )
        assert voter.refused("confirm", good[voter.seat]) == "poll.not_closed"
        hall.operator.do("close_poll", vote=vote)
        hall.operator.state(vote, "counted")
        assert drawer.refused("confirm", good[drawer.seat]) == "ballot.not_drawn"
        assert idle.refused("confirm", good[idle.seat]) == "ballot.not_drawn"
        assert idle.refused("confirm", bad[idle.seat]) == "ballot.not_drawn"
        assert voter.say("confirm", good[voter.seat]) == {"ok": True}
        assert drawer.say("confirm", bad[drawer.seat]) == {"ok": True}
        hall.officer("chair").do("settle_complaint", vote=vote, reason="核对无误")
        hall.operator.do("declare", vote=vote)
        (declared,) = hall.rows(
            "SELECT data FROM entries WHERE kind = 'result.declared.v1' ORDER BY position DESC LIMIT 1"
        )
        assert json.loads(declared[0])["confirmed"] == 1
        assert voter.say("confirm", good[voter.seat]) == {"ok": True}, "late, and welcome"


def test_a_count_that_failed_is_done_once_its_cause_is_mended(hall: Hall, seats: list[Seat]) -> None:
    """The poll's key is out of reach at the close: operators are told, and with the key back the votes are counted."""
    notices: list[dict[str, str]] = []
    hall.operator.client.on("notice", notices.append)
    with hall.poll("a", "a-12") as vote:
        seats[0].vote(vote, "N")
        kept = {path: path.rename(path.with_suffix(".gone")) for path in (hall.folder / "keys/polls").glob("*.wrapped")}
        hall.operator.do("close_poll", vote=vote)
        until(lambda: notices, "the alarm")
        assert notices[0]["level"] == "alarm"
        assert hall.operator.poll(vote)["state"] == "closed"
        for path, gone in kept.items():
            gone.rename(path)
        assert hall.operator.state(vote, "counted")["counts"]["against"] == 1


def test_a_roll_is_not_even_read_once_the_sitting_is_open(hall: Hall) -> None:
    """Refused for the phase, whatever the file holds."""
    status, answer = http("POST", f"{hall.base}/api/roll", token=hall.token("secretary"), raw=b"x" * 100_000)
    assert (status, answer["refusal"]["code"]) == (409, "sitting.already_open")


def test_a_command_key_stands_for_one_command(hall: Hall) -> None:
    """The same key with other words is refused; it is neither carried out nor given the other's answer."""
    size = hall.size()
    assert hall.operator.say("leave", key="twice", member="nobody")["refusal"]["code"] == "member.unknown"
    assert hall.operator.say("leave", key="twice", member="somebody")["refusal"]["code"] == "command.fields"
    assert hall.operator.say("leave", key="twice", member="nobody")["refusal"]["code"] == "member.unknown"
    assert hall.size() == size


def test_the_sitting_is_not_closed_over_an_undecided_item(hall: Hall) -> None:
    """The refusal lists every item without a disposition, by name, and gives the article."""
    no = hall.operator.refused("close_sitting")
    assert no["code"] == "agenda.undecided"
    assert no["article"]
    assert [detail["zh"] for detail in no["details"]] == ["议题a", "议题rest"]
    assert [detail["en"] for detail in no["details"]] == ["Item a", "Item rest"]
    assert hall.operator.view["meeting"]["phase"] == "open"


def test_the_same_command_key_acts_once(hall: Hall) -> None:
    """Five hands on one button with one key: one poll, five equal answers; another key is refused the draft."""
    operator = hall.operator
    if next(item for item in operator.view["items"] if item["id"] == "a")["stage"] == "listed":
        operator.do("introduce_item", item="a")
    others = [hall.officer("operator") for _ in range(4)]
    before = len(operator.view["polls"])
    with ThreadPoolExecutor(5) as hands:
        answers = list(hands.map(
            lambda who: who.say("announce_poll", key="once", item="a", draft="a-8"), [operator, *others],
        ))  # fmt: skip
    for other in others:
        other.close()
    assert all(answer == answers[0] for answer in answers), answers
    assert "ok" in answers[0]
    assert len(operator.view["polls"]) == before + 1
    vote = operator.view["polls"][-1]["vote"]
    assert operator.refused("announce_poll", item="a", draft="a-8")["code"] == "poll.draft_used"
    operator.do("void_poll", vote=vote, reason="测试结束")


def test_two_roles_of_one_person_do_not_disturb_each_other(hall: Hall) -> None:
    """Two sessions in two tabs: each sees its own view, may do its own things, and signing one out leaves the other."""
    chair, hall_screen = hall.officer("chair"), hall.officer("hall")
    assert (chair.view["role"], hall_screen.view["role"]) == ("chair", "hall")
    assert "seats" not in chair.view
    assert hall_screen.refused("open_sitting")["code"] == "role.not_allowed"
    assert chair.refused("open_sitting")["code"] == "sitting.already_open"
    assert chair.refused("move_member", member="m001", seat="A02")["code"] == "role.not_allowed"
    assert hall_screen.refused("enrolment_code", seat="A01")["code"] == "role.not_allowed"
    sign_out(hall, hall_screen.token)
    assert over(hall_screen)
    assert chair.refused("open_sitting")["code"] == "sitting.already_open"


def over(officer: Officer) -> bool:
    """Whether a session has ended: its next command is refused for want of one, or its line is cut before the answer."""
    answers: list[dict[str, Any]] = []
    said = {"name": "open_sitting", "args": {}, "key": uuid.uuid4().hex}
    with suppress(BadNamespaceError):  # the line is cut already
        officer.client.emit("command", said, callback=answers.append)
    until(lambda: answers or not officer.client.connected, "a refusal or the end of the line")
    return not answers or answers[0]["refusal"]["code"] == "sign_in.required"


def sign_out(hall: Hall, token: str) -> None:
    """End a session over HTTP."""
    assert http("POST", f"{hall.base}/api/sign-out", {}, token)[0] == 200


def test_a_session_that_has_ended_is_shown_nothing_more(hall: Hall, seats: list[Seat]) -> None:
    """After signing out the open line of that tab gets no further view."""
    secretary = hall.officer("secretary")
    sign_out(hall, secretary.token)
    with hall.poll("a", "a-9") as vote:
        seats[0].vote(vote, "Y")
        hall.operator.pressed(vote, 1)
    assert not any(poll["vote"] == vote for poll in secretary.view["polls"])


@pytest.mark.parametrize(
    "said",
    [None, "open_sitting", {}, {"name": "open_sitting"}, {"name": "open_sitting", "args": [], "key": "k"},
     {"name": "open_sitting", "args": {}, "key": "k" * 100}, {"name": "open_sitting", "args": {}, "key": "k", "x": 1},
     {"name": "open_sitting", "args": {"force": "1"}, "key": "k1"}, {"name": "leave", "args": {}, "key": "k2"},
     {"name": "leave", "args": {"member": 3}, "key": "k3"}, {"name": "dispose", "args": {
         "item": "a", "disposition": "forgotten"}, "key": "k4"}],
)  # fmt: skip
def test_a_senseless_command_is_refused(hall: Hall, said: object) -> None:
    """A command with missing, unknown or odd fields changes nothing."""
    size = hall.size()
    answer = hall.operator.client.call("command", said, timeout=20)
    assert answer["refusal"]["code"] == "command.fields"
    assert hall.size() == size


def test_an_unknown_command_is_refused(hall: Hall) -> None:
    """A command that nobody knows is no command."""
    assert hall.operator.refused("count_again", vote="p1")["code"] == "command.unknown"


def test_an_officers_line_is_no_seat_and_a_seats_line_no_officer(hall: Hall, seats: list[Seat]) -> None:
    """Each side of the door is refused the words of the other."""
    seat = seats[0]
    answer = hall.operator.client.call("cast", "x.y.z", timeout=20)
    assert protocol.read_refusal(answer["refusal"], hall.key, hash_of("x.y.z")).code == "message.stale"
    said = {"name": "close_sitting", "args": {}, "key": "seat"}
    reply = hall.loop.run(seat.wire.ask("command", said))  # type: ignore[arg-type]
    assert reply["refusal"]["code"] == "sign_in.required"  # type: ignore[call-overload,index]


def test_a_line_with_a_wrong_token_is_turned_away_with_the_reason(hall: Hall) -> None:
    """A bad token gets no line, and a refusal that a page can show."""
    client = socketio.Client(reconnection=False)
    said: list[object] = []
    client.on("connect_error", said.append)
    with pytest.raises(socketio.exceptions.ConnectionError):
        client.connect(hall.base, auth={"token": "nobody"}, transports=["websocket"], wait_timeout=20)
    assert "sign_in.required" in str(said)
