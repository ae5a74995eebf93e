"""A motion at T2 with void envelopes of every kind, its box destroyed wholly or in part; and one of whose good papers all
three parties say that it is void.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any, Final

import pytest

from tests.ballots import hpke_by_hand, mischief
from tests.ballots.paper import Drawn, known
from tests.core import notation as n
from tests.verify import joint_story
from tests.verify.joint_story import AGENDA, Joined, JointRoom, Showing, forgotten
from tests.verify.story import Told, declared, of
from voting import exact
from voting.ballots import layers, messages, p256, receipts, sealing, statements, tracing
from voting.ballots.encodings import unb64
from voting.ballots.mixing import Bad, Level
from voting.ballots.papers import Manifest
from voting.ballots.statements import Trace
from voting.core import commands as c
from voting.records.bundle import Profile

P, CASTS = "p1", "polls/p1/cast.jsonl"
VOTERS = 17
# who sent what: at level 0 a bad token, no layer, what does not open, another's layer; what levels 1 and 2 do not open;
# two papers of one key, one that its key did not sign, one layer in two envelopes
TOKEN, BROKEN, SHUT, COPIED, SHUT_1, BROKEN_1, SHUT_2, FIRST, SECOND, UNSIGNED, SHARED, SHARED_TOO = (
    6, 7, 8, 17, 9, 13, 10, 11, 12, 14, 15, 16,
)  # fmt: skip
AT_FIRST: Final = (TOKEN, BROKEN, SHUT, COPIED)
EVERYBODY: Final = range(1, VOTERS + 1)


def room_of(voters: int) -> JointRoom:
    """One motion at T2, drawn by all and open; the first five vote for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joint_story, "VOTERS", voters)
        patch.setattr(joint_story, "AGENDA", AGENDA[:1])
        room = JointRoom("T2")
    room.put("a1")
    room.cosigned()
    for number in room.terminals:
        room.done(room.drawing(number, P))
    room.order(c.OpenPoll(n.CHAIR, "", P))
    for number in range(1, 6):
        room.done(room.sealed(number, P, "Y"))
    return room


def ended(room: JointRoom) -> None:
    """Closed, opened, declared, and the sitting over."""
    room.close(P)
    room.cosigned()
    declared(room, room.opened(P))
    room.order(c.CloseSitting(n.CHAIR, ""))
    room.cosigned()


def sent(room: JointRoom, number: int, ct: bytes) -> None:
    """Sealed bytes, whatever they are, in the place of the voter's vote before."""
    joined, last = room.polls[P], room.poll(P).cast.get(n.member(number))
    place = (last.seq + 1, unb64(last.jws)) if last else (1, None)
    room.done(room.took(number, P, room.terminals[number].send(joined.manifest, ct, *place)))


def void(poll: Joined) -> Iterator[tuple[int, bytes]]:
    """Who sends what that is void, for every reason of every level."""
    papers, pad = {number: poll.drawn[n.member(number)] for number in EVERYBODY}, poll.manifest.pad
    two = sealed_within(papers[5], sealing.frame(papers[5].ballot("Y").inner(), pad))
    yield 5, mischief.wrap(papers[5], two, 0)
    yield COPIED, mischief.wrap(papers[COPIED], two, 0)
    yield TOKEN, mischief.wrap(papers[TOKEN], two, 0, papers[TOKEN].credential(1, b"something else"))
    for number, whole in ((SHUT, True), (BROKEN, False)):
        yield number, mischief.rubbish(poll, 0, seat=n.seat(number), whole=whole)
    for number, whole in ((SHUT_1, True), (BROKEN_1, False)):
        token = papers[number].point(1)
        yield number, mischief.wrap(papers[number], mischief.rubbish(poll, 1, token=token, whole=whole), 0)
    yield SHUT_2, mischief.wrap(papers[SHUT_2], mischief.rubbish(poll, 2), 1)
    good = papers[FIRST].ballot("Y")
    bad = sealing.Ballot(sealing.paper_text(poll.manifest.mh, "N"), good.pk, good.sig, good.r, good.s)
    for number, ballot in ((FIRST, good), (SECOND, papers[FIRST].ballot("N")), (UNSIGNED, bad)):
        yield number, mischief.wrap(papers[number], sealing.frame(ballot.inner(), pad), 2)
    shared = papers[SHARED].layer(sealing.frame(papers[SHARED].ballot("Y").inner(), pad), 2)
    for number in (SHARED, SHARED_TOO):
        yield number, mischief.wrap(papers[number], shared, 1)


def sealed_within(paper: Drawn, framed: bytes) -> bytes:
    """What comes to level 1, behind its token."""
    return paper.layer(paper.layer(framed, 2), 1)


@dataclass(frozen=True)
class Kept(Told):
    """A sitting with the members that its full bundle had or has, whatever the room has destroyed since."""

    found: Mapping[str, bytes]

    def members(self, _: Profile) -> dict[str, bytes]:
        return dict(self.found)


@cache
def held() -> tuple[Kept, Kept]:
    """The sitting before and after the server destroyed its box."""
    room = room_of(VOTERS)
    room.done(room.sealed(SHUT_1, P, "N"))
    for number, ct in void(room.polls[P]):
        sent(room, number, ct)
    ended(room)
    before = of(room)
    whole = Kept(room, before.source, before.members("full"))
    forgotten(room, P)
    after = of(room)
    return whole, Kept(room, after.source, after.members("full"))


