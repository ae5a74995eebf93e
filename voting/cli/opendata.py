"""`yijue opendata`: what a sitting may publish, written into a folder; and the record of a stored sitting."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from voting.ballots.keys import KeyStore
from voting.clerk.clerk import Clerk
from voting.clerk.nomination import learned
from voting.clerk.origin import log_key
from voting.clerk.petition import moved
from voting.clerk.polls import named_marks
from voting.clerk.reading import heard
from voting.cli.stopping import Stop
from voting.config import Config
from voting.core.state import Sitting
from voting.core.words import Text
from voting.drafting import laying
from voting.records.checkpoint import log_end
from voting.records.gather import sitting_record
from voting.records.opendata import open_data
from voting.records.sitting import SittingRecord
from voting.store.opening import Store, open_store
from voting.web.clock import clock

KNOWN = ("counted", "declared")


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    place_options: Callable[[argparse.ArgumentParser], None],
    place: Callable[[argparse.Namespace], Config],
) -> None:
    """Adds the command; where database and keys lie is asked as other commands ask it."""
    command = commands.add_parser(
        "opendata",
        help="公开数据 / open data of the sitting",
        description="把可以公布的数据写入文件夹：会议记录、逐次表决的表格、记名表决（Popolo）、可以公布的单张票；不公布的逐项说明原因。 / "
        "Writes what may be published into a folder: the record, a table for each vote, votes by name (Popolo), ballots where they may be public; "
        "what is kept back is named with the reason.",
    )
    command.add_argument("out", type=Path, help="文件夹，须不存在 / the folder, which must not exist yet")
    place_options(command)
    command.set_defaults(act=lambda options: export(place(options), options.out))


def export(config: Config, out: Path) -> int:
    """Write the files and say what was kept back."""
    if out.exists():
        raise Stop(Text(f"{out}已存在，不覆盖。", f"{out} exists and is not overwritten."))
    store = open_store(config.database)
    try:
        record = record_of(config, store)
        made = open_data(record, {p.id: store.ledger.ballots(record.meeting.id, p.id) for p in record.polls})
    finally:
        store.close()
    for path, data in made.files.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
        print(out / path)
    for _, path, why in made.withheld:
        print(f"不公布 / kept back {path}：{why.zh} / {why.en}")
    return 0


def record_of(config: Config, store: Store) -> SittingRecord:
    """The record of the database's sitting as it stands; Stop where none has been opened."""
    return sitting_of(config, store)[1]


def sitting_of(config: Config, store: Store) -> tuple[Clerk, SittingRecord]:
    """The same, with a clerk who has read the whole ledger."""
    meetings, keys = store.ledger.meetings(), KeyStore(config.keys)
    if not meetings:
        raise Stop(Text("数据库中没有会议。", "The database holds no sitting."))
    meeting = meetings[-1]
    clerk = Clerk(store.ledger, meeting, keys.server, log_key(keys, meeting), clock(config.utc_offset))
    state, note = clerk.state, clerk.note
    if state is None or note is None or state.opened_at is None:
        raise Stop(Text("会议尚未召开。", "The sitting has not been opened."))
    return clerk, _record(store, clerk, state, note)


def _record(store: Store, clerk: Clerk, state: Sitting, note: str) -> SittingRecord:
    texts = laying.texts_now(store.ledger, store.register, state)
    texts = heard(clerk, moved(clerk, learned(clerk, texts)))
    written = {one.id: clerk.write_ins(one.id) for one in state.polls.values() if one.counted or one.settlements}
    by_name = (one for one in state.polls.values() if one.draft.secrecy == "named" and one.state in KNOWN)
    marks = {one.id: named_marks(clerk, one) for one in by_name}
    end = log_end(note, clerk.server.public.kid, clerk.log.verifier.text(), state.stations)
    return sitting_record(state, replace(texts, write_ins={**texts.write_ins, **written}), end, marks)
