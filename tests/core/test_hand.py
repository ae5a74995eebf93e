"""Votes that tellers count: hands, paper, doubtful papers, too many papers, and what takes the place of keys that fail."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from tests.core import notation as n
from tests.core.notation import AT, CH, CHAIR, OP, OPERATOR, SEAT, given
from voting.core import commands as c
from voting.core import events as e
from voting.core import hand_commands as hc
from voting.core import hand_events as he
from voting.core import hand_forms
from voting.core.hand_entries import accounted, uncounted
from voting.core.next import steps
from voting.core.state import Fallback, Hands

FIRST, SECOND, THIRD = (c.Actor("scrutineer", name) for name in ("scrutineer", "scrutineer-2", "scrutineer-3"))
HANDS = n.item("a1", "procedural", n.motion(form="show_of_hands"))
PAPER = n.item("a2", "procedural", n.motion(secrecy="secret", form="paper"))
VOTE = n.item("a3", "election", replace(n.election(), form="paper"))
REMOVAL = n.item("a4", "removal", n.motion(secrecy="secret", form="paper"))
KEYS = n.item("a5", "procedural", n.motion())
AGENDA = (HANDS, PAPER, VOTE, REMOVAL, KEYS)
SAT = n.seated(5, None, *AGENDA)


def stock(printed: int = 8, sealed: int = 2, poll: str = "p1") -> hc.CountStock:
    return hc.CountStock(OPERATOR, AT, poll, printed, sealed)


def handed(issued: int | None = 5, poll: str = "p1") -> c.OpenPoll:
    return c.OpenPoll(CHAIR, AT, poll, None, issued)


def back(by: c.Actor, *figures: int, poll: str = "p1") -> hc.ReportReturn:
    """Issued, spoiled, returned, voters."""
    return hc.ReportReturn(by, AT, poll, *(figures or (5, 1, 5, 5)))


def heap(by: c.Actor, number: int = 1, digest: str = "x", papers: int = 4, poll: str = "p1") -> hc.EnterHeap:
    return hc.EnterHeap(by, AT, poll, number, digest, papers)


def ruling(
    by: c.Actor, status: str = "valid", paper: int = 1, digest: str = "y", reason: str = "clear"
) -> hc.RulePaper:
    return hc.RulePaper(by, AT, "p1", paper, status, digest, reason)  # type: ignore[arg-type]


def raised(by: c.Actor, *figures: int, poll: str = "p1") -> hc.EnterHands:
    """For, against, abstaining."""
    return hc.EnterHands(by, AT, poll, *figures)


def both(make: type, *figures: object) -> tuple[c.Command, ...]:
    return tuple(make(by, AT, "p1", *figures) for by in (FIRST, SECOND))


def counted(*papers: c.Paper, void: int = 0, poll: str = "p1") -> c.CountPoll:
    return replace(n.count(*papers, poll=poll), void_papers=void)


ISSUED = n.after(SAT, n.introduce("a3"), n.announce("a3"), stock(), handed())
BOXED = n.after(ISSUED, n.close_poll())
CONFIRMED = n.after(BOXED, back(FIRST), back(SECOND))
SHOWN = n.after(SAT, n.introduce("a1"), n.announce("a1"), n.open_poll(reason=None), n.close_poll())


# Terminals


@pytest.mark.parametrize("name", ["a1", "a2", "a3"])
def test_terminals_take_no_part(name):
    """No paper is drawn from a terminal, none is cast, and no seat complains; the voters are frozen as for keys."""
    put = given(n.after(SAT, n.introduce(name), n.announce(name)))
    put.when(n.draw(1)).refused("poll.by_hand")
    put.when(n.cast(1)).refused("poll.by_hand")
    announced = put.events[-1]
    assert isinstance(announced, e.PollAnnounced)
    assert announced.tier is None
    assert len(announced.voters) == 5
    complaint = c.Complain(SEAT, AT, "p1", "A001", "where is it")
    given(BOXED).when(complaint).refused("poll.by_hand")


def test_who_may_enter():
    """Tellers enter, operator and chair do not; the stock is also the secretary's."""
    given(BOXED).when(back(OPERATOR)).refused("role.not_allowed")
    given(SHOWN).when(raised(CHAIR, 1, 0, 0)).refused("role.not_allowed")
    put = given(n.after(SAT, n.introduce("a3"), n.announce("a3")))
    put.when(replace(stock(), by=n.SECRETARY)).then(he.StockCounted("p1", 8, 2, AT, n.SE))


