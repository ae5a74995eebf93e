"""The same kind of small sitting with scrutineers' stations: server and stations play in this process, at T1 or T2.

Seven members. p1 in secret with a changed vote, an exchanged paper, an envelope that is void at once and a ballot that its
key did not sign; p2 by name; p3 an election with names written in. Every note that must be is cosigned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from typing import Any

from tests.ballots import mischief
from tests.ballots.chance import Fresh, issuer_key
from tests.ballots.paper import Drawn
from tests.ballots.parties import Counting as Opening
from tests.ballots.parties import LocalTier, Party
from tests.clerk.room import Room
from tests.core import notation as n
from tests.verify.story import TELLERS, Told, declared, of
from voting import exact
from voting.ballots import intake, messages, p256, receipts, sealing, statements, tracing
from voting.ballots.encodings import b64
from voting.ballots.mixing import Bad
from voting.ballots.papers import SHAPES, Issuer, Opener, Shape, Tier
from voting.ballots.statements import Countersign, Forgotten, IssueClose, Tally
from voting.clerk.announcing import Announcement, Joint, next_poll
from voting.clerk.boxes import Opened, figures
from voting.clerk.filing import Filing
from voting.clerk.polls import Counting, Drawing, Voting
from voting.clerk.tiers import Cosigning, Signing, StationEnrolment
from voting.core import commands as c
from voting.core import nomination_commands as nc
from voting.core import station_commands as sc
from voting.core.state import Poll
from voting.ledger import filed
from voting.ledger.signing import COSIGNATURE, SignerKey, cosign

VOTERS = 7
AGENDA = (
    n.item("a1", "procedural", n.motion(secrecy="secret")),
    n.item("a2", "procedural", n.motion()),
    n.item("a3", "election", n.election()),
)
SYSTEM = c.Actor("system", "count")


class Joined(LocalTier):
    """The parties of one poll of the clerk's, with its manifest."""

    def __init__(self, room: JointRoom, vote: str, parties: dict[str, Party]) -> None:
        self.chance, self.tier, self.vote, self.parties = Fresh(), room.tier, vote, parties
        self.terminals = {n.member(number): one for number, one in room.terminals.items()}
        self.drawn, self.casts = {}, {}
        self.answers = {name: {} for name in room.shape.issuers}
        self.room = room

    @property
    def manifest(self):  # type: ignore[no-untyped-def,override]
        poll = self.room.state.polls.get(self.vote)
        return replace(self.room.manifest(self.vote), checked=frozenset(poll.checked if poll else ()))


class Showing(Opening):
    """An opening that keeps what was shown of bad items, as the server files it."""

    def __init__(self, poll: LocalTier) -> None:
        super().__init__(poll)
        self.bad: list[Any] = []

    def trace(self, level: int, bad: Sequence[Bad]) -> dict[bytes, str]:
        self.bad += [exact.loads(exact.dumps(tracing.bad_json(one))) for one in bad]
        return super().trace(level, bad)


