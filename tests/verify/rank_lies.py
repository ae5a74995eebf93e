"""Lies about the rows of a ranking, about what older announcements may leave out, and about envelopes that are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

import pytest

from tests.clerk.room import Room
from tests.core import notation as n
from tests.verify.evil import Evil
from tests.verify.other_votes import Lie, also, closed, evaluated, listed, log, on_paper, tell, with_hands, written_in
from tests.verify.story import TELLERS, Told, declared
from voting.ballots import messages
from voting.ballots.encodings import b64
from voting.core import nomination_commands as nc
from voting.core.events import PollAnnounced
from voting.ledger import codec, filed

Change = Callable[[Evil], object]
FROZEN: Final = ("names", "round", "falls", "grading")


@cache
def two_names() -> Told:
    """Five write one name and two another; tellers know both."""
    room = Room(7, agenda=(n.item("a1", "election", n.election()),))
    votes = [("NNN", ("王五", "赵六"))] * 2 + [("YNN", ("王五",))] * 3 + [("YNN", ())] * 2
    poll = room.held("a1", votes)
    for name in ("w1", "w2"):
        room.order(nc.SettleName(TELLERS[0], "", poll.id, (name,), name, None, "everybody knows both"))
        room.count(poll.id)
    declared(room, room.poll(poll.id))
    return closed(room)


@cache
def midway() -> Told:
    """Three votes; the house is upgraded behind the first one, which was announced without names and rules."""
    motions = [n.item(f"a{number}", "procedural", n.motion(secrecy="secret")) for number in (1, 2, 3)]
    room, plain = Room(7, agenda=tuple(motions)), codec._plain_fields

    def older(value: object) -> dict[str, object]:
        kept = FROZEN if isinstance(value, PollAnnounced) else ()
        return {name: part for name, part in plain(value).items() if name not in kept}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codec, "_plain_fields", older)
        patch.setattr(filed, "names", "unread/{}".format)
        poll = room.held("a1", [("Y", ())] * 7)
    room.restart()
    declared(room, room.poll(poll.id))
    for item in ("a2", "a3"):
        declared(room, room.held(item, [("Y", ())] * 6 + [("N", ())]))
    return closed(room)


def rows(change: Callable[[list[Any]], object], **fields: object) -> Change:
    """The ranking of the log changed in place, and other fields beside it."""

    def changed(event: Any) -> None:
        change(event["ranking"])
        event.update(fields)

    return lambda evil: evil.edit_entry("poll.counted.v1", "p1", changed)


def renamed(**names: str) -> Callable[[list[Any]], object]:
    """Written names under other numbers."""
    return lambda ranking: [row.update(name=names.get(row["name"], row["name"])) for row in ranking if row["write_in"]]


def first_twice(ranking: list[Any]) -> None:
    ranking.insert(0, dict(ranking[0]))


def ranked(change: Callable[[list[Any]], object]) -> Change:
    """The ranking of the record changed in place."""
    return lambda evil: evil.edit("sitting.json", lambda sitting: change(sitting["polls"][0]["ranking"]))


def options(change: Callable[[list[Any]], object]) -> Change:
    return lambda evil: evil.edit("sitting.json", lambda sitting: change(sitting["polls"][0]["options"]))


def without(field: str, poll: str) -> Change:
    """The announcement of a vote without a field."""
    return lambda evil: evil.edit_entry("poll.announced.v1", poll, lambda event: event.pop(field))


def envelopes_gone(poll: str) -> Change:
    """Nothing but hashes is left of the envelopes, and nobody has ordered that."""

    def gone(values: list[Any]) -> None:
        values[:] = [{"digest": b64(messages.digest(value["jws"]))} for value in values]

    return lambda evil: evil.edit_lines(f"polls/{poll}/cast.jsonl", gone)


def close_beside(evil: Evil) -> None:
    """The close of the sitting has a field that is none of its own."""
    entries = evil.entries()
    next(one for one in entries if one.get("type") == "sitting.closed.v1")["poll"] = "p1"
    evil.relog(entries)


DOUBLED: Final = also(rows(first_twice, elected=["c1", "c1"]), ranked(first_twice), tell(elected=["王秀兰", "王秀兰"]))
LIES: Final[dict[str, Lie]] = {
    "a written name under another number": (written_in, "full", 11, rows(renamed(w1="w2"), elected=["c1", "w2"])),
    "a written name under its own name": (written_in, "full", 11, rows(renamed(w1="王五"), elected=["c1", "王五"])),
    "a written name that has no number": (written_in, "public", 11, rows(renamed(w1="w01"), elected=["c1", "w01"])),
    "a written name with the id of a line": (written_in, "full", 11, rows(renamed(w1="c3"), elected=["c1", "c3"])),
    "a written name with the id of a line, in public": (
        written_in, "public", 11, rows(renamed(w1="c1"), elected=["c1", "c1"]),
    ),
    "one number for two names": (two_names, "full", 11, rows(renamed(w2="w1"))),
    "one number for two names, in public": (two_names, "public", 11, rows(renamed(w2="w1"))),
    "the numbers of two names swapped": (two_names, "full", 11, also(
        rows(renamed(w1="w2", w2="w1"), elected=["c1", "w2"]), tell(elected=["王秀兰", "赵六"]),
    )),
    "a line twice": (written_in, "full", 11, DOUBLED),
    "a line twice, in public": (written_in, "public", 11, DOUBLED),
    "a pre-vote not in the order of votes": (listed, "full", 11, rows(lambda ranking: ranking.reverse())),
    "grades in another order": (evaluated, "full", 11, also(
        rows(lambda ranking: ranking.reverse()), options(lambda found: found.reverse()),
    )),
    "another English word for a grade": (
        evaluated, "full", 11, options(lambda found: found[0]["name"].update(en="another")),
    ),
    "a number for no tie": (written_in, "full", 11, tell(tied=0)),
    "a number for a truth": (written_in, "full", 11, ranked(lambda found: [row.update(write_in=0) for row in found if not row["write_in"]])),
    "hands that are no numbers": (lambda: with_hands("a1"), "full", 11, log("hands.entered.v1", votes_for="2")),
    "hands of no list": (lambda: with_hands("a1"), "full", 11, log("hands.admitted.v1", voters="all")),
    "an announcement without names behind one with": (midway, "full", 2, without("names", "p3")),
    "an announcement with no text for names": (
        midway, "full", 2, lambda evil: evil.edit_entry("poll.announced.v1", "p3", lambda event: event.update(names="")),
    ),
    "written names settled that nobody names": (
        on_paper, "full", 11, lambda evil: evil.edit_entry("name.settled.v1", "p1", lambda event: event.pop("names")),
    ),
    "an announcement without a draft": (midway, "full", 2, without("draft", "p3")),
    "envelopes gone without an order": (midway, "full", 5, envelopes_gone("p3")),
    "envelopes gone without an order, in an older log": (midway, "full", 5, envelopes_gone("p1")),
    "a line twice on paper": (on_paper, "full", 11, also(rows(first_twice), ranked(first_twice))),
}  # fmt: skip


def ranks() -> Iterator[tuple[str, bytes, int, int | None]]:
    """Name, file, exit code and first step that fails, of all of them."""
    for name, made in (("two written names", two_names), ("a house upgraded midway", midway)):
        yield f"good full: {name}", made().file("full"), 0, None
        yield f"good public: {name}", made().file("public"), 0, None
    beside = Evil(midway())
    close_beside(beside)
    yield "good full: a field more beside the close", beside.file(), 0, None
    for name, (held, profile, step, lie) in LIES.items():
        evil = Evil(held(), profile)
        lie(evil)
        yield f"V{step} {profile}: {name}", evil.file(), 1, step
