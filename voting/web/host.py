"""What the parts of the house that work with stations may use of it."""

from __future__ import annotations

from typing import Protocol

from voting.ballots.keys import KeyStore
from voting.clerk.clerk import Answer, Clerk
from voting.core import commands as c
from voting.core.refusals import Refusal
from voting.core.state import Sitting
from voting.projections.texts import Texts
from voting.web.stations import Stations
from voting.web.writer import Writer


class Witness(Protocol):
    """Who brings the log before its witnesses."""

    def now(self) -> None:
        """Have the newest checkpoint cosigned by every station; StationFailed where one does not."""


class Host(Protocol):
    """The house as seen from there."""

    clerk: Clerk
    keys: KeyStore
    texts: Texts
    lines: Stations
    writer: Writer

    @property
    def sitting(self) -> Sitting:
        """The state."""

    @property
    def witness(self) -> Witness:
        """Who brings the log before its witnesses."""

    def order(self, command: c.Command) -> Answer:
        """Carry out a command in its turn."""

    def new_box(self, poll: str) -> bytes:
        """The key that opens a poll's last layer; made once."""

    def told(self, no: Refusal) -> None:
        """Tell operator and chair what a station refused or did not answer."""
