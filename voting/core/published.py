"""Every published event by its name: what a ledger may hold. A name once here is never changed and never taken away."""

from __future__ import annotations

from typing import Final

from voting.core import (
    device_events,
    gap_events,
    hand_events,
    nomination_events,
    reading_events,
    revision_events,
    station_events,
    track_events,
)  # fmt: skip
from voting.core import events as e

EVENTS: Final[tuple[type[e.Event], ...]] = (
    e.SittingPrepared, e.RollImported, e.SittingOpened, e.SittingClosed,
    e.MemberSignedIn, e.MemberLeft, e.LeaveGranted, e.MemberRecused, e.RecusalWithdrawn, e.MemberMoved,
    e.ItemIntroduced, e.ItemDeliberated, e.ItemDisposed, e.PollAnnounced, e.PaperDrawn, e.VoteCast,
    e.PollOpened, e.PollClosed, e.PollCounted, e.ComplaintRaised, e.ComplaintSettled, e.ResultDeclared, e.PollVoided,
    *device_events.EVENTS, *nomination_events.EVENTS, *hand_events.EVENTS, *track_events.EVENTS,
    *revision_events.EVENTS, *reading_events.EVENTS, *gap_events.EVENTS,
    *station_events.EVENTS,
)  # fmt: skip
NAMES: Final[dict[str, type[e.Event]]] = {event.NAME: event for event in EVENTS}
