"""The scrutineers' stations on officers' pages: a code, a fingerprint, a loss, papers exchanged, signatures, the tier's words."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import officers_views as views
from tests.browser.conftest import Opener
from tests.browser.officers_server import Running
from voting.projections.stations import TIER_LABELS
from voting.projections.texts import plain

pytestmark = pytest.mark.browser
NEEDED = {
    "code": "poll.tier", "article": None, **views.text("此项表决须有监票席参与。", "This vote needs scrutineers' stations."),
}  # fmt: skip
BY_STATIONS = [{"station": "A", "signed": False, "lost": False}, {"station": "B", "signed": False, "lost": False}]


def panel(page: Page, letter: str = "A") -> Locator:
    return page.locator(f"#stations li[data-station='{letter}']")


def with_stations(*stations: dict[str, Any], **parts: Any) -> dict[str, Any]:
    here = {one["station"]: one for one in stations}
    return views.view("operator", stations=[here.get(one, views.station(one)) for one in ("A", "B")], **parts)


def tiered(state: str, tier: str = "T2", **other: Any) -> dict[str, Any]:
    return views.poll(state, tier=tier, label=plain(TIER_LABELS[tier]), **{"stations": BY_STATIONS, **other})


def test_a_code_is_given_out_with_the_command_that_is_typed(visit: Opener, server: Running) -> None:
    """The button asks for a code; code and the station's whole command line stand in the dialog as they come."""
    page = visit("operator", with_stations())
    expect(panel(page)).to_contain_text("未登记")
    expect(panel(page, "B").get_by_role("button", name="发登记码")).to_be_visible()  # either may be there alone
    panel(page).get_by_role("button", name="发登记码").click()
    page.locator("dialog .typed").wait_for()
    assert [(sent["name"], sent["args"]) for sent in server.hall.sent] == [("station_code", {"station": "A"})]
    server.show("operator", with_stations(views.station("A", "code")))
    expect(page.locator("dialog .code-text")).to_have_text("K7M2P9QX")
    typed = f"yijue station --server {server.address} --station A --code K7M2P9QX --var station-A --roll 名册.xlsx --agenda sitting.toml"
    expect(page.locator("dialog .typed")).to_have_text(typed)


def test_a_code_that_is_out_is_shown_again_and_not_made_anew(visit: Opener, server: Running) -> None:
    """Looking at a code does not void it; only the button for a new one does."""
    page = visit("operator", with_stations(views.station("A", "code")))
    panel(page).get_by_role("button", name="显示登记码").click()
    expect(page.locator("dialog .code-text")).to_have_text("K7M2P9QX")
    assert server.hall.sent == []
    page.locator("dialog").get_by_role("button", name="换新登记码").click()
    expect(page.locator("dialog").get_by_role("button", name="换新登记码")).to_be_enabled()
    assert [sent["name"] for sent in server.hall.sent] == ["station_code"]


@pytest.mark.parametrize(
    ("button", "sure", "command"), [("确认监票席", "确定", "confirm_station"), ("不一致", "确定执行", "reject_station")]
)
def test_a_waiting_station_is_judged_by_its_fingerprint(
    visit: Opener, server: Running, button: str, sure: str, command: str
) -> None:
    """The fingerprint stands large in groups of four, again in the question; the very key that waits is judged."""
    page = visit("operator", with_stations(views.station("A", "pending")))
    expect(panel(page).locator(".fingerprint")).to_have_text("Ax7p 2Za_")
    panel(page).get_by_role("button", name=button).click()
    expect(page.locator("dialog .explain")).to_contain_text("Ax7p 2Za_")
    assert server.hall.sent == []
    page.locator("dialog").get_by_role("button", name=sure, exact=True).click()
    expect(page.locator("dialog")).to_have_count(0)
    [sent] = server.hall.sent
    assert (sent["name"], sent["args"]) == (command, {"station": "A", "kid": "Ax7p2Za_-rest"})


def test_a_loss_is_recorded_with_its_reason(visit: Opener, server: Running) -> None:
    """A station that does not answer says so, and what a running vote then needs; its loss goes on record."""
    polls = [tiered("open")]
    page = visit(
        "operator",
        with_stations(views.station("A", "enrolled"), views.station("B", "enrolled", online=False), polls=polls),
    )
    expect(panel(page)).to_contain_text("在线")
    expect(panel(page, "B")).to_contain_text("离线")
    expect(panel(page, "B").locator(".note")).to_contain_text("须由它拆封")
    panel(page, "B").get_by_role("button", name="记录离线").click()
    page.locator("dialog").get_by_label("理由").fill("断电")
    page.locator("dialog").get_by_role("button", name="确定执行").click()
    expect(page.locator("dialog")).to_have_count(0)
    [sent] = server.hall.sent
    assert (sent["name"], sent["args"]) == ("lose_station", {"station": "B", "reason": "断电"})


