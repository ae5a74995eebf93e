"""Votes that no terminal takes: hands counted by two tellers, paper counted twice, doubtful papers ruled on.

Two tellers are two accounts. What one enters stands alone and unseen until another has entered the same; entries that
differ both fall. What single papers say is in documents; the core knows their digests and sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from voting.core import events as e
from voting.core import hand_commands as hc
from voting.core import hand_events as he
from voting.core.commands import Command, OpenPoll
from voting.core.decision import Decision, Machine
from voting.core.hand_entries import agreed, compared, confirmed, excess, ruled, shown, unreturned
from voting.core.hand_forms import SECRECY, falls_back, foreseen, remote_organs
from voting.core.hand_forms import rule as rule_of
from voting.core.refusals import Refusal, refuse
from voting.core.state import Back, Fallback, Hands, Poll, Ruled, Sitting
from voting.core.track_words import ORGANS

Entry = TypeVar("Entry")


# Deciding


def _paper(sitting: Sitting, name: str) -> Poll | Refusal:
    """A paper poll whose box is closed and which has not been counted."""
    poll = sitting.polls.get(name)
    if poll is None or poll.draft.form != "paper":
        return refuse("poll.unknown" if poll is None else "count.form")
    return _closed(poll)


def _closed(poll: Poll) -> Poll | Refusal:
    if poll.state != "closed":
        return refuse("poll.not_closed" if poll.state in ("announced", "open") else "count.over")
    return poll


def stock(command: hc.CountStock, sitting: Sitting) -> Decision:
    """Printed and sealed papers are counted before the first is handed out (law.md C2, PREP)."""
    poll = sitting.polls.get(command.poll)
    if poll is None or poll.draft.form != "paper":
        return refuse("poll.unknown" if poll is None else "count.form")
    if poll.state != "announced":
        return refuse("paper.stock_late", compared(sitting.rules, poll))
    if not 0 <= command.sealed < command.printed:
        return refuse("paper.stock_figures", compared(sitting.rules, poll))
    return (he.StockCounted(poll.id, command.printed, command.sealed, command.at, command.by.text()),)


def open_(command: OpenPoll, sitting: Sitting, poll: Poll) -> Decision:
    """Hands are shown, or papers handed out: not more than one a voter, and none of the sealed ones."""
    at, by = command.at, command.by.text()
    if poll.draft.form == "show_of_hands":
        return (e.PollOpened(poll.id, 0, command.reason, at, by),)
    article = compared(sitting.rules, poll)
    if poll.hands.stock is None:
        return refuse("paper.no_stock", article)
    printed, sealed = poll.hands.stock
    if command.issued is None:
        return refuse("paper.not_issued", article)
    if not 0 < command.issued <= min(len(poll.voters), printed - sealed):
        return refuse("paper.issued", article, issued=command.issued, eligible=len(poll.voters), stock=printed - sealed)
    return (e.PollOpened(poll.id, command.issued, command.reason, at, by),)


def opened(event: e.PollOpened, poll: Poll) -> Hands:
    """What tellers know once the poll is open."""
    return replace(poll.hands, issued=event.issued) if poll.draft.form == "paper" else poll.hands


def report(command: hc.ReportReturn, sitting: Sitting) -> Decision:
    """A teller reports the return, a second one confirms it by reporting the same; the rule says what is too many."""
    poll = _paper(sitting, command.poll)
    if isinstance(poll, Refusal):
        return poll
    if confirmed(poll):
        return refuse("count.agreed")
    figures = (command.issued, command.spoiled, command.returned, command.voters)
    article = compared(sitting.rules, poll)
    printed, sealed = poll.hands.stock or (0, 0)
    if min(figures) < 0 or command.issued + command.spoiled > printed - sealed:
        return refuse("paper.return_figures", article, stock=printed - sealed)
    if not command.voters <= command.issued <= len(poll.voters):
        return refuse("paper.return_voters", article, eligible=len(poll.voters))
    kind = he.ReturnDiffered if _differs(poll.hands.returns, command, Back(*figures)) else he.ReturnReported
    return (kind(poll.id, *figures, command.at, command.by.text()),)


def _differs(entries: Mapping[str, Entry], command: Command, mine: Entry) -> bool:
    """Whether another teller has entered something else; who enters again in her own place replaces her own."""
    return any(entry != mine for teller, entry in entries.items() if teller != command.by.text())


def heap(command: hc.EnterHeap, sitting: Sitting) -> Decision:
    """A heap is entered by two tellers, each without seeing the other's entry."""
    poll = _paper(sitting, command.poll)
    if isinstance(poll, Refusal):
        return poll
    no = unreturned(sitting.rules, poll) or excess(sitting.rules, poll)
    if no is not None:
        return no
    entries = poll.hands.heaps.get(command.heap, {})
    if agreed(entries):
        return refuse("count.agreed")
    if command.heap < 1 or command.papers < 1:
        return refuse("count.number")
    mine = (command.digest, command.papers)
    kind = he.HeapDiffered if _differs(entries, command, mine) else he.HeapEntered
    return (kind(poll.id, command.heap, *mine, command.at, command.by.text()),)


