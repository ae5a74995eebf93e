"""The agenda: an item is introduced, deliberated, and ends in a disposition that law and votes support."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from tests.core import notation as n
from tests.core.notation import AT, OP, OPERATOR, given
from voting.core import commands as c
from voting.core import events as e
from voting.core import track_commands as t
from voting.core.refusals import Refusal
from voting.core.words import Body, ItemKind, Proposer, Word

OPEN = n.seated()
MEMBERS = tuple(n.member(x) for x in range(1, 11))
DISPOSITIONS = "ZZF 22; ZZF 54; CWYS 31"


def ended(
    name: str,
    word: Word,
    reason: str | None = None,
    consent: str | None = None,
    due: str | None = None,
    to: str | None = None,
):
    after = "the next session" if word == "postponed" else None
    return e.ItemDisposed(name, word, reason, consent, due, AT, OP, to, after)


def passed(*papers: c.Paper, item: str = "a2") -> tuple[e.Event, ...]:
    """The item's vote was held with these papers and declared."""
    voters = sum(paper.copies for paper in papers)
    wishes = (n.introduce(item), n.deliberate(item), n.announce(item), *n.voted(voters), n.count(*papers), n.declare())
    return n.after(OPEN, *wishes)


def test_an_item_is_introduced_with_its_reporter():
    """Who reports is on record with the introduction, and the item is the current one."""
    brought = given(OPEN).when(n.introduce("a1")).then(e.ItemIntroduced("a1", "government_head", AT, OP))
    assert brought.state is not None
    assert brought.state.current == "a1"
    brought.when(n.introduce("a1")).refused("item.stage")
    brought.when(n.introduce("a9")).refused("item.unknown")


def test_an_item_is_introduced_in_an_open_sitting():
    """Neither before the opening nor after the close is anything introduced or deliberated."""
    laid = given(n.prepared(5), n.present(5))
    laid.when(n.introduce("a1")).refused("sitting.not_open")
    laid.when(n.deliberate("a1")).refused("sitting.not_open")
    done = n.after(
        n.seated(5, None, n.item("a1", "procedural")),
        n.introduce("a1"), n.dispose("a1", "withdrawn", "r", "presidium"), c.CloseSitting(OPERATOR, AT),
    )  # fmt: skip
    given(done).when(n.introduce("a1")).refused("sitting.closed")
    given(done).when(n.deliberate("a1")).refused("sitting.closed")


def test_a_reporter_without_the_office_the_law_demands_is_refused():
    """A work report is given by a head or a delegated person, not by any member (S2 eight; JDF 16)."""
    agenda = (n.item("a1", "report", reporter="member"), n.item("a2", "decision", n.motion(), reporter="member"))
    sat = given(n.seated(20, None, *agenda))
    sat.when(n.introduce("a1")).refused("item.reporter", "JDF 16")
    signed = t.FilePetition(
        OPERATOR, AT, "a2", "members", tuple(map(n.member, range(1, 11))), "a bill", "its words", "sha"
    )
    sat.when(signed).happened.when(n.introduce("a2")).then(e.ItemIntroduced("a2", "member", AT, OP))


@pytest.mark.parametrize("body", ["supervision", "court", "procuracy"])
def test_the_government_alone_may_delegate_its_report(body):
    """JDF 16: the head of a department reports for the government; a court or procuracy reports itself."""
    report = n.item("a1", "report", reporter="delegated")
    given(n.seated(5, None, replace(report, report_of=body))).when(n.introduce("a1")).refused(
        "report.not_delegated", "JDF 16"
    )
    for lawful in ("government", None):
        assert given(n.seated(5, None, replace(report, report_of=lawful))).when(n.introduce("a1")).new


def test_no_other_item_while_a_vote_is_running():
    """The next item waits until the running vote is declared or voided."""
    voting = n.after(OPEN, n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))
    given(voting).when(n.introduce("a3")).refused("agenda.poll_running", "RDYS 40")
    given(n.after(voting, n.void_poll())).when(n.introduce("a3")).then(e.ItemIntroduced("a3", None, AT, OP))


