"""The manifest of a poll: what is asked, of whom, by which rule and under which keys, frozen before anyone marks.

A manifest is signed by the server and hashed over its canonical payload (`mh`). It holds public keys only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, Literal

from voting.ballots import messages, p256
from voting.ballots.credentials import EXPONENT, MODULUS_LENGTH, public_key
from voting.ballots.encodings import Malformed, b64
from voting.ballots.fields import exactly, figure, identifier, maybe, octets, one_of, text
from voting.ballots.messages import Message, PublicKey, SigningKey
from voting.ballots.rules import Rules, Threshold, read_rules
from voting.ballots.sealing import HEAD_LENGTH, HPKE_LENGTH, LAYER_LENGTH, empty_ballot, empty_credential, paper_text
from voting.exact import Json, dumps

__all__ = ["ESCAPES", "LARGEST", "LARGEST_PAD", "PAD_STEP", "SHAPES", "WITH", "Issuer", "Manifest", "Opener", "Rules", "Shape",
           "Threshold", "TooLong", "build", "candidates_hash", "layers_length", "of", "pad_for", "read", "roster_hash", "sign",
           "token_length"]  # fmt: skip

PAD_STEP = 128  # papers come in few sizes, and a client that writes spaces into its JSON still fits
ESCAPES = ("\x01", '"', "x")  # one byte of a name as JSON in JSON writes it: with seven bytes, four, or the one itself
MOST_PAD = 8_192
ID_BYTES = 64 * 6  # the longest id as JSON may have to write it


Tier = Literal["T0", "T1", "T2"]


@dataclass(frozen=True, slots=True)
class Shape:
    """Who issues and who opens at a tier, in order, and the levels of its credentials."""

    issuers: tuple[str, ...]
    mix: tuple[str, ...]
    levels: tuple[int, ...]

    @property
    def token(self) -> bool:
        """Whether the item that leaves level 0 carries a token."""
        return 1 in self.levels


WITH: Final[dict[tuple[str, ...], Shape]] = {  # the stations that are there -> the shape they give a vote
    (): Shape((), ("S",), ()),
    ("A",): Shape(("S", "A"), ("A", "S"), (2,)),
    ("B",): Shape(("S", "B"), ("B", "S"), (2,)),
    ("A", "B"): Shape(("S", "A", "B"), ("A", "B", "S"), (1, 3)),
}
SHAPES: Final[dict[Tier, Shape]] = {"T0": WITH[()], "T1": WITH["A",], "T2": WITH["A", "B"]}


@dataclass(frozen=True, slots=True)
class Issuer:
    """One who signs credentials: `id` S, A or B, and the modulus of its key for this poll, 256 bytes."""

    id: str
    n: bytes


@dataclass(frozen=True, slots=True)
class Opener:
    """One who opens a layer: `id` S, A or B, and its public key for this poll, 65 bytes."""

    id: str
    pk: bytes


def token_length(issuers: Sequence[str]) -> int:
    """Bytes of a credential's canonical JSON: the same for all of a poll."""
    return len(empty_credential(issuers).text())


def layers_length(layers: int) -> int:
    """Bytes that so many layers add to a framed paper: at T0 the one has no sealer's proof."""
    return layers * LAYER_LENGTH if layers > 1 else HPKE_LENGTH


