"""A browser at the officers' pages before a stand-in server; a page that reports a fault fails its test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.officers_pages import CHROMIUM, launch, listen
from tests.browser.officers_server import Running

Opener = Callable[..., Page]
expect.set_options(timeout=20_000)  # what does not come at all is found out a little later; a busy machine is no fault


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM.exists(), "install Debian's package chromium-headless-shell"
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def server() -> Iterator[Running]:
    running = Running()
    yield running
    running.stop()


@pytest.fixture
def visit(browser: Browser, server: Running) -> Iterator[Opener]:
    """Open a role's page by a one-time link before a view; at the end no page may have reported a fault."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    faults = listen(page)

    def open_page(role: str, view: dict[str, Any]) -> Page:
        server.hall.views[role] = view
        page.goto(f"{server.address}/{role}#once={role}")
        expect(page.locator("main")).to_be_visible()
        expect(page.locator(".waiting")).to_have_count(0)
        return page

    yield open_page
    context.close()
    assert faults == []
