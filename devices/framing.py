"""Socket.IO 5 packets on Engine.IO 4 text frames, namespace `/`: the part of both that a seat needs.

Pure: text in, packets out. Binary packets, long polling and other namespaces are Broken, not ignored.
Sources: github.com/socketio/engine.io-protocol (version 4), github.com/socketio/socket.io-protocol (version 5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from devices.encoding import Broken, Json, array, canonical, strict, text

Kind = Literal["open", "ping", "close", "noop", "connect", "disconnect", "event", "ack", "refused"]

PONG, CONNECT, DISCONNECT = "3", "40", "41"
ENGINE: dict[str, Kind] = {"0": "open", "1": "close", "2": "ping", "6": "noop"}
SOCKET: dict[str, Kind] = {"0": "connect", "1": "disconnect", "2": "event", "3": "ack", "4": "refused"}
MESSAGE = re.compile(r"4([0-4])(?:/,)?(\d{0,15})(.*)", re.DOTALL)
BROADCASTS = 64  # the same view goes to all seats of a process: read once, shared, and changed by nobody


@dataclass(frozen=True, slots=True)
class Packet:
    """One received packet; `data` belongs to all who receive the same text and is never changed."""

    kind: Kind
    data: Json = None
    id: int | None = None


@lru_cache(maxsize=BROADCASTS)
def decode(frame: str) -> Packet:
    """The packet of one text frame; Broken when it is none that a seat can be sent."""
    if frame[:1] in ENGINE:
        kind = ENGINE[frame[0]]
        return Packet(kind, strict(frame[1:], "open") if kind == "open" else None)
    match = MESSAGE.fullmatch(frame)
    if match is None:
        raise Broken("frame", f"starts with {frame[:3]!r}")
    kind = SOCKET[match[1]]
    data = strict(match[3], kind) if match[3] else None
    if kind in ("event", "ack"):
        _arguments(kind, data)
    return Packet(kind, data, int(match[2]) if match[2] else None)


def event(name: str, argument: Json, ack: int) -> str:
    """The frame of an event with one argument that asks for an acknowledgement."""
    return f"42{ack}{canonical([name, argument]).decode()}"


def argument_of(packet: Packet) -> Json:
    """The single argument of an event or acknowledgement."""
    return array(packet.data, packet.kind)[-1]


def name_of(packet: Packet) -> str:
    """The name of an event."""
    return text(array(packet.data, packet.kind)[0], "event name")


def heartbeat_ms(packet: Packet) -> int:
    """After how many milliseconds without a word the server is gone: pingInterval + pingTimeout of `open`."""
    data = packet.data if isinstance(packet.data, dict) else {}
    interval, timeout = data.get("pingInterval"), data.get("pingTimeout")
    if not isinstance(interval, int) or not isinstance(timeout, int):
        raise Broken("open", "no pingInterval or no pingTimeout")
    return interval + timeout


def _arguments(kind: str, data: Json) -> None:
    wanted = 2 if kind == "event" else 1
    if len(array(data, kind)) != wanted:
        raise Broken(kind, "must carry exactly one argument")
