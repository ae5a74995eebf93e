"""The turn of a clerk: `begin` decides a batch of jobs, `store` makes it durable in one transaction, `finish` shows it.

Nothing is answered before `store` has returned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final, Protocol, TypeAlias

from voting import exact
from voting.ballots import papers
from voting.ballots.encodings import b64
from voting.ballots.messages import PublicKey, SigningKey, import_key
from voting.core import commands as c
from voting.core import events as e
from voting.core.device_events import DeviceEnrolled
from voting.core.meeting import decide, evolve
from voting.core.refusals import Refusal, refuse
from voting.core.state import Sitting
from voting.core.station import IDS as STATIONS
from voting.core.station_events import StationEnrolled
from voting.core.words import Text
from voting.ledger import codec, filed
from voting.ledger.entry import make_entry
from voting.ledger.port import Batch, BoxedBallot, Document, Entry, Envelope, Ledger, LedgerError, Unwritable
from voting.ledger.signing import SignerKey, sign_checkpoint
from voting.ledger.tree import Tree
from voting.projections.texts import Line

JSON: Final = "application/json"
JOSE: Final = "application/jose"
HOT: Final = (e.PaperDrawn, e.VoteCast)


@dataclass(frozen=True)
class PollPapers:
    """What a poll's terminals are given: the manifest with its signature, the lines, and later the close statement."""

    manifest: papers.Manifest
    jws: str
    lines: tuple[Line, ...]
    close: str | None = None
    countersigned: Mapping[str, str] = field(default_factory=dict)  # station -> its signature under the manifest
    tally: tuple[str, ...] = ()  # who has signed the count: the server's statement, then the stations'

    def plain_lines(self) -> list[exact.Json]:
        """The lines as the view and `candidates_hash` have them."""
        return [{"id": line.id, "name": {"zh": line.name.zh, "en": line.name.en}} for line in self.lines]


@dataclass(frozen=True)
class Done:
    """A job that was carried out; `text` is its signed answer where it has one, `stored` if that was durable before."""

    text: str = ""
    stored: bool = field(default=False, compare=False)


Answer: TypeAlias = Done | Refusal


def _stored(answer: Answer) -> bool:
    return isinstance(answer, Done) and answer.stored


@dataclass
class Turn:
    """A batch in the making: what it will write, and the state after it."""

    state: Sitting | None
    size: int
    at: str
    entries: list[Entry] = field(default_factory=list)
    events: list[e.Event] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    ballots: list[BoxedBallot] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    papers: dict[str, PollPapers] = field(default_factory=dict)
    answered: dict[bytes, str] = field(default_factory=dict)
    verified: set[bytes] = field(default_factory=set)
    keys: dict[str, PublicKey] = field(default_factory=dict)
    checkpoint: bool = False
    note: str | None = None
    answers: list[Answer] = field(default_factory=list)
    firm: int = 0  # so many answers, from the first on, were decided on nothing but the durable state
    overtaken: bool = False  # the ledger turned out to hold more than the clerk knew
    draws: Counter[tuple[str, str]] = field(default_factory=Counter)  # (poll, voter): papers drawn in this turn

    def record(self, event: e.Event) -> Entry:
        """Write an event behind what this turn has already; the state follows."""
        entry = make_entry(self.size + len(self.entries), event.NAME, codec.encode(event))
        self.entries.append(entry)
        self.events.append(event)
        self.state = evolve(self.state, event)
        self.checkpoint = self.checkpoint or not isinstance(event, HOT)
        return entry

    def document(self, name: str, media: str, data: bytes) -> None:
        """File a document with this turn."""
        self.documents.append(Document(name, sha256(data).digest(), media, data))

    def batch(self) -> Batch:
        return Batch(tuple(self.entries), tuple(self.envelopes), tuple(self.ballots), tuple(self.documents), self.note)

    @property
    def empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.entries or self.note)


class Job(Protocol):
    """One thing to decide inside a turn."""

    def run(self, clerk: Clerk, turn: Turn, /) -> Answer:
        """Decide, record, answer; a refusal records nothing."""


