"""Several votes on one item: amendments, clauses, the whole; persons one by one; procedural and trial votes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core.notation import AT, CH, CHAIR, OP, OPERATOR, given
from voting.core import commands as c
from voting.core import events as e
from voting.core import measure, parts
from voting.core import track_commands as t
from voting.core import track_events as te
from voting.core.persons import PersonEntry
from voting.core.refusals import Refusal
from voting.core.track_words import ORGANS
from voting.core.words import Text
from voting.rules import load

ANY = Text("决定（草案）", "Draft decision")


def vote(name: str, part: str = "whole", **more) -> e.DraftEntry:
    """A vote on a part of an item: by name on texts, secret on persons."""
    secrecy = "secret" if part in ("person", "merged") else "named"
    return replace(n.motion(name, secrecy), part=part, **more)


def somebody(name: str, act: str = "appoint", post: str = "director", **more) -> PersonEntry:
    """A person whom a merged vote is on."""
    return PersonEntry(act, name, post, **more)


def together(name: str, *persons: PersonEntry, **more) -> e.DraftEntry:
    """One vote on several persons: on two who are removed, where the test names nobody."""
    unsaid = (somebody("p", "remove", "x"), somebody("q", "remove", "y"))
    return vote(name, "merged", persons=persons or unsaid, **more)


def sat(item: e.ItemEntry, voters: int = 5, body: str = "standing_committee", method=n.CONSENT) -> tuple[e.Event, ...]:
    """A sitting in which this item is being deliberated."""
    laid = (n.prepared(voters, item, body=body, method=method), n.present(voters))
    return n.after(laid, n.open_sitting(), n.introduce(item.id), n.deliberate(item.id))


def held(happened, draft: str, votes_for: int, voters: int = 5, poll: str = "", item: str = "a1"):
    """What has happened once this vote was held and declared."""
    poll = poll or f"p-{draft}"
    papers = (c.Paper("Y", (), votes_for), c.Paper("N", (), voters - votes_for))
    state = given(happened).state
    assert state is not None
    named = next(one.secrecy == "named" for one in state.items[item].entry.drafts if one.id == draft)
    wishes = (
        n.announce(item, draft, poll),
        *n.voted(voters, poll, named=named),
        n.count(*papers, poll=poll),
        n.declare(poll),
    )
    return n.after(happened, *wishes)


BILL = n.item("a1", "decision", vote("amend", "amendment"), vote("clause", "clause"), vote("whole"))


def test_d21_an_amendment_that_fails_leaves_the_draft_as_it_was():
    """D21 (CWYS 46): the amendment is voted on first; 20 of 45 fail it, then the original draft is put and passes."""
    item = n.item("a1", "decision", vote("amend", "amendment"), vote("whole"))
    begun = sat(item, 45)
    given(begun).when(n.announce("a1", "whole")).refused("vote.order", "CWYS 46")
    after = held(begun, "amend", 20, 45)
    state = given(after).state
    assert state is not None
    assert not parts.as_amended(state, state.items["a1"], item.drafts[1])
    assert parts.title(state, state.items["a1"], item.drafts[1], ANY) == ANY
    done = given(held(after, "whole", 30, 45))
    assert done.events[-1] == e.ItemDisposed("a1", "adopted", None, None, None, AT, CH)


def test_d21_an_amendment_that_passes_changes_what_is_put():
    """D21 (CWYS 46): once an amendment was adopted the whole is put as amended, and says so."""
    state = given(held(sat(BILL), "amend", 4)).state
    assert state is not None
    whole = BILL.drafts[2]
    assert parts.as_amended(state, state.items["a1"], whole)
    assert parts.title(state, state.items["a1"], whole, ANY) == Text(
        "决定（草案）（经修正）", "Draft decision (as amended)"
    )


def test_the_whole_decides_the_item_whatever_became_of_its_amendment():
    """LFF 44, CWYS 46: a lost amendment does not lose the item, an adopted one does not win it."""
    item = n.item("a1", "decision", vote("amend", "amendment"), vote("whole"))
    lost = held(held(sat(item), "amend", 5), "whole", 2)
    assert lost[-1] == e.ItemDisposed("a1", "not_adopted", None, None, None, AT, CH)


def test_a_clause_voted_on_apart_comes_before_the_whole_and_after_the_amendments():
    """LFF 44: some clauses may be voted on apart, before the draft is put."""
    begun = sat(BILL)
    given(begun).when(n.announce("a1", "clause")).refused("vote.order", "CWYS 46")
    amended = held(begun, "amend", 4)
    given(amended).when(n.announce("a1", "whole")).refused("vote.order", "LFF 44")


def test_after_a_lost_clause_the_chairs_meeting_says_how_to_go_on():
    """LFF 44: by the result of the separate vote the chairpersons' meeting decides to put the draft or to wait."""
    lost = held(held(sat(BILL), "amend", 4), "clause", 1)
    given(lost).when(n.announce("a1", "whole")).refused("vote.clause_lost", "LFF 44")
    say = t.RecordStep(OPERATOR, AT, "a1", "whole", "clause_review", organ="chairs_meeting")
    given(lost).when(replace(say, organ="presidium")).refused("organ.not_lawful", "LFF 44")
    assert given(n.after(lost, say)).when(n.announce("a1", "whole")).new


