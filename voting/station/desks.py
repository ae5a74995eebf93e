"""What every duty works with: the notebook, the keys, the server's keys as remembered, and each vote as it is held."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

from voting.ballots import papers, receipts, recount, statements
from voting.ballots.encodings import Malformed
from voting.ballots.mixing import Level
from voting.ballots.p256 import PublicKey, import_key
from voting.ballots.papers import Manifest
from voting.exact import Json
from voting.ledger.signing import VerifierKey
from voting.station import checking
from voting.station.keyring import Keyring
from voting.station.notebook import Held, Notebook
from voting.station.outcomes import Refused, Waits


@dataclass
class Case:
    """A vote as the station holds it: the manifest, and who votes where with which device now."""

    held: Held
    manifest: Manifest
    roster: dict[str, tuple[str, str]]
    devices: dict[str, PublicKey]
    openers: dict[str, PublicKey]
    level: Level | None = None

    @property
    def names(self) -> dict[str, str]:
        """The Chinese names of the lines by id."""
        return recount.printed(self.lines)

    @property
    def lines(self) -> list[Json]:
        """The ballot's lines."""
        found: list[Json] = json.loads(self.held.lines)
        return found


@dataclass
class Desks:
    """What every duty works with. `workers` sign and open: other threads run meanwhile."""

    notebook: Notebook
    keyring: Keyring
    station: str
    meeting: str
    server: PublicKey
    log: VerifierKey
    workers: Executor
    ask: bool = False
    cases: dict[str, Case] = field(default_factory=dict)

    def case(self, vote: str) -> Case:
        """The vote that was countersigned, to work on it; Malformed (`poll.unknown`, `station.forgotten`) otherwise."""
        found = self.past(vote)
        if self.notebook.forgotten(vote):
            raise Malformed("station.forgotten", "the keys of this vote are gone")
        return found

    def past(self, vote: str) -> Case:
        """The vote that was countersigned, its keys destroyed or not; Malformed (`poll.unknown`) when there is none."""
        held = self.notebook.held(vote)
        if held is None:
            raise Malformed("poll.unknown", "no manifest of this vote was countersigned here")
        if vote not in self.cases:
            self.cases[vote] = self._case(held)
        return self.cases[vote]

    def _case(self, held: Held) -> Case:
        manifest = papers.read(held.raw, self.server)
        spent = json.loads(self.notebook.fact(f"checked.{held.vote}") or "[]")
        manifest = replace(manifest, checked=frozenset(spent))  # papers that were checked instead of cast
        rows = checking.read_roster(json.loads(held.roster))
        found = Case(held, manifest, {row.voter: (row.seat, row.kid) for row in rows},
                     checking.read_devices(json.loads(held.devices)), self._openers())  # fmt: skip
        for voter, (seat, jwk) in self.notebook.replaced(held.vote).items():
            key = import_key(json.loads(jwk))
            found.roster[voter] = (seat, key.kid)
            found.devices[key.kid] = key
        return found

    def _openers(self) -> dict[str, PublicKey]:
        """Whose statements are believed about a box: the server's, this station's, and the other station's."""
        peers = {name: import_key(json.loads(jwk)) for name, jwk in self.notebook.peers().items()}
        return peers | {"S": self.server, self.station: self.keyring.identity.public}

    def agreed(self, about: str, subject: str, details: Mapping[str, object]) -> Waits | Refused | None:
        """None once the scrutineer has agreed. A no is told to the server once; asked again, the person is too."""
        said = self.notebook.decided(about, subject)
        if said is None:
            return Waits(about, subject, details)
        if not said:
            self.notebook.undecide(about, subject)
            return Refused("station.declined")
        return None

    def state(self, statement: statements.Statement) -> str:
        """A statement signed with the station's identity."""
        return statements.sign(self.keyring.identity, statement)

    def refusal(self, refused: Refused) -> str:
        """A refusal as a JWS of this station."""
        said = refused.sentence
        return receipts.refusal(
            self.keyring.identity, code=refused.code, zh=said.zh, en=said.en, article=None, of=refused.of
        )
