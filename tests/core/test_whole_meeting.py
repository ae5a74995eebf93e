"""A whole meeting of random commands, lawful and not: whatever people ask for, the invariants of a sitting hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.core import notation as n
from tests.core.notation import AT, OPERATOR, SYSTEM
from voting.core import commands as c
from voting.core import events as e
from voting.core import nomination_commands as nc
from voting.core import parts
from voting.core import track_commands as tc
from voting.core.agenda import allowed, earned
from voting.core.meeting import decide, evolve, fold
from voting.core.next import steps
from voting.core.nomination_rounds import suggested
from voting.core.refusals import Refusal
from voting.core.state import Poll, Sitting
from voting.core.words import Role, Round, Word
from voting.ledger import codec

# Small enough that people, seats and questions meet often; one person is an attendee.
AGENDA = (
    n.item("a1", "report", reporter="government_head"),
    n.item("a2", "decision", n.motion("d1"), n.motion("d2", "secret", "first"), reporter="committee"),
    n.item("a3", "procedural", n.motion(secrecy="secret"), dispositions=("decided", "not_adopted")),
    n.item("a4", "election", n.election()),
)
LAID = n.prepared(5, *AGENDA, attendees=1)
people = st.sampled_from([n.member(k) for k in range(1, 7)] + ["m099"])
numbers = st.integers(1, 7)
places = numbers.map(n.seat)
items = st.sampled_from(["a1", "a2", "a3", "a4", "a9"])
polls = st.integers(1, 7).map(lambda k: f"p{k}")
words = st.sampled_from(get_args(Word))
texts = st.sampled_from(["r", "r", "r", "", None])
organs = st.sampled_from(["presidium", "plenary", "plenary", "r", "", None])
roles = st.sampled_from(get_args(Role))
marks = {
    "motion": st.sampled_from(["Y", "Y", "Y", "N", "A"]),
    "election": st.sampled_from(["YYN", "YYN", "YYN", "NYY", "YAB", "NNN", "YYY"]),
}
names = st.lists(st.sampled_from(["w1", "w2", "c1"]), max_size=3).map(tuple)


# The steps of the screens as commands, with the arguments they name.
STEPS: dict[str, tuple[Callable[..., c.Command], tuple[str, ...]]] = {
    "open_sitting": (c.OpenSitting, ()), "close_sitting": (c.CloseSitting, ()),
    "introduce_item": (c.IntroduceItem, ("item",)), "deliberate": (c.Deliberate, ("item",)),
    "record_step": (tc.RecordStep, ("item", "draft", "step")),
    "open_poll": (c.OpenPoll, ("vote",)), "close_poll": (c.ClosePoll, ("vote",)), "declare": (c.Declare, ("vote",)),
    "settle_complaint": (c.SettleComplaint, ("vote",)),
    "void_poll": (c.VoidPoll, ("vote",)), "plan_trial": (tc.PlanTrial, ("item",)),
    "set_aside": (lambda by, at, item, draft: tc.SetAside(by, at, item, draft, "withdrawn", "r", "presidium"), ("item", "draft")),
}  # fmt: skip


def next_round(state: Sitting, args: dict[str, str], by: c.Actor) -> nc.PlanRound:
    """The round that a step offers, by the votes of the first ballot where it is a further election."""
    item = state.items[args["item"]]
    kind = next(word for word in get_args(Round) if word == args["round"])
    stand = suggested(state, item, args["draft"]) if kind == "further" else ()
    return nc.PlanRound(
        by, AT, item.entry.id, args["draft"], f"r{len(item.entry.drafts)}", kind, stand, None, "decided"
    )


def known_name(state: Sitting, args: dict[str, str], by: c.Actor) -> nc.SettleName:
    """All names written in are one person, who is of no body."""
    poll = state.polls[args["vote"]]
    written = tuple(line.name for line in poll.counted.ranking if line.write_in) if poll.counted else ()
    return nc.SettleName(by, AT, poll.id, written, written[0] if written else "", None, "known")


REASONED = ("open_poll", "settle_complaint", "void_poll")
actors = roles.map(n.acting)
reason = texts.map(lambda text: text or "")
operator = st.just(OPERATOR)
at = st.just(AT)
# What anybody may think of asking; the kid of an enrolment is the seat whose key is brought, which may be another's.
WISHES = (
    st.builds(c.SignIn, actors, at, people, places, st.just("pin")), st.builds(c.Leave, operator, at, people),
    st.builds(c.GrantLeave, operator, at, people, reason), st.builds(c.Recuse, operator, at, people, items, reason),
    st.builds(c.MoveMember, operator, at, people, places), st.builds(c.EnrolDevice, operator, at, places, places),
    st.builds(c.RevokeDevice, operator, at, places, reason),
    st.builds(c.ImportRoll, st.just(n.SECRETARY), at, st.integers(1, 6).map(lambda k: n.roll(k, 6 - k)), st.just("00")),
    st.builds(c.IntroduceItem, actors, at, items), st.builds(c.Deliberate, actors, at, items),
    st.builds(c.Dispose, operator, at, items, words, texts, organs, texts, proposed_by=organs),
    st.builds(c.OpenSitting, actors, at), st.builds(c.CloseSitting, actors, at),
    st.builds(c.OpenPoll, actors, at, polls, texts), st.builds(c.ClosePoll, actors, at, polls),
    st.builds(c.Declare, actors, at, polls), st.builds(c.VoidPoll, actors, at, polls, reason),
    st.builds(c.SettleComplaint, actors, at, polls, reason),
    st.builds(lambda seat, poll: c.Complain(c.Actor("seat", seat), AT, poll, seat, "gone"), places, polls),
)  # fmt: skip


class Meeting(RuleBasedStateMachine):
    """The sitting as it is, every event that made it, and the votes as their voters cast them."""

    @initialize(here=st.sampled_from([5, 6, 4, 3, 0]), first=st.sampled_from(["a1", "a2", "a3", "a4", None]))
    def lay(self, here, first):
        self.events: list[e.Event] = [LAID]
        self.state: Sitting = fold(self.events)  # type: ignore[assignment]
        self.votes: dict[tuple[str, str], int] = {}
        self.fresh = 0
        for number in range(1, here + 1):
            self.sit_down(number)
        if first:
            self.ask(n.open_sitting())
            self.ask(n.introduce(first))

    def ask(self, command: c.Command) -> None:
        """Decide it; what follows is encoded, decoded and folded, and a refusal changes nothing."""
        before = self.state
        found = decide(command, before)
        if isinstance(found, Refusal):
            assert found.zh
            assert found.en
            assert self.state is before
            return
        assert command.by.role in command.may
        for event in found:
            assert codec.decode(codec.encode(event)) == event
            if isinstance(command, c.DrawPaper | c.CastVote):
                self.check_voter(command)
            if isinstance(event, e.VoteCast):
                assert event.seq == self.votes.get((event.poll, event.voter), 0) + 1
                self.votes[event.poll, event.voter] = event.seq
            if isinstance(event, e.ItemDisposed):
                self.check_disposition(event)
            self.state = evolve(self.state, event)
            self.events.append(event)

    def check_voter(self, command: c.DrawPaper | c.CastVote) -> None:
        """Whoever draws or votes sits at this very seat, at its enrolled terminal, and is of the electorate."""
        poll, here = self.state.polls[command.poll], self.state.occupant(command.seat)
        assert here
        assert here.id in poll.voters
        assert here.role == "member"
        assert here.id not in self.state.items[poll.item].recused
        assert self.state.devices[command.seat] == command.kid
        assert poll.state == "open" or isinstance(command, c.DrawPaper)

    def check_disposition(self, event: e.ItemDisposed) -> None:
        """A word of the votes is what the declared votes say, and comes once."""
        item = self.state.items[event.item]
        assert item.disposition is None
        assert event.disposition in (*allowed(self.state, item), "not_adopted")
        held = [p for p in parts.polls_of(self.state, event.item) if p.state == "declared"]
        if event.disposition in ("adopted", "decided"):
            assert held
            assert all(p.counted and p.counted.votes_for >= p.needed for p in held)
            assert {p.draft.id for p in held} == {d.id for d in parts.standing(self.state, item)}
        if event.disposition == "elected":
            in_ = [line for p in held if p.counted for line in p.counted.elected]
            assert len(in_) == sum(d.seats or 0 for d in item.entry.drafts if not d.contest)
            assert held
        if event.disposition == "not_adopted":
            assert any(p.outcome == "not_adopted" for p in held)
            assert earned(self.state, item) == "not_adopted"

    def jws(self) -> str:
        self.fresh += 1
        return f"j{self.fresh}"

    def poll(self, data: st.DataObject, *states: str) -> Poll | None:
        """A poll of these states, or none."""
        found = [p for p in self.state.polls.values() if p.state in states]
        return data.draw(st.sampled_from(found)) if found else None

    # People ask for this and that, lawful or not

    @rule(command=st.one_of(WISHES))
    def somebody_asks(self, command):
        if isinstance(command, c.EnrolDevice) and command.kid not in self.state.devices:
            command = replace(command, kid=self.state.devices.get(command.kid) or self.jws())
        self.ask(command)

    @rule(number=numbers)
    def sit_down(self, number):
        """A member comes; her seat gets a terminal where it has none."""
        seat = n.seat(number)
        if seat not in self.state.devices:
            self.ask(c.EnrolDevice(OPERATOR, AT, seat, self.jws()))
        self.ask(c.SignIn(c.Actor("seat", seat), AT, n.member(number), seat, "pin"))

    @rule(guest=numbers, owner=numbers)
    def take_the_seat_of(self, guest, owner):
        """Somebody leaves, another is moved to her seat, and she comes back."""
        self.ask(c.Leave(OPERATOR, AT, n.member(owner)))
        self.ask(c.MoveMember(OPERATOR, AT, n.member(guest), n.seat(owner)))
        self.sit_down(owner)

    @rule(item=items, draft=st.sampled_from(["d1", "d2", "d9"]))
    def announce(self, item, draft):
        self.ask(self.question(item, draft))

    def question(self, item: str, draft: str) -> c.Command:
        number = len(self.state.polls) + 1
        return c.AnnouncePoll(OPERATOR, AT, item, draft, f"p{number}", f"mh-p{number}")

    @rule(data=st.data(), many=st.integers(1, 16))
    def next_steps(self, data, many):
        """Take steps that the screens offer, mostly the first of them."""
        for _ in range(many):
            names = [s for s in steps(self.state, "scrutineer") if s.command == "settle_name"]
            offered = [s for s in (*steps(self.state, "operator"), *names) if s.refusal is None]
            closed, waiting = self.poll(data, "closed"), self.poll(data, "announced")
            if closed:
                self.count_box(data, closed, 0)
            elif waiting and data.draw(st.integers(0, 5)):
                self.all_vote(waiting)
            elif offered:
                step = data.draw(st.sampled_from(offered[:1] * 8 + offered))
                self.take(step.command, dict(step.args))

    def take(self, name: str, args: dict[str, str]) -> None:
        if name == "announce_poll":
            self.ask(self.question(args["item"], args["draft"]))
        elif name == "change_form":
            return  # votes that tellers count have their own tests
        elif name == "plan_round":
            self.ask(next_round(self.state, args, OPERATOR))
        elif name == "settle_name":
            self.ask(known_name(self.state, args, n.SCRUTINEER))
        elif name == "dispose":
            word = {"a1": "forwarded", "a3": "decided", "a4": "postponed"}.get(args["item"], "withdrawn")
            organs = (
                ("plenary", "2027-01-31", "to", "next", "presidium")
                if word == "postponed"
                else ("presidium", "2027-01-31", "to")
            )
            self.ask(c.Dispose(OPERATOR, AT, args["item"], word, "r", *organs))
        else:
            kind, needed = STEPS[name]
            self.ask(kind(OPERATOR, AT, *(args[key] for key in needed), *(("r",) if name in REASONED else ())))

    # Seats draw and vote

    @rule(data=st.data(), number=numbers, odd=st.sampled_from(["", "", "", "mh", "kid"]))
    def draw(self, data, number, odd):
        poll = self.poll(data, "announced", "open", "closed", "voided")
        if poll:
            seat = n.seat(number)
            kid = "x" if odd == "kid" else self.state.devices.get(seat, "")
            mh = "x" if odd == "mh" else poll.mh
            self.ask(c.DrawPaper(c.Actor("seat", seat), AT, poll.id, mh, seat, kid, self.jws()))

    def cast(self, poll: Poll, seat: str, back: int = 0, *, right: bool = True) -> None:
        """A seat votes as it should, or with another number, or in the wrong mode."""
        voter = poll.seats.get(seat, "m099")
        last = self.state.polls[poll.id].cast.get(voter)
        seq, prev = (last.seq + 1, last.jws) if last else (1, None)
        named = (poll.draft.secrecy == "named") == right
        self.ask(c.CastVote(
            c.Actor("seat", seat), AT, poll.id, poll.mh, seat, self.state.devices.get(seat, ""), seq + back, prev,
            self.jws(), named, voter if named else None,
        ))  # fmt: skip

    @rule(
        data=st.data(), odd=st.lists(st.tuples(places, st.sampled_from([0, 0, 1, -1]), st.integers(0, 9)), min_size=1)
    )
    def some_vote(self, data, odd):
        """Seats vote once or again, mostly as they should, sometimes out of order, in the wrong mode, or late."""
        poll = self.poll(data, "open", "open", "closed", "announced")
        for seat, back, mode in odd if poll else ():
            self.cast(poll, seat, back, right=mode > 0)

    @rule(data=st.data())
    def everybody_votes(self, data):
        poll = self.poll(data, "announced", "open")
        if poll:
            self.all_vote(poll)

    def all_vote(self, poll: Poll) -> None:
        """All who can draw and vote do, so that meetings get somewhere; some press again, all try what they may not."""
        for seat in poll.seats:
            kid = self.state.devices.get(seat, "")
            self.ask(c.DrawPaper(c.Actor("seat", seat), AT, poll.id, poll.mh, seat, kid, self.jws()))
        if poll.state == "announced":
            self.ask(c.OpenPoll(OPERATOR, AT, poll.id, "early"))
        for seat in (*poll.seats, *list(poll.seats)[:2]):
            self.cast(poll, seat)
            self.cast(poll, seat, 1)
            self.cast(poll, seat, right=False)

    @rule(data=st.data(), share=st.integers(0, 4))
    def count(self, data, share):
        poll = self.poll(data, "closed")
        if poll:
            self.count_box(data, poll, share)

    def count_box(self, data: st.DataObject, poll: Poll, share: int) -> None:
        """The box is opened: every vote cast is a paper or a void envelope."""
        void = tuple(sorted(poll.cast)[: share if poll.draft.secrecy == "secret" else 0][:1])
        good = len(poll.cast) - len(void)
        written = names if poll.draft.kind == "election" else st.just(())
        kind = marks[poll.draft.kind]
        if poll.draft.kind == "election" and len(poll.draft.candidates) != 3:
            many = len(poll.draft.candidates)
            kind = st.text("YYYNAB", min_size=many, max_size=many)
        papers = [c.Paper(data.draw(kind), data.draw(written)) for _ in range(good)]
        self.ask(c.CountPoll(SYSTEM, AT, poll.id, tuple(papers), void, "cast", "in", "out"))

    # What holds at every moment

    @invariant()
    def the_roll_is_sound(self):
        """A member is at one seat, a seat has one member, a key speaks for one seat."""
        here = [m.seat for m in self.state.members.values() if m.attendance == "present"]
        assert len(here) == len(set(here))
        assert len(set(self.state.devices.values())) == len(self.state.devices)
        for poll in self.state.polls.values():
            assert len(set(poll.seats.values())) == len(poll.seats)
            assert all(poll.voters[voter].seat == seat for seat, voter in poll.seats.items())

    @invariant()
    def the_figures_of_polls_close(self):
        """Cast ≤ drawn ≤ eligible ≤ present ≤ all; the counted sums are all who might vote; the threshold is kept."""
        for poll in self.state.polls.values():
            assert set(poll.cast) <= poll.drawn <= set(poll.voters)
            assert len(poll.voters) <= poll.present <= poll.members == poll.base
            assert {last.seq for last in poll.cast.values()} <= {1} or poll.draft.press == "last"
            assert all(last.seq == self.votes[poll.id, voter] for voter, last in poll.cast.items())
            if poll.counted:
                self.check_count(poll, poll.counted)

    def check_count(self, poll: Poll, count: e.PollCounted) -> None:
        assert poll.state in ("counted", "declared", "voided")
        assert count.returned == len(poll.cast) == count.valid + count.invalid
        assert count.returned + count.not_voting == len(poll.voters)
        if poll.draft.kind == "motion":
            pressed = count.votes_for + count.against + count.abstain + count.void
            assert pressed + count.not_voting == len(poll.voters)
            assert (count.outcome == "adopted") == (count.votes_for * 2 > poll.members)
        else:
            of = {line.name: line.votes_for for line in count.ranking}
            most = poll.draft.round == "tie_revote"
            assert all(most or of[name] * 2 > poll.members for name in (*count.elected, *count.tied))
            assert len(count.elected) + count.vacant == poll.draft.seats
        assert poll.outcome in (None, count.outcome)

    @invariant()
    def a_failed_vote_counts_for_nothing(self):
        """A voided poll has no outcome and is no longer running."""
        for poll in self.state.polls.values():
            assert (poll.outcome is None) == (poll.state != "declared")
            assert (poll.state == "voided") == bool(poll.void_reason)

    @invariant()
    def no_closed_sitting_leaves_anything(self):
        """Once closed, every item has ended and no vote is running; a sitting opens with its quorum."""
        if self.state.phase == "closed":
            assert all(item.disposition for item in self.state.items.values())
            assert not any(poll.running for poll in self.state.polls.values())
        if self.state.phase != "prepared":
            assert 3 * self.state.present_at_opening >= 2 * sum(m.role == "member" for m in self.state.members.values())

    def teardown(self):
        """The ledger read again gives the state that was lived through."""
        if hasattr(self, "events"):
            assert fold(codec.decode(codec.encode(event)) for event in self.events) == self.state


TestWholeMeeting = Meeting.TestCase
TestWholeMeeting.settings = settings(max_examples=100, stateful_step_count=50)
