"""The fake hall of the seat's tests behind a web server: pages under the product's CSP, the HTTPS calls, the socket."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask_socketio import SocketIO
from werkzeug.serving import make_server

from tests.browser.seat_fake import MEETING, TITLE, Hall
from voting.ballots import intake

ROOT = Path(__file__).resolve().parents[2]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; require-trusted-types-for 'script'"
)


def make_app(hall: Hall) -> tuple[Flask, SocketIO]:
    """The pages under the product's CSP, the two HTTPS calls and the socket."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    socketio = SocketIO(app, async_mode="threading", transports=["websocket"])
    app.add_url_rule(
        "/seat/<seat>", "seat", lambda seat: render_template("seat/index.html", role="seat", language="zh")
    )
    app.add_url_rule("/empty", "empty", lambda: Response("<!doctype html><title>empty</title>", mimetype="text/html"))
    meeting = {"meeting": MEETING, "title": TITLE, "sample": hall.sample}
    app.add_url_rule("/api/meeting", "meeting", lambda: jsonify({**meeting, "server": hall.server.public.jwk}))
    app.add_url_rule("/api/polls/<vote>/output", "output", lambda vote: jsonify(hall.output(vote)))
    app.add_url_rule("/api/enrolments", "enrol", lambda: hall.enrol(request.get_json()["jws"]), methods=["POST"])

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CSP
        return response

    _events(hall, socketio)
    return app, socketio


def _events(hall: Hall, socketio: SocketIO) -> None:
    answers: dict[str, Callable[[Any], dict[str, Any]]] = {
        "hello": hall.hello, "sign_in": hall.sign_in, "issue": hall.issue, "proof": hall.proof, "confirm": hall.confirm,
        "audited": hall.audited,
        "checked": hall.checked,
        "cast": lambda raw: hall.vote(raw, intake.Cast, "cast"), "named": lambda raw: hall.vote(raw, intake.Named, "named"),
    }  # fmt: skip
    hall.tell = socketio.emit
    socketio.on_event("connect", lambda: socketio.emit("challenge", hall.challenge(), to=_sid()))
    for event, answer in answers.items():
        socketio.on_event(event, _losing(hall, socketio, event, answer))


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]  # Flask-SocketIO puts it there


def _losing(
    hall: Hall, socketio: SocketIO, event: str, answer: Callable[[Any], dict[str, Any]]
) -> Callable[[Any], Any]:
    def handle(given: Any) -> Any:
        answered = answer(given)
        if event not in hall.lose:
            return answered
        hall.lose.remove(event)
        socketio.server.disconnect(_sid())  # the line breaks after the vote is kept and before the receipt is told
        return None

    return handle


class Running:
    """The fake under way: `address` to open, `hall` to move; `drop()` breaks the line, `stop()` and `start()` the server."""

    def __init__(self) -> None:
        self.hall = Hall()
        self.app, self.socketio = make_app(self.hall)
        self.port = 0
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.server = make_server("127.0.0.1", self.port, self.app, threaded=True)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        for sid in list(self.socketio.server.manager.rooms.get("/", {}).get(None, {})):
            self.socketio.server.disconnect(sid)
        self.server.shutdown()
        self.server.server_close()
