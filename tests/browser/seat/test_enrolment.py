"""A tablet becomes a seat's terminal: codes, fingerprints, a key nobody can read, a server that is not the old one."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.seat_fake import CODE
from voting.ballots import p256


def test_the_fingerprint_stands_large_until_the_operator_confirms(seat):
    """While enrolment is pending the seat shows the first eight characters of its key's thumbprint."""
    seat.hall.pending = True
    seat.open()
    expect(seat.page.locator(".fingerprint")).to_have_text(seat.hall_kid()[:8])
    seat.picture("pending")
    seat.hall.pending = False
    expect(seat.page.locator(".keypad")).to_be_visible()
    assert "code" not in seat.page.url


def test_a_typed_code_is_read_in_either_case(seat):
    """Without a link the code is typed; what cannot be a code is not sent, what the server refuses is told."""
    seat.open(code=None)
    field = seat.page.locator("input[name=code]")
    field.fill("K7M2P9Q0")
    seat.page.get_by_role("button", name="登记本终端").click()
    assert seat.hall.device is None
    field.fill("AAAA2222")
    seat.page.get_by_role("button", name="登记本终端").click()
    expect(seat.page.locator(".refused")).to_have_text("登记码不对或已用过。")
    seat.picture("code")
    field.fill(f"{CODE[:4].lower()} {CODE[4:].lower()}")
    seat.page.get_by_role("button", name="登记本终端").click()
    expect(seat.page.locator(".keypad")).to_be_visible()


def test_the_device_key_cannot_be_read(seat):
    """The private key in the browser's memory refuses to be exported, and serves after a reload."""
    seat.sign_in()
    refused = seat.page.evaluate("""() => new Promise((done) => { const open = indexedDB.open("yijue-seat");
        open.onsuccess = () => { const all = open.result.transaction("devices").objectStore("devices").getAll();
        all.onsuccess = () => crypto.subtle.exportKey("jwk", all.result[0].privateKey).then(() => done("read"), (e) => done(e.name)); }; })""")
    assert refused == "InvalidAccessError"
    kid = seat.hall_kid()
    seat.open(code=None)
    expect(seat.page.locator(".seat-head")).to_contain_text("陈志远")
    assert seat.hall_kid() == kid


def test_another_server_key_is_a_stranger_until_a_new_code(seat):
    """A terminal speaks only with the server of its enrolment; a new link enrols it anew with a new key."""
    seat.sign_in()
    kid = seat.hall_kid()
    seat.hall.server = p256.signing_key(p256.generate())
    seat.open(code=None)
    expect(seat.page.locator(".refused")).to_contain_text("签名密钥与登记时不同")
    seat.picture("stranger")
    seat.open()
    expect(seat.page.locator(".seat-head")).to_contain_text("陈志远")
    assert seat.hall_kid() != kid


def test_a_revoked_terminal_asks_for_a_code(seat):
    """When the seat's device is another one, hello is refused and the page offers the code again."""
    seat.sign_in()
    seat.hall.device = p256.signing_key(p256.generate()).public
    seat.open(code=None)
    expect(seat.page.locator(".refused")).to_have_text("这台终端已不是本席位的终端。")
    expect(seat.page.locator("input[name=code]")).to_be_visible()


def test_a_refused_link_takes_nothing_from_an_enrolled_terminal(seat):
    """A stale or forged code is refused, and the seat goes on with the key that serves it, now and after a reload."""
    seat.sign_in()
    kid = seat.hall_kid()
    for code in ("AAAA2222", None):
        seat.open(code=code)
        expect(seat.page.locator(".seat-head")).to_contain_text("陈志远")
        assert seat.hall_kid() == kid


def test_a_waiting_terminal_goes_on_waiting_after_a_reload(seat):
    """The key that the operator is asked about is still the same, though the code has left the address."""
    seat.hall.pending = True
    seat.open()
    expect(seat.page.locator(".fingerprint")).to_have_text(seat.hall_kid()[:8])
    kid = seat.hall_kid()
    seat.open(code=None)
    expect(seat.page.locator(".fingerprint")).to_have_text(kid[:8])
    seat.hall.pending = False
    expect(seat.page.locator(".keypad")).to_be_visible()
    assert seat.hall_kid() == kid
