"""The secretary's desk: lists by name, papers and steps put on record, gaps decided, meetings checked against the calendar."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import officers_views as views
from tests.browser.conftest import Opener
from tests.browser.officers_server import Running

pytestmark = pytest.mark.browser
NAMES = (
    ("presidium", "主席团"),
    ("standing_chairs", "主席团常务主席"),
    ("executive_chairs", "执行主席"),
    ("tellers", "监票人"),
)
WARNING = {**views.text("第1次全体会议的执行主席0人，至少1人。", "Plenary 1 has 0 executive chair(s)."),
           "citation": views.text("《代表大会议事规则》第十条", "Rules, art. 10")}  # fmt: skip
FOUND = {"findings": [
    {"key": "gap", "met": False, "policy": False, **views.text("按间隔：超过2个月的有一处。", "By gaps: one."), "citation": None},
    {"key": "pairs_of_months", "met": True, "policy": False, **views.text("按月份分组：都有会议。", "By pairs."), "citation": None},
]}  # fmt: skip


def roster(name: str, *members: str, **other: Any) -> dict[str, Any]:
    label = views.text(dict(NAMES)[name], name)
    one = {"name": name, "label": label, "plenary": None, "item": "i1", "title": None, "state": "waiting"}
    return {**one, "members": [{"id": m, "name": f"代表{m}"} for m in members], **other}


def lists(*rosters: dict[str, Any]) -> dict[str, Any]:
    return {
        "lists": list(rosters), "names": [{"word": word, "label": views.text(label, word)} for word, label in NAMES],
        "items": [{"id": "i1", "title": views.text("主席团名单", "The presidium")}], "warnings": [WARNING],
    }  # fmt: skip


def sent(page: Page, server: Running) -> dict[str, Any]:
    """What the dialog sent, once it has closed."""
    expect(page.locator("dialog")).to_have_count(0)
    return {"name": server.hall.sent[-1]["name"], **server.hall.sent[-1]["args"]}


def test_a_list_is_laid_by_name(visit: Opener, server: Running) -> None:
    """Members are ticked, chairs come out of the presidium, and a warning stops nothing."""
    ids = [one["id"] for one in views.members()[:4]]
    page = visit("secretary", views.view("secretary", rosters=lists(roster("presidium", *ids[:3]))))
    page.get_by_role("button", name="主席团和监票人").click()
    expect(page.locator(".roster-warnings li")).to_contain_text("执行主席0人，至少1人。 《代表大会议事规则》第十条")
    expect(page.locator("[data-roster='presidium'] .chips")).to_contain_text("待表决")
    page.locator("[data-roster='executive_chairs']").get_by_role("button", name="列出名单").click()
    expect(page.locator(".signers li")).to_have_count(3)
    page.locator(".signers input[type=checkbox]").nth(1).check()
    page.get_by_label("第几次全体会议").fill("2")
    page.get_by_role("button", name="确定", exact=True).click()
    assert sent(page, server) == {
        "name": "lay_roster", "roster": "executive_chairs", "members": [ids[1]], "item": None, "plenary": "2",
    }  # fmt: skip
    page.locator("[data-roster='presidium']").get_by_role("button", name="修改名单").click()
    expect(page.locator(".signers input:checked")).to_have_count(3)
    page.locator(".signers input:checked").first.uncheck()
    page.get_by_role("button", name="确定", exact=True).click()
    assert sent(page, server)["members"] == ids[1:3]
    assert server.hall.sent[-1]["args"]["item"] == "i1"


def test_a_forgotten_pin_is_made_anew_and_shown_once(visit: Opener, server: Running) -> None:
    """Asked first, shown in one dialog, gone from the page with it; a refusal is told; after the close nobody is offered one."""
    page = visit("secretary", views.view("secretary"))
    page.get_by_role("button", name="人员名册").click()
    voters = [one for one in views.members() if one["role"] == "member"]
    buttons = page.locator(".members").get_by_role("button")
    expect(buttons).to_have_count(len(voters))
    buttons.nth(2).click()
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text(voters[2]["name"])
    expect(dialog).not_to_contain_text("402137")
    dialog.get_by_role("button", name="换发", exact=True).click()
    expect(dialog.locator(".code-text")).to_have_text("402137")
    dialog.get_by_role("button", name="已交本人").click()
    expect(dialog).to_have_count(0)
    assert "402137" not in page.content()
    place = next(place for place, one in enumerate(voters) if one["id"] == "m03")
    buttons.nth(place).click()
    dialog.get_by_role("button", name="换发", exact=True).click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    expect(dialog.get_by_role("button", name="换发", exact=True)).to_have_count(0)
    server.hall.views["secretary"] = views.view("secretary", meeting={**views.MEETING, "phase": "closed"})
    page.reload()
    expect(page.locator(".members tbody tr")).to_have_count(len(voters))
    expect(buttons).to_have_count(0)


def tracked() -> dict[str, Any]:
    """A report whose papers are late to one organ, not yet delivered to another, with a step that is missing."""
    item = deepcopy(views.ITEMS[2])
    limit = {"delivered": None, "waived": None, "article": "JDF 15", "citation": None, "left": 3, "missed": False}
    step = {"step": "speech", "label": views.text("供职发言", "speech"), "state": "missing", "result": None, "day": None,
            "organ": None, "note": None, "article": None, "citation": None, "before": True}  # fmt: skip
    item["drafts"] = [
        {
            "id": "d1",
            "title": views.BUDGET,
            "kind": "motion",
            "secrecy": "named",
            "form": "keypress",
            "announced": False,
        }
    ]
    draft = {"id": "d1", "part": "whole", "part_label": views.text("整体", "the whole"), "steps": [step],
             "aside": None, "fallen": False, "amended": False, "result": None}  # fmt: skip
    item["track"] = {
        "matter": views.text("预算调整", "budget adjustment"), "drafts": [draft], "steps": [], "petition": None,
        "needs_petition": False, "unsatisfied": None, "rosters": [], "deadlines": [
            {"to": "committee", "label": views.text("有关委员会", "the committee"), "last": "2026-10-21", **limit, "missed": True,
             "left": -3},
            {"to": "members", "label": views.text("组成人员", "the members"), "last": "2026-11-13", **limit},
        ],
    }  # fmt: skip
    return item


def test_papers_and_steps_are_recorded_from_the_checklist(visit: Opener, server: Running) -> None:
    """The day of delivery, the decision on a missed limit, and a step that is missing, each by its own dialog."""
    item = tracked()
    page = visit("secretary", views.view("secretary", items=[item]))
    page.get_by_role("button", name="程序记录").click()
    entry = page.locator(f"[data-item='{item['id']}']")
    expect(entry).to_contain_text("预算调整")
    expect(entry).to_contain_text("还有3天")
    page.get_by_role("button", name="记录送达日期：组成人员").click()
    page.get_by_label("送达的日子").fill("2026-11-12")
    page.get_by_role("button", name="确定", exact=True).click()
    assert sent(page, server) == {"name": "deliver_papers", "item": item["id"], "to": "members", "day": "2026-11-12"}
    page.get_by_role("button", name="记录超过时限的决定：有关委员会").click()
    page.get_by_label("理由").fill("情况紧急")
    page.get_by_role("button", name="确定", exact=True).click()
    assert sent(page, server) == {
        "name": "waive_deadline", "item": item["id"], "to": "committee", "organ": "chairs_meeting", "reason": "情况紧急",
    }  # fmt: skip
    page.get_by_role("button", name="记录 · 供职发言").click()
    page.get_by_role("button", name="确定", exact=True).click()
    given = sent(page, server)
    assert (given["name"], given["step"]) == ("record_step", "speech")


def test_a_decision_on_a_gap_is_recorded_and_shown(visit: Opener, server: Running) -> None:
    """Only a gap has the button; what was decided, by whom and when stands beside the rule."""
    page = visit("secretary", views.view("secretary"))
    page.get_by_role("button", name="适用规则").click()
    expect(page.get_by_role("button", name="记录决定")).to_have_count(1)
    page.get_by_role("button", name="记录决定").click()
    page.get_by_label("决定的内容").fill("按自然日计算。")
    page.get_by_role("button", name="确定", exact=True).click()
    given = sent(page, server)
    assert (given["name"], given["key"], given["decision"]) == ("decide_gap", "deadline.counting", "按自然日计算。")
    assert given["organ"] == "chairs_meeting"
    decided = {"text": "按自然日计算。", "organ": views.text("主任会议", "the chairpersons' meeting"), "by": "秘书 secretary",
               "at": "2026-11-20T08:30:00+08:00"}  # fmt: skip
    server.hall.rules = [{**views.RULES[1], "gap": "decided", "decided": decided}]
    server.show("secretary", views.view("secretary", rules_version="r2"))
    expect(page.locator(".gap-decided")).to_contain_text(
        "按自然日计算。 主任会议 · 由秘书 secretary于2026-11-20 08:30记录"
    )
    expect(page.get_by_role("button", name="另行记录决定")).to_be_visible()


def test_meetings_are_checked_by_the_server(visit: Opener) -> None:
    """The present sitting is there already; days go out as typed, findings come back in words."""
    page = visit("secretary", views.view("secretary"))
    asked: list[Any] = []

    def answer(route: Route) -> None:
        asked.append(json.loads(route.request.post_data or ""))
        route.fulfill(json=FOUND)

    page.route("**/api/calendar", answer)
    page.get_by_role("button", name="会议日历").click()
    page.get_by_role("button", name="增加一次会议").click()
    second = page.locator(".calendar li").nth(1)
    second.get_by_label("会议", exact=True).fill("第六次会议")
    second.get_by_label("第一天").fill("2026-08-27")
    page.get_by_role("button", name="检查").click()
    expect(page.locator(".findings li")).to_have_text(
        ["不符合 按间隔：超过2个月的有一处。", "符合 按月份分组：都有会议。"]
    )
    assert asked == [{"year": 2026, "meetings": [
        {"name": views.MEETING["title"]["zh"], "first": "2026-11-20", "last": "2026-11-20", "elects": False},
        {"name": "第六次会议", "first": "2026-08-27", "last": "2026-08-27", "elects": False},
    ]}]  # fmt: skip
