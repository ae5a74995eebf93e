"""The seats of a bench: every one a real terminal of `devices` with its own key and websocket, in one process.

Told what to do by one JSON line at a time on stdin, answers each with one on stdout; times are the machine's
monotonic clock, which all its processes share. Votes are sealed and signed before the burst and checked after it, so
that what is measured is the server's work and not this process's. The real seats have a processor each.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from devices import credentials, enrolment, protocol
from devices.encoding import fields, hash_of
from devices.enrolment import Bond
from devices.https import Address
from devices.line import Happening
from devices.manifest import plain
from devices.protocol import Drawn
from devices.signer import PublicKey, Signer
from devices.simulator.cards import Card, Cards
from devices.terminal import Terminal
from devices.wire import Ears, Lost, SocketWire

ENROLLING_AT_ONCE: Final = 8
CONNECTING_AT_ONCE: Final = 64
PATIENCE_SECONDS: Final = 300.0  # for one phase; a bench that waits longer has failed
LOOK_SECONDS: Final = 0.01
LETTERS: Final = "YYYYNNA"  # more for than against, and every letter in use


@dataclass(slots=True)
class Seat:
    """One terminal and when what happened to it: `(kind, vote)` → monotonic seconds."""

    card: Card
    terminal: Terminal
    wire: SocketWire
    times: dict[tuple[str, str | None], float] = field(default_factory=dict)
    wrongs: list[str] = field(default_factory=list)
    breaks: int = 0
    jws: str = ""
    answer: Any = None

    def happened(self, what: Happening) -> None:
        """Note the moment; sign in where nobody sits; keep what should not have been."""
        self.times.setdefault((what.kind, what.vote), time.monotonic())
        if what.kind == "empty":
            self.terminal.sign_in("pin", self.card.pin)
        elif what.kind in ("refused", "barred", "distrust", "complaint"):
            self.wrongs.append(f"{what.kind} {what.said}")
        self.breaks += what.kind == "lost"


class Hall:
    """All seats of the bench, and what can be asked of them."""

    def __init__(self, base: str, cards: Path, seed: int) -> None:
        self.address, self.cards, self.seed = Address.of(base), Cards.load(cards), seed
        self.seats: list[Seat] = []
        self.signers: dict[str, Signer] = {}
        self.tasks: list[asyncio.Task[None]] = []

    async def enrol(self) -> dict[str, object]:
        """A key for every seat, enrolled over HTTP as on the evening before."""
        gate, start = asyncio.Semaphore(ENROLLING_AT_ONCE), time.monotonic()
        await asyncio.gather(*(self._enrol(card, gate) for card in self.cards.seats))
        return {"seconds": time.monotonic() - start}

    async def _enrol(self, card: Card, gate: asyncio.Semaphore) -> None:
        signer = self.signers[card.seat] = Signer.new()
        async with gate:
            bond = Bond(self.cards.meeting, card.seat, self._server())
            await enrolment.enrol(self.address, signer, bond, str(card.code), lambda _fingerprint: None)

    def _server(self) -> PublicKey:
        if self.cards.server is None:
            raise ValueError("the cards must name the server's key")
        return self.cards.server

    async def arrive(self) -> dict[str, object]:
        """Connect, hello and sign-in of all, as fast as the gate lets them."""
        gate, start = asyncio.Semaphore(CONNECTING_AT_ONCE), time.monotonic()
        self.seats = [self._seat(card, gate) for card in self.cards.seats]
        for seat in self.seats:
            self.tasks += [asyncio.create_task(seat.wire.run()), asyncio.create_task(seat.terminal.run())]
        await self._all(("seated", None))
        return {"seconds": self._last(("seated", None)) - start}

    def _seat(self, card: Card, gate: asyncio.Semaphore) -> Seat:
        def tell(what: Happening) -> None:
            seat.happened(what)

        bond = Bond(self.cards.meeting, card.seat, self._server())
        terminal = Terminal(self.signers[card.seat], bond, tell)
        sentences: list[str] = []
        terminal.wire = wire = SocketWire(self.address, Ears(terminal.heard, terminal.lost, sentences.append), gate)
        seat = Seat(card, terminal, wire)
        return seat

    async def papers(self, vote: str) -> dict[str, object]:
        """Wait until every seat has drawn its paper (the terminals do that by themselves)."""
        await self._all(("paper", vote))
        return {"last": self._last(("paper", vote))}

    async def seal(self, vote: str) -> dict[str, object]:
        """Mark, seal and sign every vote; nothing is sent. Answers what is in the envelopes."""
        dice = random.Random(f"{self.seed}|{vote}")
        marks = [dice.choice(LETTERS) for _ in self.seats]
        for seat, mark in zip(self.seats, marks, strict=True):
            paper = seat.terminal.papers[vote]
            issued = paper.held.credentials if paper.held is not None else ()
            text = credentials.signed(plain(paper.manifest, mark, ()), issued)
            ct = credentials.enclosed(paper.manifest, seat.card.seat, text, issued)
            seat.jws = protocol.cast(
                self.signers[seat.card.seat], paper.manifest, seat.card.seat, _drawn(paper.drawn), ct
            )
        return {letter: marks.count(letter) for letter in "YNA"}

    async def cast(self, vote: str, window: float) -> dict[str, object]:
        """Send all votes, each at its seeded moment within `window` seconds; then check every receipt."""
        dice = random.Random(f"{self.seed}|{vote}|moments")
        gc.collect()
        gc.disable()
        start = time.monotonic() + 0.2
        waits = await asyncio.gather(*(self._cast(seat, start + dice.random() * window) for seat in self.seats))
        end = time.monotonic()
        gc.enable()
        refused = sum(not self._receipt(seat, vote) for seat in self.seats)
        return {"waits": sorted(waits), "seconds": end - start, "refused": refused}

    async def _cast(self, seat: Seat, moment: float) -> float:
        await asyncio.sleep(max(0.0, moment - time.monotonic()))
        sent = time.monotonic()
        while time.monotonic() < sent + PATIENCE_SECONDS:
            try:
                seat.answer = await seat.wire.ask("cast", seat.jws)
                break
            except Lost:
                await asyncio.sleep(LOOK_SECONDS)  # the same bytes again, as a terminal does after a broken line
        return time.monotonic() - sent

    def _receipt(self, seat: Seat, vote: str) -> bool:
        """Whether a right receipt came; the terminal then owns it and confirms it after the close by itself."""
        terminal, paper = seat.terminal, seat.terminal.papers[vote]
        if not isinstance(seat.answer, dict) or "receipt" not in seat.answer:
            seat.wrongs.append(f"no receipt: {str(seat.answer)[:200]}")
            return False
        text, drawn = fields(seat.answer, "receipt", ("receipt",))["receipt"], _drawn(paper.drawn)
        paper.receipt = protocol.read_receipt(
            text, seat.jws, paper.manifest, seat.card.seat, paper.voter, drawn.seq, terminal.bond.server
        )
        paper.drawn = Drawn(drawn.seq + 1, hash_of(seat.jws))
        return True

    async def confirmed(self, vote: str) -> dict[str, object]:
        """Wait until every seat has found its vote in the signed log."""
        await self._all(("confirmed", vote))
        return {"last": self._last(("confirmed", vote))}

    async def leave(self) -> dict[str, object]:
        """What went wrong at which seat, how many lines broke, this process's processor time; then say goodbye."""
        breaks = sum(seat.breaks for seat in self.seats)
        wrongs = [f"{seat.card.seat}: {wrong}" for seat in self.seats for wrong in seat.wrongs]
        await asyncio.gather(*(seat.wire.close() for seat in self.seats))
        for task in self.tasks:
            task.cancel()
        return {"wrongs": wrongs, "breaks": breaks, "cpu": time.process_time()}

    async def _all(self, what: tuple[str, str | None]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while missing := sum(what not in seat.times for seat in self.seats):
            if time.monotonic() > end:
                wrongs = [wrong for seat in self.seats for wrong in seat.wrongs][:3]
                raise TimeoutError(f"{missing} seats without {what[0]} {what[1] or ''}; {wrongs}")
            await asyncio.sleep(LOOK_SECONDS)

    def _last(self, what: tuple[str, str | None]) -> float:
        return max(seat.times[what] for seat in self.seats)


def _drawn(drawn: Drawn | None) -> Drawn:
    if drawn is None:
        raise ValueError("a seat without its paper cannot vote")
    return drawn


async def obey(hall: Hall) -> None:
    """One order a line until `leave`."""
    orders: dict[str, Callable[..., Any]] = {
        "enrol": hall.enrol, "arrive": hall.arrive, "papers": hall.papers, "seal": hall.seal, "cast": hall.cast,
        "confirmed": hall.confirmed, "leave": hall.leave,
    }  # fmt: skip
    while line := await asyncio.to_thread(sys.stdin.readline):
        order = json.loads(line)
        answer = await orders[order.pop("do")](**order)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(obey(Hall(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
