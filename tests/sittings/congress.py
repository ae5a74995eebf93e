"""One session of a county congress of 61 deputies, told once and held twice: by keys and on paper.

The acts follow each other as law.md C1 and C2 have them; a house that holds them says only how a wish is carried out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Protocol

from tests.core import contests as x
from tests.core import notation as n
from voting.core import commands as c
from voting.core import events as e
from voting.core import nomination_commands as nc
from voting.core import nomination_rounds as rounds
from voting.core import roster, track
from voting.core import track_commands as tc
from voting.core.commands import Paper
from voting.core.next import steps
from voting.core.state import Poll, Sitting
from voting.core.words import RosterName, StepWord, Text
from voting.names.slate import Nominee, by_strokes
from voting.projections.texts import DraftText, Person, Texts
from voting.records.gather import sitting_record
from voting.records.sitting import Log, SittingRecord

DEPUTIES: Final = 61
HERE: Final = 60  # the last one is on leave
CHIEF_TELLER, TELLERS = 20, (21, 22, 23)
WRITTEN: Final = {"w1": "周行", "w2": "周行之"}  # one person, written in two ways
NAMES: Final = {
    "c1": "王秀兰", "c2": "李强", "c3": "张伟", "c4": "赵青禾", "c5": "孙立", "c6": "周平", "c7": "钱明", "c8": "郑岩",
}  # fmt: skip
TITLES: Final = {
    "a1": "选举主席团", "a2": "选举秘书长", "a3": "通过议程", "a4": "通过选举办法", "a5": "通过监票人名单",
    "a6": "选举副县长", "a7": "选举检察长",
}  # fmt: skip
ROOT: Final = "A" * 43 + "="
LOG: Final = Log(1, ROOT, f"yijue/{n.MEETING}\n1\n{ROOT}\n\n— a signature\n")
CONSIDERED: Final = "considered since the day before the session, as the presidium has decided"
ROUNDS: Final = ("d1-p", "d1-f", "d1-t")
PROFILES: Final = "ZZF 26; XJF 34; RDYS 39"
# The first ballot: 33 for the first of the list, 33 for the name written in, nobody else near the 31 that elect.
FIRST: Final = (
    Paper("YNNNN", ("w1",), 31), Paper("YNNNN", ("w2",), 2), Paper("NYYYN", (), 15), Paper("NYYNN", (), 8),
    Paper("NYNNN", (), 3), Paper("YYYYY", (), 1),
)  # fmt: skip


class House(Protocol):
    """Where the session is held: how a wish is carried out, refused, and how a vote comes to its figures."""

    @property
    def state(self) -> Sitting: ...
    def do(self, *wishes: c.Command) -> None: ...
    def refused(self, wish: c.Command) -> tuple[str, str | None]: ...
    def figures(self, item: str, draft: str, *papers: Paper) -> str: ...
    def settled(self, wish: nc.SettleName, *papers: Paper) -> None: ...


def prepared(motions: str, elections: str) -> c.PrepareSitting:
    """The session as the secretary lays it, with these forms of voting; the method is adopted by its own item."""
    by_vote = replace(n.motion(), form=motions)
    of_list = replace(by_vote, part="merged")
    elected = (x.vote(4, 1, form=elections), x.vote(1, None, "CHIEF", procurator=True, form=elections))
    agenda = (
        n.item("a1", "roster", of_list), *(n.item(a, "procedural", by_vote) for a in ("a2", "a3", "a4")),
        n.item("a5", "roster", of_list),
        *(replace(n.item(a, "election", one), delivered={}) for a, one in zip(("a6", "a7"), elected, strict=True)),
    )  # fmt: skip
    laid = n.prepared(DEPUTIES, *agenda)
    return c.PrepareSitting(
        n.SECRETARY, n.AT, laid.meeting, laid.body, laid.level, laid.sample, laid.rules, laid.members, laid.items,
        laid.documents, "a4", n.AT[:10],
    )  # fmt: skip


def arrived() -> tuple[c.Command, ...]:
    """Sixty are signed in, one is on leave."""
    leave = c.GrantLeave(n.SECRETARY, n.AT, n.member(DEPUTIES), "ill")
    signed = (c.SignIn(n.OPERATOR, n.AT, n.member(k), n.seat(k), "desk") for k in range(1, HERE + 1))
    return (leave, *signed)


def both(zh: str) -> Text:
    return Text(zh, f"{zh} (en)")


def texts() -> Texts:
    """Everything readable about the session, its later rounds included."""
    drafts = {(a, "d1"): DraftText(both(zh), None) for a, zh in TITLES.items()}
    drafts |= {("a6", one): DraftText(both(f"{TITLES['a6']}{one}"), None) for one in ROUNDS}
    people = (Person(n.member(k), f"代表{k}", "女", "第一代表团", n.seat(k), "member") for k in range(1, DEPUTIES + 1))
    return Texts(
        title=both("县人民代表大会第一次会议"), place=both("会堂"), method_title=n.METHOD, consent=both("采用表决器。"),
        books=(), people={one.id: one for one in people}, items={a: both(zh) for a, zh in TITLES.items()},
        numbers={a: int(a[1:]) for a in TITLES}, reporters={}, papers={}, drafts=drafts,
        candidates={one: both(name) for one, name in NAMES.items()},
    )  # fmt: skip


def record(state: Sitting) -> SittingRecord:
    """The record of the session as it stands; everybody who voted by name was in favour."""
    written = {poll: WRITTEN for poll, one in state.polls.items() if one.draft.id == "d1" and one.item == "a6"}
    marks = {poll: dict.fromkeys(one.cast, "Y") for poll, one in state.polls.items() if one.draft.secrecy == "named"}
    names = {f"{poll}.w1": both(WRITTEN["w1"]) for poll in written}
    said = texts()
    said = replace(said, write_ins=written, candidates={**said.candidates, **names})
    return sitting_record(state, said, LOG, marks)


def on(item: str, wish: c.Command) -> c.Command:
    """The wish on another item of the agenda."""
    return type(wish)(**{**vars(wish), "item": item})


def nominated(name: str, signers: range | None = None, item: str = "a6", deputy: int | None = None) -> nc.Nominate:
    """By the presidium, or jointly by the deputies with these numbers."""
    names = tuple(n.member(number) for number in signers or ())
    who = None if deputy is None else n.member(deputy)
    return nc.Nominate(n.SECRETARY, n.AT, item, "d1", name, signers is None, names, who)


def listed(name: RosterName, *numbers: int, item: str | None = None, plenary: int | None = None) -> tc.LayRoster:
    return tc.LayRoster(n.SECRETARY, n.AT, e.RosterEntry(name, tuple(map(n.member, numbers)), item, plenary))


def offered(house: House) -> set[str]:
    """The main steps that the operator's screen offers now."""
    return {one.command for one in steps(house.state, "operator") if one.refusal is None and one.weight == "primary"}


