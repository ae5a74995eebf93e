"""From files to a prepared sitting: the roll into the register, the agenda and the rules into the ledger.

Names go into the register only; the ledger gets ids and the hashes of the papers they come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from voting import exact
from voting.ballots.encodings import b64
from voting.ballots.keys import pin_hash
from voting.clerk.clerk import Answer, Clerk, Done, Turn
from voting.core import commands as c
from voting.core.events import DraftEntry, ItemEntry, MemberEntry
from voting.core.refusals import Refusal
from voting.core.rulebook import Rule, RuleBook
from voting.core.words import LABELS, Body, Level, Text
from voting.documents.roll import MemberRow, Roll
from voting.documents.sitting import ItemPlan, PollPlan, SittingErrors, SittingFile, method_bytes, sitting_of
from voting.projections.texts import DraftText, Line, Person, Reporter, Texts
from voting.rules import load
from voting.store.register import Member, Register

SITTING_FILE: Final = "sitting.toml"
NO_METHOD: Final = Text("", "")


class Unusable(ValueError):
    """The files cannot be used; `faults` are sentences for people with file and line or row."""

    def __init__(self, faults: tuple[Text, ...]) -> None:
        super().__init__("; ".join(fault.en for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Plan:
    """A sitting as its file plans it, with the rules that hold for it."""

    file: SittingFile
    data: bytes
    rules: tuple[Rule, ...]

    @property
    def meeting(self) -> str:
        return self.file.meeting.id


def read_plan(data: bytes, name: str = SITTING_FILE) -> Plan:
    """The plan in a sitting file, judged by the national book and the meeting's own method; Unusable with every fault."""
    national = load.book()
    keys = {rule.key for rule in national.rules}
    file = sitting_of(data, name, keys)
    if isinstance(file, SittingErrors):
        raise Unusable(tuple(Text(f"{e.file}:{e.line} {e.zh}", f"{e.file}:{e.line} {e.en}") for e in file.errors))
    rules = (*_rules(national, file.meeting.body, file.meeting.level), *_method(national, file))
    widened = tuple(_widened(file, RuleBook(rules)))
    if widened:
        raise Unusable(widened)
    return Plan(file, data, rules)


def _widened(file: SittingFile, book: RuleBook) -> Iterator[Text]:
    """A sitting file may narrow what an item may end in, never widen it (law.md A03)."""
    for item in file.items:
        lawful = book.words("agenda.dispositions", kind=item.kind)
        for word in item.dispositions:
            if word not in lawful:
                zh, en = LABELS[word]
                yield Text(
                    f"{file.file} 议题“{item.id}”不能以“{zh}”结束。",
                    f"{file.file} the item “{item.id}” cannot end as “{en}”.",
                )


def _rules(national: load.Book, body: Body, level: Level) -> tuple[Rule, ...]:
    return load.chosen(national, body, level)


def _method(national: load.Book, file: SittingFile) -> tuple[Rule, ...]:
    if file.method is None:
        return ()
    known = load.chosen(national, file.meeting.body, file.meeting.level)
    try:
        return tuple(load.method(file.method.rules, known, file.method.title, file.method.title, file.method.adopted))
    except (load.UnknownKey, load.WrongValue) as error:
        zh, en = f"{SITTING_FILE} [method] 的规则不能使用：{error}", f"{SITTING_FILE} [method] cannot be used: {error}"
        raise Unusable((Text(zh, en),)) from error


def texts(plan: Plan, people: Mapping[str, Person]) -> Texts:
    """Everything readable about the meeting, by the ids that the ledger uses."""
    file, method = plan.file, plan.file.method
    national = load.book()
    polls = [(item, poll) for item in file.items for poll in item.polls]
    return Texts(
        title=file.meeting.title, place=file.meeting.place,
        method_title=method.title if method else NO_METHOD, consent=method.consent if method else None,
        books=((national.id, national.title, national.in_force),), people=people,
        items={item.id: item.title for item in file.items},
        numbers={item.id: number for number, item in enumerate(file.items, start=1)},
        reporters={i.id: Reporter(i.reporter.name, i.reporter.office) for i in file.items if i.reporter},
        papers={item.id: item.papers for item in file.items},
        drafts={
            (item.id, poll.id): DraftText(poll.title, poll.election.post if poll.election else None)
            for item, poll in polls
        },
        candidates={line.id: line.name for item, poll in polls for line in candidates(item, poll)},
    )  # fmt: skip


