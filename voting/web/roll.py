"""The roll as a file from the secretary's desk: all rows good or nothing; new PINs are printed, or shown, once."""

from __future__ import annotations

import secrets
from dataclasses import replace
from hashlib import sha256
from typing import Final

from flask import Blueprint, Response, current_app, g, jsonify, request
from gevent.lock import BoundedSemaphore

from voting import exact, preparation
from voting.core import commands as c
from voting.core.events import MemberEntry
from voting.core.refusals import Refusal, refuse
from voting.core.roll import replaceable
from voting.documents.roll import Roll, RollErrors, fresh_pin, make_pins, read_roll
from voting.drafting import laying
from voting.records.cards import Card, cards_pdf
from voting.web.api import house, refused
from voting.web.doors import door
from voting.web.house import House

rolls = Blueprint("rolls", __name__, url_prefix="/api")
SECRETARY: Final = frozenset({"secretary"})
READING: Final = BoundedSemaphore(1)  # one roll at a time: a workbook unpacks to many times its size
PLACE: Final = "yijue.cards"


@rolls.post("/roll")
@door(SECRETARY)
def put_roll() -> tuple[Response, int]:
    """Import members from .xlsx or .csv; every faulty row is listed and then nothing is imported."""
    here = house()
    no = replaceable(here.sitting)
    if no is not None:
        return refused(no, 409)
    if not READING.acquire(blocking=False):
        return refused(refuse("server.busy"), 503)
    try:
        return _put(here)
    finally:
        READING.release()


def _put(here: House) -> tuple[Response, int]:
    sent = request.files.get("file")
    if sent is None:
        return refused(refuse("command.fields"))
    found = here.aside(read_roll, sent.filename or "", sent.stream.read())
    if isinstance(found, RollErrors):
        errors = [{"row": e.row, "column": e.column, "zh": e.zh, "en": e.en} for e in found.errors]
        return jsonify({"errors": errors}), 422
    try:
        no = _replace(here, found, g.who.name)
    except preparation.Unusable as error:  # a list of the sitting names somebody whom this roll lacks
        errors = [{"row": 0, "column": "", "zh": text.zh, "en": text.en} for text in error.faults]
        return jsonify({"errors": errors}), 422
    if no is not None:
        return refused(no, 409)
    notices = [{"row": e.row, "column": e.column, "zh": e.zh, "en": e.en} for e in found.notices]
    return jsonify({"rows": len(found.members), "cards": True, "notices": notices}), 200


def _replace(here: House, roll: Roll, name: str) -> Refusal | None:
    """Ledger first, then the register: a refusal leaves both as they were. Unusable where a list lacks its people."""
    meeting = here.clerk.meeting
    members = tuple(MemberEntry(m.id, m.seat, m.role) for m in roll.members)
    digest = sha256(exact.dumps([preparation.row(m) for m in roll.members])).hexdigest()
    by = c.Actor("secretary", name)
    lists = laying.lists_again(here.clerk.ledger, here.sitting, roll, by)
    answer = here.writer.submit(laying.NewRoll(c.ImportRoll(by, "", members, digest), lists))
    if isinstance(answer, Refusal):
        return answer
    pins = make_pins(roll, secrets.randbelow)
    preparation.register_roll(here.register, here.keys.pepper, meeting, roll, pins)
    here.texts = replace(here.texts, people=preparation.people(here.register, meeting))
    base = request.host_url.rstrip("/")
    cards = [Card(m.name, m.group, m.seat, pins[m.id], f"{base}/seat/{m.seat}") for m in roll.voters]
    made = here.aside(cards_pdf, here.texts.title, cards, here.sitting.sample, here.now())
    current_app.extensions[PLACE] = made
    return None


@rolls.get("/cards.pdf")
@door(SECRETARY)
def cards() -> Response | tuple[Response, int]:
    """The PIN cards of the roll imported last; given out once, then gone."""
    made: bytes | None = current_app.extensions.pop(PLACE, None)
    if made is None:
        return refused(refuse("roll.no_cards"), 404)
    return Response(
        made, mimetype="application/pdf", headers={"Content-Disposition": 'attachment; filename="cards.pdf"'}
    )


@rolls.post("/members/<member>/pin")
@door(SECRETARY)
def new_pin(member: str) -> tuple[Response, int]:
    """Another PIN for a voter who has forgotten hers, answered this once; the old one opens nothing any more. Ledger first,
    then the register: a PIN that works has been put on record.
    """
    here = house()
    answer = here.order(c.RenewPin(c.Actor("secretary", g.who.name), "", member))
    if isinstance(answer, Refusal):
        return refused(answer, 409)
    pin = fresh_pin(secrets.randbelow)
    if not preparation.renew_pin(here.register, here.keys.pepper, here.clerk.meeting, member, pin):
        return refused(refuse("member.unknown"), 404)
    return jsonify({"pin": pin}), 200