# The form


def test_an_election_and_a_removal_are_on_paper():
    """ZZF 28, JDF 62 (law.md D17): keys need the meeting's own consent, and hands are never secret enough."""
    state = given(SAT).state
    assert state is not None
    for draft, code in (
        (n.motion(secrecy="secret"), "poll.form_paper"),
        (n.motion(form="show_of_hands"), "poll.form_paper"),
        (n.motion(secrecy="secret", form="paper"), None),
    ):
        no = hand_forms.form(state, state.items["a4"], draft)
        assert (no and (no.code, no.article)) == (code and (code, "JDF 62"))
    unasked = n.prepared(5, VOTE, method={"ballot.tier0": True})
    on_paper = given(n.after((unasked, n.present(5)), n.open_sitting(), n.introduce("a3"))).when(n.announce("a3"))
    assert isinstance(on_paper.new[0], e.PollAnnounced)


def test_paper_is_secret_and_hands_are_open():
    """A form that contradicts its secrecy is refused by name; roll call is not held here."""
    for draft, code, article in (
        (n.motion(form="paper"), "paper.secret_only", "RDYS 60"),
        (n.motion(secrecy="secret", form="show_of_hands"), "hands.open_only", "RDYS 60"),
        (n.motion(form="roll_call"), "poll.form_unavailable", None),
    ):
        given(n.after(n.seated(5, None, n.item("a1", "procedural", draft)), n.introduce("a1"))).when(
            n.announce("a1")
        ).refused(code, article)


# Stock and issue


def test_papers_are_counted_before_the_first_is_out():
    """Printed and sealed first, then how many were handed out: one a voter, none of the sealed ones (law.md C2)."""
    put = given(n.after(SAT, n.introduce("a3"), n.announce("a3")))
    put.when(handed()).refused("paper.no_stock", "CQX 24")
    put.when(stock(2, 2)).refused("paper.stock_figures", "CQX 24")
    stocked = given(n.after(put.events, stock(6, 2)))
    stocked.when(handed(None)).refused("paper.not_issued", "CQX 24")
    for issued in (0, 5, 6):
        stocked.when(handed(issued)).refused("paper.issued", "CQX 24")
    stocked.when(handed(4)).then(e.PollOpened("p1", 4, None, AT, CH))
    given(ISSUED).when(stock()).refused("paper.stock_late", "CQX 24")
    given(n.after(SAT, n.introduce("a1"), n.announce("a1"))).when(stock()).refused("count.form")
    given(SAT).when(stock()).refused("poll.unknown")


# The return


def test_two_tellers_confirm_the_return():
    """The second report stands only where it is the first one's; a differing one fells both."""
    opened = given(ISSUED)
    opened.when(back(FIRST)).refused("poll.not_closed")
    given(n.after(BOXED, back(FIRST))).when(back(SECOND, 5, 1, 4, 5)).then(
        he.ReturnDiffered("p1", 5, 1, 4, 5, AT, SECOND.text())
    )
    differed = n.after(BOXED, back(FIRST), back(SECOND, 5, 1, 4, 5))
    alone = n.after(differed, back(SECOND))
    given(alone).when(heap(FIRST)).refused("count.no_return", "CQX 24")
    given(n.after(alone, back(FIRST))).when(heap(FIRST)).then(he.HeapEntered("p1", 1, "x", 4, AT, FIRST.text()))
    given(CONFIRMED).when(back(THIRD)).refused("count.agreed")


def test_one_teller_is_not_two():
    """Entering twice from one account replaces the entry and confirms nothing."""
    twice = given(n.after(BOXED, back(FIRST, 5, 0, 4, 4), back(FIRST)))
    assert twice.state is not None
    assert len(twice.state.polls["p1"].hands.returns) == 1
    twice.when(heap(FIRST)).refused("count.no_return", "CQX 24")


def test_a_return_that_cannot_be_is_refused():
    """More issued and spoiled than taken into use, more voters than papers, a negative figure."""
    given(BOXED).when(back(FIRST, 5, 2, 5, 5)).refused("paper.return_figures", "CQX 24")
    given(BOXED).when(back(FIRST, 5, -1, 5, 5)).refused("paper.return_figures", "CQX 24")
    given(BOXED).when(back(FIRST, 4, 0, 5, 5)).refused("paper.return_voters", "CQX 24")
    given(BOXED).when(heap(FIRST)).refused("count.no_return", "CQX 24")


