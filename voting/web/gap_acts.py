"""What officers put on record where the law is silent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from voting.clerk.clerk import Answer
from voting.core import commands as c
from voting.core.gap_commands import DecideGap
from voting.web.arguments import Args, maybe, text
from voting.web.house import House


def _decide(house: House, by: c.Actor, args: Args) -> Answer:
    return house.order(DecideGap(
        by, "", text(args, "key"), text(args, "decision"), text(args, "organ"), maybe(args, "office"), maybe(args, "kind"),
    ))  # fmt: skip


ACTS: Final[dict[str, tuple[frozenset[str], Callable[[House, c.Actor, Args], Answer]]]] = {
    "decide_gap": (frozenset({"key", "office", "kind", "decision", "organ"}), _decide),
}
