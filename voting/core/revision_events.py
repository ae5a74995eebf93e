"""What has happened when a prepared sitting was laid anew; the published names are never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from voting.core.events import Event, ItemEntry, RosterEntry
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


EVENTS: Final[tuple[type[Event], ...]] = (SittingRevised,)
