"""The jobs of votes that stations take part in: stations join, notes are cosigned, counts are signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from voting import exact
from voting.ballots.messages import PublicKey
from voting.clerk.clerk import JOSE, JSON, Answer, Clerk, Done, Turn
from voting.core import commands as c
from voting.core import station_commands as sc
from voting.core.refusals import Refusal
from voting.ledger import filed
from voting.ledger.signing import parse_checkpoint, parse_note

NOTE = "text/plain"


@dataclass(frozen=True)
class StationEnrolment:
    """A station's keys are known from now on; they are filed with the event."""

    command: sc.EnrolStation
    key: PublicKey

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record the enrolment and file the keys."""
        found = clerk.decide(turn, replace(self.command, at=turn.at))
        if isinstance(found, Refusal):
            return found
        turn.keys[self.key.kid] = self.key
        filed = {"jwk": self.key.jwk, "witness": self.command.witness}
        turn.document(f"station/{self.key.kid}", JSON, exact.dumps(filed))
        return Done()


@dataclass(frozen=True)
class Cosigning:
    """A note with the stations' cosignatures is kept; the log itself goes on as it is."""

    note: str

    def run(self, _clerk: Clerk, turn: Turn) -> Answer:
        """File it under its size; a checkpoint of its own makes the turn durable."""
        size = parse_checkpoint(parse_note(self.note).text).size
        turn.document(filed.cosigned(size), NOTE, self.note.encode("utf-8"))
        turn.checkpoint = True
        return Done()


@dataclass(frozen=True)
class Signing:
    """A station has signed the count as it stands."""

    command: sc.SignTally
    jws: str

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record it and file its statement beside the tally."""
        found = clerk.decide(turn, replace(self.command, at=turn.at))
        if isinstance(found, Refusal):
            return found
        name = filed.signed(self.command.poll, self.command.tally, self.command.station)
        turn.document(name, JOSE, self.jws.encode("ascii"))
        made = clerk.papers_of(turn, self.command.poll)
        if made is not None and self.jws not in made.tally:
            turn.papers[self.command.poll] = replace(made, tally=(*made.tally, self.jws))
        return Done()


@dataclass(frozen=True)
class Opening:
    """A vote opens once its issuers agree on what they have issued; their statements are filed with it."""

    command: c.OpenPoll
    statements: Mapping[str, str]  # issuer -> its JWS

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record the opening and file each issuer's statement."""
        found = clerk.decide(turn, replace(self.command, at=turn.at))
        if isinstance(found, Refusal):
            return found
        for issuer, jws in sorted(self.statements.items()):
            turn.document(filed.issued(self.command.poll, "open", issuer), JOSE, jws.encode("ascii"))
        return Done()
