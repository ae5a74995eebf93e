"""The server's log: a line on stdout for each event. A log that cannot be written stops no vote and no meeting."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TextIO

import structlog
from gevent import get_hub


class Lines:
    """What structlog and gevent write to; on a full disk a line is lost, and that is all."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """Write text."""
        with suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()

    def msg(self, line: str) -> None:
        """Write one line."""
        self.write(f"{line}\n")

    log = debug = info = warn = warning = error = critical = fatal = exception = msg


def never_stop() -> None:
    """From now on neither a log line nor gevent's report of a crashed greenlet raises anything."""
    structlog.configure(logger_factory=lambda *_args: Lines(sys.stdout))
    get_hub().exception_stream = Lines(sys.stderr)
