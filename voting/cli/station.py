"""`yijue station`: a scrutineers' station 监票席 on a machine of its own, with its page on the loopback address."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from voting.ballots.keys import KeyTrouble
from voting.cli.agenda import NoAgenda, read_agenda
from voting.core.words import Text
from voting.documents.roll import RollErrors, read_roll
from voting.station import agenda
from voting.station.calls import Calls, safe
from voting.station.keyring import Keyring
from voting.station.notebook import Notebook, NotebookTrouble, Person
from voting.station.office import Office
from voting.station.page import Door, create_app, listen
from voting.station.view import fingerprints

NOTEBOOK: Final = "station.sqlite3"
BIND: Final = "127.0.0.1:9001"
LOOK_SECONDS: Final = 0.1  # how often the page's server looks whether it is to stop
DESCRIPTION: Final = (
    "监票席：在自己的电脑上，用自己的密钥和名册核对、会签、发票、见证、拆封、计票。首次启动须给出 --roll 和 --code。 / A scrutineers' "
    "station: it checks, countersigns, issues, witnesses, opens and counts with keys and a roll of its own. The first "
    "start needs --roll and --code; later starts go on where it was."
)


CHINA: Final = timezone(timedelta(hours=8))  # what a line of the notebook is dated with, as the server's


class Stop(Exception):
    """The station cannot start; the sentences are for the person who typed the command."""

    def __init__(self, *sentences: Text) -> None:
        super().__init__("\n".join(f"{one.zh} {one.en}" for one in sentences))


def main(words: Sequence[str]) -> int:
    """Run a station from its own words; 1 with a sentence where it cannot start."""
    parser = argparse.ArgumentParser(prog="yijue station", description=DESCRIPTION)
    _arguments(parser)
    options = parser.parse_args(words)
    try:
        return station(options)
    except (Stop, KeyTrouble, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Say in the help of `yijue` what this command is; `door.main` is where it is run."""
    command = commands.add_parser("station", help="监票席 / a scrutineers' station", description=DESCRIPTION)
    _arguments(command)
    command.set_defaults(act=station)


def _arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--server", required=True, help="服务器地址 / address of the server (https)")
    command.add_argument("--station", required=True, choices=("A", "B"), help="席号 / which station")
    command.add_argument("--var", type=Path, required=True, help="数据目录 / where notebook and keys are kept")
    command.add_argument("--bind", default=BIND, help="页面地址 / address of the page (default %(default)s)")
    command.add_argument("--ca", type=Path, help="会场证书 / certificate of the house's authority")
    command.add_argument("--roll", type=Path, help="名册文件 / the roll (.xlsx or .csv), from the secretary's own hand")
    command.add_argument(
        "--agenda",
        type=Path,
        help="会议文件（.toml），由秘书当面拷给 / the sitting file, from the secretary's own hand",
    )
    command.add_argument("--code", help="登记码 / the one-time code of the operator's console")
    command.add_argument("--meeting", help="会议编号 / id of the meeting; another is refused")
    command.add_argument("--start-key", type=Path, help="启动密钥 / a start key that lies elsewhere")
    command.add_argument(
        "--ask", action="store_true", help="每份选票清单都须点击 / every countersigning waits for a click"
    )


def station(options: argparse.Namespace) -> int:
    """Run the station until Ctrl-C."""
    host, port = _address(options.bind)
    if not safe(options.server):
        raise Stop(Text("服务器地址须为 https。", "The server's address is https, unless it is this machine's own."))
    office = establish(options)
    page = listen(host, port)
    _say(office)
    page.set_app(create_app(office, Door(lambda code: _say_door(host, page.server_port, code))))
    working = [threading.Thread(target=office.run, daemon=True),
               threading.Thread(target=page.serve_forever, args=(LOOK_SECONDS,), daemon=True)]  # fmt: skip
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    for one in working:
        one.start()
    stopped.wait()
    office.stop()
    page.shutdown()
    page.server_close()
    return 0


def establish(options: argparse.Namespace) -> Office:
    """The station in its directory: made on the first start, opened on later ones."""
    options.var.mkdir(parents=True, exist_ok=True, mode=0o700)
    keyring = Keyring(options.var / "keys", options.start_key)
    try:
        notebook = Notebook(options.var / NOTEBOOK, _now)
    except NotebookTrouble as error:
        raise Stop(Text("监票席的记录不能打开。", str(error))) from error
    if (notebook.fact("station") or options.station) != options.station:
        raise Stop(Text("这个目录属于另一监票席。", f"This directory is that of station {notebook.fact('station')}."))
    notebook.note_fact("station", options.station)
    _roll(notebook, options.roll)
    _agenda(notebook, options.agenda)
    calls = Calls(options.server.rstrip("/"), options.ca)
    return Office(options.station, notebook, keyring, calls, options.code, options.meeting, options.ask,
                  _print)  # fmt: skip


def _roll(notebook: Notebook, path: Path | None) -> None:
    if path is None:
        if not notebook.roll():
            raise Stop(Text("首次启动须用 --roll 给出名册。", "The first start needs the roll: --roll."))
        return
    found = read_roll(path.name, path.read_bytes())
    if isinstance(found, RollErrors):
        raise Stop(*(Text(f"第 {one.row} 行：{one.zh}", f"Row {one.row}: {one.en}") for one in found.errors))
    members = found.members
    with notebook.writing():
        notebook.put_roll(Person(one.id, one.name, one.seat, one.role == "member") for one in members)
        notebook.tell("roll", people=len(members), voters=sum(one.role == "member" for one in members))


def _agenda(notebook: Notebook, path: Path | None) -> None:
    """Keep what the votes of this file ask; without a file the one that was given before, or none."""
    if path is None:
        return
    try:
        found = read_agenda(path)
    except NoAgenda as error:
        raise Stop(*error.sentences) from error
    with notebook.writing():
        notebook.note_fact("agenda", agenda.written(found))
        notebook.tell("agenda", votes=len(found))


def _now() -> str:
    return datetime.now(CHINA).isoformat(timespec="seconds")


def _address(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    if host not in ("127.0.0.1", "localhost") or not port.isascii() or not port.isdigit():
        raise Stop(Text("页面只能开在本机：127.0.0.1:端口。", "The page is for this machine alone: 127.0.0.1:PORT."))
    return "127.0.0.1", int(port)


def _say(office: Office) -> None:
    own = fingerprints(office.keyring.identity.public)
    people = office.notebook.roll().values()
    _print(f"\n议决 · 监票席 {office.station} / Yijue · station {office.station}    Ctrl-C 结束 / ends it\n")
    _print(f"  本席指纹 fingerprint   {own['short']}   {own['long']}")
    print(
        f"  名册 roll              {len(people)}，有表决权 with a vote {sum(one.votes for one in people)}\n", flush=True
    )


def _say_door(host: str, port: int, code: str) -> None:
    _print(f"  登录 sign in           http://{host}:{port}/#once={code}\n  登录码 code            {code}")


def _print(line: str) -> None:
    """A terminal window that was closed must not stop the station."""
    with suppress(OSError, ValueError):
        print(line, flush=True)
