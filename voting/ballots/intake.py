"""What a terminal may say: one frozen dataclass for each typ, read from a verified message, exact to the field.

`against` then holds a drawing or a vote to its manifest. Nothing here knows who may vote, or what was said before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from voting.ballots.encodings import Malformed
from voting.ballots.fields import (
    Reader,
    empty_object,
    exactly,
    figure,
    flag,
    identifier,
    maybe,
    octets,
    one_of,
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
    """A seat draws its ballot paper; `bl` is empty at tier T0."""

    message: Message
    vote: str
    mh: bytes
    seat: str
    bl: tuple[()]
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


Request: TypeAlias = Enrol | Hello | SignIn | Issue | Cast | Named | Confirm
AnyRequest = TypeVar("AnyRequest", Enrol, Hello, SignIn, Issue, Cast, Named, Confirm)


def _code(value: object) -> str:
    if not isinstance(value, str) or len(value) != CODE_LENGTH or not set(CODE_LETTERS).issuperset(value):
        raise Malformed("message.malformed", "an enrolment code has eight letters of its alphabet")
    return value


_here: dict[str, Reader] = {"meeting": identifier, "seat": identifier}
_poll: dict[str, Reader] = {"vote": identifier, "mh": octets(32), "seat": identifier}
_place: dict[str, Reader] = {"seq": figure(1), "prev": maybe(octets(32))}
_READ: Mapping[type[Request], tuple[str, dict[str, Reader]]] = {
    Enrol: ("enrol", {**_here, "code": _code, "jwk": import_key}),
    Hello: ("hello", {**_here, "nonce": text(128)}),
    SignIn: ("sign-in", {**_here, "nonce": text(128), "method": one_of("pin", "badge"), "value": text(64)}),
    Issue: ("issue", {**_poll, "bl": empty_object, "nonce": octets(16)}),
    Cast: ("cast", {**_poll, **_place, "ct": octets()}),
    Named: ("named", {**_poll, **_place, "voter": identifier, "choice": text(1024)}),
    Confirm: ("confirm", {**_poll, "ok": flag, "reason": text(200, shortest=0)}),
}


def read(message: Message, kind: type[AnyRequest]) -> AnyRequest:
    """The request in a verified message; Malformed (`message.malformed`) for another typ, field, type or length."""
    typ, readers = _READ[kind]
    if message.typ != typ:
        raise Malformed("message.malformed", f"a message of type {message.typ} where {typ} belongs")
    return kind(message=message, **exactly(message.payload, readers))


def enrolment(raw: object) -> Enrol:
    """An enrolment, verified with the key that it brings itself; the header's kid must be that key's thumbprint."""
    claim = parse(raw)
    key = import_key(claim.payload.get("jwk"))
    if claim.kid != key.kid:
        raise Malformed("message.signature", "the kid is not the thumbprint of the key")
    return read(verify(claim, key), Enrol)


def against(manifest: Manifest, request: Issue | Cast | Named | Confirm) -> None:
    """Hold a request to its poll's manifest; Malformed with `poll.wrong_manifest`, `ballot.wrong_mode`,
    `ballot.size` (length of ct) or `ballot.unknown_mark` (named only: a sealed mark is seen at the opening).
    """
    if request.vote != manifest.vote or request.mh != manifest.mh:
        raise Malformed("poll.wrong_manifest", "the message belongs to another manifest")
    if isinstance(request, Cast):
        _sealed_against(manifest, request)
    elif isinstance(request, Named):
        _named_against(manifest, request)


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
