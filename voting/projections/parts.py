"""The common parts of views (docs/screens.md): meeting, attendance, item, poll, next step. Secrecy is kept here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from voting.core import agenda, nomination_names, nomination_rounds, quorum
from voting.core.election import paper_rules
from voting.core.events import LineFigures, PollCounted
from voting.core.next import Step, steps
from voting.core.parts import real
from voting.core.parts import title as question
from voting.core.refusals import Refusal
from voting.core.state import Item, Poll, Sitting
from voting.core.track_words import STEPS
from voting.core.words import (
    OUTCOME_LABELS,
    PENDING,
    PRIMARY_LABELS,
    ROUND_LABELS,
    Role,
    Text,
    Word,
    actor_label,
    disposition_label,
)  # fmt: skip
from voting.projections import aloud, minuted, reminders, stations, tellers, track
from voting.projections.aloud import Spoken
from voting.projections.citations import citations, of_article
from voting.projections.stations import StationLamp
from voting.projections.texts import Texts, plain

FEWEST = 5  # envelopes below which a sealed vote hardly hides anybody (ballots.md 2.4, amendment 17)
SHOWN_COUNTS = ("counted", "declared")
BY_NAME = Text("记名表决", "Named vote")


def tier_label(one: Poll) -> Text:
    """Who keeps the secrecy of this poll, in the words that screen and sheet repeat."""
    return tellers.label(one) or (BY_NAME if one.tier is None else stations.TIER_LABELS[one.tier])


def mode_note(one: Poll, texts: Texts) -> Text | None:
    """What the meeting's method says where it departs from the law's default, or why tellers count."""
    told = tellers.note(one)
    if told is not None or one.by_hand:
        return told
    if one.draft.kind == "election" and texts.consent is not None:
        return stations.exceeded(one, texts.consent)
    if one.tier != "T0":
        return None
    title = texts.method_title
    zh, en = (f"依照《{title.zh}》，", f"By the {title.en} this") if title.zh else ("", "This")
    return Text(f"{zh}本次表决采用 T0 级方式，由操作方保密和计票。",
                f"{en} vote is at tier T0: secrecy and count rest on the operator.")  # fmt: skip


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
    aloud: Mapping[str, Spoken] = field(default_factory=dict)  # every announcement by its key, edits in their place
    aloud_now: str | None = None  # the key of what the chair reads now
    fingerprint: str = ""
    online: frozenset[str] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)  # seat -> enrolment code shown to the operator
    pending: tuple[tuple[str, str], ...] = ()  # seat, kid
    today: str = ""
    places: Sequence[Mapping[str, object]] | None = None  # the seat map, drawn once for several views
    lamps: tuple[StationLamp, ...] = ()  # the scrutineers' stations as the desk sees them
    stations: Sequence[Mapping[str, object]] = ()  # their public keys, for terminals


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
    held = nomination_rounds.held(s, one)
    ended = one.disposition
    return {
        "id": entry.id, "number": entry.number, "kind": entry.kind, "title": plain(texts.items[entry.id]),
        "stage": one.stage, "reporter": {"name": reporter.name, "office": plain(reporter.office)} if reporter else None,
        "papers": [{"title": plain(title)} for title in texts.papers.get(entry.id, ())],
        "allowed": [_allowed(s, one, word) for word in allowed],
        "recused": [] if public else [{"member": x, "name": _name(texts, x)} for x in sorted(one.recused)],
        "disposition": {
            "word": ended.word, "label": plain(disposition_label(entry.kind, ended.word)), "reason": ended.reason,
            "consent": track.organ(ended.consent), "proposed_by": track.organ(ended.proposed_by),
            "due": ended.due, "to": ended.to, "next": ended.next_step,
        } if ended else None,
        "drafts": [
            {"id": d.id, "title": plain(titled(s, entry.id, d.id, texts)), "kind": d.kind, "secrecy": d.secrecy,
             "form": d.form, "announced": d.id in held, "part": d.part}
            for d in real(one)
        ],
        "track": None if public else track.view(s, one, texts, around.today),
    }  # fmt: skip


def _allowed(s: Sitting, one: Item, word: Word) -> dict[str, object]:
    """A word an item may end in, with the organs that may agree where it takes consent, and those that must propose it."""
    return {
        "word": word, "label": plain(disposition_label(one.entry.kind, word)),
        "organs": track.named(agenda.consenting(s, one, word)),
        "proposers": track.named(agenda.proposing(s, one, word)),
    }  # fmt: skip


def poll(s: Sitting, one: Poll, around: Surroundings, *, public: bool = False) -> dict[str, object]:
    """A poll without anything that a seat alone may know; figures only once they may be seen.

    `public` is what stands before everybody (hall, seats): names written in are numbers there until the declaration,
    or any voter could write on the big screen.
    """
    draft, texts, seen = one.draft, around.texts, one.counted if one.state in SHOWN_COUNTS else None
    pressed = len(one.cast)
    told = not public or one.state == "declared"  # before, they may hold names written in
    return {
        "vote": one.id, "item": one.item, "draft": draft.id, "title": plain(_question(s, one, texts)),
        "kind": draft.kind, "secrecy": draft.secrecy, "form": draft.form, "press": draft.press, "tier": one.tier,
        "label": plain(tier_label(one)), "state": one.state, "base": one.base, "needed": one.needed or None,
        "present": one.present, "eligible": len(one.voters), "issued": one.issued, "pressed": pressed,
        "not_pressed": len(one.voters) - pressed, "time_limit": draft.time_limit,
        "remaining": around.remaining.get(one.id), "lines": _lines(s, one, texts), "seats": draft.seats,
        "write_ins": write_ins(s, one),
        "counts": _counts(seen) if seen and draft.kind == "motion" else None, "trial": draft.trial, "part": draft.part,
        "evaluation": track.grades(one, seen, texts) if seen and draft.kind == "evaluation" else None,
        "election": _election(s, one, seen, texts, public=public) if seen and draft.kind == "election" else None,
        "outcome": _outcome(one, seen) if seen else None,
        "announcement": _text(around.announcements.get(one.id)) if told else None,
        "announcement_edited": _edited(one, around) if told else None,
        "report": _text(around.reports.get(one.id)) if told else None, "recused": [] if public else [_name(texts, voter) for voter in one.recused],
        "recused_count": len(one.recused), "reminder": None if public else reminders.unpressed(s, one),
        "few": one.tier == "T0" and one.state in ("open", "closed") and pressed < FEWEST,
        "voided": {"reason": one.void_reason, "by": actor_label(one.void_by or "")} if one.state == "voided" else None,
        "mode_note": _text(mode_note(one, texts)), "show_not_pressed": show_not_pressed(s) and not one.by_hand,
        "by_hand": tellers.view(s, one, public=public), "round": draft.round, "prior": draft.prior,
        "stations": stations.of_poll(s, one), "keys": stations.keys(s, one), "keys_gone": stations.gone(one), "spoiled": one.spoiled,
        "exchanges": [] if public else stations.exchanges(one, texts),
        **({} if public else minuted.of(s, one, texts).keys()),
        "round_label": plain(ROUND_LABELS[draft.round]) if draft.kind == "election" else None,
    }  # fmt: skip


def titled(s: Sitting, item: str, draft: str, texts: Texts) -> Text:
    """The question as it is put: a whole that was amended, or a trial vote, says so."""
    one, found = s.items[item], s.items[item].draft(draft)
    known = texts.drafts.get((item, draft), track.TRIAL_TEXT).title
    return question(s, one, found, known) if found is not None else known


def _question(s: Sitting, one: Poll, texts: Texts) -> Text:
    return titled(s, one.item, one.draft.id, texts)


def _name(texts: Texts, member: str) -> str:
    person = texts.people.get(member)
    return person.name if person else member


def _edited(one: Poll, around: Surroundings) -> dict[str, object] | None:
    """Who edited the words of the declaration, or None where they are as generated."""
    said = around.aloud.get(f"{one.id}/result")
    return aloud.edited(said.edited) if said and said.edited else None


def _text(text: Text | None) -> dict[str, str] | None:
    return plain(text) if text else None


def write_ins(s: Sitting, one: Poll) -> int:
    """How many names may be written in: as the manifest has it."""
    return one.draft.seats or 0 if one.draft.kind == "election" and paper_rules(s.rules, one.draft).write_ins else 0


def _lines(s: Sitting, one: Poll, texts: Texts) -> list[dict[str, object]]:
    if one.draft.kind == "motion":
        return [{"id": "motion", "name": plain(_question(s, one, texts))}]
    return [{"id": line, "name": plain(texts.candidates[line])} for line in one.draft.candidates]


def _counts(seen: PollCounted) -> dict[str, int]:
    return {
        "for": seen.votes_for, "against": seen.against, "abstain": seen.abstain, "void": seen.void,
        "not_voting": seen.not_voting,
    }  # fmt: skip


def _hidden(s: Sitting, one: Poll, seen: PollCounted) -> frozenset[str]:
    """Whose votes are not published: where only those of the elected are (BJR 35), everybody else's."""
    if s.rules.word("poll.publish_counts", office=one.draft.office) != "elected_only":
        return frozenset()
    return frozenset(line.name for line in seen.ranking) - {*seen.elected, *seen.formal}


