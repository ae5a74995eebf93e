"""Bundles of votes that the stories do not have, honest and not: on paper, evaluations, hands beside the keys, a name
written in and elected, a station lost, replaced or not signing, ballots that may be public.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from typing import Any, Final

import pytest

from tests.clerk import room as rooms
from tests.clerk.room import Room
from tests.clerk.test_tellers import HEAP, REST, boxed, enter, summed
from tests.core import notation as n
from tests.core.test_satisfaction import DRAFT, SHIQUAN
from tests.verify import joint_story
from tests.verify.evil import Evil
from tests.verify.joint_story import JointRoom
from tests.verify.story import TELLERS, Told, declared, of
from voting.ballots import p256
from voting.ballots.encodings import b64
from voting.clerk.polls import Voting
from voting.clerk.tellers import Telling
from voting.clerk.tiers import StationEnrolment
from voting.core import commands as c
from voting.core import hand_commands as hc
from voting.core import nomination_commands as nc
from voting.core import station_commands as sc
from voting.core.words import Text
from voting.ledger.signing import COSIGNATURE, SignerKey, cosign
from voting.records.bundle import Profile

BESIDE = (n.item("a1", "procedural", n.motion(secrecy="secret")), n.item("a2", "procedural", n.motion()))
FEW_ALIKE = 80  # ballots of one line with four marks: twenty for each


def closed(room: Room) -> Told:
    """The sitting closed, as its bundles are made from it."""
    room.order(c.CloseSitting(n.CHAIR, ""))
    return of(room)


@contextmanager
def committee() -> Iterator[pytest.MonkeyPatch]:
    """Rooms of a standing committee."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(n, "prepared", partial(n.prepared, body="standing_committee"))
        yield patch


@cache
def on_paper() -> Told:
    """An election on paper with a name written in."""
    room = Room(agenda=(n.item("a1", "election", replace(n.election(), form="paper")),))
    poll = boxed(room)
    enter(room, poll, 1, HEAP)
    enter(room, poll, 2, REST)
    summed(room, poll)
    room.order(nc.SettleName(TELLERS[0], "", poll, ("w1",), "w1", None, "nobody else is called so"))
    declared(room, summed(room, poll))
    return closed(room)


@cache
def evaluated() -> Told:
    """Grades by their papers; a paper with two grades is invalid."""
    with committee() as patch:
        for line, word in zip(DRAFT.candidates, DRAFT.options, strict=True):
            patch.setitem(rooms.CANDIDATES, line, Text(word, word))
        room = Room(agenda=(n.item("a1", "evaluation", DRAFT),), method={**n.CONSENT, "evaluation.rule": SHIQUAN})
        poll = room.held("a1", [("YBB", ()), ("YBB", ()), ("YBB", ()), ("YYB", ()), ("BBY", ())])
        declared(room, poll)
        return closed(room)


@cache
def unsigned() -> Told:
    """A count that the station did not sign: the vote is voided."""
    room = JointRoom("T1")
    in_secret_until(room)
    room.signed = lambda *_: None  # type: ignore[method-assign]
    room.opened("p1")
    room.order(c.VoidPoll(n.CHAIR, "", "p1", "station A has another sum"))
    for item in ("a1", "a2", "a3"):
        room.order(n.put_off(item, "another sum"))
    return ended(room)


@cache
def sealed() -> Told:
    """One motion with a station, and nothing else."""
    room = JointRoom("T1")
    in_secret_until(room)
    declared(room, room.opened("p1"))
    for item in ("a2", "a3"):
        room.order(n.put_off(item, "no time is left"))
    return ended(room)


@cache
def lost() -> Told:
    """Closed, the station gone, voided uncounted, and put again without it under another id."""
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
    return closed(room)


@cache
def replaced() -> Told:
    """Between two votes a station is enrolled anew, with other keys."""
    room = JointRoom("T1")
    joint_story.in_secret(room)
    key, witness = p256.signing_key(p256.generate()), SignerKey.generate(f"yijue/{n.MEETING}/A", COSIGNATURE)
    wish = sc.EnrolStation(n.OPERATOR, "", "A", key.public.kid, witness.verifier.text())
    room.done(StationEnrolment(wish, key.public))
    room.signers["A"], room.stations["A"] = key, witness
    room.order(n.put_off("a2", "no time is left"))
    elected_by(room)
    return ended(room)


