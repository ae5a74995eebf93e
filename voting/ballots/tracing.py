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
from voting.ballots.dleq import PROOF_LENGTH
from voting.ballots.encodings import Malformed, b64, unb64
from voting.ballots.fields import each, exactly, maybe, octets, one_of, plain
from voting.ballots.layers import SECRET_LENGTH
from voting.ballots.mixing import Bad, Level, faults, whole
from voting.ballots.opening import Envelope, judge
from voting.ballots.p256 import PublicKey
from voting.ballots.papers import Manifest
from voting.ballots.reasons import REASONS
from voting.ballots.sealing import ENC_LENGTH, Ballot
from voting.ballots.statements import Mix, Trace, Unopened, Void
from voting.exact import Json

Signers = Mapping[str, PublicKey]  # S, A, B -> the key of its statements


@dataclass(frozen=True, slots=True)
class Shown:
    """One item as the asked level gave it out, the traces between it and the finder (JWS, nearest first), and the
    finder's shared secret, or its proof where the item does not open.
    """

    item: bytes
    shown: tuple[str, ...]
    secret: bytes | None
    proof: bytes | None = None

    def as_json(self) -> dict[str, object]:
        """As the task `trace` carries it."""
        return {"item": b64(self.item), "shown": list(self.shown), "secret": _maybe(self.secret),
                "proof": _maybe(self.proof)}  # fmt: skip


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
    return {"reason": bad.reason, "item": b64(bad.item), "secret": _maybe(bad.secret), "twin": twin,
            "proof": _maybe(bad.proof)}  # fmt: skip


def read_bad(value: Json) -> Bad:
    """The bad item in a JSON value; Malformed for anything else."""
    found = exactly(value, _BAD)
    twin = found["twin"]
    pair = (twin["item"], twin["secret"]) if twin else None
    return Bad(found["reason"], found["item"], found["secret"], pair, found["proof"])


def read_question(value: Json) -> Question:
    """The question in a JSON value of exactly reason, item and twin; Malformed for anything else."""
    return Question(**exactly(value, _QUESTION))


def question(bad: Bad) -> Question:
    """What to ask the level before the one that found this item bad."""
    twin = Shown(bad.twin[0], (), bad.twin[1]) if bad.twin else None
    return Question(bad.reason, Shown(bad.item, (), bad.secret, bad.proof), twin)


def further(asked: Question, traces: Mapping[bytes, str], by_hash: Mapping[bytes, bytes]) -> Question:
    """What to ask one level farther back. `traces` has the JWS that answered, by the SHA-256 of the item asked about,
    the twin's too; `by_hash` what that farther level gave out. Malformed (`mix.trace`) when one of them is missing.
    """

    def back(shown: Shown) -> Shown:
        try:
            raw = traces[sha256(shown.item).digest()]
            came = by_hash[unb64(messages.parse(raw).payload["item"], 32)]
        except KeyError as error:
            raise Malformed("mix.trace", "a trace leads to nothing that was given out") from error
        return Shown(came, (raw, *shown.shown), shown.secret, shown.proof)

    return Question(asked.reason, back(asked.item), back(asked.twin) if asked.twin else None)


def answer(manifest: Manifest, private: p256.Private, level: Level, asked: Question, signers: Signers) -> Trace:
    """The trace of a bad item by the level that gave it out.

    Malformed (`mix.trace`) when this level did not give the item out, a shown trace or secret does not lead on, or the
    item is not bad under its reason.
    """
    source = level.sources.get(asked.item.item)
    if source is None or (asked.twin and asked.twin.item not in level.sources):
        raise Malformed("mix.trace", "this level did not give out that item")
    _seen(manifest, level.level, asked, signers)
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
    found = sorted((signed(manifest, raw, signers) for raw in traces), key=lambda trace: trace.level)
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
) -> tuple[Trace | Unopened, ...]:
    """What level 0 shows of the envelopes that it names as void, in their order: a trace of each that opens, of each that
    does not the proof; nothing of one without its sealer's proof, for everybody sees that.
    """
    shown = ((_unopened if why == "not_opened" else _first)(manifest, private, casts[voter]) for voter, why in void)
    return tuple(one for one in shown if one is not None)


def _unopened(manifest: Manifest, private: p256.Private, envelope: Envelope) -> Unopened | None:
    voter, seat, cast = envelope
    proof = layers.unopened(private, cast.ct, layers.info(manifest, 0, seat))
    if proof is None:
        return None
    return Unopened(manifest.vote, manifest.mh, manifest.mix[0].id, sha256(cast.ct).digest(), proof, voter)


