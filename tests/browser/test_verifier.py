"""The offline verifier as people use it: one file opened from the disk, evidence dropped on it, a verdict in large letters."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.officers_pages import listen
from tests.verify.evil import Evil
from tests.verify.fixtures import LIES, PUBLIC, Fixture, Lies, loose, no_bundles, unpacked
from tests.verify.joint_story import told as joint_told
from tests.verify.other_votes import HONEST, spent
from tests.verify.story import told
from voting.ledger.signing import SignerKey
from voting.records.bundle import Profile

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "static" / "verify" / "verify.html"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """The page from the disk; it may ask for nothing and report no fault."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1024, "height": 768})
    opened = context.new_page()
    faults = listen(opened)
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(PAGE.as_uri())
    yield opened
    context.close()
    assert faults == []
    assert asked == [PAGE.as_uri()]


def drop(page: Page, name: str, data: bytes) -> Locator:
    """Put a file in and wait for the verdict; gives the part of the page that shows it."""
    with NamedTemporaryFile(
        suffix=f"-{name}"
    ) as file:  # by its path: to send the bytes takes longer than to check them
        file.write(data)
        file.flush()
        page.locator("#evidence").set_input_files(file.name)
        page.locator("#found:not([data-verdict=working])").wait_for(state="attached")
    return page.locator("#found")


def verdict(found: Locator) -> tuple[int, int | None]:
    """What `yijue verify` would end with, and the first step that fails."""
    step = found.get_attribute("data-step")
    code = {"good": 0, "bad": 1, "none": 2}[found.get_attribute("data-verdict") or ""]
    return code, int(step) if step else None


def few() -> Iterator[Fixture]:
    """A good one of every kind, and one for each end; test_both.py has the page's modules look at all others."""
    yield Fixture("good public", told().file("public"), 0)
    yield from (Fixture(f"no bundle: {name}", data, 2) for name, data in islice(no_bundles(told()), 4))
    yield from islice(loose(told()), 1)
    for made in (joint_told("T1"), joint_told("T2"), *(one() for one in HONEST.values())):
        yield Fixture("good full", made.file("full"), 0)
    profiles: tuple[tuple[Profile, Lies], ...] = (("full", LIES), ("public", PUBLIC))
    for profile, lies in profiles:
        for step, name in dict(lies.keys()).items():
            evil = Evil(told(), profile)
            lies[step, name](evil)
            yield Fixture(f"V{step} {profile}: {name}", evil.file(), 1, step)


