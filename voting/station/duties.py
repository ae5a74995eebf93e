"""The station's duties, one for each kind of task of docs/protocol.md section 9.

A duty reads its task to the field, asks the pure rooms beside it what to do, writes the notebook, and only then
answers. What the server sends is believed in nothing that the station can look up or make again by itself.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from voting.ballots import papers, receipts
from voting.ballots.encodings import Malformed, b64
from voting.ballots.fields import each, exactly, figure, identifier, octets, plain
from voting.ballots.issuing import Desk, Request
from voting.ballots.messages import digest, read_json
from voting.ballots.p256 import import_key
from voting.ballots.papers import Manifest
from voting.ballots.statements import Countersign, Forgotten, IssueClose, StationKeys
from voting.exact import Json, dumps
from voting.ledger.signing import BadNote, cosign
from voting.station import agenda, checking, complaints, counting, drawing, opening, spent, witnessing
from voting.station.checking import Check, Offer, Own
from voting.station.desks import Case, Desks
from voting.station.keyring import Keyring
from voting.station.notebook import Held, Notebook
from voting.station.outcomes import Outcome, Refused

BATCH: Final = 65_536  # requests in one task: more than the seats of the largest meeting
OF_THE_LOG: Final = frozenset({"fork", "rollback", "server"})  # with such an alarm open nothing is automatic
ASKED: Final = frozenset({"agenda", "devices", "peers"})  # findings that a scrutineer must agree to


def keys(at: Desks, body: Json) -> Outcome:
    """Make the keys of a vote, or give the same again."""
    vote: str = exactly(body, {"vote": identifier})["vote"]
    if at.notebook.forgotten(vote):
        return Refused("station.forgotten")
    fresh = at.keyring.known(at.meeting, vote) is None
    modulus, point = at.keyring.make(at.meeting, vote)
    if fresh:
        at.notebook.tell("keys", vote=vote)
    return {"keys": at.state(StationKeys(at.meeting, vote, at.station, modulus, point))}


_OFFER: Final = {"manifest": plain, "lines": each(lambda line: line), "roster": checking.read_roster,
                 "devices": checking.read_devices, "stations": checking.read_stations}  # fmt: skip


def countersign(at: Desks, body: Json) -> Outcome:
    """Compare a manifest with everything the station knows, and sign its hash when all of it holds."""
    asked = exactly(body, _OFFER)
    try:
        manifest = papers.read(asked["manifest"], at.server)
    except Malformed as error:
        at.notebook.alarm("manifest", asked["manifest"], checks=["meeting"])
        return Refused(error.code)
    held = at.notebook.held(manifest.vote)
    if held is not None and held.mh == manifest.mh:
        return {"countersign": held.signed}
    if held is not None and at.notebook.drawn(manifest.vote):  # before a paper is issued, a sign-in may overtake it
        return _second(at, manifest, asked["manifest"])
    own = at.keyring.known(at.meeting, manifest.vote)
    if own is None or at.notebook.forgotten(manifest.vote):
        return Refused("station.manifest")
    peers = {name: import_key(read_json(jwk)).kid for name, jwk in at.notebook.peers().items()}
    known = Own(
        at.meeting, at.station, at.notebook.roll(), at.notebook.devices(), at.keyring.identity.public, peers, *own,
        agenda=agenda.read(at.notebook.fact("agenda")),
    )  # fmt: skip
    offer = Offer(manifest, list(asked["lines"]), asked["roster"], asked["devices"], asked["stations"])
    return _judge(at, offer, checking.look(offer, known), asked["manifest"])


def _second(at: Desks, manifest: Manifest, raw: str) -> Refused:
    at.notebook.alarm("second", raw, vote=manifest.vote)
    return Refused("station.another_manifest")


def _judge(at: Desks, offer: Offer, checks: tuple[Check, ...], raw: str) -> Outcome:
    manifest = offer.manifest
    bad = [check.name for check in checks if check.state == "bad"]
    if bad:
        at.notebook.alarm("manifest", raw, vote=manifest.vote, checks=bad)
        return Refused("station.manifest")
    shown = [{"name": check.name, "state": check.state, "about": list(check.about)} for check in checks]
    uneasy = any(one["kind"] in OF_THE_LOG and not one["seen"] for one in at.notebook.alarms())
    if at.ask or uneasy or any(check.name in ASKED and check.state == "look" for check in checks):
        details = {"vote": manifest.vote, "title": manifest.title, "checks": shown, "lines": list(offer.lines),
                   "rules": manifest.rules.as_json(), "tier": manifest.tier}  # fmt: skip
        wait = at.agreed("countersign", b64(manifest.mh), details)
        if wait is not None:
            return wait
    signed = at.state(Countersign(at.meeting, manifest.vote, manifest.mh, at.station))
    with at.notebook.writing():
        for row in offer.roster:
            if row.kid:
                at.notebook.pin(row.seat, row.kid)
        for name, key in offer.stations.items():
            if name != at.station:
                at.notebook.note_fact(f"peer.{name}", dumps(key.jwk).decode("utf-8"))
        at.notebook.hold(_held(offer, raw, shown, signed))
        at.cases.pop(manifest.vote, None)
        at.notebook.tell("countersigned", vote=manifest.vote)
    return {"countersign": signed}


def _held(offer: Offer, raw: str, checks: object, signed: str) -> Held:
    roster = [{"voter": row.voter, "seat": row.seat, "kid": row.kid} for row in offer.roster]
    needed = {row.kid: offer.devices[row.kid].jwk for row in offer.roster if row.kid}
    lines, rows, devices, looked = (dumps(value).decode("utf-8") for value in (offer.lines, roster, needed, checks))
    return Held(offer.manifest.vote, offer.manifest.mh, raw, lines, rows, devices, looked, signed, "")


def issue(at: Desks, body: Json) -> Outcome:
    """Sign each voter's first request blind; the identical bytes get the identical answer."""
    asked = exactly(body, {"vote": identifier, "requests": each(plain, BATCH)})
    vote: str = asked["vote"]
    case = at.case(vote)
    if at.notebook.box(vote) is not None:
        return Refused("poll.closed")
    desk = Desk(manifest=case.manifest, by=at.station, key=at.keyring.issuer(at.meeting, vote),
                signer=at.keyring.identity, roster=case.roster, devices=case.devices)  # fmt: skip
    digests = [digest(raw) for raw in asked["requests"] if raw.isascii()]
    past = drawing.Past(at.notebook.answers(vote, digests), at.notebook.drawn(vote), at.notebook.spoiled(vote))
    decided = drawing.decide(desk, asked["requests"], past)
    fresh = {one.issue.message.digest: one for one in decided if isinstance(one, Request)}
    signed = dict(zip(fresh, at.workers.map(desk.sign, fresh.values()), strict=True))
    if signed:
        with at.notebook.writing():
            at.notebook.put_answers(vote, [(of, fresh[of].voter, text) for of, text in signed.items()])
            at.notebook.tell("issued", vote=vote, count=len(signed))
    return {"signed": [_said(at, one, signed) for one in decided]}


