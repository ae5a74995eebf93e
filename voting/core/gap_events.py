"""What has happened where the law is silent; the published names are never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from voting.core.events import Event


@dataclass(frozen=True)
class GapDecided(Event):
    """An organ has decided what holds for a rule on which the law is silent; a later one takes its place."""

    NAME: ClassVar[str] = "gap.decided.v1"
    key: str
    decision: str
    organ: str
    at: str
    by: str
    office: str | None = None
    kind: str | None = None


EVENTS: Final[tuple[type[Event], ...]] = (GapDecided,)
