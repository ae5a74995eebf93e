"""The officers' pages in a browser, before a stand-in server that shows chosen views."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import officers_views as views
from tests.browser.officers_pages import CHROMIUM, launch, listen
from tests.browser.officers_server import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's Chromium is not installed"),
]
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def server() -> Iterator[Running]:
    running = Running()
    yield running
    running.stop()


@pytest.fixture
def visit(browser: Browser, server: Running) -> Iterator[Opener]:
    """Open a role's page by a one-time link before a view; at the end no page may have reported a fault."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    faults = listen(page)

    def open_page(role: str, view: dict[str, Any]) -> Page:
        server.hall.views[role] = view
        page.goto(f"{server.address}/{role}#once={role}")
        expect(page.locator("main")).to_be_visible()
        expect(page.locator(".waiting")).to_have_count(0)
        return page

    yield open_page
    context.close()
    assert faults == []


RUNS_OVER = """Array.from(document.querySelectorAll('.hall-poll, main')).filter(
    (one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1).length"""
DISPOSE = [views.step("dispose", {"item": "i3"}, views.text("记录处理结果：预算", "Record: budget"), ask="disposition")]


def test_the_one_time_link_is_wiped_and_the_tab_stays_signed_in(visit: Opener, server: Running) -> None:
    """After sign-in the secret is gone from the address bar, and a reload needs no second sign-in."""
    page = visit("operator", views.view("operator"))
    assert "once" not in page.url
    page.reload()
    expect(page.get_by_role("button", name="结束表决")).to_be_visible()


def test_a_page_without_a_session_goes_to_sign_in(browser: Browser, server: Running) -> None:
    """A wrong password is refused in words; the right one leads back to the role's page."""
    server.hall.views["chair"] = views.view("chair")
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.address}/chair")
    page.wait_for_url("**/sign-in#role=chair")
    for name in ("nobody", "chair"):
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill("secret")
        page.get_by_role("button", name="登录").click()
        if name == "nobody":
            expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    expect(page.locator(".chair-page")).to_be_visible()
    context.close()


def test_the_next_step_is_confirmed_and_sent_as_it_was_given(visit: Opener, server: Running) -> None:
    """The big button asks where the core says so, and sends command and arguments back unchanged."""
    page = visit("operator", views.view("operator"))
    page.get_by_role("button", name="结束表决").click()
    assert server.hall.sent == []
    page.locator("dialog").get_by_role("button", name="确定").click()
    expect(page.locator("dialog")).to_have_count(0)
    [sent] = server.hall.sent
    assert (sent["name"], sent["args"]) == ("close_poll", {"vote": "v1"})
    assert len(sent["key"]) == 32


def test_a_double_click_acts_once(visit: Opener, server: Running) -> None:
    """The second click of a hasty hand does not give a second command."""
    page = visit("operator", views.view("operator", next=views.START))
    page.get_by_role("button", name="宣布开会").dblclick()
    expect(page.get_by_role("button", name="宣布开会")).to_be_enabled()
    assert [sent["name"] for sent in server.hall.sent] == ["open_sitting"]


def test_what_may_not_be_done_says_why_with_the_article(visit: Opener) -> None:
    """A refused step is no button; its sentence and its article stand beside it."""
    page = visit("operator", views.view("operator"))
    refused = page.locator(".desk > .refused-steps li", has_text="宣布闭会")
    expect(refused).to_contain_text("还没有结果，不能闭会")
    expect(refused).to_contain_text("ZZF 50")
    expect(refused.get_by_role("button")).to_have_count(0)


def test_a_refused_reason_keeps_the_dialog_and_its_text(visit: Opener, server: Running) -> None:
    """A refusal is shown in the dialog with its details; what was written stays; the next try may succeed."""
    page = visit("operator", views.view("operator"))
    server.hall.answers.append({"refusal": {**views.UNDECIDED, "details": [views.text("第4项", "Item 4")]}})
    page.locator(".poll").get_by_role("button", name="作废").click()
    dialog = page.locator("dialog")
    dialog.get_by_label("理由").fill("表决器故障")
    dialog.get_by_role("button", name="确定执行").click()
    expect(dialog.get_by_role("alert")).to_contain_text("第4项")
    expect(dialog.get_by_label("理由")).to_have_value("表决器故障")
    dialog.get_by_role("button", name="确定执行").click()
    expect(dialog).to_have_count(0)
    assert [sent["args"] for sent in server.hall.sent] == [{"vote": "v1", "reason": "表决器故障"}] * 2


