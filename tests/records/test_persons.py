"""What the record says of persons: who proposed that a vote is put off and who agreed, and what awaits an approval."""

from __future__ import annotations

from dataclasses import replace

from tests.core import notation as n
from tests.core.notation import AT, OPERATOR, given
from tests.core.test_parts import PEOPLE, held, sat, vote
from tests.projections.test_track import around
from voting.core import track_commands as t
from voting.records.gather import sitting_record
from voting.records.sitting import Log


def reason(*happened: object) -> str:
    """What stands beside the item in the record."""
    state = given(*happened).state
    assert state is not None
    shown = around("one", "two", "three")
    (item,) = sitting_record(state, replace(shown.texts, numbers={"a1": 1}), Log(1, "", ""), {}).items
    return item.reason or ""


def test_the_record_says_who_proposed_and_who_agreed():
    """A03, CWYS 31: both organs stand in the record, of an item that was put off and of one vote of it."""
    begun = sat(PEOPLE)
    both = "提出 proposed by：主任 the chairperson；同意 agreed by：全体会议 the plenary"
    assert reason(n.after(begun, n.put_off("a1", "an allegation", proposed_by="chair"))) == (
        f"an allegation；{both}；the next session"
    )
    aside = t.SetAside(OPERATOR, AT, "a1", "two", "returned", "an allegation", "plenary", None, "chair")
    assert reason(n.after(begun, aside)) == f"退回提请机关 returned to who proposed it：two；an allegation；{both}"
    older = replace(
        given(begun).when(n.put_off("a1", proposed_by="chair")).new[0], proposed_by=None, consent="主任会议同意"
    )
    assert reason((*begun, older)) == "r；主任会议同意；the next session"


def test_the_record_says_that_an_approval_is_awaited_until_it_is_there():
    """ZZF 32: a chief procurator's resignation that was accepted awaits the approval from above."""
    leaves = vote("one", "person", act="resign", person="x1", post="x2", procurator=True)
    begun = sat(n.item("a1", "resignation", leaves))
    assert reason(begun) == ""
    accepted = held(begun, "one", 5)
    assert reason(accepted) == "上一级批准 approval from above：one（待批准 pending）"
    approved = n.after(accepted, t.RecordStep(OPERATOR, AT, "a1", "one", "approval", day="2026-03-01"))
    assert reason(approved) == "上一级批准 approval from above：one（2026-03-01）"
