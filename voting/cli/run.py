"""`yijue run`: a sample sitting on this machine, with simulated seats, for a person at the browser."""

from __future__ import annotations

import json
import signal
import ssl
import subprocess
import sys
import time
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import segno

from voting.cli.establish import (
    OFFICERS,
    SAMPLE_CODES,
    SECOND_TELLER,
    establish,
    key_store,
    sample_cards,
    sample_files,
    sample_officers,
    write_json,
)
from voting.cli.places import SAMPLES
from voting.cli.processes import Processes
from voting.config import Config
from voting.core.station import IDS as STATIONS
from voting.store.opening import open_store
from voting.store.register import EnrolmentCode
from voting.web.clock import clock
from voting.web.codes import code_hash, random_code
from voting.web.sessions import Sessions
from voting.web.tls import certificates, own_address

TITLES: Final = {"operator": "操作台 operator", "chair": "主持人 chair", "secretary": "秘书 secretary",
                 "scrutineer": "监票人 scrutineer", "scrutineer-2": "监票人（二） scrutineer-2", "hall": "会场大屏 hall"}  # fmt: skip
COLUMN: Final = 26  # places of a title in the list of addresses
LOOK_SECONDS: Final = 0.5
STATION_SECONDS: Final = 20.0


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
    """A fresh one-time sign-in link for every role, good for half a day."""
    store = open_store(config.database)
    sessions = Sessions(store.register)
    now = clock(config.utc_offset)()
    found: dict[str, str] = {str(role): f"{base}/{role}#once={sessions.link(role, role, now)}" for role in OFFICERS}
    if any(one.name == SECOND_TELLER for one in store.register.officers()):
        found[SECOND_TELLER] = f"{base}/scrutineer#once={sessions.link(SECOND_TELLER, 'scrutineer', now)}"
    store.close()
    return found


@dataclass(frozen=True)
class Place:
    """Where the server listens, how this machine reaches it, and how tablets do."""

    config: Config
    bind: str
    local: str
    public: str
    tls: tuple[Path, Path] | None = None
    trust: Path | None = None


def place(config: Config, var: Path, port: int | None, *, lan: bool) -> Place:
    """Loopback over http; or the local network over https with the certificate authority in `var/ca`."""
    if not lan:
        base = f"http://127.0.0.1:{port or 8000}"
        return Place(config, f"127.0.0.1:{port or 8000}", base, base)
    own, number = own_address(), port or 8443
    made = certificates(var / "ca", [own, "127.0.0.1", "localhost"])
    authority, public = made.authority.resolve(), f"https://{own}:{number}"
    here = replace(config, address=public, authority=authority)
    tls = (made.certificate.resolve(), made.key.resolve())
    return Place(here, f"0.0.0.0:{number}", f"https://127.0.0.1:{number}", public, tls, authority)


def run(sample: str, seed: int, var: Path, port: int | None, *, lan: bool, stations: int = 0) -> int:
    """Serve the sample until Ctrl-C; a second start goes on where it was."""
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's `&` has the child ignore the first
        signal.signal(number, signal.default_int_handler)
    folder = var / sample
    config, cards = prepare(sample, folder)
    here = place(config, var, port, lan=lan)
    everyone = json.loads(cards.read_text(encoding="utf-8"))["seats"]
    trust = ssl.create_default_context(cafile=here.trust) if here.trust else None
    more = ["--ca", str(here.trust)] if here.trust else []
    print("启动服务器 / starting the server …", file=sys.stderr, flush=True)
    with Processes() as processes:
        processes.serve(here.config, here.bind, here.local, here.tls, folder / "server.log", trust)
        seats = processes.simulate(
            here.local, cards.resolve(), seed, (folder / "seat-keys").resolve(), folder / "seats.log",
            "--seats", str(len(everyone) - 1), *more,
        )  # fmt: skip
        _say(links(config, here.public), own_seat(config, everyone[-1]), here.public, len(everyone) - 1)
        for name in STATIONS[:stations]:
            _station(processes, here, sample, name, folder)
        if lan:
            say_lan(here.public)
        _watch(processes, seats, folder)
    return 1


def _station(processes: Processes, here: Place, sample: str, name: str, folder: Path) -> None:
    """A scrutineers' station on this machine, as a demonstration of what stands on a laptop of its own in the hall."""
    place, log = folder / f"station-{name}", folder / f"station-{name}.log"
    code = None if place.exists() else station_code(here.config, name)
    log.unlink(missing_ok=True)
    processes.station(here.local, name, code, SAMPLES / sample, place, log, here.trust)
    end = time.monotonic() + STATION_SECONDS
    while time.monotonic() < end:
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        found = next((line for line in lines if "sign in" in line), None)
        if found is not None:
            print(f"  {_column(f'监票席{name} station {name}')} {found.split()[-1]}", flush=True)
            return
        time.sleep(LOOK_SECONDS)
    print(f"  监票席{name}没有启动，见 / station {name} did not start, see {log}", flush=True)


def station_code(config: Config, name: str) -> str:
    """A one-time code with which a station of this letter joins."""
    store = open_store(config.database)
    keys, now, code = key_store(config), clock(config.utc_offset)(), random_code()
    meeting, place = store.ledger.meetings()[-1], f"station/{name}"
    expires = (datetime.fromisoformat(now) + SAMPLE_CODES).isoformat(timespec="seconds")
    store.register.put_code(EnrolmentCode(meeting, place, code_hash(keys.pepper, meeting, place, code), expires))
    store.close()
    return code


def own_seat(config: Config, card: dict[str, str]) -> dict[str, str]:
    """The seat that is left for you, with a fresh enrolment code: another browser may be yours this time."""
    store = open_store(config.database)
    keys, now = key_store(config), clock(config.utc_offset)()
    code = random_code()
    meeting = store.ledger.meetings()[-1]
    expires = (datetime.fromisoformat(now) + SAMPLE_CODES).isoformat(timespec="seconds")
    hashed = code_hash(keys.pepper, meeting, card["seat"], code)
    store.register.put_code(EnrolmentCode(meeting, card["seat"], hashed, expires))
    store.close()
    return {**card, "code": code}


def _watch(processes: Processes, seats: subprocess.Popen[bytes], folder: Path) -> None:
    """Until the server ends; seats that stop are told once."""
    told = False
    while processes.server and processes.server.poll() is None:
        if seats.poll() is not None and not told:
            told = True
            print(f"模拟座位已停止，见 / the simulated seats have stopped, see {folder / 'seats.log'}", flush=True)
        time.sleep(LOOK_SECONDS)
    print(f"服务器已停止，见 / the server has stopped, see {folder / 'server.log'}", flush=True)


def say_lan(base: str) -> None:
    """What tablets open first, as text and as a QR code."""
    print(f"  平板先打开并安装证书 / tablets first open and install: {base}/ca.crt\n")
    segno.make(base, error="m").terminal(compact=True)
    print(flush=True)


def _column(text: str) -> str:
    """The text, filled up to a column of the terminal: a Chinese character takes two places."""
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in text)
    return text + " " * max(0, COLUMN - len(text) - wide)


def _say(addresses: dict[str, str], own: dict[str, str], base: str, simulated: int) -> None:
    print("\n议决 · 演示 / Yijue · demonstration    Ctrl-C 结束 / ends it\n")
    for role, address in addresses.items():
        print(f"  {_column(TITLES[role])} {address}")
    print(f"  {_column('您的座位 your seat')} {base}/seat/{own['seat']}?code={own['code']}   PIN {own['pin']}")
    print(f"\n  {simulated} 个模拟座位正在签到 / simulated seats are signing in\n", flush=True)
