"""The scrutineer's page: a small Flask app on the loopback address of the station's own machine.

A code from the station's own terminal window signs a person in, once; decisions carry that person's name. The page
shows the notebook and never a key, and what it decides goes through `office`.
"""

from __future__ import annotations

import json
import secrets
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from flask import Flask, Response, g, jsonify, render_template, request

from voting.ballots.intake import CODE_LETTERS
from voting.names import webfont
from voting.station import agenda
from voting.station.office import Office
from voting.station.view import view

ROOT: Final = Path(__file__).resolve().parents[2]
LOOK_SECONDS: Final = 20.0  # a question for news is answered at the latest after this
CODE_LENGTH: Final = 12  # of 31 letters: 59 bits, and five wrong ones make a new one
TRIES: Final = 5
LONGEST_NAME: Final = 60
LONGEST_BODY: Final = 65_536
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; font-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}  # fmt: skip
WRONG: Final = {"code": "sign_in.wrong", "zh": "登录码不对或已用过，请看监票席的终端窗口。",
                "en": "The code is wrong or was used; look at the station's terminal window.", "article": None}  # fmt: skip
FIRST: Final = {"code": "sign_in.required", "zh": "请先登录。", "en": "Please sign in.", "article": None}


@dataclass
class Door:
    """Who is in: one code at a time, shown in the terminal window through `show`; a used one is followed by another."""

    show: Callable[[str], None]
    code: str = ""
    wrong: int = 0
    names: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Show the first code."""
        self._next()

    def enter(self, code: str, name: str) -> str | None:
        """A token for this person, or None where the code is not the one that is shown."""
        with self.lock:
            if not secrets.compare_digest(code.encode(), self.code.encode()):
                self.wrong += 1
                if self.wrong >= TRIES:
                    self._next()
                return None
            self._next()
            token = secrets.token_urlsafe(32)
            self.names[token] = name
            return token

    def _next(self) -> None:
        self.code, self.wrong = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)), 0
        self.show(self.code)


def create_app(office: Office, door: Door) -> Flask:
    """The page's app."""
    app = Flask("yijue-station", root_path=str(ROOT), static_folder="static", template_folder="templates")
    app.config.update(MAX_CONTENT_LENGTH=LONGEST_BODY)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    _guard(app, door)
    _people(app, door)
    _reading(app, office)
    _deciding(app, office)
    return app


def _guard(app: Flask, door: Door) -> None:
    @app.before_request
    def stand_at_the_door() -> tuple[Response, int] | None:
        if not request.path.startswith("/api/") or request.path == "/api/sign-in":
            return None
        g.token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        g.name = door.names.get(g.token)
        return None if g.name else (jsonify({"refusal": FIRST}), 401)

    @app.after_request
    def put_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response


def _people(app: Flask, door: Door) -> None:
    @app.get("/")
    def page() -> str:
        return render_template("station/index.html", role="station")

    @app.post("/api/sign-in")
    def sign_in() -> tuple[Response, int]:
        code, name = (str(_asked().get(field) or "").strip() for field in ("once", "name"))
        token = door.enter(code.upper(), name) if 0 < len(name) <= LONGEST_NAME else None
        if token is None:
            return jsonify({"refusal": WRONG}), 403
        return jsonify({"token": token, "role": "station", "name": name}), 200

    @app.post("/api/sign-out")
    def sign_out() -> Response:
        door.names.pop(g.token, None)
        return jsonify({"ok": True})


def _reading(app: Flask, office: Office) -> None:
    @app.get("/api/view")
    def news() -> Response:
        after = request.args.get("after", -1, type=int)
        changed = office.notebook.changed
        with changed:
            changed.wait_for(lambda: office.notebook.revision != after, LOOK_SECONDS)
        return jsonify({"revision": office.notebook.revision, "view": view(office)})

    @app.get("/fonts/names.woff2")
    def names_font() -> Response:
        planned = agenda.read(office.notebook.fact("agenda"))
        people = (one.name for one in office.notebook.roll().values())
        characters = webfont.missing(
            "".join((*people, *(name for vote in planned for name in (vote.title, *vote.names))))
        )
        return Response(webfont.woff2(characters), mimetype="font/woff2")

    @app.get("/api/evidence")
    def evidence() -> Response:
        kept = json.dumps(office.notebook.evidence(), ensure_ascii=False, indent=1)
        named = f'attachment; filename="station-{office.station}-evidence.json"'
        return Response(kept, mimetype="application/json", headers={"Content-Disposition": named})


def _deciding(app: Flask, office: Office) -> None:
    @app.post("/api/decide")
    def decide() -> tuple[Response, int]:
        asked = _asked()
        about, subject, agreed = (asked.get(field) for field in ("about", "subject", "agreed"))
        if not isinstance(about, str) or not isinstance(subject, str) or not isinstance(agreed, bool):
            return jsonify({"refusal": WRONG}), 400
        return jsonify({"ok": office.decide(about, subject, agreed=agreed, name=g.name)}), 200

    @app.post("/api/destroy")
    def destroy() -> tuple[Response, int]:
        vote = _asked().get("vote")
        if not isinstance(vote, str):
            return jsonify({"refusal": WRONG}), 400
        return jsonify({"ok": office.destroy(vote, g.name)}), 200

    @app.post("/api/seen")
    def seen() -> tuple[Response, int]:
        alarm = _asked().get("alarm")
        if not isinstance(alarm, int):
            return jsonify({"refusal": WRONG}), 400
        office.notebook.see(alarm, g.name)
        return jsonify({"ok": True}), 200


def _asked() -> dict[str, object]:
    found = request.get_json(silent=True)
    return found if isinstance(found, dict) else {}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the library calls
        """A line for each request would bury the code that the person is looking for."""


class _Server(ThreadingMixIn, WSGIServer):
    """A thread for each question: several wait for news at once."""

    daemon_threads = True

    def handle_error(self, _request: object, _address: object) -> None:
        """A browser that leaves in the middle is no fault; anything else is said in one line."""
        error = sys.exception() if sys.version_info >= (3, 11) else None
        if error is not None and not isinstance(error, ConnectionError):
            print(f"page: {error!r}", file=sys.stderr, flush=True)  # noqa: T201 - the station's terminal window


def listen(host: str, port: int) -> WSGIServer:
    """A server that listens; port 0 takes a free one. The caller sets the app and runs `serve_forever`."""
    return _Server((host, port), _Quiet)