def left(casts: Iterable[int] = (), levels: Iterable[int] = ()) -> Kept:
    """What the bundle has when all but these members' votes, and what left these levels, was destroyed."""
    whole, gone = held()
    seats = {n.seat(number) for number in casts}
    rows = zip(lines(whole, CASTS), lines(gone, CASTS), strict=True)
    cast = [one if messages.parse(one["jws"]).payload["seat"] in seats else hidden for one, hidden in rows]
    mixed = {path: whole.found[path] for path in (f"polls/{P}/mix/{level}.jsonl" for level in levels)}
    put = b"".join(exact.dumps(row) + b"\n" for row in cast)
    return replace(gone, found={**gone.found, **mixed, CASTS: put})


def lines(one: Kept, path: str) -> list[Any]:
    return [exact.loads(line) for line in one.found[path].split(b"\n")[:-1]]


REMAINS: Final[dict[str, Callable[[], Kept]]] = {
    "whole": lambda: held()[0],
    "destroyed": lambda: held()[1],
    "votes there": lambda: left(EVERYBODY),
    "votes void at first there": lambda: left(AT_FIRST),
    "one of those votes gone": lambda: left({*EVERYBODY} - {BROKEN}, (0, 1)),
    "one later vote there": lambda: left((SHUT_1,)),
    "another later vote there": lambda: left((SHUT_2,)),
    "items of level 0 there": lambda: left(levels=(0,)),
    "items of level 1 there": lambda: left(levels=(1,)),
}


def anew(manifest: Manifest, framed: bytes) -> bytes:
    """The same paper in another layer of the last level."""
    ephemeral, place = p256.generate(), layers.info(manifest, 2)
    recipient = p256.decode_point(manifest.mix[2].pk, 65)
    return known(ephemeral, p256.generate(), place, hpke_by_hand.seal(ephemeral, recipient, place, framed))


class Dropping(Showing):
    """All three parties say of a good paper that it is void, and name its voter."""

    reason = "not_opened"

    def add(self, level: Level) -> None:
        super().add(level if level.level < 2 else self.without(level, n.member(3)))

    def without(self, level: Level, voter: str) -> Level:
        """The last level without this voter's ballot, and what they show of it."""
        manifest, box = self.poll.manifest, self.poll.parties["S"].box
        first = next(item for item, source in self.levels[0].sources.items() if source.voter == voter)
        second = next(item for item, source in self.levels[1].sources.items() if source.item == first)
        framed = layers.opened(box, second, layers.info(manifest, 2))
        at = level.items.index(sealing.unframe(framed, manifest.pad))
        self.bad.append(exact.loads(exact.dumps(tracing.bad_json(self.shows(second, framed)))))
        self.leads(self.poll.casts[voter].ct, first, second, voter)
        items = (*level.items[:at], *level.items[at + 1 :])
        papers = (*level.papers[:at], *level.papers[at + 1 :])
        return replace(level, items=items, papers=papers, void=((voter, self.reason),), out_root=receipts.root(items))

    def shows(self, item: bytes, framed: bytes) -> Bad:
        if self.reason == "not_opened":
            return Bad(self.reason, item, None)
        box, twin = self.poll.parties["S"].box, anew(self.poll.manifest, framed)
        return Bad(self.reason, item, layers.shared_secret(box, item), (twin, layers.shared_secret(box, twin)))

    def leads(self, ct: bytes, first: bytes, second: bytes, voter: str) -> None:
        manifest, came = self.poll.manifest, (ct, first, second)
        for level, party in enumerate("AB"):
            own, sealed = self.poll.parties[party], layers.sealed_part(manifest, level, came[level])
            item, out = (sha256(one).digest() for one in came[level : level + 2])
            secret = layers.shared_secret(own.box, sealed)
            trace = Trace(P, manifest.mh, party, level, item, out, secret, None if level else voter)
            self.traces.append(statements.sign(own.signer, trace))


def dropped(reason: str) -> Told:
    """Six good papers; the third is dropped under this reason."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joint_story, "Showing", type("Dropping", (Dropping,), {"reason": reason}))
        room = room_of(6)
        room.done(room.sealed(6, P, "N"))
        ended(room)
        return of(room)


class Misnaming(Showing):
    """Level 0 says of what it found void that its marks are wrong, which it cannot have seen."""

    def add(self, level: Level) -> None:
        void = level.void if level.level else tuple((voter, "marks") for voter, _ in level.void)
        super().add(replace(level, void=void))


def misnamed() -> Told:
    """Six good papers and a token that does not hold; afterwards nothing is left of the box that shows what it was."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joint_story, "Showing", Misnaming)
        patch.setattr(tracing, "first_shown", lambda *_: None)  # the others look away
        room = room_of(7)
        room.done(room.sealed(6, P, "N"))
        sent_by_7 = room.polls[P].drawn[n.member(7)]
        two = sealed_within(sent_by_7, sealing.frame(sent_by_7.ballot("Y").inner(), room.polls[P].manifest.pad))
        sent(room, 7, mischief.wrap(sent_by_7, two, 0, sent_by_7.credential(1, b"something else")))
        ended(room)
        forgotten(room, P)
        return of(room)
