"""What the secretary asks for while the sitting is still being prepared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from voting.core.commands import Command
from voting.core.events import ItemEntry, RosterEntry
from voting.core.rulebook import Rule
from voting.core.words import Body, Level, Role


@dataclass(frozen=True)
class ReviseSitting(Command):
    """Lay another agenda under other rules; `documents` are name -> SHA-256, `day` is ISO."""

    may: ClassVar[frozenset[Role]] = frozenset({"secretary"})
    body: Body
    level: Level
    rules: tuple[Rule, ...]
    items: tuple[ItemEntry, ...]
    documents: Mapping[str, str]
    adopting_item: str | None = None
    day: str = ""
    rosters: tuple[RosterEntry, ...] = ()


@dataclass(frozen=True)
class ExtendAgenda(Command):
    """Add to the agenda of a sitting under way: `laid` is the whole of it as it is laid now, `organ` decided it."""

    may: ClassVar[frozenset[Role]] = frozenset({"secretary"})
    laid: ReviseSitting
    organ: str
    reason: str
