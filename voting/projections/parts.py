"""The common parts of views (docs/screens.md): meeting, attendance, item, poll, next step. Secrecy is kept here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voting.core import agenda, quorum
from voting.core.election import paper_rules
from voting.core.events import PollCounted
from voting.core.next import Step, steps
from voting.core.refusals import Refusal
from voting.core.state import Item, Poll, Sitting
from voting.core.words import OUTCOME_LABELS, Role, Text, actor_label, disposition_label
from voting.projections.citations import citations, of_article
from voting.projections.texts import Texts, plain

FEWEST = 5  # envelopes below which a sealed vote hardly hides anybody (ballots.md 2.4, amendment 17)
SHOWN_COUNTS = ("counted", "declared")
TIER_LABEL = {
    "T0": Text("由操作方保密和计票（T0）", "Secrecy and count rest on the operator (T0)"),
    None: Text("记名表决", "Named vote"),
}


def tier_label(one: Poll) -> Text:
    """Who keeps the secrecy of this poll, in the words that screen and sheet repeat."""
    return TIER_LABEL[one.tier]


def mode_note(one: Poll, texts: Texts) -> Text | None:
    """What the meeting's method says where it departs from the law's default."""
    if one.draft.kind == "election":
        return texts.consent
    if one.tier != "T0":
        return None
    zh, en = texts.method_title
    return Text(f"依照《{zh}》，本次表决采用 T0 级方式，由操作方保密和计票。",
                f"By the {en} this vote is at tier T0: secrecy and count rest on the operator.")  # fmt: skip


def show_not_pressed(s: Sitting) -> bool:
    """Whether those who did not press are shown as a number of their own (law.md C7)."""
    value = s.rules.value("poll.not_pressed")
    return value is not False and value != "hide"


@dataclass(frozen=True)
class Surroundings:
    """What a view needs beside the state: texts, clocks and lamps, handed in by the caller."""

    texts: Texts
    position: int = 0
    remaining: Mapping[str, int] = field(default_factory=dict)  # poll -> seconds left
    announcements: Mapping[str, Text] = field(default_factory=dict)
    reports: Mapping[str, Text] = field(default_factory=dict)  # what the chief teller reads (law.md C4, T7 and T9)
    reading: Text | None = None  # what the chair reads now
    fingerprint: str = ""
    online: frozenset[str] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)  # seat -> enrolment code shown to the operator
    pending: tuple[tuple[str, str], ...] = ()  # seat, kid


def meeting(s: Sitting, around: Surroundings) -> dict[str, object]:
    """The meeting's own part."""
    books = [{"id": key, "title": plain(title), "in_force": day} for key, title, day in around.texts.books]
    return {
        "id": s.meeting, "title": plain(around.texts.title), "place": plain(around.texts.place), "body": s.body,
        "level": s.level, "phase": s.phase, "sample": s.sample, "opened_at": s.opened_at, "closed_at": s.closed_at,
        "book": books, "method": plain(around.texts.method_title), "fingerprint": around.fingerprint,
    }  # fmt: skip


def attendance(s: Sitting) -> dict[str, object]:
    """Who is here, in figures, with the quorum."""
    now = quorum.attendance(s)
    return {
        "members": now.members, "present": now.present, "absent": now.absent, "on_leave": now.on_leave,
        "left": now.left, "quorum_needed": now.needed, "quorate": now.quorate, "article": now.article, "citation": _text(of_article(now.article)),
        "attendees": now.attendees, "observers": now.observers,
    }  # fmt: skip


