"""The way to a vote and after it: steps on record (exam, speech, defence, certificate, oath), votes set aside, trials.

Who signed, deadlines and rosters have modules of their own; MACHINE joins them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from voting.core import deadlines, merging, movers, organs, parts, roster, satisfaction
from voting.core import track_commands as c
from voting.core import track_events as e
from voting.core.decision import Decision, Machine
from voting.core.events import DraftEntry
from voting.core.nomination_rounds import elected, root, spent
from voting.core.persons import PersonEntry
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import RuleBook
from voting.core.state import Item, LeftAside, Sitting, StepDone
from voting.core.track_words import STEPS
from voting.core.words import StepResult, StepWord

PERSON: Final[dict[StepWord, str]] = {  # before a person is appointed, and the rule that asks for it
    "exam": "appointment.exam", "profiles_delivered": "candidate.profile", "speech": "appointment.speech",
}  # fmt: skip
BEFORE: Final[frozenset[StepWord]] = frozenset({"material", "exam", "profiles_delivered", "speech", "defence"})
RESULTS: Final[dict[StepWord, tuple[StepResult, ...]]] = {
    "exam": ("passed", "failed"), "defence": ("done", "declined"), "further_answer": ("done", "declined"),
}  # fmt: skip
AFTER: Final[dict[StepWord, str]] = {  # after a vote was won, and the rule that asks for it
    "approval": "procurator.approval", "certificate": "appointment.certificate", "oath": "oath.required",
}  # fmt: skip
DECIDED: Final[dict[StepWord, str]] = {  # a step that is an organ's decision, and the rule that names the organ
    "merge": "appointment.merge", "clause_review": "amendment.clauses",
}  # fmt: skip


def fits(result: StepResult, word: StepWord) -> bool:
    """Whether a step with this result is done with."""
    return result != "failed" and result in RESULTS.get(word, ("done",))


def required(book: RuleBook, item: Item, draft: DraftEntry) -> dict[StepWord, str | None]:
    """The steps on record before this vote may be put, each with its article: the sitting's own, and those of the rules."""
    kind = item.entry.kind
    found: dict[StepWord, str | None] = {}
    if parts.acts(draft) & {*parts.APPOINTS}:  # what is on record for a merged vote is on record for all whom it names
        found = {word: book.article(key) for word, key in PERSON.items() if _demanded(book, key)}
    if kind in ("removal", "recall") and _demanded(book, "removal.defence"):
        found["defence"] = book.article("removal.defence")
    elif draft.kind == "election" and draft.candidates and not draft.trial and _demanded(book, "candidate.profile"):
        found = {"profiles_delivered": book.article("candidate.profile", office=draft.office)}
    return {word: found.get(word) for word in STEPS if word in found or word in draft.requires}


def _demanded(book: RuleBook, key: str) -> bool:
    value = book.value(key) if book.has(key) else False
    return value is True or (isinstance(value, Mapping) and value.get("required") is True)


def missing(sitting: Sitting, item: Item, draft: DraftEntry) -> dict[StepWord, str | None]:
    """The required steps that are not on record, or have failed, in the order they are taken, each with its article."""
    wanted = required(sitting.rules, item, draft)
    found = ((word, on_record(item, draft, word)) for word in STEPS if word in wanted)
    return {word: wanted[word] for word, done in found if done is None or not fits(done.result, word)}


def on_record(item: Item, draft: DraftEntry, word: StepWord) -> StepDone | None:
    """A step of this vote, of the election that it is a round of, or of its item.

    Profiles of candidates are delivered too where the sitting file or the desk says so of the papers of the election;
    never profiles that went out before the last of those who stand was nominated.
    """
    places = (draft.id, root(item, draft).id, "")
    found = [item.track.steps[place, word] for place in dict.fromkeys(places) if (place, word) in item.track.steps]
    day = {**item.entry.delivered, **item.track.delivered}.get("members")
    if (draft.kind, word) == ("election", "profiles_delivered"):
        found += [StepDone("done", day, None, None)] if day is not None else []
        named = max((item.nominees[x].at for x in draft.candidates if x in item.nominees), default="")
        found = [done for done in found if _since(done, named)]
    return found[0] if found else None


