"""A result sheet that was signed after the close is kept with the ledger, so that the evidence takes it along."""

from __future__ import annotations

from dataclasses import dataclass

from voting.clerk.clerk import Answer, Clerk, Done, Turn
from voting.ledger import filed


@dataclass(frozen=True)
class SheetFiling:
    """A signed sheet (PDF); of a sitting that goes on nothing is kept, since more will be said of it."""

    pdf: bytes

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """File it under the next number; a checkpoint of its own makes the turn durable."""
        if turn.state is not None and turn.state.phase == "closed":
            number = len(clerk.ledger.document_names(clerk.meeting, filed.SIGNED_SHEETS)) + 1
            turn.document(filed.signed_sheet(number), "application/pdf", self.pdf)
            turn.checkpoint = True
        return Done()
