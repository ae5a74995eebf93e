"""The jobs of tellers: what papers say becomes a document, its digest and sum an event; agreed heaps become figures.

Only here two entries are laid side by side, and only once both are in: a teller learns of a difference, never of
the other's entry beforehand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final

from voting import exact
from voting.ballots.encodings import b64
from voting.ballots.recount import plain_name
from voting.clerk.clerk import JSON, Answer, Clerk, Done, PollPapers, Turn
from voting.core import commands as c
from voting.core import hand_commands as hc
from voting.core import hand_entries as entries
from voting.core import hand_events as he
from voting.core.refusals import Refusal, refuse
from voting.core.state import Poll
from voting.core.words import LABELS, MARK_OF_LETTER, Role, Ruling, Text

COUNTERS: Final[frozenset[Role]] = frozenset({"scrutineer", "operator", "chair"})
LETTERS: Final = {"motion": "YNAV", "election": "YNAB"}
VOID: Final = "V"  # a paper of a motion that both tellers find plainly void
MOST_SHOWN: Final = 12  # differences that a teller can look through at once
DIFFERED: Final = (he.ReturnDiffered, he.HeapDiffered, he.HandsDiffered)
RETURN_WORDS: Final = [
    Text("发出", "Issued"), Text("作废换领", "Spoiled"), Text("收回", "Returned"), Text("投票人数", "Voters"),
]  # fmt: skip
COUNTING: Final = c.Actor("system", "count")


@dataclass(frozen=True)
class Written:
    """Papers of one kind as a teller reads them: a letter a line, the names written in, how many papers say so."""

    marks: str
    write_ins: tuple[str, ...] = ()
    copies: int = 1


def heap_bytes(papers: Iterable[Written]) -> bytes:
    """What a heap says, alike for everybody who reads it alike: equal papers together, all in one order."""
    sums: Counter[tuple[str, tuple[str, ...]]] = Counter()
    for paper in papers:
        sums[paper.marks, tuple(sorted(map(plain_name, paper.write_ins)))] += paper.copies
    rows = [{"marks": marks, "write_ins": list(names), "copies": n} for (marks, names), n in sorted(sums.items())]
    return exact.dumps({"papers": rows})


def read_heap(data: bytes) -> tuple[Written, ...]:
    """The papers of a heap from its document; ValueError when it is none."""
    match exact.loads(data):
        case {"papers": list(rows)}:
            return tuple(_row(row) for row in rows)
    raise ValueError("a heap is a list of papers")


def _row(row: exact.Json) -> Written:
    match row:
        case {"marks": str(marks), "write_ins": list(names), "copies": int(copies)}:
            return Written(str(marks), tuple(str(name) for name in names), int(copies))
    raise ValueError("a paper has marks, names and copies")


def unreadable(poll: Poll, made: PollPapers, papers: Iterable[Written]) -> Refusal | None:
    """Why these papers cannot be entered for this poll, or None."""
    lines, letters = len(made.lines), set(LETTERS.get(poll.draft.kind, ""))
    for paper in papers:
        if len(paper.marks) != lines or not letters.issuperset(paper.marks):
            return refuse("heap.mark")
        if paper.copies < 1:
            return refuse("count.number")
        if paper.write_ins and (not made.manifest.rules.writein_max or not all(map(plain_name, paper.write_ins))):
            return refuse("heap.name")
    return None


def _article(turn: Turn, poll: Poll) -> str | None:
    """The article by which papers are compared with each other."""
    return entries.compared(turn.state.rules, poll) if turn.state else None


def _of(clerk: Clerk, turn: Turn, poll: str) -> tuple[Poll, PollPapers] | Refusal:
    here, made = turn.state.polls.get(poll) if turn.state else None, clerk.papers_of(turn, poll)
    return refuse("poll.unknown") if here is None or made is None else (here, made)


def _filed(clerk: Clerk, turn: Turn, name: str) -> bytes:
    """A document, also of this very turn."""
    for document in turn.documents:
        if document.name == name:
            return document.data
    found = clerk.ledger.document(clerk.meeting, name)
    if found is None:
        raise LookupError(f"the meeting has no document {name}")
    return found.data


def _file(turn: Turn, name: str, data: bytes) -> None:
    """The same bytes under the same name are filed once, whoever of two tellers brings them."""
    if all(document.name != name for document in turn.documents):
        turn.document(name, JSON, data)


@dataclass(frozen=True)
class HeapEntry:
    """One teller enters one heap."""

    by: c.Actor
    poll: str
    heap: int
    papers: tuple[Written, ...]

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """File what the heap says and enter its digest; where another teller read it otherwise, say where."""
        found = _of(clerk, turn, self.poll)
        if isinstance(found, Refusal):
            return found
        poll, made = found
        no = unreadable(poll, made, self.papers)
        if no is not None:
            return no
        data = heap_bytes(self.papers)
        digest, total = b64(sha256(data).digest()), sum(paper.copies for paper in self.papers)
        done = clerk.decide(turn, hc.EnterHeap(self.by, turn.at, self.poll, self.heap, digest, total))
        if isinstance(done, Refusal):
            return done
        _file(turn, self._name(digest), data)
        if not isinstance(turn.events[-1], he.HeapDiffered):
            return Done()
        others = [(who, one) for who, (one, _) in poll.hands.heaps[self.heap].items() if who != self.by.text()]
        who, other = others[0]
        theirs = read_heap(_filed(clerk, turn, self._name(other)))
        sides = differences(made, (who, theirs), (self.by.text(), read_heap(data)))
        return refuse("count.differs", _article(turn, poll), sides)

    def _name(self, digest: str) -> str:
        return f"heap/{self.poll}/{self.heap}/{digest}"


Side = tuple[str, Sequence[Written]]


def differences(made: PollPapers, one: Side, other: Side) -> tuple[Text, ...]:
    """Where two entries of a heap differ: the kinds of paper of which they found another number."""
    (first, left), (second, right) = ((_account(who), _sums(papers)) for who, papers in (one, other))
    found = []
    for kind in sorted(left.keys() | right.keys()):
        if left[kind] != right[kind]:
            zh, en = _kind(made, *kind)
            counts = f"{first} {left[kind]} / {second} {right[kind]}"
            found.append(Text(f"{zh}：{counts}", f"{en}: {counts}"))
    return tuple(found[:MOST_SHOWN])


def _account(by: str) -> str:
    return by.partition(":")[2]


def _sums(papers: Sequence[Written]) -> Counter[tuple[str, tuple[str, ...]]]:
    return Counter({(paper.marks, paper.write_ins): paper.copies for paper in papers})


def _kind(made: PollPapers, marks: str, names: tuple[str, ...]) -> Text:
    """A kind of paper in words: each line with its mark, and the names written in."""
    labels = [LABELS["void"] if letter == VOID else LABELS[MARK_OF_LETTER[letter]] for letter in marks]
    if len(made.lines) == 1:
        zh, en = labels[0].zh, labels[0].en
    else:
        lines = list(zip(made.lines, labels, strict=True))
        zh = "，".join(f"{line.name.zh}{label.zh}" for line, label in lines)
        en = ", ".join(f"{line.name.en} {label.en.lower()}" for line, label in lines)
    written = "、".join(names)
    return Text(f"{zh}；另选{written}", f"{en}; written in: {written}") if names else Text(zh, en)


@dataclass(frozen=True)
class PaperRuling:
    """A teller rules on a doubtful paper."""

    by: c.Actor
    poll: str
    paper: int
    status: Ruling
    marks: str
    write_ins: tuple[str, ...]
    reason: str

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """File the marks as ruled, none where the paper is void, and enter the ruling."""
        found = _of(clerk, turn, self.poll)
        if isinstance(found, Refusal):
            return found
        papers = () if self.status.startswith("void") else (Written(self.marks, self.write_ins),)
        no = unreadable(*found, papers)
        if no is not None:
            return no
        data = heap_bytes(papers)
        digest = b64(sha256(data).digest())
        done = clerk.decide(turn, hc.RulePaper(
            self.by, turn.at, self.poll, self.paper, self.status, digest, self.reason,
        ))  # fmt: skip
        if isinstance(done, Refusal):
            return done
        _file(turn, f"paper/{self.poll}/{self.paper}/{digest}", data)
        return Done()


@dataclass(frozen=True)
class Telling:
    """A teller's figures: the return, or the hands. Hands that two counted alike are the result at once."""

    command: hc.ReportReturn | hc.EnterHands

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Enter the figures; where another teller's differ, say both."""
        before = turn.state.polls.get(self.command.poll) if turn.state else None
        found = clerk.decide(turn, replace(self.command, at=turn.at))
        if isinstance(found, Refusal) or before is None or turn.state is None:
            return found if isinstance(found, Refusal) else refuse("poll.unknown")
        if isinstance(turn.events[-1], DIFFERED):
            return refuse("count.differs", _article(turn, before), self._sides(before))
        poll = turn.state.polls[before.id]
        if poll.draft.form == "show_of_hands" and entries.shown(poll):
            return _count(clerk, turn, poll, (), 0)
        return Done()

    def _sides(self, before: Poll) -> tuple[Text, ...]:
        said = self.command
        if isinstance(said, hc.EnterHands):
            mine: tuple[int, ...] = (said.votes_for, said.against, said.abstain)
            theirs = {who: tuple(figures) for who, figures in before.hands.shown.items()}
            words = [LABELS[mark] for mark in ("for", "against", "abstain")]
        else:
            words = RETURN_WORDS
            mine = (said.issued, said.spoiled, said.returned, said.voters)
            theirs = {who: (b.issued, b.spoiled, b.returned, b.voters) for who, b in before.hands.returns.items()}
        return tuple(_side(who, figures, words) for who, figures in {**theirs, said.by.text(): mine}.items())


