"""sitting.json against manifest, count and log (V11; docs/bundle.md section 7 has the fields)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from voting.ballots import recount
from voting.ballots.fields import plain, texts
from voting.ballots.opening import Paper
from voting.core.words import MARK_OF_LETTER
from voting.verify import rows
from voting.verify.boxes import papers_of, shown
from voting.verify.evidence import Evidence, Question, alike, an_object
from voting.verify.outcomes import PRIMARY, round_of
from voting.verify.saying import Said, must
from voting.verify.seals import needed
from voting.verify.votes import entering

Figures = Mapping[str, Any]
UNHELD: Final = Said(
    "会议记录中的其他文字（宣布词、说明、职务、议题名称、团组、时间等）没有任何一步核验，仅凭服务器。",
    "What else sitting.json says (words read out, offices, names of items, groups, times …) no step holds against anything: the server's word.",
)


def listed(e: Evidence) -> None:
    """The polls that ended, each once, and no other; how items ended, and the attendance at the opening."""
    found = sorted(str(an_object(one)["id"]) for one in e.sitting["polls"])
    ended = sorted(poll.id for poll in e.polls if poll.log.ended)
    must(found == ended, "会议记录所列表决与日志不符。", "sitting.json lists other polls than the log.")
    items = [(one["id"], one["disposition"]) for one in e.sitting["items"]]
    same = all(alike(how, e.log.disposed.get(item)) for item, how in items)
    must(
        same and e.log.disposed.keys() <= {item for item, _ in items},
        "会议记录中议题的处理与日志不符。",
        "sitting.json ends items otherwise than the log.",
    )
    there, opened = an_object(e.sitting["attendance"]), e.log.opened or {}
    mine = [there[word] for word in ("members", "present_at_opening", "quorum_needed")]
    logged = [opened[word] for word in ("members", "present", "needed")]
    must(alike(mine, logged), "会议记录中的出席人数与日志不符。", "sitting.json has another attendance than the log.")


def framed(e: Evidence, poll: Question) -> Figures | None:
    """The poll in sitting.json, framed as manifest and log have it; None while it is neither declared nor voided."""
    record: Figures | None = next((one for one in e.sitting["polls"] if one["id"] == poll.id), None)
    if record is None:
        return None
    rules, by_hand = poll.manifest.rules, poll.manifest.mode == "by_hand"
    frame = [record[word] for word in ("base", "needed", "present", "eligible", "tier", "recused")]
    wanted = [rules.base, needed(poll) or None, rules.present, rules.eligible, poll.manifest.tier]
    secrecy = "secret" if poll.manifest.mode == "secret" else "named"
    must(
        (record["secrecy"] == secrecy or by_hand)
        and alike(frame, [*wanted, len(texts(poll.log.announced.event.get("recused") or []))]),
        f"会议记录中 {poll.id} 的基数不符。",
        f"sitting.json frames {poll.id} in other figures.",
    )
    round_ = round_of(poll, record)
    kind = PRIMARY if rules.kind == "election" and round_ == PRIMARY else rules.kind
    question = (an_object(record["title"])["zh"], record["item"], record["kind"], record["round"])
    must(
        question == (poll.manifest.title, poll.log.item[0], kind, round_),
        f"会议记录中 {poll.id} 的问题不符。",
        f"sitting.json has another question for {poll.id}.",
    )
    must(
        (record["voided"] is None or isinstance(record["voided"], dict))
        and (record["outcome"] is None or isinstance(record["outcome"], str))
        and bool(record["voided"]) == (poll.log.ended == "voided")
        and bool(record["outcome"]) != bool(record["voided"]),
        f"会议记录中 {poll.id} 作废与否不符。",
        f"sitting.json and the log disagree on whether {poll.id} was voided.",
    )
    _around(e, poll, record)
    return record


def _around(e: Evidence, poll: Question, record: Figures) -> None:
    """Papers issued and cast where they were counted; stations with what they signed, papers exchanged, terminals replaced."""
    if poll.counted:
        must(
            alike([record["issued"], record["cast"]], [poll.tally["issued"], poll.tally["cast"]]),
            f"会议记录中 {poll.id} 的发出票数或投票数不符。",
            f"sitting.json has other papers of {poll.id}.",
        )
    signed = _signers(poll)
    stations = [{"station": one, "signed": one in signed} for one in sorted(poll.stations)]
    must(
        alike(record.get("stations", []), stations) and ("spoiled" in record) == bool(stations),
        f"会议记录中 {poll.id} 的监票席不符。",
        f"sitting.json has other stations of {poll.id}.",
    )
    if stations and poll.counted and poll.log.ended == "declared":
        must(
            alike(record["spoiled"], poll.tally["spoiled"]),
            f"会议记录中 {poll.id} 的换票数不符。",
            f"sitting.json has another number of spoiled papers of {poll.id}.",
        )
    if e.full and poll.log.framed:
        must(
            alike(record.get("replaced", 0), len(poll.log.replaced)),
            f"会议记录中 {poll.id} 更换终端的次数不符。",
            f"sitting.json has another number of replaced terminals of {poll.id}.",
        )


def _signers(poll: Question) -> set[str]:
    """The stations with a signature under the count; V13 checks it."""
    if not poll.stations or not poll.counted:
        return set()
    kids = {rows.kid(plain(jws)) for jws in poll.contents.values(poll.path("tally.jsonl"))}
    return {one for one in poll.stations if kids & {key.kid for key in poll.keys.of(one)}}


def held(e: Evidence, poll: Question, event: Figures, record: Figures) -> None:
    """The result of a declared poll has the figures of the log and the manifest, under the names of the lines."""
    rules = poll.manifest.rules
    box = [record[word] for word in ("issued", "cast", "hands")]  # all three stand there; the first two see _around
    on_paper = poll.manifest.mode == "by_hand"
    counted = event["returned"] if on_paper and poll.log.hands.figures is None else poll.log.hands.total
    must(
        alike(box[2], counted) and record["outcome"] == event["outcome"],
        f"会议记录中 {poll.id} 的举手数或结果不符。",
        f"sitting.json has other hands, or another outcome, of {poll.id}.",
    )
    if rules.kind == "motion":
        _motion(e, poll, event, record)
        return
    must("votes" not in record, f"{poll.id} 不应有记名名单。", f"{poll.id} is no vote by name and lists one.")
    papers = ("valid", "invalid", "returned")
    must(
        alike([record[name] for name in papers], [event[name] for name in papers]),
        f"会议记录中 {poll.id} 的票数不符。",
        f"sitting.json has other papers of {poll.id}.",
    )
    if rules.kind == "evaluation":
        _graded(poll, event, record)
    else:
        _election(e, poll, event, record)


def _motion(e: Evidence, poll: Question, event: Figures, record: Figures) -> None:
    wanted = {"for": event["votes_for"], **{name: event[name] for name in ("against", "abstain", "void", "not_voting")}}
    must(
        alike(record["counts"], wanted),
        f"会议记录中 {poll.id} 的票数不符。",
        f"sitting.json has other votes of {poll.id}.",
    )
    if poll.manifest.mode == "named":
        _by_name(e, poll, record)
    else:
        must("votes" not in record, f"{poll.id} 不应有记名名单。", f"{poll.id} is no vote by name and lists one.")


def _by_name(e: Evidence, poll: Question, record: Figures) -> None:
    """The list of who voted how has everybody of the roster once, under her name, with the mark that she signed."""
    inside = set(entering(e, poll))
    values = zip(poll.contents.values(poll.path("cast.jsonl")), poll.log.cast, strict=True)
    signed = {at.voter: MARK_OF_LETTER[rows.choice(value["jws"])] for value, at in values if at.jws in inside}
    rest = record.get("votes", [])
    names = poll.names if poll.log.framed else {str(one["voter"]): one["name"] for one in rest}
    found = {str(one["voter"]): (one["name"], one["mark"]) for one in rest}
    beside = poll.log.hands.admitted  # whose hands were counted stand on no list
    wanted = {
        voter: (names.get(voter), signed.get(voter, "not_voting")) for voter in poll.roster if voter not in beside
    }
    must(
        (found == wanted and len(rest) == len(found)) or not (rest or signed),
        f"会议记录中 {poll.id} 的记名名单与选票不符。",
        f"The list of votes by name of {poll.id} is not that of the votes signed.",
    )


def _graded(poll: Question, event: Figures, record: Figures) -> None:
    names = {line["id"]: line["name"] for line in poll.lines if isinstance(line, dict)}
    options = [{"name": names[line["name"]], "votes": line["votes_for"]} for line in event["ranking"]]
    must(
        alike(record["options"], options) and an_object(record["grade"])["zh"] == event["grade"],
        f"会议记录中 {poll.id} 的各项票数或等次不符。",
        f"sitting.json has other grades of {poll.id}.",
    )


def _election(e: Evidence, poll: Question, event: Figures, record: Figures) -> None:
    """The ranking, and who is elected, tied or listed, by name; of written names see `numbered`."""
    names = recount.printed(poll.lines)
    must(
        alike([record["seats"], record["candidates"]], [poll.manifest.rules.max_yes or 0, list(names.values())]),
        f"会议记录中 {poll.id} 的名额或候选人不符。",
        f"sitting.json has other seats or candidates of {poll.id}.",
    )
    ranking = [[None if line["write_in"] else names[line["name"]], *_logged(line)] for line in event["ranking"]]
    must(
        all(isinstance(line["write_in"], bool) for line in record["ranking"]),
        f"会议记录中 {poll.id} 的名次格式不符。",
        f"sitting.json has the ranking of {poll.id} in another form.",
    )
    theirs = [[None if line["write_in"] else line["name"], *_told(line)] for line in record["ranking"]]
    must(
        alike(sorted(theirs, key=str), sorted(ranking, key=str)),
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
    _people(e, poll, event, record, names, written)


def _logged(line: Figures) -> tuple[int, int, int, int]:
    """For, against, abstaining as it is announced (an unmarked line abstains), of which blank."""
    return line["votes_for"], line["against"], line["abstain"] + line["blank"], line["blank"]


def _told(line: Figures) -> tuple[int, int, int, int]:
    return line["for"], line["against"], line["abstain"], line["of_which_blank"]


def _people(
    e: Evidence, poll: Question, event: Figures, record: Figures, names: Mapping[str, str], written: Mapping[str, int]
) -> None:
    """Who is elected, listed and tied. A written name is the one of its number where ballots show which that is, else one
    of as many votes.
    """
    tie: Figures = {"names": [], "seats": 0} if record["tied"] is None else an_object(record["tied"])
    must(
        (record["tied"] is None) == (not event["tied"]),
        f"会议记录中 {poll.id} 的并列不符。",
        f"sitting.json has another tie in {poll.id}.",
    )
    listed_ = "formal" if record["round"] == PRIMARY else "elected"
    other = "elected" if listed_ == "formal" else "formal"
    known, votes = numbered(e, poll), {line["name"]: line["votes_for"] for line in event["ranking"]}
    for word, found in ((listed_, record[listed_]), ("tied", texts(tie["names"]))):
        wanted = Counter(names.get(one) or known.get(one) or votes[one] for one in event[word])
        mine = Counter(one if known or one not in written else written[one] for one in found)
        must(mine == wanted, f"会议记录中 {poll.id} 的当选名单不符。", f"sitting.json names others in {poll.id}.")
    left = event["vacant"] if listed_ == "elected" else (poll.manifest.rules.max_yes or 0) - len(event["formal"])
    rest = [tie["seats"], record["vacant" if listed_ == "elected" else "places_left"]]
    must(
        alike(rest, [event["tied_seats"], left]) and not record.get(other) and not event.get(other),
        f"会议记录中 {poll.id} 的空缺名额不符。",
        f"sitting.json leaves other seats of {poll.id} open.",
    )


def numbered(e: Evidence, poll: Question) -> dict[str, str]:
    """The written names by their numbers, where the ballots are shown: w1, w2 … in the order of code points."""
    if not poll.counted or poll.manifest.mode != "secret" or poll not in shown(e):
        return {}
    papers = [Paper(ballot.marks, ballot.names) for ballot in papers_of(e, poll)]
    return {f"w{number}": name for number, name in enumerate(recount.written_names(poll.lines, papers), start=1)}
