"""What the verifier says of one voter: drawn and cast in each vote, who signed for it, and nothing from a bad bundle."""

from __future__ import annotations

import json

from tests.clerk.room import AGENDA, Room
from tests.core import notation as n
from tests.verify.evil import Evil
from tests.verify.fixtures import unpacked
from tests.verify.joint_story import told as joint_told
from tests.verify.other_votes import spent
from tests.verify.story import declared, of, told
from voting.core import commands as c
from voting.verify.run import Verdict, verify

STRANGER = "m099"


def said_of(data: bytes, voter: str) -> tuple[Verdict, list[str]]:
    """How it ended, and what was said after the last step."""
    lines: list[str] = []
    verdict = verify(data, None, lines.append, voter)
    last = max(number for number, line in enumerate(lines) if line.startswith("V"))
    return verdict, [line for line in lines[last + 1 :] if not line.startswith("    ")]


def logged(data: bytes, kind: str) -> dict[str, set[str]]:
    """By poll, the voters of whom the log has an entry of this kind."""
    found: dict[str, set[str]] = {}
    for line in dict(unpacked(data))["log/entries.jsonl"].splitlines():
        entry = json.loads(line)
        if entry.get("type") == kind:
            found.setdefault(entry["poll"], set()).add(entry["voter"])
    return found


def test_who_drew_and_who_did_not_is_told_with_who_signed_for_it() -> None:
    """At T2 a voter hears of each vote what the log has, signed by server and both stations; a stranger hears
    that she is on no roster.
    """
    data = joint_told("T2").file("full")
    drawn, cast = logged(data, "ballot.drawn.v1"), logged(data, "ballot.cast.v1")
    for voter in ("m002", "m007"):
        verdict, said = said_of(data, voter)
        assert verdict == Verdict(0)
        for line in said:
            poll = line.partition("：")[0]
            assert (f"was issued to {voter}" in line) == (voter in drawn[poll])
            assert (f"was not issued to {voter}" in line) == (voter not in drawn[poll])
            assert ("vote cast" in line) == (voter in cast.get(poll, ()))
        assert [line.partition("：")[0] for line in said] == sorted(drawn)
        assert said[0].endswith("signed by S, A, B).")
    verdict, said = said_of(data, STRANGER)
    assert [line for line in said if "not on the roster; nothing was issued" not in line] == []


def test_somebody_who_drew_nothing_can_show_it() -> None:
    """At T0 it is the server's own word, and the report says so."""
    room = Room(7, agenda=AGENDA[1:2])
    poll = room.put("a2")
    for number in range(1, 7):
        room.done(room.drawing(number, poll))
    room.order(c.OpenPoll(n.CHAIR, "", poll, "the seventh has gone out"))
    for number in range(1, 6):
        room.done(room.voting(number, "Y", poll=poll))
    room.close(poll)
    declared(room, room.count(poll))
    room.order(c.CloseSitting(n.CHAIR, ""))
    data, word = of(room).file("full"), "(who drew papers is signed by S)."
    verdict, said = said_of(data, "m007")
    assert verdict == Verdict(0)
    assert [line.partition("。 ")[2] for line in said] == [
        f"p1: a paper was not issued to m007, a vote not cast {word}"
    ]
    assert f"p1: a paper was issued to m006, a vote not cast {word}" in said_of(data, "m006")[1][0]


def test_a_void_envelope_is_told_to_its_voter() -> None:
    """Whose vote is void learns so, with the reason that the count gives."""
    data = spent().file("full")
    void = {row["voter"]: row["reason"] for row in json.loads(dict(unpacked(data))["polls/p1/tally.json"])["void"]}
    assert "credential" in void.values()
    for voter in (n.member(number) for number in range(1, 8)):
        told = said_of(data, voter)[1][0]
        assert (", void (" in told) == (voter in void)
        assert voter not in void or f"a vote cast, void ({void[voter]}) (who drew" in told


def test_a_public_bundle_says_that_it_cannot_tell() -> None:
    """The public profile hides who drew and cast."""
    verdict, said = said_of(joint_told("T2").file("public"), "m001")
    assert verdict == Verdict(0)
    assert len(said) == 1
    assert "public profile hides" in said[0]


def test_nothing_is_said_from_a_bundle_that_does_not_hold() -> None:
    """Issuers who signed for other voters fail V4, and no sentence about a voter follows."""
    evil = Evil(told())
    evil.resign("polls/p2/close.jws", lambda close: close.update(issued=3))
    verdict, said = said_of(evil.file(), "m001")
    assert verdict.code == 1
    assert said == []
