"""Open data: tables, Popolo and cast-vote records say what may be published, in their forms, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from dataclasses import replace

import pytest

from tests.records.conftest import HOSTILE, committee_record, congress_record, secret_motion
from voting.core.words import Text
from voting.exact import dumps
from voting.records.cast_votes import cast_votes, withheld
from voting.records.opendata import open_data, poll_csv, zipped
from voting.records.popolo import popolo
from voting.records.sitting import Counts, Election, Evaluation, Line, Poll, SittingRecord, to_bytes


def ballot(number: int, marks: str, *written: str) -> bytes:
    """An opened ballot as the ledger keeps it (docs/protocol.md section 6)."""
    paper = dumps({"mh": "x", "marks": marks, "wi": list(written)}).decode()
    return dumps({"c": {"pk": f"key-{number:03}", "r": {}, "s": {}, "sig": "x"}, "p": paper})


def motion_of(marks: str) -> tuple[Poll, list[bytes]]:
    """A secret motion with so many ballots, in the order of these marks."""
    count = Counter(marks)
    n = len(marks)
    poll = replace(
        secret_motion(), base=n, needed=n // 2 + 1, present=n, eligible=n + 3, issued=n, cast=n,
        counts=Counts(count["Y"], count["N"], count["A"], 0, 3), outcome="adopted" if count["Y"] > n / 2 else "not_adopted",
    )  # fmt: skip
    return poll, [ballot(number, mark) for number, mark in enumerate(marks)]


def rows(data: bytes) -> list[dict[str, str]]:
    """A table read back, by the English half of its headings."""
    assert data.startswith(b"\xef\xbb\xbf"), "a spreadsheet needs the byte order mark to read Chinese"
    table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return [dict(zip([head.split(" ")[1] for head in table[0]], row, strict=True)) for row in table[1:]]


def test_members_with_a_column_for_those_who_did_not_vote(committee: SittingRecord) -> None:
    """By name: one row a member, one mark each, and the sums are the counts."""
    poll = committee.polls[0]
    found = rows(poll_csv(poll))
    assert len(found) == 33
    marks = ("for", "against", "abstain", "void", "not_voted")
    assert all(sorted(row[mark] for mark in marks) == ["0", "0", "0", "0", "1"] for row in found)
    assert [sum(int(row[mark]) for row in found) for mark in marks] == [30, 1, 1, 0, 1]
    assert [row["name"] for row in found if row["not_voted"] == "1"] == [poll.votes[-1].name]


def test_lines_of_a_secret_vote(committee: SittingRecord, congress: SittingRecord) -> None:
    """In secret: figures and no name of a voter; of an election one row a name, with those who cast no paper."""
    (row,) = rows(poll_csv(committee.polls[2]))
    assert [row[mark] for mark in ("for", "against", "abstain", "void", "not_voted")] == ["17", "9", "3", "1", "1"]
    assert not any(name in poll_csv(committee.polls[2]).decode() for name in committee.attendance.present)
    poll = replace(congress.polls[0], eligible=63)
    found = rows(poll_csv(poll))
    assert [(row["name"], row["for"], row["not_voted"]) for row in found[:2]] == [
        ("龙䶮", "40", "3"),
        ("张伟", "32", "3"),
    ]
    assert [row["elected"] for row in found] == ["yes", "no", "no", "no", "no"]


def test_an_evaluations_grades(committee: SittingRecord) -> None:
    """A row for each grade, with the papers that were void and the members who gave none."""
    grades = Evaluation(
        ((Text("满意", "content"), 20), (Text("不满意", "discontent"), 9)), Text("满意", "content"), 29, 1, 30
    )
    poll = replace(secret_motion(), kind="evaluation", counts=None, evaluation=grades, outcome="decided")
    assert [(r["name"], r["for"], r["void"], r["not_voted"]) for r in rows(poll_csv(poll))] == [
        ("满意", "20", "1", "1"),
        ("不满意", "9", "1", "1"),
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "\t=1", "|cmd", HOSTILE[7]])
def test_no_cell_is_a_formula(committee: SittingRecord, text: str) -> None:
    """A title, a name, a group that a spreadsheet would calculate is quoted in every table."""
    poll = committee.polls[0]
    votes = (replace(poll.votes[0], name=text, group=text), *poll.votes[1:])
    first = rows(poll_csv(replace(poll, title=Text(text, text), votes=votes)))[0]
    assert all(first[key].startswith("'") for key in ("title", "name", "group"))
    ranked = Election(1, (text,), (Line(text, 3),), (text,), None, 0, 3, 0, 3)
    line = rows(poll_csv(replace(congress_record().polls[0], election=ranked)))[0]
    assert line["name"].startswith("'")


def test_popolo(committee: SittingRecord) -> None:
    """Motions, vote events, counts and votes with the fields of Popolo; each id that is named is there."""
    found = popolo(committee)
    (event,), (motion,) = found["vote_events"], found["motions"]
    assert (event["motion_id"], event["result"], motion["result"]) == (motion["id"], "pass", "pass")
    assert event["start_date"] == "2026-11-21T10:42:08+08:00"
    assert {count["option"]: count["value"] for count in event["counts"]} == {
        "yes": 30, "no": 1, "abstain": 1, "invalid": 0, "not voting": 1,
    }  # fmt: skip
    assert Counter(vote["option"] for vote in event["votes"]) == {"yes": 30, "no": 1, "abstain": 1, "not voting": 1}
    people = {person["id"]: person["name"] for person in found["persons"]}
    assert [people[vote["voter_id"]] for vote in event["votes"]] == [vote.name for vote in committee.polls[0].votes]
    groups = {one["id"] for one in found["organizations"]}
    assert {vote["group_id"] for vote in event["votes"]} | {event["organization_id"]} == groups
    assert [one["id"] for one in found["events"]] == [event["legislative_session_id"]]


def test_popolo_tells_namesakes_apart_and_nothing_of_secret_votes(committee: SittingRecord) -> None:
    """Two of one name in one group are two persons; secret and voided votes have no place."""
    poll = committee.polls[0]
    twin = replace(poll.votes[1], name=poll.votes[0].name, group=poll.votes[0].group)
    found = popolo(
        replace(committee, polls=(replace(poll, votes=(poll.votes[0], twin, *poll.votes[2:])), *committee.polls[1:]))
    )
    first, second = (vote["voter_id"] for vote in found["vote_events"][0]["votes"][:2])
    assert first != second
    assert len(found["vote_events"]) == 1


def test_cast_vote_records(committee: SittingRecord) -> None:
    """As many records as ballots, the sums those of the count, every reference inside the report."""
    poll, ballots = motion_of("Y" * 40 + "N" * 19 + "A")
    found = cast_votes(committee, poll, ballots)
    assert (found["@type"], found["Version"], len(found["CVR"])) == ("CVR.CastVoteRecordReport", "1.0.0", 60)
    chosen = Counter(
        one["ContestSelectionId"]
        for record in found["CVR"]
        for contest in record["CVRSnapshot"][0]["CVRContest"]
        for one in contest["CVRContestSelection"]
    )
    assert chosen == {"line-1-for": 40, "line-1-against": 19, "line-1-abstain": 1}
    (contest,) = found["Election"][0]["Contest"]
    assert {one["@id"] for one in contest["ContestSelection"]} == set(chosen)
    assert {one["CurrentSnapshotId"] for one in found["CVR"]} == {one["CVRSnapshot"][0]["@id"] for one in found["CVR"]}


def test_the_order_of_the_records_is_drawn(committee: SittingRecord) -> None:
    """The order comes from the shuffle alone: not that of the ballots, and no key or manifest goes with a record."""
    poll, ballots = motion_of("Y" * 40 + "N" * 19 + "A")
    given = cast_votes(committee, poll, ballots, shuffle=lambda _: None)
    turned = cast_votes(committee, poll, ballots, shuffle=lambda marks: marks.reverse())
    assert [one["UniqueId"] for one in turned["CVR"]] == [str(number) for number in range(1, 61)]
    assert answers(turned) == answers(given)[::-1]
    drawn = [answers(cast_votes(committee, poll, ballots)) for _ in range(3)]
    assert all(sorted(one) == sorted(answers(given)) for one in drawn)
    assert any(one != answers(given) for one in drawn), "sixty ballots fall into their old order once in 10^17"
    assert "key-" not in json.dumps(turned)


def answers(report: dict) -> list[str]:
    """What each record of a motion chose, in the order of the report."""
    return [str(one["CVRSnapshot"][0]["CVRContest"][0]["CVRContestSelection"]) for one in report["CVR"]]


def test_where_ballots_are_kept_back(committee: SittingRecord) -> None:
    """Fewer than twenty ballots for each pattern, a written name, a rule that publishes the elected alone, a void vote."""
    poll, ballots = motion_of("Y" * 40 + "N" * 20)
    assert withheld(poll, ballots) is None
    reasons = {
        "patterns": withheld(poll, ballots[:59]),
        "written": withheld(poll, [*ballots[:59], ballot(60, "Y", "王某")]),
        "voided": withheld(committee.polls[1], ballots),
        "none": withheld(poll, ()),
    }
    election = congress_record().polls[0]
    papers = [ballot(number, "YNA") for number in range(5000)]
    assert withheld(election, papers) is None
    reasons["many lines"] = withheld(election, papers[: 20 * 4**3 - 1])
    result = election.election
    assert result is not None
    reasons["rule"] = withheld(replace(election, election=replace(result, elected_only=True)), papers)
    assert all(why is not None and why.zh and why.en for why in reasons.values())
    assert len({str(why) for why in reasons.values()}) == len(reasons)
    with pytest.raises(ValueError, match="known again"):
        cast_votes(committee, poll, ballots[:59])


def test_an_elections_lines_and_an_evaluations_choice(committee: SittingRecord) -> None:
    """Each name of an election is a contest, left blank it is an undervote; an evaluation is one contest of its grades."""
    election = congress_record().polls[0]
    found = cast_votes(committee, election, [ballot(n, "YNB") for n in range(1280)])
    first = found["CVR"][0]["CVRSnapshot"][0]["CVRContest"]
    assert [len(one["CVRContestSelection"]) for one in first] == [1, 1, 0]
    assert [one["Undervotes"] for one in first] == [0, 0, 1]
    grades = Evaluation(
        ((Text("满意", "content"), 99), (Text("不满意", "discontent"), 0)), Text("满意", "content"), 99, 1, 100
    )
    poll = replace(secret_motion(), kind="evaluation", counts=None, evaluation=grades, outcome="decided")
    found = cast_votes(committee, poll, [ballot(n, "YB") for n in range(99)] + [ballot(99, "YY")])
    assert len(found["Election"][0]["Contest"]) == 1
    over = [one["CVRSnapshot"][0]["CVRContest"][0]["Overvotes"] for one in found["CVR"]]
    assert sorted(over) == [0] * 99 + [1]


def test_everything_of_a_sitting() -> None:
    """The published record, a table for each vote that stands, and an index that names what is kept back and why."""
    record = committee_record()
    poll, ballots = motion_of("Y" * 40 + "N" * 19 + "A")
    record = replace(record, polls=(*record.polls[:2], poll))
    made = open_data(record, {"p3": ballots, "p2": ballots})
    assert set(made.files) == {
        "cast-votes/p3.json", "index.json", "polls.csv", "polls/p1.csv", "polls/p3.csv", "popolo.json", "sitting.json",
    }  # fmt: skip
    assert made.files["sitting.json"] == to_bytes(record)
    index = json.loads(made.files["index.json"])
    assert [(one["poll"], one["path"]) for one in index["withheld"]] == [("p2", "polls/p2.csv")]
    assert {one["path"] for one in index["files"]} == set(made.files) - {"index.json"}
    with zipfile.ZipFile(io.BytesIO(zipped(made))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == made.files


def test_what_the_rule_keeps_back_is_nowhere() -> None:
    """With the votes of the elected alone published, no figure of another name stands in any file."""
    record = congress_record()
    result = Election(
        1,
        ("乙", "丙"),
        (Line("乙", 4040, 8, 1), Line("丙", 3131, 7, 911)),
        ("乙",),
        None,
        0,
        4049,
        1,
        4050,
        elected_only=True,
    )
    poll = replace(
        record.polls[0], election=result, announcement=None, explanation=None, eligible=5000, issued=4050, cast=4050
    )
    ballots = [ballot(number, "YN") for number in range(4050)]
    made = open_data(replace(record, polls=(poll,)), {"e1": ballots})
    whole = b"".join(made.files.values())
    assert b"4040" in whole
    assert b"3131" not in whole
    assert b"911" not in whole
    assert [(path, why.zh) for _, path, why in made.withheld] == [
        ("polls/e1.csv", "规则只公布当选人的得票数，其余候选人只列姓名。"),
        ("cast-votes/e1.json", "规则只公布当选人的得票数。"),
    ]
