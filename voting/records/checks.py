"""Whether a `sitting.json` is true to itself: every sum, every reference, every outcome against its threshold.

`check` trusts nothing: it reads plain JSON, knows nothing of the core's state, and returns faults instead of
raising, so that one look shows them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from voting.records import shapes

Object = Mapping[str, Any]


class Fault(NamedTuple):
    """One thing that is wrong: where, its code, and a sentence in both languages."""

    where: str
    code: str
    zh: str
    en: str

    def __str__(self) -> str:
        """`where: sentence` for a terminal."""
        return f"{self.where}: {self.zh} {self.en}"


FAULTS: Final[dict[str, tuple[str, str]]] = {
    "shape": ("字段缺失或内容不符：{keys}。", "Missing or wrong: {keys}."),
    "twice": ("编号重复：{ids}。", "Ids used twice: {ids}."),
    "times": ("闭会时间早于开会时间。", "The sitting closed before it opened."),
    "quorum": ("实到{present}人不足法定人数{needed}人。", "{present} present, below the quorum of {needed}."),
    "attendance": ("实到{present}人多于应到{members}人。", "{present} present, but only {members} members."),
    "item.poll": ("表决{poll}不存在或不属于此项。", "Poll {poll} does not exist or belongs to another item."),
    "item.result": ("没有与处理结果{word}相符的表决。", "No poll supports the disposition {word}."),
    "poll.item": ("议题{item}没有列出此次表决。", "Item {item} does not list this poll."),
    "poll.chain": (
        "应为 投票{cast} ≤ 发出{issued} ≤ 有权{eligible} ≤ 实到{present} ≤ 应到{members}。",
        "Must hold: cast {cast} <= issued {issued} <= eligible {eligible} <= present {present} <= members {members}.",
    ),
    "poll.needed": ("法定票数{needed}大于基数{base}。", "{needed} votes needed of a base of {base}."),
    "poll.outcome": ("结果{outcome}与票数不符。", "The outcome {outcome} does not follow from the figures."),
    "poll.authority": ("没有法律依据。", "No authority is given."),
    "poll.announcement": ("宣布词缺少数字{figures}。", "The announcement lacks the figures {figures}."),
    "motion.eligible": (
        "赞成、反对、弃权、无效、未按之和{total}不等于有权表决{eligible}。",
        "For, against, abstain, void and not voting make {total}, not the {eligible} eligible.",
    ),
    "motion.entered": (
        "赞成、反对、弃权、无效之和{total}不等于收到{entered}。",
        "For, against, abstain and void make {total}, but {entered} were cast or entered by hand.",
    ),
    "named.secret": ("无记名表决不得列出个人表决。", "A secret poll lists how members voted."),
    "named.sum": ("记名名单中{mark}{listed}人，票数{counted}。", "{listed} listed as {mark}, {counted} counted."),
    "voided.counts": ("已作废的表决不得有票数。", "A voided poll carries counts."),
    "election.returned": (
        "有效{valid}加无效{invalid}不等于收回{returned}。",
        "Valid {valid} and invalid {invalid} do not make {returned} returned.",
    ),
    "election.entered": ("收回{returned}不等于投入{entered}。", "{returned} returned, {entered} cast or entered."),
    "election.issued": ("收回{returned}多于发出{issued}。", "{returned} returned, but {issued} issued."),
    "election.line": ("{name}的票数与有效票{valid}不符。", "The votes of {name} do not fit {valid} valid papers."),
    "election.names": ("名单与候选人、得票名次不符。", "Names do not agree with candidates and ranking."),
    "election.order": ("得票名次未按票数排列。", "The ranking is not in order of votes."),
    "election.seats": (
        "当选{elected}名加空缺{vacant}名不等于应选{seats}名。",
        "{elected} elected and {vacant} vacant do not make {seats} seats.",
    ),
    "election.threshold": ("{name}得票不足法定票数而列为当选。", "{name} is elected below the votes needed."),
    "election.approvals": ("赞成总数超过有效票所能容许。", "More approvals than the valid papers allow."),
    "papers.entered": ("收回{returned}张，录入{hands}张。", "{returned} papers returned, {hands} entered."),
    "papers.stock": (
        "发出{issued}张和作废{spoiled}张多于启用的{stock}张，或者投票{voters}人多于发出的票。",
        "Issued {issued} and spoiled {spoiled} are more than the stock of {stock}, or {voters} voters than papers.",
    ),
    "papers.void": (
        "疑问票中无效{ruled}张，多于无效票总数{invalid}。",
        "{ruled} papers ruled void, only {invalid} void.",
    ),
    "log.checkpoint": ("检查点的条数或根与记录不符。", "The checkpoint's size or root is another than the log's."),
}


def check(document: object) -> list[Fault]:
    """Every fault of a `sitting.json` (as read from JSON); an empty list means that all sums close."""
    if not isinstance(document, dict):
        return [_fault("sitting", "shape", keys="{}")]
    faults = list(_shape("sitting", document, shapes.DOCUMENT))
    return faults or list(_document(document))


def _fault(where: str, code: str, **figures: Any) -> Fault:
    zh, en = FAULTS[code]
    return Fault(where, code, zh.format(**figures), en.format(**figures))


def _shape(where: str, value: Object, shape: shapes.Shape) -> Iterator[Fault]:
    wrong = shapes.wrong_keys(value, shape)
    if wrong:
        yield _fault(where, "shape", keys=", ".join(wrong))


def _document(document: Object) -> Iterator[Fault]:
    for key, shape in (("meeting", shapes.MEETING), ("attendance", shapes.ATTENDANCE), ("log", shapes.LOG)):
        faults = list(_shape(key, document[key], shape))
        yield from faults or WHOLE[key](document[key])
    yield from _each("items", document["items"], shapes.ITEM, lambda where, item: _item(where, item, document))
    yield from _each("polls", document["polls"], shapes.POLL, lambda where, poll: _poll(where, poll, document))


def _each(
    key: str, values: list[Object], shape: shapes.Shape, rules: Callable[[str, Object], Iterator[Fault]]
) -> Iterator[Fault]:
    ids = Counter(str(value.get("id")) for value in values)
    twice = [name for name, times in ids.items() if times > 1]
    if twice:
        yield _fault(key, "twice", ids=", ".join(twice))
    for place, value in enumerate(values):
        where = f"{key}/{value.get('id', place)}"
        faults = list(_shape(where, value, shape))
        yield from faults or rules(where, value)


def _meeting(meeting: Object) -> Iterator[Fault]:
    if datetime.fromisoformat(meeting["closed_at"]) < datetime.fromisoformat(meeting["opened_at"]):
        yield _fault("meeting", "times")


def _attendance(attendance: Object) -> Iterator[Fault]:
    members, present, needed = (attendance[key] for key in shapes.ATTENDANCE)
    if present > members:
        yield _fault("attendance", "attendance", present=present, members=members)
    if present < needed:
        yield _fault("attendance", "quorum", present=present, needed=needed)


def _log(log: Object) -> Iterator[Fault]:
    """The note's second line is the size, its third the root (C2SP tlog-checkpoint)."""
    lines = log["checkpoint"].split("\n")
    if lines[1:3] != [str(log["size"]), log["root"]]:
        yield _fault("log", "log.checkpoint")


