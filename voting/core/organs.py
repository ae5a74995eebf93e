"""Who may decide a question around an item: the organ that agrees, and where the rules want two, the one that proposes."""

from __future__ import annotations

from collections.abc import Mapping

from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import RuleBook
from voting.core.state import Item
from voting.core.track_words import ORGANS, ROLES, SEVERAL
from voting.core.words import Text


def lawful(book: RuleBook, key: str, item: Item, organ: str | None, proposed_by: str | None = None) -> Refusal | None:
    """Whether this organ may decide it, and where the rule wants another one to propose it, whether that one did."""
    agree, propose = agreeing(book, key, item), _named(book, key, item, "proposed_by")
    needed = proposing(book, key, item)
    if organ in agree and (proposed_by in propose if proposed_by or needed else True):
        return None
    lists = ((ROLES["proposes"], propose), (ROLES["agrees"], agree)) if needed else ((Text("", ""), agree),)
    details = (
        Text(*(role[at] + ORGANS.get(one, Text(one, one))[at] for at in (0, 1)))
        for role, names in lists
        for one in names
    )
    return refuse("organ.not_lawful", book.cited(key, kind=item.entry.kind), tuple(details))


def agreeing(book: RuleBook, key: str, item: Item) -> tuple[str, ...]:
    """The organs one of which decides, or agrees to what another proposes; none where no rule speaks."""
    return _named(book, key, item, "agreed_by", "decided_by")


def proposing(book: RuleBook, key: str, item: Item) -> tuple[str, ...]:
    """The organs one of which must have proposed it; none where the one that agrees may do so by itself."""
    named = _named(book, key, item, "proposed_by")
    return named if set(named) - set(agreeing(book, key, item)) else ()


def _named(book: RuleBook, key: str, item: Item, *roles: str) -> tuple[str, ...]:
    value = book.value(key, kind=item.entry.kind) if book.has(key, kind=item.entry.kind) else {}
    fields = value if isinstance(value, Mapping) else {}
    named = [str(fields[name]) for name in roles if name in fields]
    return tuple(dict.fromkeys(organ for name in named for organ in SEVERAL.get(name, (name,))))
