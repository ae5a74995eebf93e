"""Papers: which requests of a batch are signed, which were answered before, which are refused.

Pure: one issuer's desk checks each request by itself (docs/protocol.md section 9); here only the one rule that needs a
memory is added: one request of each voter, and one more for each paper that was spoiled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from voting.ballots import messages
from voting.ballots.encodings import Malformed
from voting.ballots.issuing import Desk, Request
from voting.station.outcomes import Refused


@dataclass(frozen=True)
class Past:
    """What the notebook has of a vote: answers by the digest of their request (those of this batch will do), papers and
    spoiled papers of each voter.
    """

    answers: Mapping[bytes, str]
    drawn: Mapping[str, int]
    spoiled: Mapping[str, int]


@dataclass(frozen=True)
class Known:
    """The identical bytes were answered before; this is the answer."""

    answer: str


Decision: TypeAlias = Request | Known | Refused


def decide(desk: Desk, requests: Iterable[str], past: Past) -> list[Decision]:
    """What is done with each request, in order. The same bytes twice in one batch are one request."""
    fresh: dict[bytes, Request] = {}
    drawn = Counter(past.drawn)
    return [_one(desk, raw, past, fresh, drawn) for raw in requests]


def _one(desk: Desk, raw: str, past: Past, fresh: dict[bytes, Request], drawn: Counter[str]) -> Decision:
    if not raw.isascii():
        return Refused("message.malformed")
    digest = messages.digest(raw)
    if digest in past.answers:
        return Known(past.answers[digest])
    if digest in fresh:
        return fresh[digest]
    try:
        request = desk.check(raw)
    except Malformed as error:
        return Refused(error.code, raw)
    if drawn[request.voter] > past.spoiled.get(request.voter, 0):
        return Refused("ballot.drawn_already", raw)
    drawn[request.voter] += 1
    fresh[digest] = request
    return request
