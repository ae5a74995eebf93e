"""The scrutineer's page in a browser: what is shown, what is asked, and what a click does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.officers_pages import CHROMIUM, launch, listen
from tests.station.fake_server import FakeServer
from tests.station.process import Process, hall_of
from voting.ballots import messages
from voting.ledger.signing import fingerprint, sign_checkpoint
from voting.ledger.tree import Tree, leaf_hash

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "static" / "words"
SCRIPTS = sorted((ROOT / "static" / "js" / "station").glob("*.js"))


@pytest.fixture(scope="module")
def page(station: Process) -> Iterator[Page]:  # opened after the station, so that it is closed before it
    assert CHROMIUM.exists(), "install Debian's package chromium-headless-shell"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
        opened = context.new_page()
        faults = listen(opened)
        yield opened
        browser.close()
    assert faults == []


def test_a_scrutineer_follows_a_poll_and_decides_on_the_page(page: Page, station: Process, server: FakeServer):
    """Sign-in by the printed link; ticks, papers, an exchange agreed to by a click, the count, an alarm, in both languages."""
    page.goto(f"{station.page}/#once={station.code}")
    page.get_by_label("监票人姓名").fill("赵玉兰")
    page.get_by_role("button", name="登录").click()
    expect(page.locator(".calm")).to_contain_text("目前不需要您做什么")
    expect(page.locator("aside .print").first).to_have_text(f"{server.station.kid[:4]} {server.station.kid[4:8]}")
    hall = hall_of(server, "p1").announce()
    expect(page.locator(".station-poll .ticks .good.tick")).to_have_count(12)
    hall.draw_all()
    expect(page.locator(".stations-steps .figure").first).to_have_text("12")

    terminal = hall.terminals["m003"]
    asked = {"vote": "p1", "voter": "m003", "seat": terminal.seat, "kid": terminal.key.public.kid,
             "device": terminal.key.public.jwk}  # fmt: skip
    task = server.put("respoil", asked)
    card = page.locator(".decide")
    expect(card).to_contain_text("代表3（A03）")
    card.get_by_role("button", name="同意换票").click()
    assert server.answer_of(task) == {"ok": True}
    expect(card).to_have_count(0)
    expect(page.locator(".station-log li").first).to_contain_text("换票：代表3（A03）")

    for voter in hall.terminals:
        hall.cast(voter, "YNA")
    server.ask("tally", hall.count())  # the voter cast the first paper after all: none was drawn in its place
    expect(page.locator(".same")).to_contain_text("两者逐字相同")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".station-poll .counts")).to_contain_text("12 / 0 / 0")
    tree, other = (Tree(leaf_hash(b"%d%d" % (seed, n)) for n in range(3)) for seed in (1, 2))
    for one in (tree, other):
        server.ask("witness", {"note": sign_checkpoint(3, one.root(), server.log), "old_size": 0, "proof": []})
    digits = fingerprint(sign_checkpoint(3, tree.root(), server.log))
    grouped = " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
    expect(page.locator("aside")).to_contain_text(
        f"3 entries, fingerprint {grouped}"
    )  # the digits of the hall's screen
    alarm = page.locator(".station-alarm")
    expect(alarm).to_contain_text("Alarm: the log has two histories")
    with page.expect_download() as saved:
        alarm.get_by_role("button", name="Save the evidence").click()
    kept = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert kept["alarm"][0]["kind"] == "fork"
    assert "box" not in kept
    alarm.get_by_role("button", name="I have taken note").click()
    expect(alarm).to_have_count(0)
    page.get_by_role("button", name="中文").click()
    page.get_by_role("button", name="销毁这次表决的密钥").first.click()
    page.locator("dialog").get_by_role("button", name="同意销毁").click()
    expect(page.locator(".station-poll header").first).to_contain_text("密钥已销毁")
    said = messages.parse(server.ask("forget", {"vote": hall.vote})["forgotten"]).payload
    assert (said["vote"], said["by"]) == (hall.vote, "A")


def catalogue(tongue: str) -> dict[str, str]:
    return json.loads((WORDS / f"station.{tongue}.json").read_text(encoding="utf-8"))


def test_both_catalogues_have_the_same_keys_and_placeholders():
    """What is said in one language is said in the other, with the same figures in it."""
    zh, en = catalogue("zh"), catalogue("en")
    assert zh.keys() == en.keys()
    names = re.compile(r"\{(\w+)\}")
    assert [key for key in zh if set(names.findall(zh[key])) != set(names.findall(en[key]))] == []


def test_every_word_of_the_page_stands_in_the_catalogue():
    """Each key that a script names has words, and whatever the notebook writes has a sentence."""
    known = set(catalogue("zh"))
    for name in ("officers.zh", "zh"):
        known |= set(json.loads((WORDS / f"{name}.json").read_text(encoding="utf-8")))
    for script in SCRIPTS:
        named = re.findall(r"\bt\(\"([\w.]+)\"", script.read_text(encoding="utf-8"))
        assert set(named) <= known, script.name
    told = {kind for path in [*sorted((ROOT / "voting").glob("station/*.py")), ROOT / "voting/cli/station.py"]
            for kind in re.findall(r"\.tell\(\s*\"(\w+)\"", path.read_text(encoding="utf-8"))}  # fmt: skip
    raised = {kind for path in sorted((ROOT / "voting").glob("station/*.py"))
              for kind in re.findall(r"\.alarm\(\s*\"(\w+)\"", path.read_text(encoding="utf-8"))}  # fmt: skip
    assert {"issued", "alarm", "decided"} <= told
    assert {f"station.line_{kind}" for kind in told - {"decided"}} <= known
    assert {f"station.alarm_{kind}" for kind in raised | {"fork", "rollback"}} <= known
    assert {f"station.alarm_{kind}_how" for kind in raised | {"fork", "rollback"}} <= known


@pytest.mark.parametrize("name", ["check", "look", "ask", "what", "yes", "reason", "differs"])
def test_every_word_of_a_closed_set_is_there(name: str):
    """Checks, questions and reasons are looked up by their own names."""
    from voting.ballots.reasons import REASONS
    from voting.station.checking import LOOKS
    from voting.station.duties import ASKED

    questions = ["countersign", "respoil", "tally", "forget"]
    sets = {"check": list(LOOKS), "look": ["moved", *ASKED], "what": questions, "yes": questions,
            "ask": [*questions, *(f"{one}_how" for one in questions)], "reason": list(REASONS),
            "differs": ["no_agenda", "title", "kind", "secrecy", "lines", "seats", "threshold", "base"]}  # fmt: skip
    assert {f"station.{name}_{one}" for one in sets[name]} <= set(catalogue("zh"))
