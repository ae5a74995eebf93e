"""What simulated members do in a poll, decided for all seats at once, exactly, from the seed.

Pure: the same seed, seats and poll give the same acts on every machine, whatever the network does.
Shares are whole percents; seats are apportioned by largest remainder, so 35 seats at 80/8/6/6 are
28/3/2/2 and never "about" that. Only `random.Random` with written seeds; no key is near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from devices.manifest import Manifest

Moment = Literal["never", "before", "during"]
WRITE_INS = ("钱另选", "孙另选", "李另选")  # fictitious; nine bytes each


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares in percent of the seats, and thinking time in milliseconds.

    For, against, abstain and silent (does not press) add up to 100. The others are shares of those who press:
    changing their vote where it may be changed, losing the connection, writing a name in, marking too many.
    """

    in_favour: int = 80
    against: int = 8
    abstain: int = 6
    silent: int = 6
    changing: int = 10
    dropping: int = 5
    writing: int = 5
    spoiling: int = 0
    think_least: int = 200
    think_most: int = 2000

    def __post_init__(self) -> None:
        """Refuse shares that do not add up."""
        whole = (self.in_favour, self.against, self.abstain, self.silent)
        if min(whole) < 0 or sum(whole) != 100:
            raise ValueError(f"份额之和须为 100 / shares must add up to 100, not {sum(whole)}")
        others = (self.changing, self.dropping, self.writing, self.spoiling)
        if min(others) < 0 or max(others) > 100 or self.writing + self.spoiling > 100:
            raise ValueError("份额须在 0 到 100 之间 / shares are between 0 and 100")
        if not 0 <= self.think_least <= self.think_most:
            raise ValueError("思考时间不对 / thinking times are out of order")


@dataclass(frozen=True, slots=True)
class Marked:
    """One marked paper and the milliseconds of thought before it is sent."""

    marks: str
    write_ins: tuple[str, ...]
    think: int


@dataclass(frozen=True, slots=True)
class Act:
    """What one seat does in one poll: its papers in order (none: it does not press), and when its line breaks."""

    papers: tuple[Marked, ...]
    drop: Moment


def apportion(whole: int, shares: Sequence[int]) -> list[int]:
    """`whole` seats divided by percents that add up to 100, by largest remainder, the earlier on a tie."""
    exact = [whole * share for share in shares]
    seats = [part // 100 for part in exact]
    order = sorted(range(len(shares)), key=lambda place: (-(exact[place] % 100), place))
    for place in order[: whole - sum(seats)]:
        seats[place] += 1
    return seats


def plan(manifest: Manifest, seats: Sequence[str], seed: int, habits: Habits) -> dict[str, Act]:
    """The act of every seat in this poll."""
    random = Random(f"{seed}|{manifest.vote}")  # noqa: S311 - behaviour, not secrecy
    leanings = _leanings(len(seats), habits)
    random.shuffle(leanings)
    lean = dict(zip(sorted(seats), leanings, strict=True))
    pressing = [seat for seat in lean if lean[seat] != "silent"]
    changing = _chosen(random, pressing, habits.changing if manifest.press == "last" else 0)
    dropping = _chosen(random, pressing, habits.dropping)
    odd = _chosen(random, pressing, habits.writing + habits.spoiling)
    writing = set(odd[: (len(odd) * habits.writing) // max(1, habits.writing + habits.spoiling)])
    voice = _Voice(manifest, _favourites(manifest, seed), habits, random)
    return {
        seat: Act((), "never")
        if lean[seat] == "silent"
        else Act(
            voice.papers(lean[seat], changes=seat in changing, writes=seat in writing, spoils=seat in odd),
            random.choice(("before", "during")) if seat in dropping else "never",
        )
        for seat in lean
    }


def _leanings(seats: int, habits: Habits) -> list[str]:
    counts = apportion(seats, (habits.in_favour, habits.against, habits.abstain, habits.silent))
    words = ("for", "against", "abstain", "silent")
    return [word for word, count in zip(words, counts, strict=True) for _ in range(count)]


def _chosen(random: Random, seats: Sequence[str], share: int) -> list[str]:
    return random.sample(list(seats), apportion(len(seats), (share, 100 - share))[0])


def _favourites(manifest: Manifest, seed: int) -> list[int]:
    """The lines in the order in which the hall likes them."""
    lines = list(range(manifest.lines))
    if manifest.kind == "election":
        Random(f"{seed}|{manifest.vote}|favourites").shuffle(lines)  # noqa: S311 - behaviour
    return lines


@dataclass(frozen=True, slots=True)
class _Voice:
    """How leanings become marks on this paper."""

    manifest: Manifest
    order: list[int]
    habits: Habits
    random: Random

    def papers(self, lean: str, *, changes: bool, writes: bool, spoils: bool) -> tuple[Marked, ...]:
        """One paper, or two where the first thought is changed."""
        if self.manifest.kind == "motion":
            final: tuple[str, tuple[str, ...]] = ({"for": "Y", "against": "N", "abstain": "A"}[lean], ())
        else:
            final = self._elect(lean, writes=writes, spoils=spoils)
        thoughts = [self._other(final)] if changes else []
        return tuple(Marked(*thought, self._think()) for thought in (*thoughts, final))

    def _elect(self, lean: str, *, writes: bool, spoils: bool) -> tuple[str, tuple[str, ...]]:
        places = min(self.manifest.max_yes or self.manifest.lines, self.manifest.lines)
        chosen, rest = self.order[:places], self.order[places:]
        written: tuple[str, ...] = ()
        if writes and self._may_write():
            chosen, written = chosen[:-1], (self.random.choice(WRITE_INS),)
        elif spoils and rest:
            chosen = [*chosen, rest[0]]
        elif lean == "against":
            chosen = [*chosen[:-1], *rest[:1]]
        elif lean == "abstain":
            chosen = chosen[:-1]
        if self.manifest.alphabet == "YB":  # an evaluation: one grade, or a paper left blank
            return "".join("Y" if line in chosen[:1] else "B" for line in range(self.manifest.lines)), ()
        other = {
            "for": "N",
            "against": "N",
            "abstain": "B" if "B" in self.manifest.alphabet and not self.manifest.blank_for else "A",
        }[lean]
        if written and self.manifest.writein_opposed:
            other = "N"  # a name stands in the place of one that is opposed
        return "".join("Y" if line in chosen else other for line in range(self.manifest.lines)), written

    def _other(self, final: tuple[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...]]:
        """A first thought that differs from the last one."""
        if self.manifest.alphabet == "YB":
            place = self.random.choice([at for at in range(self.manifest.lines) if final[0][at] != "Y"])
            return "B" * place + "Y" + "B" * (self.manifest.lines - place - 1), ()
        letter = self.random.choice([mark for mark in "NA" if mark * self.manifest.lines != final[0]])
        return letter * self.manifest.lines, ()

    def _may_write(self) -> bool:
        longest = max(len(name.encode()) for name in WRITE_INS)
        return self.manifest.writein_max > 0 and self.manifest.writein_bytes >= longest

    def _think(self) -> int:
        return self.random.randint(self.habits.think_least, self.habits.think_most)
