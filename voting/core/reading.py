"""The words that are read aloud may be edited until they are read, never after; every edit stands on record.

An edit belongs to the very text it was made of: where the figures change afterwards, the generated words are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from voting.core import quorum
from voting.core import reading_commands as c
from voting.core import reading_events as e
from voting.core.decision import Decision, Machine
from voting.core.refusals import Refusal, refuse
from voting.core.state import Edited, Poll, Sitting
from voting.core.words import PollState, Text

OPENING: Final = "opening"  # T1, or T13 in its place
QUORUM: Final = "quorum"  # T13 during the sitting
# What is read about a poll, with the state in which it is still to be read.
PARTS: Final[Mapping[str, PollState]] = {
    "question": "announced",  # T2, T5, T6: putting it
    "returned": "closed",  # T7: what the chief teller reports before the count
    "return": "closed",  # T8, or T3's call: what the chair says of it
    "report": "counted",  # T3, T7, T9: what tellers or staff read
    "result": "counted",  # T4, T8, T10 to T12, T14: what the chair declares
}
ORDER: Final[tuple[PollState, ...]] = ("announced", "open", "closed", "counted", "declared", "voided")


def key(poll: str, part: str) -> str:
    """The name of a poll's announcement."""
    return f"{poll}/{part}"


def closed(sitting: Sitting, which: str) -> Refusal | None:
    """Why this announcement can no longer, or not yet, be edited; or None."""
    if which == OPENING:
        return None if sitting.phase == "prepared" else refuse("reading.read")
    if which == QUORUM:
        lost = sitting.phase == "open" and quorum.missing(sitting) is not None
        return None if lost else refuse("reading.read" if sitting.phase == "closed" else "reading.not_yet")
    name, _, part = which.rpartition("/")
    poll = sitting.polls.get(name)
    return refuse("reading.unknown") if poll is None or part not in PARTS else _of_poll(poll, part)


def _of_poll(poll: Poll, part: str) -> Refusal | None:
    now, then = ORDER.index(poll.state), ORDER.index(PARTS[part])
    if now < then:
        return refuse("reading.not_yet")
    return refuse("reading.read") if now > then else None


def edit(command: c.EditAnnouncement, sitting: Sitting) -> Decision:
    """Other words before they are read; where their figures differ, only by somebody who says so."""
    no = closed(sitting, command.which)
    if no is not None:
        return no
    if (command.missing or command.added) and not command.despite:
        return refuse("reading.figures", details=differing(command.missing, command.added))
    return (
        e.AnnouncementEdited(
            command.which, command.generated, command.edited, command.missing, command.added, command.at,
            command.by.text(),
        ),
    )  # fmt: skip


def differing(missing: tuple[str, ...], added: tuple[str, ...]) -> tuple[Text, ...]:
    """A sentence for the figures that are gone and one for those that are new."""
    found = []
    if missing:
        found.append(Text(f"原有而改后没有：{'、'.join(missing)}", f"No longer there: {', '.join(missing)}"))
    if added:
        found.append(Text(f"原来没有而改后才有：{'、'.join(added)}", f"Not there before: {', '.join(added)}"))
    return tuple(found)


def restore(command: c.RestoreAnnouncement, sitting: Sitting) -> Decision:
    """The generated words again, as long as nothing was read."""
    no = closed(sitting, command.which)
    if no is not None:
        return no
    if command.which not in sitting.readings:
        return refuse("reading.not_edited")
    return (e.AnnouncementRestored(command.which, command.at, command.by.text()),)


def standing(sitting: Sitting, which: str, generated: str) -> Edited | None:
    """The edit that holds for an announcement whose generated text has this digest, or None.

    Once it can no longer be edited it was read as it stood, and a later change of the generated text changes nothing.
    """
    one = sitting.readings.get(which)
    if one is None or (one.generated != generated and closed(sitting, which) is None):
        return None
    return one


def _edited(event: e.AnnouncementEdited, s: Sitting) -> Sitting:
    one = Edited(event.generated, event.edited, event.missing, event.added, event.at, event.by)
    return replace(s, readings={**s.readings, event.which: one})


def _restored(event: e.AnnouncementRestored, s: Sitting) -> Sitting:
    return replace(s, readings={which: one for which, one in s.readings.items() if which != event.which})


MACHINE = Machine(
    decide={c.EditAnnouncement: edit, c.RestoreAnnouncement: restore},
    evolve={e.AnnouncementEdited: _edited, e.AnnouncementRestored: _restored},
)
