"""given / when / then for the core: events that happened, a command, and the events or the refusal that follow.

The small meetings that the tests speak of are made here too, always under the national rule book.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeAlias

from voting.core import commands as c
from voting.core import events as e
from voting.core.device_events import DeviceEnrolled
from voting.core.meeting import decide, fold
from voting.core.refusals import Refusal
from voting.core.rulebook import Rule, Value
from voting.core.state import Sitting
from voting.core.technical import TECHNICAL
from voting.core.words import Body, ItemKind, Level, MemberRole, Office, Press, Role, Secrecy, Text, Word
from voting.rules import load

AT = "2026-03-10T09:00:00+08:00"
MEETING = "m-2026-03"
OPERATOR, CHAIR = c.Actor("operator", "op"), c.Actor("chair", "ch")
SECRETARY, SCRUTINEER = c.Actor("secretary", "se"), c.Actor("scrutineer", "sc")
SYSTEM, SEAT = c.Actor("system", "sy"), c.Actor("seat", "A001")
BY = {actor.role: actor for actor in (OPERATOR, CHAIR, SECRETARY, SCRUTINEER, SYSTEM, SEAT)} | {
    "hall": c.Actor("hall", "ha")
}
OP, CH, SE = OPERATOR.text(), CHAIR.text(), SECRETARY.text()
METHOD = Text("本次会议表决办法", "The method of this meeting")
# What the samples adopt too: keys in place of paper, and tier T0 where the book wants stations.
CONSENT: Mapping[str, Value] = {
    "ballot.keys_for_paper@election": True,
    "ballot.tier0": True,
}
Happened: TypeAlias = "e.Event | Iterable[Happened]"


@cache
def national() -> load.Book:
    """The national book, read once."""
    return load.book()


def rules(body: Body, level: Level = "county", method: Mapping[str, Value] = CONSENT) -> tuple[Rule, ...]:
    """The rules of a meeting: the national book for this body and level, and its own method above."""
    book = load.chosen(national(), body, level)
    return (*book, *load.method(method, book, METHOD, METHOD, "2026-03-01"))


def motion(name: str = "d1", secrecy: Secrecy = "named", press: Press = "last", form: str = "keypress") -> e.DraftEntry:
    """A planned vote on a motion."""
    return e.DraftEntry(name, "motion", secrecy, form, press, None, None, None, None, write_ins=False, candidates=())


def election(
    name: str = "d1",
    seats: int = 2,
    candidates: int = 3,
    fixed: int | None = 1,
    office: Office = "DEPUTY_CHIEF",
    secrecy: Secrecy = "secret",
) -> e.DraftEntry:
    """A planned election; candidates are c1, c2 …"""
    stand = tuple(f"c{n}" for n in range(1, candidates + 1))
    return e.DraftEntry(name, "election", secrecy, "ballot", "last", None, office, seats, fixed, True, stand)


def item(
    name: str, kind: ItemKind, *drafts: e.DraftEntry, reporter: str | None = None, dispositions: tuple[Word, ...] = ()
) -> e.ItemEntry:
    """An agenda item; its number is its name's. The profiles of an election's candidates were delivered."""
    delivered = {"members": AT[:10]} if kind == "election" else {}
    return e.ItemEntry(name, int(name.strip("ae")), kind, reporter, dispositions, drafts, delivered)


# a1 a report, a2 a decision by name, a3 an appointment in secret, a4 an election of two from three
AGENDA = (
    item("a1", "report", reporter="government_head"),
    item("a2", "decision", motion(), reporter="committee"),
    item("a3", "appointment", motion(secrecy="secret", press="first")),
    item("a4", "election", election()),
)


def member(number: int) -> str:
    """The id of the nth member, who sits at `seat(number)`."""
    return f"m{number:03}"


def seat(number: int) -> str:
    return f"A{number:03}"


def kid(number: int) -> str:
    return f"kid-{seat(number)}"


def roll(voters: int, attendees: int = 0, observers: int = 0) -> tuple[e.MemberEntry, ...]:
    """Voters first, then attendees, then observers, numbered through."""
    roles: list[MemberRole] = ["member"] * voters + ["attendee"] * attendees + ["observer"] * observers
    return tuple(e.MemberEntry(member(n), seat(n), role) for n, role in enumerate(roles, start=1))


def prepared(
    voters: int = 5,
    *agenda: e.ItemEntry,
    body: Body = "congress",
    level: Level = "county",
    attendees: int = 0,
    observers: int = 0,
    method: Mapping[str, Value] = CONSENT,
) -> e.SittingPrepared:
    """A sitting as the secretary lays it."""
    return e.SittingPrepared(
        MEETING, body, level, False, rules(body, level, method), roll(voters, attendees, observers),
        agenda or AGENDA, {"sitting.toml": "00", "method": "00"}, AT, SE,
    )  # fmt: skip


def enrolled(number: int) -> DeviceEnrolled:
    return DeviceEnrolled(seat(number), kid(number), None, AT, OP)


def signed_in(number: int) -> e.MemberSignedIn:
    return e.MemberSignedIn(member(number), seat(number), "pin", AT, f"seat:{seat(number)}")


def present(number: int, start: int = 1) -> tuple[e.Event, ...]:
    """Terminals enrolled and members signed in, `number` of them from `start` on."""
    places = range(start, start + number)
    return (*(enrolled(n) for n in places), *(signed_in(n) for n in places))


def after(happened: Happened, *wishes: c.Command) -> tuple[e.Event, ...]:
    """What has happened once these commands were lawfully carried out."""
    begun = given(happened)
    events, state = list(begun.events), begun.state
    for wish in wishes:
        new = When((), decide(wish, state)).new
        events, state = [*events, *new], fold(new, state)
    return tuple(events)


def seated(
    voters: int = 5, here: int | None = None, *agenda: e.ItemEntry, body: Body = "congress"
) -> tuple[e.Event, ...]:
    """A sitting that has just been opened with `here` present."""
    return after((prepared(voters, *agenda, body=body), present(voters if here is None else here)), open_sitting())


def open_sitting() -> c.OpenSitting:
    return c.OpenSitting(CHAIR, AT)


def introduce(name: str) -> c.IntroduceItem:
    return c.IntroduceItem(OPERATOR, AT, name)


def deliberate(name: str) -> c.Deliberate:
    return c.Deliberate(OPERATOR, AT, name)


def announce(name: str, draft: str = "d1", poll: str = "p1") -> c.AnnouncePoll:
    return c.AnnouncePoll(OPERATOR, AT, name, draft, poll, f"mh-{poll}")


def open_poll(poll: str = "p1", reason: str | None = "early") -> c.OpenPoll:
    return c.OpenPoll(CHAIR, AT, poll, reason)


def close_poll(poll: str = "p1") -> c.ClosePoll:
    return c.ClosePoll(CHAIR, AT, poll)


def declare(poll: str = "p1", confirmed: int = 0) -> c.Declare:
    return c.Declare(CHAIR, AT, poll, confirmed)


def void_poll(poll: str = "p1", reason: str = "the power failed") -> c.VoidPoll:
    return c.VoidPoll(CHAIR, AT, poll, reason)


def dispose(
    name: str,
    word: Word,
    reason: str | None = None,
    consent: str | None = None,
    due: str | None = None,
    to: str | None = None,
    next_step: str | None = None,
    proposed_by: str | None = None,
) -> c.Dispose:
    """The operator ends an item; what is postponed has a next step unless the test says otherwise."""
    after = "the next session" if next_step is None and word == "postponed" else next_step
    return c.Dispose(OPERATOR, AT, name, word, reason, consent, due, to, after, proposed_by)


def put_off(name: str, reason: str = "r", word: Word = "postponed", proposed_by: str = "presidium") -> c.Dispose:
    """An item is postponed, or given to the standing committee: one organ proposes it, the plenary agrees (CWYS 31)."""
    return dispose(name, word, reason, "plenary", proposed_by=proposed_by)


def draw(number: int, poll: str = "p1", jws: str = "") -> c.DrawPaper:
    """The nth seat draws its paper."""
    return c.DrawPaper(
        c.Actor("seat", seat(number)), AT, poll, f"mh-{poll}", seat(number), kid(number), jws or f"i{number}"
    )


def cast(
    number: int, seq: int = 1, prev: str | None = None, poll: str = "p1", *, named: bool = True, voter: str | None = ""
) -> c.CastVote:
    """The nth seat votes; its envelope's hash is `v<number>.<seq>`."""
    who = (member(number) if named else None) if voter == "" else voter
    return c.CastVote(
        c.Actor("seat", seat(number)), AT, poll, f"mh-{poll}", seat(number), kid(number), seq, prev,
        f"v{number}.{seq}", named, who,
    )  # fmt: skip


