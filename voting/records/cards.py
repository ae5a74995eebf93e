"""PIN cards: name, seat, PIN and the tablet's link as a QR code, to be cut apart and handed out once.

The PINs exist in clear only in the call and in the bytes returned; keep neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voting.core.words import Text
from voting.records.labels import breakable
from voting.records.typeset import pdf, qr


@dataclass(frozen=True, slots=True)
class Card:
    """One member's card; `link` is what the tablet opens. The PIN stays out of `repr`, hence out of logs."""

    name: str
    group: str
    seat: str
    pin: str = field(repr=False)
    link: str = field(repr=False)


def cards_pdf(meeting: Text, cards: Sequence[Card], sample: bool, made_at: str) -> bytes:
    """All cards, ten to an A4 page, in the order given; `made_at` (RFC 3339) is the date the document bears."""
    data = {
        "meeting": breakable(meeting.zh),
        "meeting_en": breakable(meeting.en),
        "sample": sample,
        "cards": [_card(card) for card in cards],
    }
    return pdf("cards", data, datetime.fromisoformat(made_at))


def _card(card: Card) -> dict[str, str]:
    plain = {key: breakable(getattr(card, key), 12) for key in ("name", "group", "seat", "pin")}
    return {**plain, "qr": qr(card.link)}
