"""The lists for the sitting's own offices as the secretary sees them: who is on them, whether they hold, what is unusual."""

from __future__ import annotations

from voting.core import roster, roster_policy
from voting.core.events import RosterEntry
from voting.core.roster import TELLERS
from voting.core.state import Sitting
from voting.core.track_words import ROSTERS
from voting.projections.citations import of_article
from voting.projections.texts import Texts, plain


def view(s: Sitting, texts: Texts) -> dict[str, object]:
    """Every list, the names there may be (a standing committee has no presidium), the items that vote on lists, and the warnings."""
    return {
        "lists": [_list(s, one, texts) for one in roster.standing(s)],
        "names": [
            {"word": word, "label": plain(label)}
            for word, label in ROSTERS.items()
            if s.body == "congress" or word in TELLERS or roster.listed(s, word)
        ],
        "items": [
            {"id": one.entry.id, "title": plain(texts.items[one.entry.id])}
            for one in s.items.values()
            if one.stage != "disposed" and (one.entry.kind == "roster" or one.entry.id in {x.item for x in s.rosters})
        ],
        "warnings": [_warned(one) for one in roster_policy.warnings(s)],
    }  # fmt: skip


def _list(s: Sitting, one: RosterEntry, texts: Texts) -> dict[str, object]:
    title = texts.items.get(one.item or "")
    names = [{"id": m, "name": texts.people[m].name if m in texts.people else m} for m in one.members]
    return {
        "name": one.name, "label": plain(ROSTERS[one.name]), "plenary": one.plenary, "members": names, "item": one.item,
        "title": plain(title) if title is not None else None,
        "state": _state(s, one),
    }  # fmt: skip


def _state(s: Sitting, one: RosterEntry) -> str:
    """`laid` where no vote is needed, else `waiting` (the tellers of a congress also without an item), `adopted`, `rejected`."""
    if one.item is None:
        return "waiting" if s.body == "congress" and one.name in TELLERS else "laid"
    item = s.items.get(one.item)
    if item is None or item.disposition is None:
        return "waiting"
    return "adopted" if item.disposition.word in ("adopted", "decided") else "rejected"


def _warned(one: roster_policy.Warned) -> dict[str, object]:
    cited = of_article(one.article)
    return {**plain(one.text), "citation": plain(cited) if cited else None}
