"""`python -m devices keypad | simulate | check | blame`: the command line of the seat's software."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from devices import blame
from devices.challenge import check, same_code, sentences
from devices.encoding import Broken
from devices.enrolment import Declined
from devices.https import Address
from devices.keypad.desk import Desk, Post
from devices.keypad.source import StdinSource
from devices.keypad.words import MARKS
from devices.signer import KeyFileError
from devices.simulator.behaviour import Habits
from devices.simulator.cards import Cards
from devices.simulator.crowd import Crowd, Order
from devices.wire import Untrusted

CARDS = """\
卡片文件 / the cards file:
  {"meeting": id, "server": JWK|null, "seats": [{"seat", "member", "pin", "code"}, …]}
  code 为 null：席位已注册，密钥在 --keys 中 / code null: enrolled before, its key is in --keys.
份额 / shares:
  --for --against --abstain --silent 合计 100 / add up to 100.
阶段 / phases with --json:
  enrolled, connected, seated, closed, stopped {seats, failed, …}; per vote: drawn {papers},
  cast {planned, receipts, refused, p50_us, p99_us, max_us: 从按键到回执 / from the press to the receipt},
  confirmed {seats, complaints: 在日志中核实 / found in the log}, audited {seats, complaints: 在计票中核实 / in the count}
例 / example:
  python -m devices simulate --server https://127.0.0.1:8443 --ca ca.pem --cards cards.json --seats 34 --seed 7
"""
KEYPAD = """\
第一次使用需要操作员给的一次性注册码；操作员核对指纹后即可使用。
The first time you need the one-time code that the operator's console shows for this seat; once the operator has
compared the fingerprint, the key file is the seat's identity. Keys: 1 赞成/for, 2 反对/against, 3 弃权/abstain.
提交以前可以查验本机：查验文件在密钥旁的 .checked 目录 / before a secret vote is sent it can be checked instead: the
opening lies in the folder .checked beside the key.
例 / example:
  python -m devices keypad --server https://127.0.0.1:8443 --ca ca.pem --seat A01
"""
CHECK = """\
在另一台电脑上运行。显示的查验码须与查验前终端上的一致，显示的标记须与代表本人所作的一致。
Run it on a computer of your own. The code must be the one that stood on the terminal before, the marks the member's own.
"""


BLAME = """\
代表本人在终端上保存的开票文件，加上会议的完整证据包。先用 yijue verify 核对证据包。该文件会显示他怎么投的。
The opening that a member saved at the alarm, and the full evidence bundle. Check the bundle with yijue verify first.
The opening shows how the member voted. Exit status 0: in the count; 1: missing, and after whom is printed.
例 / example:
  python -m devices blame p3-A01.json --bundle full.zip
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; the exit status is 0 when all went well, 1 when not, 2 for a wrong command line."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "check":
            return _check(options.file, options.code, options.marks)
        if options.command == "blame":
            return _blame(options.file, options.bundle)
        return asyncio.run(_keypad(options) if options.command == "keypad" else _simulate(options))
    except (Broken, Declined, KeyFileError, OSError, Untrusted, ValueError) as error:
        print(f"不能继续 / cannot go on: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


async def _keypad(options: argparse.Namespace) -> int:
    key = options.key or Path("var/keypad") / f"{options.seat}.pem"
    address = Address.of(options.server, options.ca)
    post = Post(address, options.seat, key, options.passphrase_file, options.code, options.method)
    return await Desk(post, StdinSource()).run()


async def _simulate(options: argparse.Namespace) -> int:
    habits = Habits(
        options.in_favour, options.against, options.abstain, options.silent, options.changing, options.dropping,
        options.writing, options.spoiling, options.think_least, options.think_most,
    )  # fmt: skip
    cards = Cards.load(options.cards, options.seats)
    address = Address.of(options.server, options.ca)
    crowd = Crowd(Order(address, cards, options.keys, options.seed, habits, options.json, options.leave_at_close))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, crowd.stop.set)
    return await crowd.run()


def _check(file: Path, noted: str | None, script: str | None) -> int:
    checked = check(file.read_bytes())
    for sentence in sentences(checked, MARKS):
        print(sentence)
    marks = "+".join(("".join(letter for _, letter in checked.marks), *checked.written))
    found = [] if noted is None else [same_code(noted, checked.code)]
    if found:
        print(
            "与记下的查验码相符 / under the code that was noted"
            if found[0]
            else "与记下的查验码不符：不是那张票 / NOT under the code that was noted: another paper"
        )
    if script is not None:
        found.append(marks == script)
        print(
            "与脚本相符 / as the script says"
            if marks == script
            else "与脚本不符：终端封入的不是所作的标记 / NOT as the script says"
        )
    return 0 if all(found) else 1


