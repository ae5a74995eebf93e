"""One vote on several persons: when the rules allow it, and by whose decision (CWYS 47, SZM 19, BJM 19)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from voting.core import parts
from voting.core.events import DraftEntry
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import RuleBook
from voting.core.state import Item, Sitting
from voting.core.words import ItemKind

ON_PERSONS: Final[frozenset[ItemKind]] = frozenset({"appointment", "removal", "recall", "resignation"})


def unmerged(sitting: Sitting, item: Item, draft: DraftEntry) -> Refusal | None:
    """One vote on several persons names them all, is allowed, and was decided on by the organ that may (CWYS 47)."""
    book, key, article = sitting.rules, "appointment.one_by_one", sitting.rules.cited("appointment.merge")
    if item.entry.kind == "appointment" and book.has(key) and book.value(key) == "always":
        return refuse("vote.one_by_one", book.article(key))
    if item.entry.kind in ON_PERSONS and not draft.persons:
        return refuse("vote.unnamed", article)
    if parts.tangled(book, draft):
        return refuse("vote.merged_order", book.cited("appointment.order"))
    decided = item.track.step(draft.id, "merge")
    if decided is None:
        return None if together(book, draft) else refuse("vote.not_merged", article)
    listed = book.has(key) and book.value(key) == "listed_posts"  # which posts they are stands in the place's own text
    return refuse("vote.listed_posts", book.article(key)) if listed and not (decided.note or "").strip() else None


def together(book: RuleBook, draft: DraftEntry) -> bool:
    """Whether a rule lets these be one vote without anybody's decision: several removals and nothing else (SZM 19)."""
    value = book.value("appointment.order") if book.has("appointment.order") else None
    free = isinstance(value, Mapping) and value.get("removals_together") is True
    return free and parts.acts(draft) == {"remove"}
