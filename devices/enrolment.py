"""How a key becomes the device of a seat, over HTTPS, and what is remembered of it.

The server's key is learnt here and never again (docs/protocol.md sections 2 and 3); the key of a scrutineers' station
is learnt the first time the server shows it, and never again (section 5).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from devices import protocol
from devices.encoding import Broken, Json, boolean, canonical, fields, strict, text, word
from devices.https import Address, Refused, request
from devices.proofs import LogKey
from devices.protocol import Refusal
from devices.signer import PublicKey, Signer
from devices.views import Text

ASK_AGAIN_SECONDS = 2.0  # while the operator compares the fingerprint: fast enough for a person who watches

Wait: TypeAlias = "Callable[[str], None]"


class Declined(Exception):
    """The server refused the enrolment."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Meeting:
    """What `GET /api/meeting` says."""

    id: str
    title: Text
    server: PublicKey
    sample: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer to an enrolment: `pending` until the operator has compared the fingerprint."""

    enrolled: bool
    fingerprint: str
    server: PublicKey
    log: LogKey


@dataclass(frozen=True, slots=True)
class Bond:
    """What a terminal remembers: whose seat it is and which server and log it believes."""

    meeting: str
    seat: str
    server: PublicKey
    log: LogKey | None = None
    stations: Mapping[str, PublicKey] = field(default_factory=dict)

    def learnt(self, shown: Mapping[str, PublicKey]) -> Bond:
        """With the keys of the stations that it did not know; the ones it knows stay as they are."""
        return self if shown.keys() <= self.stations.keys() else replace(self, stations={**shown, **self.stations})

    def save(self, path: Path) -> None:
        """Write beside the key file, whole or not at all; it holds no secret."""
        log = None if self.log is None else self.log.text
        stations: dict[str, Json] = {name: key.jwk() for name, key in self.stations.items()}
        value: Json = {
            "meeting": self.meeting, "seat": self.seat, "server": self.server.jwk(), "log": log, "stations": stations,
        }  # fmt: skip
        fresh = path.with_suffix(".new")
        fresh.write_bytes(canonical(value))
        fresh.chmod(0o600)
        fresh.replace(path)

    @classmethod
    def load(cls, path: Path) -> Bond:
        """Read back; Broken for a damaged file."""
        value = strict(path.read_bytes(), "bond")
        if isinstance(value, dict):
            value.setdefault("stations", {})  # a terminal that was enrolled before there were stations knows none
        part = fields(value, "bond", ("meeting", "seat", "server", "log", "stations"))
        log = None if part["log"] is None else LogKey.read(text(part["log"], "log"))
        shown = part["stations"] if isinstance(part["stations"], dict) else {}
        stations = {name: PublicKey.read(jwk, f"bond.stations.{name}") for name, jwk in shown.items()}
        seat, server = text(part["seat"], "seat"), PublicKey.read(part["server"], "server")
        return cls(text(part["meeting"], "meeting"), seat, server, log, stations)


async def meeting(address: Address) -> Meeting:
    """The meeting this server holds; OSError when it cannot be reached, Broken when it answers something else."""
    answer = await asyncio.to_thread(_request, address, "/api/meeting", None)
    part = fields(answer, "meeting", ("meeting", "title", "server", "sample"))
    server, sample = PublicKey.read(part["server"], "server"), boolean(part["sample"], "sample")
    return Meeting(text(part["meeting"], "meeting"), Text.read(part["title"], "title"), server, sample)


async def ask(address: Address, signer: Signer, jws: str) -> Asked:
    """Send an `enrol` JWS once; Declined with the server's refusal; the same bytes ask again."""
    answer = await asyncio.to_thread(_request, address, "/api/enrolments", {"jws": jws})
    part = fields(answer, "enrolment", ("state", "kid", "server", "log", "fingerprint"))
    state = word(part["state"], "state", ("pending", "enrolled"))
    kid = signer.public.kid
    if part["kid"] != kid or part["fingerprint"] != kid[:8]:
        raise Broken("enrolment", "the server answers about another key")
    server, log = PublicKey.read(part["server"], "server"), LogKey.read(text(part["log"], "log"))
    return Asked(state == "enrolled", kid[:8], server, log)


async def enrol(address: Address, signer: Signer, bond: Bond, code: str, wait: Wait) -> Bond:
    """Ask until the operator has confirmed; `wait` hears the fingerprint to compare, each time it is pending.

    Broken when the server is not the one of the bond, Declined when it refuses, OSError when it is away.
    """
    jws = protocol.enrolment(signer, bond.meeting, bond.seat, code)
    while True:
        answer = await ask(address, signer, jws)
        if answer.server.kid != bond.server.kid:
            raise Broken("enrolment.server", "the server's key is not the one it showed before")
        if answer.enrolled:
            return replace(bond, log=answer.log)
        wait(answer.fingerprint)
        await asyncio.sleep(ASK_AGAIN_SECONDS)


def _request(address: Address, path: str, body: Json) -> Json:
    try:
        return request(address, path, body)
    except Refused as error:
        raise _declined(path, error) from error


def _declined(path: str, error: Refused) -> Exception:
    try:
        body = json.loads(error.body)
        part = fields(body["refusal"], "refusal", ("code", "zh", "en", "article"))
        article = None if part["article"] is None else text(part["article"], "article")
        code, zh, en = (text(part[name], name) for name in ("code", "zh", "en"))
        return Declined(Refusal(code, zh, en, article))
    except (ValueError, KeyError, TypeError):
        return Broken(path, f"HTTP {error.status} without a refusal")
