"""A crowd of simulated seats against a hall on the loopback: real websockets, real keys, a whole poll."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter

import pytest
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

from devices import enrolment, wire
from devices.encoding import b64, unb64
from devices.enrolment import Asked, Declined
from devices.https import Address
from devices.proofs import LogKey
from devices.protocol import Refusal
from devices.simulator import crowd as crowds
from devices.simulator.behaviour import Habits
from devices.simulator.cards import Card, Cards
from devices.simulator.crowd import Crowd, Order

SEATS = 12
OPEN = '0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":100000}'
QUICK = Habits(think_least=0, think_most=5, changing=20, dropping=30)
PATIENCE_SECONDS = 20  # a scene that hangs is a failure, not a day


class Town:
    """One server for many seats: halls that share its keys, its log and its polls."""

    def __init__(self, halls):
        self.halls = {hall.seat: hall for hall in halls}
        self.first, self.sockets, self.nonces = halls[0], {}, 0
        for hall in halls:
            hall.server, hall.log, hall.polls = self.first.server, self.first.log, self.first.polls
            hall.parties, hall.stations, hall.outputs = self.first.parties, self.first.stations, self.first.outputs

    async def __call__(self, socket):
        self.nonces += 1
        nonce = b64(self.nonces.to_bytes(16, "big"))
        await socket.send(OPEN)
        await socket.recv()
        await socket.send('40{"sid":"y"}')
        await socket.send(f"42{json.dumps(['challenge', self.first.challenge() | {'nonce': nonce}])}")
        with contextlib.suppress(ConnectionClosed):
            await self.serve(socket, nonce)

    async def serve(self, socket, nonce):
        async for frame in socket:
            if frame.startswith("42"):
                await self.answer(socket, nonce, frame)

    async def answer(self, socket, nonce, frame):
        number, told = frame[2 : frame.index("[")], json.loads(frame[frame.index("[") :])
        if told[0] == "hello":
            seat = json.loads(unb64(told[1].split(".")[1], "payload"))["seat"]
            self.sockets[socket] = self.halls[seat]
            self.halls[seat].nonce = nonce
        answer = await self.sockets[socket].ask(*told)
        await socket.send(f"43{number}[{json.dumps(answer)}]")

    async def tell(self):
        for socket, hall in list(self.sockets.items()):
            with contextlib.suppress(ConnectionClosed):
                await socket.send(f"42{json.dumps(['me', hall.me()])}")
                await socket.send(f"42{json.dumps(['view', hall.view()])}")

    async def announce(self, **rules):
        self.first.polls["v1"] = self.first.poll("v1", **rules)
        for hall in self.halls.values():
            hall.standing["v1"] = {
                "eligible": True,
                "drawn": False,
                "seq": 1,
                "prev": None,
                "cast": False,
                "spoiled": 0,
            }
        await self.tell()

    async def turn(self, state):
        self.first.polls["v1"]["state"] = state
        if state == "closed":
            close = {"mh": b64(self.first.mh("v1")), "issued": SEATS, "cast": 0, "cast_root": b64(bytes(32))}
            self.first.polls["v1"]["close"] = self.first.server.jws("close", close)
        await self.tell()

    async def countersign(self):
        await self.first.countersign()
        for hall in self.halls.values():
            hall.stations = self.first.stations
        await self.tell()

    async def count(self):
        """The newest envelope of every seat, opened and counted."""
        inner = [hall.inner("v1", hall.envelopes["v1"][-1]) for hall in self.halls.values() if "v1" in hall.envelopes]
        await self.first.tally(extra=inner[1:] if "v1" in self.first.envelopes else inner)
        await self.tell()

    def last_votes(self):
        return Counter(hall.opened()[-1][0] if hall.opened() else None for hall in self.halls.values())


class Day:
    """A crowd in a town, and what it has reported."""

    def __init__(self, town, crowd, capsys):
        self.town, self.crowd, self.reports, self._capsys = town, crowd, [], capsys

    async def until(self, phase):
        """Wait for a phase."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not any(report["phase"] == phase for report in self.reports):
                self.reports += [json.loads(line) for line in self._capsys.readouterr().out.splitlines()]
                await asyncio.sleep(0.005)
        return next(report for report in self.reports if report["phase"] == phase)


@pytest.fixture
def town(hall):
    return Town([type(hall)(f"A{n:02}") for n in range(SEATS)])


