"""`yijue new`: an empty folder becomes a sitting that its secretary can prepare in the browser."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

from tests.cli.test_commands import ROOT, yijue
from tests.real.house import free_port, http, until


def started(var: Path, port: int, *words: str) -> tuple[subprocess.Popen[str], list[str]]:
    """The command and what it prints, once it has printed the links."""
    line = [sys.executable, "-u", "-m", "voting.cli", *words, "--var", str(var), "--port", str(port)]
    child = subprocess.Popen(
        line, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    printed: list[str] = []
    threading.Thread(target=lambda: printed.extend(child.stdout or ()), daemon=True).start()
    until(lambda: "yijue officer" in "".join(printed) or child.poll() is not None, "the links")
    assert child.poll() is None, printed
    return child, printed


def ended(child: subprocess.Popen[str]) -> int:
    """Its exit status after Ctrl-C."""
    child.send_signal(signal.SIGINT)
    status = child.wait(30)
    if child.stdout:
        child.stdout.close()
    return status


def meeting_of(printed: list[str]) -> tuple[str, dict[str, str]]:
    """Who signs in by the secretary's link, and the form that she is given."""
    link = re.search(r"(http://[\d.:]+)/secretary#once=(\S+)", "".join(printed))
    assert link
    base = link[1]
    status, answer = http("POST", f"{base}/api/sign-in", {"once": link[2]})
    assert (status, answer["role"]) == (200, "secretary")
    return str(http("GET", f"{base}/api/meeting", None)[1]["meeting"]), answer


def test_a_second_start_is_the_same_sitting_and_both_end_cleanly(tmp_path: Path) -> None:
    """Fresh links each time, one ledger, status 0; `yijue run --sample empty` keeps its own under `empty`."""
    var, port = tmp_path / "var", free_port()
    child, printed = started(var, port, "new")
    first, _ = meeting_of(printed)
    assert ended(child) == 0
    child, printed = started(var, port, "new")
    assert meeting_of(printed)[0] == first
    assert ended(child) == 0
    place = ("--database", f"sqlite:///{var}/yijue.db", "--keys", var / "keys")
    assert yijue(tmp_path, "ledger", "verify", *place)[0] == 0
    child, printed = started(var, port, "run", "--sample", "empty")
    assert meeting_of(printed)[0] != first
    assert ended(child) == 0
    assert (var / "empty" / "yijue.db").exists()
