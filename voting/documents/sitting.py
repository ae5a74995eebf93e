"""The sitting file: one meeting with its method, its agenda and the votes planned on each item, in TOML.

Read whole or not at all; every error with file and line. Plain frozen values (plan.py) come out, nothing is judged
here: whether a slate, a reporter or a form is lawful is the core's to say.
"""

from __future__ import annotations

import pathlib
import re
from typing import Final, get_args

from voting.core.words import Body, Level
from voting.documents import items
from voting.documents import law as local
from voting.documents.fields import WORDING, FileError, Report, Table, read_toml
from voting.documents.law import Law
from voting.documents.plan import MeetingPlan, Method, SittingErrors, SittingFile

FORMAT: Final = "yijue.sitting-file.v1"
MAX_BYTES: Final = 2**20
ROLL_FILE: Final = re.compile(r"[\w-][\w.-]*\.(?:csv|xlsx)")


def read_sitting(path: pathlib.Path, law: Law) -> SittingFile | SittingErrors:
    """The sitting file at `path`, or its errors; `law`: what rules there may be. OSError if unreadable."""
    with path.open("rb") as file:
        return sitting_of(file.read(MAX_BYTES + 1), path.name, law)


def sitting_of(data: bytes, file: str, law: Law, *, laid: bool = False) -> SittingFile | SittingErrors:
    """The sitting in the bytes of a file called `file` (UTF-8, with or without BOM, at most 1 MB), or its errors.

    `laid`: it was laid before, and may leave unsaid what was not asked for then.
    """
    if len(data) > MAX_BYTES:
        return SittingErrors((FileError(file, 1, "", "文件超过 1 MB。", "The file is larger than 1 MB."),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return SittingErrors((FileError(file, line, "", "文件不是 UTF-8 编码。", "The file is not UTF-8."),))
    return parse_sitting(text, file, law, laid=laid)


def parse_sitting(text: str, file: str, law: Law, *, laid: bool = False) -> SittingFile | SittingErrors:
    """The sitting in the TOML `text`; `file` is the name used in errors, `laid` as above."""
    report = Report(file)
    top = read_toml(text, report)
    if report.errors:
        return SittingErrors(report.sorted())
    top.word("format", (FORMAT,))
    once = items.Once(laid=laid)
    meeting = top.table("meeting")
    method = top.table("method") if top.has("method") else None
    sitting = SittingFile(
        file=file,
        meeting=_meeting(meeting if meeting is not None else Table({}, ("meeting",), Report(file)), law),
        method=_method(method, law) if method is not None else None,
        items=tuple(items.item(table, once) for table in top.tables("item", least=1)),
        body_rules=local.body_rules(top, law),
        rosters=tuple(items.roster(table, once) for table in top.tables("roster")),
    )
    adopting = sitting.method.adopted_by if sitting.method is not None else None
    if method is not None and adopting and adopting not in {item.id for item in sitting.items}:
        method.wrong("adopted_by", f"议程中没有“{adopting}”。", f"No item of the agenda is called “{adopting}”.")
    top.finish()
    return SittingErrors(report.sorted()) if report.errors else sitting


def _meeting(table: Table, law: Law) -> MeetingPlan:
    plan = MeetingPlan(
        id=table.id("id"),
        title=table.both("title"),
        body=table.word("body", get_args(Body)),
        level=table.word("level", get_args(Level)),
        place=table.both("place"),
        date=table.day("date"),
        roll=_roll_file(table),
        chair_title=table.both("chair_title", 20),
        jurisdiction=local.jurisdiction(table, law),
    )
    if (plan.body, plan.level) == ("standing_committee", "township") and table.has("level"):
        table.wrong("level", "乡镇人大不设常务委员会。", "A township congress has no standing committee.")
    table.finish()
    return plan


def _roll_file(table: Table) -> str:
    name = table.text("roll", 100)
    if name and not ROLL_FILE.fullmatch(name):
        table.wrong(
            "roll", "名册须是同一目录下的 .csv 或 .xlsx 文件。", "The roll is a .csv or .xlsx file beside this one."
        )
    return name


def _method(table: Table, law: Law) -> Method:
    method = Method(
        title=table.both("title"),
        adopted=table.day("adopted"),
        text=table.both("text", WORDING, lines=True),
        rules=local.overrides(table, "rules", law),
        consent=table.both("consent", 200) if table.has("consent") else None,
        adopted_by=table.id("adopted_by") if table.has("adopted_by") else None,
    )
    table.finish()
    return method