def _since(done: StepDone, moment: str) -> bool:
    """Whether a step was done at this moment or later; where only its day is known the whole day counts."""
    return (done.day, done.at or moment) >= (moment[:10], moment)


def waits(sitting: Sitting, item: Item, draft: DraftEntry) -> Refusal | None:
    """Why this vote may not be put for the sake of what must come before it, or None; asked by poll.announceable."""
    no = movers.unmoved(sitting, item) or parts.out_of_order(sitting, item, draft)
    no = no or _barred(sitting, draft) or _decided(sitting, item, draft) or roster.unfit(sitting, item)
    if no is None and draft.kind == "evaluation":
        no = satisfaction.unruled(sitting, draft)
    if no is not None:
        return no
    left = missing(sitting, item, draft)
    if not left:
        return None
    own = sitting.rules.cited("agenda.added_by")  # what the sitting itself asks for stands in the agenda it adopted
    article = next((article for article in left.values() if article is not None), own)
    names = tuple(STEPS[word] for word in left)
    zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
    return refuse("vote.step_missing", article, steps=zh, named=en)


def _rejections(sitting: Sitting, person: PersonEntry) -> tuple[str, ...]:
    """The days on which this person was rejected for this post: before this sitting, and by its own declared votes."""
    if not person.person or not person.post or person.act not in parts.APPOINTS:
        return person.rejected
    here = (
        (p.declared_at or sitting.day)[:10]
        for p in sitting.polls.values() if p.outcome == "not_adopted" and not p.draft.trial
        for one in parts.people(p.draft)
        if one.act in parts.APPOINTS and (one.person, one.post) == (person.person, person.post)
    )  # fmt: skip
    return (*person.rejected, *here)


def _barred(sitting: Sitting, draft: DraftEntry) -> Refusal | None:
    """Why one of those whom a vote is on may not come again, or None."""
    return next((no for one in parts.people(draft) if (no := _again(sitting, one)) is not None), None)


def _again(sitting: Sitting, person: PersonEntry) -> Refusal | None:
    """Who was rejected for the post as often as the rule says does not come again in this term (CQM 21, SZM 20)."""
    book, key, rejected = sitting.rules, "appointment.rejected", _rejections(sitting, person)
    value = book.value(key) if rejected and book.has(key) else None
    if not isinstance(value, Mapping):
        return None
    times, wait = value["times"], value.get("wait_months")
    if type(times) is int and len(rejected) >= times:
        return refuse("vote.rejected_bar", book.article(key), count=len(rejected))
    if type(wait) is int and sitting.day:
        again = deadlines.shifted(date.fromisoformat(max(rejected)), "months", wait).isoformat()
        return refuse("vote.rejected_lately", book.article(key), day=again) if sitting.day < again else None
    return None


def _decided(sitting: Sitting, item: Item, draft: DraftEntry) -> Refusal | None:
    """Votes merged, and a whole put although a clause of it was lost, need an organ's decision on record."""
    if draft.part == "merged" and item.entry.kind != "roster":
        no = merging.unmerged(sitting, item, draft)
        if no is not None:
            return no
    if parts.clause_lost(sitting, item, draft) and item.track.step(draft.id, "clause_review") is None:
        return refuse("vote.clause_lost", sitting.rules.cited("amendment.clauses"))
    return None


def record(command: c.RecordStep, sitting: Sitting) -> Decision:
    """A step is put on record with its day; what follows a vote only after it was won."""
    item = sitting.items.get(command.item)
    if item is None:
        return refuse("item.unknown")
    draft = item.draft(command.draft)
    if draft is None and command.draft:
        return refuse("poll.draft_unknown")
    if draft is not None and command.step in AFTER:  # who is elected in a later round takes the office of the election
        draft = root(item, draft)
    no = _recordable(command, sitting, item, draft)
    if no is not None:
        return no
    day = command.day or command.at[:10]
    return (
        e.StepRecorded(
            item.entry.id, draft.id if draft else "", command.step, command.result, day, command.organ, command.note,
            command.at, command.by.text(),
        ),
    )  # fmt: skip