def rule_on(command: hc.RulePaper, sitting: Sitting) -> Decision:
    """Two tellers rule alike on a doubtful paper; where two differ, any third decides (law.md C6)."""
    poll = _paper(sitting, command.poll)
    if isinstance(poll, Refusal):
        return poll
    no = unreturned(sitting.rules, poll) or excess(sitting.rules, poll)
    if no is not None:
        return no
    if command.paper < 1:
        return refuse("count.number")
    if not command.reason.strip():
        return refuse("poll.reason", sitting.rules.cited("ballot.illegible", poll.draft.office))
    if ruled(poll).get(command.paper):
        return refuse("count.agreed")
    whole = sitting.rules.rule("ballot.illegible", office=poll.draft.office)
    if command.status == "part_valid" and whole.value == "paper_void":
        return refuse("paper.part_void", whole.article)
    return (he.PaperRuled(
        poll.id, command.paper, command.status, command.digest, command.reason, command.at, command.by.text(),
    ),)  # fmt: skip


def reopen(command: hc.ReopenEntry, sitting: Sitting) -> Decision:
    """An entry is taken back on record, since the sums showed that both tellers erred."""
    poll = _paper(sitting, command.poll)
    if isinstance(poll, Refusal):
        return poll
    hands = poll.hands
    there = {"return": bool(hands.returns), "heap": command.number in hands.heaps,
             "paper": command.number in hands.rulings}  # fmt: skip
    if not there[command.part]:
        return refuse("count.nothing")
    if not command.reason.strip():
        return refuse("poll.reason")
    by = command.by.text()
    return (he.EntryReopened(poll.id, command.part, command.number, command.reason, command.at, by),)


def hands(command: hc.EnterHands, sitting: Sitting) -> Decision:
    """Two tellers count the hands, each alone; no more hands than persons who may raise them."""
    poll = sitting.polls.get(command.poll)
    if poll is None or not (poll.draft.form == "show_of_hands" or poll.hands.beside):
        return refuse("poll.unknown" if poll is None else "count.form")
    here = _closed(poll)
    if isinstance(here, Refusal):
        return here
    if shown(poll):
        return refuse("count.agreed")
    figures = (command.votes_for, command.against, command.abstain)
    eligible = len(poll.hands.beside) or len(poll.voters)
    if min(figures) < 0:
        return refuse("count.number")
    if sum(figures) > eligible:
        article = sitting.rules.cited("motion.base")
        return refuse("hands.too_many", article, shown=sum(figures), eligible=eligible)
    kind = he.HandsDiffered if _differs(poll.hands.shown, command, figures) else he.HandsEntered
    return (kind(poll.id, *figures, command.at, command.by.text()),)