def _side(who: str, figures: Sequence[int], words: Sequence[Text]) -> Text:
    """What one teller said, in words."""
    zh = "，".join(f"{word.zh}{figure}" for word, figure in zip(words, figures, strict=True))
    en = ", ".join(f"{word.en.lower()} {figure}" for word, figure in zip(words, figures, strict=True))
    return Text(f"{_account(who)}：{zh}", f"{_account(who)}: {en}")


@dataclass(frozen=True)
class Summing:
    """All heaps agree and all doubtful papers are ruled on: the papers are counted by the same rules as any others."""

    by: c.Actor
    poll: str

    def run(self, clerk: Clerk, turn: Turn) -> Answer:
        """Count; a refusal says what is still missing."""
        if self.by.role not in COUNTERS:
            return refuse("role.not_allowed")
        found = _of(clerk, turn, self.poll)
        if isinstance(found, Refusal):
            return found
        poll, _ = found
        if poll.draft.form != "paper" or poll.state != "closed":
            return refuse("count.form" if poll.draft.form != "paper" else "poll.not_closed")
        no = entries.uncounted(turn.state.rules, poll) if turn.state else None
        if no is not None:
            return no
        papers = list(_papers(clerk, turn, poll))
        void = sum(one is not None and one.status.startswith("void") for one in entries.ruled(poll).values())
        void += sum(paper.copies for paper in papers if paper.marks == VOID)
        return _count(clerk, turn, poll, [paper for paper in papers if paper.marks != VOID], void)


