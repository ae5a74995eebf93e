"""Signed messages: JWS compact with ES256 (RFC 7515), read more strictly than any general library reads it.

`parse` gives a `Claim`, which nobody may believe; `verify` turns it into a `Message`. Bytes are verified as they
came and never written again. Nothing here knows what a payload means: that is `intake`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from voting.ballots import p256
from voting.ballots.encodings import Malformed, b64, unb64
from voting.ballots.p256 import PublicKey, SigningKey, generate, import_key, signing_key
from voting.exact import Inexact, Json, dumps, loads

__all__ = ["LIMIT", "LIMITS", "TYPS", "Claim", "Malformed", "Message", "PublicKey", "SigningKey", "b64", "digest", "generate",
           "import_key", "parse", "read", "read_json", "sign", "signing_key", "unb64", "verified_before", "verify"]  # fmt: skip

LIMIT = 16_384  # bytes of one message, docs/protocol.md section 1
TYPS = frozenset(
    {"enrol", "hello", "sign-in", "issue", "cast", "named", "confirm", "audited", "checked"}  # a terminal's
    | {"manifest", "issued", "receipt", "refusal", "close", "bundle"}  # the server's
    | {"station-enrol", "station-line", "station-keys", "countersign"}  # a station's, and from here on an issuer's
    | {"blind-signed", "issue-close", "mix", "trace", "unopened", "tally", "forgotten"}
)
LIMITS = {"mix": 1_048_576}  # it names every void envelope; no terminal reads it (docs/protocol.md section 1)
HEADERS_REMEMBERED = 16_384  # a device sends the same header again and again, one for each typ
SHORT_HEADER = 256  # only headers this short are remembered, so that the memory is bounded


@dataclass(frozen=True, slots=True)
class Claim:
    """A well-formed message whose signature nobody has checked; `kid` says whose key to look up."""

    typ: str
    kid: str
    payload: dict[str, Json]
    raw: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A message whose signature holds; `digest` is the SHA-256 of the ASCII bytes of `raw`."""

    typ: str
    kid: str
    payload: dict[str, Json]
    raw: str
    digest: bytes

    @property
    def body(self) -> bytes:
        """The payload bytes as they were signed."""
        return unb64(self.raw.split(".")[1])


def digest(raw: str) -> bytes:
    """The hash of a JWS: SHA-256 of its ASCII bytes, 32 bytes."""
    return sha256(raw.encode("ascii")).digest()


def parse(raw: object, limit: int = LIMIT) -> Claim:
    """The parts of a JWS compact; raises Malformed with `message.too_large` (over `limit` bytes), `.malformed`,
    `.duplicate_key` or `.signature` (another algorithm than ES256).
    """
    if not isinstance(raw, str):
        raise Malformed("message.malformed", "a message is one text")
    if len(raw) > limit:
        raise Malformed("message.too_large", f"{len(raw)} bytes, at most {limit} are read")
    parts = raw.split(".")
    if len(parts) != 3 or not raw.isascii():
        raise Malformed("message.malformed", "a message has three parts in base64url")
    read_header = _header if len(parts[0]) <= SHORT_HEADER else _header.__wrapped__
    typ, kid = read_header(parts[0])
    payload = read_json(unb64(parts[1]))
    if not isinstance(payload, dict):
        raise Malformed("message.malformed", "a payload is an object")
    return Claim(typ, kid, payload, raw, unb64(parts[2]))


def verify(claim: Claim, key: PublicKey) -> Message:
    """The message, if `key` signed it; Malformed with `seat.wrong_key` (another kid) or `message.signature`."""
    if claim.kid != key.kid:
        raise Malformed("seat.wrong_key", "the message names another key")
    signed = claim.raw[: claim.raw.rindex(".")].encode("ascii")
    if not p256.holds(key.point, signed, claim.signature):
        raise Malformed("message.signature", "the signature does not hold")
    return Message(claim.typ, claim.kid, claim.payload, claim.raw, digest(claim.raw))


def verified_before(raw: str, known: bytes) -> Message:
    """The message in bytes whose signature the caller has verified before under the digest `known` (32 bytes);
    Malformed (`message.signature`) when these are other bytes.
    """
    claim = parse(raw)
    if digest(raw) != known:
        raise Malformed("message.signature", "these are not the bytes that were verified")
    return Message(claim.typ, claim.kid, claim.payload, raw, known)


def read(raw: object, key: PublicKey, typ: str) -> Message:
    """Parse and verify one message of the expected `typ`; another typ is `message.malformed`."""
    claim = parse(raw, LIMITS.get(typ, LIMIT))
    if claim.typ != typ:
        raise Malformed("message.malformed", f"a message of type {claim.typ} where {typ} belongs")
    return verify(claim, key)


def sign(key: SigningKey, typ: str, payload: Mapping[str, object]) -> str:
    """A JWS compact over the canonical payload; raises Malformed (`message.too_large`) when nobody would read it."""
    if typ not in TYPS:
        raise ValueError(f"no message of type {typ}")
    signed = f"{_protected(key.public.kid, typ)}.{b64(dumps(payload))}"
    raw = f"{signed}.{b64(p256.sign(key.private, signed.encode('ascii')))}"
    limit = LIMITS.get(typ, LIMIT)
    if len(raw) > limit:
        raise Malformed("message.too_large", f"{len(raw)} bytes, at most {limit} are read")
    return raw


def read_json(data: bytes | str) -> Json:
    """Strict JSON; raises Malformed with `message.malformed` or `message.duplicate_key`."""
    try:
        return loads(data)
    except Inexact as error:
        raise Malformed(error.code, str(error)) from error


@lru_cache(maxsize=HEADERS_REMEMBERED)
def _header(part: str) -> tuple[str, str]:
    header = read_json(unb64(part))
    if not isinstance(header, dict) or set(header) != {"alg", "kid", "typ"}:
        raise Malformed("message.malformed", "the header is exactly alg, kid, typ")
    typ, kid = header["typ"], header["kid"]
    if header["alg"] != "ES256":
        raise Malformed("message.signature", "messages are signed with ES256")
    if not isinstance(typ, str) or typ not in TYPS:
        raise Malformed("message.malformed", "no such type of message")
    unb64(kid, 32)
    return typ, str(kid)


@lru_cache(maxsize=HEADERS_REMEMBERED)
def _protected(kid: str, typ: str) -> str:
    return b64(dumps({"alg": "ES256", "kid": kid, "typ": typ}))
