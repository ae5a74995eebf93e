"""Void envelopes from T1 on: each that a later level found is shown to be bad, and traced to the voter who is named;
what level 0 names is shown to be bad, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from voting.ballots import intake, messages, tracing
from voting.ballots.encodings import unb64
from voting.ballots.fields import exactly, plain
from voting.ballots.mixing import Bad
from voting.ballots.opening import Envelope
from voting.ballots.p256 import PublicKey
from voting.ballots.statements import Mix
from voting.verify.evidence import Question
from voting.verify.saying import must


class Shown(NamedTuple):
    """What traces.jsonl has: the openers' JWS, and the openings of bad items."""

    traces: list[str]
    unopened: list[str]
    bad: list[Bad]


def kept(poll: Question, level: int) -> bool:
    """Whether the items that left a level are to be looked at: after the dispute they may be destroyed."""
    return not poll.log.destroyed or poll.has(f"mix/{level}.jsonl")


def traced(poll: Question, mixes: Sequence[Mix]) -> bool:
    """Broken unless every void envelope of a later level is shown and traced, and nothing else is. False where that can
    no longer be looked at, since envelopes were destroyed.
    """
    void = [(mix.level, *one) for mix in mixes[1:] for one in mix.void]
    at_first = dict(mixes[0].void)
    shown = _read(poll)
    own, further = _apart(shown.traces, at_first)
    proved = [plain(messages.parse(raw).payload.get("voter")) for raw in shown.unopened]
    must(
        len(shown.bad) == len(void)
        and len(further) == sum(level for level, _, _ in void)
        and sorted(voter for _, voter in own) == sorted(one for one, why in at_first.items() if why != "not_opened")
        and len(set(proved)) == len(proved)
        and all(at_first.get(one) == "not_opened" for one in proved),
        f"{poll.id} 的追踪与无效信封数目不符。",
        f"{poll.id} has more or fewer traces than void envelopes.",
    )
    who = at_first.keys() | {voter for _, voter, _ in void}
    casts = dict(_entering(poll, who))
    if len(casts) < len(who) or not all(kept(poll, level) for level in range(len(mixes) - 1)):
        return False
    own_shown = [raw for raw, _ in own] + shown.unopened
    tracing.first_shown(poll.manifest, mixes[0], own_shown, casts, _signers(poll))
    voters = tracing.follow(poll.manifest, further, casts, _signers(poll))
    named = sorted((voters.get(sha256(bad.item).digest(), ""), bad.reason) for bad in shown.bad)
    must(
        named == sorted((voter, reason) for _, voter, reason in void),
        f"{poll.id} 的追踪指向别的信封。",
        f"The traces of {poll.id} lead to other envelopes.",
    )
    finders = {(voter, reason): level for level, voter, reason in void}
    for bad in shown.bad:
        tracing.shows(poll.manifest, finders[voters[sha256(bad.item).digest()], bad.reason], bad)
    return True


def _apart(traces: Sequence[str], at_first: Mapping[str, str]) -> tuple[list[tuple[str, str]], list[str]]:
    """The traces of what level 0 names as void, with its voters, and those of what a later level found."""
    own: list[tuple[str, str]] = []
    further: list[str] = []
    for raw in traces:
        voter = messages.parse(raw).payload.get("voter")
        if isinstance(voter, str) and voter in at_first:
            own.append((raw, voter))
        else:
            further.append(raw)
    return own, further


def _read(poll: Question) -> Shown:
    lines = poll.contents.lines(poll.path("traces.jsonl"))
    must(
        lines == sorted(set(lines)),
        f"{poll.id} 的追踪没有排序或重复。",
        f"The traces of {poll.id} are not sorted, or stand twice.",
    )
    traces: list[str] = []
    unopened: list[str] = []
    bad: list[Bad] = []
    for value in poll.contents.values(poll.path("traces.jsonl")):
        if value.keys() == {"trace"}:
            traces.append(plain(value["trace"]))
        elif value.keys() == {"unopened"}:
            unopened.append(plain(value["unopened"]))
        else:
            bad.append(exactly(value, {"bad": tracing.read_bad})["bad"])
    return Shown(traces, unopened, bad)


def _entering(poll: Question, voters: set[str]) -> Iterator[tuple[str, Envelope]]:
    """The last votes of these voters, whose signatures V5 has checked."""
    last = {at.voter: at.jws for at in poll.log.cast if at.voter in voters}
    values = zip(poll.contents.values(poll.path("cast.jsonl")), poll.log.cast, strict=True)
    for value, at in values:
        if last.get(at.voter) == at.jws and "jws" in value:
            cast = intake.read(messages.verified_before(value["jws"], unb64(at.jws)), intake.Cast)
            yield at.voter, (at.voter, cast.seat, cast)


def _signers(poll: Question) -> Mapping[str, PublicKey]:
    """Who opened: a station that was replaced had another key, and the one that stated its level traces it too."""
    kids = [messages.parse(jws).kid for jws in poll.contents.values(poll.path("mix.jsonl"))]
    return {
        opener.id: next(key for key in poll.keys.of(opener.id) if key.kid == kid)
        for opener, kid in zip(poll.manifest.mix, kids, strict=True)
    }
