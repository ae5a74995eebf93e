"""V11, the ranking of `poll.counted.v1`: every printed line once with its votes, and of written names their numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from voting.ballots import recount
from voting.verify.evidence import Question, alike
from voting.verify.saying import must

Figures = Mapping[str, Any]
NUMBER: Final = re.compile("w[1-9][0-9]*", re.ASCII)


def ranked(poll: Question, event: Figures, known: Mapping[str, str]) -> None:
    """Broken unless the rows are those of the ballot and of the count. `known` are the written names by their numbers,
    empty where no ballot shows them.
    """
    kind = poll.manifest.rules.kind
    if kind == "motion":
        must(not event["ranking"], f"{poll.id} 不应有名次。", f"{poll.id} is a motion and has a ranking.")
        return
    _rows(poll, event)
    if not poll.counted:
        return
    found, wanted = _votes(event), _votes_of(poll.tally["sums"])
    must(
        alike(found, wanted),
        f"{poll.id} 的各行票数与记录不符。",
        f"The log has other votes by line of {poll.id}.",
    )
    if known:
        _by_number(poll, event, known)


def _rows(poll: Question, event: Figures) -> None:
    """Every printed line once; written names have numbers, each once, and no line's id."""
    lines, grades = list(recount.printed(poll.lines)), poll.manifest.rules.kind == "evaluation"
    found = [line["name"] for line in event["ranking"] if not line["write_in"]]
    must(
        found == lines if grades else sorted(found) == sorted(lines),
        f"{poll.id} 的名次不是票面各行。",
        f"The ranking of {poll.id} has other lines than the ballot, or not each once.",
    )
    names = [line["name"] for line in event["ranking"] if line["write_in"]]
    numbers = all(map(NUMBER.fullmatch, names)) and not set(names) & set(lines)
    must(
        numbers and len(set(names)) == len(names) and not (grades and names),
        f"{poll.id} 的名次中另选姓名的编号不符。",
        f"The ranking of {poll.id} has written names under other numbers than w1, w2 …, or one twice.",
    )


def _by_number(poll: Question, event: Figures, known: Mapping[str, str]) -> None:
    """Where ballots show which name has which number, each number has the votes of its name."""
    found = [(known.get(line["name"], ""), line["votes_for"]) for line in event["ranking"] if line["write_in"]]
    counted = [(row["name"], row["votes"]) for row in poll.tally["sums"]["write_ins"]]
    must(
        sorted(found) == sorted(counted),
        f"{poll.id} 的另选姓名票数与编号不符。",
        f"The log has the votes of written names in {poll.id} under other numbers.",
    )


def _votes(event: Figures) -> tuple[list[tuple[object, ...]], list[int]]:
    """The votes of the printed lines by id, and those of written names alone."""
    printed = [(line["name"], *_four(line, "votes_for")) for line in event["ranking"] if not line["write_in"]]
    written = [_four(line, "votes_for") for line in event["ranking"] if line["write_in"]]
    return sorted(printed, key=str), sorted(votes for votes, *_ in written)


def _votes_of(found: Figures) -> tuple[list[tuple[object, ...]], list[int]]:
    grades = found["kind"] == "evaluation"
    printed = [(line["id"], *((line["for"], 0, 0, 0) if grades else _four(line, "for"))) for line in found["lines"]]
    return sorted(printed, key=str), [] if grades else sorted(name["votes"] for name in found["write_ins"])


def _four(line: Figures, votes: str) -> tuple[int, ...]:
    return line[votes], line["against"], line["abstain"], line["blank"]
