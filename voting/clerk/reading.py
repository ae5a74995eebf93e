"""The jobs of editing what is read aloud: the words become a document, digests and differing figures an event.

`heard` reads them back, after an event and after a restart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final, TypeAlias

from voting import exact
from voting.clerk.clerk import JSON, Answer, Clerk, Done, Turn
from voting.core import commands as c
from voting.core import reading
from voting.core import reading_commands as rc
from voting.core.refusals import Refusal, refuse
from voting.core.state import Edited, Sitting
from voting.core.words import Text
from voting.projections.aloud import digest
from voting.projections.texts import Reworded, Texts, plain

Generate: TypeAlias = "Callable[[Sitting], Mapping[str, Text]]"
LONGEST: Final = 20_000  # characters: the count of sixty candidates has about 3,000
_FIGURE: Final = re.compile(r"[0-9]+")


def figures(text: str) -> tuple[str, ...]:
    """The figures of a text in their order, full-width digits too."""
    return tuple(_FIGURE.findall(unicodedata.normalize("NFKC", text)))


def differing(generated: str, edited: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The figures that an edit lacks and those it has besides, their order being kept: two changed places differ too."""
    before, after = figures(generated), figures(edited)
    missing: list[str] = []
    added: list[str] = []
    for what, left, right, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            missing += before[left:right]
            added += after[start:end]
    return tuple(missing), tuple(added)


def written(text: str) -> str:
    """What a person typed, as it is kept: NFC, no control or direction characters, one kind of line end."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    return "".join(one for one in lines if one == "\n" or unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Co"))


def reading_document(which: str, generated: str, edited: str) -> str:
    """The document with both texts of an edit, by their digests."""
    return f"reading/{which}/{generated}/{edited}"


@dataclass(frozen=True)
class Rewording:
    """A person puts other words in the place of those that the figures gave; `seen` is the digest of what was shown."""

    by: c.Actor
    which: str
    zh: str
    en: str | None
    despite: bool
    seen: str
    generate: Generate

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Compare the figures, record the digests, file the words."""
        made = self.generate(turn.state).get(self.which) if turn.state else None
        no = reading.closed(turn.state, self.which) if turn.state else refuse("sitting.unprepared")
        if no is not None or made is None:
            return no or refuse("reading.not_yet")
        edited = Text(written(self.zh), written(self.en or "") or made.en)
        if not edited.zh or max(map(len, edited)) > LONGEST:
            return refuse("reading.too_long", most=LONGEST) if edited.zh else refuse("reading.empty")
        if self.seen != digest(made):
            return refuse("reading.changed")
        if edited == made:
            return self._back(clerk, turn)
        return self._record(clerk, turn, made, edited)

    def _back(self, clerk: Clerk, turn: Turn) -> Answer:
        """The generated words themselves: an edit that stands is taken back, and nothing is recorded where none does."""
        if turn.state is None or self.which not in turn.state.readings:
            return Done()
        found = clerk.decide(turn, rc.RestoreAnnouncement(self.by, turn.at, self.which))
        return found if isinstance(found, Refusal) else Done()

    def _record(self, clerk: Clerk, turn: Turn, made: Text, edited: Text) -> Answer:
        zh, en = differing(made.zh, edited.zh), differing(made.en, edited.en)
        missing, added = (tuple(dict.fromkeys((*zh[side], *en[side]))) for side in (0, 1))
        old, new = digest(made), digest(edited)
        found = clerk.decide(turn, rc.EditAnnouncement(
            self.by, turn.at, self.which, old, new, missing, added, self.despite,
        ))  # fmt: skip
        if isinstance(found, Refusal):
            return found
        name = reading_document(self.which, old, new)
        if all(document.name != name for document in turn.documents):
            turn.document(name, JSON, exact.dumps({"generated": plain(made), "edited": plain(edited)}))
        return Done()


def heard(clerk: Clerk, texts: Texts) -> Texts:
    """The texts with the words of every edit that stands; LookupError where a document is missing."""
    edits = clerk.state.readings if clerk.state else {}
    return replace(texts, readings={which: _read(clerk, which, one) for which, one in edits.items()})


def _read(clerk: Clerk, which: str, one: Edited) -> Reworded:
    name = reading_document(which, one.generated, one.edited)
    found = clerk.ledger.document(clerk.meeting, name)
    if found is None:
        raise LookupError(f"the meeting has no document {name}")
    match exact.loads(found.data):
        case {"generated": {"zh": str(zh), "en": str(en)}, "edited": {"zh": str(new_zh), "en": str(new_en)}}:
            return Reworded(Text(zh, en), Text(new_zh, new_en))
    raise ValueError("an edit is a generated and an edited text")
