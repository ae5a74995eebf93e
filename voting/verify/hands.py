"""Hands beside the keys, and shows of hands: what tellers entered, and whether it may be counted (docs/bundle.md 7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voting.ballots.encodings import Malformed
from voting.ballots.fields import plain, texts
from voting.verify.saying import Said, must

Figures = tuple[int, int, int]  # for, against, abstain
NONE: Figures = (0, 0, 0)


@dataclass
class Hands:
    """What the log has of the hands of one poll."""

    admission: Mapping[str, Any] | None = None  # the last entry that admitted hands
    admitted_at: int | None = None
    entries: list[Mapping[str, Any]] = field(default_factory=list)  # what tellers entered, and where they differed
    first: int | None = None  # the place of the first entry

    def take(self, at: int, event: Mapping[str, Any]) -> None:
        """Take in an entry of the log whose type begins with `hands.`; others than those of section 3 stand for nothing.
        What an entry says is read by the step that needs it.
        """
        match event["type"]:
            case "hands.admitted.v1":
                self.admission, self.admitted_at = event, at
            case "hands.entered.v1" | "hands.differed.v1":
                self.first = at if self.first is None else self.first
                self.entries.append(event)

    @property
    def admitted(self) -> tuple[str, ...]:
        """Voters whose hands are counted beside the keys; Malformed where that is no list of them."""
        return () if self.admission is None else texts(self.admission["voters"])

    @property
    def figures(self) -> Figures | None:
        """What two tellers entered alike; None where no two did. Malformed where figures are none, and where something was
        entered behind two alike. What a teller enters takes the place of her own figures.
        """
        found: dict[str, Figures] = {}
        for event in self.entries:
            if _alike(found):
                raise Malformed("message.malformed", "hands were entered behind two tellers' that were alike")
            figures = (_whole(event["votes_for"]), _whole(event["against"]), _whole(event["abstain"]))
            teller = plain(event["by"])
            found = {**found, teller: figures} if event["type"] == "hands.entered.v1" else {}
        return _alike(found)

    @property
    def total(self) -> int:
        """How many hands are counted."""
        return sum(self.figures or NONE)


def _alike(entered: Mapping[str, Figures]) -> Figures | None:
    """The figures that more than one teller has."""
    return next((figures for figures, tellers in Counter(entered.values()).items() if tellers > 1), None)


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
        hands.first is None or (opened is not None and closed is not None and closed < hands.first),
        f"{poll} 表决结束前即录入举手。",
        f"Hands were entered in {poll} before its close.",
    )


def told(poll: str, hands: Hands, *, by_hand: bool) -> list[Said]:
    """Hands that are in the figures, and figures by hand: nobody but the tellers vouches for them."""
    if by_hand:
        return [Said(
            f"{poll}：不按键的表决，票数仅凭监票人清点。",
            f"{poll}: a vote by hand; its figures are the word of the tellers alone.",
        )]  # fmt: skip
    if not hands.total:
        return []
    return [Said(
        f"{poll}：其中举手 {hands.total} 人，仅凭监票人清点。",
        f"{poll}: {hands.total} hands among them, by the word of the tellers alone.",
    )]  # fmt: skip
