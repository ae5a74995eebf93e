"""What screens are told at every moment of random meetings: steps that are lawful, and nothing that must stay secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, get_args

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant

from tests.clerk.room import texts
from tests.core import notation as n
from tests.core.test_whole_meeting import AGENDA, REASONED, STEPS, Meeting, known_name, next_round
from voting import exact
from voting.core import commands as c
from voting.core import events as e
from voting.core import hand_commands as hc
from voting.core.agenda import consenting, proposing
from voting.core.meeting import decide, fold
from voting.core.next import Step, steps
from voting.core.refusals import Refusal
from voting.core.state import Sitting
from voting.core.words import Role, Text, Word
from voting.projections import screens, seat
from voting.projections.parts import Surroundings
from voting.projections.texts import DraftText, Person, Texts

PEOPLE = {n.member(k): Person(n.member(k), f"某某{k}", "", "", n.seat(k), "member") for k in range(1, 8)}
WRITTEN = {f"p{k}": {"w1": "赵敏", "w2": "钱进"} for k in range(1, 200)}
AROUND = Surroundings(replace(texts(AGENDA), people=PEOPLE, write_ins=WRITTEN))
SCREENS = {
    "operator": screens.operator, "chair": screens.chair, "scrutineer": screens.scrutineer, "hall": screens.hall,
    "secretary": screens.secretary,
}  # fmt: skip
ROUNDS = {
    "plan_round": next_round, "settle_name": known_name,
    "change_form": lambda _, args, by: hc.ChangeForm(by, n.AT, args["item"], args["draft"], args["form"], "chair", "keys failed"),
}  # fmt: skip
FIGURES = ("counts", "election", "outcome", "result")


@dataclass(frozen=True)
class Paper:
    """What the seats' view needs of a poll."""

    jws: str = "manifest"
    close: str | None = None
    countersigned: dict[str, str] = field(default_factory=dict)
    tally: tuple[str, ...] = ()

    def plain_lines(self) -> list[dict[str, object]]:
        return []


def views(s: Sitting) -> dict[str, dict[str, Any]]:
    """Every view by its role; the seats' own is `seat`."""
    papers = dict.fromkeys(s.polls, Paper())
    around = replace(AROUND, texts=learned(s, AROUND.texts))
    return {role: view(s, around) for role, view in SCREENS.items()} | {"seat": seat.view(s, around, papers)}


def learned(s: Sitting, known: Texts) -> Texts:
    """The texts with the titles of rounds planned meanwhile, and the written names that stand in them."""
    drafts = {
        (i.entry.id, d.id): DraftText(Text(f"第{d.id}轮", d.id), None) for i in s.items.values() for d in i.entry.drafts
    }
    lines = {line: Text("赵敏", "Zhao Min") for i in s.items.values() for d in i.entry.drafts for line in d.candidates}
    return replace(known, drafts={**drafts, **known.drafts}, candidates={**lines, **known.candidates})


def test_evidence_is_offered_once_the_sitting_is_closed():
    """Before that there is no button for what would be refused."""
    state = fold([n.prepared(5, *AGENDA)])
    assert state is not None
    offered = {
        phase: [file["path"] for file in screens.secretary(replace(state, phase=phase), AROUND)["files"]]
        for phase in ("prepared", "open", "closed")
    }
    added = [path for path in offered["closed"] if path not in offered["open"]]
    assert offered["open"] == offered["prepared"]
    assert added == ["/api/results/bundle-full.zip", "/api/results/bundle-public.zip", "/static/verify/verify.html"]


def test_the_seat_map_may_be_drawn_once_for_both_who_see_it():
    """Handed in, the views are what they are without; the scrutineer's still has no codes."""
    state = fold([n.prepared(5, *AGENDA)])
    around = replace(AROUND, codes={n.seat(1): "ABCDEFGH"})
    drawn = replace(around, places=screens.seats(state, around))
    for view in (screens.operator, screens.scrutineer):
        assert view(state, drawn) == view(state, around)
    assert "ABCDEFGH" in str(screens.operator(state, drawn))
    assert "ABCDEFGH" not in str(screens.scrutineer(state, drawn))


def leaves(value: Any) -> set[object]:
    """Every word and number of a view, keys included."""
    found: set[object] = set()
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            found.update(one)
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        else:
            found.add(one)
    return found


