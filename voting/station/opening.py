"""The station's layer of a box: one box for each vote, ever, opened only after everything that came was checked.

Which item came from which envelope is never written down: a trace makes it again from what came and the key, and only
for an item that this station has itself seen to be bad.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from voting.ballots import mixing, tracing
from voting.ballots.encodings import Malformed, b64, unb64
from voting.ballots.fields import each, exactly, figure, identifier, octets, plain
from voting.ballots.mixing import Level, Untraced
from voting.ballots.opening import Envelope
from voting.ballots.p256 import Private
from voting.ballots.statements import Close
from voting.exact import Json, dumps
from voting.station.chain import read_chain, read_close
from voting.station.desks import Case, Desks
from voting.station.notebook import Box
from voting.station.outcomes import Outcome, Refused

_FIRST: Final = {"vote": identifier, "close": plain, "casts": each(plain)}
_TRACED: Final = {"trace": plain, "cast": plain}
_VOID: Final = {"casts": each(plain), "traces": each(plain)}
_LATER: Final = {"vote": identifier, "close": plain, "before": each(plain, 2), "items": each(octets()),
                 "void": lambda one: exactly(one, _VOID), "traces": each(lambda one: exactly(one, _TRACED))}  # fmt: skip


def mix(at: Desks, body: Json) -> Outcome:
    """Open this station's level of a vote; the same box again gets the same answer, another box none."""
    vote = body.get("vote") if isinstance(body, dict) else None
    case = at.case(identifier(vote))
    level = [one.id for one in case.manifest.mix].index(at.station)
    try:
        return _first(at, case, exactly(body, _FIRST)) if level == 0 else _middle(at, case, level, body)
    except Malformed as error:
        if error.code in WRONG_BOX or (level and error.code == "poll.too_few"):
            at.notebook.alarm("box", _evidence(body), vote=case.held.vote, code=error.code)
        raise


def _evidence(body: Json) -> dict[str, object]:
    """What came, without what must be destroyed later: statements as they are, envelopes and items by their hashes."""
    given = body if isinstance(body, dict) else {}
    sealed = [*_list(given.get("casts")), *_list(given.get("items"))]
    hashes = [b64(sha256(str(one).encode("utf-8")).digest()) for one in sealed]
    return {"close": given.get("close"), "before": given.get("before"), "hashes": hashes}


def _list(value: Json | None) -> list[Json]:
    return value if isinstance(value, list) else []


WRONG_BOX: Final = frozenset({
    "mix.set", "mix.items", "seat.wrong_key", "seat.unknown", "message.signature", "poll.wrong_manifest", "ballot.not_drawn",
    "station.close", "station.another_box", "station.statements", "station.differs", "mix.trace",
})  # fmt: skip


def _first(at: Desks, case: Case, asked: Mapping[str, Any]) -> Outcome:
    given = dumps(asked["casts"])
    stored = _stored(at, case, asked["close"], given)
    if stored is not None:
        return stored
    envelopes = _envelopes(at, case, asked["casts"])
    level = first_level(at, case, asked["close"], envelopes)
    by_voter = {one[0]: one for one in envelopes}
    shown = tracing.show_first(case.manifest, _private(at, case), level.void, by_voter)
    return _keep(at, case, asked["close"], given, level, {"shown": [at.state(one) for one in shown]})


def _envelopes(at: Desks, case: Case, casts: Sequence[str]) -> list[Envelope]:
    return mixing.read_casts(case.manifest, case.roster, case.devices, casts, at.workers.map)


def first_level(at: Desks, case: Case, close: str, envelopes: Sequence[Envelope]) -> Level:
    """Level 0 of envelopes whose terminals' signatures hold under this station's own roll, opened after every other
    check: papers issued here, the set against the close statement.
    """
    closed = read_close(at, case, close)
    drawn = at.notebook.drawn(case.held.vote)
    if any(voter not in drawn for voter, _, _ in envelopes):
        raise Malformed("ballot.not_drawn", "an envelope of a voter to whom this station issued no paper")
    _as_issued(at, case, closed)
    return mixing.open_first(case.manifest, _private(at, case), envelopes, closed, at.workers.map)


def _middle(at: Desks, case: Case, number: int, body: Json) -> Outcome:
    asked = exactly(body, _LATER)
    given = dumps([b64(item) for item in asked["items"]])
    stored = _stored(at, case, asked["close"], given)
    if stored is not None:
        return stored
    _continues(at, case, asked)
    if at.notebook.box(case.held.vote) is None:  # from here on this box is the one, whatever comes of it
        at.notebook.put_box(case.held.vote, asked["close"], number, given, "", "")
    try:
        named = _named(at, case, asked["traces"])
        level = mixing.open_middle(case.manifest, _private(at, case), number, asked["items"], named, at.workers.map)
    except Untraced as missing:
        return {"bad": [tracing.bad_json(bad) for bad in missing.bad]}
    return _keep(at, case, asked["close"], given, level, {"bad": [tracing.bad_json(bad) for bad in level.bad]})


