"""Fictitious sittings that every test of the documents reads: a committee, a township congress, a large congress."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace

import pytest

from voting.core.words import Text
from voting.records.announcements import of_poll
from voting.records.sitting import (
    Attendance,
    Counts,
    Election,
    Item,
    Line,
    Log,
    Meeting,
    NamedVote,
    Poll,
    Reporter,
    RuleBook,
    SittingRecord,
    Tie,
    Voided,
)

RARE = ("龙䶮", "陈𫖯", "文𬭚")
HOSTILE = ("#let x", "$", "\\", "\"quoted\" 'name'", "<b>粗</b>", "很长的名字" * 12, "A" * 60, "=1+1", "*a* _b_ `c` @d")
LABEL = Text("由操作方保密", "operator-trusted")
NOTE = Text(
    "本次会议通过的表决办法同意使用电子表决器，并同意由操作方单独保密和计票。",
    "This sitting's own method consents to keys, and to the operator alone keeping the secret and counting.",
)


def people(number: int) -> tuple[str, ...]:
    """`number` different fictitious names; the first three hold rare characters."""
    family, given = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗", "伟芳娜敏静磊军洋勇艳杰娟涛明超兰霞平刚桂"
    plain = [f"{family[i % 20]}{given[(i // 20) % 20]}{given[(i * 7) % 20] if i % 3 else ''}" for i in range(number)]
    return (*RARE, *plain)[:number]


def log_of(meeting: str, size: int) -> Log:
    """A log end in the shape of a signed note (C2SP tlog-checkpoint); its signature is only long enough."""
    root = base64.b64encode(hashlib.sha256(meeting.encode()).digest()).decode()
    signature = base64.b64encode(hashlib.sha512(root.encode()).digest() + b"yijue").decode()
    return Log(size, root, f"yijue.example/{meeting}\n{size}\n{root}\n\n\u2014 yijue.example/{meeting} {signature}\n")


def voting(names: tuple[str, ...], marks: tuple[int, int, int, int]) -> tuple[NamedVote, ...]:
    """A named list with so many for, against, abstaining, not pressing, in the order of names."""
    words = [
        word
        for word, times in zip(("for", "against", "abstain", "not_voting"), marks, strict=True)
        for _ in range(times)
    ]
    return tuple(
        NamedVote(name, f"第{place % 4 + 1}组", word)  # type: ignore[arg-type]
        for place, (name, word) in enumerate(zip(names, words, strict=True))
    )


def announced(record: SittingRecord) -> SittingRecord:
    """The same record with the house's own announcement on every poll."""
    said = tuple(replace(poll, announcement=of_poll(record.meeting.body, poll)) for poll in record.polls)
    return replace(record, polls=said)


def named_motion() -> Poll:
    """A decision by named vote: 30 : 1 : 1, one did not press."""
    return Poll(
        id="p1", item="i2",
        title=Text("清河县人大常委会关于批准2025年县本级财政决算的决议（草案）", "Resolution on the final accounts of 2025 (draft)"),
        kind="motion", secrecy="named", form="keypress", tier=None, base=35, needed=18, present=33, eligible=33,
        issued=33, cast=32, counts=Counts(30, 1, 1, 0, 1), outcome="adopted", authority=("ZZF 51",),
        explanation=Text("全体组成人员35人，过半数为18票，赞成30票。", "35 members, more than half is 18; 30 voted for."),
        opened_at="2026-11-21T10:42:08+08:00", closed_at="2026-11-21T10:42:38+08:00", votes=voting(people(33), (30, 1, 1, 1)),
    )  # fmt: skip


def secret_motion() -> Poll:
    """An appointment by secret key-press that fails: 17 of the 18 needed; two recused."""
    return Poll(
        id="p3", item="i3", title=Text("任命王某某为清河县教育局局长", "Appointment of the head of the education bureau"),
        kind="motion", secrecy="secret", form="keypress", tier="T0", base=35, needed=18, present=33, eligible=31,
        issued=31, cast=30, counts=Counts(17, 9, 3, 1, 1), outcome="not_adopted", authority=("ZZF 51",),
        explanation=Text("全体组成人员35人，过半数为18票，赞成17票。", "35 members, more than half is 18; 17 voted for."),
        opened_at="2026-11-21T11:02:00+08:00", closed_at="2026-11-21T11:02:41+08:00", label=LABEL, mode_note=NOTE,
    )  # fmt: skip


def voided_motion() -> Poll:
    """The first attempt at the appointment, voided for a device failure."""
    return replace(
        secret_motion(), id="p2", counts=None, outcome=None, explanation=None, cast=12, authority=(),
        opened_at="2026-11-21T10:55:00+08:00", closed_at=None, voided=Voided("主机故障，12人表决后中断", "会议主持人 李主任"),
    )  # fmt: skip