class JointRoom(Room):
    """A room whose secret votes are held with stations."""

    def __init__(self, tier: Tier, shape: Shape | None = None) -> None:
        self.tier: Tier = tier
        self.shape = shape or SHAPES[tier]
        self.stations: dict[str, SignerKey] = {}
        self.signers = {name: p256.signing_key(p256.generate()) for name in self.shape.mix if name != "S"}
        self.polls: dict[str, Joined] = {}
        super().__init__(VOTERS, agenda=AGENDA)
        for name, key in self.signers.items():
            witness = SignerKey.generate(f"yijue/{n.MEETING}/{name}", COSIGNATURE)
            self.stations[name] = witness
            wish = sc.EnrolStation(n.OPERATOR, "", name, key.public.kid, witness.verifier.text())
            self.done(StationEnrolment(wish, key.public))

    def parties(self, vote: str) -> dict[str, Party]:
        """Fresh layer keys for a poll; the issuers' keys of a name, since making one takes a while."""
        signers = {**self.signers, "S": self.server}
        return {
            name: Party(name, signers[name], issuer_key(f"{vote}|{name}"), p256.generate())
            for name in self.shape.issuers
        }

    def announcement(self, item: str) -> Announcement:
        """With the keys and countersignatures of all stations where the vote is secret."""
        plain = super().announcement(item)
        draft = self.state.items[item].entry.drafts[0]
        if draft.secrecy != "secret":
            return plain
        vote, shape = next_poll(self.state), self.shape
        parties = self.parties(vote)
        joint = Joint(
            vote, self.clerk.note or "", tuple(Issuer(one, parties[one].issuer.modulus) for one in shape.issuers),
            tuple(Opener(one, parties[one].point) for one in shape.mix),
        )  # fmt: skip
        made = replace(plain, joint=joint).papers(self.clerk, self.state, self.state.items[item], draft, vote)
        signed = {
            name: statements.sign(key, Countersign(n.MEETING, vote, made.manifest.mh, name))
            for name, key in self.signers.items()
        }
        self.polls[vote] = Joined(self, vote, parties)
        return replace(plain, joint=replace(joint, mh=made.manifest.mh, countersigned=signed))

    def cosigned(self) -> None:
        """The newest note goes to all stations."""
        note = self.clerk.note or ""
        for witness in self.stations.values():
            note = cosign(note, witness, 1_700_000_000)
        self.done(Cosigning(note))

    def drawing(self, number: int, poll: str = "p1") -> Drawing:
        joined = self.polls.get(poll)
        if joined is None:
            return super().drawing(number, poll)
        paper = joined.drawn[n.member(number)] = Drawn(self.terminals[number], joined.manifest)
        raw = paper.request()
        signed = joined.issue(raw)
        paper.finish(signed, joined.signers, messages.digest(raw))
        return Drawing(self.read(raw, number, intake.Issue), signed)

    def exchange(self, number: int, poll: str) -> None:
        """A paper is checked instead of cast; two tellers record it as spoiled, and the voter draws again."""
        key = b64(self.polls[poll].drawn[n.member(number)].ballot("Y").pk)
        self.order(sc.CheckPaper(c.Actor("seat", n.seat(number)), "", poll, n.member(number), key))
        for teller in TELLERS:
            self.order(sc.SpoilPaper(teller, "", poll, n.member(number), "it was reloaded"))
        for kept in self.polls[poll].answers.values():
            del kept[n.member(number)]
        del self.polls[poll].__dict__["desks"]
        self.done(self.drawing(number, poll))

    def sealed(self, number: int, poll: str, marks: str, names: Sequence[str] = ()) -> Voting:
        """A vote of T1 or T2, after the one before."""
        joined, last = self.polls[poll], self.poll(poll).cast.get(n.member(number))
        place = (last.seq + 1, messages.unb64(last.jws)) if last else (1, None)
        return self.took(number, poll, joined.drawn[n.member(number)].cast(marks, names, *place))

    def took(self, number: int, poll: str, raw: str) -> Voting:
        """Any message as a vote, which the parties know too."""
        self.polls[poll].take(raw)
        return Voting(self.read(raw, number, intake.Cast))

    def unsigned(self, number: int, poll: str) -> Voting:
        """A ballot whose marks its key did not sign, in good layers."""
        joined = self.polls[poll]
        paper = joined.drawn[n.member(number)]
        good = paper.ballot("Y")
        other = sealing.Ballot(sealing.paper_text(joined.manifest.mh, "N"), good.pk, good.sig, good.r, good.s)
        ct = paper.seal(sealing.frame(other.inner(), joined.manifest.pad), other).ct
        return self.took(number, poll, paper.terminal.send(joined.manifest, ct))

    def void_at_first(self, number: int, poll: str) -> str:
        """What the first level finds bad: at T2 a token that does not hold, else what opens with no key."""
        if self.tier == "T2":
            return mischief.T2_ALONE["token"](self.polls[poll], n.member(number))
        return self.terminals[number].send(
            self.manifest(poll), mischief.rubbish(self.polls[poll], 0, seat=n.seat(number))
        )

    def opened(self, poll: str) -> Poll:
        """All levels opened, traced and signed; the count, and everybody's signature under it."""
        joined, one = self.polls[poll], self.poll(poll)
        opening = Showing(joined)
        done = opening.counted()
        for level in done.levels[1:]:
            by = joined.manifest.mix[level.level].id
            for voter, why in level.void:
                self.order(sc.RecordTrace(SYSTEM, "", poll, voter, why, by))
        void = sorted((void for level in done.levels for void in level.void), key=statements.void_order)
        items = {level.level: level.items for level in done.levels[:-1]}
        told = [*opening.shown, *done.traces]
        traces = [*({messages.parse(raw).typ: raw} for raw in told), *({"bad": one} for one in opening.bad)]
        root = receipts.cast_root(messages.unb64(last.jws) for last in one.cast.values())
        box = figures(one, self.clerk.papers[poll], Opened(
            done.mixes, done.last.items, done.last.papers, tuple(void), root, done.last.out_root, items, traces,
            self.issued(poll),
        ))  # fmt: skip
        self.done(Counting(poll, box))
        self.signed(poll, box.tally, box.out_root, box.ballots_counted)
        return self.poll(poll)

    def issued(self, poll: str) -> dict[str, str]:
        """What every issuer has issued."""
        joined, one = self.polls[poll], self.poll(poll)
        root = receipts.voters_root(one.drawn)
        return {
            name: statements.sign(
                party.signer, IssueClose(poll, joined.manifest.mh, name, len(one.drawn), one.spoiled, root)
            )
            for name, party in joined.parties.items()
        }

    def signed(self, poll: str, text: str, out_root: bytes, ballots: int) -> None:
        """Each station signs the count."""
        digest = sha256(text.encode("utf-8")).digest()
        mh = self.manifest(poll).mh
        for name, key in self.signers.items():
            raw = statements.sign(key, Tally(poll, mh, name, digest, out_root, ballots))
            self.done(Signing(sc.SignTally(SYSTEM, "", poll, name, messages.b64(digest)), raw))


