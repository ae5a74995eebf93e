"""The lists of an election at the desk: moved by buttons, fixed, nominated for, and the further election that is due."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import officers_views as views
from tests.browser.conftest import Opener
from tests.browser.officers_server import Running

pytestmark = pytest.mark.browser
LAW = views.text("《地方组织法》第二十七条", "Local Organic Law, art. 27")
NAMES = ("木知远", "和志强", "赵青禾")
IDS = [f"n{place}" for place in range(1, 4)]
ORDERS = {
    "strokes": "按姓名笔画", "primary_votes": "按预选得票", "receipt": "按收到提名的先后", "by_hand": "由主席团决定",
}  # fmt: skip


def standing(place: int, **other: Any) -> dict[str, Any]:
    name = NAMES[place - 1]
    return {"id": f"n{place}", "name": views.text(name, name), "presidium": True, "nominated": True, "signers": [],
            "by": views.text("主席团", "the presidium"), "deputy": None, "for": None} | other  # fmt: skip


def contest(**other: Any) -> dict[str, Any]:
    """Three nominated for two seats, nothing fixed yet."""
    return {
        "item": "i5", "draft": "d1", "title": views.DEPUTIES, "round": "first", "round_label": views.text("选举", "Election"),
        "seats": 2, "fixed_surplus": 1, "deputies_only": False, "state": "open", "order": None, "nominable": True,
        "open": True, "standing": [standing(place) for place in (1, 2, 3)], "withdrawn": [], "list": [],
        "signers_needed": 2, "citation": LAW, "least": 3, "most": 5, "verdict": "lawful", "refusal": None, "law": LAW,
        "gap": None, "orders": {"strokes": IDS, "receipt": IDS[::-1]},
        "order_labels": {word: views.text(label, word) for word, label in ORDERS.items()}, "order_rule": "strokes",
        "tied": [], "places_left": 0, "cut": None, "unsettled": [], "incompatible": None, "earliest": None,
        "nominators": [{"word": "presidium", "label": views.text("主席团", "the presidium")},
                       {"word": "members", "label": views.text("代表联合", "deputies jointly")}],
    } | other  # fmt: skip


def elections(*contests: dict[str, Any], due: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {"contests": list(contests), "due": list(due), "written": []}


def test_names_are_moved_by_keyboard_and_the_list_is_fixed_in_that_order(visit: Opener, server: Running) -> None:
    """A lawful order is offered; a moved name makes it an order by hand, and that is what is sent."""
    page = visit("secretary", views.view("secretary", elections=elections(contest())))
    page.get_by_role("button", name="候选人").click()
    expect(page.locator(".lawful-range")).to_contain_text("法定候选人3至5名")
    rows = page.locator(".standing strong")
    expect(rows).to_have_text(list(NAMES))
    page.get_by_label("名单顺序").select_option("receipt")
    expect(rows).to_have_text(list(NAMES[::-1]))
    page.get_by_role("button", name="木知远上移").focus()
    page.keyboard.press("Enter")
    expect(rows).to_have_text([NAMES[2], NAMES[0], NAMES[1]])
    expect(page.get_by_label("名单顺序")).to_have_value("by_hand")
    page.get_by_role("button", name="确定正式候选人名单").click()
    expect(page.get_by_role("button", name="确定正式候选人名单")).to_be_enabled()
    [sent] = server.hall.sent
    assert sent["name"] == "fix_slate"
    assert sent["args"] == {"item": "i5", "draft": "d1", "candidates": ["n3", "n1", "n2"], "order": "by_hand"}


def test_a_joint_nomination_counts_its_signers_and_says_why_it_is_refused(visit: Opener, server: Running) -> None:
    """Signers are ticked from the roll beside the number that the law asks for; a refusal keeps what was entered."""
    page = visit("secretary", views.view("secretary", elections=elections(contest())))
    page.get_by_role("button", name="候选人").click()
    page.get_by_role("button", name="提名").click()
    dialog = page.locator("dialog")
    dialog.get_by_label("代表联合提名").check()
    dialog.get_by_label("被提名人姓名").fill("钱若水")
    dialog.locator(".signers li input").first.check()
    expect(dialog.locator("legend")).to_contain_text("联名代表1人，须2人以上")
    server.hall.answers.append({"refusal": {"code": "nominate.too_few", "article": "ZZF 26", "citation": LAW,
                                            **views.text("联名代表1人，须2人以上。", "1 of 2 have signed.")}})  # fmt: skip
    dialog.get_by_role("button", name="确定").click()
    expect(dialog.get_by_role("alert")).to_contain_text("须2人以上")
    expect(dialog.get_by_label("被提名人姓名")).to_have_value("钱若水")
    [sent] = server.hall.sent
    assert sent["name"] == "nominate"
    assert (sent["args"]["person"], sent["args"]["presidium"], len(sent["args"]["signers"])) == ("钱若水", False, 1)


def test_who_nominates_is_what_the_law_says_of_this_office(visit: Opener, server: Running) -> None:
    """XJF 30: parties and people's organisations in the place of the presidium; the word is sent with the nomination."""
    side = views.text("政党、人民团体", "parties and people's organisations")
    law = [
        {"word": "party_or_organisation", "label": side},
        {"word": "members", "label": views.text("代表联合", "deputies jointly")},
    ]
    page = visit("secretary", views.view("secretary", elections=elections(contest(nominators=law))))
    page.get_by_role("button", name="候选人").click()
    page.get_by_role("button", name="提名").click()
    dialog = page.locator("dialog")
    expect(dialog.get_by_label("政党、人民团体提名")).to_be_checked()
    expect(dialog.get_by_label("主席团提名")).to_have_count(0)
    dialog.get_by_label("被提名人姓名").fill("钱若水")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)
    [sent] = server.hall.sent
    assert (sent["args"]["organ"], sent["args"]["presidium"]) == ("party_or_organisation", False)