def count(*papers: c.Paper, poll: str = "p1", void: tuple[str, ...] = ()) -> c.CountPoll:
    """The box is counted."""
    return c.CountPoll(SYSTEM, AT, poll, papers, void, "cast", "in", "out")


def voted(number: int, poll: str = "p1", *, named: bool = True) -> tuple[c.Command, ...]:
    """The first `number` seats have drawn, the poll is open, all of them have voted and it is closed."""
    everybody = range(1, number + 1)
    return (
        *(draw(n, poll) for n in everybody), open_poll(poll),
        *(cast(n, poll=poll, named=named) for n in everybody), close_poll(poll),
    )  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What has happened so far."""

    events: tuple[e.Event, ...]

    @cached_property
    def state(self) -> Sitting | None:
        return fold(self.events)

    def when(self, command: c.Command) -> When:
        """Somebody asks for something."""
        return When(self.events, decide(command, self.state))


@dataclass(frozen=True)
class When:
    """What followed."""

    before: tuple[e.Event, ...]
    decision: tuple[e.Event, ...] | Refusal

    @property
    def new(self) -> tuple[e.Event, ...]:
        """The events that followed; a refusal fails the test."""
        assert not isinstance(self.decision, Refusal), f"{self.decision.code}: {self.decision.en}"
        return self.decision

    @property
    def happened(self) -> Given:
        """Everything, the new events included."""
        return Given(self.before + self.new)

    def then(self, *events: e.Event) -> Given:
        """Exactly these events followed."""
        assert self.new == events
        return self.happened

    def refused(self, code: str, article: str | None = None) -> Refusal:
        """It was refused with this code, under this article; what is not technical has one."""
        assert isinstance(self.decision, Refusal), f"not refused: {self.decision}"
        assert self.decision.article or self.decision.code in TECHNICAL, f"{self.decision.code} cites nothing"
        assert (self.decision.code, self.decision.article) == (code, article)
        assert self.decision.zh
        assert self.decision.en
        assert "{" not in self.decision.zh + self.decision.en
        return self.decision


def given(*happened: Happened) -> Given:
    """These things have happened; lists of events are taken as their events."""
    flat: list[e.Event] = []
    for one in happened:
        flat.extend([one] if isinstance(one, e.Event) else given(*one).events)
    return Given(tuple(flat))


def acting(role: Role) -> c.Actor:
    """Somebody with this role."""
    return BY[role]
