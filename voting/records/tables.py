"""The polls of a sitting as a flat table for spreadsheets: one row a poll, and one more for each name of an election.

UTF-8 with a byte order mark and CRLF, so that Excel reads the Chinese. A cell that a spreadsheet would take for a
formula gets an apostrophe in front; figures stay figures.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from voting.core.words import LABELS, OUTCOME_LABELS
from voting.records.labels import printable
from voting.records.sitting import Election, Item, Line, Poll, SittingRecord

Cell = str | int | None

COLUMNS: Final = (
    "表决 poll", "行 row", "议程 item", "标题 title", "类别 kind", "记名 secrecy", "方式 form", "层级 tier",
    "开始 opened_at", "结束 closed_at", "基数 base", "法定票数 needed", "实到 present", "有权表决 eligible",
    "发出 issued", "收到 cast", "人工录入 hands", "赞成 for", "反对 against", "弃权 abstain", "无效 void",
    "未按 not_voting", "应选 seats", "收回 returned", "有效 valid", "废票 invalid", "空缺 vacant", "姓名 name",
    "另选 write_in", "当选 elected", "结果 outcome", "结果文字 outcome_zh", "依据 authority", "作废原因 void_reason",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%")


def polls_csv(record: SittingRecord) -> bytes:
    """All polls of the sitting as CSV bytes; row kinds are `poll`, `candidate`, `write_in`."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    items = {item.id: item for item in record.items}
    for poll in record.polls:
        for row in _rows(poll, items[poll.item]):
            writer.writerow([guarded(row.get(column.split(" ")[1])) for column in COLUMNS])
    return stream.getvalue().encode("utf-8-sig")


def guarded(cell: Cell) -> Cell:
    """`cell` as it may stand in a spreadsheet: text that begins like a formula is quoted with an apostrophe."""
    if not isinstance(cell, str):
        return cell
    if cell.startswith(("\t", "\r", "\n")) or cell.lstrip().startswith(_FORMULA):
        return "'" + printable(cell)
    return printable(cell)


def _rows(poll: Poll, item: Item) -> Iterator[dict[str, Cell]]:
    yield {**_question(poll, item), **_figures(poll), **_outcome(poll)}
    if poll.election is not None:
        for line in poll.election.published():
            yield _line(poll, item, line, poll.election)
    if poll.evaluation is not None:
        for name, votes in poll.evaluation.options:
            yield {
                "poll": poll.id,
                "row": "option",
                "item": item.number,
                "title": poll.title.zh,
                "name": name.zh,
                "for": votes,
            }


def _question(poll: Poll, item: Item) -> dict[str, Cell]:
    return {
        "poll": poll.id, "row": "poll", "item": item.number, "title": poll.title.zh, "kind": poll.kind,
        "secrecy": poll.secrecy, "form": poll.form, "tier": poll.tier, "opened_at": poll.opened_at,
        "closed_at": poll.closed_at, "base": poll.base, "needed": poll.needed, "present": poll.present,
        "eligible": poll.eligible, "issued": poll.issued,
    }  # fmt: skip


def _figures(poll: Poll) -> dict[str, Cell]:
    entered: dict[str, Cell] = {} if poll.voided is not None else {"cast": poll.cast, "hands": poll.hands}
    if poll.counts is not None:
        counts = poll.counts
        return {
            **entered, "for": counts.for_, "against": counts.against, "abstain": counts.abstain, "void": counts.void,
            "not_voting": counts.not_voting,
        }  # fmt: skip
    if poll.election is not None:
        result = poll.election
        return {
            **entered, "seats": result.seats, "returned": result.returned, "valid": result.valid,
            "invalid": result.invalid, "vacant": result.vacant,
        }  # fmt: skip
    if poll.evaluation is not None:
        grades = poll.evaluation
        return {**entered, "returned": grades.returned, "valid": grades.valid, "invalid": grades.invalid}
    return entered


def _outcome(poll: Poll) -> dict[str, Cell]:
    if poll.voided is not None:
        return {"outcome": "voided", "outcome_zh": "已作废", "void_reason": poll.voided.reason}
    labels = OUTCOME_LABELS if poll.kind == "election" else LABELS
    word = poll.outcome
    return {
        "outcome": word,
        "outcome_zh": None if word is None else poll.evaluation.grade.zh if poll.evaluation else labels[word].zh,
        "authority": "; ".join(poll.authority),
    }


def _line(poll: Poll, item: Item, line: Line, election: Election) -> dict[str, Cell]:
    hidden = election.hides(line)
    return {
        "poll": poll.id, "row": "write_in" if line.write_in else "candidate", "item": item.number,
        "title": poll.title.zh, "name": line.name, "for": None if hidden else line.for_,
        "against": None if line.write_in or hidden else line.against,
        "abstain": None if line.write_in or hidden else line.abstentions,
        "write_in": "yes" if line.write_in else "no",
        "elected": "yes" if line.name in election.elected else "no",
    }  # fmt: skip