def step(item: str, word: StepWord, draft: str = "d1") -> tc.RecordStep:
    return tc.RecordStep(n.SECRETARY, n.AT, item, draft, word)


def passed(house: House, item: str) -> None:
    """A motion on which sixty agree, introduced where it is not yet, and the item that ends with it."""
    if house.state.items[item].stage == "listed":
        house.do(n.introduce(item))
    poll = house.figures(item, "d1", Paper("Y", copies=HERE))
    assert house.refused(n.dispose(item, "adopted"))[0] == "agenda.poll_running"
    house.do(n.declare(poll))
    ended = house.state.items[item].disposition
    assert ended is not None
    assert ended.word == "adopted"


def declared(house: House, item: str, draft: str, *papers: Paper) -> Poll:
    """An election from its announcement to its declaration."""
    poll = house.figures(item, draft, *papers)
    house.do(n.declare(poll))
    return house.state.polls[poll]


def preparatory_meeting(house: House) -> None:
    """ZZF 17: the presidium and the secretary-general are elected, the agenda is adopted; nothing comes before that."""
    assert house.refused(n.introduce("a1")) == ("sitting.not_open", None)
    house.do(n.open_sitting(), n.introduce("a1"))
    assert house.refused(n.announce("a1")) == ("roster.missing", "ZZF 17; ZZF 34")
    assert house.refused(listed("standing_chairs", 1, 2)) == ("roster.not_presidium", "ZZF 17")
    assert house.refused(listed("presidium", 1, 99, item="a1")) == ("roster.members", "ZZF 17")
    house.do(listed("presidium", *range(1, 10), item="a1"))
    assert roster.in_office(house.state, "presidium") == frozenset()
    for early in (listed("standing_chairs", 1, 2), nominated("c1")):
        assert house.refused(early) == ("roster.not_adopted", "ZZF 17")
    passed(house, "a1")
    assert len(roster.in_office(house.state, "presidium")) == 9
    house.do(listed("standing_chairs", 1, 2, 3), listed("executive_chairs", 1, 2, plenary=1))
    passed(house, "a2")
    passed(house, "a3")