def command(s: Sitting, step: Step, by: c.Actor, word: Word = "withdrawn") -> c.Command:
    """The step as its screen sends it, with what it was asked for."""
    args = dict(step.args)
    if step.command in ROUNDS:
        return ROUNDS[step.command](s, args, by)
    if step.command == "announce_poll":
        return c.AnnouncePoll(by, n.AT, args["item"], args["draft"], "new", "mh")
    if step.command == "dispose":
        agree, propose = (named(s, s.items[args["item"]], word) for named in (consenting, proposing))
        organs = (next(iter(agree), "s"), "2027-01-31", "the government", "the next session", next(iter(propose), None))
        return c.Dispose(by, n.AT, args["item"], word, "r", *organs)
    kind, needed = STEPS[step.command]
    return kind(by, n.AT, *(args[key] for key in needed), *(("r",) if step.command in REASONED else ()))


def everything(s: Sitting) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Each step that there could be; an item that was not introduced is introduced before it ends."""
    for name in ("open_sitting", "close_sitting"):
        yield name, ()
    for item in s.items.values():
        here = ("item", item.entry.id)
        yield from (("introduce_item", (here,)), ("deliberate", (here,)))
        yield from (("announce_poll", (here, ("draft", draft.id))) for draft in item.entry.drafts)
        yield "dispose", (here,)
    for poll in s.polls:
        for name in ("open_poll", "close_poll", "declare", "settle_complaint", "void_poll"):
            yield name, (("vote", poll),)


def possible(s: Sitting, step: Step, by: c.Actor) -> list[Refusal]:
    """No refusal if the step would be accepted; for a disposition, in any of the words."""
    words = get_args(Word) if step.command == "dispose" else ("withdrawn",)
    found = [decide(command(s, step, by, word), s) for word in words]
    refused = [one for one in found if isinstance(one, Refusal)]
    return refused if len(refused) == len(found) else []


class Screens(Meeting):
    """A random meeting, with everybody's screen looked at after each step."""

    looked: tuple[Sitting, dict[str, dict[str, Any]]] | None = None

    @property
    def views(self) -> dict[str, dict[str, Any]]:
        """The views of this very state, made once."""
        if self.looked is None or self.looked[0] is not self.state:
            self.looked = self.state, views(self.state)
        return self.looked[1]

    @invariant()
    def a_step_that_is_offered_can_be_taken(self):
        """Without a refusal it is accepted by the core; with one it is refused by that very code."""
        for role in ("operator", "chair"):
            by = n.acting(role)
            for step in steps(self.state, role):
                refused = possible(self.state, step, by)
                if step.refusal is None:
                    assert not refused, step
                else:
                    assert step.refusal.code in {no.code for no in refused}, step

    @invariant()
    def a_step_that_can_be_taken_is_offered(self):
        """Whatever an officer may lawfully do next stands on the screen."""
        for role in ("operator", "chair"):
            offered = {(step.command, step.args) for step in steps(self.state, role) if step.refusal is None}
            for name, args in everything(self.state):
                if not possible(self.state, Step(name, args, "plain", None, None), n.acting(role)):
                    assert (name, args) in offered

    @invariant()
    def figures_are_shown_once_they_are_counted(self):
        """Neither before nor after a voiding does any view hold a figure or an outcome of a poll."""
        for role, view in self.views.items():
            for shown in view.get("polls", []):
                counted = shown["state"] in ("counted", "declared")
                found = [shown[key] for key in FIGURES if shown.get(key) is not None]
                assert bool(found) == counted, (role, shown["state"])

    @invariant()
    def only_two_screens_tell_who_has_voted(self):
        """The lamps of seats are for operator and scrutineer; nobody is told the hash of a vote but its own seat."""
        hashes = {last.jws for poll in self.state.polls.values() for last in poll.cast.values()}
        for role, view in self.views.items():
            told = leaves(view)
            assert ("votes" in told) == (role in ("operator", "scrutineer") and bool(view["seats"]))
            assert not hashes & told
        for number in range(1, 8):
            here = self.state.occupant(n.seat(number))
            own = {poll.cast[here.id].jws for poll in self.state.polls.values() if here and here.id in poll.cast}
            assert hashes & leaves(seat.me(self.state, n.seat(number), AROUND)) <= own

    @invariant()
    def the_hall_knows_no_person(self):
        """Beside a reporter the big screen and the seats' common view name no member, no seat and no name of the roll."""
        people = {*PEOPLE, *(person.name for person in PEOPLE.values()), *(n.seat(k) for k in range(1, 8))}
        for role in ("hall", "seat"):
            assert not people & leaves(self.views[role]), role

    @invariant()
    def a_view_is_plain_json(self):
        """Every view goes over the wire as it is, without a float in it."""
        for view in self.views.values():
            assert exact.loads(exact.dumps(view)) == view


