"""What is asked about scrutineers' stations 监票席, and about papers exchanged while one co-issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from voting.core.commands import Command
from voting.core.words import Role


@dataclass(frozen=True)
class EnrolStation(Command):
    """A station joins: `kid` is the thumbprint of its identity key, `witness` the verifier key of its cosignatures."""

    may: ClassVar[frozenset[Role]] = frozenset({"operator", "system"})
    station: str
    kid: str
    witness: str


@dataclass(frozen=True)
class LoseStation(Command):
    """A station does not answer any more: votes announced from now on go without it."""

    may: ClassVar[frozenset[Role]] = frozenset({"operator", "chair", "scrutineer"})
    station: str
    reason: str


@dataclass(frozen=True)
class SpoilPaper(Command):
    """A teller records that a voter's paper is spoiled and issued anew 换票; two of them make it so."""

    may: ClassVar[frozenset[Role]] = frozenset({"scrutineer"})
    poll: str
    voter: str
    reason: str


@dataclass(frozen=True)
class CheckPaper(Command):
    """A terminal says that a paper was checked instead of cast 查验: no ballot under its key (b64) counts any more."""

    may: ClassVar[frozenset[Role]] = frozenset({"seat"})
    poll: str
    voter: str
    key: str


@dataclass(frozen=True)
class RecordTrace(Command):
    """An item that `found_by` (S, A or B) found bad was traced to this voter, for this reason."""

    may: ClassVar[frozenset[Role]] = frozenset({"system"})
    poll: str
    voter: str
    reason: str
    found_by: str


@dataclass(frozen=True)
class DestroyKeys(Command):
    """Nobody disputes this vote any more: its keys and sealed envelopes are destroyed, here and at the stations."""

    may: ClassVar[frozenset[Role]] = frozenset({"chair", "secretary"})
    poll: str


@dataclass(frozen=True)
class SayForgotten(Command):
    """A party has signed that its keys and envelopes of this vote are gone."""

    may: ClassVar[frozenset[Role]] = frozenset({"system"})
    poll: str
    station: str


@dataclass(frozen=True)
class SignTally(Command):
    """A station has counted by itself and signed this very tally (b64 of its SHA-256)."""

    may: ClassVar[frozenset[Role]] = frozenset({"system"})
    poll: str
    station: str
    tally: str
