"""What officers are reminded of: who has not voted yet, and how long people are nominated; what is not published."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core import notation as n
from tests.core.notation import given
from tests.core.test_parts import sat, with_rule
from tests.projections.test_views import AROUND, counted, learned, views
from voting.core import commands as c
from voting.core.events import RosterEntry
from voting.core.state import Nominee, Sitting
from voting.core.words import Text
from voting.projections import candidacy
from voting.projections.reminders import earliest, incompatible

PUT = n.after(sat(n.item("a1", "decision", n.motion())), n.announce("a1"), *(n.draw(k) for k in range(1, 6)))
OPEN = n.after(PUT, n.open_poll(reason=None), n.cast(1), n.cast(2))


def state(happened) -> Sitting:
    found = given(happened).state
    assert found is not None
    return found


def reminder(happened, role: str = "chair") -> dict[str, str] | None:
    """What the only poll of this role's view reminds of."""
    return views(state(happened))[role]["polls"][0].get("reminder")


def test_officers_are_reminded_of_members_who_have_not_voted():
    """Gap G10, CWYS 45: before the close, with their duty where members present must vote."""
    said = reminder(OPEN)
    assert said == {
        "zh": "还有3人没有表决，结束前请提醒。出席的组成人员应当参加表决。",
        "en": "3 have not voted; remind them before the close. Members present must vote.",
    }
    assert reminder(OPEN, "operator") == said
    assert reminder(OPEN, "hall") is None
    free = reminder(with_rule(OPEN, "member.must_vote", value=False, article="own rules"))
    assert free is not None
    assert "应当参加" not in free["zh"]


def test_nobody_is_reminded_where_all_have_voted_or_the_rule_says_no():
    """Before the opening, after the close and where everybody has voted there is nothing to say."""
    done = n.after(OPEN, *(n.cast(k) for k in (3, 4, 5)))
    for happened in (PUT, done, n.after(OPEN, n.close_poll())):
        assert reminder(happened) is None
    assert reminder(with_rule(OPEN, "poll.reminder", value=False, article="method")) is None


@pytest.mark.parametrize(("days", "day"), [(1, "2026-11-20"), (2, "2026-11-21"), (5, "2026-11-24")])
def test_the_list_is_fixed_when_people_were_considered_long_enough(days, day):
    """ZZF 26: at least two days to nominate and consider, the first nomination's own day counted."""
    s = state(with_rule(n.seated(), "nomination.days", days, "ZZF 26"))
    item = s.items["a4"]
    draft = item.entry.drafts[0]
    assert earliest(s, item, draft) is None
    came = {
        name: Nominee(name, draft.id, True, (), None, at)
        for name, at in (("x", "2026-11-20T23:50:00+08:00"), ("y", "2026-11-21T09:00:00+08:00"))
    }
    told = earliest(s, replace(item, nominees=came), draft)
    assert told is not None
    assert day in str(told["text"])
    assert told["citation"] == {"zh": "《地方组织法》第二十六条", "en": "Local Organic Law, art. 26"}


@pytest.mark.parametrize(("level", "office", "only", "article"), [
    ("county", "SC_MEMBER", False, "第四十七条"), ("county", "CHIEF", True, "第四十七条"), ("township", "CHIEF", True, "第十八条"),
    ("county", "CHIEF", False, None), ("county", "DEPUTY_UP", False, None),
])  # fmt: skip
def test_the_desk_is_told_what_may_not_be_held_beside_an_office(level, office, only, article):
    """ZZF 47, 18: of offices for deputies; the roll says nobody's other offices, so a person looks."""
    draft = replace(n.election(office=office), deputies_only=only)
    told = incompatible(state((n.prepared(5, n.item("a1", "election", draft), level=level),)), draft)
    assert (told is None) == (article is None)
    if told is not None:
        assert str(article) in str(told["citation"])


def test_the_desk_is_told_the_earliest_day():
    """Each contest that is not held says it, or nothing."""
    s = state(n.seated())
    around = replace(AROUND, texts=learned(s, AROUND.texts))
    desk = candidacy.desk(s, around.texts)
    assert [one["earliest"] for one in desk["contests"]] == [None]  # type: ignore[attr-defined, index]


def test_a_teller_who_bears_the_name_of_a_candidate_is_pointed_out():
    """law.md C1, B4-6: tellers are chosen from those who do not stand; whether a name is the same person, a person judges."""
    s = state(n.seated())
    mine = AROUND.texts.people[n.member(1)].name
    texts = replace(AROUND.texts, candidates={**AROUND.texts.candidates, "c1": Text(mine, mine)})
    around = replace(AROUND, texts=learned(s, texts))

    def told(rosters: tuple[RosterEntry, ...]) -> list[dict[str, str]]:
        return candidacy.desk(replace(s, rosters=rosters), around.texts)["contests"][0]["namesakes"]  # type: ignore[index, no-any-return]

    assert told(()) == []
    assert told((RosterEntry("tellers", (n.member(2),)),)) == []
    (one,) = told((RosterEntry("tellers", (n.member(1), n.member(2))),))
    assert mine in one["zh"]


def elected_only(*papers: c.Paper) -> Sitting:
    """The same election under a rule that publishes the votes of the elected alone."""
    found = counted(*papers)
    rules = found.rules.rules
    own = next(rule for rule in rules if rule.key == "poll.publish_counts")
    return replace(found, rules=replace(found.rules, rules=(*rules, replace(own, value="elected_only", rank=50))))


def test_votes_that_are_not_published_are_on_no_public_screen():
    """BJR 35: hall and seats have the votes of the elected; the others stand behind them in the order of the ballot."""
    s = elected_only(c.Paper("NYY", copies=3), c.Paper("NYN", copies=1), c.Paper("NYN", ("w1",)))
    shown = views(s)
    for ranking in (
        shown["hall"]["polls"][0]["election"]["ranking"],
        shown["seat"]["polls"][0]["result"]["ranking"],
    ):
        assert [(one["for"], one["against"], one["abstain"], one["blank"]) for one in ranking[2:]] == [(None,) * 4] * 2
        assert [one["for"] for one in ranking[:2]] == [5, 3]
        assert [one["elected"] for one in ranking] == [True, True, False, False]
    assert [one["for"] for one in shown["operator"]["polls"][0]["election"]["ranking"]] == [5, 3, 1, 0]