def test_a_vote_that_waits_for_a_station_leads_to_the_panel(visit: Opener, server: Running) -> None:
    """Where the core refuses for want of a station, panel and next step say so; narrow screens lead to the panel."""
    step = views.step(
        "announce_poll", {"item": "i3", "draft": "d1"}, views.text("提请表决", "Put it"), "primary", refusal=NEEDED
    )
    page = visit("operator", with_stations(next=[step], polls=[]))
    expect(page.locator("#stations .wanted")).to_contain_text("须有监票席")
    expect(page.locator(".to-stations")).to_be_hidden()
    page.set_viewport_size({"width": 1024, "height": 768})
    page.get_by_role("button", name="去登记").click()
    expect(page.locator("#stations")).to_be_in_viewport()
    server.show("operator", with_stations())
    expect(page.locator("#stations .wanted")).to_have_count(0)


def scrutineer(*polls: dict[str, Any]) -> dict[str, Any]:
    stations = [views.station("A", "enrolled"), views.station("B", "enrolled")]
    return views.view("scrutineer", polls=list(polls), stations=stations, written=[])


def test_a_teller_records_an_exchange(visit: Opener, server: Running) -> None:
    """Only who has drawn and not cast can be chosen; vote, voter and reason are sent; another teller must follow."""
    page = visit("scrutineer", scrutineer(tiered("open")))
    page.get_by_role("button", name="记录换票").click()
    dialog = page.locator("dialog")
    offered = [one["member"] for one in views.seats() if one["votes"].get("v1") == "drawn"]
    assert [one.get_attribute("value") for one in dialog.locator("option").all()] == ["", *offered]
    expect(dialog).to_contain_text("另一名监票人")
    expect(dialog).to_contain_text("监票席也须同意")
    dialog.get_by_label("领了票而没有投票的人").select_option("m06")
    dialog.get_by_label("理由").fill("平板重装")
    server.hall.answers.append({"refusal": NEEDED})
    dialog.get_by_role("button", name="记录换票").click()
    expect(dialog.get_by_role("alert")).to_contain_text("监票席")
    dialog.get_by_role("button", name="记录换票").click()
    expect(dialog).to_have_count(0)
    assert [sent["args"] for sent in server.hall.sent] == [{"vote": "v1", "voter": "m06", "reason": "平板重装"}] * 2


def test_the_seat_map_leads_to_an_exchange(visit: Opener) -> None:
    """A click on a seat names its voter; a seat that has cast says that there is nothing to exchange."""
    page = visit("scrutineer", scrutineer(tiered("open")))
    page.locator("[data-seat='1-7']").click()
    expect(page.locator("dialog select[name=voter] option")).to_have_count(1)
    expect(page.locator("dialog select[name=voter]")).to_have_value("m06")
    page.keyboard.press("Escape")
    page.locator("[data-seat='1-2']").click()
    expect(page.locator("dialog")).to_contain_text("没有领了票而未投的选票")


def test_the_second_teller_joins_the_first(visit: Opener) -> None:
    """One's own record waits for another teller, another's can be joined, a whole one waits for the stations."""
    one = {"voter": "m00", "seat": "1-1", "name": "王建国", "done": False, "by": ["总监票人"]}
    half = {**one, "voter": "m03", "seat": "1-4", "name": "刘海燕", "by": ["监票人乙"]}
    whole = {**one, "voter": "m06", "seat": "1-7", "name": "赵晓明", "done": True, "by": []}
    page = visit("scrutineer", scrutineer(tiered("open", exchanges=[one, half, whole])))
    lines = page.locator(".exchange li")
    expect(lines.nth(0)).to_contain_text("您已记录")
    expect(lines.nth(0).get_by_role("button")).to_have_count(0)
    expect(lines.nth(1)).to_contain_text("监票人乙已记录")
    expect(lines.nth(2)).to_contain_text("等待各监票席同意")
    lines.nth(1).get_by_role("button", name="我也记录").click()
    expect(page.locator("dialog select[name=voter]")).to_have_value("m03")


def test_at_t0_nothing_is_exchanged(visit: Opener) -> None:
    """Without a station a terminal simply draws again: no section, and the map opens nothing."""
    page = visit("scrutineer", scrutineer(views.poll("open")))
    expect(page.locator(".exchange")).to_have_count(0)
    expect(page.locator("[data-seat='1-7']")).to_have_attribute("role", "img")


