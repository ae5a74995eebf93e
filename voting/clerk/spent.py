"""The job of a paper that was checked instead of cast 查验: the event, and the signed message for the stations."""

from __future__ import annotations

from dataclasses import dataclass, replace

from voting.clerk.clerk import JOSE, Answer, Clerk, Done, Turn
from voting.core import station_commands as sc
from voting.core.refusals import Refusal
from voting.ledger import filed


@dataclass(frozen=True)
class Checking:
    """A terminal has given out what a paper says; `jws` is what it said of its key."""

    command: sc.CheckPaper
    jws: str

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record it, once, and file the message."""
        found = clerk.decide(turn, replace(self.command, at=turn.at))
        if isinstance(found, Refusal):
            return found
        if found:
            turn.document(filed.checked(self.command.poll, self.command.key), JOSE, self.jws.encode("ascii"))
        return Done()
