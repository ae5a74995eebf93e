"""What tellers have entered so far: where two agree, how many papers are accounted for, what the count still lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

from voting.core import election
from voting.core.commands import Paper
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import RuleBook
from voting.core.state import Back, Poll, Ruled

Entry = TypeVar("Entry")


def agreed(entries: Mapping[str, Entry]) -> Entry | None:
    """What two different tellers have entered alike, or None."""
    for entry, tellers in Counter(entries.values()).items():
        if tellers > 1:
            return entry
    return None


def confirmed(poll: Poll) -> Back | None:
    """The return as two tellers reported it."""
    return agreed(poll.hands.returns)


def ruled(poll: Poll) -> dict[int, Ruled | None]:
    """Each doubtful paper with the ruling that two tellers share, whatever reasons they gave; None where none do yet."""
    found: dict[int, Ruled | None] = {}
    for number, rulings in sorted(poll.hands.rulings.items()):
        same = agreed({teller: (one.status, one.digest) for teller, one in rulings.items()})
        by = [one for one in rulings.values() if (one.status, one.digest) == same]
        found[number] = by[0] if by else None
    return found


def accounted(poll: Poll) -> int:
    """The papers in heaps on which two tellers agree, and the doubtful papers ruled on."""
    heaps = [agreed(entries) for entries in poll.hands.heaps.values()]
    return sum(one[1] for one in heaps if one) + sum(one is not None for one in ruled(poll).values())


def shown(poll: Poll) -> tuple[int, int, int] | None:
    """The hands for, against and abstaining as two tellers counted them."""
    return agreed(poll.hands.shown)


def papers(poll: Poll) -> tuple[Paper, ...]:
    """Hands as papers, so that they are counted like any other vote."""
    figures = zip("YNA", shown(poll) or (), strict=False)
    return tuple(Paper(letter, copies=number) for letter, number in figures if number)


def entered(poll: Poll) -> int:
    """The votes that tellers entered: papers returned, or hands."""
    back = confirmed(poll)
    return back.returned if back else sum(shown(poll) or ())


def compared(book: RuleBook, poll: Poll) -> str | None:
    """The article by which papers are compared with each other: printed, issued, returned, counted (XJF 44)."""
    return book.cited("ballot.total_comparator", poll.draft.office)


def excess(book: RuleBook, poll: Poll) -> Refusal | None:
    """Why a return makes the whole ballot invalid (XJF 44; law.md D12), or None."""
    back = confirmed(poll)
    if back is None:
        return None
    return election.excess(book, poll.draft.office, back.issued, back.returned, back.voters)


def unreturned(book: RuleBook, poll: Poll) -> Refusal | None:
    """Why nothing can be entered yet, or None: two tellers have not agreed on what came back."""
    return refuse("count.no_return", compared(book, poll)) if confirmed(poll) is None else None


def uncounted(book: RuleBook, poll: Poll) -> Refusal | None:
    """Why the figures cannot be made yet, or None; None too where tellers have nothing to do with this poll."""
    if poll.draft.form == "show_of_hands" or poll.hands.beside:
        return None if shown(poll) else refuse("count.no_hands", book.cited("motion.base"))
    if poll.draft.form != "paper":
        return None
    back = confirmed(poll)
    no = unreturned(book, poll) or excess(book, poll)
    if no is not None or back is None:
        return no
    for heap, entries in sorted(poll.hands.heaps.items()):
        if agreed(entries) is None:
            return refuse("count.heap_alone", compared(book, poll), heap=heap)
    for number, one in ruled(poll).items():
        if one is None:
            return refuse("count.paper_undecided", book.cited("ballot.illegible", poll.draft.office), paper=number)
    if accounted(poll) != back.returned:
        return refuse("count.sum", compared(book, poll), accounted=accounted(poll), returned=back.returned)
    return None
