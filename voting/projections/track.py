"""What stands around an item's votes as officers see it: steps with their articles, time limits, movers, lists, grades."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from voting.core import deadlines, hand_forms, movers, organs, parts, track
from voting.core.events import DraftEntry, PollCounted
from voting.core.state import Item, Petition, Poll, Sitting
from voting.core.track_words import ADDRESSEES, ASIDES, MATTERS, ORGANS, PROPOSERS, RESULTS, ROSTERS, STEPS
from voting.core.words import StepWord, Text
from voting.projections.citations import of_article
from voting.projections.texts import DraftText, Texts, plain

TRIAL_TEXT: Final = DraftText(Text("检查表决器", "Checking the terminals"), None)
PARTS: Final = {
    "amendment": Text("修正案", "amendment"), "clause": Text("单独表决的条款", "clause voted on apart"),
    "whole": Text("整体", "the whole"), "person": Text("逐人表决", "one person"), "merged": Text("合并表决", "merged"),
}  # fmt: skip

DECISIONS: Final[dict[str, str]] = {  # what an organ decides around a vote, and the rule that names the organ
    **{str(step): key for step, key in track.DECIDED.items()},
    "postponed": "agenda.postpone", "returned": "agenda.postpone", "withdrawn": "agenda.withdraw",
}  # fmt: skip


def view(s: Sitting, one: Item, texts: Texts, today: str) -> dict[str, object]:
    """The track of an item; `today` is ISO, empty where no clock is at hand."""
    return {
        "matter": plain(MATTERS[one.entry.matter]) if one.entry.matter else None,
        "drafts": [_draft(s, one, draft, texts) for draft in parts.real(one)],
        "steps": [_done(one, "", word) for draft, word in one.track.steps if not draft],
        "deadlines": [_limit(s, one, limit, today) for limit in deadlines.limits(s, one)],
        "petition": _petition(one.track.petition, one.entry.id, texts),
        "needs_petition": movers.unmoved(s, one) is not None,
        "unsatisfied": {"count": one.track.unsatisfied, "reached": movers.reached(s, one)}
        if one.track.unsatisfied is not None else None,
        "organs": _organs(s, one), "proposers": _proposers(s, one),
        "rosters": [_roster(s, place, texts) for place, r in enumerate(s.rosters) if r.item == one.entry.id],
    }  # fmt: skip


def _organs(s: Sitting, one: Item) -> dict[str, list[dict[str, object]]]:
    """Who may decide what around a vote of this item, as the rules name them: nobody else's decision is taken."""
    found = {what: organs.agreeing(s.rules, key, one) for what, key in DECISIONS.items()}
    if s.body == "standing_committee":
        found["further_answer"] = ("chairs_meeting",)
    found["remote"] = hand_forms.remote_organs(s)
    return {what: named(who) for what, who in found.items()}


def _proposers(s: Sitting, one: Item) -> dict[str, list[dict[str, object]]]:
    """Who must have proposed it where the rules want another organ to agree; empty where the one that agrees is enough."""
    return {what: named(organs.proposing(s.rules, key, one)) for what, key in DECISIONS.items()}


def named(who: Iterable[str]) -> list[dict[str, object]]:
    """Organs to choose from, each with its label."""
    return [{"organ": each, "label": organ(each)} for each in who]


def _petition(asked: Petition | None, what: str, texts: Texts) -> dict[str, object] | None:
    """Who moved an item, or an amendment (`item/draft`), and in what words."""
    if asked is None:
        return None
    words = texts.petitions.get(what)
    return {
        "proposer": plain(PROPOSERS[asked.proposer]),
        "signers": [texts.people[m].name if m in texts.people else m for m in asked.signers],
        "target": words.target if words else asked.target, "content": words.content if words else asked.content,
    }  # fmt: skip