def admit(command: hc.AdmitHands, sitting: Sitting) -> Decision:
    """Who attends by video raises hands beside the keys, by a recorded decision (CWYS 7, 48; law.md D20)."""
    poll = sitting.polls.get(command.poll)
    if poll is None or poll.draft.form != "keypress" or poll.draft.kind != "motion":
        return refuse("poll.unknown" if poll is None else "count.form")
    if not sitting.rules.has("remote.allowed_by"):
        return refuse("hands.no_video", sitting.rules.article("quorum.threshold"))
    article = sitting.rules.article("remote.allowed_by")
    if poll.stations:  # whoever counts hands vouches alone; stations vouch for the whole of a sealed vote
        return refuse("hands.sealed", article)
    video = sitting.rules.rule("remote.form") if sitting.rules.has("remote.form") else None
    if video is not None and video.value != "show_of_hands":
        return refuse("hands.other_form", video.article)
    if poll.state != "announced":
        return refuse("hands.admitted_late", article)
    lawful = remote_organs(sitting)
    if command.decided_by not in lawful:
        return refuse("organ.not_lawful", article, tuple(ORGANS[one] for one in lawful))
    if not command.reason.strip():
        return refuse("fallback.who", article)
    chosen = frozenset(command.voters)
    if not chosen or not chosen <= set(poll.voters) - poll.drawn:
        return refuse("hands.not_entitled", article)
    names = tuple(sorted(chosen))
    return (he.HandsAdmitted(poll.id, names, command.decided_by, command.reason, command.at, command.by.text()),)


def change(command: hc.ChangeForm, sitting: Sitting) -> Decision:
    """A failed vote goes over to the form that the rules foresee; nothing of it is kept (CWYS 48; law.md D19)."""
    item = sitting.items.get(command.item)
    draft = item.draft(command.draft) if item else None
    if item is None or draft is None:
        return refuse("item.unknown" if item is None else "poll.draft_unknown")
    if item.stage == "disposed" or sitting.phase == "closed":
        return refuse("item.disposed" if item.stage == "disposed" else "sitting.closed")
    held = [p for p in sitting.polls.values() if (p.item, p.draft.id) == (item.entry.id, draft.id)]
    if not falls_back(sitting.rules, item, draft):
        return refuse("fallback.form", rule_of(sitting.rules, "ballot.form", item, draft).article)
    lawful = rule_of(sitting.rules, "ballot.fallback", item, draft)
    if not held or held[-1].state != "voided":
        return refuse("fallback.not_failed", lawful.article)
    if command.form not in foreseen(sitting, item, draft):
        return refuse("fallback.form", lawful.article)
    if not command.decided_by.strip() or not command.reason.strip():
        return refuse("fallback.who", lawful.article)
    return (he.FormChanged(
        held[-1].id, item.entry.id, draft.id, draft.form, command.form, SECRECY[command.form], command.decided_by,
        command.reason, command.at, command.by.text(),
    ),)  # fmt: skip


def invalid(command: hc.DeclareInvalid, sitting: Sitting) -> Decision:
    """The chair declares that too many papers came back; the vote is void and may be held again 重新投票."""
    poll = sitting.polls.get(command.poll)
    if poll is None:
        return refuse("poll.unknown")
    no = excess(sitting.rules, poll) if poll.state == "closed" else None
    if no is None:
        return refuse("ballots.not_exceeded", compared(sitting.rules, poll))
    return (e.PollVoided(poll.id, no.zh, command.at, command.by.text()),)


# Folding


def _put(s: Sitting, poll: str, **entries: object) -> Sitting:
    one = s.polls[poll]
    changed = replace(one, hands=replace(one.hands, **entries))  # type: ignore[arg-type]
    return replace(s, polls={**s.polls, poll: changed})


def _once_more(s: Sitting, poll: str, what: str) -> dict[str, int]:
    differed = s.polls[poll].hands.differed
    return {**differed, what: differed.get(what, 0) + 1}


def _stocked(event: he.StockCounted, s: Sitting) -> Sitting:
    return _put(s, event.poll, stock=(event.printed, event.sealed))


