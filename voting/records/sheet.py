"""The result sheets of a sitting as one PDF: a cover, then a sheet for each poll.

Here the record becomes words and figures ready to print; the template only lays them out. A voided poll is printed
with its reason and without any count, a secret one never with names of those who voted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from voting.core.words import (
    BY_HAND,
    LABELS,
    OUTCOME_LABELS,
    PENDING,
    PRIMARY_LABELS,
    ROUND_LABELS,
    RULING_LABELS,
    Text,
    disposition_label,
)  # fmt: skip
from voting.projections.citations import citations
from voting.records import checkpoint, labels
from voting.records.checkpoint import grouped
from voting.records.labels import breakable, printable, spoken_span, spoken_time
from voting.records.sitting import Election, Item, Line, Poll, SittingRecord, to_bytes
from voting.records.typeset import pdf

RECORD: Final = "sitting.json"  # the file that the sheets carry
DESCRIPTION: Final = "会议记录（机器可读） Machine-readable record of the sitting (yijue.sitting.v1)"
STEPS: Final = (
    Text(
        "签名：用可验证 PAdES 签名的阅读器打开，或者执行 yijue signatures。下框空白即未签名。",
        "Signatures: open it in a reader that verifies PAdES, or run yijue signatures. An empty field below is not signed.",
    ),
    Text(
        "记录：本文件附有机器可读的会议记录 sitting.json；规则不公布的票数不在其中。",
        "Record: this file carries sitting.json, the record for machines, without the figures that the rules keep back.",
    ),
    Text(
        "证据：日志指纹应与会场大屏所示一致；证据包用 yijue verify 或者离线网页核对。",
        "Evidence: the log's fingerprint is that on the hall's screen; check the bundle with yijue verify or the offline page.",
    ),
)
# Colour of an outcome on paper; the words carry the meaning, so a black and white copier loses nothing.
TONE: Final = {
    "adopted": "good",
    "decided": "good",
    "not_adopted": "bad",
    "tied": "open",
    "short": "open",
    "void": "bad",
}


def sitting_pdf(record: SittingRecord, seal: Text | None = None) -> bytes:
    """The cover, all poll sheets, a page for signatures: A4, PDF/A-3a that carries `sitting.json` as far as it is published;
    the same record gives the same bytes. `seal`: what the last page says above the fields of the signatures.
    """
    items = {item.id: item for item in record.items}
    carried = to_bytes(record, public=True)
    data = {
        "record": DESCRIPTION,
        "check": {"hash": grouped(sha256(carried).hexdigest()), "steps": _texts(STEPS)},
        "seal": _text(seal),
        "sample": record.meeting.sample,
        "meeting": _meeting(record),
        "cover": _cover(record),
        "polls": [_poll(record, poll, items[poll.item]) for poll in record.polls],
        "log": checkpoint.printed(record.log),
    }
    return pdf("sheet", _safe(data), record.last_moment(), {RECORD: carried})


def _safe(value: Any, key: str = "") -> Any:
    """The same JSON value with every text made printable; names, in their narrow columns, may break early."""
    if isinstance(value, str):
        return value if key in ("qr", "note") else breakable(value, 12 if key in ("name", "names") else 30)
    if isinstance(value, Mapping):
        return {name: _safe(one, name) for name, one in value.items()}
    return [_safe(one, key) for one in value] if isinstance(value, list) else value


def _texts(texts: Iterable[Text]) -> list[dict[str, str]]:
    return [{"zh": one.zh, "en": one.en} for one in texts]


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.zh, "en": text.en}


def _meeting(record: SittingRecord) -> dict[str, Any]:
    meeting = record.meeting
    body, level = labels.BODY[meeting.body], labels.LEVEL[meeting.level]
    return {
        "title": _text(meeting.title),
        "body": _text(Text(f"{body.zh}（{level.zh}）", f"{body.en}, {level.en}")),
        "method": _text(meeting.method),
        "id": meeting.id,
    }


def _figure(zh: str, en: str, value: int | str, tone: str = "plain") -> dict[str, Any]:
    return {"zh": zh, "en": en, "value": str(value), "tone": tone}


def _cover(record: SittingRecord) -> dict[str, Any]:
    meeting, attendance = record.meeting, record.attendance
    books = [book.title.zh if book.title else book.id for book in meeting.rule_books]
    dated = [f"{name}（{book.in_force} 起施行）" for name, book in zip(books, meeting.rule_books, strict=True)]
    return {
        "facts": [
            {"zh": "开会", "en": "Opened", "value": spoken_time(meeting.opened_at)},
            {"zh": "闭会", "en": "Closed", "value": spoken_time(meeting.closed_at) or "尚未闭会 / still sitting"},
            {"zh": "地点", "en": "Place", "value": meeting.place.zh if meeting.place else ""},
            {"zh": "表决办法", "en": "Method", "value": meeting.method.zh if meeting.method else ""},
            {"zh": "规则", "en": "Rules", "value": "；".join(dated)},
        ],
        "figures": [
            _figure("应到", "Members", attendance.members),
            _figure("开会时实到", "Present at opening", attendance.present_at_opening, "strong"),
            _figure("请假", "On leave", len(attendance.on_leave)),
            _figure("缺席", "Absent", len(attendance.absent)),
            _figure("法定人数", "Quorum", attendance.quorum_needed),
        ],
        "items": [_item(record, item) for item in record.items],
        "decisions": [
            {
                "title": _text(one.title),
                "text": one.text,
                "organ": _text(one.organ),
                "at": spoken_time(one.at),
                "by": one.by,
            }
            for one in meeting.decisions
        ],
        "lists": [
            {"zh": zh, "en": en, "names": list(names)}
            for zh, en, names in (
                ("开会时出席", "Present at opening", attendance.present),
                ("请假", "On leave", attendance.on_leave),
                ("缺席", "Absent", attendance.absent),
                ("会中到会", "Came later", attendance.late),
                ("会中离席", "Left early", attendance.left),
            )
            if names
        ],
    }


def _item(record: SittingRecord, item: Item) -> dict[str, Any]:
    undecided = Text("尚未处理", "Undecided")
    disposition = disposition_label(item.kind, item.disposition) if item.disposition else undecided
    reporter = item.reporter
    return {
        "number": item.number,
        "title": _text(item.title),
        "kind": labels.ITEM[item.kind].zh,
        "reporter": f"{reporter.office.zh} {reporter.name}" if reporter else "",
        "disposition": _text(disposition),
        "reason": item.reason or "",
        "results": [_short_result(poll) for poll in record.polls if poll.item == item.id],
    }


def _short_result(poll: Poll) -> str:
    if poll.voided is not None:
        return "一次表决作废"
    if poll.counts is not None:
        counts = poll.counts
        rest = f"{_not_voting(poll).zh}{counts.not_voting}"
        return f"赞成{counts.for_} 反对{counts.against} 弃权{counts.abstain} {rest}"
    if poll.evaluation is not None:
        figures = " ".join(f"{name.zh}{votes}" for name, votes in poll.evaluation.options)
        return f"{figures} 无效{poll.evaluation.invalid} 测评结果：{poll.evaluation.grade.zh}"
    if poll.election is not None and poll.round == "primary":
        return f"预选，列入正式名单：{'、'.join(poll.election.formal) or '无'}"
    names = poll.election.elected if poll.election is not None else ()
    if names and poll.election is not None and poll.election.pending:
        return f"当选，待上一级批准：{'、'.join(names)}"
    return f"当选：{'、'.join(names)}" if names else "无人当选"


def _not_voting(poll: Poll) -> Text:
    return labels.NOT_VOTING.get(poll.form, labels.MARK["not_voting"])


def _poll(record: SittingRecord, poll: Poll, item: Item) -> dict[str, Any]:
    outcome = _outcome(poll)
    return {
        "kind": poll.kind,
        "voided": None if poll.voided is None else {"reason": poll.voided.reason, "by": poll.voided.by},
        "title": _text(poll.title),
        "number": item.number,
        "facts": [*_rounds(record, poll), *_facts(poll)],
        "figures": list(_figures(record, poll)),
        "table": _table(poll),
        "outcome": {**outcome, "basis": _text(citations(poll.authority)), "explanation": _text(poll.explanation)},
        "announcement": _text(poll.announcement) if poll.voided is None else None,
        "edited": _text(_edited(poll)),
        "named": list(_named(poll)),
        "mode_note": _text(poll.mode_note),
    }


def _edited(poll: Poll) -> Text | None:
    """Who edited the words of the declaration and when, with the words that the figures gave."""
    one = poll.announcement_edited
    if one is None or poll.voided is not None:
        return None
    zh = f"宣布词由{one.by}于{spoken_time(one.at)}修改。按计票结果生成的原文：{one.generated.zh}"
    return Text(zh, f"The words were edited by {one.by} at {one.at}. As generated from the count: {one.generated.en}")


def _rounds(record: SittingRecord, poll: Poll) -> Iterator[dict[str, str]]:
    """Which round of an election it is, and the ballot that it goes on from."""
    if poll.kind != "election" or (poll.round == "first" and poll.prior is None):
        return
    label = ROUND_LABELS[poll.round]
    before = next((one for one in record.polls if one.id == poll.prior), None)
    after = Text(f"，接“{before.title.zh}”", f", after “{before.title.en}”") if before else Text("", "")
    yield {"zh": "轮次", "en": "Round", "value": f"{label.zh}{after.zh}", "small": f"{label.en}{after.en}"}


def _facts(poll: Poll) -> Iterator[dict[str, str]]:
    secrecy = labels.OPEN if poll.form == "show_of_hands" else labels.SECRECY[poll.secrecy]
    form = labels.FORM[poll.form]
    yield {"zh": "方式", "en": "Mode", "value": f"{secrecy.zh}，{form.zh}", "small": f"{secrecy.en}, {form.en}"}
    if poll.office is not None:
        yield {"zh": "职务", "en": "Office", "value": poll.office.zh, "small": poll.office.en}
    if poll.opened_at is not None:
        yield {"zh": "时间", "en": "Time", "value": spoken_span(poll.opened_at, poll.closed_at), "small": ""}
    if poll.recused:
        yield {"zh": "回避", "en": "Recused", "value": "、".join(map(printable, poll.recused)), "small": ""}
    if poll.replaced:  # whose they are is only said where everybody's vote is
        named = "：" + "、".join(map(printable, poll.replaced)) if poll.secrecy == "named" else ""
        value, small = f"{len(poll.replaced)}次{named}", "a terminal was replaced while the vote was on"
        yield {"zh": "更换终端", "en": "Terminals replaced", "value": value, "small": small}
    yield from _by_hand(poll)
    if poll.label is not None and poll.form in BY_HAND:
        yield {"zh": "计票", "en": "Counted by", "value": poll.label.zh, "small": poll.label.en}
    elif poll.label is not None:
        yield {"zh": "保密级别", "en": "Secrecy tier", "value": poll.label.zh, "small": poll.label.en}
    if poll.countersigned is not None:
        yield from poll.countersigned.facts(counted=poll.voided is None)
    if poll.minuted is not None:
        yield from poll.minuted.facts()
    if poll.complaints is not None:
        yield from ({**fact, "value": printable(fact["value"])} for fact in poll.complaints.facts())


def _by_hand(poll: Poll) -> Iterator[dict[str, str]]:
    """The papers from the stock to the box, and what tellers ruled of the doubtful ones."""
    if poll.papers is not None:
        p = poll.papers
        zh = f"印制{p.printed}张，封存{p.sealed}张，发出{p.issued}张，作废换领{p.spoiled}张，收回{p.returned}张，投票{p.voters}人"
        en = f"printed {p.printed}, sealed {p.sealed}, issued {p.issued}, spoiled {p.spoiled}, returned {p.returned}"
        yield {"zh": "选票", "en": "Papers", "value": zh, "small": f"{en}, {p.voters} voters"}
    if poll.adjudications:
        ruled = [
            f"第{one.paper}号{RULING_LABELS[one.status].zh}（{printable(one.reason)}）" for one in poll.adjudications
        ]
        yield {"zh": "疑问票", "en": "Doubtful papers", "value": "；".join(ruled), "small": ""}


def _figures(record: SittingRecord, poll: Poll) -> Iterator[dict[str, Any]]:
    """The figures in the order in which they are read; none but attendance where the poll was voided."""
    yield _figure("应到", "Members", record.attendance.members)
    yield _figure("实到", "Present", poll.present)
    if poll.eligible != poll.present:
        yield _figure("有权表决", "Entitled", poll.eligible)
    if poll.counts is not None:
        counts = poll.counts
        yield _figure("赞成", "For", counts.for_, "for")
        yield _figure("反对", "Against", counts.against, "against")
        yield _figure("弃权", "Abstain", counts.abstain, "abstain")
        if counts.void:
            yield _figure("无效", "Void", counts.void)
        yield _figure(_not_voting(poll).zh, _not_voting(poll).en, counts.not_voting)
    if poll.election is not None:
        yield _figure("发出", "Issued", poll.issued)
        yield _figure("收回", "Returned", poll.election.returned)
        yield _figure("有效票", "Valid", poll.election.valid)
        yield _figure("无效票", "Void", poll.election.invalid)
        places = poll.round == "primary"
        yield _figure("名单名额" if places else "应选", "Places" if places else "Seats", poll.election.seats)
    if poll.evaluation is not None:
        for name, votes in poll.evaluation.options:
            yield _figure(name.zh, name.en, votes)
        yield _figure("收回", "Returned", poll.evaluation.returned)
        yield _figure("无效票", "Void", poll.evaluation.invalid)
    elif poll.voided is None:
        yield _figure("法定票数", f"Needed of {poll.base}", "—" if poll.needed is None else poll.needed, "strong")


def _outcome(poll: Poll) -> dict[str, Any]:
    if poll.voided is not None or poll.outcome is None:
        return {"zh": "本次表决作废", "en": "Voided", "tone": "void"}
    if poll.evaluation is not None:
        grade = poll.evaluation.grade
        return {"zh": f"测评结果：{grade.zh}", "en": f"Result: {grade.en}", "tone": TONE[poll.outcome]}
    words = OUTCOME_LABELS if poll.kind == "election" else LABELS
    if poll.round == "primary":
        words = PRIMARY_LABELS
    if poll.election is not None and poll.election.pending and poll.outcome == "decided":
        return {"zh": PENDING.zh, "en": PENDING.en, "tone": "open"}
    return {"zh": words[poll.outcome].zh, "en": words[poll.outcome].en, "tone": TONE[poll.outcome]}


def _table(poll: Poll) -> list[dict[str, Any]]:
    if poll.election is None:
        return []
    return [_line(place, line, poll.election) for place, line in enumerate(poll.election.published(), 1)]


def _line(place: int, line: Line, election: Election) -> dict[str, Any]:
    return {
        "place": "" if election.hides(line) else str(place),
        "name": line.name,
        "write_in": line.write_in,
        "votes": _votes(line, election),
        "result": _text(_won(line, election)),
    }


def _votes(line: Line, election: Election) -> list[str]:
    """For, against, abstaining, blank; of a name written in only those for it; nothing where it is not published."""
    if election.hides(line):
        return ["—"] * 4
    rest = [line.against, line.abstain, line.blank]
    return [str(line.for_), *("—" if line.write_in else str(vote) for vote in rest)]


def _won(line: Line, election: Election) -> Text:
    if line.name in election.elected:
        return Text("当选", "elected")
    if line.name in election.formal:
        return Text("列入正式名单", "on the list")
    tied = election.tied is not None and line.name in election.tied.names
    return Text("得票相等", "tied") if tied else Text("", "")


def _named(poll: Poll) -> Iterator[dict[str, Any]]:
    """How each voted, by mark, in the order of the record; empty marks are left out."""
    for mark, label in labels.MARK.items():
        voters = [{"name": vote.name, "group": vote.group} for vote in poll.votes if vote.mark == mark]
        if voters:
            yield {"zh": label.zh, "en": label.en, "mark": mark, "voters": voters}
