"""An empty house for stories: prepared by its secretary in Chromium, then sat in by protocol clients and officers.

Nothing of it is a sample: the operator gives out codes, confirms terminals and seats the members at the desk.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser, Page, ViewportSize, expect

from devices import protocol
from devices.https import Address
from devices.signer import PublicKey
from tests.browser.officers_pages import listen
from tests.real.house import Hall, Loop, Officer, Seat, http, until
from voting.ballots.keys import KeyStore
from voting.cli import new
from voting.cli.processes import free_port
from voting.documents.fictitious import fictitious_roll
from voting.store.opening import open_store
from voting.web.clock import clock
from voting.web.sessions import Sessions

One = TypeVar("One")
Made = TypeVar("Made")
DESK: ViewportSize = {"width": 1280, "height": 800}
WALL: ViewportSize = {"width": 1920, "height": 1080}
SEXES = {"male": "男", "female": "女"}
# What a page holds is never wider than its place; the wall has no scroll bar, so there nothing may be higher either.
FITS = """() => [document.documentElement, ...document.querySelectorAll("main, .desk, aside, dialog[open], .screen > main")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1
    || (one.matches(".screen > main") && one.scrollHeight > one.clientHeight + 1))
  .map((one) => `${one.tagName}.${one.className} ${one.scrollWidth}x${one.scrollHeight}`)"""


def roll(members: int) -> str:
    """A roll of invented deputies as a table."""
    rows = (f"{m.name},{SEXES[m.sex]},{m.group},{m.seat},代表" for m in fictitious_roll(members, 7).members)
    return "\n".join(["姓名,性别,代表团,座位,身份", *rows, ""])


def each(work: Callable[[One], Made], all_: Iterable[One]) -> list[Made]:
    """Do it for all of them, some at a time."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(work, all_))


class EmptyHouse(Hall):
    """A house as `yijue new` leaves it."""

    def __init__(self, folder: Path, browser: Browser) -> None:
        self.folder, self.browser = folder, browser
        self.config = new.prepare(folder)
        store = open_store(self.config.database)
        (self.meeting,) = store.ledger.meetings()
        store.close()
        self.key = PublicKey.read(KeyStore(self.config.keys).server.public.jwk, "server")
        self.cards = []
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.address = Address.of(self.base)
        self.log, self.server = folder / "server.log", None
        self.loop = Loop()
        self.officers, self.seats = [], []
        self._fresh = itertools.count()
        self.pages: dict[str, Page] = {}
        self.faults: list[list[str]] = []
        kept = os.environ.get("YIJUE_PICTURES")
        self.pictures = Path(kept) if kept else None

    def once(self, name: str) -> str:
        """The secret of a fresh one-time link for this account, named after its role."""
        store = open_store(self.config.database)
        try:
            return Sessions(store.register).link(name, name.split("-", maxsplit=1)[0], clock(self.config.utc_offset)())
        finally:
            store.close()

    def account(self, name: str) -> Officer:
        """An officer with an account of her own, such as the second teller."""
        status, answer = http("POST", f"{self.base}/api/sign-in", {"once": self.once(name)})
        assert status == 200, answer
        return self.officer(name.split("-", maxsplit=1)[0], str(answer["token"]))

    def page(self, role: str) -> Page:
        """A browser window of this role; the same one each time."""
        if role not in self.pages:
            page = self.browser.new_context(viewport=WALL if role == "hall" else DESK).new_page()
            self.faults.append(listen(page))
            page.goto(f"{self.base}/{role}#once={self.once(role)}")
            expect(page.locator("main")).to_be_visible()
            self.pages[role] = page
        return self.pages[role]

    def picture(self, name: str, *roles: str) -> None:
        """Nothing hangs over an edge of these roles' pages in either language; kept where YIJUE_PICTURES says."""
        for role in roles:
            page = self.page(role)
            for language, other in (("zh", "English"), ("en", "中文")):
                page.evaluate("document.fonts.ready.then(() => true)")
                if self.pictures:
                    self.pictures.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=self.pictures / f"{name}-{role}-{language}.png", full_page=True)
                assert page.evaluate(FITS) == [], (name, role, language)
                page.get_by_role("button", name=other, exact=True).click()

    # Seats

    def enrol(self, places: int) -> None:
        """The first seats get terminals by codes that the operator gives out and fingerprints that she compares."""
        desk, cards = self.operator, self.cards[:places]
        wanted = {card["seat"] for card in cards}
        desk.all("enrolment_code", ({"seat": card["seat"]} for card in cards))
        until(lambda: all(one["code"] for one in desk.view["seats"] if one["seat"] in wanted), "the codes")
        codes = {one["seat"]: one["code"] for one in desk.view["seats"]}
        seats = [self.seat(card) for card in cards]
        each(lambda seat: seat.enrol(codes[seat.seat]), seats)
        until(lambda: len(desk.view["pending"]) == places, "terminals that wait")
        kids = {seat.seat: seat.signer.public.kid for seat in seats}
        assert {one["seat"]: one["kid"] for one in desk.view["pending"]} == kids
        desk.all("confirm_device", ({"seat": seat, "kid": kid} for seat, kid in kids.items()))
        each(self._greet, seats)

    def _greet(self, seat: Seat) -> None:
        seat.connect()
        assert isinstance(seat.hello(), dict)

    def cast(self, vote: str, papers: list[tuple[str, tuple[str, ...]]]) -> None:
        """The first seats cast these papers."""
        each(lambda one: one[0].vote(vote, *one[1]), zip(self.seats, papers, strict=False))

    def confirm(self, vote: str, voters: int) -> None:
        """The first seats have found their papers in the log, so nobody waits for them."""
        each(
            lambda seat: seat.say("confirm", protocol.confirm(seat.signer, seat.manifest(vote), seat.seat, "")),
            self.seats[:voters],
        )
