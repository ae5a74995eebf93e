"""The routes that answer with JSON or files: sign-in, enrolment, the meeting, results, QR codes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Final

import segno
from flask import Blueprint, Response, current_app, g, jsonify, request

from voting import exact
from voting.ballots import intake
from voting.ballots.encodings import Malformed, b64
from voting.core import commands as c
from voting.core.refusals import SENTENCES, Refusal, refuse
from voting.projections import parts
from voting.projections.screens import RULES
from voting.projections.texts import plain
from voting.records import sheet, tables
from voting.records.checkpoint import log_end
from voting.records.gather import sitting_record
from voting.records.sitting import SittingRecord, to_bytes
from voting.web.doors import EVERYONE, OFFICERS, door
from voting.web.house import House
from voting.web.live import Live
from voting.web.sessions import Sessions, too_old

api = Blueprint("api", __name__, url_prefix="/api")
RESULTS: Final = frozenset({"secretary", "operator", "chair", "scrutineer"})
ENROLLER: Final = c.Actor("system", "sample")


def house() -> House:
    """The house of this app."""
    found: House = current_app.extensions["yijue.house"]
    return found


def refused(no: Refusal, status: int = 400) -> tuple[Response, int]:
    """A refusal as JSON."""
    return jsonify({"refusal": parts.refusal(no, house().texts)}), status


def _body(*fields: str) -> Mapping[str, Any] | None:
    """The request's JSON object with exactly these text fields, or None."""
    try:
        found = exact.loads(request.get_data(cache=False))
    except exact.Inexact:
        return None
    if isinstance(found, dict) and set(found) == set(fields) and all(isinstance(v, str) for v in found.values()):
        return found
    return None


@api.post("/sign-in")
@door(EVERYONE)
def sign_in() -> tuple[Response, int]:
    """Password or one-time link in, a session token out."""
    sessions: Sessions = current_app.extensions["yijue.sessions"]
    raw = request.get_data(cache=True)
    linked = b'"once"' in raw[:64]
    wish = _body("once") if linked else _body("name", "password")
    if wish is None:
        return refused(refuse("command.fields"))
    now = house().now()
    if linked and too_old(wish["once"], now):
        return refused(refuse("sign_in.link_expired"), 403)
    if not linked and sessions.resting(wish["name"], now):
        return refused(refuse("sign_in.resting"), 403)
    found = sessions.by_link(wish["once"], now) if linked else sessions.by_password(wish["name"], wish["password"], now)
    if found is None:
        return refused(refuse("sign_in.failed"), 403)
    token, who = found
    return jsonify({"token": token, "role": who.role, "name": who.name}), 200


@api.post("/sign-out")
@door(OFFICERS)
def sign_out() -> tuple[Response, int]:
    """End this session."""
    current_app.extensions["yijue.sessions"].end(g.token)
    return jsonify({"ok": True}), 200


@api.get("/meeting")
@door(EVERYONE)
def meeting() -> Response:
    """Which meeting this server holds, and the key its messages are signed with."""
    here = house()
    return jsonify({
        "meeting": here.clerk.meeting, "title": plain(here.texts.title), "server": here.clerk.server.public.jwk,
        "sample": here.sitting.sample,
    })  # fmt: skip


@api.post("/enrolments")
@door(EVERYONE)
def enrolments() -> tuple[Response, int]:
    """A terminal asks to serve a seat (docs/protocol.md section 3)."""
    here, wish = house(), _body("jws")
    if wish is None:
        return refused(refuse("message.malformed"))
    try:
        enrol = intake.enrolment(wish["jws"])
    except Malformed as error:
        return refused(refuse(error.code if error.code in SENTENCES else "message.malformed"))
    if enrol.meeting != here.clerk.meeting:
        return refused(refuse("message.wrong_meeting"))
    if here.sitting.devices.get(enrol.seat) != enrol.jwk.kid:
        no = _enrol(here, enrol)
        if no is not None:
            return refused(no, 403)
    state = "enrolled" if here.sitting.devices.get(enrol.seat) == enrol.jwk.kid else "pending"
    return jsonify({
        "state": state, "kid": enrol.jwk.kid, "server": here.clerk.server.public.jwk,
        "log": here.clerk.log.verifier.text(), "fingerprint": enrol.jwk.kid[:8],
    }), 200  # fmt: skip


