"""The words that are read aloud as screens and papers have them: as generated, as edited, and by whom."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from voting.core import reading
from voting.core.state import Sitting
from voting.core.words import Text, actor_label
from voting.projections.texts import Texts, plain

LABELS: Final[Mapping[str, Text]] = {
    reading.OPENING: Text("宣布开会", "Opening"),
    reading.QUORUM: Text("法定人数", "The quorum"),
    "question": Text("付表决", "Putting the question"),
    "return": Text("发出和收回选票", "Papers issued and returned"),
    "returned": Text("总监票人报告收回选票", "The chief teller on the papers returned"),
    "report": Text("宣读计票结果", "Reading the count"),
    "result": Text("宣布结果", "Declaring the result"),
    "void": Text("表决作废", "The vote is void"),
}


@dataclass(frozen=True)
class Edited:
    """Who put other words in the place of the generated ones, and when."""

    by: str
    at: str
    generated: Text
    differs: bool = False  # in its figures, as the person who saved it was told


@dataclass(frozen=True)
class Spoken:
    """One announcement: its words as they are to be read, and its edit where there is one.

    `open`: it may still be edited. `lapsed`: it had been edited, but its figures changed and it was made anew.
    """

    which: str
    text: Text
    made: str  # digest of the words that the figures give now
    edited: Edited | None = None
    open: bool = False
    lapsed: bool = False


def digest(text: Text) -> str:
    """SHA-256 (base64url) of the canonical JSON `{"en": …, "zh": …}` of a text."""
    data = json.dumps(plain(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return urlsafe_b64encode(sha256(data.encode()).digest()).rstrip(b"=").decode("ascii")


def spoken(s: Sitting, texts: Texts, which: str, generated: Text) -> Spoken:
    """An announcement as it is to be read now, or as it was read."""
    editable = reading.closed(s, which) is None
    made = digest(generated)
    one, kept = reading.standing(s, which, made), texts.readings.get(which)
    if one is None or kept is None:
        return Spoken(which, generated, made, None, editable, which in s.readings)
    edited = Edited(actor_label(one.by), one.at, kept.generated, bool(one.missing or one.added))
    return Spoken(which, kept.edited, made, edited, editable)


def edited(one: Edited) -> dict[str, object]:
    """An edit for a screen."""
    return {"by": one.by, "at": one.at, "generated": plain(one.generated), "differs": one.differs}


def view(one: Spoken, now: bool) -> dict[str, object]:
    """An announcement for an officer's screen; `now`: it is the one that the chair has to read."""
    return {
        "which": one.which, "label": plain(LABELS[one.which.rpartition("/")[2]]), "text": plain(one.text), "made": one.made,
        "edited": edited(one.edited) if one.edited else None, "open": one.open, "lapsed": one.lapsed, "now": now,
    }  # fmt: skip
