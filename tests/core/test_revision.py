"""A prepared sitting is laid anew, and from when on no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core.notation import AT, CHAIR, SECRETARY, given
from voting.core import commands as c
from voting.core import events as e
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
