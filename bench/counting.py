"""How fast boxes of papers are counted, beside votelib's plain approval count of the same papers, in one run.

Also the CPU of `yijue count` on 3,000 mixed cases, start included. By itself: `python bench/counting.py`.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import votelib.convert

from voting.core.commands import Paper
from voting.core.tally import ElectionFigures, ElectionRules, election

CANDIDATES, SEATS, RUNS = 60, 50, 7
SIZES = (3_000, 30_000)
CASES = 3_000
NAMES = tuple(f"c{n}" for n in range(CANDIDATES))
RULES = ElectionRules(SEATS, blank_approves=False, write_ins=True, requires_oppose=True)


def box(size: int, seed: int = 1) -> list[Paper]:
    """Papers as people fill them in: most approve about as many as there are seats, some too many, some write in."""
    rng = random.Random(seed)
    made = []
    for _ in range(size):
        ticked = set(rng.sample(range(CANDIDATES), min(CANDIDATES, max(0, round(rng.gauss(SEATS - 5, 4))))))
        marks = "".join("Y" if n in ticked else rng.choice("NNNAB") for n in range(CANDIDATES))
        made.append(Paper(marks, (f"w{rng.randrange(9)}",) if rng.random() < 0.05 else ()))
    return made


def approvals(papers: list[Paper]) -> Mapping[frozenset[str], int]:
    """The same papers as votelib takes them: each set of approved names with how many papers have it."""
    sets = (
        frozenset(n for n, mark in zip(NAMES, paper.marks, strict=True) if mark == "Y") | {*paper.write_ins}
        for paper in papers
    )
    return Counter(sets)


def best(work: Callable[[], object]) -> float:
    """The least CPU seconds of several runs."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def agree(ours: ElectionFigures, papers: list[Paper]) -> bool:
    """Whether votelib finds the same approvals on the papers that the rules leave valid and unstruck."""
    plain = [paper for paper in papers if paper.marks.count("Y") <= SEATS and not paper.write_ins]
    theirs = votelib.convert.ApprovalToSimpleVotes().convert(approvals(plain))
    again = election(plain, NAMES, RULES)
    return ours.returned == len(papers) and {x.name: x.votes_for for x in again.ranking if x.votes_for} == theirs


def measure(size: int) -> dict[str, Any]:
    """Milliseconds of CPU for one box, ours with every rule and votelib's without any."""
    papers = box(size)
    theirs = approvals(papers)
    if not agree(election(papers, NAMES, RULES), papers):
        raise ArithmeticError("the two counts differ")
    convert = votelib.convert.ApprovalToSimpleVotes().convert
    ours, other = best(lambda: election(papers, NAMES, RULES)), best(lambda: convert(theirs))
    return {"papers": size, "ours_ms": ours * 1000, "votelib_ms": other * 1000, "ratio": other / ours}


def cases(count: int = CASES) -> bytes:
    """Mixed questions of law, from quorums to elections by papers."""
    rng = random.Random(1)
    made = []
    for number in range(count):
        members = rng.randrange(60, 600)
        here = rng.randrange(members * 2 // 3 + 1, members + 1)
        case = {"id": str(number), "body": "congress", "level": "county", "members": members, "present": here}
        made.append({**case, "question": KINDS[number % len(KINDS)](rng, here)})
    return json.dumps(made).encode()


def _elected(rng: random.Random, here: int) -> dict[str, Any]:
    names = list("ABCDEFGH")
    marks = ("for", "for", "against", "abstain")
    piles: list[dict[str, Any]] = [
        {"marks": {name: rng.choice(marks) for name in names}, "copies": rng.randrange(1, 9)} for _ in range(20)
    ]
    returned = sum(pile["copies"] for pile in piles)
    return {"kind": "election", "office": "DEPUTY_CHIEF", "seats": 7, "fixed_surplus": 1, "round": "first",
            "candidates": names, "issued": returned, "returned": returned, "voters": here, "papers": piles}  # fmt: skip


KINDS: tuple[Callable[[random.Random, int], dict[str, Any]], ...] = (
    lambda _, __: {"kind": "quorum"},
    lambda rng, here: {"kind": "motion", "votes": {"for": rng.randrange(here), "against": 0, "abstain": 0}},
    lambda rng, _: {"kind": "petition", "act": "bill", "signers": rng.randrange(20)},
    lambda rng, _: {"kind": "slate", "office": "SC_MEMBER", "seats": rng.randrange(1, 30), "fixed_surplus": 2,
                    "nominated": rng.randrange(40), "round": "first"},
    lambda rng, here: {"kind": "primary", "office": "DEPUTY_CHIEF", "seats": 4, "fixed_surplus": 1,
                       "votes": {name: rng.randrange(here) for name in "ABCDEFGHI"}},
    _elected,
)  # fmt: skip


def command() -> float:
    """CPU seconds of `yijue count` on the mixed cases, the interpreter's start included."""
    before = os.times()
    words = [sys.executable, "-m", "voting.cli", "count", "-"]
    done = subprocess.run(words, input=cases(), stdout=subprocess.PIPE, check=True)
    after = os.times()
    if len(json.loads(done.stdout)) != CASES:
        raise ArithmeticError("a case was not answered")
    return after.children_user + after.children_system - before.children_user - before.children_system


def table(say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Measure all and say it; the same figures as data."""
    say(f"\n== counting papers, {CANDIDATES} candidates for {SEATS} seats, least CPU of {RUNS} runs")
    found = [measure(size) for size in SIZES]
    for one in found:
        say(
            f"   {one['papers']:6} papers: every rule {one['ours_ms']:8.2f} ms, votelib's approval count "
            f"{one['votelib_ms']:8.2f} ms, ratio {one['ratio']:.2f}"
        )
    spent = command()
    say(f"   {CASES:6} mixed cases of `yijue count`, start included: {spent:.2f} s")
    return [*found, {"cases": CASES, "seconds": spent}]


if __name__ == "__main__":
    table(print)
