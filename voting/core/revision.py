"""A prepared sitting is laid anew: agenda, rules and lists as a whole, as long as nothing rests on the old ones.

The roll and the terminals stay, since they are of the hall and not of the agenda. Once somebody has signed in, or
something about an item stands on record, nothing is replaced any more: that would lose what was recorded. What comes
to the agenda then is added (core/revision_added.py).
"""

from __future__ import annotations

from dataclasses import replace

from voting.core import gap
from voting.core import revision_commands as c
from voting.core import revision_events as e
from voting.core.decision import Decision, Machine
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import RuleBook
from voting.core.state import Item, Sitting


def revise(command: c.ReviseSitting, sitting: Sitting) -> Decision:
    """Everything the secretary lays takes the place of what lay there."""
    no = fixed(sitting)
    if no is not None:
        return no
    if not command.items:
        return refuse("sitting.no_agenda")
    return (
        e.SittingRevised(
            command.body, command.level, command.rules, command.items, command.documents, command.at,
            command.by.text(), command.adopting_item, command.day, command.rosters,
        ),
    )  # fmt: skip


def fixed(sitting: Sitting) -> Refusal | None:
    """Why the sitting can no longer be laid anew, or None."""
    if sitting.phase != "prepared":
        return refuse("sitting.already_open" if sitting.phase == "open" else "sitting.closed")
    if any(member.signed_in_at is not None for member in sitting.members.values()):
        return refuse("revision.signed_in")
    if any(item != Item(item.entry) for item in sitting.items.values()):
        return refuse("revision.on_record")
    return None


def _revised(event: e.SittingRevised, s: Sitting) -> Sitting:
    book = RuleBook(event.rules)
    return replace(
        s, body=event.body, level=event.level, rules=book, items={i.id: Item(i) for i in event.items},
        documents=event.documents, adopting_item=event.adopting_item, day=event.day, rosters=event.rosters,
        gaps=gap.kept(s.gaps, s.rules, book), laid={i.id: i for i in event.items}, laid_rosters=event.rosters,
    )  # fmt: skip


MACHINE = Machine(decide={c.ReviseSitting: revise}, evolve={e.SittingRevised: _revised})
