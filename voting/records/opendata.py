"""Open data of a sitting: the published record, a table for each poll, Popolo, cast-vote records, and what is kept back.

Nothing that the rule book keeps back stands in any of these files; the index says what is missing, and why.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from voting.core.words import Text
from voting.records.cast_votes import cast_votes, withheld
from voting.records.popolo import listed, popolo
from voting.records.sitting import Poll, SittingRecord, to_bytes
from voting.records.tables import Cell, guarded, polls_csv

FORMAT: Final = "yijue.opendata.v1"
VOIDED: Final = Text("表决已作废，不公布票数。", "The vote was voided; no figures are published.")
ELECTED_ONLY: Final = Text(
    "规则只公布当选人的得票数，其余候选人只列姓名。",
    "The rule publishes the votes of the elected only; of the others there are the names.",
)
FOLDED: Final = Text(
    "只有一人写的另选姓名合为一行，不列姓名。", "Written names that one voter wrote are one line, without the names."
)
MEMBER_COLUMNS: Final = (
    "表决 poll", "标题 title", "姓名 name", "组别 group", "赞成 for", "反对 against", "弃权 abstain", "无效 void",
    "未表决 not_voted",
)  # fmt: skip
LINE_COLUMNS: Final = (
    "表决 poll", "标题 title", "行 line", "姓名 name", "另选 write_in", "赞成 for", "反对 against", "弃权 abstain", "无效 void",
    "未表决 not_voted", "当选 elected",
)  # fmt: skip
Row = dict[str, Cell]
Ballots = Mapping[str, Sequence[bytes]]  # poll -> its opened ballots


@dataclass(frozen=True)
class OpenData:
    """Files by path, and what was kept back: poll, path, why."""

    files: Mapping[str, bytes]
    withheld: tuple[tuple[str, str, Text], ...]


def open_data(record: SittingRecord, ballots: Ballots) -> OpenData:
    """All files of the sitting. Only cast-vote records differ from one making to the next: their order is drawn anew."""
    files = {"sitting.json": to_bytes(record, public=True), "polls.csv": polls_csv(record)}
    files["popolo.json"] = _json(popolo(record))
    kept: list[tuple[str, str, Text]] = []
    for poll in record.polls:
        table, cast = f"polls/{_plain(poll.id)}.csv", f"cast-votes/{_plain(poll.id)}.json"
        if poll.voided is not None:
            kept.append((poll.id, table, VOIDED))
            continue
        files[table] = poll_csv(poll)
        kept += [(poll.id, table, why) for why in _left_out(poll)]
        why = _why_not(poll, ballots.get(poll.id, ()))
        if why is None:
            files[cast] = _json(cast_votes(record, poll, ballots[poll.id]))
        elif poll.secrecy == "secret":
            kept.append((poll.id, cast, why))
    files["index.json"] = _json(_index(record, files, kept))
    return OpenData(dict(sorted(files.items())), tuple(kept))


def zipped(data: OpenData) -> bytes:
    """The files as one zip, without the times of this machine."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in data.files.items():
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def poll_csv(poll: Poll) -> bytes:
    """One poll as a flat table: a row for each member where they voted by name, else a row for each line of the paper."""
    columns = MEMBER_COLUMNS if listed(poll) else LINE_COLUMNS
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for row in _members(poll) if listed(poll) else _lines(poll):
        whole = {"poll": poll.id, "title": poll.title.zh, **row}
        writer.writerow([guarded(whole.get(column.split(" ")[1])) for column in columns])
    return stream.getvalue().encode("utf-8-sig")


def _members(poll: Poll) -> Iterator[Row]:
    marks = {"for": "for", "against": "against", "abstain": "abstain", "void": "void", "not_voting": "not_voted"}
    for vote in poll.votes:
        yield {
            "name": vote.name,
            "group": vote.group,
            **{column: int(vote.mark == mark) for mark, column in marks.items()},
        }


def _lines(poll: Poll) -> Iterator[Row]:
    """Of what the rule keeps back there is the name alone. Who did not vote is the same figure in each line."""
    if poll.counts is not None:
        c = poll.counts
        yield {
            "line": 1, "for": c.for_, "against": c.against, "abstain": c.abstain, "void": c.void, "not_voted": c.not_voting,
        }  # fmt: skip
    if poll.evaluation is not None:
        rest: Row = {"void": poll.evaluation.invalid, "not_voted": poll.eligible - poll.evaluation.returned}
        for number, (name, votes) in enumerate(poll.evaluation.options, 1):
            yield {"line": number, "name": name.zh, "for": votes, **rest}
    if poll.election is not None:
        one = poll.election
        rest = {"void": one.invalid, "not_voted": poll.eligible - one.returned}
        for number, line in enumerate(one.published(), 1):
            figures: Row = {} if one.hides(line) else {"for": line.for_}
            if not line.write_in and not one.hides(line):
                figures |= {"against": line.against, "abstain": line.abstentions}
            won = "yes" if line.name in one.elected else "no"
            yield {
                "line": number,
                "name": line.name,
                "write_in": "yes" if line.write_in else "no",
                "elected": won,
                **figures,
                **rest,
            }


def _left_out(poll: Poll) -> Iterator[Text]:
    """What of an election the tables and the published record leave out."""
    found = poll.election
    if found is None:
        return
    if any(map(found.hides, found.ranking)):
        yield ELECTED_ONLY
    if any(map(found.folded, found.ranking)):
        yield FOLDED


def _why_not(poll: Poll, ballots: Sequence[bytes]) -> Text | None:
    """Why there are no cast-vote records of a poll, or None."""
    if poll.secrecy != "secret":
        return Text("记名表决。", "A vote by name.")
    return withheld(poll, ballots)


def _index(record: SittingRecord, files: Mapping[str, bytes], kept: list[tuple[str, str, Text]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "meeting": record.meeting.id,
        "title": {"zh": record.meeting.title.zh, "en": record.meeting.title.en},
        "log": {"size": record.log.size, "root": record.log.root},
        "files": [
            {"path": path, "size": len(data), "sha256": sha256(data).hexdigest()}
            for path, data in sorted(files.items())
        ],
        "withheld": [{"poll": poll, "path": path, "zh": why.zh, "en": why.en} for poll, path, why in kept],
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _plain(poll: str) -> str:
    """A poll's id as a part of a path."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", poll)
