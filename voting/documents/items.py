"""The items of a sitting file with the votes planned on them: each field by its name, each error with its line."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Final, get_args

from voting.core.deadlines import MATTERS
from voting.core.mover_words import SENTENCES
from voting.core.track_words import STEPS
from voting.core.words import (
    Act,
    Addressee,
    Form,
    ItemKind,
    Matter,
    Office,
    Part,
    PollKind,
    Press,
    ReportOf,
    RosterName,
    Secrecy,
    Text,
    Word,
)  # fmt: skip
from voting.documents.fields import Table
from voting.documents.plan import (
    Candidate,
    ElectionPlan,
    ItemPlan,
    PersonPlan,
    PollPlan,
    Reporter,
    ReporterKind,
    RosterPlan,
)  # fmt: skip
from voting.documents.text import person_name

MAX_NAME: Final = 60
LONGEST_VOTE: Final = 24 * 3600  # seconds
MOST_SEATS: Final = 1_000
MOST_PLENARIES: Final = 60
PERSONAL: Final = ("appointment", "removal", "recall", "resignation")


@dataclass
class Once:
    """Ids already given in this file; `laid` where it was laid before, perhaps when votes did not name their persons yet."""

    items: set[str] = field(default_factory=set)
    polls: set[str] = field(default_factory=set)
    laid: bool = False


def own_id(table: Table, taken: set[str]) -> str:
    """The id of this table, not given before."""
    found = table.id("id")
    if found and found in taken:
        table.wrong("id", f"“{found}”已经用过。", f"“{found}” is already in use.")
    taken.add(found)
    return found


def item(table: Table, once: Once) -> ItemPlan:
    """One item of the agenda with its votes."""
    kind: ItemKind = table.word("kind", get_args(ItemKind))
    sound = table.data.get("kind") == kind  # a wrong kind is one error, not a dozen that follow from a guess
    if sound and kind == "report" and not table.has("reporter"):
        table.wrong("reporter", "报告须写明报告人。", "A report names its reporter.")
    item = ItemPlan(
        id=own_id(table, once.items),
        kind=kind,
        title=table.both("title"),
        reporter=_reporter(table),
        papers=tuple(_paper(paper) for paper in table.tables("papers")),
        dispositions=table.words("dispositions", get_args(Word)),
        polls=tuple(_poll(poll, once, kind if sound else None) for poll in table.tables("poll")),
        delivered=_delivered(table),
        matter=_matter(table, kind),
    )
    if sound:
        _endable(item, table)
        _ordered(item, table)
        if not once.laid:
            _named(item, table)
    if sound and kind == "election" and not any(poll.kind == "election" for poll in item.polls):
        table.wrong("kind", "选举议题须有一次选举。", "An election item needs a poll of kind election.")
    table.finish()
    return item


def _endable(item: ItemPlan, table: Table) -> None:
    """An item that is voted on may end in what its votes can decide, or it could never be closed."""
    words = set(item.dispositions)
    if not item.dispositions:
        return
    if not item.polls and words <= {"adopted", "not_adopted", "decided", "elected"}:
        zh = "没有表决的议题不能只以表决结果结束。"
        table.wrong("dispositions", zh, "An item without a vote cannot end in the result of one.")
    if not item.polls:
        return
    if item.kind == "election":
        missing = [] if "elected" in words else ["elected"]
    else:
        needed = {"decided"} if item.kind == "evaluation" else _results(item)
        missing = [*([] if words & {"adopted", "decided"} else ["adopted"]), *sorted(needed - words)]
    for word in missing:
        zh = f"付表决的议题须能以“{word}”结束。"
        table.wrong("dispositions", zh, f"An item that is voted on must be able to end as “{word}”.")


def _results(item: ItemPlan) -> set[str]:
    """What its votes may come to beside being adopted: several persons may have mixed results."""
    several = sum(poll.part in ("person", "merged") for poll in item.polls) > 1
    return {"not_adopted", *(["decided"] if several else [])}


def _ordered(item: ItemPlan, table: Table) -> None:
    """One vote on the whole, others on parts of it; persons one by one; what rests on another vote names an earlier one."""
    if item.kind in ("report", "decision") and sum(poll.part == "whole" for poll in item.polls) > 1:
        zh = "一项议题只有一次整体表决；其他表决须写明是修正案、条款还是人选（part）。"
        table.wrong("poll", zh, "An item has one vote on the whole; every other one says what part it is on.")
    earlier: list[str] = []
    for poll in item.polls:
        for name in poll.after:
            if name not in earlier:
                zh = f"“{name}”不是本议题在前的表决。"
                table.wrong("poll", zh, f"“{name}” is no earlier vote of this item.")
        earlier.append(poll.id)


def _named(item: ItemPlan, table: Table) -> None:
    """Who is voted on is said, or nothing could be asked for before the vote and after it (CQM 16, SZM 15, ZZF 26)."""
    for place, poll in enumerate(item.polls if item.kind in PERSONAL else ()):
        path = (*table.path, "poll", place)
        if poll.part == "merged" and not poll.persons:
            zh = "合并表决须在 persons 中逐一写明所表决的人选、职务和任免事项。"
            en = "A merged vote lists under “persons” everybody whom it is on, with the post and what is done."
            table.report.wrong((*path, "persons"), zh, en)
        elif poll.part not in ("person", "merged"):
            zh = "人事任免、撤职、罢免、辞职的表决须写明人选和任免事项（person）；几个人选合并表决的写 persons。"
            en = (
                "A vote that appoints, removes or lets go names its person and what it does; a merged vote its persons."
            )
            table.report.wrong((*path, "person"), zh, en)


def _reporter(item: Table) -> Reporter | None:
    table = item.table("reporter") if item.has("reporter") else None
    if table is None:
        return None
    reporter = Reporter(
        name=person_name(table.text("name", MAX_NAME)),
        office=table.both("office", 60),
        kind=table.word("kind", get_args(ReporterKind)),
        report_of=table.word("report_of", get_args(ReportOf)) if table.has("report_of") else None,
    )
    if reporter.report_of not in (None, "government") and reporter.kind == "delegated":
        zh, en = SENTENCES["report.not_delegated"]
        table.wrong("report_of", f"{zh}（监督法第十六条）", f"{en} (JDF 16)")
    table.finish()
    return reporter


def _paper(table: Table) -> Text:
    title = table.both("title")
    table.finish()
    return title


def _matter(item: Table, kind: ItemKind) -> Matter | None:
    """What a report or decision is about, where the law sets a time limit by that, or a procedural question; may be absent."""
    if not item.has("matter"):
        return None
    found: Matter = item.word("matter", get_args(Matter))
    if kind not in (("report", "decision") if found in MATTERS else ("procedural",)):
        zh = "预算、预算调整、决算只能是报告或者决议决定；暂不付表决、紧急动议、合并表决只能是程序事项。"
        en = "A budget or final accounts are a report or a decision; postponing, an urgent motion, merging are procedural."
        item.wrong("matter", zh, en)
    return found


def _delivered(item: Table) -> dict[Addressee, str]:
    """The days on which the item's papers were delivered, by addressee; may be absent."""
    table = item.table("delivered") if item.has("delivered") else None
    if table is None:
        return {}
    found = {to: table.day(to) for to in get_args(Addressee) if table.has(to)}
    table.finish()
    return found