@pytest.mark.parametrize(
    ("office", "figures", "code", "article"),
    [
        ("DEPUTY_CHIEF", (5, 0, 6, 5), "ballots.exceed_issued", "CQX 24"),
        ("DEPUTY_CHIEF", (5, 0, 5, 4), None, "CQX 24"),
        ("DEPUTY_UP", (5, 0, 5, 4), "ballots.exceed_voters", "XJF 44"),
        ("DEPUTY_UP", (5, 0, 4, 4), None, "XJF 44"),
    ],
)
def test_too_many_papers_void_the_ballot(office, figures, code, article):
    """law.md D12: against those issued or against the voters, as the rule for the office says; then it is held again."""
    seats, candidates, fixed = (2, 3, 1) if office == "DEPUTY_CHIEF" else (5, 6, None)
    draft = replace(n.election(seats=seats, candidates=candidates, fixed=fixed, office=office), form="paper")
    room = n.seated(5, None, n.item("a3", "election", draft))
    closed = n.after(room, n.introduce("a3"), n.announce("a3"), stock(), handed(), n.close_poll())
    told = given(n.after(closed, *both(hc.ReportReturn, *figures)))
    wish = hc.DeclareInvalid(CHAIR, AT, "p1")
    if code is None:
        told.when(wish).refused("ballots.not_exceeded", article)
        told.when(heap(FIRST)).then(he.HeapEntered("p1", 1, "x", 4, AT, FIRST.text()))
        return
    no = told.when(heap(FIRST)).refused(code, article)
    told.when(ruling(FIRST)).refused(code, article)
    told.when(counted()).refused(code, article)
    again = told.when(wish).then(e.PollVoided("p1", no.zh, AT, CH))
    assert isinstance(again.when(n.announce("a3", poll="p2")).new[0], e.PollAnnounced)


# Heaps


def test_a_heap_is_entered_twice():
    """Alike it stands; unlike both entries fall and both tellers enter again."""
    alone = given(n.after(CONFIRMED, heap(FIRST)))
    alone.when(heap(SECOND, digest="z")).then(he.HeapDiffered("p1", 1, "z", 4, AT, SECOND.text()))
    fallen = given(n.after(alone.events, heap(SECOND, digest="z")))
    assert fallen.state is not None
    assert fallen.state.polls["p1"].hands.heaps == {}
    assert fallen.state.polls["p1"].hands.differed == {"heap 1": 1}
    agreed = given(n.after(alone.events, heap(SECOND)))
    agreed.when(heap(THIRD, digest="z")).refused("count.agreed")
    for number, papers in ((0, 4), (1, 0)):
        given(CONFIRMED).when(heap(FIRST, number, papers=papers)).refused("count.number")
    given(SHOWN).when(heap(FIRST)).refused("count.form")


def test_nothing_is_counted_before_all_is_accounted_for():
    """Heaps that one teller entered, papers in doubt, sums that are not the return: each says what is missing."""
    given(BOXED).when(counted()).refused("count.no_return", "CQX 24")
    given(n.after(CONFIRMED, heap(FIRST))).when(counted()).refused("count.heap_alone", "CQX 24")
    agreed = n.after(CONFIRMED, heap(FIRST), heap(SECOND))
    given(agreed).when(counted()).refused("count.sum", "CQX 24")
    given(n.after(agreed, ruling(FIRST))).when(counted()).refused("count.paper_undecided", "XJF 44; W29")
    done = given(n.after(agreed, ruling(FIRST), ruling(SECOND)))
    figures = done.when(counted(c.Paper("YNN", copies=3), c.Paper("YYN"), c.Paper("NYB"))).new[0]
    assert isinstance(figures, e.PollCounted)
    assert (figures.returned, figures.valid, figures.invalid, figures.not_voting) == (5, 5, 0, 0)
    assert (figures.elected, figures.vacant, figures.outcome) == (("c1",), 1, "short")
    with pytest.raises(ArithmeticError):
        done.when(counted(c.Paper("YNN", copies=4)))
    over = n.after(done.events, counted(c.Paper("YNN", copies=5)))
    given(over).when(heap(FIRST, 2)).refused("count.over")


