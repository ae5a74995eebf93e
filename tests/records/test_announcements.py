"""What is read out carries the right figures, names and articles, in both languages."""

from __future__ import annotations

import re
from contextlib import nullcontext
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.core.words import Level, Text
from voting.records import announcements as say
from voting.records.announcement_texts import TEMPLATES, fill
from voting.records.sitting import Counts, Election, Line, SittingRecord, Tie

TITLE = Text("关于批准决算的决议（草案）", "Resolution on the accounts")
OFFICE = Text("副镇长", "deputy head")


def result(elected: tuple[str, ...], tie: Tie | None, vacant: int) -> Election:
    """An election of two from three with one name written in."""
    ranking = (Line("甲", 40, 12, 5, 2), Line("乙", 32, 20, 7), Line("丙", 32, 22, 5), Line("丁", 6, write_in=True))
    return Election(2, ("甲", "乙", "丙"), ranking, elected, tie, vacant, 59, 1, 60)


def test_opening_of_a_congress() -> None:
    """T1 says members, present and absent, as in the transcript of 2023: 2977, 2952, 25."""
    said = say.opening("congress", "county", 2977, 2952, 3, 1985)
    assert said.zh == (
        "各位代表：今天的全体会议，应出席代表2977人，出席2952人，缺席25人，出席人数符合法定人数。现在开会。"
    )
    assert "2977 deputies, 2952 present, 25 absent" in said.en


@pytest.mark.parametrize("level", ["province", "city"])
def test_opening_of_a_congress_in_a_province_or_city(level: Level) -> None:
    """T1b names deputies twice, as in the transcripts of Henan."""
    said = say.opening("congress", level, 300, 290, 0, 200)
    assert said.zh == "本次会议应到代表300人，实到代表290人，出席人数符合法定人数。现在开会。"


def test_opening_of_a_township_congress() -> None:
    """T1c says who is on leave; who is absent without leave is said besides, where there is anybody."""
    said = say.opening("congress", "township", 61, 58, 3, 41)
    assert said.zh == ("本次大会应出席代表61名，实际到会58名，请假3名，出席会议代表人数符合法定要求，可以开会。")
    assert "请假1名，缺席2名，出席会议代表人数" in say.opening("congress", "township", 61, 58, 1, 41).zh


def test_opening_of_a_standing_committee() -> None:
    """T1b names the members of the standing committee, not deputies."""
    said = say.opening("standing_committee", "city", 35, 33, 0, 18)
    assert said.zh == "本次会议应到常委会组成人员35人，实到33人，出席人数符合法定人数。现在开会。"


def test_opening_without_quorum_says_so() -> None:
    """T13 takes the place of T1 where the quorum is missing, at every level."""
    for level in get_args(Level):
        said = say.opening("congress", level, 61, 40, 0, 41)
        assert said.zh == "应到61人，实到40人，未达到法定人数41人，会议不能举行。"
        assert "The sitting cannot be held" in said.en


@pytest.mark.parametrize(("press", "rule"), [("first", "首次按键有效，不能更改"), ("last", "以最后一次按键为准")])
def test_putting_the_question(press: str, rule: str) -> None:
    """T2 names the item, the title in its marks, the secrecy, and whether a vote can be changed."""
    said = say.putting(3, TITLE, press, secret=True)
    assert "第3项议程，表决《关于批准决算的决议（草案）》。本项采用无记名方式" in said.zh
    assert rule in said.zh
    assert "a named vote" in say.putting(3, TITLE, press, secret=False).en


def test_the_presidium_puts_a_draft_to_the_congress() -> None:
    """T2 of a congress says so of a draft of a resolution, and of nothing that is no draft."""
    said = say.putting(3, TITLE, "last", secret=False, presidium=True)
    assert "主席团会议决定将这个决议草案提请大会全体会议表决。" in said.zh
    assert said.zh.endswith("现在付表决，请按表决器。")
    assert "主席团" not in say.putting(3, Text("任命王某", "x"), "last", secret=True, presidium=True).zh