def _blame(file: Path, bundle: Path) -> int:
    found = blame.blame(file.read_bytes(), bundle)
    for sentence in blame.sentences(found):
        print(sentence)
    return 0 if found.missing_after is None else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m devices", description="议决 · 席位设备 / Yijue: the seat's software outside the browser"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="keypad | simulate | check | blame")
    shape = argparse.RawDescriptionHelpFormatter
    keypad = commands.add_parser(
        "keypad", help="一个席位的键盘 / a keypad at one seat", epilog=KEYPAD, formatter_class=shape
    )
    simulate = commands.add_parser(
        "simulate", help="模拟席位 / seats without people", epilog=CARDS, formatter_class=shape
    )
    checking = commands.add_parser(
        "check", help="查验一张未投的票 / check a challenged paper", epilog=CHECK, formatter_class=shape
    )
    checking.add_argument(
        "file", type=Path, metavar="FILE", help="终端给出的查验文件 / the opening that the terminal gave"
    )
    checking.add_argument(
        "--code", metavar="CODE", help="查验前记下的查验码 / the code that was noted before the check"
    )
    checking.add_argument(
        "--marks",
        metavar="SCRIPT",
        help="脚本所作的标记，如 YNA，另选姓名以 + 相接 / the marks that the script made, names written in behind a + each",
    )
    blaming = commands.add_parser(
        "blame", help="查出哪一方少了票 / after whom a ballot is missing", epilog=BLAME, formatter_class=shape
    )
    blaming.add_argument(
        "file", type=Path, metavar="FILE", help="终端给出的开票文件 / the opening that the terminal gave"
    )
    blaming.add_argument("--bundle", type=Path, required=True, metavar="BUNDLE", help="完整证据包 / the full bundle")
    for command in (keypad, simulate):
        command.add_argument("--server", required=True, metavar="URL", help="服务器地址 / address of the server")
        command.add_argument("--ca", metavar="FILE", help="本地证书机构的证书 / certificate of a private CA, for https")
    _keypad_options(keypad)
    _simulate_options(simulate)
    return parser


def _keypad_options(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--seat", required=True, help="席位号 / seat, e.g. A01")
    add("--key", type=Path, metavar="FILE", help="加密的密钥文件 / encrypted key file (default var/keypad/SEAT.pem)")
    add(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="口令文件；没有则询问 / file with its passphrase; else asked",
    )
    add("--code", help="一次性注册码；没有则询问 / one-time code of the first start; else asked")
    add("--method", choices=("pin", "badge"), default="pin", help="签到方式 / how people sign in (default pin)")


def _simulate_options(parser: argparse.ArgumentParser) -> None:
    add, usual = parser.add_argument, Habits()
    add("--cards", required=True, type=Path, metavar="FILE", help="席位、密码与注册码 / seats, PINs and codes (JSON)")
    add("--seats", type=int, metavar="N", help="只用前 N 个席位 / the first N seats only (default all)")
    add("--seed", type=int, default=1, metavar="N", help="行为的种子，不用于密钥 / seed of behaviour, never of keys")
    add("--keys", type=Path, metavar="DIR", help="保存密钥以便再次启动 / keep keys here for the next start")
    add("--json", action="store_true", help="每个阶段在标准输出写一行 JSON / one JSON line per phase on stdout")
    add("--leave-at-close", action="store_true", help="会议结束后退出 / leave when the sitting is closed")
    shares = (
        ("--for", "in_favour", "赞成 / for"), ("--against", "against", "反对 / against"),
        ("--abstain", "abstain", "弃权 / abstain"), ("--silent", "silent", "不按 / do not press"),
        ("--changing", "changing", "改票 / change their vote"), ("--dropping", "dropping", "断线 / lose the line"),
        ("--writing", "writing", "另选 / write a name in"), ("--spoiling", "spoiling", "多选 / mark too many"),
    )  # fmt: skip
    for flag, name, what in shares:
        default = getattr(usual, name)
        add(flag, dest=name, type=int, default=default, metavar="%", help=f"{what} (default {default} %%)")
    add("--think-least", type=int, default=usual.think_least, metavar="MS", help="思考至少 / least thinking time, ms")
    add("--think-most", type=int, default=usual.think_most, metavar="MS", help="思考至多 / most thinking time, ms")


if __name__ == "__main__":
    sys.exit(main())