WHOLE: Final[dict[str, Callable[[Object], Iterator[Fault]]]] = {
    "meeting": _meeting,
    "attendance": _attendance,
    "log": _log,
}
# Dispositions that only a declared poll with this outcome can carry.
SUPPORT: Final = {"adopted": "adopted", "not_adopted": "not_adopted", "elected": "decided"}


def _item(where: str, item: Object, document: Object) -> Iterator[Fault]:
    own = {poll.get("id"): poll for poll in document["polls"] if poll.get("item") == item["id"]}
    for name in item["polls"]:
        if name not in own:
            yield _fault(where, "item.poll", poll=name)
    word = item["disposition"]
    if word in SUPPORT and SUPPORT[word] not in [poll.get("outcome") for poll in own.values()]:
        yield _fault(where, "item.result", word=word)


def _poll(where: str, poll: Object, document: Object) -> Iterator[Fault]:
    listed = [item.get("polls") for item in document["items"] if item.get("id") == poll["item"]]
    if not any(isinstance(ids, list) and poll["id"] in ids for ids in listed):
        yield _fault(where, "poll.item", item=poll["item"])
    if poll["needed"] is not None and poll["needed"] > poll["base"]:
        yield _fault(where, "poll.needed", needed=poll["needed"], base=poll["base"])
    if poll["voided"] is None:
        yield from _declared(where, poll, document["attendance"].get("members"))
    elif {key for key in ("counts", "votes", *shapes.ELECTION) if poll.get(key) is not None}:
        yield _fault(where, "voided.counts")


