"""The one way back: from an item that a later level found bad to the voter who is void, and never from a good one.

Whoever finds an item bad shows its layer (`mixing.Bad`); each level before it looks for itself, and only then says
where the item came from (`answer`); the finder goes on only with what it could follow (`follow`). Pure: that each
trace is kept as a document, and counted, is the caller's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from voting.ballots import layers, messages, p256, statements
from voting.ballots.encodings import Malformed, b64, unb64
from voting.ballots.fields import each, exactly, maybe, octets, one_of, plain
from voting.ballots.layers import SECRET_LENGTH
from voting.ballots.mixing import Bad, Level, faults, few_unshown, is_point, most_not_opened
from voting.ballots.opening import Envelope, judge
from voting.ballots.p256 import PublicKey
from voting.ballots.papers import Manifest
from voting.ballots.reasons import REASONS
from voting.ballots.sealing import ENC_LENGTH, Ballot
from voting.ballots.statements import Mix, Trace, Void
from voting.exact import Json

Signers = Mapping[str, PublicKey]  # S, A, B -> the key of its statements


@dataclass(frozen=True, slots=True)
class Shown:
    """One item as the asked level gave it out, the traces between it and the finder (JWS, nearest first), and the
    finder's shared secret.
    """

    item: bytes
    shown: tuple[str, ...]
    secret: bytes | None

    def as_json(self) -> dict[str, object]:
        """As the task `trace` carries it."""
        return {"item": b64(self.item), "shown": list(self.shown), "secret": _maybe(self.secret)}


@dataclass(frozen=True, slots=True)
class Question:
    """What a level is asked: an item found bad for a reason, and of a repeated key the other one."""

    reason: str
    item: Shown
    twin: Shown | None = None

    def as_json(self) -> dict[str, object]:
        """As the task `trace` carries it, beside vote and level."""
        return {"reason": self.reason, "item": self.item.as_json(), "twin": self.twin.as_json() if self.twin else None}


def bad_json(bad: Bad) -> dict[str, object]:
    """A bad item as an answer to the task `mix` carries it."""
    twin = {"item": b64(bad.twin[0]), "secret": b64(bad.twin[1])} if bad.twin else None
    return {"reason": bad.reason, "item": b64(bad.item), "secret": _maybe(bad.secret), "twin": twin}


def read_bad(value: Json) -> Bad:
    """The bad item in a JSON value; Malformed for anything else."""
    found = exactly(value, _BAD)
    twin = found["twin"]
    return Bad(found["reason"], found["item"], found["secret"], (twin["item"], twin["secret"]) if twin else None)


def read_question(value: Json) -> Question:
    """The question in a JSON value of exactly reason, item and twin; Malformed for anything else."""
    return Question(**exactly(value, _QUESTION))


def question(bad: Bad) -> Question:
    """What to ask the level before the one that found this item bad."""
    twin = Shown(bad.twin[0], (), bad.twin[1]) if bad.twin else None
    return Question(bad.reason, Shown(bad.item, (), bad.secret), twin)


def further(asked: Question, traces: Mapping[bytes, str], items: Iterable[bytes]) -> Question:
    """What to ask one level farther back. `traces` has the JWS that answered, by the SHA-256 of the item asked about,
    the twin's too; `items` are what that farther level gave out. Malformed (`mix.trace`) when one of them is missing.
    """
    by_hash = {sha256(item).digest(): item for item in items}

    def back(shown: Shown) -> Shown:
        try:
            raw = traces[sha256(shown.item).digest()]
            came = by_hash[unb64(messages.parse(raw).payload["item"], 32)]
        except KeyError as error:
            raise Malformed("mix.trace", "a trace leads to nothing that was given out") from error
        return Shown(came, (raw, *shown.shown), shown.secret)

    return Question(asked.reason, back(asked.item), back(asked.twin) if asked.twin else None)


def answer(manifest: Manifest, private: p256.Private, level: Level, asked: Question, signers: Signers,
           told: int = 0) -> Trace:  # fmt: skip
    """The trace of a bad item by the level that gave it out; `told` is how many other items that
    were not opened it has traced before.

    Malformed (`mix.trace`) when this level did not give the item out, a shown trace or secret does not lead on, the
    item is not bad under its reason, or too many were not opened.
    """
    source = level.sources.get(asked.item.item)
    if source is None or (asked.twin and asked.twin.item not in level.sources):
        raise Malformed("mix.trace", "this level did not give out that item")
    _seen(manifest, level.level, asked, signers)
    if _unshown(manifest, level.level, asked, signers) and told >= most_not_opened(len(level.items)):
        raise Malformed("mix.trace", "too many items are said not to open")
    sealed = layers.sealed_part(manifest, level.level, source.item)
    by = manifest.mix[level.level].id
    return Trace(manifest.vote, manifest.mh, by, level.level, sha256(source.item).digest(),
                 sha256(asked.item.item).digest(), layers.shared_secret(private, sealed), source.voter)  # fmt: skip


def follow(manifest: Manifest, traces: Iterable[object], casts: Mapping[str, Envelope],
           signers: Signers) -> dict[bytes, str]:  # fmt: skip
    """SHA-256 of every traced item -> its voter, for `open_middle` and `Examined.settle`. `casts` has the voters'
    entering envelopes, verified by the caller (`mixing.read_casts`). Malformed (`mix.trace`) when one leads nowhere or
    a voter is named twice.
    """
    found = sorted((_signed(manifest, raw, signers) for raw in traces), key=lambda trace: trace.level)
    items: dict[bytes, tuple[bytes, str]] = {}
    for trace in found:
        came, info, voter = _came_from(manifest, trace, casts, items)
        item = _through(trace, came, info)
        if trace.out in items:
            raise Malformed("mix.trace", "an item is traced twice")
        items[trace.out] = (item, voter)
    voters = [voter for trace, voter in ((trace, items[trace.out][1]) for trace in found) if trace.level == 0]
    if len(set(voters)) != len(voters):
        raise Malformed("mix.trace", "a voter is named twice")
    return {out: voter for out, (_, voter) in items.items()}


def show_first(
    manifest: Manifest, private: p256.Private, void: Iterable[Void], casts: Mapping[str, Envelope]
) -> tuple[Trace, ...]:
    """What level 0 shows of the envelopes that it names as void, in their order: a trace of each that it could open."""
    return tuple(_first(manifest, private, casts[voter]) for voter, reason in void if reason != "not_opened")


def _first(manifest: Manifest, private: p256.Private, envelope: Envelope) -> Trace:
    voter, seat, cast = envelope
    secret = layers.shared_secret(private, cast.ct)
    out = sha256(layers.open_shown(secret, cast.ct, layers.info(manifest, 0, seat))).digest()
    return Trace(manifest.vote, manifest.mh, manifest.mix[0].id, 0, sha256(cast.ct).digest(), out, secret, voter)


def first_shown(
    manifest: Manifest, mix: Mix, traces: Iterable[object], casts: Mapping[str, Envelope], signers: Signers
) -> None:
    """Hold what level 0 names as void against the envelopes: a trace of each that opens shows that it is bad for its
    reason, and few do not open. `casts` has the entering envelopes of those voters, verified by the caller. Malformed
    (`mix.trace`, TooManyVoid) otherwise.
    """
    if any(voter not in casts for voter, _ in mix.void):
        raise Malformed("mix.trace", "a void envelope is not shown")
    shown = [_signed(manifest, raw, signers) for raw in traces]
    stated = sorted((voter, why) for voter, why in mix.void if why != "not_opened")
    found = sorted(_reasons(manifest, shown, casts)) if all(trace.level == 0 for trace in shown) else []
    if found != stated:
        raise Malformed("mix.trace", "an envelope that level 0 names as void is not shown to be bad for its reason")
    few_unshown(mix.void, {voter: casts[voter][2].ct for voter, _ in mix.void}, mix.m_in)


def _reasons(manifest: Manifest, shown: Iterable[Trace], casts: Mapping[str, Envelope]) -> Iterator[tuple[str, str]]:
    """Voter and reason of what these traces open; of what repeats a key the other one is among them."""
    whole: list[tuple[str, bytes]] = []
    for trace in shown:
        came, info, voter = _came_from(manifest, trace, casts, {})
        item = _through(trace, came, info)
        if len(item) == layers.item_length(manifest, 1):
            whole.append((voter, item))
        else:
            yield voter, "form"
    found = faults(manifest, 1, [item for _, item in whole], map)
    yield from ((voter, why) for (voter, _), why in zip(whole, found, strict=True))


def shows(manifest: Manifest, finder: int, bad: Bad) -> None:
    """Malformed (`mix.trace`) unless what is shown of an item that came to level `finder` is bad for its reason."""
    _seen(manifest, finder - 1, question(bad), {})


def _came_from(
    manifest: Manifest, trace: Trace, casts: Mapping[str, Envelope], items: Mapping[bytes, tuple[bytes, str]]
) -> tuple[bytes, bytes, str]:
    """The sealed bytes that a trace opens, their info, and whose they are."""
    if trace.level == 0:
        envelope = casts.get(trace.voter or "")
        if envelope is None or sha256(envelope[2].ct).digest() != trace.item:
            raise Malformed("mix.trace", "a trace leads to no envelope of that voter")
        return envelope[2].ct, layers.info(manifest, 0, envelope[1]), envelope[0]
    if trace.item not in items:
        raise Malformed("mix.trace", "a trace leads to an item that is not traced on")
    item, voter = items[trace.item]
    return layers.sealed_part(manifest, trace.level, item), layers.info(manifest, trace.level), voter


def _through(trace: Trace, sealed: bytes, info: bytes) -> bytes:
    """The item that left, out of the one that came in; Malformed when the trace does not lead to it."""
    try:
        item = layers.open_shown(trace.secret, sealed, info)
    except Malformed as error:
        raise Malformed("mix.trace", "the secret of a trace does not open its item") from error
    if sha256(item).digest() != trace.out:
        raise Malformed("mix.trace", "a trace leads to another item")
    return item


def _signed(manifest: Manifest, raw: object, signers: Signers) -> Trace:
    for level, opener in enumerate(manifest.mix[:-1]):
        try:
            trace = statements.read(raw, signers[opener.id], Trace)
        except Malformed:
            continue
        statements.of_poll(trace, manifest, opener.id)
        if trace.level == level:
            return trace
    raise Malformed("mix.trace", "no level of this poll signed this trace")


def _seen(manifest: Manifest, level: int, asked: Question, signers: Signers) -> None:
    """Look at what is shown; Malformed when it is not bad under its reason."""
    finder = level + 1 + len(asked.item.shown)
    item = _walk(manifest, level, asked.item, signers)
    twin = None
    if asked.twin is not None:
        if len(asked.twin.shown) != len(asked.item.shown) or asked.twin.item == asked.item.item:
            raise Malformed("mix.trace", "the other item was not found at the same level, or is the same")
        twin = _content(manifest, finder, _walk(manifest, level, asked.twin, signers), asked.twin.secret)
    if not _bad(manifest, finder, asked.reason, _content(manifest, finder, item, asked.item.secret), twin):
        raise Malformed("mix.trace", "the item shown is not bad for this reason")


def _unshown(manifest: Manifest, level: int, asked: Question, signers: Signers) -> bool:
    """Whether nothing shows that the item is bad: it is said not to open, and it has a point."""
    if asked.reason != "not_opened":
        return False
    finder = level + 1 + len(asked.item.shown)
    return is_point(layers.sealed_part(manifest, finder, _walk(manifest, level, asked.item, signers))[:ENC_LENGTH])


def _walk(manifest: Manifest, level: int, shown: Shown, signers: Signers) -> bytes:
    """The item found bad, out of the one that this level gave out, through the traces between."""
    item = shown.item
    for place, raw in enumerate(shown.shown, start=level + 1):
        trace = _signed(manifest, raw, signers)
        if (trace.level, trace.item) != (place, sha256(item).digest()):
            raise Malformed("mix.trace", "the traces between do not follow from one another")
        item = _through(trace, layers.sealed_part(manifest, place, item), layers.info(manifest, place))
    return item


def _content(manifest: Manifest, finder: int, item: bytes, secret: bytes | None) -> bytes | None:
    """What the finder found in the item; None where it shows nothing, since it could not open it."""
    if finder >= len(manifest.mix):
        raise Malformed("mix.trace", "there is no such level")
    sealed = layers.sealed_part(manifest, finder, item)
    if secret is None:
        return None
    try:
        return layers.open_shown(secret, sealed, layers.info(manifest, finder))
    except Malformed as error:
        raise Malformed("mix.trace", "the secret shown opens nothing") from error


def _bad(manifest: Manifest, finder: int, reason: str, content: bytes | None, twin: bytes | None) -> bool:
    """Whether what was found is bad for this reason; `twin` is what was found in the other item."""
    if content is None or reason == "not_opened":
        return content is None and reason == "not_opened" and twin is None
    if (reason == "repeated_key") != (twin is not None):
        return False
    if finder < len(manifest.mix) - 1:
        return twin is not None and _enc(manifest, finder, content) == _enc(manifest, finder, twin)
    found = _judged(manifest, content)
    if twin is None:
        return found == reason
    other = _judged(manifest, twin)
    return not isinstance(found, str) and not isinstance(other, str) and found.pk == other.pk


def _enc(manifest: Manifest, finder: int, item: bytes) -> bytes:
    return layers.sealed_part(manifest, finder + 1, item)[:ENC_LENGTH]


def _judged(manifest: Manifest, framed: bytes) -> Ballot | str:
    try:
        return judge(manifest, framed)[0]
    except Malformed as error:
        return error.why


def _maybe(data: bytes | None) -> str | None:
    return None if data is None else b64(data)


_secret = octets(SECRET_LENGTH)
_SHOWN = {"item": octets(), "shown": each(plain, 2), "secret": maybe(_secret)}
_TWIN = {"item": octets(), "secret": _secret}


def _shown(value: Json) -> Shown:
    return Shown(**exactly(value, _SHOWN))


_QUESTION = {"reason": one_of(*REASONS), "item": _shown, "twin": maybe(_shown)}
_BAD = {
    "reason": one_of(*REASONS),
    "item": octets(),
    "secret": maybe(_secret),
    "twin": maybe(lambda value: exactly(value, _TWIN)),
}
