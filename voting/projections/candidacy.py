"""Elections in the making, for the desk: who is nominated, how long the list may be, which round is due, names to settle.

The lawful numbers come from the core; the orders of names are offered, the desk chooses and may move names.
"""

from __future__ import annotations

from collections.abc import Iterator

from voting.core import nomination_names, nomination_rounds, petition
from voting.core.election import slate
from voting.core.events import DraftEntry
from voting.core.nomination import nominable, nominators, petition_article
from voting.core.nomination_rounds import LISTED
from voting.core.refusals import Refusal
from voting.core.state import Item, Poll, Sitting
from voting.core.words import NOMINATORS, ORDER_LABELS, ROUND_LABELS, SlateOrder, Text
from voting.names.order import DOUBTS, Strokes
from voting.names.slate import Arranged, Nominee, arranged
from voting.projections import parts, reminders
from voting.projections.texts import Texts, plain

ORDERS: tuple[SlateOrder, ...] = ("strokes", "receipt", "primary_votes")


def contests(s: Sitting, texts: Texts) -> list[dict[str, object]]:
    """Every list that somebody may still work on, and those that were voted on."""
    return [
        _contest(s, item, draft, texts)
        for item in s.items.values()
        for draft in item.entry.drafts
        if draft.kind == "election" and draft.round in LISTED and not draft.trial
    ]


def _contest(s: Sitting, item: Item, draft: DraftEntry, texts: Texts) -> dict[str, object]:
    stand = nomination_rounds.standing(item, draft)
    listed = item.slates.get(draft.id)
    held = draft.id in nomination_rounds.held(s, item)
    order = listed.order if listed else ""
    return {
        "item": item.entry.id, "draft": draft.id, "title": plain(texts.drafts[item.entry.id, draft.id].title),
        "round": draft.round, "round_label": plain(ROUND_LABELS[draft.round]), "seats": draft.seats,
        "fixed_surplus": draft.fixed_surplus, "deputies_only": nomination_names.deputies_only(s, draft),
        "state": "held" if held else "fixed" if (order or listed is None) and slate(s.rules, draft) is None else "open",
        "order": {"word": order, "label": plain(ORDER_LABELS[order])} if order else None,
        "nominable": nominable(item, draft), "open": item.stage != "disposed" and s.phase != "closed" and not held,
        "standing": [_standing(s, item, draft, name, texts) for name in stand],
        "withdrawn": [
            {"id": name, "name": plain(texts.candidates[name]), "reason": gone.reason, "agreed": gone.agreed}
            for name, gone in item.withdrawn.items() if name in _known(item, draft)
        ],
        "list": list(draft.candidates) if listed is None or order else [],
        "signers_needed": _signers(s, draft), "citation": parts.cited(petition_article(s, draft.office)),
        "namesakes": [] if held else reminders.namesakes(s, texts, (*stand, *draft.candidates)),
        "nominators": [
            {"word": word, "label": plain(NOMINATORS[word])} for word in NOMINATORS if word in nominators(s.rules, draft.office)
        ],
        "earliest": None if held else reminders.earliest(s, item, draft),
        "incompatible": None if held else reminders.incompatible(s, draft),
        **_lawful(s, draft, len(stand)), **({} if held else _orders(s, item, draft, stand, texts)),
    }  # fmt: skip


def _known(item: Item, draft: DraftEntry) -> set[str]:
    listed = item.slates.get(draft.id)
    nominees = (n.id for n in item.nominees.values() if n.draft == draft.id)
    return {*(listed.before if listed else ()), *nominees, *(() if draft.contest else _unlisted(item))}


def _unlisted(item: Item) -> set[str]:
    """Those withdrawn who came with the agenda: no nomination says on which list they were."""
    return {name for name in item.withdrawn if name not in item.nominees}


def _signers(s: Sitting, draft: DraftEntry) -> int | None:
    members = sum(m.role == "member" for m in s.members.values())
    return petition.needed(s.rules, "nominate", members, draft.office) if petition.given(s.rules, "nominate") else None


