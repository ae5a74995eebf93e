"""What a terminal may say: one frozen dataclass for each typ, read from a verified message, exact to the field.

`against` then holds a drawing or a vote to its manifest. Nothing here knows who may vote, or what was said before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from voting.ballots.credentials import MODULUS_LENGTH
from voting.ballots.encodings import Malformed
from voting.ballots.fields import (
    Reader,
    exactly,
    figure,
    flag,
    identifier,
    keyed,
    maybe,
    octets,
    one_of,
    some,
    text,
)
from voting.ballots.messages import Message, parse, verify
from voting.ballots.p256 import PublicKey, import_key
from voting.ballots.papers import Manifest

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that are mistaken for one another (docs/protocol.md section 3)
CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Enrol:
    """A terminal asks to serve a seat; signed by the very key it brings."""

    message: Message
    meeting: str
    seat: str
    code: str
    jwk: PublicKey


@dataclass(frozen=True, slots=True)
class Hello:
    """A connection proves the seat's key by signing the challenge's nonce."""

    message: Message
    meeting: str
    seat: str
    nonce: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """A member signs in at a seat with a PIN or a badge number."""

    message: Message
    meeting: str
    seat: str
    nonce: str
    method: str
    value: str


@dataclass(frozen=True, slots=True)
class Issue:
    """A seat draws its ballot paper; `bl` has for each level, written in decimal, what each issuer is to sign, 256 bytes
    each; it is empty at T0 and by name.
    """

    message: Message
    vote: str
    mh: bytes
    seat: str
    bl: Mapping[str, Mapping[str, bytes]]
    nonce: bytes


@dataclass(frozen=True, slots=True)
class Cast:
    """A sealed vote; `prev` is the hash of the envelope it replaces, `ct` is enc ‖ ciphertext."""

    message: Message
    vote: str
    mh: bytes
    seat: str
    seq: int
    prev: bytes | None
    ct: bytes


@dataclass(frozen=True, slots=True)
class Named:
    """A vote by name; `choice` is the marks text."""

    message: Message
    vote: str
    mh: bytes
    seat: str
    voter: str
    choice: str
    seq: int
    prev: bytes | None


@dataclass(frozen=True, slots=True)
class Confirm:
    """A terminal has, or has not, found its last receipt's leaf in the log."""

    message: Message
    vote: str
    mh: bytes
    seat: str
    ok: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Audited:
    """A terminal has, or has not, found its own ballot among those counted; it never says which."""

    message: Message
    vote: str
    mh: bytes
    seat: str
    ok: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A paper was checked instead of cast: `pk`, its ballot key, serves nobody any more."""

    message: Message
    vote: str
    mh: bytes
    seat: str
    pk: bytes


@dataclass(frozen=True, slots=True)
class StationEnrol:
    """A scrutineers' station asks to serve; signed by the very key it brings. `witness` verifies its cosignatures."""

    message: Message
    meeting: str
    station: str
    code: str
    jwk: PublicKey
    witness: str


@dataclass(frozen=True, slots=True)
class StationLine:
    """A station opens its line to the server; `at` is RFC 3339, for the caller to hold against its clock."""

    message: Message
    meeting: str
    station: str
    nonce: bytes
    at: str


Request: TypeAlias = (
    Enrol | Hello | SignIn | Issue | Cast | Named | Confirm | Audited | Checked | StationEnrol | StationLine
)
AnyRequest = TypeVar(
    "AnyRequest", Enrol, Hello, SignIn, Issue, Cast, Named, Confirm, Audited, Checked, StationEnrol, StationLine
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)


def _code(value: object) -> str:
    if not isinstance(value, str) or len(value) != CODE_LENGTH or not set(CODE_LETTERS).issuperset(value):
        raise Malformed("message.malformed", "an enrolment code has eight letters of its alphabet")
    return value


def _moment(value: object) -> str:
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise Malformed("message.malformed", "a moment is written as in RFC 3339")
    return value


