"""From the state of a sitting to its record: ids become names, counted events become the figures that leave the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from voting.core import agenda, quorum
from voting.core.events import PollCounted
from voting.core.state import Item, Poll, Sitting
from voting.core.words import MARK_OF_LETTER, Form, Text, actor_label
from voting.projections import parts
from voting.projections.texts import Texts
from voting.records import announcements as read_out
from voting.records import sitting as record

Marks = Mapping[str, Mapping[str, str]]  # named poll -> voter -> letter
NamedMark = record.NamedMark


def sitting_record(s: Sitting, texts: Texts, log: record.Log, marks: Marks) -> record.SittingRecord:
    """The record of a sitting that has been opened; `marks` are the votes of its named polls. ValueError before that."""
    if s.opened_at is None:
        raise ValueError("a sitting that was never opened has no record")
    done = [one for one in s.polls.values() if not one.running]
    return record.SittingRecord(
        meeting=_meeting(s, texts),
        attendance=_attendance(s, texts),
        items=tuple(_item(s, texts, one) for one in s.items.values()),
        polls=tuple(poll_record(s, texts, one, marks.get(one.id, {})) for one in done),
        log=log,
    )


def announcements(s: Sitting, texts: Texts) -> dict[str, Text]:
    """What the chair reads for each counted poll."""
    shown = parts.show_not_pressed(s)
    return {
        one.id: read_out.of_poll(s.body, poll_record(s, texts, one, {}, announced=False), shown, method(texts))
        for one in s.polls.values()
        if one.state in ("counted", "declared")
    }


def method(texts: Texts) -> str:
    """The meeting's own method as the chair cites it, empty where there is none."""
    return f"《{texts.method_title.zh}》" if texts.method_title.zh else ""


def reports(s: Sitting, texts: Texts) -> dict[str, Text]:
    """What the chief teller reads to the chair after each counted election (T7, T9)."""
    members = len(quorum.voters(s))
    return {
        one.id: read_out.report(s.body, members, poll_record(s, texts, one, {}, announced=False))
        for one in s.polls.values()
        if one.state in ("counted", "declared") and one.draft.kind == "election"
    }


def reading(s: Sitting, texts: Texts) -> Text | None:
    """What the chair reads now: the opening, the question put, the result, or that a vote is void; None between them."""
    if s.phase == "prepared":
        now = quorum.attendance(s)
        return read_out.opening(s.body, record.Attendance(now.members, now.present, now.needed))
    running = [one for one in s.polls.values() if one.running]
    here = running or [one for one in s.polls.values() if one.item == s.current]
    if s.phase == "closed" or not here:
        return None
    last = here[-1]
    if last.state in ("announced", "open"):
        return _question(s, texts, last)
    if last.state == "closed":
        return None
    shown = parts.show_not_pressed(s)
    return read_out.of_poll(s.body, poll_record(s, texts, last, {}, announced=False), shown, method(texts))


def _question(s: Sitting, texts: Texts, one: Poll) -> Text:
    draft, words, number = one.draft, texts.drafts[one.item, one.draft.id], s.items[one.item].entry.number
    if draft.kind == "election":
        return read_out.putting_election(number, words.post or words.title, draft.seats or 0, len(draft.candidates),
                                         write_ins=parts.write_ins(s, one) > 0)  # fmt: skip
    return read_out.putting(number, words.title, draft.press, draft.secrecy == "secret")


def _meeting(s: Sitting, texts: Texts) -> record.Meeting:
    books = tuple(record.RuleBook(key, day, title) for key, title, day in texts.books)
    return record.Meeting(
        s.meeting, texts.title, s.body, s.level, s.opened_at or "", s.closed_at, books,
        texts.method_title if texts.method_title.zh else None, s.sample, texts.place,
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
    done = [p.id for p in agenda.polls_of(s, one.entry.id) if not p.running]
    why = (
        "；".join(part for part in (ended.reason, ended.consent, ended.next_step, ended.to, ended.due) if part)
        if ended
        else ""
    )
    return record.Item(
        one.entry.id, one.entry.number, texts.items[one.entry.id], one.entry.kind, ended.word if ended else None,
        tuple(done), record.Reporter(reporter.name, reporter.office) if reporter else None, why or None,
    )  # fmt: skip


def poll_record(
    s: Sitting, texts: Texts, one: Poll, marks: Mapping[str, str], *, announced: bool = True
) -> record.Poll:
    """One poll of the record; `announced` adds the words that were read out."""
    seen = one.counted if one.state != "voided" else None
    draft, words = one.draft, texts.drafts[one.item, one.draft.id]
    motion = seen is not None and draft.kind == "motion"
    made = record.Poll(
        id=one.id, item=one.item, title=words.title, kind=draft.kind, secrecy=draft.secrecy,
        form=cast(Form, draft.form), tier=one.tier, base=one.base, needed=one.needed, present=one.present,
        eligible=len(one.voters), issued=len(one.drawn), cast=len(one.cast),
        counts=_counts(seen) if seen and motion else None,
        election=_election(one, seen, texts) if seen and not motion else None,
        outcome=seen.outcome if seen else None, authority=seen.authority if seen else (),
        explanation=parts.explanation(one, seen) if seen else None,
        voided=None if seen else record.Voided(one.void_reason or "", actor_label(one.void_by or "")),
        office=words.post, opened_at=one.opened_at, closed_at=one.closed_at, label=parts.tier_label(one),
        mode_note=parts.mode_note(one, texts), votes=_votes(one, texts, marks) if seen else (),
        recused=tuple(texts.people[voter].name for voter in one.recused),
    )  # fmt: skip
    if not announced or seen is None:
        return made
    return _announced(s, texts, made)


def _announced(s: Sitting, texts: Texts, made: record.Poll) -> record.Poll:
    return replace(made, announcement=read_out.of_poll(s.body, made, parts.show_not_pressed(s), method(texts)))


def _counts(seen: PollCounted) -> record.Counts:
    return record.Counts(seen.votes_for, seen.against, seen.abstain, seen.void, seen.not_voting)


def _election(one: Poll, seen: PollCounted, texts: Texts) -> record.Election:
    def name(line: str) -> str:
        return texts.name_of(one.id, line).zh

    lines = tuple(
        record.Line(name(x.name), x.votes_for, x.against, x.abstain, x.blank, x.write_in) for x in seen.ranking
    )
    return record.Election(
        one.draft.seats or 0, tuple(name(line) for line in one.draft.candidates), lines,
        tuple(name(line) for line in seen.elected),
        record.Tie(tuple(name(line) for line in seen.tied), seen.tied_seats) if seen.tied else None,
        seen.vacant, seen.valid, seen.invalid, seen.returned,
    )  # fmt: skip


def _votes(one: Poll, texts: Texts, marks: Mapping[str, str]) -> tuple[record.NamedVote, ...]:
    """How each eligible member voted in a named poll, in the order of the roll."""
    if one.draft.secrecy != "named" or (not marks and one.cast):
        return ()
    found = []
    for voter in one.voters:
        person = texts.people[voter]
        mark = MARK_OF_LETTER[marks[voter]] if voter in marks else "not_voting"
        found.append(record.NamedVote(person.name, person.group, cast(NamedMark, mark)))
    return tuple(found)
