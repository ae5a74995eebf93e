"""An election to the end in a real house: nominated at the desk, pre-vote, a tie, a re-vote, and a name written in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.real.house import HEAD, Hall, Officer, election, http, township, until
from voting.records.sitting import check

DEPUTIES = 12
CONSIDERED = "此前已酝酿两天，主席团决定"  # why the list is fixed on the day of the nominations (ZZF 27)
NAMES = ("木知远", "和志强", "赵青禾", "钱若水")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A township congress of twelve, all at their terminals, with two elections for which nobody is nominated yet."""
    agenda = election("heads", 2) + election("chief", 1, office="CHIEF")
    with Hall(tmp_path_factory.mktemp("rounds"), township(agenda), members=DEPUTIES, text=township(HEAD)) as hall:
        for _ in range(DEPUTIES):
            hall.newcomer()
        hall.open(by_hand=0)
        yield hall


def contest(desk: Officer, item: str, state: str) -> dict[str, Any]:
    """The list of this item that is in this state."""
    return next(one for one in desk.view["elections"]["contests"] if (one["item"], one["state"]) == (item, state))


def names(desk: Officer, item: str) -> dict[str, str]:
    return {one["name"]["zh"]: one["id"] for one in contest(desk, item, "open")["standing"]}


def counted(hall: Hall, vote: str, papers: list[tuple[str, tuple[str, ...]]]) -> dict[str, Any]:
    """The papers are cast and the box is counted."""
    for seat, (marks, written) in zip(hall.seats, papers, strict=False):
        seat.vote(vote, marks, written)
    hall.operator.pressed(vote, len(papers))
    hall.operator.do("close_poll", vote=vote)
    return hall.operator.state(vote, "counted")


def held(hall: Hall, item: str, draft: str, papers: list[tuple[str, tuple[str, ...]]]) -> dict[str, Any]:
    with hall.poll(item, draft) as vote:
        counted(hall, vote, papers)
        hall.operator.do("declare", vote=vote)
        return hall.operator.poll(vote)


def newest(desk: Officer, item: str) -> str:
    """The vote that was planned last on this item."""
    return str(next(one for one in desk.view["items"] if one["id"] == item)["drafts"][-1]["id"])


def offered(desk: Officer, command: str) -> dict[str, Any]:
    return next(step for step in desk.view["next"] if step["command"] == command and step["refusal"] is None)