TestScreens = Screens.TestCase
TestScreens.settings = settings(max_examples=25, stateful_step_count=30)


def counted(*papers: c.Paper) -> Sitting:
    """A declared secret election of these papers."""
    sat = n.after(
        n.seated(), n.introduce("a4"), n.announce("a4"), *n.voted(5, named=False), n.count(*papers), n.declare()
    )
    state = fold(sat)
    assert state is not None
    return state


def test_no_view_depends_on_single_papers():
    """Two boxes with the same figures and other papers are one and the same to every screen."""
    one = counted(c.Paper("YNB"), c.Paper("NYB"), c.Paper("AAB"), c.Paper("YYN", copies=2))
    other = counted(c.Paper("YYB"), c.Paper("NNB"), c.Paper("AAN"), c.Paper("YYN"), c.Paper("YYB"))
    assert views(one) == views(other)


def test_no_view_depends_on_who_wrote_a_name():
    """Which paper a name stood on is nowhere to be seen."""
    one = counted(c.Paper("YNN", ("w1",)), c.Paper("NYN"), c.Paper("NNN", copies=3))
    other = counted(c.Paper("YNN"), c.Paper("NYN"), c.Paper("NNN", ("w1",)), c.Paper("NNN", copies=2))
    assert views(one) == views(other)


def test_a_voided_count_leaves_every_screen():
    """Figures that were on the screens are gone when the vote is voided, and its reason stands there."""
    sat = n.after(
        n.seated(),
        n.introduce("a2"),
        n.deliberate("a2"),
        n.announce("a2"),
        *n.voted(5),
        n.count(c.Paper("Y", copies=5)),
    )
    before, after = fold(sat), fold(n.after(sat, n.void_poll()))
    assert before
    assert after
    for role, view in views(after).items():
        assert [poll[key] for poll in view["polls"] for key in FIGURES if poll.get(key)] == [], role
        assert [poll[key] for poll in views(before)[role]["polls"] for key in FIGURES if poll.get(key)], role
    assert views(after)["chair"]["polls"][0]["voided"] == {"reason": "the power failed", "by": "主持人 chair（ch）"}


LAMPS = [((), "none"), ((n.draw(1),), "drawn"), ((n.draw(1), n.open_poll(), n.cast(1)), "cast")]


@pytest.mark.parametrize(("wishes", "lamp"), LAMPS)
def test_the_lamp_of_a_seat(wishes, lamp):
    """Nothing, paper drawn, voted: for the operator and the scrutineer, and never how."""
    state = fold(n.after(n.seated(), n.introduce("a2"), n.deliberate("a2"), n.announce("a2"), *wishes))
    assert state is not None
    for role in ("operator", "scrutineer"):
        lamps = {place["seat"]: place["votes"] for place in views(state)[role]["seats"]}
        assert (lamps["A001"], lamps["A002"]) == ({"p1": lamp}, {"p1": "none"})


def test_a_seat_is_told_what_its_next_vote_must_carry():
    """Eligible, drawn, the number and the hash of its own last vote; nothing of a poll it has no part in."""
    state = fold(
        n.after(
            n.seated(5, 4), n.introduce("a2"), n.deliberate("a2"), n.announce("a2"), n.draw(1), n.open_poll(), n.cast(1)
        )
    )
    assert state is not None
    first, second, nobody = (seat.me(state, n.seat(k), AROUND) for k in (1, 2, 5))
    assert first["polls"] == {
        "p1": {"eligible": True, "drawn": True, "seq": 2, "prev": "v1.1", "cast": True, "spoiled": 0}
    }
    assert second["polls"] == {
        "p1": {"eligible": True, "drawn": False, "seq": 1, "prev": None, "cast": False, "spoiled": 0}
    }
    assert (nobody["member"], nobody["polls"]) == (None, {})


