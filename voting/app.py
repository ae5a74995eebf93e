"""The application factory: store, keys, clerk, house, screens and doors put together; no door missing, or no start."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, g, jsonify, request
from flask_socketio import SocketIO
from socketio.exceptions import ConnectionRefusedError as Turned

from voting.ballots.keys import KeyStore
from voting.clerk.clerk import Clerk
from voting.clerk.origin import log_key
from voting.config import Config
from voting.core.refusals import refuse
from voting.drafting import laying
from voting.ledger.port import Unwritable
from voting.projections import parts
from voting.store.opening import Store, open_store
from voting.web import doors
from voting.web.api import api
from voting.web.bundles import bundles
from voting.web.calendar import calendar
from voting.web.certified import certified
from voting.web.clock import clock
from voting.web.house import House
from voting.web.live import Line, Live
from voting.web.logs import never_stop
from voting.web.officers import Officers
from voting.web.pages import pages
from voting.web.papers import papers
from voting.web.roll import rolls
from voting.web.seats import Seats
from voting.web.sessions import Sessions
from voting.web.setup import setup
from voting.web.sockets import with_whole_frames
from voting.web.station_calls import station_calls
from voting.web.transport import TextPacket, limit

ROOT: Final = Path(__file__).resolve().parents[1]
MAX_MESSAGE: Final = 65_536  # docs/protocol.md section 1: above it the connection ends
MAX_BODY: Final = 65_536  # of a request that uploads no file
MAX_UPLOAD: Final = 9 * 2**20
UPLOADS: Final = frozenset({"rolls.put_roll", "papers.put_scan", "setup.check", "setup.lay"})
MAX_ANSWER: Final = 64 * 2**20  # an opened layer of thousands of ballots
CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'"
)
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class NoSitting(LookupError):
    """The database holds no prepared sitting."""


def open_house(config: Config, store: Store, live: Live) -> House:
    """The house of the database's meeting; NoSitting when none is prepared."""
    meetings = store.ledger.meetings()
    if not meetings:
        raise NoSitting("数据库中没有会议，请先导入。 No sitting has been imported into this database.")
    meeting, keys = meetings[-1], KeyStore(config.keys)
    now = clock(config.utc_offset)
    clerk = Clerk(store.ledger, meeting, keys.server, log_key(keys, meeting), now)
    unfinished = f"会议{meeting}没有准备完毕，请重新导入。 The import of {meeting} was not finished; import again."
    if clerk.state is None:
        raise NoSitting(unfinished)
    try:
        texts = laying.texts_now(store.ledger, store.register, clerk.state)
    except laying.Unfiled as error:
        raise NoSitting(unfinished) from error
    house = House(clerk, store.register, keys, texts, now, live.changed, live.alarm)
    live.house = house
    return house


