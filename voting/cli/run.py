"""`yijue run`: a sample sitting on this machine, with simulated seats, for a person at the browser."""

from __future__ import annotations

import json
import ssl
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

import segno

from voting.cli.establish import (
    OFFICERS,
    establish,
    key_store,
    sample_cards,
    sample_files,
    sample_officers,
    write_json,
)
from voting.cli.processes import Processes
from voting.config import Config
from voting.store.opening import open_store
from voting.web.house import clock
from voting.web.sessions import Sessions
from voting.web.tls import certificates, own_address

TITLES: Final = {"operator": "操作台 operator", "chair": "主持人 chair", "secretary": "秘书 secretary",
                 "scrutineer": "监票人 scrutineer", "hall": "会场大屏 hall"}  # fmt: skip
LOOK_SECONDS: Final = 0.5


def prepare(sample: str, folder: Path) -> tuple[Config, Path]:
    """The sample's database under `folder`, made on the first start; and its cards."""
    config = Config(f"sqlite:///{folder.resolve()}/yijue.db", folder.resolve() / "keys")
    cards = folder / "cards.json"
    if not cards.exists():
        folder.mkdir(parents=True, exist_ok=True)
        data, roll = sample_files(sample)
        made = establish(config, data, roll, sample=True)
        store = open_store(config.database)
        sample_officers(store)
        write_json(cards, sample_cards(store, key_store(config), made, clock(config.utc_offset)()))
        store.close()
    return config, cards


def links(config: Config, base: str) -> dict[str, str]:
    """A fresh one-time sign-in link for every role."""
    store = open_store(config.database)
    sessions = Sessions(store.register)
    found: dict[str, str] = {str(role): f"{base}/{role}#once={sessions.link(role, role)}" for role in OFFICERS}
    store.close()
    return found


def run(sample: str, seed: int, var: Path, port: int | None, *, lan: bool) -> int:
    """Serve the sample until Ctrl-C; a second start goes on where it was."""
    folder = var / sample
    config, cards = prepare(sample, folder)
    bind, base, tls, trust = f"127.0.0.1:{port or 8000}", f"http://127.0.0.1:{port or 8000}", None, None
    more: list[str] = []
    if lan:
        own = own_address()
        made = certificates(var / "ca", [own, "127.0.0.1", "localhost"])
        bind, base = f"0.0.0.0:{port or 8443}", f"https://{own}:{port or 8443}"
        tls, trust = (made.certificate.resolve(), made.key.resolve()), ssl.create_default_context(cafile=made.authority)
        config = replace(config, address=base, authority=made.authority.resolve())
        more = ["--ca", str(made.authority.resolve())]
    everyone = json.loads(cards.read_text(encoding="utf-8"))["seats"]
    with Processes() as processes:
        processes.serve(config, bind, base, tls, folder / "server.log", trust)
        seats = processes.simulate(
            base, cards.resolve(), seed, (folder / "seat-keys").resolve(), folder / "seats.log",
            "--seats", str(len(everyone) - 1), *more,
        )  # fmt: skip
        _say(links(config, base), everyone[-1], base, len(everyone) - 1)
        if lan:
            _say_lan(base)
        while processes.server and processes.server.poll() is None:
            if seats.poll() not in (None, 0):
                print(f"模拟座位已停止，见 / the simulated seats have stopped, see {folder / 'seats.log'}", flush=True)
                seats.returncode = 0
            time.sleep(LOOK_SECONDS)
    return 1


def _say_lan(base: str) -> None:
    print(f"  平板先打开并安装证书 / tablets first open and install: {base}/ca.crt\n")
    segno.make(base, error="m").terminal(compact=True)
    print(flush=True)


def _say(addresses: dict[str, str], own: dict[str, str], base: str, simulated: int) -> None:
    print("\n议决 · 演示 / Yijue · demonstration    Ctrl-C 结束 / ends it\n")
    for role, address in addresses.items():
        print(f"  {TITLES[role]:<24} {address}")
    print(f"  {'您的座位 your seat':<22} {base}/seat/{own['seat']}?code={own['code']}   PIN {own['pin']}")
    print(f"\n  {simulated} 个模拟座位正在签到 / simulated seats are signing in\n", flush=True)
