"""What officers do at their pages: what is asked first, what is sent, what a refusal says."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import officers_views as views
from tests.browser.conftest import Opener
from tests.browser.officers_server import Running

pytestmark = pytest.mark.browser
ASKED = {
    "审议意见转办": ["交办对象", "办理期限"], "作出决议": [], "暂不付表决": ["理由", "提出的机关", "同意的机关（会议）", "下一步处理意见"],
    "撤回": ["理由", "同意的机关（会议）"],
}  # fmt: skip
TRACK = {
    "matter": None, "drafts": [], "steps": [], "deadlines": [], "petition": None, "needs_petition": False,
    "unsatisfied": None, "rosters": [],
}  # fmt: skip
DISPOSE = [views.step("dispose", {"item": "i3"}, views.text("记录处理结果：预算", "Record: budget"), ask="disposition")]


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


def test_another_item_does_not_push_itself_before_a_running_vote(visit: Opener, server: Running) -> None:
    """While the hall waits for a vote the big button is that vote's, though it may not be pressed yet and says why."""
    away = views.step("deliberate", {"item": "i5"}, views.text("进行审议：水", "Deliberate: water"), "primary")
    here = views.step(
        "open_poll", {"vote": "v1"}, views.text("开始表决：预算", "Open: budget"), "primary", refusal=views.UNDECIDED
    )
    for role in ("chair", "operator"):
        page = visit(role, views.view(role, next=[away, here], polls=[views.poll("announced")]))
        expect(page.locator("button.big")).to_contain_text("开始表决")
        expect(page.locator("button.big")).to_be_disabled()
        server.show(role, views.view(role, next=[away, here], polls=[views.poll("declared")]))
        expect(page.locator("button.big")).to_contain_text("进行审议")


def test_a_double_click_acts_once(visit: Opener, server: Running) -> None:
    """The second click of a hasty hand does not give a second command."""
    page = visit("operator", views.view("operator", next=views.START))
    page.get_by_role("button", name="宣布开会").dblclick()
    expect(page.get_by_role("button", name="宣布开会")).to_be_enabled()
    assert [sent["name"] for sent in server.hall.sent] == ["open_sitting"]


def test_what_may_not_be_done_says_why_with_the_article(visit: Opener) -> None:
    """A refused step is no button; its sentence, its article as people cite it and every item in the way stand beside it."""
    page = visit("operator", views.view("operator"))
    refused = page.locator(".desk > .refused-steps li", has_text="宣布闭会")
    expect(refused).to_contain_text("尚有3项议题没有处理结果")
    expect(refused.locator(".article")).to_have_text("地方组织法第五十条")
    expect(refused.locator(".details li")).to_have_text([one["zh"] for one in views.UNDECIDED["details"]])
    expect(refused.get_by_role("button")).to_have_count(0)


