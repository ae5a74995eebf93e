"""The sitting's file says what the contract demands, and its checker finds every sum that was bent."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting import exact
from voting.records.sitting import BadRecord, Counts, NamedVote, SittingRecord, Voided, check, to_json

Document = dict[str, Any]


def codes(document: object) -> set[str]:
    """The codes of the faults found."""
    return {fault.code for fault in check(document)}


def test_the_samples_are_without_fault(committee: SittingRecord, congress: SittingRecord, large: SittingRecord) -> None:
    """A record whose sums close gives a file without a fault."""
    for record in (committee, congress, large):
        assert [str(fault) for fault in check(to_json(record))] == []


def test_file_is_exact_json(committee: SittingRecord) -> None:
    """The file has only exact JSON values and reads back as it was written."""
    document = to_json(committee)
    assert exact.loads(exact.dumps(document)) == document


def test_contract_keys(committee: SittingRecord, congress: SittingRecord) -> None:
    """Every key of the contract stands where the contract puts it."""
    document, election = to_json(committee), to_json(congress)["polls"][0]
    assert document["format"] == "yijue.sitting.v1"
    assert {"members", "present_at_opening", "quorum_needed"} <= set(document["attendance"])
    motion = document["polls"][0]
    assert motion["counts"] == {"for": 30, "against": 1, "abstain": 1, "void": 0, "not_voting": 1}
    assert (motion["cast"], motion["hands"], motion["issued"], motion["outcome"]) == (32, 0, 33, "adopted")
    assert "counts" not in election
    assert election["tied"] == {"names": ["张伟", "李芳"], "seats": 1}
    assert {"seats", "candidates", "ranking", "elected", "vacant", "valid", "invalid", "returned"} <= set(election)


def test_blank_lines_count_as_abstentions_in_the_file(congress: SittingRecord) -> None:
    """For, against and abstain of each candidate add up to the valid papers; the unmarked stand beside."""
    poll = to_json(congress)["polls"][0]
    first = poll["ranking"][0]
    assert (first["for"], first["against"], first["abstain"], first["of_which_blank"]) == (40, 12, 7, 2)
    assert first["for"] + first["against"] + first["abstain"] == poll["valid"]


def test_a_voided_poll_keeps_reason_and_loses_counts(committee: SittingRecord) -> None:
    """A voided poll stands in the file with its reason and nobody's figures."""
    poll = to_json(committee)["polls"][1]
    assert poll["voided"] == {"reason": "主机故障，12人表决后中断", "by": "会议主持人 李主任"}
    assert poll["outcome"] is None
    assert not {"counts", "votes", "ranking"} & set(poll)


def test_secret_poll_cannot_hold_marks(committee: SittingRecord) -> None:
    """A record that would tell how a member voted in a secret poll cannot be made."""
    with pytest.raises(BadRecord, match="only a named poll"):
        replace(committee.polls[2], votes=(NamedVote("王伟", "", "for"),))


def test_voided_poll_cannot_hold_counts(committee: SittingRecord) -> None:
    """A record with counts of a voided poll cannot be made, nor one with neither."""
    with pytest.raises(BadRecord, match="does not fit"):
        replace(committee.polls[0], voided=Voided("x", "y"), votes=(), outcome=None)
    with pytest.raises(BadRecord, match="does not fit"):
        replace(committee.polls[0], counts=None)
    with pytest.raises(BadRecord, match="outcome"):
        replace(committee.polls[0], outcome=None)


def put(path: str, value: object) -> Callable[[Document], None]:
    """Set one value of the file; numbers in the path are places in lists."""

    def bend(document: Document) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        target: Any = document
        for step in way:
            target = target[step]
        target[last] = value

    return bend


COMMITTEE_BENDS = [
    ("format", "yijue.sitting.v2", "shape"),
    ("meeting.closed_at", "2026-11-21T08:00:00+08:00", "times"),
    ("meeting.closed_at", None, "shape"),
    ("meeting.opened_at", "2026-11-21T09:00:12", "shape"),
    ("meeting.opened_at", "2026-13-21T09:00:12Z", "shape"),
    ("meeting.body", "presidium", "shape"),
    ("attendance.present_at_opening", 17, "quorum"),
    ("attendance.present_at_opening", 36, "attendance"),
    ("attendance.members", True, "shape"),
    ("items.1.disposition", "noted", "shape"),
    ("items.1.disposition", None, "shape"),
    ("items.1.disposition", "not_adopted", "item.result"),
    ("items.1.polls", ["p9"], "item.poll"),
    ("items.1.polls", [], "poll.item"),
    ("items.2.id", "i1", "twice"),
    ("polls.0.kind", "vote", "shape"),
    ("polls.0.tier", "T9", "shape"),
    ("polls.0.base", 35.0, "shape"),
    ("polls.0.base", -1, "shape"),
    ("polls.0.needed", 36, "poll.needed"),
    ("polls.0.present", 36, "poll.chain"),
    ("polls.0.eligible", 34, "poll.chain"),
    ("polls.0.issued", 31, "poll.chain"),
    ("polls.0.counts.for", 31, "motion.eligible"),
    ("polls.0.counts.void", 1, "motion.entered"),
    ("polls.0.counts.for", 30.0, "shape"),
    ("polls.0.cast", 31, "motion.entered"),
    ("polls.0.hands", 1, "motion.entered"),
    ("polls.0.outcome", "not_adopted", "poll.outcome"),
    ("polls.0.needed", 31, "poll.outcome"),
    ("polls.0.authority", [], "poll.authority"),
    ("polls.0.announcement", {"zh": "通过。"}, "poll.announcement"),
    ("polls.0.votes.0.mark", "against", "named.sum"),
    ("polls.0.votes.0.mark", "yes", "shape"),
    ("polls.2.votes", [], "named.secret"),
    ("polls.2.outcome", "adopted", "poll.outcome"),
    ("polls.1.counts", {"for": 1}, "voided.counts"),
    ("polls.1.voided", {"reason": ""}, "shape"),
    ("log.size", 421, "log.checkpoint"),
    ("log.root", "AAAA", "shape"),
]


