"""`yijue run` as a service manager treats it: ended with SIGTERM, started again, and nothing lost or left behind."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from tests.cli.test_commands import ROOT, yijue
from tests.real.house import Officer, free_port, http, until

READY = "simulated seats are signing in"


class Run:
    """A real `yijue run`, what it prints, and every process under it."""

    def __init__(self, var: Path, port: int) -> None:
        self.base, self.printed = f"http://127.0.0.1:{port}", list[str]()
        words = [sys.executable, "-u", "-m", "voting.cli", "run", "--var", str(var), "--port", str(port)]
        self.child = subprocess.Popen(
            words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )
        self._reader = threading.Thread(target=lambda: self.printed.extend(self.child.stdout or ()), daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        until(lambda: READY in "".join(self.printed) or self.child.poll() is not None, "the addresses")
        assert self.child.poll() is None, self.printed
        return self

    def __exit__(self, *_error: object) -> None:
        if self.child.poll() is None:
            self.child.terminate()
            self.child.wait(30)
        self._reader.join(5)
        if self.child.stdout:
            self.child.stdout.close()

    def family(self) -> set[int]:
        """The process ids of all descendants: the server, its worker, the seats."""
        found, waiting = set[int](), [self.child.pid]
        while waiting:
            one = waiting.pop()
            with suppress(FileNotFoundError):
                born = [int(word) for word in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
                found.update(born)
                waiting += born
        return found

    def token(self, role: str) -> str:
        """A session through the printed one-time link."""
        link = re.search(rf"{self.base}/{role}#once=(\S+)", "".join(self.printed))
        assert link, self.printed
        status, answer = http("POST", f"{self.base}/api/sign-in", {"once": link[1]})
        assert status == 200, answer
        return str(answer["token"])


def quorate(officer: Officer) -> bool:
    """Whether enough members sit at their seats to open."""
    return bool(officer.view["attendance"]["quorate"])


def test_sigterm_stops_everything_and_a_second_start_goes_on(tmp_path: Path) -> None:
    """Status 0, no process and no listener left, a good ledger; started again it is the same open sitting."""
    port, var = free_port(), tmp_path / "var"
    with Run(var, port) as run:
        hall: Any = run
        chair = Officer(hall, "chair")
        until(lambda: quorate(chair), "the simulated seats")
        chair.do("open_sitting")
        before, family = chair.view, run.family()
        chair.close()
        assert len(family) >= 3, "the server, its worker, the seats"
        run.child.send_signal(signal.SIGTERM)
        assert run.child.wait(30) == 0
        until(lambda: not [one for one in family if Path(f"/proc/{one}").exists()], "every child to be gone")
    assert "Traceback" not in "".join(run.printed)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    kept = var / "committee"
    for log in ("server.log", "seats.log"):
        assert "Traceback" not in (kept / log).read_text("utf-8"), log
    place = ("--database", f"sqlite:///{kept}/yijue.db", "--keys", kept / "keys")
    assert yijue(tmp_path, "ledger", "verify", *place)[0] == 0
    cards = (kept / "cards.json").read_bytes()
    with Run(var, port) as again:
        hall = again
        chair = Officer(hall, "chair", chair.token)
        assert (chair.view["meeting"]["phase"], chair.view["meeting"]["opened_at"]) == (
            "open", before["meeting"]["opened_at"],
        )  # fmt: skip
        assert chair.view["position"] >= before["position"]
        assert chair.view["attendance"]["present"] >= before["attendance"]["quorum_needed"]
        until(lambda: len(again.family()) >= 3, "the seats")
        chair.close()
    assert again.child.returncode == 0
    assert (kept / "cards.json").read_bytes() == cards
