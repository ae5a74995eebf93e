"""Enrolment over HTTP against a server of the standard library, and what is remembered."""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from devices import enrolment
from devices.encoding import Broken
from devices.enrolment import Bond, Declined
from devices.https import Address
from devices.proofs import LogKey
from devices.signer import Signer
from tests.devices.conftest import Log


class Office:
    """A server that answers enrolments with what stands in `answers`, and remembers what it was asked."""

    def __init__(self):
        self.server, self.log, self.answers, self.asked = Signer.new(), Log("yijue/m1"), [], []

    def say(self, signer, state="enrolled", **odd):
        kid = signer.public.kid
        told = {"server": self.server.public.jwk(), "log": self.log.verifier()}
        answer = {"state": state, "kid": kid, "fingerprint": kid[:8]} | told | odd
        self.answers.append((200, answer))

    def handler(office):  # noqa: N805 - the handler's own self stands inside
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                office.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.reply(*office.answers.pop(0))

            def do_GET(self):
                title = {"zh": "常委会", "en": "Committee"}
                jwk = office.server.public.jwk()
                self.reply(200, {"meeting": "m1", "title": title, "server": jwk, "sample": True})

            def reply(self, status, body):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_):
                """Say nothing."""

        return Handler


@pytest.fixture
def office():
    office = Office()
    with HTTPServer(("127.0.0.1", 0), office.handler()) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        office.address = Address.of(f"http://127.0.0.1:{server.server_port}")
        yield office
        server.shutdown()
        thread.join()


def enrol(office, me, seen=None):
    bond = Bond("m1", "A01", office.server.public)
    seen = seen if seen is not None else []
    return asyncio.run(enrolment.enrol(office.address, me, bond, "2345ABCD", seen.append))


def test_a_confirmed_enrolment(office):
    """One request, one bond."""
    me = Signer.new()
    office.say(me)
    made = enrol(office, me)
    assert made.seat == "A01"
    assert made.log is not None
    assert made.log.text == office.log.verifier()
    assert list(office.asked[0]) == ["jws"]


def test_a_pending_enrolment_asks_again_with_the_same_bytes(office, monkeypatch):
    """Until the operator has compared the fingerprint the same request is repeated, and the fingerprint shown."""
    monkeypatch.setattr(enrolment, "ASK_AGAIN_SECONDS", 0)
    me, seen = Signer.new(), []
    office.say(me, "pending")
    office.say(me)
    enrol(office, me, seen)
    assert office.asked[0] == office.asked[1]
    assert seen == [me.public.kid[:8]]


def test_a_refused_enrolment_carries_the_sentence(office):
    """4xx with a refusal becomes Declined with its code and both sentences."""
    told = {"code": "seat.unknown", "zh": "无此席位", "en": "no such seat", "article": None}
    office.answers.append((404, {"refusal": told}))
    with pytest.raises(Declined, match=r"无此席位 / no such seat \[seat.unknown\]"):
        enrol(office, Signer.new())


def test_an_error_without_a_refusal_is_broken(office):
    """A bare 500 is not taken for a refusal."""
    office.answers.append((500, {"oops": 1}))
    with pytest.raises(Broken, match="HTTP 500"):
        enrol(office, Signer.new())


@pytest.mark.parametrize("odd", [{"kid": "x"}, {"fingerprint": "x"}, {"state": "perhaps"}, {"more": 1}])
def test_an_answer_about_something_else_is_broken(office, odd):
    """Another key, another fingerprint, another word, another field."""
    me = Signer.new()
    office.say(me, **odd)
    with pytest.raises(Broken):
        enrol(office, me)


def test_another_servers_key_is_refused(office):
    """The key in the answer must be the one the terminal was told to expect."""
    me = Signer.new()
    office.say(me, server=Signer.new().public.jwk())
    with pytest.raises(Broken, match="server"):
        enrol(office, me)


def test_the_meeting_is_asked_for(office):
    """`GET /api/meeting` says which meeting this is."""
    meeting = asyncio.run(enrolment.meeting(office.address))
    assert (meeting.id, str(meeting.title), meeting.sample) == ("m1", "常委会 / Committee", True)


def test_a_bond_is_remembered(tmp_path, log):
    """Server and log keys survive a restart, in a file for the owner only."""
    path = tmp_path / "A01.json"
    bond = Bond("m1", "A01", Signer.new().public)
    for kept in (bond, replace(bond, log=LogKey.read(log.verifier()))):
        kept.save(path)
        found = Bond.load(path)
        assert (found.meeting, found.seat, found.server.kid) == ("m1", "A01", bond.server.kid)
        assert (found.log and found.log.text) == (kept.log and kept.log.text)
    assert path.stat().st_mode & 0o777 == 0o600