@cache
def spent() -> Told:
    """Somebody's own software casts a paper that was checked: void by name, found by the last level."""
    room = JointRoom("T2")

    def cast(number: int, poll: str) -> Voting:
        key = b64(room.polls[poll].drawn[n.member(number)].ballot("Y").pk)
        room.order(sc.CheckPaper(c.Actor("seat", n.seat(number)), "", poll, n.member(number), key))
        return room.sealed(number, poll, "Y")

    room.unsigned = cast  # type: ignore[method-assign]
    joint_story.in_secret(room)
    for item in ("a2", "a3"):
        room.order(n.put_off(item, "no time is left"))
    return ended(room)


def elected_by(room: JointRoom) -> None:
    poll = room.put("a3")
    room.cosigned()
    for number in room.terminals:
        room.done(room.drawing(number, poll))
    room.order(c.OpenPoll(n.CHAIR, "", poll))
    for number in range(1, 6):
        room.done(room.sealed(number, poll, "YYN"))
    room.close(poll)
    room.cosigned()
    declared(room, room.opened(poll))


def ended(room: JointRoom) -> Told:
    """The sitting closed, and its end witnessed."""
    room.order(c.CloseSitting(n.CHAIR, ""))
    room.cosigned()
    return of(room)


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


@cache
def with_hands(item: str) -> Told:
    """Members by video raise hands beside the keys: in secret (a1) and by name (a2)."""
    with committee():
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
    return told


@cache
def written_in(publish: str = "") -> Told:
    """Two of three seats: one goes to somebody whom nobody nominated."""
    method = {**n.CONSENT, "write_in.publish": publish} if publish else n.CONSENT
    room = Room(7, agenda=(n.item("a1", "election", n.election()),), method=method)
    poll = room.held("a1", [("YNN", ("王五",))] * 5 + [("YYN", ()), ("YNY", ())])
    room.order(nc.SettleName(TELLERS[0], "", poll.id, ("w1",), "w1", None, "everybody knows him"))
    declared(room, room.count(poll.id))
    return closed(room)


@cache
def overtaken() -> Told:
    """Somebody's envelope is void; a name is settled after the count, and nobody counts again: the vote is voided."""
    room = Room(7, agenda=(n.item("a1", "election", n.election()),))
    poll = room.put_open("a1")
    for number in range(1, 7):
        room.done(room.voting(number, "YNN", ("王五",), poll=poll))
    room.done(room.sent(7, bytes(room.manifest(poll).ct_length), poll))
    room.close(poll)
    room.count(poll)
    room.order(nc.SettleName(TELLERS[0], "", poll, ("w1",), "w1", n.member(1), "everybody knows him"))
    room.order(c.VoidPoll(n.CHAIR, "", poll, "no time is left"))
    room.order(n.put_off("a1", "no time is left"))
    return closed(room)


@cache
def listed() -> Told:
    """A pre-vote of three for two places, with a tie at the last one; nobody is elected."""
    room = Room(7, agenda=(n.item("a1", "election", replace(n.election(), round="primary")),))
    poll = room.held("a1", [("YYN", ())] * 3 + [("YNY", ())] * 3 + [("YNN", ())])
    declared(room, poll)
    room.order(n.put_off("a1", "the list is not full"))
    return closed(room)


@cache
def few_patterns(*names: str) -> Told:
    """Eighty ballots of one line; the last one has these names written on it."""
    draft = n.election(seats=1, candidates=1, fixed=0, office="CHIEF")
    room = Room(FEW_ALIKE, agenda=(n.item("a1", "election", draft),))
    declared(room, room.held("a1", [*[("Y", ())] * (FEW_ALIKE - 1), ("Y", names)]))
    return closed(room)


# How each ends

HONEST: Final[dict[str, Callable[[], Told]]] = {
    "votes on paper": on_paper,
    "an evaluation": evaluated,
    "a count that a station did not sign": unsigned,
    "a station lost, and put again": lost,
    "a station enrolled anew": replaced,
    "a checked paper that its voter casts": spent,
    "hands beside keys in secret": partial(with_hands, "a1"),
    "hands beside keys by name": partial(with_hands, "a2"),
    "somebody written in is elected": written_in,
    "a pre-vote": listed,
    "a name settled, not counted again, and voided": overtaken,
}
# whether whole ballots are in the public bundle
PUBLIC_BALLOTS: Final[dict[str, tuple[Callable[[], Told], bool]]] = {
    "ballots that may be public": (few_patterns, True),
    "a candidate's own name written in": (partial(few_patterns, "王秀兰"), False),
    "a name on an invalid paper": (partial(few_patterns, "赵六"), False),
}
Change = Callable[[Evil], object]
IN_SECRET = partial(with_hands, "a1")
Lie = tuple[Callable[[], Told], Profile, int, Change]