def item(s: Sitting, one: Item, around: Surroundings, *, public: bool = False) -> dict[str, object]:
    """An agenda item; who is recused from it is not for the big screen."""
    entry, texts = one.entry, around.texts
    reporter = texts.reporters.get(entry.id)
    allowed = agenda.allowed(s, one)
    held = {poll.draft.id for poll in agenda.polls_of(s, entry.id) if poll.state != "voided"}
    ended = one.disposition
    return {
        "id": entry.id, "number": entry.number, "kind": entry.kind, "title": plain(texts.items[entry.id]),
        "stage": one.stage, "reporter": {"name": reporter.name, "office": plain(reporter.office)} if reporter else None,
        "papers": [{"title": plain(title)} for title in texts.papers.get(entry.id, ())],
        "allowed": [{"word": word, "label": plain(disposition_label(entry.kind, word))} for word in allowed],
        "recused": [] if public else [{"member": x, "name": _name(texts, x)} for x in sorted(one.recused)],
        "disposition": {
            "word": ended.word, "label": plain(disposition_label(entry.kind, ended.word)), "reason": ended.reason, "consent": ended.consent,
            "due": ended.due, "to": ended.to, "next": ended.next_step,
        } if ended else None,
        "drafts": [
            {"id": d.id, "title": plain(texts.drafts[entry.id, d.id].title), "kind": d.kind, "secrecy": d.secrecy,
             "form": d.form, "announced": d.id in held}
            for d in entry.drafts
        ],
    }  # fmt: skip


def poll(s: Sitting, one: Poll, around: Surroundings, *, public: bool = False) -> dict[str, object]:
    """A poll without anything that a seat alone may know; figures only once they may be seen.

    `public` is what stands before everybody (hall, seats): names written in are numbers there until the declaration,
    or any voter could write on the big screen.
    """
    draft, texts, seen = one.draft, around.texts, one.counted if one.state in SHOWN_COUNTS else None
    pressed = len(one.cast)
    return {
        "vote": one.id, "item": one.item, "draft": draft.id, "title": plain(texts.drafts[one.item, draft.id].title),
        "kind": draft.kind, "secrecy": draft.secrecy, "form": draft.form, "press": draft.press, "tier": one.tier,
        "label": plain(tier_label(one)), "state": one.state, "base": one.base, "needed": one.needed,
        "present": one.present, "eligible": len(one.voters), "issued": len(one.drawn), "pressed": pressed,
        "not_pressed": len(one.voters) - pressed, "time_limit": draft.time_limit,
        "remaining": around.remaining.get(one.id), "lines": _lines(one, texts), "seats": draft.seats,
        "write_ins": write_ins(s, one),
        "counts": _counts(seen) if seen and draft.kind == "motion" else None,
        "election": _election(one, seen, texts, masked=public and one.state != "declared") if seen and draft.kind == "election" else None,
        "outcome": _outcome(one, seen) if seen else None,
        "announcement": _text(around.announcements.get(one.id)),
        "report": _text(around.reports.get(one.id)), "recused": [] if public else [_name(texts, voter) for voter in one.recused],
        "recused_count": len(one.recused),
        "few": one.tier == "T0" and one.state in ("open", "closed") and pressed < FEWEST,
        "voided": {"reason": one.void_reason, "by": actor_label(one.void_by or "")} if one.state == "voided" else None,
        "mode_note": _text(mode_note(one, texts)), "show_not_pressed": show_not_pressed(s),
    }  # fmt: skip


def _name(texts: Texts, member: str) -> str:
    person = texts.people.get(member)
    return person.name if person else member


def _text(text: Text | None) -> dict[str, str] | None:
    return plain(text) if text else None


def write_ins(s: Sitting, one: Poll) -> int:
    """How many names may be written in: as the manifest has it."""
    return one.draft.seats or 0 if one.draft.kind == "election" and paper_rules(s.rules, one.draft).write_ins else 0


def _lines(one: Poll, texts: Texts) -> list[dict[str, object]]:
    if one.draft.kind == "motion":
        return [{"id": "motion", "name": plain(texts.drafts[one.item, one.draft.id].title)}]
    return [{"id": line, "name": plain(texts.candidates[line])} for line in one.draft.candidates]


def _counts(seen: PollCounted) -> dict[str, int]:
    return {
        "for": seen.votes_for, "against": seen.against, "abstain": seen.abstain, "void": seen.void,
        "not_voting": seen.not_voting,
    }  # fmt: skip