def _said(at: Desks, one: drawing.Decision, signed: Mapping[bytes, str]) -> str:
    if isinstance(one, Request):
        return signed[one.issue.message.digest]
    return one.answer if isinstance(one, drawing.Known) else at.refusal(one)


_RESPOIL: Final = {"vote": identifier, "voter": identifier, "seat": identifier, "kid": plain, "device": import_key}


def respoil(at: Desks, body: Json) -> Outcome:
    """One more paper for a voter, at the same terminal or at another, once the scrutineer has agreed."""
    asked = exactly(body, _RESPOIL)
    vote, voter, key = asked["vote"], asked["voter"], asked["device"]
    case, place = at.case(vote), (asked["seat"], key.kid)
    no = _respoilable(at, case, voter, place) if asked["kid"] == key.kid else Refused("message.malformed")
    if no is not None:
        return no
    number, spoiled = at.notebook.drawn(vote).get(voter, 0), at.notebook.spoiled(vote).get(voter, 0)
    if number <= spoiled and place == case.roster[voter]:
        return {"ok": True} if number else Refused("paper.not_issued")
    details = {"vote": vote, "voter": voter, "papers": number, "seat": place[0],
               "kid": None if place == case.roster[voter] else key.kid}  # fmt: skip
    wait = at.agreed("respoil", f"{vote}/{voter}/{number}/{place[0]}/{key.kid}", details)
    if wait is not None:
        return wait
    with at.notebook.writing():
        if number > spoiled:
            at.notebook.spoil(vote, voter, number)
        if place != case.roster[voter]:
            at.notebook.replace(vote, voter, place[0], dumps(key.jwk).decode("utf-8"))
            at.notebook.pin(*place)
        at.notebook.tell("spoiled", vote=vote, voter=voter)
    at.cases.pop(vote, None)
    return {"ok": True}


def _respoilable(at: Desks, case: Case, voter: str, place: tuple[str, str]) -> Refused | None:
    if voter not in case.roster:
        return Refused("member.not_eligible")
    if at.notebook.box(case.held.vote) is not None:
        return Refused("poll.closed")
    others = {value for other, there in case.roster.items() if other != voter for value in there}
    return Refused("seat.occupied") if others.intersection(place) else None


