"""What a record says of terminals that did not find their vote: before the declaration, when the chair decided, and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from voting.core.state import Poll


@dataclass(frozen=True, slots=True)
class Complaints:
    """Seat → what its terminal said; `settled` is the chair's decision on those before the declaration."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    settled: str | None

    @classmethod
    def of(cls, poll: Poll) -> Complaints | None:
        """Those of a poll; None where there are none."""
        if not (poll.complaints or poll.afterwards):
            return None
        before = {seat: poll.complaint_reasons.get(seat, "") for seat in poll.complaints}
        return cls(before, dict(poll.afterwards), poll.settled)

    def keys(self) -> dict[str, Any]:
        """What `sitting.json` has of it."""
        rows = [(seat, reason, False) for seat, reason in self.before.items()]
        rows += [(seat, reason, True) for seat, reason in self.after.items()]
        told = [{"seat": seat, "reason": reason, "after": after} for seat, reason, after in rows]
        return {"complaints": told, "settled": self.settled}

    def facts(self) -> Iterator[dict[str, str]]:
        """Lines of the sheet."""
        if self.before:
            said = "；".join(_said(*one) for one in self.before.items())
            value = f"{said}。主持人处理：{self.settled}" if self.settled else said
            yield {
                "zh": "席位异议",
                "en": "Complaints",
                "value": value,
                "small": "Vote not found by the seat's terminal",
            }
        if self.after:
            value = "；".join(_said(*one) for one in self.after.items())
            yield {"zh": "宣布后的异议", "en": "Raised afterwards", "value": value,
                   "small": "Vote not found by the seat's terminal; said after the declaration"}  # fmt: skip


def _said(seat: str, reason: str) -> str:
    return f"{seat}（{reason}）" if reason else seat