def test_who_has_signed_a_count_stands_under_it(visit: Opener) -> None:
    """Signed, not yet signed and lost are told apart, with the papers exchanged."""
    parts = [{"station": "A", "signed": True, "lost": False}, {"station": "B", "signed": False, "lost": True}]
    for role in ("operator", "chair", "scrutineer"):
        poll = tiered("counted", stations=parts, spoiled=1, counts=views.COUNTS, outcome=views.ADOPTED)
        page = visit(role, {**scrutineer(), **views.view(role, polls=[poll])})
        lines = page.locator(".poll .signatures li")
        expect(lines).to_have_text(["监票席A已签署计票结果", "监票席B离线，未签署", "换票1张"])


def test_what_a_screen_claims_is_its_tier(visit: Opener, server: Running) -> None:
    """Every screen says the label of the vote's own tier in both languages, and names no other tier."""
    for role in ("operator", "chair", "scrutineer", "hall"):
        page = visit(role, {**scrutineer(), **views.view(role)})
        for tier, language in [(tier, language) for language in ("zh", "en") for tier in TIER_LABELS]:
            poll = tiered("open", tier, stations=BY_STATIONS[: int(tier[1])], mode_note=None)
            server.show(role, {**scrutineer(), **views.view(role, polls=[poll])})
            expect(page.locator(".poll .tier, .hall-poll .sub")).to_contain_text(plain(TIER_LABELS[tier])[language])
            said = page.locator(".poll, .hall-poll").inner_text()
            assert [one for one in TIER_LABELS if one in said] == [tier]
            if tier == "T2":
                page.locator("button.language").click()


def test_the_hall_shows_the_logs_fingerprint_by_fours(visit: Opener) -> None:
    """The short fingerprint stands at the foot of the wall as sheets print it."""
    page = visit("hall", views.view("hall"))
    expect(page.locator(".hall-foot .log")).to_have_text("日志指纹 9f3c 5a70 d2e8 4b16")


def test_what_goes_into_the_minutes_stands_under_the_count(visit: Opener) -> None:
    """Void envelopes and traces by name, seat and reason, names as they were settled; who settles is no operator."""
    void = {
        "voter": "m03",
        "seat": "1-4",
        "name": "刘海燕",
        "word": "token",
        "reason": views.text("信封凭证不符", "its token"),
    }
    settled = {
        "written": ["王秀蘭", "王秀兰"],
        "into": "王秀兰",
        "deputy": None,
        "reason": "同一人",
        "by": "监票人 scrutineer",
        "at": "",
    }
    poll = tiered(
        "counted", counts=views.COUNTS, outcome=views.ADOPTED, void_envelopes=[void], traces=[{**void, "found_by": "A"}],
        settled_names=[settled], chief_scrutineers=["杨正"],
    )  # fmt: skip
    named = {"id": "w1", "name": "王秀兰", "for": 2, "settled": False, "deputy": None, "same": [], "merged": []}
    written = [
        {
            "vote": "v1",
            "title": views.BUDGET,
            "deputies_only": False,
            "refusal": None,
            "names": [named],
            "candidates": [],
        }
    ]
    elections = {"contests": [], "due": [], "written": written}
    for role, buttons in (("operator", 0), ("scrutineer", 1)):
        page = visit(role, {**views.view(role, polls=[poll]), "written": written, "elections": elections})
        minutes = page.locator(".poll .minuted")
        expect(minutes).to_contain_text("1-4 · 刘海燕 信封凭证不符 · 监票席A发现")
        expect(minutes).to_contain_text("“王秀蘭、王秀兰”认定为“王秀兰”。理由：同一人（监票人 scrutineer）")
        expect(minutes).to_contain_text("总监票人：杨正")
        expect(page.locator(".written").get_by_role("button")).to_have_count(buttons)


def test_who_has_destroyed_its_keys_is_shown_with_who_has_not(visit: Opener) -> None:
    """After the order the secretary and the scrutineers read which parties have signed it, and which have not yet."""
    gone = [{"station": "S", "gone": True}, {"station": "A", "gone": False}]
    polls = [views.poll("declared", keys="destroyed", keys_gone=gone), views.poll("open", vote="v9", keys="in_use")]
    page = visit("secretary", views.view("secretary", polls=polls))
    page.get_by_role("link", name="文件").or_(page.get_by_role("tab", name="文件")).or_(
        page.get_by_role("button", name="文件")
    ).first.click()
    expect(page.locator(".sealed li").last).to_contain_text("尚未了结")
    expect(page.locator(".sealed").get_by_role("button")).to_have_count(0)
    for shown in (page, visit("scrutineer", views.view("scrutineer", polls=polls))):
        expect(shown.locator(".keys-gone")).to_contain_text("已签名声明销毁：服务器")
        expect(shown.locator(".keys-gone")).to_contain_text("尚未声明销毁：监票席A")
