"""A tablet with scrutineers' stations behind the server: blind credentials, layers, the audit, and what is forgotten."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from devices.challenge import check, code_of
from devices.encoding import b64, unb64
from voting.projections.stations import TIER_LABELS

NAMES = ("王秀兰", "李 强", "阿依古丽·买买提")
KEPT = """() => new Promise((done) => { const open = indexedDB.open("yijue-seat");
    const all = (store) => new Promise((next) => {
        const asked = open.result.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => next(asked.result); });
    const readable = (key) => crypto.subtle.exportKey("jwk", key).then(() => true, () => false);
    open.onsuccess = async () => {
        const casts = await all("casts"), papers = await all("papers");
        const keys = await Promise.all(papers.flatMap(({ keys }) => Object.values(keys)).map(readable));
        open.result.close();
        done({ casts, readable: keys, papers: papers.map(({ sealed, iv, ...rest }) =>
            ({ bytes: Array.from(new Uint8Array(sealed)), other: Object.keys(rest), keys: Object.keys(rest.keys) })) }); }; })"""


def kept(seat: Any) -> dict[str, Any]:
    """What this browser keeps: casts, sealed papers as bytes, and whether any ballot key could be read out of it."""
    return seat.page.evaluate(KEPT)


def drawn(seat: Any, tier: str, **more: Any) -> Any:
    """Signed in, announced, countersigned, drawn."""
    seat.sign_in()
    seat.hall.announce("p1", "任命李明为副主任", tier=tier, **more)
    seat.status("drawing")
    seat.hall.countersign("p1")
    seat.status("drawn")
    return seat.hall.poll("p1")


def fill(seat: Any, marks: str) -> None:
    """Mark every line of an election and go to the review, until the check code is there."""
    for line, letter in enumerate(marks):
        seat.page.locator(f"[data-line='{line}'] [data-mark={letter}]").click()
    seat.page.locator("button.review").click()
    seat.page.locator(".check-code code").wait_for()


def voted(seat: Any, tier: str, letter: str = "Y") -> Any:
    """Drawn, opened, cast on a motion where the first press counts."""
    poll = drawn(seat, tier)
    seat.hall.state("p1", "open")
    seat.press(letter)
    seat.status("received_changeable")
    return poll


def test_a_motion_at_t1_from_drawing_to_the_audit(seat):
    """Cast through two layers, found in the log and in the signed count; then nothing of the paper is kept."""
    poll = voted(seat, "T1")
    seat.press("A")
    seat.wait_for(lambda: len(poll.casts) == 2)
    seat.status("received_changeable")
    before = kept(seat)
    assert [len(before["papers"]), before["readable"]] == [1, [False]]
    assert before["papers"][0]["other"] == ["keys"]
    assert b"leaves" not in bytes(before["papers"][0]["bytes"])
    key = poll.tier.parties["A"].signer.public.kid[:8]
    expect(seat.page.locator(".seat-poll .chip", has_text="监票席 A")).to_contain_text(f"{key[:4]} {key[4:8]}")
    seat.hall.state("p1", "closed")
    seat.status("in_log")
    seat.picture("in-log")
    seat.hall.count("p1")
    seat.status("counted")
    seat.picture("counted-t1")
    assert [one.ok for one in poll.audited] == [True]
    assert [json.loads(json.loads(one)["p"])["marks"] for one in seat.hall._mine_in(poll)] == ["A"]
    after = kept(seat)
    assert after["papers"] == []
    assert '"marks"' not in json.dumps(after)
    seat.open(code=None)
    seat.status("counted")


def test_an_election_at_t2_survives_a_reload_between_drawing_and_casting(seat):
    """The kept request is sent again byte for byte; the credentials that come of it open at every level."""
    poll = drawn(seat, "T2", names=NAMES, max_yes=2, write_ins=1)
    seat.open(code=None)
    seat.status("drawn")
    assert len(set(poll.issued)) == 1
    assert len(poll.issued) == 2
    seat.hall.state("p1", "open")
    seat.status("vote_now")
    fill(seat, "YNY")
    seat.page.locator("button.send").click()
    seat.wait_for(lambda: len(poll.casts) == 1)
    seat.hall.state("p1", "closed")
    seat.status("in_log")
    seat.hall.count("p1")
    seat.status("counted")
    assert [json.loads(json.loads(one)["p"])["marks"] for one in seat.hall._mine_in(poll)] == ["YNY"]


@pytest.mark.parametrize("tier", ["T0", "T1"])
def test_a_ballot_that_is_not_in_the_count_raises_an_alarm(seat, tier):
    """All is signed, the root fits, and the own ballot is missing: a complaint goes out and the member is told."""
    if tier == "T0":
        seat.sign_in()
        poll = seat.hall.announce("p1", "任命李明为副主任")
        seat.hall.state("p1", "open")
        seat.press("Y")
        seat.status("received_changeable")
    else:
        poll = voted(seat, tier)
    seat.hall.state("p1", "closed")
    seat.status("in_log")
    seat.hall.count("p1", without_me=True)
    seat.status("miscounted")
    expect(seat.page.locator(".seat-poll .note")).to_have_text("the ballot of this seat is not among those counted")
    seat.picture("miscounted")
    assert [(one.ok, bool(one.reason)) for one in poll.audited] == [(False, True)]
    (left,) = kept(seat)["papers"]
    assert left["keys"] == []
    assert b"marks" not in bytes(left["bytes"]), "sealed"
    shown_by_the_member(seat)
    seat.open(code=None)
    seat.status("miscounted")
    shown_by_the_member(seat)
    seat.page.locator("button.show-missing").click()
    expect(seat.page.locator(".panel.missing a.save")).to_have_count(1)
    seat.hall.polls.remove(poll)
    seat.hall.push()
    expect(seat.page.locator(".seat-poll")).to_have_count(0)
    seat.wait_for(lambda: kept(seat)["papers"] == [])
    left = 'import("/static/js/ballot/papers.js").then(({ papers }) => Object.values(papers.value).map((one) => one.missing))'
    assert seat.page.evaluate(left) == [None]


def shown_by_the_member(seat):
    """Only the member's own press makes the opening, under words that say what it shows; it holds, and is of the very cast."""
    panel = seat.page.locator(".panel.missing")
    expect(panel).to_contain_text("谁拿到这个文件，谁就知道您怎么投的")
    expect(panel.locator("a")).to_have_count(0)
    panel.locator("button.show-missing").click()
    seat.picture("missing")
    part = json.loads(unquote(panel.locator("a.save").get_attribute("href").partition(",")[2]))
    cast = json.loads(unb64(part.pop("cast").split(".")[1], "cast"))
    assert cast["ct"] == part["ct"]
    assert [letter for _, letter in check(json.dumps(part).encode()).marks] == ["Y"]
    panel.get_by_role("button", name="收起").click()
    expect(panel.locator("a")).to_have_count(0)


