"""The job of what somebody has signed: the event, once, and the message that it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from voting.clerk.clerk import JOSE, Answer, Clerk, Done, Turn
from voting.core import commands as c
from voting.core.refusals import Refusal


@dataclass(frozen=True)
class Filing:
    """A terminal's complaint, a paper that was checked (查验), a party's word that its keys are destroyed: `jws` is what
    it said, kept under `name` (voting.ledger.filed).
    """

    command: c.Command
    name: str
    jws: str

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record it and file the message; what was recorded before is neither again."""
        found = clerk.decide(turn, replace(self.command, at=turn.at))
        if isinstance(found, Refusal):
            return found
        if found:
            turn.document(self.name, JOSE, self.jws.encode("ascii"))
        return Done()