def test_the_page_is_what_its_sources_make() -> None:
    """Somebody who edits a source and forgets scripts/verifier.py is told so."""
    spec = importlib.util.spec_from_file_location("verifier", ROOT / "scripts" / "verifier.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    assert PAGE.read_text(encoding="utf-8") == made.page()


def test_the_page_may_load_and_send_nothing() -> None:
    """Its own policy forbids every connection, and it names no address but this file's own parts."""
    text = PAGE.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src" not in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r"https?:|fetch\(|XMLHttp|WebSocket|\bimport\(|eval\(|innerHTML", text)


def test_both_verifiers_agree_in_the_browser(page: Page) -> None:
    """Good and bad, full and public: the same end and the same first step that fails as the Python verifier's."""
    wrong = []
    for one in few():
        ended = verdict(drop(page, "evidence.zip", one.data))
        if ended != (one.exit, one.step):
            wrong.append((one.name, ended, (one.exit, one.step)))
    assert wrong == []


def test_what_was_checked_is_shown_in_both_languages(page: Page) -> None:
    """Verdict, fingerprints, recounted figures beside the record's, tier and steps; the other language at a touch."""
    found = drop(page, "sitting.zip", told().file("full"))
    expect(found.locator(".verdict h2")).to_have_text("核对无误")
    expect(found.locator(".keys dd").first).to_have_text(re.compile(r"^([0-9a-f]{4} ){3}[0-9a-f]{4}$"))
    secret = found.locator("[data-poll=p2]")
    expect(secret.locator(".outcome")).to_have_text("通过")
    expect(secret.locator(".tier")).to_contain_text("由操作方保密")
    expect(secret.locator("tbody tr").first).to_have_text(re.compile("赞成44✓ 相同"))
    expect(found.locator("li.good[data-step]")).to_have_count(14)
    expect(found.locator("li.nothing[data-step='8']")).to_contain_text("本次没有此项")
    expect(found.locator(".differs")).to_have_count(0)
    expect(found.locator(".told")).to_contain_text("p2：m002 在表决中换到座席 A099 的终端，并由此投票")
    expect(found.locator(".told")).to_contain_text("试表决 p5")
    page.locator("#language").click()
    expect(found.locator(".verdict h2")).to_have_text("Everything holds")
    expect(secret.locator(".tier")).to_contain_text("rest on the operator (T0)")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#language").click()


def test_words_that_nothing_vouches_for_are_marked(page: Page) -> None:
    """The question is the manifest's; what only the server says of the sitting is marked so, or not shown."""
    evil = Evil(told())
    evil.edit("sitting.json", lambda found: found["meeting"]["title"].update(zh="另一次会议"))
    evil.edit("sitting.json", lambda found: found["polls"][1]["title"].update(zh="另一个问题"))
    evil.edit("sitting.json", lambda found: found["polls"][1].update(announcement={"zh": "全票通过", "en": ""}))
    found = drop(page, "words.zip", evil.file())
    assert verdict(found) == (1, 11)
    expect(found.locator("[data-poll=p2] h3")).to_contain_text("议题a2d1")
    expect(found).not_to_contain_text("另一个问题")
    expect(found).not_to_contain_text("全票通过")
    expect(found.locator(".results > .unheld")).to_have_text(re.compile("另一次会议.*服务器所写，未核对"))
    expect(found.locator(".results")).to_contain_text("没有任何签名可以核对")


def test_a_public_bundle_says_what_it_cannot_show(page: Page) -> None:
    """Steps that need what the public does not get are grey, and the verdict says that they were not checked."""
    found = drop(page, "public.zip", told().file("public"))
    expect(found.locator(".verdict h2")).to_have_text("公开部分核对无误")
    expect(found.locator("li.absent[data-step='3'] .state")).to_have_text("公开版不含")
    expect(found.locator("[data-poll=p2]")).to_contain_text("没有重新计票")


def test_one_voter_can_be_asked_about(page: Page) -> None:
    """Of each vote: whether a paper was issued in her name, a vote cast, void; in public that it is not shown; of a bundle
    that does not hold nothing is asked.
    """
    data = spent().file("full")
    tally = json.loads(dict(unpacked(data))["polls/p1/tally.json"])
    void = tally["void"][0]
    found = drop(page, "sitting.zip", data)
    said, field = found.locator("#voter-said li"), found.locator("#voter-id")
    expect(said).to_have_count(0)
    expect(found.locator("#voters option")).to_have_count(7)
    field.fill(void["voter"])
    field.press("Enter")
    expect(said.first).to_have_text(
        f"p1 {void['voter']}：领了票，投了票，作废（{void['reason']}）（签名确认领票人的：服务器、监票席A、监票席B）。"
    )
    page.locator("#language").click()
    expect(said.first).to_contain_text(f"a paper was issued, a vote cast, void ({void['reason']})")
    field.fill("m099")
    found.get_by_role("button", name="Ask").click()
    expect(said.first).to_contain_text("not on the roster")
    page.locator("#language").click()
    drop(page, "public.zip", spent().file("public"))
    expect(said).to_have_count(0)
    field.fill(void["voter"])
    field.press("Enter")
    expect(said).to_have_text(["公开文件不显示谁领过票、投过票，请用完整文件。"])
    drop(page, "bad.zip", next(one for one in few() if one.step == 11).data)
    expect(page.locator("#voter")).to_have_count(0)


def test_a_bundle_that_fails_says_where_and_is_not_to_be_relied_on(page: Page) -> None:
    """The first step that fails stands in the verdict with its reason, open in the list, and over the results."""
    bad = next(one for one in few() if one.step == 11)
    found = drop(page, "bad.zip", bad.data)
    expect(found.locator(".verdict h2")).to_have_text("核对不通过")
    expect(found.locator(".verdict .sentence")).to_contain_text("第 11 步“重新计票”")
    expect(found.locator("li.bad[data-step='11'] details")).to_have_attribute("open", "")
    expect(found.locator(".results h2")).to_contain_text("不可采信")


def test_trusted_keys_are_compared(page: Page) -> None:
    """With a file of keys the page says that they are the same; under any other key the evidence fails step 1."""
    source = told().source
    keys = {"server": source.server, "log": source.log, "stations": []}

    def trust(text: str) -> None:
        given = {"name": "keys.json", "mimeType": "application/json", "buffer": text.encode()}
        page.locator("#trust").set_input_files(given)

    trust(json.dumps(keys))
    found = drop(page, "sitting.zip", told().file("full"))
    expect(found.locator(".keys")).to_contain_text("与您提供的密钥文件相同")
    trust(json.dumps({"log": source.log}))
    found = drop(page, "sitting.zip", told().file("full"))
    expect(found.locator("[data-key=L] .as")).to_have_text("与密钥文件相同")
    expect(found.locator("[data-key=S] .as")).to_have_text("取自本文件")
    expect(found.locator(".keys .compare")).to_contain_text("只列出了")
    other = {**keys, "log": SignerKey.generate(told().room.log.verifier.name).verifier.text()}
    trust(json.dumps(other))
    assert verdict(drop(page, "sitting.zip", told().file("full"))) == (1, 1)
    strange = {"kid": "", "jwk": source.server, "station": "A", "witness": source.log}
    for none in ({}, {**keys, "more": 1}, {"log": "x+y+z"}, {"stations": [strange]}):
        trust(json.dumps(keys))
        expect(page.locator("#trusted")).to_contain_text("使用密钥文件")
        trust(json.dumps(none))
        expect(page.locator("#trusted")).to_contain_text("这不是密钥文件")


def test_a_page_whose_program_was_changed_says_so(browser: Browser, tmp_path: Path) -> None:
    """A program that is not what the page's hash says does not run, and one with its policy adapted is told of."""
    text = PAGE.read_text(encoding="utf-8").replace('"use strict";', '"use strict"; ', 1)
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]+>')
    (tmp_path / "changed.html").write_text(policy.sub("", text), encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto((tmp_path / "changed.html").as_uri())
    expect(page.locator("#altered")).to_be_visible()
    (tmp_path / "kept.html").write_text(text, encoding="utf-8")
    page.goto((tmp_path / "kept.html").as_uri())
    expect(page.locator("[data-word=intro]")).to_be_empty()
    context.close()


def test_the_page_fits_a_telephone(browser: Browser) -> None:
    """At 390 points of width nothing runs beyond the edge, empty or with a result."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 390, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(PAGE.as_uri())
    for _ in range(2):
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        drop(page, "sitting.zip", told().file("full"))
    context.close()