def _poll(table: Table, once: Once, of: ItemKind | None) -> PollPlan:
    """One vote of an item of the kind `of`; None where that kind is itself wrong."""
    kind: PollKind = table.word("kind", get_args(PollKind))
    if table.data.get("kind") != kind:
        table.asked |= table.data.keys()  # which fields belong here depends on the kind
    if kind == "election" and of not in ("election", None):
        table.wrong("kind", "选举只能列在选举议题之下。", "A poll of kind election stands under an election item only.")
    if kind == "evaluation" and of not in ("evaluation", "report", None):
        table.wrong(
            "kind", "测评只能列在测评或者报告之下。", "An evaluation stands under an evaluation or a report only."
        )
    person = _person(table.table("person")) if table.has("person") else None
    part: Part = table.word("part", get_args(Part)) if table.has("part") else "person" if person else "whole"
    if (part == "person") != (person is not None):
        table.wrong("part", "逐人表决须写明人选。", "A vote on a person names the person, and no other vote does.")
    poll = PollPlan(
        id=own_id(table, once.polls),
        kind=kind,
        title=table.both("title"),
        secrecy=table.word("secrecy", get_args(Secrecy)),
        form=table.word("form", get_args(Form)),
        press=table.word("press", get_args(Press)),
        time_limit=table.whole_or_none("time_limit", 1, LONGEST_VOTE),
        election=_election(table) if kind == "election" else None,
        part=part,
        person=person,
        persons=_persons(table) if part == "merged" and of in (*PERSONAL, None) else (),
        after=_ids(table, "after"),
        requires=table.words("requires", tuple(STEPS)) if table.has("requires") else (),
        options=_options(table) if kind == "evaluation" else (),
    )
    table.finish()
    return poll