def test_a_complaint_that_is_refused_is_told_as_refused(seat):
    """The member is not told of an objection that the server did not take, also after a reload."""
    poll = voted(seat, "T1")
    seat.hall.deaf = True
    seat.hall.state("p1", "closed")
    seat.status("in_log")
    seat.hall.count("p1", without_me=True)
    seat.status("miscounted_unheard")
    seat.picture("miscounted-unheard")
    assert [one.ok for one in poll.audited] == [False]
    seat.open(code=None)
    seat.status("miscounted_unheard")


def test_a_server_that_gives_nothing_is_not_waited_for_in_silence(seat):
    """Four tries in a row may be repeated, the fifth is an error that becomes an alarm; an answer between begins anew."""
    seat.sign_in()
    told = seat.page.evaluate("""async () => {
        const { patiently } = await import("/static/js/ballot/patience.js"), { NoAnswer } = await import("/static/js/wire.js");
        const nothing = async () => { throw new NoAnswer("503"); }, found = [];
        for (const asking of [...Array(4).fill(nothing), async () => "an answer", ...Array(6).fill(nothing)]) {
            found.push(await patiently("p1 output", asking).catch((error) => error instanceof NoAnswer ? "again" : error.message));
        }
        return found; }""")
    assert told[:9] == ["again"] * 4 + ["an answer"] + ["again"] * 4
    assert told[9:] == ["asked 5 times, nothing came: 503", "again"]


