"""The jobs of nominations and rounds: names and titles become documents, the ledger gets ids alone.

`learned` reads them back, after an event and after a restart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from voting import exact
from voting.clerk.clerk import JSON, Answer, Clerk, Done, Turn
from voting.core import commands as c
from voting.core import nomination_commands as nc
from voting.core import nomination_rounds as rounds
from voting.core.events import DraftEntry
from voting.core.refusals import Refusal, refuse
from voting.core.state import Item, Sitting
from voting.core.words import ROUND_LABELS, Nominator, Text
from voting.projections.texts import DraftText, Texts, plain
from voting.projections.track import TRIAL_TEXT


def line_document(line: str) -> str:
    """The document with the name behind a line's id."""
    return f"line/{line}"


def draft_document(item: str, draft: str) -> str:
    """The document with the title of a vote planned during the sitting."""
    return f"draft/{item}/{draft}"


@dataclass(frozen=True)
class Nominating:
    """A person is put forward; the id is new, the name goes into a document."""

    by: c.Actor
    item: str
    draft: str
    name: Text
    by_presidium: bool
    signers: tuple[str, ...]
    deputy: str | None
    organ: Nominator | None = None

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record the nomination and file the name; the answer is the new id."""
        item = turn.state.items.get(self.item) if turn.state else None
        number = len(item.nominees) + 1 if item else 1
        candidate = f"{self.item}.{self.draft}.n{number}"
        found = clerk.decide(turn, nc.Nominate(
            self.by, turn.at, self.item, self.draft, candidate, self.by_presidium, self.signers, self.deputy,
            self.organ,
        ))  # fmt: skip
        if isinstance(found, Refusal):
            return found
        turn.document(line_document(candidate), JSON, exact.dumps(plain(self.name)))
        return Done(candidate)


@dataclass(frozen=True)
class Planning:
    """A further round is planned; its title says which round it is, and a written name becomes a candidate's."""

    command: nc.PlanRound  # without the name of the new vote
    texts: Texts

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record the plan and file the title and the names that are new on it; the answer is the new vote's id."""
        item = turn.state.items.get(self.command.item) if turn.state else None
        above = item.draft(self.command.draft) if item else None
        if turn.state is None or item is None or above is None:
            return refuse("item.unknown" if item is None else "poll.draft_unknown")
        name = fresh(item, rounds.root(item, above).id)
        found = clerk.decide(turn, replace(self.command, at=turn.at, name=name))
        if isinstance(found, Refusal):
            return found
        draft = turn.state.items[item.entry.id].draft(name)
        if draft is None:
            raise LookupError(f"the planned vote {name} is not on the agenda")
        text = self._title(item, above, draft)
        turn.document(draft_document(item.entry.id, name), JSON, exact.dumps(_draft_plain(text)))
        for line, written in written_names(clerk, turn.state, draft):
            turn.document(line_document(line), JSON, exact.dumps(plain(written)))
        return Done(name)

    def _title(self, item: Item, above: DraftEntry, draft: DraftEntry) -> DraftText:
        top = self.texts.drafts[item.entry.id, rounds.root(item, above).id]
        label = ROUND_LABELS[draft.round]
        return DraftText(Text(f"{top.title.zh}（{label.zh}）", f"{top.title.en} ({label.en})"), top.post)


def fresh(item: Item, top: str) -> str:
    """An id for the next round of this election that no vote of the item has."""
    known = {draft.id for draft in item.entry.drafts}
    return next(name for number in range(2, len(known) + 3) if (name := f"{top}-{number}") not in known)


def written_names(clerk: Clerk, sitting: Sitting, draft: DraftEntry) -> Iterator[tuple[str, Text]]:
    """The candidates of a round who were names written in, with the names."""
    for line in draft.candidates:
        poll, dot, written = line.partition(".")
        names = clerk.write_ins(poll) if dot and poll in sitting.polls else {}
        if written in names:
            yield line, Text(names[written], names[written])


def _draft_plain(text: DraftText) -> dict[str, object]:
    return {"title": plain(text.title), "post": plain(text.post) if text.post else None}


def learned(clerk: Clerk, texts: Texts) -> Texts:
    """The texts with every name and title that came during the sitting; LookupError where a document is missing."""
    if clerk.state is None:
        return texts
    drafts, names = dict(texts.drafts), dict(texts.candidates)
    for item in clerk.state.items.values():
        for draft in item.entry.drafts:
            if (item.entry.id, draft.id) not in drafts:
                found = TRIAL_TEXT if draft.trial else _read_draft(clerk, item.entry.id, draft.id)
                drafts[item.entry.id, draft.id] = found
        for line in _lines(item):
            if line not in names:
                names[line] = _text(_json(clerk, line_document(line)))
    return replace(texts, drafts=drafts, candidates=names)


def _lines(item: Item) -> Iterable[str]:
    listed = (line for draft in item.entry.drafts for line in draft.candidates)
    return dict.fromkeys((*item.nominees, *listed))


def _read_draft(clerk: Clerk, item: str, draft: str) -> DraftText:
    match _json(clerk, draft_document(item, draft)):
        case {"title": title, "post": post}:
            return DraftText(_text(title), None if post is None else _text(post))
    raise ValueError(f"no title of the vote {draft}")


def _text(value: exact.Json) -> Text:
    match value:
        case {"zh": str(zh), "en": str(en)}:
            return Text(str(zh), str(en))
    raise ValueError("a text has Chinese and English")


def _json(clerk: Clerk, name: str) -> exact.Json:
    found = clerk.ledger.document(clerk.meeting, name)
    if found is None:
        raise LookupError(f"the meeting has no document {name}")
    return exact.loads(found.data)
