"""What operator and chair may do next around a vote: steps to record, movers, missed limits; `next` asks `decide`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from voting.core import deadlines, merging, movers, organs, parts, petition, track
from voting.core import track_commands as tc
from voting.core.commands import Actor, Command
from voting.core.events import DraftEntry
from voting.core.state import Item, Sitting
from voting.core.words import StepWord

SUBJECT = "asked"


class Wish(NamedTuple):
    """A step before it is asked about: what a screen calls it, the command, what it must ask for first."""

    name: str
    command: Command
    args: dict[str, str]
    ask: Literal["petition", "waive", "step", "aside", "unsatisfied"] | None


def before_opening(s: Sitting, by: Actor) -> Iterator[Wish]:
    """Before the sitting the equipment may be tried out, where no trial vote waits already."""
    first = next(iter(s.items.values()), None)
    if first is None or s.phase != "prepared" or by.role not in tc.PlanTrial.may:
        return
    used = {poll.draft.id for poll in s.polls.values() if poll.state != "voided"}
    if all(draft.id in used for item in s.items.values() for draft in item.entry.drafts if draft.trial):
        yield Wish("plan_trial", tc.PlanTrial(by, "", first.entry.id), {"item": first.entry.id}, None)


def trials(s: Sitting) -> tuple[tuple[Item, DraftEntry], ...]:
    """The trial votes that were planned and not held yet."""
    used = {poll.draft.id for poll in s.polls.values() if poll.state != "voided"}
    return tuple((i, d) for i in s.items.values() for d in i.entry.drafts if d.trial and d.id not in used)


def listed(s: Sitting, item: Item, by: Actor) -> Iterator[Wish]:
    """Before an item is introduced: who moves it, and what is to be done about papers that came late."""
    args = {"item": item.entry.id}
    if by.role in tc.FilePetition.may and movers.unmoved(s, item) is not None:
        yield Wish(
            "file_petition", tc.FilePetition(by, "", item.entry.id, "members", (), SUBJECT, SUBJECT), args, "petition"
        )
    for limit in deadlines.broken(s, item, s.day) if by.role in tc.WaiveDeadline.may else ():
        wish = tc.WaiveDeadline(by, "", item.entry.id, limit.to, SUBJECT, deadlines.WAIVERS[s.body][0])
        yield Wish("waive_deadline", wish, {**args, "to": limit.to}, "waive")


def around(s: Sitting, item: Item, by: Actor) -> Iterator[Wish]:
    """While an item is dealt with: the steps that its next votes wait for, the answer to a question."""
    if by.role not in tc.RecordStep.may:
        return
    if item.entry.kind == "question" and item.track.petition is not None:
        yield from _question(s, item, by)
    held = parts.results(s, item)
    yield from _amending(s, item, by)
    for draft in parts.standing(s, item):
        if draft.id not in held and parts.out_of_order(s, item, draft) is None:
            yield from (_step(s, item, draft.id, word, by) for word in _wanted(s, item, draft))
    several = len(parts.real(item)) > 1 and item.entry.kind != "election"
    for draft in parts.standing(s, item) if several and by.role in tc.SetAside.may else ():
        if not any(p.draft.id == draft.id and p.state != "voided" for p in s.polls.values()):
            wish = _aside(s, item, draft, by)
            yield Wish("set_aside", wish, {"item": item.entry.id, "draft": draft.id}, "aside")


def _amending(s: Sitting, item: Item, by: Actor) -> Iterator[Wish]:
    """Where a local rule says how many move an amendment: who moved each that is still to be voted on."""
    put = {p.draft.id for p in s.polls.values() if p.state != "voided"} | set(item.track.amendments)
    for draft in parts.standing(s, item) if petition.given(s.rules, "amendment") else ():
        if draft.part == "amendment" and draft.id not in put:
            wish = tc.FilePetition(by, "", item.entry.id, "presidium", (), SUBJECT, SUBJECT, draft=draft.id)
            yield Wish("file_petition", wish, {"item": item.entry.id, "draft": draft.id}, "petition")


def _wanted(s: Sitting, item: Item, draft: DraftEntry) -> tuple[StepWord, ...]:
    decisions: tuple[StepWord, ...] = ()
    merged = draft.part == "merged" and item.entry.kind != "roster" and not merging.together(s.rules, draft)
    if merged and item.track.step(draft.id, "merge") is None:
        decisions = ("merge",)
    elif parts.clause_lost(s, item, draft) and item.track.step(draft.id, "clause_review") is None:
        decisions = ("clause_review",)
    return (*decisions, *track.missing(s, item, draft))


def _aside(s: Sitting, item: Item, draft: DraftEntry, by: Actor) -> tc.SetAside:
    """A vote withdrawn by an organ that may, so that the step can be asked about."""
    agree, propose = (named(s.rules, "agenda.withdraw", item) for named in (organs.agreeing, organs.proposing))
    organ, proposer = next(iter(agree), ""), next(iter(propose), None)
    return tc.SetAside(by, "", item.entry.id, draft.id, "withdrawn", SUBJECT, organ, SUBJECT, proposer)


def _step(s: Sitting, item: Item, draft: str, word: StepWord, by: Actor) -> Wish:
    key = track.DECIDED.get(word)
    organ = next(iter(organs.agreeing(s.rules, key, item)), None) if key else None
    result = track.RESULTS.get(word, ("done",))[0]
    wish = tc.RecordStep(by, "", item.entry.id, draft, word, result, s.day or "2000-01-01", organ or "chairs_meeting")
    return Wish("record_step", wish, {"item": item.entry.id, "draft": draft, "step": word}, "step")


def _question(s: Sitting, item: Item, by: Actor) -> Iterator[Wish]:
    if item.track.step("", "answer") is None:
        yield _step(s, item, "", "answer", by)
    elif item.track.unsatisfied is None:
        yield Wish(
            "count_unsatisfied", tc.CountUnsatisfied(by, "", item.entry.id, 0), {"item": item.entry.id}, "unsatisfied"
        )
    elif movers.reached(s, item) and item.track.step("", "further_answer") is None:
        yield _step(s, item, "", "further_answer", by)


def afterwards(s: Sitting, by: Actor) -> Iterator[Wish]:
    """Once a person was appointed or elected: approval from above, the certificate, the oath, as the rules ask for them."""
    if by.role not in tc.RecordStep.may:
        return
    for item in s.items.values():
        ended = item.entry.kind != "election" or item.disposition is not None  # all who are elected swear together
        for draft in parts.real(item):
            if ended and track.won(s, item, draft):
                due = (word for word in track.following(s.rules, draft) if item.track.step(draft.id, word) is None)
                yield from (_step(s, item, draft.id, word, by) for word in list(due)[:1])
