"""What the scrutineer's page shows, as one JSON value made from the notebook: figures, findings, questions, lines.

Everything in it may be read under the eyes of the hall: no key, no envelope, no mark beside a name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from voting.ballots import messages
from voting.ballots.encodings import b64
from voting.ballots.p256 import PublicKey, import_key
from voting.exact import dumps
from voting.ledger.signing import fingerprint
from voting.station import agenda
from voting.station.notebook import Held, Notebook
from voting.station.office import Office
from voting.station.outcomes import Refused

SHORT: Final = 8  # letters of a kid that people compare, docs/protocol.md section 3
LONG: Final = 16  # hexadecimal digits, docs/bundle.md section 6


def view(office: Office) -> dict[str, Any]:
    """The whole view."""
    notebook, roll = office.notebook, office.notebook.roll()
    server, newest = notebook.fact("server"), notebook.newest()
    why = office.why
    shown = {
        "station": office.station,
        "meeting": notebook.fact("meeting"),
        "title": json.loads(notebook.fact("title") or "null"),
        "link": {"state": office.state, "why": {"zh": why.zh, "en": why.en} if why else None},
        "own": fingerprints(office.keyring.identity.public),
        "server": fingerprints(office.server()) if server else None,
        "peers": [{"station": name, **fingerprints(import_key(json.loads(jwk)))}
                  for name, jwk in sorted(notebook.peers().items())],
        "roll": {"people": len(roll), "voters": sum(one.votes for one in roll.values())},
        "agenda": len(agenda.read(notebook.fact("agenda"))),
        "log": {"size": newest[0], "fingerprint": fingerprint(newest[2])} if newest else None,
        "asks": [{"about": waits.about, "subject": waits.subject, "details": waits.details}
                 for waits in office.questions()],
        "alarms": [_alarm(one) for one in notebook.alarms()],
        "polls": [_poll(notebook, held) for held in notebook.votes()],
        "told": [_spoken(one) for one in notebook.told()],
    }  # fmt: skip
    people = {one.id: {"name": one.name, "seat": one.seat} for one in roll.values()}
    return {**shown, "names": {text: people[text] for text in _texts(shown) if text in people}}


def _texts(value: object) -> set[str]:
    """Every text in a JSON value: the people whom a view names are those whose ids stand in it."""
    if isinstance(value, str):
        return {value}
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return set().union(*map(_texts, parts))


def fingerprints(key: PublicKey) -> dict[str, str]:
    """A key as people compare it: the first letters of its kid, and the digits of the evidence bundle."""
    return {"short": key.kid[:SHORT], "long": sha256(dumps(key.jwk)).hexdigest()[:LONG]}


def _alarm(alarm: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: alarm[name] for name in ("id", "kind", "figures", "at", "seen")}
    return {**_spoken(shown), "counts": _counts(alarm["evidence"]) if alarm["kind"] == "tally" else None}


def _counts(evidence: Mapping[str, Any]) -> dict[str, Any] | None:
    """Both counts of an alarm about them, where both can be read: the page shows them side by side."""
    try:
        found = {name: json.loads(evidence[name])["sums"] for name in ("own", "server")}
    except (KeyError, TypeError, ValueError):
        return None
    return found if found["own"].get("kind") == found["server"].get("kind") and _readable(found["server"]) else None


def _readable(sums: Mapping[str, Any]) -> bool:
    lines = sums.get("lines", [])
    return isinstance(lines, list) and all(isinstance(line, dict) and {"id", "for"} <= line.keys() for line in lines)


def _spoken(one: Mapping[str, Any]) -> dict[str, Any]:
    code = one["figures"].get("code")
    said = Refused(code).sentence if code else None
    return {**one, "sentence": {"zh": said.zh, "en": said.en} if said else None}


def _poll(notebook: Notebook, held: Held) -> dict[str, Any]:
    manifest: dict[str, Any] = messages.parse(held.raw).payload  # its signature was verified before it was kept
    drawn = notebook.drawn(held.vote)
    box, tally = notebook.box(held.vote), notebook.tally(held.vote)
    count = json.loads(tally[0]) if tally else None
    # a middle level that still waits for traces has a box and has stated nothing
    mix: dict[str, Any] | None = messages.parse(box.mix).payload if box and box.mix else None
    return {
        "vote": held.vote, "title": manifest["title"], "tier": manifest["tier"], "mh": b64(held.mh), "at": held.at,
        "lines": json.loads(held.lines), "checks": json.loads(held.checks), "rules": manifest["rules"],
        "issued": len(drawn), "spoiled": sum(drawn.values()) - len(drawn),
        "box": {name: mix[name] for name in ("level", "m_in", "m_out", "void")} if mix else None,
        "void": count["void"] if count else [],
        "count": {"sums": count["sums"], "cast": count["cast"]} if count else None,
        "forgotten": notebook.forgotten(held.vote),
    }  # fmt: skip