def test_deliberation_follows_the_introduction_once():
    """An item is deliberated after it was introduced, and only then."""
    given(OPEN).when(n.deliberate("a1")).refused("item.stage")
    given(OPEN).when(n.deliberate("a9")).refused("item.unknown")
    brought = given(n.after(OPEN, n.introduce("a1")))
    putting = n.after(OPEN, n.introduce("a4"), n.announce("a4"))
    given(putting).when(n.deliberate("a4")).refused("agenda.poll_running", "RDYS 40")
    brought.when(n.deliberate("a1")).then(e.ItemDeliberated("a1", AT, OP)).when(n.deliberate("a1")).refused(
        "item.stage"
    )
    gone = given(n.after(OPEN, n.put_off("a4")))
    gone.when(n.deliberate("a4")).refused("item.disposed")
    gone.when(n.introduce("a4")).refused("item.disposed")


def test_opinions_are_forwarded_with_a_date():
    """A deliberated report may end with the opinions forwarded, to whom and by when being on record (JDF 17)."""
    heard = given(n.after(OPEN, n.introduce("a1"), n.deliberate("a1")))
    heard.when(n.dispose("a1", "forwarded", due="2027-01-31", to="the government")).then(
        ended("a1", "forwarded", due="2027-01-31", to="the government")
    )
    heard.when(n.dispose("a1", "forwarded")).refused("disposition.due", "JDF 17")
    heard.when(n.dispose("a1", "forwarded", due="  ", to="the government")).refused("disposition.due", "JDF 17")
    unheard = given(n.after(OPEN, n.introduce("a1")))
    unheard.when(n.dispose("a1", "forwarded", due="2027-01-31", to="the government")).refused("item.stage")


@pytest.mark.parametrize("word", ["withdrawn", "postponed", "authorised"])
def test_what_ends_without_a_vote_needs_reason_and_consent(word):
    """Withdrawn, postponed, given to the standing committee: why, and which organ agreed."""
    brought = given(n.after(OPEN, n.introduce("a2")))
    article = "ZZF 22" if word == "withdrawn" else "ZZF 17; ZZF 19"
    if word == "withdrawn":
        brought.when(n.dispose("a2", word, "r", "presidium")).then(ended("a2", word, "r", "presidium"))
    else:
        brought.when(n.put_off("a2", "r", word)).then(
            replace(ended("a2", word, "r", "plenary"), proposed_by="presidium")
        )
    for reason, consent in ((None, "presidium"), ("r", None), (" ", "presidium"), ("r", " ")):
        brought.when(n.dispose("a2", word, reason, consent)).refused("disposition.reason", article)
    for nobody in ("chairs_meeting", "the secretary"):
        no = brought.when(n.dispose("a2", word, "r", nobody)).refused("organ.not_lawful", article)
        organs = {"the presidium"} if word == "withdrawn" else {"proposes: the presidium", "agrees: the plenary"}
        assert {organ.en for organ in no.details} == organs


def test_before_its_introduction_an_item_is_withdrawn_or_postponed_and_nothing_else():
    """A listed item ends only by not being dealt with, and only in an open sitting."""
    sat = given(OPEN)
    sat.when(n.dispose("a2", "withdrawn", "r", "presidium")).then(ended("a2", "withdrawn", "r", "presidium"))
    sat.when(n.dispose("a2", "authorised", "r", "presidium")).refused("item.stage")
    sat.when(n.dispose("a2", "adopted")).refused("item.stage")
    sat.when(n.dispose("a9", "withdrawn", "r", "presidium")).refused("item.unknown")
    given(n.prepared(5), n.present(5)).when(n.dispose("a2", "withdrawn", "r", "x")).refused("sitting.not_open")


def test_an_item_ends_once():
    """A disposition is never replaced by another."""
    done = given(OPEN, ended("a2", "withdrawn", "r", "presidium"))
    done.when(n.dispose("a2", "withdrawn", "r", "presidium")).refused("item.disposed")


def test_nothing_ends_while_its_vote_is_running():
    """The vote first, then the disposition."""
    voting = n.after(OPEN, n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))
    given(voting).when(n.dispose("a2", "withdrawn", "r", "presidium")).refused("agenda.poll_running", "ZZF 22")


