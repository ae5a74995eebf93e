"""The house: one meeting with its clerk, queue, keys, register and screens, alive in this process."""

from __future__ import annotations

import gc
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, TypeVar

import structlog
from gevent import Greenlet, get_hub, sleep, spawn, spawn_later
from gevent.event import Event as Flag
from gevent.threadpool import ThreadPool

from voting.ballots.encodings import b64
from voting.ballots.keys import KeyStore
from voting.ballots.messages import PublicKey
from voting.ballots.p256 import Private
from voting.ballots.receipts import leaf_hash
from voting.clerk.clerk import Answer, Clerk, Done, Enrolment, Job, Order, Turn
from voting.clerk.nomination import learned
from voting.clerk.petition import moved
from voting.clerk.polls import Closing, Counting, named_marks, open_poll_box
from voting.clerk.reading import heard
from voting.core import commands as c
from voting.core import events as e
from voting.core import hand_events as he
from voting.core import nomination_events as ne
from voting.core import station_commands as sc
from voting.core import track_events as te
from voting.core.hand_entries import uncounted
from voting.core.reading_events import AnnouncementEdited, AnnouncementRestored
from voting.core.refusals import Refusal, refuse
from voting.core.revision_events import AgendaExtended, SittingRevised
from voting.core.state import Poll, Sitting
from voting.core.words import PollState, Text
from voting.drafting import laying
from voting.ledger.signing import fingerprint
from voting.projections.parts import Surroundings
from voting.projections.texts import Texts
from voting.store.register import EnrolmentCode, Register
from voting.web.codes import code_hash, random_code
from voting.web.complaints import Complaints
from voting.web.destroying import Destroying
from voting.web.joint import Joining
from voting.web.opening import Together
from voting.web.station_desk import StationDesk
from voting.web.stations import StationFailed, Stations
from voting.web.witnessing import Witnessing
from voting.web.writer import Writer

log = structlog.get_logger()
Made = TypeVar("Made")
SLOW_THREADS: Final = 2  # PDFs, fonts, rolls: as many at once as leave the meeting its processor
CODE_LIFE: Final = timedelta(hours=12)  # codes are shown the evening before a session
SHOWN_SECONDS: Final = 0.05  # after the count the hall's picture of it goes out first, the proofs of all seats then
COUNT_AGAIN_MOST: Final = 30.0  # seconds between two tries to count, once it has failed for long
AGAIN_SECONDS: Final = 1.0  # a full disk does not mend faster, and a hall waits no longer
GC_CAP_SECONDS: Final = 900.0  # collection is never off longer than this, should a close never come
GC_AFTER_SECONDS: Final = 0.3  # the result is on the screens before the collector may pause
UNFINISHED: Final = Text(
    "表决的结束或计票未能完成，请检查系统；也可以由主持人宣布本次表决作废。",
    "Closing or counting could not be finished; check the system, or let the chair void this vote.",
)
WITNESSED: Final = (e.PollAnnounced, e.PollOpened, e.PollCounted, e.ResultDeclared, e.PollVoided, e.SittingClosed)
SYSTEM_CLOSE: Final = c.Actor("system", "time-limit")


