"""Time limits: days counted back from the sitting, papers that came late, and the decision that lets them by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from tests.core import notation as n
from tests.core.notation import AT, OP, OPERATOR, given
from tests.core.test_parts import with_rule
from voting.core import deadlines
from voting.core import track_commands as t
from voting.core import track_events as te

DAY = date(2026, 3, 20)
IN_TIME = {"committee": "2026-02-28", "standing_committee": "2026-03-10", "members": "2026-03-13"}


def laid(delivered=IN_TIME, day="2026-03-20", body="standing_committee"):
    """An open sitting of the 20th of March with a special report; everybody acts on the 10th."""
    report = replace(n.item("a1", "report", reporter="government_head"), delivered=delivered)
    prepared = replace(n.prepared(5, report, body=body), day=day)
    return n.after((prepared, n.present(5)), n.open_sitting())


def on(day: str, wish):
    """The same wish on another day."""
    return replace(wish, at=f"{day}T09:00:00+08:00")


@pytest.mark.parametrize(
    ("value", "last"),
    [({"days": 7, "before": "sitting"}, date(2026, 3, 13)), ({"weeks": 2, "before": "sitting"}, date(2026, 3, 6)),
     ({"months": 1, "before": "sitting"}, date(2026, 2, 20))],
)  # fmt: skip
def test_days_before_leave_out_the_day_of_the_sitting(value, last):
    """G13: calendar days, the day of the sitting not counted; seven days before the 20th is the 13th (JDF 15)."""
    assert deadlines.last_day(value, DAY) == last
    assert deadlines.last_day(value, DAY, day_counts=True) == date.fromordinal(last.toordinal() + 1)


@pytest.mark.parametrize("value", [7, "7", {"days": "7"}, {"years": 1, "before": "sitting"}, {"days": True}])
def test_what_is_no_period_is_an_error(value):
    """A limit of another shape is never taken for days."""
    with pytest.raises(ValueError, match="no days"):
        deadlines.last_day(value, DAY)


def test_months_end_with_the_month():
    """A month before the 31st of March is the last of February, after it the 30th of April."""
    assert deadlines.shifted(date(2024, 3, 31), "months", -1) == date(2024, 2, 29)
    assert deadlines.end_of({"months": 1, "after": "vote"}, date(2026, 3, 31)) == date(2026, 4, 30)
    assert deadlines.end_of({"months": 12, "after": "vote"}, date(2026, 12, 31)) == date(2027, 12, 31)


@over(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 400))
def test_a_day_later_is_a_day_too_late(day, days):
    """Whatever the day: so many days before it is exactly so many days away."""
    last = deadlines.last_day({"days": days, "before": "sitting"}, day)
    assert (day - last).days == days


def test_papers_in_time_let_the_report_in():
    """JDF 15: twenty days to the committee, ten to the standing committee, seven to the members."""
    begun = given(laid())
    assert begun.state is not None
    found = deadlines.limits(begun.state, begun.state.items["a1"])
    assert [(one.to, one.last.isoformat(), one.article, one.missed) for one in found] == [
        ("committee", "2026-02-28", "JDF 15", False), ("standing_committee", "2026-03-10", "JDF 15", False),
        ("members", "2026-03-13", "JDF 15", False),
    ]  # fmt: skip
    assert found[2].left(date(2026, 3, 10)) == 3
    assert begun.when(on("2026-03-20", n.introduce("a1"))).new


@pytest.mark.parametrize(
    ("to", "day"), [("committee", "2026-03-01"), ("standing_committee", "2026-03-11"), ("members", "2026-03-14")]
)
def test_papers_a_day_late_need_a_decision(to, day):
    """JDF 15: one day late and the report is not introduced, until an organ's decision is on record."""
    begun = given(laid({**IN_TIME, to: day}))
    begun.when(on("2026-03-20", n.introduce("a1"))).refused("deadline.missed", "JDF 15")
    wish = on("2026-03-20", t.WaiveDeadline(OPERATOR, AT, "a1", to, "urgent", "chairs_meeting"))
    begun.when(replace(wish, organ=" ")).refused("disposition.reason", "JDF 15")
    begun.when(replace(wish, organ="the doorkeeper")).refused("organ.not_lawful", "JDF 15")
    begun.when(replace(wish, item="a9")).refused("item.unknown")
    other = "members" if to != "members" else "committee"
    begun.when(replace(wish, to=other)).refused("deadline.kept")
    waived = begun.when(wish).then(
        te.DeadlineWaived("a1", to, "urgent", "chairs_meeting", "2026-03-20T09:00:00+08:00", OP)
    )
    waived.when(wish).refused("deadline.kept")
    assert waived.when(on("2026-03-20", n.introduce("a1"))).new


