"""A stand-in for the server: serves the pages under the product's CSP, shows chosen views, and remembers what was sent."""

from __future__ import annotations

import logging
import mimetypes
import threading
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask_socketio import SocketIO, emit
from werkzeug.serving import make_server

from tests.browser.officers_views import MEETING, RULES

ROOT = Path(__file__).resolve().parents[2]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'"
)
PAGES = ["operator", "chair", "hall", "secretary", "scrutineer"]
NAMES = {"operator": "何文静", "chair": "王建国", "secretary": "秘书处", "scrutineer": "总监票人", "hall": "大屏"}
WRONG = {"code": "sign_in.wrong", "zh": "用户名或密码不对。", "en": "Name or password is wrong.", "article": None}
ERRORS = [
    {"row": 0, "column": None, "zh": "缺少列“席位”。", "en": "The column “seat” is missing."},
    {"row": 7, "column": "姓名", "zh": "姓名为空。", "en": "The name is empty."},
    {"row": 19, "column": "席位", "zh": "席位 2-3 已由第 10 行使用。", "en": "Seat 2-3 is taken by row 10."},
]


@dataclass
class Hall:
    """What the pages are shown, what a command is answered, and what they sent."""

    views: dict[str, Any] = field(default_factory=dict)
    answers: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    shut: bool = False
    lines: list[str] = field(default_factory=list)
    rules: list[dict[str, Any]] | None = field(default_factory=lambda: deepcopy(RULES))
    asked_rules: int = 0


def make_app(hall: Hall) -> tuple[Flask, SocketIO]:
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    socketio = SocketIO(app, async_mode="threading", transports=["websocket"])
    _pages(app)
    _files(app)
    _rules(app, hall)
    _sockets(socketio, hall)
    return app, socketio


def read(path: Path) -> Response:
    """A file as one piece: a browser that leaves in the middle leaves no open file behind."""
    kind = "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(path.name)[0]
    return Response(path.read_bytes(), mimetype=kind or "application/octet-stream")


def _pages(app: Flask) -> None:
    app.add_url_rule("/static/<path:filename>", "static", lambda filename: read(ROOT / "static" / filename))
    for role in PAGES:
        app.add_url_rule(
            f"/{role}", role, lambda role=role: render_template(f"{role}/index.html", role=role, language="zh")
        )
    app.add_url_rule("/", "start", lambda: render_template("start/index.html", role="start"))
    app.add_url_rule("/sign-in", "sign_in", lambda: render_template("sign_in/index.html", role="sign_in"))

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CSP
        return response

    @app.post("/api/sign-in")
    def token() -> Any:
        asked = request.get_json()
        role = asked.get("once") or asked["name"]
        if role not in PAGES:
            return jsonify({"refusal": WRONG}), 403
        return jsonify({"token": role, "role": role, "name": NAMES[role]})


def _files(app: Flask) -> None:
    app.add_url_rule(
        "/api/meeting", "meeting", lambda: jsonify({"meeting": "m1", "title": MEETING["title"], "sample": True})
    )

    @app.post("/api/roll")
    def roll() -> Any:
        assert request.headers["Authorization"] == "Bearer secretary"
        good = "good" in (request.files["file"].filename or "")
        return jsonify({"rows": 35, "cards": True}) if good else (jsonify({"errors": ERRORS}), 422)

    @app.post("/api/members/<member>/pin")
    def pin(member: str) -> Any:
        assert request.headers["Authorization"] == "Bearer secretary"
        return (jsonify({"refusal": WRONG}), 409) if member == "m03" else jsonify({"pin": "402137"})

    @app.get("/api/results/<name>")
    def result(name: str) -> Any:
        assert request.headers["Authorization"] == "Bearer secretary"
        return Response(name.encode(), mimetype="application/octet-stream")

    @app.get("/api/seats/<seat>/qr.svg")
    def qr(seat: str) -> Any:
        assert request.headers["Authorization"] == "Bearer operator"
        return read(ROOT / "static" / "mark.svg")


def _rules(app: Flask, hall: Hall) -> None:
    @app.get("/api/rules")
    def rules() -> Any:
        assert request.headers["Authorization"] == "Bearer secretary"
        hall.asked_rules += 1
        return ("", 404) if hall.rules is None else jsonify({"version": "r1", "rules": hall.rules})


def _sockets(socketio: SocketIO, hall: Hall) -> None:
    @socketio.on("connect")
    def connect(auth: dict[str, str]) -> bool:
        if hall.shut:
            return False
        emit("view", hall.views[auth["token"]])
        hall.lines.append(request.sid)  # type: ignore[attr-defined]
        return True

    @socketio.on("command")
    def command(given: dict[str, Any]) -> dict[str, Any]:
        hall.sent.append(given)
        return hall.answers.pop(0) if hall.answers else {"ok": True}


class Running:
    """The stand-in under way: `address` to open, `hall` to set, `show(role, view)` to send a new view."""

    def __init__(self) -> None:
        self.hall = Hall()
        app, self.socketio = make_app(self.hall)
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def show(self, role: str, view: Any) -> None:
        self.hall.views[role] = view
        self.socketio.emit("view", view)

    def hang_up(self) -> None:
        """End every line and take no new one."""
        self.hall.shut = True
        for line in self.hall.lines:
            self.socketio.server.disconnect(line)

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
