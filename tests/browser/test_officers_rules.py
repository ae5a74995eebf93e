"""The secretary's page of rules: found by words, gaps marked, what is overridden shown under what took its place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import officers_views as views
from tests.browser.conftest import Opener
from tests.browser.officers_server import Running

pytestmark = pytest.mark.browser


def rules(visit: Opener) -> Page:
    """The page with the rules in front."""
    page = visit("secretary", views.view("secretary"))
    page.get_by_role("button", name="适用规则").click()
    expect(page.locator(".rules > li")).to_have_count(3)
    return page


def test_every_rule_says_where_it_comes_from(visit: Opener) -> None:
    """Article by name, layer, certainty, day in force and day last checked, and the text with its version."""
    first = rules(visit).locator("[data-key='motion.threshold']")
    for words in (
        "《地方组织法》第五十一条",
        "国家规定",
        "法律原文",
        "2022-03-12 起",
        "核对日期 2026-11-01",
        "地方组织法（2022修正）",
    ):
        expect(first).to_contain_text(words)
    expect(first.locator(".gap, .overridden")).to_have_count(0)


def test_what_the_law_leaves_open_is_marked_until_it_is_decided(visit: Opener) -> None:
    """An open gap says that only the default holds; a decided one that a later layer has spoken."""
    page = rules(visit)
    expect(page.locator(".open-gap")).to_have_count(1)
    expect(page.locator("[data-key='deadline.counting'] .gap")).to_have_text(
        "法律没有规定；尚无记录在案的决定，按默认办理 默认按自然日。"
    )
    expect(page.locator("[data-key='ballot.tier0'] .gap")).to_have_text("法律没有规定；已由本层规定")
    expect(page.locator("[data-key='ballot.tier0'] .overridden li")).to_contain_text("代替 否 人事任免")


@pytest.mark.parametrize(("button", "keys"), [
    ("全部", ["motion.threshold", "deadline.counting", "ballot.tier0"]), ("法律没有规定的", ["deadline.counting", "ballot.tier0"]),
    ("代替了上层规定的", ["ballot.tier0"]), ("本会和本次会议的", ["ballot.tier0"]),
])  # fmt: skip
def test_one_click_narrows_the_list(visit: Opener, button: str, keys: list[str]) -> None:
    """All, where the law is silent, what overrides another rule, what the body or this meeting has laid down."""
    page = rules(visit)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("button", name=button, exact=True)).to_have_attribute("aria-pressed", "true")
    assert page.locator(".rules > li").evaluate_all("(all) => all.map((one) => one.dataset.key)") == keys
    expect(page.locator(".rule-tools [role='status']")).to_have_text(f"{len(keys)} 条，共 3 条")


def test_a_rule_is_found_by_its_words_in_either_language(visit: Opener) -> None:
    """Title, article, wording or key; several words narrow; nothing found is said."""
    page = rules(visit)
    search = page.get_by_role("searchbox")
    for words, found in (
        ("过半数", 1),
        ("第十五条", 1),
        ("national law", 2),
        ("SUPERVISION 15", 1),
        ("tier0", 1),
        ("月亮", 0),
    ):
        search.fill(words)
        expect(page.locator(".rules > li")).to_have_count(found)
    expect(page.locator(".rule-tools [role='status']")).to_have_text("没有符合的规则。")


def test_a_rule_that_changes_nothing_here_says_so(visit: Opener) -> None:
    """The chip stands on what is only shown, and on nothing that the system acts by."""
    page = rules(visit)
    expect(page.locator(".chip.informative")).to_have_count(1)
    expect(page.locator("[data-key='deadline.counting'] .chip.informative")).to_have_text("仅供查阅，系统不据此限制")


def test_the_rules_are_fetched_once_and_again_when_their_version_moves(visit: Opener, server: Running) -> None:
    """Views come many times in a meeting; the list comes with the page and after a decision that changes it."""
    page = rules(visit)
    server.show("secretary", views.view("secretary", position=241))
    page.get_by_role("button", name="文件").click()
    page.get_by_role("button", name="适用规则").click()
    expect(page.locator(".rules > li")).to_have_count(3)
    assert server.hall.asked_rules == 1
    server.hall.rules = views.RULES[:2]
    server.show("secretary", views.view("secretary", rules_version="r2"))
    expect(page.locator(".rules > li")).to_have_count(2)
    assert server.hall.asked_rules == 2


def test_rules_that_do_not_come_are_asked_for_again_by_hand(visit: Opener, server: Running) -> None:
    """The page says so and has one button for it."""
    server.hall.rules = None
    page = visit("secretary", views.view("secretary"))
    page.get_by_role("button", name="适用规则").click()
    expect(page.get_by_role("alert")).to_have_text("规则没有取到，请检查网络后再试。")
    server.hall.rules = views.RULES
    page.get_by_role("button", name="再取一次").click()
    expect(page.locator(".rules > li")).to_have_count(3)