def poll_of(evil: Evil) -> Any:
    """The first poll of the record, and how to write it back."""
    return evil.json("sitting.json")["polls"][0]


def tell(**fields: object) -> Change:
    """The record with other fields of its first poll."""
    return lambda evil: evil.edit("sitting.json", lambda sitting: sitting["polls"][0].update(fields))


def log(kind: str, **fields: object) -> Change:
    """The log with other fields in the last entry of this kind."""
    return lambda evil: evil.edit_entry(kind, poll_of(evil)["id"], lambda event: event.update(fields))


def also(*changes: Change) -> Change:
    def all_of(evil: Evil) -> None:
        for change in changes:
            change(evil)

    return all_of


def without(kind: str) -> Change:
    """Nothing of this kind in the log: something else stands in its place."""
    return log(kind, type="hall.noted.v1")


def outcome(word: str, elected: list[str], names: list[str], **fields: object) -> Change:
    """Another outcome of an election, everywhere."""
    return also(
        log("poll.counted.v1", outcome=word, elected=elected, **fields), log("result.declared.v1", outcome=word),
        tell(outcome=word, elected=names, **{key: fields[key] for key in fields if key == "vacant"}),
    )  # fmt: skip


def ranked(evil: Evil) -> None:
    evil.edit("sitting.json", lambda sitting: sitting["polls"][0]["ranking"][0].update({"for": 5, "against": 0}))


def graded(evil: Evil) -> None:
    evil.edit("sitting.json", lambda sitting: sitting["polls"][0]["options"][0].update(votes=4))


def worst(evil: Evil) -> None:
    grade = DRAFT.options[-1]
    also(log("poll.counted.v1", grade=grade), tell(grade={"zh": grade, "en": grade}))(evil)


def hands_from_nowhere(evil: Evil) -> None:
    """The server alone makes two votes of hands in a sealed vote with a station."""
    entries = evil.entries()
    at = next(at for at, entry in enumerate(entries) if entry.get("type") == "poll.counted.v1")
    said = {key: entries[at][key] for key in ("at", "by", "poll")}
    hands = {"abstain": 0, "against": 0, "votes_for": 1, **said, "type": "hands.entered.v1"}
    entries[at:at] = [{**hands, "by": "scrutineer:first"}, {**hands, "by": "scrutineer:second"}]
    figures = entries[at + 2]
    one_more = {key: figures[key] + 1 for key in ("votes_for", "valid", "returned")}
    figures.update(one_more, not_voting=figures["not_voting"] - 1)
    evil.relog(entries)
    witnessed_anew(evil, at)
    counts = poll_of(evil)["counts"]
    tell(counts={**counts, "for": counts["for"] + 1, "not_voting": counts["not_voting"] - 1}, hands=1)(evil)


def witnessed_anew(evil: Evil, at: int) -> None:
    """Stations cosign whatever grows: what they saw was this log from its place `at` on."""
    for path in [path for path in evil.members if path.startswith("log/notes/")]:
        if int(path.rpartition("/")[2]) > at:
            del evil.members[path]
    note = evil.members["log/checkpoint"].decode()
    for witness in evil.told.room.stations.values():  # type: ignore[attr-defined]
        note = cosign(note, witness, 1_700_000_000)
    evil.members[f"log/notes/{len(evil.entries())}"] = note.encode()


def hands_of_one(evil: Evil) -> None:
    """One of the two tellers has not said so."""
    entries = evil.entries()
    last = max(at for at, entry in enumerate(entries) if entry.get("type") == "hands.entered.v1")
    del entries[last]
    evil.relog(entries)


def void_ballots(evil: Evil) -> None:
    evil.members["polls/p1/tally.jsonl"] = b""


def public_anyway(evil: Evil) -> None:
    """Ballots on one of which a name is written are nobody else's business."""
    evil.members["polls/p1/ballots.jsonl"] = Evil(evil.told).members["polls/p1/ballots.jsonl"]


def minuted(field: str, **fields: object) -> Change:
    """The record with other fields in the first row of what the first poll has in its minutes."""
    return lambda evil: evil.edit("sitting.json", lambda sitting: sitting["polls"][0][field][0].update(fields))


