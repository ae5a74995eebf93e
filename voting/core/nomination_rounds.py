"""The rounds of one election, linked to each other: what was held, who is in, what is left, and which round is next.

Pre-vote 预选 before a list, 再次投票 after a tie, 另行选举 after a shortfall, 重新投票 after a void ballot (law.md B5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from voting.core import nomination_commands as c
from voting.core import nomination_events as e
from voting.core.decision import Decision
from voting.core.election import slate
from voting.core.events import DraftEntry, LineFigures, PollCounted
from voting.core.nomination_names import electable
from voting.core.refusals import Refusal, refuse
from voting.core.slate import Primary, Slate, Span, bounds, check, places, primary, span
from voting.core.state import Item, Poll, Sitting
from voting.core.words import Office, Round

LISTED = ("first", "further", "by_election")  # rounds whose candidates are nominated and stand on a fixed list
DECIDED = ("decided_by_congress", "by_election")  # whether seats left are filled in this session is for the meeting


def spent(poll: Poll) -> bool:
    """Whether this poll decided nothing, so that its question may be put again: voided, or declared void (重新投票)."""
    return poll.state == "voided" or (poll.state == "declared" and poll.outcome == "void")


def polls_on(sitting: Sitting, item: Item) -> tuple[Poll, ...]:
    """The polls of an item that are running or have decided something, in the order of their announcement."""
    return tuple(p for p in sitting.polls.values() if p.item == item.entry.id and not spent(p))


def held(sitting: Sitting, item: Item) -> frozenset[str]:
    """The drafts of an item that are being voted on or have been decided."""
    return frozenset(poll.draft.id for poll in polls_on(sitting, item))


def root(item: Item, draft: DraftEntry) -> DraftEntry:
    """The planned election that this is a round of; itself where it is the election."""
    above = item.draft(draft.contest) if draft.contest else None
    return draft if above is None else root(item, above)


def rounds(sitting: Sitting, item: Item, draft: DraftEntry) -> tuple[tuple[Poll, PollCounted], ...]:
    """The declared ballots of this election in their order, without its pre-votes."""
    top = root(item, draft).id
    found = (p for p in polls_on(sitting, item) if p.state == "declared" and p.draft.round != "primary")
    return tuple((p, p.counted) for p in found if p.counted is not None and _top(item, p) == top)


def _top(item: Item, poll: Poll) -> str:
    return root(item, item.draft(poll.draft.id) or poll.draft).id


def carried(poll: Poll, line: str) -> str:
    """The id under which a line of this poll stands in a later round: a written name becomes a candidate of its own."""
    return line if line in poll.draft.candidates else f"{poll.id}.{line}"


def elected(sitting: Sitting, item: Item, draft: DraftEntry) -> tuple[str, ...]:
    """Everybody elected so far in all rounds of this election, as candidates' ids."""
    return tuple(carried(p, line) for p, seen in rounds(sitting, item, draft) for line in seen.elected)


def vacant(sitting: Sitting, item: Item, draft: DraftEntry) -> int:
    """Seats that no round has filled yet."""
    return (root(item, draft).seats or 0) - len(elected(sitting, item, draft))


def filled(sitting: Sitting, item: Item) -> bool:
    """Whether the rounds together fill every seat of every election of this item, and all its other votes are won."""
    drafts = [d for d in item.entry.drafts if not d.trial and not d.contest]
    won = {p.draft.id for p in polls_on(sitting, item) if (p.state, p.outcome) == ("declared", "adopted")}
    full = (vacant(sitting, item, d) == 0 if d.kind == "election" else d.id in won for d in drafts)
    return bool(drafts) and all(full)