def _declared(where: str, poll: Object, members: Any) -> Iterator[Fault]:
    faults = list(_shape(where, poll, shapes.ENTERED))
    if faults:
        yield from faults
        return
    chain = {**{key: poll[key] for key in ("cast", "issued", "eligible", "present")}, "members": members}
    if not shapes.whole(members) or list(chain.values()) != sorted(chain.values()):
        yield _fault(where, "poll.chain", **chain)
    if not poll["authority"]:
        yield _fault(where, "poll.authority")
    yield from _by_hand(where, poll)
    kinds = {"motion": _motion, "election": _election, "primary": _election, "evaluation": _evaluation}
    yield from kinds[poll["kind"]](where, poll)


def _motion(where: str, poll: Object) -> Iterator[Fault]:
    counts = poll.get("counts")
    if not isinstance(counts, dict) or shapes.wrong_keys(counts, shapes.COUNTS):
        yield _fault(where, "shape", keys="counts")
        return
    pressed = counts["for"] + counts["against"] + counts["abstain"] + counts["void"]
    if pressed + counts["not_voting"] != poll["eligible"]:
        yield _fault(where, "motion.eligible", total=pressed + counts["not_voting"], eligible=poll["eligible"])
    if pressed != poll["cast"] + poll["hands"]:
        yield _fault(where, "motion.entered", total=pressed, entered=poll["cast"] + poll["hands"])
    rightly = "not_adopted" if poll["needed"] is None or counts["for"] < poll["needed"] else "adopted"
    if poll["outcome"] != rightly:
        yield _fault(where, "poll.outcome", outcome=poll["outcome"])
    yield from _said(where, poll, (counts["for"], counts["against"], counts["abstain"]))
    yield from _named(where, poll, counts)


def _evaluation(where: str, poll: Object) -> Iterator[Fault]:
    """One grade on each valid paper; every paper came out of the box or from the tellers."""
    faults = list(_shape(where, poll, shapes.EVALUATION))
    if faults:
        yield from faults
        return
    valid, invalid, returned = poll["valid"], poll["invalid"], poll["returned"]
    if sum(one["votes"] for one in poll["options"]) != valid or valid + invalid != returned:
        yield _fault(where, "election.returned", valid=valid, invalid=invalid, returned=returned)
    if returned != poll["cast"] + poll["hands"]:
        yield _fault(where, "election.entered", returned=returned, entered=poll["cast"] + poll["hands"])
    if poll["outcome"] != "decided":
        yield _fault(where, "poll.outcome", outcome=poll["outcome"])


def _by_hand(where: str, poll: Object) -> Iterator[Fault]:
    """Papers that were counted by tellers: none more than were returned, issued or taken from the stock."""
    faults = list(_shape(where, poll, shapes.BY_HAND)) if poll["form"] == "paper" else []
    papers = poll.get("papers")
    if faults or not isinstance(papers, dict):
        yield from faults
        return
    issued, spoiled, voters = papers["issued"], papers["spoiled"], papers["voters"]
    stock = papers["printed"] - papers["sealed"]
    if papers["returned"] != poll["hands"]:
        yield _fault(where, "papers.entered", returned=papers["returned"], hands=poll["hands"])
    if issued != poll["issued"] or issued + spoiled > stock or voters > issued:
        yield _fault(where, "papers.stock", issued=issued, spoiled=spoiled, stock=stock, voters=voters)
    ruled = sum(one["status"].startswith("void") for one in poll["adjudications"])
    counts = poll.get("counts")
    invalid = counts.get("void") if isinstance(counts, dict) else poll.get("invalid")
    if shapes.whole(invalid) and ruled > invalid:
        yield _fault(where, "papers.void", ruled=ruled, invalid=invalid)


def _said(where: str, poll: Object, figures: Iterable[int]) -> Iterator[Fault]:
    """The words as the figures gave them; a person may have read others, and then both are on file."""
    edited = poll.get("announcement_edited")
    if edited is not None and not shapes.having(shapes.EDITED)(edited):
        yield _fault(where, "shape", keys="announcement_edited")
        return
    spoken = (poll["announcement"] if edited is None else edited["generated"])["zh"]
    hands = poll["form"] == "show_of_hands"  # counted in persons, and 没有 where nobody raised one
    missing = [
        str(figure)
        for figure in figures
        if f"{figure}{'人' if hands else '票'}" not in spoken and not (hands and figure == 0 and "没有" in spoken)
    ]
    if missing:
        yield _fault(where, "poll.announcement", figures=", ".join(missing))