def _standing(s: Sitting, item: Item, draft: DraftEntry, name: str, texts: Texts) -> dict[str, object]:
    who = item.nominees.get(name)
    votes = _primary_votes(s, item, draft)
    return {
        "id": name, "name": plain(texts.candidates[name]), "presidium": bool(who and who.by_presidium),
        "by": plain(NOMINATORS[who.nominator]) if who and not who.signers else None,
        "nominated": who is not None, "signers": [_person(texts, one) for one in who.signers] if who else [],
        "deputy": _person(texts, who.deputy) if who and who.deputy else None, "for": votes.get(name),
    }  # fmt: skip


def _person(texts: Texts, member: str) -> str:
    person = texts.people.get(member)
    return person.name if person else member


def _primary_votes(s: Sitting, item: Item, draft: DraftEntry) -> dict[str, int]:
    done = nomination_rounds.primaries(s, item, draft)
    return {line.name: line.votes_for for line in done[0][1].ranking} if done else {}


def _lawful(s: Sitting, draft: DraftEntry, stand: int) -> dict[str, object]:
    """How many may stand by the law, and what it says of those who do now."""
    found = nomination_rounds.judged(s, draft, stand)
    span, seats = found.span, draft.seats or 0
    return {
        "least": seats + span.least if span else None,
        "most": seats + span.most if span and span.most is not None else None,
        "verdict": found.outcome, "refusal": parts.refusal(found.refusal), "law": parts.cited(found.articles[0] if found.articles else None),
        "gap": plain(span.gap.decision) if span and span.gap and span.gap.decision else None,
    }  # fmt: skip


def _orders(s: Sitting, item: Item, draft: DraftEntry, stand: tuple[str, ...], texts: Texts) -> dict[str, object]:
    """The list in each lawful order, cut by the pre-vote where there was one; and the pairs a person must look at."""
    names, tied, left = _to_order(s, item, draft, stand)
    votes = _primary_votes(s, item, draft)
    receipt = {n.id: place for place, n in enumerate(item.nominees.values(), start=1)}
    people = [
        Nominee(name, texts.candidates[name].zh, votes.get(name), receipt.get(name, 0)) for name in (*names, *tied)
    ]
    strokes = Strokes("zero" if s.rules.word("names.single_char_given") == "zero" else "compare")
    found = {order: arranged(people, order, strokes) for order in ORDERS}
    doubts = found["strokes"].unsettled if isinstance(found["strokes"], Arranged) else ()
    return {
        "orders": {
            order: [one.id for one in got.nominees] for order, got in found.items() if isinstance(got, Arranged)
        },
        "order_labels": {order: plain(ORDER_LABELS[order]) for order in ORDER_LABELS},
        "order_rule": s.rules.word("names.order", office=draft.office),
        "tied": list(tied), "places_left": left, "cut": len(names) if len(names) < len(stand) else None,
        "unsettled": [
            plain(Text(f"{u.first}、{u.second}：{DOUBTS[u.doubt].zh}", f"{u.first}, {u.second}: {DOUBTS[u.doubt].en}"))
            for u in doubts
        ],
    }  # fmt: skip


