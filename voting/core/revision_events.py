"""What has happened when a sitting was laid anew or its agenda grew; the published names are never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from voting.core.events import DraftEntry, Event, ItemEntry, RosterEntry
from voting.core.rulebook import Rule
from voting.core.words import Body, Level


@dataclass(frozen=True)
class SittingRevised(Event):
    """Agenda, rules and lists take the place of those before; the roll and the enrolled terminals stay."""

    NAME: ClassVar[str] = "sitting.revised.v1"
    body: Body
    level: Level
    rules: tuple[Rule, ...]
    items: tuple[ItemEntry, ...]
    documents: Mapping[str, str]  # name -> SHA-256, as in SittingPrepared
    at: str
    by: str
    adopting_item: str | None = None
    day: str = ""
    rosters: tuple[RosterEntry, ...] = ()


@dataclass(frozen=True)
class AddedVote:
    """A vote that came to an item of the agenda."""

    item: str
    draft: DraftEntry


@dataclass(frozen=True)
class AgendaExtended(Event):
    """New items stand at the end, new votes with their items, by an organ's decision while the sitting is under way."""

    NAME: ClassVar[str] = "agenda.extended.v1"
    items: tuple[ItemEntry, ...]
    votes: tuple[AddedVote, ...]
    documents: Mapping[str, str]  # name -> SHA-256, as in SittingPrepared
    organ: str
    reason: str
    at: str
    by: str


EVENTS: Final[tuple[type[Event], ...]] = (SittingRevised, AgendaExtended)
