"""The second verifier outside a browser: its modules under the node that Playwright brings for its own use."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from playwright._impl._driver import compute_driver_executable

RUNNER = Path(__file__).with_name("second.mjs")
Ended = tuple[int, int | None]  # exit code, first step that fails


class Second:
    """A running one; it checks one bundle after the other."""

    def __init__(self, asks: IO[str], answers: IO[str]) -> None:
        self.asks, self.answers = asks, answers

    def ended(self, data: bytes) -> Ended:
        """How the verification of this file ends."""
        with NamedTemporaryFile(suffix=".zip") as file:
            file.write(data)
            file.flush()
            return self.of_file(Path(file.name))

    def of_file(self, path: Path) -> Ended:
        self.asks.write(f"{path}\n")
        self.asks.flush()
        code, step = json.loads(self.answers.readline())
        return code, step


@contextmanager
def second() -> Iterator[Second]:
    """One that ends with the block."""
    node, _ = compute_driver_executable()
    with subprocess.Popen([node, RUNNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Second(process.stdin, process.stdout)
        process.stdin.close()


__all__ = ["Ended", "Second", "second"]
