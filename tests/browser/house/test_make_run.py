"""The README's first command, run as a stranger would."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path
from urllib.request import urlopen

from tests.browser.house.conftest import ROOT
from voting.cli.processes import free_port

PATIENCE = 240  # the first time it installs what it needs


def until(ready: object, lines: list[str], child: subprocess.Popen[str]) -> str:
    """What was printed once `ready` (a pattern) stands in it."""
    end = time.monotonic() + PATIENCE
    while not re.search(str(ready), "".join(lines)):
        assert child.poll() is None, "".join(lines)
        assert time.monotonic() < end, "".join(lines)
        time.sleep(0.1)
    return "".join(lines)


def test_make_run_serves_every_role_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    """`make run` prints an address for each role that answers, and after Ctrl-C nothing of it is left running."""
    port, lines = free_port(), list[str]()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    child = subprocess.Popen(
        ["make", "run", f"PORT={port}", f"VAR={tmp_path}/var"], cwd=ROOT, env={**clean, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    reader = threading.Thread(target=lambda: lines.extend(child.stdout or ()), daemon=True)
    reader.start()
    try:
        printed = until("simulated seats are signing in", lines, child)
        for role in ("operator", "chair", "secretary", "scrutineer", "hall"):
            found = re.search(rf"(http://127\.0\.0\.1:{port}/{role})#once=", printed)
            assert found
            with urlopen(found[1], timeout=5) as answer:
                assert answer.status == 200
    finally:
        os.killpg(child.pid, signal.SIGINT)
        child.wait(30)
        reader.join(5)
        if child.stdout:
            child.stdout.close()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