class Clerk:
    """The state of one meeting and the only way to change it."""

    def __init__(
        self, ledger: Ledger, meeting: str, server: SigningKey, log: SignerKey, now: Callable[[], str]
    ) -> None:
        self.ledger, self.meeting, self.server, self.log, self.now = ledger, meeting, server, log, now
        self.state: Sitting | None = None
        self.size = 0
        self.tree = Tree()  # may be ahead of `size` while a turn is being stored
        self.papers: dict[str, PollPapers] = {}
        self.answered: dict[bytes, str] = {}
        self.verified: set[bytes] = set()  # digests of the votes that this process itself has verified and stored
        self.keys: dict[str, PublicKey] = {}
        self.draws: Counter[tuple[str, str]] = Counter()
        self.note = ledger.checkpoint(meeting)  # the newest durable checkpoint; asked for with every view and proof
        self._restore()

    def begin(self, jobs: Sequence[Job]) -> Turn:
        """Decide each job on the state after the one before; their answers stand in order, not yet given."""
        turn = Turn(self.state, self.size, self.now())
        for job in jobs:
            turn.firm += not turn.entries
            turn.answers.append(job.run(self, turn))
        for entry in turn.entries:
            self.tree.append(entry.leaf_hash)
        if turn.checkpoint:
            turn.note = sign_checkpoint(self.tree.size, self.tree.root(), self.log)
        return turn

    def store(self, turn: Turn) -> None:
        """Make the turn durable; LedgerError when it is not, and then nothing of it is stored. May block.

        A database may commit and lose its answer: what the ledger then holds decides, not what was reported.
        """
        if turn.empty:
            return
        try:
            self.ledger.append(self.meeting, turn.size, turn.batch())
        except LedgerError:
            if not self._stands(turn):
                raise

    def _stands(self, turn: Turn) -> bool:
        """Whether the ledger holds this very turn after all; notes where it holds more than was known."""
        size = turn.size + len(turn.entries)
        try:
            held = self.ledger.size(self.meeting)
            if turn.entries and held == size:
                last = next(iter(self.ledger.read(self.meeting, size - 1)))
                if last.leaf_hash == turn.entries[-1].leaf_hash:
                    return True
        except LedgerError:
            return False
        turn.overtaken = held > turn.size
        return False

    def finish(self, turn: Turn) -> list[Answer]:
        """The turn is durable: its state is the state, its answers may be given."""
        self.size = turn.size + len(turn.entries)
        self.state = turn.state
        self.papers.update(turn.papers)
        self.answered.update(turn.answered)
        self.verified |= turn.verified
        self.keys.update(turn.keys)
        self.draws.update(turn.draws)
        self.note = turn.note or self.note
        return turn.answers

    def abandon(self, turn: Turn, error: LedgerError) -> list[Answer]:
        """The turn is not durable: what it did or decided on what it did is refused with the reason.

        A refusal behind a job that did not come to be is no judgement: the poll it found closed is open.
        """
        self.forget(turn)
        turn.events = self._catch_up() if turn.overtaken else []
        why = (Text(error.zh, error.en),) if isinstance(error, Unwritable) else ()
        no = refuse("store.unwritable", details=why)
        return [
            answer if (isinstance(answer, Refusal) and place < turn.firm) or _stored(answer) else no
            for place, answer in enumerate(turn.answers)
        ]

    def _catch_up(self) -> list[e.Event]:
        """Read the ledger anew, since it holds more than was known here; the events that were missed."""
        known = self.size
        try:
            fresh = Clerk(self.ledger, self.meeting, self.server, self.log, self.now)
        except LedgerError:
            return []  # the next turn finds the same
        self.__dict__.update(vars(fresh))
        return [codec.decode(entry.data) for entry in self.ledger.read(self.meeting, known)]

    def forget(self, turn: Turn) -> None:
        """Take a turn that was not stored out of the tree again."""
        if turn.entries:
            self.tree = Tree(self.tree.leaf(index) for index in range(self.size))

    def work(self, *jobs: Job) -> list[Answer]:
        """All three parts at once, for callers that may block."""
        turn = self.begin(jobs)
        try:
            self.store(turn)
        except LedgerError as error:
            return self.abandon(turn, error)
        return self.finish(turn)

    def decide(self, turn: Turn, command: c.Command) -> tuple[Entry, ...] | Refusal:
        """Let the core decide a command inside a turn and record its events."""
        found = decide(command, turn.state)
        if isinstance(found, Refusal):
            return found
        return tuple(turn.record(event) for event in found)

    def answer_to(self, turn: Turn, poll: str, digest: bytes) -> Done | None:
        """The stored answer to these very bytes, so that a retry is answered and changes nothing."""
        if digest in turn.answered:
            return Done(turn.answered[digest])
        known = self.answered.get(digest)
        if known is None and self._finished(poll):
            kept = self.ledger.envelope(self.meeting, poll, digest)
            known = kept.answer if kept else None
        return None if known is None else Done(known, stored=True)

    def papers_of(self, turn: Turn, poll: str) -> PollPapers | None:
        """The papers of a poll, also of one that this very turn has announced."""
        return turn.papers.get(poll) or self.papers.get(poll)

    def _finished(self, poll: str) -> bool:
        found = self.state.polls.get(poll) if self.state else None
        return found is not None and not found.running

    def inclusion(self, index: int) -> dict[str, object] | None:
        """The proof that leaf `index` is in the newest checkpoint, or None where that does not cover it yet."""
        note = self.note
        if note is None:
            return None
        size = int(note.split("\n")[1])
        if not 0 <= index < size:
            return None
        path = [b64(node) for node in self.tree.inclusion(index, size)]
        return {"leaf_index": index, "tree_size": size, "path": path, "checkpoint": note}

    def write_ins(self, poll: str) -> dict[str, str]:
        """The names written in by the ids that the count gave them; empty where there are none."""
        found = self.ledger.document(self.meeting, f"write_ins/{poll}")
        names = exact.loads(found.data) if found else {}
        return {key: str(name) for key, name in names.items()} if isinstance(names, dict) else {}

    def _restore(self) -> None:
        for entry in self.ledger.read(self.meeting):
            self.tree.append(entry.leaf_hash)
            self.size += 1
            event = codec.decode(entry.data)
            self.state = evolve(self.state, event)
            if isinstance(event, DeviceEnrolled):
                self.keys[event.kid] = self._key(event.kid)
            elif isinstance(event, StationEnrolled):
                self.keys[event.kid] = self._station_key(event.kid)
        for poll in self.state.polls.values() if self.state else ():
            self.papers[poll.id] = self._papers(poll.id)
            if poll.running:
                self._answers(poll.id)

    def _key(self, kid: str) -> PublicKey:
        found = self._document(f"device/{kid}")
        return import_key(exact.loads(found.data))

    def _station_key(self, kid: str) -> PublicKey:
        found = exact.loads(self._document(f"station/{kid}").data)
        return import_key(found.get("jwk") if isinstance(found, dict) else None)

    def _papers(self, poll: str) -> PollPapers:
        jws = self._document(f"manifest/{poll}").data.decode("ascii")
        lines = exact.loads(self._document(f"lines/{poll}").data)
        close = self.ledger.document(self.meeting, f"close/{poll}")
        found = ((one, self.ledger.document(self.meeting, filed.countersigned(poll, one))) for one in STATIONS)
        counted = filed.newest_tally(self.ledger, self.meeting, poll)
        return PollPapers(
            papers.read(jws, self.server.public), jws, read_lines(lines), close.data.decode("ascii") if close else None,
            {one: signed.data.decode("ascii") for one, signed in found if signed},
            tuple(counted.signatures.values()) if counted else (),
        )  # fmt: skip

    def _answers(self, poll: str) -> None:
        for kind in ("issue", "cast", "named"):
            for envelope in self.ledger.envelopes(self.meeting, poll, kind):
                self.answered[envelope.digest] = envelope.answer
                self.draws[poll, envelope.voter] += kind == "issue"

    def _document(self, name: str) -> Document:
        found = self.ledger.document(self.meeting, name)
        if found is None:
            raise LookupError(f"the meeting has no document {name}")
        return found