def test_a_list_fixed_before_the_days_are_over_asks_why(visit: Opener, server: Running) -> None:
    """ZZF 27: the refusal stands above the field for what was considered before, which is sent as the reason."""
    page = visit("secretary", views.view("secretary", elections=elections(contest())))
    page.get_by_role("button", name="候选人").click()
    server.hall.answers.append({"refusal": {"code": "nominate.early", "article": "ZZF 27", "citation": LAW,
                                            **views.text("提名、酝酿候选人的时间不得少于2天。", "At least 2 days.")}})  # fmt: skip
    page.get_by_role("button", name="确定正式候选人名单").click()
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("不得少于2天")
    dialog.get_by_label("理由").fill("会前已酝酿三天，主席团决定")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)
    assert [one["args"].get("reason") for one in server.hall.sent] == [None, "会前已酝酿三天，主席团决定"]


def test_a_tie_at_the_cut_asks_who_stands_and_why(visit: Opener, server: Running) -> None:
    """Who ties is left off until somebody puts him on the list, with the decision on record."""
    cut = contest(verdict="primary_required", tied=["n2", "n3"], places_left=1, cut=1,
                  standing=[standing(place, **{"for": votes}) for place, votes in ((1, 20), (2, 9), (3, 9))])  # fmt: skip
    page = visit("secretary", views.view("secretary", elections=elections(cut)))
    page.get_by_role("button", name="候选人").click()
    page.get_by_label("得票相等，列入名单").nth(1).check()
    page.get_by_role("button", name="确定正式候选人名单").click()
    dialog = page.locator("dialog")
    expect(dialog).to_contain_text("赵青禾")
    dialog.get_by_label("理由").fill("主席团抽签决定")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)
    [sent] = server.hall.sent
    assert (sent["args"]["candidates"], sent["args"]["reason"]) == (["n1", "n3"], "主席团抽签决定")


def test_a_further_election_is_planned_with_the_congress_decision(visit: Opener, server: Running) -> None:
    """The chair's step asks who stands by the first ballot, and for what the law leaves to congress and presidium."""
    votes = [
        {"id": one, "name": views.text(name, name), "for": 9 - place}
        for place, (one, name) in enumerate(zip(IDS, NAMES, strict=True))
    ]
    due = {"item": "i5", "draft": "d1", "round": "further", "label": views.text("另行选举", "Further election"),
           "title": views.DEPUTIES, "citation": LAW, "seats": 1, "least": 2, "most": 4, "gap": None, "by_votes_only": False,
           "needs_decision": True, "candidates": votes, "suggested": IDS[:2]}  # fmt: skip
    args = {"item": "i5", "draft": "d1", "round": "further"}
    step = views.step(
        "plan_round",
        args,
        views.about("安排另行选举", "Plan: further election", views.DEPUTIES),
        "primary",
        ask="further",
    )
    page = visit("chair", views.view("chair", next=[step], current="i5", elections=elections(due=(due,))))
    page.get_by_role("button", name="安排另行选举").click()
    dialog = page.locator("dialog")
    expect(dialog.locator("input[type=checkbox]:checked")).to_have_count(2)
    dialog.get_by_label("会议决定（在本次会议上另行选举）").fill("经大会决定")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)
    [sent] = server.hall.sent
    assert sent["args"] == {**args, "candidates": IDS[:2], "decision": "经大会决定"}
    tied = {**due, "candidates": [votes[0], *({**one, "for": 3} for one in votes[1:])], "suggested": IDS[:1]}
    server.show("chair", views.view("chair", next=[step], current="i5", elections=elections(due=(tied,))))
    page.get_by_role("button", name="安排另行选举").click()
    expect(dialog.get_by_label("主席团的决定")).to_have_count(0)
    dialog.locator("input[type=checkbox]").nth(1).check()
    dialog.get_by_label("会议决定（在本次会议上另行选举）").fill("经大会决定")
    dialog.get_by_label("主席团的决定").fill("抽签")
    dialog.get_by_role("button", name="确定").click()
    expect(dialog).to_have_count(0)
    assert server.hall.sent[-1]["args"]["reason"] == "抽签"


def test_the_secretary_plans_a_round_that_is_due(visit: Opener, server: Running) -> None:
    """A ballot between those who tie is one button, with the article beside it."""
    due = {"item": "i5", "draft": "d1", "round": "tie_revote", "label": views.text("再次投票", "Ballot on a tie"),
           "title": views.DEPUTIES, "citation": LAW}  # fmt: skip
    page = visit("secretary", views.view("secretary", elections=elections(contest(), due=(due,))))
    page.get_by_role("button", name="候选人").click()
    button = page.get_by_role("button", name="安排再次投票")
    button.click()
    expect(button).to_be_enabled()
    [sent] = server.hall.sent
    assert (sent["name"], sent["args"]) == ("plan_round", {"item": "i5", "draft": "d1", "round": "tie_revote"})