def test_an_amendment_is_not_put_after_the_whole():
    """CWYS 46: what was to come first comes no more once the whole is being voted on."""
    item = n.item("a1", "decision", vote("whole"))
    state_item = replace(item, drafts=(*item.drafts, vote("late", "amendment")))
    put = n.after(sat(state_item), t.SetAside(OPERATOR, AT, "a1", "late", "withdrawn", "r", "chairs_meeting"))
    given(put).when(n.announce("a1", "late")).refused("vote.aside", "CWYS 30")
    whole = n.after(put, n.announce("a1", "whole"))
    state = given(whole).state
    assert state is not None
    now = state.items["a1"]
    back = replace(now, track=replace(now.track, aside={}))
    no = parts.out_of_order(state.put(back), back, state_item.drafts[1])
    assert no is not None
    assert no.code == "vote.too_late"


PEOPLE = n.item("a1", "appointment", vote("one", "person"), vote("two", "person"), vote("three", "person"))


@pytest.mark.parametrize(
    ("figures", "word"), [((5, 5, 5), "adopted"), ((5, 1, 3), "decided"), ((2, 1, 0), "not_adopted")]
)
def test_each_person_has_a_result_of_her_own(figures, word):
    """CWYS 47: one by one; the item is decided once all were voted on, mixed results stand as they are."""
    done = sat(PEOPLE)
    for name, votes in zip(("one", "two", "three"), figures, strict=True):
        assert not isinstance(done[-1], e.ItemDisposed)
        done = held(done, name, votes)
    assert done[-1] == e.ItemDisposed("a1", word, None, None, None, AT, CH)


def test_a_person_set_aside_does_not_hold_up_the_others():
    """CQM 20, SZM 17, CWYS 31: one of several is postponed or returned by the organ that may, the rest is decided."""
    begun = given(sat(PEOPLE))
    wish = t.SetAside(
        OPERATOR, AT, "a1", "two", "postponed", "an allegation", "plenary", "next session", "chairs_meeting"
    )
    begun.when(replace(wish, organ="presidium")).refused("organ.not_lawful", "CWYS 31; ZZF 54")
    begun.when(replace(wish, reason=" ")).refused("poll.reason", "CWYS 31; ZZF 54")
    begun.when(replace(wish, next_step=None)).refused("disposition.next", "CWYS 31; ZZF 54")
    begun.when(replace(wish, item="a9")).refused("item.unknown")
    begun.when(replace(wish, draft="none")).refused("poll.draft_unknown")
    waiting = begun.when(wish).then(
        te.VoteSetAside(
            "a1", "two", "postponed", "an allegation", "plenary", "next session", AT, OP, proposed_by="chairs_meeting"
        )
    )
    waiting.when(n.announce("a1", "two")).refused("vote.aside", "CWYS 31; ZZF 54")
    done = held(held(waiting.events, "one", 5), "three", 5)
    assert done[-1] == e.ItemDisposed("a1", "adopted", None, None, None, AT, CH)
    given(done).when(replace(wish, draft="three")).refused("item.disposed")
    given(held(begun.events, "one", 5)).when(replace(wish, draft="one")).refused("poll.draft_used")


