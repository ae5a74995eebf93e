"""From the state of a sitting to its record: ids become names, counted events become the figures that leave the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from voting.core import gap, nomination_names, quorum, track
from voting.core import hand_entries as entries
from voting.core.events import PollCounted
from voting.core.parts import polls_of, real
from voting.core.reading import key
from voting.core.state import Item, Poll, Sitting
from voting.core.track_words import ASIDES, ORGANS, STEPS
from voting.core.words import MARK_OF_LETTER, Form, Text, actor_label
from voting.projections import minuted, parts
from voting.projections.aloud import Spoken, spoken
from voting.projections.parts import Surroundings
from voting.projections.texts import Texts
from voting.projections.track import grade_text
from voting.projections.values import narrowed
from voting.records import aloud as read
from voting.records import sitting as record
from voting.records.on_complaints import Complaints
from voting.records.on_gaps import Decision
from voting.records.on_stations import Countersigned

Marks = Mapping[str, Mapping[str, str]]  # named poll -> voter -> letter
NamedMark = record.NamedMark
SHOWN = ("result", "report", "returned")  # what stands with its poll on screens


def sitting_record(s: Sitting, texts: Texts, log: record.Log, marks: Marks) -> record.SittingRecord:
    """The record of a sitting that has been opened; `marks` are the votes of its named polls. ValueError before that."""
    if s.opened_at is None:
        raise ValueError("a sitting that was never opened has no record")
    done = [one for one in s.polls.values() if not one.running and not one.draft.trial]
    return record.SittingRecord(
        meeting=_meeting(s, texts),
        attendance=_attendance(s, texts),
        items=tuple(_item(s, texts, one) for one in s.items.values()),
        polls=tuple(poll_record(s, texts, one, marks.get(one.id, {})) for one in done),
        log=log,
    )


def aloud(s: Sitting, texts: Texts) -> dict[str, Spoken]:
    """Every announcement that can be made now as it is read, by its key."""
    return read.aloud(s, texts, _counted(s, texts))


def generated(s: Sitting, texts: Texts) -> dict[str, Text]:
    """The same announcements in the words that the figures give them."""
    return read.generated(s, texts, _counted(s, texts))


def voiced(s: Sitting, around: Surroundings) -> Surroundings:
    """What a view needs, with the words that are read out."""
    said, now = aloud(s, around.texts), read.now(s)
    by_poll = {part: {one: said[key(one, part)].text for one in s.polls if key(one, part) in said} for part in SHOWN}
    reports = {**by_poll["returned"], **by_poll["report"]}
    reading = said[now].text if now in said else None
    return replace(around, announcements=by_poll["result"], reports=reports, reading=reading, aloud=said, aloud_now=now)


def _counted(s: Sitting, texts: Texts) -> dict[str, record.Poll]:
    counted = (one for one in s.polls.values() if one.state in read.COUNTED)
    return {one.id: poll_record(s, texts, one, {}, announced=False) for one in counted}


def _meeting(s: Sitting, texts: Texts) -> record.Meeting:
    books = tuple(record.RuleBook(key, day, title) for key, title, day in texts.books)
    return record.Meeting(
        s.meeting, texts.title, s.body, s.level, s.opened_at or "", s.closed_at, books,
        texts.method_title if texts.method_title.zh else None, s.sample, texts.place, _decisions(s),
    )  # fmt: skip


def _decisions(s: Sitting) -> tuple[Decision, ...]:
    """What was decided where the law is silent, in the order of the books."""
    found = ((rule, s.gaps.get(gap.place_of(rule))) for rule in s.rules.in_force())
    return tuple(
        Decision(rule.key, narrowed(rule), one.text, ORGANS.get(one.organ, Text(one.organ, one.organ)), actor_label(one.by), one.at)
        for rule, one in found
        if one is not None
    )  # fmt: skip


def _attendance(s: Sitting, texts: Texts) -> record.Attendance:
    now = quorum.attendance(s)
    opening = s.attendance_at_opening
    voters = [(m.id, opening.get(m.id, "absent"), m.attendance) for m in quorum.voters(s)]

    def names(ids: list[str]) -> tuple[str, ...]:
        return tuple(texts.people[one].name for one in ids)

    return record.Attendance(
        now.members, s.present_at_opening, now.needed,
        present=names([one for one, then, _ in voters if then == "present"]),
        absent=names([one for one, then, _ in voters if then in ("absent", "left")]),
        on_leave=names([one for one, then, _ in voters if then == "on_leave"]),
        late=names([one for one, then, later in voters if then != "present" and later in ("present", "left")]),
        left=names([one for one, _, later in voters if later == "left"]),
    )  # fmt: skip


def _item(s: Sitting, texts: Texts, one: Item) -> record.Item:
    reporter = texts.reporters.get(one.entry.id)
    ended = one.disposition
    done = [p.id for p in polls_of(s, one.entry.id) if not p.running]
    told = (
        (ended.reason, *_organs(ended.proposed_by, ended.consent), ended.next_step, ended.to, ended.due)
        if ended
        else ()
    )
    why = "；".join(part for part in (*told, *_left(s, texts, one), *_approvals(s, texts, one)) if part)
    return record.Item(
        one.entry.id, one.entry.number, texts.items[one.entry.id], one.entry.kind, ended.word if ended else None,
        tuple(done), record.Reporter(reporter.name, reporter.office) if reporter else None, why or None,
    )  # fmt: skip


def _organs(proposed_by: str | None, agreed: str | None) -> tuple[str | None, ...]:
    """Which organ proposed it, where one had to, and which agreed; an older ledger's own words as they stand."""
    proposer, organ = (" ".join(ORGANS[one]) if one in ORGANS else one for one in (proposed_by, agreed))
    return (organ,) if proposer is None else (f"提出 proposed by：{proposer}", f"同意 agreed by：{organ}")