def _to_order(
    s: Sitting, item: Item, draft: DraftEntry, stand: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Who is put on the list; those who tie at the cut of the pre-vote, and for how many places."""
    done = nomination_rounds.primaries(s, item, draft)
    long = nomination_rounds.judged(s, draft, len(stand)).primary
    if not done or not long or not set(stand) <= set(done[0][0].draft.candidates):
        return stand, (), 0
    found = nomination_rounds.cut(s, item, draft)
    return (stand, (), 0) if isinstance(found, Refusal) else (found.formal, found.tied, found.places_left)


def due(s: Sitting, texts: Texts) -> list[dict[str, object]]:
    """The rounds that are due, with what the desk has to say for each."""
    return [one for item in s.items.values() for one in _due(s, item, texts)]


def _due(s: Sitting, item: Item, texts: Texts) -> Iterator[dict[str, object]]:
    for one in nomination_rounds.due(s, item):
        draft = item.draft(one.draft)
        if draft is None:
            continue
        found: dict[str, object] = {
            "item": item.entry.id, "draft": draft.id, "round": one.round, "label": plain(ROUND_LABELS[one.round]),
            "title": plain(texts.drafts[item.entry.id, draft.id].title), "citation": parts.cited(one.article),
        }  # fmt: skip
        yield found | (_further(s, item, draft, texts) if one.round == "further" else {})


def _further(s: Sitting, item: Item, draft: DraftEntry, texts: Texts) -> dict[str, object]:
    """Seats left, who comes by the first ballot, and how many may stand (ZZF 29, XJF 45)."""
    seats = nomination_rounds.vacant(s, item, draft)
    names = nomination_rounds.by_votes(s, item, draft)
    first = nomination_rounds.rounds(s, item, draft)[0][0]
    room = nomination_rounds.further_span(s, item, draft)
    rule = s.rules.rule("shortfall.further_election", office=draft.office)
    return {
        "seats": seats, "by_votes_only": rule.value == "by_votes", "needs_decision": rule.value in nomination_rounds.DECIDED,
        "least": seats + room.least if room else None,
        "most": seats + room.most if room and room.most is not None else None,
        "gap": plain(room.gap.decision) if room and room.gap and room.gap.decision else None,
        "candidates": [
            {"id": name, "name": plain(texts.name_of(first.id, line.name)), "for": line.votes_for} for name, line in names
        ],
        "suggested": list(nomination_rounds.suggested(s, item, draft.id)),
    }  # fmt: skip


def written(s: Sitting, texts: Texts) -> list[dict[str, object]]:
    """Counted elections with names written in, for the tellers to say who is meant before the declaration."""
    return [
        _written(s, poll, texts)
        for poll in s.polls.values()
        if poll.state == "counted" and poll.counted and any(line.write_in for line in poll.counted.ranking)
    ]


def _written(s: Sitting, poll: Poll, texts: Texts) -> dict[str, object]:
    lines = [line for line in poll.counted.ranking if line.write_in] if poll.counted else []
    needed = nomination_names.unsettled(s, poll)
    return {
        "vote": poll.id, "title": plain(texts.drafts[poll.item, poll.draft.id].title),
        "deputies_only": nomination_names.deputies_only(s, poll.draft), "refusal": parts.refusal(needed),
        "names": [
            {
                "id": line.name, "name": texts.name_of(poll.id, line.name).zh, "for": line.votes_for,
                "settled": line.name in poll.identified,
                "deputy": _person(texts, poll.identified[line.name]) if poll.identified.get(line.name) else None,
                "same": _alike(s, texts, texts.name_of(poll.id, line.name).zh),
                "merged": [texts.name_of(poll.id, one).zh for one, into in poll.merged.items() if into == line.name],
            }
            for line in lines
        ],
        "candidates": [{"id": one, "name": plain(texts.candidates[one])} for one in poll.draft.candidates],
    }  # fmt: skip


def _alike(s: Sitting, texts: Texts, name: str) -> list[dict[str, str]]:
    """The members of this body who bear this very name."""
    members = (texts.people.get(m.id) for m in s.members.values() if m.role == "member")
    return [{"member": one.id, "name": one.name, "group": one.group} for one in members if one and one.name == name]


def table(s: Sitting, texts: Texts) -> dict[str, object]:
    """What the chair sees of elections: the rounds that are due."""
    return {"contests": [], "due": due(s, texts), "written": []}


def desk(s: Sitting, texts: Texts) -> dict[str, object]:
    """What operator and secretary see of elections."""
    return {"contests": contests(s, texts), "due": due(s, texts), "written": written(s, texts)}


def overtaken(s: Sitting) -> frozenset[str]:
    """Declared elections after which another vote of the same item was announced: the wall belongs to the newer one."""
    return frozenset(
        one.id for one in s.polls.values() for newer in s.polls.values()
        if one.draft.kind == "election" and one.declared_at is not None and newer.announced_at is not None
        and newer.id != one.id and newer.item == one.item and newer.state != "voided" and newer.announced_at >= one.declared_at
    )  # fmt: skip
