"""From the figures of the runs to a table for people: ratios first, then seconds; least, median and most of the runs."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import limits

Figures = Mapping[str, float]


@dataclass(frozen=True)
class Run:
    """One run between two readings of the yardstick."""

    seats: int
    before: dict[str, float]
    figures: dict[str, float]
    after: dict[str, float]

    @property
    def moved(self) -> float:
        """The share by which the yardstick moved."""
        return limits.moved(self.before, self.after)

    @property
    def void(self) -> bool:
        """Whether the machine changed too much for this run's figures to mean anything."""
        return self.moved > limits.MOST_MOVED

    def ratios(self) -> dict[str, float]:
        """Ours by raw, of this run's own limits: 1 would be a product that costs nothing."""
        raw, ours = limits.mean(self.before, self.after), self.figures
        spent = ours["cast_cpu.p2"] / self.seats
        counted = self.seats / ours["result.p1"]
        return {
            "accept/raw": ours["rate.p2"] / limits.accepting(raw),
            "accept/verify": ours["rate.p2"] / raw["verify"],
            "accept/commit": ours["rate.p2"] / raw["commit"],
            "cpu/raw": spent * limits.accepting(raw) if spent else 0.0,
            "count/raw": counted / limits.counting(raw),
            "count/open": counted / raw["open"],
        }


RATIOS: Final = {
    "accept/raw": "votes accepted a second / one core that only verifies, commits and signs",
    "accept/verify": "votes accepted a second / P-256 verifications a second",
    "accept/commit": "votes accepted a second / votes a second as bare rows, batched, SQLite FULL",
    "cpu/raw": "server's CPU for one vote / CPU of that bare work (lower is better)",
    "count/raw": "votes counted a second, close to screen / one core that only verifies twice and opens",
    "count/open": "votes counted a second, close to screen / HPKE envelopes opened a second",
}
# name -> (what a person calls it, unit, factor)
ROWS: Final = {
    "arrive": ("connect, hello and sign-in of all", "s", 1.0),
    "arrive_cpu": ("  server CPU for it", "s", 1.0),
    "papers.p1": ("announced → last paper drawn", "s", 1.0),
    "p50.p1": ("vote → receipt, within 2 s: p50", "ms", 1000.0),
    "p99.p1": ("vote → receipt, within 2 s: p99", "ms", 1000.0),
    "max.p1": ("vote → receipt, within 2 s: slowest", "ms", 1000.0),
    "p50.p2": ("vote → receipt, all at once: p50", "ms", 1000.0),
    "max.p2": ("vote → receipt, all at once: slowest", "ms", 1000.0),
    "rate.p2": ("votes accepted, all at once", "/s", 1.0),
    "cast_cpu.p2": ("  server CPU for them", "s", 1.0),
    "result.p1": ("close → result on the last hall screen", "s", 1.0),
    "result_cpu.p1": ("  server CPU for it", "s", 1.0),
    "confirmed.p1": ("close → last seat has its proof", "s", 1.0),
    "close_cpu.p1": ("  server CPU for result and proofs", "s", 1.0),
    "declared.p1": ("declare → last hall screen", "s", 1.0),
    "peak_mb": ("peak memory of the server", "MB", 1.0),
    "cpu": ("server CPU, whole sitting", "s", 1.0),
    "breaks": ("lines that broke and came back", "", 1.0),
    "enrol": ("enrolment of all terminals (evening before)", "s", 1.0),
}
RAW: Final = {
    "verify": "P-256 verifications a second",
    "sign": "P-256 signatures a second",
    "open": "HPKE envelopes opened a second",
    "commit": "votes a second as bare rows, 64 a commit, SQLite FULL",
    "fsync_ms": "fdatasync, median ms",
}


def table(runs: list[Run], say: Callable[[str], None]) -> None:
    """The table of one size."""
    good = [run for run in runs if not run.void]
    used = good or runs
    say(f"\n== {runs[0].seats} seats, {len(runs)} runs: least / median / most of {len(used)}")
    moved = ", ".join(f"{run.moved:.0%}{' VOID' if run.void else ''}" for run in runs)
    say(f"   yardstick moved by {moved} (a pair is void above {limits.MOST_MOVED:.0%})")
    if not good:
        say("   NO RUN HOLDS: the machine changed too much during each; what follows shows the machine, not us")
    for name, words in RATIOS.items():
        say(f"   {_three((run.ratios()[name] for run in used), 3)}  {words}")
    for name, (words, unit, factor) in ROWS.items():
        found = (run.figures[name] * factor for run in used)
        say(f"   {_three(found, 0 if unit in ('/s', 'MB') else 1 if unit == 'ms' else 2)}  {words} [{unit}]")


def raw(runs: Iterable[Run], say: Callable[[str], None]) -> None:
    """The limits that were measured in the same minutes."""
    readings = [reading for run in runs for reading in (run.before, run.after)]
    say("\n== raw limits on one core, least / median / most of all readings")
    for name, words in RAW.items():
        say(f"   {_three((reading[name] for reading in readings), 2 if name == 'fsync_ms' else 0)}  {words}")


def machine(about: Mapping[str, object], fsync: float) -> str:
    """One line that says what kind of machine this was."""
    return (
        f"machine: {about['cores']} cores ({about['processor']}), Python {about['python']}, {about['system']}, "
        f"SQLite {about['sqlite']}, fdatasync p50 {fsync:.2f} ms"
    )


def plain(runs: Iterable[Run], about: Mapping[str, object]) -> dict[str, object]:
    """Everything measured, for a file."""
    rows = [
        {"seats": run.seats, "void": run.void, "moved": run.moved, "before": run.before, "after": run.after,
         "figures": run.figures, "ratios": run.ratios()}
        for run in runs
    ]  # fmt: skip
    return {"format": "yijue.bench.v1", "machine": dict(about), "runs": rows}


def _three(found: Iterable[float], digits: int) -> str:
    values = sorted(found)
    return " ".join(f"{value:9.{digits}f}" for value in (values[0], statistics.median(values), values[-1]))
