"""The same session of a county congress without a terminal: hands are counted, elections are on paper, by two tellers.

It goes through the clerk, and what it comes to is laid beside the session by keys, line for line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from tests.clerk.room import Room
from tests.core import notation as n
from tests.sittings import congress as told
from tests.sittings.test_congress import ByKeys
from voting.clerk.announcing import Announcement
from voting.clerk.clerk import Order
from voting.clerk.polls import Closing
from voting.clerk.tellers import HeapEntry, PaperRuling, Summing, Telling, Written
from voting.core import commands as c
from voting.core import hand_commands as hc
from voting.core import nomination_commands as nc
from voting.core.commands import Paper
from voting.core.events import PollCounted
from voting.core.meeting import fold
from voting.core.refusals import Refusal
from voting.core.state import Poll, Sitting
from voting.ledger import codec
from voting.records.sitting import check, to_json

FIRST, SECOND = c.Actor("scrutineer", "scrutineer"), c.Actor("scrutineer", "scrutineer-2")
PRINTED, SEALED = 75, 10


@dataclass
class OnPaper(Room):
    """A house without terminals; the wishes of the session are the clerk's jobs."""

    def __post_init__(self) -> None:
        self.ledger.create(n.MEETING)
        self.clerk = self.started()
        self.order(told.prepared("show_of_hands", "paper"), *told.arrived())

    def do(self, *wishes: c.Command) -> None:
        for wish in wishes:
            self.done(self._job(wish))

    def refused(self, wish: c.Command) -> tuple[str, str | None]:
        return self._no(self._job(wish))

    def _no(self, job: object) -> tuple[str, str | None]:
        """The refusal of a job; nothing but a difference on record is written with it."""
        (answer,) = self.clerk.work(job)  # type: ignore[arg-type]
        assert isinstance(answer, Refusal), answer
        return answer.code, answer.article

    def _job(self, wish: c.Command) -> Order | Announcement:
        if isinstance(wish, c.AnnouncePoll):
            return Announcement(wish.by, wish.item, wish.draft, told.texts(), self.new_box)
        return Order(wish)

    def figures(self, item: str, draft: str, *papers: Paper) -> str:
        """A vote up to its figures, by hands or on paper as it was planned."""
        poll = self.done(self._job(n.announce(item, draft)))
        if self.poll(poll).draft.form == "show_of_hands":
            self._hands(poll, papers)
        else:
            self._box(poll, told.HERE)
            self._counted(poll, papers)
        return poll

    def settled(self, wish: nc.SettleName, *papers: Paper) -> None:
        """The papers were entered before; they are summed anew from what the two tellers agreed on."""
        self.done(Order(wish))
        self.done(Summing(FIRST, wish.poll))

    def _hands(self, poll: str, papers: tuple[Paper, ...]) -> None:
        """Two tellers count the hands; who counts one too few is told so and neither figure stands."""
        shown = sum(paper.copies for paper in papers)
        assert self._no(Telling(hc.EnterHands(FIRST, "", poll, shown, 0, 0)))[0] == "poll.not_closed"
        self.order(n.open_poll(poll))
        self.close(poll)
        self.done(Telling(hc.EnterHands(FIRST, "", poll, shown, 0, 0)))
        assert self._no(Telling(hc.EnterHands(SECOND, "", poll, shown - 1, 0, 0)))[0] == "count.differs"
        for by in (FIRST, SECOND):
            self.done(Telling(hc.EnterHands(by, "", poll, shown, 0, 0)))

    def _box(self, poll: str, voters: int) -> None:
        """Stock, issue, close, and the return as both report it; none of them before the one ahead of it."""
        issue = c.OpenPoll(n.CHAIR, n.AT, poll, None, voters)
        assert self.refused(issue) == ("paper.no_stock", "CQX 24")
        self.order(hc.CountStock(n.OPERATOR, "", poll, PRINTED, SEALED))
        assert self.refused(replace(issue, issued=voters + 1))[0] == "paper.issued"
        self.order(issue)
        assert self.refused(hc.CountStock(n.OPERATOR, "", poll, PRINTED, 0))[0] == "paper.stock_late"
        report = hc.ReportReturn(FIRST, "", poll, voters, 1, voters, voters)
        assert self._no(Telling(report))[0] == "poll.not_closed"
        self.done(Closing(n.close_poll(poll)))
        assert self._no(HeapEntry(FIRST, poll, 1, (self._blank(poll),)))[0] == "count.no_return"
        self.done(Telling(report))
        assert self._no(Telling(replace(report, by=SECOND, returned=voters - 1)))[0] == "count.differs"
        for by in (FIRST, SECOND):
            self.done(Telling(replace(report, by=by)))

    def _blank(self, poll: str) -> Written:
        return Written("B" * len(self.poll(poll).draft.candidates))

    def _counted(self, poll: str, papers: tuple[Paper, ...]) -> None:
        """Heaps entered twice, the papers that choose too many and one more ruled on by both, and then the sum."""
        seats = self.poll(poll).draft.seats or 0
        plain = [paper for paper in papers if paper.marks.count("Y") <= seats]
        over = sum(paper.copies for paper in papers) - sum(paper.copies for paper in plain)
        doubtful = Written(plain[-1].marks, (), 1)
        kept = [replace(paper, copies=paper.copies - (paper is plain[-1])) for paper in plain]
        for number, heap in enumerate((kept[:1], kept[1:]), start=1):
            self._heap(poll, number, tuple(map(self._written, heap)))
        assert self._no(Summing(FIRST, poll))[0] == "count.sum"
        for number in range(1, over + 1):
            self._ruled(PaperRuling(FIRST, poll, number, "void_overvote", "", (), "more chosen than seats"))
        self._ruled(PaperRuling(FIRST, poll, over + 1, "valid", doubtful.marks, (), "a blot beside the marks"))
        self.done(Summing(SECOND, poll))

    def _written(self, paper: Paper) -> Written:
        return Written(paper.marks, tuple(told.WRITTEN[name] for name in paper.write_ins), paper.copies)

    def _heap(self, poll: str, number: int, papers: tuple[Written, ...]) -> None:
        """The second teller finds one paper more in the first entry: both fall, and both enter again."""
        self.done(HeapEntry(FIRST, poll, number, papers))
        miscounted = (replace(papers[0], copies=papers[0].copies + 1), *papers[1:])
        assert self._no(HeapEntry(SECOND, poll, number, miscounted))[0] == "count.differs"
        assert number not in self.poll(poll).hands.heaps
        for by in (FIRST, SECOND):
            self.done(HeapEntry(by, poll, number, papers))

    def _ruled(self, ruling: PaperRuling) -> None:
        self.done(ruling)
        assert self._no(Summing(FIRST, ruling.poll))[0] == "count.paper_undecided"
        self.done(replace(ruling, by=SECOND))


