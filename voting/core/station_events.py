"""What has happened with scrutineers' stations; the published names are never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from voting.core.events import Event


@dataclass(frozen=True)
class StationEnrolled(Event):
    NAME: ClassVar[str] = "station.enrolled.v1"
    station: str
    kid: str
    witness: str
    replaces: str | None
    at: str
    by: str


@dataclass(frozen=True)
class StationLost(Event):
    NAME: ClassVar[str] = "station.lost.v1"
    station: str
    kid: str
    reason: str
    at: str
    by: str


@dataclass(frozen=True)
class PaperSpoiled(Event):
    """One teller's record; with a second one's the voter may draw once more."""

    NAME: ClassVar[str] = "paper.spoiled.v1"
    poll: str
    voter: str
    reason: str
    at: str
    by: str


@dataclass(frozen=True)
class PaperChecked(Event):
    """A paper was checked instead of cast; its ballot key (b64 of the compressed point) serves nobody any more."""

    NAME: ClassVar[str] = "paper.checked.v1"
    poll: str
    voter: str
    key: str
    at: str
    by: str


@dataclass(frozen=True)
class EnvelopeTraced(Event):
    """Who opened a level (`found_by`: S, A or B) found an item bad, and the levels before it said whose it was."""

    NAME: ClassVar[str] = "envelope.traced.v1"
    poll: str
    voter: str
    reason: str
    found_by: str
    at: str
    by: str


@dataclass(frozen=True)
class TallySigned(Event):
    NAME: ClassVar[str] = "tally.signed.v1"
    poll: str
    station: str
    tally: str
    at: str
    by: str


@dataclass(frozen=True)
class KeysDestroyed(Event):
    """From here on nobody opens an envelope of this vote again; `envelopes` were kept until now."""

    NAME: ClassVar[str] = "keys.destroyed.v1"
    poll: str
    envelopes: int
    at: str
    by: str


@dataclass(frozen=True)
class KeysForgotten(Event):
    """A party (S, A or B) has stated, under its own signature, that it destroyed its keys and what was sealed."""

    NAME: ClassVar[str] = "keys.forgotten.v1"
    poll: str
    station: str
    at: str
    by: str


EVENTS: Final[tuple[type[Event], ...]] = (
    StationEnrolled, StationLost, PaperSpoiled, PaperChecked, EnvelopeTraced, TallySigned, KeysDestroyed,
    KeysForgotten,
)  # fmt: skip
