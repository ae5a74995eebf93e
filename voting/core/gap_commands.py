"""What is asked where the law is silent: to put on record what an organ has decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from voting.core.commands import DESK, Command
from voting.core.words import Role


@dataclass(frozen=True)
class DecideGap(Command):
    """Record a decision on the rule in force that has this key and these selectors; `organ` is a word of ORGANS."""

    may: ClassVar[frozenset[Role]] = DESK
    key: str
    decision: str
    organ: str
    office: str | None = None
    kind: str | None = None
