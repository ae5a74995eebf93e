"""Counting papers: the rules for each paper in their order, and what holds whatever the papers are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting.core.commands import Paper
from voting.core.events import LineFigures
from voting.core.outcome import election as decided
from voting.core.tally import ElectionRules, UnknownMark, election, motion

NAMES = ("c1", "c2", "c3", "c4")
RULES = ElectionRules(seats=2, blank_approves=False, write_ins=True, requires_oppose=True)
LAX = replace(RULES, requires_oppose=False)


def line(name: str, y: int = 0, n: int = 0, a: int = 0, b: int = 0) -> LineFigures:
    return LineFigures(name, y, n, a, b, write_in=name.startswith("w"))


def one(marks: str, *names: str, rules: ElectionRules = RULES) -> tuple[bool, dict[str, LineFigures]]:
    """Whether this single paper is valid, and its lines by name."""
    found = election([Paper(marks, names)], NAMES[: len(marks)], rules)
    assert (found.returned, found.valid + found.invalid) == (1, 1)
    return found.valid == 1, {x.name: x for x in found.ranking}


def test_a_motion_counts_three_letters():
    """Copies are added up; an abstention is neither for nor against."""
    found = motion([Paper("Y", copies=3), Paper("N"), Paper("A", copies=2), Paper("Y")])
    assert (found.votes_for, found.against, found.abstain) == (4, 1, 2)


@pytest.mark.parametrize("marks", ["B", "", "YN", "y", "赞", "Y "])
def test_a_motion_knows_no_other_mark(marks):
    """Anything else is an error, never an abstention."""
    with pytest.raises(UnknownMark):
        motion([Paper(marks)])


@pytest.mark.parametrize("marks", ["YY", "YYYY", "YYX", "yyy", "YY ", "YY赞"])
def test_an_election_knows_no_other_mark(marks):
    """One known letter for each candidate, or it is an error."""
    with pytest.raises(UnknownMark):
        election([Paper(marks)], NAMES[:3], RULES)


def test_each_mark_goes_to_its_own_column():
    """For, against, abstain and blank stand apart for each candidate."""
    valid, lines = one("YNAB")
    assert valid
    assert lines == {
        "c1": line("c1", 1),
        "c2": line("c2", 0, 1),
        "c3": line("c3", 0, 0, 1),
        "c4": line("c4", 0, 0, 0, 1),
    }


OVER = [
    pytest.param("YYN", (), True, id="as many as seats"),
    pytest.param("YYY", (), False, id="one more than seats"),
    pytest.param("YYN", ("w1",), False, id="two ticked and one written in"),
    pytest.param("YNN", ("w1",), True, id="one ticked and one written in"),
    pytest.param("NNN", ("w1", "w2"), True, id="two written in"),
    pytest.param("NNN", ("w1", "w2", "w3"), False, id="three written in"),
    pytest.param("NNN", ("w1", "w1", "w2"), True, id="one of them twice is one"),
    pytest.param("YYN", ("c1",), True, id="ticked and written in is one name"),
    pytest.param("YYN", ("c3",), False, id="a third candidate written in"),
    pytest.param("YYA", ("w1",), False, id="over-voted even where the write-in would be struck"),
]


@pytest.mark.parametrize(("marks", "names", "valid"), OVER)
def test_a_paper_that_chooses_too_many_is_void_as_a_whole(marks, names, valid):
    """Counted as filled in, before any name written in is struck; a void paper is still a returned one (D11)."""
    found, lines = one(marks, *names)
    assert found == valid
    if not valid:
        assert all(x.votes_for + x.against + x.abstain + x.blank == 0 for x in lines.values())
        assert not [name for name in lines if name.startswith("w")]


WRITTEN = [
    pytest.param("YNB", ("w1",), {"w1"}, id="opposed, so written in"),
    pytest.param("YAB", ("w1",), set(), id="not opposed, so struck"),
    pytest.param("NAB", ("w1", "w2"), set(), id="more written in than opposed: all struck"),
    pytest.param("NNB", ("w1", "w2"), {"w1", "w2"}, id="as many as opposed"),
    pytest.param("NAB", ("w1", "w1"), {"w1"}, id="twice is once"),
    pytest.param("NAB", ("c2",), set(), id="a candidate written in is struck"),
    pytest.param("NAB", ("c2", "w1"), {"w1"}, id="what is struck asks for no opposing"),
]


@pytest.mark.parametrize(("marks", "names", "stand"), WRITTEN)
def test_what_becomes_of_names_written_in(marks, names, stand):
    """A name counts once, a candidate's is struck, and not more than opposed are left (DBF 17); the rest counts."""
    valid, lines = one(marks, *names)
    assert valid
    assert {name for name in lines if name.startswith("w")} == stand
    assert all(lines[name] == line(name, 1) for name in stand)
    assert lines["c1"].votes_for == (marks[0] == "Y")


def test_a_candidate_written_in_gets_no_vote_by_it():
    """The line of the candidate stands as it was marked."""
    _, lines = one("NAB", "c2")
    assert lines["c2"] == line("c2", 0, 0, 1)


def test_opposing_need_not_be_asked():
    """A method may take write-ins without opposing."""
    _, lines = one("AAB", "w1", rules=LAX)
    assert lines["w1"] == line("w1", 1)


