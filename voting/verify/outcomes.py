"""What was decided, from the figures of the log (docs/bundle.md section 7): motions, grades, who is elected or listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from voting.ballots.fields import plain, texts
from voting.core import outcome
from voting.core.events import LineFigures
from voting.core.rulebook import share
from voting.core.slate import primary
from voting.verify import entries
from voting.verify.evidence import Question, alike
from voting.verify.saying import Said, must
from voting.verify.seals import needed

Figures = Mapping[str, Any]
PRIMARY = "primary"


def round_of(poll: Question, record: Figures | None) -> str:
    """Which round of an election it is; only an older log leaves that to the record."""
    told = poll.log.announced.event if poll.log.framed else record or {}
    return str(told.get("round", "first"))


def follows(poll: Question, event: Figures, record: Figures | None) -> list[Said]:
    """Broken where the outcome does not follow from figures, base and threshold; what rests on tellers' word is told."""
    for ended in poll.log.ends:
        same = ended["type"] != "result.declared.v1" or ended["outcome"] == event["outcome"]
        must(
            same,
            f"{poll.id} 宣布的结果不是计票的。",
            f"{poll.id} was declared with another outcome than it was counted.",
        )
    match poll.manifest.rules.kind:
        case "motion":
            _motion(poll, event)
        case "evaluation":
            _graded(poll, event)
        case _ if round_of(poll, record) == PRIMARY:
            _listed(poll, event)
        case _:
            return _elected(poll, event)
    return []


def _motion(poll: Question, event: Figures) -> None:
    must(
        event["outcome"] == outcome.motion(event["votes_for"], needed(poll))
        and _nobody(event)
        and event["grade"] is None,
        f"{poll.id} 的结果与票数不符。",
        f"The outcome of {poll.id} does not follow from its votes.",
    )


def _nobody(event: Figures) -> bool:
    """Whether it elects and lists nobody and leaves no seat, as motions and evaluations do."""
    return not any(event[name] for name in ("elected", "tied", "formal", "tied_seats", "vacant"))


def _graded(poll: Question, event: Figures) -> None:
    """The first grade whose share is reached; the rule stands in the announcement."""
    announced = poll.log.announced.event
    rule = announced.get("grading") or {}
    must(rule, f"{poll.id} 的评定规则不在日志中。", f"The log has no rule for the grade of {poll.id}.")
    must(
        entries.exact(rule, entries.RULE),
        f"{poll.id} 的评定规则格式不符。",
        f"The rule for the grade of {poll.id} is in another form.",
    )
    votes = {line["name"]: line["votes_for"] for line in event["ranking"]}
    of = {"valid": event["valid"], "present": announced["present"], "members": announced["members"]}
    grade = rule["otherwise"]
    for one in reversed(rule["grades"]):
        part = share({word: one[word] for word in ("over", "at_least") if word in one})
        if sum(votes[line] for line in one["lines"]) >= part.needed(of[one["of"]]):
            grade = one["name"]
    must(
        (event["outcome"], event["grade"]) == ("decided", grade) and _nobody(event),
        f"{poll.id} 的等次与票数不符。",
        f"The grade of {poll.id} does not follow from its votes.",
    )


def _elected(poll: Question, event: Figures) -> list[Said]:
    """The most votes that reach the needed number."""
    _by_votes(poll, event)
    out = _fallen(poll, event)
    lines = [
        LineFigures(line["name"], line["votes_for"], 0, 0, 0, write_in=line["write_in"])
        for line in event["ranking"]
        if not (line["write_in"] and line["name"] in out)
    ]
    who = outcome.election(lines, poll.manifest.rules.max_yes or 0, needed(poll) or None)
    found = [sorted(event["elected"]), sorted(event["tied"]), event["tied_seats"], event["vacant"], event["outcome"]]
    rightly = [sorted(who.elected), sorted(who.tied), who.tied_seats, who.vacant, who.outcome]
    must(
        alike(found, rightly) and not event.get("formal"),
        f"{poll.id} 的当选与票数不符。",
        f"Who is elected in {poll.id} does not follow from the votes.",
    )
    return _told(poll, event, out)


def _by_votes(poll: Question, event: Figures) -> None:
    votes = [line["votes_for"] for line in event["ranking"]]
    must(
        votes == sorted(votes, reverse=True),
        f"{poll.id} 的名次没有按票数排列。",
        f"The ranking of {poll.id} is not by votes.",
    )


def _fallen(poll: Question, event: Figures) -> set[str]:
    """The written names that elect nobody: those that the rule of the announcement lets fall. An older log has none: there
    they are those that are neither elected nor tied.
    """
    written = {line["name"] for line in event["ranking"] if line["write_in"]}
    if not poll.log.framed:
        return written - {*event["elected"], *event["tied"]}
    who, falls = identified(poll), poll.log.announced.event["falls"]
    unknown = {name for name in written if "unknown" in falls and name not in who}
    return unknown | {name for name in written if "no_deputy" in falls and who.get(name) == ""}


def identified(poll: Question) -> dict[str, str]:
    """The written names of which tellers have said who that is: the id of a member, or empty for nobody of them."""
    found: dict[str, str] = {}
    printed = {line["id"] for line in poll.lines if isinstance(line, dict)}
    for event in poll.log.settled:
        names, into = texts(event["names"]), plain(event["into"])
        found = {name: who for name, who in found.items() if name not in names}
        if into not in printed:
            found[into] = event.get("deputy") or ""  # V11 takes no empty id
    return found


def _told(poll: Question, event: Figures, out: set[str]) -> list[Said]:
    """Written names with enough votes that fall all the same, by whose word."""
    fallen = [line["votes_for"] for line in event["ranking"] if line["write_in"] and line["name"] in out]
    enough = [votes for votes in fallen if votes >= needed(poll)]
    if not enough:
        return []
    votes = "、".join(map(str, enough))
    if poll.log.framed:
        return [Said(
            f"{poll.id}：有另选姓名得 {votes} 票而不计当选：是谁、能否任职，仅凭监票人认定。",
            f"{poll.id}: written names with {votes} votes elect nobody; who they are and whether they can be elected is the tellers' word.",
        )]  # fmt: skip
    return [Said(
        f"{poll.id}：有另选姓名得 {votes} 票而未当选，日志没有规则说明，仅凭服务器。",
        f"{poll.id}: written names with {votes} votes are not elected; the log has no rule for it: the server's word.",
    )]  # fmt: skip


def _listed(poll: Question, event: Figures) -> None:
    """A pre-vote elects nobody and puts the most votes on the list."""
    if poll.log.framed:
        _by_votes(poll, event)
    seats = poll.manifest.rules.max_yes or 0
    who = primary({line["name"]: line["votes_for"] for line in event["ranking"]}, seats)
    word = "tied" if who.tied else "short" if who.places_left else "decided"
    left = who.places_left if who.tied else 0
    found = [sorted(event["formal"]), sorted(event["tied"]), event["tied_seats"], event["vacant"], event["outcome"]]
    must(
        alike(found, [sorted(who.formal), sorted(who.tied), left, 0, word]) and not event["elected"],
        f"{poll.id} 的入选与票数不符。",
        f"Who is listed by {poll.id} does not follow from the votes.",
    )


def people(event: Figures, names: Mapping[str, str]) -> Sequence[str]:
    """Who is elected, or listed by a pre-vote, under the names of the lines; a written one by its number."""
    return [names.get(one, one) for one in (*event["elected"], *event.get("formal", ()))]
