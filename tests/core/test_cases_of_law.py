"""The worked cases of the law that one sitting can hold, each with its article, figures in and outcome out."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.core import notation as n
from tests.core.notation import given
from voting.core import commands as c
from voting.core import events as e
from voting.core import outcome
from voting.core.election import slate
from voting.core.rulebook import RuleBook
from voting.core.tally import ElectionRules, election
from voting.core.words import Body, Level

SEVEN = n.item("a1", "election", n.election(seats=7, candidates=8))
FROM_A_TO_H = {"c1": 170, "c2": 165, "c3": 160, "c4": 155, "c5": 150, "c6": 140}


def motion(body: Body, members: int, here: int, votes: str) -> e.PollCounted:
    """A named motion in this body: `votes` such as "14 for 2 against 0 abstain", the rest do not press."""
    figures = dict(zip("YNA", (int(word) for word in votes.split() if word.isdigit()), strict=True))
    papers = [c.Paper(mark, copies=copies) for mark, copies in figures.items() if copies]
    room = (n.prepared(members, body=body), n.present(here))
    ready = n.after(room, n.open_sitting(), n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))
    (counted,) = given(n.after(ready, *n.voted(sum(figures.values())))).when(n.count(*papers)).new
    assert isinstance(counted, e.PollCounted)
    return counted


def papers(votes: Mapping[str, int], valid: int, candidates: int) -> list[c.Paper]:
    """Papers that give each name its votes: dealt one by one, so that none has more names than it must."""
    names: list[set[str]] = [set() for _ in range(valid)]
    place = 0
    for name, count in votes.items():
        for _ in range(count):
            names[place % valid].add(name)
            place += 1
    lines = [f"c{k}" for k in range(1, candidates + 1)]
    return [
        c.Paper("".join("Y" if line in chosen else "N" for line in lines), tuple(sorted(chosen - set(lines))))
        for chosen in names
    ]


def elect(
    members: int,
    here: int,
    agenda: e.ItemEntry,
    votes: Mapping[str, int],
    valid: int,
    *,
    level: Level = "county",
    void: int = 0,
) -> e.PollCounted:
    """An election in a congress: everybody present returns a paper, `void` of them over-voted."""
    (draft,) = agenda.drafts
    box = papers(votes, valid, len(draft.candidates))
    if void:
        box.append(c.Paper("Y" * len(draft.candidates), copies=void))
    room = (n.prepared(members, agenda, level=level), n.present(here))
    ready = n.after(room, n.open_sitting(), n.introduce("a1"), n.announce("a1"))
    (counted,) = given(n.after(ready, *n.voted(valid + void, named=False))).when(n.count(*box)).new
    assert isinstance(counted, e.PollCounted)
    return counted


@pytest.mark.parametrize(("body", "members", "enough", "article"), [("congress", 241, 161, "ZZF 14"),
    ("standing_committee", 28, 15, "ZZF 51"), ("standing_committee", 27, 14, "ZZF 51")])  # fmt: skip
def test_d1_d2_a_quorum_fails_by_one(body, members, enough, article):
    """D1, D2: two thirds of 241 deputies are 161, more than half of 28 members are 15 and of 27 are 14 (ZZF 14, 51)."""
    laid = n.prepared(members, body=body)
    given(laid, n.present(enough - 1)).when(n.open_sitting()).refused("quorum.missing", article)
    (opened,) = given(laid, n.present(enough)).when(n.open_sitting()).new
    assert opened == e.SittingOpened(members, enough, enough, n.AT, n.CH)


@pytest.mark.parametrize(("votes", "outcome"), [("14 for 2 against 0 abstain", "not_adopted"),
                                                ("15 for 1 against 0 abstain", "adopted")])  # fmt: skip
def test_d3_a_majority_of_all_and_not_of_those_present(votes, outcome):
    """D3: of 29 members 15 are needed, though 14 of the 16 present are seven eighths of them (ZZF 51)."""
    found = motion("standing_committee", 29, 16, votes)
    assert (found.outcome, found.not_voting, found.authority) == (outcome, 0, ("ZZF 51",))


def test_d4_exactly_half_is_not_enough_and_not_pressing_does_not_help():
    """D4: 120 of 240 with ten who did not press is one vote short (ZZF 25)."""
    found = motion("congress", 240, 240, "120 for 60 against 50 abstain")
    assert (found.outcome, found.not_voting, found.authority) == ("not_adopted", 10, ("ZZF 25",))
    assert motion("congress", 240, 240, "121 for 60 against 50 abstain").outcome == "adopted"


def test_d4_the_highway_law_of_1999():
    """D4: 77 of 154 members for, 6 against, 42 abstentions failed by one vote."""
    found = motion("standing_committee", 154, 125, "77 for 6 against 42 abstain")
    assert (found.outcome, found.not_voting) == ("not_adopted", 0)


@pytest.mark.parametrize(("w", "elected"), [(104, ["c1", "c2", "c3", "c4", "c5", "c6", "c7"]),
                                            (121, ["c1", "c2", "c3", "c4", "c5", "c6", "w1"])])  # fmt: skip
def test_d5_nine_over_half_for_seven_seats(w, elected):
    """D5: more over half than seats, so the most votes win, written in or not (ZZF 28, 29)."""
    found = elect(200, 190, SEVEN, {**FROM_A_TO_H, "c7": 120, "c8": 112, "w1": w}, 188, void=2)
    assert (found.returned, found.valid, found.invalid) == (190, 188, 2)
    assert (found.outcome, list(found.elected), found.vacant) == ("decided", elected, 0)
    assert {line.name: line.votes_for for line in found.ranking} == {**FROM_A_TO_H, "c7": 120, "c8": 112, "w1": w}
    assert sum(line.votes_for >= 101 for line in found.ranking) == 9


def test_d6_a_tie_at_the_last_seat():
    """D6: two with 115 each for the seventh seat go to a ballot between them; a tie above is harmless (ZZF 29)."""
    found = elect(200, 190, SEVEN, {**FROM_A_TO_H, "c4": 150, "c7": 115, "c8": 115}, 188, void=2)
    assert (found.outcome, found.elected) == ("tied", ("c1", "c2", "c3", "c4", "c5", "c6"))
    assert (found.tied, found.tied_seats, found.vacant) == (("c7", "c8"), 1, 1)
    assert found.authority == ("ZZF 25", "ZZF 29")


def test_d6_three_tie_for_two_seats():
    """D6: with five sure, three of 118 go to a ballot for two seats (ZZF 29)."""
    found = elect(200, 190, SEVEN, {**FROM_A_TO_H, "c6": 118, "c7": 118, "c8": 118}, 188, void=2)
    assert (found.elected, found.tied) == (("c1", "c2", "c3", "c4", "c5"), ("c6", "c7", "c8"))
    assert (found.tied_seats, found.vacant) == (2, 2)


def test_d7_fewer_elected_than_seats():
    """D7: of 26 candidates for 23 seats 21 reach 121 of 241, and two seats are left for a further election (ZZF 29)."""
    agenda = n.item("a1", "election", n.election(seats=23, candidates=26, fixed=3, office="SC_MEMBER"))
    votes = {f"c{k}": 121 if k <= 21 else 120 for k in range(1, 27)}
    found = elect(241, 200, agenda, votes, 200)
    assert (found.outcome, len(found.elected), found.vacant, found.tied) == ("short", 21, 2, ())
    assert found.authority == ("ZZF 25", "ZZF 29")


def test_d9_deputies_to_the_city_congress():
    """D9: for 20 seats 24 to 30 candidates are lawful, and 27 need no pre-vote though the method names 24 (XJF 31, 32)."""
    book = RuleBook(n.rules("congress"))
    lawful = [
        stand for stand in range(19, 33)
        if slate(book, n.election(seats=20, candidates=stand, fixed=4, office="DEPUTY_UP")) is None
    ]  # fmt: skip
    assert lawful == list(range(24, 31))


D11 = ElectionRules(seats=7, blank_approves=False, write_ins=True, requires_oppose=True)
EIGHT = tuple(f"c{k}" for k in range(1, 9))


def test_d11_a_paper_with_too_many_ticks():
    """D11: six approved and two written in are eight for seven seats, so the whole paper is void (XJF 44; CQX 24)."""
    found = election([c.Paper("YYYYYYNN", ("w1", "w2")), c.Paper("YYYYYAAA")], EIGHT, D11)
    assert (found.returned, found.valid, found.invalid) == (2, 1, 1)
    assert [line.votes_for for line in found.ranking] == [1] * 5 + [0] * 3


def test_d11_more_written_in_than_opposed():
    """D11: two written in and one opposed break DBF 17: the names are struck and the rest of the paper counts."""
    found = election([c.Paper("YYYNAAAA", ("w1", "w2"))], EIGHT, D11)
    assert (found.valid, [line.name for line in found.ranking if line.write_in]) == (1, [])


@pytest.mark.parametrize(("opposed", "valid"), [(11, 0), (12, 1)])
def test_d11_where_an_empty_line_approves(opposed, valid):
    """D11: of 173 names for 161 seats at least twelve must be opposed (XJF 44)."""
    names = tuple(f"c{k}" for k in range(173))
    style = ElectionRules(seats=161, blank_approves=True, write_ins=True, requires_oppose=True)
    assert election([c.Paper("N" * opposed + "B" * (173 - opposed))], names, style).valid == valid


def test_d13_a_disguised_single_list_is_not_put():
    """D13: six for five may be voted on; when one withdraws and five for five are left, it may not open (ZZF 27)."""
    for stand, code in ((6, None), (5, "slate.disguised_single_list")):
        agenda = n.item("a1", "election", n.election(seats=5, candidates=stand))
        wish = given(n.after(n.seated(5, None, agenda), n.introduce("a1"))).when(n.announce("a1"))
        assert isinstance(wish.new[0], e.PollAnnounced) if code is None else wish.refused(code, "ZZF 27")


CHIEF = n.item("a1", "election", n.election(seats=1, candidates=1, fixed=None, office="CHIEF"))


@pytest.mark.parametrize(("p", "q", "outcome", "elected"), [(80, 105, "decided", ("w1",)), (92, 93, "short", ())])
def test_d14_a_name_written_in_beats_a_single_chief_candidate(p, q, outcome, elected):
    """D14: of 200 deputies 101 elect, whoever's name they wrote (ZZF 25, 27 to 29)."""
    found = elect(200, 185, CHIEF, {"c1": p, "w1": q}, p + q)
    assert (found.outcome, found.elected, found.vacant) == (outcome, elected, 1 - len(elected))


