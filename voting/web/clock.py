"""What time it is for a meeting: the only clock of the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone


def clock(offset: str) -> Callable[[], str]:
    """A clock that writes RFC 3339 to the second with this offset (`+08:00`)."""
    hours, minutes = offset[1:].split(":")
    shift = timedelta(hours=int(hours), minutes=int(minutes))
    zone = timezone(-shift if offset[0] == "-" else shift)
    return lambda: datetime.now(zone).isoformat(timespec="seconds")
