"""A terminal that does not find its vote: the station hears its own words, shows them, and keeps them as evidence."""

from __future__ import annotations

from voting.ballots import intake, messages
from voting.ballots.encodings import b64
from voting.ballots.fields import exactly, identifier, plain
from voting.ballots.intake import Audited, Confirm
from voting.exact import Json
from voting.station.desks import Desks
from voting.station.outcomes import Outcome, Refused


def complaint(at: Desks, body: Json) -> Outcome:
    """Take a complaint that a terminal of this vote has signed, however late; the same one again is no other."""
    asked = exactly(body, {"vote": identifier, "complaint": plain})
    case = at.past(asked["vote"])
    claim = messages.parse(asked["complaint"])
    key = case.devices.get(claim.kid)
    if key is None:
        return Refused("seat.wrong_key", asked["complaint"])
    message = messages.verify(claim, key)
    said = intake.read(message, Audited) if claim.typ == "audited" else intake.read(message, Confirm)
    intake.against(case.manifest, said)
    voter = next((one for one, place in case.roster.items() if place == (said.seat, claim.kid)), None)
    if voter is None or said.vote != asked["vote"] or said.ok:
        return Refused("message.malformed" if said.ok else "seat.wrong_key", asked["complaint"])
    where = "complaint_count" if isinstance(said, Audited) else "complaint_log"
    figures = {"seat": said.seat, "voter": voter, "reason": said.reason, "of": b64(message.digest)}
    at.notebook.alarm(where, message.raw, vote=said.vote, **figures)
    return {"ok": True}