def test_a_signature_that_does_not_hold_raises_an_alarm(seat, errors):
    """The paper is not used; after the close the complaint names the issuer and its answer."""
    seat.sign_in()
    seat.hall.bad_issuer = "A"
    seat.hall.announce("p1", "任命李明为副主任", tier="T1")
    seat.hall.countersign("p1")
    seat.status("fault")
    seat.picture("bad-issuer")
    poll = seat.hall.poll("p1")
    seat.hall.state("p1", "closed")
    seat.wait_for(lambda: len(poll.confirmed) == 1)
    assert poll.confirmed[0].ok is False
    assert poll.confirmed[0].reason.startswith("blind-signed A")
    assert len(errors) == 1
    errors.clear()


def test_keys_are_not_used_before_both_stations_have_signed(seat):
    """With one of two statements the tablet goes on waiting and asks for nothing; with both it draws."""
    seat.sign_in()
    poll = seat.hall.announce("p1", "任命李明为副主任", tier="T2")
    seat.hall.countersign("p1", stations=1)
    seat.status("drawing")
    assert poll.issued == []
    seat.hall.countersign("p1")
    seat.status("drawn")
    assert len(poll.issued) == 1


def test_a_station_that_shows_another_key_stops_the_vote(seat, errors):
    """The key that was seen first is remembered across reloads."""
    drawn(seat, "T1")
    seat.hall.polls.clear()
    seat.hall.announce("p2", "任命王芳为局长", tier="T1")
    seat.hall.countersign("p2")  # the fake makes new stations for every poll
    seat.status("fault")
    assert "another key than before" in errors[0]
    errors.clear()


@pytest.mark.parametrize("tier", ["T0", "T1", "T2"])
def test_a_paper_is_checked_instead_of_cast(seat, tier):
    """The code stands before the choice; the opening says what was marked, under that code; then another paper is drawn."""
    if tier == "T0":
        seat.sign_in()
        poll = seat.hall.announce("p1", "任命李明为副主任", names=NAMES, max_yes=2)
    else:
        poll = drawn(seat, tier, names=NAMES, max_yes=2)
    seat.hall.state("p1", "open")
    fill(seat, "YNY")
    code = seat.page.locator(".check-code code").inner_text()
    seat.picture(f"code-{tier}")
    seat.page.locator("button.check").click()
    link = seat.page.locator("a.save")
    given = unquote(link.get_attribute("href").partition(",")[2]).encode()
    found = check(given)
    assert (found.code, "".join(letter for _, letter in found.marks)) == (code, "YNY")
    assert poll.casts == []
    key = json.loads(json.loads(given)["inner"])["c"]["pk"]
    if tier == "T0":
        seat.status("vote_now")
        assert poll.checked == []
    else:
        seat.wait_for(lambda: [b64(one) for one in poll.checked] == [key])
        seat.status("challenged")
        assert kept(seat)["readable"] == []
        assert [paper["keys"] for paper in kept(seat)["papers"]] == [[]], "the opening alone, sealed"
        seat.picture(f"challenged-{tier}")
    seat.open(code=None)
    link.wait_for()
    assert unquote(link.get_attribute("href").partition(",")[2]).encode() == given, "a reload does not lose it"
    with seat.page.expect_download() as saved:
        link.click()
    assert saved.value.path().read_bytes() == given
    if tier != "T0":
        seat.wait_for(lambda: all(paper["keys"] for paper in kept(seat)["papers"]))
        seat.hall.spoil("p1")
    seat.status("vote_now")
    expect(seat.page.locator("[aria-pressed=true]")).to_have_count(0)
    fill(seat, "NYN")
    expect(link).to_have_count(0)
    assert seat.page.locator(".check-code code").inner_text() != code
    seat.page.locator("button.send").click()
    seat.wait_for(lambda: len(poll.casts) == 1)
    sent = poll.casts[0][0].ct
    assert code_of(sent) != code


