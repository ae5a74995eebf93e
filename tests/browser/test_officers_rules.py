"""The secretary's page of rules: found by words, gaps marked, what is overridden shown under what took its place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import officers_views as views
from tests.browser.conftest import Opener

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
