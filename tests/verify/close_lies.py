"""What the two verifiers once took differently: figures nobody may have, hands entered again, names on paper, forms of entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any, Final

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
from voting.ballots.encodings import b64
from voting.ballots.papers import candidates_hash
from voting.clerk.tellers import Telling
from voting.core import commands as c
from voting.core import hand_commands as hc

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


LIES: Final[dict[str, Lie]] = {
    "a tied seat of an evaluation": (evaluated, "full", 11, log("poll.counted.v1", tied_seats=1)),
    "a vacant seat of an evaluation": (evaluated, "full", 11, log("poll.counted.v1", vacant=1)),
    "a vacant seat of an evaluation, in public": (evaluated, "public", 11, log("poll.counted.v1", vacant=1)),
    "an evaluation that elects": (evaluated, "full", 11, log("poll.counted.v1", elected=["o1"])),
    "an evaluation that lists": (evaluated, "full", 11, log("poll.counted.v1", formal=["o1"])),
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
    "lines of another form": (written_in, "full", 1, lines_of_another_form),
    "a number for a type": (written_in, "full", 2, log("result.declared.v1", type=1)),
    "a number for the voter of a paper": (written_in, "full", 2, log("ballot.drawn.v1", voter=1)),
    "an object for a poll": (written_in, "full", 11, log("result.declared.v1", poll={})),
}  # fmt: skip


def close() -> Iterator[tuple[str, bytes, int, int | None]]:
    """Name, file, exit code and first step that fails, of all of them."""
    yield "good full: a teller corrects herself", corrected().file("full"), 0, None
    yield "good public: a teller corrects herself", corrected().file("public"), 0, None
    for name, (held, profile, step, lie) in LIES.items():
        evil = Evil(held(), profile)
        lie(evil)
        yield f"V{step} {profile}: {name}", evil.file(), 1, step
