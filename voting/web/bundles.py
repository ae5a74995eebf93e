"""The evidence bundle over HTTP: full for the archive and the scrutineers, public for everybody they give it to."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from flask import Blueprint, Response

from voting.ballots import messages
from voting.core.refusals import Refusal, refuse
from voting.records.bundle import NoExport, Profile, Source, bundle, permitted
from voting.records.bundle_end import witnessed
from voting.records.signed_sheets import documents
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
    here = house()
    here.witness.at_last()
    found = record_now()
    if found is None:
        return refused(refuse("sitting.not_open"), 409)
    clerk, state = here.clerk, here.sitting
    source = Source(
        clerk.ledger, state, found, clerk.server.public.jwk, clerk.log.verifier.text(),
        partial(messages.sign, clerk.server, "bundle"),
    )  # fmt: skip
    try:
        permitted(source, profile)
        witnessed(source)
        sheets = here.aside(documents, clerk.ledger, clerk.meeting, found)
        data = here.aside(bundle, replace(source, documents=sheets), profile)
    except NoExport as error:
        return refused(Refusal("bundle.refused", error.text.zh, error.text.en), 409)
    name = f'attachment; filename="bundle-{profile}.zip"'
    return Response(data, mimetype="application/zip", headers={"Content-Disposition": name})
