"""The refusals that rest on no article: their codes, and why that is so.

Every other refusal of the core cites the rule it rests on. What stands here only says that something is not known, is
done already or comes too early or late for the record of this sitting, was not filled in, or that a terminal, a key, a
password or this house itself cannot do it. Some of them cite an article all the same where a rule happens to say it.
"""

from __future__ import annotations

from typing import Final

# No such thing: an id that the agenda, the roll, the sitting or the hall does not have.
UNKNOWN: Final = frozenset({
    "seat.unknown", "member.unknown", "item.unknown", "poll.unknown", "poll.draft_unknown", "candidate.unknown",
    "write_in.unknown", "gap.unknown", "reading.unknown", "device.unknown", "command.unknown", "roll.no_cards",
    "station.unknown",
})  # fmt: skip

# The sitting, the item, the vote or the record is not where this could be done: not begun, under way, done or over.
STATE: Final = frozenset({
    "sitting.unprepared", "sitting.already_prepared", "sitting.not_open", "sitting.already_open", "sitting.closed",
    "sitting.no_agenda", "item.stage", "item.disposed", "roll.in_use", "revision.signed_in", "revision.on_record",
    "member.not_present", "member.already_present", "member.elsewhere", "member.recused", "member.not_recused",
    "member.not_eligible", "seat.occupied", "seat.empty", "candidate.withdrawn", "petition.filed", "deadline.kept",
    "poll.draft_used", "poll.not_announced", "poll.not_open", "poll.closed", "poll.not_closed", "poll.not_counted",
    "poll.finished", "poll.no_complaint", "poll.by_hand", "poll.papers_missing", "count.form", "count.over",
    "count.agreed", "count.nothing", "reading.not_yet", "reading.read", "reading.not_edited", "reading.changed",
    "paper.not_drawn", "paper.already_cast", "paper.checked_already", "ballot.drawn_already", "station.busy",
})  # fmt: skip

# Something is missing or cannot be in what was filled in: a reason left empty, a day that is none, a figure below one.
INPUT: Final = frozenset({
    "poll.reason", "step.result", "step.day", "count.number", "heap.mark", "command.fields", "reading.empty",
    "reading.too_long", "reading.figures",
})  # fmt: skip

# Messages, keys, terminals, passwords, the house's own offices, and what this system cannot do.
HOUSE: Final = frozenset({
    "paper.no_station", "paper.not_agreed", "station.silent", "station.refused", "station.differs", "tally.differs",
    "poll.changed", "keys.in_use", "keys.none", "keys.gone",
    "message.malformed", "message.duplicate_key", "message.too_large", "message.signature", "message.stale",
    "message.wrong_meeting", "seat.not_enrolled", "seat.wrong_key", "seat.wrong_code", "member.wrong_pin",
    "member.locked", "role.not_allowed", "device.same", "store.unwritable", "server.busy", "sign_in.failed",
    "sign_in.link_expired", "sign_in.resting", "sign_in.required", "poll.wrong_manifest", "poll.form_unavailable",
    "poll.too_long", "ballot.not_drawn", "ballot.first_press", "ballot.sequence", "ballot.size", "ballot.wrong_mode",
    "ballot.unknown_mark",
})  # fmt: skip

TECHNICAL: Final = UNKNOWN | STATE | INPUT | HOUSE
