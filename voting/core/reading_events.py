"""What happened to the words that are read aloud: edited, or put back. Digests and figures only, no words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from voting.core.events import Event


@dataclass(frozen=True)
class AnnouncementEdited(Event):
    """`generated` and `edited` are SHA-256 (b64) of the texts; `missing` and `added` are where their figures differ."""

    NAME: ClassVar[str] = "announcement.edited.v1"
    which: str
    generated: str
    edited: str
    missing: tuple[str, ...]
    added: tuple[str, ...]
    at: str
    by: str


@dataclass(frozen=True)
class AnnouncementRestored(Event):
    """The generated words are read after all."""

    NAME: ClassVar[str] = "announcement.restored.v1"
    which: str
    at: str
    by: str


EVENTS: Final[tuple[type[Event], ...]] = (AnnouncementEdited, AnnouncementRestored)
