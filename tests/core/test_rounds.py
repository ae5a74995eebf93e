"""The rounds of an election by figures alone: papers, too many of them, the needed votes, and what follows."""

from __future__ import annotations

import pytest

from tests.core import notation as n
from voting.core import outcome
from voting.core.election import excess, needed, papers, result
from voting.core.events import LineFigures
from voting.core.refusals import refuse
from voting.core.rulebook import RuleBook

BOOK = RuleBook(n.rules("congress"))


def ranking(**found: int) -> list[LineFigures]:
    return [LineFigures(name, count, 0, 0, 0, write_in=False) for name, count in found.items()]


@pytest.mark.parametrize(("office", "issued", "returned", "voters", "code", "article"), [
    ("DEPUTY_CHIEF", 190, 191, 200, "ballots.exceed_issued", "CQX 24"), ("DEPUTY_CHIEF", 190, 190, 1, None, None),
    ("DEPUTY_UP", 190, 189, 188, "ballots.exceed_voters", "XJF 44"), ("DEPUTY_UP", 1, 188, 188, None, None),
])  # fmt: skip
def test_more_papers_than_issued_or_than_voters(office, issued, returned, voters, code, article):
    """An election to office is compared with the papers issued, one of deputies with the voters (law.md D12)."""
    no = excess(BOOK, office, issued, returned, voters)
    assert (no and no.code, no and no.article) == (code, article)


def test_more_votes_than_persons_who_may_vote():
    """As many are none too many; of fewer than nobody the sentence says nobody."""
    assert outcome.excess(30, 30, "ZZF 51") is None
    no = outcome.excess(31, 30, "ZZF 51")
    assert no is not None
    assert (no.code, no.article) == ("ballots.exceed_present", "ZZF 51")
    below = outcome.excess(0, -1, "ZZF 51")
    assert below is not None
    beyond = refuse("ballots.recused_beyond", "ZZF 51", more=1)  # no votes are not “more than” nobody
    assert (below.code, below.zh, below.en) == ("ballots.exceed_present", beyond.zh, beyond.en)


def test_the_votes_that_elect():
    """More than half of all in every round but that between those who tie, unless the method asks for more there."""
    for round_ in ("first", "further", "by_election"):
        assert needed(BOOK, "CHIEF", round_, {"members": 200}) == 101
    assert needed(BOOK, "CHIEF", "tie_revote", {"members": 200}) is None
    more = RuleBook(n.rules("congress", method={"tie.revote": "majority"}))
    assert needed(more, "CHIEF", "tie_revote", {"members": 200}) == 101


def test_a_base_that_is_not_known_is_an_error():
    """A number that nobody has counted is never guessed."""
    with pytest.raises(ValueError, match="base"):
        needed(BOOK, "CHIEF", "first", {"present": 200})


@pytest.mark.parametrize(("round_", "found", "elected", "then", "articles"), [
    ("first", {"A": 150, "B": 101, "C": 9}, "AB", None, ("ZZF 25",)),
    ("first", {"A": 150, "B": 100, "C": 9}, "A", "further_election", ("ZZF 25", "ZZF 29")),
    ("first", {"A": 150, "B": 120, "C": 120}, "A", "tie_revote", ("ZZF 25", "ZZF 29")),
    ("tie_revote", {"A": 9, "B": 8, "C": 7}, "AB", None, ("ZZF 29",)),
    ("tie_revote", {"A": 9, "B": 7, "C": 7}, "A", "tie_revote", ("ZZF 29",)),
    ("by_election", {"A": 9}, "", "further_election", ("ZZF 25", "ZZF 29")),
])  # fmt: skip
def test_what_follows_a_round(round_, found, elected, then, articles):
    """A tie goes to a ballot between those who tie, seats that are left to a further election (ZZF 29)."""
    got = result(BOOK, "DEPUTY_CHIEF", 2, round_, ranking(**found), None if round_ == "tie_revote" else 101)
    assert (got.who.elected, got.next, got.articles, got.pending) == (tuple(elected), then, articles, False)


def test_an_elected_procurator_awaits_approval():
    """Not before somebody is elected (ZZF 11)."""
    for votes, pending in ((101, True), (100, False)):
        got = result(BOOK, "CHIEF", 1, "first", ranking(A=votes), 101, procurator=True)
        assert got.pending == pending
        assert ("ZZF 11" in got.articles) == pending


def test_a_ballot_between_those_who_tie_takes_no_other_name():
    """In every other round names may be written in."""
    assert not papers(BOOK, "CHIEF", 1, "tie_revote").write_ins
    assert papers(BOOK, "CHIEF", 1, "further").write_ins