def test_what_both_entered_wrongly_is_entered_again():
    """An agreed entry is taken back only on record."""
    agreed = n.after(CONFIRMED, heap(FIRST), heap(SECOND), ruling(FIRST))
    wish = hc.ReopenEntry(FIRST, AT, "p1", "heap", 1, "counted again")
    given(agreed).when(replace(wish, reason=" ")).refused("poll.reason")
    given(agreed).when(replace(wish, number=2)).refused("count.nothing")
    for part, left in (("heap", 0), ("paper", 4), ("return", 4)):
        state = given(n.after(agreed, replace(wish, part=part))).state
        assert state is not None
        assert accounted(state.polls["p1"]) == left


# Doubtful papers


def test_two_tellers_rule_alike_and_any_third_decides():
    """law.md C6: unclear papers are decided together; while two differ nothing stands."""
    given(CONFIRMED).when(ruling(FIRST, reason=" ")).refused("poll.reason", "XJF 44; W29")
    given(CONFIRMED).when(ruling(FIRST, paper=0)).refused("count.number")
    given(BOXED).when(ruling(FIRST)).refused("count.no_return", "CQX 24")
    split = given(n.after(CONFIRMED, ruling(FIRST), ruling(SECOND, "void_illegible")))
    split.when(counted()).refused("count.paper_undecided", "XJF 44; W29")
    decided = given(n.after(split.events, ruling(THIRD, "void_illegible", reason="a third looked")))
    assert decided.state is not None
    assert accounted(decided.state.polls["p1"]) == 1
    decided.when(ruling(FIRST)).refused("count.agreed")


def test_void_papers_are_counted_among_the_returned():
    """law.md C6: papers that tellers find void stay in the number of ballots."""
    ruled = n.after(
        CONFIRMED, heap(FIRST), heap(SECOND), ruling(FIRST, "void_illegible"), ruling(SECOND, "void_illegible")
    )
    figures = given(ruled).when(counted(c.Paper("YYN", copies=4), void=1)).new[0]
    assert isinstance(figures, e.PollCounted)
    assert (figures.returned, figures.valid, figures.invalid) == (5, 4, 1)
    assert (figures.elected, figures.outcome) == (("c1", "c2"), "decided")


def test_a_motion_on_paper():
    """For, against, abstaining and void papers; who returned none has not voted."""
    closed = n.after(SAT, n.introduce("a2"), n.announce("a2"), stock(), handed(4), n.close_poll())
    told = n.after(closed, *both(hc.ReportReturn, 4, 0, 4, 4), heap(FIRST), heap(SECOND))
    figures = given(told).when(counted(c.Paper("Y", copies=3), void=1)).new[0]
    assert isinstance(figures, e.PollCounted)
    sums = (figures.votes_for, figures.against, figures.abstain, figures.void, figures.not_voting, figures.outcome)
    assert sums == (3, 0, 0, 1, 1, "adopted")


# Hands


def test_two_tellers_count_the_hands():
    """Equal figures stand, differing ones fall, more hands than persons cannot be (design: fallbacks)."""
    shown = given(SHOWN)
    shown.when(raised(FIRST, 3, 2, 1)).refused("hands.too_many", "ZZF 25")
    shown.when(raised(FIRST, -1, 2, 1)).refused("count.number")
    shown.when(counted()).refused("count.no_hands", "ZZF 25")
    alone = given(n.after(SHOWN, raised(FIRST, 3, 1, 0)))
    alone.when(counted()).refused("count.no_hands", "ZZF 25")
    alone.when(raised(SECOND, 2, 1, 0)).then(he.HandsDiffered("p1", 2, 1, 0, AT, SECOND.text()))
    fallen = given(n.after(alone.events, raised(SECOND, 2, 1, 0)))
    fallen.when(counted()).refused("count.no_hands", "ZZF 25")
    same = given(n.after(fallen.events, raised(SECOND, 3, 1, 0), raised(FIRST, 3, 1, 0)))
    same.when(raised(THIRD, 3, 1, 0)).refused("count.agreed")
    figures = same.when(counted()).new[0]
    assert isinstance(figures, e.PollCounted)
    assert (figures.votes_for, figures.against, figures.abstain, figures.not_voting) == (3, 1, 0, 1)
    assert figures.outcome == "adopted"


