"""What officers say about the words that are read aloud: other words, or the generated ones again."""

from __future__ import annotations

from typing import Final

from voting.clerk.clerk import Answer
from voting.clerk.reading import LONGEST, Rewording
from voting.core import commands as c
from voting.core import reading_commands as rc
from voting.core.refusals import refuse
from voting.records.gather import generated
from voting.web.arguments import Args, WrongArgs, text
from voting.web.house import House


def _words(args: Args, name: str) -> str:
    """A whole announcement: longer than any other argument, and perhaps empty."""
    value = args.get(name, "")
    if not isinstance(value, str):
        raise WrongArgs(name)
    return value


def _edit(house: House, by: c.Actor, args: Args) -> Answer:
    despite = args.get("despite", False)
    zh, en = _words(args, "zh"), _words(args, "en")
    if not isinstance(despite, bool):
        raise WrongArgs("despite")
    if by.role not in rc.EDITORS:
        return refuse("role.not_allowed")
    if max(len(zh), len(en)) > LONGEST:
        return refuse("reading.too_long", most=LONGEST)
    return house.writer.submit(Rewording(
        by, text(args, "which"), zh, en or None, despite, text(args, "made"),
        lambda sitting: generated(sitting, house.texts),
    ))  # fmt: skip


ACTS: Final = {
    "edit_announcement": (frozenset({"which", "zh", "en", "despite", "made"}), _edit),
    "restore_announcement": (
        frozenset({"which"}),
        lambda house, by, args: house.order(rc.RestoreAnnouncement(by, "", text(args, "which"))),
    ),
}
