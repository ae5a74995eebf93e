"""The command line of `yijue`: every command of the house; `count`, `verify` and `station` are run in door.py, without it.

What a command needs is brought in when it is typed, so that a short one starts at once.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from voting.ballots.keys import KeyTrouble
from voting.cli.places import SAMPLES
from voting.cli.stopping import Stop
from voting.config import Config
from voting.core.words import Text
from voting.documents.rows import MAX_ROWS
from voting.ledger.port import Unwritable
from voting.store.opening import Unopened, open_store
from voting.web.tls import NotPermitted

DEFAULT_DATABASE: Final = "sqlite:///var/yijue.db"
DEFAULT_KEYS: Final = Path("var/keys")
EMPTY: Final = "empty"


class Adds(Protocol):
    """Puts a command with its help among the others."""

    def __call__(self, commands: argparse._SubParsersAction[argparse.ArgumentParser], /) -> None: ...


def main(words: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it did what was asked, 1 when it could not, 2 for a wrong command line."""
    typed = sys.argv[1:] if words is None else list(words)
    options = parser(typed[0] if typed else None).parse_args(typed)
    try:
        done: int = options.act(options)
    except (Stop, NotPermitted) as error:
        return _sorry(str(error))
    except (Unopened, Unwritable) as error:
        return _sorry(f"{error.zh} {error.en}")
    except (KeyTrouble, OSError) as error:
        return _sorry(f"不能继续 / cannot go on: {error}")
    except KeyboardInterrupt:
        return 0
    return done


