"""What is read out carries the right figures, names and articles, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voting.core.words import Text
from voting.records import announcements as say
from voting.records.sitting import Attendance, Counts, Election, Line, SittingRecord, Tie

TITLE = Text("关于批准决算的决议（草案）", "Resolution on the accounts")
OFFICE = Text("副镇长", "deputy head")


def result(elected: tuple[str, ...], tie: Tie | None, vacant: int) -> Election:
    """An election of two from three with one name written in."""
    ranking = (Line("甲", 40, 12, 5, 2), Line("乙", 32, 20, 7), Line("丙", 32, 22, 5), Line("丁", 6, write_in=True))
    return Election(2, ("甲", "乙", "丙"), ranking, elected, tie, vacant, 59, 1, 60)


def test_opening_of_a_congress() -> None:
    """T1 says members, present and absent, as in the transcript of 2023: 2977, 2952, 25."""
    said = say.opening("congress", Attendance(2977, 2952, 1985))
    assert said.zh == (
        "各位代表：今天的全体会议，应出席代表2977人，出席2952人，缺席25人，出席人数符合法定人数。现在开会。"
    )
    assert "2977 deputies, 2952 present, 25 absent" in said.en


def test_opening_of_a_standing_committee() -> None:
    """T1b names the members of the standing committee, not deputies."""
    said = say.opening("standing_committee", Attendance(35, 33, 18))
    assert said.zh == "本次会议应到常委会组成人员35人，实到33人，出席人数符合法定人数。现在开会。"


def test_opening_without_quorum_says_so() -> None:
    """T13 takes the place of T1 where the quorum is missing."""
    said = say.opening("congress", Attendance(61, 40, 41))
    assert said.zh == "应到61人，实到40人，未达到法定人数41人，会议不能举行。"
    assert "The sitting cannot be held" in said.en


@pytest.mark.parametrize(("press", "rule"), [("first", "首次按键有效，不能更改"), ("last", "以最后一次按键为准")])
def test_putting_the_question(press: str, rule: str) -> None:
    """T2 names the item, the title in its marks, the secrecy, and whether a vote can be changed."""
    said = say.putting(3, TITLE, press, secret=True)
    assert "第3项议程，表决《关于批准决算的决议（草案）》。本项采用无记名方式" in said.zh
    assert rule in said.zh
    assert "a named vote" in say.putting(3, TITLE, press, secret=False).en


def test_putting_an_election() -> None:
    """T2 of an election says seats, candidates and what voids a paper."""
    said = say.putting_election(4, OFFICE, 2, 3)
    assert "选举副镇长。应选2名，候选人3名。" in said.zh
    assert "所选人数不得超过2名" in said.zh


def test_titles_are_quoted_once() -> None:
    """A title that has its own marks is not marked again; marks inside one become the inner kind."""
    assert say.declaring(Text("《决议（草案）》", "x"), "adopted").zh == "《决议（草案）》，通过。"
    assert say.declaring(Text("关于《条例》的决定", "x"), "adopted").zh == "《关于〈条例〉的决定》，通过。"
    assert say.declaring(Text("任命王某", "x"), "not_adopted").zh == "任命王某，未获通过。"


def test_reading_the_count_of_2012() -> None:
    """T3 with the official figures of 14 March 2012: 2639, 160, 57 and 16 who did not press."""
    counts = Counts(2639, 160, 57, 0, 16)
    assert say.reading(counts).zh == "赞成2639票，反对160票，弃权57票，未按表决器16人。"
    assert say.reading(counts, show_not_pressed=False).zh == "赞成2639票，反对160票，弃权57票。"
    assert say.reading(replace(counts, void=2)).en.endswith("2 void, 16 did not press.")


def test_motion_reads_and_declares() -> None:
    """T3 and T4 together end in the outcome."""
    said = say.motion(TITLE, Counts(30, 1, 1, 0, 1), "adopted")
    assert said.zh == "赞成30票，反对1票，弃权1票，未按表决器1人。《关于批准决算的决议（草案）》，通过。"
    with pytest.raises(KeyError):
        say.motion(TITLE, Counts(30, 1, 1, 0, 1), "tied")


@pytest.mark.parametrize(("back", "word"), [(60, "等于"), (59, "少于"), (61, "多于")])
def test_papers_returned(back: int, word: str) -> None:
    """T7 compares the papers returned with those issued."""
    said = say.returned("congress", 61, 60, 60, replace(result((), None, 2), returned=back), OFFICE)
    assert "应到代表61名，实到60名。共发出副镇长选票60张" in said.zh
    assert f"收回{back}张。收回的选票{word}发出的选票。" in said.zh


def test_validity() -> None:
    """T8: more papers than were issued make the election void."""
    assert say.validity(60, 60).zh == "收回的选票等于或者少于发出的选票，我宣布：本次选举有效。"
    assert say.validity(60, 61, ("ZZF 29",)).zh == (
        "依照《地方组织法》第二十九条的规定，收回的选票多于发出的选票，我宣布：本次选举无效。"
    )


def test_counts_of_an_election() -> None:
    """T9 reads every candidate with unmarked lines among the abstentions, then write-ins, valid and void papers."""
    assert say.counted(result(("甲",), None, 1)).zh == (
        "甲：赞成40票，反对12票，弃权7票；乙：赞成32票，反对20票，弃权7票；丙：赞成32票，反对22票，弃权5票；"
        "另选他人：丁6票。有效票59张，无效票1张。"
    )


def test_decided_election() -> None:
    """T8 and T10: the elected with their votes and the office, and nothing about vacant seats."""
    said = say.election("congress", 60, result(("甲", "乙"), None, 0), OFFICE)
    assert "甲40票，乙32票。我宣布：甲、乙当选为副镇长。" in said.zh
    assert "不足" not in said.zh
    assert "得票相等" not in said.zh


def test_tied_election() -> None:
    """T11 names the tied, the seats left and the article; the tied seat is not called vacant."""
    said = say.election("congress", 60, result(("甲",), Tie(("乙", "丙"), 1), 1), OFFICE, ("ZZF 29",))
    assert "乙、丙得票相等，尚余1名，不能确定当选人。依照《地方组织法》第二十九条的规定，" in said.zh
    assert "不足" not in said.zh


def test_short_election() -> None:
    """T12 says seats, elected and what is missing; nobody is declared where nobody is elected."""
    said = say.election("congress", 60, result(("甲",), None, 1), OFFICE)
    assert "应选2名，获得过半数选票当选1名，不足1名。" in said.zh
    assert "当选为" not in say.election("congress", 60, result((), None, 2), OFFICE).zh


def test_report_of_the_chief_teller(congress: SittingRecord) -> None:
    """T7 and T9 together; a motion has no such report."""
    assert "共发出青溪镇副镇长选票60张" in say.report("congress", 61, congress.polls[0]).zh
    motion = replace(
        congress.polls[0], kind="motion", election=None, counts=Counts(1, 0, 0, 0, 59), outcome="not_adopted"
    )
    with pytest.raises(ValueError, match="no counted election"):
        say.report("congress", 61, motion)


def test_voided_poll_gives_no_count(committee: SittingRecord) -> None:
    """The announcement of a voided poll has its reason and no vote figures."""
    said = say.of_poll("standing_committee", committee.polls[1])
    assert "主机故障" in said.zh
    assert "赞成" not in said.zh
