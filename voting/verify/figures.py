"""V11: the figures are those of the ballots, the same in count, log and record, and the outcome follows from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from voting.ballots import recount
from voting.ballots.encodings import unb64
from voting.ballots.opening import Paper
from voting.core import outcome
from voting.core.events import LineFigures
from voting.core.rulebook import share
from voting.core.slate import primary
from voting.core.words import MARK_OF_LETTER
from voting.verify import rows
from voting.verify.boxes import papers_of, shown
from voting.verify.evidence import Evidence, Question, an_object
from voting.verify.saying import NOT_HERE, Said, must
from voting.verify.tallies import form
from voting.verify.votes import entering, spoiled_as_logged

Figures = Mapping[str, Any]


def sums(e: Evidence) -> list[Said]:
    """V11: the count made anew is the count; log and record have its figures; the outcome follows from them."""
    missing = 0
    _listed_polls(e)
    for poll in e.polls:
        record = _record(e, poll)
        if poll.log.counted is None:
            continue
        event = poll.log.counted.event
        if poll.counted:
            form(poll)
            missing += not _recounted(e, poll)
            _counted(poll, event)
        _outcome(poll, event, record)
        if poll.log.ended == "declared" and record is not None:
            _recorded(e, poll, event, record)
    counted = sum(poll.log.counted is not None for poll in e.polls)
    said = [
        Said(
            f"{counted} 次表决的票数与计票、记录一致，结果相符。",
            f"{counted} polls: figures, log and record agree, outcomes follow.",
        )
    ]
    return [*said, NOT_HERE] if missing else said


def _listed_polls(e: Evidence) -> None:
    """sitting.json is of this meeting and lists the polls that ended, each once, and no other."""
    same = an_object(e.sitting["meeting"])["id"] == e.keys.meeting
    must(same, "会议记录属于另一次会议。", "sitting.json is another meeting's.")
    listed = sorted(str(an_object(one)["id"]) for one in e.sitting["polls"])
    ended = sorted(poll.id for poll in e.polls if poll.log.ended)
    must(listed == ended, "会议记录所列表决与日志不符。", "sitting.json lists other polls than the log.")


def _record(e: Evidence, poll: Question) -> Figures | None:
    """The poll in sitting.json, framed as the manifest has it; None while it is neither declared nor voided."""
    record: Figures | None = next((one for one in e.sitting["polls"] if one["id"] == poll.id), None)
    if record is None:
        return None
    rules, needed = poll.manifest.rules, poll.log.announced.event["needed"] or None
    frame = (record["base"], record["needed"], record["present"], record["eligible"], record["tier"], record["secrecy"])
    secrecy = (
        "secret"
        if poll.manifest.mode == "secret"
        else record["secrecy"]
        if poll.manifest.mode == "by_hand"
        else "named"
    )
    must(
        frame == (rules.base, needed, rules.present, rules.eligible, poll.manifest.tier, secrecy),
        f"会议记录中 {poll.id} 的基数不符。",
        f"sitting.json frames {poll.id} in other figures.",
    )
    must(
        bool(record["voided"]) == (poll.log.ended == "voided") and bool(record["outcome"]) != bool(record["voided"]),
        f"会议记录中 {poll.id} 作废与否不符。",
        f"sitting.json and the log disagree on whether {poll.id} was voided.",
    )
    return record


def _recounted(e: Evidence, poll: Question) -> bool:
    """Whether the ballots were there to be counted anew; Broken when they give another text."""
    tally = poll.tally
    merges = {row["written"]: row["into"] for row in tally["merges"]}
    settled = _settled(poll)
    lines = set(recount.printed(poll.lines))
    must(
        len(settled) == len(merges) and _into(settled.values(), lines) == _into(merges.values(), lines),
        f"{poll.id} 的另选姓名合并与记录不符。",
        f"{poll.id} merges other names than the log has settled.",
    )
    if poll.manifest.mode == "secret" and poll not in shown(e):
        return False
    if poll.manifest.mode == "named":
        papers = [Paper(mark, ()) for mark in _marks(e, poll)]
    else:
        papers = [Paper(ballot.marks, ballot.names) for ballot in papers_of(e, poll)]
    _merged(poll, settled, papers, merges)
    box = recount.Box(
        tally["issued"], tally["cast"], unb64(tally["in_root"], 32), unb64(tally["out_root"], 32), tally["spoiled"],
        tuple((row["voter"], row["reason"]) for row in tally["void"]), merges,
    )  # fmt: skip
    made = recount.text(poll.manifest, poll.lines, box, papers)
    must(
        made == poll.contents.text(poll.path("tally.json")),
        f"{poll.id} 重新计票的结果不同。",
        f"Counting {poll.id} anew gives another text.",
    )
    return True


def _marks(e: Evidence, poll: Question) -> list[str]:
    """The marks of the votes by name that enter."""
    inside = set(entering(e, poll))
    values = zip(poll.contents.values(poll.path("cast.jsonl")), poll.log.cast, strict=True)
    found = [rows.choice(value["jws"]) for value, at in values if at.jws in inside]
    must(len(found) == len(inside), f"{poll.id} 的记名票数不符。", f"{poll.id} has another number of votes by name.")
    return found


def _settled(poll: Question) -> dict[str, str]:
    """Which written names tellers settled to be which, by the numbers that the log knows them by."""
    into: dict[str, str] = {}
    for event in poll.log.settled:
        into = {name: event["into"] if line in event["names"] else line for name, line in into.items()}
        into |= {name: event["into"] for name in event["names"] if name != event["into"]}
        into.pop(event["into"], None)
    return into


def _into(names: Iterable[str], lines: set[str]) -> Counter[str]:
    """How many names were settled to be each printed line."""
    return Counter(name for name in names if name in lines)


def _merged(poll: Question, settled: Mapping[str, str], papers: Sequence[Paper], merges: Mapping[str, str]) -> None:
    """The log knows the written names as w1, w2 … in the order of all of them."""
    names = {f"w{number}": name for number, name in enumerate(recount.written_names(poll.lines, papers), start=1)}
    must(
        {names[name]: names.get(line, line) for name, line in settled.items()} == merges,
        f"{poll.id} 的另选姓名合并与记录不符。",
        f"{poll.id} merges other names than the log has settled.",
    )


def _counted(poll: Question, event: Figures) -> None:
    """The figures of the log are those of the tally, with the hands that were counted beside the keys."""
    found, void = poll.tally["sums"], len(poll.tally["void"])
    must(
        found["kind"] == poll.manifest.rules.kind,
        f"{poll.id} 的计票类别不符。",
        f"The count of {poll.id} is of another kind.",
    )
    must(
        spoiled_as_logged(poll, poll.tally["spoiled"]),
        f"{poll.id} 的换票数与日志不符。",
        f"The log has another number of spoiled papers of {poll.id}.",
    )
    if found["kind"] == "motion":
        votes = tuple(
            found[word] + shown for word, shown in zip(("for", "against", "abstain"), poll.log.hands, strict=True)
        )
        valid = sum(votes)
        wanted = {"votes_for": votes[0], "against": votes[1], "abstain": votes[2], "void": void, "valid": valid,
                  "invalid": void, "returned": valid + void, "ranking": []}  # fmt: skip
    else:
        both = found["valid"] + found["invalid"]
        wanted = {"valid": found["valid"], "invalid": found["invalid"] + void, "returned": both + void}
        must(
            _lines(event) == _lines_of(found),
            f"{poll.id} 的各行票数与记录不符。",
            f"The log has other votes by line of {poll.id}.",
        )
    wanted["not_voting"] = poll.manifest.rules.eligible - wanted["returned"]
    must(
        {name: event[name] for name in wanted} == wanted,
        f"{poll.id} 的票数与记录不符。",
        f"The log has other figures of {poll.id}.",
    )


def _lines(event: Figures) -> tuple[dict[str, tuple[int, ...]], list[int]]:
    """The votes of the printed lines by id, and those of written names, which the log knows by number alone."""
    printed = {line["name"]: _four(line, "votes_for") for line in event["ranking"] if not line["write_in"]}
    return printed, sorted(line["votes_for"] for line in event["ranking"] if line["write_in"])


def _lines_of(found: Figures) -> tuple[dict[str, tuple[int, ...]], list[int]]:
    grades = found["kind"] == "evaluation"
    printed = {line["id"]: (line["for"], 0, 0, 0) if grades else _four(line, "for") for line in found["lines"]}
    return printed, [] if grades else sorted(name["votes"] for name in found["write_ins"])


def _four(line: Figures, votes: str) -> tuple[int, ...]:
    return line[votes], line["against"], line["abstain"], line["blank"]


def _outcome(poll: Question, event: Figures, record: Figures | None) -> None:
    """What the figures say by base and threshold is what was decided."""
    rules = poll.manifest.rules
    needed = share(rules.threshold.as_json()).needed(rules.base)
    if rules.kind == "motion":
        rightly = outcome.motion(event["votes_for"], needed)
        must(
            event["outcome"] == rightly,
            f"{poll.id} 的结果与票数不符。",
            f"The outcome of {poll.id} does not follow from its votes.",
        )
    elif rules.kind == "election" and event["outcome"] != "void":
        seats = rules.max_yes or 0
        if record is not None and record.get("round") == "primary":
            _listed(poll, event, seats)
        else:
            _elected(poll, event, seats, needed or None)
    if poll.log.ended == "declared":
        must(
            record is not None and record["outcome"] == event["outcome"],
            f"{poll.id} 宣布的结果不符。",
            f"Another outcome of {poll.id} is on record.",
        )


def _elected(poll: Question, event: Figures, seats: int, needed: int | None) -> None:
    """The most votes that reach the needed number. A written name that is not elected may be one that cannot be."""
    named = {*event["elected"], *event["tied"]}
    lines = [
        LineFigures(line["name"], line["votes_for"], 0, 0, 0, write_in=line["write_in"])
        for line in event["ranking"]
        if not line["write_in"] or line["name"] in named
    ]
    must(
        [line.votes_for for line in lines] == sorted((line.votes_for for line in lines), reverse=True),
        f"{poll.id} 的名次没有按票数排列。",
        f"The ranking of {poll.id} is not by votes.",
    )
    who = outcome.election(lines, seats, needed)
    found = (sorted(event["elected"]), sorted(event["tied"]), event["tied_seats"], event["vacant"], event["outcome"])
    rightly = (sorted(who.elected), sorted(who.tied), who.tied_seats, who.vacant, who.outcome)
    must(
        found == rightly,
        f"{poll.id} 的当选与票数不符。",
        f"Who is elected in {poll.id} does not follow from the votes.",
    )


def _listed(poll: Question, event: Figures, seats: int) -> None:
    """A pre-vote puts the most votes on the list."""
    who = primary({line["name"]: line["votes_for"] for line in event["ranking"]}, seats)
    found = (sorted(event["formal"]), sorted(event["tied"]))
    must(
        found == (sorted(who.formal), sorted(who.tied)),
        f"{poll.id} 的入选与票数不符。",
        f"Who is listed by {poll.id} does not follow from the votes.",
    )


def _recorded(e: Evidence, poll: Question, event: Figures, record: Figures) -> None:
    """sitting.json has the figures of the log and the manifest, under the names of the lines."""
    rules = poll.manifest.rules
    if poll.counted:
        box = (record["issued"], record["cast"])
        must(
            box == (poll.tally["issued"], poll.tally["cast"]),
            f"会议记录中 {poll.id} 的票数不符。",
            f"sitting.json has other papers of {poll.id}.",
        )
    if rules.kind == "motion":
        wanted = {
            "for": event["votes_for"],
            **{name: event[name] for name in ("against", "abstain", "void", "not_voting")},
        }
        must(
            record["counts"] == wanted,
            f"会议记录中 {poll.id} 的票数不符。",
            f"sitting.json has other votes of {poll.id}.",
        )
        if poll.manifest.mode == "named":
            _by_name(e, poll, record)
        return
    papers = tuple(record[name] for name in ("valid", "invalid", "returned"))
    must(
        papers == (event["valid"], event["invalid"], event["returned"]),
        f"会议记录中 {poll.id} 的票数不符。",
        f"sitting.json has other papers of {poll.id}.",
    )
    if rules.kind == "evaluation":
        names = recount.printed(poll.lines)
        options = [(names[line["name"]], line["votes_for"]) for line in event["ranking"]]
        must(
            [(one["name"]["zh"], one["votes"]) for one in record["options"]] == options,
            f"会议记录中 {poll.id} 的各项票数不符。",
            f"sitting.json has other grades of {poll.id}.",
        )
        return
    _named(poll, event, record)


def _by_name(e: Evidence, poll: Question, record: Figures) -> None:
    """The list of who voted how has everybody of the roster once, with the mark of the vote that she signed."""
    inside = set(entering(e, poll))
    values = zip(poll.contents.values(poll.path("cast.jsonl")), poll.log.cast, strict=True)
    signed = {at.voter: MARK_OF_LETTER[rows.choice(value["jws"])] for value, at in values if at.jws in inside}
    listed = record.get("votes", [])
    found = {str(one["voter"]): one["mark"] for one in listed}
    beside = poll.log.beside  # whose hands were counted stand on no list
    wanted = {voter: signed.get(voter, "not_voting") for voter in poll.roster if voter not in beside}
    must(
        (found == wanted and len(listed) == len(found)) or not (listed or signed),
        f"会议记录中 {poll.id} 的记名名单与选票不符。",
        f"The list of votes by name of {poll.id} is not that of the votes signed.",
    )


def _named(poll: Question, event: Figures, record: Figures) -> None:
    """The ranking, and who is elected, tied or listed, by name. Written names go by their votes and, of one who is
    elected, by being one; the tally says what they are.
    """
    names = recount.printed(poll.lines)
    ranking = [(None if line["write_in"] else names[line["name"]], *_three(line)) for line in event["ranking"]]
    theirs = [
        (None if line["write_in"] else line["name"], line["for"], line["against"], line["abstain"])
        for line in record["ranking"]
    ]
    must(
        Counter(theirs) == Counter(ranking),
        f"会议记录中 {poll.id} 的各行票数不符。",
        f"sitting.json has other votes by line of {poll.id}.",
    )
    written = {line["name"]: line["for"] for line in record["ranking"] if line["write_in"]}
    if poll.counted:
        counted = {row["name"]: row["votes"] for row in poll.tally["sums"]["write_ins"]}
        must(
            written == counted,
            f"会议记录中 {poll.id} 的另选姓名不符。",
            f"sitting.json has other written names of {poll.id}.",
        )
    tied = record["tied"]["names"] if record["tied"] else []
    for word, found in (("elected", record.get("elected", [])), ("formal", record.get("formal", [])), ("tied", tied)):
        places = {line["name"]: place for place, line in enumerate(event["ranking"])}
        wanted = Counter(names.get(one) or event["ranking"][places[one]]["votes_for"] for one in event[word])
        mine = Counter(written.get(one, one) for one in found)
        must(mine == wanted, f"会议记录中 {poll.id} 的当选名单不符。", f"sitting.json names others in {poll.id}.")


def _three(line: Figures) -> tuple[int, int, int]:
    """For, against, and abstaining as it is announced: an unmarked line abstains."""
    return line["votes_for"], line["against"], line["abstain"] + line["blank"]
