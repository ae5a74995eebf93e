"""The job of moving an item: whom it is about and what it says become a document, the ledger gets its digest alone.

`moved` reads the words back, after the event and after a restart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from voting import exact
from voting.ballots.encodings import b64
from voting.clerk.clerk import JSON, Answer, Clerk, Done, Turn
from voting.core import track_commands as tc
from voting.core.refusals import Refusal
from voting.core.state import Item, Petition
from voting.projections.texts import PetitionText, Texts


def moving(item: str, draft: str = "") -> str:
    """What is moved: an item, or an amendment to it."""
    return f"{item}/{draft}" if draft else item


def document(what: str) -> str:
    """The document with the words of whoever moved this."""
    return f"petition/{what}"


@dataclass(frozen=True)
class Moving:
    """An item is moved in writing."""

    command: tc.FilePetition

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record who moved it with the digest of the words, and file the words."""
        data = exact.dumps({"target": self.command.target, "content": self.command.content})
        command = replace(self.command, at=turn.at, digest=b64(sha256(data).digest()))
        found = clerk.decide(turn, command)
        if isinstance(found, Refusal):
            return found
        turn.document(document(moving(command.item, command.draft)), JSON, data)
        return Done(command.item)


def moved(clerk: Clerk, texts: Texts) -> Texts:
    """The texts with the words of every petition that has its own document; LookupError where one is missing."""
    items = clerk.state.items.values() if clerk.state is not None else ()
    filed = [what for one in items for what, petition in _all(one) if petition.digest]
    return replace(texts, petitions={what: _read(clerk, what) for what in filed})


def _all(item: Item) -> Iterator[tuple[str, Petition]]:
    if item.track.petition is not None:
        yield item.entry.id, item.track.petition
    yield from ((moving(item.entry.id, draft), one) for draft, one in item.track.amendments.items())


def _read(clerk: Clerk, item: str) -> PetitionText:
    found = clerk.ledger.document(clerk.meeting, document(item))
    match exact.loads(found.data) if found is not None else None:
        case {"target": str(target), "content": str(content)}:
            return PetitionText(str(target), str(content))
    raise LookupError(f"the meeting has no words of the petition on item {item}")
