"""What no step can refuse, because it is somebody's word: the report says whose, and docs/threats.md promises no more."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.clerk.room import Room
from tests.core import notation as n
from tests.verify.evil import Evil, stranger
from tests.verify.joint_lies import Alone, P
from tests.verify.other_votes import closed, with_hands
from tests.verify.rank_lies import midway
from tests.verify.story import TELLERS, Told, declared, told
from voting.ballots import messages, receipts
from voting.ballots.encodings import b64, unb64
from voting.core import nomination_commands as nc
from voting.records.bundle import Profile
from voting.records.sheet import _facts
from voting.verify.run import Verdict, verify


def report(data: bytes) -> tuple[Verdict, str]:
    """How it ends, and all that is said."""
    said: list[str] = []
    return verify(data, None, said.append), "\n".join(said)


def last_of(entries: list[Any], kind: str) -> int:
    return max(at for at, one in enumerate(entries) if one.get("type") == kind)


def voted_by_the_server(profile: Profile) -> Evil:
    """By name, three to three: in mid-poll the server gives a member a terminal of its own, and votes in her name from it."""
    room = Room(7, agenda=(n.item("a1", "procedural", n.motion()),))
    room.put_open("a1")
    for number in range(1, 7):
        room.done(room.voting(number, "Y" if number < 4 else "N", poll="p1"))
    room.close("p1")
    declared(room, room.count("p1"))
    evil, own = Evil(closed(room), profile, "p1"), stranger()
    evil.edit("keys.json", lambda keys: keys["devices"].update({own.public.kid: own.public.jwk}))
    entries = evil.entries()
    before = next(one for one in entries if one.get("type") == "ballot.cast.v1" and one["voter"] == "m004")
    mh, at = b64(evil.manifest("p1").mh), last_of(entries, "poll.closed.v1")
    vote = {"vote": "p1", "mh": mh, "seat": "A004", "voter": "m004", "choice": "Y", "seq": 2, "prev": before["jws"]}
    jws = evil.sign("named", vote, own)
    moved = {
        "at": entries[at]["at"], "by": "operator:op", "mh": mh, "new_kid": own.public.kid, "new_seat": "A004",
        "old_kid": "x", "poll": "p1", "type": "terminal.replaced.v1", "voter": "m004",
    }  # fmt: skip
    cast = {"jws": b64(messages.digest(jws)), "poll": "p1", "seq": 2, "type": "ballot.cast.v1", "voter": "m004"}
    entries[at:at] = [moved if profile == "full" else {"leaf": b64(Evil.leaf(moved))}, cast]
    evil.edit_lines("polls/p1/cast.jsonl", lambda rows: rows.append({"jws": jws}))
    adopted(evil, entries)
    return evil


def adopted(evil: Evil, entries: list[Any]) -> None:
    """Roots, close, count, log and record of four to two; the record tells the terminal."""
    last = {one["voter"]: str(one["jws"]) for one in entries if one.get("type") == "ballot.cast.v1"}
    root = b64(receipts.cast_root(map(unb64, last.values())))
    entries[last_of(entries, "poll.counted.v1")].update(
        cast_root=root, in_root=root, out_root=root, votes_for=4, against=2, outcome="adopted"
    )
    entries[last_of(entries, "result.declared.v1")].update(outcome="adopted")
    evil.relog(entries)
    evil.resign("polls/p1/close.jws", lambda close: close.update(cast_root=root))
    evil.retally(
        "p1", lambda tally: tally.update(in_root=root, out_root=root, sums={**tally["sums"], "for": 4, "against": 2})
    )

    def record(sitting: Any) -> None:
        (poll,) = sitting["polls"]
        poll.update(outcome="adopted", replaced=1, counts={**poll["counts"], "for": 4, "against": 2})
        for row in poll["votes"]:
            row["mark"] = "for" if row["voter"] == "m004" else row["mark"]
        sitting["items"][0]["disposition"] = entries[last_of(entries, "item.disposed.v1")]["disposition"]

    evil.edit("sitting.json", record)


@pytest.mark.parametrize("profile", ["full", "public"])
def test_a_vote_by_name_from_a_terminal_given_meanwhile_is_told(profile: Profile) -> None:
    """Nobody but the server says whose the new terminal was: the report names the voter."""
    verdict, said = report(voted_by_the_server(profile).file())
    assert verdict == Verdict(0)
    names = {"full": "p1: m004 was given another terminal meanwhile (seat A004), and voted afterwards",
             "public": "p1: the votes by name of m004 are of terminals beside the roster"}  # fmt: skip
    assert names[profile] in said


def test_a_record_that_hides_a_terminal_is_refused() -> None:
    """sitting.json, and so the printed sheet, has how many were given."""
    evil = voted_by_the_server("full")
    evil.edit("sitting.json", lambda sitting: sitting["polls"][0].pop("replaced"))
    assert report(evil.file())[0] == Verdict(1, 11)


@cache
def no_deputy() -> Told:
    """An office for deputies only; five of seven write the name of somebody who is none."""
    room = Room(7, agenda=(n.item("a1", "election", replace(n.election(), deputies_only=True)),))
    poll = room.held("a1", [("YNN", ("王五",))] * 5 + [("YYN", ()), ("YNY", ())])
    room.order(nc.SettleName(TELLERS[0], "", poll.id, ("w1",), "w1", None, "he is no deputy"))
    declared(room, room.count(poll.id))
    room.order(n.put_off("a1", "a seat is left"))
    return closed(room)


def test_a_written_name_that_elects_nobody_is_told() -> None:
    """The rule stands in the announcement; that he is no deputy is what tellers say."""
    verdict, said = report(no_deputy().file("full"))
    assert verdict == Verdict(0)
    assert "p1: written names with 5 votes elect nobody" in said


def test_who_falls_is_the_rule_of_the_announcement() -> None:
    """Elected against the rule, or by a word of tellers that the log does not have: no outcome that follows."""
    evil = Evil(no_deputy(), last="p1")
    evil.edit_entry("name.settled.v1", "p1", lambda event: event.update(deputy="m007"))
    assert report(evil.file())[0] == Verdict(1, 11)


def test_hands_are_told_as_the_word_of_the_tellers() -> None:
    """The figures hold; how many of them no key has signed is said."""
    verdict, said = report(with_hands("a1").file("full"))
    assert verdict == Verdict(0)
    assert "p1: 2 hands among them, by the word of the tellers alone." in said


def test_figures_by_hand_are_told_as_the_word_of_the_tellers() -> None:
    """Of a vote without keys there is nothing that anybody but the tellers has signed."""
    said = report(told().file("full"))[1]
    assert "p4: a vote by hand; its figures are the word of the tellers alone." in said
    assert "p2: a vote by hand" not in said


def test_only_votes_before_the_first_with_names_are_told_to_lack_them() -> None:
    """A house that was upgraded in the middle of a sitting leaves a log that holds, and the report says for which vote."""
    verdict, said = report(midway().file("full"))
    assert verdict == Verdict(0)
    assert "p1: announced without names:" in said


def test_a_log_without_its_stations_is_told_to_be_the_servers_word() -> None:
    """Stations that the server calls lost miss nothing: the report says so, and how much of the log nobody else has seen."""
    evil = Alone()
    before = evil.entries()
    evil.relog([*before[:-1], {"type": "hall.noted.v1"}, before[-1]])
    verdict, said = report(evil.file())
    assert verdict == Verdict(0)
    assert "Stations on record as lost: A, B." in said
    entries = evil.entries()
    close = max(at for at, one in enumerate(entries) if one.get("type") == "poll.closed.v1" and one["poll"] == P)
    assert f"The last {len(entries) - close - 1} entries were witnessed by no station" in said
    whole = report(Alone().file())[1]
    assert "witnessed by no station" not in whole
    assert "on record as lost" not in whole


def test_trials_and_words_of_the_server_are_told() -> None:
    """Which votes are left out, whose question is shown, and that nothing vouches for the rest of sitting.json."""
    evil = Evil(told())
    evil.edit("sitting.json", lambda sitting: sitting["polls"][0].update(office={"zh": "县长", "en": "head"}))
    verdict, said = report(evil.file())
    assert verdict == Verdict(0)
    assert "Trial votes, no part of this: p5." in said
    assert "p2《议题a2d1》：赞成 4，反对 1，弃权 1，通过。" in said
    assert "(words read out, offices, names of items, groups, times …)" in said
    assert "县长" not in said


def test_a_terminal_given_in_mid_poll_is_told_with_its_voter() -> None:
    """In secret votes as by name: who moved, and whether she voted from there."""
    said = report(told().file("full"))[1]
    assert "p2: m002 was given another terminal meanwhile (seat A099), and voted afterwards" in said


def test_sheet_and_record_say_how_many_terminals_were_given_meanwhile() -> None:
    """Whose they were only where everybody's vote is printed by name."""
    poll = next(one for one in told().source.record.polls if one.id == "p2")
    facts = {one["en"]: one["value"] for one in _facts(poll)}
    assert facts["Terminals replaced"] == "1次"
    assert told().source.record.polls[0].replaced == ()
    by_name = {one["en"]: one["value"] for one in _facts(replace(poll, secrecy="named"))}
    assert by_name["Terminals replaced"] == "1次：代表2"
