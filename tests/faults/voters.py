"""Members who vote without end: the devices' own terminals under load, with a memory of every receipt."""

from __future__ import annotations

import asyncio
import itertools
import random
from dataclasses import dataclass, field
from typing import Any

from devices.enrolment import Bond
from devices.line import Happening
from devices.signer import Signer
from devices.terminal import Terminal
from devices.wire import Ears, SocketWire
from tests.real.house import Hall, until

THINK = 0.5  # seconds between two votes of one member: nobody comes near the fifty that a poll takes from her
CONFUSED = frozenset({"distrust", "barred", "complaint", "refused"})


@dataclass
class Acknowledged:
    """A vote that the server said it had kept."""

    jws: str
    receipt: str
    mark: str


@dataclass
class Memory:
    """All that one member was told; it outlives her terminal."""

    votes: list[Acknowledged] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)


class Recorder:
    """A wire that remembers the receipts as they came."""

    def __init__(self, wire: SocketWire, memory: Memory) -> None:
        self._wire, self._memory = wire, memory

    async def ask(self, event: str, argument: Any) -> Any:
        """The answer, noted when it is a receipt."""
        answer = await self._wire.ask(event, argument)
        if isinstance(answer, dict) and "receipt" in answer:
            self._memory.votes.append(Acknowledged(argument, answer["receipt"], self._memory.marks[argument]))
        return answer

    async def fetch(self, path: str) -> Any:
        """What the wire fetches."""
        return await self._wire.fetch(path)

    def drop(self) -> None:
        """Tear the line."""
        self._wire.drop()


class Voter:
    """One member with a terminal that can be reloaded, as a tablet is."""

    def __init__(self, hall: Hall, card: dict[str, str], signer: Signer, dice: random.Random) -> None:
        self.hall, self.card, self.signer, self.dice = hall, card, signer, dice
        self.memory = Memory()
        self.resting = False
        self.lines = itertools.count()
        self._tasks: list[asyncio.Task[None]] = []
        self.load()

    def load(self) -> None:
        """A terminal with nothing but its key: it draws its papers again."""
        self.terminal = Terminal(self.signer, Bond(self.hall.meeting, self.card["seat"], self.hall.key), self._heard)
        self.wire = SocketWire(self.hall.address, Ears(self.terminal.heard, self.terminal.lost, lambda _said: None))
        self.terminal.wire = Recorder(self.wire, self.memory)

    def _heard(self, what: Happening) -> None:
        if what.kind == "empty":
            self.terminal.sign_in("pin", self.card["pin"])
        if what.kind in CONFUSED:
            self.memory.odd.append(f"{self.card['seat']} {what.kind} {what.said}")

    async def start(self) -> None:
        """Begin to listen and to vote."""
        run = asyncio.get_running_loop().create_task
        self._tasks = [run(self.wire.run()), run(self.terminal.run()), run(self._vote())]

    async def reload(self) -> None:
        """Forget everything but the key, and come back."""
        await self.stop()
        self.load()
        await self.start()

    async def stop(self) -> None:
        """Leave without a word."""
        self.wire.drop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _vote(self) -> None:
        while True:
            await asyncio.sleep(THINK * self.dice.random() * 2)
            view = self.terminal.view
            for poll in view.polls if view and not self.resting else ():
                paper = self.terminal.papers.get(poll.vote)
                if poll.state == "open" and paper and paper.drawn and paper.pending is None:
                    mark = self.dice.choice("YNA")
                    self.terminal.mark(poll.vote, mark)
                    self.memory.marks[str(paper.pending)] = mark

    @property
    def settled(self) -> bool:
        """Whether nothing that was sent is without its receipt."""
        return self.terminal.state == "here" and all(p.pending is None for p in self.terminal.papers.values())


def hall_of(hall: Hall, seed: int, count: int) -> list[Voter]:
    """So many voters, enrolled, signed in and connected."""
    voters = []
    for number in range(count):
        signer, card = Signer.new(), hall.fresh()
        assert hall.seat(card, signer).enrol().enrolled
        voters.append(Voter(hall, card, signer, random.Random(f"{seed}|{number}")))
    for voter in voters:
        hall.loop.run(voter.start())
    until(lambda: all(v.terminal.me and v.terminal.me.member for v in voters), "everybody is seated")
    return voters
