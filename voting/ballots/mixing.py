"""The opening from T1 on, level by level: items in, sorted items out, and nothing that joins the two.

Each level sorts what leaves it by bytes: that is the shuffle. What is bad is void by name and stops nothing; behind
level 0 the name comes by `tracing`. `sources` of a level stays in its opener's memory and serves traces only.
`run` is `map`, or a thread pool's: signatures and layers are computed while other threads run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

from voting.ballots import intake, layers, messages, p256
from voting.ballots.encodings import Malformed
from voting.ballots.intake import Cast
from voting.ballots.issuing import Roster
from voting.ballots.opening import Envelope, Paper, judge
from voting.ballots.p256 import PublicKey
from voting.ballots.papers import Manifest
from voting.ballots.receipts import cast_root, root
from voting.ballots.sealing import ENC_LENGTH, Ballot, frame
from voting.ballots.statements import Close, Mix, Void, void_order

Run: TypeAlias = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
In = TypeVar("In")
Out = TypeVar("Out")
Key = TypeVar("Key", bound=Hashable)

FEWEST = 5  # envelopes, and items that leave a level: fewer could tell how each voted
CHUNK = 32  # items that one thread takes at a time


@dataclass(frozen=True, slots=True)
class Bad:
    """An item that a later level found bad, with what shows it: the shared secret of its layer; of one that does not open
    the proof of what this level's key makes of it (both None where the layer lacks its sealer's proof); of a repeated
    key the other item with its secret.
    """

    reason: str
    item: bytes
    secret: bytes | None
    twin: tuple[bytes, bytes] | None = None
    proof: bytes | None = None

    @property
    def found(self) -> tuple[str, bytes, bytes | None]:
        """Reason, item and other item: the proof is another one each time that it is made."""
        return self.reason, self.item, self.twin[0] if self.twin else None


class Untraced(Exception):
    """There are bad items whose voters are not known: `bad` must be traced before this level may say anything."""

    def __init__(self, bad: Sequence[Bad]) -> None:
        super().__init__(f"{len(bad)} bad items are not traced")
        self.bad = tuple(bad)


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item came from: as it came in; at level 0 `ct`, with its seat and voter."""

    item: bytes
    seat: str = ""
    voter: str | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One level, opened: `items` sorted as they leave, `void` sorted by voter, roots of 32 bytes. At the last level the
    items are the canonical inner texts, and `papers` stand in their order.
    """

    level: int
    m_in: int
    items: tuple[bytes, ...]
    void: tuple[Void, ...]
    in_root: bytes
    out_root: bytes
    papers: tuple[Paper, ...] = ()
    sources: Mapping[bytes, Source] = field(default_factory=dict, repr=False, compare=False)
    bad: tuple[Bad, ...] = ()  # what shows the void items of a level after the first

    def statement(self, manifest: Manifest) -> Mix:
        """What the opener of this level signs."""
        by = manifest.mix[self.level].id
        return Mix(manifest.vote, manifest.mh, by, self.level, self.in_root, self.out_root, self.m_in,
                   len(self.items), self.void)  # fmt: skip


def read_casts(manifest: Manifest, roster: Roster, devices: Mapping[str, PublicKey], casts: Iterable[object],
               run: Run = map) -> list[Envelope]:  # fmt: skip
    """The entering envelopes in these JWS, each verified under the terminal of its seat on this roll; Malformed when
    one is not this poll's, not signed so, or of a voter who has another (`mix.set`).
    """
    seats = {seat: (voter, kid) for voter, (seat, kid) in roster.items()}

    def one(raw: object) -> Envelope:
        claim = messages.parse(raw)
        voter, kid = seats.get(str(claim.payload.get("seat")), ("", ""))
        if not voter or kid not in devices:
            raise Malformed("seat.wrong_key", "this terminal is not the seat's on the roll")
        cast = intake.read(messages.verify(claim, devices[kid]), Cast)
        intake.against(manifest, cast)
        return voter, cast.seat, cast

    found = _spread(run, one, casts)
    if len({voter for voter, _, _ in found}) != len(found):
        raise Malformed("mix.set", "a voter has more than one entering envelope")
    return found


def open_first(manifest: Manifest, private: p256.Private, casts: Iterable[Envelope], close: Close,
               run: Run = map) -> Level:  # fmt: skip
    """Open level 0. Malformed with `mix.set` when these are not the envelopes of the close statement, `poll.too_few`
    when they, or the good ones among them, are fewer than five; ValueError when the key is not this level's or the poll
    has no such level.
    """
    _fits(manifest, 0, private)
    given = list(casts)
    in_root = cast_root(cast.message.digest for _, _, cast in given)
    if (in_root, len(given), manifest.mh) != (close.cast_root, close.cast, close.mh):
        raise Malformed("mix.set", "these are not the envelopes of the close statement")
    enough(len(given))

    def one(envelope: Envelope) -> bytes | str:
        _, seat, cast = envelope
        try:
            item = layers.opened(private, cast.ct, layers.info(manifest, 0, seat))
        except Malformed:
            return "not_opened"
        return item if len(item) == layers.item_length(manifest, 1) else "form"

    opened = _spread(run, one, given)
    good = [(found, given[n]) for n, found in enumerate(opened) if isinstance(found, bytes)]
    void = [(given[n][0], found) for n, found in enumerate(opened) if isinstance(found, str)]
    why = faults(manifest, 1, [item for item, _ in good], run)
    void += [(voter, fault) for (_, (voter, _, _)), fault in zip(good, why, strict=True) if fault]
    sources = {
        item: Source(cast.ct, seat, voter)
        for (item, (voter, seat, cast)), fault in zip(good, why, strict=True)
        if not fault
    }
    enough(len(sources))
    return _level(0, len(given), list(sources), void, in_root, sources)


def enough(items: int) -> None:
    """Malformed (`poll.too_few`) for fewer envelopes or items than may be opened, handed on or published."""
    if items < FEWEST:
        raise Malformed("poll.too_few", f"{items} are left, at least {FEWEST} are opened and published")


def continues(manifest: Manifest, close: Close, before: Sequence[Mix], items: Sequence[bytes], run: Run = map) -> None:
    """Hold what comes to a later level against the statements before it, and look at the items without opening one.

    Malformed with `mix.items` when the statements do not follow from one another and from the close, when these are
    not the items of the last of them, or when a token does not hold or a token key or `enc` stands twice: a level gives
    out no such item. The statements are verified by the caller (`statements.read`).
    """
    chained(manifest, close, before, items)
    if any(faults(manifest, len(before), items, run)):
        raise Malformed("mix.items", "an item has no good token, or repeats a key of another")


def published(manifest: Manifest, close: Close, before: Sequence[Mix], ballots: Sequence[bytes],
              run: Run = map) -> tuple[Paper, ...]:  # fmt: skip
    """The papers in what the last opener published, for whoever counts for himself: every ballot canonical, certified
    by every issuer, signed by its own key. `before` has the statements of all levels. Malformed with `mix.items` for
    anything else.
    """
    chained(manifest, close, before, ballots)
    if len(before) != len(manifest.mix):
        raise Malformed("mix.items", "a level has made no statement")
    found = _spread(run, lambda inner: _published(manifest, inner), ballots)
    if len({pk for pk, _ in found}) != len(found):
        raise Malformed("mix.items", "a ballot key was used more than once")
    return tuple(paper for _, paper in found)


def _published(manifest: Manifest, inner: bytes) -> tuple[bytes, Paper]:
    try:
        ballot, paper = judge(manifest, frame(inner, manifest.pad))
    except ValueError as error:
        raise Malformed("mix.items", f"a ballot is void: {error}") from error
    if ballot.inner() != inner:
        raise Malformed("mix.items", "a ballot is not canonical")
    return ballot.pk, paper


def chained(manifest: Manifest, close: Close, before: Sequence[Mix], items: Sequence[bytes]) -> None:
    """Hold items against the statements up to the level that gave them, by roots and figures alone; Malformed
    (`mix.items`, `poll.too_few`). Whoever opens them or counts asks more: `continues`, `published`.
    """
    came, count = close.cast_root, close.cast
    for place, mix in enumerate(before):
        who = (place, manifest.mix[place].id, manifest.vote, manifest.mh)
        if (mix.level, mix.by, mix.vote, mix.mh) != who or (mix.in_root, mix.m_in, mix.m_out) != (
            (came, count, count - len(mix.void))
        ):
            raise Malformed("mix.items", "the statements of the levels before do not follow from one another")
        came, count = mix.out_root, mix.m_out
        enough(count)
    if close.mh != manifest.mh or not before or (len(items), root(items)) != (count, came):
        raise Malformed("mix.items", "these are not the items that the level before gave")
    if list(items) != sorted(items):
        raise Malformed("mix.items", "the items are not sorted")


def open_middle(manifest: Manifest, private: p256.Private, level: int, items: Sequence[bytes],
                named: Mapping[bytes, str], run: Run = map) -> Level:  # fmt: skip
    """Open a level between the first and the last, after `continues`. `named` has the voters of bad items by the
    SHA-256 of the item (`tracing.follow`); raises Untraced while some are missing.
    """
    _fits(manifest, level, private)

    def one(item: bytes) -> bytes | None:
        return _opened(manifest, private, level, item)

    opened = dict(zip(items, _spread(run, one, items), strict=True))
    bad = [_shown(manifest, private, level, item, "not_opened") for item, found in opened.items() if found is None]
    good = {item: found for item, found in opened.items() if found is not None}
    twins = _twins({item: layers.sealed_part(manifest, level + 1, found)[:ENC_LENGTH] for item, found in good.items()})
    bad += _shown_twins(manifest, private, level, twins)
    sources = {found: Source(item) for item, found in good.items() if item not in twins}
    enough(len(sources))  # before anything is traced
    found = _level(level, len(items), list(sources), _void(bad, named), root(items), sources)
    return replace(found, bad=tuple(bad))


@dataclass(frozen=True, slots=True)
class Examined:
    """The last level, opened but not published: the good ballots, and the bad items that must be traced first."""

    level: int
    items: tuple[bytes, ...]
    good: tuple[tuple[Ballot, Paper], ...]
    bad: tuple[Bad, ...]

    def settle(self, named: Mapping[bytes, str]) -> Level:
        """What may be published, once `named` has the voter of every bad item; raises Untraced before."""
        void = _void(self.bad, named)
        ballots = sorted(((ballot.inner(), paper) for ballot, paper in self.good), key=itemgetter(0))
        items = tuple(inner for inner, _ in ballots)
        papers = tuple(paper for _, paper in ballots)
        return Level(self.level, len(self.items), items, void, root(self.items), root(items), papers)


def open_last(manifest: Manifest, private: p256.Private, items: Sequence[bytes], run: Run = map) -> Examined:
    """Open the last level and check every ballot, after `continues`."""
    level = len(manifest.mix) - 1
    _fits(manifest, level, private)

    def one(item: bytes) -> tuple[Ballot, Paper] | str:
        framed = _opened(manifest, private, level, item)
        if framed is None:
            return "not_opened"
        try:
            return judge(manifest, framed)
        except Malformed as error:
            return error.why

    found = dict(zip(items, _spread(run, one, items), strict=True))
    bad = [_shown(manifest, private, level, item, one) for item, one in found.items() if isinstance(one, str)]
    good = {item: one for item, one in found.items() if not isinstance(one, str)}
    twins = _twins({item: ballot.pk for item, (ballot, _) in good.items()})
    bad += _shown_twins(manifest, private, level, twins)
    kept = tuple(one for item, one in good.items() if item not in twins)
    enough(len(kept))  # before anything is traced or published
    return Examined(level, tuple(items), kept, tuple(bad))


def faults(manifest: Manifest, level: int, items: Sequence[bytes], run: Run) -> list[str]:
    """For every item on its way to `level` why it may not go on, or nothing: what its bytes show unopened. Of those with
    one `enc` the one that its sealer made for its own token goes on, where there is but one such.
    """
    tokens: list[bytes | None] = [b""] * len(items)
    if layers.carries_token(manifest, level):
        tokens = _spread(run, lambda item: _token_key(manifest, item), items)
    uses = Counter(token for token in tokens if token)
    encs = [layers.sealed_part(manifest, level, item)[:ENC_LENGTH] for item in items]
    repeated = Counter(enc for enc, token in zip(encs, tokens, strict=True) if token is not None)
    own = Counter(
        enc
        for item, enc, token in zip(items, encs, tokens, strict=True)
        if token is not None and repeated[enc] > 1 and whole(manifest, level, item)
    )

    def fault(item: bytes, enc: bytes, token: bytes | None) -> str:
        if token is None:
            return "token"
        copied = repeated[enc] > 1 and not (own[enc] == 1 and whole(manifest, level, item))
        if copied or uses[token] > 1:
            return "repeated_key"
        return "" if len(item) == layers.item_length(manifest, level) else "form"

    return [fault(*one) for one in zip(items, encs, tokens, strict=True)]


def whole(manifest: Manifest, level: int, item: bytes) -> bool:
    """Whether what is sealed in an item was made for its own token; at T1, where there is none, by whoever made it."""
    return layers.whole(layers.sealed_part(manifest, level, item), layers.info_of(manifest, level, item))


def _token_key(manifest: Manifest, item: bytes) -> bytes | None:
    """The key of the item's token, None when the token does not hold."""
    try:
        token = layers.read_token(manifest, item)
        sealed = layers.sealed_part(manifest, layers.TOKEN_LEVEL, item)
        return token.pk if layers.token_holds(manifest, token, sealed) else None
    except Malformed:
        return None


