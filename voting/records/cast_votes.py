"""Whole ballots as cast-vote records in the form of NIST SP 1500-103, where a ballot cannot be known by its pattern.

Nobody's ballot: the records say what was marked, in an order drawn anew, and nothing of keys, seats or times.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from typing import Any, Final

from voting import exact
from voting.core.words import ALPHABET, Text
from voting.records.labels import printable
from voting.records.sitting import Poll, SittingRecord

ENOUGH: Final = 20  # ballots for each way to mark one (docs/bundle.md section 4)
SELECTIONS: Final = {"Y": Text("赞成", "for"), "N": Text("反对", "against"), "A": Text("弃权", "abstain")}
BLANK: Final = "B"
SHUFFLE: Final = secrets.SystemRandom().shuffle
Shuffle = Callable[[list[str]], None]
Marks = tuple[str, ...]


def withheld(poll: Poll, ballots: Sequence[bytes]) -> Text | None:
    """Why the ballots of a poll are not published, or None where they may be."""
    if poll.voided is not None:
        return Text("表决已作废，不公布票。", "The vote was voided; its ballots are not published.")
    if poll.election is not None and poll.election.elected_only:
        return Text("规则只公布当选人的得票数。", "The rule publishes the votes of the elected only.")
    if not ballots:
        return Text("没有电子票。", "There are no electronic ballots.")
    if any(_paper(one)[1] for one in ballots):
        return Text(
            "票上有另填的姓名，笔迹和写法可以辨认。", "Names were written in; how they are written tells who wrote."
        )
    letters, lines = len(ALPHABET[poll.kind]), len(_lines(poll))
    if len(ballots) < ENOUGH * letters**lines:
        return Text(
            f"共{len(ballots)}张票，一张票有{letters}的{lines}次方种填法，不足其{ENOUGH}倍，单张票可能被认出。",
            f"{len(ballots)} ballots are fewer than {ENOUGH} times the {letters}^{lines} ways to mark one: "
            "a single ballot could be known again.",
        )
    return None


def cast_votes(
    record: SittingRecord, poll: Poll, ballots: Sequence[bytes], shuffle: Shuffle = SHUFFLE
) -> dict[str, Any]:
    """The report of one poll; ValueError where the ballots are withheld."""
    why = withheld(poll, ballots)
    if why is not None:
        raise ValueError(why.en)
    marks = [_paper(one)[0] for one in ballots]
    shuffle(marks)
    contests = _contests(poll)
    return {
        "@type": "CVR.CastVoteRecordReport",
        "Version": "1.0.0",
        "GeneratedDate": record.last_moment().isoformat(),
        "ReportType": ["aggregated"],
        "ReportGeneratingDeviceIds": ["server"],
        "ReportingDevice": [{"@id": "server", "@type": "CVR.ReportingDevice", "Application": "Yijue"}],
        "GpUnit": [{"@id": "body", "@type": "CVR.GpUnit", "Type": "other", "OtherType": record.meeting.body}],
        "Election": [
            {
                "@id": poll.id, "@type": "CVR.Election", "Name": printable(poll.title.zh), "ElectionScopeId": "body",
                "Contest": contests,
            }
        ],
        "Notes": "Shuffled: the order of these records is not that of the votes.",
        "CVR": [_record(poll, number, one) for number, one in enumerate(marks, 1)],
    }  # fmt: skip


def _paper(ballot: bytes) -> tuple[str, Marks]:
    """Marks and written names of an opened ballot (docs/protocol.md section 6)."""
    inner: Any = exact.loads(ballot)
    paper: Any = exact.loads(inner["p"])
    return str(paper["marks"]), tuple(paper["wi"])


def _lines(poll: Poll) -> tuple[str, ...]:
    if poll.election is not None:
        return poll.election.candidates
    if poll.evaluation is not None:
        return tuple(name.zh for name, _ in poll.evaluation.options)
    return (poll.title.zh,)


def _contests(poll: Poll) -> list[dict[str, Any]]:
    """Each line is a contest between its marks; in an evaluation the lines are the choices of one."""
    if poll.evaluation is not None:
        return [_contest("line-1", poll.title.zh, [(f"line-1-{n}", name) for n, name in enumerate(_lines(poll), 1)])]
    marks = [(letter, SELECTIONS[letter]) for letter in ALPHABET[poll.kind] if letter != BLANK]
    return [
        _contest(f"line-{n}", name, [(f"line-{n}-{text.en}", f"{text.zh} {text.en}") for _, text in marks])
        for n, name in enumerate(_lines(poll), 1)
    ]


def _contest(name: str, title: str, choices: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "@id": name,
        "@type": "CVR.BallotMeasureContest",
        "Name": printable(title),
        "ContestSelection": [
            {"@id": key, "@type": "CVR.BallotMeasureSelection", "Selection": printable(text)} for key, text in choices
        ],
    }


def _record(poll: Poll, number: int, marks: str) -> dict[str, Any]:
    if poll.evaluation is not None:
        chosen = [f"line-1-{n}" for n, letter in enumerate(marks, 1) if letter == "Y"]
        found = [_answer("line-1", chosen)]
    else:
        found = [
            _answer(f"line-{n}", [f"line-{n}-{SELECTIONS[letter].en}"] if letter in SELECTIONS else [])
            for n, letter in enumerate(marks, 1)
        ]
    snapshot = {"@id": f"snapshot-{number}", "@type": "CVR.CVRSnapshot", "Type": "original", "CVRContest": found}
    return {
        "@type": "CVR.CVR", "ElectionId": poll.id, "UniqueId": str(number), "CurrentSnapshotId": snapshot["@id"],
        "CVRSnapshot": [snapshot],
    }  # fmt: skip


def _answer(contest: str, chosen: list[str]) -> dict[str, Any]:
    position = {"@type": "CVR.SelectionPosition", "HasIndication": "yes", "NumberVotes": 1}
    return {
        "@type": "CVR.CVRContest",
        "ContestId": contest,
        "Overvotes": max(0, len(chosen) - 1),
        "Undervotes": 0 if chosen else 1,
        "CVRContestSelection": [
            {"@type": "CVR.CVRContestSelection", "ContestSelectionId": one, "SelectionPosition": [position]} for one in chosen
        ],
    }  # fmt: skip
