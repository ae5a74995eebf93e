"""In which form a vote may be held, what may take the place of one that failed, and who admits members by video."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from voting.core import events as e
from voting.core import gap
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import Rule, RuleBook
from voting.core.state import Item, Sitting
from voting.core.track_words import SEVERAL
from voting.core.words import BY_HAND, Secrecy

SECRECY: Final[Mapping[str, Secrecy]] = {"paper": "secret", "show_of_hands": "named"}


def rule(book: RuleBook, key: str, item: Item, draft: e.DraftEntry) -> Rule:
    """The rule for this kind of item where the book has one (撤职), else for this kind of vote."""
    kind = item.entry.kind if book.has(key, draft.office, item.entry.kind) else draft.kind
    return book.rule(key, draft.office, kind)


def form(sitting: Sitting, item: Item, draft: e.DraftEntry) -> Refusal | None:
    """Why this vote may not be held in its form, or None (ZZF 28; JDF 62; law.md B4)."""
    lawful = rule(sitting.rules, "ballot.form", item, draft)
    no = _unlisted(sitting.rules, item, draft) or _paper_post(sitting.rules, draft)
    if no is not None:
        return no
    if draft.form == "roll_call" or (draft.form in BY_HAND and draft.kind not in ("motion", "election")):
        return refuse("poll.form_unavailable", form=draft.form)
    secrecy = rule(sitting.rules, "ballot.secrecy", item, draft).article
    if draft.form == "paper":
        return None if draft.secrecy == "secret" else refuse("paper.secret_only", secrecy)
    if draft.form == "show_of_hands":
        if lawful.value == "paper":
            return refuse("poll.form_paper", lawful.article)
        return None if draft.secrecy == "named" else refuse("hands.open_only", secrecy)
    if lawful.value != "paper":
        return None
    consent = sitting.rules.rule("ballot.keys_for_paper", kind=lawful.kind)
    return (
        gap.unadopted(sitting, consent, lawful.article)
        if consent.value is True
        else refuse("poll.form_paper", lawful.article)
    )


def _unlisted(book: RuleBook, item: Item, draft: e.DraftEntry) -> Refusal | None:
    """Where a local rule lists the forms that may be chosen, only these; a ballot on a terminal is one by keys."""
    key = "ballot.forms"
    if not book.has(key, kind=item.entry.kind) and not book.has(key, kind=draft.kind):
        return None
    listed = rule(book, key, item, draft)
    keyed = "keypress" if draft.form == "ballot" else draft.form
    known = isinstance(listed.value, tuple) and {keyed, draft.form} & set(listed.value)
    return None if known else refuse("poll.form_unlisted", listed.article)


def _paper_post(book: RuleBook, draft: e.DraftEntry) -> Refusal | None:
    """Posts that a local rule puts on paper, whatever else is voted on by keys: acting heads, deputy governors (ZJM 24)."""
    key = "appointment.paper_posts"
    acting = {"acting_head"} if "acting" in {draft.act, *(one.act for one in draft.persons)} else set()
    posts = acting | {draft.post_kind, *(one.post_kind for one in draft.persons)}
    if draft.form == "paper" or not book.has(key) or not posts & set(book.words(key)):
        return None
    return refuse("poll.form_paper", book.article(key))


def remote_organs(sitting: Sitting) -> tuple[str, ...]:
    """The organs one of which admits members by video; none where the rules know no such thing."""
    word = sitting.rules.word("remote.allowed_by") if sitting.rules.has("remote.allowed_by") else None
    return () if word is None else SEVERAL.get(word, (word,))


def foreseen(sitting: Sitting, item: Item, draft: e.DraftEntry) -> tuple[str, ...]:
    """The other forms for a vote that failed: those that the rules foresee and in which it may lawfully be held."""
    if not falls_back(sitting.rules, item, draft):
        return ()
    value = rule(sitting.rules, "ballot.fallback", item, draft).value
    named = (one for one in value if isinstance(one, str)) if isinstance(value, tuple) else ()
    others = (one for one in named if one in SECRECY and one != draft.form)
    return tuple(one for one in others if form(sitting, item, replace(draft, form=one, secrecy=SECRECY[one])) is None)


def falls_back(book: RuleBook, item: Item, draft: e.DraftEntry) -> bool:
    """Whether the rules say at all what takes the place of such a vote."""
    return any(book.has("ballot.fallback", kind=kind) for kind in (item.entry.kind, draft.kind))
