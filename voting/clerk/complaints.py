"""The job of a terminal's complaint: the event, and the signed message that it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from voting.clerk.clerk import JOSE, Answer, Clerk, Done, Turn
from voting.core import commands as c
from voting.core.refusals import Refusal
from voting.ledger import filed


@dataclass(frozen=True)
class Complaining:
    """A terminal does not find its vote; `jws` is what it said, whose hash the command names."""

    command: c.Complain
    jws: str

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record it, once, and file the message."""
        found = clerk.decide(turn, replace(self.command, at=turn.at))
        if isinstance(found, Refusal):
            return found
        if found:
            turn.document(filed.complaint(self.command.poll, self.command.jws), JOSE, self.jws.encode("ascii"))
        return Done()
