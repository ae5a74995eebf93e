"""One question put to the vote: announced, drawn, open, closed, counted, declared — or voided."""

from __future__ import annotations

from dataclasses import replace

from voting.core import commands as c
from voting.core import (
    complaint,
    gap,
    hand,
    hand_forms,
    measure,
    nomination,
    nomination_count,
    nomination_names,
    outcome,
    parts,
    quorum,
    satisfaction,
    station,
    tally,
    track,
)
from voting.core import events as e
from voting.core.agenda import NEEDS_DELIBERATION, allowed, earned
from voting.core.decision import Decision, Machine
from voting.core.hand_entries import entered, papers, uncounted
from voting.core.nomination_rounds import held
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import METHOD_RANK, RuleBook, share
from voting.core.state import Hands, Item, LastVote, Poll, Sitting
from voting.core.words import Office


def electorate(sitting: Sitting, item: Item) -> tuple[e.VoterEntry, ...]:
    """Present voters minus those recused, with the terminal that speaks for each; sorted by id."""
    here = [m for m in quorum.voters(sitting) if m.attendance == "present" and m.id not in item.recused]
    entries = (e.VoterEntry(m.id, m.seat, sitting.devices.get(m.seat, "")) for m in here)
    return tuple(sorted(entries, key=lambda v: v.voter))


def recused(sitting: Sitting, item: Item) -> tuple[str, ...]:
    """Present voters who may not vote on this item; they stay in the base (law.md B1)."""
    return tuple(m.id for m in quorum.voters(sitting) if m.attendance == "present" and m.id in item.recused)


def announceable(sitting: Sitting, item: Item, draft: e.DraftEntry) -> Refusal | None:
    """Everything that may forbid putting this question now, in the order people would ask it."""
    if draft.trial:
        return measure.trial(sitting, item, draft) or _nobody(sitting, item)
    if sitting.phase != "open":
        return refuse("sitting.not_open" if sitting.phase == "prepared" else "sitting.closed")
    if item.stage == "disposed":
        return refuse("item.disposed")
    if item.stage == "listed":
        return refuse("item.stage")
    if item.entry.kind in NEEDS_DELIBERATION and item.stage != "deliberating":
        return refuse("item.not_deliberated", sitting.rules.article("agenda.dispositions", kind=item.entry.kind))
    if draft.id in held(sitting, item):
        return refuse("poll.draft_used")
    no = (
        track.waits(sitting, item, draft)
        or _method(sitting, draft)
        or hand_forms.form(sitting, item, draft)
        or _secrecy(sitting, item, draft)
        or quorum.missing(sitting)
        or nomination.announceable(sitting, item, draft)
    )
    return no or _nobody(sitting, item)


def _nobody(sitting: Sitting, item: Item) -> Refusal | None:
    return None if electorate(sitting, item) else refuse("poll.nobody", sitting.rules.cited("quorum.threshold"))


def _method(sitting: Sitting, draft: e.DraftEntry) -> Refusal | None:
    """Elections and sealed votes rest on the meeting's own method: first this meeting adopts it (ZZF 27, law.md C2)."""
    adopting = sitting.items.get(sitting.adopting_item or "")
    if adopting is None or (draft.kind == "motion" and station.tier(sitting, draft) is None):
        return None
    if adopting.disposition is not None and adopting.disposition.word in ("adopted", "decided"):
        return None
    key, kind = ("slate.surplus", None) if draft.kind == "election" else ("ballot.tier0", draft.kind)
    return refuse("method.not_adopted", _below_method(sitting.rules, key, draft.office, kind))


def _below_method(book: RuleBook, key: str, office: Office | None, kind: str | None) -> str | None:
    """The article of what holds without the method: a method that is not adopted is no authority for itself."""
    if not book.has(key, office, kind):
        return book.cited("election.offices")
    found = book.rule(key, office, kind)
    return next((one.article for one in (found, *book.overridden(found)) if one.rank < METHOD_RANK), None)


def _secrecy(sitting: Sitting, item: Item, draft: e.DraftEntry) -> Refusal | None:
    kind = parts.kind_of(sitting.rules, "ballot.secrecy", item.entry, draft)
    rule = sitting.rules.rule("ballot.secrecy", draft.office, kind)
    failed = draft.form == "show_of_hands" and draft.id in item.fallbacks  # hands in place of keys are never secret
    if rule.value == "secret" and draft.secrecy != "secret" and not failed:
        return refuse("poll.secrecy", rule.article)
    kind = parts.kind_of(sitting.rules, "ballot.tier0", item.entry, draft)
    return _consented(sitting, kind) if station.tier(sitting, draft) == "T0" else None