def test_no_hand_at_all_is_a_count_too():
    """Two tellers who both saw none have counted."""
    none = given(n.after(SHOWN, raised(FIRST, 0, 0, 0), raised(SECOND, 0, 0, 0)))
    figures = none.when(counted()).new[0]
    assert isinstance(figures, e.PollCounted)
    assert (figures.votes_for, figures.not_voting, figures.outcome) == (0, 5, "not_adopted")


def test_hands_are_entered_for_hands_alone():
    """A vote by keys or on paper takes no hands from tellers."""
    given(BOXED).when(raised(FIRST, 1, 0, 0)).refused("count.form")
    given(SAT).when(raised(FIRST, 1, 0, 0)).refused("poll.unknown")
    early = n.after(SAT, n.introduce("a1"), n.announce("a1"))
    given(early).when(raised(FIRST, 1, 0, 0)).refused("poll.not_closed")


# Another form


def fall_back(form: str = "show_of_hands", item: str = "a5", by: c.Actor = OPERATOR) -> hc.ChangeForm:
    return hc.ChangeForm(by, AT, item, "d1", form, "chairs' meeting", "the host died")


@pytest.mark.parametrize(("hands", "outcome"), [(17, "not_adopted"), (18, "adopted")])
def test_nothing_of_a_failed_vote_is_merged(hands, outcome):
    """law.md D19: N=35, the host dies after 12 presses; 17 hands are not enough, 18 are (CWYS 48)."""
    room = n.after(n.seated(35, 30, KEYS, body="standing_committee"), n.introduce("a5"), n.announce("a5"))
    presses = [wish for k in range(1, 13) for wish in (n.draw(k), n.cast(k))]
    pressed = n.after(room, *presses[::2], n.open_poll(), *presses[1::2], n.void_poll())
    given(pressed).when(fall_back()).then(
        he.FormChanged(
            "p1", "a5", "d1", "keypress", "show_of_hands", "named", "chairs' meeting", "the host died", AT, OP
        )
    )
    shown = n.after(
        pressed, fall_back(), n.announce("a5", poll="p2"), n.open_poll("p2", None), n.close_poll("p2"),
        *(raised(by, hands, 0, 0, poll="p2") for by in (FIRST, SECOND)), counted(poll="p2"), n.declare("p2"),
    )  # fmt: skip
    state = given(shown).state
    assert state is not None
    last = state.polls["p2"]
    assert (last.cast, last.outcome, last.hands.fallback and last.hands.fallback.decided_by) == (
        {}, outcome, "chairs' meeting",
    )  # fmt: skip
    assert last.hands.fallback == Fallback("p1", "keypress", "show_of_hands", "chairs' meeting", "the host died")
    assert state.polls["p1"].draft.form == "keypress"


def test_another_form_needs_a_failure_a_rule_and_a_name():
    """Only after a voided vote, only to a form of the rule book, only with who decided and why."""
    announced = n.after(SAT, n.introduce("a5"), n.announce("a5"))
    given(SAT).when(fall_back()).refused("fallback.not_failed", "RDYS 60")
    given(announced).when(fall_back()).refused("fallback.not_failed", "RDYS 60")
    failed = given(n.after(announced, n.void_poll()))
    failed.when(fall_back("roll_call")).refused("fallback.form", "RDYS 60")
    failed.when(fall_back("keypress")).refused("fallback.form", "RDYS 60")
    failed.when(replace(fall_back(), decided_by=" ")).refused("fallback.who", "RDYS 60")
    failed.when(fall_back(item="a9")).refused("item.unknown")
    failed.when(replace(fall_back(), draft="d9")).refused("poll.draft_unknown")
    failed.when(fall_back(by=n.SECRETARY)).refused("role.not_allowed")


def test_an_election_goes_over_to_paper_and_never_to_hands():
    """ZZF 28: an election is secret in every form."""
    keyed = n.item("a3", "election", n.election())
    failed = given(n.after(n.seated(5, None, keyed), n.introduce("a3"), n.announce("a3"), n.void_poll()))
    failed.when(fall_back(item="a3")).refused("fallback.form", "ZZF 28")
    again = given(n.after(failed.events, fall_back("paper", "a3"), n.announce("a3", poll="p2")))
    assert again.state is not None
    assert again.state.polls["p2"].by_hand


# Hands beside keys


def admit(*numbers: int, reason: str = "by video") -> hc.AdmitHands:
    return hc.AdmitHands(OPERATOR, AT, "p1", tuple(n.member(k) for k in numbers), "chairs_meeting", reason)