def _election(one: Poll, seen: PollCounted, texts: Texts, *, masked: bool) -> dict[str, object]:
    written = [line.name for line in seen.ranking if line.write_in]

    def name(line: str) -> str:
        if masked and line in written:
            return f"另选他人 {written.index(line) + 1}"
        return texts.name_of(one.id, line).zh

    ranking = [
        {"name": name(x.name), "for": x.votes_for, "against": x.against, "abstain": x.abstain + x.blank, "blank": x.blank,
         "write_in": x.write_in, "elected": x.name in seen.elected}
        for x in seen.ranking
    ]  # fmt: skip
    return {
        "elected": [name(line) for line in seen.elected], "ranking": ranking, "tied": [name(line) for line in seen.tied],
        "tied_seats": seen.tied_seats, "vacant": seen.vacant, "valid": seen.valid, "invalid": seen.invalid,
        "returned": seen.returned,
    }  # fmt: skip


def explanation(one: Poll, seen: PollCounted) -> Text:
    """One sentence with the figures: the base, the needed votes, the outcome."""
    label = OUTCOME_LABELS[seen.outcome]
    of = "全体" if one.base == one.members else "出席"
    zh = f"以{of}{one.base}人为基数，须{one.needed}票。{label.zh}。"
    return Text(zh, f"{one.needed} votes needed of a base of {one.base}. {label.en}.")


def _outcome(one: Poll, seen: PollCounted) -> dict[str, object]:
    return {
        "word": seen.outcome, "label": plain(OUTCOME_LABELS[seen.outcome]), "authority": list(seen.authority),
        "citation": plain(citations(seen.authority)),
        "explanation": plain(explanation(one, seen)),
    }  # fmt: skip


def next_steps(s: Sitting, role: Role, around: Surroundings) -> list[dict[str, object]]:
    """What may be done next and why the rest may not, with words for people."""
    return [
        {
            "command": step.command, "args": dict(step.args), "label": plain(_label(s, step, around.texts)),
            "weight": step.weight, "ask": step.ask, "refusal": refusal(step.refusal, around.texts),
        }
        for step in steps(s, role)
    ]  # fmt: skip


def refusal(no: Refusal | None, texts: Texts | None = None) -> dict[str, object] | None:
    """A refusal as screens take it; item ids in its details become titles."""
    if no is None:
        return None
    cited = of_article(no.article)
    found: dict[str, object] = {
        "code": no.code, "zh": no.zh, "en": no.en, "article": no.article, "citation": _text(cited),
    }  # fmt: skip
    if no.details:
        items = texts.items if texts else {}
        found["details"] = [plain(items.get(detail.zh, detail)) for detail in no.details]
    return found


STEP_WORDS: dict[str, Text] = {
    "open_sitting": Text("宣布开会", "Open the sitting"),
    "close_sitting": Text("宣布闭会", "Close the sitting"),
    "introduce_item": Text("进入议题：{title}", "Introduce: {title}"),
    "deliberate": Text("进行审议：{title}", "Deliberate: {title}"),
    "announce_poll": Text("提请表决并发票：{title}", "Put to the vote, issue papers: {title}"),
    "open_poll": Text("开始表决：{title}", "Open the vote: {title}"),
    "close_poll": Text("结束表决：{title}", "Close the vote: {title}"),
    "declare": Text("宣布结果：{title}", "Declare the result: {title}"),
    "settle_complaint": Text("处理座位申诉：{title}", "Settle the complaint: {title}"),
    "void_poll": Text("宣布本次表决作废：{title}", "Void this vote: {title}"),
    "dispose": Text("记录处理结果：{title}", "Record the disposition: {title}"),
}


def _label(s: Sitting, step: Step, texts: Texts) -> Text:
    words, args = STEP_WORDS[step.command], dict(step.args)
    title = Text("", "")
    if "vote" in args:
        one = s.polls[args["vote"]]
        title = texts.drafts[one.item, one.draft.id].title
    elif "draft" in args:
        title = texts.drafts[args["item"], args["draft"]].title
    elif "item" in args:
        title = texts.items[args["item"]]
    return Text(words.zh.format(title=title.zh), words.en.format(title=title.en))