def committee_record() -> SittingRecord:
    """A county standing committee of 35: a report, a named decision, a voided vote and its repetition."""
    names = people(35)
    return announced(SittingRecord(
        Meeting(
            "demo-county-sc", Text("清河县人大常委会第三十二次会议", "32nd meeting of the Qinghe County Standing Committee"),
            "standing_committee", "county", "2026-11-21T09:00:12+08:00", "2026-11-21T11:30:00+08:00",
            (RuleBook("cn-national", "2022-03-12", Text("全国规则", "National rules")),),
            Text("清河县人大常委会表决办法（2026年1月8日通过）", "Method of voting, adopted 8 January 2026"), sample=True,
            place=Text("县人大常委会会议厅", "County hall"),
        ),
        Attendance(35, 33, 18, names[:33], names[33:34], names[34:]),
        (
            Item("i1", 1, Text("听取县人民政府关于生态环境状况的报告", "Report on the environment"), "report", "forwarded",
                 reporter=Reporter("周县长", Text("县长", "County head")), reason="审议意见转县人民政府研究处理，2027年2月28日前报告"),
            Item("i2", 2, Text("关于批准2025年县本级财政决算的决议（草案）", "Final accounts of 2025"), "decision", "adopted", ("p1",)),
            Item("i3", 3, Text("人事任免案", "Appointments"), "appointment", "not_adopted", ("p2", "p3")),
        ),
        (named_motion(), voided_motion(), secret_motion()),
        log_of("demo-county-sc", 420),
    ))  # fmt: skip


def election_poll() -> Poll:
    """Two deputy heads from three candidates: one elected, two tied for the other seat, two names written in."""
    ranking = (
        Line(RARE[0], 40, 12, 5, 2), Line("张伟", 32, 22, 5, 0), Line("李芳", 32, 18, 7, 2),
        Line(HOSTILE[0], 6, write_in=True), Line("很长的另选人姓名" * 6, 2, write_in=True),
    )  # fmt: skip
    result = Election(2, (RARE[0], "张伟", "李芳"), ranking, (RARE[0],), Tie(("张伟", "李芳"), 1), 1, 59, 1, 60)
    return Poll(
        id="e1", item="i1", title=Text("选举青溪镇副镇长", "Election of two deputy heads"), kind="election", secrecy="secret",
        form="ballot", tier="T0", base=61, needed=31, present=60, eligible=60, issued=60, cast=60, election=result,
        outcome="tied", authority=("ZZF 27", "ZZF 29"), office=Text("青溪镇副镇长", "deputy head of Qingxi township"),
        opened_at="2026-12-01T09:40:00+08:00", closed_at="2026-12-01T09:52:10+08:00", label=LABEL, mode_note=NOTE,
    )  # fmt: skip


def congress_record() -> SittingRecord:
    """A township congress of 61 with a tied election; the item is postponed by a recorded decision."""
    names = people(61)
    return announced(SittingRecord(
        Meeting(
            "demo-township", Text("青溪镇第十九届人民代表大会第二次会议", "Qingxi Township, 19th People's Congress, 2nd session"),
            "congress", "township", "2026-12-01T09:00:00+08:00", "2026-12-01T10:30:00+08:00",
            (RuleBook("cn-national", "2022-03-12"),), Text("青溪镇第十九届人大二次会议选举办法", "Election method"), sample=True,
        ),
        Attendance(61, 60, 41, names[:60], names[60:]),
        (Item("i1", 1, Text("选举副镇长", "Election of deputy heads"), "election", "postponed", ("e1",), reason="得票相等，择日再次投票"),),
        (election_poll(),),
        log_of("demo-township", 777),
    ))  # fmt: skip


@pytest.fixture
def committee() -> SittingRecord:
    """The standing committee's sitting."""
    return committee_record()


@pytest.fixture
def congress() -> SittingRecord:
    """The township congress's sitting."""
    return congress_record()


@pytest.fixture
def large() -> SittingRecord:
    """300 members, real sitting (no sample), named vote with hostile names among the voters."""
    return large_record()


def large_record() -> SittingRecord:
    """A city congress of 300 with one named motion."""
    names = (*HOSTILE, *people(300 - len(HOSTILE)))
    record = committee_record()
    poll = replace(
        named_motion(), base=300, needed=151, present=290, eligible=290, issued=290, cast=288,
        counts=Counts(260, 18, 10, 0, 2), votes=voting(names[:290], (260, 18, 10, 2)), authority=("ZZF 25",),
        explanation=None,
    )  # fmt: skip
    return announced(SittingRecord(
        replace(record.meeting, id="large", sample=False, body="congress", level="city",
                title=Text("临江市第十六届人民代表大会第一次会议", "Linjiang City, 16th People's Congress, 1st session")),
        Attendance(300, 290, 200, names[:290], names[290:296], names[296:]),
        (replace(record.items[1], id="i2"),),
        (poll,),
        log_of("large", 1234),
    ))  # fmt: skip
