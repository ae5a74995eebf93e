"""What of a vote goes into the minutes by name: whose envelope was traced, and whom written names were settled to be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Traced:
    """Whose an item was that who opened a level (S, A or B) found bad, and why it is bad."""

    voter: str
    reason: str
    found_by: str


@dataclass(frozen=True)
class SettledName:
    """Written names that a teller said are one person: `into` is one of them or a line, `deputy` a member's id or None."""

    names: tuple[str, ...]
    into: str
    deputy: str | None
    reason: str
    at: str
    by: str