def _left(s: Sitting, texts: Texts, one: Item) -> tuple[str, ...]:
    """The votes of an item that were not put: how, why, and by which organs."""
    found = ((parts.titled(s, one.entry.id, draft, texts), left) for draft, left in one.track.aside.items())
    return tuple(
        "；".join(x for x in (f"{' '.join(ASIDES[left.how])}：{title.zh}", left.reason, *_organs(left.proposed_by, left.organ),
                             left.next_step) if x)
        for title, left in found
    )  # fmt: skip


def _approvals(s: Sitting, texts: Texts, one: Item) -> tuple[str, ...]:
    """What was won and awaits, or has, its approval from above; an election says so with its result."""
    due = (
        d
        for d in real(one)
        if d.kind != "election" and "approval" in track.following(s.rules, d) and track.won(s, one, d)
    )
    done = ((parts.titled(s, one.entry.id, d.id, texts).zh, track.on_record(one, d, "approval")) for d in due)
    name = " ".join(STEPS["approval"])
    return tuple(f"{name}：{title}（{step.day if step else '待批准 pending'}）" for title, step in done)


def poll_record(
    s: Sitting, texts: Texts, one: Poll, marks: Mapping[str, str], *, announced: bool = True
) -> record.Poll:
    """One poll of the record; `announced` adds the words that were read out."""
    seen = one.counted if one.state != "voided" else None
    draft, words = one.draft, texts.drafts[one.item, one.draft.id]
    motion = seen is not None and draft.kind == "motion"
    made = record.Poll(
        id=one.id, item=one.item, title=parts.titled(s, one.item, draft.id, texts), kind=draft.kind, secrecy=draft.secrecy,
        form=cast(Form, draft.form), tier=one.tier, base=one.base, needed=one.needed or None, present=one.present,
        eligible=len(one.voters), issued=one.issued, cast=len(one.cast),
        hands=entries.entered(one) if seen else 0,
        counts=_counts(seen) if seen and motion else None,
        election=_election(s, one, seen, texts) if seen and draft.kind == "election" else None,
        evaluation=_evaluation(one, seen, texts) if seen and draft.kind == "evaluation" else None,
        outcome=seen.outcome if seen else None, authority=seen.authority if seen else (),
        explanation=parts.explanation(one, seen) if seen else None,
        voided=None if seen else record.Voided(one.void_reason or "", actor_label(one.void_by or "")),
        office=words.post, opened_at=one.opened_at, closed_at=one.closed_at, label=parts.tier_label(one),
        mode_note=parts.mode_note(one, texts), votes=_votes(one, texts, marks) if seen else (),
        recused=tuple(texts.people[voter].name for voter in one.recused), papers=_papers(one),
        adjudications=_adjudications(one) if seen else (), fallback=_fallback(one),
        round=draft.round, prior=draft.prior, countersigned=_countersigned(one),
        minuted=_minuted(s, texts, one) if draft.secrecy == "secret" else None,
        complaints=Complaints.of(one), replaced=tuple(texts.people[voter].name for voter in one.replaced),
    )  # fmt: skip
    if not announced or seen is None:
        return made
    return _announced(s, texts, one, made)