def test_a_vote_is_set_aside_by_an_organ_that_may(visit: Opener, server: Running) -> None:
    """Each way offers the organs of its own rule; one that nobody may decide is not offered; the next step goes with putting off."""
    organs = {"postponed": views.PLENARY, "returned": [], "withdrawn": views.CHAIRS[1:]}
    proposers = {"postponed": views.CHAIRS, "returned": [], "withdrawn": []}
    item = {**views.ITEMS[2], "track": {**TRACK, "organs": organs, "proposers": proposers}}
    aside = views.step(
        "set_aside", {"item": "i3", "draft": "d1"}, views.text("不付表决：甲", "Set aside: A"), ask="aside"
    )
    page = visit("operator", views.view("operator", items=[item], next=[aside]))
    page.get_by_role("button", name="不付表决").click()
    dialog = page.locator("dialog")
    expect(dialog.get_by_label("处理方式").locator("option")).to_have_text(["暂缓表决", "撤回"])
    expect(dialog.get_by_label("提出的机关").locator("option")).to_have_text(["主任", "主任会议"])
    expect(dialog.get_by_label("作出决定的机关").locator("option")).to_have_text(["全体会议"])
    expect(dialog.get_by_label("下一步处理意见")).to_have_attribute("required", "")
    dialog.get_by_label("处理方式").select_option("withdrawn")
    expect(dialog.get_by_label("作出决定的机关").locator("option")).to_have_text(["主任会议"])
    expect(dialog.get_by_label("提出的机关")).to_have_count(0)
    dialog.get_by_label("理由").fill("提请人要求撤回")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="不付表决").click()
    dialog.get_by_label("提出的机关").select_option("chairs_meeting")
    dialog.get_by_label("理由").fill("有举报")
    dialog.get_by_label("下一步处理意见").fill("核实后再议")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)
    told = {"item": "i3", "draft": "d1"}
    assert [sent["args"] for sent in server.hall.sent] == [
        {**told, "how": "withdrawn", "organ": "chairs_meeting", "reason": "提请人要求撤回"},
        {
            **told,
            "how": "postponed",
            "proposed_by": "chairs_meeting",
            "organ": "plenary",
            "reason": "有举报",
            "next": "核实后再议",
        },
    ]


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
    assert dialog.locator(".choice").all_inner_texts() == ["审议意见转办", "作出决议", "暂不付表决", "撤回"]
    for word, fields in ASKED.items():
        dialog.get_by_label(word).check()
        expect(dialog.locator(".field > span")).to_have_text(fields)
    dialog.get_by_label("暂不付表决").check()
    for field, words in {"理由": "意见分歧较大", "下一步": "继续审议"}.items():
        dialog.get_by_label(field).fill(words)
    assert dialog.get_by_label("提出的机关").locator("option").all_inner_texts() == ["主任", "主任会议"]
    assert dialog.get_by_label("同意").locator("option").all_inner_texts() == ["全体会议"]
    dialog.get_by_label("提出的机关").select_option("主任会议")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)
    assert server.hall.sent[0]["args"] == {
        "item": "i3", "disposition": "postponed", "reason": "意见分歧较大", "proposed_by": "chairs_meeting", "by": "plenary",
        "next": "继续审议",
    }  # fmt: skip


def test_opinions_are_forwarded_to_somebody_until_a_day_to_come(visit: Opener, server: Running) -> None:
    """The dialog sends to whom and until when, and takes neither an empty name nor a day in the past."""
    page = visit("operator", views.view("operator", next=DISPOSE))
    page.get_by_role("button", name="记录处理结果").click()
    dialog = page.locator("dialog")
    dialog.get_by_label("审议意见转办").check()
    dialog.get_by_label("办理期限").fill("2020-01-01")
    dialog.get_by_role("button", name="确定").click()
    assert dialog.locator(":invalid").count() == 3  # the form, the name, the day
    dialog.get_by_label("交办对象").fill("县人民政府")
    dialog.get_by_label("办理期限").fill("2999-12-31")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)
    assert server.hall.sent[0]["args"] == {
        "item": "i3", "disposition": "forwarded", "to": "县人民政府", "due": "2999-12-31",
    }  # fmt: skip


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


def test_a_device_with_another_fingerprint_is_turned_away(visit: Opener, server: Running) -> None:
    """不一致 rejects the waiting key; it never revokes what is enrolled at that seat."""
    page = visit("operator", views.view("operator"))
    page.get_by_role("button", name="不一致").click()
    expect(page.locator("dialog")).to_contain_text("qX7p_2Za")
    page.locator("dialog").get_by_role("button", name="确定执行").click()
    expect(page.locator("dialog")).to_have_count(0)
    assert [(sent["name"], sent["args"]) for sent in server.hall.sent] == [
        ("reject_device", {"seat": "3-7", "kid": "k1"})
    ]


def test_a_spare_terminal_gets_a_label_and_a_code(visit: Opener, server: Running) -> None:
    """A label that is no seat of the roll gets a code with link and picture, and stands on the map without a gap."""
    page = visit("operator", views.view("operator"))
    page.get_by_role("button", name="备用终端").click()
    page.get_by_label("编号").fill("S01")
    page.locator("dialog").get_by_role("button", name="发登记码").click()
    page.locator("dialog .code-text").wait_for()
    assert [(sent["name"], sent["args"]) for sent in server.hall.sent] == [("enrolment_code", {"seat": "S01"})]
    server.show("operator", views.view("operator", seats=[*views.seats(), views.spare(device="code", code="W3X4Y5Z6")]))
    expect(page.locator(".code-text")).to_have_text("W3X4Y5Z6")
    expect(page.locator(".code-link")).to_contain_text("/seat/S01?code=W3X4Y5Z6")
    height = page.locator(".seat-map svg").get_attribute("viewBox")
    assert height is not None
    assert float(height.split()[3]) < 7 * 82