def _recordable(command: c.RecordStep, sitting: Sitting, item: Item, draft: DraftEntry | None) -> Refusal | None:
    if command.result not in RESULTS.get(command.step, ("done",)):
        return refuse("step.result")
    if deadlines.past_day(command.day or command.at[:10], command.at) is None:
        return refuse("step.day")
    if command.step in BEFORE:
        return _before(command, sitting, item, draft)
    if command.step in DECIDED:
        return organs.lawful(sitting.rules, DECIDED[command.step], item, command.organ)
    if command.step in ("answer", "further_answer"):
        return movers.answerable(command.step, command.result, command.organ, sitting, item)
    if command.step in ("certificate", "oath", "approval"):
        return _after(command.step, sitting, item, draft)
    return None


def _before(command: c.RecordStep, sitting: Sitting, item: Item, draft: DraftEntry | None) -> Refusal | None:
    """What comes before a vote is recorded before it; a failed examination is taken again as often as the rule says."""
    if item.stage == "disposed":
        return refuse("item.disposed")
    put = [p for p in parts.polls_of(sitting, item.entry.id) if not spent(p)]
    if any(p.running for p in put if draft is None or root(item, p.draft).id == draft.id):
        asked = required(sitting.rules, item, put[-1].draft).get(command.step)
        return refuse("agenda.poll_running", asked or sitting.rules.cited("chair.declares"))
    if draft is not None and draft.id in {p.draft.id for p in put}:
        return refuse("poll.draft_used")
    key, last = "appointment.exam", item.track.step(command.draft, command.step)
    value = sitting.rules.value(key) if command.step == "exam" and sitting.rules.has(key) else None
    resits = value.get("resits") if isinstance(value, Mapping) else None
    if last is not None and last.result == "failed" and type(resits) is int and last.failed > resits:
        return refuse("step.no_resit", sitting.rules.article(key))
    return None


def approved_above(draft: DraftEntry) -> bool:
    """Whether what a vote does awaits approval from above: it elects, appoints or lets go a chief procurator."""
    return draft.procurator or any(one.procurator for one in draft.persons)


def following(book: RuleBook, draft: DraftEntry) -> tuple[StepWord, ...]:
    """What the rules ask for once a vote was won: approval from above, the certificate, the oath (ZZF 11, 32, XSJ).

    A chief procurator who resigns or is removed takes an approval too; certificate and oath are for who comes in.
    """
    elects = draft.kind == "election" and not draft.contest and not draft.trial
    acts = parts.acts(draft)
    approval: tuple[StepWord, ...] = ("approval",) if approved_above(draft) and (elects or acts) else ()
    if not elects and not acts & {*parts.APPOINTS}:
        return approval
    wanted: dict[StepWord, str] = {} if elects else {"certificate": "appointment.certificate"}
    wanted["oath"] = "oath.required"
    return (*approval, *(word for word, key in wanted.items() if _demanded(book, key)))


def won(sitting: Sitting, item: Item, draft: DraftEntry) -> bool:
    """Whether somebody took office by this vote: a person's vote was won, an election elected in any of its rounds."""
    if draft.kind == "election":
        return bool(elected(sitting, item, draft))
    return parts.results(sitting, item).get(draft.id) in parts.PASSED


def _takes_office(item: Item, draft: DraftEntry) -> bool:
    """Whether somebody comes into office by this vote; an appointment that does not say what it does is taken for one."""
    acts = parts.acts(draft)
    unsaid = not acts and item.entry.kind == "appointment"
    return unsaid or draft.kind == "election" or bool(acts & {*parts.APPOINTS})


def _uncalled(step: StepWord, sitting: Sitting, item: Item, draft: DraftEntry) -> Refusal | None:
    """What no rule asks for, or what stands on record already; an oath may be taken freely by whoever takes an office."""
    article = sitting.rules.cited(AFTER[step]) or sitting.rules.cited("oath.required")
    if step == "approval" and not approved_above(draft):
        return refuse("step.no_approval", article)
    if step == "certificate" and step not in following(sitting.rules, draft):
        return refuse("step.not_asked", article)
    if step == "oath" and not _takes_office(item, draft):
        return refuse("step.not_asked", article)
    return refuse("step.recorded", article) if (draft.id, step) in item.track.steps else None


