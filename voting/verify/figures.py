"""V11: the figures are those of the ballots, the same in count, log and record, and the outcome follows from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from voting.ballots import recount
from voting.ballots.encodings import unb64
from voting.ballots.fields import identifier, maybe
from voting.ballots.opening import Paper
from voting.core.words import OUTCOME_LABELS
from voting.verify import entries, hands, minutes, outcomes, ranks, record, rows
from voting.verify.boxes import papers_of, shown
from voting.verify.evidence import Evidence, Question, whole
from voting.verify.saying import NOT_HERE, Said, must
from voting.verify.tallies import form
from voting.verify.votes import entering, spoiled_as_logged

Figures = Mapping[str, Any]
WHOLE: Final = ("votes_for", "against", "abstain", "void", "not_voting", "returned", "valid", "invalid")


def sums(e: Evidence) -> list[Said]:
    """V11: the count made anew is the count; log and record have its figures; the outcome follows from them."""
    record.listed(e)
    said: list[Said] = []
    missing = 0
    for poll in e.polls:
        theirs = record.framed(e, poll)
        must(
            len(poll.log.ends) <= 1,
            f"{poll.id} 既宣布又作废，或不止一次。",
            f"{poll.id} was both declared and voided, or one of them twice.",
        )
        if poll.log.framed:
            entries.formed(poll.id, poll.log.announced.event, entries.ANNOUNCED)
        _settled_well(poll)
        _hands(poll)
        if theirs is not None:
            minutes.held(e, poll, theirs)
        if poll.log.counted is None:
            said.append(_told(poll, None))
            continue
        event = poll.log.counted.event
        entries.formed(poll.id, event, entries.COUNTED)
        if poll.counted:
            form(poll)
            missing += not _recounted(e, poll)
        _counted(poll, event)
        ranks.ranked(poll, event, record.numbered(e, poll))
        said += [_told(poll, event), *outcomes.follows(poll, event, theirs), *_by_tellers(poll)]
        if poll.log.ended == "declared" and theirs is not None:
            record.held(e, poll, event, theirs)
    return [*said, record.UNHELD, *([NOT_HERE] if missing else [])]


def _settled_well(poll: Question) -> None:
    """Names are texts that were settled into a text; a deputy is a member's id, or null."""
    for event in poll.log.settled:
        entries.formed(poll.id, event, entries.SETTLED)
        maybe(identifier)(event.get("deputy"))


def _by_tellers(poll: Question) -> list[Said]:
    return hands.told(poll.id, poll.log.hands, by_hand=poll.manifest.mode == "by_hand")


def _told(poll: Question, event: Figures | None) -> Said:
    """A poll under the title of its manifest, with its figures and how it ended."""
    kind, end = poll.manifest.rules.kind, poll.log.ended
    if event is None or end == "voided":
        ended = Said("作废", "voided") if end == "voided" else Said("未计票", "not counted")
        figures = Said("", "")
    else:
        word = str(event["grade"] if kind == "evaluation" else event["outcome"])
        ended = Said(OUTCOME_LABELS[word].zh, word.replace("_", " ")) if word in OUTCOME_LABELS else Said(word, word)
        figures = _figures(poll, event, kind)
    return Said(f"{poll.id}《{poll.manifest.title}》：{figures.zh}{ended.zh}。", f"{poll.id}: {figures.en}{ended.en}.")


def _figures(poll: Question, event: Figures, kind: str) -> Said:
    if kind == "motion":
        three = event["votes_for"], event["against"], event["abstain"]
        zh = "赞成 {}，反对 {}，弃权 {}，".format(*three)
        return Said(zh, "for {}, against {}, abstaining {}; ".format(*three))
    people = outcomes.people(event, recount.printed(poll.lines)) if kind == "election" else []
    zh, en = (f"当选或入选 {'、'.join(people)}，", f"elected or listed {', '.join(people)}; ") if people else ("", "")
    return Said(
        f"有效 {event['valid']}，无效 {event['invalid']}，{zh}",
        f"valid {event['valid']}, invalid {event['invalid']}; {en}",
    )


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


