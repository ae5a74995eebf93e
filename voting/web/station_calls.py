"""The calls of scrutineers' stations (docs/protocol.md section 9): joining, the line, tasks and their answers."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, current_app, g, jsonify, request

from voting import exact
from voting.ballots import intake, messages
from voting.ballots.encodings import Malformed
from voting.core.refusals import SENTENCES, refuse
from voting.core.state import Station
from voting.exact import Json
from voting.web.api import house, refused
from voting.web.doors import EVERYONE, STATION, door
from voting.web.live import Live
from voting.web.station_desk import Waiting

station_calls = Blueprint("stations", __name__, url_prefix="/api")
Answered = Response | tuple[Response, int]
MOST_SECONDS: Final = 25
NOBODY: Final = Station("", "")


def _said(*fields: str) -> dict[str, Json] | None:
    try:
        found = exact.loads(request.get_data(cache=False))
    except exact.Inexact:
        return None
    return found if isinstance(found, dict) and set(found) == set(fields) else None


@station_calls.post("/stations")
@door(EVERYONE)
def enrol() -> Answered:
    """A station asks to join with its one-time code."""
    here, said = house(), _said("jws")
    try:
        wish = intake.station_enrolment(said["jws"] if said else None)
    except Malformed as error:
        return refused(refuse(error.code if error.code in SENTENCES else "message.malformed"))
    if wish.meeting != here.clerk.meeting:
        return refused(refuse("message.wrong_meeting"))
    if not _known(wish):
        no = here.stations.comes(wish.station, wish.code, Waiting(wish.jwk, wish.witness))
        _shown()
        if no is not None:
            return refused(no, 403)
    return jsonify({
        "state": "enrolled" if _known(wish) else "pending", "kid": wish.jwk.kid,
        "server": here.clerk.server.public.jwk, "log": here.clerk.log.verifier.text(),
        "fingerprint": wish.jwk.kid[:8],
    })  # fmt: skip


def _shown() -> None:
    """The lamps of the stations are drawn anew."""
    live: Live = current_app.extensions["yijue.live"]
    live.lamps()


def _known(wish: intake.StationEnrol) -> bool:
    """Whether this very station is enrolled already."""
    found = house().sitting.stations.get(wish.station)
    return found is not None and (found.kid, found.witness) == (wish.jwk.kid, wish.witness)


@station_calls.post("/station/line")
@door(EVERYONE)
def line() -> Answered:
    """A station proves its key and gets the token of its calls."""
    here, said = house(), _said("jws")
    try:
        claim = messages.parse(said["jws"] if said else None)
        key = here.clerk.keys.get(claim.kid)
        if key is None or claim.kid not in {one.kid for one in here.sitting.stations.values()}:
            return refused(refuse("device.unknown"), 403)
        wish = intake.read(messages.verify(claim, key), intake.StationLine)
    except Malformed as error:
        return refused(refuse(error.code if error.code in SENTENCES else "message.malformed"))
    if wish.meeting != here.clerk.meeting or here.sitting.stations.get(wish.station, NOBODY).kid != claim.kid:
        return refused(refuse("message.wrong_meeting"), 403)
    token = here.stations.lines.line(wish.station, wish.message.digest.hex(), wish.at, here.now())
    _shown()
    if token is not None:
        here.destroying.remind(wish.station, anew=True)
    return refused(refuse("message.stale"), 403) if token is None else jsonify({"token": token})


@station_calls.post("/station/tasks")
@door(STATION)
def tasks() -> Answered:
    """What this station is to do; waits for something to come."""
    said = _said("wait")
    seconds = said["wait"] if said else None
    if type(seconds) is not int or not 0 <= seconds <= MOST_SECONDS:
        return refused(refuse("message.malformed"))
    house().destroying.remind(g.station)
    return jsonify({"tasks": house().stations.lines.tasks(g.station, seconds, house().now())})


@station_calls.post("/station/answers")
@door(STATION)
def answers() -> Answered:
    """What it did."""
    said = _said("task", "answer") or _said("task", "refusal")
    if said is None or not isinstance(said["task"], str):
        return refused(refuse("message.malformed"))
    answer: Json = said["answer"] if "answer" in said else {"refusal": said["refusal"]}
    taken = house().stations.lines.answered(g.station, said["task"], answer, house().now())
    return jsonify({"ok": taken})
