"""One vote on several persons: it names them, and whatever the rules ask for one of them is asked for the vote."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core.notation import AT, OPERATOR, given
from tests.core.test_parts import ORDER, held, sat, somebody, together, vote, with_rule
from voting.core import track, track_next
from voting.core import track_commands as t
from voting.core.events import DraftEntry

ONE, TWO = somebody("x1"), somebody("x2", post="vice-director")
ASKED = {
    **n.CONSENT, "appointment.exam": {"required": True, "resits": 1}, "appointment.speech": True,
    "appointment.certificate": True, "oath.required": True,
}  # fmt: skip


def step(word: str, result: str = "done", **more) -> t.RecordStep:
    """A step of the merged vote."""
    return t.RecordStep(OPERATOR, AT, "a1", "all", word, result, **more)


MERGE = step("merge", organ="chairs_meeting")
BEFORE = (step("exam", "passed"), step("profiles_delivered"), step("speech"))


def laid(*drafts: DraftEntry, kind: str = "appointment", method=n.CONSENT):
    """A sitting of a standing committee in which these votes are deliberated."""
    return sat(n.item("a1", kind, *drafts), method=method)


def test_a_merged_vote_waits_for_every_step_that_one_person_waits_for():
    """CQM 16, SZM 15–20, ZZF 26: examination, profiles and speech come before it, certificate and oath after it."""
    begun = n.after(laid(together("all", ONE, TWO), method=ASKED), MERGE)
    for done in range(len(BEFORE)):
        no = given(n.after(begun, *BEFORE[:done])).when(n.announce("a1", "all")).decision
        assert (no.code, no.en.count(",")) == ("vote.step_missing", 2 - done)
    failed = n.after(begun, step("exam", "failed"), *BEFORE[1:])
    assert given(failed).when(n.announce("a1", "all")).decision.code == "vote.step_missing"
    won = given(held(n.after(begun, *BEFORE), "all", 5))
    assert won.when(step("oath")).decision.code == "step.too_early"
    sworn = won.when(step("certificate")).happened.when(step("oath")).happened
    assert sworn.when(step("oath")).decision.code == "step.recorded"


def test_a_merged_vote_that_names_nobody_is_not_put():
    """CWYS 47, ZZF 26: an older ledger may hold one; nothing could be asked for, so it does not go on."""
    for kind in ("appointment", "resignation"):
        begun = n.after(laid(vote("all", "merged"), kind=kind), MERGE)
        given(begun).when(n.announce("a1", "all")).refused("vote.unnamed", "CWYS 47")


def test_whoever_was_rejected_twice_is_not_put_again_with_others():
    """CQM 21, SZM 20: the bar is each person's own, before the sitting and by its votes, whoever stands beside."""
    bar = ("appointment.rejected", {"times": 2}, "CQM 21")
    twice = replace(TWO, rejected=("2026-01-05", "2026-03-05"))
    begun = n.after(with_rule(laid(together("all", ONE, twice)), *bar), MERGE, step("profiles_delivered"))
    given(begun).when(n.announce("a1", "all")).refused("vote.rejected_bar", "CQM 21")
    once = replace(TWO, rejected=("2026-01-05",))
    alone = vote("again", "person", act="appoint", person=TWO.person, post=TWO.post, rejected=TWO.rejected)
    both = with_rule(laid(together("all", ONE, once), replace(alone, rejected=once.rejected)), *bar)
    ready = n.after(both, MERGE, step("profiles_delivered"), replace(step("profiles_delivered"), draft="again"))
    assert given(ready).when(n.announce("a1", "all")).new
    given(held(ready, "all", 1)).when(n.announce("a1", "again")).refused("vote.rejected_bar", "CQM 21")


def test_the_orders_of_law_hold_for_everybody_in_a_merged_vote():
    """SZM 19: a post is vacated before anybody is appointed to it; if that is lost, the merged vote falls."""
    out = vote("out", "person", act="remove", post=TWO.post, person="x9")
    begun = with_rule(laid(together("all", ONE, TWO), out), "appointment.order", ORDER, "SZM 19")
    ready = n.after(begun, MERGE, step("profiles_delivered"))
    given(ready).when(n.announce("a1", "all")).refused("vote.order", "SZM 19")
    assert given(held(ready, "out", 5)).when(n.announce("a1", "all")).new
    assert held(ready, "out", 0)[-1].disposition == "not_adopted"


def test_what_is_voted_on_one_after_the_other_is_not_merged():
    """SZM 19: removal from a post and appointment to it have an order, which one vote cannot keep."""
    both = together("all", somebody("x9", "remove", TWO.post), TWO)
    begun = with_rule(laid(both), "appointment.order", ORDER, "SZM 19")
    given(n.after(begun, MERGE)).when(n.announce("a1", "all")).refused("vote.merged_order", "SZM 19")
    assert given(n.after(laid(both), MERGE, step("profiles_delivered"))).when(n.announce("a1", "all")).new


@pytest.mark.parametrize(("kind", "act"), [("resignation", "resign"), ("appointment", "remove")])
def test_a_chief_procurator_who_goes_takes_an_approval_from_above(kind, act):
    """ZZF 11, 32: after adoption the approval is due and nothing else; it is offered until it is on record."""
    alone = vote("all", "person", act=act, post="chief procurator", person="x1", procurator=True)
    begun = laid(alone, kind=kind)
    rules = given(begun).state.rules
    for draft in (alone, together("all", somebody("x1", act), somebody("x2", act, procurator=True))):
        assert track.following(rules, draft) == ("approval",)
    assert track.following(rules, replace(alone, procurator=False)) == ()
    won = given(held(begun, "all", 5))
    assert [wish.args["step"] for wish in track_next.afterwards(won.state, OPERATOR)] == ["approval"]
    approved = won.when(step("approval")).happened
    assert not list(track_next.afterwards(approved.state, OPERATOR))