def method_and_tellers(house: House) -> None:
    """ZZF 27: nobody is elected before this meeting has adopted its method; tellers are voted on as one list."""
    house.do(n.introduce("a7"))
    assert house.refused(n.announce("a7")) == ("method.not_adopted", "ZZF 27")
    passed(house, "a4")
    assert house.refused(n.introduce("a4")) == ("item.disposed", None)
    house.do(listed("chief_tellers", CHIEF_TELLER, item="a5"), listed("tellers", *TELLERS, item="a5"))
    assert house.refused(n.announce("a7")) == ("roster.not_adopted", "XJF 43; W8")
    passed(house, "a5")
    assert len(roster.in_office(house.state, "tellers")) == 3
    assert house.refused(c.CloseSitting(n.CHAIR, n.AT)) == ("agenda.undecided", "ZZF 54; CWYS 31")


def nominations(house: House) -> None:
    """ZZF 26: the presidium up to the seats, deputies ten and more together; a teller cannot stand (XJF 43)."""
    house.do(*(nominated(f"c{k}") for k in range(1, 5)))
    assert house.refused(nominated("c5")) == ("nominate.presidium_cap", "ZZF 26")
    assert house.refused(nominated("c5", range(1, 10))) == ("nominate.too_few", "ZZF 26")
    house.do(nominated("c5", range(1, 11)), nominated("c6", range(11, 21)))
    house.do(nominated("c7", range(31, 41), deputy=TELLERS[0]))
    assert house.refused(n.announce("a6")) == ("item.stage", None)
    house.do(n.introduce("a6"))
    assert house.refused(step("a6", "oath")) == ("step.too_early", "XSJ; S2")
    six = tuple(f"c{k}" for k in range(1, 7))
    assert house.refused(on("a6", x.fixed(*six, "c7"))) == ("slate.primary_required", "ZZF 27")
    assert "plan_round" in offered(house)
    house.do(on("a6", x.planned("primary", "d1-p")))
    assert house.refused(n.announce("a6", "d1-p", "p8")) == ("vote.step_missing", PROFILES)
    house.do(step("a6", "profiles_delivered", ""))
    assert house.refused(n.announce("a6", "d1-p", "p8")) == ("roster.candidate", "XJF 43; W8")
    gone = nc.WithdrawCandidate(n.OPERATOR, n.AT, "a6", "c7", "a teller does not stand", "")
    assert house.refused(gone) == ("candidate.reason", "ZZF 27; W42")
    house.do(replace(gone, agreed="the presidium"))


def pre_vote(house: House) -> None:
    """ZZF 27: six for five places; the list goes by the votes of the pre-vote and stands in the order of strokes."""
    assert house.refused(n.announce("a6", "d1", "p8")) == ("slate.not_fixed", "ZZF 27")
    poll = declared(house, "a6", "d1-p", Paper("YYYYYN", copies=31), Paper("NNYYYY", copies=29))
    assert poll.counted is not None
    assert (poll.counted.formal, poll.counted.elected) == (("c3", "c4", "c5", "c1", "c2"), ())
    assert house.refused(on("a6", x.fixed("c2", "c3", "c4", "c5", "c6"))) == ("slate.cut", "ZZF 27")
    found = by_strokes([Nominee(one, NAMES[one]) for one in poll.counted.formal])
    assert found.unsettled == ()
    order = tuple(one.id for one in found.nominees)
    assert order == ("c1", "c5", "c2", "c3", "c4")
    assert house.refused(on("a6", x.fixed(*order))) == ("nominate.early", "ZZF 27")
    house.do(on("a6", x.fixed(*order, reason=CONSIDERED)))
    assert house.refused(nominated("c7", range(41, 51)))[0] == "nominate.known"


def first_ballot(house: House) -> str:
    """ZZF 28, 29: one of the list and one written in are elected, once the tellers have said who it is; two seats left."""
    poll = house.figures("a6", "d1", *FIRST)
    assert house.refused(n.declare(poll)) == ("write_in.unsettled", "ZZF 28")
    house.settled(nc.SettleName(n.SCRUTINEER, n.AT, poll, ("w1", "w2"), "w1", n.member(50), "one person"), *FIRST)
    house.do(n.declare(poll))
    seen = house.state.polls[poll].counted
    assert seen is not None
    assert (set(seen.elected), seen.vacant, seen.outcome) == ({"c1", "w1"}, 2, "short")
    assert (seen.returned, seen.valid, seen.invalid) == (60, 59, 1)
    assert house.refused(n.dispose("a6", "elected")) == ("disposition.no_result", "ZZF 29")
    return poll


