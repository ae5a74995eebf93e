"""`yijue parallel ROLL`: which terminals scrutineers try by challenge during a vote, drawn from the log's own fingerprint.

Nobody can know before the checkpoint stands in the hall which terminals it names, and everybody can draw them again
(docs/threats.md, parallel tests).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

from voting.documents.roll import RollErrors, read_roll
from voting.ledger.signing import BadNote, fingerprint, parse_checkpoint, parse_note

DOMAIN: Final = b"parallel|v1|"
MISSED: Final = (1, 20)  # of all draws, at most so many may miss what the sentence says is found


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command with its help."""
    command = commands.add_parser("parallel", help="抽查终端 / draw the terminals that scrutineers try by challenge")
    command.add_argument("roll", type=Path, help="名册文件 / the roll (.xlsx or .csv)")
    command.add_argument(
        "--note", type=Path, required=True, help="检查点 / the checkpoint note, as GET /api/log gives it"
    )
    command.add_argument("--count", type=_count, default=20, help="抽查次数 / how many trials (default %(default)s)")
    command.set_defaults(act=lambda options: parallel(options.roll, options.note, options.count))


def parallel(roll: Path, note: Path, count: int) -> int:
    """Print the seats in the order they are tried; 1 with a sentence where a file is not what it should be."""
    found = read_roll(roll.name, roll.read_bytes())
    if isinstance(found, RollErrors):
        for error in found.errors:
            print(f"{roll.name}:{error.row} {error.zh} {error.en}", file=sys.stderr)
        return 1
    text = note.read_text(encoding="utf-8")
    try:
        root = parse_checkpoint(parse_note(text).text).root
    except BadNote as error:
        print(f"不是检查点 / no checkpoint: {error}", file=sys.stderr)
        return 1
    drawn = draw(root, (one.seat for one in found.voters if one.seat), count)
    share = least_found(len(drawn))
    print(f"日志指纹 / log fingerprint  {fingerprint(text)}")
    print("  ".join(drawn))
    print(f"{len(drawn)} 次查验都相符时，有 95% 的把握认为改票的终端不到 {share}%。")
    print(
        f"If all {len(drawn)} trials agree, fewer than {share} % of the terminals change votes, with 95 % confidence."
    )
    return 0


def draw(root: bytes, seats: Iterable[str], count: int) -> list[str]:
    """`count` different seats (fewer where there are no more), in an order that the 32 bytes of the root fix.

    >>> draw(bytes(32), ["A01", "A02", "A03"], 2) == draw(bytes(32), ["A03", "A02", "A01"], 2)
    True
    """
    return sorted(set(seats), key=lambda seat: sha256(DOMAIN + root + seat.encode("utf-8")).digest())[:count]


def least_found(trials: int) -> int:
    """The smallest share of changed votes, in percent, that so many trials find in 95 of 100 draws: (1 − f)ⁿ ≤ 1/20.

    >>> (least_found(20), least_found(60))
    (14, 5)
    """
    top, bottom = MISSED
    return next(share for share in range(1, 101) if (100 - share) ** trials * bottom <= top * 100**trials)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 3000:
        raise argparse.ArgumentTypeError("1–3000")
    return int(text)
