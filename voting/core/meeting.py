"""The whole sitting: `decide(command, state) → events | refusal` and `evolve(state, event) → state`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from voting.core import (
    agenda,
    gap,
    hand,
    nomination,
    poll,
    quorum,
    reading,
    revision,
    revision_added,
    roll,
    station,
    track,
)  # fmt: skip
from voting.core import commands as c
from voting.core import events as e
from voting.core.decision import Decision, Machine
from voting.core.refusals import refuse
from voting.core.rulebook import RuleBook
from voting.core.state import Item, Member, Sitting


def prepare(command: c.PrepareSitting) -> Decision:
    """The secretary lays roll, agenda and rules before the sitting."""
    return (
        e.SittingPrepared(
            command.meeting, command.body, command.level, command.sample, command.rules, command.members,
            command.items, command.documents, command.at, command.by.text(), command.adopting_item,
            command.day, command.rosters,
        ),
    )  # fmt: skip


def open_(command: c.OpenSitting, sitting: Sitting) -> Decision:
    """The sitting opens only with its quorum (ZZF 14, 51)."""
    if sitting.phase != "prepared":
        return refuse("sitting.already_open" if sitting.phase == "open" else "sitting.closed")
    if not sitting.items:
        return refuse("sitting.no_agenda")
    no = quorum.missing(sitting)
    if no is not None:
        return no
    now = quorum.attendance(sitting)
    return (e.SittingOpened(now.members, now.present, now.needed, command.at, command.by.text()),)


def close(command: c.CloseSitting, sitting: Sitting) -> Decision:
    """No sitting is closed while an item is undecided or a vote is running."""
    if sitting.phase != "open":
        return refuse("sitting.not_open" if sitting.phase == "prepared" else "sitting.closed")
    if any(p.running for p in sitting.polls.values()):
        return refuse("agenda.poll_running", sitting.rules.article("agenda.close_requires_disposition"))
    no = agenda.must_decide(sitting)
    if no is not None:
        return no
    return (e.SittingClosed(command.at, command.by.text()),)


def _prepared(event: e.SittingPrepared) -> Sitting:
    return Sitting(
        event.meeting, event.body, event.level, event.sample, RuleBook(event.rules),
        {m.id: Member(m.id, m.seat, m.role, home=m.seat) for m in event.members},
        {i.id: Item(i) for i in event.items}, adopting_item=event.adopting_item,
        day=event.day, rosters=event.rosters, documents=event.documents,
        laid={i.id: i for i in event.items}, laid_rosters=event.rosters,
    )  # fmt: skip


def _opened(event: e.SittingOpened, s: Sitting) -> Sitting:
    here = {member.id: member.attendance for member in s.members.values()}
    return replace(s, phase="open", opened_at=event.at, present_at_opening=event.present, attendance_at_opening=here)


def _closed(event: e.SittingClosed, s: Sitting) -> Sitting:
    return replace(s, phase="closed", closed_at=event.at)


MACHINE = Machine(
    decide={c.OpenSitting: open_, c.CloseSitting: close},
    evolve={e.SittingOpened: _opened, e.SittingClosed: _closed},
)
MACHINES = (
    MACHINE, revision.MACHINE, revision_added.MACHINE, roll.MACHINE, agenda.MACHINE, nomination.MACHINE, track.MACHINE, poll.MACHINE, hand.MACHINE,
    reading.MACHINE, gap.MACHINE, station.MACHINE,
)  # fmt: skip
DECIDE = {kind: decider for machine in MACHINES for kind, decider in machine.decide.items()}
EVOLVE = {kind: fold for machine in MACHINES for kind, fold in machine.evolve.items()}


def decide(command: c.Command, sitting: Sitting | None) -> Decision:
    """The events that follow from a command, or the refusal; TypeError for a command nobody decides."""
    if command.by.role not in command.may:
        return refuse("role.not_allowed")
    if isinstance(command, c.PrepareSitting):
        return refuse("sitting.already_prepared") if sitting else prepare(command)
    if sitting is None:
        return refuse("sitting.unprepared")
    machine = DECIDE.get(type(command))
    if machine is None:
        raise TypeError(f"nobody decides {type(command).__name__}")
    return machine(command, sitting)


def evolve(sitting: Sitting | None, event: e.Event) -> Sitting:
    """The sitting after an event; TypeError for an event nobody folds, never ignored."""
    if isinstance(event, e.SittingPrepared):
        return _prepared(event)
    machine = EVOLVE.get(type(event))
    if sitting is None or machine is None:
        raise TypeError(f"nobody folds {type(event).__name__} here")
    return machine(event, sitting)


def fold(events: Iterable[e.Event], sitting: Sitting | None = None) -> Sitting | None:
    """The sitting after all these events."""
    return reduce(evolve, events, sitting)