def test_a_disposition_is_chosen_from_what_the_item_allows(visit: Opener, server: Running) -> None:
    """The dialog offers the item's own endings and sends only the fields that were filled."""
    page = visit("operator", views.view("operator", next=DISPOSE))
    page.get_by_role("button", name="记录处理结果").click()
    dialog = page.locator("dialog")
    assert dialog.locator(".choice").all_inner_texts() == ["审议意见转办", "作出决议", "暂不付表决"]
    dialog.get_by_label("暂不付表决").check()
    dialog.get_by_label("理由或说明").fill("意见分歧较大")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)
    assert server.hall.sent[0]["args"] == {"item": "i3", "disposition": "postponed", "reason": "意见分歧较大"}


def test_another_item_may_be_looked_at_and_the_console_follows_the_sitting(visit: Opener, server: Running) -> None:
    """Picking an item shows it and says that it is not the one in hand; the next view with a new item leads back."""
    page = visit("operator", views.view("operator"))
    page.locator(".agenda button").nth(3).click()
    expect(page.locator(".item-head h2")).to_have_text("决定任命青溪县人民政府副县长")
    expect(page.locator(".elsewhere")).to_contain_text("第 3 项")
    server.show("operator", views.view("operator", current="i5", polls=[]))
    expect(page.locator(".item-head h2")).to_have_text(views.WATER["zh"])


def test_a_waiting_device_is_confirmed_after_its_fingerprint_was_read(visit: Opener, server: Running) -> None:
    """The fingerprint stands in the question, and the seat's own key is what is confirmed."""
    page = visit("operator", views.view("operator"))
    page.get_by_role("button", name="确认终端").click()
    expect(page.locator("dialog")).to_contain_text("qX7p_2Za")
    page.locator("dialog").get_by_role("button", name="确定").click()
    expect(page.locator("dialog")).to_have_count(0)
    assert server.hall.sent[0]["args"] == {"seat": "3-7", "kid": "k1"}


def test_a_seat_opens_by_keyboard_and_shows_its_code(visit: Opener, server: Running) -> None:
    """Enter on a seat of the map opens it; its enrolment code comes with link and picture."""
    page = visit("operator", views.view("operator"))
    page.locator("[data-seat='5-7']").focus()
    page.keyboard.press("Enter")
    page.locator("dialog").get_by_role("button", name="发登记码").click()
    expect(page.locator(".code-text")).to_have_text("K7M2P9QX")
    expect(page.locator(".code-link")).to_contain_text("/seat/5-7?code=K7M2P9QX")
    expect(page.locator("img.qr")).to_be_visible()
    assert server.hall.sent[0]["args"] == {"seat": "5-7"}


def test_the_seat_map_tells_votes_by_shape_and_in_words(visit: Opener) -> None:
    """Each seat says in words what its shape shows: here or not, drawn or pressed, device well or not."""
    page = visit("scrutineer", views.view("scrutineer"))
    expect(page.locator(".seat[data-seat]")).to_have_count(35)
    expect(page.locator("[data-seat='1-2'] .tick")).to_have_count(1)
    expect(page.locator("[data-seat='1-2']")).to_have_attribute("aria-label", "1-2 · 李丽华 · 实到 · 已按 · 终端已登记")
    expect(page.locator("[data-seat='2-2']")).to_have_attribute(
        "aria-label", "2-2 · 周志强 · 实到 · 未领票 · 终端已登记 · 终端断线"
    )


def test_the_language_changes_with_one_click_and_is_remembered(visit: Opener) -> None:
    """One click turns every word to English, and the choice outlives a reload."""
    page = visit("chair", views.view("chair"))
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Close the vote")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Quorum is met")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_chair_reads_the_announcement(visit: Opener) -> None:
    """The words to read stand in the chair's page as the core made them."""
    counted = views.poll("counted", counts=views.COUNTS, outcome=views.ADOPTED, announcement=views.T4)
    page = visit("chair", views.view("chair", polls=[counted], next=views.DECLARE))
    expect(page.locator(".aloud blockquote")).to_have_text(views.T4["zh"])


def test_the_hall_shows_only_numbers_before_the_close(visit: Opener) -> None:
    """While a vote is open the wall shows pressed and not pressed, and no mark."""
    page = visit("hall", views.view("hall"))
    assert page.locator(".big-figure dd").all_inner_texts()[:2] == ["21", "12"]
    assert "赞成" not in page.locator("body").inner_text()