@pytest.fixture
def day(town, monkeypatch, capsys):
    """Play a scene with a crowd; returns the crowd's exit status."""

    async def ask(_address, signer, jws):
        seat = json.loads(unb64(jws.split(".")[1], "payload"))["seat"]
        if seat not in town.halls:
            raise Declined(Refusal("seat.unknown", "无此席位", "no such seat", None))
        town.halls[seat].device = signer
        log = LogKey.read(town.halls[seat].log.verifier())
        return Asked(enrolled=True, fingerprint=signer.public.kid[:8], server=town.first.server.public, log=log)

    monkeypatch.setattr(enrolment, "ask", ask)
    monkeypatch.setattr(crowds, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(wire, "BACKOFF_FIRST_SECONDS", 0.002)

    async def play(scene, seats, keys):
        async with serve(town, "127.0.0.1", 0) as server:
            address = Address.of(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
            cards = Cards(
                "m-2026-1", town.first.server.public, tuple(Card(seat, "p1", "4711", "2345") for seat in seats)
            )
            order = Order(address, cards, keys, 7, QUICK, as_json=True, leave_at_close=False)
            crowd = Crowd(order)
            running = asyncio.create_task(crowd.run())
            await scene(Day(town, crowd, capsys))
            crowd.stop.set()
            return await running

    return lambda scene, seats=None, keys=None: asyncio.run(play(scene, seats or sorted(town.halls), keys))


def test_a_crowd_takes_part_in_a_whole_poll(day, town):
    """Enrolled, connected, seated, drawn, cast with exact shares through broken lines, confirmed without complaint."""

    async def scene(today):
        assert (await today.until("seated"))["seats"] == SEATS
        await town.announce(press="last")
        assert (await today.until("drawn"))["papers"] == SEATS
        await town.turn("open")
        cast = await today.until("cast")
        assert cast["receipts"] == cast["planned"]
        await town.turn("closed")
        assert (await today.until("confirmed"))["complaints"] == 0

    assert day(scene) == 0
    assert town.last_votes() == {"Y": 9, "N": 1, "A": 1, None: 1}  # of twelve: 9.6, 0.96, 0.72, 0.72


def test_a_crowd_with_stations_audits_the_count(day, town, monkeypatch):
    """At T2 every seat draws blind credentials, votes through three layers and finds its ballot in the signed count."""
    monkeypatch.setattr(wire, "request", lambda _address, path, _body: town.first.outputs[path.split("/")[-2]])

    async def scene(today):
        assert (await today.until("seated"))["seats"] == SEATS
        await town.announce(press="last", tier="T2")
        await town.countersign()
        assert (await today.until("drawn"))["papers"] == SEATS
        await town.turn("open")
        await today.until("cast")
        await town.turn("closed")
        assert (await today.until("confirmed"))["complaints"] == 0
        await town.count()
        assert await today.until("audited") == {"phase": "audited", "vote": "v1", "seats": 11, "complaints": 0}

    assert day(scene) == 0
    assert town.last_votes() == {"Y": 9, "N": 1, "A": 1, None: 1}


def test_a_crowd_survives_the_servers_death(day, town):
    """All lines cut at once: the seats come back by themselves and go on."""

    async def scene(today):
        await today.until("seated")
        await town.announce()
        await today.until("drawn")
        for socket in list(town.sockets):
            socket.transport.abort()
        town.sockets.clear()
        await town.turn("open")
        await today.until("cast")

    assert day(scene) == 0
    assert town.last_votes().total() == SEATS


def test_a_seat_that_cannot_enrol_is_counted_and_ends_in_failure(day):
    """One refused enrolment does not stop the others, and the exit status says it."""

    async def scene(today):
        assert await today.until("enrolled") == {"phase": "enrolled", "seats": 1, "failed": 1}

    assert day(scene, ["A00", "Z99"]) == 1


def test_a_second_start_goes_on_with_the_same_keys(day, town, tmp_path):
    """Keys in a folder: the second crowd is the same devices and asks for no enrolment."""

    async def scene(today):
        await today.until("seated")

    assert day(scene, keys=tmp_path) == 0
    kids = {seat: hall.device.public.kid for seat, hall in town.halls.items()}
    assert day(scene, keys=tmp_path) == 0
    assert {seat: hall.device.public.kid for seat, hall in town.halls.items()} == kids
    assert all(file.stat().st_mode & 0o077 == 0 for file in tmp_path.rglob("*") if file.is_file())
