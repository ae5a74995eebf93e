"""`yijue verify`: an evidence bundle checked step by step, without a server, a database or a key."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from voting.verify.run import verify

DESCRIPTION = (
    "逐步核对证据包（docs/bundle.md 第 5 节）；全部成立返回 0，不成立返回 1 并在末行给出第一个不成立的步骤，不是证据包返回 2。 / "
    "Checks an evidence bundle step by step (docs/bundle.md section 5): exit 0 when all holds, 1 with the first step that fails on "
    "the last line, 2 when the file is no bundle."
)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Say in the help of `yijue` what this command is; `door.main` is where it is run."""
    command = commands.add_parser("verify", help="核对证据包 / check an evidence bundle", description=DESCRIPTION)
    _arguments(command)
    command.set_defaults(act=lambda options: check(options.bundle, options.trust, options.voter))


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("bundle", type=Path, metavar="BUNDLE", help="证据包 / the bundle (zip)")
    command.add_argument(
        "--trust", type=Path, metavar="FILE", help="信任的密钥 / keys to trust (JSON, docs/bundle.md 6)"
    )
    command.add_argument(
        "--voter", metavar="ID", help="全部成立后，说明各次表决中此人是否领票、投票 / when all holds, whether a paper was "
        "issued to this voter and a vote cast in each poll",
    )  # fmt: skip


def main(words: Sequence[str]) -> int:
    """Check the file that the words name."""
    parser = argparse.ArgumentParser(prog="yijue verify", description=DESCRIPTION)
    _arguments(parser)
    options = parser.parse_args(words)
    return check(options.bundle, options.trust, options.voter)


def check(bundle: Path, trust: Path | None, voter: str | None = None) -> int:
    """Tell each step on standard output, and how it ended on the last line."""
    try:
        verdict = verify(bundle, trust, lambda line: print(line, flush=True), voter)
    except OSError as error:
        print(f"{error.filename or bundle}: 无法读取 / cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    if verdict.code == 0:
        print("全部成立 / all steps hold")
    elif verdict.failed is not None:
        print(f"不成立 / does not hold: V{verdict.failed}")
    return verdict.code