def test_putting_the_list_of_tellers() -> None:
    """T6 as in the transcript; one list of one name is not merged, and a committee has no presidium."""
    both = [Text("总监票人", "chief tellers"), Text("监票人", "tellers")]
    said = say.putting_list("congress", both, merged=True).zh
    assert said == (
        "总监票人、监票人名单草案已经主席团会议通过，现提请大会全体会议表决。建议对这个名单草案进行合并表决。"
        "现在付表决，请按表决器。"
    )
    assert "主席团" not in say.putting_list("standing_committee", both[1:], merged=False).zh


def test_a_show_of_hands_is_put_and_read() -> None:
    """T5 in the order of the transcript; where nobody raised a hand it says 没有."""
    assert (
        "同意的请举手。请放下。反对的请举手。请放下。弃权的请举手。"
        in say.putting_by_hand(2, TITLE, "show_of_hands").zh
    )
    assert say.hands(Counts(30, 0, 2, 0, 1)).zh == "同意的30人，反对的没有，弃权的2人。"


def test_a_trial_vote_counts_for_nothing() -> None:
    """The chair says so before it."""
    assert "不计入任何表决" in say.trial().zh


def test_a_satisfaction_evaluation() -> None:
    """T14 as in the transcript of Guzhen, with the grade that follows; void papers only where there are any."""
    grades = [
        (Text("满意", "satisfied"), 40),
        (Text("基本满意", "fairly satisfied"), 8),
        (Text("不满意", "not satisfied"), 2),
    ]
    title = Text("代表建议办理情况满意度测评", "the handling of deputies' proposals")
    said = say.satisfaction(title, grades, 1, Text("满意", "satisfied"))
    assert said.zh == (
        "现在我宣布，代表建议办理情况满意度测评结果如下：满意40票，基本满意8票，不满意2票，无效1票。测评等次为：满意。"
    )
    assert said.en.endswith("satisfied 40, fairly satisfied 8, not satisfied 2, void 1. The grade is: satisfied.")
    assert "无效" not in say.satisfaction(title, grades, 0).zh
    assert "满意、基本满意、不满意" in say.putting_evaluation(5, title, [grade for grade, _ in grades]).zh


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
    assert say.staff_reading(counts).zh.endswith("，未按表决器16人。宣读完毕。")
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
    said = say.returned("congress", 61, 60, 60, back, OFFICE)
    assert "应到代表61名，实到60名。共发出副镇长选票60张" in said.zh
    assert f"收回{back}张。收回的选票{word}发出的选票。" in said.zh
    assert "，投票人数58人。" in say.returned("congress", 61, 60, 60, back, OFFICE, 58).zh


def test_validity() -> None:
    """T8: more papers than were issued make the election void."""
    assert say.validity(60, 60).zh == "收回的选票等于或者少于发出的选票，我宣布：本次选举有效。"
    assert say.validity(60, 61, ("ZZF 29",)).zh == (
        "根据《地方组织法》第二十九条的规定，收回的选票多于发出的选票，我宣布：本次选举无效，须重新投票。"
    )
    method = Text("《选举办法》", "Election method")
    said = say.validity(60, 59, (), method)
    assert said.zh.startswith("根据《选举办法》的规定，")
    assert (
        said.en == "Under Election method: 59 papers returned are not more than the 60 issued. The election is valid."
    )
    assert "收回的选票多于投票人数，我宣布：本次选举无效" in say.exceeded_voters(58, 59, method).zh


def test_counts_of_an_election() -> None:
    """T9 reads every candidate with unmarked lines among the abstentions, then write-ins, valid and void papers."""
    assert say.counted(result(("甲",), None, 1)).zh == (
        "甲：赞成40票，反对12票，弃权7票；乙：赞成32票，反对20票，弃权7票；丙：赞成32票，反对22票，弃权5票；"
        "另选他人：丁6票。有效票59张，无效票1张。"
    )


