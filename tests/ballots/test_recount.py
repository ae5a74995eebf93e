"""The tally text: one function for server, stations and verifiers, with the very sums of the core, and one spelling."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voting import exact
from voting.ballots import papers, recount
from voting.ballots.encodings import Malformed
from voting.ballots.opening import Paper
from voting.ballots.papers import Rules, Threshold
from voting.core import tally
from voting.core.commands import Paper as Counted

NAMES = ("王秀兰", "李 强", "Ann Lee")
LINES: list[exact.Json] = [{"id": f"c{n}", "name": {"zh": zh, "en": zh}} for n, zh in enumerate(NAMES, start=1)]
MOTION: list[exact.Json] = [{"id": "motion", "name": {"zh": "议案", "en": "a motion"}}]


def manifest(kind: str = "election", lines: list[exact.Json] | None = None, **change: Any) -> papers.Manifest:
    """A manifest by name, which is all that a count looks at."""
    alphabet = {"motion": "YNA", "election": "YNAB", "evaluation": "YB"}[kind]
    rest: dict[str, Any] = {"motion": {}, "election": {"max_yes": 2, "writein_max": 2, "writein_bytes": 60},
                            "evaluation": {"max_yes": 1}}[kind]  # fmt: skip
    chosen = LINES if lines is None else lines
    rules = Rules(
        kind=kind, alphabet=alphabet, lines=len(chosen), press="last", base=9, threshold=Threshold("over", "1/2"),
        present=9, eligible=9, **{**rest, **change},
    )  # type: ignore[arg-type]  # fmt: skip
    return papers.build(
        meeting="m", vote="p1", title="t", lines=chosen, rules=rules, roster=[], prev_checkpoint=bytes(32)
    )


def counted(
    one: papers.Manifest, ballots: list[Paper], lines: list[exact.Json] = LINES, **about: Any
) -> dict[str, Any]:
    """The tally of these papers, read back."""
    box = recount.Box(9, len(ballots), bytes(32), bytes(32), **about)
    text = recount.text(one, lines, box, ballots)
    assert exact.dumps(exact.loads(text)).decode() == text
    found = exact.loads(text)
    assert isinstance(found, dict)
    return found


def test_a_motion_is_counted_by_its_letters() -> None:
    """Each letter is one vote, and the frame says what the box held."""
    made = counted(manifest("motion", MOTION), [Paper(mark, ()) for mark in "YYNA"], MOTION, spoiled=1,
                   void=(("m3", "not_opened"),))  # fmt: skip
    assert made["sums"] == {"kind": "motion", "for": 2, "against": 1, "abstain": 1}
    assert (made["issued"], made["spoiled"], made["cast"], made["v"], made["vote"]) == (9, 1, 4, 1, "p1")
    assert made["void"] == [{"voter": "m3", "reason": "not_opened"}]


def test_an_evaluation_takes_one_grade() -> None:
    """A paper with no grade or with two is invalid."""
    made = counted(manifest("evaluation"), [Paper("YBB", ()), Paper("BYB", ()), Paper("YYB", ()), Paper("BBB", ())])
    lines = [{"id": "c1", "for": 1}, {"id": "c2", "for": 1}, {"id": "c3", "for": 0}]
    assert made["sums"] == {"kind": "evaluation", "valid": 2, "invalid": 2, "lines": lines}


def test_an_election_counts_marks_and_names() -> None:
    """Lines in ballot order, names sorted; a candidate's name written in is the candidate, too many names void the paper."""
    made = counted(manifest(), [
        Paper("YNN", ("周 行",)), Paper("NYB", ("Bo  Li",)), Paper("NNN", ("王秀兰",)), Paper("YYN", ("周行",)),
        Paper("YYY", ()), Paper("AAA", ()),
    ])["sums"]  # fmt: skip
    assert (made["valid"], made["invalid"]) == (4, 2)
    assert [line["id"] for line in made["lines"]] == ["c1", "c2", "c3"]
    assert made["lines"][0] == {"id": "c1", "for": 1, "against": 2, "abstain": 1, "blank": 0}
    assert made["write_ins"] == [{"name": "Bo Li", "votes": 1}, {"name": "周行", "votes": 1}]


def test_blank_counts_as_the_rule_has_it() -> None:
    """Where blank approves, a B is a Y."""
    made = counted(manifest(blank="for"), [Paper("BNN", ())])["sums"]
    assert made["lines"][0] == {"id": "c1", "for": 1, "against": 0, "abstain": 0, "blank": 0}