def test_an_election_without_write_ins_strikes_them_all():
    """Where the rule takes none, none counts and the paper stands."""
    valid, lines = one("YNB", "w1", rules=replace(RULES, write_ins=False))
    assert (valid, set(lines)) == (True, {"c1", "c2", "c3"})


def test_blank_means_what_the_method_says():
    """Blank is a column of its own by default; where it approves it is a vote and may over-vote (D11, second style)."""
    approve = replace(RULES, blank_approves=True)
    assert one("BBN")[1]["c1"] == line("c1", 0, 0, 0, 1)
    assert one("BBN", rules=approve)[1]["c1"] == line("c1", 1)
    assert one("BBB")[0]
    assert not one("BBB", rules=approve)[0]


def test_equal_votes_stand_in_ballot_order_and_write_ins_last():
    """The ranking is by votes; behind candidates with as many, names written in as they first appear."""
    papers = [Paper("NNY", ("w2",)), Paper("YNN", ("w1",)), Paper("NYN")]
    found = election(papers, NAMES[:3], RULES)
    assert [x.name for x in found.ranking] == ["c1", "c2", "c3", "w2", "w1"]
    more = election([*papers, Paper("NYN")], NAMES[:3], RULES)
    assert [x.name for x in more.ranking] == ["c2", "c1", "c3", "w2", "w1"]


# Whatever the papers

papers = st.lists(
    st.builds(
        Paper,
        st.text("YNAB", min_size=4, max_size=4),
        st.lists(st.sampled_from(["w1", "w2", "w3", "c1", "c2"]), max_size=4).map(tuple),
        st.integers(1, 4),
    ),
    max_size=12,
)
rules = st.builds(ElectionRules, st.integers(1, 5), st.booleans(), st.booleans(), st.booleans())


def sums(found):
    """All that is counted, without the order of equals."""
    return found.returned, found.valid, found.invalid, frozenset(found.ranking)


@given(papers, rules, st.randoms(use_true_random=False))
def test_the_order_of_the_papers_changes_nothing(box, how, rng):
    """Figures, elected and tied are the same however the box was shuffled."""
    shuffled = list(box)
    rng.shuffle(shuffled)
    a, b = election(box, NAMES, how), election(shuffled, NAMES, how)
    assert sums(a) == sums(b)
    x, y = (decided(found.ranking, how.seats, 3) for found in (a, b))
    assert (x.outcome, set(x.elected), set(x.tied), x.vacant) == (y.outcome, set(y.elected), set(y.tied), y.vacant)


@given(papers, rules)
def test_copies_are_papers(box, how):
    """A paper of four copies is four papers."""
    single = [replace(paper, copies=1) for paper in box for _ in range(paper.copies)]
    assert sums(election(box, NAMES, how)) == sums(election(single, NAMES, how))


@given(papers, rules)
def test_the_sums_close(box, how):
    """Valid and invalid are all returned; each candidate's columns are all valid; nobody has more votes than those."""
    found = election(box, NAMES, how)
    assert found.returned == sum(paper.copies for paper in box) == found.valid + found.invalid
    for x in found.ranking:
        total = x.votes_for + x.against + x.abstain + x.blank
        assert (total == found.valid) if not x.write_in else (0 < total == x.votes_for <= found.valid)
    assert sum(x.votes_for for x in found.ranking) <= found.valid * how.seats
    assert not how.blank_approves or not any(x.blank for x in found.ranking)
    assert [x.votes_for for x in found.ranking] == sorted((x.votes_for for x in found.ranking), reverse=True)
    assert len(decided(found.ranking, how.seats, 1).elected) <= how.seats


@given(papers, rules, st.integers(0, 3), st.integers(0, 11))
def test_an_approval_more_never_unseats_its_candidate(box, how, candidate, place):
    """Who was elected stays elected when one more paper approves of her, unless that paper becomes over-voted."""
    if not box:
        return
    more, place = list(box), place % len(box)
    old = more[place]
    more[place] = replace(old, marks=old.marks[:candidate] + "Y" + old.marks[candidate + 1 :])
    before, after = (decided(election(papers, NAMES, how).ranking, how.seats, 3) for papers in (box, more))
    if election([more[place]], NAMES, how).valid and NAMES[candidate] in before.elected:
        assert NAMES[candidate] in after.elected


def test_many_papers_of_few_patterns_are_counted_by_hand():
    """A box that somebody counted with pencil and paper."""
    box = [Paper("YYN", copies=12), Paper("YNY", copies=9), Paper("NYY", copies=7), Paper("YAN", ("w1",), copies=3),
           Paper("YYY", copies=2), Paper("BBB", copies=4), Paper("NNA", ("w1", "w2"), copies=5)]  # fmt: skip
    found = election(box, NAMES[:3], RULES)
    assert (found.returned, found.valid, found.invalid) == (42, 40, 2)
    assert Counter({x.name: x.votes_for for x in found.ranking}) == {"c1": 24, "c2": 19, "c3": 16, "w1": 8, "w2": 5}
    assert next(x for x in found.ranking if x.name == "c2") == line("c2", 19, 14, 3, 4)
