"""A member signs in at a tablet and votes on motions: what is pressed, sealed, sent, received and counted."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

COUNTS = {"for": 30, "against": 1, "abstain": 1, "void": 0, "not_voting": 1}
RESULT = {"counts": COUNTS, "outcome": "adopted", "needed": 18, "base": 35}


def test_secret_motion_from_code_to_counted(seat):
    """A terminal enrols, its member signs in, presses once, may change it, and is told that it counted."""
    seat.sign_in()
    seat.picture("idle")
    seat.hall.announce("p1", "批准预算调整方案")
    seat.status("drawn")
    seat.picture("announced")
    seat.hall.state("p1", "open")
    seat.status("vote_now")
    seat.picture("motion")
    seat.press("Y")
    seat.status("received_changeable")
    seat.picture("received")
    seat.press("N")
    seat.wait_for(lambda: len(seat.hall.poll("p1").casts) == 2)
    seat.status("received_changeable")
    seat.hall.state("p1", "closed")
    seat.status("in_log")
    assert [paper.marks for paper in seat.hall.opened("p1")] == ["N"]
    assert [confirm.ok for confirm in seat.hall.poll("p1").confirmed] == [True]
    seat.hall.count("p1")
    seat.status("counted")
    assert [audited.ok for audited in seat.hall.poll("p1").audited] == [True]
    seat.hall.state("p1", "declared", RESULT)
    expect(seat.page.locator(".seat-result .seal")).to_have_text("通过")
    seat.status("counted")
    seat.picture("declared")
    seat.open(code=None)
    seat.status("counted")


def test_named_motion_where_the_first_press_counts(seat):
    """A first press is confirmed in a second step, is sent by name, and leaves no button and no trace of the choice."""
    seat.sign_in()
    seat.hall.announce("p1", "表决会议议程", mode="named", press="first", remaining=60)
    seat.hall.state("p1", "open")
    seat.press("N")
    seat.picture("chosen")
    seat.page.locator(".sure .again").click()
    assert seat.hall.poll("p1").casts == []
    seat.press("Y")
    seat.page.locator(".sure .confirm").click()
    seat.status("received")
    expect(seat.page.locator("[data-mark]")).to_have_count(0)
    seat.picture("received-first")
    cast = seat.hall.poll("p1").casts[0][0]
    assert (cast.choice, cast.voter, cast.seq, cast.prev) == ("Y", "d05", 1, None)
    assert [record["pending"] for record in seat.stored()] == [None]
    seat.hall.state("p1", "closed")
    seat.status("counted")


def test_keyboard_alone_is_enough(seat):
    """Somebody without a touch screen signs in and votes with the keys."""
    seat.open()
    expect(seat.page.locator(".keypad h2")).to_be_focused()
    seat.page.locator("input[name=secret]").focus()
    seat.page.keyboard.type("482913")
    seat.page.keyboard.press("Enter")
    expect(seat.page.locator(".keypad")).to_have_count(0)
    seat.hall.announce("p1", "表决会议议程", press="first")
    seat.hall.state("p1", "open")
    seat.status("vote_now")
    seat.page.locator(".motion [data-mark=A]").focus()
    seat.page.keyboard.press("Space")
    expect(seat.page.locator(".sure .confirm")).to_be_focused()
    seat.page.keyboard.press("Enter")
    seat.status("received")
    assert seat.hall.opened("p1")[0].marks == "A"


def test_a_recused_member_sees_no_paper(seat):
    """Who is not in the electorate is told so and draws nothing."""
    seat.sign_in()
    seat.hall.announce("p1", "任命事项").eligible = False
    seat.hall.state("p1", "open")
    seat.status("not_eligible")
    expect(seat.page.locator("[data-mark]")).to_have_count(0)


def test_several_polls_stand_side_by_side(seat):
    """With two polls open, the seat votes on one and is led to the other."""
    seat.sign_in()
    for vote, title in (("p1", "任命李明为副主任"), ("p2", "任命王芳为局长")):
        seat.hall.announce(vote, title, press="first")
        seat.hall.state(vote, "open")
    seat.press("Y")
    seat.page.locator(".sure .confirm").click()
    seat.status("received")
    seat.picture("two-polls")
    seat.page.get_by_role("button", name="还有一项待您表决").click()
    seat.press("N")
    seat.page.locator(".sure .confirm").click()
    seat.status("received")
    assert [seat.hall.opened(vote)[0].marks for vote in ("p1", "p2")] == ["Y", "N"]


def test_badge_and_wrong_pin(seat):
    """A wrong PIN is refused with the server's sentence; a badge number signs in as well."""
    seat.open()
    seat.page.locator("input[name=secret]").fill("000000")
    seat.page.get_by_role("button", name="签到", exact=True).click()
    expect(seat.page.locator(".keypad .refused")).to_have_text("签到密码不对。")
    seat.picture("wrong-pin")
    seat.page.get_by_role("button", name="证件号").click()
    seat.page.locator("input[name=secret]").fill("1005")
    seat.page.keyboard.press("Enter")
    expect(seat.page.locator(".seat-head")).to_contain_text("陈志远")


@pytest.mark.parametrize("state", ["voided", "closed"])
def test_a_seat_that_did_not_vote_is_told_how_it_ended(seat, state):
    """A poll that ends without this seat's vote says that none was received, or that the poll is void."""
    seat.sign_in()
    seat.hall.announce("p1", "表决会议议程")
    seat.hall.state("p1", "open")
    seat.status("vote_now")
    seat.hall.state("p1", state)
    seat.status("voided" if state == "voided" else "not_voted")
    seat.picture(state)
