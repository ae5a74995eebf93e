"""Monkeys at a seat and at the operator's desk of a real house: seeded clicks, keys and words, and nothing breaks."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page, Response

from tests.browser.officers_pages import listen
from tests.real.house import ROOT, Hall, motions

STEPS, SEED, TAKES_MS = 150, 20261127, 400
TOUCHED = "button, input, select, textarea, summary, [role=button], [tabindex], td, li"
KEYS = ("Enter", "Escape", "Tab", "Space", "ArrowDown", "ArrowUp", "Backspace", "1", "9", "Y", "议", "F5")
WORDS = ("", "0", "-1", "999999999999", "1e9", "<b>x</b>", "'; --", "张三", "\u202ex", "😀" * 40, "x" * 600)


@pytest.fixture
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """An open sitting of nine at their terminals, with a vote that is open, for whatever the monkeys make of it."""
    agenda = motions("a", *[("secret", "last")] * 3) + motions("b", *[("named", "last")] * 3)
    with Hall(tmp_path_factory.mktemp("monkeys") / "hall", agenda, members=11) as hall:
        for _ in range(9):
            hall.newcomer()
        hall.open(by_hand=1)
        yield hall


class Monkey:
    """Somebody who presses whatever is there; every choice comes from the seed."""

    def __init__(self, page: Page, seed: int) -> None:
        self.page, self.dice, self.done = page, random.Random(seed), 0

    def act(self) -> None:
        """One click, one key or one word, on anything that can be seen; what cannot be pressed is let be."""
        with suppress(Error):
            if self.dice.random() < 0.2:
                self.page.keyboard.press(self.dice.choice(KEYS), delay=5)
            else:
                self._touch()
            self.done += 1

    def _touch(self) -> None:
        found = [one for one in self.page.locator(TOUCHED).all() if one.is_visible()]
        if not found:
            return
        one = self.dice.choice(found)
        if one.evaluate(
            "(it) => it.matches('input:not([type=checkbox]):not([type=radio]):not([type=file]), textarea')"
        ):
            one.fill(self.dice.choice(WORDS), timeout=TAKES_MS)
        else:
            one.click(timeout=TAKES_MS)


@pytest.mark.slow
def test_monkeys_break_nothing(browser: Browser, hall: Hall) -> None:
    """Hundreds of senseless acts on two pages at once: no error on a page, no answer of 5xx, no traceback in the server's
    log, the others can still vote, and the ledger verifies.
    """
    operator, card = hall.operator, hall.fresh()
    operator.do("introduce_item", item="a")
    broken: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.on("response", lambda one: broken.append(f"{one.status} {one.url}") if _fault(one) else None)
    desk, seat = context.new_page(), context.new_page()
    faults = [listen(page) for page in (desk, seat)]
    desk.goto(f"{hall.base}/operator#once={hall.link('operator')}")
    seat.goto(f"{hall.base}/seat/{card['seat']}?code={card['code']}")
    monkeys = [Monkey(desk, SEED), Monkey(seat, SEED + 1)]
    for step in range(STEPS):
        for monkey in monkeys:
            monkey.act()
        if step == STEPS // 3:
            operator.ask("announce_poll", item="a", draft="a-0")
    context.close()
    assert min(one.done for one in monkeys) > STEPS // 10, "the monkeys were at work"
    assert ([one for each in faults for one in each], broken) == ([], [])
    assert hall.log is not None
    assert "Traceback" not in hall.log.read_text("utf-8")
    assert hall.seats[0].say("hello", "x"), "the others are still heard"
    words = [sys.executable, "-m", "voting.cli", "ledger", "verify", "--database", hall.config.database, "--keys",
             str(hall.config.keys)]  # fmt: skip
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def _fault(response: Response) -> bool:
    return response.status >= 500