def test_names_count_only_where_somebody_is_opposed() -> None:
    """With that rule, more names than N on a paper count nowhere; without it they count."""
    paper = [Paper("YAA", ("周行",))]
    assert counted(manifest(), paper)["sums"]["write_ins"] == [{"name": "周行", "votes": 1}]
    assert counted(manifest(writein_opposed=True), paper)["sums"]["write_ins"] == []


def test_settled_names_are_counted_together() -> None:
    """A name is another name, or a candidate; merges stand sorted beside the sums."""
    ballots = [Paper("NNN", ("周行",)), Paper("NNN", ("周行之",)), Paper("NNN", ("兰姐",))]
    made = counted(manifest(), ballots, merges={"周行之": "周行", "兰姐": "c1"})
    assert made["sums"]["write_ins"] == [{"name": "周行", "votes": 2}]
    assert made["merges"] == [{"written": "兰姐", "into": "c1"}, {"written": "周行之", "into": "周行"}]


def test_no_name_is_taken_for_a_lines_id() -> None:
    """Somebody called c2 is written in."""
    made = counted(manifest(), [Paper("NNN", ("c2",))])["sums"]
    assert made["write_ins"] == [{"name": "c2", "votes": 1}]
    assert made["lines"][1]["for"] == 0


def test_a_mark_that_nobody_knows_is_never_counted() -> None:
    """The core refuses it."""
    with pytest.raises(tally.UnknownMark):
        counted(manifest(), [Paper("YNX", ())])


@pytest.mark.parametrize("lines", [[{"id": "c1"}], ["c1"], [*LINES[:2], LINES[0]]])
def test_lines_that_are_none_are_refused(lines: list[exact.Json]) -> None:
    """Strange or doubled lines are malformed."""
    with pytest.raises(Malformed):
        recount.printed(lines)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("周 行", "周行"), (" Ann   Lee ", "Ann Lee"), ("", ""), ("   ", ""), ("a\u200bb", ""), ("a\x00", ""),
        ("\ue000", ""), ("王\ufffe", ""), ("\ufdd0", ""), ("\U0001fffe", ""), ("e\u0301", "é"), ("\U000323af", "\U000323af"),
        ("\u0378", "\u0378"),
    ],
)  # fmt: skip
def test_names_are_compared_as_a_person_reads_them(written: str, plain: str) -> None:
    """Blanks, combining marks and what nobody can read; a character that Unicode knows not yet is a character."""
    assert recount.plain_name(written) == plain


MARKS = st.text("YNAB", min_size=3, max_size=3)
WRITTEN = st.lists(st.sampled_from(["王秀兰", "周行", "周 行之", "Ann  Lee", "c1", "\x01"]), max_size=2)


@given(
    ballots=st.lists(st.tuples(MARKS, WRITTEN), max_size=12),
    opposed=st.booleans(),
    blank=st.sampled_from(["blank", "for"]),
)
def test_the_sums_are_the_cores(ballots: list[tuple[str, list[str]]], opposed: bool, blank: Any) -> None:
    """The same papers with ids for names, as the clerk counts them, give the same figures."""
    one = manifest(writein_opposed=opposed, blank=blank)
    read = [Paper(marks, tuple(names)) for marks, names in ballots]
    sums = recount.sums(one, LINES, read, {})
    ids = {name: f"w{n}" for n, name in enumerate(recount.written_names(LINES, read), start=1)}
    known = {**ids, **{recount.plain_name(name): f"c{n}" for n, name in enumerate(NAMES, start=1)}}
    marked = [
        Counted(p.marks, tuple(known[plain] for plain in map(recount.plain_name, p.write_ins) if plain)) for p in read
    ]
    rules = tally.ElectionRules(2, blank == "for", write_ins=True, requires_oppose=opposed)
    core = tally.election(marked, ["c1", "c2", "c3"], rules)
    assert (sums["valid"], sums["invalid"]) == (core.valid, core.invalid)
    votes = {line.name: line.votes_for for line in core.ranking}
    assert {line["id"]: line["for"] for line in sums["lines"]} == {name: votes[name] for name in ("c1", "c2", "c3")}
    assert {row["name"]: row["votes"] for row in sums["write_ins"]} == {
        name: votes[number] for name, number in ids.items() if number in votes
    }
    assert (
        sum(line["for"] + line["against"] + line["abstain"] + line["blank"] for line in sums["lines"]) == 3 * core.valid
    )
