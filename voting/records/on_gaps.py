"""What a record says of gaps in the law: the decision that was put on record, whose it is, and who entered it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from voting.core.words import Text


@dataclass(frozen=True, slots=True)
class Decision:
    """An organ's decision on a rule where the law is silent; `at` is RFC 3339, `by` who put it on record."""

    key: str
    title: Text
    text: str
    organ: Text
    by: str
    at: str


def plain(one: Decision) -> dict[str, Any]:
    """A decision as it stands in `sitting.json`."""
    return {
        "key": one.key, "title": one.title._asdict(), "text": one.text, "organ": one.organ._asdict(), "by": one.by,
        "at": one.at,
    }  # fmt: skip
