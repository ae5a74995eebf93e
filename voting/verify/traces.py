"""Void envelopes from T1 on: each that a later level found is shown to be bad, and traced to the voter who is named;
what level 0 names is shown to be bad, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Final, NamedTuple

from voting.ballots import intake, layers, messages, tracing
from voting.ballots.encodings import unb64
from voting.ballots.fields import exactly, plain
from voting.ballots.mixing import Bad
from voting.ballots.opening import Envelope
from voting.ballots.p256 import PublicKey
from voting.ballots.statements import Mix, Trace, Unopened, Void
from voting.verify.evidence import Question
from voting.verify.saying import must

Given = Mapping[int, Mapping[bytes, bytes]]  # level -> hash -> item that left it


AT_FIRST: Final = frozenset({"not_opened", "form", "token", "repeated_key"})  # all that level 0 can know


class Shown(NamedTuple):
    """What traces.jsonl has: the openers' statements, verified, and the openings of bad items."""

    traces: list[tuple[Trace, str]]
    unopened: list[tuple[Unopened, str]]
    bad: list[Bad]


class Way(NamedTuple):
    """A bad item and the traces that lead to it, level 0 first: as many as levels lie before the one that found it."""

    bad: Bad
    traces: tuple[Trace, ...]

    @property
    def void(self) -> tuple[int, str, str]:
        """Level, voter and reason, as the level's statement has them."""
        return len(self.traces), self.traces[0].voter or "", self.bad.reason


def kept(poll: Question, level: int) -> bool:
    """Whether the items that left a level are to be looked at: after the dispute they may be destroyed."""
    return not poll.log.destroyed or poll.has(f"mix/{level}.jsonl")


def traced(poll: Question, mixes: Sequence[Mix]) -> bool:
    """Broken unless every void envelope of a later level is shown and traced, and nothing else is. False where some of it can
    no longer be looked at, since envelopes were destroyed.
    """
    shown, at_first = _read(poll), dict(mixes[0].void)
    own = [one for one in shown.traces if one[0].voter in at_first]
    _own(poll, at_first, own, shown.unopened)
    ways = _ways(poll, [trace for trace, _ in shown.traces if trace.voter not in at_first], shown.bad)
    must(
        sorted(way.void for way in ways) == sorted((mix.level, *one) for mix in mixes[1:] for one in mix.void),
        f"{poll.id} 的追踪与无效信封不符。",
        f"The traces of {poll.id} are not those of its void envelopes.",
    )
    who = at_first.keys() | {voter for _, voter, _ in (way.void for way in ways)}
    must(
        who <= {at.voter for at in poll.log.cast},
        f"{poll.id} 的追踪指向没有投票的人。",
        f"A trace of {poll.id} leads to somebody who has not voted.",
    )
    casts, given = dict(_entering(poll, who)), _given(poll, ways)
    _twins(poll, ways)
    for way in ways:
        tracing.shows(poll.manifest, way.void[0], way.bad)
        _followed(poll, way, casts.get(way.void[1]), given)
    void = tuple(_lookable(mixes[0], casts))
    by_voter = [*((one.voter, raw) for one, raw in own), *((one.voter, raw) for one, raw in shown.unopened)]
    told = [raw for voter, raw in by_voter if voter in dict(void)]
    tracing.first_shown(poll.manifest, replace(mixes[0], void=void), told, casts, _signers(poll))
    return who <= casts.keys() and all(kept(poll, level) for level in range(len(mixes) - 1))


def _own(poll: Question, at_first: Mapping[str, str], own: Sequence[tuple[Trace, str]],
         unopened: Sequence[tuple[Unopened, str]]) -> None:  # fmt: skip
    """Level 0 shows each envelope that it names as void and opened, once, and proves of others alone that they do not open."""
    proved = [said.voter for said, _ in unopened]
    must(
        sorted(str(trace.voter) for trace, _ in own)
        == sorted(one for one, why in at_first.items() if why != "not_opened")
        and len(set(proved)) == len(proved)
        and all(at_first.get(one) == "not_opened" for one in proved)
        and AT_FIRST.issuperset(at_first.values()),
        f"{poll.id} 第 0 层所示与它的无效信封不符。",
        f"What level 0 of {poll.id} shows is not what it names as void.",
    )


def _lookable(first: Mix, casts: Mapping[str, Envelope]) -> Iterator[Void]:
    """What level 0 names as void and can be looked at: a key is repeated in another envelope, which may be gone."""
    everybody = all(voter in casts for voter, _ in first.void)
    return (one for one in first.void if one[0] in casts and (everybody or one[1] != "repeated_key"))


