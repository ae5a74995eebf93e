"""One websocket to the server: Socket.IO framing, acknowledgements, heartbeat, reconnection.

Why not python-socketio's client: its threads cost three a seat, and its asyncio client brings aiohttp and keeps
long polling, binary packets and namespaces for which a seat has no use. What a seat needs of Socket.IO is eight
packets (framing.py); `websockets` is a maintained asyncio library without dependencies; so 3,000 seats are 3,000
tasks in one loop, and each frame can be read strictly.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from devices import framing
from devices.encoding import Broken, Json
from devices.https import Address, Refused, request

OPEN_SECONDS = 10.0  # TCP, TLS and upgrade on a local network take milliseconds; a server that starts takes seconds
ANSWER_SECONDS = (
    15.0  # a group commit on a bad disk was measured in whole seconds; beyond this the line is taken for dead
)
GREETING_SECONDS = 10.0  # from the upgrade to `connect` of Socket.IO
BACKOFF_FIRST_SECONDS = 0.25  # a restarted server is back within about two seconds
BACKOFF_CAP_SECONDS = 5.0  # a member waits no longer than this after the server is back
CLOSE_SECONDS = 2.0  # politeness of the closing handshake
MAX_FRAME = 2**20  # bytes: the largest view (a hundred candidates, several polls) is well below
TRY_AGAIN = frozenset({429, 500, 502, 503, 504})  # HTTP: the answer may come later
_jitter = secrets.SystemRandom()  # never the seeded one: equal seeds would come back in the same millisecond


class Lost(Exception):
    """The connection ended or gave no answer; what was asked may have been heard or not."""


class Untrusted(Exception):
    """The server's certificate is not one we trust; trying again would not help."""


@dataclass(frozen=True, slots=True)
class Ears:
    """Who hears what arrives: events by name with their argument, the loss of the line, troubles as sentences."""

    event: Callable[[str, Json], None]
    lost: Callable[[], None]
    trouble: Callable[[str], None]


class SocketWire:
    """A connection that comes back by itself until it is closed."""

    def __init__(self, address: Address, ears: Ears, gate: asyncio.Semaphore | None = None) -> None:
        """`gate` limits how many of a process connect at once."""
        self._address, self._ears, self._gate = address, ears, gate or asyncio.Semaphore(1)
        self._socket: ClientConnection | None = None
        self._asked: dict[int, asyncio.Future[Json]] = {}
        self._ids = itertools.count(1)
        self._greeted = False
        self._closing = asyncio.Event()

    async def run(self) -> None:
        """Connect, listen, come back with jittered back-off; returns after `close`, raises Untrusted."""
        failures = 0
        while not self._closing.is_set():
            try:
                await self._connected()
            except (OSError, TimeoutError, WebSocketException, Broken) as error:
                self._distrust(error)
                self._ears.trouble(f"{type(error).__name__}: {error}")
                self._greeted &= not isinstance(error, Broken)  # a server that speaks nonsense is not hurried
            failures = 0 if self._greeted else failures + 1
            self._forget()
            await self._pause(failures)

    async def ask(self, event: str, argument: Json) -> Json:
        """Send an event and return its acknowledgement; Lost when there is no line or no answer."""
        socket = self._socket
        if socket is None:
            raise Lost("no connection")
        number = next(self._ids)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(_noticed)
        try:
            await socket.send(framing.event(event, argument, number))
            return await asyncio.wait_for(answer, ANSWER_SECONDS)
        except TimeoutError as error:
            self.drop()
            raise Lost(f"no answer to {event} in {ANSWER_SECONDS:g} s") from error
        except ConnectionClosed as error:
            raise Lost(str(error)) from error
        finally:
            self._asked.pop(number, None)

    async def fetch(self, path: str) -> Json:
        """What the server answers to GET of this path; Lost when it is away or overloaded, Broken when it says no."""
        try:
            return await asyncio.to_thread(request, self._address, path, None)
        except Refused as error:
            if error.status in TRY_AGAIN:
                raise Lost(str(error)) from error
            raise Broken(path, f"HTTP {error.status}") from error
        except OSError as error:
            raise Lost(str(error)) from error

    def drop(self) -> None:
        """Tear the line without a word, as a pulled plug does; `run` comes back."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def close(self) -> None:
        """Say goodbye; `run` returns."""
        self._closing.set()
        if self._socket is not None:
            await self._say(framing.DISCONNECT)
            await self._socket.close()

    async def _connected(self) -> None:
        self._greeted = False
        async with self._gate:
            socket = await connect(
                self._address.socket(), ssl=self._address.tls, proxy=None, compression=None, max_size=MAX_FRAME,
                open_timeout=OPEN_SECONDS, close_timeout=CLOSE_SECONDS, ping_interval=None,
            )  # fmt: skip
        async with socket:
            self._socket = socket
            await self._listen(socket)

    async def _listen(self, socket: ClientConnection) -> None:
        patience = GREETING_SECONDS
        try:
            while True:
                async with asyncio.timeout(patience):
                    frame = await socket.recv()
                if not isinstance(frame, str):
                    raise Broken("frame", "binary")
                packet = framing.decode(frame)
                if packet.kind == "open":
                    patience = framing.heartbeat_ms(packet) / 1000
                if not await self._hear(packet):
                    return
        except ConnectionClosed as error:
            if not self._closing.is_set():
                self._ears.trouble(_why(error))

    async def _hear(self, packet: framing.Packet) -> bool:
        """Act on one packet; false when the server has said goodbye."""
        match packet.kind:
            case "open":
                await self._say(framing.CONNECT)
            case "ping":
                await self._say(framing.PONG)
            case "connect":
                self._greeted = True
            case "event":
                self._ears.event(framing.name_of(packet), framing.argument_of(packet))
            case "ack":
                self._answered(packet)
            case "refused":
                raise Broken("connect", f"the server refused the connection: {packet.data}")
            case "disconnect" | "close":
                return False
        return True

    def _answered(self, packet: framing.Packet) -> None:
        future = self._asked.get(packet.id or 0)
        if future is not None and not future.done():  # a late answer to a question given up is no answer
            future.set_result(framing.argument_of(packet))

    async def _say(self, frame: str) -> None:
        if self._socket is not None:
            try:
                await self._socket.send(frame)
            except ConnectionClosed:
                return  # _listen sees the same end and says why

    def _forget(self) -> None:
        had, self._socket = self._socket is not None, None
        for future in self._asked.values():
            if not future.done():
                future.set_exception(Lost("the connection ended"))
        if had:
            self._ears.lost()

    def _distrust(self, error: Exception) -> None:
        if isinstance(error, ssl.SSLCertVerificationError):
            raise Untrusted(f"不信任服务器证书 / the server's certificate is not trusted: {error}") from error

    async def _pause(self, failures: int) -> None:
        longest = min(BACKOFF_CAP_SECONDS, BACKOFF_FIRST_SECONDS * 2**failures)
        try:
            await asyncio.wait_for(self._closing.wait(), _jitter.uniform(longest / 4, longest))
        except TimeoutError:
            return


def _noticed(answer: asyncio.Future[Json]) -> None:
    """A line that dies while the question is still being sent fails both; one of the two is enough to report."""
    if not answer.cancelled():
        answer.exception()


def _why(error: ConnectionClosed) -> str:
    """Why a line ended, in words a member can be told; 1009 is the transport's limit on size."""
    if error.rcvd is not None and error.rcvd.code == 1009:
        return "服务器因消息过大断开 / the server ended the connection: message too large"
    return f"连接中断 / the connection ended: {error}"