@pytest.fixture(scope="module")
def paper() -> OnPaper:
    """The session on paper, held to its end."""
    house = OnPaper()
    told.told(house)
    return house


@pytest.fixture(scope="module")
def keys() -> ByKeys:
    """The same session by keys."""
    house = ByKeys()
    told.told(house)
    return house


def elections(state: Sitting) -> list[Poll]:
    return [poll for poll in state.polls.values() if poll.draft.kind == "election"]


def unsealed(seen: PollCounted) -> PollCounted:
    """The figures without the roots of the box, which a vote on paper has not, and without who asked for them."""
    return replace(seen, cast_root="", in_root="", out_root="", by="")


def test_the_session_on_paper_comes_to_what_it_comes_to_by_keys(paper: OnPaper, keys: ByKeys) -> None:
    """law.md C2, C4, C6: the same figures of every round, the same names in, the same end of every item."""
    for one, other in zip(elections(paper.state), elections(keys.state), strict=True):
        assert (one.draft.form, other.draft.form) == ("paper", "ballot")
        assert one.counted is not None
        assert other.counted is not None
        assert unsealed(one.counted) == unsealed(other.counted)
    ends = [[item.disposition for item in house.state.items.values()] for house in (paper, keys)]
    assert ends[0] == ends[1]
    assert paper.clerk.write_ins("p7") == told.WRITTEN


def test_the_record_has_the_same_lines_on_paper_and_by_keys(paper: OnPaper, keys: ByKeys) -> None:
    """Ranking, elected, tied and left of every election stand alike in both records; the papers stand in one alone."""
    by_hand, by_key = told.record(paper.state), told.record(keys.state)
    assert [check(to_json(one)) for one in (by_hand, by_key)] == [[], []]
    lines = [
        [(poll.id, poll.round, poll.prior, poll.election) for poll in x.polls if poll.election]
        for x in (by_hand, by_key)
    ]
    assert lines[0] == lines[1]
    assert len(lines[0]) == 5
    held = [poll for poll in by_hand.polls if poll.election is not None]
    assert {(p.papers.printed, p.papers.issued, p.papers.returned) for p in held if p.papers} == {(PRINTED, 60, 60)}
    assert [one.status for one in held[1].adjudications] == ["void_overvote", "valid"]
    assert all(poll.papers is None for poll in by_key.polls)


def test_differences_of_the_tellers_stay_on_record(paper: OnPaper) -> None:
    """Each return and each heap was once entered unlike; that is kept, and nothing of what was entered then is."""
    for poll in elections(paper.state):
        assert poll.hands.differed == {"return": 1, "heap 1": 1, "heap 2": 1}
        assert {len(entries) for entries in poll.hands.heaps.values()} == {2}


def test_the_house_takes_the_closed_session_up_again_from_its_ledger(paper: OnPaper) -> None:
    """Another process reads the ledger and knows the same; no mark and no name stands in a leaf."""
    leaves = [entry.data for entry in paper.ledger.read(n.MEETING)]
    assert fold(map(codec.decode, leaves)) == paper.state
    before = paper.state
    paper.restart()
    assert paper.state == before
    assert "周行".encode() not in b"".join(leaves)
    assert b"YNNNN" not in b"".join(leaves)
