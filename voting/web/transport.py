"""The websocket under the seats and screens: a message above the limit is never gathered, and the end is told as 1009."""

from __future__ import annotations

from typing import Any

from engineio.async_drivers.gevent import WebSocketWSGI


def limit(engine: Any) -> None:
    """End a connection with 1009 (RFC 6455, section 7.4.1) as soon as a message passes `max_http_buffer_size`.

    Engine.IO measures a message only once it lies whole in memory, and then says nothing but goodbye.
    """

    def measured(handler: Any, server: Any) -> Any:
        made = WebSocketWSGI(handler, server)
        made.server_args["max_message_size"] = server.max_http_buffer_size
        return made

    engine._async = {**engine._async, "websocket": measured}  # noqa: SLF001  Engine.IO offers no other place for it