def _reported(event: he.ReturnReported, s: Sitting) -> Sitting:
    back = Back(event.issued, event.spoiled, event.returned, event.voters)
    returns = {**s.polls[event.poll].hands.returns, event.by: back}
    return _put(s, event.poll, returns=returns, **({"issued": back.issued} if agreed(returns) else {}))


def _report_fell(event: he.ReturnDiffered, s: Sitting) -> Sitting:
    return _put(s, event.poll, returns={}, differed=_once_more(s, event.poll, "return"))


def _heaped(event: he.HeapEntered, s: Sitting) -> Sitting:
    heaps = s.polls[event.poll].hands.heaps
    entries = {**heaps.get(event.heap, {}), event.by: (event.digest, event.papers)}
    return _put(s, event.poll, heaps={**heaps, event.heap: entries})


def _heap_fell(event: he.HeapDiffered, s: Sitting) -> Sitting:
    heaps = {heap: entries for heap, entries in s.polls[event.poll].hands.heaps.items() if heap != event.heap}
    return _put(s, event.poll, heaps=heaps, differed=_once_more(s, event.poll, f"heap {event.heap}"))


def _ruled(event: he.PaperRuled, s: Sitting) -> Sitting:
    rulings = s.polls[event.poll].hands.rulings
    entries = {**rulings.get(event.paper, {}), event.by: Ruled(event.status, event.digest, event.reason)}
    return _put(s, event.poll, rulings={**rulings, event.paper: entries})


def _reopened(event: he.EntryReopened, s: Sitting) -> Sitting:
    now, number = s.polls[event.poll].hands, event.number
    if event.part == "return":
        return _put(s, event.poll, returns={})
    if event.part == "heap":
        return _put(s, event.poll, heaps={heap: one for heap, one in now.heaps.items() if heap != number})
    return _put(s, event.poll, rulings={paper: one for paper, one in now.rulings.items() if paper != number})


def _hands(event: he.HandsEntered, s: Sitting) -> Sitting:
    figures = (event.votes_for, event.against, event.abstain)
    return _put(s, event.poll, shown={**s.polls[event.poll].hands.shown, event.by: figures})


def _hands_fell(event: he.HandsDiffered, s: Sitting) -> Sitting:
    return _put(s, event.poll, shown={}, differed=_once_more(s, event.poll, "hands"))


def _admitted(event: he.HandsAdmitted, s: Sitting) -> Sitting:
    organ = ORGANS[event.decided_by].zh if event.decided_by in ORGANS else event.decided_by  # older ledgers have words
    return _put(s, event.poll, beside=event.voters, beside_by=f"{organ}：{event.reason}")


def _changed(event: he.FormChanged, s: Sitting) -> Sitting:
    item = s.items[event.item]
    drafts = tuple(
        replace(draft, form=event.form, secrecy=event.secrecy, time_limit=None) if draft.id == event.draft else draft
        for draft in item.entry.drafts
    )
    why = Fallback(event.poll, event.was, event.form, event.decided_by, event.reason)
    changed = replace(item, entry=replace(item.entry, drafts=drafts), fallbacks={**item.fallbacks, event.draft: why})
    return replace(s, items={**s.items, event.item: changed})


MACHINE = Machine(
    decide={
        hc.CountStock: stock, hc.ReportReturn: report, hc.EnterHeap: heap, hc.RulePaper: rule_on, hc.ReopenEntry: reopen,
        hc.EnterHands: hands, hc.AdmitHands: admit, hc.ChangeForm: change, hc.DeclareInvalid: invalid,
    },
    evolve={
        he.StockCounted: _stocked, he.ReturnReported: _reported, he.ReturnDiffered: _report_fell,
        he.HeapEntered: _heaped, he.HeapDiffered: _heap_fell, he.PaperRuled: _ruled, he.EntryReopened: _reopened,
        he.HandsEntered: _hands, he.HandsDiffered: _hands_fell, he.HandsAdmitted: _admitted, he.FormChanged: _changed,
    },
)  # fmt: skip
