"""From the close to the verified result at T1 and T2, beside the prototype's CPU seconds where it is at hand.

3,000 voters, 100 candidates with three marks each. Both are given the same: envelopes cast, credentials signed. Timed is
what server and stations do after the close, each step once, as in the prototype: read and verify the envelopes, open
every level, check every signature, count. The count that each station makes by itself before it signs, on its own
machine, stands beside it. By itself: `python bench/evidence.py [--voters N] [--prototype FOLDER]`.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from pathlib import Path
from types import ModuleType
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.ballots.paper import Drawn  # noqa: E402
from tests.ballots.parties import Counting, LocalTier, election  # noqa: E402
from voting.ballots import mixing, recount  # noqa: E402
from voting.ballots.papers import Rules, Threshold, Tier  # noqa: E402
from voting.ballots.sealing import Credential  # noqa: E402

PROTOTYPE = ROOT.parent / "shared" / "examples" / "ballots"
CANDIDATES, VOTERS, GOAL = 100, 3_000, 1.5
MIX = {"T1": ("A", "S"), "T2": ("A", "B", "S")}
ISSUERS = {"T1": ("S", "A"), "T2": ("S", "A", "B")}
PSS, SHA384 = padding.PSS(padding.MGF1(hashes.SHA384()), 48), hashes.SHA384()


def marks(number: int) -> str:
    """The marks of a voter: the same for both."""
    return "".join(random.Random(number).choices("YNA", k=CANDIDATES))


def certified(paper: Drawn, poll: LocalTier) -> Drawn:
    """A drawn paper whose credentials the issuers sign in the open: the blind way gives the same bytes, only later."""
    for level, row in paper.prepared.items():
        s = {name: poll.parties[name].issuer.private.sign(data, PSS, SHA384) for name, data in row.items()}
        paper.signed[level] = Credential(paper.point(level), b"", {name: data[:32] for name, data in row.items()}, s)
    return paper


def ours(tier: Tier, voters: int) -> LocalTier:
    """A poll in which everybody has voted."""
    lines = [{"id": f"c{n}", "name": {"zh": f"候选人{n}", "en": f"Candidate {n}"}} for n in range(CANDIDATES)]
    poll = LocalTier(tier, voters, rules=election(CANDIDATES, 0, voters), lines=lines)
    for number, (voter, terminal) in enumerate(poll.terminals.items()):
        poll.drawn[voter] = certified(Drawn(terminal, poll.manifest), poll)
        poll.cast(voter, marks(number))
    return poll


def verified(poll: LocalTier, run: Callable[..., Any] = map) -> str:
    """Close to result: every level, then the tally text."""
    counted = Counting(poll, run).counted()
    first, last = counted.levels[0], counted.last
    if len(last.items) != len(poll.casts) or last.void:
        raise ArithmeticError("a ballot was lost")
    box = recount.Box(len(poll.drawn), first.m_in, first.in_root, last.out_root)
    return recount.text(poll.manifest, list(poll.lines), box, last.papers)


def counted_alone(poll: LocalTier) -> float:
    """CPU seconds of a station's own count: the statements, every ballot and credential in what was published, the text."""
    opening = Counting(poll)
    levels = opening.counted().levels

    def count() -> str:
        papers = mixing.published(poll.manifest, opening.close, opening.statements, levels[-1].items)
        box = recount.Box(len(poll.drawn), levels[0].m_in, levels[0].in_root, levels[-1].out_root)
        return recount.text(poll.manifest, list(poll.lines), box, papers)

    return seconds(count, time.process_time)


def hall(seats: int = 35) -> float:
    """Seconds from the close of a motion at T2 to its verified count, one thread, no network."""
    rules = Rules(kind="motion", alphabet="YNA", lines=1, press="first", base=seats, present=seats, eligible=seats,
                  threshold=Threshold("over", "1/2"))  # fmt: skip
    poll = LocalTier("T2", seats, rules=rules, lines=[{"id": "motion", "name": {"zh": "决议", "en": "Motion"}}])
    for number, voter in enumerate(poll.terminals):
        poll.cast(voter, "YNA"[number % 3])
    return seconds(lambda: verified(poll), time.perf_counter)


