"""A room for tests of the clerk: five seats with real keys, an agenda, a ledger in memory that can refuse to write."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.ballots.terminal import Terminal
from tests.core import notation as n
from voting.ballots import intake, messages, p256
from voting.ballots.papers import Manifest
from voting.clerk.announcing import Announcement
from voting.clerk.clerk import Answer, Clerk, Done, Enrolment, Order
from voting.clerk.polls import Closing, Counting, Drawing, Voting, open_poll_box
from voting.core import commands as c
from voting.core.events import ItemEntry
from voting.core.rulebook import Value
from voting.core.state import Poll, Sitting
from voting.core.words import Text
from voting.ledger.memory import MemoryLedger
from voting.ledger.port import Batch, LedgerError
from voting.ledger.signing import SignerKey
from voting.projections.texts import DraftText, Person, Texts

MEETING = n.MEETING
CANDIDATES = {"c1": Text("王秀兰", "Wang Xiulan"), "c2": Text("李 强", "Li Qiang"), "c3": Text("张伟", "Zhang Wei")}
PEOPLE = {n.member(k): Person(n.member(k), f"代表{k}", "女", "第一组", n.seat(k), "member") for k in range(1, 401)}
# a1 by name, the last press counts; a2 in secret, the last press; a3 in secret, the first press; a4 two seats of three
AGENDA = (
    n.item("a1", "procedural", n.motion()),
    n.item("a2", "procedural", n.motion(secrecy="secret")),
    n.item("a3", "procedural", n.motion(secrecy="secret", press="first")),
    n.item("a4", "election", n.election()),
)


def title(word: str) -> Text:
    return Text(f"议题{word}", f"Item {word}")


def texts(agenda: Sequence[ItemEntry] = AGENDA) -> Texts:
    """Everything readable about the meeting."""
    return Texts(
        title=Text("测试会议", "A meeting for tests"), place=Text("测试厅", "Test hall"), method_title=n.METHOD,
        consent=Text("采用表决器。", "Keys are used."), books=(), people=PEOPLE,
        items={one.id: title(one.id) for one in agenda}, numbers={one.id: one.number for one in agenda}, reporters={},
        papers={}, drafts={(one.id, d.id): DraftText(title(one.id + d.id), None) for one in agenda for d in one.drafts},
        candidates=CANDIDATES,
    )  # fmt: skip


class BrokenDisk(MemoryLedger):
    """A ledger in memory that refuses every append while `error` is set."""

    error: LedgerError | None = None

    def append(self, meeting: str, expected: int, batch: Batch) -> None:
        if self.error:
            raise self.error
        super().append(meeting, expected, batch)


@dataclass(frozen=True)
class Crash:
    """A job with a bug."""

    def run(self, _clerk, _turn) -> Answer:
        raise ZeroDivisionError("a bug in a job")


@dataclass
class Room:
    """The clerk with everything around it; a method answers what the clerk answered."""

    voters: int = 5
    ledger: BrokenDisk = field(default_factory=lambda: BrokenDisk(for_tests=True))
    server: p256.SigningKey = field(default_factory=lambda: p256.signing_key(p256.generate()))
    log: SignerKey = field(default_factory=lambda: SignerKey.generate(f"yijue/{MEETING}"))
    boxes: dict[str, p256.Private] = field(default_factory=dict)
    terminals: dict[int, Terminal] = field(default_factory=dict)
    agenda: tuple[ItemEntry, ...] = AGENDA
    method: Mapping[str, Value] = field(default_factory=lambda: n.CONSENT)

    def __post_init__(self) -> None:
        self.ledger.create(MEETING)
        self.clerk = self.started()
        laid = n.prepared(self.voters, *self.agenda, method=self.method)
        wish = c.PrepareSitting(
            n.SECRETARY, "", laid.meeting, laid.body, laid.level, laid.sample, laid.rules, laid.members, laid.items,
            {"method": "00"},
        )  # fmt: skip
        self.done(Order(wish))
        for number in range(1, self.voters + 1):
            self.enrol(number)
            seat = c.Actor("seat", n.seat(number))
            self.done(Order(c.SignIn(seat, "", n.member(number), n.seat(number), "pin")))
        self.done(Order(c.OpenSitting(n.CHAIR, "")))

    def started(self) -> Clerk:
        """A clerk on this ledger, as after a start of the house."""
        return Clerk(self.ledger, MEETING, self.server, self.log, lambda: n.AT)

    def restart(self) -> None:
        """The process dies and another takes the ledger up."""
        self.clerk = self.started()

    @property
    def state(self) -> Sitting:
        assert self.clerk.state is not None
        return self.clerk.state

    def poll(self, poll: str = "p1") -> Poll:
        return self.state.polls[poll]

    def manifest(self, poll: str = "p1") -> Manifest:
        return self.clerk.papers[poll].manifest

    def done(self, job) -> str:
        """The text of a job that must succeed."""
        (answer,) = self.clerk.work(job)
        assert isinstance(answer, Done), answer
        return answer.text

    def order(self, *commands: c.Command) -> None:
        for command in commands:
            self.done(Order(command))

    def enrol(self, number: int, seat: str | None = None) -> Terminal:
        """A fresh terminal speaks for the nth seat."""
        place = seat or n.seat(number)
        self.terminals[number] = terminal = Terminal(place)
        key = terminal.key.public
        self.done(Enrolment(c.EnrolDevice(n.OPERATOR, "", place, key.kid), key))
        return terminal

    def new_box(self, poll: str) -> bytes:
        self.boxes.setdefault(poll, p256.generate())
        return p256.encode_point(self.boxes[poll].public_key())

    def announcement(self, item: str) -> Announcement:
        return Announcement(n.OPERATOR, item, "d1", texts(self.agenda), self.new_box)

    def put(self, item: str) -> str:
        """Introduce an item and put its question; the id of the poll."""
        self.order(c.IntroduceItem(n.OPERATOR, "", item))
        return self.done(self.announcement(item))

    def put_open(self, item: str) -> str:
        """As `put`, and every seat has drawn, and the poll is open."""
        poll = self.put(item)
        for number in self.terminals:
            self.done(self.drawing(number, poll))
        self.order(c.OpenPoll(n.CHAIR, "", poll))
        return poll

    def read(self, jws: str, number: int, kind):
        """A message as the sockets hand it on: parsed, verified, read."""
        return intake.read(messages.verify(messages.parse(jws), self.terminals[number].key.public), kind)

    def drawing(self, number: int, poll: str = "p1") -> Drawing:
        jws = self.terminals[number].draw(self.manifest(poll), secrets.token_bytes(16))
        return Drawing(self.read(jws, number, intake.Issue))

    def voting(self, number: int, marks: str = "Y", names: Sequence[str] = (), poll: str = "p1", **place) -> Voting:
        """The nth seat's next vote, sealed or by name as the poll wants it; `place` overrides seq and prev."""
        manifest, terminal, member = self.manifest(poll), self.terminals[number], n.member(number)
        last = self.poll(poll).cast.get(member)
        place = {"seq": last.seq + 1 if last else 1, "prev": messages.unb64(last.jws) if last else None} | place
        if manifest.mode == "named":
            return Voting(self.read(terminal.named(manifest, member, marks, **place), number, intake.Named))
        return Voting(self.read(terminal.cast(manifest, marks, names, **place), number, intake.Cast))

    def sent(self, number: int, sealed: bytes, poll: str = "p1") -> Voting:
        """A vote whose envelope holds whatever bytes are given."""
        jws = self.terminals[number].send(self.manifest(poll), sealed)
        return Voting(self.read(jws, number, intake.Cast))

    def close(self, poll: str = "p1") -> str:
        return self.done(Closing(c.ClosePoll(n.CHAIR, "", poll)))

    def count(self, poll: str = "p1") -> Poll:
        """Open the box and count; the poll as it then is."""
        box = open_poll_box(self.clerk, self.poll(poll), self.boxes.__getitem__)
        self.done(Counting(poll, box))
        return self.poll(poll)

    def held(self, item: str, votes: Sequence[tuple[str, Sequence[str]] | None]) -> Poll:
        """A whole vote on an item: the nth seat votes the nth of these marks and names, or not."""
        poll = self.put_open(item)
        for number, vote in enumerate(votes, start=1):
            if vote is not None:
                self.done(self.voting(number, *vote, poll=poll))
        self.close(poll)
        return self.count(poll)

    def dump(self) -> bytes:
        """Everything the ledger holds, as one piece of bytes."""
        log = self.ledger._log(MEETING)
        texts = [str(log.checkpoint).encode(), *(entry.data for entry in log.entries)]
        for envelope in log.envelopes.values():
            texts += [envelope.jws.encode(), envelope.answer.encode(), envelope.digest, envelope.voter.encode()]
        texts += [ballot.data for ballot in log.ballots.values()]
        texts += [name.encode() + b"\n" + document.data for name, document in log.documents.items()]
        return b"\n".join(texts)
