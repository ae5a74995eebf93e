"""Two tellers at their pages: hands, the return, a heap kind by kind, a doubtful paper; and the operator's stock."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import officers_views as views
from tests.browser.conftest import Opener
from tests.browser.officers_server import Running

pytestmark = pytest.mark.browser
NO = {
    "code": "count.sum",
    "zh": "各堆和疑问票合计0张，与收回的12张不符。",
    "en": "They make 0.",
    "article": None,
    "citation": None,
}
TOLD: dict[str, Any] = {
    "form": "paper", "label": views.text("纸质投票", "On paper"), "issued": 12, "hands": None, "beside": 0, "accounted": 0,
    "return": {"issued": 12, "spoiled": 0, "returned": 12, "voters": 12}, "letters": ["Y", "N", "B"], "heaps": [],
    "stock": {"printed": 15, "sealed": 3, "to_issue": 12}, "return_by": [], "hands_by": [], "papers": [], "differed": {},
    "excess": None, "missing": NO,
}  # fmt: skip
LINES = [{"id": f"c{n}", "name": views.text(name, name)} for n, name in enumerate(("木知远", "和青禾"), start=1)]


def counted(form: str = "paper", state: str = "closed", **told: Any) -> dict[str, Any]:
    """A poll that tellers count, with so much told of it."""
    one = views.poll(state) | {"form": form, "by_hand": {**TOLD, "form": form, **told}, "counts": None}
    return one | ({"kind": "election", "lines": LINES, "write_ins": 2, "seats": 2} if form == "paper" else {})


def station(visit: Opener, poll: dict[str, Any]) -> Page:
    return visit("scrutineer", views.view("scrutineer", polls=[poll], written=[]))


def test_hands_are_entered_and_a_difference_is_shown(visit: Opener, server: Running) -> None:
    """Three figures go out as typed; the refusal says both sides, and what was typed stays to be mended."""
    page = station(visit, counted("show_of_hands", hands_by=["scrutineer-9"]))
    expect(page.locator(".teller")).to_contain_text("scrutineer-9 已录入")
    differs = {"code": "count.differs", "zh": "不一致。", "en": "They differ.", "article": None, "citation": None}
    server.hall.answers.append({"refusal": {**differs, "details": [views.text("scrutineer-9：赞成3", "s-9: for 3")]}})
    for label, figure in (("赞成", "4"), ("反对", "1"), ("弃权", "0")):
        page.locator(".teller").get_by_label(label).fill(figure)
    page.locator(".teller").get_by_role("button", name="录入").click()
    expect(page.locator(".teller").get_by_role("alert")).to_contain_text("scrutineer-9：赞成3")
    expect(page.locator(".teller").get_by_label("赞成")).to_have_value("4")
    [sent] = server.hall.sent
    assert (sent["name"], sent["args"]) == ("enter_hands", {"vote": "v1", "for": "4", "against": "1", "abstain": "0"})


def test_a_heap_is_entered_kind_by_kind(visit: Opener, server: Running) -> None:
    """Marks by keys, a name written in, how many papers; a second kind beside it; all in one command."""
    page = station(visit, counted())
    teller = page.locator(".teller")
    expect(teller).to_contain_text("各堆和疑问票合计0张")
    teller.get_by_role("button", name="录入新的一堆").click()
    first = teller.locator(".kinds > li").nth(0)
    first.locator("fieldset", has_text="木知远").get_by_role("button", name="赞成").click()
    first.locator("fieldset", has_text="和青禾").get_by_role("button", name="反对").click()
    first.get_by_role("button", name="另选他人").click()
    first.get_by_label("另选他人 1").fill("孙悟空")
    first.get_by_label("张数").fill("4")
    teller.get_by_role("button", name="增加一种填法").click()
    teller.locator(".heap-entry").get_by_role("button", name="录入", exact=True).click()
    expect(teller.locator(".heap-entry")).to_have_count(0)
    [sent] = server.hall.sent
    assert (sent["name"], sent["args"]) == ("enter_heap", {"vote": "v1", "heap": 1, "papers": [
        {"marks": "YN", "write_ins": ["孙悟空"], "copies": 4}, {"marks": "BB", "write_ins": [], "copies": 1},
    ]})  # fmt: skip


def test_a_doubtful_paper_is_ruled_on(visit: Opener, server: Running) -> None:
    """A void paper has no marks to give; a ruling of another teller is not shown while it stands alone."""
    alone = {"paper": 1, "by": ["scrutineer-9"], "status": None, "label": None, "reason": None, "rulings": []}
    page = station(visit, counted(papers=[alone]))
    teller = page.locator(".teller")
    expect(teller.locator(".heaps")).not_to_contain_text("无效")
    teller.get_by_role("button", name="认定", exact=True).click()
    teller.get_by_role("button", name="无法辨认，无效").click()
    expect(teller.locator(".kind")).to_have_count(0)
    teller.get_by_label("理由").fill("墨迹")
    teller.get_by_role("button", name="录入", exact=True).click()
    expect(teller.get_by_label("理由")).to_have_count(0)
    [sent] = server.hall.sent
    wanted = {"vote": "v1", "paper": 1, "status": "void_illegible", "reason": "墨迹"}
    assert (sent["name"], sent["args"]) == ("rule_paper", wanted)


def test_the_count_is_offered_when_nothing_is_missing(visit: Opener, server: Running) -> None:
    """One large key once all heaps agree."""
    heaps = [{"heap": 1, "by": ["a", "b"], "agreed": True, "papers": 12}]
    page = station(visit, counted(missing=None, accounted=12, heaps=heaps))
    page.locator(".teller").get_by_role("button", name="计票").click()
    expect(page.locator(".teller").get_by_role("status")).to_be_visible()
    assert [(sent["name"], sent["args"]) for sent in server.hall.sent] == [("count_papers", {"vote": "v1"})]


def test_too_many_papers_stop_the_count(visit: Opener) -> None:
    """It says why, and no heap is entered any more."""
    much = {
        "code": "ballots.exceed_issued",
        "zh": "收回选票13张，多于发出的12张。",
        "en": "13 of 12.",
        "article": None,
        "citation": None,
    }
    page = station(visit, counted(excess=much))
    expect(page.locator(".teller").get_by_role("alert")).to_contain_text("多于发出的12张")
    expect(page.locator(".teller").get_by_role("button")).to_have_count(0)


def test_the_stock_is_asked_for_before_papers_go_out(visit: Opener, server: Running) -> None:
    """The operator's step asks for both figures and sends them with its own arguments."""
    stock = views.step("count_stock", {"vote": "v1"}, views.text("清点印制和封存的票：x", "Count: x"), ask="stock")
    poll = counted(state="announced", stock=None, issued=None, **{"return": None}, missing=None)
    page = visit("operator", views.view("operator", next=[stock], polls=[poll], elections={"contests": []}))
    page.get_by_role("button", name="清点印制和封存的票").first.click(timeout=5000)
    dialog = page.locator("dialog")
    dialog.get_by_label("印制").fill("15")
    dialog.get_by_label("封存备用").fill("3")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)
    [sent] = server.hall.sent
    assert (sent["name"], sent["args"]) == ("count_stock", {"vote": "v1", "printed": "15", "sealed": "3"})


