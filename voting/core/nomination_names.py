"""Names written in: who is meant is settled by tellers, on record, before anybody declares (law.md G17, D14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voting.core import nomination_commands as c
from voting.core import nomination_events as e
from voting.core.decision import Decision
from voting.core.events import DraftEntry, LineFigures
from voting.core.minutes import SettledName
from voting.core.refusals import Refusal, refuse
from voting.core.state import Poll, Sitting


def deputies_only(sitting: Sitting, draft: DraftEntry) -> bool:
    """Whether only a deputy of this congress can be elected (ZZF 18, 47)."""
    return draft.deputies_only or sitting.rules.word("write_in.eligible", office=draft.office) == "deputy"


def folds(sitting: Sitting, draft: DraftEntry) -> bool:
    """Whether names that one voter wrote are published in one line without them: such a name can be a voter's sign.

    An older ledger has no such rule, and publishes each.
    """
    key = "write_in.publish"
    return sitting.rules.has(key, draft.office) and sitting.rules.word(key, draft.office) == "folded"


def deputies_article(sitting: Sitting, draft: DraftEntry) -> str:
    """The article that says so."""
    if sitting.rules.word("write_in.eligible", office=draft.office) == "deputy":
        return sitting.rules.article("write_in.eligible", office=draft.office)
    return sitting.rules.article("office.deputies_only")


def electable(sitting: Sitting, poll: Poll, ranking: Sequence[LineFigures]) -> tuple[LineFigures, ...]:
    """The lines that can be elected: votes for somebody who may not hold the office elect nobody (law.md D14).

    Nor do votes for a name that nobody has identified, where the rules let such votes fall (law.md G17).
    """
    if sitting.rules.word("write_in.identity") == "void":
        ranking = [line for line in ranking if not line.write_in or line.name in poll.identified]
    if not deputies_only(sitting, poll.draft):
        return tuple(ranking)
    return tuple(line for line in ranking if not line.write_in or poll.identified.get(line.name) != "")


def falls(sitting: Sitting, draft: DraftEntry) -> tuple[str, ...]:
    """Which written names elect nobody whatever their votes, by the words that the announcement has for them."""
    if draft.kind != "election":
        return ()
    unknown = ("unknown",) if sitting.rules.word("write_in.identity") == "void" else ()
    return (*unknown, "no_deputy") if deputies_only(sitting, draft) else unknown


def unsettled(sitting: Sitting, poll: Poll) -> Refusal | None:
    """Nobody is declared elected under a written name before tellers have said who that is (law.md G17)."""
    seen = poll.counted
    if seen is None or poll.draft.kind != "election":
        return None
    open_ = [x for x in (*seen.elected, *seen.tied) if x not in poll.draft.candidates and x not in poll.identified]
    return refuse("write_in.unsettled", sitting.rules.article("write_in.identity"), count=len(open_)) if open_ else None


def settle(command: c.SettleName, sitting: Sitting) -> Decision:
    """These written names are one person; the box is counted anew from its papers."""
    poll = sitting.polls.get(command.poll)
    if poll is None:
        return refuse("poll.unknown")
    if poll.state != "counted" or poll.counted is None:
        return refuse("poll.finished" if not poll.running else "poll.not_counted")
    written = {line.name for line in poll.counted.ranking if line.write_in} | set(poll.merged)
    if not command.names or set(command.names) - written:
        return refuse("write_in.unknown")
    if command.into not in (*command.names, *poll.draft.candidates):
        return refuse("write_in.unknown")
    member = sitting.members.get(command.deputy or "")
    if command.deputy is not None and member is None:
        return refuse("member.unknown")
    if member is not None and member.role != "member":
        return refuse("member.not_voter", sitting.rules.cited("attendee.votes"))
    if not command.reason.strip():
        return refuse("poll.reason")
    no = _somebody_else(command, sitting, poll) if command.deputy is not None else None
    if no is not None:
        return no
    return (
        e.NameSettled(
            poll.id, command.names, command.into, command.deputy, command.reason, command.at, command.by.text()
        ),
    )


def _somebody_else(command: c.SettleName, sitting: Sitting, poll: Poll) -> Refusal | None:
    """One person stands on one line: no candidate beside herself, no two written names of one deputy (law.md G17)."""
    if command.into in poll.draft.candidates:
        return None
    article = sitting.rules.article("write_in.identity")
    nominees = sitting.items[poll.item].nominees
    if command.deputy in {nominees[name].deputy for name in poll.draft.candidates if name in nominees}:
        return refuse("write_in.candidate", article)
    others = {who for line, who in poll.identified.items() if line not in command.names}
    return refuse("write_in.twice", article) if command.deputy in others else None


def settled(event: e.NameSettled, s: Sitting) -> Sitting:
    """The written names point to one line; the figures are gone until the papers are counted again."""
    poll = s.polls[event.poll]
    earlier = {name: event.into if line in event.names else line for name, line in poll.merged.items()}
    names = {**earlier, **{name: event.into for name in event.names if name != event.into}}
    names.pop(event.into, None)
    known = {line: who for line, who in poll.identified.items() if line not in event.names}
    if event.into not in poll.draft.candidates:
        known[event.into] = event.deputy or ""
    made = SettledName(event.names, event.into, event.deputy, event.reason, event.at, event.by)
    again = replace(
        poll, merged=names, identified=known, state="closed", counted=None, settlements=(*poll.settlements, made)
    )
    return replace(s, polls={**s.polls, poll.id: again})
