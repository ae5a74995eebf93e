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
from voting.core.events import DraftEntry, ItemEntry, MemberEntry, RosterEntry
from voting.core.persons import PersonEntry
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import Rule, RuleBook
from voting.core.words import LABELS, Office, Text
from voting.documents.law import Law
from voting.documents.plan import ItemPlan, PersonPlan, PollPlan, RosterPlan, SittingErrors, SittingFile, method_bytes
from voting.documents.roll import MemberRow, Roll
from voting.documents.sitting import sitting_of
from voting.documents.toml_lines import Path
from voting.projections.texts import DraftText, Line, Person, Reporter, Source, Texts
from voting.rules import load
from voting.store.register import Member, Register

SITTING_FILE: Final = "sitting.toml"
NO_METHOD: Final = Text("", "")
POSTS: Final = {"deputy_governor": "副省长"}  # a post that rules speak of apart, by its title; the ledger has no titles
T0: Final = "T0"  # as methods, screens and sheets write it
NOBODY: Final[Mapping[str, str]] = {}
LAW: Final = Law(load.KEYS, load.jurisdictions(), load.fault)


class Unusable(ValueError):
    """The files cannot be used; `faults` are sentences for people with file and line or row.

    `paths` say where in the sitting file each stands, () where no single place is at fault.
    """

    def __init__(self, faults: tuple[Text, ...], paths: tuple[Path, ...] = ()) -> None:
        super().__init__("; ".join(fault.en for fault in faults))
        self.faults = faults
        self.paths = paths or ((),) * len(faults)


@dataclass(frozen=True)
class Plan:
    """A sitting as its file plans it, with the rules that hold for it."""

    file: SittingFile
    data: bytes
    rules: tuple[Rule, ...]
    books: tuple[load.Book, ...]

    @property
    def meeting(self) -> str:
        return self.file.meeting.id


def read_plan(data: bytes, name: str = SITTING_FILE, *, laid: bool = False) -> Plan:
    """The plan in a sitting file, judged by the books of nation and place, the body's own rules and the meeting's method.

    `laid`: the file was laid before, and may leave unsaid what was not asked for then. Unusable with every fault.
    """
    file = sitting_of(data, name, LAW, laid=laid)
    if isinstance(file, SittingErrors):
        raise Unusable(tuple(Text(f"{e.file}:{e.line} {e.zh}", f"{e.file}:{e.line} {e.en}") for e in file.errors))
    try:
        books = load.layers(file.meeting.jurisdiction, file.meeting.date)
    except LookupError as error:
        zh = f"{name} 开会的日子没有可用的规则手册：{file.meeting.date}。"
        en = f"{name} no rule book is in force on {file.meeting.date}."
        raise Unusable((Text(zh, en),), (("meeting", "date"),)) from error
    rules = _rules(books, file)
    book = RuleBook(rules)
    faults = (*_widened(file, book), *_merged(file, book), *(() if laid else _consented(file)))
    if faults:
        raise Unusable(tuple(text for _, text in faults), tuple(path for path, _ in faults))
    return Plan(file, data, rules, books)


def _widened(file: SittingFile, book: RuleBook) -> Iterator[tuple[Path, Text]]:
    """A sitting file may narrow what an item may end in, never widen it (law.md A03)."""
    for place, item in enumerate(file.items):
        lawful = book.words("agenda.dispositions", kind=item.kind)
        for word in item.dispositions:
            if word not in lawful:
                zh, en = LABELS[word]
                text = Text(
                    f"{file.file} 议题“{item.id}”不能以“{zh}”结束。",
                    f"{file.file} the item “{item.id}” cannot end as “{en}”.",
                )
                yield ("item", place, "dispositions"), text


def _merged(file: SittingFile, book: RuleBook) -> Iterator[tuple[Path, Text]]:
    """Where appointments are voted on one by one always, a merged vote could never be put (CWYS 47)."""
    key = "appointment.one_by_one"
    if not book.has(key) or book.value(key) != "always":
        return
    no = refuse("vote.one_by_one", book.article(key))
    for place, item in enumerate(file.items):
        for at, poll in enumerate(item.polls):
            if item.kind == "appointment" and poll.part == "merged":
                yield ("item", place, "poll", at, "part"), Text(f"{file.file} {no.zh}", f"{file.file} {no.en}")


