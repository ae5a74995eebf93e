"""The agenda grows while the sitting is under way: new items at its end, new votes with items that are still open.

Whatever was laid before stays as it was, to the letter, and whatever stands on record stays too; the organ that decides
what comes before the sitting (ZZF 22, 24, 52, 53) is on record with its reason. An item keeps its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from voting.core import parts, revision
from voting.core import revision_commands as c
from voting.core import revision_events as e
from voting.core.decision import Decision, Machine
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import BODY_RANK, Rule, RuleBook
from voting.core.state import Addition, Item, Sitting
from voting.core.track_words import ORGANS, SEVERAL
from voting.core.words import Text

RULE: Final = "agenda.added_by"
OWN_ORGAN: Final = {"congress": "presidium", "standing_committee": "chairs_meeting"}  # in ledgers older than the rule
LAID_APART: Final = frozenset({"sitting.toml", "roll"})  # papers that grow with the agenda, or are not of it


def organs(sitting: Sitting) -> tuple[str, ...]:
    """Who may decide that something comes to the agenda of this sitting."""
    word = sitting.rules.word(RULE) if sitting.rules.has(RULE) else OWN_ORGAN[sitting.body]
    return SEVERAL.get(word, (word,))


def article(book: RuleBook) -> str | None:
    """The article of that; older ledgers have the one on withdrawing a bill."""
    return book.cited(RULE) or book.cited("agenda.withdraw")


def closed(sitting: Sitting) -> Refusal | None:
    """Why nothing can be added, or None."""
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    return refuse("agenda.not_laid", article(sitting.rules)) if revision.fixed(sitting) is None else None


def extend(command: c.ExtendAgenda, sitting: Sitting) -> Decision:
    """New items and votes by an organ's decision; everything that was laid is laid again unchanged."""
    law = article(sitting.rules)
    no = closed(sitting)
    if no is not None:
        return no
    if not command.reason.strip():
        return refuse("agenda.added_why", law)
    if command.organ not in organs(sitting):
        return refuse("organ.not_lawful", law, tuple(ORGANS[one] for one in organs(sitting)))
    differs = tuple(_differs(command.laid, sitting))
    if differs:
        return refuse("agenda.changed", law, differs)
    items = tuple(entry for entry in command.laid.items if entry.id not in sitting.laid)
    votes = tuple(_votes(command.laid, sitting))
    if not items and not votes:
        return refuse("agenda.nothing_added", law)
    for vote in votes:
        late = _too_late(vote, sitting)
        if late is not None:
            return late
    return (
        e.AgendaExtended(
            items, votes, command.laid.documents, command.organ, command.reason, command.at, command.by.text()
        ),
    )


def _votes(laid: c.ReviseSitting, sitting: Sitting) -> Iterator[e.AddedVote]:
    """The votes that come to items which were there."""
    for entry in laid.items:
        if entry.id in sitting.laid:
            known = {draft.id for draft in sitting.laid[entry.id].drafts}
            yield from (e.AddedVote(entry.id, draft) for draft in entry.drafts if draft.id not in known)


def _differs(laid: c.ReviseSitting, s: Sitting) -> Iterator[Text]:
    """What was laid before and is not laid now as it was: parts of the sitting by name, items by id."""
    if (laid.body, laid.level, laid.day) != (s.body, s.level, s.day):
        yield Text("会议的机关、级别或者日期", "the body, its level or the day")
    if _own(laid.rules) != _own(s.rules.rules) or _papers(laid.documents) != _papers(s.documents):
        yield Text("本机关的规定或者本次会议的办法", "the body's own rules or the method of this meeting")
    if laid.adopting_item != s.adopting_item:
        yield Text("通过办法的议题", "the item that adopts the method")
    if laid.rosters != s.laid_rosters:
        yield Text("名单", "the lists")
    if [entry.id for entry in laid.items][: len(s.laid)] != list(s.laid):
        yield Text("原有议题的顺序", "the order of the items that were there")
        return
    for entry in laid.items[: len(s.laid)]:
        was = s.laid[entry.id]
        known = {draft.id for draft in was.drafts}
        kept = replace(entry, drafts=tuple(draft for draft in entry.drafts if draft.id in known))
        if kept != was:
            yield Text(entry.id, entry.id)


def _own(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules that a sitting file itself brings; those of nation and place stay as the sitting was laid."""
    return tuple(rule for rule in rules if rule.rank >= BODY_RANK)


def _papers(documents: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in documents.items() if name not in LAID_APART}


def _too_late(vote: e.AddedVote, sitting: Sitting) -> Refusal | None:
    """Why this vote cannot come to its item any more, or None."""
    item = sitting.items[vote.item]
    if item.stage == "disposed":
        return refuse("item.disposed")
    if any(poll.running for poll in sitting.polls.values() if poll.item == vote.item):
        return refuse("agenda.poll_running", sitting.rules.cited("chair.declares"))
    if item.draft(vote.draft.id) is not None:
        return refuse("agenda.vote_known", article(sitting.rules))
    more = replace(item, entry=replace(item.entry, drafts=(*item.entry.drafts, vote.draft)))
    no = parts.out_of_order(sitting.put(more), more, vote.draft)
    return no if no is not None and no.code == "vote.too_late" else None


def _extended(event: e.AgendaExtended, s: Sitting) -> Sitting:
    items = {**s.items, **{entry.id: Item(entry) for entry in event.items}}
    laid = {**s.laid, **{entry.id: entry for entry in event.items}}
    for vote in event.votes:
        item, was = items[vote.item], laid[vote.item]
        items[vote.item] = replace(item, entry=replace(item.entry, drafts=(*item.entry.drafts, vote.draft)))
        laid[vote.item] = replace(was, drafts=(*was.drafts, vote.draft))
    votes = tuple((vote.item, vote.draft.id) for vote in event.votes)
    added = Addition(tuple(entry.id for entry in event.items), votes, event.organ, event.reason, event.at)
    documents = {**s.documents, **event.documents}
    return replace(s, items=items, laid=laid, documents=documents, additions=(*s.additions, added))


MACHINE = Machine(decide={c.ExtendAgenda: extend}, evolve={e.AgendaExtended: _extended})
"""What the secretary asks for once the sitting is under way."""