def test_what_stands_under_the_code_is_what_is_cast(seat):
    """On a motion whose first press counts: the code is that of the envelope, and it is gone when another mark is chosen."""
    poll = drawn(seat, "T1", press="first")
    seat.hall.state("p1", "open")
    seat.press("N")
    first = seat.page.locator(".check-code code").inner_text()
    seat.page.locator(".sure .again").click()
    expect(seat.page.locator(".check-code")).to_have_count(0)
    seat.press("Y")
    code = seat.page.locator(".check-code code").inner_text()
    seat.picture("code-motion")
    assert code != first
    seat.page.locator(".sure .confirm").click()
    seat.wait_for(lambda: len(poll.casts) == 1)
    assert code_of(poll.casts[0][0].ct) == code
    assert len(code.replace(" ", "")) * 5 >= 128


@pytest.mark.parametrize("tier", ["T0", "T1"])
def test_a_press_that_would_be_sent_at_once_is_checked_by_a_quiet_switch(seat, tier):
    """Where the last press counts, nothing asks; with the switch on the press seals, shows the code and asks; the tier is
    told as the manifest has it, and what shares its ballot key with a vote in the box is not checked.
    """
    if tier == "T0":
        seat.sign_in()
        poll = seat.hall.announce("p1", "任命李明为副主任")
    else:
        poll = drawn(seat, tier)
    poll.view["label"] = {"zh": "由神仙保密（T2）", "en": "kept by the saints (T2)"}
    seat.hall.state("p1", "open")
    seat.status("vote_now")
    expect(seat.page.locator(".chip.tier")).to_have_text(TIER_LABELS[tier].zh)
    seat.picture(f"switch-{tier}")
    switch = seat.page.get_by_role("switch")
    switch.click()
    seat.press("N")
    code = seat.page.locator(".check-code code").inner_text()
    seat.picture(f"switched-{tier}")
    assert poll.casts == []
    seat.page.locator("button.check").click()
    found = check(unquote(seat.page.locator("a.save").get_attribute("href").partition(",")[2]).encode())
    assert (found.code, [letter for _, letter in found.marks]) == (code, ["N"])
    if tier != "T0":
        seat.hall.spoil("p1")
    seat.status("vote_now")
    expect(seat.page.locator("a.save")).to_have_count(1)
    seat.picture(f"unsaved-{tier}")
    expect(switch).to_have_attribute("aria-checked", "false")
    seat.press("Y")
    seat.status("received_changeable")
    expect(switch).to_have_count(1 if tier == "T0" else 0)
    assert code_of(poll.casts[0][0].ct) != code


def test_a_spoiled_paper_is_drawn_anew(seat):
    """A tablet without its papers is refused; when tellers have recorded that, it draws once more by itself."""
    poll = drawn(seat, "T1")
    seat.page.evaluate("""() => new Promise((done) => { const open = indexedDB.open("yijue-seat");
        open.onsuccess = () => { const clear = open.result.transaction("papers", "readwrite").objectStore("papers").clear();
        clear.onsuccess = () => { open.result.close(); done(); }; }; })""")
    seat.open(code=None)
    seat.status("lost")
    seat.page.locator(".refused", has_text="这位代表已领过票").wait_for()
    seat.picture("drawn-already")
    seat.hall.spoil("p1")
    seat.status("drawn")
    assert len(set(poll.issued)) == 3
    seat.hall.state("p1", "open")
    seat.press("Y")
    seat.status("received_changeable")