def test_decided_election() -> None:
    """T8 and T10: the elected with their votes and the office, and nothing about vacant seats."""
    said = say.election("congress", 60, result(("甲", "乙"), None, 0), OFFICE)
    assert "甲（40票）、乙（32票）获得的赞成票超过全体代表的半数，我宣布：甲、乙当选为副镇长。" in said.zh
    assert "不足" not in said.zh
    assert "得票相等" not in said.zh


def test_tied_election() -> None:
    """T11 names the tied, the seats left and the article; the tied seat is not called vacant."""
    said = say.election("congress", 60, result(("甲",), Tie(("乙", "丙"), 1), 1), OFFICE, ("ZZF 29",))
    assert "乙、丙得票相等，尚余1名，不能确定当选人。依照《地方组织法》第二十九条，就票数相等的人再次投票，" in said.zh
    assert "不足" not in said.zh


def test_a_tie_under_a_majority_method_claims_no_plurality() -> None:
    """law.md G4: where the method asks for a majority between the tied, neither T11 nor T10 speaks of the most votes."""
    tie = say.election("congress", 60, result(("甲",), Tie(("乙", "丙"), 1), 1), OFFICE, ("ZZF 29",), majority=True)
    assert "再次投票，获得全体代表过半数赞成票的当选。" in tie.zh
    assert "most votes" not in tie.en
    again = say.election("congress", 60, replace(result(("甲",), None, 0), round="tie_revote"), OFFICE, majority=True)
    assert "甲（40票）获得的赞成票超过全体代表的半数" in again.zh


def test_short_election() -> None:
    """T12 says seats, elected and what is missing; nobody is declared where nobody is elected."""
    said = say.election("congress", 60, result(("甲",), None, 1), OFFICE)
    assert "应选2名，获得过半数选票当选1名，不足1名。" in said.zh
    assert "当选为" not in say.election("congress", 60, result((), None, 2), OFFICE).zh


def test_a_short_by_election_of_a_committee_is_not_the_congress_to_decide() -> None:
    """T12 by body: in a standing committee nobody says 经大会决定."""
    said = say.election("standing_committee", 60, result(("甲",), None, 1), OFFICE)
    assert "不足1名。不足名额经常务委员会会议决定，另行选举。" in said.zh
    assert "大会" not in said.zh
    assert "经大会决定" in say.election("congress", 60, result(("甲",), None, 1), OFFICE).zh


def test_a_vote_between_the_tied_claims_no_majority() -> None:
    """After 再次投票 the most votes win (ZZF 29); nobody says that more than half voted for them."""
    again = replace(result(("甲",), None, 0), round="tie_revote")
    said = say.election("congress", 60, again, OFFICE)
    assert "甲（40票）得票多，我宣布：甲当选为副镇长。" in said.zh
    assert "半数" not in said.zh
    assert "就票数相等的人再次投票" in say.putting_election(4, OFFICE, 1, 2, round_="tie_revote").zh


def test_a_pre_vote_elects_nobody() -> None:
    """It puts people on the formal list, and says who ties at its cut."""
    primary = replace(result((), Tie(("乙", "丙"), 1), 0), round="primary", formal=("甲",))
    said = say.election("congress", 60, primary, OFFICE)
    assert "甲（40票）列入副镇长正式候选人名单。乙、丙得票相等，正式候选人名单尚余1名不能确定。" in said.zh
    assert "当选" not in said.zh
    assert "预选副镇长正式候选人。被提名人3名" in say.putting_election(4, OFFICE, 2, 3, round_="primary").zh


def test_a_chief_procurator_awaits_approval() -> None:
    """ZZF 11: the declaration says from whom."""
    pending = replace(result(("甲", "乙"), None, 0), pending=True)
    assert "须依法报经上一级人民检察院检察长" in say.elected("congress", pending, OFFICE).zh