def primaries(sitting: Sitting, item: Item, draft: DraftEntry) -> tuple[tuple[Poll, PollCounted], ...]:
    """The declared pre-votes of this list: the newest whole one, and its votes on those who tied at its cut."""
    found = [
        (p, p.counted)
        for p in polls_on(sitting, item)
        if p.counted is not None and (p.state, p.draft.round, p.draft.contest) == ("declared", "primary", draft.id)
    ]
    whole = [place for place, (p, _) in enumerate(found) if p.draft.prior is None]
    return tuple(found[whole[-1] :]) if whole else ()


def standing(item: Item, draft: DraftEntry) -> tuple[str, ...]:
    """Who stands for this list: those it had before anybody fixed it, then the nominees by receipt; no one who withdrew."""
    listed = item.slates.get(draft.id)
    before = listed.before if listed else draft.candidates
    names = (*before, *(n.id for n in item.nominees.values() if n.draft == draft.id))
    return tuple(name for name in dict.fromkeys(names) if name not in item.withdrawn)


def cut_down(sitting: Sitting, item: Item, draft: DraftEntry, stand: int) -> Refusal | None:
    """A list with nobody to choose from is lawful only where nobody else was nominated, whoever withdrew (ZZF 27)."""
    seats, listed = draft.seats or 0, item.slates.get(draft.id)
    if draft.round != "first" or stand > seats:
        return None
    before = listed.before if listed else draft.candidates
    named = {*before, *draft.candidates, *(n.id for n in item.nominees.values() if n.draft == draft.id)}
    named |= {name for name, gone in item.withdrawn.items() if draft.id in gone.drafts}
    if len(named) <= seats:
        return None
    article, range_ = (
        sitting.rules.article("slate.surplus", office=draft.office),
        bounds(sitting.rules, _office(draft), seats),
    )
    code = "slate.single_of_several" if range_ and range_[0] == 0 else "slate.disguised_single_list"
    return refuse(code, article, stand=stand, seats=seats, named=len(named))


def judged(sitting: Sitting, draft: DraftEntry, stand: int) -> Slate:
    """What the law says of so many nominees for this list (law.md B3): lawful, a pre-vote first, or refused."""
    return check(sitting.rules, _office(draft), draft.seats or 0, stand, draft.fixed_surplus, draft.round, formal=False)


def _office(draft: DraftEntry) -> Office:
    if draft.office is None:
        raise ValueError("an election has an office")
    return draft.office


def cut(sitting: Sitting, item: Item, draft: DraftEntry) -> Primary | Refusal:
    """The formal list by the votes of the pre-vote, from those who still stand; a tie at the cut stays open (G3)."""
    room = places(sitting.rules, _office(draft), draft.seats or 0, draft.fixed_surplus)
    if room is None:
        return refuse("slate.surplus_not_fixed", sitting.rules.article("slate.surplus", office=draft.office))
    stand = standing(item, draft)
    (_, first), *again = primaries(sitting, item, draft)
    found = primary(_votes(first, stand), room)
    for poll, seen in again:
        if found.tied and set(found.tied) <= set(poll.draft.candidates):
            inner = primary(_votes(seen, found.tied), found.places_left)
            found = Primary((*found.formal, *inner.formal), inner.tied, inner.places_left)
    return found


def _votes(seen: PollCounted, names: tuple[str, ...]) -> dict[str, int]:
    return {line.name: line.votes_for for line in seen.ranking if line.name in names}


def by_votes(sitting: Sitting, item: Item, draft: DraftEntry) -> tuple[tuple[str, LineFigures], ...]:
    """Who may stand in a further election by the order of the first ballot: not elected, not withdrawn, with figures."""
    done = rounds(sitting, item, draft)
    if not done:
        return ()
    poll, seen = done[0]
    out = {*elected(sitting, item, draft), *item.withdrawn}
    lines = ((carried(poll, x.name), x) for x in electable(sitting, poll, seen.ranking))
    return tuple((name, line) for name, line in lines if name not in out)


def further_span(sitting: Sitting, item: Item, draft: DraftEntry) -> Span | None:
    """The lawful surplus of a further election for the seats still vacant; None where nothing decides it."""
    return span(sitting.rules, _office(draft), vacant(sitting, item, draft), further_round(sitting, draft))


