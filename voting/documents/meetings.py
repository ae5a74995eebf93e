"""The calendar file: the meetings of one organ by their days, in TOML; every error with file and line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, get_args

from voting.core.calendar import Held
from voting.core.words import Body, Level
from voting.documents.fields import FileError, Report, read_toml

FORMAT: Final = "yijue.calendar.v1"


@dataclass(frozen=True)
class Meetings:
    """One organ with its meetings in the order of the file."""

    body: Body
    level: Level
    held: tuple[Held, ...]


def read_meetings(text: str, file: str) -> Meetings | tuple[FileError, ...]:
    """The meetings in the TOML `text`; `file` is the name used in errors."""
    report = Report(file)
    top = read_toml(text, report)
    if report.errors:
        return report.sorted()
    top.word("format", (FORMAT,))
    body: Body = top.word("body", get_args(Body))
    level: Level = top.word("level", get_args(Level))
    held = []
    for table in top.tables("meeting", least=1):
        name, first = table.text("name"), table.day("first")
        last = table.day("last") if table.has("last") else first
        elects = table.flag("elects") if table.has("elects") else False
        if first and last and last < first:
            table.wrong("last", "结束的日子早于开始的日子。", "It ends before it begins.")
        table.finish()
        if first and last:
            held.append(Held(name, date.fromisoformat(first), date.fromisoformat(last), elects))
    top.finish()
    return report.sorted() if report.errors else Meetings(body, level, tuple(held))