def further_rounds(house: House) -> None:
    """ZZF 29: the further election by the votes of the first ballot, a tie for its last seat, and the ballot on that."""
    assert [one.round for one in rounds.due(house.state, house.state.items["a6"])] == ["further"]
    for wish, code in (
        (x.planned("tie_revote", "d1-t"), "round.not_tied"),
        (x.planned("further", "d1-f", "c5", "c2", "c3", decision=""), "round.decision"),
        (x.planned("further", "d1-f", "c5", "c2"), "slate.disguised_single_list"),
        (x.planned("further", "d1-f", "c2", "c3", "c4"), "round.order"),
    ):
        assert house.refused(on("a6", wish)) == (code, "ZZF 29")
    house.do(on("a6", x.planned("further", "d1-f", "c5", "c2", "c3")))
    tie = declared(house, "a6", "d1-f", Paper("YYN", (), 24), Paper("YNY", (), 24), Paper("NYY", (), 12))
    assert tie.counted is not None
    assert (tie.counted.elected, tie.counted.tied, tie.counted.tied_seats) == (("c5",), ("c2", "c3"), 1)
    further = x.planned("further", "d1-g", "c2", "c3")
    assert house.refused(on("a6", further)) == ("round.not_short", "ZZF 29")
    assert "plan_round" in offered(house)
    house.do(on("a6", x.planned("tie_revote", "d1-t")))
    last = declared(house, "a6", "d1-t", Paper("YN", (), 29), Paper("NY", (), 25), Paper("NN", (), 6))
    assert last.counted is not None
    assert (last.needed, last.counted.elected) == (0, ("c2",))


def all_seats(house: House, first: str) -> None:
    """All four are in, the item has ended by itself, the rounds are linked to each other, and they swear together."""
    item = house.state.items["a6"]
    assert item.disposition is not None
    assert item.disposition.word == "elected"
    assert set(rounds.elected(house.state, item, item.entry.drafts[0])) == {"c1", "c2", "c5", f"{first}.w1"}
    linked = [(d.round, d.contest, d.candidates) for d in item.entry.drafts]
    assert linked == [
        ("first", "", ("c1", "c5", "c2", "c3", "c4")), ("primary", "d1", ("c1", "c2", "c3", "c4", "c5", "c6")),
        ("further", "d1", ("c5", "c2", "c3")), ("tie_revote", "d1", ("c2", "c3")),
    ]  # fmt: skip
    assert house.refused(step("a6", "approval")) == ("step.no_approval", "ZZF 11")
    assert "record_step" in offered(house)
    house.do(step("a6", "oath", "d1-t"))  # the last round's winner swears with the others
    assert house.refused(step("a6", "oath")) == ("step.recorded", "XSJ; S2")


def chief_procurator(house: House) -> None:
    """ZZF 11: elected and pending; the oath waits for the approval from above, and a congress gives no certificate."""
    house.do(nominated("c8", item="a7"))
    assert house.refused(n.announce("a7")) == ("slate.not_fixed", "ZZF 27")
    house.do(on("a7", x.fixed("c8", reason=CONSIDERED)))
    assert house.refused(n.announce("a7", poll="p11")) == ("vote.step_missing", PROFILES)
    house.do(step("a7", "profiles_delivered"))
    assert house.refused(step("a7", "approval")) == ("step.too_early", "ZZF 11")
    poll = declared(house, "a7", "d1", Paper("Y", (), 40), Paper("N", (), 20))
    assert poll.counted is not None
    assert (poll.counted.elected, poll.counted.pending) == (("c8",), True)
    assert track.following(house.state.rules, poll.draft) == ("approval", "oath")
    assert house.refused(step("a7", "oath")) == ("step.too_early", "ZZF 11")
    house.do(step("a7", "approval"), step("a7", "oath"))


def told(house: House) -> None:
    """The whole session, from its preparatory meeting to its close."""
    preparatory_meeting(house)
    method_and_tellers(house)
    nominations(house)
    pre_vote(house)
    first = first_ballot(house)
    further_rounds(house)
    all_seats(house, first)
    chief_procurator(house)
    words = [one.disposition.word for one in house.state.items.values() if one.disposition is not None]
    assert words == ["adopted"] * 5 + ["elected"] * 2
    assert offered(house) == {"close_sitting"}
    house.do(c.CloseSitting(n.CHAIR, n.AT))
    assert house.state.phase == "closed"
    assert house.refused(n.introduce("a6")) == ("sitting.closed", None)
