"""Satisfaction votes in a sitting: refused without a local rule, one grade a paper, the grade by the rule (C8, D24)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core.notation import given
from voting.core import commands as c
from voting.core import events as e
from voting.core.tally import UnknownMark
from voting.ledger import codec
from voting.projections import parts

OPTIONS = ("满意", "基本满意", "不满意")


def rule(options, share, of="members"):
    """A local rule with one grade above the rest."""
    when = {"options": options, "over": share, "of": of}
    return {"options": OPTIONS, "grades": ({"name": "满意", "when": when},), "otherwise": "不满意"}


SHIQUAN = rule(("满意",), "1/2")  # W14: 满意 of more than half of all members
BOTH = rule(("满意", "基本满意"), "1/2")
DRAFT = replace(
    n.motion("d1", "secret"), kind="evaluation", form="ballot", options=OPTIONS, candidates=("o1", "o2", "o3")
)


def laid(value, voters: int = 27, draft: e.DraftEntry = DRAFT):
    """An open sitting of a standing committee with one evaluation under this rule."""
    method = {"ballot.tier0": True} | ({"evaluation.rule": value} if value is not None else {})
    prepared = n.prepared(voters, n.item("a1", "evaluation", draft), body="standing_committee", method=method)
    return n.after((prepared, n.present(voters)), n.open_sitting(), n.introduce("a1"))


def counted(value, *papers: c.Paper, voters: int = 27) -> e.PollCounted:
    given_ = sum(paper.copies for paper in papers)
    wishes = (n.announce("a1"), *n.voted(given_, named=False), n.count(*papers))
    event = n.after(laid(value, voters), *wishes)[-1]
    assert isinstance(event, e.PollCounted)
    return event


PAPERS = (c.Paper("YBB", (), 12), c.Paper("BYB", (), 9), c.Paper("BBY", (), 3), c.Paper("YYB"))


@pytest.mark.parametrize(("value", "grade"), [(SHIQUAN, "不满意"), (BOTH, "满意")])
def test_d24_the_same_papers_under_two_local_rules(value, grade):
    """D24 (W14; C8): 12, 9, 3 and one invalid of 27; 12 is under 14, 21 is over: never hard-coded."""
    found = counted(value, *PAPERS)
    assert (found.grade, found.outcome, found.valid, found.invalid, found.not_voting) == (grade, "decided", 24, 1, 2)
    assert [line.votes_for for line in found.ranking] == [12, 9, 3]
    assert found.returned == 25


@pytest.mark.parametrize(("of", "grade"), [("valid", "满意"), ("present", "不满意"), ("members", "不满意")])
def test_the_base_is_the_rules(of, grade):
    """C8: thirteen of 24 valid papers are more than half, of 27 present or of all they are not."""
    papers = (c.Paper("YBB", (), 13), c.Paper("BBY", (), 11), c.Paper("BBB"))
    assert counted(rule(("满意",), "1/2", of), *papers).grade == grade


@pytest.mark.parametrize(("of", "base", "needed"), [("valid", 27, 0), ("present", 27, 14), ("members", 27, 14)])
def test_what_the_valid_papers_need_is_unknown_before_they_are_counted(of, base, needed):
    """C8: a rule on valid papers announces no number; one on those present or on all does."""
    begun = n.after(laid(rule(("满意",), "1/2", of)), n.announce("a1"))
    assert isinstance(begun[-1], e.PollAnnounced)
    assert (begun[-1].base, begun[-1].needed) == (base, needed)
    poll = given(begun).state.polls["p1"]
    told = parts.explanation(poll, counted(rule(("满意",), "1/2", of), *PAPERS))
    assert ("以有效票24张为基数" in told.zh) == (of == "valid")


def test_the_announcement_freezes_the_rule():
    """By the lines of the paper, so that whoever reads the log can tell the grade again (docs/bundle.md section 7)."""
    begun = n.after(laid(BOTH), n.announce("a1"))[-1]
    assert isinstance(begun, e.PollAnnounced)
    grade = {"name": "满意", "lines": ("o1", "o2"), "of": "members", "over": "1/2"}
    assert begun.grading == {"grades": (grade,), "otherwise": "不满意"}
    assert codec.decode(codec.encode(begun)) == begun


def test_an_evaluation_ends_decided():
    """C8: once the grade is declared the item is decided, whatever the grade."""
    wishes = (n.announce("a1"), *n.voted(25, named=False), n.count(*PAPERS), n.declare())
    assert n.after(laid(SHIQUAN), *wishes)[-1] == e.ItemDisposed("a1", "decided", None, None, None, n.AT, n.CH)


def test_without_a_rule_of_its_own_a_body_holds_no_evaluation():
    """G15: national law gives neither grades nor shares; a rule with other grades than the paper is no rule either."""
    given(laid(None)).when(n.announce("a1")).refused("evaluation.no_rule", "S2")
    two = replace(DRAFT, options=("好", "不好"), candidates=("o1", "o2"))
    no = given(laid(SHIQUAN, draft=two)).when(n.announce("a1")).refused("evaluation.options", n.METHOD.zh)
    assert no.en


@pytest.mark.parametrize("marks", ["YN", "YBN", "YBBB", "ABB"])
def test_a_mark_that_is_none_is_never_counted(marks):
    """Y and B, one for each grade; anything else stops the count."""
    with pytest.raises(UnknownMark):
        counted(SHIQUAN, c.Paper(marks))
