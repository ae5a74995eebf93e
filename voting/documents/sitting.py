"""The sitting file: one meeting with its method, its agenda and the votes planned on each item, in TOML.

Read whole or not at all; every error with file and line. Plain frozen values come out, nothing is judged here:
whether a slate, a reporter or a form is lawful is the core's to say.
"""

from __future__ import annotations

import pathlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from voting import exact
from voting.core.rulebook import Value
from voting.core.words import Body, Form, ItemKind, Level, Office, PollKind, Press, Secrecy, Text, Word
from voting.documents.fields import WORDING, FileError, Report, Table, read_toml
from voting.documents.text import person_name

FORMAT: Final = "yijue.sitting-file.v1"
MAX_BYTES: Final = 2**20
MAX_NAME: Final = 60
LONGEST_VOTE: Final = 24 * 3600  # seconds
MOST_SEATS: Final = 1_000
ROLL_FILE: Final = re.compile(r"[\w-][\w.-]*\.(?:csv|xlsx)")

ReporterKind = Literal["body_head", "government_head", "delegated", "court", "procuracy", "committee", "member"]


@dataclass(frozen=True)
class MeetingPlan:
    """What the sitting is; `date` as 2026-11-27, `roll` a file beside the sitting file."""

    id: str
    title: Text
    body: Body
    level: Level
    place: Text
    date: str
    roll: str
    chair_title: Text


@dataclass(frozen=True)
class Method:
    """The method this very meeting adopts (表决办法, 选举办法); `consent` is the sentence that screens and sheets repeat
    where it departs from the law's default, naming its clause.
    """

    title: Text
    adopted: str
    text: Text
    rules: Mapping[str, Value]
    consent: Text | None = None
    adopted_by: str | None = None  # the item of this agenda that adopts it; None where it was adopted before


@dataclass(frozen=True)
class Reporter:
    """Who reports or moves, and by what office."""

    name: str
    office: Text
    kind: ReporterKind


@dataclass(frozen=True)
class Candidate:
    """A name on the ballot; `en` is how it reads in English."""

    name: str
    en: str | None


@dataclass(frozen=True)
class ElectionPlan:
    """What an election fills; `fixed_surplus` is the number fixed by the method, None where none is."""

    office: Office
    post: Text
    seats: int
    fixed_surplus: int | None
    write_ins: bool
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class PollPlan:
    """One question; `time_limit` in seconds, None: until the chair closes. A motion has no `election`."""

    id: str
    kind: PollKind
    title: Text
    secrecy: Secrecy
    form: Form
    press: Press
    time_limit: int | None
    election: ElectionPlan | None


@dataclass(frozen=True)
class ItemPlan:
    """One item of the agenda and the words it may end in."""

    id: str
    kind: ItemKind
    title: Text
    reporter: Reporter | None
    papers: tuple[Text, ...]
    dispositions: tuple[Word, ...]
    polls: tuple[PollPlan, ...]


@dataclass(frozen=True)
class SittingFile:
    """A whole sitting as planned."""

    file: str
    meeting: MeetingPlan
    method: Method | None
    items: tuple[ItemPlan, ...]


@dataclass(frozen=True)
class SittingErrors:
    """Every error of a sitting file, in line order."""

    errors: tuple[FileError, ...]


def read_sitting(path: pathlib.Path, rule_keys: Collection[str]) -> SittingFile | SittingErrors:
    """The sitting file at `path`, or its errors; `rule_keys`: what a method may override. OSError if unreadable."""
    with path.open("rb") as file:
        return sitting_of(file.read(MAX_BYTES + 1), path.name, rule_keys)