@pytest.mark.parametrize(("body", "item", "proposer"), [
    ("standing_committee", "a1", "chair"), ("standing_committee", "a1", "chairs_meeting"), ("congress", "a1", "presidium"),
])  # fmt: skip
def test_what_is_put_off_is_proposed_by_one_organ_and_agreed_to_by_another(body, item, proposer):
    """CWYS 31, A03: neither the chair nor the plenary does it alone; the item and one vote of it go the same way."""
    begun = given(sat(PEOPLE, body=body))
    aside = t.SetAside(OPERATOR, AT, "a1", "two", "returned", "an allegation", "plenary", None, proposer)
    whole = n.dispose("a1", "postponed", "an allegation", "plenary", proposed_by=proposer)
    for organ, by in (
        (proposer, None),
        ("plenary", None),
        (proposer, proposer),
        ("plenary", "plenary"),
        ("plenary", "x"),
    ):
        for no in (
            begun.when(replace(aside, organ=organ, proposed_by=by)).decision,
            begun.when(replace(whole, consent=organ, proposed_by=by)).decision,
        ):
            assert isinstance(no, Refusal)
            assert no.code == "organ.not_lawful"
            assert {f"proposes: {ORGANS[proposer].en}", "agrees: the plenary"} <= {one.en for one in no.details}
    assert begun.when(whole).new == (
        e.ItemDisposed("a1", "postponed", "an allegation", "plenary", None, AT, OP, None, "the next session", proposer),
    )
    kept = begun.when(aside).happened.state
    assert kept is not None
    assert kept.items["a1"].track.aside["two"].proposed_by == proposer


def test_where_one_organ_may_do_it_alone_nobody_else_is_asked():
    """CQM 20, SZM 17: the chairpersons' meeting proposes and agrees in one; naming it twice does no harm, another does."""
    alone = {"proposed_by": "chairs_meeting", "agreed_by": "chairs_meeting"}
    begun = given(with_rule(sat(PEOPLE), "agenda.postpone", alone, "CQM 20"))
    wish = t.SetAside(OPERATOR, AT, "a1", "two", "postponed", "an allegation", "chairs_meeting", "next session")
    assert begun.when(wish).new
    assert begun.when(replace(wish, proposed_by="chairs_meeting")).new
    begun.when(replace(wish, proposed_by="chair")).refused("organ.not_lawful", "CQM 20")
    begun.when(replace(wish, organ="plenary")).refused("organ.not_lawful", "CQM 20")


def test_persons_are_merged_only_where_the_organ_that_may_has_decided_so():
    """CWYS 47, GDC 50, CQM 22: several persons in one vote need a decision, recorded with its organ."""
    begun = given(sat(n.item("a1", "appointment", together("all"))))
    article = begun.when(n.announce("a1", "all")).refused("vote.not_merged", "CWYS 47").article
    say = t.RecordStep(OPERATOR, AT, "a1", "all", "merge", organ="nobody")
    begun.when(say).refused("organ.not_lawful", article)
    agreed = begun.when(replace(say, organ="chairs_meeting")).happened
    assert agreed.when(n.announce("a1", "all")).new