def _consented(sitting: Sitting, kind: str | None) -> Refusal | None:
    """Only the method of this very meeting, filed or adopted, may let a vote rest on the operator: no other layer may."""
    key = "ballot.tier0"
    own = sitting.rules.rule(key, kind=kind)
    no = next((one for one in sitting.rules.by_key[key] if one.fits(key, None, kind) and one.value is not True), own)
    if own is no or own.rank < METHOD_RANK:
        return refuse("poll.tier", no.article)
    return gap.unadopted(sitting, own, no.article)


def announce(command: c.AnnouncePoll, sitting: Sitting) -> Decision:
    """The question, the roll and the keys of this very vote are frozen (ballots.md 2.4, amendment 5)."""
    item = sitting.items.get(command.item)
    if item is None:
        return refuse("item.unknown")
    draft = item.draft(command.draft)
    if draft is None:
        return refuse("poll.draft_unknown")
    no = announceable(sitting, item, draft)
    if no is not None:
        return no
    if command.poll in sitting.polls:
        return refuse("poll.draft_used")
    voters = electorate(sitting, item)
    now = quorum.attendance(sitting)
    threshold = measure.threshold(sitting, item, draft)
    of = measure.base(sitting, item, draft, now.present)
    return (
        e.PollAnnounced(
            command.poll, item.entry.id, draft.id, command.mh, station.tier(sitting, draft), now.members, now.present, of,
            measure.needed(threshold, of), threshold.text(), voters, command.at, command.by.text(), recused(sitting, item),
            station.joined(sitting) if station.tier(sitting, draft) else (), command.names, draft.round,
            nomination_names.falls(sitting, draft), satisfaction.grading(sitting, draft),
        ),
    )  # fmt: skip


def draw(command: c.DrawPaper, sitting: Sitting) -> Decision:
    """A voter's paper is drawn from its terminal; drawing again logs again and counts once."""
    poll = sitting.polls.get(command.poll)
    no = _addressed(sitting, poll, command.mh, command.seat, command.kid)
    if no is not None or poll is None:
        return no or refuse("poll.unknown")
    if poll.state not in ("announced", "open"):
        return refuse("poll.closed" if poll.state != "voided" else "poll.not_announced")
    voter = poll.seats[command.seat]
    return station.drawable(poll, voter) or (e.PaperDrawn(poll.id, voter, command.jws),)


def _addressed(sitting: Sitting, poll: Poll | None, mh: str, seat: str, kid: str) -> Refusal | None:
    """Whether the seat's terminal speaks for a voter of this poll who sits there at this moment."""
    if poll is None:
        return refuse("poll.unknown")
    if poll.mh != mh:
        return refuse("poll.wrong_manifest")
    voter = poll.voter_at(seat)
    if voter is None:
        here = sitting.occupant(seat)
        only_attends = here is not None and here.role != "member" and sitting.rules.has("attendee.votes")
        return refuse("member.not_eligible", sitting.rules.article("attendee.votes") if only_attends else None)
    if poll.by_hand or voter.voter in poll.hands.beside:
        return refuse("poll.by_hand")
    member = sitting.members[voter.voter]
    if (member.attendance, member.seat) != ("present", seat):
        return refuse("member.not_eligible" if sitting.occupant(seat) else "seat.empty", seat=seat)
    if seat not in sitting.devices:
        return refuse("seat.not_enrolled", seat=seat)
    if voter.kid != kid:
        return refuse("seat.wrong_key", seat=seat)
    return None