def _folded(s: Sitting, one: Poll, seen: PollCounted) -> frozenset[str]:
    """Names that one voter wrote and that came to nothing, where a rule keeps them back."""
    if not nomination_names.folds(s, one.draft):
        return frozenset()
    told = {*seen.elected, *seen.formal, *seen.tied}
    return frozenset(x.name for x in seen.ranking if x.write_in and x.votes_for == 1 and x.name not in told)


def _election(s: Sitting, one: Poll, seen: PollCounted, texts: Texts, *, public: bool) -> dict[str, object]:
    masked, hidden = public and one.state != "declared", _hidden(s, one, seen) if public else frozenset()
    folded = _folded(s, one, seen) if public else frozenset()
    written = [line.name for line in seen.ranking if line.write_in]

    def name(line: str) -> str:
        if masked and line in written:
            return f"另选他人 {written.index(line) + 1}"
        return texts.name_of(one.id, line).zh

    ranking = [
        {
            "name": name(x.name),
            **(UNTOLD if x.name in hidden else _votes(x)),
            "write_in": x.write_in,
            "elected": x.name in seen.elected,
        }
        for x in published(one, seen, hidden)
        if x.name not in folded
    ]
    if folded:
        ranking.append({"name": f"另选他人 ×{len(folded)}", "for": 1, "against": 0, "abstain": 0, "blank": 0, "write_in": True,
                        "elected": False})  # fmt: skip
    return {
        "elected": [name(line) for line in seen.elected], "ranking": ranking, "tied": [name(line) for line in seen.tied],
        "tied_seats": seen.tied_seats, "vacant": seen.vacant, "valid": seen.valid, "invalid": seen.invalid,
        "returned": seen.returned, "formal": [name(line) for line in seen.formal], "pending": seen.pending,
    }  # fmt: skip


