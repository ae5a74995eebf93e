"""The processes a command starts: the real server and the simulated seats, stopped cleanly whatever happens."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from urllib.error import URLError
from urllib.request import urlopen

from voting.cli.stopping import Stop
from voting.config import Config
from voting.core.words import Text

START_SECONDS: Final = 30.0  # a cold start on a slow disk imports for some seconds
STOP_SECONDS: Final = 8.0  # gunicorn gives its websockets three
LOOK_EVERY: Final = 0.1


def free_port() -> int:
    """A port of the loopback address that is free now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def server_command(bind: str, tls: tuple[Path, Path] | None = None) -> list[str]:
    """The command line of the real server."""
    words = [sys.executable, "-m", "gunicorn", "-c", "python:voting.gunicorn_conf", "-b", bind]
    if tls:
        words += ["--certfile", str(tls[0]), "--keyfile", str(tls[1])]
    return [*words, "voting.wsgi:app"]


class Processes:
    """Child processes with one fate: leaving the `with` block stops them all."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._stack.close()

    def start(
        self, words: Sequence[str], config: Config | None = None, output: Path | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a child in a session of its own, so that Ctrl-C reaches it only through us."""
        target = self._stack.enter_context(output.open("ab")) if output else None
        child = subprocess.Popen(
            list(words), env=config.environment() if config else None, start_new_session=True,
            stdout=target, stderr=target, stdin=subprocess.DEVNULL, cwd=Path(__file__).resolve().parents[2],
        )  # fmt: skip
        self._stack.callback(_stop, child)
        return child

    def serve(self, config: Config, bind: str, base: str, tls: tuple[Path, Path] | None = None,
              output: Path | None = None, trust: ssl.SSLContext | None = None) -> None:  # fmt: skip
        """Start the server and wait until it answers; Stop when it does not, or when another program has the port."""
        host, _, port = bind.rpartition(":")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1" if host == "0.0.0.0" else host, int(port))) == 0:  # noqa: S104
                raise Stop(Text(f"端口{port}已被其他程序占用。", f"Port {port} is taken by another program."))
        self.server = child = self.start(server_command(bind, tls), config, output)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if child.poll() is not None:
                where = f" ({output})" if output else ""
                raise Stop(Text(f"服务器未能启动{where}。", f"The server did not start{where}."))
            try:
                with urlopen(f"{base}/api/meeting", timeout=2, context=trust) as answer:  # noqa: S310
                    json.load(answer)
                    return
            except (URLError, OSError, ValueError):
                time.sleep(LOOK_EVERY)
        raise Stop(Text("服务器没有应答。", "The server does not answer."))

    def simulate(
        self, base: str, cards: Path, seed: int, keys: Path, output: Path, *more: str
    ) -> subprocess.Popen[bytes]:
        """Start the simulated seats."""
        words = [sys.executable, "-m", "devices", "simulate", "--server", base, "--cards", str(cards), "--seed", str(seed),
                 "--keys", str(keys), *more]  # fmt: skip
        return self.start(words, None, output)

    def station(self, base: str, name: str, code: str | None, papers: Path, folder: Path, output: Path,
                authority: Path | None = None) -> subprocess.Popen[bytes]:  # fmt: skip
        """Start a scrutineers' station with its own folder; `papers` has the roll and the sitting file that its scrutineers
        brought, `code` is for its first start.
        """
        words = [sys.executable, "-m", "voting.cli", "station", "--server", base, "--station", name, "--roll", str(papers / "roll.csv"),
                 "--agenda", str(papers / "sitting.toml"), "--var", str(folder), "--bind", f"127.0.0.1:{free_port()}"]  # fmt: skip
        words += ["--code", code] if code else []
        words += ["--ca", str(authority)] if authority else []
        return self.start(words, None, output)


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    child.send_signal(signal.SIGTERM)
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