def test_the_hall_follows_from_vote_to_result(visit: Opener, server: Running) -> None:
    """A new view puts figures and outcome on the wall without a reload; the sample is named."""
    page = visit("hall", views.view("hall"))
    server.show("hall", views.view("hall", stage="result", polls=[views.DECLARED]))
    expect(page.locator(".verdict")).to_have_text("通过")
    expect(page.locator(".big-figure dd")).to_have_text(["30", "1", "1", "1"])
    expect(page.locator(".hall-sample")).to_have_text("演示")


def test_the_wall_hides_not_pressed_where_the_rule_says_so(visit: Opener) -> None:
    """Where 未按 is not shown, neither its figure nor its length stands on the wall."""
    page = visit("hall", views.view("hall", stage="result", polls=[{**views.DECLARED, "show_not_pressed": False}]))
    expect(page.locator(".verdict")).to_be_visible()
    assert "未按" not in page.locator("body").inner_text()
    expect(page.locator(".bar .not_voting")).to_have_count(0)


def test_the_wall_ranks_an_election_and_names_the_elected(visit: Opener) -> None:
    """Ranking in the core's order, 当选 at the elected, write-ins marked as such."""
    page = visit("hall", views.view("hall", stage="result", polls=[views.ELECTION]))
    expect(page.locator(".ranking tbody th")).to_have_text(["李春华", "赵敏", "欧阳建军", "何永康另选他人"])
    expect(page.locator(".ranking .elected .fate")).to_have_text(["当选", "当选"])


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6])
def test_several_polls_share_the_wall_without_running_over(visit: Opener, count: int) -> None:
    """However many polls run together, each stays inside its place and the page does not scroll."""
    polls = [{**(views.FAILED if n % 2 else views.poll("open")), "vote": f"v{n}"} for n in range(count)]
    page = visit("hall", views.view("hall", polls=polls))
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(page.locator(".hall-poll")).to_have_count(count)
    assert page.evaluate(RUNS_OVER) == 0


@pytest.mark.parametrize("names", [2, 5, 8, 13])
def test_a_long_ranking_stays_on_the_wall(visit: Opener, names: int) -> None:
    """Rows grow smaller with their number; none runs over the edge."""
    election = {
        **views.ELECTION["election"],
        "ranking": [views.row(views.member_name(n), 40 - n, 1, 2, 3) for n in range(names)],
    }
    page = visit("hall", views.view("hall", stage="result", polls=[{**views.ELECTION, "election": election}]))
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(page.locator(".ranking tbody tr")).to_have_count(names)
    assert page.evaluate(RUNS_OVER) == 0


def test_a_bad_roll_is_told_row_by_row_and_a_good_one_imported(visit: Opener) -> None:
    """Errors come with row and column, nothing is said to be imported; then the good file is."""
    page = visit("secretary", views.view("secretary"))
    page.get_by_role("button", name="导入名册").click()
    for name in ("bad.csv", "good.csv"):
        page.locator("[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": b"x"})
        page.get_by_role("button", name="检查并导入").click()
        if name == "bad.csv":
            expect(page.locator(".errors td")).to_have_text(
                ["7", "姓名", "姓名为空。", "19", "席位", "席位 2-3 已由第 10 行使用。"]
            )
    expect(page.locator(".done")).to_have_text("已导入 35 人。")


def test_a_file_is_fetched_with_the_bearer_and_saved(visit: Opener) -> None:
    """A file behind the bearer header is saved under its own name."""
    page = visit("secretary", views.view("secretary"))
    page.get_by_role("button", name="文件下载").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="下载", exact=True).first.click()
    assert saved.value.suggested_filename == "sheet.pdf"


def test_a_lost_line_is_said_and_found_again(visit: Opener, server: Running) -> None:
    """When the server goes, the page says so at once."""
    page = visit("operator", views.view("operator"))
    expect(page.get_by_text("已连接")).to_be_visible()
    server.hang_up()
    expect(page.locator(".link-state.down")).to_be_visible()


def test_the_start_page_leads_to_a_seat(browser: Browser, server: Running) -> None:
    """A seat is entered by its number."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.address)
    page.get_by_label("席位号").fill("3-07")
    page.get_by_role("button", name="进入").click()
    page.wait_for_url("**/seat/3-07")
    context.close()
