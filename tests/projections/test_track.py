"""What officers, hall and seats see around a vote: checklists, trial votes, evaluations; never more than they may."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from tests.core import notation as n
from tests.core.notation import AT, OPERATOR, given
from tests.core.test_parts import BILL, held, sat, vote
from tests.projections.test_views import AROUND
from voting.core import track_commands as t
from voting.core.refusals import Refusal
from voting.core.track_words import ORGANS
from voting.core.words import Body
from voting.projections import parts, screens, track
from voting.projections.texts import DraftText, Text


def around(*drafts: str):
    """The texts of an item a1 with these votes."""
    texts = {("a1", draft): DraftText(Text(draft, draft), None) for draft in drafts}
    return replace(
        AROUND, texts=replace(AROUND.texts, items={"a1": Text("议题", "Item")}, drafts=texts), today="2026-03-10"
    )


def test_a_checklist_says_what_is_missing_with_its_article():
    """ZZF 26: the profile is missing, certificate and oath come later; once recorded it is ticked with its day."""
    person = n.item("a1", "appointment", vote("d1", "person", act="appoint"))
    begun = sat(person)
    state = given(begun).state
    assert state is not None
    (draft,) = track.view(state, state.items["a1"], AROUND.texts, "2026-03-10")["drafts"]  # type: ignore[misc]
    told = [(one["step"], one["state"], one["before"]) for one in draft["steps"]]
    assert told == [
        ("profiles_delivered", "missing", True),
        ("certificate", "missing", False),
        ("oath", "missing", False),
    ]
    assert "第二十六条" in draft["steps"][0]["citation"]["zh"]
    after = given(n.after(begun, t.RecordStep(OPERATOR, AT, "a1", "d1", "profiles_delivered", day="2026-03-05"))).state
    assert after is not None
    (draft,) = track.view(after, after.items["a1"], AROUND.texts, "2026-03-10")["drafts"]  # type: ignore[misc]
    assert (draft["steps"][0]["state"], draft["steps"][0]["day"]) == ("done", "2026-03-05")


def test_a_time_limit_is_a_countdown():
    """JDF 15: three days are left on the tenth for what is due on the thirteenth."""
    report = n.item("a1", "report", reporter="government_head")
    state = given(replace(n.prepared(5, report, body="standing_committee"), day="2026-03-20")).state
    assert state is not None
    limits = track.view(state, state.items["a1"], AROUND.texts, "2026-03-10")["deadlines"]
    assert [(one["to"], one["left"], one["missed"]) for one in limits] == [  # type: ignore[attr-defined]
        ("committee", -10, True), ("standing_committee", 0, False), ("members", 3, False),
    ]  # fmt: skip


def test_a_whole_that_was_amended_says_so_everywhere():
    """CWYS 46: on the desk, in the hall and in the list of votes still to come."""
    state = given(held(sat(BILL), "amend", 4)).state
    assert state is not None
    view = parts.item(state, state.items["a1"], around("amend", "clause", "whole"))
    assert [one["title"]["zh"] for one in view["drafts"]] == ["amend", "clause", "whole（经修正）"]  # type: ignore[attr-defined]


def test_a_trial_vote_is_on_the_wall_only_while_it_runs_and_says_what_it_is():
    """C2: before the sitting the hall shows it as a trial vote; once declared it is nowhere but on the desk."""
    item = n.item("a1", "decision", n.motion())
    laid = n.after((n.prepared(5, item), n.present(3)), t.PlanTrial(OPERATOR, AT, "a1"), n.announce("a1", "trial-1"))
    state = given(laid).state
    assert state is not None
    shown = around("d1")
    hall = screens.hall(state, shown)
    assert hall["stage"] == "voting"
    assert [poll["title"]["zh"] for poll in hall["polls"]] == ["【试表决】检查表决器"]  # type: ignore[attr-defined]
    done = given(n.after(laid, *n.voted(3), n.count(n.c.Paper("Y", (), 3)), n.declare())).state
    assert done is not None
    assert screens.hall(done, shown)["stage"] == "attendance"
    assert screens.hall(done, shown)["polls"] == []


def test_the_wall_has_one_question_of_an_item_at_a_time():
    """Once the next part of an item is put, the one before leaves hall and seats; the desk keeps both."""
    amended = held(sat(BILL), "amend", 4)
    shown = around("amend", "clause", "whole")
    state = given(amended).state
    assert state is not None
    assert [one["vote"] for one in screens.hall(state, shown)["polls"]] == ["p-amend"]  # type: ignore[attr-defined]
    further = given(n.after(amended, n.announce("a1", "clause", "p2"))).state
    assert further is not None
    assert [one["vote"] for one in screens.hall(further, shown)["polls"]] == ["p2"]  # type: ignore[attr-defined]
    assert [one["vote"] for one in screens.operator(further, shown)["polls"]] == ["p-amend", "p2"]  # type: ignore[attr-defined]


def test_whoever_may_agree_is_offered_and_read_in_both_languages():
    """ZZF 22, 54: what ends without a vote offers the organs of the rule; an older ledger's own words stand as they are."""
    begun = sat(n.item("a1", "decision", n.motion()))
    told = _item(begun)
    offered = {one["word"]: [organ["organ"] for organ in one["organs"]] for one in told["allowed"]}
    assert offered["adopted"] == []
    assert offered["withdrawn"] == ["chairs_meeting"]
    assert offered["postponed"] == ["plenary"]
    proposers = {one["word"]: [organ["organ"] for organ in one["proposers"]] for one in told["allowed"]}
    assert (proposers["postponed"], proposers["withdrawn"]) == (["chair", "chairs_meeting"], [])
    done = n.after(begun, n.dispose("a1", "withdrawn", "r", "chairs_meeting"))
    assert _item(done)["disposition"]["consent"] == {"zh": "主任会议", "en": "the chairpersons' meeting"}
    older = (*begun, replace(done[-1], consent="主任会议同意"))  # type: ignore[type-var]
    assert _item(older)["disposition"]["consent"]["zh"] == "主任会议同意"


@pytest.mark.parametrize("how", ["postponed", "returned", "withdrawn"])
def test_the_organs_offered_are_those_whose_decision_is_taken(how):
    """ZZF 22, 54: a vote is set aside by every organ that the desk offers for it, and by no other."""
    begun = sat(n.item("a1", "appointment", vote("d1", "person"), vote("d2", "person")))
    told = _item(begun)["track"]
    agree, propose = ([one["organ"] for one in told[which][how]] for which in ("organs", "proposers"))
    taken = []
    for organ, proposer in product(ORGANS, [*ORGANS, None]):
        wish = t.SetAside(OPERATOR, AT, "a1", "d1", how, "材料不齐", organ, "下次会议", proposer)
        if not isinstance(given(begun).when(wish).decision, Refusal):
            taken.append((organ, proposer))
    assert sorted(product(agree, propose or [None]), key=str) == sorted(taken, key=str) != []


def test_a_further_answer_is_decided_by_the_meeting_of_chairs_of_a_committee_alone():
    """JDF 53, DBF 20: in a congress nobody decides on it, so nobody is offered."""
    question = n.item("a1", "question")
    organs = {body: _item((n.prepared(5, question, body=body),))["track"]["organs"] for body in get_args(Body)}
    assert [one["organ"] for one in organs["standing_committee"]["further_answer"]] == ["chairs_meeting"]
    assert "further_answer" not in organs["congress"]


def _item(happened):
    state = given(happened).state
    assert state is not None
    return parts.item(state, state.items["a1"], around("d1"))
