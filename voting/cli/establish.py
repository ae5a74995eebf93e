"""Making a database for a sitting: keys, roll, agenda, officers; and reading what a sample needs to be simulated."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from voting import preparation
from voting.ballots.keys import KeyStore
from voting.clerk.clerk import Clerk
from voting.clerk.origin import log_key
from voting.cli.places import SAMPLES
from voting.cli.stopping import Stop
from voting.config import Config
from voting.core import commands as c
from voting.core.refusals import Refusal
from voting.core.words import Role, Text
from voting.documents.roll import Roll, RollErrors, make_pins, read_roll
from voting.ledger.port import AlreadyThere
from voting.records.cards import Card, cards_pdf
from voting.store.opening import Store, open_store
from voting.store.register import EnrolmentCode
from voting.web.clock import clock
from voting.web.codes import code_hash, random_code
from voting.web.sessions import put_officer

IMPORTER: Final = c.Actor("secretary", "import")
OFFICERS: Final[tuple[Role, ...]] = ("operator", "chair", "secretary", "scrutineer", "hall")
SECOND_TELLER: Final = "scrutineer-2"  # what two tellers enter, two accounts enter
SAMPLE_CODES: Final = timedelta(days=3650)  # a sample may be started again years later


@dataclass(frozen=True)
class Established:
    """A prepared database, with the members' PINs while they are still known."""

    meeting: str
    roll: Roll
    pins: Mapping[str, str]


def sample_files(sample: str) -> tuple[bytes, Roll]:
    """The sitting file and the roll of a sample (`committee`, `congress`)."""
    folder = SAMPLES / sample
    return (folder / preparation.SITTING_FILE).read_bytes(), read(folder / "roll.csv")


def read(path: Path) -> Roll:
    """The roll in a file; Stop with every faulty row."""
    try:
        found = read_roll(path.name, path.read_bytes())
    except OSError as error:
        raise Stop(Text(f"不能读取{path}。", f"Cannot read {path}: {error.strerror}.")) from error
    if isinstance(found, RollErrors):
        raise Stop(*(Text(f"{path.name} 第{e.row}行：{e.zh}", f"row {e.row}: {e.en}") for e in found.errors))
    for notice in found.notices:
        print(f"{notice.zh} {notice.en}", file=sys.stderr)
    return found


def key_store(config: Config) -> KeyStore:
    """The keys of this installation, made where there are none."""
    if config.keys.is_dir() and any(config.keys.iterdir()):
        return KeyStore(config.keys)
    return KeyStore.create(config.keys)


def establish(config: Config, data: bytes, roll: Roll, *, sample: bool) -> Established:
    """Prepare a sitting in the database, which is made where it is not there. Stop when it cannot be."""
    keys = key_store(config)
    store = open_store(config.database, create=True, sample=sample)
    try:
        return _establish(config, store, keys, data, roll, sample=sample)
    except preparation.Unusable as error:
        raise Stop(*error.faults) from error
    finally:
        store.close()


def _establish(config: Config, store: Store, keys: KeyStore, data: bytes, roll: Roll, *, sample: bool) -> Established:
    plan = preparation.read_plan(data)
    others = [one for one in store.ledger.meetings() if one != plan.meeting]
    if others:
        raise Stop(Text(f"此数据库已有会议{others[0]}；每次会议用一个数据库。",
                        f"This database holds the sitting {others[0]}; each sitting has a database of its own."))  # fmt: skip
    try:
        store.ledger.create(plan.meeting)
    except AlreadyThere:
        if store.ledger.size(plan.meeting):
            sentence = Text(f"会议{plan.meeting}已经导入。", f"The sitting {plan.meeting} has been imported already.")
            raise Stop(sentence) from None  # else an import was cut short: what it left of the roll is replaced
    pins = make_pins(roll, secrets.randbelow)
    preparation.register_roll(store.register, keys.pepper, plan.meeting, roll, pins)
    clerk = Clerk(store.ledger, plan.meeting, keys.server, log_key(keys, plan.meeting), clock(config.utc_offset))
    wish = preparation.command(plan, roll, IMPORTER, sample)
    (answer,) = clerk.work(preparation.Preparation(wish, plan.data))
    if isinstance(answer, Refusal):
        raise Stop(Text(answer.zh, answer.en))
    return Established(plan.meeting, roll, pins)


def sample_officers(store: Store) -> None:
    """The officers of a sample: they sign in by one-time links only."""
    for role in OFFICERS:
        put_officer(store.register, role, role, None)
    put_officer(store.register, SECOND_TELLER, "scrutineer", None)


def sample_cards(store: Store, keys: KeyStore, made: Established, now: str) -> dict[str, object]:
    """What simulated seats need: PINs and enrolment codes in clear. Only ever for a database created as sample."""
    if not store.register.sample:
        raise Stop(Text("只有演示库可以模拟座位。", "Only a database created as sample may be simulated."))
    expires = (datetime.fromisoformat(now) + SAMPLE_CODES).isoformat(timespec="seconds")
    seats = []
    for member in made.roll.voters:
        code = random_code()
        hashed = code_hash(keys.pepper, made.meeting, member.seat, code)
        store.register.put_code(EnrolmentCode(made.meeting, member.seat, hashed, expires))
        seats.append({"seat": member.seat, "member": member.id, "pin": made.pins[member.id], "code": code})
    store.register.put_setting("sample_seats", "open")
    return {"meeting": made.meeting, "server": keys.server.public.jwk, "seats": seats}


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_bytes(data)


def write_json(path: Path, value: object) -> None:
    """Write JSON that only its owner may read."""
    write_private(path, json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8"))


def printed_cards(title: Text, made: Established, base: str, *, sample: bool, now: str) -> bytes:
    """The members' PIN cards as PDF: shown once, kept nowhere."""
    cards = [Card(m.name, m.group, m.seat, made.pins[m.id], f"{base}/seat/{m.seat}") for m in made.roll.voters]
    return cards_pdf(title, cards, sample, now)
