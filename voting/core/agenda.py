"""The agenda: introduced, deliberated, ended by a recorded disposition — no discussion without decision 议而有决."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final, get_args

from voting.core import commands as c
from voting.core import deadlines, movers, nomination_rounds, organs, parts
from voting.core import events as e
from voting.core.decision import Decision, Machine
from voting.core.refusals import Refusal, refuse
from voting.core.state import Disposition, Item, Poll, Sitting
from voting.core.words import LABELS, Text, Word

NEEDS_DELIBERATION = ("report", "decision", "appointment", "removal", "recall")
CONSENT: Final[dict[Word, str]] = {  # what ends without a vote, and the rule that names the organs that may agree to it
    "withdrawn": "agenda.withdraw", "postponed": "agenda.postpone", "authorised": "agenda.postpone",
}  # fmt: skip


def introduce(command: c.IntroduceItem, sitting: Sitting) -> Decision:
    """An item is brought before the sitting by a lawful reporter."""
    item = sitting.items.get(command.item)
    if item is None:
        return refuse("item.unknown")
    if sitting.phase != "open":
        return refuse("sitting.not_open" if sitting.phase == "prepared" else "sitting.closed")
    if item.stage == "disposed":
        return refuse("item.disposed")
    if item.stage != "listed":
        return refuse("item.stage")
    if any(poll.running for poll in sitting.polls.values()):
        return refuse("agenda.poll_running", sitting.rules.cited("chair.declares"))
    lawful = sitting.rules.rule("report.reporter", kind=item.entry.kind)
    if item.entry.reporter is not None and item.entry.reporter not in sitting.rules.words(
        "report.reporter", kind=item.entry.kind
    ):
        return refuse("item.reporter", lawful.article)
    if item.entry.reporter == "delegated" and item.entry.report_of not in (None, "government"):
        return refuse("report.not_delegated", sitting.rules.article("report.reporter", kind="report"))
    no = movers.unmoved(sitting, item) or deadlines.too_late(sitting, item, command.at)
    if no is not None:
        return no
    return (e.ItemIntroduced(item.entry.id, item.entry.reporter, command.at, command.by.text()),)


def deliberate(command: c.Deliberate, sitting: Sitting) -> Decision:
    """An introduced item is deliberated; most items may be voted on only after that."""
    item = sitting.items.get(command.item)
    if item is None:
        return refuse("item.unknown")
    if sitting.phase != "open":
        return refuse("sitting.not_open" if sitting.phase == "prepared" else "sitting.closed")
    if item.stage != "introduced":
        return refuse("item.disposed" if item.stage == "disposed" else "item.stage")
    if any(poll.running for poll in polls_of(sitting, item.entry.id)):
        return refuse("agenda.poll_running", sitting.rules.cited("chair.declares"))
    return (e.ItemDeliberated(item.entry.id, command.at, command.by.text()),)


def polls_of(sitting: Sitting, item: str) -> tuple[Poll, ...]:
    """The polls of an item in the order of their announcement."""
    return tuple(poll for poll in sitting.polls.values() if poll.item == item)


def earned(sitting: Sitting, item: Item) -> Word | None:
    """The disposition that the declared polls of an item support once all its votes are held, or None."""
    if item.entry.kind != "election":
        return parts.earned(sitting, item)
    return "elected" if nomination_rounds.filled(sitting, item) else None


def dispose(command: c.Dispose, sitting: Sitting) -> Decision:
    """An item ends in a word that its rules allow and its votes support."""
    item = sitting.items.get(command.item)
    if item is None:
        return refuse("item.unknown")
    if item.stage == "disposed":
        return refuse("item.disposed")
    if sitting.phase != "open":
        return refuse("sitting.not_open")
    if item.stage == "listed" and command.disposition not in ("withdrawn", "postponed"):
        return refuse("item.stage")
    if any(poll.running for poll in polls_of(sitting, item.entry.id)):
        key = CONSENT.get(command.disposition, "agenda.dispositions")
        return refuse("agenda.poll_running", sitting.rules.article(key, kind=item.entry.kind))
    no = disposable(command, sitting, item)
    if no is not None:
        return no
    return (
        e.ItemDisposed(
            item.entry.id, command.disposition, command.reason, command.consent, command.due, command.at,
            command.by.text(), command.to, command.next_step, command.proposed_by or None,
        ),
    )  # fmt: skip


def allowed(sitting: Sitting, item: Item) -> tuple[Word, ...]:
    """The words this item may end in: those of its kind by the rule book, narrowed by the sitting file, never widened."""
    lawful = sitting.rules.words("agenda.dispositions", kind=item.entry.kind)
    known: dict[str, Word] = {word: word for word in get_args(Word)}
    return tuple(known[word] for word in lawful if word in (item.entry.dispositions or lawful))


def disposable(command: c.Dispose, sitting: Sitting, item: Item) -> Refusal | None:
    """Why this disposition cannot stand, or None (law.md A03)."""
    rule = sitting.rules.rule("agenda.dispositions", kind=item.entry.kind)
    label = LABELS[command.disposition].zh
    if command.disposition not in allowed(sitting, item):
        return refuse("disposition.not_allowed", rule.article, word=label)
    if command.disposition in CONSENT:
        return _set_aside(command, sitting, item)
    if command.disposition == "forwarded":
        return _forwarded(command, sitting, item, rule.article)
    if command.disposition == "decided":
        if item.entry.kind == "question":
            return movers.answered(sitting, item)
        if earned(sitting, item) not in ("adopted", "decided"):
            return refuse("disposition.no_result", rule.article, word=label)
    elif earned(sitting, item) != command.disposition:
        return refuse("disposition.no_result", rule.article, word=label)
    return None


def consenting(sitting: Sitting, item: Item, word: Word) -> tuple[str, ...]:
    """The organs that may agree to end an item in this word without a vote; none where it takes no consent."""
    return organs.agreeing(sitting.rules, CONSENT[word], item) if word in CONSENT else ()


def proposing(sitting: Sitting, item: Item, word: Word) -> tuple[str, ...]:
    """The organs one of which must have proposed that ending; none where the one that agrees is enough."""
    return organs.proposing(sitting.rules, CONSENT[word], item) if word in CONSENT else ()


def _set_aside(command: c.Dispose, sitting: Sitting, item: Item) -> Refusal | None:
    """Withdrawn, postponed or authorised: why, proposed and agreed to by those that may, before a result (ZZF 22, CWYS 31)."""
    key = CONSENT[command.disposition]
    article = sitting.rules.article(key, kind=item.entry.kind)
    if not (command.reason or "").strip() or not (command.consent or "").strip():
        return refuse("disposition.reason", article)
    if command.disposition == "postponed" and not (command.next_step or "").strip():
        return refuse("disposition.next", article)
    declared = any(poll.state == "declared" for poll in parts.polls_of(sitting, item.entry.id))
    if declared and (item.entry.kind != "election" or command.disposition == "withdrawn"):
        return refuse("disposition.voted", article)
    return organs.lawful(sitting.rules, key, item, command.consent, command.proposed_by)


def _forwarded(command: c.Dispose, sitting: Sitting, item: Item, article: str) -> Refusal | None:
    """Opinions go to somebody and are answered by a day to come, no later than a local rule allows (law.md B9-5)."""
    if item.entry.kind == "question" and item.track.step("", "answer") is not None:
        no = movers.answered(sitting, item)
        if no is not None:
            return no
    if item.stage != "deliberating" and item.entry.kind in NEEDS_DELIBERATION:
        return refuse("item.stage")
    if not (command.to or "").strip():
        return refuse("disposition.due", article)
    try:
        due = date.fromisoformat(command.due or "")
    except ValueError:
        return refuse("disposition.due", article)
    if command.at and due.isoformat() < command.at[:10]:
        return refuse("disposition.past", article)
    key = "deadline.opinions_handled"
    if command.at and sitting.rules.has(key):
        latest = deadlines.end_of(sitting.rules.value(key), date.fromisoformat(command.at[:10]))
        if due > latest:
            return refuse("disposition.too_late", sitting.rules.article(key), day=latest.isoformat())
    return None


def undecided(sitting: Sitting) -> tuple[Item, ...]:
    """Items without a disposition: while there is one, the sitting cannot be closed."""
    return tuple(item for item in sitting.items.values() if item.disposition is None)


def must_decide(sitting: Sitting) -> Refusal | None:
    """The refusal to close with the list of undecided items and the article, or None."""
    left = undecided(sitting)
    if not left:
        return None
    article = sitting.rules.article("agenda.close_requires_disposition")
    details = tuple(Text(i.entry.id, i.entry.id) for i in left)
    return refuse("agenda.undecided", article, details, count=len(left))


def _item(sitting: Sitting, item: Item, current: str | None) -> Sitting:
    return replace(sitting, items={**sitting.items, item.entry.id: item}, current=current)


def _introduced(event: e.ItemIntroduced, s: Sitting) -> Sitting:
    return _item(s, replace(s.items[event.item], stage="introduced"), event.item)


def _deliberated(event: e.ItemDeliberated, s: Sitting) -> Sitting:
    return _item(s, replace(s.items[event.item], stage="deliberating"), event.item)


def _disposed(event: e.ItemDisposed, s: Sitting) -> Sitting:
    ended = Disposition(
        event.disposition, event.reason, event.consent, event.due, event.at, event.to, event.next_step, event.proposed_by
    )  # fmt: skip
    return _item(s, replace(s.items[event.item], stage="disposed", disposition=ended), s.current)


MACHINE = Machine(
    decide={c.IntroduceItem: introduce, c.Deliberate: deliberate, c.Dispose: dispose},
    evolve={e.ItemIntroduced: _introduced, e.ItemDeliberated: _deliberated, e.ItemDisposed: _disposed},
)