def _enrol(here: House, enrol: intake.Enrol) -> Refusal | None:
    if not here.code_fits(enrol.seat, enrol.code):
        return refuse("seat.wrong_code")
    if here.sitting.sample and here.register.setting("sample_seats") == "open":
        done = here.enrol_at_once(ENROLLER, enrol.seat, enrol.code, enrol.jwk)
        return done if isinstance(done, Refusal) else None
    live: Live = current_app.extensions["yijue.live"]
    live.lamps()
    return here.wait(enrol.seat, enrol.jwk)


def record_now() -> SittingRecord | None:
    """The record of the sitting as it stands, or None before it was opened."""
    here = house()
    note = here.clerk.note
    if here.sitting.opened_at is None or note is None:
        return None
    clerk, stations = here.clerk, here.sitting.stations
    end = log_end(note, clerk.server.public.kid, clerk.log.verifier.text(), stations)
    return sitting_record(here.sitting, here.texts, end, here.named_marks())


def _file(data: bytes, media: str, name: str) -> Response:
    return Response(data, mimetype=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@api.get("/results/sheet.pdf")
@door(RESULTS)
def result_sheet() -> Response | tuple[Response, int]:
    """The result sheets of the sitting as PDF."""
    found = record_now()
    if found is None:
        return refused(refuse("sitting.not_open"), 409)
    return _file(house().aside(sheet.sitting_pdf, found), "application/pdf", "sheet.pdf")


@api.get("/results/polls.csv")
@door(RESULTS)
def result_table() -> Response | tuple[Response, int]:
    """All polls as a flat table."""
    found = record_now()
    if found is None:
        return refused(refuse("sitting.not_open"), 409)
    return _file(tables.polls_csv(found), "text/csv", "polls.csv")


@api.get("/results/sitting.json")
@door(RESULTS)
def result_record() -> Response | tuple[Response, int]:
    """The record of the sitting (format yijue.sitting.v1)."""
    found = record_now()
    if found is None:
        return refused(refuse("sitting.not_open"), 409)
    return Response(to_bytes(found), mimetype="application/json")


@api.get("/polls/<vote>/output")
@door(EVERYONE)
def output(vote: str) -> Response | tuple[Response, int]:
    """The leaf hashes of an opened box, the same for everybody: nobody's question tells whose paper it looks for."""
    here = house()
    poll = here.sitting.polls.get(vote)
    if poll is None or poll.counted is None:
        return refused(refuse("poll.unknown" if poll is None else "poll.not_counted"), 404)
    return jsonify({"vote": vote, "leaves": here.leaves(vote)})


@api.get("/log")
@door(EVERYONE)
def log_now() -> Response | tuple[Response, int]:
    """The newest checkpoint, the newest that stations have cosigned, and the keys of both; with `first` and `second`, the
    proof that the log of one size begins that of the other.
    """
    here = house()
    if not request.args:
        return jsonify({"checkpoint": here.clerk.note, "cosigned": here.witness.newest(), "keys": _log_keys(here)})
    sizes = [request.args.get(name, "") for name in ("first", "second")]
    if set(request.args) != {"first", "second"} or not all(
        one.isascii() and one.isdigit() and len(one) < 16 for one in sizes
    ):
        return refused(refuse("message.malformed"))
    first, second = map(int, sizes)
    if not 1 <= first <= second <= here.clerk.size:
        return refused(refuse("message.malformed"))
    path = [b64(node) for node in here.clerk.tree.consistency(first, second)]
    return jsonify({"first": first, "second": second, "path": path})


def _log_keys(here: House) -> dict[str, object]:
    """Who signs and cosigns the log now, in the form of a trust file (docs/bundle.md section 6)."""
    stations = [
        {"station": name, "jwk": here.clerk.keys[one.kid].jwk, "witness": one.witness}
        for name, one in sorted(here.sitting.stations.items())
    ]
    return {"log": here.clerk.log.verifier.text(), "stations": stations}


@api.get("/rules")
@door(frozenset({"secretary"}))
def rules() -> Response:
    """The rules in force for this meeting, under the version that the secretary's view names."""
    s, texts = house().sitting, house().texts
    return jsonify({"version": RULES.version(s.rules, texts, s.gaps), "rules": RULES.list(s.rules, texts, s.gaps)})


@api.get("/seats/<seat>/qr.svg")
@door(frozenset({"operator"}))
def seat_qr(seat: str) -> Response | tuple[Response, int]:
    """The QR code of a seat's enrolment link, while its code is shown."""
    code = house().codes.get(seat)
    if code is None:
        return refused(refuse("seat.unknown", seat=seat), 404)
    out = io.BytesIO()
    segno.make(f"{request.host_url}seat/{seat}?code={code}", error="m").save(out, kind="svg", border=2, scale=6)
    return Response(out.getvalue(), mimetype="image/svg+xml")