LAWFUL = {
    "report": "forwarded adopted not_adopted decided postponed",
    "decision": "adopted not_adopted decided withdrawn postponed authorised",
    "appointment": "adopted not_adopted decided withdrawn postponed",
    "election": "elected postponed",
    "procedural": "adopted not_adopted decided withdrawn postponed",
    "removal": "adopted not_adopted withdrawn postponed",
    "recall": "adopted not_adopted withdrawn postponed",
    "resignation": "adopted not_adopted withdrawn postponed",
    "question": "decided forwarded withdrawn postponed",
    "evaluation": "decided forwarded postponed",
    "roster": "adopted not_adopted decided withdrawn postponed",
}
MOVED = {"removal", "recall", "question"}


@pytest.mark.parametrize("kind", get_args(ItemKind))
def test_each_kind_of_item_ends_in_its_own_words(kind):
    """A word that the rule book does not give to this kind is refused, with the article."""
    who: Proposer = "members" if kind in ("question", "removal") else "presidium"
    moved = (t.FilePetition(OPERATOR, AT, "a1", who, MEMBERS, "the bureau", "reasons"),) if kind in MOVED else ()
    body: Body = "standing_committee" if kind == "removal" else "congress"
    sat = given(n.after(n.seated(10, None, n.item("a1", kind), body=body), *moved, n.introduce("a1")))
    for word in get_args(Word):
        found = sat.when(n.dispose("a1", word, "r", "presidium", "soon")).decision
        refused = isinstance(found, Refusal) and found.code == "disposition.not_allowed"
        assert refused == (word not in LAWFUL[kind].split()), word
        assert not refused or found.article


def test_a_township_refers_nothing_to_a_standing_committee():
    """A township has none."""
    sat = n.after((n.prepared(5, level="township"), n.present(5)), n.open_sitting(), n.introduce("a2"))
    given(sat).when(n.dispose("a2", "authorised", "r", "presidium")).refused("disposition.not_allowed", DISPOSITIONS)


def test_an_item_may_allow_less_than_the_book():
    """The words of the sitting file narrow those of the rule book."""
    agenda = n.item("a1", "decision", n.motion(), dispositions=("adopted", "not_adopted"))
    sat = given(n.after(n.seated(5, None, agenda), n.introduce("a1")))
    sat.when(n.dispose("a1", "withdrawn", "r", "presidium")).refused("disposition.not_allowed", DISPOSITIONS)


def test_adopted_is_what_the_votes_say():
    """Without a declared result nothing is adopted, not adopted, decided or elected."""
    brought = given(n.after(OPEN, n.introduce("a2"), n.introduce("a4")))
    for word in ("adopted", "not_adopted", "decided"):
        brought.when(n.dispose("a2", word)).refused("disposition.no_result", DISPOSITIONS)
    brought.when(n.dispose("a4", "elected")).refused("disposition.no_result", "ZZF 29")


@pytest.mark.parametrize(("papers", "word"), [((c.Paper("Y", copies=3), c.Paper("N")), "adopted"),
                                              ((c.Paper("Y", copies=2), c.Paper("N", copies=3)), "not_adopted")])  # fmt: skip
def test_the_declaration_ends_the_item(papers, word):
    """With the last of its votes declared, the item ends in what they decided and in nothing else."""
    events = passed(*papers)
    assert events[-1] == e.ItemDisposed("a2", word, None, None, None, AT, n.CH)


def test_an_item_of_two_votes_ends_when_both_are_declared():
    """One clause adopted and the other not: the whole is not adopted; before both are held nothing ends by itself."""
    agenda = n.item("a1", "decision", n.motion("d1"), n.motion("d2"))
    sat = n.after(n.seated(5, None, agenda), n.introduce("a1"), n.deliberate("a1"))
    first = n.after(sat, n.announce("a1"), *n.voted(5), n.count(c.Paper("Y", copies=5)), n.declare())
    assert isinstance(first[-1], e.ResultDeclared)
    given(first).when(n.dispose("a1", "adopted")).refused("disposition.no_result", DISPOSITIONS)
    second = (n.announce("a1", "d2", "p2"), *n.voted(5, "p2"), n.count(c.Paper("N", copies=5), poll="p2"))
    both = given(n.after(first, *second)).when(n.declare("p2")).new
    assert [type(event) for event in both] == [e.ResultDeclared, e.ItemDisposed]
    assert both[-1] == e.ItemDisposed("a1", "not_adopted", None, None, None, AT, n.CH)


