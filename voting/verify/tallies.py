"""The form of a tally text (docs/protocol.md section 9), also where the ballots that it was made of are not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from voting.ballots import recount
from voting.ballots.fields import Reader, each, exactly, one_of, plain, text
from voting.ballots.reasons import REASONS
from voting.verify.evidence import Question, whole
from voting.verify.saying import must

_LINE: Final[dict[str, Reader]] = {"id": plain, "for": whole, "against": whole, "abstain": whole, "blank": whole}
_GRADE: Final[dict[str, Reader]] = {"id": plain, "for": whole}
_NAME: Final[dict[str, Reader]] = {"name": text(1000), "votes": whole}
_SUMS: Final[dict[str, dict[str, Reader]]] = {
    "motion": {"kind": plain, "for": whole, "against": whole, "abstain": whole},
    "election": {
        "kind": plain, "valid": whole, "invalid": whole, "lines": each(lambda row: exactly(row, _LINE)),
        "write_ins": each(lambda row: exactly(row, _NAME)),
    },
    "evaluation": {
        "kind": plain, "valid": whole, "invalid": whole, "lines": each(lambda row: exactly(row, _GRADE)),
    },
}  # fmt: skip


def form(poll: Question) -> None:
    """Broken unless the sums are of the poll's kind and lines, names in order, and reasons known words."""
    tally, kind = poll.tally, poll.manifest.rules.kind
    found = exactly(tally["sums"], _SUMS[kind])
    must(found["kind"] == kind, f"{poll.id} 的计票类别不符。", f"The count of {poll.id} is of another kind.")
    for row in tally["void"]:
        one_of(*REASONS)(row["reason"])
    _ordered(poll, [row["written"] for row in tally["merges"]])
    if kind == "motion":
        return
    lines = [row["id"] for row in found["lines"]]
    must(
        lines == list(recount.printed(poll.lines)),
        f"{poll.id} 的计票不是票面各行。",
        f"The count of {poll.id} has other lines than the ballot.",
    )
    _ordered(poll, [row["name"] for row in found.get("write_ins", [])])
    _filled(poll, found)


def _ordered(poll: Question, names: Sequence[str]) -> None:
    ordered = sorted(set(names), key=lambda name: name.encode("utf-16-be"))
    must(
        list(names) == ordered,
        f"{poll.id} 的姓名没有排序或重复。",
        f"Names in the count of {poll.id} are not sorted, or stand twice.",
    )


def _filled(poll: Question, found: Mapping[str, Any]) -> None:
    """Every valid paper has one mark on every line, or one grade."""
    marks = {sum(row[word] for word in ("for", "against", "abstain", "blank") if word in row) for row in found["lines"]}
    marks = marks if found["kind"] == "election" else {sum(row["for"] for row in found["lines"])}
    must(
        marks == {found["valid"]},
        f"{poll.id} 各行票数之和不是有效票数。",
        f"The lines of {poll.id} do not add up to its valid papers.",
    )
