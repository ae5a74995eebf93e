"""The roll: who signs in where, leaves, is on leave, recused or moved; and which terminal speaks for a seat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from voting.core import commands as c
from voting.core import events as e
from voting.core.decision import Decision, Machine
from voting.core.device_events import DeviceEnrolled, DeviceRevoked, PinRenewed, TerminalReplaced
from voting.core.refusals import Refusal, refuse
from voting.core.state import Item, Member, Poll, Sitting


def import_roll(command: c.ImportRoll, sitting: Sitting) -> Decision:
    """Another roll, while nobody has signed in yet; afterwards the roll is changed person by person, on record."""
    no = replaceable(sitting)
    if no is not None:
        return no
    return (e.RollImported(command.members, command.digest, command.at, command.by.text()),)


def replaceable(sitting: Sitting) -> Refusal | None:
    """Why no other roll can be imported any more, or None."""
    if sitting.phase != "prepared":
        return refuse("sitting.already_open" if sitting.phase == "open" else "sitting.closed")
    touched = (m.attendance != "absent" for m in sitting.members.values())
    if any(touched) or any(item.recused for item in sitting.items.values()):
        return refuse("roll.in_use")
    return None


def sign_in(command: c.SignIn, sitting: Sitting) -> Decision:
    """A member takes her seat; late arrivals vote from the next poll on (ballots.md 2.4, amendment 5).

    From a terminal only her own seat will do; the desk may seat her at another that is free.
    """
    member = sitting.members.get(command.member)
    if member is None:
        return refuse("member.unknown")
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    if member.attendance == "present":
        same = member.seat == command.seat
        return refuse("member.already_present" if same else "member.elsewhere", seat=member.seat)
    if member.seat != command.seat and command.by.role == "seat":
        return refuse("member.elsewhere", seat=member.seat)
    if sitting.occupant(command.seat):
        return refuse("seat.occupied", seat=command.seat)
    here = e.MemberSignedIn(member.id, command.seat, command.how, command.at, command.by.text(), command.reason)
    kid = sitting.devices.get(command.seat)
    if kid is None:
        return (here,)
    return (here, *replaced(sitting, member.id, command.seat, kid, command.at, command.by.text()))


def leave(command: c.Leave, sitting: Sitting) -> Decision:
    """An early leave; frozen electorates keep their figures."""
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    member = sitting.members.get(command.member)
    if member is None:
        return refuse("member.unknown")
    if member.attendance != "present":
        return refuse("member.not_present")
    return (e.MemberLeft(member.id, command.at, command.by.text()),)


def grant_leave(command: c.GrantLeave, sitting: Sitting) -> Decision:
    """A leave of absence, with its reason; the member stays in the base."""
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    member = sitting.members.get(command.member)
    if member is None:
        return refuse("member.unknown")
    if member.attendance == "present":
        return refuse("member.already_present")
    if not command.reason.strip():
        return refuse("poll.reason")
    return (e.LeaveGranted(member.id, command.reason, command.at, command.by.text()),)


def renew_pin(command: c.RenewPin, sitting: Sitting) -> Decision:
    """Another PIN for somebody with a vote, as long as there is something to sign in to."""
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    member = sitting.members.get(command.member)
    if member is None:
        return refuse("member.unknown")
    if member.role != "member":
        return refuse("member.not_voter", sitting.rules.cited("attendee.votes"))
    return (PinRenewed(member.id, command.at, command.by.text()),)


def recuse(command: c.Recuse, sitting: Sitting) -> Decision:
    """Recusal 回避 takes the vote, never the place in the base."""
    item = sitting.items.get(command.item)
    if command.member not in sitting.members:
        return refuse("member.unknown")
    if item is None:
        return refuse("item.unknown")
    if item.stage == "disposed":
        return refuse("item.disposed")
    if item.entry.kind == "election":
        return refuse("member.no_recusal", sitting.rules.article("ballot.secrecy", kind="election"))
    if command.member in item.recused:
        return refuse("member.recused")
    if not command.reason.strip():
        return refuse("poll.reason")
    if any(poll.item == item.entry.id and poll.running for poll in sitting.polls.values()):
        return refuse("item.stage")
    return (e.MemberRecused(command.member, item.entry.id, command.reason, command.at, command.by.text()),)


def withdraw_recusal(command: c.WithdrawRecusal, sitting: Sitting) -> Decision:
    """A recusal is taken back, on record, while its question has not been put."""
    item = sitting.items.get(command.item)
    if item is None:
        return refuse("item.unknown")
    if command.member not in item.recused:
        return refuse("member.not_recused")
    if not command.reason.strip():
        return refuse("poll.reason")
    if item.stage == "disposed":
        return refuse("item.disposed")
    if any(poll.item == item.entry.id and poll.running for poll in sitting.polls.values()):
        return refuse("item.stage")
    return (e.RecusalWithdrawn(command.member, item.entry.id, command.reason, command.at, command.by.text()),)


def move(command: c.MoveMember, sitting: Sitting) -> Decision:
    """A member goes on at another terminal; her running polls follow her (amendment 13)."""
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    member = sitting.members.get(command.member)
    if member is None:
        return refuse("member.unknown")
    if member.attendance != "present":
        return refuse("member.not_present")
    if command.seat == member.seat or sitting.occupant(command.seat):
        return refuse("seat.occupied", seat=command.seat)
    kid = sitting.devices.get(command.seat)
    if kid is None:
        return refuse("seat.not_enrolled", seat=command.seat)
    moved = e.MemberMoved(member.id, member.seat, command.seat, command.at, command.by.text())
    return (moved, *replaced(sitting, member.id, command.seat, kid, command.at, command.by.text()))


def replaced(sitting: Sitting, member: str, seat: str, kid: str, at: str, by: str) -> tuple[TerminalReplaced, ...]:
    """For each poll still taking votes: this voter now signs with `kid` from `seat`."""
    running = [p for p in sitting.polls.values() if p.state in ("announced", "open") and member in p.voters]
    return tuple(
        TerminalReplaced(p.id, p.mh, member, p.voters[member].kid, seat, kid, at, by)
        for p in running
        if (p.voters[member].seat, p.voters[member].kid) != (seat, kid) or p.seats.get(seat) != member
    )


def enrol(command: c.EnrolDevice, sitting: Sitting) -> Decision:
    """A terminal speaks for a seat; enrolling anew replaces the old key, on record."""
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    old = sitting.devices.get(command.seat)
    if old == command.kid or command.kid in sitting.devices.values():
        return refuse("device.same")
    done = DeviceEnrolled(command.seat, command.kid, old, command.at, command.by.text())
    occupant = sitting.occupant(command.seat)
    if occupant is None:
        return (done,)
    return (done, *replaced(sitting, occupant.id, command.seat, command.kid, command.at, command.by.text()))


def revoke(command: c.RevokeDevice, sitting: Sitting) -> Decision:
    """A terminal loses its voice at once; votes already logged stay."""
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    kid = sitting.devices.get(command.seat)
    if kid is None:
        return refuse("seat.not_enrolled", seat=command.seat)
    if not command.reason.strip():
        return refuse("poll.reason")
    return (DeviceRevoked(command.seat, kid, command.reason, command.at, command.by.text()),)


def _member(sitting: Sitting, member: Member) -> Sitting:
    return replace(sitting, members={**sitting.members, member.id: member})


def _imported(event: e.RollImported, s: Sitting) -> Sitting:
    return replace(s, members={m.id: Member(m.id, m.seat, m.role, home=m.seat) for m in event.members})


def _signed_in(event: e.MemberSignedIn, s: Sitting) -> Sitting:
    return _member(s, replace(s.members[event.member], seat=event.seat, attendance="present", signed_in_at=event.at))


def _left(event: e.MemberLeft, s: Sitting) -> Sitting:
    member = s.members[event.member]
    return _member(s, replace(member, attendance="left", seat=member.home))


def _on_leave(event: e.LeaveGranted, s: Sitting) -> Sitting:
    return _member(s, replace(s.members[event.member], attendance="on_leave"))


def _recused(event: e.MemberRecused, s: Sitting) -> Sitting:
    item: Item = s.items[event.item]
    return replace(s, items={**s.items, event.item: replace(item, recused=item.recused | {event.member})})


def _unrecused(event: e.RecusalWithdrawn, s: Sitting) -> Sitting:
    item: Item = s.items[event.item]
    return replace(s, items={**s.items, event.item: replace(item, recused=item.recused - {event.member})})


def _moved(event: e.MemberMoved, s: Sitting) -> Sitting:
    return _member(s, replace(s.members[event.member], seat=event.to_seat))


def _on_record(_: PinRenewed, s: Sitting) -> Sitting:
    """The PIN itself is the register's, as a keyed hash."""
    return s


