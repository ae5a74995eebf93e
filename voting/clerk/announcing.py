"""The announcement of a poll: its question, roll, rule and keys frozen in a manifest (docs/protocol.md section 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from voting import exact
from voting.ballots import papers
from voting.ballots.encodings import b64
from voting.clerk.clerk import JOSE, JSON, Answer, Clerk, Done, PollPapers, Turn
from voting.core import commands as c
from voting.core import events as e
from voting.core import measure, parts, quorum, station
from voting.core.election import paper_rules
from voting.core.poll import announceable, electorate
from voting.core.refusals import Refusal, refuse
from voting.core.state import Item, Sitting
from voting.core.words import ALPHABET, BY_HAND, Text
from voting.ledger import filed
from voting.ledger.signing import parse_checkpoint, parse_note
from voting.projections.texts import Line, Texts

NOTE: Final = "text/plain; charset=utf-8"
WRITE_IN_BYTES: Final = 60  # twenty Chinese characters: longer than any name on a Chinese identity document


@dataclass(frozen=True)
class Joint:
    """What stations give to an announcement: their keys for this poll, and their signatures under its very manifest."""

    poll: str
    note: str  # that the manifest names: others may have been signed since
    issuers: tuple[papers.Issuer, ...]
    mix: tuple[papers.Opener, ...]
    mh: bytes = b""
    countersigned: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Announcement:
    """Freeze a question: number it, make its box key, write and sign its manifest.

    With stations it was made before, from the state as it was then; `joint` is what they gave, and the manifest made
    now must be the one that they signed.
    """

    by: c.Actor
    item: str
    draft: str
    texts: Texts
    new_box: Callable[[str], bytes]
    joint: Joint | None = None

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """The manifest is made from the very state that the announcement is decided on."""
        state = turn.state
        item = state.items.get(self.item) if state else None
        draft = item.draft(self.draft) if item else None
        if state is None or item is None or draft is None:
            return refuse("item.unknown" if item is None else "poll.draft_unknown")
        if self.by.role not in c.AnnouncePoll.may:
            return refuse("role.not_allowed")
        no = announceable(state, item, draft) or self.nameless(state, item)
        if no is not None:
            return no
        poll, sealed = next_poll(state), station.tier(state, draft) not in (None, "T0")
        try:
            made = self.papers(clerk, state, item, draft, poll)
        except papers.TooLong:
            return refuse("poll.too_long", state.rules.cited("ballot.tier0"))
        if sealed != (self.joint is not None) or (self.joint and self.joint.mh != made.manifest.mh):
            return refuse("poll.changed")
        names = self._names(state, item)
        command = c.AnnouncePoll(
            self.by, turn.at, item.entry.id, draft.id, poll, b64(made.manifest.mh), b64(sha256(names).digest())
        )
        found = clerk.decide(turn, command)
        if isinstance(found, Refusal):
            return found
        turn.papers[poll] = made
        turn.document(f"manifest/{poll}", JOSE, made.jws.encode("ascii"))
        turn.document(f"lines/{poll}", JSON, exact.dumps(made.plain_lines()))
        turn.document(filed.names(poll), JSON, names)
        note = self._note(clerk)
        if note:  # the manifest names it, so it is kept when newer ones come
            turn.document(filed.note(parse_checkpoint(parse_note(note).text).size), NOTE, note.encode("utf-8"))
        for by, jws in made.countersigned.items():
            turn.document(filed.countersigned(poll, by), JOSE, jws.encode("ascii"))
        return Done(poll)

    def _note(self, clerk: Clerk) -> str:
        return self.joint.note if self.joint else clerk.note or ""

    def papers(self, clerk: Clerk, state: Sitting, item: Item, draft: e.DraftEntry, poll: str) -> PollPapers:
        """Manifest and lines of this question as it stands; papers.TooLong where no message could hold the ballot."""
        lines, joint = self._lines(state, item, draft), self.joint
        alone = draft.secrecy == "secret" and draft.form not in BY_HAND and joint is None
        manifest = papers.build(
            meeting=clerk.meeting,
            vote=poll,
            title=self._title(state, item, draft).zh,
            lines=[line.plain() for line in lines],
            rules=_rules(state, item, draft, len(lines)),
            roster=[(v.voter, v.seat, v.kid) for v in electorate(state, item)],
            prev_checkpoint=sha256(self._note(clerk).encode("utf-8")).digest(),
            box=self.new_box(poll) if alone else None,
            issuers=joint.issuers if joint else (),
            mix=joint.mix if joint else (),
            by_hand=draft.form in BY_HAND,
        )
        countersigned = joint.countersigned if joint else {}
        return PollPapers(manifest, papers.sign(manifest, clerk.server), lines, countersigned=countersigned)

    def nameless(self, state: Sitting, item: Item) -> Refusal | None:
        """The refusal where the register has no name for one of the electorate: names are frozen with the question."""
        seats = sorted(one.seat for one in electorate(state, item) if one.voter not in self.texts.people)
        return refuse("poll.nameless", seats="、".join(seats)) if seats else None

    def _names(self, state: Sitting, item: Item) -> bytes:
        """Who the electorate are by name, in the order of the roster: nobody can be called otherwise afterwards."""
        voters = sorted((one.voter for one in electorate(state, item)), key=lambda voter: voter.encode("utf-16-be"))
        return exact.dumps([{"name": self.texts.people[voter].name, "voter": voter} for voter in voters])

    def _title(self, state: Sitting, item: Item, draft: e.DraftEntry) -> Text:
        """The question as it is put: amended, or on trial, it says so."""
        return parts.title(state, item, draft, self.texts.drafts[item.entry.id, draft.id].title)

    def _lines(self, state: Sitting, item: Item, draft: e.DraftEntry) -> tuple[Line, ...]:
        if draft.kind == "motion":
            return (Line("motion", self._title(state, item, draft)),)
        return tuple(Line(one, self.texts.candidates[one]) for one in draft.candidates)


def next_poll(state: Sitting) -> str:
    """The id of the poll that is announced next."""
    return f"p{len(state.polls) + 1}"


def _rules(state: Sitting, item: Item, draft: e.DraftEntry, lines: int) -> papers.Rules:
    """The rule of the poll as its manifest states it (docs/protocol.md section 5)."""
    present = quorum.attendance(state).present
    share = measure.threshold(state, item, draft)
    ((test, part),) = share.text().items()
    election = paper_rules(state.rules, draft) if draft.kind == "election" else None
    written = election is not None and election.write_ins
    return papers.Rules(
        kind=draft.kind,
        alphabet=ALPHABET[draft.kind],
        lines=lines,
        press=draft.press,
        base=measure.base(state, item, draft, present),
        threshold=papers.Threshold("over" if test == "over" else "at_least", part),
        present=present,
        eligible=len(electorate(state, item)),
        max_yes=1 if draft.kind == "evaluation" else draft.seats,
        writein_max=(draft.seats or 0) if written else 0,
        writein_bytes=WRITE_IN_BYTES if written else 0,
        time_limit=draft.time_limit,
        blank="for" if election is not None and election.blank_approves else "blank",
        writein_opposed=election is not None and bool(written and draft.seats) and election.requires_oppose,
    )