def prototype(folder: Path) -> ModuleType | None:
    """The prototype's module, if it is there."""
    if not (folder / "proto.py").exists():
        return None
    sys.path.insert(0, str(folder))
    return importlib.import_module("proto")


def theirs(proto: ModuleType, tier: Tier, voters: int) -> Any:
    """The prototype's poll in which everybody has voted."""
    terminals = [proto.Terminal(f"seat-{n}") for n in range(voters)]
    roster = {one.seat: proto.pt(one.k.public_key()) for one in terminals}
    vote = proto.Vote(f"bench-{tier}", roster, ISSUERS[tier], MIX[tier], cand=CANDIDATES)
    for number, one in enumerate(terminals):
        one.cred = {level: _credential(proto, vote, level) for level in vote.levels}
        for name in vote.names:
            vote.st[name].issued[one.seat] = True
        proto.collect(vote, *one.cast(vote, marks(number)))
    return vote


def _credential(proto: ModuleType, vote: Any, level: int) -> tuple[Any, dict[str, Any]]:
    key = proto.gen()
    pk = proto.pt(key.public_key())
    r = {name: random.randbytes(32) for name in vote.names}
    s = {name: vote.st[name].rk.sign(r[name] + vote.msg(level, pk), PSS, SHA384) for name in vote.names}
    written = [{name: proto.b64(data) for name, data in row.items()} for row in (r, s)]
    return key, {"pk": proto.b64(pk), "r": written[0], "s": written[1]}


def result(proto: ModuleType, vote: Any) -> Any:
    """The prototype's close to result, as its own test does it, and its tally of every line."""
    count = len(vote.box)
    batch = proto.mix0(vote)
    for level in range(1, vote.L):
        batch = proto.mixn(vote, level, batch, count)
    return proto.count(vote, batch, count)


def seconds(work: Callable[[], object], clock: Callable[[], float], runs: int = 3) -> float:
    """The least of several runs."""
    found = []
    for _ in range(runs):
        start = clock()
        work()
        found.append(clock() - start)
    return min(found)


def measure(tier: Tier, voters: int, proto: ModuleType | None) -> dict[str, float]:
    """Seconds: ours serial (CPU), ours with a thread for each core (wall), the prototype's serial (CPU)."""
    poll = ours(tier, voters)
    found = {"ours": seconds(lambda: verified(poll), time.process_time)}
    with ThreadPoolExecutor(cpu_count()) as pool:
        found["wall"] = seconds(lambda: verified(poll, pool.map), time.perf_counter)
    found["alone"] = counted_alone(poll)
    if proto is not None:
        vote = theirs(proto, tier, voters)
        found["prototype"] = seconds(lambda: result(proto, vote), time.process_time)
        found["ratio"] = found["ours"] / found["prototype"]
    return found


def table(voters: int, folder: Path, show: Callable[[str], None]) -> None:
    """One line for each tier."""
    proto = prototype(folder)
    show(f"\nclose to verified result, {voters} voters, {CANDIDATES} candidates")
    if proto is None:
        show("  the prototype is not on this machine: no ratio")
    tiers: tuple[Tier, ...] = ("T1", "T2")
    for tier in tiers:
        found = measure(tier, voters, proto)
        beside = f", prototype {found['prototype']:.2f}, ratio {found['ratio']:.2f} (goal {GOAL})" if proto else ""
        show(f"  {tier}: {found['ours']:.2f} CPU-s{beside}; {found['wall']:.2f} s with a thread for each core; "
             f"each station's own count {found['alone']:.2f} CPU-s")  # fmt: skip
    show(f"  a motion of 35 seats at T2: {hall() * 1000:.0f} ms (goal 300 with the network)")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--voters", type=int, default=VOTERS)
    parser.add_argument("--prototype", type=Path, default=PROTOTYPE, metavar="FOLDER", help="where proto.py lies")
    wish = parser.parse_args()
    table(wish.voters, wish.prototype, lambda line: print(line, flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
