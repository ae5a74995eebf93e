"""An election ballot at the seat: marks, write-ins, over-votes, the review, and what Python opens."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

NAMES = ("王秀兰", "李强", "阿依古丽·买买提")
OTHERS = ("孙甲", "李乙", "周丙", "吴丁")


@pytest.fixture
def ballot(seat):
    """An open election of two out of three, with two lines for others."""
    seat.sign_in()
    seat.hall.announce("p2", "选举副乡长", names=NAMES, max_yes=2, write_ins=2)
    seat.hall.state("p2", "open")
    seat.status("vote_now")
    return seat


def mark(seat, line, letter):
    seat.page.locator(f"[data-line='{line}'] [data-mark={letter}]").click()


def review(seat):
    return seat.page.locator("button.review")


def test_marks_and_a_write_in_arrive_as_they_were_reviewed(ballot):
    """For, against, one left blank and one written in: the review says it, Python opens exactly it."""
    mark(ballot, 0, "Y")
    mark(ballot, 1, "N")
    ballot.page.locator("input[name=wi-0]").fill(" 欧阳 娜 ")
    expect(ballot.page.locator(".left strong")).to_have_text("还可选 0 人")
    ballot.picture("ballot")
    review(ballot).click()
    expect(ballot.page.locator(".reviewing h3")).to_be_focused()
    expect(ballot.page.locator(".reviewing .line")).to_have_text(
        ["王秀兰赞成", "李强反对", "阿依古丽·买买提未填", "欧阳娜赞成（另选）"]
    )
    ballot.picture("review")
    ballot.page.locator("button.send").click()
    ballot.status("received_changeable")
    [paper] = ballot.hall.opened("p2")
    assert (paper.marks, list(paper.write_ins)) == ("YNB", ["欧阳娜"])
    expect(ballot.page.locator("[aria-pressed=true]")).to_have_count(0)


def test_an_over_vote_cannot_be_sent(ballot):
    """Three for two seats: the button is off and says why; taking one back turns it on."""
    for line in range(3):
        mark(ballot, line, "Y")
    expect(review(ballot)).to_be_disabled()
    expect(ballot.page.locator("#why-not")).to_contain_text("超过应选的 2 人")
    ballot.picture("over")
    mark(ballot, 2, "Y")
    expect(review(ballot)).to_be_enabled()


def test_a_blank_that_counts_as_for_is_shown_as_for(seat):
    """An untouched paper has three for two seats: it is told and cannot be sent; the review says how each line counts, and the
    line left blank arrives as it was left.
    """
    seat.sign_in()
    seat.hall.announce("p2", "选举副乡长", names=NAMES, max_yes=2, blank="for")
    seat.hall.state("p2", "open")
    expect(seat.page.locator(".rule")).to_contain_text("不标记的按赞成计算")
    expect(seat.page.locator(".left")).to_contain_text("赞成 3 人，其中未标记 3 人；最多 2 人")
    expect(seat.page.locator("#why-not")).to_contain_text("请对其余的人标记反对或弃权")
    expect(review(seat)).to_be_disabled()
    seat.picture("blank-for-over")
    mark(seat, 0, "Y")
    mark(seat, 1, "N")
    expect(seat.page.locator(".left strong")).to_have_text("还可选 0 人")
    expect(seat.page.locator(".left")).to_contain_text("赞成 2 人，其中未标记 1 人")
    seat.picture("blank-for")
    review(seat).click()
    rows = seat.page.locator(".reviewing .line")
    expect(rows).to_have_text(["王秀兰赞成", "李强反对", "阿依古丽·买买提赞成（未标记）"])
    seat.picture("blank-for-review")
    seat.page.locator("button.send").click()
    seat.status("received_changeable")
    [paper] = seat.hall.opened("p2")
    assert paper.marks == "YNB"


def test_a_write_in_needs_an_opposed_candidate(ballot):
    """Lines for others are shut until somebody is opposed, and count again when the opposition is taken back."""
    field = ballot.page.locator("input[name=wi-0]")
    expect(field).to_be_disabled()
    mark(ballot, 0, "N")
    field.fill("欧阳娜")
    expect(ballot.page.locator("input[name=wi-1]")).to_be_disabled()
    mark(ballot, 0, "N")
    expect(ballot.page.locator("#why-not")).to_contain_text("另写了 1 人")
    expect(review(ballot)).to_be_disabled()


@pytest.mark.parametrize(("name", "told"), [("李 强", "已在候选人名单中"), ("名" * 30, "太长")])
def test_a_write_in_that_cannot_be(ballot, name, told):
    """A candidate's own name, however it is spaced, and a name longer than the paper are refused with a sentence."""
    mark(ballot, 0, "N")
    ballot.page.locator("input[name=wi-0]").fill(name)
    expect(ballot.page.locator("#why-not")).to_contain_text(told)
    expect(review(ballot)).to_be_disabled()


def test_a_name_written_twice_is_refused(ballot):
    """Two lines may not name the same person."""
    mark(ballot, 0, "N")
    mark(ballot, 1, "N")
    for at in (0, 1):
        ballot.page.locator(f"input[name=wi-{at}]").fill("欧阳娜")
    expect(ballot.page.locator("#why-not")).to_contain_text("写了两次")


def test_the_result_of_an_election(ballot):
    """Who is elected and the figures stand on the seat as the server published them."""
    ranking = [{"name": name, "for": votes, "against": 3, "abstain": 2, "write_in": name not in NAMES}
               for name, votes in zip((*NAMES, "欧阳娜", *OTHERS), (52, 44, 9, 2, 1, 1, 1, 1), strict=True)]  # fmt: skip
    ballot.hall.state("p2", "declared", {"elected": ["王秀兰", "李强"], "ranking": ranking, "outcome": "decided"})
    expect(ballot.page.locator(".elected")).to_contain_text("王秀兰、李强")
    expect(ballot.page.locator(".seat-result tbody tr")).to_have_count(8)
    status, result = (ballot.page.locator(part).bounding_box() for part in (".vote-status", ".seat-result"))
    assert status["y"] + status["height"] <= result["y"], "a long result lies over the status"
    ballot.picture("elected")
