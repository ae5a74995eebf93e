"""`yijue parallel ROLL`: which terminals scrutineers try by challenge during a vote, drawn by dice of their own.

The dice are thrown where no machine of the hall sees them, their commitment goes into the minutes with the end of the
log as it is then, and only a later checkpoint turns them into seats: no terminal and no server knows the seats before,
and no scrutineer chooses them. Afterwards whoever has dice, both checkpoints and roll draws them again
(docs/threats.md, parallel tests).
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterable
from hashlib import scrypt, sha256
from pathlib import Path
from typing import Final

from voting.cli.log_ends import LogEnd, keys_of, later, log_end
from voting.cli.stopping import Stop
from voting.core.words import Text
from voting.documents.roll import RollErrors, read_roll

DOMAIN: Final = b"parallel|v3|"
MISSED: Final = (1, 20)  # of all draws, at most so many may miss what the sentence says is found
THROWS, LETTERS = 50, 24  # throws of a die (129 bits), or characters of a phrase
COST: Final = {"n": 2**14, "r": 8, "p": 1, "maxmem": 2**26}  # a phrase guessed from its commitment is guessed slowly


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command with its help."""
    command = commands.add_parser("parallel", help="抽查终端 / draw the terminals that scrutineers try by challenge")
    command.add_argument("roll", type=Path, help="名册文件 / the roll (.xlsx or .csv)")
    command.add_argument(
        "--dice", metavar="FILE|-",
        help="监票人掷的骰子或者语句，不给则当场输入 / the scrutineers' dice or phrase; typed when left out",
    )  # fmt: skip
    command.add_argument(
        "--since", type=Path, metavar="FILE", required=True,
        help="承诺时日志的末尾：另存的 GET /api/log 的答复 / the log's end at the commitment: the answer of GET /api/log, saved",
    )  # fmt: skip
    command.add_argument(
        "--reveal", type=Path, metavar="FILE",
        help="按此后的检查点列出席位：承诺之后再存的同一答复 / name the seats, by the same answer saved again, later",
    )  # fmt: skip
    command.add_argument(
        "--trust", type=Path, metavar="FILE",
        help="信任的密钥，不给则用 --since 中的，并显示指纹 / keys to trust (JSON, docs/bundle.md 6); else those of --since, shown",
    )  # fmt: skip
    command.add_argument("--count", type=_count, default=20, help="抽查次数 / how many trials (default %(default)s)")
    command.set_defaults(act=parallel)


def parallel(options: argparse.Namespace) -> int:
    """Print the commitment for the minutes; the seats, in the order they are tried, only with a later end of the log. Stop
    where a file or the dice are not what they should be.
    """
    seats, keys = _seats(options.roll), keys_of(options.trust, options.since)
    since = log_end(options.since, keys)
    then = None if options.reveal is None else later(options.reveal, keys, since)
    if options.trust is None:
        print("请与结果单和监票席屏幕核对 / compare with the sheets and the stations' screens:")
        print("".join(f"    {name} {digits}\n" for name, digits in keys.fingerprints()), end="")
    key = secret(_dice(options.dice, twice=then is None))
    print(f"承诺（写入会议记录） / commitment, for the minutes  {commitment(key, since)}")
    print(f"此时的日志 / the log at that time  {since}")
    if then is not None:
        _say(draw(key, then.root, seats, options.count), then)
        return 0
    print("骰子保密到查验时；之后用 --reveal 和此后的日志列出席位。")
    print("Keep the dice secret until the trials; then --reveal with the log from after this names the seats.")
    return 0


def _say(drawn: list[str], then: LogEnd) -> None:
    share = least_found(len(drawn))
    print(f"抽签的日志 / the log that draws  {then}")
    print("  ".join(drawn))
    print(f"{len(drawn)} 次查验都相符时，有 95% 的把握认为改票的终端不到 {share}%。")
    print(
        f"If all {len(drawn)} trials agree, fewer than {share} % of the terminals change votes, with 95 % confidence."
    )


def secret(dice: str) -> bytes:
    """32 bytes out of what was thrown or said, spaces left out; Stop where it is too short to be kept secret."""
    said = "".join(dice.split())
    if len(said) < (THROWS if said.isascii() and said.isdigit() else LETTERS):
        zh = f"骰子至少掷{THROWS}次；语句至少{LETTERS}个字，不要用现成的话。"
        raise Stop(Text(zh, f"At least {THROWS} throws of a die, or {LETTERS} characters that nobody has said before."))
    return scrypt(said.encode("utf-8"), salt=DOMAIN, dklen=32, **COST)


def commitment(key: bytes, since: LogEnd) -> str:
    """What is minuted before the draw: hexadecimal, and tells nothing of the seats; of another log it is another."""
    return sha256(DOMAIN + b"commitment|" + key + since.bound).hexdigest()


def draw(key: bytes, root: bytes, seats: Iterable[str], count: int) -> list[str]:
    """`count` different seats (fewer where there are no more), in an order that the key and the 32 bytes of the root fix.

    >>> draw(bytes(32), bytes(32), ["A01", "A02", "A03"], 2) == draw(bytes(32), bytes(32), ["A03", "A02", "A01"], 2)
    True
    """
    seed = sha256(DOMAIN + b"seed|" + key + root).digest()
    return sorted(set(seats), key=lambda seat: sha256(seed + seat.encode("utf-8")).digest())[:count]


def least_found(trials: int) -> int:
    """The smallest share of changed votes, in percent, that so many trials find in 95 of 100 draws: (1 − f)ⁿ ≤ 1/20.

    >>> (least_found(20), least_found(60))
    (14, 5)
    """
    top, bottom = MISSED
    return next(share for share in range(1, 101) if (100 - share) ** trials * bottom <= top * 100**trials)


def _seats(roll: Path) -> list[str]:
    found = read_roll(roll.name, roll.read_bytes())
    if isinstance(found, RollErrors):
        raise Stop(*(Text(f"{roll.name}:{error.row} {error.zh}", error.en) for error in found.errors))
    return [one.seat for one in found.voters if one.seat]


def _dice(file: str | None, *, twice: bool) -> str:
    """From a file, standard input (-), or typed unseen; twice where nothing tells yet whether it was typed rightly."""
    if file is not None:
        try:
            return (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Stop(Text("骰子文件不是文本。", "The dice are no text.")) from error
    said = getpass.getpass("骰子或者语句 / dice or phrase: ")
    if twice and getpass.getpass("再输入一次 / once more: ") != said:
        raise Stop(Text("两次输入不同。", "Not the same twice."))
    return said


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 3000:
        raise argparse.ArgumentTypeError("1–3000")
    return int(text)