def _largest(shape: Shape) -> int:
    """The largest pad, in whole steps, whose cast is shorter than the limit of a message, whatever its ids."""
    header = len(b64(dumps({"alg": "ES256", "kid": b64(bytes(32)), "typ": "cast"})))
    payload = (messages.LIMIT - 1 - header - len(b64(bytes(64))) - 2) * 3 // 4
    place = {"seq": 2**53 - 1, "prev": b64(bytes(32)), "mh": b64(bytes(32)), "vote": "", "seat": "", "ct": ""}
    sealed = (payload - len(dumps(place)) - 2 * ID_BYTES) * 3 // 4
    token = HEAD_LENGTH + token_length(shape.issuers) if shape.token else 0
    return min(MOST_PAD, (sealed - layers_length(len(shape.mix)) - token) // PAD_STEP * PAD_STEP)


LARGEST: dict[Tier, int] = {tier: _largest(shape) for tier, shape in SHAPES.items()}
LARGEST_PAD = LARGEST["T0"]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A poll's manifest; hashes are 32 bytes, `mix` are the openers in order, none by name or by hand."""

    meeting: str
    vote: str
    title: str
    mode: Literal["secret", "named", "by_hand"]
    candidates_hash: bytes
    rules: Rules
    roster_hash: bytes
    issuers: tuple[Issuer, ...]
    mix: tuple[Opener, ...]
    pad: int
    prev_checkpoint: bytes
    client_sha256: bytes | None = None
    checked: frozenset[str] = frozenset()  # not of the payload: keys (b64) of papers that were checked instead of cast

    @cached_property
    def tier(self) -> Tier | None:
        """T0, T1 or T2 for a secret poll by how many open it, None for one by name or by hand."""
        tiers: dict[int, Tier] = {len(shape.mix): tier for tier, shape in SHAPES.items()}
        return tiers.get(len(self.mix))

    @cached_property
    def shape(self) -> Shape:
        """Issuers, openers and levels with the stations of this poll; ValueError for a poll that nobody opens."""
        if self.tier is None:
            raise ValueError("a poll by name has no tier")
        return WITH[tuple(one.id for one in self.mix[:-1])]

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels of the credentials, none at T0 and by name."""
        return SHAPES[self.tier].levels if self.tier else ()

    @property
    def box(self) -> bytes | None:
        """The key of the outermost layer, 65 bytes; None by name."""
        return self.mix[0].pk if self.mix else None

    @cached_property
    def ct_length(self) -> int:
        """Bytes of every sealed envelope of this poll."""
        return self.pad + layers_length(len(self.mix)) + self.token_room

    @cached_property
    def token_room(self) -> int:
        """Bytes that the token and its length take where level 0 hands one on, else 0."""
        carried = self.tier is not None and self.shape.token
        return HEAD_LENGTH + token_length([one.id for one in self.issuers]) if carried else 0

    @cached_property
    def body(self) -> bytes:
        """The canonical payload bytes that the server signs."""
        return dumps(self.payload())

    @cached_property
    def mh(self) -> bytes:
        """SHA-256 of the payload bytes."""
        return sha256(self.body).digest()

    def payload(self) -> dict[str, object]:
        """The payload of docs/protocol.md section 5."""
        issuers = [{"id": one.id, "n": b64(one.n), "e": EXPONENT} for one in self.issuers]
        mix = [{"id": one.id, "pk": b64(one.pk)} for one in self.mix]
        client = None if self.client_sha256 is None else b64(self.client_sha256)
        return {"v": 1, "meeting": self.meeting, "vote": self.vote, "title": self.title, "mode": self.mode,
                "tier": self.tier, "candidates_hash": b64(self.candidates_hash), "rules": self.rules.as_json(),
                "roster_hash": b64(self.roster_hash), "issuers": issuers, "mix": mix,
                "levels": list(self.levels), "pad": self.pad, "client_sha256": client,
                "prev_checkpoint": b64(self.prev_checkpoint)}  # fmt: skip


def build(*, meeting: str, vote: str, title: str, lines: Sequence[object], rules: Rules,
          roster: Iterable[tuple[str, str, str]], prev_checkpoint: bytes, box: bytes | None = None,
          issuers: Sequence[Issuer] = (), mix: Sequence[Opener] = (), by_hand: bool = False,
          client_sha256: bytes | None = None) -> Manifest:  # fmt: skip
    """A manifest from the view's `lines`, the electorate as (voter, seat, kid) and, for a secret poll, the box key (T0)
    or `issuers` and `mix` in the order of the tier's shape. With neither it is by name, or `by_hand`: on paper or by
    hands, where no terminal takes part. ValueError when the parts do not agree, TooLong when no message could hold it.
    """
    if len(lines) != rules.lines:
        raise ValueError(f"{len(lines)} lines for a rule of {rules.lines}")
    openers = (Opener("S", box),) if box is not None else tuple(mix)
    names = [one.id for one in issuers]
    manifest = Manifest(
        meeting=meeting,
        vote=vote,
        title=title,
        mode="by_hand" if by_hand else "secret" if openers else "named",
        candidates_hash=candidates_hash(lines),
        rules=rules,
        roster_hash=roster_hash(roster),
        issuers=tuple(issuers),
        mix=openers,
        pad=pad_for(rules, names) if openers else 0,
        prev_checkpoint=prev_checkpoint,
        client_sha256=client_sha256,
    )
    _read(manifest.body)
    return manifest


def sign(manifest: Manifest, key: SigningKey) -> str:
    """The manifest as a JWS of typ `manifest`."""
    return messages.sign(key, "manifest", manifest.payload())


def read(raw: object, server: PublicKey) -> Manifest:
    """The manifest in a JWS that `server` signed; Malformed otherwise, also for a shape that no tier has."""
    return of(messages.read(raw, server, "manifest"))


def of(message: Message) -> Manifest:
    """The manifest in a verified message; Malformed when a field is not as docs/protocol.md section 5 says."""
    return _read(message.body)


def candidates_hash(lines: Sequence[object]) -> bytes:
    """SHA-256 of the canonical JSON of the ballot's lines as the view shows them."""
    return sha256(dumps(list(lines))).digest()


def roster_hash(roster: Iterable[tuple[str, str, str]]) -> bytes:
    """SHA-256 of the canonical electorate, given as (voter, seat, kid), sorted by voter; ValueError for one twice."""
    rows = sorted(roster, key=lambda row: row[0].encode("utf-16-be"))
    if len({voter for voter, _, _ in rows}) != len(rows):
        raise ValueError("a voter stands twice in the electorate")
    return sha256(dumps([{"kid": kid, "seat": seat, "voter": voter} for voter, seat, kid in rows])).digest()


class TooLong(ValueError):
    """Not even names of common letters would fit into one message: the ballot is for paper."""


def pad_for(rules: Rules, issuers: Sequence[str] = ()) -> int:
    """Bytes of a framed paper in which every ballot lawful under `rules` fits, whatever escapes its names need, with
    the signatures of these issuers beside it.

    Where so many seats are to be filled that this is too long, every ballot fits whose names have no control
    characters, or where even that is too long, no quotes and backslashes either. TooLong when no size will do.
    """
    most = next((LARGEST[tier] for tier, shape in SHAPES.items() if len(shape.issuers) == len(issuers)), 0)
    sizes = (_framed(rules, letter, issuers) for letter in ESCAPES)
    fit = next((size for size in sizes if size <= most), None)
    if fit is None:
        raise TooLong("a paper is too long for one message; split the ballot")
    return fit


def _framed(rules: Rules, letter: str, issuers: Sequence[str]) -> int:
    """Bytes of the longest paper whose names are made of this letter, up to the next whole step."""
    names = [letter * rules.writein_bytes] * rules.writein_max
    longest = empty_ballot(paper_text(bytes(32), "Y" * rules.lines, names), issuers).inner()
    return -(-(HEAD_LENGTH + len(longest)) // PAD_STEP) * PAD_STEP


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise Malformed("message.malformed", "a list belongs here")
    return value


_PARTY = one_of("S", "A", "B")
_ISSUER = {"id": _PARTY, "n": octets(MODULUS_LENGTH), "e": figure(EXPONENT, EXPONENT)}
_OPENER = {"id": _PARTY, "pk": octets(65)}


def _issuers(value: Json) -> tuple[Issuer, ...]:
    found = [exactly(one, _ISSUER) for one in _list(value)]
    for one in found:
        public_key(one["n"])
    return tuple(Issuer(one["id"], one["n"]) for one in found)


def _mix(value: Json) -> tuple[Opener, ...]:
    found = [Opener(**exactly(one, _OPENER)) for one in _list(value)]
    for one in found:
        p256.decode_point(one.pk, 65)
    return tuple(found)


def _levels(value: Json) -> tuple[int, ...]:
    read = figure(1, 3)
    return tuple(read(one) for one in _list(value))


_MANIFEST = {
    "v": figure(1, 1),
    "meeting": identifier,
    "vote": identifier,
    "title": text(1000),
    "mode": one_of("secret", "named", "by_hand"),
    "tier": maybe(one_of(*SHAPES)),
    "candidates_hash": octets(32),
    "rules": read_rules,
    "roster_hash": octets(32),
    "issuers": _issuers,
    "mix": _mix,
    "levels": _levels,
    "pad": figure(0, max(LARGEST.values())),
    "client_sha256": maybe(octets(32)),
    "prev_checkpoint": octets(32),
}
_BY_NAME = Shape((), (), ())


def _fits(tier: Tier | None, shape: Shape) -> bool:
    if tier is None:
        return shape == _BY_NAME
    return shape == WITH.get(shape.mix[:-1]) and len(shape.mix) == len(SHAPES[tier].mix)


def _read(body: bytes) -> Manifest:
    fields: dict[str, Any] = exactly(messages.read_json(body), _MANIFEST)
    tier: Tier | None = fields.pop("tier")
    shape = Shape(
        tuple(one.id for one in fields["issuers"]), tuple(one.id for one in fields["mix"]), fields.pop("levels")
    )
    fields.pop("v")
    secret = fields["mode"] == "secret"
    if (tier is not None) != secret or (fields["pad"] > 0) != secret or fields["pad"] > (LARGEST[tier] if tier else 0):
        raise Malformed("message.malformed", "mode, tier and pad do not agree")
    if not _fits(tier, shape):
        raise Malformed("message.malformed", "issuers, mix and levels are not those of the tier")
    manifest = Manifest(**fields)
    if manifest.body != body:  # the server writes canonically, so that mh can be made again from the fields
        raise Malformed("message.malformed", "a manifest is canonical JSON")
    return manifest
