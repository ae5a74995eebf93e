"""In which form a vote may be held, and what takes the place of one that failed (CWYS 48, XJF 52, ZJM 24)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core.notation import AT, OPERATOR, given
from voting.core import events as e
from voting.core import hand_commands as hc
from voting.core import hand_forms
from voting.core import track_commands as tc
from voting.core.next import steps
from voting.core.persons import PersonEntry
from voting.core.rulebook import RuleBook, Value
from voting.core.words import Act


def recalled() -> tuple[e.Event, ...]:
    """A recall of a head in a congress that was moved, defended, put to the vote, and failed."""
    signers = tuple(n.member(k) for k in (1, 2))
    moved = tc.FilePetition(OPERATOR, AT, "a1", "members", signers, "a head", "reasons", "sha")
    draft = n.motion(secrecy="secret", form="paper")
    sat = n.after(n.seated(20, None, n.item("a1", "recall", draft)), moved, n.introduce("a1"), n.deliberate("a1"))
    return n.after(sat, tc.RecordStep(OPERATOR, AT, "a1", "d1", "defence"), n.announce("a1"), n.void_poll())


def test_a_recall_that_failed_stays_on_paper():
    """ZZF 31; XJF 52: hands would show who recalls whom; neither the desk offers them nor the core takes them."""
    change = hc.ChangeForm(OPERATOR, AT, "a1", "d1", "show_of_hands", "presidium", "the host died")
    failed = given(recalled())
    failed.when(change).refused("fallback.form", "ZZF 31")
    assert failed.state is not None
    assert [step for step in steps(failed.state, "operator") if step.command == "change_form"] == []


def test_a_form_in_which_the_vote_may_not_be_held_is_refused_at_once():
    """ZJM 24: what has to be on paper does not go over to hands, although the rule on failures names them."""
    prepared = n.prepared(9, n.item("a1", "appointment", replace(n.motion(secrecy="secret", form="paper"), act="acting")),
                          body="standing_committee")  # fmt: skip
    local = (*prepared.rules, replace(prepared.rules[0], key="appointment.paper_posts", value=("acting_head",), rank=30,
                                      article="ZJM 24", kind=None, office=None, decision=None))  # fmt: skip
    sat = n.after(
        (replace(prepared, rules=local), n.present(9)), n.open_sitting(), n.introduce("a1"), n.deliberate("a1")
    )
    steps_ = (tc.RecordStep(OPERATOR, AT, "a1", "d1", word) for word in ("profiles_delivered", "speech"))
    failed = n.after(sat, *steps_, n.announce("a1"), n.void_poll())
    change = hc.ChangeForm(OPERATOR, AT, "a1", "d1", "show_of_hands", "chairs_meeting", "too dark")
    given(failed).when(change).refused("fallback.form", "CWYS 48")


def test_an_evaluation_that_failed_has_no_other_form():
    """The books name none: the refusal says so, and the desk offers none."""
    grades = replace(n.motion(), kind="evaluation", form="ballot", options=("A", "B"))
    sat = given(n.seated(9, 9, n.item("a1", "evaluation", grades), body="standing_committee"))
    change = hc.ChangeForm(OPERATOR, AT, "a1", "d1", "paper", "chairs_meeting", "the host died")
    sat.when(change).refused("fallback.form", "S2")


@pytest.mark.parametrize(("kind", "merged"), [("deputy_governor", False), ("deputy_governor", True), ("", False)])
def test_posts_that_a_place_puts_on_paper_are_known_by_their_kind(kind, merged):
    """ZJM 24: a deputy governor is voted on by paper, alone or among others; any other post by keys."""
    person = PersonEntry("appoint", "x1", "x2", post_kind=kind)
    one = replace(n.motion(secrecy="secret"), part="person", act="appoint", person="x1", post="x2", post_kind=kind)
    draft = replace(n.motion(secrecy="secret"), part="merged", persons=(person,)) if merged else one
    sitting = given(n.prepared(9, n.item("a1", "appointment", draft), body="standing_committee")).state
    assert sitting is not None
    rule = replace(sitting.rules.rules[0], key="appointment.paper_posts", value=("deputy_governor",), article="ZJM 24",
                   kind=None, office=None)  # fmt: skip
    local = replace(sitting, rules=RuleBook((*sitting.rules.rules, rule)))
    no = hand_forms.form(local, local.items["a1"], draft)
    assert (no and (no.code, no.article)) == (("poll.form_paper", "ZJM 24") if kind else None)


def merged(act: Act, key: str, value: Value) -> n.Given:
    """Two persons in one vote of a standing committee, deliberated, where a local rule says this."""
    people = tuple(PersonEntry(act, f"x{k}", f"x{k + 2}") for k in (1, 2))
    draft = replace(n.motion(secrecy="secret"), part="merged", persons=people)
    laid = n.prepared(9, n.item("a1", "appointment", draft), body="standing_committee")
    rule = replace(laid.rules[0], key=key, value=value, article="BJM 19", kind=None, office=None, body=None, rank=60)
    laid = replace(laid, rules=(*laid.rules, rule))
    given_ = n.after((laid, n.present(9)), n.open_sitting(), n.introduce("a1"), n.deliberate("a1"))
    return given(
        n.after(given_, *(tc.RecordStep(OPERATOR, AT, "a1", "d1", w) for w in ("profiles_delivered", "speech")))
    )


def test_where_listed_posts_are_voted_on_one_by_one_a_merged_vote_says_that_none_is_among_them():
    """BJM 19: which posts are listed stands in the place's own text; who decides to merge notes it on record."""
    begun = merged("appoint", "appointment.one_by_one", "listed_posts")
    decision = tc.RecordStep(OPERATOR, AT, "a1", "d1", "merge", "done", "", "chairs_meeting")
    begun.when(n.announce("a1")).refused("vote.not_merged", "CWYS 47")
    begun.when(decision).happened.when(n.announce("a1")).refused("vote.listed_posts", "BJM 19")
    noted = begun.when(replace(decision, note="no listed post among them")).happened
    assert noted.when(n.announce("a1")).new
    usual = merged("appoint", "appointment.one_by_one", "usual")
    assert usual.when(decision).happened.when(n.announce("a1")).new


@pytest.mark.parametrize(
    ("act", "value", "free"), [("remove", True, True), ("remove", False, False), ("appoint", True, False)]
)
def test_several_removals_are_one_vote_where_a_place_says_so(act, value, free):
    """SZM 19: removals alone need no decision to be merged there; anything else does, and so does every other place."""
    order = {"same_person": "appoint_then_remove", "same_post": "remove_then_appoint", "removals_together": value}
    begun = merged(act, "appointment.order", order)
    assert begun.state is not None
    asked = [one for one in steps(begun.state, "operator") if dict(one.args).get("step") == "merge"]
    assert bool(asked) is not free
    if free:
        assert begun.when(n.announce("a1")).new
    else:
        begun.when(n.announce("a1")).refused("vote.not_merged", "CWYS 47")