def further_round(sitting: Sitting, draft: DraftEntry) -> Round:
    """What fills the seats left: a further election, or another by-election in a standing committee (XJF 57)."""
    word = sitting.rules.word("shortfall.further_election", office=draft.office)
    return "by_election" if word == "by_election" else "further"


def foremost(sitting: Sitting, item: Item, draft: DraftEntry) -> tuple[str, ...]:
    """As many as a further election must have at least, by the votes of the first ballot; equal votes as on the paper."""
    room = further_span(sitting, item, draft)
    names = tuple(name for name, _ in by_votes(sitting, item, draft))
    return names[: vacant(sitting, item, draft) + room.least] if room else ()


def suggested(sitting: Sitting, item: Item, draft: str) -> tuple[str, ...]:
    """The shortest lawful list of a further election by the votes of the first ballot that parts no equal votes.

    Where there is none it ends before those who tie: which of them stand is for the presidium to decide.
    """
    of = item.draft(draft)
    room = further_span(sitting, item, of) if of else None
    if of is None or room is None:
        return ()
    lines, seats = by_votes(sitting, item, of), vacant(sitting, item, of)
    votes = [line.votes_for for _, line in lines]
    whole = [size for size in range(1, len(votes) + 1) if size == len(votes) or votes[size - 1] > votes[size]]
    most = len(votes) if room.most is None else seats + room.most
    fitting = [size for size in whole if seats + room.least <= size <= most]
    shorter = [size for size in whole if size < seats + room.least]
    return tuple(name for name, _ in lines[: (fitting[:1] or shorter[-1:] or [0])[0]])


@dataclass(frozen=True)
class Due:
    """The round that an election needs next, with the article that says so."""

    draft: str
    round: Round
    article: str


def due(sitting: Sitting, item: Item) -> tuple[Due, ...]:
    """The rounds of this item that are due and not planned yet."""
    if item.disposition is not None:
        return ()
    open_ = {d.contest for d in item.entry.drafts if d.contest and d.id not in held(sitting, item)}
    waiting = (d for d in item.entry.drafts if d.kind == "election" and not d.trial and d.id not in open_)
    found = (_due(sitting, item, draft) for draft in waiting)
    return tuple(one for one in found if one is not None)


def _due(sitting: Sitting, item: Item, draft: DraftEntry) -> Due | None:
    rules, office = sitting.rules, draft.office
    if draft.id not in held(sitting, item):
        if draft.round in LISTED and _needs_primary(sitting, item, draft) is None:
            return Due(draft.id, "primary", rules.article("primary.trigger", office=office))
        return None
    done = rounds(sitting, item, draft)
    if draft.contest or not done or any(p.running and _top(item, p) == draft.id for p in polls_on(sitting, item)):
        return None
    if _tied(item, *done[-1]):
        return Due(draft.id, "tie_revote", rules.article("tie.revote", office=office))
    if vacant(sitting, item, draft) > 0:
        return Due(draft.id, "further", rules.article("shortfall.further_election", office=office))
    return None


def _tied(item: Item, poll: Poll, seen: PollCounted) -> tuple[str, ...]:
    """Those of a tie who still stand; none where so many withdrew that there is nothing to vote on."""
    names = tuple(carried(poll, line) for line in seen.tied)
    left = tuple(name for name in names if name not in item.withdrawn)
    return left if len(left) > seen.tied_seats else ()


def _needs_primary(sitting: Sitting, item: Item, draft: DraftEntry) -> Refusal | None:
    """Why no pre-vote is to be held on this list, or None where one is due."""
    stand = standing(item, draft)
    found = judged(sitting, draft, len(stand))
    if found.refusal is not None:
        return found.refusal
    article = sitting.rules.article("primary.trigger", office=draft.office)
    if not found.primary:
        return refuse("slate.primary_needless", article)
    if primaries(sitting, item, draft) and set(stand) <= set(primaries(sitting, item, draft)[0][0].draft.candidates):
        left = cut(sitting, item, draft)
        return left if isinstance(left, Refusal) else None if left.tied else refuse("slate.primary_needless", article)
    return None