def test_a_member_moves_only_to_a_terminal_that_is_free(visit: Opener, server: Running) -> None:
    """换席位 offers spare terminals and seats of members who are not here, nothing else, and not to who is absent."""
    everyone = [*views.seats(), views.spare()]
    page = visit("operator", views.view("operator", seats=everyone))
    page.locator("[data-seat='1-5']").click()  # has left
    expect(page.locator("dialog").get_by_role("button", name="换席位")).to_have_count(0)
    page.keyboard.press("Escape")
    page.locator("[data-seat='1-2']").click()
    page.locator("dialog").get_by_role("button", name="换席位").click()
    options = page.locator("dialog option")
    expect(options).to_have_count(3)
    assert [one.get_attribute("value") for one in options.all()] == ["1-5", "2-5", "S01"]
    page.get_by_label("换到").select_option("S01")
    page.locator("dialog").get_by_role("button", name="确定").click()
    expect(page.locator("dialog")).to_have_count(0)
    assert server.hall.sent[0]["args"] == {"member": "m01", "seat": "S01"}


def test_without_a_free_terminal_nobody_is_moved(visit: Opener) -> None:
    """Where every terminal has its member, the seat says what is missing instead of offering a move."""
    page = visit("operator", views.view("operator", seats=[views.seat(place) for place in range(7)]))
    page.locator("[data-seat='1-2']").click()
    expect(page.locator("dialog")).to_contain_text("需先有一台无人签到的已登记终端")
    expect(page.locator("dialog").get_by_role("button", name="换席位")).to_have_count(0)


def test_a_recusal_is_taken_back_at_the_seat(visit: Opener, server: Running) -> None:
    """The seat lists what its member is recused from; taking it back wants a reason and names item and member."""
    page = visit("operator", views.view("operator", items=views.RECUSED))
    page.locator("[data-seat='1-2']").click()
    page.locator("dialog").get_by_role("button", name="撤回回避").click()
    page.get_by_label("理由").fill("关系已查清")
    page.locator("dialog").get_by_role("button", name="确定").click()
    expect(page.locator("dialog")).to_have_count(0)
    [sent] = server.hall.sent
    assert (sent["name"], sent["args"]) == ("withdraw_recusal", {"member": "m01", "item": "i5", "reason": "关系已查清"})


def test_a_close_that_would_open_few_votes_is_warned_of(visit: Opener) -> None:
    """Where fewer than five votes would be opened, the confirmation says that secrecy is weak; else it does not."""
    page = visit("operator", views.view("operator"))
    page.get_by_role("button", name="结束表决").click()
    expect(page.locator("dialog .few")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    visit("chair", views.view("chair", polls=[views.poll("open", few=True)]))
    page.get_by_role("button", name="结束表决").click()
    expect(page.locator("dialog .few")).to_contain_text("不足 5 张")


def test_an_early_opening_lists_who_has_no_paper(visit: Opener) -> None:
    """The dialog that asks why to open early names each seat without a paper."""
    early = views.step(
        "open_poll", {"vote": "v1"}, views.about("开始表决", "Open", views.BUDGET), "primary", ask="reason"
    )
    page = visit("operator", views.view("operator", polls=[views.poll("announced")], next=[early]))
    page.get_by_role("button", name="开始表决").click()
    listed = page.locator("dialog .undrawn li")
    expect(listed).to_have_count(2)
    expect(listed.first).to_contain_text("2-2 周志强")
    expect(listed.first).to_contain_text("终端断线")


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


def test_who_comes_to_an_empty_seat_is_chosen_by_name(visit: Opener, server: Running) -> None:
    """手工签到 at a seat where nobody belongs offers those who are not here; nobody types an id."""
    empty = {**views.seats()[0], "member": None, "name": None, "group": None, "attendance": None}
    page = visit("operator", views.view("operator", seats=[empty, *views.seats()[1:]]))
    page.locator(".seat-map").get_by_role("button").first.click()
    page.locator("dialog").get_by_role("button", name="手工签到").click()
    dialog = page.locator("dialog")
    dialog.get_by_label("人员").select_option(label="赵后来 · 第二组 · 9-9")
    dialog.get_by_label("理由").fill("证件遗失")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)
    assert server.hall.sent[-1]["args"] == {"member": "m77", "seat": empty["seat"], "reason": "证件遗失"}