@pytest.mark.parametrize(("path", "value", "code"), COMMITTEE_BENDS)
def test_each_bend_of_a_motion_is_found(committee: SittingRecord, path: str, value: object, code: str) -> None:
    """One value changed in a committee's file, and the checker names that fault."""
    document = copy.deepcopy(to_json(committee))
    put(path, value)(document)
    assert code in codes(document)


CONGRESS_BENDS = [
    ("polls.0.valid", 58, "election.returned"),
    ("polls.0.invalid", 2, "election.returned"),
    ("polls.0.cast", 59, "election.entered"),
    ("polls.0.returned", 61, "election.issued"),
    ("polls.0.ranking.0.for", 41, "election.line"),
    ("polls.0.ranking.3.against", 1, "election.line"),
    ("polls.0.ranking.1.name", "王五", "election.names"),
    ("polls.0.ranking.3.for", 45, "election.order"),
    ("polls.0.ranking.3.for", 15, "election.approvals"),
    ("polls.0.vacant", 0, "election.seats"),
    ("polls.0.elected", ["没有此人"], "election.names"),
    ("polls.0.elected", ["张伟"], "election.names"),
    ("polls.0.needed", 41, "election.threshold"),
    ("polls.0.outcome", "decided", "poll.outcome"),
    ("polls.0.tied", None, "poll.outcome"),
    ("polls.0.tied.seats", 2, "poll.outcome"),
    ("polls.0.ranking", [], "election.names"),
    ("polls.0.seats", None, "shape"),
    ("items.0.disposition", "elected", "item.result"),
]


@pytest.mark.parametrize(("path", "value", "code"), CONGRESS_BENDS)
def test_each_bend_of_an_election_is_found(congress: SittingRecord, path: str, value: object, code: str) -> None:
    """One value changed in a congress's file, and the checker names that fault."""
    document = copy.deepcopy(to_json(congress))
    put(path, value)(document)
    assert code in codes(document)


@pytest.mark.parametrize("document", [None, [], {}, {"format": "yijue.sitting.v1"}, "text", 5])
def test_what_is_no_sitting_is_a_fault(document: object) -> None:
    """Something else than a sitting's file is a fault, never a crash."""
    assert codes(document) == {"shape"}


def test_faults_speak_both_languages(committee: SittingRecord) -> None:
    """A fault says where it is and what is wrong in Chinese and English, with its figures."""
    document = to_json(committee)
    document["polls"][0]["counts"]["for"] = 31
    fault = next(one for one in check(document) if one.code == "motion.eligible")
    assert fault.where == "polls/p1"
    assert "34" in fault.zh
    assert "34" in fault.en
    assert str(fault).startswith("polls/p1: ")


figures = st.tuples(*[st.integers(0, 40)] * 5)


@given(figures, st.integers(0, 4), st.integers(-3, 3).filter(bool))
def test_no_motion_figure_moves_unseen(votes: tuple[int, ...], which: int, by: int) -> None:
    """Whatever the figures are, moving one of them alone is always found."""
    document = motion_file(Counts(*votes))
    assert check(document) == []
    key = ("for", "against", "abstain", "void", "not_voting")[which]
    document["polls"][0]["counts"][key] += by
    assert check(document) != []


def motion_file(counts: Counts) -> Document:
    """A file with one secret motion of these figures and all sums closed."""
    pressed = counts.for_ + counts.against + counts.abstain + counts.void
    eligible = pressed + counts.not_voting
    moment = "2026-11-21T09:00:00+08:00"
    root = "A" * 43 + "="
    outcome = "adopted" if counts.for_ >= 101 else "not_adopted"
    spoken = f"赞成{counts.for_}票，反对{counts.against}票，弃权{counts.abstain}票。"
    return {
        "format": "yijue.sitting.v1",
        "meeting": {"id": "m", "title": {"zh": "会"}, "body": "congress", "level": "city", "opened_at": moment,
                    "closed_at": moment, "rule_books": []},
        "attendance": {"members": 200, "present_at_opening": 200, "quorum_needed": 134},
        "items": [{"id": "i", "title": {"zh": "题"}, "disposition": "withdrawn", "polls": ["p"]}],
        "polls": [{"id": "p", "item": "i", "title": {"zh": "题"}, "kind": "motion", "secrecy": "secret", "form": "keypress",
                   "tier": "T0", "base": 200, "needed": 101, "present": eligible, "eligible": eligible,
                   "issued": eligible, "cast": pressed, "hands": 0, "outcome": outcome, "authority": ["ZZF 25"],
                   "announcement": {"zh": spoken}, "voided": None,
                   "counts": {"for": counts.for_, "against": counts.against, "abstain": counts.abstain,
                              "void": counts.void, "not_voting": counts.not_voting}}],
        "log": {"size": 1, "root": root, "checkpoint": f"o\n1\n{root}\n"},
    }  # fmt: skip