def candidates(item: ItemPlan, poll: PollPlan) -> tuple[Line, ...]:
    """The candidates of an election with their ids, in the order of the list."""
    if poll.election is None:
        return ()
    return tuple(
        Line(f"{item.id}.{poll.id}.c{number}", Text(one.name, one.en or one.name))
        for number, one in enumerate(poll.election.candidates, start=1)
    )


def _draft(item: ItemPlan, poll: PollPlan) -> DraftEntry:
    e = poll.election
    return DraftEntry(
        poll.id, poll.kind, poll.secrecy, poll.form, poll.press, poll.time_limit, e.office if e else None,
        e.seats if e else None, e.fixed_surplus if e else None, bool(e and e.write_ins),
        tuple(line.id for line in candidates(item, poll)),
    )  # fmt: skip


def _item(number: int, item: ItemPlan) -> ItemEntry:
    reporter = item.reporter.kind if item.reporter else None
    drafts = tuple(_draft(item, poll) for poll in item.polls)
    return ItemEntry(item.id, number, item.kind, reporter, tuple(item.dispositions), drafts)


def command(plan: Plan, roll: Roll, by: c.Actor, sample: bool) -> c.PrepareSitting:
    """The command that lays the sitting before the clerk."""
    meeting = plan.file.meeting
    members = tuple(MemberEntry(m.id, m.seat, m.role) for m in roll.members)
    items = tuple(_item(number, item) for number, item in enumerate(plan.file.items, start=1))
    hashes = {
        SITTING_FILE: sha256(plan.data).hexdigest(),
        "roll": sha256(exact.dumps([row(m) for m in roll.members])).hexdigest(),
    }
    adopting = plan.file.method.adopted_by if plan.file.method is not None else None
    if plan.file.method is not None:
        hashes["method"] = sha256(method_bytes(plan.file.method)).hexdigest()
    return c.PrepareSitting(
        by, "", meeting.id, meeting.body, meeting.level, sample, plan.rules, members, items, hashes, adopting
    )


def row(member: MemberRow) -> dict[str, object]:
    """A line of the roll as its digest is made over."""
    return {
        "id": member.id, "name": member.name, "sex": member.sex, "group": member.group, "seat": member.seat,
        "role": member.role, "badge": member.badge,
    }  # fmt: skip


@dataclass(frozen=True)
class Preparation:
    """The job: the sitting's first event, with the sitting file beside it."""

    command: c.PrepareSitting
    data: bytes

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record the preparation and file the sitting file."""
        found = clerk.decide(turn, replace(self.command, at=turn.at))
        if isinstance(found, Refusal):
            return found
        turn.document(SITTING_FILE, "application/toml", self.data)
        return Done()


def badge_hash(pepper: bytes, meeting: str, badge: str) -> str:
    """The keyed hash of a badge number, b64."""
    return b64(pin_hash(pepper, meeting, "badge", badge))


def register_roll(register: Register, pepper: bytes, meeting: str, roll: Roll, pins: Mapping[str, str]) -> None:
    """Put the people into the register with keyed hashes of PINs and badges, in place of any before; nothing in clear."""
    people = (
        Member(
            meeting, m.id, m.name, m.sex, m.group or None, m.seat or None, m.role,
            badge_hash(pepper, meeting, m.badge) if m.badge else None,
            b64(pin_hash(pepper, meeting, m.id, pins[m.id])) if m.id in pins else None,
        )
        for m in roll.members
    )  # fmt: skip
    register.replace_members(meeting, people)


def people(register: Register, meeting: str) -> dict[str, Person]:
    """The roll as people read it, by id."""
    return {
        m.id: Person(m.id, m.name, m.sex or "", m.grp or "", m.seat or "", m.role) for m in register.members(meeting)
    }