_PARTIES = ("S", "A", "B")
_blinded = some(keyed(octets(MODULUS_LENGTH), *_PARTIES))
_here: dict[str, Reader] = {"meeting": identifier, "seat": identifier}
_poll: dict[str, Reader] = {"vote": identifier, "mh": octets(32), "seat": identifier}
_place: dict[str, Reader] = {"seq": figure(1), "prev": maybe(octets(32))}
_READ: Mapping[type[Request], tuple[str, dict[str, Reader]]] = {
    Enrol: ("enrol", {**_here, "code": _code, "jwk": import_key}),
    Hello: ("hello", {**_here, "nonce": text(128)}),
    SignIn: ("sign-in", {**_here, "nonce": text(128), "method": one_of("pin", "badge"), "value": text(64)}),
    Issue: ("issue", {**_poll, "bl": keyed(_blinded, "1", "2", "3"), "nonce": octets(16)}),
    Cast: ("cast", {**_poll, **_place, "ct": octets()}),
    Named: ("named", {**_poll, **_place, "voter": identifier, "choice": text(1024)}),
    Confirm: ("confirm", {**_poll, "ok": flag, "reason": text(200, shortest=0)}),
    Audited: ("audited", {**_poll, "ok": flag, "reason": text(200, shortest=0)}),
    Checked: ("checked", {**_poll, "pk": octets(33)}),
    StationEnrol: (
        "station-enrol",
        {"meeting": identifier, "station": one_of("A", "B"), "code": _code, "jwk": import_key, "witness": text(300)},
    ),
    StationLine: (
        "station-line",
        {"meeting": identifier, "station": one_of("A", "B"), "nonce": octets(16), "at": _moment},
    ),
}


def read(message: Message, kind: type[AnyRequest]) -> AnyRequest:
    """The request in a verified message; Malformed (`message.malformed`) for another typ, field, type or length."""
    typ, readers = _READ[kind]
    if message.typ != typ:
        raise Malformed("message.malformed", f"a message of type {message.typ} where {typ} belongs")
    return kind(message=message, **exactly(message.payload, readers))


def enrolment(raw: object) -> Enrol:
    """An enrolment, verified with the key that it brings itself; the header's kid must be that key's thumbprint."""
    return read(_by_its_own_key(raw), Enrol)


def station_enrolment(raw: object) -> StationEnrol:
    """A station's enrolment, verified in the same way."""
    return read(_by_its_own_key(raw), StationEnrol)


def _by_its_own_key(raw: object) -> Message:
    claim = parse(raw)
    key = import_key(claim.payload.get("jwk"))
    if claim.kid != key.kid:
        raise Malformed("message.signature", "the kid is not the thumbprint of the key")
    return verify(claim, key)


def against(manifest: Manifest, request: Issue | Cast | Named | Confirm | Audited | Checked) -> None:
    """Hold a request to its poll's manifest; Malformed with `poll.wrong_manifest`, `ballot.wrong_mode`,
    `ballot.size` (length of ct), `ballot.unknown_mark` (named only: a sealed mark is seen at the opening) or
    `message.malformed` (a drawing with other levels or issuers than the manifest's).
    """
    if request.vote != manifest.vote or request.mh != manifest.mh:
        raise Malformed("poll.wrong_manifest", "the message belongs to another manifest")
    if isinstance(request, Issue):
        _drawn_against(manifest, request)
    elif isinstance(request, Cast):
        _sealed_against(manifest, request)
    elif isinstance(request, Named):
        _named_against(manifest, request)


def _drawn_against(manifest: Manifest, issue: Issue) -> None:
    parties = {one.id for one in manifest.issuers}
    exact = issue.bl.keys() == {str(level) for level in manifest.levels}
    if not exact or any(blinded.keys() != parties for blinded in issue.bl.values()):
        raise Malformed("message.malformed", "a blinded message for every issuer at every level, and no other")


def _sealed_against(manifest: Manifest, cast: Cast) -> None:
    if manifest.mode != "secret":
        raise Malformed("ballot.wrong_mode", "this poll is by name")
    if len(cast.ct) != manifest.ct_length:
        raise Malformed("ballot.size", f"{len(cast.ct)} sealed bytes where {manifest.ct_length} belong")


def _named_against(manifest: Manifest, named: Named) -> None:
    if manifest.mode != "named":
        raise Malformed("ballot.wrong_mode", "this poll is secret")
    if not manifest.rules.marks_fit(named.choice):
        raise Malformed("ballot.unknown_mark", "one letter of the alphabet for each line belongs here")
