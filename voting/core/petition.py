"""Joint signatures 联名 and what a number of members may demand (law.md B7): needed numbers under the rule book."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from voting.core.rulebook import RuleBook, share
from voting.core.words import Office

# What a case may ask about. In recess a standing committee recalls deputies to the level above: an act of its own; how
# many move an amendment local rules say.
Act = Literal["bill", "question", "nominate", "recall", "dismiss", "inquiry_committee", "extraordinary_session"]
LiveAct = Act | Literal["recall_deputy", "amendment"]


def given(book: RuleBook, act: LiveAct) -> bool:
    """Whether the law gives this act to members of this body at this level."""
    return book.has(f"petition.{act}")


def needed(book: RuleBook, act: LiveAct, members: int, office: Office | None = None) -> int:
    """How many must sign: a number of the law, or a share of all members; RuleMissing where the act is not given.

    For `nominate` the office decides: deputies to the next level are recommended under a law of their own (XJF 30).
    """
    value = book.value(f"petition.{act}", office=office)
    if isinstance(value, Mapping) and set(value) == {"count"} and type(value["count"]) is int:
        return value["count"]
    return share(value).needed(members)


def unsatisfied(book: RuleBook, proposers: int) -> int:
    """How many of those who asked must be unsatisfied before a further answer may be demanded (DBF 20, JDF 53)."""
    return book.share("question.unsatisfied").needed(proposers)