def _named(where: str, poll: Object, counts: Object) -> Iterator[Fault]:
    votes = poll.get("votes")
    if votes is None:
        return
    if poll["secrecy"] != "named":
        yield _fault(where, "named.secret")
    elif not shapes.several(shapes.having(shapes.VOTE))(votes):
        yield _fault(where, "shape", keys="votes")
    else:
        listed = Counter(vote["mark"] for vote in votes)
        for mark in shapes.COUNTS:
            if listed[mark] != counts[mark] and not poll["hands"]:
                yield _fault(where, "named.sum", mark=mark, listed=listed[mark], counted=counts[mark])


def _election(where: str, poll: Object) -> Iterator[Fault]:
    primary = poll["kind"] == "primary"
    faults = list(_shape(where, poll, shapes.PRIMARY if primary else shapes.ELECTION))
    yield from faults or _papers(where, poll)
    yield from () if faults else _ranking(where, poll)
    yield from () if faults else (_places if primary else _seats)(where, poll)


def _places(where: str, poll: Object) -> Iterator[Fault]:
    """A pre-vote: the formal list and the places left, by the order of votes."""
    formal, tied, left = poll["formal"], poll["tied"], poll["places_left"]
    votes = {line["name"]: line["for"] for line in poll["ranking"]}
    tied_names = [] if tied is None else tied["names"]
    if not votes.keys() >= {*formal, *tied_names} or len({*formal, *tied_names}) != len(formal) + len(tied_names):
        yield _fault(where, "election.names")
    if len(formal) + left != poll["seats"]:
        yield _fault(where, "election.seats", elected=len(formal), vacant=left, seats=poll["seats"])
    rightly = "tied" if tied is not None else "short" if left else "decided"
    if poll["outcome"] != rightly or (
        formal
        and votes
        and min(votes[name] for name in formal if name in votes)
        < max((count for name, count in votes.items() if name not in formal), default=0)
    ):
        yield _fault(where, "poll.outcome", outcome=poll["outcome"])


def _papers(where: str, poll: Object) -> Iterator[Fault]:
    valid, invalid, returned = poll["valid"], poll["invalid"], poll["returned"]
    if valid + invalid != returned:
        yield _fault(where, "election.returned", valid=valid, invalid=invalid, returned=returned)
    if returned != poll["cast"] + poll["hands"]:
        yield _fault(where, "election.entered", returned=returned, entered=poll["cast"] + poll["hands"])
    if returned > poll["issued"]:
        yield _fault(where, "election.issued", returned=returned, issued=poll["issued"])
    if sum(line["for"] for line in poll["ranking"]) > valid * poll["seats"]:
        yield _fault(where, "election.approvals")


def _ranking(where: str, poll: Object) -> Iterator[Fault]:
    ranking = poll["ranking"]
    names = [line["name"] for line in ranking]
    printed = [line["name"] for line in ranking if not line["write_in"]]
    if sorted(printed) != sorted(poll["candidates"]) or len(set(names)) != len(names):
        yield _fault(where, "election.names")
    if [line["for"] for line in ranking] != sorted((line["for"] for line in ranking), reverse=True):
        yield _fault(where, "election.order")
    for line in ranking:
        total = line["for"] + line["against"] + line["abstain"]
        fits = total <= poll["valid"] and line["for"] == total if line["write_in"] else total == poll["valid"]
        if not fits:
            yield _fault(where, "election.line", name=line["name"], valid=poll["valid"])


def _seats(where: str, poll: Object) -> Iterator[Fault]:
    elected, tied, vacant = poll["elected"], poll["tied"], poll["vacant"]
    votes = {line["name"]: line["for"] for line in poll["ranking"]}
    tied_names = [] if tied is None else tied["names"]
    if not votes.keys() >= {*elected, *tied_names} or len({*elected, *tied_names}) != len(elected) + len(tied_names):
        yield _fault(where, "election.names")
    if len(elected) + vacant != poll["seats"]:
        yield _fault(where, "election.seats", elected=len(elected), vacant=vacant, seats=poll["seats"])
    for name in elected:
        if votes.get(name, 0) < (poll["needed"] or 0):
            yield _fault(where, "election.threshold", name=name)
    rightly = "tied" if tied is not None else "short" if vacant else "decided"
    equal = len({votes.get(name) for name in tied_names}) <= 1 and (tied is None or 0 < tied["seats"] <= vacant)
    if poll["outcome"] != rightly or not equal:
        yield _fault(where, "poll.outcome", outcome=poll["outcome"])
