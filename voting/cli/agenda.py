"""The sitting file as a scrutineers' station reads it: each planned vote with what it is measured by under the rules.

No part of the server is needed for it: file, rule books, and the core's own words for base and share.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from voting.core import parts, satisfaction
from voting.core.election import papers
from voting.core.events import DraftEntry, ItemEntry
from voting.core.measure import MOST_VOTES
from voting.core.rulebook import METHOD_RANK, Rule, RuleBook, RuleMissing, Share
from voting.core.words import Office, Text
from voting.documents.law import Law
from voting.documents.plan import ElectionPlan, ItemPlan, PollPlan, SittingErrors, SittingFile
from voting.documents.sitting import read_sitting
from voting.rules import load
from voting.station.agenda import Marking, Measure, Planned

LAW: Final = Law(load.KEYS, load.jurisdictions(), load.fault)


class NoAgenda(ValueError):
    """The file is no sitting file, or no rule book is in force on its day; a sentence for each fault."""

    def __init__(self, *sentences: Text) -> None:
        super().__init__("; ".join(one.en for one in sentences))
        self.sentences = sentences


def read_agenda(path: Path) -> tuple[Planned, ...]:
    """Every planned vote of a sitting file, in its order; NoAgenda with every fault, OSError if unreadable."""
    file = read_sitting(path, LAW)
    if isinstance(file, SittingErrors):
        raise NoAgenda(*(Text(f"{e.file}:{e.line} {e.zh}", f"{e.file}:{e.line} {e.en}") for e in file.errors))
    try:
        rules = tuple(_rules(file))
    except LookupError as error:
        zh, en = f"{path.name} 开会的日子没有可用的规则手册。", f"{path.name}: no rule book is in force on that day."
        raise NoAgenda(Text(zh, en)) from error
    books = [RuleBook(rules), RuleBook(tuple(rule for rule in rules if rule.rank < METHOD_RANK))]
    return tuple(_planned(books, item, poll) for item in file.items for poll in item.polls)


def _rules(file: SittingFile) -> tuple[Rule, ...]:
    """Nation and place, the body's own rules, the meeting's method: what a later layer says holds."""
    meeting, method = file.meeting, file.method
    rules = load.in_place(load.layers(meeting.jurisdiction, meeting.date), meeting.body, meeting.level)
    for own in file.body_rules:
        given = {key: load.Given(one.value, one.article, one.wording or own.title.zh) for key, one in own.rules.items()}
        rules = (*rules, *load.body_rules(given, rules, own.title, own.adopted))
    if method is None:
        return rules
    return (*rules, *load.method(method.rules, rules, method.title, method.title, method.adopted))


def _planned(books: list[RuleBook], item: ItemPlan, poll: PollPlan) -> Planned:
    found = dict.fromkeys(one for book in books for one in _measures(book, item, poll))
    election = poll.election
    names = tuple(one.name for one in election.candidates) if election else tuple(one.zh for one in poll.options)
    seats = election.seats if election else 1 if poll.kind == "evaluation" else None
    marked = dict.fromkeys(_marking(book, election) for book in books)
    return Planned(poll.title.zh, poll.kind, poll.secrecy, names, seats, tuple(found), tuple(marked))


def _marking(book: RuleBook, plan: ElectionPlan | None) -> Marking:
    """What marks and written names mean under these rules, as a manifest states it."""
    if plan is None:
        return Marking()
    rules = papers(book, plan.office, plan.seats, "first", write_ins=plan.write_ins)
    most = plan.seats if rules.write_ins else 0
    return Marking("for" if rules.blank_approves else "blank", most, bool(most) and rules.requires_oppose)


def _measures(book: RuleBook, item: ItemPlan, poll: PollPlan) -> Iterator[Measure]:
    """Base and share of a vote under these rules, as voting.core.measure has them; nothing where no rule speaks of it."""
    try:
        base, share = _graded(book) if poll.kind == "evaluation" else _ruled(book, item, poll)
    except RuleMissing:
        return
    ((test, part),) = share.text().items()
    yield Measure(base, test, part)


def _graded(book: RuleBook) -> tuple[str, Share]:
    found = satisfaction.grades(book)
    if found is None or not found[0]:
        raise RuleMissing(satisfaction.KEY)
    first = found[0][0]
    return ("members" if first.of == "members" else "present"), MOST_VOTES if first.of == "valid" else first.share


def _ruled(book: RuleBook, item: ItemPlan, poll: PollPlan) -> tuple[str, Share]:
    entry = ItemEntry(item.id, 1, item.kind, None, (), (), {}, item.matter)
    draft = DraftEntry(
        poll.id, poll.kind, poll.secrecy, poll.form, poll.press, poll.time_limit, _office(item, poll),
        seats=None, fixed_surplus=None, write_ins=False, candidates=(),
    )  # fmt: skip
    kinds = {key: parts.kind_of(book, key, entry, draft) for key in (f"{poll.kind}.base", f"{poll.kind}.threshold")}
    base, share = kinds
    return book.word(base, draft.office, kinds[base]), book.share(share, draft.office, kinds[share])


def _office(item: ItemPlan, poll: PollPlan) -> Office | None:
    """The office that a rule is asked for: of a recall, that of a deputy to the next level has a law of its own."""
    if poll.election is not None:
        return poll.election.office
    deputy = poll.person is not None and item.kind == "recall" and poll.person.post.zh.endswith("代表")
    return "DEPUTY_UP" if deputy else None
