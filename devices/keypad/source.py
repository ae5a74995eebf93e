"""Where presses come from. A radio base station, a USB number pad or a terminal's stdin is a `KeypadSource`.

A source knows nothing of votes. It says `Attached`, `Detached` and `Pressed` and can show lines to its person;
whether it shows what is typed is told to it by `hide`.
"""

from __future__ import annotations

import asyncio
import sys
import termios
import threading
from dataclasses import dataclass
from typing import Protocol, TextIO, TypeAlias


@dataclass(frozen=True, slots=True)
class Attached:
    """The pad is there."""


@dataclass(frozen=True, slots=True)
class Detached:
    """The pad is gone: unplugged, out of reach, end of input."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """One entry, as finished by the Enter key: a digit, a PIN, or a written name."""

    entry: str


Event: TypeAlias = "Attached | Detached | Pressed"


class KeypadSource(Protocol):
    """One pad."""

    async def next(self) -> Event:
        """The next event; after Detached no other comes."""

    def show(self, line: str) -> None:
        """Show a line to the person at the pad."""

    def hide(self, hidden: bool) -> None:
        """Whether what is typed stays invisible."""


class StdinSource:
    """A pad that is a terminal (or a pipe). A daemon thread waits for lines, since a loop cannot watch every file."""

    def __init__(self, lines: TextIO = sys.stdin, out: TextIO = sys.stdout) -> None:
        """Starts reading with the first `next`."""
        self._lines, self._out = lines, out
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._reading = False

    async def next(self) -> Event:
        """The next line, or Detached at the end of input."""
        if not self._reading:
            self._reading = True
            self._events.put_nowait(Attached())
            threading.Thread(target=self._read, args=(asyncio.get_running_loop(),), daemon=True).start()
        return await self._events.get()

    def show(self, line: str) -> None:
        """Print it."""
        print(line, file=self._out, flush=True)

    def hide(self, hidden: bool) -> None:
        """Switch the terminal's echo; a pipe has none."""
        if not self._lines.isatty():
            return
        modes = termios.tcgetattr(self._lines)
        modes[3] = modes[3] & ~termios.ECHO if hidden else modes[3] | termios.ECHO
        termios.tcsetattr(self._lines, termios.TCSADRAIN, modes)

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            for line in self._lines:
                loop.call_soon_threadsafe(self._events.put_nowait, Pressed(line.strip()))
            loop.call_soon_threadsafe(self._events.put_nowait, Detached())
        except RuntimeError:
            return  # the loop has ended before the input
