"""`yijue new`: a real sitting that its secretary prepares in the browser, from nothing but an empty folder."""

from __future__ import annotations

import signal
import ssl
import sys
import time
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Final

from voting.ballots.keys import KeyStore
from voting.clerk.clerk import Clerk, Order
from voting.clerk.origin import log_key
from voting.cli.establish import IMPORTER, key_store, sample_officers
from voting.cli.processes import Processes
from voting.cli.run import LOOK_SECONDS, TITLES, Place, links, place, say_lan
from voting.cli.stopping import Stop
from voting.config import Config
from voting.core.refusals import Refusal
from voting.core.words import Text
from voting.drafting import laying
from voting.store.opening import Store, open_store
from voting.web.clock import clock

DATABASE: Final = "yijue.db"


def prepare(folder: Path) -> Config:
    """The database of an empty sitting under `folder`, with keys and officers; on a second start as it was left."""
    config = Config(f"sqlite:///{(folder / DATABASE).resolve()}", (folder / "keys").resolve())
    folder.mkdir(parents=True, exist_ok=True)
    keys = key_store(config)
    store = open_store(config.database, create=True)
    try:
        _lay(config, store, keys)
    finally:
        store.close()
    return config


def _lay(config: Config, store: Store, keys: KeyStore) -> None:
    now = clock(config.utc_offset)
    meetings = store.ledger.meetings()
    meeting = meetings[-1] if meetings else f"sitting-{datetime.fromisoformat(now()):%Y%m%d}-{token_hex(2)}"
    if not meetings:
        store.ledger.create(meeting)
    if store.ledger.size(meeting):
        return
    clerk = Clerk(store.ledger, meeting, keys.server, log_key(keys, meeting), now)
    (answer,) = clerk.work(Order(laying.empty(IMPORTER, meeting)))
    if isinstance(answer, Refusal):
        raise Stop(Text(answer.zh, answer.en))
    sample_officers(store)


def new(folder: Path, port: int | None, *, lan: bool) -> int:
    """Serve the sitting under `folder` until Ctrl-C; a second start goes on where it was."""
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's `&` has the child ignore the first
        signal.signal(number, signal.default_int_handler)
    config = prepare(folder)
    here = place(config, folder, port, lan=lan)
    trust = ssl.create_default_context(cafile=here.trust) if here.trust else None
    print("启动服务器 / starting the server …", file=sys.stderr, flush=True)
    with Processes() as processes:
        processes.serve(here.config, here.bind, here.local, here.tls, folder / "server.log", trust)
        _say(here, lan=lan)
        while processes.server and processes.server.poll() is None:
            time.sleep(LOOK_SECONDS)
        print(f"服务器已停止，见 / the server has stopped, see {folder / 'server.log'}", flush=True)
    return 1


def _say(here: Place, *, lan: bool) -> None:
    print("\n议决 · 新的会议 / Yijue · a new sitting    Ctrl-C 结束 / ends it\n")
    for role, address in links(here.config, here.public).items():
        print(f"  {TITLES[role]:<24} {address}")
    print("\n  秘书先打开“会议准备”：填会议、办法、议程，导入名册，检查后保存。每个链接只能用一次，半天内有效。")
    print(
        "  The secretary begins, under “Preparation”: sitting, method, agenda, roll; then checks and lays it. Each link"
    )
    print("  works once, within half a day; `yijue officer` gives accounts with passwords.\n", flush=True)
    if lan:
        say_lan(here.public)