def plan(command: c.PlanRound, sitting: Sitting) -> Decision:
    """A further vote of the same election stands on the agenda, with what the law says of this round (ZZF 27, 29)."""
    item = sitting.items.get(command.item)
    draft = item.draft(command.draft) if item else None
    no = _open(sitting, item, draft)
    if no is not None or item is None or draft is None:
        return no or refuse("item.unknown")
    if item.draft(command.name) is not None:
        return refuse("poll.draft_used")
    if any(p.running for p in polls_on(sitting, item) if _top(item, p) == root(item, draft).id):
        return refuse("agenda.poll_running", sitting.rules.cited("chair.declares"))
    made = {"primary": _primary, "tie_revote": _revote, "further": _further}.get(command.round, _unheard)
    new = made(command, sitting, item, draft)
    if isinstance(new, Refusal):
        return new
    old = _planned(sitting, item, new)
    if old is not None and any(n.draft == old and n.id not in item.withdrawn for n in item.nominees.values()):
        return refuse("round.planned", sitting.rules.cited("shortfall.further_election", draft.office))
    by = command.by.text()
    return (e.RoundPlanned(item.entry.id, new, old, command.decision, command.at, by, command.reason),)


def _open(sitting: Sitting, item: Item | None, draft: DraftEntry | None) -> Refusal | None:
    if item is None:
        return refuse("item.unknown")
    if draft is None or draft.kind != "election":
        return refuse("poll.draft_unknown")
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    return refuse("item.disposed") if item.stage == "disposed" else None


def _planned(sitting: Sitting, item: Item, new: DraftEntry) -> str | None:
    """The draft that was planned in this place and is not held yet."""
    pre = new.round == "primary"
    done = held(sitting, item)
    found = (d.id for d in item.entry.drafts if d.contest == new.contest and (d.round == "primary") == pre)
    return next((one for one in found if one not in done), None)


def _unheard(command: c.PlanRound, sitting: Sitting, item: Item, draft: DraftEntry) -> Refusal:  # noqa: ARG001
    return refuse("round.not_due", sitting.rules.article("election.rounds"))


def _primary(command: c.PlanRound, sitting: Sitting, item: Item, draft: DraftEntry) -> DraftEntry | Refusal:
    """Before the list is fixed; where an earlier one tied at its cut, a vote on those who tie."""
    if draft.id in held(sitting, item):
        return refuse("poll.draft_used")
    if draft.round not in LISTED:
        return refuse("round.not_due", sitting.rules.article("primary.trigger", office=draft.office))
    no = _needs_primary(sitting, item, draft)
    if no is not None:
        return no
    stand = standing(item, draft)
    done = primaries(sitting, item, draft)
    room, prior = places(sitting.rules, _office(draft), draft.seats or 0, draft.fixed_surplus), None
    if done and set(stand) <= set(done[0][0].draft.candidates):
        left = cut(sitting, item, draft)
        if isinstance(left, Refusal):
            return left
        rule = sitting.rules.rule("primary.tie")
        if rule.value == "refuse":
            return refuse("slate.cut_ruled", rule.article, places=left.places_left)
        stand, room, prior = left.tied, left.places_left, done[0][0].id
    if room is None:
        return refuse("slate.surplus_not_fixed", sitting.rules.article("slate.surplus", office=draft.office))
    if command.candidates and sorted(command.candidates) != sorted(stand):
        article = sitting.rules.article("primary.trigger", office=draft.office)
        return refuse("slate.not_the_nominees", article, stand=len(stand))
    return replace(
        draft, id=command.name, round="primary", prior=prior, contest=draft.id, seats=room, fixed_surplus=None,
        write_ins=False, candidates=command.candidates or stand, requires=(), procurator=False,
    )  # fmt: skip


