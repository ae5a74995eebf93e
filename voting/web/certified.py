"""Documents that leave the house with a signature, and open data: the secretary's downloads beside the plain results."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, current_app

from voting.clerk.sheets import SheetFiling
from voting.config import Config
from voting.core.refusals import Refusal, refuse
from voting.records.certificate import Refused
from voting.records.opendata import OpenData, open_data, zipped
from voting.records.sitting import SittingRecord
from voting.web import seals
from voting.web.api import house, record_now, refused
from voting.web.doors import door

certified = Blueprint("certified", __name__, url_prefix="/api/results")
SECRETARY: Final = frozenset({"secretary"})
Answer = Response | tuple[Response, int]


@certified.get("/signed-sheet.pdf")
@door(SECRETARY)
def signed_sheet() -> Answer:
    """The result sheets, signed for the body, and kept for the evidence once the sitting is closed; the chief scrutineer
    adds his signature with `yijue sign`.
    """
    here, found = house(), record_now()
    config: Config = current_app.extensions["yijue.config"]
    if found is None:
        return refused(refuse("sitting.not_open"), 409)
    try:
        seals.ready(here.keys)
        made = here.aside(seals.signed_sheet, here.keys, found, here.now(), config.tsa)
    except Refused as error:
        return refused(Refusal("document.refused", error.text.zh, error.text.en), 503)
    kept = here.writer.submit(SheetFiling(made))
    if isinstance(kept, Refusal):
        return refused(kept, 503)
    return _file(made, "application/pdf", "signed-sheet.pdf")


@certified.get("/certificate.pem")
@door(SECRETARY)
def root() -> Answer:
    """The certificate that whoever checks a signed sheet has to trust."""
    try:
        return _file(house().aside(seals.root, house().keys), "application/x-pem-file", "certificate.pem")
    except Refused as error:
        return refused(Refusal("document.refused", error.text.zh, error.text.en), 503)


@certified.get("/open-data.zip")
@door(SECRETARY)
def published() -> Answer:
    """Everything that may be published, as machines read it."""
    clerk, found = house().clerk, record_now()
    if found is None:
        return refused(refuse("sitting.not_open"), 409)
    ballots = {poll.id: clerk.ledger.ballots(clerk.meeting, poll.id) for poll in found.polls}
    return _file(house().aside(_zip, found, ballots), "application/zip", "open-data.zip")


def _zip(record: SittingRecord, ballots: dict[str, tuple[bytes, ...]]) -> bytes:
    made: OpenData = open_data(record, ballots)
    return zipped(made)


def _file(data: bytes, media: str, name: str) -> Response:
    return Response(data, mimetype=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})