def test_a_vote_that_rests_on_another_falls_with_it():
    """ZZF 50, GDM 9: an acting head who is no deputy head is first appointed, then named; the second falls with the first."""
    item = n.item(
        "a1", "appointment", vote("deputy", "person"), vote("acting", "person", act="acting", after=("deputy",))
    )
    begun = sat(item)
    given(begun).when(n.announce("a1", "acting")).refused("vote.order", "ZZF 50; ZZF 55")
    lost = held(begun, "deputy", 1)
    assert lost[-1] == e.ItemDisposed("a1", "not_adopted", None, None, None, AT, CH)
    won = profiled(held(begun, "deputy", 4), "acting")
    assert given(won).when(n.announce("a1", "acting")).new
    more = replace(item, drafts=(*item.drafts, vote("other", "person")))
    fallen = held(sat(more), "deputy", 1)
    given(fallen).when(n.announce("a1", "acting")).refused("vote.fallen", "ZZF 50; ZZF 55")


ORDER = {"same_person": "appoint_then_remove", "same_post": "remove_then_appoint", "removals_together": True}


def with_rule(happened, key: str, value, article: str):
    """The same sitting under one more rule, as an overlay would have it."""
    laid = happened[0]
    rule = replace(
        laid.rules[0], key=key, value=value, article=article, body=None, level=None, office=None, kind=None, rank=20
    )
    return (replace(laid, rules=(*laid.rules, rule)), *happened[1:])


def test_the_same_post_is_vacated_before_it_is_filled():
    """SZM 19: for one post the removal is voted on first; if it is lost the appointment falls."""
    out, into = vote("out", "person", act="remove", post="x", person="a"), vote("in", "person", act="appoint", post="x")
    begun = with_rule(sat(n.item("a1", "appointment", into, out)), "appointment.order", ORDER, "SZM 19")
    ready = profiled(begun, "in")
    given(ready).when(n.announce("a1", "in")).refused("vote.order", "SZM 19")
    assert held(ready, "out", 0)[-1] == e.ItemDisposed("a1", "not_adopted", None, None, None, AT, CH)


def test_one_person_is_appointed_before_being_removed():
    """SZM 19: for one person the new post comes first."""
    out = vote("out", "person", act="remove", post="x", person="a")
    into = vote("in", "person", act="appoint", post="y", person="a")
    begun = profiled(with_rule(sat(n.item("a1", "appointment", out, into)), "appointment.order", ORDER, "SZM 19"), "in")
    given(begun).when(n.announce("a1", "out")).refused("vote.order", "SZM 19")
    assert given(held(begun, "in", 4)).when(n.announce("a1", "out")).new


def profiled(happened, draft: str):
    """The profile of a person was delivered to everybody."""
    return n.after(happened, t.RecordStep(OPERATOR, AT, "a1", draft, "profiles_delivered"))


