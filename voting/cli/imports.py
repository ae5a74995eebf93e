"""`yijue import` and `yijue officer`: what the secretary does before the first sitting."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from voting import preparation
from voting.cli.establish import establish, printed_cards, read, write_private
from voting.cli.stopping import Stop
from voting.config import Config
from voting.core.words import Text
from voting.store.opening import open_store
from voting.web.clock import clock
from voting.web.sessions import put_officer


def import_sitting(config: Config, sitting: Path, cards: Path, base: str) -> int:
    """Import a sitting file with the roll beside it; the PIN cards are written once."""
    if cards.exists():
        raise Stop(Text(f"{cards}已存在，不覆盖。", f"{cards} exists and is not overwritten."))
    try:
        data = sitting.read_bytes()
    except OSError as error:
        raise Stop(Text(f"不能读取{sitting}。", f"Cannot read {sitting}: {error.strerror}.")) from error
    try:
        plan = preparation.read_plan(data, sitting.name)
    except preparation.Unusable as error:
        raise Stop(*error.faults) from error
    _folder(config)
    made = establish(config, data, read(sitting.parent / plan.file.meeting.roll), sample=False)
    now = clock(config.utc_offset)()
    write_private(cards, printed_cards(plan.file.meeting.title, made, base, sample=False, now=now))
    print(f"已导入 {len(made.roll.members)} 人；密码卡：{cards}（只印这一次）")
    print(f"Imported {len(made.roll.members)} people; PIN cards: {cards} (printed this once)")
    return 0


def _folder(config: Config) -> None:
    """The folder of a SQLite database by its default path is made; nothing else is."""
    if config.database.startswith("sqlite:///"):
        Path(config.database.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)


def officer(config: Config, name: str, role: str) -> int:
    """Add an officer, asking for the password twice; on a pipe, one line is read."""
    if sys.stdin.isatty():
        password = getpass.getpass("密码 / password: ")
        if getpass.getpass("再输入一次 / once more: ") != password:
            raise Stop(Text("两次输入不一致。", "The two entries differ."))
    else:
        password = sys.stdin.readline().rstrip("\n")
    if len(password) < 10:
        raise Stop(Text("密码至少十个字符。", "A password has at least ten characters."))
    store = open_store(config.database)
    try:
        put_officer(store.register, name, role, password)
    finally:
        store.close()
    print(f"{name} · {role}")
    return 0
