"""All simulated seats of a process in one asyncio loop, from enrolment to the last confirmation.

Progress goes to stderr for people; with `--json` each phase reached is one JSON object on stdout. The crowd stays
for the whole sitting and takes part in every poll; it goes when it is told to, and says how the day went.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from devices import enrolment
from devices.encoding import Broken
from devices.enrolment import Bond, Declined
from devices.https import Address
from devices.manifest import Manifest
from devices.signer import PublicKey, Signer
from devices.simulator import behaviour
from devices.simulator.behaviour import Act, Habits
from devices.simulator.cards import Card, Cards, Keys
from devices.simulator.seat import SimulatedSeat
from devices.views import Poll
from devices.wire import Ears, SocketWire, Untrusted

TICK_SECONDS = 0.25  # how often phases are looked for; a person reads no faster
CONNECTING_AT_ONCE = 64  # handshakes in flight: keeps a restart from being a flood, costs 3,000 seats two seconds
ENROLLING_AT_ONCE = 8  # HTTP requests in flight; each holds one thread


@dataclass(frozen=True, slots=True)
class Order:
    """What the person asked for."""

    address: Address
    cards: Cards
    keys: Path | None
    seed: int
    habits: Habits
    as_json: bool
    leave_at_close: bool


class Crowd:
    """The simulated seats."""

    def __init__(self, order: Order) -> None:
        """Nothing happens before `run`."""
        self.order, self.seats = order, list[SimulatedSeat]()
        self.stop = asyncio.Event()
        self._keys = Keys.at(order.keys, order.cards.meeting)
        self._names = [card.seat for card in order.cards.seats]
        self._plans: dict[str, dict[str, Act]] = {}
        self._wires: list[SocketWire] = []
        self._reached: set[tuple[str, str]] = set()
        self._sentences: Counter[str] = Counter()
        self._fatal = ""

    async def run(self) -> int:
        """The whole day; 0 when no seat failed and nothing had to be complained about, 1 otherwise."""
        server = await self._server()
        gate = asyncio.Semaphore(ENROLLING_AT_ONCE)
        known = await asyncio.gather(*(self._enrol(card, server, gate) for card in self.order.cards.seats))
        found = [entry for entry in known if entry is not None]
        self._report("enrolled", seats=len(found), failed=len(self._names) - len(found))
        tasks = self._start(found)
        try:
            await self._watch()
        finally:
            await self._leave(tasks)
        self._flush()
        failed = len(self._names) - len(found) + sum(seat.failed for seat in self.seats)
        wronged = sum(seat.wronged for seat in self.seats)
        self._report("stopped", seats=len(found), failed=failed, wronged=wronged)
        return 1 if failed or wronged or self._fatal else 0

    async def _server(self) -> PublicKey:
        if self.order.cards.server is not None:
            return self.order.cards.server
        meeting = await enrolment.meeting(self.order.address)
        if meeting.id != self.order.cards.meeting:
            raise Broken("cards", f"are for {self.order.cards.meeting}; the server holds {meeting.id}")
        return meeting.server

    async def _enrol(self, card: Card, server: PublicKey, gate: asyncio.Semaphore) -> tuple[Card, Signer, Bond] | None:
        known = self._keys.of(card.seat)
        if known is not None:
            return card, *known
        async with gate:
            try:
                signer, bond = self._keys.begin(card.seat), Bond(self.order.cards.meeting, card.seat, server)
                if card.code is not None:
                    await enrolment.enrol(self.order.address, signer, bond, card.code, self._pending(card.seat))
            except (Broken, Declined, OSError) as error:
                self._say(f"{card.seat}: 注册失败 / not enrolled: {error}")
                return None
        self._keys.keep(bond)
        return card, signer, bond

    def _pending(self, seat: str) -> enrolment.Wait:
        return lambda fingerprint: self._say(
            f"{seat}: 等待操作员核对指纹 / waiting for the operator to compare {fingerprint}"
        )

    def _start(self, found: Iterable[tuple[Card, Signer, Bond]]) -> list[asyncio.Task[None]]:
        gate, tasks = asyncio.Semaphore(CONNECTING_AT_ONCE), list[asyncio.Task[None]]()
        for card, signer, bond in found:
            drawer = self._keys.drawer(signer, card.seat)
            seat = SimulatedSeat(card, signer, bond, self._act, self._note, self._keys.keep, drawer)
            ears = Ears(seat.terminal.heard, seat.terminal.lost, self._note)
            wire = SocketWire(self.order.address, ears, gate)
            seat.terminal.wire = wire
            self.seats.append(seat)
            self._wires.append(wire)
            tasks += [asyncio.create_task(self._connected(wire)), asyncio.create_task(seat.terminal.run())]
        return tasks

    async def _connected(self, wire: SocketWire) -> None:
        try:
            await wire.run()
        except Untrusted as error:
            self._fatal = str(error)
            self._note(self._fatal)
            self.stop.set()

    async def _watch(self) -> None:
        while not self.stop.is_set():
            try:
                await asyncio.wait_for(self.stop.wait(), TICK_SECONDS)
            except TimeoutError:
                self._look()

    async def _leave(self, tasks: list[asyncio.Task[None]]) -> None:
        await asyncio.gather(*(seat.stop() for seat in self.seats))
        await asyncio.gather(*(wire.close() for wire in self._wires))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _act(self, manifest: Manifest, seat: str) -> Act:
        if manifest.vote not in self._plans:
            self._plans[manifest.vote] = behaviour.plan(manifest, self._names, self.order.seed, self.order.habits)
        return self._plans[manifest.vote][seat]

    # What has been reached

    def _look(self) -> None:
        self._flush()
        here = sum(seat.terminal.state == "here" for seat in self.seats)
        failed = sum(seat.failed for seat in self.seats)
        if failed == len(self.seats):
            self._fatal = "没有可用席位 / no seat is left"
            self._say(self._fatal)
            self.stop.set()
            return
        if here + failed == len(self.seats):
            self._reach("connected", "", seats=here, failed=failed)
        if sum(seat.seated for seat in self.seats) + failed == len(self.seats):
            self._reach("seated", "", seats=len(self.seats) - failed, failed=failed)
        for vote in {vote for seat in self.seats for vote in seat.tallies}:
            self._look_at(vote)
        self._look_at_close()

    def _look_at(self, vote: str) -> None:
        states = {poll.state for seat in self.seats for poll in _polls(seat, vote)}
        tallies = [seat.tallies[vote] for seat in self.seats if vote in seat.tallies]
        drawn = sum(tally.drawn for tally in tallies)
        if drawn and drawn == sum(_eligible(seat, vote) for seat in self.seats):
            self._reach("drawn", vote, papers=drawn)
        receipts, refused = sum(tally.receipts for tally in tallies), sum(tally.refused for tally in tallies)
        if all(tally.done for tally in tallies) and states != {"announced"}:
            waits = sorted(wait for tally in tallies for wait in tally.waits)
            planned = sum(tally.planned for tally in tallies)
            self._reach("cast", vote, planned=planned, receipts=receipts, refused=refused, **_figures(waits))
        voted = sum(tally.receipts > 0 for tally in tallies)
        answered = sum(tally.confirmed or tally.complaint for tally in tallies)
        if voted and voted == answered:
            self._reach("confirmed", vote, seats=answered, complaints=sum(tally.complaint for tally in tallies))
        audited = sum(tally.counted or tally.complaint for tally in tallies)
        if voted and voted == audited:
            self._reach("audited", vote, seats=audited, complaints=sum(tally.complaint for tally in tallies))

    def _look_at_close(self) -> None:
        if any(seat.terminal.view is not None and seat.terminal.view.phase == "closed" for seat in self.seats):
            self._reach("closed", "")
            if self.order.leave_at_close:
                self.stop.set()

    def _reach(self, phase: str, vote: str, **figures: int) -> None:
        if (phase, vote) not in self._reached:
            self._reached.add((phase, vote))
            self._report(phase, **({"vote": vote} if vote else {}), **figures)

    def _report(self, phase: str, **figures: int | str) -> None:
        self._say(f"{phase}: " + ", ".join(f"{name} {value}" for name, value in figures.items()))
        if self.order.as_json:
            print(json.dumps({"phase": phase, **figures}, ensure_ascii=False), flush=True)

    def _note(self, sentence: str) -> None:
        """Keep a sentence for the next tick: 300 seats say the same thing in the same moment."""
        self._sentences[sentence] += 1

    def _flush(self) -> None:
        for sentence, seats in self._sentences.items():
            self._say(sentence if seats == 1 else f"{sentence} ({seats} 席 / seats)")
        self._sentences.clear()

    def _say(self, sentence: str) -> None:
        print(f"[simulate] {sentence}", file=sys.stderr, flush=True)


def _polls(seat: SimulatedSeat, vote: str) -> list[Poll]:
    poll = seat.terminal.view.poll(vote) if seat.terminal.view else None
    return [] if poll is None else [poll]


def _eligible(seat: SimulatedSeat, vote: str) -> bool:
    standing = seat.terminal.me.polls.get(vote) if seat.terminal.me else None
    return standing is not None and standing.eligible


def _figures(waits: list[int]) -> dict[str, int]:
    """Microseconds from marking to receipt: median, 99th percentile (nearest rank), longest."""
    if not waits:
        return {}
    last = len(waits) - 1
    return {
        "p50_us": waits[last // 2],
        "p99_us": waits[min(last, (len(waits) * 99 + 99) // 100 - 1)],
        "max_us": waits[last],
    }