def _hands(poll: Question) -> None:
    """Hands are those of persons admitted before the vote, counted alike by two tellers; never beside a sealed vote with
    stations.
    """
    found = poll.log.hands
    entered = found.figures
    if poll.manifest.mode == "by_hand":
        return
    opened, closed = poll.log.opened, poll.log.closed
    hands.admissible(poll.id, found, opened=opened, closed=closed.at if closed else None)
    if found.admitted_at is None:
        return
    drawn, roster = {one.voter for one in poll.log.drawn}, poll.roster.keys()
    fits = (
        poll.manifest.rules.kind == "motion" and not poll.stations
        and (entered is not None or poll.log.counted is None)
        and len(set(found.admitted)) == len(found.admitted) and roster >= set(found.admitted)
        and drawn.isdisjoint(found.admitted)
    )  # fmt: skip
    must(fits, f"{poll.id} 的举手不合规。", f"The hands of {poll.id} are none that may be counted.")


def _counted(poll: Question, event: Figures) -> None:
    """The figures of the log are those of the tally, with the hands that were counted beside the keys."""
    read = {name: whole(event[name]) for name in WHOLE}
    if not poll.counted:
        _added_up(poll, event, read)
        _by_hand(poll, read)
        return
    found, void = poll.tally["sums"], len(poll.tally["void"])
    must(
        spoiled_as_logged(poll, poll.tally["spoiled"]),
        f"{poll.id} 的换票数与日志不符。",
        f"The log has another number of spoiled papers of {poll.id}.",
    )
    if found["kind"] == "motion":
        votes = tuple(
            found[word] + more
            for word, more in zip(("for", "against", "abstain"), poll.log.hands.figures or hands.NONE, strict=True)
        )
        valid = sum(votes)
        wanted = {"votes_for": votes[0], "against": votes[1], "abstain": votes[2], "void": void, "valid": valid,
                  "invalid": void, "returned": valid + void}  # fmt: skip
    else:
        both = found["valid"] + found["invalid"]
        wanted = {"valid": found["valid"], "invalid": found["invalid"] + void, "returned": both + void,
                  "void": void if found["kind"] == "evaluation" else 0, "votes_for": 0, "against": 0, "abstain": 0}  # fmt: skip
    wanted["not_voting"] = poll.manifest.rules.eligible - wanted["returned"]
    must(read == wanted, f"{poll.id} 的票数与记录不符。", f"The log has other figures of {poll.id}.")


def _added_up(poll: Question, event: Figures, read: Figures) -> None:
    """What tellers counted on paper adds up, whatever their heaps were."""
    votes, kind = [read[name] for name in ("votes_for", "against", "abstain")], poll.manifest.rules.kind
    lines = [line for line in event["ranking"] if not line["write_in"]]
    marks = [sum(line[word] for word in ("votes_for", "against", "abstain", "blank")) for line in lines]
    same = {
        "motion": (read["valid"], read["invalid"]) == (sum(votes), read["void"]),
        "election": not any(votes) and not read["void"] and set(marks) <= {read["valid"]},
        "evaluation": not any(votes) and read["void"] <= read["invalid"] and sum(marks) == read["valid"],
    }
    whole_ = read["returned"] == read["valid"] + read["invalid"] == poll.manifest.rules.eligible - read["not_voting"]
    must(
        same[kind] and whole_ and event["void_voters"] == [],
        f"{poll.id} 由监票人清点的票数自相矛盾。",
        f"The figures of {poll.id} that tellers counted do not add up.",
    )


def _by_hand(poll: Question, read: Figures) -> None:
    """A show of hands has the figures that two tellers entered alike; of heaps of paper there are only the sums."""
    shown = poll.log.hands.figures
    if shown is None:
        must(poll.log.hands.first is None, f"{poll.id} 的举手不合规。", f"The tellers of {poll.id} differ.")
        return
    votes = (read["votes_for"], read["against"], read["abstain"])
    must(
        votes == shown,
        f"{poll.id} 的票数不是监票人录入的。",
        f"The figures of {poll.id} are not those that tellers entered.",
    )
