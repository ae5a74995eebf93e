"""An empty house: its secretary prepares a congress of five offices in the browser, without any file but the roll."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.house.conftest import House

ROLL = "姓名,性别,代表团,座位,身份\n" + "".join(
    f"代表{n},{'男女'[n % 2]},第{n % 3 + 1}代表团,A{n:02},代表\n" for n in range(1, 31)
)
OFFICES = [
    "选举县人民代表大会常务委员会主任、副主任、委员",
    "选举县长、副县长",
    "选举县监察委员会主任",
    "选举县人民法院院长",
    "选举县人民检察院检察长",
]


def step(page: Page, name: str) -> None:
    """Go to one of the five steps."""
    page.locator(".steps").get_by_role("button", name=re.compile(name)).click()


def meeting(page: Page) -> None:
    """The first step: a county's congress."""
    page.get_by_label("会议机关").select_option("congress")
    page.get_by_label("层级").select_option("county")
    page.get_by_label("会议名称（中文）").fill("云岭县第十九届人民代表大会第一次会议")
    page.get_by_label("开会日期").fill("2026-12-10")
    page.get_by_label("地点（中文）").fill("云岭县会堂")
    page.get_by_label("地点（中文）").blur()


def upload(page: Page, folder: Path) -> None:
    """The fourth step: the roll, and its PIN cards, which are given out once."""
    step(page, "名册")
    (folder / "roll.csv").write_text(ROLL, encoding="utf-8")
    page.set_input_files("input[type=file]", folder / "roll.csv")
    page.get_by_role("button", name="检查并导入").click()
    expect(page.get_by_text("已导入 30 人。")).to_be_visible()
    with page.expect_download() as cards:
        page.get_by_role("button", name=re.compile("下载签到卡")).click()
    assert cards.value.suggested_filename == "cards.pdf"


def test_a_secretary_prepares_a_congress_of_five_offices(house: Callable[[str], House], tmp_path: Path) -> None:
    """Form, template, roll, check, laying; the operator's open page has the agenda, and what was written survives a reload."""
    here = house("empty")
    operator = here.officer("operator")
    expect(operator.get_by_role("heading", name="（待准备）")).to_be_visible()
    page = here.officer("secretary")
    expect(page.get_by_role("heading", name="会议准备")).to_be_visible()
    meeting(page)
    step(page, "议程与表决")
    page.get_by_role("button", name="按模板填写（表决终端）").click()
    for title in OFFICES:
        expect(page.locator(".agenda-form")).to_contain_text(title)
    page.get_by_role("button", name=re.compile(OFFICES[1])).first.click()
    expect(page.get_by_text("应选 4 名，候选人须 5 至 7 名。")).to_be_visible()
    here.picture("setup-agenda", page)
    page.get_by_label("应选名额").nth(1).fill("0")
    page.get_by_label("应选名额").nth(1).blur()
    expect(page.locator(".fault").first).to_contain_text("1 至 1000")
    step(page, "检查与提交")
    expect(page.get_by_role("button", name="提交会议")).to_be_disabled()
    here.picture("setup-faults", page)
    page.get_by_role("button", name="去填写").click()
    expect(page.get_by_label("应选名额").nth(1)).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("3")
    page.get_by_label("应选名额").nth(1).blur()
    expect(page.get_by_text("应选 3 名，候选人须 4 至 6 名。")).to_be_visible()
    page.reload()  # the tab has kept what is not laid yet
    step(page, "办法与规则")
    expect(page.get_by_label("以表决器代替纸质选票")).to_have_value("true")
    here.picture("setup-method", page)
    upload(page, tmp_path)
    step(page, "检查与提交")
    expect(page.get_by_text("有表决权的 30 人")).to_be_visible()
    page.get_by_role("button", name="提交会议").click()
    expect(page.get_by_text("已提交，各屏幕已更新。")).to_be_visible()
    here.picture("setup-laid", page)
    expect(operator.get_by_role("heading", name="云岭县第十九届人民代表大会第一次会议")).to_be_visible()
    for title in ["通过选举办法", *OFFICES]:
        expect(operator.locator(".agenda")).to_contain_text(title)
    here.picture("setup-operator", operator)
    page.get_by_role("button", name="English").click()
    step(page, "Agenda and votes")
    expect(page.locator(".agenda-form")).to_contain_text("Election of the county head and deputy county heads")
    here.picture("setup-agenda-en", page)


def test_a_secretary_adds_a_question_while_members_are_signing_in(house: Callable[[str], House]) -> None:
    """The page says that it only adds, asks who decided it and why, and the operator's agenda has the item."""
    here = house("committee")
    operator = here.officer("operator")
    page = here.officer("secretary")
    page.get_by_role("button", name="会议准备").click()
    expect(page.get_by_text("只能增加议题和表决，已有的内容不能改动。")).to_be_visible()
    step(page, "议程与表决")
    page.get_by_label("添加议程").select_option("question")
    page.locator(".another").get_by_role("button", name="添加").click()
    page.get_by_label("标题（中文）").first.fill("关于河道治理的质询案")
    page.get_by_label("标题（中文）").first.blur()
    step(page, "检查与提交")
    expect(page.get_by_role("button", name="会议期间增加议程")).to_be_disabled()
    page.get_by_label("理由").fill("组成人员三人联名提出")
    here.picture("setup-adding", page)
    page.get_by_role("button", name="会议期间增加议程").click()
    expect(page.get_by_text("已提交，各屏幕已更新。")).to_be_visible()
    expect(operator.locator(".agenda")).to_contain_text("关于河道治理的质询案")
    here.picture("setup-added", operator)