@dataclass
class House:
    """Everything a handler may use; the only writer is `writer`."""

    clerk: Clerk
    register: Register
    keys: KeyStore
    texts: Texts
    now: Callable[[], str]
    changed: Callable[[Turn], None]
    alarm: Callable[[Text], None]
    codes: dict[str, str] = field(default_factory=dict)
    pending: dict[str, PublicKey] = field(default_factory=dict)
    online: dict[str, int] = field(default_factory=dict)
    calm: Flag = field(default_factory=Flag)  # not set while a box is opened for the first time
    lines: Stations = field(default_factory=Stations)
    _leaves: dict[str, str] = field(default_factory=dict)
    _collector: Greenlet[[], None] | None = None

    def __post_init__(self) -> None:
        self.writer = Writer(self.clerk, self._changed)
        self.stations = StationDesk(
            self.clerk, self.register, self.lines, self.now, random_code, self._code_hash, self.writer.submit
        )
        self.joining = Joining(self)
        self.together = Together(self, self.joining)
        self.destroying = Destroying(self, self.joining)
        self.witness = Witnessing(self)
        self.complaints = Complaints(self)
        self.texts = heard(self.clerk, moved(self.clerk, learned(self.clerk, self.texts)))
        self.calm.set()
        for poll in self.clerk.state.polls.values() if self.clerk.state else ():
            self._resume(poll)

    @property
    def sitting(self) -> Sitting:
        """The state; a house without a prepared sitting does not start."""
        if self.clerk.state is None:
            raise LookupError("the sitting has not been prepared")
        return self.clerk.state

    def order(self, command: c.Command) -> Answer:
        """Carry out a command in its turn."""
        return self.writer.submit(Order(command))

    def announce(self, by: c.Actor, item: str, draft: str) -> Answer:
        """Put a question: its keys are made and kept before its manifest names them."""
        return self.joining.announce(by, item, draft)

    def close_poll(self, by: c.Actor, poll: str) -> Answer:
        """Close a poll at its place in the queue."""
        return self.writer.submit(Closing(c.ClosePoll(by, "", poll)))

    def declare(self, by: c.Actor, poll: str) -> Answer:
        """Declare after the terminals have looked, at most two seconds after the count (amendment 16)."""
        return self.order(c.Declare(by, "", poll, self.complaints.wait(poll)))

    def lose_station(self, command: sc.LoseStation) -> Answer:
        """A station is on record as gone: what it was asked fails at once."""
        done = self.order(command)
        if not isinstance(done, Refusal):
            self.lines.lose(command.station)
        return done

    def spoil_paper(self, command: sc.SpoilPaper) -> Answer:
        """A teller records an exchange; after the second one the stations are asked."""
        done = self.order(command)
        poll = self.sitting.polls.get(command.poll)
        if not isinstance(done, Refusal) and poll is not None and command.voter in poll.again:
            spawn(self.joining.exchanged, command.poll, command.voter)
        return done

    def new_box(self, poll: str) -> bytes:
        """The key that opens a poll's last layer; made once."""
        return self.keys.new_poll_key(self.clerk.meeting, poll)

    # Terminals

    def new_code(self, seat: str) -> str:
        """A fresh one-time code for a seat; the old one is void."""
        code = random_code()
        expires = (datetime.fromisoformat(self.now()) + CODE_LIFE).isoformat(timespec="seconds")
        self.register.put_code(EnrolmentCode(self.clerk.meeting, seat, self._code_hash(seat, code), expires))
        self.codes[seat] = code
        self.pending.pop(seat, None)  # who came with the old code has to come again
        return code

    def code_fits(self, seat: str, code: str) -> bool:
        """Whether this is the seat's code, and still good."""
        kept = self.register.code(self.clerk.meeting, seat, self.now())
        return kept is not None and hmac.compare_digest(kept.code_hash, self._code_hash(seat, code))

    def _code_hash(self, seat: str, code: str) -> str:
        return code_hash(self.keys.pepper, self.clerk.meeting, seat, code)

    def wait(self, seat: str, key: PublicKey) -> Refusal | None:
        """A terminal with the right code waits for the operator's eye; a second key does not push the first aside."""
        if self.pending.setdefault(seat, key).kid != key.kid:
            return refuse("seat.wrong_code")
        return None

    def enrol_at_once(self, by: c.Actor, seat: str, code: str, key: PublicKey) -> Answer:
        """Confirm a terminal on its code alone, which is used up first: two that come together are not both let in."""
        kept = self.register.code(self.clerk.meeting, seat, self.now())
        if kept is None or not self.code_fits(seat, code) or not self.register.use_code(kept):
            return refuse("seat.wrong_code")
        done = self.enrol(by, seat, key)
        if isinstance(done, Refusal) and self.register.code(self.clerk.meeting, seat, self.now()) is None:
            self.register.put_code(kept)
        return done

    def enrol(self, by: c.Actor, seat: str, key: PublicKey) -> Answer:
        """Confirm a terminal; its code is used up."""
        done = self.writer.submit(Enrolment(c.EnrolDevice(by, "", seat, key.kid), key))
        if not isinstance(done, Refusal):
            self.pending.pop(seat, None)
            self.codes.pop(seat, None)
            self.register.drop_code(self.clerk.meeting, seat)
        return done

    def confirm_device(self, by: c.Actor, seat: str, kid: str) -> Answer:
        """The operator has compared the fingerprint of a waiting terminal."""
        key = self.pending.get(seat)
        if key is None or key.kid != kid:
            return refuse("device.unknown")
        return self.enrol(by, seat, key)

    def reject_device(self, seat: str, kid: str) -> Answer:
        """The fingerprint differs: the waiting terminal is turned away and its code is void. Nothing enrolled changes."""
        key = self.pending.get(seat)
        if key is None or key.kid != kid:
            return refuse("device.unknown")
        del self.pending[seat]
        self.codes.pop(seat, None)
        self.register.drop_code(self.clerk.meeting, seat)
        return Done()

    # What screens need beside the state

    def around(self) -> Surroundings:
        """Texts, clocks and lamps as they are now."""
        return Surroundings(
            texts=self.texts, position=self.clerk.size, remaining=self._remaining(),
            fingerprint=fingerprint(self.clerk.note) if self.clerk.note else "",
            online=frozenset(self.online), codes=dict(self.codes),
            pending=tuple((seat, key.kid) for seat, key in sorted(self.pending.items())), today=self.now()[:10],
            lamps=self.stations.lamps(self.sitting), stations=self.stations.public(self.sitting),
        )  # fmt: skip

    def _remaining(self) -> dict[str, int]:
        return {p.id: left for p in self.sitting.polls.values() if (left := self._seconds_left(p)) is not None}

    def _seconds_left(self, poll: Poll) -> int | None:
        if poll.state != "open" or poll.by_hand or poll.draft.time_limit is None or poll.opened_at is None:
            return None
        gone = datetime.fromisoformat(self.now()) - datetime.fromisoformat(poll.opened_at)
        return max(0, poll.draft.time_limit - int(gone.total_seconds()))

    @cached_property
    def _slow(self) -> ThreadPool:
        """Threads of their own: pages of paper must never stand before a commit."""
        return ThreadPool(SLOW_THREADS)

    def aside(self, work: Callable[..., Made], *what: object) -> Made:
        """Do something long in a real thread, so that neither the seats nor the ledger wait."""
        made: Made = self._slow.apply(work, what)
        return made

    def leaves(self, poll: str) -> str:
        """The leaf hashes of a counted poll's ballots, end to end, b64; read once: what is written there stays."""
        if poll not in self._leaves:
            ballots = self.clerk.ledger.ballots(self.clerk.meeting, poll)
            self._leaves[poll] = b64(b"".join(map(leaf_hash, ballots)))
        return self._leaves[poll]

    def named_marks(self) -> dict[str, dict[str, str]]:
        """How members voted in the counted named polls."""
        return {
            one.id: named_marks(self.clerk, one)
            for one in self.sitting.polls.values()
            if one.draft.secrecy == "named" and one.state in ("counted", "declared")
        }

    # What follows from events

    def _changed(self, turn: Turn) -> None:
        for event in turn.events:
            if isinstance(event, e.PollOpened):
                gc.disable()  # a collection during a vote was measured at 0.6 s (docs/performance.md)
                self._collect_in(GC_CAP_SECONDS)
                self._watch_time(self.sitting.polls[event.poll])
            elif isinstance(event, (ne.CandidateNominated, ne.RoundPlanned, te.TrialPlanned)):
                self.texts = learned(self.clerk, self.texts)
            elif isinstance(event, (e.PollClosed, he.HandsEntered, ne.NameSettled)):
                self._count_once_entered(self.sitting.polls[event.poll])
            elif isinstance(event, e.ComplaintRaised):
                self.complaints.hand_on(event)
            elif isinstance(event, te.PetitionFiled):
                self.texts = moved(self.clerk, self.texts)
            elif isinstance(event, (SittingRevised, AgendaExtended)):
                laid = laying.texts_now(self.clerk.ledger, self.register, self.sitting)
                self.texts = laying.grown(self.clerk, laid, self.texts)
            elif isinstance(event, (AnnouncementEdited, AnnouncementRestored)):
                self.texts = heard(self.clerk, self.texts)
            elif isinstance(event, e.PollCounted):
                self._learn_names(event.poll)
                self._collect_in(GC_CAP_SECONDS if self._voting() else GC_AFTER_SECONDS)
        if any(isinstance(event, WITNESSED) for event in turn.events):
            self.witness.soon()
        self.changed(turn)

    def _resume(self, poll: Poll) -> None:
        """After a restart: what was running goes on."""
        if poll.state == "open":
            self._watch_time(poll)
        else:
            self._count_once_entered(poll)
        if poll.counted or poll.settlements:
            self._learn_names(poll.id)
        self.complaints.resume(poll)
        if poll.destroyed:
            spawn(self.destroying.erase, poll.id)

    def _count_once_entered(self, poll: Poll) -> None:
        """A closed box is counted at once; where tellers have something to enter, after they have."""
        if poll.state == "closed" and not poll.by_hand and uncounted(self.sitting.rules, poll) is None:
            self.calm.clear()
            spawn(self._count, poll.id)

    def _watch_time(self, poll: Poll) -> None:
        left = self._seconds_left(poll)
        if left is not None:
            spawn(self._close_when_due, poll.id, left)

    def _close_when_due(self, poll: str, seconds: int) -> None:
        sleep(seconds)
        self._insist(Closing(c.ClosePoll(SYSTEM_CLOSE, "", poll)), poll, "open")

    def _count(self, poll: str) -> None:
        """Count, and try again until it is done or the chair voids the vote: what failed may be mended meanwhile."""
        wait = AGAIN_SECONDS
        state = self._try_to_count(poll)
        spawn_later(SHOWN_SECONDS, self.calm.set)
        while state == "closed":
            self.alarm(UNFINISHED)
            sleep(wait)
            wait = min(2 * wait, COUNT_AGAIN_MOST)
            state = self._try_to_count(poll)

    def _try_to_count(self, poll: str) -> PollState:
        try:
            one = self.sitting.polls[poll]
            alone = (open_poll_box, (self.clerk, one, self._box_key))
            box = self.together.figures(one) if one.stations else get_hub().threadpool.apply(*alone)
            self._insist(Counting(poll, box), poll, "closed")
            if one.stations and self.sitting.polls[poll].counted is not None:
                spawn(self.together.signed, poll, box)
        except StationFailed as failed:
            log.warning("poll.uncounted", poll=poll, code=failed.refusal.code)
            self.told(failed.refusal)
        except Exception:  # whatever it was, the hall must hear of it
            log.exception("poll.uncounted", poll=poll)
        return self.sitting.polls[poll].state

    def told(self, no: Refusal) -> None:
        """Tell operator and chair what a station refused or did not answer."""
        self.alarm(
            Text(no.zh + "".join(one.zh for one in no.details), " ".join((no.en, *(one.en for one in no.details))))
        )

    def _insist(self, job: Job, poll: str, state: PollState) -> None:
        """What the house owes a poll is not lost to a full disk: tried again while the poll still waits for it."""
        while self.sitting.polls[poll].state == state:
            done = self.writer.submit(job)
            if not isinstance(done, Refusal) or done.code != "store.unwritable":
                return
            log.error("poll.waits", poll=poll, job=type(job).__name__, code=done.code)
            self.alarm(UNFINISHED)
            sleep(AGAIN_SECONDS)

    def _box_key(self, poll: str) -> Private:
        return self.keys.poll_key(self.clerk.meeting, poll)

    def _learn_names(self, poll: str) -> None:
        """Names written in are known to the screens once the count is durable."""
        self.texts = replace(self.texts, write_ins={**self.texts.write_ins, poll: self.clerk.write_ins(poll)})

    def _voting(self) -> bool:
        return any(poll.state == "open" for poll in self.sitting.polls.values())

    def _collect_in(self, seconds: float) -> None:
        """One appointment: the next poll's moves it, so that no earlier one falls into the middle of a vote."""
        if self._collector is not None:
            self._collector.kill(block=False)
        self._collector = spawn_later(seconds, self._collect)

    def _collect(self) -> None:
        gc.collect()
        gc.freeze()
        gc.enable()