def _continues(at: Desks, case: Case, asked: Mapping[str, Any]) -> None:
    """What comes to a later level is what the levels before gave, and carries every token; nothing is opened yet."""
    closed = read_close(at, case, asked["close"])
    _as_issued(at, case, closed)
    mixing.enough(closed.cast)
    chain = read_chain(case, asked["before"], closed)
    mixing.continues(case.manifest, closed, chain, asked["items"], at.workers.map)
    void = {one[0]: one for one in _envelopes(at, case, asked["void"]["casts"])}
    tracing.first_shown(case.manifest, chain[0], asked["void"]["traces"], void, case.openers)


def _named(at: Desks, case: Case, traces: Sequence[Mapping[str, str]]) -> Mapping[bytes, str]:
    casts = list(dict.fromkeys(one["cast"] for one in traces))  # several traces may lead to one envelope
    by_voter = {one[0]: one for one in _envelopes(at, case, casts)}
    return tracing.follow(case.manifest, [one["trace"] for one in traces], by_voter, case.openers)


def _as_issued(at: Desks, case: Case, closed: Close) -> None:
    if closed.issued != len(at.notebook.drawn(case.held.vote)):
        raise Malformed("station.differs", "the server says another number of papers issued")


def _private(at: Desks, case: Case) -> Private:
    return at.keyring.box(at.meeting, case.held.vote)


def trace(at: Desks, body: Json) -> Outcome:
    """Say where a bad item came from, after having seen by oneself that it is bad."""
    if not isinstance(body, dict) or not {"vote", "level"} <= body.keys():
        raise Malformed("message.malformed", "a trace is asked of a vote and a level")
    rest = {name: value for name, value in body.items() if name not in ("vote", "level")}
    question = tracing.read_question(rest)
    case = at.case(identifier(body["vote"]))
    vote, digest = case.held.vote, sha256(question.item.item).digest()
    known, box = at.notebook.trace(vote, digest), at.notebook.box(vote)
    if known is not None:
        return {"trace": known}
    if box is None or not box.mix or box.level != figure()(body["level"]):
        return Refused("station.level")
    found = tracing.answer(case.manifest, _private(at, case), opened(at, case, box), question, case.openers)
    signed = at.state(found)
    with at.notebook.writing():
        at.notebook.put_trace(vote, digest, found.voter, question.reason, signed)
        at.notebook.tell("traced", vote=vote)
    return {"trace": signed}


def opened(at: Desks, case: Case, box: Box) -> Level:
    """The station's level with its sources, made again from what came: they are never written down."""
    if case.level is None:
        case.level = _again(at, case, box)
    return case.level


def _again(at: Desks, case: Case, box: Box) -> Level:
    given = json.loads(box.given)
    if box.level == 0:
        return first_level(at, case, box.close, _envelopes(at, case, given))
    items = [unb64(item) for item in given]
    try:
        return mixing.open_middle(case.manifest, _private(at, case), box.level, items, {}, at.workers.map)
    except Untraced as missing:  # the names change nothing in where the good ones came from
        named = {sha256(bad.item).digest(): str(place) for place, bad in enumerate(missing.bad)}
        return mixing.open_middle(case.manifest, _private(at, case), box.level, items, named, at.workers.map)


def _stored(at: Desks, case: Case, close: str, given: bytes) -> Outcome | None:
    box = at.notebook.box(case.held.vote)
    if box is None:
        return None
    if (box.close, box.given) != (close, given):
        raise Malformed("station.another_box", "the box of this vote was opened; there is no other")
    return {"mix": box.mix, **json.loads(box.items)} if box.mix else None


def _keep(
    at: Desks, case: Case, close: str, given: bytes, level: Level, more: Mapping[str, object] | None = None
) -> Outcome:
    vote, gave = case.held.vote, {"items": [b64(item) for item in level.items], **(more or {})}
    case.level = level
    signed = at.state(level.statement(case.manifest))
    with at.notebook.writing():
        at.notebook.put_box(vote, close, level.level, given, signed, dumps(gave).decode("ascii"))
        at.notebook.tell("opened", vote=vote, m_in=level.m_in)
    return {"mix": signed, **gave}