def _opened(manifest: Manifest, private: p256.Private, level: int, item: bytes) -> bytes | None:
    try:
        return layers.opened(private, layers.sealed_part(manifest, level, item), layers.info_of(manifest, level, item))
    except Malformed:
        return None


def _shown(manifest: Manifest, private: p256.Private, level: int, item: bytes, reason: str) -> Bad:
    sealed = layers.sealed_part(manifest, level, item)
    if reason == "not_opened":
        return Bad(reason, item, None, None, layers.unopened(private, sealed, layers.info_of(manifest, level, item)))
    return Bad(reason, item, layers.shared_secret(private, sealed))


def _twins(keys: Mapping[bytes, bytes]) -> dict[bytes, bytes]:
    """Every item whose key another has too -> one of those others."""
    by_key: dict[bytes, list[bytes]] = {}
    for item, key in keys.items():
        by_key.setdefault(key, []).append(item)
    return {
        item: items[place - 1]
        for items in by_key.values()
        if len(items) > 1
        for place, item in enumerate(items)
    }  # fmt: skip


def _shown_twins(manifest: Manifest, private: p256.Private, level: int, twins: Mapping[bytes, bytes]) -> list[Bad]:
    def secret(item: bytes) -> bytes:
        return layers.shared_secret(private, layers.sealed_part(manifest, level, item))

    return [Bad("repeated_key", item, secret(item), (twin, secret(twin))) for item, twin in twins.items()]


def _void(bad: Sequence[Bad], named: Mapping[bytes, str]) -> tuple[Void, ...]:
    void = [(named.get(sha256(one.item).digest(), ""), one.reason) for one in bad]
    missing = [one for one, (voter, _) in zip(bad, void, strict=True) if not voter]
    if missing:
        raise Untraced(missing)
    return tuple(sorted(void, key=void_order))


def _level(level: int, m_in: int, items: list[bytes], void: Sequence[Void], in_root: bytes,
           sources: Mapping[bytes, Source]) -> Level:  # fmt: skip
    items.sort()
    return Level(level, m_in, tuple(items), tuple(sorted(void, key=void_order)), in_root, root(items), sources=sources)


def _fits(manifest: Manifest, level: int, private: p256.Private) -> None:
    if len(manifest.mix) < 2 or manifest.mix[level].pk != p256.encode_point(private.public_key()):
        raise ValueError("this key does not open this level")


def _spread(run: Run, function: Callable[[In], Out], items: Iterable[In]) -> list[Out]:
    given = list(items)
    chunks = [given[start : start + CHUNK] for start in range(0, len(given), CHUNK)]
    return [found for part in run(lambda chunk: [function(one) for one in chunk], chunks) for found in part]
