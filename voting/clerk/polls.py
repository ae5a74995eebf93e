"""The jobs of a poll: announced with its manifest, papers drawn, votes taken, closed, its box opened and counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from voting import exact
from voting.ballots import intake, messages, papers, receipts
from voting.ballots.encodings import Malformed, b64, unb64
from voting.ballots.opening import Envelope as Entering
from voting.ballots.opening import Opened, open_box
from voting.ballots.p256 import Private
from voting.clerk.clerk import JOSE, JSON, Answer, Clerk, Done, PollPapers, Turn
from voting.core import commands as c
from voting.core import events as e
from voting.core import measure, parts, quorum
from voting.core.election import paper_rules
from voting.core.poll import announceable, electorate
from voting.core.refusals import Refusal, refuse
from voting.core.state import Item, Poll, Sitting
from voting.core.words import ALPHABET, BY_HAND, Text
from voting.ledger.port import BoxedBallot, Entry, Envelope
from voting.projections.texts import Line, Texts

WRITE_IN_BYTES = 60  # twenty Chinese characters: longer than any name on a Chinese identity document
# Each is a row for ever. A paper is drawn once by each terminal that a member uses, a vote changed a few times: beyond
# these a terminal is broken or hostile, and must not fill the disk of all.
MOST_DRAWS = 20
MOST_CASTS = 50


@dataclass(frozen=True)
class Announcement:
    """Freeze a question: number it, make its box key, write and sign its manifest."""

    by: c.Actor
    item: str
    draft: str
    texts: Texts
    new_box: Callable[[str], bytes]

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """The manifest is made from the very state that the announcement is decided on."""
        state = turn.state
        item = state.items.get(self.item) if state else None
        draft = item.draft(self.draft) if item else None
        if state is None or item is None or draft is None:
            return refuse("item.unknown" if item is None else "poll.draft_unknown")
        if self.by.role not in c.AnnouncePoll.may:
            return refuse("role.not_allowed")
        no = announceable(state, item, draft)
        if no is not None:
            return no
        poll = f"p{len(state.polls) + 1}"
        try:
            made = self._papers(clerk, state, item, draft, poll)
        except papers.TooLong:
            return refuse("poll.too_long")
        command = c.AnnouncePoll(self.by, turn.at, item.entry.id, draft.id, poll, b64(made.manifest.mh))
        found = clerk.decide(turn, command)
        if isinstance(found, Refusal):
            return found
        turn.papers[poll] = made
        turn.document(f"manifest/{poll}", JOSE, made.jws.encode("ascii"))
        turn.document(f"lines/{poll}", JSON, exact.dumps(made.plain_lines()))
        return Done(poll)

    def _papers(self, clerk: Clerk, state: Sitting, item: Item, draft: e.DraftEntry, poll: str) -> PollPapers:
        lines = self._lines(state, item, draft)
        note = clerk.note or ""
        manifest = papers.build(
            meeting=clerk.meeting,
            vote=poll,
            title=self._title(state, item, draft).zh,
            lines=[line.plain() for line in lines],
            rules=_rules(state, item, draft, len(lines)),
            roster=[(v.voter, v.seat, v.kid) for v in electorate(state, item)],
            prev_checkpoint=sha256(note.encode("utf-8")).digest(),
            box=self.new_box(poll) if draft.secrecy == "secret" and draft.form not in BY_HAND else None,
            by_hand=draft.form in BY_HAND,
        )
        return PollPapers(manifest, papers.sign(manifest, clerk.server), lines)

    def _title(self, state: Sitting, item: Item, draft: e.DraftEntry) -> Text:
        """The question as it is put: amended, or on trial, it says so."""
        return parts.title(state, item, draft, self.texts.drafts[item.entry.id, draft.id].title)

    def _lines(self, state: Sitting, item: Item, draft: e.DraftEntry) -> tuple[Line, ...]:
        if draft.kind == "motion":
            return (Line("motion", self._title(state, item, draft)),)
        return tuple(Line(one, self.texts.candidates[one]) for one in draft.candidates)


def _rules(state: Sitting, item: Item, draft: e.DraftEntry, lines: int) -> papers.Rules:
    """The rule of the poll as its manifest states it (docs/protocol.md section 5)."""
    present = quorum.attendance(state).present
    share = measure.threshold(state, item, draft)
    ((test, part),) = share.text().items()
    written = draft.kind == "election" and paper_rules(state.rules, draft).write_ins
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
    )


@dataclass(frozen=True)
class Drawing:
    """A terminal draws its paper."""

    issue: intake.Issue

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Answer with `issued`: what the next vote must carry, and the leaf."""
        issue = self.issue
        known = clerk.answer_to(turn, issue.vote, issue.message.digest)
        if known is not None:
            return known
        if _drawn_often(clerk, turn, issue):
            return refuse("server.busy")
        jws = b64(issue.message.digest)
        seat = c.Actor("seat", issue.seat)
        found = clerk.decide(
            turn, c.DrawPaper(seat, turn.at, issue.vote, b64(issue.mh), issue.seat, issue.message.kid, jws)
        )
        if isinstance(found, Refusal) or turn.state is None:
            return found if isinstance(found, Refusal) else refuse("sitting.unprepared")
        (entry,) = found
        poll = turn.state.polls[issue.vote]
        voter = poll.seats[issue.seat]
        seq, prev = next_of(poll, voter)
        answer = receipts.issued(
            clerk.server, vote=issue.vote, mh=issue.mh, seat=issue.seat, seq=seq, prev=prev,
            leaf_index=entry.position, leaf=entry.leaf_hash,
        )  # fmt: skip
        turn.draws[issue.vote, voter] += 1
        return _keep(turn, issue, voter, "issue", seq, answer, entry)


