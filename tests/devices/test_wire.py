"""The wire against a small Engine.IO server on the loopback."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest
from websockets.asyncio.server import serve

from devices import wire
from devices.encoding import Broken
from devices.https import Address, Refused
from devices.wire import Ears, Lost, SocketWire

OPEN = json.dumps({"sid": "x", "upgrades": [], "pingInterval": 25_000, "pingTimeout": 20_000, "maxPayload": 100_000})


class Post:
    """A server that greets, remembers what it was told, and answers as its scene says."""

    def __init__(self, answer):
        self.answer, self.told, self.sockets, self.ended = answer, [], [], 0

    async def __call__(self, socket):
        self.sockets.append(socket)
        assert socket.request.path == "/socket.io/?EIO=4&transport=websocket"
        await socket.send(f"0{OPEN}")
        assert await socket.recv() == "40"
        await socket.send('42["challenge",{"n":1}]')  # python-socketio may send events before its own `connect`
        await socket.send('40{"sid":"y"}')
        async for frame in socket:
            self.told.append(frame)
            await self.answer(socket, frame)
        self.ended += 1


class Ear:
    """What a terminal would hear."""

    def __init__(self):
        self.events, self.losses, self.troubles = asyncio.Queue(), 0, []

    def ears(self):
        return Ears(lambda name, said: self.events.put_nowait((name, said)), self.lost, self.troubles.append)

    def lost(self):
        self.losses += 1


@contextlib.asynccontextmanager
async def line(answer, monkeypatch):
    """A post, a wire that has heard the challenge, and its ear."""
    monkeypatch.setattr(wire, "BACKOFF_FIRST_SECONDS", 0.001)
    post, ear = Post(answer), Ear()
    async with serve(post, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        line = SocketWire(Address.of(f"http://127.0.0.1:{port}"), ear.ears())
        task = asyncio.create_task(line.run())
        assert await ear.events.get() == ("challenge", {"n": 1})
        yield line, post, ear
        await line.close()
        await task


async def echo(socket, frame):
    if frame.startswith("42"):
        number = frame[2 : frame.index("[")]
        await socket.send(f"43{number}[{json.dumps({'heard': json.loads(frame[frame.index('[') :])})}]")


def test_a_question_gets_its_answer(monkeypatch):
    """Ask sends one argument and returns the acknowledgement; several questions do not mix."""

    async def scene():
        async with line(echo, monkeypatch) as (wired, _, _):
            answers = await asyncio.gather(*(wired.ask("cast", f"jws{n}") for n in range(20)))
            assert answers == [{"heard": ["cast", f"jws{n}"]} for n in range(20)]

    asyncio.run(scene())


def test_the_wire_comes_back_after_a_cut(monkeypatch):
    """A cut line is told once, and the next connection brings a new challenge."""

    async def scene():
        async with line(echo, monkeypatch) as (wired, post, ear):
            wired.drop()
            await ear.events.get()
            assert ear.losses == 1
            assert len(post.sockets) == 2
            assert await wired.ask("hello", "again") == {"heard": ["hello", "again"]}

    asyncio.run(scene())


def test_a_question_on_a_dying_line_is_lost(monkeypatch):
    """When the server goes away before it answers, the question ends in Lost and not in waiting."""

    async def die(socket, _frame):
        await socket.close(1012)

    async def scene():
        async with line(die, monkeypatch) as (wired, _, _):
            with pytest.raises(Lost):
                await wired.ask("cast", "jws")

    asyncio.run(scene())


def test_a_server_that_never_answers_is_given_up(monkeypatch):
    """No answer in time: Lost, and the line is torn so that a fresh one is tried."""

    async def silence(_socket, _frame):
        """Say nothing."""

    async def scene():
        monkeypatch.setattr(wire, "ANSWER_SECONDS", 0.01)
        async with line(silence, monkeypatch) as (wired, _, ear):
            with pytest.raises(Lost):
                await wired.ask("cast", "jws")
            assert await ear.events.get() == ("challenge", {"n": 1})

    asyncio.run(scene())


def test_a_ping_is_answered(monkeypatch):
    """The heartbeat of Engine.IO is the client's to answer."""

    async def scene():
        heard = asyncio.Queue()

        async def remember(_socket, frame):
            heard.put_nowait(frame)

        async with line(remember, monkeypatch) as (_, post, _ear):
            await post.sockets[0].send("2")
            assert await heard.get() == "3"

    asyncio.run(scene())


def test_nonsense_ends_the_line_and_is_said(monkeypatch):
    """A frame outside the protocol is loud; the wire tries a fresh line."""

    async def scene():
        async with line(echo, monkeypatch) as (_, post, ear):
            await post.sockets[0].send('42["view",{"a":1,"a":2}]')
            await ear.events.get()
            assert any("twice" in said for said in ear.troubles)

    asyncio.run(scene())


def test_the_size_limit_of_the_transport_is_told(monkeypatch):
    """A line ended for size says why."""

    async def too_large(socket, _frame):
        await socket.close(1009)

    async def scene():
        async with line(too_large, monkeypatch) as (wired, _, ear):
            with pytest.raises(Lost):
                await wired.ask("cast", "jws")
            await ear.events.get()
            assert any("too large" in said for said in ear.troubles)

    asyncio.run(scene())


def test_goodbye_is_polite(monkeypatch):
    """Closing sends Socket.IO's disconnect and ends the task."""

    async def scene():
        async with line(echo, monkeypatch) as (wired, post, _):
            await wired.close()
        assert post.told == ["41"]

    asyncio.run(scene())


def test_without_a_line_a_question_is_lost_at_once():
    """Nobody waits for a line that is not there."""

    async def scene():
        await SocketWire(Address.of("http://127.0.0.1:9"), Ear().ears()).ask("cast", "jws")

    with pytest.raises(Lost):
        asyncio.run(scene())


@pytest.mark.parametrize("url", ["", "127.0.0.1:8000", "ftp://host", "http://", "http://host/?a=1"])
def test_what_is_no_address_is_refused(url):
    """An address is http or https with a host."""
    with pytest.raises(ValueError, match="not a server address"):
        Address.of(url)


def test_a_ca_without_https_is_refused():
    """Pinning a CA to a plain line would promise what it does not keep."""
    with pytest.raises(ValueError, match="https"):
        Address.of("http://127.0.0.1", "ca.pem")


def test_the_address_of_the_socket():
    """http becomes ws, https becomes wss, path and port stay."""
    assert Address.of("http://h:81/x/").socket() == "ws://h:81/x/socket.io/?EIO=4&transport=websocket"
    assert Address.of("https://h").socket() == "wss://h/socket.io/?EIO=4&transport=websocket"


@pytest.mark.parametrize(("status", "found"), [(503, Lost), (429, Lost), (500, Lost), (404, Broken), (401, Broken)])
def test_what_is_fetched_beside_the_line(monkeypatch, status, found):
    """A server that is away or overloaded is asked again; one that says no is not believed."""

    def request(_address, path, _body):
        if path == "/away":
            raise OSError("no route")
        if path == "/ok":
            return {"vote": "v1"}
        raise Refused(status, b"")

    monkeypatch.setattr(wire, "request", request)
    line = SocketWire(Address.of("http://127.0.0.1:1"), Ears(print, print, print))
    assert asyncio.run(line.fetch("/ok")) == {"vote": "v1"}
    with pytest.raises(found):
        asyncio.run(line.fetch("/output"))
    with pytest.raises(Lost):
        asyncio.run(line.fetch("/away"))