def _first(manifest: Manifest, private: p256.Private, envelope: Envelope) -> Trace:
    voter, seat, cast = envelope
    secret = layers.shared_secret(private, cast.ct)
    out = sha256(layers.open_shown(secret, cast.ct, layers.info(manifest, 0, seat))).digest()
    return Trace(manifest.vote, manifest.mh, manifest.mix[0].id, 0, sha256(cast.ct).digest(), out, secret, voter)


def first_shown(
    manifest: Manifest, mix: Mix, shown: Iterable[object], casts: Mapping[str, Envelope], signers: Signers
) -> None:
    """Hold what level 0 names as void against the envelopes: of each it is shown that it is bad for its reason. `shown`
    are the JWS `trace` and `unopened` of `show_first`; `casts` has the entering envelopes of those voters, verified by
    the caller. Malformed (`mix.trace`) otherwise.
    """
    if any(voter not in casts for voter, _ in mix.void):
        raise Malformed("mix.trace", "a void envelope is not shown")
    raws = list(shown)
    sealed = [raw for raw in raws if messages.parse(raw).typ == "unopened"]
    traces = [signed(manifest, raw, signers) for raw in raws if raw not in sealed]
    proofs = dict(_proof_of(manifest, raw, casts, signers) for raw in sealed)
    if len(proofs) < len(sealed):
        raise Malformed("mix.trace", "of an envelope two proofs are shown")
    said = [voter for voter, why in mix.void if why == "not_opened"]
    for voter in said:
        _does_not_open(manifest, casts[voter], proofs.pop(voter, None))
    if proofs:
        raise Malformed("mix.trace", "more is shown than envelopes that do not open")
    found = [(voter, "not_opened") for voter in said]
    found += _reasons(manifest, traces, casts) if all(trace.level == 0 for trace in traces) else []
    if sorted(found) != sorted(mix.void):
        raise Malformed("mix.trace", "an envelope that level 0 names as void is not shown to be bad for its reason")


def _proof_of(manifest: Manifest, raw: object, casts: Mapping[str, Envelope], signers: Signers) -> tuple[str, bytes]:
    """Whose envelope the opener of level 0 says does not open, and its proof."""
    said = unopened(manifest, raw, signers)
    envelope = casts.get(said.voter)
    if envelope is None or sha256(envelope[2].ct).digest() != said.item:
        raise Malformed("mix.trace", "what is shown is no envelope of that voter")
    return said.voter, said.proof


def _does_not_open(manifest: Manifest, envelope: Envelope, proof: bytes | None) -> None:
    _, seat, cast = envelope
    try:
        layers.shown_unopened(manifest.mix[0].pk, proof, cast.ct, layers.info(manifest, 0, seat))
    except Malformed as error:
        raise Malformed("mix.trace", f"what is shown of an envelope does not hold: {error}") from error


def _reasons(manifest: Manifest, shown: Iterable[Trace], casts: Mapping[str, Envelope]) -> Iterator[tuple[str, str]]:
    """Voter and reason of what these traces open; of what repeats a key the other one is among them, or it was not made for
    its token.
    """
    items: list[tuple[str, bytes]] = []
    for trace in shown:
        came, info, voter = _came_from(manifest, trace, casts, {})
        item = _through(trace, came, info)
        if len(item) == layers.item_length(manifest, 1):
            items.append((voter, item))
        else:
            yield voter, "form"
    found = faults(manifest, 1, [item for _, item in items], map)
    for (voter, item), why in zip(items, found, strict=True):
        yield voter, why or ("" if whole(manifest, 1, item) else "repeated_key")


def came_bad(manifest: Manifest, level: int, bad: Iterable[Bad], items: Iterable[bytes]) -> None:
    """Hold what a later level shows against what came to it: each is one of the `items`, and bad for its reason. Malformed
    (`mix.trace`) otherwise: nobody is asked whose it is.
    """
    given = set(items)
    for one in bad:
        if one.item not in given or (one.twin and one.twin[0] not in given):
            raise Malformed("mix.trace", "what is shown did not come to this level")
        shows(manifest, level, one)


