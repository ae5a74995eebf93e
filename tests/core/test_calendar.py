"""Frequency and length of meetings over a year, and absence over a term."""

from __future__ import annotations

from datetime import date

import pytest

from tests.core import notation as n
from voting.core.attendance_record import Session, absences, cases
from voting.core.calendar import Held, findings
from voting.core.rulebook import RuleBook

SC = RuleBook(n.rules("standing_committee"))
CONGRESS = RuleBook(n.rules("congress"))
TOWNSHIP = RuleBook(n.rules("congress", "township"))


def on(*days: str, length: int = 1) -> tuple[Held, ...]:
    """Meetings that begin on these days of 2026 (or on whole ISO days)."""
    starts = [date.fromisoformat(day if len(day) > 5 else f"2026-{day}") for day in days]
    return tuple(Held(day.isoformat(), day, date.fromordinal(day.toordinal() + length - 1)) for day in starts)


def met(book: RuleBook, body, meetings, year: int = 2026) -> dict[str, bool]:
    return {one.key: one.met for one in findings(book, body, meetings, year)}


@pytest.mark.parametrize(
    ("days", "pairs", "gap"),
    [
        (("02-28", "04-28", "06-28", "08-28", "10-28", "12-28"), True, True),
        (("01-05", "04-30", "05-05", "08-30", "09-05", "12-30"), True, False),
        (("02-28", "03-31", "05-31", "07-31", "09-30", "11-30"), True, True),
        (("01-31", "03-31", "05-31", "08-31", "10-31", "12-31"), True, False),
        (("02-27", "04-27", "06-27", "09-27", "11-27"), False, False),
    ],
)  # fmt: skip
def test_every_two_months_is_read_both_ways(days, pairs, gap):
    """ZZF 51, gap G12: a meeting in each pair of months, or no gap longer than two months; the readings can disagree."""
    assert met(SC, "standing_committee", on(*days)) == {"pairs_of_months": pairs, "gap": gap}


def test_a_gap_over_the_new_year_belongs_to_both_years():
    """ZZF 51: the wait from November to March is a fault of either year."""
    meetings = on("2025-11-01", "2026-03-01")
    for year in (2025, 2026):
        assert not met(SC, "standing_committee", meetings, year)["gap"]


@pytest.mark.parametrize(
    ("days", "waits"),
    [
        (("01-10",), ["2026-01-10—2026-12-31（此后没有列出会议）"]),
        ((), ["2025-12-31（年初以前没有列出会议）—2026-12-31（此后没有列出会议）"]),
        (("03-01", "05-01", "07-01", "09-01", "11-01"), ["2025-12-31（年初以前没有列出会议）—2026-03-01"]),
        (("2025-11-30", "2027-01-10"), ["2025-11-30—2027-01-10"]),
        (("2025-12-31", "02-28", "04-28", "06-28", "08-28", "10-28", "12-28", "2027-02-01"), []),
    ],
)  # fmt: skip
def test_the_waits_at_the_edges_of_the_year_are_seen(days, waits):
    """ZZF 51, gap G12: before the first meeting and after the last, and a year without any; neighbours count if listed."""
    gap = {one.key: one for one in findings(SC, "standing_committee", on(*days), 2026)}["gap"]
    assert gap.met == (not waits)
    assert all(wait in gap.text.zh for wait in waits)


def test_while_the_year_runs_only_what_has_passed_is_a_fault():
    """ZZF 51: after January's meeting nothing is missing on 10 March; it is on 11 March, and March–April is not over yet."""
    for day, gap in (("03-10", True), ("03-11", False)):
        today = date.fromisoformat(f"2026-{day}")
        found = findings(SC, "standing_committee", on("01-10"), 2026, today)
        assert {one.key: one.met for one in found} == {"pairs_of_months": True, "gap": gap}
    over = findings(SC, "standing_committee", on("01-10"), 2026, date(2026, 4, 30))
    assert not any(one.met for one in over)
    assert all(one.met for one in findings(SC, "standing_committee", (), 2026, date(2025, 12, 1)))


def test_a_congress_meets_every_year_and_a_townships_twice():
    """ZZF 14: at least once a year, a township's as a rule twice; other years do not count."""
    assert met(CONGRESS, "congress", on("01-10", length=3))["per_year"]
    assert not met(CONGRESS, "congress", on("2025-01-10", length=3))["per_year"]
    assert not met(TOWNSHIP, "congress", on("01-10", length=3))["per_year"]
    assert met(TOWNSHIP, "congress", on("01-10", "07-10", length=3))["per_year"]


def test_two_days_is_policy_and_no_law():
    """S2: without elections not under two days; told as policy, and a session with elections is not measured by it."""
    short = Held("one day", date(2026, 1, 10), date(2026, 1, 10))
    found = {one.key: one for one in findings(CONGRESS, "congress", (short,), 2026)}
    assert (found["days"].met, found["days"].policy, found["per_year"].policy) == (False, True, False)
    elects = Held("one day", date(2026, 1, 10), date(2026, 1, 10), elects=True)
    assert met(CONGRESS, "congress", (elects,))["days"]
    assert short.days == 1


SESSIONS = (
    Session("1", {"m1": "present", "m2": "present", "m3": "leave"}),
    Session("2", {"m1": "absent", "m2": "leave", "m3": "part"}),
    Session("3", {"m1": "absent", "m2": "absent", "m3": "absent", "m4": "absent"}),
)


def test_d23_a_second_unapproved_absence_opens_a_case():
    """D23 (DBF 62, 63): absent without leave from two whole sessions; leave does not count, nor does a part of one."""
    (case,) = cases(CONGRESS, SESSIONS)
    assert (case.member, case.sessions) == ("m1", ("2", "3"))
    assert "DBF 62" in case.article
    assert absences(CONGRESS, SESSIONS) == {"m1": ("2", "3"), "m2": ("3",), "m3": ("3",), "m4": ("3",)}


def test_the_rules_may_count_a_part_as_an_absence():
    """Gap G14: whether missing a part of a session is an absence is a recorded decision."""
    book = RuleBook(n.rules("congress", method={**n.CONSENT, "attendance.partial": "absence"}))
    assert [case.member for case in cases(book, SESSIONS)] == ["m1", "m3"]