def _papers(clerk: Clerk, turn: Turn, poll: Poll) -> Iterable[Written]:
    """Every paper that tellers agreed on, heap after heap, then the doubtful ones as ruled."""
    for heap, entered in sorted(poll.hands.heaps.items()):
        agreed = entries.agreed(entered)
        if agreed is not None:
            yield from read_heap(_filed(clerk, turn, f"heap/{poll.id}/{heap}/{agreed[0]}"))
    for paper, one in entries.ruled(poll).items():
        if one is not None:
            yield from read_heap(_filed(clerk, turn, f"paper/{poll.id}/{paper}/{one.digest}"))


def _count(clerk: Clerk, turn: Turn, poll: Poll, papers: Sequence[Written], void: int) -> Answer:
    """The same tally as for a box; the names written in get their ids, the counted papers are filed once."""
    made = clerk.papers_of(turn, poll.id)
    candidates = {plain_name(line.name.zh): line.id for line in made.lines} if made else {}
    names = sorted({name for paper in papers for name in paper.write_ins} - set(candidates))
    ids = {name: f"w{number}" for number, name in enumerate(names, start=1)}
    known = {**ids, **candidates}
    filed = heap_bytes(papers)  # equal papers of all heaps together, so that no split into heaps shows in the figures
    marked = tuple(c.Paper(one.marks, tuple(known[n] for n in one.write_ins), one.copies) for one in read_heap(filed))
    root = b64(sha256(filed).digest())
    found = clerk.decide(turn, c.CountPoll(COUNTING, turn.at, poll.id, marked, (), root, root, root, void))
    if isinstance(found, Refusal):
        return found
    turn.document(f"papers/{poll.id}", JSON, filed)
    turn.document(f"write_ins/{poll.id}", JSON, exact.dumps({number: name for name, number in ids.items()}))
    return Done()