def _persons(poll: Table) -> tuple[PersonPlan, ...]:
    """Whom a merged vote is on: at least two, each named once for a post; may be absent."""
    found: list[PersonPlan] = []
    for table in poll.tables("persons", least=2 if poll.has("persons") else 0):
        one = _person(table)
        if (
            one is not None
            and one.name
            and any((p.name, p.act, p.post) == (one.name, one.act, one.post) for p in found)
        ):
            table.wrong("name", f"人选“{one.name}”出现两次。", f"“{one.name}” stands twice.")
        found += [one] if one is not None else []
    return tuple(found)


def _person(table: Table | None) -> PersonPlan | None:
    if table is None:
        return None
    person = PersonPlan(
        name=person_name(table.text("name", MAX_NAME)),
        en=table.text("en", 3 * MAX_NAME) if table.has("en") else None,
        act=table.word("act", get_args(Act)),
        post=table.both("post", 60),
        procurator=table.flag("procurator") if table.has("procurator") else False,
        rejected=_days(table, "rejected"),
    )
    table.finish()
    return person


def _days(table: Table, key: str) -> tuple[str, ...]:
    """A list of days written without quotation marks; may be absent."""
    table.asked.add(key)
    table.report.days.add((*table.path, key))
    values = table.data.get(key, [])
    if not isinstance(values, list):
        table.wrong(key, f"“{key}”须是日期的列表。", f"“{key}” must be a list of days.")
        return ()
    path = (*table.path, key)
    for place, value in enumerate(values):
        table.report.days.add((*path, place))
        if type(value) is not datetime.date:
            table.report.wrong((*path, place), f"“{key}”须是日期的列表。", f"“{key}” must be a list of days.")
    return tuple(value.isoformat() for value in values if type(value) is datetime.date)


def _ids(table: Table, key: str) -> tuple[str, ...]:
    """A list of ids; may be absent."""
    table.asked.add(key)
    values = table.data.get(key, [])
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        return tuple(str(value) for value in values)
    table.wrong(key, f"“{key}”须是文字的列表。", f"“{key}” must be a list of texts.")
    return ()


def _options(poll: Table) -> tuple[Text, ...]:
    """The grades to choose from, best first; at least two, each once."""
    found: list[Text] = []
    for table in poll.tables("options", least=2):
        one = Text(table.text("zh", 20), table.text("en", 60))
        if one.zh and any(other.zh == one.zh for other in found):
            table.wrong("zh", f"选项“{one.zh}”出现两次。", f"The option “{one.zh}” stands twice.")
        table.finish()
        found.append(one)
    return tuple(found)


def roster(table: Table, once: Once) -> RosterPlan:
    """A list of members for an office of the sitting."""
    plan = RosterPlan(
        name=table.word("name", get_args(RosterName)),
        members=tuple(person_name(name) for name in _ids(table, "members")),
        item=table.id("item") if table.has("item") else None,
        plenary=table.whole_or_none("plenary", 1, MOST_PLENARIES),
    )
    if not plan.members:
        table.wrong("members", "名单不能为空。", "A list names somebody.")
    if plan.item is not None and plan.item not in once.items:
        table.wrong("item", f"议程中没有“{plan.item}”。", f"No item of the agenda is called “{plan.item}”.")
    table.finish()
    return plan


def _election(table: Table) -> ElectionPlan:
    return ElectionPlan(
        office=table.word("office", get_args(Office)),
        post=table.both("post", 60),
        seats=table.whole("seats", 1, MOST_SEATS),
        fixed_surplus=table.whole_or_none("fixed_surplus", 0, MOST_SEATS),
        write_ins=table.flag("write_ins"),
        candidates=_candidates(table),
        **{name: table.has(name) and table.flag(name) for name in ("procurator", "deputies_only", "by_election")},
    )


def _candidates(poll: Table) -> tuple[Candidate, ...]:
    found: list[Candidate] = []
    for table in poll.tables("candidates"):
        name = person_name(table.text("name", MAX_NAME))
        if name and any(other.name == name for other in found):
            table.wrong("name", f"候选人“{name}”出现两次。", f"The candidate “{name}” stands twice.")
        found.append(Candidate(name, table.text("en", 3 * MAX_NAME) if table.has("en") else None))
        table.finish()
    return tuple(found)
