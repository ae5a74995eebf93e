"""`yijue count`: one case of law or a list of them, answered by the core without a server or a database."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from voting.cases.answers import answers
from voting.cases.fields import Unusable

DESCRIPTION = (
    "按法律规则计算一例或一组案例；无法使用的文件返回 2 并指明项目。 / Answers one case or a JSON array of cases by the "
    "rule book; exit 2 and the name of the field where the file cannot be used."
)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Say in the help of `yijue` what this command is; `door.main` is where it is run."""
    command = commands.add_parser("count", help="案例计算 / answer a case file by the rules", description=DESCRIPTION)
    _arguments(command)
    command.set_defaults(act=lambda options: count(options.case))


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "case", metavar="CASE.json", help="案例文件，- 为标准输入 / the case file, - for standard input"
    )


def main(words: Sequence[str]) -> int:
    """Answer the file that the words name; 0 with answers, 2 where it is unusable."""
    parser = argparse.ArgumentParser(prog="yijue count", description=DESCRIPTION)
    _arguments(parser)
    return count(parser.parse_args(words).case)


def count(name: str) -> int:
    """Answer this file on standard output."""
    try:
        if name == "-":
            return _answer(sys.stdin.buffer)
        with Path(name).open("rb") as stream:
            return _answer(stream)
    except BrokenPipeError:  # nobody reads on; what is still buffered goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"{name}: 无法读取 / cannot be read: {error.strerror}", file=sys.stderr)
        return 2


def _answer(stream: BinaryIO) -> int:
    out = sys.stdout.buffer
    try:
        for piece in answers(stream):
            out.write(piece)
    except Unusable as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        out.flush()
    return 0