def _announced(s: Sitting, texts: Texts, one: Poll, made: record.Poll) -> record.Poll:
    said = spoken(s, texts, key(one.id, "result"), read.result(s, texts, one, made))
    return replace(made, announcement=said.text, announcement_edited=said.edited)


def _countersigned(one: Poll) -> Countersigned | None:
    return Countersigned({name: name in one.signed for name in one.stations}, one.spoiled) if one.stations else None


def _minuted(s: Sitting, texts: Texts, one: Poll) -> minuted.Minuted:
    found = minuted.of(s, one, texts)
    return found.unspelt() if nomination_names.folds(s, one.draft) else found


def _papers(one: Poll) -> record.Papers | None:
    """The papers from the stock to the box, also where too many came back and the vote is void."""
    back, stock = entries.confirmed(one), one.hands.stock
    if back is None or stock is None:
        return None
    return record.Papers(*stock, back.issued, back.spoiled, back.returned, back.voters)


def _adjudications(one: Poll) -> tuple[record.Adjudication, ...]:
    ruled = entries.ruled(one)
    return tuple(record.Adjudication(paper, r.status, r.reason) for paper, r in ruled.items() if r is not None)


def _fallback(one: Poll) -> record.FormChange | None:
    why = one.hands.fallback
    return None if why is None else record.FormChange(why.poll, why.was, why.decided_by, why.reason)


def _counts(seen: PollCounted) -> record.Counts:
    return record.Counts(seen.votes_for, seen.against, seen.abstain, seen.void, seen.not_voting)


def _evaluation(one: Poll, seen: PollCounted, texts: Texts) -> record.Evaluation:
    return record.Evaluation(
        tuple((texts.candidates[line.name], line.votes_for) for line in seen.ranking), grade_text(one, seen, texts),
        seen.valid, seen.invalid, seen.returned,
    )  # fmt: skip


def _election(s: Sitting, one: Poll, seen: PollCounted, texts: Texts) -> record.Election:
    def name(line: str) -> str:
        return texts.name_of(one.id, line).zh

    lines = tuple(
        record.Line(
            name(x.name), x.votes_for, x.against, x.abstain, x.blank, x.write_in, texts.name_of(one.id, x.name).en
        )
        for x in seen.ranking
    )
    return record.Election(
        one.draft.seats or 0, tuple(name(line) for line in one.draft.candidates), lines,
        tuple(name(line) for line in seen.elected),
        record.Tie(tuple(name(line) for line in seen.tied), seen.tied_seats) if seen.tied else None,
        seen.vacant, seen.valid, seen.invalid, seen.returned, "first" if one.needed else one.draft.round,
        tuple(name(line) for line in seen.formal), seen.pending,
        s.rules.word("poll.publish_counts", office=one.draft.office) == "elected_only", nomination_names.folds(s, one.draft),
    )  # fmt: skip


def _votes(one: Poll, texts: Texts, marks: Mapping[str, str]) -> tuple[record.NamedVote, ...]:
    """How each eligible member voted in a named poll, in the order of the roll."""
    if one.by_hand or one.draft.secrecy != "named" or (not marks and one.cast):
        return ()
    found = []
    for voter in one.voters:
        if voter in one.hands.beside:  # hands are counted, not listed
            continue
        person = texts.people[voter]
        mark = MARK_OF_LETTER[marks[voter]] if voter in marks else "not_voting"
        found.append(record.NamedVote(person.name, person.group, cast(NamedMark, mark), voter))
    return tuple(found)
