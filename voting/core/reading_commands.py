"""What people ask for about the words that are read aloud; the words themselves are in documents, never here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from voting.core.commands import Command
from voting.core.words import Role

EDITORS = frozenset[Role]({"chair", "operator", "secretary"})


@dataclass(frozen=True)
class EditAnnouncement(Command):
    """Other words for an announcement: `opening`, `quorum`, or a poll's, as in `p3/result`.

    `generated` and `edited` are SHA-256 (b64) of both texts. `missing` are the figures of the generated text that the
    edited one lacks, `added` those it has besides; `despite`: a person has seen that they differ and goes on.
    """

    may: ClassVar[frozenset[Role]] = EDITORS
    which: str
    generated: str
    edited: str
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    despite: bool = False


@dataclass(frozen=True)
class RestoreAnnouncement(Command):
    """Back to the words as they were generated."""

    may: ClassVar[frozenset[Role]] = EDITORS
    which: str