def test_a_mixed_room():
    """law.md D20: N=61, 40 by keys of whom 27 for, 5 by video of whom 4 for: 31 of 31 needed (CWYS 7, 48)."""
    put = n.after(n.seated(61, 45, KEYS, body="standing_committee"), n.introduce("a5"), n.announce("a5"))
    admitted = n.after(put, admit(41, 42, 43, 44, 45), *(n.draw(k) for k in range(1, 41)))
    given(admitted).when(n.draw(41)).refused("poll.by_hand")
    closed = n.after(admitted, n.open_poll(reason=None), *(n.cast(k) for k in range(1, 41)), n.close_poll())
    pressed = (c.Paper("Y", copies=27), c.Paper("N", copies=13))
    given(closed).when(counted(*pressed)).refused("count.no_hands", "ZZF 51")
    given(closed).when(raised(FIRST, 6, 0, 0)).refused("hands.too_many", "ZZF 51")
    figures = given(n.after(closed, *(raised(by, 4, 1, 0) for by in (FIRST, SECOND)))).when(counted(*pressed)).new[0]
    assert isinstance(figures, e.PollCounted)
    assert (figures.votes_for, figures.against, figures.not_voting, figures.outcome) == (31, 14, 0, "adopted")


def test_hands_beside_keys_need_a_decision():
    """Before the vote opens, with who decided, and only for entitled members who have drawn no paper."""
    sat = n.seated(5, None, *AGENDA, body="standing_committee")
    put = n.after(sat, n.introduce("a5"), n.announce("a5"))
    given(put).when(admit(1, reason="")).refused("fallback.who", "CWYS 7")
    for nobody in ("", "the janitor", "presidium"):
        no = given(put).when(replace(admit(1), decided_by=nobody)).refused("organ.not_lawful", "CWYS 7")
        assert [one.zh for one in no.details] == ["主任会议"]
    admitted = given(n.after(put, admit(1))).state
    assert admitted is not None
    assert admitted.polls["p1"].hands.beside_by == "主任会议：by video"
    given(put).when(admit()).refused("hands.not_entitled", "CWYS 7")
    given(put).when(admit(9)).refused("hands.not_entitled", "CWYS 7")
    given(n.after(put, n.draw(1))).when(admit(1)).refused("hands.not_entitled", "CWYS 7")
    given(n.after(put, n.open_poll())).when(admit(1)).refused("hands.admitted_late", "CWYS 7")
    given(n.after(SAT, n.introduce("a1"), n.announce("a1"))).when(admit(1)).refused("count.form")


# What screens offer


def test_the_next_step_follows_the_papers():
    """Stock, issue, close, then the declaration or that the ballot is invalid; after a failure the other forms."""

    def names(events: tuple[e.Event, ...]) -> list[str]:
        state = given(events).state
        assert state is not None
        return [step.command for step in steps(state, "chair") if step.refusal is None]

    put = n.after(SAT, n.introduce("a3"), n.announce("a3"))
    operator = given(put).state
    assert operator is not None
    lawful = (step.command for step in steps(operator, "operator") if step.weight == "primary" and not step.refusal)
    assert next(lawful) == "count_stock"
    assert "open_poll" in names(n.after(put, stock()))
    assert "declare_invalid" in names(n.after(BOXED, *both(hc.ReportReturn, 5, 0, 6, 5)))
    assert "change_form" in names(n.after(SAT, n.introduce("a5"), n.announce("a5"), n.void_poll()))


def test_a_poll_by_keys_waits_for_no_teller():
    """Hands and paper change nothing for a vote by keys."""
    plain = given(n.after(SAT, n.introduce("a5"), n.announce("a5"), *n.voted(5)))
    assert plain.state is not None
    assert uncounted(plain.state.rules, plain.state.polls["p1"]) is None
    assert plain.state.polls["p1"].hands == Hands()


def test_the_order_of_entries_does_not_matter():
    """Whichever teller enters which heap first, the same stands in the end."""
    wishes = (heap(FIRST, 1, "x", 2), heap(SECOND, 1, "x", 2), heap(FIRST, 2, "y", 3), heap(SECOND, 2, "y", 3))
    ends = set()
    for order in permutations(wishes):
        state = given(n.after(CONFIRMED, *order)).state
        assert state is not None
        ends.add((accounted(state.polls["p1"]), uncounted(state.rules, state.polls["p1"])))
    assert ends == {(5, None)}
