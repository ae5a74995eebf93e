"""Which words are read when: every step of a sitting has its announcement, with the figures of its state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.clerk import room
from tests.core import notation as n
from tests.core import test_hand, test_satisfaction
from tests.core.notation import AT, CHAIR, OPERATOR
from voting.core import commands as c
from voting.core import events as e
from voting.core import hand_commands as hc
from voting.core.meeting import fold
from voting.core.state import Sitting
from voting.core.words import Text
from voting.projections import parts
from voting.projections.parts import Surroundings
from voting.projections.texts import DraftText, Texts
from voting.records import aloud, gather

GRADES = {"o1": Text("满意", "satisfied"), "o2": Text("基本满意", "fairly"), "o3": Text("不满意", "not satisfied")}


def sitting(*events: e.Event) -> Sitting:
    folded = fold(events)
    assert folded is not None
    return folded


def texts(s: Sitting) -> Texts:
    """Titles and names for whatever this meeting has on its agenda."""
    known = room.texts([item.entry for item in s.items.values()])
    drafts = {
        (i.entry.id, d.id): DraftText(Text("关于预算的决议（草案）", "Budget"), None)
        for i in s.items.values()
        for d in i.entry.drafts
    }
    return replace(known, drafts=drafts, candidates={**room.CANDIDATES, **GRADES})


def said(*events: e.Event) -> Mapping[str, Text]:
    s = sitting(*events)
    return gather.generated(s, texts(s))


def read(*events: e.Event) -> str:
    """What the chair has to read now, in Chinese; empty where there is nothing."""
    s = sitting(*events)
    around = gather.voiced(s, Surroundings(texts(s)))
    return around.reading.zh if around.reading else ""


READY = n.after((n.prepared(5), n.present(4)))
ANNOUNCED = n.after(n.seated(), n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))
OPEN = n.after(ANNOUNCED, *(n.draw(k) for k in range(1, 6)), n.open_poll())
CLOSED = n.after(OPEN, *(n.cast(k) for k in range(1, 6)), n.close_poll())
COUNTED = n.after(CLOSED, n.count(c.Paper("Y", copies=3), c.Paper("N", copies=2)))
DECLARED = n.after(COUNTED, n.declare())


def test_a_motion_from_the_opening_to_the_declaration() -> None:
    """T1, T2, T3's call, T3, T4: each while it is to be read."""
    assert read(*READY) == "各位代表：今天的全体会议，应出席代表5人，出席4人，缺席1人，出席人数符合法定人数。现在开会。"
    assert read(*n.after(READY, n.open_sitting())) == ""
    for events in (ANNOUNCED, OPEN):
        assert "现在进行第2项议程" in read(*events)
    assert read(*CLOSED) == "现在由工作人员宣读表决结果。"
    for events in (COUNTED, DECLARED):
        assert read(*events) == "赞成3票，反对2票，弃权0票。《关于预算的决议（草案）》，通过。"
        assert said(*events)["p1/report"].zh == "赞成3票，反对2票，弃权0票。宣读完毕。"


def test_without_a_quorum_t13_is_read() -> None:
    """Before the opening, between votes, and where a question cannot be put any more; a result is read all the same."""
    gone = [c.Leave(OPERATOR, AT, n.member(k)) for k in (3, 4, 5)]
    lost = "应到5人，实到2人，未达到法定人数4人，会议不能举行。"
    assert read(*n.after((n.prepared(5), n.present(2)))) == lost
    assert read(*n.after(n.seated(), *gone)) == lost
    assert read(*n.after(ANNOUNCED, *gone)) == lost
    assert read(*n.after(DECLARED, *gone)) == lost
    assert "赞成3票" in read(*n.after(COUNTED, *gone))


def test_a_voided_vote_says_why() -> None:
    """Its reason and no figures."""
    assert "作废，原因：the power failed" in read(*n.after(COUNTED, n.void_poll()))
    assert "赞成" not in read(*n.after(COUNTED, n.void_poll()))


def test_after_the_close_nothing_is_read() -> None:
    """A closed sitting has no words left."""
    agenda = (n.item("a1", "procedural"),)
    done = n.after(n.seated(5, 5, *agenda), n.dispose("a1", "withdrawn", "r", "presidium"), c.CloseSitting(CHAIR, AT))
    assert read(*done) == ""


