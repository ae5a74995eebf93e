"""Two sittings at the real browser: operator, one seat and the hall, with simulated seats around them."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.house.conftest import House, confirm, number, press, sign_in


def all_here(operator: Page, members: int) -> None:
    """Wait until everybody has signed in."""
    expect(operator.get_by_text(f"{members}", exact=True).nth(1)).to_be_visible(timeout=30_000)


def test_a_person_plays_operator_and_one_seat_through_a_secret_vote(house: Callable[[str], House]) -> None:
    """The 35th member votes on a tablet; the hall shows figures that close, and the tablet finds its vote counted."""
    here = house("committee")
    operator, hall, secretary = (here.officer(role) for role in ("operator", "hall", "secretary"))
    for path in ("/", "/sign-in#role=chair"):
        page = here.page(path)
        expect(page.get_by_text("演示").first).to_be_visible()
        here.picture(path.strip("/").partition("#")[0] or "start", page)
    seat, pin = here.own_seat()
    sign_in(seat, pin)
    all_here(operator, 35)
    here.picture("operator-before", operator)
    press(operator, "宣布开会")
    press(operator, "进入议题")
    press(operator, "进行审议")
    press(operator, "记录处理结果")
    operator.get_by_text("审议意见转办").click()
    operator.get_by_label("交办对象").fill("县人民政府")
    operator.get_by_label("办理期限").fill("2999-12-31")
    confirm(operator)
    for secrecy, item in (("记名", "first"), ("记名", "goes on"), ("无记名", "next")):
        if item != "goes on":  # the amendment's item goes on with the draft as amended
            press(operator, "进入议题")
            press(operator, "进行审议")
        press(operator, "提请表决")
        expect(seat.get_by_text("表决票已领取")).to_be_visible()
        press(operator, "开始表决")
        expect(hall.get_by_text(re.compile(f"^{secrecy}"))).to_be_visible()
        seat.get_by_role("button", name=re.compile("赞成")).click()
        expect(seat.get_by_text(re.compile("已收到"))).to_be_visible()
        here.picture(f"hall-voting-{secrecy}", hall)
        expect(operator.get_by_text("3", exact=False).first).to_be_visible()
        operator.wait_for_timeout(2500)  # the simulated members think for up to two seconds
        here.picture(f"operator-voting-{secrecy}", operator)
        press(operator, "结束表决")
        confirm(operator)
        expect(hall.get_by_text("通过", exact=True)).to_be_visible()
        figures = {label: number(hall, label) for label in ("赞成", "反对", "弃权", "未按")}
        assert sum(figures.values()) == 35
        assert figures["赞成"] >= 18
        press(operator, "宣布结果")
        expect(seat.get_by_text("已计入")).to_be_visible()
        here.picture(f"hall-result-{secrecy}", hall)
        here.picture(f"seat-result-{secrecy}", seat)
    here.picture("secretary", secretary)
    press(secretary, "适用规则")
    here.picture("secretary-rules", secretary)
    expect(operator.get_by_role("button", name=re.compile("宣布闭会"))).to_have_count(0)
    press(operator, "English")
    expect(operator.get_by_text("The sitting cannot be closed", exact=False).or_(
        operator.get_by_text("cannot be closed", exact=False)).first).to_be_visible()  # fmt: skip
    here.picture("operator-english", operator)


def spare_terminal(here: House, operator: Page, label: str) -> Page:
    """A tablet enrolled beside the seats with a code of the operator; a sample sitting confirms it at once."""
    press(operator, "备用终端")
    operator.get_by_label("编号").fill(label)
    operator.locator("dialog").get_by_role("button", name="发登记码").click()
    link = operator.locator(".code-link code")
    expect(link).to_have_text(re.compile(f"/seat/{label}[?]code=[2-9A-Z]{{8}}$"))
    expect(operator.locator("dialog img.qr")).to_be_visible()
    here.picture("operator-spare", operator)
    tablet = here.tablet(link.inner_text())
    expect(tablet.get_by_text("请签到")).to_be_visible()
    operator.locator("dialog").get_by_role("button", name="关闭").click()
    expect(operator.locator("dialog[open]")).to_have_count(0)
    return tablet


def test_a_member_whose_tablet_fails_votes_at_a_spare_one(house: Callable[[str], House]) -> None:
    """In the middle of a secret vote the member is moved to a spare tablet, votes there, and is counted once."""
    here = house("committee")
    operator, hall = here.officer("operator"), here.officer("hall")
    seat, pin = here.own_seat()
    sign_in(seat, pin)
    all_here(operator, 35)
    press(operator, "宣布开会")
    operator.locator(".agenda button").nth(2).click()  # the first secret motion
    operator.locator(".desk > .steps").get_by_role("button", name="进入议题").click()
    press(operator, "进行审议")
    press(operator, "提请表决")
    expect(seat.get_by_text("表决票已领取")).to_be_visible()
    press(operator, "开始表决")
    expect(seat.get_by_role("button", name=re.compile("赞成"))).to_be_visible()
    own = re.search(r"/seat/([^?/]+)", seat.url)
    assert own
    tablet = spare_terminal(here, operator, "S01")
    operator.locator(f"[data-seat='{own[1]}']").click()
    operator.locator("dialog").get_by_role("button", name="换席位").click()
    operator.get_by_label("换到").select_option("S01")
    confirm(operator)
    tablet.get_by_role("button", name=re.compile("赞成")).click()
    expect(tablet.get_by_text(re.compile("已收到"))).to_be_visible()
    expect(seat.get_by_role("button", name=re.compile("赞成"))).to_have_count(0)
    here.picture("operator-moved", operator)
    here.picture("seat-moved-away", seat)
    expect(operator.locator("[data-seat='S01'] .tick")).to_be_visible()
    press(operator, "结束表决")
    confirm(operator)
    expect(hall.get_by_text("通过", exact=True)).to_be_visible()
    assert sum(number(hall, label) for label in ("赞成", "反对", "弃权", "未按")) == 35
    press(operator, "宣布结果")
    expect(tablet.get_by_text("已计入")).to_be_visible()


def test_a_deputy_marks_an_election_with_a_write_in(house: Callable[[str], House]) -> None:
    """A paper with one approval, one opposition and a name written in is counted; the hall names who is elected."""
    here = house("congress")
    operator, hall = here.officer("operator"), here.officer("hall")
    seat, pin = here.own_seat()
    sign_in(seat, pin)
    all_here(operator, 61)
    press(operator, "宣布开会")
    for _ in ("the method", "the tellers"):
        press(operator, "进入议题")
        press(operator, "提请表决")
        expect(seat.get_by_text("表决票已领取")).to_be_visible()
        press(operator, "开始表决")
        seat.get_by_role("button", name=re.compile("赞成")).click()
        expect(seat.get_by_text(re.compile("已收到"))).to_be_visible()
        operator.wait_for_timeout(2500)
        press(operator, "结束表决")
        confirm(operator)
        press(operator, "宣布结果")
        expect(seat.get_by_text("已计入")).to_be_visible()
    press(operator, "进入议题")
    press(operator, "提请表决")
    expect(seat.get_by_text("表决票已领取")).to_be_visible()
    press(operator, "开始表决")
    lines = seat.locator("li.line")
    expect(lines).to_have_count(3)
    here.picture("seat-election-empty", seat)
    lines.nth(0).locator("[data-mark=Y]").click()
    lines.nth(1).locator("[data-mark=N]").click()
    seat.locator("input[name=wi-0]").fill("欧阳静怡")
    here.picture("seat-election-marked", seat)
    seat.locator("button.review").click()
    here.picture("seat-election-review", seat)
    seat.locator("button.send").click()
    expect(seat.get_by_text(re.compile("已收到"))).to_be_visible()
    operator.wait_for_timeout(3500)
    press(operator, "结束表决")
    confirm(operator)
    expect(hall.get_by_text("当选").first).to_be_visible()
    expect(hall.get_by_text("欧阳静怡")).to_have_count(0)  # names written in wait for the declaration
    press(operator, "宣布结果")
    expect(hall.get_by_text("欧阳静怡")).to_be_visible()
    here.picture("hall-election", hall)
    for page, name in ((hall, "hall"), (operator, "operator"), (seat, "seat")):
        press(page, "English")
        expect(page.get_by_text("Mu Zhiyuan").first).to_be_visible()  # as the paper calls the candidate
        here.picture(f"{name}-election-english", page)
        press(page, "中文")
    expect(seat.get_by_text("已计入")).to_be_visible()
    press(operator, "宣布闭会")
    confirm(operator)
    expect(hall.get_by_text("闭会").first).to_be_visible()
    here.picture("hall-closed", hall)