def _consented(file: SittingFile) -> Iterator[tuple[Path, Text]]:
    """T0 takes the meeting's own method, which says so in its text and in the sentence that screens and sheets repeat."""
    for place, own in enumerate(file.body_rules):
        for key, one in own.rules.items():
            if _is_t0(key) and one.value is True:
                text = Text(
                    f"{file.file} 由操作方单独保密（T0 级）只能由本次会议的办法同意。",
                    f"{file.file} only the method of this very meeting may consent to tier T0.",
                )
                yield ("body_rules", place, "rules", key), text
    method = file.method
    if method is None or not any(_is_t0(key) and value is True for key, value in method.rules.items()):
        return
    for field, words in (("text", method.text), ("consent", method.consent or NO_METHOD)):
        if not all(T0 in said for said in words):
            text = Text(
                f"{file.file} 办法同意 T0 级方式的，办法全文和屏幕、结果单上的说明（中英文）都须写明“{T0}”。",
                f"{file.file} a method that consents to tier T0 says “{T0}” in its text and in the sentence for screens"
                " and sheets, in both languages.",
            )
            yield ("method", field), text


def _is_t0(key: str) -> bool:
    return key.partition("@")[0] == "ballot.tier0"


def _rules(books: tuple[load.Book, ...], file: SittingFile) -> tuple[Rule, ...]:
    """Layer over layer; what a later one says takes the place of the earlier."""
    rules = load.in_place(books, file.meeting.body, file.meeting.level)
    for own in file.body_rules:
        given = {key: load.Given(one.value, one.article, one.wording or own.title.zh) for key, one in own.rules.items()}
        rules = (*rules, *load.body_rules(given, rules, own.title, own.adopted))
    method = file.method
    if method is None:
        return rules
    return (*rules, *load.method(method.rules, rules, method.title, method.title, method.adopted))


def _books(plan: Plan) -> tuple[tuple[str, Text, str], ...]:
    """What the record names as the rules of this sitting: the nation's first, the body's own last, each with its day."""
    own = ((f"body-rules-{number}", one.title, one.adopted) for number, one in enumerate(plan.file.body_rules, start=1))
    return (*((book.id, book.title, book.in_force) for book in plan.books), *own)


def _sources(plan: Plan) -> dict[str, Source]:
    """The texts that articles cite, by their keys; a place's own list goes before the nation's."""
    found = (one for book in plan.books for one in book.sources.values())
    return {one.key: Source(one.title, one.version, one.note) for one in found}


def texts(plan: Plan, people: Mapping[str, Person]) -> Texts:
    """Everything readable about the meeting, by the ids that the ledger uses."""
    file, method = plan.file, plan.file.method
    polls = [(item, poll) for item in file.items for poll in item.polls]
    return Texts(
        title=file.meeting.title, place=file.meeting.place,
        method_title=method.title if method else NO_METHOD, consent=method.consent if method else None,
        books=_books(plan), sources=_sources(plan), people=people,
        items={item.id: item.title for item in file.items},
        numbers={item.id: number for number, item in enumerate(file.items, start=1)},
        reporters={i.id: Reporter(i.reporter.name, i.reporter.office) for i in file.items if i.reporter},
        papers={item.id: item.papers for item in file.items},
        drafts={
            (item.id, poll.id): DraftText(poll.title, _post(poll))
            for item, poll in polls
        },
        candidates={line.id: line.name for item, poll in polls for line in candidates(item, poll)},
    )  # fmt: skip


def _post(poll: PollPlan) -> Text | None:
    return poll.election.post if poll.election else poll.person.post if poll.person else None


def candidates(item: ItemPlan, poll: PollPlan) -> tuple[Line, ...]:
    """The candidates of an election, or the grades of an evaluation, with their ids in the order of the list."""
    if poll.options:
        return tuple(Line(f"{item.id}.{poll.id}.o{n}", one) for n, one in enumerate(poll.options, start=1))
    if poll.election is None:
        return ()
    return tuple(
        Line(f"{item.id}.{poll.id}.c{number}", Text(one.name, one.en or one.name))
        for number, one in enumerate(poll.election.candidates, start=1)
    )


def _draft(item: ItemPlan, poll: PollPlan, ids: Mapping[str, str]) -> DraftEntry:
    e, person = poll.election, poll.person
    draft = DraftEntry(
        poll.id, poll.kind, poll.secrecy, poll.form, poll.press, poll.time_limit, e.office if e else None,
        e.seats if e else None, e.fixed_surplus if e else None, bool(e and e.write_ins),
        tuple(line.id for line in candidates(item, poll)), part=poll.part, after=poll.after, requires=poll.requires,
        options=tuple(option.zh for option in poll.options), procurator=bool(e and e.procurator),
        deputies_only=bool(e and e.deputies_only), round="by_election" if e and e.by_election else "first",
    )  # fmt: skip
    if person is None:
        return replace(draft, persons=tuple(_person(one, ids) for one in poll.persons))
    one = _person(person, ids)
    return replace(
        draft, act=one.act, procurator=one.procurator, rejected=one.rejected, person=one.person, post=one.post,
        post_kind=one.post_kind, office=_recalled(item, person),
    )  # fmt: skip