def read_lines(value: exact.Json) -> tuple[Line, ...]:
    """The lines of a ballot from their JSON; ValueError when it is none."""
    if not isinstance(value, list):
        raise ValueError("lines are a list")
    found = []
    for row in value:
        match row:
            case {"id": str(line), "name": {"zh": str(zh), "en": str(en)}}:
                found.append(Line(line, Text(zh, en)))
            case _:
                raise ValueError("a line is an id with a name")
    return tuple(found)


@dataclass(frozen=True)
class Order:
    """A plain command of an officer or of the house itself."""

    command: c.Command

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Decide and record it at the turn's time."""
        found = clerk.decide(turn, replace(self.command, at=turn.at))
        return found if isinstance(found, Refusal) else Done()


@dataclass(frozen=True)
class Enrolment:
    """A terminal's key becomes the voice of its seat; the public key is filed with the event."""

    command: c.EnrolDevice
    key: PublicKey

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record the enrolment and file the key."""
        found = clerk.decide(turn, replace(self.command, at=turn.at))
        if isinstance(found, Refusal):
            return found
        turn.keys[self.key.kid] = self.key
        turn.document(f"device/{self.key.kid}", JSON, exact.dumps(self.key.jwk))
        return Done()


@dataclass(frozen=True)
class Checkpointing:
    """Sign the log as it is, so that the newest leaves can be proven."""

    def run(self, _clerk: Clerk, turn: Turn) -> Answer:
        """Nothing is recorded but the note."""
        turn.checkpoint = True
        return Done()