def _drawn_often(clerk: Clerk, turn: Turn, issue: intake.Issue) -> bool:
    """Whether this voter has had as many papers of this poll as anybody could need."""
    poll = turn.state.polls.get(issue.vote) if turn.state else None
    place = (issue.vote, poll.seats.get(issue.seat, "") if poll else "")
    return clerk.draws[place] + turn.draws[place] >= MOST_DRAWS


@dataclass(frozen=True)
class Voting:
    """A terminal casts: sealed, or by name."""

    vote: intake.Cast | intake.Named

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Answer with the receipt; the same bytes again get the same receipt."""
        vote = self.vote
        known = clerk.answer_to(turn, vote.vote, vote.message.digest)
        if known is not None:
            return known
        made = clerk.papers_of(turn, vote.vote)
        if made is None:
            return refuse("poll.unknown")
        try:
            intake.against(made.manifest, vote)
        except Malformed as error:
            return refuse(error.code)
        if _cast_often(turn, vote):
            return refuse("server.busy")
        named = isinstance(vote, intake.Named)
        found = clerk.decide(turn, c.CastVote(
            c.Actor("seat", vote.seat), turn.at, vote.vote, b64(vote.mh), vote.seat, vote.message.kid, vote.seq,
            None if vote.prev is None else b64(vote.prev), b64(vote.message.digest), named,
            vote.voter if isinstance(vote, intake.Named) else None,
        ))  # fmt: skip
        if isinstance(found, Refusal) or turn.state is None:
            return found if isinstance(found, Refusal) else refuse("sitting.unprepared")
        (entry,) = found
        answer = receipts.receipt(
            clerk.server, mh=vote.mh, seat=vote.seat, seq=vote.seq, leaf_index=entry.position, leaf=entry.leaf_hash
        )
        voter = turn.state.polls[vote.vote].seats[vote.seat]
        return _keep(turn, vote, voter, "named" if named else "cast", vote.seq, answer, entry)


def _cast_often(turn: Turn, vote: intake.Cast | intake.Named) -> bool:
    poll = turn.state.polls.get(vote.vote) if turn.state else None
    last = poll.cast.get(poll.seats.get(vote.seat, "")) if poll else None
    return last is not None and last.seq >= MOST_CASTS


def _keep(
    turn: Turn, request: intake.Issue | intake.Cast | intake.Named, voter: str, kind: str, seq: int, answer: str,
    entry: Entry,
) -> Answer:  # fmt: skip
    """The envelope commits with its leaf and its answer (ballots.md 2.4, amendment 8)."""
    message = request.message
    turn.envelopes.append(Envelope(
        request.vote, voter, request.seat, "issue" if kind == "issue" else "cast" if kind == "cast" else "named",
        seq, message.digest, message.raw, answer, entry.position,
    ))  # fmt: skip
    turn.answered[message.digest] = answer
    turn.verified.add(message.digest)
    return Done(answer)


def next_of(poll: Poll, voter: str) -> tuple[int, bytes | None]:
    """The number of this voter's next vote, and the hash of the one it replaces."""
    last = poll.cast.get(voter)
    return (1, None) if last is None else (last.seq + 1, unb64(last.jws))


@dataclass(frozen=True)
class Closing:
    """Close a poll at its place in the queue; what comes behind is late."""

    command: c.ClosePoll

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record the close and sign what the box holds."""
        found = clerk.decide(turn, replace(self.command, at=turn.at))
        if isinstance(found, Refusal) or turn.state is None:
            return found if isinstance(found, Refusal) else refuse("sitting.unprepared")
        poll = turn.state.polls[self.command.poll]
        if poll.by_hand:
            return Done()  # no terminal has a paper that a statement could be held against
        made = clerk.papers_of(turn, poll.id)
        if made is None:
            raise LookupError(f"poll {poll.id} has no papers")
        statement = receipts.close(
            clerk.server, mh=made.manifest.mh, issued_count=len(poll.drawn), entering=entering(poll)
        )
        turn.papers[poll.id] = replace(made, close=statement)
        turn.document(f"close/{poll.id}", JOSE, statement.encode("ascii"))
        return Done(statement)


def entering(poll: Poll) -> list[bytes]:
    """The hashes of the envelopes that enter the opening: the last of each voter."""
    return [unb64(last.jws) for last in poll.cast.values()]


@dataclass(frozen=True)
class BoxFigures:
    """What a closed box gave: papers without voters, and the voters whose envelopes are void."""

    papers: tuple[c.Paper, ...]
    ballots: tuple[bytes, ...]
    write_ins: dict[str, str]
    void_voters: tuple[str, ...]
    cast_root: bytes
    in_root: bytes
    out_root: bytes


def open_poll_box(clerk: Clerk, poll: Poll, box: Callable[[str], Private]) -> BoxFigures:
    """Open a closed poll's box. Long and without side effects: may run beside the queue; reads the ledger."""
    made = clerk.papers[poll.id]
    if poll.draft.secrecy == "named":
        return _named(clerk, poll)
    opened = open_box(made.manifest, box(poll.id), _entering(clerk, poll))
    written, marked = _write_ins(opened, made.lines)
    void = tuple(voter for voter, _ in opened.void)
    return BoxFigures(marked, opened.ballots, written, void, opened.in_root, opened.in_root, opened.out_root)


