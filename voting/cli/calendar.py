"""`yijue calendar FILE`: an organ's meetings of a year against the law, both readings of “every two months” told."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from voting.core.calendar import Finding, findings
from voting.core.rulebook import RuleBook
from voting.documents.meetings import Meetings, read_meetings
from voting.projections.citations import of_article
from voting.rules import load


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command with its help."""
    command = commands.add_parser("calendar", help="检查会议次数和会期 / check how often and how long an organ met")
    command.add_argument(
        "file", type=Path, help="会议日历 / the calendar (TOML): body, level, [[meeting]] name, first, last"
    )
    command.add_argument("--year", type=int, help="年份 / the year (default: every year of the file)")
    command.add_argument("--jurisdiction", help="地方规则 / local rules, e.g. guangdong")
    command.set_defaults(act=lambda options: checked(options.file, options.year, options.jurisdiction))


def checked(file: Path, year: int | None, jurisdiction: str | None) -> int:
    """Prints every check; 0 where the law is kept, 1 where it is not or the file is wrong. OSError if unreadable."""
    read = read_meetings(file.read_text(encoding="utf-8-sig"), file.name)
    if not isinstance(read, Meetings):
        for error in read:
            print(f"{error.file}:{error.line} {error.zh} {error.en}", file=sys.stderr)
        return 1
    years = [year] if year is not None else sorted({one.first.year for one in read.held})
    book, today = _book(read, jurisdiction), date.today()  # noqa: DTZ011 the day where the file is read
    kept = [_told(one, made) for one in years for made in findings(book, read.body, read.held, one, today)]
    return 0 if all(kept) else 1


def _book(read: Meetings, jurisdiction: str | None) -> RuleBook:
    return RuleBook(load.in_place(load.layers(jurisdiction), read.body, read.level))


def _told(year: int, one: Finding) -> bool:
    cited = of_article(one.article)
    basis = f"（{cited.zh}）" if cited else ""
    policy = "政策 / policy：" if one.policy else ""
    print(f"{'符合' if one.met else '不符合'} {year} {policy}{one.text.zh}{basis} {one.text.en}")
    return one.met or one.policy
