"""`make bench`: how fast this machine is, and how near the product comes to it (docs/performance.md).

Exit 1 when a vote was lost, doubled or changed: speed is worth nothing then. Exit 0 says nothing about speed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import counting
import day
import evidence
import limits
import motion
import report
import verifying


def main() -> int:
    """Run all sizes, print the table, write the file."""
    wish = arguments()
    start = time.monotonic()
    about, runs = limits.machine(), list[report.Run]()
    print(report.machine(about, limits.fsync_ms()), flush=True)
    counting.table(lambda line: print(line, flush=True))
    if wish.evidence:
        evidence.table(evidence.VOTERS, evidence.PROTOTYPE, lambda line: print(line, flush=True))
        motion.table(lambda line: print(line, flush=True))
        verifying.table(verifying.VOTERS, lambda line: print(line, flush=True))
    before = limits.measure()
    for seats in wish.seats:
        for number in range(1, wish.runs + 1):
            head = f"{seats} seats, run {number} of {wish.runs}"
            try:
                figures = day.run(seats, wish.seed + number, lambda phase, head=head: progress(start, head, phase))
            except day.Wrong as wrong:
                print(f"\n{head}: {wrong}", file=sys.stderr)
                return 1
            after = limits.measure()
            runs.append(report.Run(seats, before, figures, after))
            before = after
        report.table([run for run in runs if run.seats == seats], lambda line: print(line, flush=True))
    report.raw(runs, print)
    print(f"\nevery vote found again on disk, opened and counted as sent; {time.monotonic() - start:.0f} s in all")
    if wish.json:
        wish.json.write_text(json.dumps(report.plain(runs, about), indent=1), encoding="utf-8")
    return 0


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seats", type=int, nargs="+", default=[35, 300], metavar="N", help="sizes (35 300)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each size (3)")
    parser.add_argument("--seed", type=int, default=1, help="decides marks and moments, never keys")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure of every run here")
    parser.add_argument("--evidence", action="store_true", help="also T1 and T2, and the verifier (minutes more)")
    wish = parser.parse_args()
    if wish.runs < 1 or min(wish.seats) < 1:
        parser.error("sizes and runs are counted from 1")
    return wish


def progress(start: float, head: str, phase: str) -> None:
    """Say what is being done, on stderr, so that the table stays clean."""
    print(f"[{time.monotonic() - start:4.0f} s] {head}: {phase}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
