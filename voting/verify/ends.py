"""V14 and V15: nothing was left open, and the bundle is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from voting.verify import complaints
from voting.verify.boxes import papers_of
from voting.verify.evidence import Evidence, Question
from voting.verify.saying import Said, must
from voting.verify.traces import kept

FEWEST_ALIKE = 20  # ballots for each pattern that a ballot can have, before whole ballots are public
FREE = re.compile("documents/[^/]+|log/notes/[0-9]+")
ALWAYS = ("VERSION", "index.json", "index.jws", "keys.json", "log/checkpoint", "log/entries.jsonl", "sitting.json")


def settled(e: Evidence) -> list[Said]:
    """V14: no complaint about a declared poll is open, no poll is running, and the sitting is closed."""
    must(e.log.closed is not None, "会议没有闭会。", "The sitting was not closed.")
    for poll in e.polls:
        facts = poll.log
        must(
            not (facts.complained and facts.ended == "declared"),
            f"{poll.id} 已宣布而异议未决。",
            f"{poll.id} was declared with a complaint left open.",
        )
        must(facts.ended, f"{poll.id} 未了结。", f"{poll.id} is not ended.")
        must(
            facts.ended != "declared" or facts.counted,
            f"{poll.id} 未计票而宣布。",
            f"{poll.id} was declared and not counted.",
        )
    return [
        Said(
            f"{len(e.polls)} 次表决均已了结，无未决异议。",
            f"All {len(e.polls)} polls are ended, no complaint is left open.",
        ),
        *_complaints(e),
    ]


def _complaints(e: Evidence) -> Iterator[Said]:
    number, after = sum(len(poll.log.complaints) for poll in e.polls), sum(poll.log.afterwards for poll in e.polls)
    held = complaints.held(e)
    complaints.recorded(e)
    if number:
        yield Said(
            f"异议 {number} 件，其中 {held} 件有席位签名的原文。",
            f"{number} complaints, {held} of them with the seat's signed message.",
        )
    if after:
        yield Said(
            f"{after} 件是宣布结果以后提出的，不改变结果，须查明。",
            f"{after} were raised after the declaration: the result stands, look into them.",
        )


def whole(e: Evidence) -> list[Said]:
    """V15: every member that docs/bundle.md section 2 asks for is there, and none beside."""
    wanted = {*ALWAYS, *(poll.path(name) for poll in e.polls for name in _members(poll, full=e.full))}
    found = {name for name in e.contents.members if FREE.fullmatch(name) is None}
    extra, missing = sorted(found - wanted), sorted(wanted - found)
    may = {poll.path("ballots.jsonl") for poll in e.polls if _few_patterns(e, poll)}
    odd = [name for name in extra if e.full or name not in may]
    must(not missing, f"缺少成员：{'、'.join(missing[:5])}。", f"Members are missing: {', '.join(missing[:5])}.")
    must(not odd, f"多出成员：{'、'.join(odd[:5])}。", f"Members that none may be: {', '.join(odd[:5])}.")
    number = len(e.contents.members)
    return [Said(f"{number} 个成员齐全，没有多余。", f"{number} members: all there, none beside.")]


def _members(poll: Question, *, full: bool) -> Iterator[str]:
    """What a poll must have in this profile, by what the log says became of it."""
    yield from ("manifest.jws", "lines.json")
    if poll.manifest.mode == "by_hand":
        return
    yield from ("roster.jsonl", "cast.jsonl")
    yield from (("names.jsonl",) if poll.log.framed and (full or poll.manifest.mode == "named") else ())
    yield from ("issue.jsonl",) if full else ()
    yield from ("complaints.jsonl",) if full and complaints.filed(poll) else ()
    yield from ("close.jws",) if poll.log.closed else ()
    yield from ("forgotten.jsonl",) if poll.log.forgotten else ()
    yield from ("tally.json", "tally.jsonl") if poll.counted else ()
    secret = poll.manifest.mode == "secret"
    yield from ("ballots.jsonl",) if poll.counted and secret and full else ()
    if poll.stations:
        yield from _of_stations(poll, full=full)


def _of_stations(poll: Question, *, full: bool) -> Iterator[str]:
    yield "countersigned.jsonl"
    if poll.counted:
        yield from ("issued.jsonl", "mix.jsonl")
        levels = [level for level in range(len(poll.manifest.mix) - 1) if kept(poll, level)]
        yield from ("traces.jsonl", *(f"mix/{level}.jsonl" for level in levels)) if full else ()


def _few_patterns(e: Evidence, poll: Question) -> bool:
    """Whether whole ballots may be public: twenty for each pattern that a ballot can have, and no written name."""
    if not poll.counted or poll.manifest.mode != "secret" or not poll.has("ballots.jsonl"):
        return False
    rules, found = poll.manifest.rules, papers_of(e, poll)
    few = len(found) >= FEWEST_ALIKE * len(rules.alphabet) ** rules.lines
    return few and not any(ballot.names for ballot in found)
