"""One keypad at one seat: key file, enrolment, the line to the server, and the conversation between all of them."""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from devices import enrolment, signer
from devices.drawer import Folder
from devices.encoding import Broken
from devices.enrolment import Bond
from devices.https import Address
from devices.keypad import words
from devices.keypad.dialogue import Dialogue
from devices.keypad.source import Attached, Detached, KeypadSource
from devices.line import Happening
from devices.signer import KeyFileError, Signer
from devices.terminal import Terminal
from devices.wire import Ears, SocketWire


@dataclass(frozen=True, slots=True)
class Post:
    """Which seat this keypad stands at, and where its key lies."""

    address: Address
    seat: str
    key: Path
    passphrase: Path | None
    code: str | None
    method: Literal["pin", "badge"]


class Desk:
    """The keypad's working day."""

    def __init__(self, post: Post, source: KeypadSource) -> None:
        """Nothing happens before `run`."""
        self.post, self.source = post, source
        self._memory = post.key.with_suffix(".json")

    async def run(self) -> int:
        """Until the input ends or the sitting is closed: 0; 1 when the seat will not have this terminal."""
        me, bond = await self._identity()
        self._saved = bond
        terminal = Terminal(me, bond, self._told, Folder(self.post.key.with_suffix(".papers"), me))
        self._dialogue = Dialogue(terminal, self._give, self.post.method)
        terminal.wire = wire = SocketWire(
            self.post.address, Ears(terminal.heard, terminal.lost, lambda said: print(said, file=sys.stderr))
        )
        self._terminal = terminal
        tasks = [asyncio.create_task(work) for work in (wire.run(), terminal.run(), self._listen())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await self._leave(wire, tasks)
        return 1 if terminal.state == "barred" else 0

    async def _identity(self) -> tuple[Signer, Bond]:
        passphrase = self._passphrase()
        if not self.post.key.exists():
            signer.save(Signer.new(), self.post.key, passphrase)
        mine = signer.load(self.post.key, passphrase)
        if self._memory.exists():
            bond = Bond.load(self._memory)
            if bond.seat != self.post.seat:
                raise KeyFileError(f"此密钥属于席位 {bond.seat} / this key belongs to seat {bond.seat}")
            return mine, bond
        meeting = await enrolment.meeting(self.post.address)
        bond = Bond(meeting.id, self.post.seat, meeting.server)
        code = self.post.code or (await asyncio.to_thread(input, words.ASK_CODE)).strip()
        bond = await enrolment.enrol(self.post.address, mine, bond, code, self._pending)
        bond.save(self._memory)
        return mine, bond

    def _passphrase(self) -> bytes:
        if self.post.passphrase is not None:
            return self.post.passphrase.read_bytes().strip()
        return getpass.getpass(words.UNLOCK).encode()

    def _pending(self, fingerprint: str) -> None:
        self.source.show(words.FINGERPRINT.format(fingerprint=fingerprint))

    async def _listen(self) -> None:
        while True:
            event = await self.source.next()
            if isinstance(event, Detached):
                return
            if not isinstance(event, Attached):
                self._show(self._dialogue.hear(event.entry))

    def _give(self, name: str, opening: bytes) -> str:
        """The opening of a checked paper as a file beside the key, for the scrutineer to fetch."""
        folder = self.post.key.with_suffix(".checked")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / name).write_bytes(opening)
        return str(folder / name)

    def _told(self, what: Happening) -> None:
        bond = self._terminal.bond
        if what.kind in ("here", "view") and bond is not self._saved:
            bond.save(self._memory)  # the key of the log or of a station is known now; a pulled plug must not lose it
            self._saved = bond
        self._show(self._dialogue.look(what))

    def _show(self, lines: Iterable[str]) -> None:
        self.source.hide(self._dialogue.hidden)
        for line in lines:
            self.source.show(line)

    async def _leave(self, wire: SocketWire, tasks: list[asyncio.Task[None]]) -> None:
        self.source.hide(False)  # noqa: FBT003
        await wire.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def complain(error: Exception) -> int:
    """Say what went wrong before the line was up; 1."""
    reason = error.why if isinstance(error, Broken) else error
    print(f"不能开始 / cannot start: {reason}", file=sys.stderr)
    return 1
