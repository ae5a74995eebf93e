"""A small sitting with real keys, held in this process, whose evidence the tests of the bundle look at.

Seven members. p1 by name, with a vote that is changed; p2 in secret, with a member moved to another seat and an
envelope that is void; p3 in secret and voided while open; p4 by hands; p5 a trial vote, which is no part of the
evidence; p6 an election with names written in, two of them one person's, with a complaint before the declaration and
one after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from tests.clerk.room import AGENDA, Room, texts
from tests.core import notation as n
from tests.verify.sheet import carrying
from voting.ballots import messages
from voting.ballots.encodings import b64
from voting.clerk.announcing import Announcement
from voting.clerk.filing import Filing
from voting.clerk.nomination import learned
from voting.clerk.polls import named_marks
from voting.clerk.tellers import Telling
from voting.core import commands as c
from voting.core import hand_commands as hc
from voting.core import nomination_commands as nc
from voting.core import track_commands as tc
from voting.core.state import Poll
from voting.core.words import Missed
from voting.ledger import filed
from voting.ledger.signing import parse_checkpoint, parse_note
from voting.records.bundle import Profile, Source, members, sealed
from voting.records.bundle_zip import packed
from voting.records.gather import sitting_record
from voting.records.sitting import Log, to_bytes

VOTERS = 7
TELLERS = (c.Actor("scrutineer", "first"), c.Actor("scrutineer", "second"))
STORY = (*AGENDA, n.item("a5", "procedural", n.motion(form="show_of_hands")))
Y, N, A = ("Y", ()), ("N", ()), ("A", ())


def held() -> Room:
    """The sitting from its opening to its close."""
    room = Room(VOTERS, agenda=STORY)
    by_name(room)
    in_secret(room)
    broken_off(room)
    by_hands(room)
    on_trial(room)
    elected(room)
    room.order(c.CloseSitting(n.CHAIR, ""))
    return room


def declared(room: Room, poll: Poll) -> None:
    room.order(c.Declare(n.CHAIR, "", poll.id, len(poll.cast)))


def by_name(room: Room) -> None:
    """Five for, one against after a change of mind, one does not vote."""
    poll = room.put_open("a1")
    for number in range(1, 7):
        room.done(room.voting(number, "Y", poll=poll))
    room.done(room.voting(6, "N", poll=poll))
    room.close(poll)
    declared(room, room.count(poll))


def in_secret(room: Room) -> None:
    """The second member moves to a spare seat in mid-poll; the seventh sends what does not open."""
    poll = room.put_open("a2")
    room.done(room.voting(2, "N", poll=poll))
    spare = room.enrol(2, "A099")
    room.order(c.MoveMember(n.OPERATOR, "", n.member(2), "A099"))
    room.done(room.drawing(2, poll))
    for number, marks in ((1, "Y"), (2, "Y"), (3, "Y"), (4, "Y"), (5, "N"), (6, "A")):
        room.done(room.voting(number, marks, poll=poll))
    room.done(room.sent(7, bytes(room.manifest(poll).ct_length), poll))
    room.close(poll)
    declared(room, room.count(poll))
    assert spare.seat == "A099"


def broken_off(room: Room) -> None:
    """Voided while it is open, and the item is postponed."""
    poll = room.put_open("a3")
    room.done(room.voting(1, "Y", poll=poll))
    room.order(c.VoidPoll(n.CHAIR, "", poll, "the lights went out"))
    room.order(n.put_off("a3", "the lights went out"))


def on_trial(room: Room) -> None:
    """A trial vote beside the election; all of it stands in the log and nowhere else."""
    room.order(tc.PlanTrial(n.OPERATOR, "", "a4"))
    said = learned(room.clerk, texts(room.agenda))
    poll = room.done(Announcement(n.OPERATOR, "a4", "trial-1", said, room.new_box))
    for number in room.terminals:
        room.done(room.drawing(number, poll))
    room.order(c.OpenPoll(n.CHAIR, "", poll))
    room.done(room.voting(1, "Y", poll=poll))
    room.close(poll)
    declared(room, room.count(poll))


def elected(room: Room) -> None:
    """Two of three, and one name written in two ways, which tellers settle as one person's."""
    votes = [
        ("YYN", ()), ("YYN", ()), ("YYB", ()), ("YNN", ("周 行",)), ("NYN", ("周行之",)), ("NYN", ("王秀兰",)), ("YYY", ()),
    ]  # fmt: skip
    poll = room.held("a4", votes)
    room.order(nc.SettleName(TELLERS[0], "", poll.id, ("w1", "w2"), "w1", None, "one person, two spellings"))
    room.count(poll.id)
    complained(room, poll.id, 1, "log")
    room.order(c.SettleComplaint(n.CHAIR, "", poll.id, "it is in the log"))
    declared(room, room.poll(poll.id))
    complained(room, poll.id, 2, "count")


def complained(room: Room, poll: str, number: int, about: Missed) -> None:
    """The terminal of the nth seat says that it does not find its vote."""
    typ, seat = "audited" if about == "count" else "confirm", room.terminals[number].seat
    payload = {"vote": poll, "mh": b64(room.manifest(poll).mh), "seat": seat, "ok": False, "reason": "not found"}
    jws = messages.sign(room.terminals[number].key, typ, payload)
    wish = c.Complain(c.Actor("seat", seat), "", poll, seat, "not found", about, b64(messages.digest(jws)))
    room.done(Filing(wish, filed.complaint(poll, wish.jws), jws))


def by_hands(room: Room) -> None:
    """Six hands for, counted by two tellers."""
    poll = room.put("a5")
    room.order(c.OpenPoll(n.CHAIR, "", poll))
    room.close(poll)
    for teller in TELLERS:
        room.done(Telling(hc.EnterHands(teller, "", poll, 6, 1, 0)))
    declared(room, room.poll(poll))


@dataclass(frozen=True)
class Told:
    """A sitting that was held, and what its bundles are made from."""

    room: Room
    source: Source

    def members(self, profile: Profile) -> dict[str, bytes]:
        """The members without the index."""
        return members(self.source, profile)

    def file(self, profile: Profile, found: Mapping[str, bytes] | None = None) -> bytes:
        """The sealed file, of these members where they are given."""
        made = dict(self.members(profile) if found is None else found)
        return packed(sealed(self.source, profile, made))


@cache
def told() -> Told:
    """The story, held once for all tests of a process."""
    return of(held())


def of(room: Room) -> Told:
    """What the house's export does: the record from the folded state, the documents beside it."""
    state, clerk = room.state, room.clerk
    said = learned(clerk, texts(room.agenda))
    counted = [one for one in state.polls.values() if one.counted is not None]
    said = replace(said, write_ins={one.id: clerk.write_ins(one.id) for one in state.polls.values()})
    marks = {one.id: named_marks(clerk, one) for one in counted if one.draft.secrecy == "named"}
    note = clerk.note or ""
    mark = parse_checkpoint(parse_note(note).text)
    record = sitting_record(state, said, Log(mark.size, note.split("\n")[2], note), marks)
    return Told(room, Source(
        room.ledger, state, record, room.server.public.jwk, room.log.verifier.text(),
        lambda payload: messages.sign(room.server, "bundle", payload), {"sheet.pdf": carrying(to_bytes(record))},
    ))  # fmt: skip


__all__ = ["Told", "declared", "held", "of", "told"]
