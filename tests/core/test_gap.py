"""Where the law is silent: a decision on record, what no decision can change, and keys that take the place of paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core.notation import AT, CHAIR, OPERATOR, SECRETARY, given
from tests.core.test_revision import OTHER
from voting.core import gap_commands as g
from voting.core import gap_events as ge
from voting.core import revision_commands as rc
from voting.core.events import SittingClosed
from voting.core.rulebook import BODY_RANK, METHOD_RANK
from voting.core.state import GapDecision

KEY = "nomination.withdrawal"  # G7
PLACE = (KEY, None, None)
WISH = g.DecideGap(SECRETARY, AT, KEY, " 发票以前可以退出。 ", "presidium")
KEYS = {"ballot.keys_for_paper": True, "ballot.tier0": True}


def test_a_decision_stands_on_record_with_who_decided_it():
    """B13: the default holds until an organ's decision is recorded; a later one takes its place."""
    event = ge.GapDecided(KEY, "发票以前可以退出。", "presidium", AT, n.SE)
    done = given(n.prepared()).when(WISH).then(event)
    assert done.state is not None
    assert done.state.gaps == {PLACE: GapDecision("发票以前可以退出。", "presidium", AT, n.SE)}
    later = done.when(replace(WISH, by=OPERATOR, decision="公布名单以前", organ="plenary")).happened.state
    assert later is not None
    assert later.gaps == {PLACE: GapDecision("公布名单以前", "plenary", AT, n.OP)}


@pytest.mark.parametrize(
    ("changes", "code", "article"),
    [
        ({"key": "ballot.colour"}, "gap.unknown", None), ({"kind": "election"}, "gap.unknown", None),
        ({"key": "quorum.threshold"}, "gap.settled", "ZZF 14"), ({"decision": " "}, "gap.empty", "ZZF 27; W42"),
        ({"organ": "tellers"}, "gap.organ", "ZZF 27; W42"), ({"by": CHAIR}, "role.not_allowed", None),
    ],
)  # fmt: skip
def test_what_is_no_decision_on_a_gap_is_refused(changes, code, article):
    """A rule that the law answers is not decided away, and a decision says what it is and whose."""
    given(n.prepared()).when(replace(WISH, **changes)).refused(code, article)


def test_a_gap_that_the_method_decides_is_none_any_more():
    """What this very meeting adopted takes the place of the default (ZZF 27)."""
    prepared = n.prepared(method={**n.CONSENT, KEY: "until_papers"})
    given(prepared).when(WISH).refused("gap.settled", n.METHOD.zh)


def test_after_the_close_nothing_is_decided():
    """A closed sitting decides nothing."""
    given(n.seated(), SittingClosed(AT, n.SE)).when(WISH).refused("sitting.closed")


def test_a_sitting_laid_anew_keeps_what_still_rests_on_the_same_rule():
    """A decision on a rule that has changed is not carried over to the new one."""
    done = given(n.prepared()).when(WISH).happened
    same, other = n.rules("congress"), n.rules("congress", method={**n.CONSENT, KEY: "until_papers"})
    laid = rc.ReviseSitting(SECRETARY, AT, "congress", "county", same, OTHER, {"sitting.toml": "11"})
    kept, lost = done.when(laid).happened.state, done.when(replace(laid, rules=other)).happened.state
    assert kept is not None
    assert lost is not None
    assert PLACE in kept.gaps
    assert lost.gaps == {}


def ready(method: dict[str, object], **changes: object):
    """A congress about to elect by keys under this method."""
    laid = replace(n.prepared(5, n.item("a1", "election", n.election()), method=method), **changes)
    return given(n.after((laid, n.present(5)), n.open_sitting(), n.introduce("a1"), n.deliberate("a1")))


def test_an_election_by_keys_without_a_method_is_refused():
    """G11, ZZF 28: 「选举采用无记名投票方式」; by default keys do not take the place of paper."""
    ready({}).when(n.announce("a1")).refused("poll.form_paper", "ZZF 28; XJF 40")


def test_the_filed_method_is_the_decision_on_record():
    """G11: the method of this meeting, whose hash is filed, says that keys may serve."""
    assert ready(KEYS, documents={"method": "00"}).when(n.announce("a1")).new


SEALED = n.item("a1", "appointment", n.motion(secrecy="secret", press="first"))


def sealed(**changes: object):
    """A congress about to appoint in secret at T0, under these changes to what was laid."""
    laid = replace(n.prepared(5, SEALED), **changes)
    return given(n.after((laid, n.present(5)), n.open_sitting(), n.introduce("a1"), n.deliberate("a1")))


@pytest.mark.parametrize("rank", [20, BODY_RANK])
def test_no_layer_but_the_method_lets_a_vote_rest_on_the_operator(rank):
    """CWYS 48: the rules of a place or of the body itself are no consent of this very meeting to T0."""
    own = tuple(replace(one, rank=rank) if one.rank == METHOD_RANK else one for one in n.rules("congress"))
    assert any(one.rank == rank and one.key == "ballot.tier0" and one.value is True for one in own)
    sealed(rules=own).when(n.announce("a1")).refused("poll.tier", "CWYS 48")


def test_a_consent_to_t0_in_a_method_that_nobody_can_look_up_is_none():
    """CWYS 48: a rule above every book rests on a document, or on an item of this agenda that adopts it."""
    assert sealed().when(n.announce("a1")).new
    sealed(documents={}).when(n.announce("a1")).refused("gap.no_method", "CWYS 48")


def test_a_method_that_is_neither_filed_nor_on_the_agenda_is_no_decision():
    """G11, ZZF 28: a rule above every book rests on a document that somebody can look up."""
    ready(KEYS, documents={}).when(n.announce("a1")).refused("gap.no_method", "ZZF 28; XJF 40")


def test_a_method_on_the_agenda_is_the_decision_once_it_is_adopted():
    """G11, ZZF 27: until this meeting has adopted the method nothing is elected by it."""
    adopting = n.item("a2", "decision", n.motion("d2"))
    laid = replace(
        n.prepared(5, n.item("a1", "election", n.election()), adopting, method=KEYS), documents={}, adopting_item="a2"
    )
    begun = n.after((laid, n.present(5)), n.open_sitting())
    before = n.after(begun, n.introduce("a1"), n.deliberate("a1"))
    given(before).when(n.announce("a1")).refused("method.not_adopted", "ZZF 27")
    votes = (n.announce("a2", "d2"), *n.voted(5), n.count(n.c.Paper("Y", (), 5)), n.declare())
    adopted = n.after(begun, n.introduce("a2"), n.deliberate("a2"), *votes, n.introduce("a1"), n.deliberate("a1"))
    assert given(adopted).when(n.announce("a1", poll="p2")).new
