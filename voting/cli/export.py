"""`yijue export`: the evidence bundle of the database's sitting, written into one file for whoever wants to check it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from voting.ballots import messages
from voting.cli.opendata import sitting_of
from voting.cli.stopping import Stop
from voting.config import Config
from voting.core.words import Text
from voting.records.bundle import NoExport, Profile, Source, bundle, permitted
from voting.records.bundle_end import witnessed
from voting.records.certificate import Refused
from voting.records.signed_sheets import documents
from voting.store.opening import open_store


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    place_options: Callable[[argparse.ArgumentParser], None],
    place: Callable[[argparse.Namespace], Config],
) -> None:
    """Adds the command; where database and keys lie is asked as other commands ask it."""
    command = commands.add_parser(
        "export",
        help="证据包 / the evidence bundle of a closed sitting",
        description="把闭会后的会议导出为一个证据包，任何人可用 yijue verify 或离线网页核对。完整版供封存和监票人；公开版不含谁在何处、谁投了票。 / "
        "Writes a closed sitting as one bundle that anybody can check with `yijue verify` or the offline page. The full profile is for the "
        "archive and the scrutineers; the public one does not say who was where or who has voted.",
    )
    command.add_argument(
        "out", type=Path, metavar="OUT.zip", help="文件，须不存在 / the file, which must not exist yet"
    )
    command.add_argument(
        "--profile",
        choices=("full", "public"),
        default="full",
        help="完整版或公开版 / which profile (default %(default)s)",
    )
    command.add_argument(
        "--signed-sheet",
        type=Path,
        metavar="FILE",
        help="已签名的结果单，放入证据包；默认取秘书最后下载的一份 / "
        "the signed result sheet to put in; by default the one that the secretary had signed last",
    )
    place_options(command)
    command.set_defaults(act=lambda options: export(place(options), options.profile, options.out, options.signed_sheet))


def export(config: Config, profile: Profile, out: Path, signed_sheet: Path | None = None) -> int:
    """Write the bundle; Stop where there is none to write."""
    if out.exists():
        raise Stop(Text(f"{out}已存在，不覆盖。", f"{out} exists and is not overwritten."))
    given = None if signed_sheet is None else _read(signed_sheet)
    store = open_store(config.database)
    try:
        clerk, record = sitting_of(config, store)
        if clerk.state is None:
            raise Stop(Text("数据库中没有会议。", "The database holds no sitting."))
        source = Source(
            store.ledger, clerk.state, record, clerk.server.public.jwk, clerk.log.verifier.text(),
            partial(messages.sign, clerk.server, "bundle"),
        )  # fmt: skip
        permitted(source, profile)
        witnessed(source)
        sheets = documents(source.ledger, source.meeting, record, given)
        data = bundle(replace(source, documents=sheets), profile)
    except (NoExport, Refused) as error:
        raise Stop(error.text) from error
    finally:
        store.close()
    with out.open("xb") as file:
        file.write(data)
    print(f"{out}: {len(data)} B")
    return 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Stop(Text(f"不能读取{path}。", f"Cannot read {path}: {error.strerror}.")) from error