def _sorry(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def parser(typed: str | None = None) -> argparse.ArgumentParser:
    """The command line with its help, in both languages: the whole of it, or of the command typed."""
    top = argparse.ArgumentParser(
        prog="yijue", description="议决：电子表决与会议系统 / Yijue: voting and meeting sessions"
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for add in [ADDS[typed]] if typed is not None and typed in ADDS else dict.fromkeys(ADDS.values()):
        add(commands)
    return top


def _late(module: str) -> Any:
    return importlib.import_module(f"voting.cli.{module}")


def _place(command: argparse.ArgumentParser) -> None:
    command.add_argument("--database", default=DEFAULT_DATABASE, help="数据库地址 / database URL (default %(default)s)")
    command.add_argument(
        "--keys", type=Path, default=DEFAULT_KEYS, help="密钥目录 / directory of keys (default %(default)s)"
    )


def place(options: argparse.Namespace) -> Config:
    """The configuration that the options name; paths are taken from where the command was typed."""
    database, keys = str(options.database), options.keys.resolve()
    if database.startswith("sqlite:///") and not database.startswith("sqlite:////"):
        database = f"sqlite:///{Path(database.removeprefix('sqlite:///')).resolve()}"
    return Config(database, keys)


def _serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("serve", help="启动服务器 / start the server for the imported sitting")
    _place(command)
    command.add_argument(
        "--bind", default="127.0.0.1:8000", help="监听地址 / address to listen on (default %(default)s)"
    )
    command.add_argument("--certificate", type=Path, help="TLS 证书 / certificate (PEM); tablets need https")
    command.add_argument("--key", type=Path, help="TLS 私钥 / its private key (PEM)")
    command.set_defaults(act=serve)


def serve(options: argparse.Namespace) -> int:
    """Become the server process."""
    if (options.certificate is None) != (options.key is None):
        raise Stop(Text("证书和私钥须一并给出。", "A certificate goes with its key, and a key with its certificate."))
    open_store(options.database).close()  # what is wrong with it is said here, in both languages
    tls = (options.certificate, options.key) if options.certificate else None
    words = _late("processes").server_command(options.bind, tls)
    sys.stdout.flush()
    os.chdir(Path(__file__).resolve().parents[2])
    os.execve(words[0], words, place(options).environment())


def _import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("import", help="导入会议和名册 / import a sitting file and its roll")
    command.add_argument("sitting", type=Path, help="会议文件 / the sitting file (TOML); its roll stands beside it")
    command.add_argument("--cards", type=Path, default=Path("cards.pdf"), help="密码卡 / where the PIN cards go, once")
    command.add_argument("--base", default="https://127.0.0.1:8443", help="平板打开的地址 / address that tablets open")
    _place(command)
    command.set_defaults(
        act=lambda options: _late("imports").import_sitting(
            place(options), options.sitting, options.cards, options.base
        )
    )


def _officer(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("officer", help="设置工作人员账号 / add an officer or set a new password")
    command.add_argument("name")
    command.add_argument("role", choices=("operator", "chair", "secretary", "scrutineer", "hall"))
    _place(command)
    command.set_defaults(act=lambda options: _late("imports").officer(place(options), options.name, options.role))


def _simulate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "simulate",
        help="模拟座位 / simulated seats, for a database created as sample; more: python -m devices simulate --help",
    )
    command.add_argument("--server", required=True, help="服务器地址 / address of the server")
    command.add_argument(
        "--cards", type=Path, help="座位卡片 / the sample's cards, JSON (default those of `yijue run` under var/)"
    )
    command.add_argument("--ca", type=Path, help="会场证书 / certificate of the house's authority, for https")
    command.add_argument("--seats", type=int, help="座位数 / how many seats (default all)")
    command.add_argument("--seed", type=int, default=1, help="行为种子 / seed of their behaviour")
    command.set_defaults(act=simulate)


def simulate(options: argparse.Namespace) -> int:
    """Become the simulator process."""
    cards = options.cards or sample_cards_of(Path("var"))
    words = [sys.executable, "-m", "devices", "simulate", "--server", options.server, "--cards",
             str(cards.resolve()), "--seed", str(options.seed)]  # fmt: skip
    if options.ca is not None:
        words += ["--ca", str(options.ca.resolve())]
    if options.seats is not None:
        words += ["--seats", str(options.seats)]
    os.chdir(Path(__file__).resolve().parents[2])
    os.execv(words[0], words)


def sample_cards_of(var: Path) -> Path:
    """The cards that `yijue run` wrote last under `var`; Stop where it never ran."""
    found = sorted(var.glob("*/cards.json"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise Stop(Text("没有座位卡片，请用 --cards 指明。", "There are no cards; name them with --cards."))
    return found[-1]


def _sample(command: argparse.ArgumentParser, *more: str) -> None:
    names = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir())
    command.add_argument(
        "--sample", choices=[*names, *more], default="committee", help="样例 / which sample (default %(default)s)"
    )
    command.add_argument("--seed", type=int, default=1, help="行为种子 / seed of the seats' behaviour")


def _run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "run", help="演示 / a sample sitting with simulated seats, for you to play; `--sample empty`: as `yijue new`"
    )
    _sample(command, EMPTY)
    _where(command, Path("var"))
    _stations(command)
    command.set_defaults(act=_play)


def _play(options: argparse.Namespace) -> int:
    var, port, lan = options.var, options.port, options.lan
    empty = options.sample == EMPTY
    done: int = (
        _late("new").new(var / EMPTY, port, lan=lan)
        if empty
        else _late("run").run(options.sample, options.seed, var, port, lan=lan, stations=options.stations)
    )
    return done


def _stations(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--stations",
        type=int,
        choices=(0, 1, 2),
        default=0,
        help="监票席数 / scrutineers' stations (default %(default)s)",
    )


def _where(command: argparse.ArgumentParser, var: Path) -> None:
    command.add_argument("--lan", action="store_true", help="局域网 https / serve the local network with https")
    command.add_argument("--port", type=int, default=None, help="端口 / port (default 8000, with --lan 8443)")
    command.add_argument("--var", type=Path, default=var, help="数据目录 / where it is kept (default %(default)s)")


def _new(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser(
        "new",
        help="新的会议 / a new sitting, prepared by its secretary in the browser",
        description="在数据目录中建立空的会议（密钥、工作人员账号），启动服务器并列出各角色的一次性链接；秘书在浏览器中准备会议，不需要任何文件。"
        "再次执行即从上次继续。 / Makes an empty sitting with its keys and officers in a folder, serves it and prints a one-time link for "
        "each role; the secretary prepares the sitting in the browser, no file is needed. A second start goes on where it was.",
    )
    _where(command, Path("var/sitting"))
    command.set_defaults(act=lambda options: _late("new").new(options.var, options.port, lan=options.lan))


def _seats(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_ROWS:
        raise argparse.ArgumentTypeError(f"须为 1 至 {MAX_ROWS} / 1 to {MAX_ROWS}")
    return int(text)


def _demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("demo", help="无人演示 / the same sitting without a person")
    command.add_argument("--once", action="store_true", required=True, help="进行一次 / hold it once and end")
    _sample(command)
    command.add_argument("--seats", type=_seats, help="成员数 / members of a fictitious roll (default the sample's)")
    _stations(command)
    command.add_argument("--out", type=Path, required=True, help="结果目录 / where the results are written")
    command.set_defaults(
        act=lambda options: _late("demo").once(
            options.sample, options.seats, options.seed, options.out, options.stations
        )
    )


def _ledger(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("ledger", help="账本 / the ledger").add_subparsers(required=True, metavar="COMMAND")
    verify = command.add_parser(
        "verify",
        help="核对账本 / check every entry, the tree and the checkpoint",
        description="重读每一条记录，重建散列树，与最新签名的检查点核对；一致时返回 0，不一致时说明是哪一条。 / Reads every entry again, builds the "
        "hash tree anew and holds the newest signed checkpoint against it; exit 0 when all is as it was written, else 1 "
        "and the first entry that is not.",
    )
    _place(verify)
    verify.set_defaults(act=lambda options: _late("ledger").verify(place(options)))


def _of(module: str) -> Adds:
    return lambda commands: _late(module).add(commands)


ADDS: Final[Mapping[str, Adds]] = {
    "new": _new,
    "serve": _serve,
    "import": _import,
    "officer": _officer,
    "simulate": _simulate,
    "run": _run,
    "demo": _demo,
    "ledger": _ledger,
    **{name: _of(name) for name in ("names", "rules", "count", "calendar", "parallel")},
    **dict.fromkeys(("certificate", "sign", "signatures"), _of("seal")),
    "opendata": lambda commands: _late("opendata").add(commands, _place, place),
    "export": lambda commands: _late("export").add(commands, _place, place),
    "verify": _of("verify"),
    "station": _of("station"),
}
