"""Officers' screens for the bench: raw sockets that note when a picture came and do not spend time on reading it.

The operator's commands are given here too, in the order a person would give them.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from typing import Final

import websocket

PATIENCE_SECONDS: Final = 120.0


class Refused(RuntimeError):
    """The server said no to a command of the bench."""


class Screen:
    """One signed-in officer's connection; `seen` waits for a picture that holds a text."""

    def __init__(self, base: str, token: str) -> None:
        self._socket = websocket.create_connection(
            f"ws{base.removeprefix('http')}/socket.io/?EIO=4&transport=websocket", timeout=PATIENCE_SECONDS,
            skip_utf8_validation=True,  # that library checks byte by byte in Python, slower than the server writes
        )  # fmt: skip
        self._token, self._ask = token, 0
        self._news = threading.Condition()
        self._answers: dict[int, dict[str, object]] = {}
        self._wanted: dict[str, float] = {}  # text -> when a picture with it came, 0.0 until then
        self.views = self.bytes = 0
        self.ended = ""
        threading.Thread(target=self._listen, daemon=True).start()
        with self._news:
            if not self._news.wait_for(lambda: self.views, PATIENCE_SECONDS):
                raise TimeoutError("no first picture")

    def _listen(self) -> None:
        try:
            while frame := self._socket.recv():
                self._heard(str(frame), time.monotonic())
        except (websocket.WebSocketException, OSError) as error:
            self.ended = f"{type(error).__name__}: {error}"  # said by whoever still waits

    def _heard(self, frame: str, now: float) -> None:
        if frame.startswith("0"):
            self._socket.send("40" + json.dumps({"token": self._token}))
        elif frame == "2":
            self._socket.send("3")
        elif frame.startswith("42"):
            self._viewed(frame, now)
        elif frame.startswith("43"):
            number, _, rest = frame[2:].partition("[")
            with self._news:
                self._answers[int(number)] = json.loads("[" + rest)[0]
                self._news.notify_all()
        elif frame.startswith("44"):
            raise OSError(frame)

    def _viewed(self, frame: str, now: float) -> None:
        with self._news:
            self.views, self.bytes = self.views + 1, len(frame)
            self._wanted.update((text, now) for text, when in self._wanted.items() if not when and text in frame)
            self._news.notify_all()

    def await_(self, text: str) -> None:
        """From now on, note the first picture that holds this text."""
        with self._news:
            self._wanted[text] = 0.0

    def seen(self, text: str) -> float:
        """When the first picture with this text came (after `await_`); TimeoutError when none does."""
        with self._news:
            if not self._news.wait_for(lambda: self._wanted[text], PATIENCE_SECONDS):
                raise TimeoutError(f"no picture with {text!r} {self.ended}")
            return self._wanted.pop(text)

    def command(self, command: str, **args: str) -> None:
        """Give a command and wait for its acknowledgement; Refused with the sentence."""
        self._ask += 1
        said = {"name": command, "args": args, "key": uuid.uuid4().hex}
        self._socket.send(f"42{self._ask}" + json.dumps(["command", said], ensure_ascii=False))
        with self._news:
            if not self._news.wait_for(lambda: self._ask in self._answers, PATIENCE_SECONDS):
                raise TimeoutError(f"no answer to {command} {self.ended}")
            answer = self._answers.pop(self._ask)
        if "refusal" in answer:
            raise Refused(f"{command}: {answer['refusal']}")

    def close(self) -> None:
        """Hang up."""
        self._socket.close()