UNTOLD: dict[str, int | None] = {"for": None, "against": None, "abstain": None, "blank": None}


def _votes(x: LineFigures) -> dict[str, int | None]:
    return {"for": x.votes_for, "against": x.against, "abstain": x.abstain + x.blank, "blank": x.blank}


def published(one: Poll, seen: PollCounted, hidden: frozenset[str]) -> list[LineFigures]:
    """The lines as they are shown: by votes, and behind them those whose votes are hidden, in the order of the ballot."""
    order = {name: place for place, name in enumerate(one.draft.candidates)}
    behind = sorted(
        (x for x in seen.ranking if x.name in hidden), key=lambda x: (order.get(x.name, len(order)), x.name)
    )
    return [*(x for x in seen.ranking if x.name not in hidden), *behind]


def outcome_label(one: Poll, seen: PollCounted) -> Text:
    """How the outcome is read: a pre-vote elects nobody, and a chief procurator still awaits approval."""
    if one.draft.kind == "evaluation":
        return Text(f"测评结果：{seen.grade}", f"Result: {seen.grade}")
    if seen.pending and seen.outcome == "decided":
        return PENDING
    return (PRIMARY_LABELS if one.draft.round == "primary" else OUTCOME_LABELS)[seen.outcome]


def explanation(one: Poll, seen: PollCounted) -> Text:
    """One sentence with the figures: the base, the needed votes, the outcome."""
    label = outcome_label(one, seen)
    if one.draft.kind == "evaluation":
        valid = Text(f"以有效票{seen.valid}张为基数，", f" of {seen.valid} valid papers")
        base = Text("", "") if one.needed else valid
        return Text(
            f"按照测评办法，{base.zh}测评结果为“{seen.grade}”。",
            f"By the rule of this evaluation{base.en} the result is “{seen.grade}”.",
        )
    if not one.needed:
        return Text(f"不要求过半数，以得票多少为序。{label.zh}。", f"No threshold: the most votes count. {label.en}.")
    of = "全体" if one.base == one.members else "出席"
    zh = f"以{of}{one.base}人为基数，须{one.needed}票。{label.zh}。"
    return Text(zh, f"{one.needed} votes needed of a base of {one.base}. {label.en}.")


