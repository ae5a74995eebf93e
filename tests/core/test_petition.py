"""Joint signatures, unsatisfied questioners, grades of an evaluation, and a quorum that does not exist."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.core import notation as n
from voting.core import petition, quorum
from voting.core.evaluation import Grade, grade
from voting.core.rulebook import RuleBook, RuleMissing, Share

BOOK, TOWNSHIP = RuleBook(n.rules("congress")), RuleBook(n.rules("congress", "township"))
COMMITTEE = RuleBook(n.rules("standing_committee"))
HALF = Share(Fraction(1, 2), strict=True)


@pytest.mark.parametrize(("book", "act", "needed"), [
    (BOOK, "bill", 10), (TOWNSHIP, "bill", 5), (COMMITTEE, "bill", 3), (BOOK, "recall", 33), (TOWNSHIP, "recall", 65),
    (COMMITTEE, "recall_deputy", 65),
    (BOOK, "extraordinary_session", 65), (COMMITTEE, "dismiss", 65), (BOOK, "nominate", 10),
])  # fmt: skip
def test_who_must_sign(book, act, needed):
    """A number of members, or a share of all 324 (law.md B7, D16)."""
    assert petition.given(book, act)
    assert petition.needed(book, act, 324) == needed


@pytest.mark.parametrize(("book", "act"), [
    (BOOK, "dismiss"), (TOWNSHIP, "inquiry_committee"), (COMMITTEE, "nominate"), (COMMITTEE, "recall"),
])  # fmt: skip
def test_an_act_that_the_law_does_not_give(book, act):
    """It has no rule, and asking for its number is an error."""
    assert not petition.given(book, act)
    with pytest.raises(RuleMissing):
        petition.needed(book, act, 324)


def test_unsatisfied_questioners():
    """Half of ten are enough in a congress, half of six are not in a standing committee (DBF 20, JDF 53; D18)."""
    assert petition.unsatisfied(BOOK, 10) == 5
    assert petition.unsatisfied(COMMITTEE, 6) == 4


def test_the_first_grade_that_holds():
    """In their order, on their own bases; `otherwise` where none holds (law.md C8, D24)."""
    votes, bases = {"a": 12, "b": 9}, {"members": 27, "valid": 21}
    good, fair = Grade("good", ("a",), HALF, "members"), Grade("fair", ("a", "b"), HALF, "members")
    assert grade((good, fair), "poor", votes, bases) == "fair"
    assert grade((good,), "poor", votes, bases) == "poor"
    assert grade((replace(good, of="valid"), fair), "poor", votes, bases) == "good"
    with pytest.raises(KeyError):
        grade((replace(good, of="present"),), "poor", votes, bases)


def test_a_quorum_and_none():
    """Two thirds of 241 are 161; where the rules ask for none, nobody is lacking (ZZF 14)."""
    assert quorum.needed(BOOK, 241) == 161
    no = quorum.lacking(BOOK, 241, 160)
    assert no is not None
    assert (no.code, no.article) == ("quorum.missing", "ZZF 14")
    assert quorum.lacking(BOOK, 241, 161) is None
    rules = tuple(replace(r, value="none") if r.key == "quorum.threshold" else r for r in BOOK.rules)
    assert quorum.needed(RuleBook(rules), 241) == 0
    assert quorum.lacking(RuleBook(rules), 241, 0) is None