MINUTED: Final[dict[str, Change]] = {
    "nobody traced": tell(traces=[]),
    "somebody else traced": minuted("traces", voter=n.member(2), seat=n.seat(2), name="代表2"),
    "traced for another reason": minuted("traces", word="form"),
    "traced for a reason in other words": minuted("traces", reason={"zh": "作弊", "en": "fraud"}),
    "traced by another": minuted("traces", found_by="A"),
    "traced at another seat": minuted("traces", seat=n.seat(2)),
    "somebody else void": minuted("void_envelopes", voter=n.member(1), seat=n.seat(1), name="代表1"),
    "void at another seat": minuted("void_envelopes", seat=n.seat(1)),
}
LIES: Final[dict[str, Lie]] = {
    "another figure of an election on paper": (on_paper, "full", 11, ranked),
    "somebody else elected on paper": (on_paper, "full", 11, outcome("short", ["c3"], ["张伟"], vacant=1)),
    "somebody else elected on paper, in the record": (on_paper, "full", 11, tell(elected=["王秀兰", "张伟"])),
    "another figure of a grade": (evaluated, "full", 11, graded),
    "another grade": (evaluated, "full", 11, worst),
    "another grade in the record": (evaluated, "full", 11, tell(grade={"zh": DRAFT.options[-1], "en": ""})),
    "not signed by the server, and voided": (unsigned, "full", 13, void_ballots),
    "other hands in secret": (IN_SECRET, "full", 11, log("hands.entered.v1", votes_for=2, abstain=0)),
    "other hands by name": (partial(with_hands, "a2"), "full", 11, log("hands.entered.v1", votes_for=2, abstain=0)),
    "hands that were not admitted": (IN_SECRET, "full", 11, without("hands.admitted.v1")),
    "hands of one teller": (IN_SECRET, "full", 11, hands_of_one),
    "hands in a sealed vote": (sealed, "full", 11, hands_from_nowhere),
    "hands in a sealed vote, in public": (sealed, "public", 11, hands_from_nowhere),
    "a loser elected in the record": (written_in, "full", 11, tell(elected=["王秀兰", "张伟"])),
    "somebody whom nobody wrote elected in the record": (written_in, "full", 11, tell(elected=["王秀兰", "从未有人写的名字"])),
    "somebody written in denied": (written_in, "full", 11, outcome("short", ["c1"], ["王秀兰"], vacant=1)),
    "an election void": (written_in, "full", 11, outcome("void", [], [], vacant=2)),
    "a loser elected, void": (written_in, "full", 11, outcome("void", ["c3"], ["张伟"], vacant=1)),
    "an election as a pre-vote": (written_in, "full", 11, also(
        log("poll.counted.v1", elected=[], formal=["c1", "w1"]), tell(elected=[], formal=["王秀兰", "王五"], round="primary", kind="primary"),
    )),
    "a tie in the record": (written_in, "full", 11, tell(tied={"names": ["张伟"], "seats": 1})),
    "a pre-vote that elects": (listed, "full", 11, also(log("poll.counted.v1", elected=["c1"]), tell(elected=["王秀兰"]))),
    "somebody else listed": (listed, "full", 11, tell(formal=["张伟"])),
    "a place filled that is left": (listed, "full", 11, tell(places_left=0)),
    **{f"{name} in the {profile} record": (spent, profile, 11, change)
       for profile in ("full", "public") for name, change in MINUTED.items()},
    "traced under another name in the record": (spent, "full", 11, minuted("traces", name="代表1")),
    "void under another name in the record": (spent, "full", 11, minuted("void_envelopes", name="代表1")),
    "settled in other words in the public record": (written_in, "public", 11, minuted("settled_names", reason="a friend")),
    "settled of more names in the public record": (written_in, "public", 11, minuted("settled_names", written=["王五", "王武"])),
    "a settlement gone from the public record": (written_in, "public", 11, tell(settled_names=[])),
    "settled on paper by somebody else": (on_paper, "full", 11, minuted("settled_names", by="监票人 scrutineer（second）")),
    "ballots in public with a candidate's name": (partial(few_patterns, "王秀兰"), "public", 15, public_anyway),
}  # fmt: skip


def others() -> Iterator[tuple[str, bytes, int, int | None]]:
    """Name, file, exit code and first step that fails, of all of them."""
    for name, made in HONEST.items():
        yield f"good full: {name}", made().file("full"), 0, None
        yield f"good public: {name}", made().file("public"), 0, None
    yield "good full: how a settled name was written is kept back", written_in("folded").file("full"), 0, None
    for name, (voted, _) in PUBLIC_BALLOTS.items():
        yield f"good public: {name}", voted().file("public"), 0, None
    for name, (held, profile, step, lie) in LIES.items():
        evil = Evil(held(), profile)
        lie(evil)
        yield f"V{step} {profile}: {name}", evil.file(), 1, step