def test_d15_unopposed_is_not_elected():
    """D15: 100 of 200 deputies elect nobody, though nobody else stood and 150 were here (ZZF 25)."""
    found = elect(200, 150, CHIEF, {"c1": 100}, 150)
    assert (found.outcome, found.elected) == ("short", ())
    assert found.ranking[0] == e.LineFigures("c1", 100, 50, 0, 0, write_in=False)
    assert elect(200, 150, CHIEF, {"c1": 101}, 150).elected == ("c1",)


@pytest.mark.parametrize(("votes", "outcome"), [(17, "not_adopted"), (18, "adopted")])
def test_d19_a_device_fails_in_the_middle_of_a_vote(votes, outcome):
    """D19: what twelve had pressed is discarded, the repeat counts alone and needs 18 of 35 (CWYS 48)."""
    room = (n.prepared(35, body="standing_committee"), n.present(30))
    ready = n.after(room, n.open_sitting(), n.introduce("a2"), n.deliberate("a2"), n.announce("a2"))
    pressed = [*(n.draw(k) for k in range(1, 31)), n.open_poll(), *(n.cast(k) for k in range(1, 13))]
    failed = n.after(ready, *pressed, n.void_poll(reason="the host died"), n.announce("a2", poll="p2"))
    repeat = n.after(failed, *n.voted(votes, "p2"), n.count(c.Paper("Y", copies=votes), poll="p2"), n.declare("p2"))
    assert repeat[-1] == e.ItemDisposed("a2", outcome, None, None, None, n.AT, n.CH)
    state = given(repeat).state
    assert state is not None
    assert (state.polls["p1"].counted, state.polls["p1"].void_reason) == (None, "the host died")
    assert (state.polls["p2"].base, state.polls["p2"].needed) == (35, 18)


@pytest.mark.parametrize(("votes", "elected"), [(299, ()), (300, ("a",))])
def test_a_further_direct_election_needs_a_third_of_the_ballots(votes, elected):
    """D25, XJF 45: of two candidates for the last seat the one with more votes, but with no fewer than 900 / 3."""
    book = RuleBook(n.rules("congress", "township"))
    needed = book.share("election.direct_further").needed(900)
    ranking = (e.LineFigures("a", votes, 0, 0, 0, write_in=False), e.LineFigures("b", 250, 0, 0, 0, write_in=False))
    assert outcome.election(ranking, 1, needed).elected == elected
    assert book.article("election.direct_further") == "XJF 45"
