"""A real house where the law wants more than a vote: trial votes, amendments, persons, an evaluation, late papers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real.house import HEAD, ITEM, Hall, Seat, http

RULE = """"evaluation.rule" = { grades = [
  { name = "满意", when = { options = ["满意"], over = "1/2", of = "valid" } },
], otherwise = "不满意" }
"""
POLL = """
[[item.poll]]
id = "{draft}"
kind = "motion"
title = {{ zh = "{draft}", en = "{draft}" }}
secrecy = "{secrecy}"
form = "keypress"
press = "last"
"""
EVALUATION = """
[[item.poll]]
id = "grades"
kind = "evaluation"
title = { zh = "测评", en = "Evaluation" }
secrecy = "secret"
form = "ballot"
press = "last"
options = [{ zh = "满意", en = "Satisfied" }, { zh = "不满意", en = "Dissatisfied" }]
"""
PERSON = 'person = {{ name = "{name}", act = "appoint", post = {{ zh = "局长", en = "Director" }} }}\n'


def agenda() -> str:
    """A bill with an amendment, a person, an evaluation, and a report whose papers nobody has recorded."""
    both = '"adopted", "not_adopted", "decided", "postponed"'
    bill = ITEM.format(item="bill", kind="decision", words='"adopted", "not_adopted", "postponed"')
    bill += "delivered = { standing_committee = 2026-10-01 }\n"
    bill += (
        POLL.format(draft="amend", secrecy="named")
        + 'part = "amendment"\n'
        + POLL.format(draft="bill", secrecy="named")
    )
    person = ITEM.format(item="person", kind="appointment", words=both) + POLL.format(draft="zhao", secrecy="secret")
    grades = ITEM.format(item="grades", kind="evaluation", words='"decided", "forwarded", "postponed"') + EVALUATION
    report = ITEM.format(item="report", kind="report", words='"forwarded", "postponed"')
    report += 'reporter = { name = "段云川", office = { zh = "局长", en = "Director" }, kind = "delegated" }\n'
    return bill + person + PERSON.format(name="赵青禾") + grades + report


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall with three voters at terminals, tried out before the sitting and opened then."""
    with Hall(tmp_path_factory.mktemp("track"), agenda(), text=HEAD + RULE) as hall:
        hall.seats_now = [hall.newcomer() for _ in range(3)]  # type: ignore[attr-defined]
        tried_out(hall)
        hall.open(by_hand=7)
        yield hall


def seats_of(hall: Hall) -> list[Seat]:
    """The three seats."""
    found: list[Seat] = hall.seats_now  # type: ignore[attr-defined]
    return found


def tried_out(hall: Hall) -> None:
    """A trial vote before the sitting: its title says so on every screen and in the signed manifest."""
    operator = hall.operator
    operator.do("plan_trial", item="bill")
    operator.do("announce_poll", item="bill", draft="trial-1")
    (poll,) = operator.view["polls"]
    assert poll["trial"]
    assert poll["title"]["zh"].startswith("【试表决】")
    for seat in seats_of(hall):
        drawn = seat.draw(poll["vote"])
        assert seat.view is not None
        assert seat.view.poll(poll["vote"]) is not None
    operator.do("open_poll", vote=poll["vote"], reason="试")
    for seat in seats_of(hall):
        seat.vote(poll["vote"], "Y")
    assert drawn
    operator.do("close_poll", vote=poll["vote"])
    operator.state(poll["vote"], "counted")
    operator.do("declare", vote=poll["vote"])


def held(hall: Hall, item: str, draft: str, *marks: str) -> str:
    """A vote by the three seats, declared."""
    with hall.poll(item, draft) as vote:
        for seat, mark in zip(seats_of(hall), marks, strict=True):
            seat.vote(vote, mark)
        hall.operator.do("close_poll", vote=vote)
        hall.operator.state(vote, "counted")
        hall.operator.do("declare", vote=vote)
    return vote


def ended(hall: Hall, item: str) -> str | None:
    """The word in which an item ended."""
    found = next(one for one in hall.operator.view["items"] if one["id"] == item)["disposition"]
    return found["word"] if found else None


def test_an_amendment_is_put_before_the_whole(hall: Hall) -> None:
    """CWYS 46: out of order it is refused with the article; three of twelve adopt nothing, so the draft stays as it was."""
    operator = hall.operator
    operator.do("introduce_item", item="bill")
    operator.do("deliberate", item="bill")
    no = operator.refused("announce_poll", item="bill", draft="bill")
    assert (no["code"], no["article"]) == ("vote.order", "CWYS 46")
    held(hall, "bill", "amend", "Y", "Y", "Y")
    vote = held(hall, "bill", "bill", "Y", "Y", "N")
    assert operator.poll(vote)["title"]["zh"] == "bill"
    assert ended(hall, "bill") == "not_adopted"


def test_a_person_is_voted_on_once_the_profile_is_delivered(hall: Hall) -> None:
    """ZZF 26: the step is on the operator's list, recorded, and only then papers are issued."""
    operator = hall.operator
    operator.do("introduce_item", item="person")
    operator.do("deliberate", item="person")
    assert operator.refused("announce_poll", item="person", draft="zhao")["code"] == "vote.step_missing"
    offered = [step for step in operator.view["next"] if step["command"] == "record_step"]
    assert offered[0]["args"] == {"item": "person", "draft": "zhao", "step": "profiles_delivered"}
    operator.do("record_step", item="person", draft="zhao", step="profiles_delivered")
    held(hall, "person", "zhao", "Y", "Y", "N")
    assert ended(hall, "person") == "not_adopted"


def test_an_evaluation_from_paper_to_record(hall: Hall) -> None:
    """C8: one grade a paper, several or none invalid; the local rule's grade on screen and in sitting.json; no trial vote there."""
    vote = held(hall, "grades", "grades", "YB", "YB", "YY")
    poll = hall.operator.poll(vote)
    assert poll["evaluation"]["grade"]["zh"] == "满意"
    assert [one["votes"] for one in poll["evaluation"]["options"]] == [2, 0]
    assert (poll["evaluation"]["valid"], poll["evaluation"]["invalid"]) == (2, 1)
    assert ended(hall, "grades") == "decided"
    secretary = hall.officer("secretary")
    status, record = http("GET", f"{hall.base}/api/results/sitting.json", token=secretary.token)
    assert status == 200
    kept = {one["id"]: one for one in record["polls"]}
    assert (kept[vote]["kind"], kept[vote]["grade"]["zh"]) == ("evaluation", "满意")
    assert not [one for one in record["polls"] if "试表决" in one["title"]["zh"]]
    assert all("p1" not in item["polls"] for item in record["items"])
    for name in ("sheet.pdf", "polls.csv"):
        status, made = http("GET", f"{hall.base}/api/results/{name}", token=secretary.token)
        assert status == 200
        assert made


def test_a_report_without_its_papers_waits_for_a_decision(hall: Hall) -> None:
    """JDF 15: nobody recorded when the papers came; an organ's decision on record lets the report in."""
    operator = hall.operator
    item = next(one for one in operator.view["items"] if one["id"] == "report")
    missed = [limit["to"] for limit in item["track"]["deadlines"] if limit["missed"]]
    assert missed
    assert operator.refused("introduce_item", item="report")["article"] == "JDF 15"
    for to in missed:
        operator.do("waive_deadline", item="report", to=to, reason="急需审议", organ="chairs_meeting")
    operator.do("introduce_item", item="report")
