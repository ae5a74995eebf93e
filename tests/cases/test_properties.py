"""What holds of every case, whatever its figures are."""

from __future__ import annotations

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from tests.cases.asking import Json, ask, case, election, motion

NAMES = ("A", "B", "C", "D")
WORDS = ("for", "against", "abstain")
shares = st.builds(lambda word, a, b: {word: f"{min(a, b)}/{max(a, b)}"}, st.sampled_from(("over", "at_least")),
                   st.integers(0, 9), st.integers(1, 9))  # fmt: skip
papers = st.lists(
    st.fixed_dictionaries(
        {"marks": st.dictionaries(st.sampled_from(NAMES), st.sampled_from(WORDS)), "copies": st.integers(1, 5)},
        optional={"write_ins": st.lists(st.sampled_from(["A", "B", "V", "W"]), max_size=3)},
    ),
    max_size=10,
)
overlays = st.fixed_dictionaries({}, optional={
    "ballot.blank": st.sampled_from(("abstain", "approve")), "write_in.requires_oppose": st.booleans(),
    "election.base": st.sampled_from(("members", "valid")), "election.threshold": shares,
})  # fmt: skip


def held(box: list[Json], seats: int, members: int, overlay: Json, round_: str = "by_election") -> Json:
    """An election that any list may be put to."""
    stand = list(NAMES[: max(seats + 1, 2)]) if round_ == "tie_revote" else list(NAMES)
    marked = [{**paper, "marks": {k: v for k, v in paper["marks"].items() if k in stand}} for paper in deepcopy(box)]
    return ask(election(marked, seats=seats, members=members, candidates=stand, round=round_, overlay=overlay))


def sums(found: Json) -> Json:
    """The answer without the order of equals and without its sentence."""
    lines = sorted((x["name"], x["for"], x["against"], x["abstain"]) for x in found["ranking"])
    tied = found["tied"] and (sorted(found["tied"]["names"]), found["tied"]["seats"])
    return {**found, "ranking": lines, "tied": tied, "elected": sorted(found["elected"]), "explanation": None}


@given(papers, st.integers(1, 3), st.integers(1, 30), overlays, st.randoms(use_true_random=False))
def test_the_order_of_the_papers_changes_nothing(box, seats, members, overlay, rng):
    """A box that was shuffled gives the same answer."""
    shuffled = list(box)
    rng.shuffle(shuffled)
    assert sums(held(box, seats, members, overlay)) == sums(held(shuffled, seats, members, overlay))


@given(papers, st.integers(1, 4), st.integers(1, 30), overlays, st.sampled_from(("by_election", "tie_revote")))
def test_the_seats_and_sums_close(box, seats, members, overlay, round_):
    """Elected and vacant are all seats; each candidate's marks are the valid papers; nobody below the needed is elected."""
    found = held(box, min(seats, 3), members, overlay, round_)
    seats = min(seats, 3)
    assert found["valid"] + found["invalid"] == sum(paper["copies"] for paper in box)
    assert len(found["elected"]) + found["vacant"] == seats
    assert (found["outcome"] == "decided") == (found["vacant"] == 0) == (found["next"] is None)
    assert (found["outcome"] == "tied") == (found["tied"] is not None)
    of = {x["name"]: x["for"] for x in found["ranking"]}
    for line in found["ranking"]:
        marks = line["for"] + line["against"] + line["abstain"]
        assert (0 < marks == line["for"]) if line["write_in"] else (marks == found["valid"])
    assert [*of.values()] == sorted(of.values(), reverse=True)
    assert sum(of.values()) <= seats * found["valid"]
    assert (found["needed"] is None) == (round_ == "tie_revote")
    assert all(of[name] >= (found["needed"] or 0) for name in found["elected"])
    assert round_ != "tie_revote" or found["outcome"] in ("decided", "tied")


@given(papers, st.integers(1, 3), st.integers(1, 30), st.sampled_from(NAMES), st.integers(0, 9))
def test_an_approval_more_never_unseats_its_candidate(box, seats, members, name, place):
    """Unless it makes the paper over-voted, who was elected stays elected."""
    if not box:
        return
    before = held(box, seats, members, {})
    more = deepcopy(box)
    more[place % len(box)]["marks"][name] = "for"
    after = held(more, seats, members, {})
    if after["invalid"] == before["invalid"] and name in before["elected"]:
        assert name in after["elected"]


@given(st.integers(1, 400), st.integers(0, 400), st.integers(0, 400), st.integers(0, 400), shares,
       st.sampled_from(("members", "present", "pressed", "for_and_against")))  # fmt: skip
def test_a_vote_in_favour_more_never_rejects(members, y, n, a, threshold, base):
    """What was adopted stays adopted when somebody who had not pressed is for it; the sums close."""
    pressed = y + n + a
    room = max(members, pressed + 1)
    rule = {"motion.base": base, "motion.threshold": threshold, "quorum.threshold": None}
    found, more = (ask(motion(votes, n, a, members=room, present=room, overlay=rule)) for votes in (y, y + 1))
    assert found["for"] + found["against"] + found["abstain"] + found["not_voting"] == room
    assert 1 <= found["needed"] <= found["base"] + 1
    assert (found["outcome"] == "adopted") == (y >= found["needed"])
    assert found["outcome"] == "not_adopted" or more["outcome"] == "adopted"


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 5), max_size=8), st.integers(1, 6), st.integers(0, 3))
def test_a_pre_vote_fills_its_places_and_no_more(votes, seats, fixed):
    """Nobody on the list has fewer votes than somebody off it, and those who tie have equally many."""
    found = ask(case("primary", office="DEPUTY_CHIEF", seats=seats, fixed_surplus=fixed, votes=votes))
    formal, tied = found["formal"], found["tied"]
    assert len(formal) + found["places_left"] == seats + fixed
    out = [votes[name] for name in votes if name not in formal + tied]
    assert all(votes[name] > max([votes[t] for t in tied], default=-1) for name in formal) or not tied
    assert all(votes[name] >= max(out, default=0) for name in formal + tied)
    assert not tied or (len({votes[name] for name in tied}) == 1 and len(tied) > found["places_left"] > 0)
    assert (found["outcome"] == "tied") == bool(tied)
