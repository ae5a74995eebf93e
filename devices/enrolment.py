"""How a key becomes the device of a seat, over HTTPS, and what is remembered of it.

The server's key is learnt here and never again (docs/protocol.md sections 2 and 3). Only the standard
library speaks HTTP: two short requests, no proxy, TLS pinned to the given CA.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, OpenerDirector, ProxyHandler, Request, build_opener

from devices import protocol
from devices.encoding import Broken, Json, boolean, canonical, fields, strict, text, word
from devices.proofs import LogKey
from devices.protocol import Refusal
from devices.signer import PublicKey, Signer
from devices.views import Text
from devices.wire import Address

HTTP_SECONDS = 15.0  # as long as a vote may wait for its answer
ASK_AGAIN_SECONDS = 2.0  # while the operator compares the fingerprint: fast enough for a person who watches
MAX_ANSWER = 65_536  # bytes

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

    def save(self, path: Path) -> None:
        """Write beside the key file, whole or not at all; it holds no secret."""
        log = None if self.log is None else self.log.text
        value: Json = {"meeting": self.meeting, "seat": self.seat, "server": self.server.jwk(), "log": log}
        fresh = path.with_suffix(".new")
        fresh.write_bytes(canonical(value))
        fresh.chmod(0o600)
        fresh.replace(path)

    @classmethod
    def load(cls, path: Path) -> Bond:
        """Read back; Broken for a damaged file."""
        part = fields(strict(path.read_bytes(), "bond"), "bond", ("meeting", "seat", "server", "log"))
        log = None if part["log"] is None else LogKey.read(text(part["log"], "log"))
        return cls(
            text(part["meeting"], "meeting"), text(part["seat"], "seat"), PublicKey.read(part["server"], "server"), log
        )


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
    data = None if body is None else canonical(body)
    request = Request(f"{address.base}{path}", data, {"Content-Type": "application/json"})  # noqa: S310 - Address allows http and https only
    try:
        with _opener(address).open(request, timeout=HTTP_SECONDS) as answer:
            return strict(answer.read(MAX_ANSWER), path)
    except HTTPError as error:
        with error:
            raise _declined(path, error) from error


def _opener(address: Address) -> OpenerDirector:
    tls = [] if address.tls is None else [HTTPSHandler(context=address.tls)]
    return build_opener(ProxyHandler({}), *tls)  # a proxy between a seat and its server is nobody's intention


def _declined(path: str, error: HTTPError) -> Exception:
    try:
        body = json.loads(error.read(MAX_ANSWER))
        part = fields(body["refusal"], "refusal", ("code", "zh", "en", "article"))
        article = None if part["article"] is None else text(part["article"], "article")
        code, zh, en = (text(part[name], name) for name in ("code", "zh", "en"))
        return Declined(Refusal(code, zh, en, article))
    except (ValueError, KeyError, TypeError):
        return Broken(path, f"HTTP {error.code} without a refusal")