def cast(command: c.CastVote, sitting: Sitting) -> Decision:
    """A vote from its voter's terminal, after its paper, in its order (amendments 1 and 13)."""
    poll = sitting.polls.get(command.poll)
    no = _addressed(sitting, poll, command.mh, command.seat, command.kid)
    if no is not None or poll is None:
        return no or refuse("poll.unknown")
    if command.named != (poll.draft.secrecy == "named"):
        return refuse("ballot.wrong_mode")
    if poll.state != "open":
        return refuse("poll.not_open" if poll.state == "announced" else "poll.closed")
    voter = poll.seats[command.seat]
    if command.named and command.voter != voter:
        return refuse("member.not_eligible", sitting.rules.cited("proxy.allowed"))
    if voter not in poll.drawn:
        return refuse("ballot.not_drawn")
    last = poll.cast.get(voter)
    if last is not None and poll.draft.press == "first":
        return refuse("ballot.first_press")
    expected = (last.seq + 1, last.jws) if last else (1, None)
    if (command.seq, command.prev) != expected:
        return refuse("ballot.sequence")
    return (e.VoteCast(poll.id, voter, command.seq, command.jws),)


def open_(command: c.OpenPoll, sitting: Sitting) -> Decision:
    """Voting begins when all eligible have drawn, or earlier on record (amendment 15)."""
    poll = sitting.polls.get(command.poll)
    if poll is None:
        return refuse("poll.unknown")
    if poll.state != "announced":
        return refuse("poll.finished" if not poll.running else "poll.not_announced")
    no = None if poll.draft.trial else quorum.missing(sitting)
    if no is not None:
        return no
    if poll.by_hand:
        return hand.open_(command, sitting, poll)
    without = len(poll.voters) - len(poll.drawn) - len(poll.hands.beside)
    if without and not (command.reason or "").strip():
        return refuse("poll.papers_missing", missing=without)
    return (e.PollOpened(poll.id, len(poll.drawn), command.reason, command.at, command.by.text()),)


def close(command: c.ClosePoll, sitting: Sitting) -> Decision:
    """The vote ends; whatever comes behind the close is late."""
    poll = sitting.polls.get(command.poll)
    if poll is None:
        return refuse("poll.unknown")
    if poll.state != "open":
        return refuse("poll.not_open" if poll.state == "announced" else "poll.closed")
    no = station.closable(sitting, poll)
    if no is not None:
        return no
    return (e.PollClosed(poll.id, poll.issued, len(poll.cast), command.at, command.by.text()),)


def count(command: c.CountPoll, sitting: Sitting) -> Decision:
    """Figures and outcome of a closed poll; the sums must close or this crashes."""
    poll = sitting.polls.get(command.poll)
    if poll is None:
        return refuse("poll.unknown")
    if poll.state != "closed":
        return refuse("poll.not_closed")
    no = uncounted(sitting.rules, poll)
    if no is not None:
        return no
    command = replace(command, papers=(*command.papers, *papers(poll)))
    given, votes = sum(paper.copies for paper in command.papers), len(poll.cast) + entered(poll)
    if given + _void(command) != votes:
        raise ArithmeticError(f"{given} papers and {_void(command)} void for {votes} votes")
    if poll.draft.kind == "election":
        return (nomination_count.counted(command, sitting, poll, _void(command)),)
    if poll.draft.kind == "evaluation":
        return (satisfaction.counted(command, sitting, poll, _void(command)),)
    return (_motion(command, sitting, poll),)


def _void(command: c.CountPoll) -> int:
    return len(command.void_voters) + command.void_papers


def _motion(command: c.CountPoll, sitting: Sitting, poll: Poll) -> e.PollCounted:
    sums = tally.motion(command.papers)
    void = _void(command)
    pressed = sums.votes_for + sums.against + sums.abstain
    return e.PollCounted(
        poll.id, command.cast_root, command.in_root, command.out_root, sums.votes_for, sums.against, sums.abstain,
        void, len(poll.voters) - pressed - void, pressed + void, pressed, void, (), (), (), 0, 0,
        outcome.motion(sums.votes_for, poll.needed), measure.authority(sitting, sitting.items[poll.item], poll.draft),
        command.void_voters, command.at, command.by.text(), void_reasons=command.void_reasons,
    )  # fmt: skip


