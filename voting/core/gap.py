"""Where the law is silent (law.md B13): the default of the book holds until an organ's decision is put on record.

A decision says what was decided and by whom; it changes no value. Another value takes a layer of its own: the body's
rules or the method of this meeting, which is itself the decision on record that keys may serve in place of paper (G11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from voting.core import gap_commands as c
from voting.core import gap_events as e
from voting.core.decision import Decision, Machine
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import METHOD_RANK, Rule, RuleBook
from voting.core.state import GapDecision, GapPlace, Sitting
from voting.core.track_words import ORGANS

CERTAINTY: Final = "GAP"  # what a book writes where the law is silent
METHOD: Final = "method"  # the document of the meeting's own method


def decide(command: c.DecideGap, sitting: Sitting) -> Decision:
    """An organ's decision where only the default of the book holds; before the sitting is closed."""
    if sitting.phase == "closed":
        return refuse("sitting.closed")
    rule = _exactly(sitting.rules, (command.key, command.office, command.kind))
    if rule is None:
        return refuse("gap.unknown")
    if rule.certainty != CERTAINTY:
        return refuse("gap.settled", rule.article)
    if not command.decision.strip():
        return refuse("gap.empty", rule.article)
    if command.organ not in ORGANS:
        return refuse("gap.organ", rule.article, tuple(ORGANS.values()))
    return (
        e.GapDecided(
            command.key, command.decision.strip(), command.organ, command.at, command.by.text(), command.office, command.kind
        ),
    )  # fmt: skip


def place_of(rule: Rule) -> GapPlace:
    """By what a decision on this rule is found: its key and its selectors."""
    return rule.key, rule.office, rule.kind


def _exactly(book: RuleBook, place: GapPlace) -> Rule | None:
    """The rule in force that speaks with exactly these selectors."""
    return next((rule for rule in book.in_force() if place_of(rule) == place), None)


def kept(gaps: Mapping[GapPlace, GapDecision], old: RuleBook, new: RuleBook) -> dict[GapPlace, GapDecision]:
    """The decisions whose rule stands unchanged in a book laid anew; what was decided on another rule is not carried over."""
    return {place: one for place, one in gaps.items() if _exactly(old, place) == _exactly(new, place)}


def unadopted(sitting: Sitting, consent: Rule, article: str) -> Refusal | None:
    """Why keys may not take the place of paper, or the operator that of stations, although the method says so, or None:
    the method is filed, or adopted here (G11).

    `article` is the law's default. Whether the item that adopts the method has been adopted is asked for every sealed
    vote, see poll.announceable.
    """
    if consent.rank < METHOD_RANK or sitting.adopting_item is not None or METHOD in sitting.documents:
        return None
    return refuse("gap.no_method", article)


def _decided(event: e.GapDecided, s: Sitting) -> Sitting:
    made = GapDecision(event.decision, event.organ, event.at, event.by)
    return replace(s, gaps={**s.gaps, (event.key, event.office, event.kind): made})


MACHINE = Machine(decide={c.DecideGap: decide}, evolve={e.GapDecided: _decided})
