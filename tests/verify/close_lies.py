"""What the two verifiers once took differently: figures nobody may have, hands entered again, names on paper, forms of entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from hashlib import sha256
from typing import Any, Final, Literal

from tests.clerk.room import Room
from tests.core import notation as n
from tests.verify.evil import Evil
from tests.verify.other_votes import (
    BESIDE,
    Lie,
    closed,
    committee,
    evaluated,
    log,
    lost,
    on_paper,
    tell,
    unsigned,
    with_hands,
    written_in,
)
from tests.verify.story import TELLERS, Told, declared, told
from voting import exact
from voting.ballots import p256
from voting.ballots.encodings import b64
from voting.ballots.papers import candidates_hash
from voting.clerk.tellers import Telling
from voting.core import commands as c
from voting.core import hand_commands as hc
from voting.ledger.signing import COSIGNATURE, ED25519, SignerKey, cosign

Change = Callable[[Evil], object]
FIGURES: Final = ("votes_for", "against", "abstain")
IN_SECRET: Final = partial(with_hands, "a1")


@cache
def corrected() -> Told:
    """A teller enters hands, sees her slip and enters them anew before the other one has entered any."""
    with committee():
        room = Room(agenda=BESIDE)
        poll = room.put("a1")
        room.order(hc.AdmitHands(n.OPERATOR, "", poll, (n.member(4), n.member(5)), "chairs_meeting", "by video"))
        for number in (1, 2, 3):
            room.done(room.drawing(number, poll))
        room.order(c.OpenPoll(n.CHAIR, "", poll))
        for number, marks in ((1, "Y"), (2, "Y"), (3, "N")):
            room.done(room.voting(number, marks, poll=poll))
        room.close(poll)
        for teller, figures in ((TELLERS[0], (2, 0, 0)), (TELLERS[0], (1, 0, 1)), (TELLERS[1], (1, 0, 1))):
            room.done(Telling(hc.EnterHands(teller, "", poll, *figures)))
        declared(room, room.count(poll))
        room.order(n.put_off("a2", "no time", proposed_by="chairs_meeting"))
        return closed(room)


def hands(*rows: tuple[int, tuple[int, int, int]]) -> Change:
    """The hands that the log has, by teller and figures, in the place of those that were entered."""

    def change(evil: Evil) -> None:
        entries = evil.entries()
        at = next(at for at, one in enumerate(entries) if one.get("type") == "hands.entered.v1")
        bare = {**entries[at]}
        kept = [one for one in entries if one.get("type") != "hands.entered.v1"]
        more = [{**bare, "by": TELLERS[who].text(), **dict(zip(FIGURES, said, strict=True))} for who, said in rows]
        evil.relog([*kept[:at], *more, *kept[at:]])

    return change


def ahead(kind: str, poll: str, new: str, **fields: object) -> Change:
    """Another entry in front of the last one of this kind."""

    def change(evil: Evil) -> None:
        entries = evil.entries()
        at = max(at for at, one in enumerate(entries) if one.get("type") == kind and one.get("poll") == poll)
        entries.insert(at, {"at": entries[at]["at"], "by": entries[at]["by"], "poll": poll, "type": new, **fields})
        evil.relog(entries)

    return change


def unsettled(field: str) -> Change:
    return lambda evil: evil.edit_entry("name.settled.v1", "p1", lambda event: event.pop(field))


def into_another_line(evil: Evil) -> None:
    """The log says that the one written name is a candidate, where the count has it as the other written name."""
    evil.edit_entry("name.settled.v1", "p6", lambda event: event.update(names=["w2"], into="c1"))


def sums(poll: str, change: Callable[[Any], object]) -> Change:
    return lambda evil: evil.retally(poll, lambda tally: change(tally["sums"]))


def manifest(**rules: object) -> Change:
    return lambda evil: evil.resign("polls/p1/manifest.jws", lambda payload: payload["rules"].update(rules))


def lines_of_another_form(evil: Evil) -> None:
    """The server signs for lines that have a field more."""
    evil.edit("polls/p1/lines.json", lambda lines: lines[0].update(more="x"))
    lines = evil.json("polls/p1/lines.json")
    evil.resign("polls/p1/manifest.jws", lambda payload: payload.update(candidates_hash=b64(candidates_hash(lines))))


def another_line_of_grades(found: Any) -> None:
    found["lines"][0]["for"] += 1


def log_of(poll: str, **fields: object) -> Change:
    """The announcement of this poll with other fields."""
    return lambda evil: evil.edit_entry("poll.announced.v1", poll, lambda event: event.update(fields))


def of_grade(**fields: object) -> Change:
    """The announcement with other fields in its best grade."""
    return lambda evil: evil.edit_entry(
        "poll.announced.v1", "p1", lambda event: event["grading"]["grades"][0].update(fields)
    )


def off_the_curve(evil: Evil) -> None:
    """A terminal that signed nothing, with a key that is no point."""
    jwk: Any = {"crv": "P-256", "kty": "EC", "x": b64(bytes(31) + b"\5"), "y": b64(bytes(31) + b"\7")}
    kid = b64(sha256(exact.dumps(jwk)).digest())
    evil.edit("keys.json", lambda keys: keys["devices"].update({kid: jwk}))


def station(name: str, kind: Literal[1, 4]) -> Change:
    """A station more in keys.json, whose key as witness has this name and type."""
    key, witness = p256.signing_key(p256.generate()), SignerKey.generate(name, kind)
    one = {"station": "A", "jwk": key.public.jwk, "kid": key.public.kid, "witness": witness.verifier.text()}
    return lambda evil: evil.edit("keys.json", lambda keys: keys["stations"].append(one))


def noted(change: Callable[[str], str]) -> Change:
    """The newest note with other lines below."""

    def do(evil: Evil) -> None:
        note = change(evil.members["log/checkpoint"].decode())
        evil.members["log/checkpoint"] = note.encode()
        evil.edit("sitting.json", lambda sitting: sitting["log"].update(checkpoint=note))

    return do


def by_a_stranger(note: str) -> str:
    """Another line below, by somebody whom keys.json does not have."""
    witness = SignerKey.generate("yijue/somebody", COSIGNATURE)
    return cosign(note, witness, 1_700_000_000)


def somebody_void(evil: Evil) -> None:
    """Of an envelope that nobody on the roster can have sent the server says that it is void."""
    evil.retally("p1", lambda tally: tally["void"].append({"voter": "m999", "reason": "form"}))
    log("poll.counted.v1", void_voters=["m999"])(evil)


def also_complained(evil: Evil) -> None:
    """A complaint of the log is about null, which is not as if nothing stood there."""
    evil.edit_entry("complaint.raised.v1", "p6", lambda event: event.update(about=None), which=0)


def lines_twice(note: str) -> str:
    """The log's own line twice."""
    return note + note.rpartition("\n\n")[2]


