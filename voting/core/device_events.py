"""Terminals and whose voice they are, as it happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from voting.core.events import Event


@dataclass(frozen=True)
class DeviceEnrolled(Event):
    NAME: ClassVar[str] = "device.enrolled.v1"
    seat: str
    kid: str
    replaces: str | None
    at: str
    by: str


@dataclass(frozen=True)
class DeviceRevoked(Event):
    NAME: ClassVar[str] = "device.revoked.v1"
    seat: str
    kid: str
    reason: str
    at: str
    by: str


@dataclass(frozen=True)
class TerminalReplaced(Event):
    """ballots.md 2.4, amendment 13: whose signature counts for this voter from now on, in this poll."""

    NAME: ClassVar[str] = "terminal.replaced.v1"
    poll: str
    mh: str
    voter: str
    old_kid: str
    new_seat: str
    new_kid: str
    at: str
    by: str


@dataclass(frozen=True)
class PinRenewed(Event):
    """The member was given another PIN; the one before signs nobody in any more."""

    NAME: ClassVar[str] = "member.pin_renewed.v1"
    member: str
    at: str
    by: str


EVENTS: Final[tuple[type[Event], ...]] = (DeviceEnrolled, DeviceRevoked, TerminalReplaced, PinRenewed)