def heads(hall: Hall) -> None:
    """ZZF 26, 27, 29: four nominated for two seats, three on the list, a tie for the second seat, a ballot on it."""
    desk = hall.operator
    signers = [card["member"] for card in hall.cards[:10]]
    for name in NAMES[:2]:
        desk.do("nominate", item="heads", draft="heads-0", person=name, presidium=True)
    no = desk.refused("nominate", item="heads", draft="heads-0", person=NAMES[2], presidium=True)
    assert (no["code"], no["article"]) == ("nominate.presidium_cap", "ZZF 26")
    assert desk.refused("nominate", item="heads", draft="heads-0", person=NAMES[2], presidium=False,
                        signers=signers[:9])["code"] == "nominate.too_few"  # fmt: skip
    for name in NAMES[2:]:
        desk.do("nominate", item="heads", draft="heads-0", person=name, presidium=False, signers=signers)
    listed = names(desk, "heads")
    everybody = [listed[name] for name in NAMES]
    assert contest(desk, "heads", "open")["verdict"] == "primary_required"
    assert desk.refused("fix_slate", item="heads", draft="heads-0", candidates=everybody,
                        order="strokes")["code"] == "slate.primary_required"  # fmt: skip

    desk.do("introduce_item", item="heads")
    assert offered(desk, "plan_round")["args"] == {"item": "heads", "draft": "heads-0", "round": "primary"}
    desk.do("plan_round", item="heads", draft="heads-0", round="primary")
    desk.do("record_step", item="heads", draft="heads-0", step="profiles_delivered", result="done")
    pre = held(hall, "heads", newest(desk, "heads"), [("YYNN", ())] * 5 + [("YNYN", ())] * 4 + [("NNYY", ())] * 2)
    assert (pre["needed"], pre["round"], pre["election"]["elected"]) == (None, "primary", [])
    assert pre["election"]["formal"] == ["木知远", "赵青禾", "和志强"]
    order = contest(desk, "heads", "open")["orders"]["primary_votes"]
    assert desk.refused("fix_slate", item="heads", draft="heads-0", candidates=order,
                        order="primary_votes")["code"] == "nominate.early"  # fmt: skip
    desk.do("fix_slate", item="heads", draft="heads-0", candidates=order, order="primary_votes", reason=CONSIDERED)
    tie = held(hall, "heads", "heads-0", [("YYN", ())] * 4 + [("YNY", ())] * 4 + [("NYY", ())] * 3)
    assert (tie["outcome"]["word"], tie["election"]["elected"]) == ("tied", ["木知远"])
    assert offered(desk, "plan_round")["args"]["round"] == "tie_revote"
    desk.do("plan_round", item="heads", draft="heads-0", round="tie_revote")
    again = held(hall, "heads", newest(desk, "heads"), [("YN", ())] * 5 + [("NY", ())] * 4)
    assert (again["election"]["elected"], again["outcome"]["word"]) == (["赵青禾"], "decided")
    assert next(one for one in desk.view["items"] if one["id"] == "heads")["disposition"]["word"] == "elected"


def chief(hall: Hall) -> None:
    """law.md D14, G17: the tellers say who is meant, the box is counted anew, and then the chair declares."""
    desk, teller = hall.operator, hall.officer("scrutineer")
    desk.do("nominate", item="chief", draft="chief-0", person="孙明德", presidium=True)
    desk.do(
        "fix_slate",
        item="chief",
        draft="chief-0",
        candidates=[*names(desk, "chief").values()],
        order="strokes",
        reason=CONSIDERED,
    )
    desk.do("record_step", item="chief", draft="chief-0", step="profiles_delivered", result="done")
    with hall.poll("chief", "chief-0") as vote:
        poll = counted(hall, vote, [("Y", ())] * 3 + [("N", ("周 行",))] * 5 + [("N", ("周行之",))] * 3)
        assert poll["outcome"]["word"] == "short"
        (written,) = until(lambda: teller.view["written"], "the names written in at the teller's page")
        ids = [one["id"] for one in written["names"]]
        assert [one["for"] for one in written["names"]] == [5, 3]
        teller.do("settle_name", vote=vote, names=ids, into=ids[0], reason="总监票人和监票人共同认定")
        until(
            lambda: desk.poll(vote)["outcome"] and desk.poll(vote)["outcome"]["word"] == "decided",
            "the box counted anew",
        )
        poll = desk.state(vote, "counted")
        assert (poll["election"]["elected"], poll["outcome"]["word"]) == (["周行"], "decided")
        desk.do("declare", vote=vote)


def test_two_elections_are_held_to_the_end_and_stand_on_the_record(hall: Hall) -> None:
    """Nominations, a pre-vote, a tie and its re-vote; a name written in; and the record links the rounds (law.md C2)."""
    heads(hall)
    chief(hall)
    desk = hall.operator
    desk.do("close_sitting")
    status, record = http("GET", f"{hall.base}/api/results/sitting.json", token=hall.token("secretary"))
    assert status == 200
    assert not check(record), check(record)
    polls = {poll["id"]: poll for poll in record["polls"]}
    assert [(poll["round"], poll["prior"]) for poll in polls.values()] == [
        ("primary", None), ("first", "p1"), ("tie_revote", "p2"), ("first", None),
    ]  # fmt: skip
    assert [poll["needed"] for poll in polls.values()] == [None, 7, None, 7]
