"""What a terminal speaks through: the wire's face, the server's refusals, and what a person is told.

The terminal (terminal.py) and its work in each poll (polling.py) share one Line: who we are, whom we believe, and the
one way to ask.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from devices import protocol
from devices.encoding import Json, hash_of
from devices.enrolment import Bond
from devices.protocol import Refusal
from devices.signer import PublicKey, Signer
from devices.wire import Lost

AGAIN_SECONDS = 1.0  # after "try again": a full disk or a busy server does not mend faster, a member waits no longer
Kind = Literal[
    "here", "empty", "seated", "view", "paper", "delayed", "receipt", "refused", "confirmed", "complaint", "distrust",
    "counted", "unchecked", "unheard", "lost", "barred",
]  # fmt: skip


class Wire(Protocol):
    """What a terminal needs of a connection."""

    async def ask(self, event: str, argument: Json, /) -> Json:
        """The acknowledgement of an event; raises Lost."""

    async def fetch(self, path: str, /) -> Json:
        """What the server answers to a GET; raises Lost, or Broken when it says no."""

    def drop(self) -> None:
        """Give the connection up; a new one brings a new challenge."""


class Unable(Exception):
    """A vote cannot be made here and now; the sentence is for the member, in both languages."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something a person or a log may want to know; `said` is a sentence, `vote` the poll it is about."""

    kind: Kind
    vote: str | None = None
    said: str = ""


class Line:
    """The terminal's one way to the server. `tell` hears happenings; `due` is set when there is work."""

    def __init__(self, signer: Signer, bond: Bond, tell: Callable[[Happening], None]) -> None:
        """`wire` is set by the owner before the first event arrives."""
        self.signer, self.bond = signer, bond
        self.wire: Wire = _Nowhere()
        self.due = asyncio.Event()
        self._tell = tell
        self._again: asyncio.TimerHandle | None = None

    @property
    def keys(self) -> dict[str, PublicKey]:
        """Who signs as S, A and B: the remembered server and stations."""
        return {"S": self.bond.server, **self.bond.stations}

    async def put(self, event: str, argument: Json) -> Json | Refusal:
        """The acknowledgement of an event, or the server's checked refusal; raises Lost."""
        answer = await self.wire.ask(event, argument)
        if isinstance(answer, dict) and answer.keys() == {"refusal"}:
            of = hash_of(argument) if isinstance(argument, str) else None
            return protocol.read_refusal(answer["refusal"], self.bond.server, of)
        return answer

    def later(self) -> None:
        """Have the work looked at again in a moment."""
        if self._again is None or self._again.cancelled() or self._again.when() <= asyncio.get_running_loop().time():
            self._again = asyncio.get_running_loop().call_later(AGAIN_SECONDS, self.due.set)

    def say(self, kind: Kind, vote: str | None = None, said: str = "") -> None:
        """Tell the owner."""
        self._tell(Happening(kind, vote, said))


class _Nowhere:
    """The wire of a terminal that has none yet."""

    async def ask(self, event: str, _argument: Json, /) -> Json:
        """No wire, no answer."""
        raise Lost(f"no wire to send {event} on")

    async def fetch(self, path: str, /) -> Json:
        """No wire, no answer."""
        raise Lost(f"no wire to fetch {path} on")

    def drop(self) -> None:
        """Nothing to drop."""