def test_two_votes_of_an_item_may_run_together():
    """The item ends with the last declaration, not while its other vote is still running."""
    agenda = n.item("a1", "decision", n.motion("d1"), n.motion("d2"))
    sat = n.after(n.seated(5, None, agenda), n.introduce("a1"), n.deliberate("a1"), n.announce("a1"))
    both = n.after(sat, n.announce("a1", "d2", "p2"), *n.voted(5), n.count(c.Paper("Y", copies=5)))
    given(both).when(n.declare()).then(e.ResultDeclared("p1", "adopted", 0, AT, n.CH))


def test_a_declaration_never_ends_an_item_in_a_word_it_does_not_allow():
    """An item that ends as a decision waits for that word to be recorded, and the vote supports it."""
    agenda = n.item("a1", "decision", n.motion(), dispositions=("decided", "not_adopted"))
    sat = n.after(n.seated(5, None, agenda), n.introduce("a1"), n.deliberate("a1"), n.announce("a1"), *n.voted(5))
    declared = (
        given(n.after(sat, n.count(c.Paper("Y", copies=5))))
        .when(n.declare())
        .then(e.ResultDeclared("p1", "adopted", 0, AT, n.CH))
    )
    declared.when(n.dispose("a1", "not_adopted")).refused("disposition.no_result", DISPOSITIONS)
    declared.when(n.dispose("a1", "decided")).then(ended("a1", "decided"))
    lost = given(n.after(sat, n.count(c.Paper("N", copies=5)))).when(n.declare()).new
    assert lost[-1] == e.ItemDisposed("a1", "not_adopted", None, None, None, AT, n.CH)


def test_a_failed_vote_decides_nothing():
    """Voided figures support no word; the repeat does."""
    failed = n.after(OPEN, n.introduce("a2"), n.deliberate("a2"), n.announce("a2"), *n.voted(5),
                     n.count(c.Paper("Y", copies=5)), n.void_poll())  # fmt: skip
    for word in ("adopted", "not_adopted", "decided"):
        given(failed).when(n.dispose("a2", word)).refused("disposition.no_result", DISPOSITIONS)
    repeat = (n.announce("a2", "d1", "p2"), *n.voted(5, "p2"), n.count(c.Paper("N", copies=5), poll="p2"))
    assert n.after(failed, *repeat, n.declare("p2"))[-1] == e.ItemDisposed(
        "a2", "not_adopted", None, None, None, AT, n.CH
    )


def test_what_is_voted_on_is_neither_withdrawn_nor_put_off():
    """Once a result is declared on an item it can no longer be withdrawn or postponed (ZZF 22)."""
    laid = (
        n.prepared(5, n.item("a2", "procedural", n.motion(), n.motion("d2"))),
        n.present(5),
        *map(n.enrolled, range(1, 6)),
    )
    voted = n.after(laid, n.open_sitting(), n.introduce("a2"), n.announce("a2"), *n.voted(5),
                    n.count(c.Paper("N", copies=5)), n.declare())  # fmt: skip
    article = "ZZF 25; ZZF 51"
    no = given(voted).when(n.dispose("a2", "withdrawn", "r", "presidium")).decision
    assert isinstance(no, Refusal)
    assert no.code == "disposition.voted", article
    late = given(voted).when(n.dispose("a2", "postponed", "r", "presidium")).decision
    assert isinstance(late, Refusal)
    assert late.code == "disposition.voted"


def test_what_is_put_off_has_a_next_step():
    """A postponement without its next step is refused (ZZF 54)."""
    heard = given(n.after(n.seated(), n.introduce("a2"), n.deliberate("a2")))
    no = heard.when(n.dispose("a2", "postponed", "r", "presidium", next_step=" ")).decision
    assert isinstance(no, Refusal)
    assert no.code == "disposition.next"


def test_opinions_are_not_due_in_the_past():
    """The day by which opinions are answered lies ahead; what is no day is no day."""
    heard = given(n.after(n.seated(), n.introduce("a1"), n.deliberate("a1")))
    for due, code in (
        ("2026-03-09", "disposition.past"),
        ("soon", "disposition.due"),
        ("2026-02-30", "disposition.due"),
    ):
        no = heard.when(n.dispose("a1", "forwarded", due=due, to="the government")).decision
        assert isinstance(no, Refusal)
        assert no.code == code