def sitting_of(data: bytes, file: str, rule_keys: Collection[str]) -> SittingFile | SittingErrors:
    """The sitting in the bytes of a file called `file` (UTF-8, with or without BOM, at most 1 MB), or its errors."""
    if len(data) > MAX_BYTES:
        return SittingErrors((FileError(file, 1, "", "文件超过 1 MB。", "The file is larger than 1 MB."),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return SittingErrors((FileError(file, line, "", "文件不是 UTF-8 编码。", "The file is not UTF-8."),))
    return parse_sitting(text, file, rule_keys)


def parse_sitting(text: str, file: str, rule_keys: Collection[str]) -> SittingFile | SittingErrors:
    """The sitting in the TOML `text`; `file` is the name used in errors."""
    report = Report(file)
    top = read_toml(text, report)
    if report.errors:
        return SittingErrors(report.sorted())
    top.word("format", (FORMAT,))
    once = _Once()
    meeting = top.table("meeting")
    method = top.table("method") if top.has("method") else None
    sitting = SittingFile(
        file=file,
        meeting=_meeting(meeting if meeting is not None else Table({}, ("meeting",), Report(file))),
        method=_method(method, rule_keys) if method is not None else None,
        items=tuple(_item(table, once) for table in top.tables("item", least=1)),
    )
    adopting = sitting.method.adopted_by if sitting.method is not None else None
    if method is not None and adopting and adopting not in {item.id for item in sitting.items}:
        method.wrong("adopted_by", f"议程中没有“{adopting}”。", f"No item of the agenda is called “{adopting}”.")
    top.finish()
    return SittingErrors(report.sorted()) if report.errors else sitting


def method_bytes(method: Method) -> bytes:
    """Canonical JSON of a method: what its hash in the ledger is made over."""
    return exact.dumps(
        {
            "adopted": method.adopted,
            "rules": dict(method.rules),
            "text": method.text._asdict(),
            "consent": method.consent._asdict() if method.consent else None,
            "adopted_by": method.adopted_by,
            "title": method.title._asdict(),
        }
    )


@dataclass
class _Once:
    """Ids already given in this file."""

    items: set[str] = field(default_factory=set)
    polls: set[str] = field(default_factory=set)


def _own_id(table: Table, taken: set[str]) -> str:
    found = table.id("id")
    if found and found in taken:
        table.wrong("id", f"“{found}”已经用过。", f"“{found}” is already in use.")
    taken.add(found)
    return found


def _meeting(table: Table) -> MeetingPlan:
    plan = MeetingPlan(
        id=table.id("id"),
        title=table.both("title"),
        body=table.word("body", get_args(Body)),
        level=table.word("level", get_args(Level)),
        place=table.both("place"),
        date=table.day("date"),
        roll=_roll_file(table),
        chair_title=table.both("chair_title", 20),
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


def _method(table: Table, rule_keys: Collection[str]) -> Method:
    method = Method(
        title=table.both("title"),
        adopted=table.day("adopted"),
        text=table.both("text", WORDING, lines=True),
        rules=table.rules("rules", rule_keys),
        consent=table.both("consent", 200) if table.has("consent") else None,
        adopted_by=table.id("adopted_by") if table.has("adopted_by") else None,
    )
    table.finish()
    return method


def _item(table: Table, once: _Once) -> ItemPlan:
    kind: ItemKind = table.word("kind", get_args(ItemKind))
    sound = table.data.get("kind") == kind  # a wrong kind is one error, not a dozen that follow from a guess
    if sound and kind == "report" and not table.has("reporter"):
        table.wrong("reporter", "报告须写明报告人。", "A report names its reporter.")
    item = ItemPlan(
        id=_own_id(table, once.items),
        kind=kind,
        title=table.both("title"),
        reporter=_reporter(table),
        papers=tuple(_paper(paper) for paper in table.tables("papers")),
        dispositions=table.words("dispositions", get_args(Word)),
        polls=tuple(_poll(poll, once, may_elect=kind == "election" or not sound) for poll in table.tables("poll")),
    )
    if sound:
        _endable(item, table)
    if sound and kind == "election" and not any(poll.kind == "election" for poll in item.polls):
        table.wrong("kind", "选举议题须有一次选举。", "An election item needs a poll of kind election.")
    table.finish()
    return item


def _endable(item: ItemPlan, table: Table) -> None:
    """An item that is voted on may end in what its votes can decide, or it could never be closed."""
    words = set(item.dispositions)
    if item.kind in ("report", "decision", "appointment") and len(item.polls) > 1:
        zh = "一项议题目前只能有一次表决；请将修正案、单独表决的条款和其他人选列为单独的议题。"
        en = (
            "For now an item has one vote; list amendments, separate clauses and further persons as items of their own."
        )
        table.wrong("poll", zh, en)
    if not item.dispositions:
        return
    if not item.polls and words <= {"adopted", "not_adopted", "decided", "elected"}:
        zh = "没有表决的议题不能只以表决结果结束。"
        table.wrong("dispositions", zh, "An item without a vote cannot end in the result of one.")
    if not item.polls:
        return
    if item.kind == "election":
        missing = [] if "elected" in words else ["elected"]
    else:
        missing = [*([] if words & {"adopted", "decided"} else ["adopted"]), *({"not_adopted"} - words)]
    for word in missing:
        zh = f"付表决的议题须能以“{word}”结束。"
        table.wrong("dispositions", zh, f"An item that is voted on must be able to end as “{word}”.")


def _reporter(item: Table) -> Reporter | None:
    table = item.table("reporter") if item.has("reporter") else None
    if table is None:
        return None
    reporter = Reporter(
        name=person_name(table.text("name", MAX_NAME)),
        office=table.both("office", 60),
        kind=table.word("kind", get_args(ReporterKind)),
    )
    table.finish()
    return reporter


def _paper(table: Table) -> Text:
    title = table.both("title")
    table.finish()
    return title


def _poll(table: Table, once: _Once, *, may_elect: bool) -> PollPlan:
    kind: PollKind = table.word("kind", get_args(PollKind))
    if table.data.get("kind") != kind:
        table.asked |= table.data.keys()  # which fields belong here depends on the kind
    if kind == "election" and not may_elect:
        table.wrong("kind", "选举只能列在选举议题之下。", "A poll of kind election stands under an election item only.")
    poll = PollPlan(
        id=_own_id(table, once.polls),
        kind=kind,
        title=table.both("title"),
        secrecy=table.word("secrecy", get_args(Secrecy)),
        form=table.word("form", get_args(Form)),
        press=table.word("press", get_args(Press)),
        time_limit=table.whole_or_none("time_limit", 1, LONGEST_VOTE),
        election=_election(table) if kind == "election" else None,
    )
    table.finish()
    return poll


def _election(table: Table) -> ElectionPlan:
    return ElectionPlan(
        office=table.word("office", get_args(Office)),
        post=table.both("post", 60),
        seats=table.whole("seats", 1, MOST_SEATS),
        fixed_surplus=table.whole_or_none("fixed_surplus", 0, MOST_SEATS),
        write_ins=table.flag("write_ins"),
        candidates=_candidates(table),
    )


def _candidates(poll: Table) -> tuple[Candidate, ...]:
    found: list[Candidate] = []
    for table in poll.tables("candidates", least=1):
        name = person_name(table.text("name", MAX_NAME))
        if name and any(other.name == name for other in found):
            table.wrong("name", f"候选人“{name}”出现两次。", f"The candidate “{name}” stands twice.")
        found.append(Candidate(name, table.text("en", 3 * MAX_NAME) if table.has("en") else None))
        table.finish()
    return tuple(found)
