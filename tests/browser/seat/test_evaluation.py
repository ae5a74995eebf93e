"""An evaluation at the seat: one grade, another takes its place, none is a paper too; the grade that came of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

GRADES = ("满意", "基本满意", "不满意")


@pytest.fixture
def paper(seat):
    """An open evaluation with three grades."""
    seat.sign_in()
    seat.hall.announce("p3", "测评", names=GRADES, max_yes=1, grades=True)
    seat.hall.state("p3", "open")
    seat.status("vote_now")
    return seat


def choose(seat, line):
    seat.page.locator(f"[data-line='{line}'] [data-mark=Y]").click()


def pressed(seat):
    return seat.page.locator("[aria-pressed=true]")


def test_another_grade_takes_the_place_of_the_first(paper):
    """C8: exactly one grade is chosen; nobody can be for two by accident, and the review says what was chosen."""
    choose(paper, 0)
    choose(paper, 1)
    expect(pressed(paper)).to_have_count(1)
    paper.picture("evaluation")
    paper.page.locator("button.review").click()
    expect(paper.page.locator(".reviewing .line")).to_have_text(["满意未选", "基本满意已选", "不满意未选"])
    paper.page.locator("button.send").click()
    paper.status("received_changeable")
    [ballot] = paper.hall.opened("p3")
    assert (ballot.marks, list(ballot.write_ins)) == ("BYB", [])


def test_a_paper_without_a_grade_may_be_sent(paper):
    """C8: who wants none of the grades casts a paper that is counted as invalid, on purpose."""
    choose(paper, 2)
    choose(paper, 2)
    expect(pressed(paper)).to_have_count(0)
    paper.page.locator("button.review").click()
    paper.page.locator("button.send").click()
    paper.status("received_changeable")
    [ballot] = paper.hall.opened("p3")
    assert ballot.marks == "BBB"


def test_the_grade_stands_at_the_seat_once_it_is_declared(paper):
    """The figures of every grade and the grade that follows from them."""
    options = [
        {"name": {"zh": name, "en": name}, "votes": votes} for name, votes in zip(GRADES, (12, 9, 3), strict=True)
    ]
    result = {"outcome": "decided", "needed": 18, "base": 35, "options": options, "grade": {"zh": "不满意", "en": "Poor"},
              "valid": 24, "invalid": 1, "returned": 25, "not_voting": 2}  # fmt: skip
    for state in ("closed", "declared"):
        paper.hall.state("p3", state, result if state == "declared" else None)
    expect(paper.page.locator(".seat-result .seal")).to_have_text("不满意")
    expect(paper.page.locator(".seat-result dd")).to_have_text(["12", "9", "3", "1"])
