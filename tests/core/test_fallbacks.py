"""Other forms of a vote: what takes the place of keys that fail, and who is admitted by video."""

from __future__ import annotations

import pytest

from tests.core import notation as n
from tests.core.notation import AT, CHAIR, given
from voting.core import hand_commands as hc

PERSON = n.item("a1", "appointment", n.motion(secrecy="secret"))
DECISION = n.item("a1", "decision", n.motion())


def another(form: str = "show_of_hands") -> hc.ChangeForm:
    return hc.ChangeForm(CHAIR, AT, "a1", "d1", form, "chairs' meeting", "the host died")


def failed(*agenda: object, body: str = "standing_committee") -> n.Given:
    """A vote on the only item was announced and voided."""
    sat = n.seated(5, None, *agenda, body=body)  # type: ignore[arg-type]
    return given(n.after(sat, n.introduce("a1"), n.deliberate("a1"), n.announce("a1"), n.void_poll()))


def test_hands_take_the_place_of_secret_keys_that_failed():
    """CWYS 48, D19: a vote on an appointment by secret keys goes over to hands where the host dies, on record."""
    over = failed(PERSON).when(another()).happened
    assert over.when(n.announce("a1", "d1", "p2")).new


def test_hands_without_a_failure_are_no_vote_on_an_appointment():
    """CWYS 48: what was planned by hands from the beginning is no fallback; the vote is secret."""
    sat = n.seated(5, None, n.item("a1", "appointment", n.motion(form="show_of_hands")), body="standing_committee")
    given(n.after(sat, n.introduce("a1"), n.deliberate("a1"))).when(n.announce("a1")).refused("poll.secrecy", "CWYS 48")


def test_no_form_is_changed_once_the_item_has_ended():
    """What was withdrawn or decided is not voted on again, so its form stays what it was."""
    gone = failed(DECISION).when(n.dispose("a1", "withdrawn", "not ripe", "chairs_meeting")).happened
    gone.when(another()).refused("item.disposed")


@pytest.mark.parametrize("body", ["congress", "standing_committee"])
def test_members_by_video_are_of_a_standing_committee_alone(body):
    """CWYS 7: the chairs' meeting may admit members by video; no law gives that to a congress."""
    sat = n.seated(5, None, DECISION, body=body)
    put = given(n.after(sat, n.introduce("a1"), n.deliberate("a1"), n.announce("a1")))
    wish = hc.AdmitHands(CHAIR, AT, "p1", (n.member(1),), "chairs_meeting", "by video")
    if body == "congress":
        put.when(wish).refused("hands.no_video", "ZZF 14")
    else:
        assert put.when(wish).new