@pytest.mark.parametrize("part", ["amendment", "clause", "whole"])
def test_a_procedural_vote_is_taken_of_those_present_where_the_rule_says_so(part):
    """GDC 50, SHC 19: a procedural question may rest on those present; national law and every other item on all."""
    method = {**n.CONSENT, "motion.base@procedural": "present"}
    for kind, base in (("procedural", 6), ("decision", 9)):
        laid = (n.prepared(9, n.item("a1", kind, vote("d1", part)), method=method), n.present(6))
        begun = n.after(laid, n.open_sitting(), n.introduce("a1"), n.deliberate("a1"))
        (put,) = given(begun).when(n.announce("a1")).new
        assert isinstance(put, e.PollAnnounced)
        assert (put.base, put.needed, put.members, put.present) == (base, base // 2 + 1, 9, 6)


@pytest.mark.parametrize(("place", "matter", "base", "article"), [
    ("shanghai", "postpone", 6, "SHC 19"), ("shanghai", "urgent_motion", 6, "SHC 21"), ("guangdong", "merge", 6, "GDC 50"),
    ("shanghai", None, 9, "ZZF 51"), ("shanghai", "merge", 9, "ZZF 51"), ("guangdong", "postpone", 9, "ZZF 51"),
    (None, "postpone", 9, "ZZF 51"),
])  # fmt: skip
def test_only_the_procedural_questions_that_a_place_names_are_of_those_present(place, matter, base, article):
    """SHC 19, 21, GDC 50: postponing, urgent motions, merging; adopting the agenda and all else rest on all (ZZF 51)."""
    book = load.in_place(load.layers(place), "standing_committee", "province")
    entry = replace(n.item("a1", "procedural", n.motion()), matter=matter)
    made = n.prepared(9, entry, body="standing_committee", level="province")
    laid = replace(made, rules=(*book, *load.method(n.CONSENT, book, n.METHOD, n.METHOD, "2026-03-01")))
    begun = given(n.after((laid, n.present(6)), n.open_sitting(), n.introduce("a1"))).state
    assert begun is not None
    item = begun.items["a1"]
    assert measure.base(begun, item, item.entry.drafts[0], 6) == base
    assert article in measure.authority(begun, item, item.entry.drafts[0])


def test_a_trial_vote_needs_no_sitting_and_no_quorum_and_earns_nothing():
    """C2, PREP: the equipment is tried out with one member present; nothing comes of it."""
    laid = n.after((n.prepared(5, n.item("a1", "decision", n.motion())), n.present(1)), t.PlanTrial(OPERATOR, AT, "a1"))
    assert isinstance(laid[-1], te.TrialPlanned)
    given(laid).when(n.announce("a1")).refused("sitting.not_open")
    wishes = (n.announce("a1", "trial-1", "p9"), *n.voted(1, "p9"), n.count(c.Paper("Y"), poll="p9"), n.declare("p9"))
    tried = given(n.after(laid, *wishes))
    assert isinstance(tried.events[-1], e.ResultDeclared)
    state = tried.state
    assert state is not None
    item = state.items["a1"]
    assert (item.disposition, item.stage, parts.earned(state, item)) == (None, "listed", None)
    assert parts.title(state, item, item.entry.drafts[1], ANY) == Text(
        "【试表决】决定（草案）", "[TRIAL VOTE] Draft decision"
    )
    tried.when(n.announce("a1", "trial-1", "p10")).refused("poll.draft_used")
    tried.when(t.PlanTrial(OPERATOR, AT, "a9")).refused("item.unknown")


def test_a_trial_vote_within_the_sitting_leaves_the_item_as_it_was():
    """A trial beside a real vote is no result of the item: it can be withdrawn after it, and waits for its own vote."""
    begun = n.after(sat(n.item("a1", "decision", n.motion())), t.PlanTrial(CHAIR, AT, "a1"))
    running = given(n.after(begun, n.announce("a1", "trial-1", "p9")))
    again = running.when(t.PlanTrial(CHAIR, AT, "a1")).happened
    again.when(n.announce("a1", "trial-2")).refused("agenda.poll_running", "CWYS 45")
    tried = held(begun, "trial-1", 5)
    assert isinstance(tried[-1], e.ResultDeclared)
    given(tried).when(n.dispose("a1", "adopted")).refused("disposition.no_result", "ZZF 22; ZZF 54; CWYS 31")
    assert given(tried).when(n.dispose("a1", "withdrawn", "r", "chairs_meeting")).new
    assert held(tried, "d1", 5)[-1] == e.ItemDisposed("a1", "adopted", None, None, None, AT, CH)
    closed = n.after(tried, n.dispose("a1", "withdrawn", "r", "chairs_meeting"), c.CloseSitting(OPERATOR, AT))
    given(closed).when(t.PlanTrial(CHAIR, AT, "a1")).refused("sitting.closed")
    given(closed).when(n.announce("a1", "trial-1", "p10")).refused("sitting.closed")
