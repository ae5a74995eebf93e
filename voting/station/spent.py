"""Papers that were checked instead of cast 查验: their ballot keys serve nobody any more (docs/protocol.md section 11)."""

from __future__ import annotations

from typing import Final

from voting.ballots import intake, messages
from voting.ballots.encodings import Malformed, b64
from voting.ballots.fields import each, exactly, identifier, plain
from voting.exact import Json, dumps
from voting.station.desks import Case, Desks
from voting.station.outcomes import Outcome, Refused

MOST: Final = 65_536  # as many as papers in one task


def checked(at: Desks, body: Json) -> Outcome:
    """Take what terminals of this vote have signed: no ballot under these keys counts here.

    Only before this station opens its box: until then nobody knows another's ballot key and could strike it out.
    """
    asked = exactly(body, {"vote": identifier, "checked": each(plain, MOST)})
    vote, case = asked["vote"], at.case(asked["vote"])
    fresh = {_key(case, raw) for raw in asked["checked"]} - case.manifest.checked
    if fresh and at.notebook.box(vote) is not None:
        return Refused("station.another_box")
    if fresh:
        known = sorted(fresh | case.manifest.checked)
        at.notebook.note_fact(f"checked.{vote}", dumps(known).decode("ascii"))
        at.cases.pop(vote, None)
        at.notebook.tell("checked", vote=vote, count=len(known))
    return {"ok": True}


def _key(case: Case, raw: str) -> str:
    claim = messages.parse(raw)
    if claim.kid not in case.devices:
        raise Malformed("seat.wrong_key", "no terminal of this vote has signed that a paper was checked")
    said = intake.read(messages.verify(claim, case.devices[claim.kid]), intake.Checked)
    intake.against(case.manifest, said)
    return b64(said.pk)
