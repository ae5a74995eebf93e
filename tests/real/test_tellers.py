"""A congress without a single terminal: hands, paper, an election with a candidate written in a second time, over real websockets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.house import HEAD, Hall, Officer, http, motions, until
from voting.documents import sitting
from voting.records.sitting import check

SAMPLE = Path(sitting.__file__).parent / "samples" / "congress" / "sitting.toml"
MEMBERS = 12


def by_hand(text: str) -> str:
    """The congress sample with its election and the tellers' list on paper and its method by show of hands."""
    hands = text.replace('secrecy = "named"\nform = "keypress"', 'secrecy = "named"\nform = "show_of_hands"')
    return hands.replace('form = "keypress"', 'form = "paper"').replace('form = "ballot"', 'form = "paper"')


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """Twelve deputies, no terminal."""
    with Hall(tmp_path, "", MEMBERS, by_hand(SAMPLE.read_text(encoding="utf-8"))) as hall:
        yield hall


def put(operator: Officer, item: str) -> str:
    """Introduce an item and announce its vote; the poll's id."""
    operator.do("introduce_item", item=item)
    if any(step["command"] == "deliberate" and not step["refusal"] for step in operator.view["next"]):
        operator.do("deliberate", item=item)
    operator.do("announce_poll", item=item, draft=item)
    return str(operator.view["polls"][-1]["vote"])


def on_paper(operator: Officer, vote: str, tellers: tuple[Officer, Officer], *heaps: list[dict[str, object]]) -> None:
    """Stock, issue, close, return, and each heap by both tellers."""
    operator.do("count_stock", vote=vote, printed=15, sealed=3)
    operator.do("open_poll", vote=vote, issued="12")
    operator.do("close_poll", vote=vote)
    for one in tellers:
        one.do("report_return", vote=vote, issued=12, spoiled=0, returned=12, voters=12)
    for number, heap in enumerate(heaps, start=1):
        for one in tellers:
            one.do("enter_heap", vote=vote, heap=number, papers=heap)


def test_a_congress_by_hands_and_paper(hall):
    """The method by hands, the tellers' list and the election on paper; the record closes in every sum."""
    operator = hall.open(MEMBERS)
    tellers = (hall.teller("scrutineer"), hall.teller("scrutineer-2"))
    vote = put(operator, "election-method")
    assert operator.poll(vote)["form"] == "show_of_hands"
    operator.do("open_poll", vote=vote)
    operator.do("close_poll", vote=vote)
    tellers[0].do("enter_hands", vote=vote, **{"for": 11, "against": 1, "abstain": 0})
    no = tellers[1].refused("enter_hands", vote=vote, **{"for": 12, "against": 0, "abstain": 0})
    assert (no["code"], len(no["details"])) == ("count.differs", 2)
    for one in tellers:
        one.do("enter_hands", vote=vote, **{"for": 11, "against": 1, "abstain": 0})
    assert operator.state(vote, "counted")["counts"]["for"] == 11
    operator.do("declare", vote=vote)

    vote = put(operator, "tellers")
    on_paper(operator, vote, tellers, [{"marks": "Y", "copies": 11}, {"marks": "V", "copies": 1}])
    tellers[0].do("count_papers", vote=vote)
    operator.do("declare", vote=vote)

    vote = put(operator, "deputy-heads")
    assert operator.refused("open_poll", vote=vote, issued=12)["code"] == "paper.no_stock"
    election = [
        {"marks": "YYB", "copies": 7}, {"marks": "YNB", "write_ins": ["木知远"], "copies": 2}, {"marks": "YNN", "copies": 1},
    ]  # fmt: skip
    on_paper(operator, vote, tellers, election)
    assert tellers[0].refused("count_papers", vote=vote)["code"] == "count.sum"
    blot = {"vote": vote, "paper": 1, "status": "void_illegible", "reason": "墨迹"}
    torn = {"vote": vote, "paper": 2, "status": "part_valid", "marks": "BYB", "write_ins": [], "reason": "第一栏破损"}
    for ruling in (blot, torn):
        for one in tellers:
            one.do("rule_paper", **ruling)
    shown = tellers[1].poll(vote)["by_hand"]  # whose command was the last: her view is not behind it
    assert (shown["accounted"], shown["missing"]) == (12, None)
    tellers[1].do("count_papers", vote=vote)
    figures = operator.state(vote, "counted")["election"]
    assert (figures["elected"], figures["returned"], figures["invalid"]) == (["木知远", "和𫖯"], 12, 1)
    _record(hall, operator, vote)