def _outcome(one: Poll, seen: PollCounted) -> dict[str, object]:
    return {
        "word": seen.outcome, "label": plain(outcome_label(one, seen)), "authority": list(seen.authority),
        "citation": plain(citations(seen.authority)),
        "explanation": plain(explanation(one, seen)),
    }  # fmt: skip


def read_aloud(around: Surroundings) -> list[dict[str, object]]:
    """The announcements that may still be edited, that were, or that the chair reads now."""
    now = around.aloud_now
    shown = (one for one in around.aloud.values() if one.open or one.edited or one.which == now)
    return [aloud.view(one, one.which == now) for one in shown]


def next_steps(s: Sitting, role: Role, around: Surroundings) -> list[dict[str, object]]:
    """What may be done next and why the rest may not, with words for people."""
    return [
        {
            "command": step.command, "args": dict(step.args), "label": plain(_label(s, step, around.texts)),
            "weight": step.weight, "ask": step.ask, "refusal": refusal(step.refusal, around.texts),
        }
        for step in steps(s, role)
    ]  # fmt: skip


def cited(article: str | None) -> dict[str, str] | None:
    """An article as people cite it."""
    return _text(of_article(article))


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
    "settle_complaint": Text("处理席位异议：{title}", "Settle the complaint: {title}"),
    "void_poll": Text("宣布本次表决作废：{title}", "Void this vote: {title}"),
    "count_stock": Text("清点印制和封存的票：{title}", "Count the printed and sealed papers: {title}"),
    "declare_invalid": Text("宣布选票多于规定，本次投票无效：{title}", "Declare it invalid, too many papers: {title}"),
    "change_form": Text("改用其他方式重新表决（{form}）：{title}", "Vote again by {form}: {title}"),
    "plan_round": Text("安排{round}：{title}", "Plan: {round}, {title}"),
    "settle_name": Text("确认另选姓名是何人：{title}", "Say who was written in: {title}"),
    "plan_trial": Text("安排一次试表决", "Plan a trial vote"),
    "file_petition": Text("记录提案机关或者联名人：{title}", "Record who moves it: {title}"),
    "waive_deadline": Text("记录同意逾期列入的决定：{title}", "Record the decision on late papers: {title}"),
    "record_step": Text("记录“{step}”：{title}", "Record “{step}”: {title}"),
    "set_aside": Text("暂缓、退回或者撤回：{title}", "Postpone, return or withdraw: {title}"),
    "count_unsatisfied": Text("记录对答复不满意的人数：{title}", "Record how many are unsatisfied: {title}"),
    "dispose": Text("记录处理结果：{title}", "Record the disposition: {title}"),
}


def _label(s: Sitting, step: Step, texts: Texts) -> Text:
    words, args = STEP_WORDS[step.command], dict(step.args)
    title = Text("", "")
    if "vote" in args:
        one = s.polls[args["vote"]]
        title = _question(s, one, texts)
    elif args.get("draft"):
        title = titled(s, args["item"], args["draft"], texts)
    elif "item" in args:
        title = texts.items[args["item"]]
    form = tellers.FORMS.get(args.get("form", ""), Text("", ""))
    turn = ROUND_LABELS.get(args.get("round", ""), Text("", ""))
    done = next((label for word, label in STEPS.items() if word == args.get("step")), Text("", ""))
    return Text(
        words.zh.format(title=title.zh, form=form.zh, round=turn.zh, step=done.zh),
        words.en.format(title=title.en, form=form.en, round=turn.en.lower(), step=done.en),
    )