def issued(at: Desks, body: Json) -> Outcome:
    """How many voters this station has signed for, and who they are, as a root."""
    vote: str = exactly(body, {"vote": identifier})["vote"]
    case = at.case(vote)
    drawn = at.notebook.drawn(vote)
    at.notebook.tell("closed", vote=vote, issued=len(drawn))
    again = sum(drawn.values()) - len(drawn)
    said = IssueClose(vote, case.manifest.mh, at.station, len(drawn), again, receipts.voters_root(drawn))
    return {"issued": at.state(said)}


def witness(at: Desks, body: Json) -> Outcome:
    """Cosign a checkpoint that continues the last one; a fork or a shorter log raises an alarm and is never signed."""
    asked = exactly(body, {"note": plain, "old_size": figure(), "proof": each(octets(32), 128)})
    offered = witnessing.Offered(asked["note"], asked["old_size"], tuple(asked["proof"]))
    newest = at.notebook.newest()
    try:
        size = witnessing.size_of(offered.note)
        same = at.notebook.noted(size)
        found = witnessing.look(offered, at.log, newest and witnessing.Seen(*newest), same and witnessing.Seen(*same))
    except BadNote:
        at.notebook.alarm("note", offered.note)
        return Refused("log.note")
    if isinstance(found, witnessing.Again):
        return {"note": found.note}
    if isinstance(found, witnessing.From):
        return {"size": found.size}
    if isinstance(found, witnessing.Alarm):
        notes = {"seen": found.seen.note, "offered": offered.note, "proof": [b64(one) for one in offered.proof]}
        at.notebook.alarm(found.kind, notes, size=found.checkpoint.size, seen=found.seen.size)
        return Refused(f"log.{found.kind}")
    time = int(datetime.fromisoformat(at.notebook.clock()).timestamp())
    note = cosign(offered.note, at.keyring.witness(at.meeting, at.station), time)
    with at.notebook.writing():
        at.notebook.witness(found.checkpoint.size, found.checkpoint.root, note)
    return {"note": note}


def forget(at: Desks, body: Json) -> Outcome:
    """After the dispute window: destroy the vote's keys and what was sealed, and sign that it is done. Before its result
    is signed, a person agrees first.
    """
    vote: str = exactly(body, {"vote": identifier})["vote"]
    held = at.notebook.held(vote)
    if held is None:
        return Refused("poll.unknown")  # another station's, whose keys are not here: nothing is said of them
    if not at.notebook.forgotten(vote):
        if at.notebook.tally(vote) is None:
            wait = at.agreed("forget", vote, {"vote": vote})
            if wait is not None:
                return wait
        destroy(at.notebook, at.keyring, at.meeting, vote)
        at.cases.pop(vote, None)
    return {"forgotten": at.state(Forgotten(vote, held.mh, at.station))}


def destroy(notebook: Notebook, keyring: Keyring, meeting: str, vote: str) -> None:
    """Keys and what was sealed are gone when this returns; statements, roots and signatures stay."""
    keyring.destroy(meeting, vote)
    notebook.forget(vote)
    notebook.tell("forgot", vote=vote)


DUTIES: Final[dict[str, Callable[[Desks, Json], Outcome]]] = {
    "keys": keys, "countersign": countersign, "issue": issue, "respoil": respoil, "checked": spent.checked, "issued": issued,
    "witness": witness, "mix": opening.mix, "trace": opening.trace, "tally": counting.tally,
    "complaint": complaints.complaint, "forget": forget,
}  # fmt: skip


@dataclass
class Duties:
    """Every duty at one desk; those of one vote, and those of the log, follow one another."""

    desks: Desks
    _turns: dict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))

    def destroy(self, vote: str) -> None:
        """The scrutineer destroys a vote's keys, after whatever is under way of that vote."""
        at = self.desks
        with self._turns[f"vote {vote}"]:
            destroy(at.notebook, at.keyring, at.meeting, vote)
            at.cases.pop(vote, None)

    def do(self, kind: str, body: Json) -> Outcome:
        """What a task comes to; a body that is not as it must be is refused with its code."""
        duty = DUTIES.get(kind)
        if duty is None:
            return Refused("station.task")
        vote = body.get("vote") if isinstance(body, dict) else None
        with self._turns[f"vote {vote}" if vote else kind]:
            try:
                return duty(self.desks, body)
            except Malformed as error:
                return Refused(error.code)