def _enrolled(event: DeviceEnrolled, s: Sitting) -> Sitting:
    return replace(s, devices={**s.devices, event.seat: event.kid})


def _revoked(event: DeviceRevoked, s: Sitting) -> Sitting:
    return replace(s, devices={seat: kid for seat, kid in s.devices.items() if seat != event.seat})


def _terminal(event: TerminalReplaced, s: Sitting) -> Sitting:
    poll: Poll = s.polls[event.poll]
    others = {seat: voter for seat, voter in poll.seats.items() if voter != event.voter}
    seats: Mapping[str, str] = {**others, event.new_seat: event.voter}
    voters = {**poll.voters, event.voter: e.VoterEntry(event.voter, event.new_seat, event.new_kid)}
    given = (*poll.replaced, event.voter)
    return replace(s, polls={**s.polls, poll.id: replace(poll, voters=voters, seats=seats, replaced=given)})


MACHINE = Machine(
    decide={
        c.ImportRoll: import_roll, c.SignIn: sign_in, c.Leave: leave, c.GrantLeave: grant_leave, c.Recuse: recuse,
        c.WithdrawRecusal: withdraw_recusal, c.MoveMember: move, c.RenewPin: renew_pin,
        c.EnrolDevice: enrol, c.RevokeDevice: revoke,
    },
    evolve={
        e.RollImported: _imported,
        e.MemberSignedIn: _signed_in, e.MemberLeft: _left, e.LeaveGranted: _on_leave, e.MemberRecused: _recused,
        e.RecusalWithdrawn: _unrecused,
        e.MemberMoved: _moved, DeviceEnrolled: _enrolled, DeviceRevoked: _revoked, TerminalReplaced: _terminal,
        PinRenewed: _on_record,
    },
)  # fmt: skip
