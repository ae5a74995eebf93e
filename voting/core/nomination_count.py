"""The figures of one round of an election: who is elected, who ties, what is left; of a pre-vote, the formal list."""

from __future__ import annotations

from dataclasses import replace

from voting.core import election, nomination_names, tally
from voting.core.commands import CountPoll
from voting.core.events import PollCounted
from voting.core.outcome import ElectionOutcome
from voting.core.slate import primary
from voting.core.state import Poll, Sitting
from voting.core.words import Outcome


def counted(command: CountPoll, sitting: Sitting, poll: Poll, void: int) -> PollCounted:
    """The count of an election; `void` papers came without marks that could be counted."""
    draft = poll.draft
    papers = tally.merged(command.papers, poll.merged)
    sums = tally.election(papers, draft.candidates, election.paper_rules(sitting.rules, draft))
    returned = sums.returned + void
    plain = PollCounted(
        poll.id, command.cast_root, command.in_root, command.out_root, 0, 0, 0, 0, len(poll.voters) - returned,
        returned, sums.valid, sums.invalid + void, sums.ranking, (), (), 0, 0, "decided", (), command.void_voters,
        command.at, command.by.text(), void_reasons=command.void_reasons,
    )  # fmt: skip
    return _listed(sitting, poll, plain) if draft.round == "primary" else _decided(sitting, poll, plain)


def _decided(sitting: Sitting, poll: Poll, plain: PollCounted) -> PollCounted:
    draft = poll.draft
    lines = nomination_names.electable(sitting, poll, plain.ranking)
    found = election.result(
        sitting.rules, draft.office, draft.seats or 0, draft.round, lines, poll.needed or None,
        procurator=draft.procurator,
    )  # fmt: skip
    who: ElectionOutcome = found.who
    return replace(
        plain, elected=who.elected, tied=who.tied, tied_seats=who.tied_seats, vacant=who.vacant, outcome=who.outcome,
        authority=found.articles, pending=found.pending,
    )  # fmt: skip


def _listed(sitting: Sitting, poll: Poll, plain: PollCounted) -> PollCounted:
    """Nobody is elected by a pre-vote: it puts people on the list (ZZF 27, XJF 32)."""
    found = primary({line.name: line.votes_for for line in plain.ranking}, poll.draft.seats or 0)
    outcome: Outcome = "tied" if found.tied else "short" if found.places_left else "decided"
    article = sitting.rules.article("primary.trigger", office=poll.draft.office)
    return replace(
        plain, formal=found.formal, tied=found.tied, tied_seats=found.places_left if found.tied else 0,
        outcome=outcome, authority=(article,),
    )  # fmt: skip
