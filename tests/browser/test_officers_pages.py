"""What the officers' pages show, before a stand-in server that shows chosen views."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import officers_views as views
from tests.browser.conftest import Opener
from tests.browser.officers_server import Running

pytestmark = pytest.mark.browser
RUNS_OVER = """Array.from(document.querySelectorAll('.hall-poll, main')).filter(
    (one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1).length"""
STICKS_OUT = """(seats) => seats.filter((one) => {
    const chair = one.querySelector('.chair')?.getBoundingClientRect();
    return chair && [...one.querySelectorAll('text')].some((word) => {
        const box = word.getBoundingClientRect();
        return box.left < chair.left || box.right > chair.right || box.bottom > chair.bottom + 1 || box.top < chair.top - 1;
    });
}).map((one) => one.dataset.seat)"""


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


@pytest.mark.parametrize("role", ["operator", "chair"])
def test_a_complaint_after_the_declaration_is_shown_and_has_nothing_to_settle(visit: Opener, role: str) -> None:
    """It stands there with its seat and reason, apart from one that holds a declaration."""
    poll = views.poll("declared", outcome="adopted")
    late = {
        "vote": poll["vote"],
        "seat": "3-7",
        "about": ["count"],
        "reason": "the ballot of this seat is not among those counted",
        "after": True,
    }
    page = visit(role, views.view(role, polls=[poll], complaints=[late]))
    panel = page.locator(".alert-red")
    expect(panel).to_contain_text("宣布结果以后的席位异议")
    expect(panel).to_contain_text("3-7")
    expect(panel).to_contain_text("终端在计票中找不到这一席的票。")
    expect(panel.locator(".said")).to_contain_text("终端原文：the ballot of this seat")
    expect(panel).to_have_css("border-top-style", "solid")  # on the chair's page, too, it looks like what it is
    expect(panel.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("role", ["operator", "chair", "hall", "scrutineer"])
def test_the_recused_are_named_with_their_number(visit: Opener, role: str) -> None:
    """Everyone who looks at a poll sees who does not vote on it."""
    page = visit(role, views.view(role, polls=[views.poll("open", recused=["李丽华", "张玉兰"])]))
    expect(page.locator(".recused").first).to_have_text("回避 2 人：李丽华、张玉兰")


def test_the_agenda_names_the_recused_before_a_vote(visit: Opener) -> None:
    """Number in the agenda, names at the item, while nothing has been announced on it yet."""
    page = visit("operator", views.view("operator", items=views.RECUSED))
    expect(page.locator(".agenda li").nth(4)).to_contain_text("回避 1 人")
    page.locator(".agenda button").nth(4).click()
    expect(page.locator(".item-head .recused")).to_have_text("回避 1 人：李丽华")


def test_what_is_to_be_read_now_is_large_for_the_chair_and_small_for_the_operator(visit: Opener) -> None:
    """The words of the view stand once on the chair's page, also when they are the announcement; the operator sees them."""
    words = views.text("现在表决。请按表决器。", "We now vote. Please press.")
    page = visit("chair", views.view("chair", reading=words))
    expect(page.locator(".aloud blockquote")).to_have_text("现在表决。请按表决器。")
    visit("operator", views.view("operator", reading=words))
    expect(page.locator(".reading")).to_contain_text("现在表决。请按表决器。")


def test_the_chief_teller_has_the_report_to_read(visit: Opener) -> None:
    """After an election the scrutineer's page shows the report of the count."""
    report = views.text("李春华：赞成票49张。报告完毕。", "Li Chunhua: 49 for. End of report.")
    page = visit("scrutineer", views.view("scrutineer", polls=[{**views.ELECTION, "report": report}]))
    expect(page.locator(".aloud blockquote")).to_have_text("李春华：赞成票49张。报告完毕。")


@pytest.mark.parametrize("stage", ["item", "result"])
def test_a_voided_vote_is_said_on_the_wall(visit: Opener, stage: str) -> None:
    """本次表决作废 with its reason, whether the wall is at the item or at its polls."""
    page = visit("hall", views.view("hall", stage=stage, polls=[views.VOIDED]))
    expect(page.locator(".verdict")).to_have_text("本次表决作废")
    expect(page.get_by_text("原因：表决器故障")).to_be_visible()


def test_long_names_stay_in_their_boxes_and_seats_keep_their_number(visit: Opener) -> None:
    """Names of two to nine characters fit their chairs at a small desk, and each seat shows its label during a vote."""
    names = ["李伟", "王建国", "司马凌云", "白玛央金", "阿依努尔", "阿依努尔·买买提", "欧阳若溪静怡"]
    named = [views.seat(place, name=name) for place, name in enumerate(names)]
    page = visit("operator", views.view("operator", seats=named))
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(page.locator("[data-seat='1-6'] .seat-name")).to_have_text(["阿依努尔", "买买提"])
    assert page.locator(".seat").evaluate_all(STICKS_OUT) == []
    expect(page.locator(".seat[data-seat] .seat-word")).to_have_text([f"1-{n}" for n in range(1, 8)])


def test_a_name_is_said_beside_the_role_only_where_it_says_more(visit: Opener, server: Running) -> None:
    """An account named as its role is shown as the role alone."""
    page = visit("operator", views.view("operator"))
    expect(page.locator(".head-title p")).to_have_text("操作员 · 何文静 · 会议进行中")
    page.evaluate(
        """sessionStorage.setItem("yijue.session", JSON.stringify({token: "operator", role: "operator", name: "operator"}))"""
    )
    page.reload()
    expect(page.locator(".head-title p")).to_have_text("操作员 · 会议进行中")


def test_the_roll_says_sex_in_words(visit: Opener) -> None:
    """男 and 女 in Chinese, male and female in English, whatever the wire calls them."""
    page = visit("secretary", views.view("secretary"))
    page.get_by_role("button", name="人员名册").click()
    assert set(page.locator(".members td:nth-child(2)").all_inner_texts()) == {"男", "女"}
    page.get_by_role("button", name="English").click()
    assert set(page.locator(".members td:nth-child(2)").all_inner_texts()) == {"male", "female"}


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
    page = visit("chair", views.view("chair", polls=[counted], next=views.DECLARE, reading=views.T4))
    expect(page.locator(".aloud blockquote")).to_have_text(views.T4["zh"])
    expect(page.locator(".announcement")).to_have_count(0)


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


def test_the_wall_numbers_write_ins_before_the_declaration(visit: Opener) -> None:
    """A row the server gives a number in place of a name says 另选他人 once, in the language of the wall."""
    ranking = [*views.ELECTION["election"]["ranking"][:3], views.row("另选他人 1", 2, 0, 0, 0, write_in=2)]
    election = {**views.ELECTION["election"], "ranking": ranking}
    page = visit("hall", views.view("hall", polls=[{**views.ELECTION, "state": "counted", "election": election}]))
    expect(page.locator(".ranking tbody th").last).to_have_text("另选他人 1")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".ranking tbody th").last).to_have_text("Write-in 1")


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
                ["文件", "—", "缺少列“席位”。", "7", "姓名", "姓名为空。", "19", "席位", "席位 2-3 已由第 10 行使用。"]
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


def test_who_has_not_voted_is_pointed_out_before_the_close(visit: Opener, server: Running) -> None:
    """The chair reads the reminder at the open vote; without one there is no line."""
    said = views.text("还有12人没有表决，结束前请提醒。", "12 have not voted; remind them before the close.")
    page = visit("chair", views.view("chair", polls=[views.poll("open", reminder=said)]))
    expect(page.locator(".poll .warning")).to_have_text("还有12人没有表决，结束前请提醒。")
    server.show("chair", views.view("chair"))
    expect(page.locator(".poll .warning")).to_have_count(0)