def test_paper_is_reported_and_declared_valid_before_it_is_counted() -> None:
    """T7 for the chief teller and T8 for the chair once two tellers have confirmed the return."""
    put = n.after(n.seated(5, 5, test_hand.PAPER), n.introduce("a2"), n.announce("a2"))
    assert "现在分发表决票" in read(*put)
    assert read(*test_hand.BOXED) == ""
    words = said(*test_hand.CONFIRMED)
    assert re.fullmatch(r".*共发出.*选票5张，收回\d张，投票人数\d人。.*报告完毕。", words["p1/returned"].zh)
    assert words["p1/returned"].zh.count("报告完毕") == 1
    assert "我宣布：本次选举有效。" in words["p1/return"].zh


def test_hands_are_put_and_read() -> None:
    """T5, both ways."""
    put = n.after(n.seated(5, 5, test_hand.HANDS), n.introduce("a1"), n.announce("a1"))
    assert "同意的请举手。" in read(*put)
    shown = n.after(put, n.open_poll(), n.close_poll(), *test_hand.both(hc.EnterHands, 4, 0, 1), n.count())
    assert read(*shown).startswith("同意的4人，反对的没有，弃权的1人。")


def test_the_list_of_tellers_is_put_as_a_list() -> None:
    """T6 where the item's list is one of tellers."""
    agenda = n.item("a1", "roster", n.motion())
    prepared = replace(n.prepared(5, agenda), rosters=(e.RosterEntry("tellers", ("m001", "m002"), "a1"),))
    words = read(*n.after((prepared, n.present(5)), n.open_sitting(), n.introduce("a1"), n.announce("a1")))
    assert words.startswith(
        "监票人名单草案已经主席团会议通过，现提请大会全体会议表决。建议对这个名单草案进行合并表决。"
    )


def test_an_evaluation_is_put_and_declared() -> None:
    """T14 with the grade that the local rule gives."""
    put = n.after(test_satisfaction.laid(test_satisfaction.SHIQUAN), n.announce("a1"))
    assert "请在满意、基本满意、不满意中选择一项" in read(*put)
    papers = test_satisfaction.PAPERS
    done = n.after(put, *n.voted(sum(one.copies for one in papers), named=False), n.count(*papers))
    assert (
        read(*done)
        == "现在我宣布，议题a1满意度测评结果如下：满意12票，基本满意9票，不满意3票，无效1票。测评等次为：不满意。"
    )


def test_an_election_is_reported_and_declared() -> None:
    """T7 to T12 with the English names that the file has; the end of the report stands at its end."""
    put = n.after(n.seated(5, 5, *n.AGENDA), n.introduce("a4"), n.announce("a4"))
    done = n.after(put, *n.voted(5, named=False), n.count(c.Paper("YNN", copies=3), c.Paper("BYN", copies=2)))
    words = said(*done)
    assert words["p1/report"].zh.endswith("有效票5张，无效票0张。报告完毕。")
    assert "Wang Xiulan: 3 for, 0 against, 2 abstaining" in words["p1/report"].en
    assert "王秀兰（3票）获得的赞成票超过全体代表的半数" in words["p1/result"].zh
    assert "不足1名" in words["p1/result"].zh
    assert not re.search("[\u4e00-\u9fff]", (words["p1/report"].en + words["p1/result"].en).replace("a4d1", ""))
    assert "Under “The method of this meeting”: 5 papers returned" in words["p1/result"].en


@pytest.mark.parametrize("events", [READY, ANNOUNCED, OPEN, CLOSED, COUNTED, DECLARED])
def test_no_words_have_an_open_slot(events: tuple[e.Event, ...]) -> None:
    """Whatever can be read has no braces left, in either language."""
    for one in said(*events).values():
        assert "{" not in one.zh + one.en
        assert one.en


def test_the_method_is_cited_in_either_language() -> None:
    """Its title in 《》 in Chinese, its English title in English; nothing where there is none."""
    known = texts(sitting(*READY))
    assert aloud.method(known).zh.startswith("《")
    assert not re.search("[\u4e00-\u9fff《》]", aloud.method(known).en)
    assert aloud.method(replace(known, method_title=Text("", ""))) == ("", "")


def test_the_hall_is_told_the_words_after_the_declaration() -> None:
    """They may hold names that voters wrote in; officers have them before."""
    for events, told in ((COUNTED, False), (DECLARED, True)):
        s = sitting(*events)
        around = gather.voiced(s, Surroundings(replace(texts(s), people={})))
        assert (parts.poll(s, s.polls["p1"], around, public=True)["announcement"] is not None) == told
        assert (parts.poll(s, s.polls["p1"], around, public=True)["report"] is not None) == told
        assert parts.poll(s, s.polls["p1"], around)["announcement"] is not None