def _record(hall: Hall, operator: Officer, vote: str) -> None:
    """The record is one whose sums close and that tells how it was counted; the sheet is a PDF."""
    operator.do("declare", vote=vote)
    operator.do("close_sitting")
    _, raw = http("GET", f"{hall.base}/api/results/sitting.json", token=hall.token("secretary"))
    document = raw if isinstance(raw, dict) else json.loads(raw)
    assert check(document) == []
    last = document["polls"][-1]
    assert last["papers"] == {"printed": 15, "sealed": 3, "issued": 12, "spoiled": 0, "returned": 12, "voters": 12}
    assert [one["status"] for one in last["adjudications"]] == ["void_illegible", "part_valid"]
    status, sheet = http("GET", f"{hall.base}/api/results/sheet.pdf", token=hall.token("secretary"))
    assert (status, sheet[:5]) == (200, b"%PDF-")


def test_nobody_sees_what_another_teller_entered(hall):
    """Until both entries are in, no view and no screen holds a mark or a figure of the first."""
    operator = hall.open(MEMBERS)
    first, second = hall.teller("scrutineer"), hall.teller("scrutineer-2")
    vote = put(operator, "election-method")
    operator.do("open_poll", vote=vote)
    operator.do("close_poll", vote=vote)
    first.do("enter_hands", vote=vote, **{"for": 7, "against": 3, "abstain": 1})
    until(lambda: second.poll(vote)["by_hand"]["hands_by"] == ["scrutineer"], "that somebody has entered")
    for one in (second, operator, hall.officer("hall")):
        told = one.poll(vote)
        assert told["counts"] is None
        assert told["by_hand"]["hands"] is None
        assert not {7, 3} & {figure for figure in told["by_hand"].values() if isinstance(figure, int)}
    second.do("enter_hands", vote=vote, **{"for": 7, "against": 3, "abstain": 1})
    assert operator.state(vote, "counted")["outcome"]["word"] == "adopted"


def test_a_form_that_failed_goes_over_to_hands(hall):
    """CWYS 48: after a void vote the chair has another form put on record, with who decided; the void one keeps nothing."""
    operator = hall.open(MEMBERS)
    vote = put(operator, "election-method")
    operator.do("void_poll", vote=vote, reason="人数清点有误")
    fallback = {"item": "election-method", "draft": "election-method", "decided_by": "主席团", "reason": "改用纸质票"}
    operator.do("change_form", form="paper", **fallback)
    operator.do("announce_poll", item="election-method", draft="election-method")
    again = operator.view["polls"][-1]
    assert (again["form"], again["secrecy"]) == ("paper", "secret")
    assert "主席团" in again["mode_note"]["zh"]


def test_members_by_video_raise_hands_beside_the_keys(tmp_path):
    """law.md D20: the vote is counted once the box is closed and two tellers have entered the hands; then as one sum."""
    with Hall(tmp_path, motions("a", ("named", "last")), 5, HEAD) as hall:
        tellers = (hall.teller("scrutineer"), hall.teller("scrutineer-2"))
        seats = [hall.newcomer() for _ in range(3)]
        operator = hall.open(2)
        operator.do("introduce_item", item="a")
        operator.do("announce_poll", item="a", draft="a-0")
        vote = str(operator.view["polls"][-1]["vote"])
        video = [card["member"] for card in hall.cards[-2:]]
        decided = {"decided_by": "chairs_meeting", "reason": "以视频方式出席"}
        operator.do("admit_hands", vote=vote, voters=video, **decided)
        drawn = [seat.draw(vote) for seat in seats]
        operator.do("open_poll", vote=vote)
        for seat, paper, choice in zip(seats, drawn, "YYN", strict=True):
            seat.say("named", seat.named(vote, paper, choice))
        operator.do("close_poll", vote=vote)
        assert operator.poll(vote)["counts"] is None
        for one in tellers:
            one.do("enter_hands", vote=vote, **{"for": 1, "against": 0, "abstain": 1})
        counts = operator.state(vote, "counted")["counts"]
        assert counts == {"for": 3, "against": 1, "abstain": 1, "void": 0, "not_voting": 0}
        assert operator.poll(vote)["outcome"]["word"] == "adopted"
        assert "主任会议" in operator.poll(vote)["mode_note"]["zh"]