def _revote(command: c.PlanRound, sitting: Sitting, item: Item, draft: DraftEntry) -> DraftEntry | Refusal:
    """Only those who tie stand, for the seats they tie for; the most votes win (ZZF 29)."""
    top, done = root(item, draft), rounds(sitting, item, draft)
    tied = _tied(item, *done[-1]) if done else ()
    if not tied:
        return refuse("round.not_tied", sitting.rules.article("tie.revote", office=draft.office))
    poll, seen = done[-1]
    second = sitting.rules.rule("tie.second")  # the law is silent on it (law.md G4)
    if poll.draft.round == "tie_revote" and second.value == "plenary_decides" and not (command.decision or "").strip():
        return refuse("round.decision", second.article)
    return replace(
        top, id=command.name, round="tie_revote", prior=poll.id, contest=top.id, seats=seen.tied_seats,
        fixed_surplus=None, write_ins=False, candidates=tied, requires=(),
    )  # fmt: skip


def _further(command: c.PlanRound, sitting: Sitting, item: Item, draft: DraftEntry) -> DraftEntry | Refusal:
    """For the seats still vacant, by a decision of the congress where the law leaves the time to it (ZZF 29, XJF 45)."""
    top, done = root(item, draft), rounds(sitting, item, draft)
    rule = sitting.rules.rule("shortfall.further_election", office=draft.office)
    if not done or vacant(sitting, item, draft) < 1 or _tied(item, *done[-1]):
        return refuse("round.not_short", rule.article)
    if rule.value in DECIDED and not (command.decision or "").strip():
        return refuse("round.decision", rule.article)
    again = sitting.rules.rule("shortfall.rounds")
    if again.value == "one" and any(p.draft.round in LISTED and p.draft.contest for p, _ in done):
        return refuse("round.only_one", again.article)
    new = replace(
        top, id=command.name, round=further_round(sitting, draft), prior=done[-1][0].id, contest=top.id, candidates=command.candidates,
        seats=vacant(sitting, item, draft), fixed_surplus=command.fixed_surplus,
    )  # fmt: skip
    if not command.candidates:
        return refuse("round.by_votes", rule.article) if rule.value == "by_votes" else new
    no = _in_order(sitting, item, draft, command) or slate(sitting.rules, new)
    return no or _cut_tied(sitting, item, draft, command) or new


def _votes_apart(sitting: Sitting, item: Item, draft: DraftEntry, names: tuple[str, ...]) -> tuple[int, int]:
    """The fewest votes of the first ballot on this list, and the most of who may stand and is left off; -1 for nobody."""
    votes = {name: line.votes_for for name, line in by_votes(sitting, item, draft)}
    left = (votes[name] for name in votes if name not in names)
    return min((votes[name] for name in names), default=-1), max(left, default=-1)


def _in_order(sitting: Sitting, item: Item, draft: DraftEntry, command: c.PlanRound) -> Refusal | None:
    """None where these are the most votes of the first ballot among those not elected; equal votes in any order."""
    names, known = command.candidates, {name for name, _ in by_votes(sitting, item, draft)}
    if len(set(names)) == len(names) and known.issuperset(names):
        fewest, most = _votes_apart(sitting, item, draft, names)
        if fewest >= most:
            return None
    return refuse("round.order", sitting.rules.article("shortfall.further_election", office=draft.office))


def _cut_tied(sitting: Sitting, item: Item, draft: DraftEntry, command: c.PlanRound) -> Refusal | None:
    """Equal votes at the cut: the law is silent (law.md G3), so the presidium decides who stands, and that is on record."""
    fewest, most = _votes_apart(sitting, item, draft, command.candidates)
    if fewest > most or (command.reason or "").strip():
        return None
    return refuse("round.cut_tied", sitting.rules.article("shortfall.further_election", office=draft.office))