def _recalled(item: ItemPlan, person: PersonPlan) -> Office | None:
    """A recall from a seat of deputy (代表) is of one to the next level, and has a law of its own (XJF 51).

    A body recalls no deputy of its own: the voters or the body below that elected the deputy do.
    """
    return "DEPUTY_UP" if item.kind == "recall" and person.post.zh.endswith("代表") else None


def _person(one: PersonPlan, ids: Mapping[str, str]) -> PersonEntry:
    kind = next((word for word, said in POSTS.items() if said in one.post.zh), "")
    return PersonEntry(one.act, ids[one.name], ids[one.post.zh], one.procurator, one.rejected, kind)


def about(poll: PollPlan) -> tuple[PersonPlan, ...]:
    """Whom a vote is on: one person, the persons of a merged vote, or nobody."""
    return (poll.person,) if poll.person is not None else poll.persons


def _opaque(file: SittingFile, known: Mapping[str, str]) -> dict[str, str]:
    """One id for each person and each post of the file, so that orders of votes can be kept; names stay off the ledger.

    Who is `known` keeps the id; who is new gets one after them.
    """
    ids = dict(known)
    found = [one for item in file.items for poll in item.polls for one in about(poll)]
    for name in (name for one in found for name in (one.name, one.post.zh)):
        ids.setdefault(name, f"x{len(ids) + 1}")
    return ids


def _item(number: int, item: ItemPlan, ids: Mapping[str, str]) -> ItemEntry:
    reporter = item.reporter.kind if item.reporter else None
    drafts = tuple(_draft(item, poll, ids) for poll in item.polls)
    delivered: dict[str, str] = dict(item.delivered.items())
    return ItemEntry(item.id, number, item.kind, reporter, tuple(item.dispositions), drafts, delivered, item.matter,
                     item.reporter.report_of if item.reporter else None)  # fmt: skip


def rosters(file: SittingFile, roll: Roll) -> tuple[RosterEntry, ...]:
    """The lists of a sitting file with the ids of the roll; Unusable for who is not, or is twice, on it."""
    return tuple(
        RosterEntry(one.name, _ids(place, one, file, roll), one.item, one.plenary)
        for place, one in enumerate(file.rosters)
    )


def _ids(place: int, roster: RosterPlan, file: SittingFile, roll: Roll) -> tuple[str, ...]:
    found = []
    for name in roster.members:
        here = [m.id for m in roll.members if m.name == name] or [m.id for m in roll.members if m.seat == name]
        if len(here) != 1:
            zh = f"{file.file} 名单中的“{name}”在名册中没有或者不止一人；同名的请写座位号。"
            en = f"{file.file} “{name}” of a list is not on the roll, or more than once; where names are alike give the seat."
            raise Unusable((Text(zh, en),), (("roster", place, "members"),))
        found += here
    return tuple(found)


def command(plan: Plan, roll: Roll, by: c.Actor, sample: bool, known: Mapping[str, str] = NOBODY) -> c.PrepareSitting:
    """The command that lays the sitting before the clerk; `known`: people and posts that have an id already."""
    meeting = plan.file.meeting
    members = tuple(MemberEntry(m.id, m.seat, m.role) for m in roll.members)
    ids = _opaque(plan.file, known)
    items = tuple(_item(number, item, ids) for number, item in enumerate(plan.file.items, start=1))
    hashes = {
        SITTING_FILE: sha256(plan.data).hexdigest(),
        "roll": sha256(exact.dumps([row(m) for m in roll.members])).hexdigest(),
    }
    adopting = plan.file.method.adopted_by if plan.file.method is not None else None
    if plan.file.method is not None:
        hashes["method"] = sha256(method_bytes(plan.file.method)).hexdigest()
    return c.PrepareSitting(
        by, "", meeting.id, meeting.body, meeting.level, sample, plan.rules, members, items, hashes, adopting,
        meeting.date, rosters(plan.file, roll),
    )  # fmt: skip


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


def renew_pin(register: Register, pepper: bytes, meeting: str, member: str, pin: str) -> bool:
    """From now on this PIN and no other is the member's; False when nobody of this id is in the register."""
    return register.set_pin(meeting, member, b64(pin_hash(pepper, meeting, member, pin)))


def people(register: Register, meeting: str) -> dict[str, Person]:
    """The roll as people read it, by id."""
    return {
        m.id: Person(m.id, m.name, m.sex or "", m.grp or "", m.seat or "", m.role) for m in register.members(meeting)
    }
