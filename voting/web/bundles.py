"""The evidence bundle over HTTP: full for the archive and the scrutineers, public for everybody they give it to."""

from __future__ import annotations

from functools import partial
from typing import Final

from flask import Blueprint, Response

from voting.ballots import messages
from voting.core.refusals import Refusal, refuse
from voting.records import sheet
from voting.records.bundle import NoExport, Profile, Source, bundle
from voting.web.api import house, record_now, refused
from voting.web.doors import door

bundles = Blueprint("bundles", __name__, url_prefix="/api/results")
WITNESSES: Final = frozenset({"secretary", "scrutineer"})
Answer = Response | tuple[Response, int]


@bundles.get("/bundle-full.zip")
@door(WITNESSES)
def full() -> Answer:
    """All the evidence there is."""
    return _bundle("full")


@bundles.get("/bundle-public.zip")
@door(WITNESSES)
def public() -> Answer:
    """The same without what says who was where or who has voted."""
    return _bundle("public")


def _bundle(profile: Profile) -> Answer:
    here, found = house(), record_now()
    if found is None:
        return refused(refuse("sitting.not_open"), 409)
    clerk, state = here.clerk, here.sitting
    made = here.aside(sheet.sitting_pdf, found)
    source = Source(
        clerk.ledger, state, found, clerk.server.public.jwk, clerk.log.verifier.text(),
        partial(messages.sign, clerk.server, "bundle"), {"sheet.pdf": made},
    )  # fmt: skip
    try:
        data = here.aside(bundle, source, profile)
    except NoExport as error:
        return refused(Refusal("bundle.refused", error.text.zh, error.text.en), 409)
    name = f'attachment; filename="bundle-{profile}.zip"'
    return Response(data, mimetype="application/zip", headers={"Content-Disposition": name})
