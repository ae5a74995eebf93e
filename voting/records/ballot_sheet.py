"""Ballot papers as PDF: the frozen lines in their order, places for other names, how to fill them in (law.md C6, S-A).

Every copy is alike and carries no number: a numbered paper could be traced to the hand it was given to. The spare ones
are told apart by how many were sealed, in the record of the stock, never on the paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from voting.core.words import PollKind, Text
from voting.records.labels import breakable
from voting.records.typeset import pdf

MOST_COPIES = 3_000


@dataclass(frozen=True, slots=True)
class BallotSheet:
    """What is printed: the names in the order of the list; `write_ins` places, one for each seat where there are any."""

    meeting: Text
    title: Text
    kind: PollKind
    lines: tuple[Text, ...]
    seats: int | None = None
    write_ins: int = 0
    blank_approves: bool = False
    requires_oppose: bool = True
    sample: bool = False


def ballots_pdf(sheet: BallotSheet, copies: int, made_at: str) -> bytes:
    """So many copies of one paper, dated `made_at` (RFC 3339); ValueError for none or more than MOST_COPIES."""
    if not 0 < copies <= MOST_COPIES:
        raise ValueError(f"{copies} copies")
    election = sheet.kind == "election"
    data = {
        "meeting": _text(sheet.meeting),
        "title": _text(sheet.title),
        "paper": _text(Text("选票", "Ballot paper") if election else Text("表决票", "Voting paper")),
        "what": _text(Text("候选人姓名", "Candidate") if election else Text("表决事项", "The question")),
        "columns": [_text(column) for column in _columns(sheet)],
        "lines": [_text(line) for line in sheet.lines],
        "write_ins": sheet.write_ins,
        "notes": _text(Text("写票注意事项", "How to fill in this paper")),
        "rules": [_text(rule) for rule in (_election(sheet) if election else _motion())],
        "sample": sheet.sample,
        "copies": copies,
    }
    return pdf("ballot", data, datetime.fromisoformat(made_at))


def _text(text: Text) -> dict[str, str]:
    return {"zh": breakable(text.zh, 16), "en": breakable(text.en)}


def _columns(sheet: BallotSheet) -> Sequence[Text]:
    if sheet.kind != "election":
        return (Text("赞成", "For"), Text("反对", "Against"), Text("弃权", "Abstain"))
    if sheet.blank_approves:
        return (Text("反对", "Against"), Text("弃权", "Abstain"))
    return (Text("符号", "Mark"),)


def _motion() -> Iterator[Text]:
    yield Text(
        "在“赞成”“反对”“弃权”中选择一项，在该格内画“○”。不画任何符号的，视为弃权；画两项以上的，本票无效。",
        "Put ○ in one of the three fields. A paper without a mark abstains; one with several marks is void.",
    )
    yield from _care()


def _election(sheet: BallotSheet) -> Iterator[Text]:
    seats = sheet.seats or 0
    if sheet.blank_approves:
        yield Text(
            f"应选{seats}名。赞成的，不画任何符号；反对的，在“反对”格内画“×”；弃权的，在“弃权”格内画“×”。",
            f"{seats} to be elected. For: no mark. Against: × under Against. To abstain: × under Abstain.",
        )
    else:
        yield Text(
            f"应选{seats}名。赞成的，在姓名后的空格内画“○”；反对的，画“×”；弃权的，不画任何符号。",
            f"{seats} to be elected. For: ○ after the name. Against: ×. To abstain: no mark.",
        )
    yield _others(sheet)
    yield Text(
        f"所选人数（赞成的和另选的合计）等于或者少于{seats}名的有效，多于{seats}名的，整张选票作废。",
        f"A paper that chooses {seats} or fewer, names written in included, is valid; one that chooses more is void.",
    )
    yield from _care()


def _others(sheet: BallotSheet) -> Text:
    if not sheet.write_ins:
        return Text("本次投票不能另选他人。", "No other name may be written in.")
    zh = "另选他人的，在“另选人姓名”栏内写明姓名，并在其后画“○”"
    en = "To choose another, write the name in its place and put ○ after it"
    if sheet.requires_oppose:
        return Text(
            f"{zh}；另选人数不得多于反对人数，弃权的不能另选。", f"{en}; no more names than candidates opposed."
        )
    return Text(f"{zh}。", f"{en}.")


def _care() -> Iterator[Text]:
    yield Text(
        "符号要清楚、准确。写错的，可以向监票人换领新票，原票当场作废。",
        "Mark clearly. A spoiled paper is exchanged at the tellers' table and cancelled at once.",
    )
    yield Text(
        "票上不编号；请勿署名或者作其他记号。", "Papers carry no number; do not sign yours or mark it otherwise."
    )
