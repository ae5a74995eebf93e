"""The order of a slate: strokes, votes of the primary, receipt, or as it is stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.core.refusals import Refusal
from voting.names.order import Strokes, Unsettled
from voting.names.slate import Arranged, Nominee, arranged

LI, WANG, ZHANG, ZHAO = (
    Nominee("c1", "李丹", 30, 2),
    Nominee("c2", "王芳", 30, 1),
    Nominee("c3", "张达", 41, 2),
    Nominee("c4", "张刘", 41, 3),
)
SLATE = (LI, WANG, ZHANG, ZHAO)


def ids(made: Arranged | Refusal) -> str:
    """The digits of the ids in order."""
    assert isinstance(made, Arranged)
    return "".join(one.id[1:] for one in made.nominees)


@pytest.mark.parametrize(
    ("order", "expected"), [("strokes", "2134"), ("primary_votes", "3421"), ("receipt", "2134"), ("by_hand", "1234")]
)
def test_a_slate_goes_as_the_method_says(order, expected):
    """Zhejiang 35: strokes; Beijing 43: votes, then strokes; Zhaotong 6: receipt, then strokes; by hand: as stored."""
    assert ids(arranged(SLATE, order)) == expected


def test_only_equals_are_left_to_a_person():
    """达 and 刘 are not settled by strokes: told where votes are equal, not where receipt has decided."""
    told = (Unsettled("张达", "张刘", "rank"),)
    assert arranged(SLATE, "strokes").unsettled == told
    assert arranged(SLATE, "primary_votes").unsettled == told
    assert arranged(SLATE, "receipt").unsettled == ()
    assert arranged(SLATE, "by_hand").unsettled == ()


@pytest.mark.parametrize(("order", "code"), [("primary_votes", "names.no_votes"), ("receipt", "names.no_receipt")])
def test_a_missing_figure_is_refused_by_name(order, code):
    """Nobody is put last for want of a figure; both languages name who lacks it, and the article."""
    refusal = arranged((*SLATE, Nominee("c5", "赵云")), order)
    assert isinstance(refusal, Refusal)
    assert (refusal.code, "赵云" in refusal.zh, "赵云" in refusal.en, bool(refusal.article)) == (code, True, True, True)


def test_no_vote_at_all_is_a_figure():
    """Zero votes are votes counted, and come last."""
    assert ids(arranged((Nominee("c9", "丁一", 0), LI), "primary_votes")) == "19"


def test_the_rule_for_single_given_names_is_passed_on():
    """Who is 姓氏笔画 among equals is first by that rule."""
    slate = (Nominee("c1", "王一鸣", 5), Nominee("c2", "王芳", 5))
    assert ids(arranged(slate, "primary_votes")) == "12"
    assert ids(arranged(slate, "primary_votes", Strokes("zero"))) == "21"


@given(st.permutations(SLATE), st.sampled_from(["strokes", "primary_votes", "receipt"]))
def test_a_slate_comes_out_the_same_however_it_came_in(slate, order):
    """Only the stored order depends on the order that was given."""
    assert arranged(slate, order) == arranged(SLATE, order)
    assert arranged(slate, "by_hand").nominees == tuple(slate)