def _last(clerk: Clerk, poll: Poll, kind: str) -> dict[str, Envelope]:
    """The entering envelope of each voter, as it was stored, under the digest that its leaf in the log has."""
    stored = clerk.ledger.envelopes(clerk.meeting, poll.id, "named" if kind == "named" else "cast")
    return {one.voter: one for one in stored if b64(one.digest) == poll.cast[one.voter].jws}


def _read(clerk: Clerk, one: Envelope) -> messages.Message:
    """The message in an entering envelope; Malformed when the store holds other bytes than its leaf was made of.

    What this process verified before it wrote the leaf needs no second look at the signature. Of what it found at its
    start it knows no more than the store says, and somebody may have changed envelope and leaf together.
    """
    if one.digest in clerk.verified:
        return messages.verified_before(one.jws, one.digest)
    claim = messages.parse(one.jws)
    message = messages.verify(claim, clerk.keys[claim.kid])
    return messages.verified_before(message.raw, one.digest)


def _entering(clerk: Clerk, poll: Poll) -> list[Entering]:
    stored = _last(clerk, poll, "cast")
    return [(voter, one.seat, intake.read(_read(clerk, one), intake.Cast)) for voter, one in stored.items()]


def named_marks(clerk: Clerk, poll: Poll) -> dict[str, str]:
    """Voter → marks of a named poll, from the signed votes as stored."""
    stored = _last(clerk, poll, "named")
    return {voter: intake.read(_read(clerk, one), intake.Named).choice for voter, one in stored.items()}


def _named(clerk: Clerk, poll: Poll) -> BoxFigures:
    marks = named_marks(clerk, poll)
    root = receipts.cast_root(entering(poll))
    counted = tuple(c.Paper(mark) for mark in sorted(marks.values()))
    return BoxFigures(counted, (), {}, (), root, root, root)


def _write_ins(opened: Opened, lines: tuple[Line, ...]) -> tuple[dict[str, str], tuple[c.Paper, ...]]:
    """Ids for the names written in (w1, w2 … in order of the names), and the papers with ids for names."""
    candidates = {plain_name(line.name.zh): line.id for line in lines}
    papers = [(paper.marks, [name for name in map(plain_name, paper.write_ins) if name]) for paper in opened.papers]
    names = sorted({name for _, written in papers for name in written} - set(candidates))
    ids = {name: f"w{number}" for number, name in enumerate(names, start=1)}
    known = {**ids, **candidates}
    marked = tuple(c.Paper(marks, tuple(known[name] for name in written)) for marks, written in papers)
    return {number: name for name, number in ids.items()}, marked


def plain_name(name: str) -> str:
    """A written name as it is compared: NFC, without blanks around and, between Chinese characters, within.

    Empty where nothing legible is written (law.md C6: an illegible name is a void part, the rest of the paper counts).
    """
    normal = unicodedata.normalize("NFC", name)
    if any(unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn") for character in normal):
        return ""
    tight = "".join(normal.split())
    return tight if not tight.isascii() else " ".join(normal.split())


@dataclass(frozen=True)
class Counting:
    """The figures of an opened box become events; plain ballots are written once, sorted."""

    poll: str
    box: BoxFigures

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Record the count with its roots, the sorted ballots and the names written in."""
        box, poll = self.box, turn.state.polls.get(self.poll) if turn.state else None
        first = poll is None or not (poll.merged or poll.identified)  # counted anew once a written name was settled
        found = clerk.decide(turn, c.CountPoll(
            c.Actor("system", "count"), turn.at, self.poll, box.papers, box.void_voters, b64(box.cast_root),
            b64(box.in_root), b64(box.out_root),
        ))  # fmt: skip
        if isinstance(found, Refusal):
            return found
        if first:
            turn.ballots += [BoxedBallot(self.poll, place, data) for place, data in enumerate(box.ballots)]
        turn.document(f"write_ins/{self.poll}", JSON, exact.dumps(box.write_ins))
        return Done()
