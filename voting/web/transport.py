"""The websocket under the seats and screens: text only, paced, read strictly, none above the limit; else it is cut off.

The close codes are those of RFC 6455, section 7.4.1: 1003 for what is no text, 1007 for text that is no message of the
protocol, 1008 for a flood, 1009 for size. What comes through is exact JSON: no handler behind ever meets anything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from time import monotonic
from typing import Any, Final

import structlog
from engineio.async_drivers.gevent import WebSocketWSGI
from gevent import sleep
from simple_websocket import Server
from socketio.packet import Packet

from voting import exact

log = structlog.get_logger()
# A seat says a handful of messages a poll, an operator one a second: neither comes near, even when all wait at once.
BURST: Final = 300.0
PER_SECOND: Final = 50.0
ATTACHED: Final = ("45", "46")  # Socket.IO's events and answers that announce binary frames: the protocol has neither
# Engine.IO's goodbye and heartbeat; Socket.IO's connect, disconnect and events. The server asks nothing of a client, so
# there are no answers; namespaces, probes and upgrades belong to other transports.
FRAME: Final = re.compile(r"1|3|41|40(?P<auth>\{.*\})?|42(?:[0-9]{1,15})?(?P<said>\[.*\])", re.DOTALL)
OWN: Final = ("connect", "disconnect")  # handlers that only Socket.IO itself may call


class TextPacket(Packet):  # type: ignore[misc]  # its package publishes no types
    """A packet that is never searched for bytes: nothing of ours holds any, and a view of the hall is large."""

    uses_binary_events = False


def sound(frame: str, events: Collection[str]) -> bool:
    """Whether this is a frame that a client may send: exact JSON, and an event that somebody hears."""
    match = FRAME.fullmatch(frame)
    if match is None:
        return False
    try:
        said = exact.loads(match["said"] or match["auth"] or "[]")
    except exact.Inexact:
        return False
    if match["said"] is None:
        return True
    name = said[0] if isinstance(said, list) and said else None
    return isinstance(name, str) and name in events and name not in OWN


class Pace:
    """A bucket of messages: `BURST` at once, `PER_SECOND` for ever."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now, self._left, self._seen = now, BURST, now()

    def take(self, messages: int) -> bool:
        """Whether so many more may come now."""
        now = self._now()
        self._left = min(BURST, self._left + (now - self._seen) * PER_SECOND) - messages
        self._seen = now
        return self._left >= 0


class Paced(Server):  # type: ignore[misc]  # its package publishes no types
    """A websocket that reads no faster than others get their turn."""

    def __init__(self, environ: dict[str, Any], events: Collection[str], **settings: Any) -> None:
        self._pace, self._events = Pace(), events
        super().__init__(environ, **settings)

    def _handle_events(self) -> bool:
        known = len(self.input_buffer)
        going = bool(super()._handle_events())
        fresh = self.input_buffer[known:]
        if not self._pace.take(len(fresh)):
            return self._cut_off(1008, "too many messages")
        if any(isinstance(one, bytes) or one.startswith(ATTACHED) for one in fresh):
            return self._cut_off(1003, "text only")
        if not all(sound(one, self._events) for one in fresh):
            return self._cut_off(1007, "no message of the protocol")
        sleep(0)  # gevent's recv does not yield while there is something to read
        return going

    def _cut_off(self, code: int, why: str) -> bool:
        self.input_buffer.clear()
        log.warning("line.cut", code=code, why=why)
        if self.connected:
            self.close(code, why)
        self.event.set()
        return False


class PacedWSGI(WebSocketWSGI):  # type: ignore[misc]  # its package publishes no types
    """Engine.IO's websocket over `Paced`."""

    def __init__(self, handler: Any, server: Any, events: Collection[str]) -> None:
        super().__init__(handler, server)
        self._events = events

    def __call__(self, environ: dict[str, Any], _start: Callable[..., Any]) -> None:
        """Serve the connection to its end; StopIteration tells gunicorn that the socket is no longer its own."""
        self.ws = Paced(environ, self._events, **self.server_args)
        self.app(self)
        raise StopIteration

    def wait(self) -> str | None:
        """The next message; others get their turn between two of a burst."""
        if self.ws.input_buffer:
            sleep(0)
        found: str | None = super().wait()
        return found


def limit(engine: Any, events: Collection[str]) -> None:
    """Pace all connections, let only `events` through, end one with 1009 as soon as it passes `max_http_buffer_size`.

    Engine.IO measures a message only once it lies whole in memory, and then says nothing but goodbye.
    """

    def measured(handler: Any, server: Any) -> Any:
        made = PacedWSGI(handler, server, events)
        made.server_args["max_message_size"] = server.max_http_buffer_size
        return made

    engine._async = {**engine._async, "websocket": measured}  # noqa: SLF001  Engine.IO offers no other place for it
