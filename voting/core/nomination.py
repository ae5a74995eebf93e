"""Who stands: nominations and withdrawals, the list that is fixed from them, and when it may be voted on (law.md B3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from voting.core import nomination_commands as c
from voting.core import nomination_events as e
from voting.core import nomination_names, petition, roster
from voting.core import nomination_rounds as rounds
from voting.core.decision import Decision, Machine
from voting.core.election import slate
from voting.core.events import DraftEntry
from voting.core.nomination_rounds import LISTED, held, judged, polls_on, primaries, standing
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import RuleBook
from voting.core.state import Item, Listed, Nominee, Sitting, Withdrawal
from voting.core.words import NOMINATORS, Office, Text

UNNAMED: Final[dict[str, str]] = {  # rounds for which nobody is nominated, and the rule that says who stands
    "primary": "primary.trigger", "tie_revote": "tie.revote",
}  # fmt: skip


def _draft(sitting: Sitting, name: str, vote: str) -> tuple[Item, DraftEntry] | Refusal:
    """The list to work on, while nobody votes on it and its papers are not issued."""
    item = sitting.items.get(name)
    if item is None:
        return refuse("item.unknown")
    draft = item.draft(vote)
    if draft is None or draft.kind != "election":
        return refuse("poll.draft_unknown")
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    if item.stage == "disposed":
        return refuse("item.disposed")
    if draft.round not in LISTED:
        return refuse("nominate.round", sitting.rules.cited(UNNAMED[draft.round], draft.office))
    if any(p.running and draft.id in (p.draft.id, p.draft.contest) for p in polls_on(sitting, item)):
        return refuse("agenda.poll_running", sitting.rules.cited("chair.declares"))
    return refuse("poll.draft_used") if draft.id in held(sitting, item) else (item, draft)


def nominate(command: c.Nominate, sitting: Sitting) -> Decision:
    """The organ that may, or deputies jointly and in writing; none may name more than there are seats (ZZF 26, XJF 30)."""
    found = _draft(sitting, command.item, command.draft)
    if isinstance(found, Refusal):
        return found
    item, draft = found
    if not nominable(item, draft):
        return refuse("nominate.by_votes", sitting.rules.article("shortfall.further_election", office=draft.office))
    no = _person(command, sitting, item, draft) or _backing(command, sitting, item, draft)
    if no is not None:
        return no
    return (
        e.CandidateNominated(
            item.entry.id, draft.id, command.candidate, command.nominator == "presidium", command.signers, command.deputy,
            command.at, command.by.text(), command.nominator if command.nominator not in ("presidium", "members") else None,
        ),
    )  # fmt: skip


def nominable(item: Item, draft: DraftEntry) -> bool:
    """Whether people are nominated for this list: not where a further election takes them by the first ballot (ZZF 29)."""
    listed = item.slates.get(draft.id)
    return draft.round != "further" or not (listed.before if listed else draft.candidates)


def _person(command: c.Nominate, sitting: Sitting, item: Item, draft: DraftEntry) -> Refusal | None:
    """Whether this person can stand: not there already, and a deputy where the office is for deputies (ZZF 18, 47)."""
    here = [n for n in item.nominees.values() if n.draft == draft.id and n.id not in item.withdrawn]
    seated = rounds.elected(sitting, item, draft)
    taken = {n.deputy for n in (*here, *(n for n in item.nominees.values() if n.id in seated)) if n.deputy is not None}
    if (
        command.candidate in (*item.nominees, *seated)
        or command.candidate in standing(item, draft)
        or command.deputy in taken
    ):
        return refuse("nominate.known", petition_article(sitting, draft.office))
    if command.deputy is not None:
        member = sitting.members.get(command.deputy)
        if member is None:
            return refuse("member.unknown")
        no_voter = refuse("member.not_voter", sitting.rules.cited("attendee.votes"))
        return None if member.role == "member" else no_voter
    if nomination_names.deputies_only(sitting, draft):
        return refuse("nominate.deputies_only", nomination_names.deputies_article(sitting, draft))
    return None


def _backing(command: c.Nominate, sitting: Sitting, item: Item, draft: DraftEntry) -> Refusal | None:
    """Enough signers, all of them deputies, and nobody over the number of seats."""
    article = petition_article(sitting, draft.office)
    here = [n for n in item.nominees.values() if n.draft == draft.id and n.id not in item.withdrawn]
    seats = draft.seats or 0
    if command.nominator != "members":
        return _organ(command, sitting, draft, sum(n.nominator == command.nominator for n in here))
    voters = {m.id for m in sitting.members.values() if m.role == "member"}
    if set(command.signers) - voters or len(set(command.signers)) < len(command.signers):
        return refuse("nominate.signer", article)
    if not petition.given(sitting.rules, "nominate"):
        return refuse("nominate.not_joint", sitting.rules.article("election.offices"))
    least = petition.needed(sitting.rules, "nominate", len(voters), draft.office)
    if len(command.signers) < least:
        return refuse("nominate.too_few", article, have=len(command.signers), least=least)
    full = [who for who in command.signers if sum(who in n.signers for n in here) >= seats]
    return refuse("nominate.signer_cap", article, _ids(full), seats=seats) if full else None


def nominators(book: RuleBook, office: Office | None) -> tuple[str, ...]:
    """Who may put candidates for this office forward; where an older book has no rule on it, as it was then (ZZF 26)."""
    key = "nomination.by"
    return book.words(key, office) if book.has(key, office) else ("presidium", "members")


def _organ(command: c.Nominate, sitting: Sitting, draft: DraftEntry, named: int) -> Refusal | None:
    """An organ that may nominate to this office, without signers, and up to its number (ZZF 26, XJF 30).

    No law sets the chairs' meeting of a standing committee a number (law.md B6-11).
    """
    article, seats, who = petition_article(sitting, draft.office), draft.seats or 0, command.nominator
    if command.signers:
        return refuse("nominate.both", article)
    lawful = nominators(sitting.rules, draft.office)
    named_as = NOMINATORS[who]
    if who not in lawful:
        may = tuple(NOMINATORS[x] for x in NOMINATORS if x in lawful)
        return refuse("nominate.organ", article, may, zh=named_as.zh, en=named_as.en)
    capped = named >= seats and who != "chairs_meeting"
    no = roster.no_presidium(sitting) if who == "presidium" else None
    full = refuse("nominate.presidium_cap", article, seats=seats, zh=named_as.zh, en=named_as.en) if capped else None
    return no or full


def petition_article(sitting: Sitting, office: Office | None) -> str | None:
    """The article on nominations to this office by this body, None where no rule speaks of them (ZZF 26; XJF 30)."""
    key = "petition.nominate" if petition.given(sitting.rules, "nominate") else "nomination.by"
    return sitting.rules.cited(key, office=office)


def _ids(names: list[str]) -> tuple[Text, ...]:
    return tuple(Text(name, name) for name in names)


def withdraw(command: c.WithdrawCandidate, sitting: Sitting) -> Decision:
    """Who stands no longer, with the reason and who agreed; never while papers with the name are out (law.md D13)."""
    item = sitting.items.get(command.item)
    if item is None:
        return refuse("item.unknown")
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    if item.stage == "disposed":
        return refuse("item.disposed")
    listed = {name for draft in item.entry.drafts for name in (*draft.candidates, *standing(item, draft))}
    if command.candidate not in listed:
        return refuse("candidate.withdrawn" if command.candidate in item.withdrawn else "candidate.unknown")
    if not command.reason.strip() or not command.agreed.strip():
        return refuse("candidate.reason", sitting.rules.cited("nomination.withdrawal"))
    no = _leaving(sitting, item, command.candidate)
    if no is not None:
        return no
    if any(p.running and command.candidate in p.draft.candidates for p in polls_on(sitting, item)):
        return refuse("agenda.poll_running", sitting.rules.cited("chair.declares"))
    return (
        e.CandidateWithdrawn(
            item.entry.id, command.candidate, command.reason, command.agreed, command.at, command.by.text()
        ),
    )


def _leaving(sitting: Sitting, item: Item, name: str) -> Refusal | None:
    """Who is elected resigns instead; a method may end withdrawals once the formal list is fixed (ZZF 32; law.md G7)."""
    elections = [draft for draft in item.entry.drafts if draft.kind == "election"]
    if any(name in rounds.elected(sitting, item, draft) for draft in elections):
        return refuse("candidate.elected", sitting.rules.article("resignation.accepted_by"))
    rule = sitting.rules.rule("nomination.withdrawal") if sitting.rules.has("nomination.withdrawal") else None
    if rule is None or rule.value != "before_formal_list" or rule.certainty == "GAP":
        return None  # the default of the gap: on record, and there is no vote until the surplus is restored
    fixed = any(name in d.candidates and d.id in item.slates and item.slates[d.id].order for d in elections)
    return refuse("candidate.too_late", rule.article) if fixed else None


def fix(command: c.FixSlate, sitting: Sitting) -> Decision:
    """The formal list: all who stand, or those whom the pre-vote puts on it; in the order of the ballot (ZZF 27)."""
    found = _draft(sitting, command.item, command.draft)
    if isinstance(found, Refusal):
        return found
    item, draft = found
    done = primaries(sitting, item, draft)
    if command.order == "primary_votes" and not done:
        return refuse("slate.no_primary", sitting.rules.article("primary.trigger", office=draft.office))
    no = fixable(command.candidates, command.reason, sitting, item, draft) or _early(command, sitting, item, draft)
    if no is not None:
        return no
    prior = done[0][0].id if done else draft.prior
    return (
        e.SlateFixed(
            item.entry.id, draft.id, command.candidates, command.order, prior, command.reason, command.at,
            command.by.text(),
        ),
    )  # fmt: skip


def considered(sitting: Sitting, item: Item, draft: DraftEntry) -> tuple[date, date, int] | None:
    """The day of the first nomination, the day on which the list may be fixed, and the days between with both in them.

    Of first elections alone (换届, ZZF 27; XJF 32). None before anybody is nominated, or where no rule says how long.
    """
    key = "nomination.days"
    received = [n.at[:10] for n in item.nominees.values() if n.draft == draft.id and n.at]
    if not received or draft.round != "first" or not sitting.rules.has(key, office=draft.office):
        return None
    value = sitting.rules.value(key, office=draft.office)
    days, first = value if type(value) is int else 1, date.fromisoformat(min(received))
    return first, first + timedelta(days=days - 1), days


def _early(command: c.FixSlate, sitting: Sitting, item: Item, draft: DraftEntry) -> Refusal | None:
    """People are nominated and considered for so many days; a list that is fixed before says why, on record (ZZF 27)."""
    found = considered(sitting, item, draft)
    if found is None or (command.reason or "").strip() or not command.at or command.at[:10] >= found[1].isoformat():
        return None
    first, day, days = found
    article = sitting.rules.article("nomination.days", office=draft.office)
    return refuse("nominate.early", article, days=days, first=first.isoformat(), day=day.isoformat())


def fixable(
    names: tuple[str, ...], reason: str | None, sitting: Sitting, item: Item, draft: DraftEntry
) -> Refusal | None:
    """Why these names cannot be the formal list, or None: nobody is left off and nobody is put on by hand."""
    stand = standing(item, draft)
    verdict = judged(sitting, draft, len(stand))
    no = verdict.refusal or rounds.cut_down(sitting, item, draft, len(stand))
    if no is not None:
        return no
    if verdict.primary:
        no = _cut(names, reason, sitting, item, draft)
    else:
        whole = sorted(names) == sorted(stand)
        no = None if whole else refuse("slate.not_the_nominees", verdict.articles[0], stand=len(stand))
    return no or slate(sitting.rules, replace(draft, candidates=names))


def _cut(names: tuple[str, ...], reason: str | None, sitting: Sitting, item: Item, draft: DraftEntry) -> Refusal | None:
    """By the votes of the pre-vote; a tie at its cut needs a decision on record, since the law has none (law.md G3)."""
    article = sitting.rules.article("primary.trigger", office=draft.office)
    done = primaries(sitting, item, draft)
    if not done or not set(standing(item, draft)) <= set(done[0][0].draft.candidates):
        return refuse("slate.primary_required", article)
    found = rounds.cut(sitting, item, draft)
    if isinstance(found, Refusal):
        return found
    sure, chosen = set(found.formal), set(names)
    room = len(sure) + (found.places_left if found.tied else 0)
    if len(names) != room or len(chosen) < room or not sure <= chosen <= sure | set(found.tied):
        return refuse("slate.cut", article, places=room)
    rule = sitting.rules.rule("primary.tie")
    if found.tied and (rule.certainty != "GAP" or rule.value == "refuse"):
        return refuse("slate.cut_ruled", rule.article, places=found.places_left)
    if found.tied and not (reason or "").strip():
        return refuse("slate.cut_tied", article, places=found.places_left)
    return None


def announceable(sitting: Sitting, item: Item, draft: DraftEntry) -> Refusal | None:
    """What elections ask before papers are issued: a list that is fixed, and still lawful at this moment (law.md D13)."""
    if draft.kind != "election":
        return None
    names = {item.nominees[name].deputy for name in draft.candidates if name in item.nominees}
    barred = "not_candidate" in sitting.rules.words("teller.eligible", office=draft.office)
    if barred and names & {member for name in roster.TELLERS for member in roster.listed(sitting, name)}:
        return refuse("roster.candidate", sitting.rules.article("teller.eligible", office=draft.office))
    no = roster.no_tellers(sitting, draft.office)
    if no is not None:
        return no
    listed = item.slates.get(draft.id)
    if draft.round in LISTED and listed is not None and not listed.order:
        return refuse("slate.not_fixed", sitting.rules.article("slate.surplus", office=draft.office))
    if draft.round == "primary" and len(draft.candidates) <= (draft.seats or 0):
        return refuse("slate.primary_needless", sitting.rules.article("primary.trigger", office=draft.office))
    if draft.round == "primary" and draft.contest in held(sitting, item):
        return refuse("poll.draft_used")
    return slate(sitting.rules, draft) or rounds.cut_down(sitting, item, draft, len(draft.candidates))


def _item(s: Sitting, item: Item) -> Sitting:
    return replace(s, items={**s.items, item.entry.id: item})


def _drafts(item: Item, *drafts: DraftEntry) -> Item:
    return replace(item, entry=replace(item.entry, drafts=drafts))


def _nominated(event: e.CandidateNominated, s: Sitting) -> Sitting:
    item = s.items[event.item]
    who = Nominee(event.candidate, event.draft, event.by_presidium, event.signers, event.deputy, event.at, event.organ)
    listed, draft = item.slates.get(event.draft), item.draft(event.draft)
    before = listed.before if listed else draft.candidates if draft else ()
    slates = {**item.slates, event.draft: Listed(before)}
    return _item(s, replace(item, nominees={**item.nominees, who.id: who}, slates=slates))


def _withdrawn(event: e.CandidateWithdrawn, s: Sitting) -> Sitting:
    item = s.items[event.item]
    done = held(s, item)
    drafts = (
        d if d.id in done else replace(d, candidates=tuple(x for x in d.candidates if x != event.candidate))
        for d in item.entry.drafts
    )
    stood = tuple(d.id for d in item.entry.drafts if event.candidate in (*d.candidates, *standing(item, d)))
    gone = {**item.withdrawn, event.candidate: Withdrawal(event.reason, event.agreed, event.at, stood)}
    return _item(s, replace(_drafts(item, *drafts), withdrawn=gone))


def _fixed(event: e.SlateFixed, s: Sitting) -> Sitting:
    item = s.items[event.item]
    drafts = [
        replace(d, candidates=event.candidates, prior=event.prior) if d.id == event.draft else d
        for d in item.entry.drafts
    ]
    listed, draft = item.slates.get(event.draft), item.draft(event.draft)
    before = listed.before if listed else draft.candidates if draft else ()
    slates = {**item.slates, event.draft: Listed(before, event.order, event.reason)}
    return _item(s, replace(_drafts(item, *drafts), slates=slates))


def _planned(event: e.RoundPlanned, s: Sitting) -> Sitting:
    item = s.items[event.item]
    kept = (d for d in item.entry.drafts if d.id != event.replaces)
    made = _drafts(item, *kept, event.draft)
    if event.draft.round in LISTED and not event.draft.candidates:
        made = replace(made, slates={**made.slates, event.draft.id: Listed(())})
    return _item(s, made)


MACHINE = Machine(
    decide={
        c.Nominate: nominate, c.WithdrawCandidate: withdraw, c.FixSlate: fix, c.PlanRound: rounds.plan,
        c.SettleName: nomination_names.settle,
    },
    evolve={
        e.CandidateNominated: _nominated, e.CandidateWithdrawn: _withdrawn, e.SlateFixed: _fixed,
        e.RoundPlanned: _planned, e.NameSettled: nomination_names.settled,
    },
)  # fmt: skip
