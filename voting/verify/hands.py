"""Hands beside the keys, and shows of hands: what tellers entered, and whether it may be counted (docs/bundle.md 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voting.ballots.encodings import Malformed
from voting.verify.saying import Said, must

Figures = tuple[int, int, int]  # for, against, abstain
NONE: Figures = (0, 0, 0)


@dataclass
class Hands:
    """What the log has of the hands of one poll."""

    admitted: tuple[str, ...] = ()  # voters whose hands are counted beside the keys
    admitted_at: int | None = None
    entered: dict[str, Figures] = field(default_factory=dict)  # teller -> figures
    first: int | None = None  # the place of the first entry

    def take(self, at: int, event: Mapping[str, Any]) -> None:
        """Take in an entry of the log whose type begins with `hands.`; others than those of section 3 stand for nothing."""
        match event["type"]:
            case "hands.admitted.v1":
                self.admitted, self.admitted_at = tuple(event["voters"]), at
            case "hands.entered.v1":
                self.first = at if self.first is None else self.first
                self.entered[event["by"]] = (
                    _whole(event["votes_for"]), _whole(event["against"]), _whole(event["abstain"]),
                )  # fmt: skip
            case "hands.differed.v1":
                self.entered = {}

    @property
    def figures(self) -> Figures | None:
        """What two tellers entered alike; None where no two did."""
        alike = [figures for figures, tellers in Counter(self.entered.values()).items() if tellers > 1]
        return alike[0] if alike else None

    @property
    def total(self) -> int:
        """How many hands are counted."""
        return sum(self.figures or NONE)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Malformed("message.malformed", "hands are whole numbers")
    return value


def admissible(poll: str, hands: Hands, *, opened: int | None, closed: int | None) -> None:
    """Broken where hands were entered beside keys that nobody had admitted before the vote opened, or too early."""
    if hands.admitted_at is None:
        must(
            hands.first is None,
            f"{poll} 未经批准而计入举手。",
            f"Hands were entered in {poll} that nobody had admitted.",
        )
        return
    must(
        opened is None or hands.admitted_at < opened,
        f"{poll} 开始表决后才批准举手。",
        f"Hands were admitted in {poll} once it was open.",
    )
    must(
        hands.first is None or (closed is not None and closed < hands.first),
        f"{poll} 表决结束前即录入举手。",
        f"Hands were entered in {poll} before its close.",
    )


def told(poll: str, hands: Hands) -> list[Said]:
    """The hands that are in the figures: nobody but the tellers vouches for them."""
    if not hands.total:
        return []
    return [Said(
        f"{poll}：其中举手 {hands.total} 人，仅凭监票人清点。",
        f"{poll}: {hands.total} hands among them, by the word of the tellers alone.",
    )]  # fmt: skip