def accounted(mix: Mix, bad: Iterable[Bad], named: Mapping[bytes, str]) -> None:
    """Malformed (`mix.trace`) unless a later level names as void just what it has shown (`came_bad`), by the voters to whom
    the traces lead (`named`, of `follow`).
    """
    found = sorted((named.get(sha256(one.item).digest(), ""), one.reason) for one in bad)
    if found != sorted(mix.void):
        raise Malformed("mix.trace", "a level names as void what it does not show, or other voters than were traced")


def along(manifest: Manifest, envelope: Envelope, chain: Iterable[Trace]) -> bytes:
    """The item to which the traces of one voter's envelope lead, level 0 first; Malformed (`mix.trace`) when one does not."""
    voter, _, cast = envelope
    came = {sha256(cast.ct).digest(): (cast.ct, voter)}
    item = b""
    for trace in chain:
        item = _through(trace, *_came_from(manifest, trace, {voter: envelope}, came)[:2])
        came = {trace.out: (item, voter)}
    return item


def unopened(manifest: Manifest, raw: object, signers: Signers) -> Unopened:
    """What the opener of level 0 says that it cannot open, in a JWS; Malformed otherwise."""
    by = manifest.mix[0].id
    said = statements.read(raw, signers[by], Unopened)
    statements.of_poll(said, manifest, by)
    return said


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
    return layers.sealed_part(manifest, trace.level, item), layers.info_of(manifest, trace.level, item), voter


def _through(trace: Trace, sealed: bytes, info: bytes) -> bytes:
    """The item that left, out of the one that came in; Malformed when the trace does not lead to it."""
    try:
        item = layers.open_shown(trace.secret, sealed, info)
    except Malformed as error:
        raise Malformed("mix.trace", "the secret of a trace does not open its item") from error
    if sha256(item).digest() != trace.out:
        raise Malformed("mix.trace", "a trace leads to another item")
    return item


def signed(manifest: Manifest, raw: object, signers: Signers) -> Trace:
    """The trace in a JWS, by the opener of its level in this poll; Malformed (`mix.trace`) otherwise."""
    for level, opener in enumerate(manifest.mix[:-1]):
        try:
            trace = statements.read(raw, signers[opener.id], Trace)
        except Malformed:
            continue
        statements.of_poll(trace, manifest, opener.id)
        if trace.level == level and (level == 0) == (trace.voter is not None):
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
        twin = _content(manifest, finder, _walk(manifest, level, asked.twin, signers), asked.twin)
    if not _bad(manifest, finder, asked.reason, _content(manifest, finder, item, asked.item), twin):
        raise Malformed("mix.trace", "the item shown is not bad for this reason")


def _walk(manifest: Manifest, level: int, shown: Shown, signers: Signers) -> bytes:
    """The item found bad, out of the one that this level gave out, through the traces between."""
    item = shown.item
    for place, raw in enumerate(shown.shown, start=level + 1):
        trace = signed(manifest, raw, signers)
        if (trace.level, trace.item) != (place, sha256(item).digest()):
            raise Malformed("mix.trace", "the traces between do not follow from one another")
        item = _through(trace, layers.sealed_part(manifest, place, item), layers.info_of(manifest, place, item))
    return item


def _content(manifest: Manifest, finder: int, item: bytes, shown: Shown) -> bytes | None:
    """What the finder found in the item; None when it does not open, as is shown or everybody sees."""
    if finder >= len(manifest.mix):
        raise Malformed("mix.trace", "there is no such level")
    sealed, place = layers.sealed_part(manifest, finder, item), layers.info_of(manifest, finder, item)
    if shown.secret is not None and shown.proof is not None:
        raise Malformed("mix.trace", "an item opens or it does not")
    try:
        if shown.secret is not None:
            return layers.open_shown(shown.secret, sealed, place)
        layers.shown_unopened(manifest.mix[finder].pk, shown.proof, sealed, place)
    except Malformed as error:
        raise Malformed("mix.trace", f"what is shown of an item does not hold: {error}") from error
    return None


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
_proof = maybe(octets(PROOF_LENGTH))
_SHOWN = {"item": octets(), "shown": each(plain, 2), "secret": maybe(_secret), "proof": _proof}
_TWIN = {"item": octets(), "secret": _secret}


def _shown(value: Json) -> Shown:
    return Shown(**exactly(value, _SHOWN))


_QUESTION = {"reason": one_of(*REASONS), "item": _shown, "twin": maybe(_shown)}
_BAD = {
    "reason": one_of(*REASONS),
    "item": octets(),
    "secret": maybe(_secret),
    "twin": maybe(lambda value: exactly(value, _TWIN)),
    "proof": _proof,
}
