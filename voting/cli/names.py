"""`yijue names order`: names, one a line, in the order of their strokes; what is not settled is said beside it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from voting.cli.stopping import Stop
from voting.core.words import Text
from voting.names.order import DOUBTS, SingleCharGiven, Unorderable, order


def count(text: str) -> tuple[str, int]:
    """`陳=11` as a character and its strokes."""
    character, _, strokes = text.partition("=")
    if len(character) != 1 or not strokes.isascii() or not strokes.isdigit() or len(strokes) > 3:
        raise argparse.ArgumentTypeError("须如 陳=11 / like 陳=11")
    return character, int(strokes)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command with its help."""
    names = commands.add_parser("names", help="姓名 / names").add_subparsers(required=True, metavar="COMMAND")
    command = names.add_parser(
        "order",
        help="按姓名笔画排序 / order names by strokes",
        description="每行一个姓名，按姓名笔画排序后输出；不能确定先后的，在标准错误中逐对说明，由工作人员决定。 / Reads one name a line and "
        "writes them in the order of their strokes; pairs that no rule settles are told on standard error, for a "
        "person to decide. docs/names.md says how.",
    )
    command.add_argument("file", help="姓名文件，- 为标准输入 / file of names (UTF-8), - for standard input")
    command.add_argument(
        "--single-char-given",
        choices=("compare", "zero"),
        default="compare",
        help="单名：compare 以该字参加比较（姓名笔画），zero 第二字视为零画、排在双名之前（姓氏笔画） / a given name of one "
        "character: compared as it is, or put before longer ones (default %(default)s)",
    )
    command.add_argument(
        "--count",
        type=count,
        action="append",
        default=[],
        metavar="字=画",
        help="某字另计笔画，可多次 / strokes that are counted otherwise, e.g. 陳=11; may be repeated",
    )
    command.set_defaults(
        act=lambda options: ordered(options.file, options.single_char_given, dict(options.count)),
    )


def ordered(file: str, single_char_given: SingleCharGiven, counts: dict[str, int]) -> int:
    """Prints the names in order; 0 also where some are not settled, since the order is only proposed."""
    names = [line.strip() for line in _read(file).splitlines() if line.strip()]
    try:
        made = order(names, single_char_given, counts)
    except Unorderable as error:
        raise Stop(error.told) from error
    for name in made.names:
        print(name)
    for pair in made.unsettled:
        why = DOUBTS[pair.doubt]
        print(f"未能确定 / not settled: {pair.first} ? {pair.second}: {why.zh} / {why.en}", file=sys.stderr)
    return 0


def _read(file: str) -> str:
    try:
        return (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Stop(Text(f"{file} 不是 UTF-8 文本。", f"{file} is not text in UTF-8.")) from error
