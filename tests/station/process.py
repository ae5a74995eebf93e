"""`yijue station` as a process, its page called as a browser calls it, and a poll over its line."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.station.fake_server import PATIENCE, FakeServer
from tests.station.hall import Hall, terminals

ROOT = Path(__file__).resolve().parents[2]
SEATS = terminals()


@dataclass
class Process:
    """`yijue station` running; its page is at `page`, and `sign_in` uses the code that it printed."""

    server: str
    folder: Path
    words: tuple[str, ...] = ()
    said: list[str] = field(default_factory=list)
    page: str = ""
    code: str = ""
    token: str = ""
    letter: str = "A"

    def start(self, *words: str) -> Process:
        line = [sys.executable, "-m", "voting.cli", "station", "--server", self.server, "--station", self.letter,
                "--var", str(self.folder), "--bind", "127.0.0.1:0", *words]  # fmt: skip
        self.running = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.ready = threading.Event()
        self.reader = threading.Thread(target=self._listen, args=(self.running,), daemon=True)
        self.reader.start()
        if not self.ready.wait(PATIENCE):
            self.kill()
            raise AssertionError(self.said)
        return self

    def _listen(self, running: subprocess.Popen[str]) -> None:
        for line in running.stdout:
            self.said.append(line)
            found = re.search(r"(http://\S+)/#once=(\w+)", line)
            if found:
                self.page, self.code = found.groups()
                self.ready.set()

    def kill(self) -> None:
        self.running.send_signal(signal.SIGKILL)
        self.end()

    def stop(self) -> int:
        self.running.send_signal(signal.SIGINT)
        return self.end()

    def end(self) -> int:
        code = self.running.wait(PATIENCE)
        self.reader.join(PATIENCE)
        self.running.stdout.close()
        return code

    def call(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self.page + path, data, {"Authorization": f"Bearer {self.token}"})
        if data:
            asked.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return json.loads(error.read())

    def sign_in(self, name: str = "张三") -> None:
        self.token = self.call("/api/sign-in", {"once": self.code, "name": name})["token"]

    def view_until(self, holds: Any) -> dict[str, Any]:
        """The first view in which this holds."""
        revision = -1
        for _ in range(200):
            news = self.call(f"/api/view?after={revision}")
            if holds(news["view"]):
                return news["view"]
            revision = news["revision"]
        raise AssertionError(news)


def hall_of(server: FakeServer, vote: str, **more: Any) -> Hall:
    """A poll at the seats of this run: another poll finds the same terminals."""
    return Hall(server.ask, server.station, server.key, vote=vote, **({"voters": SEATS} | more))
