"""The jobs of a poll: announced with its manifest, papers drawn, votes taken, closed, its box opened and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from voting import exact
from voting.ballots import intake, messages, receipts, recount
from voting.ballots.encodings import Malformed, b64, unb64
from voting.ballots.opening import Envelope as Entering
from voting.ballots.opening import Paper, open_box
from voting.ballots.p256 import Private
from voting.ballots.recount import plain_name
from voting.clerk.clerk import JOSE, JSON, Answer, Clerk, Done, PollPapers, Turn
from voting.core import commands as c
from voting.core.refusals import Refusal, refuse
from voting.core.state import Poll
from voting.ledger import filed
from voting.ledger.port import BoxedBallot, Document, Entry, Envelope

# Each is a row for ever. A paper is drawn once by each terminal that a member uses, a vote changed a few times: beyond
# these a terminal is broken or hostile, and must not fill the disk of all.
MOST_DRAWS = 20
MOST_CASTS = 50


@dataclass(frozen=True)
class Drawing:
    """A terminal draws its paper."""

    issue: intake.Issue
    signed: Mapping[str, str] = field(default_factory=dict)  # issuer -> its blind signatures, T1 and T2

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
            leaf_index=entry.position, leaf=entry.leaf_hash, bs=self.signed,
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
    tally: str  # the count as one text, docs/protocol.md section 9
    filed: tuple[Document, ...] = ()  # statements of those who opened it, and what left their levels
    void_reasons: tuple[str, ...] = ()  # of `void_voters`, in their order
    mixes: tuple[str, ...] = ()  # those statements, for who counts by himself

    @property
    def ballots_counted(self) -> int:
        """How many ballots, or votes by name, stand in the sums."""
        return len(self.papers)


def open_poll_box(clerk: Clerk, poll: Poll, box: Callable[[str], Private]) -> BoxFigures:
    """Open a closed poll's box. Long and without side effects: may run beside the queue; reads the ledger."""
    made = clerk.papers[poll.id]
    if poll.draft.secrecy == "named":
        return _named(clerk, poll)
    opened = open_box(made.manifest, box(poll.id), _entering(clerk, poll))
    ids, marked = written(opened.papers, made)
    void = tuple(voter for voter, _ in opened.void)
    about = recount.Box(len(poll.drawn), len(poll.cast), opened.in_root, opened.out_root, poll.spoiled, opened.void,
                        {ids[name]: ids.get(to, to) for name, to in poll.merged.items()})  # fmt: skip
    text = recount.text(made.manifest, made.plain_lines(), about, opened.papers)
    return BoxFigures(
        marked, opened.ballots, ids, void, opened.in_root, opened.in_root, opened.out_root, text,
        void_reasons=tuple(why for _, why in opened.void),
    )  # fmt: skip


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
    made, marks = clerk.papers[poll.id], named_marks(clerk, poll)
    root = receipts.cast_root(entering(poll))
    counted = tuple(c.Paper(mark) for mark in sorted(marks.values()))
    about = recount.Box(len(poll.drawn), len(poll.cast), root, root, poll.spoiled)
    text = recount.of_named(made.manifest, made.plain_lines(), about, marks.values())
    return BoxFigures(counted, (), {}, (), root, root, root, text)


def written(papers: Iterable[Paper], made: PollPapers) -> tuple[dict[str, str], tuple[c.Paper, ...]]:
    """Ids for the names written in (w1, w2 … in order of the names), and the papers with ids for names."""
    given = list(papers)
    names = recount.written_names(made.plain_lines(), given)
    ids = {name: f"w{number}" for number, name in enumerate(names, start=1)}
    known = {**ids, **{plain_name(line.name.zh): line.id for line in made.lines}}
    legible = [(paper.marks, [name for name in map(plain_name, paper.write_ins) if name]) for paper in given]
    marked = tuple(c.Paper(marks, tuple(known[name] for name in kept)) for marks, kept in legible)
    return {number: name for name, number in ids.items()}, marked


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
            b64(box.in_root), b64(box.out_root), void_reasons=box.void_reasons,
        ))  # fmt: skip
        if isinstance(found, Refusal):
            return found
        if first:
            turn.ballots += [BoxedBallot(self.poll, place, data) for place, data in enumerate(box.ballots)]
            turn.documents += box.filed
        turn.document(f"write_ins/{self.poll}", JSON, exact.dumps(box.write_ins))
        self._file_tally(clerk, turn)
        return Done()

    def _file_tally(self, clerk: Clerk, turn: Turn) -> None:
        """The count as a text with the server's signature; a count made anew has the next number."""
        made, box = clerk.papers[self.poll], self.box
        number = filed.counted(clerk.ledger, clerk.meeting, self.poll) + 1
        signed = receipts.tally(
            clerk.server, vote=self.poll, mh=made.manifest.mh, by=filed.SERVER, text=box.tally, out_root=box.out_root,
            ballots=box.ballots_counted,
        )  # fmt: skip
        turn.document(filed.tally(self.poll, number), JSON, box.tally.encode("utf-8"))
        turn.document(filed.tally_signed(self.poll, box.tally, filed.SERVER), JOSE, signed.encode("ascii"))
        turn.papers[self.poll] = replace(made, tally=(signed,))
