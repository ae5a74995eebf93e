"""Which words are read aloud when: every announcement of a sitting that can be made now, filled from its state.

The records of counted polls are handed in; the words of an edit take the place of the generated ones here alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from voting.core import hand_entries as entries
from voting.core import quorum, reading
from voting.core.reading import key
from voting.core.state import Poll, Sitting
from voting.core.track_words import ROSTERS
from voting.core.words import BY_HAND, RosterName, Text
from voting.projections import parts
from voting.projections.aloud import Spoken, spoken
from voting.projections.texts import Texts
from voting.records import announcements as say
from voting.records import sitting as record

TELLERS: Final[tuple[RosterName, ...]] = ("chief_tellers", "tellers")
COUNTED: Final = ("counted", "declared")
VOID: Final = "void"  # said once it is so, and therefore never edited


def method(texts: Texts) -> Text:
    """The meeting's own method as the chair cites it in either language, empty where there is none."""
    zh, en = texts.method_title
    return Text(f"《{zh}》", f"“{en}”") if zh else Text("", "")


def generated(s: Sitting, texts: Texts, records: Mapping[str, record.Poll]) -> dict[str, Text]:
    """Every announcement that can be made now, by its key; `records` are those of the counted polls."""
    made: dict[str, Text] = {}
    if s.phase == "prepared":
        made[reading.OPENING] = _opening(s)
    elif s.phase == "open" and quorum.missing(s) is not None:
        made[reading.QUORUM] = _opening(s)
    for one in s.polls.values():
        made.update(_of_poll(s, texts, one, records.get(one.id)))
    return made


def _of_poll(s: Sitting, texts: Texts, one: Poll, made: record.Poll | None) -> Iterator[tuple[str, Text]]:
    if one.state in ("announced", "open"):
        yield key(one.id, "question"), question(s, texts, one)
    elif one.state == "closed":
        yield from _returned(s, texts, one)
    elif one.state in COUNTED and made is not None:
        yield key(one.id, "result"), result(s, texts, one, made)
        yield from _report(s, one, made)
    elif one.state == "voided":
        yield key(one.id, VOID), say.voided(texts.drafts[one.item, one.draft.id].title, one.void_reason or "")


def _opening(s: Sitting) -> Text:
    now = quorum.attendance(s)
    return say.opening(s.body, s.level, now.members, now.present, now.on_leave, now.needed)


def question(s: Sitting, texts: Texts, one: Poll) -> Text:
    """T2, T5 or T6: how this question is put."""
    draft, words, entry = one.draft, texts.drafts[one.item, one.draft.id], s.items[one.item].entry
    titled = parts.titled(s, one.item, draft.id, texts)
    if draft.trial:
        return say.trial()
    if draft.kind == "election":
        return say.putting_election(
            entry.number, words.post or words.title, draft.seats or 0, len(draft.candidates),
            write_ins=parts.write_ins(s, one) > 0,
            round_="first" if one.needed else draft.round,  # where a majority is asked for, the words do not say the most votes
        )  # fmt: skip
    if draft.kind == "evaluation":
        options = [texts.candidates[line] for line in draft.candidates]
        return say.putting_evaluation(entry.number, texts.items[one.item], options)
    lists = [roster for roster in s.rosters if roster.item == one.item and roster.name in TELLERS]
    if lists:
        merged = sum(len(roster.members) for roster in lists) > 1
        return say.putting_list(
            s.body, [ROSTERS[x] for x in TELLERS if x in {r.name for r in lists}], merged, draft.form
        )
    if one.by_hand:
        return say.putting_by_hand(entry.number, titled, draft.form)
    presidium = s.body == "congress" and draft.part == "whole"
    return say.putting(entry.number, titled, draft.press, draft.secrecy == "secret", presidium=presidium)


def _returned(s: Sitting, texts: Texts, one: Poll) -> Iterator[tuple[str, Text]]:
    """T7 and T8 once two tellers have confirmed the return of a vote on paper; T3's call after a vote by keys."""
    back = entries.confirmed(one)
    if back is not None:
        words = texts.drafts[one.item, one.draft.id]
        papers, office = (back.issued, back.returned, back.voters), words.post or words.title
        yield key(one.id, "returned"), say.return_report(s.body, one.members, one.present, office, papers)
        no = entries.excess(s.rules, one)
        if no is not None and no.code == "ballots.exceed_voters":
            yield key(one.id, "return"), say.exceeded_voters(back.voters, back.returned, method(texts))
        else:
            yield key(one.id, "return"), say.validity(back.issued, back.returned, (), method(texts))
    elif one.draft.kind == "motion" and not one.by_hand:
        yield key(one.id, "return"), say.calling()


def result(s: Sitting, texts: Texts, one: Poll, made: record.Poll) -> Text:
    """T4 and T8 to T14: what the chair declares of a counted poll."""
    if made.evaluation is not None:
        return say.evaluation(texts.items[one.item], made.evaluation)
    again = one.draft.kind == "election" and s.rules.word("tie.revote", office=one.draft.office) == "majority"
    return say.of_poll(s.body, made, parts.show_not_pressed(s), method(texts), majority=again)


def _report(s: Sitting, one: Poll, made: record.Poll) -> Iterator[tuple[str, Text]]:
    if made.election is not None:
        yield key(one.id, "report"), say.report(s.body, one.members, made)
    elif made.counts is not None and one.draft.form != "show_of_hands":
        shown = parts.show_not_pressed(s) and one.draft.form not in BY_HAND
        yield key(one.id, "report"), say.staff_reading(made.counts, shown)


def aloud(s: Sitting, texts: Texts, records: Mapping[str, record.Poll]) -> dict[str, Spoken]:
    """Every announcement as it is read, edits in their place."""
    return {which: spoken(s, texts, which, text) for which, text in generated(s, texts, records).items()}


def now(s: Sitting) -> str | None:
    """The key of what the chair reads now, whether it can be made or not; None where there is nothing."""
    if s.phase != "open":
        return reading.OPENING if s.phase == "prepared" else None
    last = last_poll(s)
    lost = quorum.missing(s) is not None
    if last is None:
        return reading.QUORUM if lost else None
    if lost and last.state == "announced" and not last.draft.trial:
        return reading.QUORUM
    if lost and not last.running:
        return reading.QUORUM
    part = {"announced": "question", "open": "question", "closed": "return", "voided": VOID}.get(last.state, "result")
    return key(last.id, part)


def last_poll(s: Sitting) -> Poll | None:
    """The poll that is running, else the newest of the current item."""
    running = [one for one in s.polls.values() if one.running]
    here = running or [one for one in s.polls.values() if one.item == s.current]
    return here[-1] if here else None
