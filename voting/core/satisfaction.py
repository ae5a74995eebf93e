"""Satisfaction votes 满意度测评 in a sitting: the local rule they need, how papers count, the grade that follows (C8)."""

from __future__ import annotations

from collections.abc import Mapping

from voting.core import tally
from voting.core.commands import CountPoll
from voting.core.evaluation import Grade, grade
from voting.core.events import DraftEntry, LineFigures, PollCounted
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import RuleBook, Share, Value, share
from voting.core.state import Poll, Sitting

KEY = "evaluation.rule"


def grades(book: RuleBook) -> tuple[tuple[Grade, ...], str] | None:
    """The grades of the local rule in their order and the one that holds otherwise; None where there is no such rule."""
    value = book.value(KEY)
    if not isinstance(value, Mapping):
        return None
    listed = value["grades"]
    found = tuple(_grade(one) for one in listed) if isinstance(listed, tuple) else ()
    return found, str(value["otherwise"])


def _grade(value: Value) -> Grade:
    if not isinstance(value, Mapping) or not isinstance(value["when"], Mapping):
        raise ValueError(f"not a grade: {value!r}")
    when = value["when"]
    options = when["options"]
    part = share({test: when[test] for test in ("over", "at_least") if test in when})
    return Grade(
        str(value["name"]), tuple(map(str, options)) if isinstance(options, tuple) else (), part, str(when["of"])
    )


def unruled(sitting: Sitting, draft: DraftEntry) -> Refusal | None:
    """Why an evaluation may not be put, or None: without a local rule nothing says what comes of it (gap G15)."""
    rule = sitting.rules.rule(KEY)
    found = grades(sitting.rules)
    if found is None:
        return refuse("evaluation.no_rule", rule.article)
    asked = {option for one in found[0] for option in one.options}
    return None if asked <= set(draft.options) else refuse("evaluation.options", rule.article)


def threshold(sitting: Sitting) -> tuple[Share, str]:
    """The share of the first grade and the base that it is taken of."""
    found = grades(sitting.rules)
    if found is None or not found[0]:
        raise ValueError("an evaluation has no rule")
    return found[0][0].share, found[0][0].of


def grading(sitting: Sitting, draft: DraftEntry) -> Mapping[str, Value] | None:
    """The rule as the announcement freezes it, by the lines of the ballot (docs/bundle.md section 3)."""
    found = grades(sitting.rules) if draft.kind == "evaluation" else None
    if found is None:
        return None
    lines = dict(zip(draft.options, draft.candidates, strict=True))
    rows: list[Value] = []
    for one in found[0]:
        named: dict[str, Value] = {"name": one.name, "lines": tuple(lines[word] for word in one.options), "of": one.of}
        rows.append({**named, **one.share.text()})
    return {"grades": tuple(rows), "otherwise": found[1]}


def counted(command: CountPoll, sitting: Sitting, poll: Poll, void: int) -> PollCounted:
    """The figures of the box and the grade that follows from them; UnknownMark as in `tally.evaluation`."""
    sums = tally.evaluation(command.papers, len(poll.draft.options))
    returned, valid = sums.returned, sums.valid
    lines = tuple(
        LineFigures(line, votes, 0, 0, 0, write_in=False)
        for line, votes in zip(poll.draft.candidates, sums.votes, strict=True)
    )
    found = grades(sitting.rules)
    if found is None:
        raise ValueError("an evaluation has no rule")
    votes = dict(zip(poll.draft.options, sums.votes, strict=True))
    bases = {"members": poll.members, "present": poll.present, "valid": valid}
    return PollCounted(
        poll.id, command.cast_root, command.in_root, command.out_root, 0, 0, 0, void,
        len(poll.voters) - returned - void, returned + void, valid, returned + void - valid, lines, (), (), 0, 0,
        "decided", (sitting.rules.article(KEY),), command.void_voters, command.at, command.by.text(),
        grade=grade(found[0], found[1], votes, bases), void_reasons=command.void_reasons,
    )  # fmt: skip