def _draft(s: Sitting, one: Item, draft: DraftEntry, texts: Texts) -> dict[str, object]:
    wanted = track.required(s.rules, one, draft)
    after = track.following(s.rules, draft)
    words = [word for word in STEPS if word in wanted or word in after or (draft.id, word) in one.track.steps]
    aside = one.track.aside.get(draft.id)
    return {
        "id": draft.id, "part": draft.part, "part_label": plain(PARTS[draft.part]),
        "steps": [{**_done(one, draft.id, word), **_cited(wanted.get(word)), "before": word in wanted} for word in words],
        "aside": {"label": plain(ASIDES[aside.how]), "reason": aside.reason, "organ": organ(aside.organ),
                  "proposed_by": organ(aside.proposed_by), "next": aside.next_step} if aside else None,
        "fallen": parts.fallen(s, one, draft), "amended": parts.as_amended(s, one, draft),
        "result": parts.results(s, one).get(draft.id),
        "petition": _petition(one.track.amendments.get(draft.id), f"{one.entry.id}/{draft.id}", texts),
    }  # fmt: skip


def _done(one: Item, draft: str, word: StepWord) -> dict[str, object]:
    of = one.draft(draft)
    done = track.on_record(one, of, word) if of is not None else one.track.step(draft, word)
    return {
        "step": word, "label": plain(STEPS[word]), "state": "missing" if done is None else done.result,
        "result": plain(RESULTS[done.result]) if done else None, "day": done.day if done else None,
        "organ": organ(done.organ) if done else None, "note": done.note if done else None,
    }  # fmt: skip


def _cited(article: str | None) -> dict[str, object]:
    cited = of_article(article)
    return {"article": article, "citation": plain(cited) if cited else None}


def organ(organ: str | None) -> dict[str, str] | None:
    """An organ as people read it; what older ledgers have in words of their own is read as it stands."""
    return plain(ORGANS.get(organ, Text(organ, organ))) if organ else None


def _limit(s: Sitting, one: Item, limit: deadlines.Limit, today: str) -> dict[str, object]:
    broken = any(other.to == limit.to for other in deadlines.broken(s, one, today or s.day))
    return {
        "to": limit.to, "label": plain(ADDRESSEES[limit.to]), "last": limit.last.isoformat(),
        "left": limit.left(date.fromisoformat(today)) if today else None,
        "delivered": limit.delivered.isoformat() if limit.delivered else None, "missed": broken, "waived": limit.waived,
        **_cited(limit.article),
    }  # fmt: skip


def _roster(s: Sitting, place: int, texts: Texts) -> dict[str, object]:
    one = s.rosters[place]
    names = [texts.people[m].name if m in texts.people else m for m in one.members]
    return {"name": one.name, "label": plain(ROSTERS[one.name]), "members": names, "plenary": one.plenary}


def overtaken(s: Sitting) -> frozenset[str]:
    """Finished votes on parts of an item that gave way to the next one: the wall has room for one question at a time."""
    found = set()
    for item in s.items.values():
        if any(draft.part != "whole" for draft in parts.real(item)):
            found |= {poll.id for poll in parts.polls_of(s, item.entry.id)[:-1] if not poll.running}
    return frozenset(found)


def grades(one: Poll, seen: PollCounted, texts: Texts) -> dict[str, object]:
    """The figures of an evaluation by grade, and the grade that follows from them."""
    return {
        "options": [{"name": plain(texts.candidates[line.name]), "votes": line.votes_for} for line in seen.ranking],
        "grade": plain(grade_text(one, seen, texts)), "valid": seen.valid, "invalid": seen.invalid,
        "returned": seen.returned, "not_voting": seen.not_voting,
    }  # fmt: skip


def grade_text(one: Poll, seen: PollCounted, texts: Texts) -> Text:
    """The grade in both languages where the paper had it, else as the rule calls it."""
    name = seen.grade or ""
    known = dict(zip(one.draft.options, one.draft.candidates, strict=True))
    return texts.candidates[known[name]] if name in known else Text(name, name)