def _ways(poll: Question, traces: Sequence[Trace], bad: Sequence[Bad]) -> list[Way]:
    """Each bad item with the traces that lead to it, hash by hash; each trace serves once, and none is left."""
    left = {(trace.level, trace.out): trace for trace in traces}
    ways = [Way(one, _way(poll, left, one)) for one in bad]
    must(
        len(left) == 0 and sum(len(way.traces) for way in ways) == len(traces),
        f"{poll.id} 有多余的追踪。",
        f"{poll.id} has a trace of nothing that was found bad.",
    )
    return ways


def _way(poll: Question, left: dict[tuple[int, bytes], Trace], bad: Bad) -> tuple[Trace, ...]:
    out, found = sha256(bad.item).digest(), list[Trace]()
    levels = [level for level in range(len(poll.manifest.mix) - 1) if (level, out) in left]
    for level in range(levels[-1] if levels else -1, -1, -1):
        trace = left.pop((level, out), None)
        if trace is None:
            break
        found.insert(0, trace)
        out = trace.item
    must(
        bool(found) and found[0].level == 0,
        f"{poll.id} 有无效信封没有追踪。",
        f"A void envelope of {poll.id} is not traced.",
    )
    return tuple(found)


def _given(poll: Question, ways: Sequence[Way]) -> Given:
    """Of each level whose items are there, those that left it and are traced, by their hashes."""
    wanted = {trace.out for way in ways for trace in way.traces}
    there = [level for level in range(len(poll.manifest.mix) - 1) if ways and poll.has(f"mix/{level}.jsonl")]
    items = {level: map(unb64, poll.contents.values(poll.path(f"mix/{level}.jsonl"))) for level in there}
    return {
        level: {digest: item for item in given if (digest := sha256(item).digest()) in wanted}
        for level, given in items.items()
    }


def _twins(poll: Question, ways: Sequence[Way]) -> None:
    """Of what repeats a key both are void: the other one came to that level, too, and is shown and traced itself."""
    found = {(len(way.traces), way.bad.item) for way in ways if way.bad.twin}
    must(
        all((len(way.traces), way.bad.twin[0]) in found for way in ways if way.bad.twin),
        f"{poll.id} 重复密钥的另一个信封没有作废。",
        f"The other envelope of a repeated key of {poll.id} is not void.",
    )


def _followed(poll: Question, way: Way, envelope: Envelope | None, given: Given) -> None:
    """Each trace opens what came to its level, out of that voter's vote, to what left it, as far as these are there."""
    item: bytes | None = None
    for trace in way.traces:
        if trace.level == 0:
            item = tracing.along(poll.manifest, envelope, [trace]) if envelope else None
        elif item is not None:
            item = _through(poll, trace, item)
        must(
            trace.level not in given or trace.out in given[trace.level],
            f"{poll.id} 所追踪的并非第 {trace.level} 层交出的。",
            f"What is traced of {poll.id} did not leave level {trace.level}.",
        )
        item = given[trace.level][trace.out] if trace.level in given else item


def _through(poll: Question, trace: Trace, item: bytes) -> bytes:
    place = layers.info_of(poll.manifest, trace.level, item)
    found = layers.open_shown(trace.secret, layers.sealed_part(poll.manifest, trace.level, item), place)
    must(
        sha256(found).digest() == trace.out,
        f"{poll.id} 的追踪指向别的信封。",
        f"The traces of {poll.id} lead to other envelopes.",
    )
    return found


def _read(poll: Question) -> Shown:
    lines = poll.contents.lines(poll.path("traces.jsonl"))
    must(
        lines == sorted(set(lines)),
        f"{poll.id} 的追踪没有排序或重复。",
        f"The traces of {poll.id} are not sorted, or stand twice.",
    )
    shown, signers = Shown([], [], []), _signers(poll)
    for value in poll.contents.values(poll.path("traces.jsonl")):
        if value.keys() == {"trace"}:
            raw = plain(value["trace"])
            shown.traces.append((tracing.signed(poll.manifest, raw, signers), raw))
        elif value.keys() == {"unopened"}:
            raw = plain(value["unopened"])
            shown.unopened.append((tracing.unopened(poll.manifest, raw, signers), raw))
        else:
            shown.bad.append(exactly(value, {"bad": tracing.read_bad})["bad"])
    return shown


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
