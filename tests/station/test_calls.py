"""The station's calls: https with the house's own authority, and nothing believed that is not strict."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

from voting.ballots import p256
from voting.station.calls import Calls, Unreachable, Unwelcome, safe
from voting.web.tls import certificates

KEY = p256.signing_key(p256.generate())


class Told:
    """A server that answers every call with one answer, over https."""

    def __init__(self, folder: Path) -> None:
        self.answer = Response("{}", mimetype="application/json")
        self.made = certificates(folder, ["127.0.0.1"])
        app = Flask("told")
        app.add_url_rule("/<path:_any>", "any", lambda _any: self.answer, methods=["GET", "POST"])
        pair = (str(self.made.certificate), str(self.made.key))
        self.server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=pair)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.server.server_port}"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    made = Told(tmp_path_factory.mktemp("ca"))
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_the_houses_authority_is_trusted_and_another_is_not(told: Told, tmp_path: Path):
    """With the certificate that the tablets install the line stands; with another one nothing is sent."""
    told.answer = Response(json.dumps({"id": "m1"}), mimetype="application/json")
    assert Calls(told.address, told.made.authority).meeting() == {"id": "m1"}
    other = certificates(tmp_path, ["127.0.0.1"]).authority
    for authority in (other, None):
        with pytest.raises(Unreachable):
            Calls(told.address, authority).meeting()


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", '{"a":1,"a":2}', '{"a":1.5}', '{"a":"\\ud800"}', "[" * 40 + "]" * 40]
)
def test_an_answer_that_is_not_strict_json_is_no_answer(told: Told, text: str):
    """Whatever is not one strict object is as if nobody had answered."""
    told.answer = Response(text, mimetype="application/json")
    with pytest.raises(Unreachable):
        Calls(told.address, told.made.authority).meeting()


@pytest.mark.parametrize("tasks", ['{"tasks": 1}', '{"tasks": [1]}', '{"tasks": [{"task": 1, "kind": "keys", "body": {}}]}',
                                   '{"tasks": [{"task": "t", "kind": "keys", "body": {}, "more": 1}]}'])  # fmt: skip
def test_a_task_of_another_shape_is_not_taken(told: Told, tasks: str):
    """A task has an id, a kind and a body, and nothing else."""
    told.answer = Response(tasks, mimetype="application/json")
    with pytest.raises(Unreachable):
        Calls(told.address, told.made.authority).tasks(0)


def test_a_redirect_is_not_followed_and_a_refusal_is_told(told: Told):
    """The token goes to the one server only; a no of the server reaches the page in both languages."""
    told.answer = Response("{}", 302, {"Location": "https://127.0.0.2/"}, mimetype="application/json")
    with pytest.raises(Unwelcome) as moved:
        Calls(told.address, told.made.authority).meeting()
    assert moved.value.status == 302
    said = {"refusal": {"code": "seat.wrong_code", "zh": "登记码不正确。", "en": "The code is wrong.", "article": None}}
    told.answer = Response(json.dumps(said), 403, mimetype="application/json")
    with pytest.raises(Unwelcome) as refused:
        Calls(told.address, told.made.authority).enrol(KEY, "m1", "A", "ABCD2345", "witness")
    assert (refused.value.code, refused.value.zh, refused.value.en) == (
        "seat.wrong_code",
        "登记码不正确。",
        "The code is wrong.",
    )


@pytest.mark.parametrize(("server", "good"), [
    ("https://venue.example", True), ("http://127.0.0.1:8000", True), ("http://localhost:8000", True),
    ("http://[::1]:8000", True), ("http://192.168.1.5:8000", False), ("http://venue.example", False),
    ("venue.example", False), ("ftp://127.0.0.1", False), ("https://", False),
])  # fmt: skip
def test_only_https_leaves_the_machine(server: str, good: bool):
    """Plain http is for the same machine alone."""
    assert safe(server) is good