def _after(step: StepWord, sitting: Sitting, item: Item, draft: DraftEntry | None) -> Refusal | None:
    """Certificate only after adoption, oath only once it has taken effect: for a procurator after approval (ZZF 11)."""
    if draft is None or not won(sitting, item, draft):
        article = sitting.rules.cited(AFTER[step])
        return refuse("step.too_early", article, after="该项表决通过", named="this vote was won")
    no = _uncalled(step, sitting, item, draft)
    if no is not None or step == "approval":
        return no
    if approved_above(draft) and item.track.step(draft.id, "approval") is None:
        return refuse(
            "step.too_early",
            sitting.rules.article("procurator.approval"),
            after="上一级批准",
            named="the approval from above",
        )
    if (
        step == "oath"
        and "certificate" in following(sitting.rules, draft)
        and item.track.step(draft.id, "certificate") is None
    ):
        article = sitting.rules.article("appointment.certificate")
        return refuse("step.too_early", article, after="颁发任命书", named="the certificate of appointment")
    return None


def set_aside(command: c.SetAside, sitting: Sitting) -> Decision:
    """One vote of several is not put: 暂缓, 退回 or withdrawn, by the organ that may, before it was held (law.md A10)."""
    item = sitting.items.get(command.item)
    if item is None:
        return refuse("item.unknown")
    draft = item.draft(command.draft)
    if draft is None or draft.trial:
        return refuse("poll.draft_unknown")
    if item.stage == "disposed":
        return refuse("item.disposed")
    if any(p.draft.id == draft.id and p.state != "voided" for p in parts.polls_of(sitting, item.entry.id)):
        return refuse("poll.draft_used")
    key = "agenda.withdraw" if command.how == "withdrawn" else "agenda.postpone"
    no = organs.lawful(sitting.rules, key, item, command.organ, command.proposed_by)
    if no is not None:
        return no
    if not command.reason.strip():
        return refuse("poll.reason", sitting.rules.cited(key, kind=item.entry.kind))
    if command.how == "postponed" and not (command.next_step or "").strip():
        return refuse("disposition.next", sitting.rules.article(key, kind=item.entry.kind))
    return (
        e.VoteSetAside(
            item.entry.id, draft.id, command.how, command.reason, command.organ, command.next_step, command.at,
            command.by.text(), command.proposed_by or None,
        ),
    )  # fmt: skip


def plan_trial(command: c.PlanTrial, sitting: Sitting) -> Decision:
    """A trial vote, by name and by keys, before or within the sitting; each has a number of its own."""
    item = sitting.items.get(command.item)
    if item is None:
        return refuse("item.unknown")
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    number = 1 + sum(draft.trial for one in sitting.items.values() for draft in one.entry.drafts)
    draft = DraftEntry(
        f"trial-{number}", "motion", "named", "keypress", "last", None, None, None, None, write_ins=False,
        candidates=(), trial=True,
    )  # fmt: skip
    return (e.TrialPlanned(item.entry.id, draft, command.at, command.by.text()),)


def _recorded(event: e.StepRecorded, s: Sitting) -> Sitting:
    item = s.items[event.item]
    last = item.track.steps.get((event.draft, event.step))
    failed = (last.failed if last else 0) + (event.result == "failed")
    done = StepDone(event.result, event.day, event.organ, event.note, failed, event.at)
    steps = {**item.track.steps, (event.draft, event.step): done}
    return s.put(replace(item, track=replace(item.track, steps=steps)))


def _aside(event: e.VoteSetAside, s: Sitting) -> Sitting:
    item = s.items[event.item]
    left = LeftAside(event.how, event.reason, event.organ, event.next_step, event.proposed_by)
    return s.put(replace(item, track=replace(item.track, aside={**item.track.aside, event.draft: left})))


def _planned(event: e.TrialPlanned, s: Sitting) -> Sitting:
    item = s.items[event.item]
    return s.put(replace(item, entry=replace(item.entry, drafts=(*item.entry.drafts, event.draft))))


MACHINE = Machine(
    decide={
        c.RecordStep: record, c.SetAside: set_aside, c.PlanTrial: plan_trial,
        **movers.MACHINE.decide, **deadlines.MACHINE.decide, **roster.MACHINE.decide,
    },
    evolve={
        e.StepRecorded: _recorded, e.VoteSetAside: _aside, e.TrialPlanned: _planned,
        **movers.MACHINE.evolve, **deadlines.MACHINE.evolve, **roster.MACHINE.evolve,
    },
)  # fmt: skip