def test_a_seat_speaks_for_no_vote_that_stayed_at_another():
    """A voter moved after the close is told at her new seat that she has no part there in the closed vote."""
    closed = n.after(n.seated(), n.introduce("a2"), n.deliberate("a2"), n.announce("a2"), *n.voted(5))
    state = fold(n.after((closed, n.enrolled(7)), c.MoveMember(n.OPERATOR, n.AT, "m001", "A007")))
    assert state is not None
    told = seat.me(state, "A007", AROUND)
    assert (told["member"], told["polls"]["p1"]["eligible"], told["polls"]["p1"]["cast"]) == ("m001", False, False)
    assert seat.me(state, "A001", AROUND)["member"] is None


def test_the_hall_follows_the_sitting():
    """Waiting, attendance, the item, the vote, the result, the end."""
    laid = n.prepared(5, n.item("a2", "procedural", n.motion()))
    begun = n.after((laid, n.present(5)), n.open_sitting(), n.introduce("a2"))
    voting = n.after(begun, n.announce("a2"))
    result = n.after(voting, *n.voted(5), n.count(c.Paper("Y", copies=5)))
    told = [[laid], [laid, n.enrolled(1), n.signed_in(1)], begun, voting, result,
            n.after(result, n.declare(), c.CloseSitting(n.CHAIR, n.AT))]  # fmt: skip
    found = [screens.hall(fold(events), AROUND)["stage"] for events in told]
    assert found == ["waiting", "attendance", "item", "voting", "result", "closed"]


def test_a_refusal_to_close_names_the_items():
    """The chair reads the titles of what is undecided, not their ids."""
    state = fold(n.seated(5, None, *AGENDA))
    assert state is not None
    (closing,) = [step for step in screens.chair(state, AROUND)["next"] if step["command"] == "close_sitting"]
    assert closing["refusal"]["code"] == "agenda.undecided"
    assert [detail["zh"] for detail in closing["refusal"]["details"]] == [f"议题a{k}" for k in range(1, 5)]


@pytest.mark.parametrize("role", get_args(Role))
def test_a_role_that_may_do_nothing_is_offered_nothing(role):
    """The sitting's gavel is offered to operator and chair; to everybody else with the refusal of their role."""
    state = fold([n.prepared(), *n.present(5)])
    assert state is not None
    step, *_ = steps(state, role)
    expected = None if role in ("operator", "chair") else "role.not_allowed"
    assert (step.refusal and step.refusal.code) == expected


def test_an_explanation_names_base_and_votes_needed():
    """The sentence of an outcome has the figures that decided it."""
    state = counted(c.Paper("YYN", copies=5))
    outcome = views(state)["hall"]["polls"][0]["outcome"]
    assert (outcome["word"], outcome["authority"]) == ("decided", ["ZZF 25"])
    assert "3 votes needed of a base of 5" in outcome["explanation"]["en"]
    assert isinstance(state.polls["p1"].counted, e.PollCounted)


def test_the_hall_shows_every_running_vote():
    """Votes open together stand on the big screen together, whichever item was called last."""
    items = (n.item("a2", "procedural", n.motion()), n.item("a3", "procedural", n.motion()))
    laid = (n.prepared(5, *items), n.present(5), *map(n.enrolled, range(1, 6)))
    both = n.after(
        laid, n.open_sitting(), n.introduce("a2"), n.introduce("a3"), n.announce("a2"), n.announce("a3", poll="p2")
    )
    state = fold(both)
    assert state is not None
    assert [poll["vote"] for poll in views(state)["hall"]["polls"]] == ["p1", "p2"]


def test_the_wall_belongs_to_the_newest_election():
    """A declared election gives way once another vote of its item is announced; two that run together share the wall."""
    item = n.item("a1", "election", n.election("d1"), n.election("d2"))
    laid = (n.prepared(5, item), n.present(5), *map(n.enrolled, range(1, 6)))
    called = (n.open_sitting(), n.introduce("a1"))
    both = n.after(laid, *called, n.announce("a1", "d1"), n.announce("a1", "d2", "p2"))
    first = (n.announce("a1", "d1"), *n.voted(5, named=False), n.count(c.Paper("YYN", copies=5)), n.declare())
    for events, wanted in (
        (both, ["p1", "p2"]),
        (n.after(laid, *called, *first), ["p1"]),
        (n.after(laid, *called, *first, n.announce("a1", "d2", "p2")), ["p2"]),
    ):
        state = fold(events)
        assert state is not None
        assert [one.id for one in screens.on_the_wall(state)] == wanted
