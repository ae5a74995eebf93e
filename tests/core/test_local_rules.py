"""Rules of a place or a body that narrow what a sitting may do: each has its effect, and its article in the refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core import test_hand as hands
from tests.core.notation import AT, CHAIR, OPERATOR, given
from tests.core.test_calendar import on
from tests.core.test_parts import sat, together, with_rule
from voting.core import hand_commands as hc
from voting.core import track_commands as t
from voting.core.calendar import findings
from voting.core.rulebook import RuleBook

MERGED = n.item("a1", "appointment", together("all"))


@pytest.mark.parametrize(("form", "listed", "taken"), [
    ("keypress", ("keypress",), True), ("show_of_hands", ("keypress", "paper"), False), ("keypress", ("paper",), False),
    ("show_of_hands", ("keypress", "show_of_hands"), True),
])  # fmt: skip
def test_only_a_form_that_the_rules_list_is_chosen(form, listed, taken):
    """BJC 38, ZJT 22: the forms that may be chosen are listed; where no rule lists any, the law's own hold."""
    laid = with_rule(sat(n.item("a1", "decision", n.motion(form=form))), "ballot.forms", listed, "BJC 38")
    put = given(laid).when(n.announce("a1"))
    assert put.new if taken else put.refused("poll.form_unlisted", "BJC 38")


def test_a_ballot_on_a_terminal_is_one_by_keys():
    """A list that names keys covers the paper that is shown on a tablet, and one without keys does not."""
    for listed, code in ((("paper", "keypress"), None), (("paper",), "poll.form_unlisted")):
        begun = n.after(with_rule(n.seated(), "ballot.forms", listed, "ZJT 22"), n.introduce("a4"))
        put = given(begun).when(n.announce("a4"))
        assert put.new if code is None else put.refused(code, "ZJT 22")


@pytest.mark.parametrize(("word", "code", "article"), [
    ("always", "vote.one_by_one", "own rules"), ("usual", "vote.not_merged", "CWYS 47"),
])  # fmt: skip
def test_where_appointments_are_always_one_by_one_nothing_is_merged(word, code, article):
    """CWYS 47: merged with the organ's decision where the rule is the usual one; never where a body votes one by one."""
    begun = with_rule(sat(MERGED), "appointment.one_by_one", word, "own rules")
    given(begun).when(n.announce("a1", "all")).refused(code, article)
    if word == "always":
        decided = n.after(begun, t.RecordStep(OPERATOR, AT, "a1", "all", "merge", organ="chairs_meeting"))
        given(decided).when(n.announce("a1", "all")).refused("vote.one_by_one", "own rules")


@pytest.mark.parametrize(("word", "taken"), [("paper_void", False), ("part_void", True)])
def test_a_partly_illegible_paper_is_partly_valid_unless_the_method_voids_it(word, taken):
    """Gap G9: by default the legible part counts; a method may void the paper as a whole."""
    ruled = given(with_rule(hands.CONFIRMED, "ballot.illegible", word, "method 9"))
    made = ruled.when(hands.ruling(hands.FIRST, "part_valid"))
    assert made.new if taken else made.refused("paper.part_void", "method 9")
    assert ruled.when(hands.ruling(hands.FIRST, "void_illegible")).new


def test_hands_by_video_only_where_the_rule_has_them():
    """CWYS 48: members by video raise hands; where a body's rule has another form, no hands are admitted beside keys."""
    put = n.after(sat(n.item("a1", "decision", n.motion())), n.announce("a1"))
    wish = hc.AdmitHands(CHAIR, AT, "p1", (n.member(1),), "chairs_meeting", "by video")
    assert given(put).when(wish).new
    given(with_rule(put, "remote.form", "roll_call", "own rules")).when(wish).refused("hands.other_form", "own rules")


@pytest.mark.parametrize(("reading", "keys"), [
    ("both", ["pairs_of_months", "gap"]), ("pairs_of_months", ["pairs_of_months"]), ("gap", ["gap"]),
])  # fmt: skip
def test_every_two_months_is_read_as_the_body_has_decided(reading, keys):
    """Gap G12: both readings until somebody decides; then the one."""
    rules = n.rules("standing_committee")
    own = next(rule for rule in rules if rule.key == "meeting.interval_reading")
    book = RuleBook((*rules, replace(own, value=reading, rank=50)))
    assert [one.key for one in findings(book, "standing_committee", on("02-28"), 2026)] == keys
