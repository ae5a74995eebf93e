"""An election in any of its rounds: its papers' rules, too many papers, the threshold, and what is left to do after it.

Pure functions over the rule book and figures; a sitting and `yijue count` ask the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from voting.core import outcome
from voting.core.events import DraftEntry, LineFigures
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import RuleBook
from voting.core.slate import check
from voting.core.tally import ElectionRules
from voting.core.words import Office, Round

# Three different "again" that are often confused: 再次投票 (a tie), 另行选举 (seats left), 重新投票 (the vote is void).
Next = Literal["tie_revote", "further_election", "repeat_ballot"]
NEXT: Final[dict[str, Next]] = {"tied": "tie_revote", "short": "further_election", "void": "repeat_ballot"}


@dataclass(frozen=True)
class Result:
    """Who is elected, what follows, whether a higher body must still approve, and the articles it rests on."""

    who: outcome.ElectionOutcome
    next: Next | None
    pending: bool
    articles: tuple[str, ...]


def slate(book: RuleBook, draft: DraftEntry) -> Refusal | None:
    """Why this formal list may not be voted on, or None; checked until papers are drawn (law.md D13)."""
    if draft.office is None or draft.seats is None:
        raise ValueError("an election has an office and seats")
    stand = len(draft.candidates)
    if draft.round == "primary":
        return None
    if draft.round == "tie_revote":
        article = book.article("tie.revote", office=draft.office)
        least = draft.seats + 1
        return refuse("slate.too_few", article, stand=stand, least=least) if stand < least else None
    return check(book, draft.office, draft.seats, stand, draft.fixed_surplus, draft.round, formal=True).refusal


def papers(
    book: RuleBook, office: Office | None, seats: int, round_: Round, *, write_ins: bool = True
) -> ElectionRules:
    """How the papers of an election are judged (law.md B4); a ballot between those who tie takes no other name."""
    return ElectionRules(
        seats=seats,
        blank_approves=book.word("ballot.blank", office=office) == "approve",
        write_ins=write_ins and round_ != "tie_revote" and book.flag("write_in.allowed", kind="election"),
        requires_oppose=book.flag("write_in.requires_oppose"),
    )


def paper_rules(book: RuleBook, draft: DraftEntry) -> ElectionRules:
    """How the papers of this planned election are judged, from the rule book."""
    if draft.seats is None:
        raise ValueError("an election has seats")
    return papers(book, draft.office, draft.seats, draft.round, write_ins=draft.write_ins)


def excess(book: RuleBook, office: Office | None, issued: int, returned: int, voters: int) -> Refusal | None:
    """More papers than the rule allows make the election void (XJF 44; law.md D12): against those issued, or the voters."""
    rule = book.rule("ballot.total_comparator", office=office)
    most = {"issued": issued, "voters": voters}[book.word("ballot.total_comparator", office=office)]
    if returned <= most:
        return None
    return refuse(f"ballots.exceed_{rule.value}", rule.article, returned=returned, most=most)


def needed(book: RuleBook, office: Office | None, round_: Round, figures: Mapping[str, int]) -> int | None:
    """The votes that elect; None in a ballot between those who tie, unless a method asks for more than the most (ZZF 29).

    `figures` are the bases that are known: members, present, valid.
    """
    if round_ == "tie_revote" and book.word("tie.revote", office=office) == "plurality":
        return None
    base = outcome.base(book.word("election.base", office=office), figures)
    return book.share("election.threshold", office=office).needed(base)


def result(
    book: RuleBook,
    office: Office | None,
    seats: int,
    round_: Round,
    ranking: Sequence[LineFigures],
    needed_: int | None,
    *,
    procurator: bool = False,
) -> Result:
    """Who is elected by these figures and what is left; a chief procurator awaits approval from above (ZZF 11)."""
    who = outcome.election(ranking, seats, needed_)
    keys = ["tie.revote" if round_ == "tie_revote" else "election.threshold"]
    keys += {"tied": ["tie.revote"], "short": ["shortfall.further_election"]}.get(who.outcome, [])
    pending = procurator and bool(who.elected)
    articles = [book.article(key, office=office) for key in (*keys, *(["procurator.approval"] if pending else []))]
    return Result(who, NEXT.get(who.outcome), pending, tuple(dict.fromkeys(articles)))