def test_english_is_english() -> None:
    """Where the file has English for names and the method, no Chinese stands in the English text."""
    ranking = tuple(replace(line, en=f"Person {place}") for place, line in enumerate(result((), None, 2).ranking))
    done = replace(result(("甲",), Tie(("乙", "丙"), 1), 1), ranking=ranking)
    method = Text("《选举办法》", "Election method")
    said = (
        say.election("congress", 60, done, OFFICE, ("ZZF 29",), method),
        say.counted(done),
        say.listed(done, OFFICE),
    )
    assert not [one.en for one in said if re.search("[\u4e00-\u9fff]", one.en)]
    assert "Person 1, Person 2 have equal votes" in said[0].en


def test_every_text_is_said_and_leaves_no_slot() -> None:
    """T1 to T14 all stand in the list, each with its source, and both languages have the same slots but for measure words."""
    numbers = {int(found[0]) for name in TEMPLATES if (found := re.findall(r"^T(\d+)", name))}
    assert numbers == set(range(1, 15))
    for name, one in TEMPLATES.items():
        slots = set(re.findall(r"\{(\w+)\}", one.zh + one.en))
        said = fill(name, **dict.fromkeys(slots, 7))
        assert "{" not in said.zh + said.en
        assert one.source
        with pytest.raises(KeyError) if slots else nullcontext():
            fill(name)


def test_report_of_the_chief_teller(congress: SittingRecord) -> None:
    """T7 and T9 together; a motion has no such report."""
    assert "共发出青溪镇副镇长选票60张" in say.report("congress", 61, congress.polls[0]).zh
    said = say.report("congress", 61, congress.polls[0])
    assert said.zh.endswith("报告完毕。")
    assert said.zh.count("报告完毕") == 1
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


NUMBER = st.integers(0, 3000)


def figures(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"\d+", text)]


@given(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER)
def test_a_motion_says_its_figures_and_no_others(yes: int, no: int, abstain: int, void: int, silent: int) -> None:
    """Every figure of the count is said once, in order, in both languages; void and not pressed only where there are any."""
    rest = [one for one in (void, silent) if one]
    said = say.reading(Counts(yes, no, abstain, void, silent))
    assert figures(said.zh) == figures(said.en) == [yes, no, abstain, *rest]
    shown = say.hands(Counts(yes, no, abstain, 0, silent))
    assert figures(shown.zh) == figures(shown.en) == [one for one in (yes, no, abstain) if one]


@given(st.lists(st.tuples(NUMBER, NUMBER, NUMBER, NUMBER), min_size=1, max_size=6), NUMBER, NUMBER, NUMBER)
def test_an_election_says_its_figures_and_no_others(
    lines: list[tuple[int, int, int, int]], valid: int, invalid: int, written: int
) -> None:
    """The report says of every name what was counted, unmarked lines as abstentions, and the papers."""
    names = "甲乙丙丁戊己"
    ranking = tuple(Line(names[place], *line, en=names[place]) for place, line in enumerate(lines))
    done = Election(2, tuple(names[: len(lines)]), (*ranking, Line("庚", written, write_in=True)), (), None, 2, valid,
                    invalid, valid + invalid)  # fmt: skip
    wanted = [figure for yes, no, abstain, blank in lines for figure in (yes, no, abstain + blank)]
    said = say.counted(done)
    assert figures(said.zh) == figures(said.en) == [*wanted, written, valid, invalid]


@given(NUMBER, NUMBER, NUMBER, NUMBER)
def test_the_opening_says_the_figures_of_the_attendance(members: int, present: int, leave: int, needed: int) -> None:
    """T1, T1b, T1c and T13 say members and present of whatever body; T13 exactly where the quorum is missing."""
    for level in get_args(Level):
        said = say.opening("congress", level, members, present, leave, needed)
        assert figures(said.zh)[:2] == [members, present]
        assert set(figures(said.en)) >= {members, present}
        assert ("不能举行" in said.zh) == (present < needed)
