"""Competitive elections 差额选举: whether a list of candidates is lawful at this very moment."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from voting.core.events import DraftEntry
from voting.core.refusals import Refusal, refuse
from voting.core.rulebook import RuleBook, Value, fraction
from voting.core.tally import ElectionRules


def bounds(book: RuleBook, office: str, seats: int) -> tuple[int, int] | None:
    """The least and most lawful surplus of candidates over seats; None where no whole number fits (law.md B12)."""
    value = book.value("slate.surplus", office=office)
    if not isinstance(value, Mapping):
        raise ValueError("slate.surplus is not a range")
    least, most = _edge(value["least"], seats), _edge(value["most"], seats)
    low = -(-least.numerator // least.denominator)
    high = most.numerator // most.denominator
    return (low, high) if low <= high else None


def _edge(value: Value, seats: int) -> Fraction:
    if isinstance(value, str):
        return fraction(value) * seats
    if isinstance(value, int):
        return Fraction(value)
    raise ValueError(f"not a surplus: {value!r}")


def slate(book: RuleBook, draft: DraftEntry) -> Refusal | None:
    """Why this list may not be voted on in a first round, or None; checked until papers are drawn (law.md D13)."""
    if draft.office is None or draft.seats is None:
        raise ValueError("an election has an office and seats")
    if not book.has("slate.surplus", office=draft.office):
        return refuse("slate.no_office")
    article = book.article("slate.surplus", office=draft.office)
    stand, seats = len(draft.candidates), draft.seats
    found = bounds(book, draft.office, seats)
    if found is None and book.word("slate.empty_range", office=draft.office) != "one":
        return refuse("slate.no_whole_number", article, seats=seats)
    low, high = found or (1, 1)
    if draft.office in ("CHIEF", "DEPUTY_UP") or (found is None and draft.fixed_surplus is None):
        fixed_low, fixed_high = low, high
    elif draft.fixed_surplus is None:
        return refuse("slate.surplus_not_fixed", article)
    elif not low <= draft.fixed_surplus <= high:
        code = "slate.too_few" if draft.fixed_surplus < low else "slate.too_many"
        return refuse(code, article, stand=seats + draft.fixed_surplus, least=seats + low, most=seats + high)
    else:
        fixed_low = fixed_high = draft.fixed_surplus
    if low > 0 and stand <= seats:
        return refuse("slate.disguised_single_list", article, stand=stand, seats=seats)
    if stand < seats + fixed_low:
        return refuse("slate.too_few", article, stand=stand, least=seats + fixed_low)
    if stand > seats + fixed_high:
        return refuse("slate.too_many", article, stand=stand, most=seats + fixed_high)
    return None


def paper_rules(book: RuleBook, draft: DraftEntry) -> ElectionRules:
    """How the papers of this election are judged, from the rule book."""
    if draft.seats is None:
        raise ValueError("an election has seats")
    return ElectionRules(
        seats=draft.seats,
        blank_approves=book.word("ballot.blank", office=draft.office) == "approve",
        write_ins=draft.write_ins and book.flag("write_in.allowed", kind="election"),
        requires_oppose=book.flag("write_in.requires_oppose"),
    )