def test_votes_that_are_over_take_a_line_each(visit: Opener, server: Running) -> None:
    """The running vote stands whole above them; of the others the newest is open, and what somebody opens stays open."""
    said = {"word": "adopted", "label": views.text("通过", "Adopted"), "explanation": views.text("过半数。", "More than half."),
            "authority": [], "citation": None}  # fmt: skip

    def over(name: str) -> dict[str, Any]:
        return views.poll("declared") | {"vote": name, "title": views.text(f"议案{name}", name), "outcome": said}

    running = views.poll("open") | {"vote": "v3"}
    page = visit("scrutineer", views.view("scrutineer", polls=[over("v1"), over("v2"), running], written=[]))
    cards, lines = page.locator(".scrutiny .poll"), page.locator("details.over")
    expect(lines.locator("summary strong")).to_have_text(["议案v2", "议案v1"])
    expect(cards).to_have_count(2)
    expect(cards.first).to_have_class(re.compile("open"))
    lines.nth(1).locator("summary").click()
    expect(cards).to_have_count(3)
    server.show("scrutineer", views.view("scrutineer", polls=[over("v1"), over("v2"), over("v3")], written=[]))
    expect(lines.locator("summary strong")).to_have_text(["议案v3", "议案v2", "议案v1"])
    assert [one.evaluate("one => one.open") for one in lines.all()] == [True, False, True]
    lines.first.locator("summary").click()
    expect(lines.first).not_to_have_attribute("open", "")


@pytest.mark.parametrize(("form", "call"), [("show_of_hands", "请举手表决"), ("paper", "请写票、投票")])
def test_the_hall_says_what_to_do_with_hands_and_paper(visit: Opener, form: str, call: str) -> None:
    """No word of keys on the wall, and no bar of presses."""
    page = visit("hall", views.view("hall", polls=[counted(form, "open", **{"return": None})]))
    expect(page.locator(".hall-poll .call")).to_have_text(call)
    expect(page.locator(".hall-poll progress")).to_have_count(0)
    expect(page.locator(".hall-poll")).not_to_contain_text("未按")
