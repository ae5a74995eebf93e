"""The words that are read aloud at the officers' pages: shown, marked as edited, edited, and put back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import officers_views as views
from tests.browser.conftest import Opener
from tests.browser.officers_server import Running

pytestmark = pytest.mark.browser
RESULT: dict[str, Any] = {
    "which": "v1/result", "label": views.text("宣布结果", "Declaring the result"), "text": views.T4, "made": "digest",
    "edited": None, "open": True, "lapsed": False, "now": True,
}  # fmt: skip
REPORT = {
    **RESULT, "which": "v1/report", "label": views.text("宣读计票结果", "Reading the count"), "now": False,
    "text": views.text("赞成30票，反对1票。宣读完毕。", "30 for, 1 against. That is the result."),
}  # fmt: skip
EDITED = {
    **RESULT,
    "text": views.text("通过。谢谢各位。", "Adopted. Thank you."),
    "edited": {
        "by": "主持人 chair（王建国）",
        "at": "2026-11-21T10:42:08+08:00",
        "generated": views.T4,
        "differs": True,
    },
}
DIFFER = {
    "code": "reading.figures", "article": None, **views.text("数字不一致，请核对。", "The figures differ; check them."),
    "details": [views.text("原有而改后没有：30", "No longer there: 30")],
}  # fmt: skip
COUNTED = views.poll("counted", counts=views.COUNTS, outcome=views.ADOPTED, announcement=views.T4)


def spoken(*aloud: dict[str, Any], role: str = "chair") -> dict[str, Any]:
    """A counted vote whose words stand on the page."""
    now = next((one["text"] for one in aloud if one["now"]), None)
    return views.view(role, polls=[COUNTED], next=views.DECLARE, reading=now, aloud=list(aloud))


@pytest.mark.parametrize("role", ["chair", "operator"])
def test_other_words_are_sent_once_their_figures_were_seen_to_differ(visit: Opener, server: Running, role: str) -> None:
    """The dialog has both texts; a warning of figures stays in it, and the same button then says so again."""
    page = visit(role, spoken(RESULT, REPORT, role=role))
    page.get_by_role("button", name="修改").first.click()
    dialog = page.locator("dialog")
    expect(dialog.get_by_label("中文")).to_have_value(views.T4["zh"])
    expect(dialog.get_by_label("英文")).to_have_value(views.T4["en"])
    dialog.get_by_label("中文").fill("通过。")
    server.hall.answers.append({"refusal": DIFFER})
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_role("alert")).to_contain_text("原有而改后没有：30")
    expect(dialog.get_by_label("中文")).to_have_value("通过。")
    dialog.get_by_role("button", name="数字不一致，仍然保存").click()
    expect(dialog).to_have_count(0)
    args = {"which": "v1/result", "made": "digest", "zh": "通过。", "en": views.T4["en"]}
    assert [(sent["name"], sent["args"]) for sent in server.hall.sent] == [
        ("edit_announcement", {**args, "despite": False}), ("edit_announcement", {**args, "despite": True}),
    ]  # fmt: skip


def test_typing_on_after_the_warning_asks_again(visit: Opener, server: Running) -> None:
    """Who goes on writing has not insisted on the figures that were warned about."""
    page = visit("chair", spoken(RESULT))
    page.get_by_role("button", name="修改").click()
    dialog = page.locator("dialog")
    server.hall.answers.append({"refusal": DIFFER})
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_role("button", name="仍然保存")).to_be_enabled()
    dialog.get_by_label("中文").fill("赞成30票，通过。")
    dialog.get_by_role("button", name="保存", exact=True).click()
    expect(dialog).to_have_count(0)
    assert [sent["args"]["despite"] for sent in server.hall.sent] == [False, False]


def test_an_edit_is_marked_and_taken_back(visit: Opener, server: Running) -> None:
    """The mark names who edited and when, and that figures differ; the dialog has the generated words and the way back."""
    page = visit("chair", spoken(EDITED))
    expect(page.locator(".aloud blockquote")).to_have_text("通过。谢谢各位。")
    expect(page.locator(".aloud .reading-foot")).to_contain_text("已修改")
    expect(page.locator(".aloud .reading-foot")).to_contain_text("主持人 chair（王建国），10:42")
    expect(page.locator(".aloud .reading-foot")).to_contain_text("数字与计票不一致")
    page.get_by_role("button", name="修改").click()
    page.locator("dialog summary").click()
    expect(page.locator("dialog details")).to_contain_text(views.T4["zh"])
    page.get_by_role("button", name="恢复生成的文字").click()
    expect(page.locator("dialog")).to_have_count(0)
    assert [(sent["name"], sent["args"]) for sent in server.hall.sent] == [
        ("restore_announcement", {"which": "v1/result"})
    ]


def test_what_was_read_has_no_button(visit: Opener) -> None:
    """After the declaration the mark stays with the words, and nothing is to be edited."""
    declared = {**COUNTED, "state": "declared", "announcement": EDITED["text"], "announcement_edited": EDITED["edited"]}
    page = visit("operator", views.view("operator", polls=[declared], aloud=[{**EDITED, "open": False}]))
    expect(page.locator(".poll .reading-foot")).to_contain_text("已修改")
    expect(page.get_by_role("button", name="修改")).to_have_count(0)


def test_a_fallen_edit_is_said(visit: Opener) -> None:
    """Where the figures changed after an edit the page says that the words were made anew."""
    page = visit("secretary", spoken({**RESULT, "lapsed": True}, role="secretary"))
    expect(page.locator(".words-to-edit")).to_contain_text("原修改不再适用")