def test_papers_nobody_recorded_count_as_missing_once_their_day_has_gone_by():
    """JDF 15: as long as there is time nothing is missed; afterwards the day of delivery must be on record."""
    early = given(laid({}))
    assert early.state is not None
    item = early.state.items["a1"]
    assert [one.to for one in deadlines.broken(early.state, item, "2026-03-10")] == ["committee"]
    early.when(on("2026-03-20", n.introduce("a1"))).refused("deadline.missed", "JDF 15")
    told = early
    for to, day in IN_TIME.items():
        told = told.when(on("2026-03-20", t.DeliverPapers(OPERATOR, AT, "a1", to, day))).happened
    assert told.when(on("2026-03-20", n.introduce("a1"))).new


def test_a_day_of_delivery_has_been():
    """Nothing is delivered tomorrow, nor to an item that has ended or is not there."""
    begun = given(laid({}))
    wish = t.DeliverPapers(OPERATOR, AT, "a1", "members", "2026-03-09")
    assert begun.when(wish).new
    begun.when(replace(wish, day="2026-03-11")).refused("step.day")
    begun.when(replace(wish, day="9 March")).refused("step.day")
    begun.when(replace(wish, item="a9")).refused("item.unknown")
    ended = given(n.after(begun.events, n.put_off("a1", proposed_by="chairs_meeting")))
    ended.when(wish).refused("item.disposed")


def test_where_the_day_is_not_known_or_no_rule_speaks_nothing_is_late():
    """An older ledger knows no day; a congress has no such limit in national law."""
    for begun in (given(laid({}, day="")), given(laid({}, body="congress"))):
        assert begun.when(on("2026-03-20", n.introduce("a1"))).new


def test_forwarded_opinions_are_answered_within_the_local_limit():
    """HNJ 11, SHC 26: opinions are handled within three months where a local rule says so; a day later is refused."""
    heard = n.after(laid(), *(on("2026-03-20", wish) for wish in (n.introduce("a1"), n.deliberate("a1"))))
    local = with_rule(heard, "deadline.opinions_handled", {"months": 3, "after": "handover"}, "SHC 26")
    end = on("2026-03-20", n.dispose("a1", "forwarded", due="2026-06-20", to="the government"))
    assert given(local).when(end).new
    given(local).when(replace(end, due="2026-06-21")).refused("disposition.too_late", "SHC 26")
    assert given(heard).when(replace(end, due="2027-06-21")).new


@pytest.mark.parametrize(
    ("matter", "body", "level", "to", "article"),
    [
        ("budget", "congress", "city", "committee", "YSF 44"),
        ("budget", "congress", "county", "standing_committee", "YSF 44"),
        ("budget_adjustment", "standing_committee", "county", "committee", "YSF 69"),
        ("final_accounts", "standing_committee", "province", "committee", "YSF 78"),
    ],
)
def test_money_is_handed_in_thirty_days_before(matter, body, level, to, article):
    """YSF 44, 69, 78: thirty days, to the committee, a county's draft budget to the standing committee; a day later is late."""
    entry = replace(
        n.item("a1", "decision", n.motion()),
        matter=matter,
        delivered={"standing_committee": "2026-02-01", to: "2026-02-18"},
    )
    laid = replace(n.prepared(5, entry, body=body, level=level), day="2026-03-20")
    begun = given(n.after((laid, n.present(5)), n.open_sitting()))
    assert begun.state is not None
    found = {one.to: one for one in deadlines.limits(begun.state, begun.state.items["a1"])}[to]
    assert (found.last.isoformat(), found.article, found.missed) == ("2026-02-18", article, False)
    assert begun.when(on("2026-03-20", n.introduce("a1"))).new
    late = replace(laid, items=(replace(entry, delivered={**entry.delivered, to: "2026-02-19"}),))
    after = given(n.after((late, n.present(5)), n.open_sitting()))
    after.when(on("2026-03-20", n.introduce("a1"))).refused("deadline.missed", article)


def test_a_township_has_nobody_to_hand_a_draft_budget_to():
    """YSF 44 speaks of provinces, cities and counties; a township congress has no standing committee and no committees."""
    entry = replace(n.item("a1", "decision", n.motion()), matter="budget")
    laid = replace(n.prepared(5, entry, level="township"), day="2026-03-20")
    state = given(laid).state
    assert state is not None
    assert deadlines.limits(state, state.items["a1"]) == ()
