"""What a record says of terminals that did not find their vote: before the declaration, when the chair decided, and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from voting.core.state import Poll
from voting.core.words import Missed

MISSED: Final[Mapping[Missed, str]] = {"log": "日志中找不到", "count": "计票中找不到"}


@dataclass(frozen=True, slots=True)
class Complaints:
    """Seat → what its terminal said; `settled` is the chair's decision on those before the declaration; `missed`: where."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    settled: str | None
    missed: Mapping[str, tuple[Missed, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, poll: Poll) -> Complaints | None:
        """Those of a poll; None where there are none."""
        if not (poll.complaints or poll.afterwards):
            return None
        before = {seat: poll.complaint_reasons.get(seat, "") for seat in poll.complaints}
        missed = {
            seat: tuple(where for where in get_args(Missed) if (seat, where) in poll.raised)
            for seat in (*before, *poll.afterwards)
        }
        return cls(before, dict(poll.afterwards), poll.settled, missed)

    def keys(self) -> dict[str, Any]:
        """What `sitting.json` has of it."""
        rows = [(seat, reason, False) for seat, reason in self.before.items()]
        rows += [(seat, reason, True) for seat, reason in self.after.items()]
        told = [{"seat": seat, "reason": reason, "after": after} for seat, reason, after in rows]
        return {"complaints": told, "settled": self.settled}

    def facts(self) -> Iterator[dict[str, str]]:
        """Lines of the sheet."""
        if self.before:
            said = self._said(self.before)
            value = f"{said}。主持人处理：{self.settled}" if self.settled else said
            yield {
                "zh": "席位异议",
                "en": "Complaints",
                "value": value,
                "small": "Vote not found by the seat's terminal",
            }
        if self.after:
            value = self._said(self.after)
            yield {"zh": "宣布后的异议", "en": "Raised afterwards", "value": value,
                   "small": "Vote not found by the seat's terminal; said after the declaration"}  # fmt: skip

    def _said(self, rows: Mapping[str, str]) -> str:
        """Where each seat misses its vote, and its terminal's own words."""
        where = {seat: "、".join(MISSED[one] for one in self.missed.get(seat, ())) for seat in rows}
        said = {seat: "：".join(filter(None, (where[seat], reason))) for seat, reason in rows.items()}
        return "；".join(f"{seat}（{words}）" if words else seat for seat, words in said.items())
