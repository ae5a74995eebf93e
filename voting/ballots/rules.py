"""The rule of one poll as its manifest states it and as terminals must know it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from voting.ballots.encodings import Malformed
from voting.ballots.fields import exactly, figure, flag, maybe, one_of, plain
from voting.exact import Json


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share of the base that decides: `over` (more than) or `at_least`, as "1/2"."""

    test: Literal["over", "at_least"]
    share: str

    def as_json(self) -> dict[str, str]:
        """As the manifest writes it."""
        return {self.test: self.share}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rule of one poll as terminals must know it; figures are persons, lines, bytes or seconds.
    `blank` says as what a blank mark counts; with `writein_opposed` a written name counts only where a printed one is
    opposed.
    """

    kind: Literal["motion", "election", "evaluation"]
    alphabet: Literal["YNA", "YNAB", "YB"]
    lines: int
    press: Literal["first", "last"]
    base: int
    threshold: Threshold
    present: int
    eligible: int
    max_yes: int | None = None
    writein_max: int = 0
    writein_bytes: int = 0
    time_limit: int | None = None
    blank: Literal["blank", "for"] = "blank"
    writein_opposed: bool = False

    def as_json(self) -> dict[str, object]:
        """As the manifest writes it."""
        return {"kind": self.kind, "alphabet": self.alphabet, "lines": self.lines, "max_yes": self.max_yes,
                "equal": False, "blank": self.blank, "writein_opposed": self.writein_opposed,
                "writein_max": self.writein_max, "writein_bytes": self.writein_bytes, "press": self.press,
                "base": self.base, "threshold": self.threshold.as_json(),
                "present": self.present, "eligible": self.eligible, "time_limit": self.time_limit}  # fmt: skip

    def marks_fit(self, marks: str) -> bool:
        """Whether `marks` is one letter of the alphabet for each line."""
        return len(marks) == self.lines and set(self.alphabet).issuperset(marks)


def _share(value: Json) -> Threshold:
    test: Literal["over", "at_least"]
    for test in ("over", "at_least"):
        if isinstance(value, dict) and set(value) == {test}:
            share = plain(value[test])
            if re.fullmatch(r"[1-9]\d?/[1-9]\d?|0/1", share, re.ASCII):  # 0/1: no threshold, the most votes win
                return Threshold(test, share)
    raise Malformed("message.malformed", "a threshold is over or at_least a share")


def _not_equal(value: Json) -> None:
    if value is not False:
        raise Malformed("message.malformed", "as many names as seats, neither more nor fewer, is asked by no rule yet")


_COUNT = figure(0, 1_000_000)
_RULES = {
    "kind": one_of("motion", "election", "evaluation"),
    "alphabet": one_of("YNA", "YNAB", "YB"),
    "lines": figure(1, 1000),
    "max_yes": maybe(_COUNT),
    "equal": _not_equal,
    "blank": one_of("blank", "for"),
    "writein_opposed": flag,
    "writein_max": figure(0, 1000),
    "writein_bytes": figure(0, 1000),
    "press": one_of("first", "last"),
    "base": _COUNT,
    "threshold": _share,
    "present": _COUNT,
    "eligible": _COUNT,
    "time_limit": maybe(figure(1)),
}


def read_rules(value: Json) -> Rules:
    """The rules of a manifest; Malformed where a field is not as docs/protocol.md section 5 says."""
    fields = exactly(value, _RULES)
    fields.pop("equal")
    if fields["kind"] == "motion" and (fields["lines"] != 1 or fields["writein_max"]):
        raise Malformed("message.malformed", "a motion has one line and no names written in")
    grades = fields["kind"] == "evaluation"
    if grades != (fields["alphabet"] == "YB") or (grades and (fields["max_yes"] != 1 or fields["writein_max"])):
        raise Malformed("message.malformed", "an evaluation takes one grade of those printed, and nothing else does")
    if (fields["blank"] == "for" and fields["kind"] != "election") or (
        fields["writein_opposed"] and not fields["writein_max"]
    ):
        raise Malformed("message.malformed", "a blank mark or a written name counts as no rule has it")
    return Rules(**fields)
