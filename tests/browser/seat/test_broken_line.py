"""A seat whose line breaks, whose page is reloaded, or whose server errs: nothing is lost, nothing is claimed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect


@pytest.fixture
def voting(seat):
    """A seat before an open secret motion whose first press counts."""
    seat.sign_in()
    seat.hall.announce("p1", "批准预算调整方案", press="first")
    seat.hall.state("p1", "open")
    seat.status("vote_now")
    return seat


def vote(seat, letter="Y"):
    seat.press(letter)
    seat.page.locator(".sure .confirm").click()


def test_a_receipt_lost_on_the_way_is_asked_for_with_the_same_bytes(voting):
    """The line breaks after the vote is kept: the terminal comes back, sends the same bytes, and one vote is there."""
    voting.hall.lose.append("cast")
    vote(voting)
    voting.status("received")
    assert len(voting.hall.poll("p1").casts) == 1


def test_a_vote_pressed_while_the_server_is_away_is_sent_when_it_is_back(voting):
    """The alarm says that the vote is not received yet; after the restart it is, once."""
    voting.running.stop()
    expect(voting.page.locator(".seat-alarm")).to_contain_text("您尚未提交本项表决")
    vote(voting)
    voting.status("sending")
    expect(voting.page.locator(".seat-alarm")).to_contain_text("您的表决尚未收到")
    voting.picture("offline")
    voting.running.start()
    voting.status("received")
    expect(voting.page.locator(".seat-alarm")).to_have_count(0)
    assert voting.hall.opened("p1")[0].marks == "Y"


def test_a_reload_between_cast_and_receipt(voting):
    """A page closed before its receipt came sends the kept bytes when it is opened again."""
    voting.running.stop()
    vote(voting)
    voting.status("sending")
    voting.wait_for(lambda: [record["pending"]["event"] for record in voting.stored()] == ["cast"])
    voting.page.goto("about:blank")
    voting.running.start()
    voting.open(code=None)
    voting.status("received")
    assert len(voting.hall.poll("p1").casts) == 1


def test_a_reload_after_the_receipt_still_confirms(voting):
    """Receipt and leaf survive a reload, so that the terminal can check them after the close."""
    vote(voting)
    voting.status("received")
    voting.open(code=None)
    voting.status("received")
    voting.hall.state("p1", "closed")
    voting.status("in_log")


def test_a_server_that_cannot_write_is_asked_again(voting):
    """`store.unwritable` is told as it is, never as received, and the same bytes go again."""
    voting.hall.refuse += ["store.unwritable"]
    vote(voting)
    voting.status("received")
    assert len(voting.hall.poll("p1").casts) == 1


def test_a_vote_that_came_too_late_is_told_so(voting):
    """A cast behind the close is refused, the sentence stands on the screen, and nothing stays to be sent."""
    voting.hall.refuse += ["poll.closed"]
    vote(voting)
    expect(voting.page.locator(".seat-poll .refused")).to_contain_text("没有计入")
    voting.wait_for(lambda: [record["pending"] for record in voting.stored()] == [None])
    assert voting.hall.poll("p1").casts == []


def test_a_sequence_that_does_not_fit_draws_again(voting):
    """After `ballot.sequence` the terminal draws its paper again and the member votes again."""
    voting.hall.refuse += ["ballot.sequence"]
    vote(voting)
    expect(voting.page.locator(".seat-poll .refused")).to_contain_text("请重新表决")
    vote(voting, "A")
    voting.status("received")
    assert voting.hall.opened("p1")[0].marks == "A"


def test_a_log_without_the_vote_raises_a_complaint(voting):
    """When the proof does not lead to the receipt's leaf, the terminal complains and says so."""
    voting.hall.forge = True
    vote(voting)
    voting.status("received")
    voting.hall.state("p1", "closed")
    voting.status("not_counted")
    voting.picture("complaint")
    assert [(confirm.ok, confirm.reason) for confirm in voting.hall.poll("p1").confirmed] == [
        (False, "the leaf is not in the tree")
    ]


def test_a_manifest_of_other_names_is_not_marked(seat, errors):
    """When the names shown are not those that were signed, there is no paper to mark."""
    seat.sign_in()
    poll = seat.hall.announce("p2", "选举副乡长", names=("王秀兰", "李强"), max_yes=1)
    seat.status("drawn")
    poll.view["lines"] = [
        {"id": "c1", "name": {"zh": "王秀兰", "en": "W"}},
        {"id": "c2", "name": {"zh": "冒名者", "en": "X"}},
    ]
    poll.view["manifest"] = seat.hall.resigned(poll)
    seat.hall.state("p2", "open")
    seat.status("fault")
    seat.picture("fault")
    expect(seat.page.locator("[data-mark]")).to_have_count(0)
    assert "names" in errors.pop()
