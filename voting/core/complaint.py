"""What terminals complain of: a vote that is not in the log, or a ballot that is not in the count.

Before the declaration a complaint holds it until the chair decides. Afterwards it undoes nothing and stands on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from voting.core import commands as c
from voting.core import events as e
from voting.core.decision import Decision
from voting.core.refusals import refuse
from voting.core.state import Poll, Sitting


def complain(command: c.Complain, sitting: Sitting) -> Decision:
    """A terminal does not find its vote (amendment 16); it says so once of the log and once of the count."""
    poll = sitting.polls.get(command.poll)
    if poll is None:
        return refuse("poll.unknown")
    if poll.state not in ("closed", "counted", "declared"):
        return refuse("poll.finished" if poll.state == "voided" else "poll.not_closed")
    if poll.by_hand or poll.voter_at(command.seat) is None:
        return refuse("poll.by_hand" if poll.by_hand else "member.not_eligible")
    if (command.seat, command.about) in poll.raised:
        return ()
    said = (poll.id, command.seat, command.reason, command.at, command.by.text(), command.about, command.jws)
    return (e.ComplaintRaised(*said),)


def settle(command: c.SettleComplaint, sitting: Sitting) -> Decision:
    """The chair decides on the complaints, on record; the declaration may go on."""
    poll = sitting.polls.get(command.poll)
    if poll is None:
        return refuse("poll.unknown")
    if not poll.complaints or poll.settled is not None or not poll.running:
        return refuse("poll.no_complaint")
    if not command.reason.strip():
        return refuse("poll.reason")
    return (e.ComplaintSettled(poll.id, command.reason, command.at, command.by.text()),)


def raised(event: e.ComplaintRaised, s: Sitting) -> Sitting:
    """It stands; before the declaration it is open again, whatever the chair has settled before."""
    poll, seat = s.polls[event.poll], event.seat
    poll = replace(poll, raised=poll.raised | {(seat, event.about)})
    if not poll.running:
        return _put(s, replace(poll, afterwards=_reasons(poll.afterwards, event)))
    seats = poll.complaints if seat in poll.complaints else (*poll.complaints, seat)
    return _put(
        s, replace(poll, complaints=seats, settled=None, complaint_reasons=_reasons(poll.complaint_reasons, event))
    )


def settled(event: e.ComplaintSettled, s: Sitting) -> Sitting:
    """All complaints until now are decided on."""
    return _put(s, replace(s.polls[event.poll], settled=event.reason))


def _reasons(before: Mapping[str, str], event: e.ComplaintRaised) -> dict[str, str]:
    """A seat that misses its vote in the log and in the count has two reasons."""
    said = (before.get(event.seat), event.reason)
    return {**before, event.seat: " / ".join(one for one in said if one)}


def _put(sitting: Sitting, poll: Poll) -> Sitting:
    return replace(sitting, polls={**sitting.polls, poll.id: poll})