def declare(command: c.Declare, sitting: Sitting) -> Decision:
    """The chair declares; an item whose votes are all held ends with what they decided."""
    poll = sitting.polls.get(command.poll)
    if poll is None:
        return refuse("poll.unknown")
    if not poll.running:
        return refuse("poll.finished")
    if poll.counted is None:
        return refuse("poll.not_counted")
    if poll.complaints and poll.settled is None:
        return refuse("poll.complaint", sitting.rules.cited("chair.declares"), seats="、".join(poll.complaints))
    no = nomination_names.unsettled(sitting, poll) or station.unsigned(sitting, poll)
    if no is not None:
        return no
    by = command.by.text()
    declared = e.ResultDeclared(poll.id, poll.counted.outcome, command.confirmed, command.at, by)
    after = _declared(declared, sitting)
    item = after.items[poll.item]
    word = None if poll.draft.trial else earned(after, item)
    if word is None or item.stage == "disposed" or any(p.running and p.item == poll.item for p in after.polls.values()):
        return (declared,)
    if word not in (*allowed(sitting, item), "not_adopted"):  # then a person records which of its words it is
        return (declared,)
    return (declared, e.ItemDisposed(poll.item, word, None, None, None, command.at, by))


def void(command: c.VoidPoll, sitting: Sitting) -> Decision:
    """A failed vote: nothing of it is merged with its repeat (law.md C7)."""
    poll = sitting.polls.get(command.poll)
    if poll is None:
        return refuse("poll.unknown")
    if not poll.running:
        return refuse("poll.finished")
    if not command.reason.strip():
        return refuse("poll.reason", sitting.rules.cited("ballot.failed"))
    return (e.PollVoided(poll.id, command.reason, command.at, command.by.text()),)


def _put(sitting: Sitting, poll: Poll) -> Sitting:
    return replace(sitting, polls={**sitting.polls, poll.id: poll})


def _announced(event: e.PollAnnounced, s: Sitting) -> Sitting:
    draft = s.items[event.item].draft(event.draft)
    if draft is None:
        raise LookupError(f"the agenda has no vote {event.draft} on item {event.item}")
    voters = {v.voter: v for v in event.voters}
    return _put(s, Poll(
        event.poll, event.item, draft, event.mh, event.tier, event.members, event.present, event.base, event.needed,
        share(event.threshold), voters, {v.seat: v.voter for v in event.voters}, announced_at=event.at, recused=event.recused,
        stations=event.stations,
        hands=Hands(fallback=s.items[event.item].fallbacks.get(event.draft)),
    ))  # fmt: skip


def _drawn(event: e.PaperDrawn, s: Sitting) -> Sitting:
    poll = s.polls[event.poll]
    return _put(s, replace(poll, drawn=poll.drawn | {event.voter}, again=poll.again - {event.voter}))


def _cast(event: e.VoteCast, s: Sitting) -> Sitting:
    poll = s.polls[event.poll]
    return _put(s, replace(poll, cast={**poll.cast, event.voter: LastVote(event.seq, event.jws)}))


def _opened(event: e.PollOpened, s: Sitting) -> Sitting:
    poll = s.polls[event.poll]
    opened = replace(poll, state="open", opened_at=event.at, open_reason=event.reason)
    return _put(s, replace(opened, hands=hand.opened(event, poll)))


def _closed(event: e.PollClosed, s: Sitting) -> Sitting:
    return _put(s, replace(s.polls[event.poll], state="closed", closed_at=event.at))


def _counted(event: e.PollCounted, s: Sitting) -> Sitting:
    return _put(s, replace(s.polls[event.poll], state="counted", counted=event, signed={}))


def _declared(event: e.ResultDeclared, s: Sitting) -> Sitting:
    poll = s.polls[event.poll]
    return _put(s, replace(poll, state="declared", outcome=event.outcome, declared_at=event.at))


def _voided(event: e.PollVoided, s: Sitting) -> Sitting:
    return _put(s, replace(s.polls[event.poll], state="voided", void_reason=event.reason, void_by=event.by))


MACHINE = Machine(
    decide={
        c.AnnouncePoll: announce, c.DrawPaper: draw, c.OpenPoll: open_, c.CastVote: cast, c.ClosePoll: close,
        c.CountPoll: count, c.Complain: complaint.complain, c.SettleComplaint: complaint.settle, c.Declare: declare,
        c.VoidPoll: void,
    },
    evolve={
        e.PollAnnounced: _announced, e.PaperDrawn: _drawn, e.PollOpened: _opened, e.VoteCast: _cast,
        e.PollClosed: _closed, e.PollCounted: _counted, e.ComplaintRaised: complaint.raised,
        e.ComplaintSettled: complaint.settled, e.ResultDeclared: _declared, e.PollVoided: _voided,
    },
)  # fmt: skip