LIES: Final[dict[str, Lie]] = {
    "a tied seat of an evaluation": (evaluated, "full", 11, log("poll.counted.v1", tied_seats=1)),
    "a vacant seat of an evaluation": (evaluated, "full", 11, log("poll.counted.v1", vacant=1)),
    "a vacant seat of an evaluation, in public": (evaluated, "public", 11, log("poll.counted.v1", vacant=1)),
    "an evaluation that elects": (evaluated, "full", 11, log("poll.counted.v1", elected=["o1"])),
    "an evaluation that lists": (evaluated, "full", 11, log("poll.counted.v1", formal=["o1"])),
    "a line twice in a grade": (evaluated, "full", 11, of_grade(lines=["o1", "o1"])),
    "something more in a grade": (evaluated, "full", 11, of_grade(more=1)),
    "a share over the whole": (evaluated, "full", 11, of_grade(over="3/2")),
    "grades that are more than their papers": (evaluated, "public", 11, sums("p1", another_line_of_grades)),
    "a name settled into nothing, on paper": (on_paper, "full", 11, unsettled("into")),
    "nothing settled into a name, on paper": (on_paper, "full", 11, unsettled("names")),
    "a name settled into a number, on paper": (on_paper, "full", 11, log("name.settled.v1", into=1)),
    "a deputy without an id": (written_in, "full", 11, log("name.settled.v1", deputy="")),
    "a name settled into another line, in public": (told, "public", 11, into_another_line),
    "a teller's figures that she took back": (IN_SECRET, "full", 11, hands((0, (1, 0, 1)), (0, (2, 0, 0)), (1, (1, 0, 1)))),
    "hands behind two alike": (IN_SECRET, "full", 11, hands((0, (1, 0, 1)), (1, (1, 0, 1)), (1, (2, 0, 0)))),
    "the same hands behind two alike": (IN_SECRET, "full", 11, hands((0, (1, 0, 1)), (1, (1, 0, 1)), (1, (1, 0, 1)))),
    "hands of a vote that was not counted": (
        lost, "full", 11, ahead("poll.voided.v1", "p2", "hands.entered.v1", votes_for=1, against=0, abstain=0),
    ),
    "hands admitted behind the opening": (
        IN_SECRET, "full", 11, ahead("poll.closed.v1", "p1", "hands.admitted.v1", voters=[n.member(4), n.member(5)]),
    ),
    "hands of nobody who was admitted": (IN_SECRET, "full", 12, log("hands.admitted.v1", voters=[])),
    "more issued in a vote that was voided": (unsigned, "full", 11, tell(issued=6)),
    "fewer cast in a vote that was voided": (unsigned, "public", 11, tell(cast=4)),
    "a root that is none": (written_in, "full", 6, lambda evil: evil.edit("polls/p1/tally.json", lambda tally: tally.update(in_root="x"))),
    "more persons than there can be": (written_in, "full", 1, manifest(base=1_000_001)),
    "an alphabet of another kind": (written_in, "full", 1, manifest(alphabet="YNA")),
    "an election without seats": (written_in, "full", 1, manifest(max_yes=None)),
    "an election of nobody": (written_in, "full", 1, manifest(max_yes=0)),
    "lines of another form": (written_in, "full", 1, lines_of_another_form),
    "a key off the curve": (written_in, "full", 1, off_the_curve),
    "a witness of another name": (written_in, "full", 1, station("yijue/elsewhere/A", COSIGNATURE)),
    "a log's key as a witness": (written_in, "full", 1, station(f"yijue/{n.MEETING}/A", ED25519)),
    "a stranger below the newest note": (written_in, "full", 2, noted(by_a_stranger)),
    "a note that is too long": (written_in, "full", 2, noted(lambda note: note + note.rpartition("\n\n")[2] * 3_000)),
    "somebody void who is no voter": (written_in, "public", 7, somebody_void),
    "a truth for the papers issued": (written_in, "full", 4, log("poll.closed.v1", issued=True)),
    "a truth for the papers cast": (written_in, "full", 6, log("poll.closed.v1", cast=True)),
    "a complaint about nothing": (told, "full", 14, also_complained),
    "no rule of a grade in a vote that was voided": (lost, "full", 11, log_of("p2", grading={})),
    "no signatures under a count that was voided": (unsigned, "full", 11, lambda evil: evil.members.pop("polls/p1/tally.jsonl")),
    "a number for a type": (written_in, "full", 2, log("result.declared.v1", type=1)),
    "a number for the voter of a paper": (written_in, "full", 2, log("ballot.drawn.v1", voter=1)),
    "an object for a poll": (written_in, "full", 11, log("result.declared.v1", poll={})),
}  # fmt: skip


def close() -> Iterator[tuple[str, bytes, int, int | None]]:
    """Name, file, exit code and first step that fails, of all of them."""
    yield "good full: a teller corrects herself", corrected().file("full"), 0, None
    yield "good public: a teller corrects herself", corrected().file("public"), 0, None
    beside = Evil(written_in())
    station(f"yijue/{n.MEETING}/A", COSIGNATURE)(beside)
    yield "good full: a station that took no part", beside.file(), 0, None
    twice = Evil(written_in())
    noted(lines_twice)(twice)
    yield "good full: a line twice below a note", twice.file(), 0, None
    for name, (held, profile, step, lie) in LIES.items():
        evil = Evil(held(), profile)
        lie(evil)
        yield f"V{step} {profile}: {name}", evil.file(), 1, step
