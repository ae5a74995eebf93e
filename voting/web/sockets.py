"""Whole frames or none: what simple-websocket writes under gevent, where `send` may take a part and forget the rest.

simple-websocket 1.1.0 calls `sock.send` and ignores what it returns (its issue 45). A view larger than the kernel's
buffer, or a tablet that reads slowly, then gets half a frame with the next one behind it, and reads nonsense for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from gevent import Timeout
from gevent.lock import BoundedSemaphore

SEND_SECONDS: Final = 20.0  # as long as an unanswered ping: who takes nothing for so long is gone
PLACE: Final = "gunicorn.socket"


class WholeSocket:
    """A socket whose `send` sends all of it, one sender at a time; OSError when the other side takes nothing."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._turn = socket, BoundedSemaphore(1)

    def send(self, data: bytes) -> int:
        """Send all of `data` or raise."""
        with Timeout(SEND_SECONDS, TimeoutError("the other side takes nothing")), self._turn:
            self._socket.sendall(data)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._socket, name)


def with_whole_frames(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """A WSGI app whose websockets write through `WholeSocket`."""

    def whole(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if PLACE in environ and environ.get("HTTP_UPGRADE"):
            environ[PLACE] = WholeSocket(environ[PLACE])
        return app(environ, start)

    return whole
