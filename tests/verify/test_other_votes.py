"""Bundles of votes that the story does not have: on paper, evaluations, hands counted beside the keys."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from tests.clerk import room as rooms
from tests.clerk.room import Room
from tests.clerk.test_tellers import HEAP, REST, boxed, enter, summed
from tests.core import notation as n
from tests.core.test_satisfaction import DRAFT, SHIQUAN
from tests.verify.evil import Evil
from tests.verify.joint_story import JointRoom
from tests.verify.story import TELLERS, Told, declared, of
from voting.clerk.tellers import Telling
from voting.core import commands as c
from voting.core import hand_commands as hc
from voting.core import nomination_commands as nc
from voting.core import station_commands as sc
from voting.core.words import Text
from voting.verify.run import Verdict, verify

BESIDE = (n.item("a1", "procedural", n.motion(secrecy="secret")), n.item("a2", "procedural", n.motion()))


def checked(told: Told) -> dict[str, Verdict]:
    """How both profiles end."""
    return {profile: verify(told.file(profile), None, lambda _: None) for profile in ("full", "public")}  # type: ignore[arg-type]


def closed(room: Room) -> Told:
    """The sitting closed, as its bundles are made from it."""
    room.order(c.CloseSitting(n.CHAIR, ""))
    return of(room)


def committee(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rooms of a standing committee."""
    monkeypatch.setattr(n, "prepared", partial(n.prepared, body="standing_committee"))


def test_votes_on_paper_are_those_of_the_log() -> None:
    """An election on paper with a name written in: manifest and lines, and the figures of the log in the record."""
    room = Room(agenda=(n.item("a1", "election", replace(n.election(), form="paper")),))
    poll = boxed(room)
    enter(room, poll, 1, HEAP)
    enter(room, poll, 2, REST)
    summed(room, poll)
    room.order(nc.SettleName(TELLERS[0], "", poll, ("w1",), "w1", None, "nobody else is called so"))
    declared(room, summed(room, poll))
    told = closed(room)
    assert set(checked(told).values()) == {Verdict(0)}
    assert [path for path in told.members("full") if path.startswith("polls/")] == [
        "polls/p1/manifest.jws", "polls/p1/lines.json",
    ]  # fmt: skip
    evil = Evil(told)
    evil.edit("sitting.json", lambda sitting: sitting["polls"][0]["ranking"][0].update({"for": 5, "against": 0}))
    assert verify(evil.file(), None, lambda _: None) == Verdict(1, 11)


def test_an_evaluation_is_counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Grades by their papers; a paper with two grades is invalid; another grade in the record is found."""
    committee(monkeypatch)
    for line, word in zip(DRAFT.candidates, DRAFT.options, strict=True):
        monkeypatch.setitem(rooms.CANDIDATES, line, Text(word, word))
    room = Room(agenda=(n.item("a1", "evaluation", DRAFT),), method={**n.CONSENT, "evaluation.rule": SHIQUAN})
    poll = room.held("a1", [("YBB", ()), ("YBB", ()), ("YBB", ()), ("YYB", ()), ("BBY", ())])
    declared(room, poll)
    told = closed(room)
    assert set(checked(told).values()) == {Verdict(0)}
    evil = Evil(told)
    evil.edit("sitting.json", lambda sitting: sitting["polls"][0]["options"][0].update(votes=4))
    assert verify(evil.file(), None, lambda _: None) == Verdict(1, 11)


def test_a_count_that_stations_did_not_sign_is_no_result() -> None:
    """A station that finds another sum signs nothing: the vote is voided, and that is what the evidence says."""
    room = JointRoom("T1")
    in_secret_until(room)
    room.signed = lambda *_: None  # type: ignore[method-assign]
    room.opened("p1")
    room.order(c.VoidPoll(n.CHAIR, "", "p1", "station A has another sum"))
    for item in ("a1", "a2", "a3"):
        room.order(n.put_off(item, "another sum"))
    told = closed(room)
    assert set(checked(told).values()) == {Verdict(0)}
    said: list[str] = []
    verify(told.file("full"), None, said.append)
    assert any("station A had no declared count to sign" in line for line in said)
    evil = Evil(told)
    evil.members["polls/p1/tally.jsonl"] = b""
    assert verify(evil.file(), None, lambda _: None) == Verdict(1, 13)


def test_a_vote_repeated_after_a_station_was_lost() -> None:
    """Closed, the station gone, voided uncounted, and put again without it under another id: all of it is evidence."""
    room = JointRoom("T1")
    in_secret_until(room, cosigned=False)
    room.order(sc.LoseStation(n.OPERATOR, "", "A", "its laptop fell"))
    room.order(c.VoidPoll(n.CHAIR, "", "p1", "station A is lost"))
    again = Room.announcement(room, "a1")
    poll = room.done(again)
    assert (poll, room.poll(poll).tier) == ("p2", "T0")
    room.order(c.VoidPoll(n.CHAIR, "", poll, "no time is left"))
    for item in ("a1", "a2", "a3"):
        room.order(n.put_off(item, "station A is lost"))
    told = closed(room)
    assert set(checked(told).values()) == {Verdict(0)}
    assert not [path for path in told.members("full") if path.endswith(("mix.jsonl", "issued.jsonl", "tally.json"))]


def in_secret_until(room: JointRoom, *, cosigned: bool = True) -> None:
    """A secret vote of five, closed, and cosigned where it is."""
    poll = room.put("a1")
    for number in room.terminals:
        room.done(room.drawing(number, poll))
    room.order(c.OpenPoll(n.CHAIR, "", poll))
    for number in range(1, 6):
        room.done(room.sealed(number, poll, "Y"))
    room.close(poll)
    if cosigned:
        room.cosigned()


@pytest.mark.parametrize("item", ["a1", "a2"])
def test_hands_beside_the_keys_are_added(monkeypatch: pytest.MonkeyPatch, item: str) -> None:
    """Members by video raise hands: the log's figures are the ballots' and the hands', and the list by name leaves them out."""
    committee(monkeypatch)
    room = Room(agenda=BESIDE)
    poll = room.put(item)
    room.order(hc.AdmitHands(n.OPERATOR, "", poll, (n.member(4), n.member(5)), "chairs_meeting", "by video"))
    for number in (1, 2, 3):
        room.done(room.drawing(number, poll))
    room.order(c.OpenPoll(n.CHAIR, "", poll))
    for number, marks in ((1, "Y"), (2, "Y"), (3, "N")):
        room.done(room.voting(number, marks, poll=poll))
    room.close(poll)
    for teller in TELLERS:
        room.done(Telling(hc.EnterHands(teller, "", poll, 1, 0, 1)))
    declared(room, room.count(poll))
    other = "a2" if item == "a1" else "a1"
    room.order(n.put_off(other, "no time", proposed_by="chairs_meeting"))
    told = closed(room)
    assert told.room.poll(poll).counted.votes_for == 3  # type: ignore[union-attr]
    assert set(checked(told).values()) == {Verdict(0)}
    evil = Evil(told)
    evil.edit_entry("hands.entered.v1", poll, lambda event: event.update(votes_for=2, abstain=0))
    assert verify(evil.file(), None, lambda _: None) == Verdict(1, 11)
