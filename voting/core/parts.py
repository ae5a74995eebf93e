"""The votes of one item in their order: amendments, separate clauses, the whole; removals and appointments.

Pure questions about an item and its polls; nothing here is decided or folded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from voting.core.events import DraftEntry, ItemEntry
from voting.core.persons import PersonEntry
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import RuleBook
from voting.core.state import Item, Poll, Sitting
from voting.core.words import Act, Outcome, Text, Word

PASSED: Final = ("adopted", "decided")
APPOINTS: Final[tuple[Act, ...]] = ("appoint", "acting")
BEFORE_WHOLE: Final = {"amendment": "amendment.first", "clause": "amendment.clauses"}  # part -> rule


def kind_of(book: RuleBook, key: str, item: ItemEntry, draft: DraftEntry) -> str:
    """The kind to ask a rule for: of what the item is about, else the item's, where the book speaks of it, else the vote's.

    A procedural question is of a kind of its own (SHC 19, 21; GDC 50): only those that a rule names are counted apart.
    """
    spoken = {rule.kind for rule in book.by_key.get(key, ())}
    return next((kind for kind in (item.matter, item.kind) if kind in spoken and kind is not None), draft.kind)


def people(draft: DraftEntry) -> tuple[PersonEntry, ...]:
    """Whom a vote is on: all whom it merges, or its one person; nobody where it is on a text, or does not say."""
    if draft.persons or (draft.part != "person" and draft.act is None):
        return draft.persons
    return (PersonEntry(draft.act, draft.person, draft.post, draft.procurator, draft.rejected),)


def acts(draft: DraftEntry) -> frozenset[Act]:
    """What a vote does to the persons that it is on."""
    return frozenset(one.act for one in people(draft) if one.act is not None)


def real(item: Item) -> tuple[DraftEntry, ...]:
    """The votes that count for something: all but trial votes."""
    return tuple(draft for draft in item.entry.drafts if not draft.trial)


def polls_of(sitting: Sitting, item: str) -> tuple[Poll, ...]:
    """The polls of an item in the order of their announcement, without trial votes."""
    return tuple(poll for poll in sitting.polls.values() if poll.item == item and not poll.draft.trial)


def results(sitting: Sitting, item: Item) -> dict[str, Outcome]:
    """What each vote of the item came to, for those that were declared."""
    found = polls_of(sitting, item.entry.id)
    return {poll.draft.id: poll.outcome for poll in found if poll.state == "declared" and poll.outcome is not None}


def before(sitting: Sitting, item: Item, draft: DraftEntry) -> dict[str, str]:
    """The votes that come before this one, each with the rule that says so."""
    found = dict.fromkeys(draft.after, "appointment.acting")
    for one in real(item):
        key = _order(sitting.rules, one, draft)
        if key is not None and one.id != draft.id:
            found.setdefault(one.id, key)
    return found


def _order(book: RuleBook, one: DraftEntry, draft: DraftEntry) -> str | None:
    """The rule by which `one` is voted on before `draft`, or None."""
    if one.part in BEFORE_WHOLE and (draft.part == "whole" or (one.part, draft.part) == ("amendment", "clause")):
        return BEFORE_WHOLE[one.part]
    pairs = [(first, then) for first in people(one) for then in people(draft)]
    return "appointment.order" if any(_goes_before(book, first, then) for first, then in pairs) else None


def _goes_before(book: RuleBook, first: PersonEntry, then: PersonEntry) -> bool:
    """Whether the rules have what is done to one person voted on before what is done to another, or to the same one."""
    if then.act in APPOINTS and first.act == "remove" and first.post and first.post == then.post:
        return _orders(book, "same_post") == "remove_then_appoint"
    if then.act == "remove" and first.act == "appoint" and first.person and first.person == then.person:
        return _orders(book, "same_person") == "appoint_then_remove"
    return False


def tangled(book: RuleBook, draft: DraftEntry) -> bool:
    """Whether a merged vote puts together what the rules have voted on one after the other (SZM 19)."""
    return len(draft.persons) > 1 and _order(book, draft, draft) is not None


def _orders(book: RuleBook, field: str) -> object:
    """The order that the rules keep for one post or one person, or None."""
    value = book.value("appointment.order") if book.has("appointment.order") else None
    return value.get(field) if isinstance(value, Mapping) else None


def fallen(sitting: Sitting, item: Item, draft: DraftEntry) -> bool:
    """Whether a vote cannot be put any more, since one that it rests on was not adopted or was set aside."""
    held = results(sitting, item)
    posts = {one.post for one in people(draft)} - {""}
    of_post = {d.id for d in real(item) if any(p.act == "remove" and p.post in posts for p in people(d))}
    rests = {*draft.after, *(of_post & set(before(sitting, item, draft)))}
    lost = {name for name in rests if name in item.track.aside or (name in held and held[name] not in PASSED)}
    return bool(lost) or any(fallen(sitting, item, one) for one in real(item) if one.id in rests)


def standing(sitting: Sitting, item: Item) -> tuple[DraftEntry, ...]:
    """The votes that have to be held before the item is decided."""
    return tuple(d for d in real(item) if d.id not in item.track.aside and not fallen(sitting, item, d))


def out_of_order(sitting: Sitting, item: Item, draft: DraftEntry) -> Refusal | None:
    """Why this vote may not be put now for the sake of the others, or None."""
    if draft.id in item.track.aside:
        key = "agenda.withdraw" if item.track.aside[draft.id].how == "withdrawn" else "agenda.postpone"
        return refuse("vote.aside", sitting.rules.cited(key, kind=item.entry.kind))
    if fallen(sitting, item, draft):
        rests = next(iter(before(sitting, item, draft).values()), "appointment.acting")
        return refuse("vote.fallen", sitting.rules.cited(rests))
    held = results(sitting, item)
    left = {one.id for one in standing(sitting, item)} - set(held)
    for name, key in before(sitting, item, draft).items():
        if name in left:
            article = sitting.rules.cited(key)
            return refuse("vote.order", article, (Text(name, name),))
    put = {poll.draft.id for poll in polls_of(sitting, item.entry.id) if poll.state != "voided"}
    for late in real(item):
        rule = before(sitting, item, late).get(draft.id) if late.id in put else None
        if rule is not None:
            article = sitting.rules.cited(rule)
            return refuse("vote.too_late", article, (Text(late.id, late.id),))
    return None


def earned(sitting: Sitting, item: Item) -> Word | None:
    """What the declared votes of an item come to once all are held: the whole decides, or each person for herself.

    Several persons with mixed results make a decision; each one's own result stands in the record.
    """
    drafts, held = standing(sitting, item), results(sitting, item)
    if not drafts or any(draft.id not in held for draft in drafts):
        return None
    last = [draft for draft in drafts if draft.part == "whole"] or list(drafts)
    passed = [draft for draft in last if held[draft.id] in PASSED]
    if not passed:
        return "not_adopted"
    if item.entry.kind == "evaluation":
        return "decided"
    if len(passed) == len(last):
        return "adopted"
    return "decided" if all(draft.part in ("person", "merged") for draft in last) else "not_adopted"


def as_amended(sitting: Sitting, item: Item, draft: DraftEntry) -> bool:
    """Whether the whole is put as amended: an amendment to it was adopted before (CWYS 46)."""
    held = results(sitting, item)
    return draft.part == "whole" and any(d.part == "amendment" and held.get(d.id) == "adopted" for d in real(item))


def clause_lost(sitting: Sitting, item: Item, draft: DraftEntry) -> bool:
    """Whether a clause that was voted on apart was not adopted, so that somebody must say how to go on (LFF 44)."""
    held = results(sitting, item)
    return draft.part == "whole" and any(d.part == "clause" and held.get(d.id) == "not_adopted" for d in real(item))


def title(sitting: Sitting, item: Item, draft: DraftEntry, plain: Text) -> Text:
    """The question as it is put: a trial vote says so, and a whole that was amended says that."""
    if draft.trial:
        return Text(f"【试表决】{plain.zh}", f"[TRIAL VOTE] {plain.en}")
    if as_amended(sitting, item, draft):
        return Text(f"{plain.zh}（经修正）", f"{plain.en} (as amended)")
    return plain
