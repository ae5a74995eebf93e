"""A prepared sitting is laid anew, and from when on no more; what is added to the agenda then."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core.notation import AT, CHAIR, SECRETARY, given
from voting.core import commands as c
from voting.core import events as e
from voting.core import revision_added
from voting.core import revision_commands as rc
from voting.core import revision_events as re
from voting.core.device_events import DeviceEnrolled
from voting.core.meeting import decide, fold
from voting.core.refusals import Refusal
from voting.core.state import Item

OTHER = (n.item("a1", "procedural", n.motion("m")), n.item("a2", "election", n.election("d", seats=1, candidates=2)))
RULES = n.rules("congress", "city", {"ballot.tier0": True})
WISH = rc.ReviseSitting(
    SECRETARY, AT, "congress", "city", RULES, OTHER, {"sitting.toml": "11"}, "a1", "2026-11-28",
    (e.RosterEntry("tellers", ("m002",)),),
)  # fmt: skip
DONE = re.SittingRevised(
    "congress", "city", RULES, OTHER, {"sitting.toml": "11"}, AT, SECRETARY.text(), "a1", "2026-11-28",
    (e.RosterEntry("tellers", ("m002",)),),
)  # fmt: skip


def test_the_secretary_lays_another_agenda_under_other_rules():
    """Body, level, rules, items, papers and lists are the new ones; members and terminals are the old ones."""
    given(n.prepared(body="standing_committee"), DeviceEnrolled("A001", "k", None, AT, n.OP)).when(WISH).then(DONE)
    before = fold([n.prepared(body="standing_committee"), DeviceEnrolled("A001", "k", None, AT, n.OP)])
    after = fold([DONE], before)
    assert before is not None
    assert after is not None
    assert (after.members, after.devices) == (before.members, {"A001": "k"})
    assert (after.body, after.level, after.rules.rules, after.day) == ("congress", "city", RULES, "2026-11-28")
    assert (after.items, after.adopting_item) == ({"a1": Item(OTHER[0]), "a2": Item(OTHER[1])}, "a1")
    assert (after.documents, after.rosters) == ({"sitting.toml": "11"}, WISH.rosters)
    assert (after.phase, after.meeting) == ("prepared", before.meeting)


def test_it_may_be_laid_anew_as_often_as_wanted():
    """The second time is like the first."""
    given(n.prepared(), DONE, DONE).when(WISH).then(DONE)


def test_a_leave_of_absence_granted_before_does_not_fix_the_agenda():
    """A leave speaks of the person and stays with her."""
    leave = e.LeaveGranted("m001", "ill", AT, n.SE)
    given(n.prepared(), leave).when(WISH).then(DONE)
    after = fold([n.prepared(), leave, DONE])
    assert after is not None
    assert after.members["m001"].attendance == "on_leave"


@pytest.mark.parametrize("role", ["operator", "chair", "scrutineer", "seat", "system", "hall"])
def test_nobody_but_the_secretary_lays_it_anew(role):
    """Not even the operator."""
    given(n.prepared()).when(replace(WISH, by=n.acting(role))).refused("role.not_allowed")


def test_nothing_is_laid_anew_before_it_was_laid_at_all():
    """A ledger begins with its preparation."""
    given().when(WISH).refused("sitting.unprepared")


def test_once_somebody_has_signed_in_the_agenda_stands():
    """Who came, came to this agenda; also when she has left again."""
    came = e.MemberSignedIn("m001", "A001", "pin", AT, n.OP)
    given(n.prepared(), came).when(WISH).refused("revision.signed_in")
    given(n.prepared(), came, e.MemberLeft("m001", AT, n.OP)).when(WISH).refused("revision.signed_in")


def test_what_stands_on_record_about_an_item_is_not_lost():
    """A recusal belongs to its item; taken back, the way is free again."""
    kin = e.MemberRecused("m001", "a2", "kin", AT, n.SE)
    given(n.prepared(), kin).when(WISH).refused("revision.on_record")
    given(n.prepared(), kin, e.RecusalWithdrawn("m001", "a2", "no kin", AT, n.SE)).when(WISH).then(DONE)


def test_an_open_and_a_closed_sitting_stand():
    """From the opening on nothing is replaced as a whole."""
    opened = n.seated()
    given(*opened).when(WISH).refused("sitting.already_open")
    ended = fold(opened)
    assert ended is not None
    found = decide(WISH, replace(ended, phase="closed"))
    assert isinstance(found, Refusal)
    assert found.code == "sitting.closed"


def test_a_sitting_without_an_agenda_is_neither_laid_nor_opened():
    """There would be nothing to decide; an empty sitting waits for its secretary."""
    given(n.prepared()).when(replace(WISH, items=())).refused("sitting.no_agenda")
    empty = replace(n.prepared(), items=())
    here = [e.MemberSignedIn(n.member(k), n.seat(k), "pin", AT, n.OP) for k in range(1, 6)]
    given(empty, here).when(c.OpenSitting(CHAIR, AT)).refused("sitting.no_agenda")


# While the sitting is under way

NEW = n.item("a3", "question")
MORE = n.motion("x", secrecy="secret")
TWO = (n.motion(), n.motion("d2"))
BEGUN = n.seated(12, 12, n.item("a1", "decision", *TWO, reporter="committee"), n.item("a2", "report", reporter="court"))


def added(*items: e.ItemEntry, organ: str = "presidium", reason: str = "ten deputies moved it", **changed):
    """The agenda of BEGUN laid again with these items at its end, or with anything else changed."""
    start = given(BEGUN).state
    assert start is not None
    laid = rc.ReviseSitting(
        SECRETARY, AT, "congress", "county", start.rules.rules, (*start.laid.values(), *items),
        {"sitting.toml": "22", "method": "00"}, rosters=start.rosters,
    )  # fmt: skip
    return rc.ExtendAgenda(SECRETARY, AT, replace(laid, **changed), organ, reason)


def with_vote(draft: e.DraftEntry = MORE) -> tuple[e.ItemEntry, ...]:
    """The items of BEGUN with one more vote on the first."""
    first, second = (
        n.item("a1", "decision", draft, *TWO, reporter="committee"),
        n.item("a2", "report", reporter="court"),
    )
    return first, second


def test_an_item_comes_to_the_agenda_of_a_sitting_under_way():
    """ZZF 24: a question moved while the congress sits stands at the end, with who decided it and why, and goes its way."""
    done = (
        given(BEGUN)
        .when(added(NEW))
        .then(
            re.AgendaExtended(
                (NEW,), (), {"sitting.toml": "22", "method": "00"}, "presidium", "ten deputies moved it", AT, n.SE
            )
        )
    )
    state = done.state
    assert state is not None
    assert list(state.items) == ["a1", "a2", "a3"]
    assert state.additions[0].items == ("a3",)
    assert state.documents["sitting.toml"] == "22"
    done.when(n.introduce("a3")).refused("petition.missing", "ZZF 24")
    done.when(c.CloseSitting(CHAIR, AT)).refused("agenda.undecided", "ZZF 54; CWYS 31")
    again = done.when(added(NEW, n.item("a4", "decision", n.motion(), reporter="committee"))).happened.state
    assert again is not None
    assert [one.items for one in again.additions] == [("a3",), ("a4",)]


def test_a_vote_comes_to_an_item_that_is_still_open():
    """An amendment that was lodged on the day is voted on before the whole (CWYS 46); what is running or over takes no more."""
    begun = given(n.after(BEGUN, n.introduce("a1"), n.deliberate("a1")))
    amendment = replace(MORE, part="amendment", secrecy="named")
    done = begun.when(added(items=with_vote(amendment))).happened
    done.when(n.announce("a1")).refused("vote.order", "CWYS 46")
    assert done.when(n.announce("a1", "x")).new
    put = given(n.after(begun.events, n.announce("a1")))
    put.when(added(items=with_vote())).refused("agenda.poll_running", "RDYS 40")
    voted = given(n.after(put.events, *n.voted(12), n.count(c.Paper("Y", copies=12)), n.declare()))
    voted.when(added(items=with_vote(amendment))).refused("vote.too_late", "CWYS 46")
    over = given(n.after(voted.events, n.announce("a1", "d2", "p2"), *n.voted(12, "p2"),
                         n.count(c.Paper("Y", copies=12), poll="p2"), n.declare("p2")))  # fmt: skip
    over.when(added(items=with_vote())).refused("item.disposed")


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"level": "city"}, "会议的机关、级别或者日期"),
        ({"day": "2026-03-11"}, "会议的机关、级别或者日期"),
        ({"rules": n.rules("congress", "county", {"ballot.tier0": True})}, "本机关的规定或者本次会议的办法"),
        ({"documents": {"sitting.toml": "22", "method": "11"}}, "本机关的规定或者本次会议的办法"),
        ({"adopting_item": "a1"}, "通过办法的议题"),
        ({"rosters": (e.RosterEntry("tellers", ("m002",)),)}, "名单"),
        ({"items": (NEW, *with_vote())}, "原有议题的顺序"),
        ({"items": with_vote()[:1]}, "原有议题的顺序"),
        ({"items": (with_vote()[0], n.item("a2", "report", reporter="body_head"), NEW)}, "a2"),
        ({"items": (n.item("a1", "decision", n.motion("d9"), reporter="committee"), with_vote()[1], NEW)}, "a1"),
    ],
)  # fmt: skip
def test_what_was_laid_stays_while_something_is_added(changed, what):
    """The refusal names what is not as it was; nothing of it can slip in with an item that is new."""
    no = given(BEGUN).when(added(**changed)).refused("agenda.changed", "ZZF 22; ZZF 24")
    assert [detail.zh for detail in no.details] == [what]


def test_who_adds_is_an_organ_that_may_and_says_why():
    """ZZF 22, 24, 52: the presidium for a congress, the chairpersons' meeting for a standing committee; on record."""
    begun = given(BEGUN)
    no = begun.when(added(NEW, organ="chairs_meeting")).refused("organ.not_lawful", "ZZF 22; ZZF 24")
    assert [detail.zh for detail in no.details] == ["主席团"]
    begun.when(added(NEW, reason=" ")).refused("agenda.added_why", "ZZF 22; ZZF 24")
    begun.when(added()).refused("agenda.nothing_added", "ZZF 22; ZZF 24")
    begun.when(replace(added(NEW), by=n.OPERATOR)).refused("role.not_allowed")
    committee = given(n.seated(12, 12, *with_vote(), body="standing_committee")).state
    assert committee is not None
    assert revision_added.organs(committee) == ("chairs_meeting",)
    older = replace(
        committee, rules=type(committee.rules)(tuple(r for r in committee.rules.rules if r.key != "agenda.added_by"))
    )
    assert revision_added.organs(older) == ("chairs_meeting",)


def test_before_anybody_came_and_after_the_end_nothing_is_added():
    """A sitting that can be laid anew is laid anew, a closed one stands, and one signature in the hall is enough for adding."""
    items = (n.item("a1", "decision", *TWO, reporter="committee"), n.item("a2", "report", reporter="court"))
    waiting = given(n.prepared(12, *items))
    waiting.when(added(NEW)).refused("agenda.not_laid", "ZZF 22; ZZF 24")
    assert given(waiting.events, n.signed_in(1)).when(added(NEW)).new
    begun = given(BEGUN).state
    assert begun is not None
    found = decide(added(NEW), replace(begun, phase="closed"))
    assert isinstance(found, Refusal)
    assert found.code == "sitting.closed"


def test_a_vote_that_came_at_run_time_keeps_its_id():
    """A round that was planned at the table is not overwritten by a vote that the file calls the same."""
    begun = given(BEGUN).state
    assert begun is not None
    first = begun.items["a1"]
    grown = begun.put(replace(first, entry=replace(first.entry, drafts=(*first.entry.drafts, MORE))))
    found = decide(added(items=with_vote()), grown)
    assert isinstance(found, Refusal)
    assert (found.code, found.article) == ("agenda.vote_known", "ZZF 22; ZZF 24")