def create_app(config: Config) -> Flask:
    """The server for one meeting."""
    never_stop()
    app = Flask("yijue", root_path=str(ROOT), static_folder="static", template_folder="templates")
    app.config.update(SECRET_KEY=secrets.token_bytes(32), MAX_CONTENT_LENGTH=MAX_BODY)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    socketio = SocketIO(
        app, async_mode="gevent", async_handlers=False, manage_session=False, ping_interval=25, ping_timeout=20,
        transports=["websocket"], max_http_buffer_size=MAX_MESSAGE, always_connect=False, serializer=TextPacket,
    )  # fmt: skip
    events = doors.Events(socketio.server)
    limit(socketio.server.eio, events.declared)
    store = open_store(config.database)
    live = Live(socketio.server)
    house = open_house(config, store, live)
    live.sessions = sessions = Sessions(store.register)
    app.extensions.update(
        {"yijue.house": house, "yijue.live": live, "yijue.sessions": sessions, "yijue.config": config}
    )
    app.register_blueprint(api)
    app.register_blueprint(pages)
    app.register_blueprint(rolls)
    app.register_blueprint(papers)
    app.register_blueprint(certified)
    app.register_blueprint(bundles)
    app.register_blueprint(setup)
    app.register_blueprint(calendar)
    app.register_blueprint(station_calls)
    doors.door(doors.EVERYONE)(
        app.view_functions["static"].__func__
        if hasattr(app.view_functions["static"], "__func__")
        else app.view_functions["static"]
    )
    _connections(events, house, live, sessions)
    Seats(house, live, events)
    Officers(house, live, sessions, events)
    live.watch_stations()
    _guard(app, house, sessions)
    doors.check(app, events)
    app.wsgi_app = with_whole_frames(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _guard(app: Flask, house: House, sessions: Sessions) -> None:
    @app.before_request
    def stand_at_the_door() -> tuple[Response, int] | None:
        audience = doors.audience_of(app, request.endpoint)
        if request.endpoint in UPLOADS:
            request.max_content_length = MAX_UPLOAD
        if request.endpoint == "stations.answers":
            request.max_content_length = MAX_ANSWER
        if "everyone" in audience or request.endpoint is None:
            return None
        g.token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if "station" in audience:
            return _station_at_the_door(house, sessions)
        g.who = sessions.find(g.token, house.now())
        if g.who is None:
            return jsonify({"refusal": parts.refusal(refuse("sign_in.required"))}), 401
        if g.who.role not in audience:
            return jsonify({"refusal": parts.refusal(refuse("role.not_allowed"))}), 403
        return None

    @app.errorhandler(413)
    def say_too_large(_error: Exception) -> tuple[Response, int]:
        return jsonify({"refusal": parts.refusal(refuse("message.too_large"))}), 413

    @app.errorhandler(Unwritable)
    def say_unwritable(_error: Unwritable) -> tuple[Response, int]:
        return jsonify({"refusal": parts.refusal(refuse("store.unwritable"))}), 503

    @app.after_request
    def put_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response


def _station_at_the_door(house: House, sessions: Sessions) -> tuple[Response, int] | None:
    """A station's calls carry the token of its line; nobody else has one."""
    found = house.stations.lines.of(g.token)
    if found is None or found not in house.sitting.stations:
        somebody = sessions.find(g.token, house.now()) is not None
        code, status = ("role.not_allowed", 403) if somebody else ("sign_in.required", 401)
        return jsonify({"refusal": parts.refusal(refuse(code))}), status
    g.station = found
    return None


def _connections(events: doors.Events, house: House, live: Live, sessions: Sessions) -> None:
    def connect(sid: str, _environ: dict[str, Any], auth: object = None) -> None:
        line = Line(sid, secrets.token_urlsafe(18))
        if isinstance(auth, dict) and "token" in auth:
            token = auth["token"]
            who = sessions.find(token, house.now()) if isinstance(token, str) else None
            if who is None:
                raise Turned("sign-in", {"refusal": parts.refusal(refuse("sign_in.required"))})
            line.role, line.token = who.role, str(token)
            live.lines[sid] = line
            live.server.enter_room(sid, who.role, namespace="/")
            live.server.emit("view", live.view(who.role), to=sid, namespace="/")
            return
        live.lines[sid] = line
        clerk = house.clerk
        hail = {"meeting": clerk.meeting, "nonce": line.nonce, "server": clerk.server.public.jwk,
                "log": clerk.log.verifier.text()}  # fmt: skip
        live.server.emit("challenge", hail, to=sid, namespace="/")

    def disconnect(sid: str, *_reason: object) -> None:
        line = live.lines.pop(sid, None)
        if line is not None and line.seat is not None:
            left = house.online.get(line.seat, 1) - 1
            if left > 0:
                house.online[line.seat] = left
            else:
                house.online.pop(line.seat, None)
            live.lamps()

    events.on("connect", doors.EVERYONE, connect)
    events.on("disconnect", doors.EVERYONE, disconnect)