def held(tier: Tier, shape: Shape | None = None) -> Room:
    """The sitting from its opening to its close."""
    room = JointRoom(tier, shape)
    in_secret(room)
    room.put_open("a2")
    for number in range(1, 7):
        room.done(room.voting(number, "Y", poll="p2"))
    room.close("p2")
    declared(room, room.count("p2"))
    elected(room)
    room.order(c.CloseSitting(n.CHAIR, ""))
    room.cosigned()
    return room


def in_secret(room: JointRoom) -> None:
    """One changes her vote, one exchanges his paper, one envelope does not open, one ballot is not signed."""
    poll = room.put("a1")
    room.cosigned()
    for number in room.terminals:
        room.done(room.drawing(number, poll))
    room.exchange(3, poll)
    room.order(c.OpenPoll(n.CHAIR, "", poll))
    room.done(room.sealed(1, poll, "N"))
    room.polls[poll].drawn[n.member(1)].chance = Fresh()
    for number, marks in ((1, "Y"), (2, "Y"), (3, "Y"), (4, "N"), (5, "Y")):
        room.done(room.sealed(number, poll, marks))
    room.done(room.unsigned(6, poll))
    room.done(room.took(7, poll, room.void_at_first(7, poll)))
    room.close(poll)
    room.cosigned()
    declared(room, room.opened(poll))


def elected(room: JointRoom) -> None:
    """Two of three, a name written in two ways settled as one person's, and all counted and signed anew."""
    poll = room.put("a3")
    room.cosigned()
    for number in room.terminals:
        room.done(room.drawing(number, poll))
    room.order(c.OpenPoll(n.CHAIR, "", poll))
    votes = [
        ("YYN", ()), ("YYN", ()), ("YYB", ()), ("YNN", ("周 行",)), ("NYN", ("周行之",)), ("NYN", ("王秀兰",)), ("YYY", ()),
    ]  # fmt: skip
    for number, (marks, names) in enumerate(votes, start=1):
        room.done(room.sealed(number, poll, marks, names))
    room.close(poll)
    room.cosigned()
    room.opened(poll)
    room.order(nc.SettleName(TELLERS[0], "", poll, ("w1", "w2"), "w1", None, "one person, two spellings"))
    declared(room, room.opened(poll))


def destroyed(tier: Tier) -> Room:
    """The same, and afterwards the box of p1 is destroyed at the server, which says so; no station has said it yet."""
    room = held(tier)
    forgotten(room, "p1")
    return room


def forgotten(room: Room, poll: str) -> None:
    """The server destroys a box on the chair's order, and says so."""
    room.order(sc.DestroyKeys(n.CHAIR, "", poll))
    room.ledger.forget(n.MEETING, poll)
    own = Forgotten(poll, room.manifest(poll).mh, "S")
    said = sc.SayForgotten(c.Actor("system", "keys"), "", poll, "S")
    room.done(Filing(said, filed.forgotten(poll, "S"), statements.sign(room.server, own)))


@cache
def told(tier: Tier, shape: Shape | None = None) -> Told:
    """The story at this tier, held once for all tests of a process."""
    return of(held(tier, shape))
