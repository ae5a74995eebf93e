"""One issuer's desk for one poll: a request is checked against the issuer's own roll and manifest, then signed blind.

Pure: that a voter gets one paper only (the first request, its identical bytes again, a spoiled one anew) is kept by
the caller, who has a database. The server and every station have a desk of their own and ask no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from voting.ballots import intake, messages, statements
from voting.ballots.credentials import IssuerKey
from voting.ballots.encodings import Malformed
from voting.ballots.intake import Issue
from voting.ballots.p256 import PublicKey, SigningKey
from voting.ballots.papers import Manifest
from voting.ballots.statements import BlindSigned

Roster: TypeAlias = Mapping[str, tuple[str, str]]  # voter -> seat, kid


@dataclass(frozen=True, slots=True)
class Request:
    """A request that may be signed: whose it is, and what it asks."""

    voter: str
    issue: Issue


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who signs (`by`, with `key` for credentials and `signer` for its own statements), for whom, under which manifest.
    `devices` are the public keys of the roll's terminals by kid.
    """

    manifest: Manifest
    by: str
    key: IssuerKey
    signer: SigningKey
    roster: Roster
    devices: Mapping[str, PublicKey]

    def __post_init__(self) -> None:
        """ValueError when this key is not the one that the manifest has for this issuer."""
        if (self.by, self.key.modulus) not in {(one.id, one.n) for one in self.manifest.issuers}:
            raise ValueError("this key does not sign for this poll")

    @cached_property
    def _seats(self) -> dict[str, tuple[str, str]]:
        return {seat: (voter, kid) for voter, (seat, kid) in self.roster.items()}

    def check(self, raw: object) -> Request:
        """The request in a JWS `issue`. Malformed with `seat.unknown` (not on the roll), `seat.wrong_key` (another
        terminal), `message.signature`, `poll.wrong_manifest`, or `message.malformed` (levels, issuers, sizes).
        """
        claim = messages.parse(raw)
        place = self._seats.get(str(claim.payload.get("seat")))
        if place is None:
            raise Malformed("seat.unknown", "this seat is not on the roll")
        voter, kid = place
        if kid not in self.devices:
            raise Malformed("seat.wrong_key", "this terminal is not the seat's on the roll")
        issue = intake.read(messages.verify(claim, self.devices[kid]), Issue)
        intake.against(self.manifest, issue)
        if not all(self.key.accepts(blinded[self.by]) for blinded in issue.bl.values()):
            raise Malformed("message.malformed", "this key cannot sign these bytes")
        return Request(voter, issue)

    def sign(self, request: Request) -> str:
        """The JWS `blind-signed` for a checked request, about 1 ms for each level, while other threads run;
        SigningFailure when the key's own check fails, and nothing leaves.
        """
        issue = request.issue
        signed = {level: self.key.blind_sign(blinded[self.by]) for level, blinded in issue.bl.items()}
        return statements.sign(
            self.signer, BlindSigned(issue.vote, issue.mh, issue.seat, self.by, issue.message.digest, signed)
        )
