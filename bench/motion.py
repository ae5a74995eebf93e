"""A motion of 35 seats at T2 with real processes: from the close command to the result on the operator's screen.

The server, two stations and 35 of the product's own terminals (in this process) on one machine, over its loopback.
By itself: `python bench/motion.py`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.real.house import motions  # noqa: E402
from tests.threats.house import Guarded  # noqa: E402

SEATS, ROUNDS, GOAL_MS = 35, 5, 300
SETTLE_SECONDS = 2.0  # the receipts' proofs are through: the hall is quiet before the chair closes


def results(seats: int = SEATS, rounds: int = ROUNDS) -> list[float]:
    """Milliseconds of each round."""
    found: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        house = Guarded(Path(folder) / "house", motions("a", ("secret", "last")), seats)
        with house:
            for _ in range(rounds):
                with house.voting() as vote:
                    house.all_vote(vote)
                    time.sleep(SETTLE_SECONDS)
                    start = time.monotonic()
                    house.operator.do("close_poll", vote=vote)
                    while house.operator.poll(vote)["state"] != "counted":
                        time.sleep(0.002)
                    found.append((time.monotonic() - start) * 1000)
    return found


def table(show: Callable[[str], None]) -> None:
    """One line."""
    found = ", ".join(f"{one:.0f}" for one in sorted(results()))
    show(f"\na motion of {SEATS} seats at T2, close to result, real processes: {found} ms (goal {GOAL_MS})")


def main() -> int:
    """Measure and print."""
    table(lambda line: print(line, flush=True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
