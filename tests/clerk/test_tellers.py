"""What tellers enter: papers as documents, digests on the ledger, differences shown once both are in, one tally."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clerk.room import MEETING, Room
from tests.core import notation as n
from voting import exact
from voting.clerk.clerk import Order
from voting.clerk.tellers import HeapEntry, PaperRuling, Summing, Telling, Written, heap_bytes, read_heap
from voting.core import commands as c
from voting.core import hand_commands as hc
from voting.core.events import PollCounted
from voting.core.refusals import Refusal
from voting.core.state import Poll
from voting.ledger.port import Unwritable

FIRST, SECOND, THIRD = (c.Actor("scrutineer", name) for name in ("scrutineer", "scrutineer-2", "scrutineer-3"))
AGENDA = (
    n.item("a1", "election", replace(n.election(), form="paper")),
    n.item("a2", "procedural", n.motion(secrecy="secret", form="paper")),
    n.item("a3", "procedural", n.motion(form="show_of_hands")),
)
# Three of the five deputies' papers, in two heaps; 张伟 is a candidate and written in all the same.
HEAP = (Written("YNA", ("孙 悟空",), 2), Written("YYN", (), 1))
REST = (Written("NYB", ("孙悟空",)), Written("YNN", ("张伟",)))


@pytest.fixture
def room() -> Room:
    """Five seats and a meeting that votes on paper."""
    return Room(agenda=AGENDA)


def boxed(room: Room, item: str = "a1", figures: tuple[int, ...] = (5, 0, 5, 5)) -> str:
    """Papers counted, handed out, cast into the box, and the return confirmed by two tellers."""
    poll = room.put(item)
    room.order(hc.CountStock(n.OPERATOR, "", poll, 8, 2), c.OpenPoll(n.CHAIR, "", poll, None, figures[0]))
    assert room.close(poll) == ""
    for by in (FIRST, SECOND):
        room.done(Telling(hc.ReportReturn(by, "", poll, *figures)))
    return poll


def enter(room: Room, poll: str, heap: int, papers: Iterable[Written]) -> None:
    """Both tellers enter the same heap, the second one in another order."""
    there = tuple(papers)
    room.done(HeapEntry(FIRST, poll, heap, there))
    room.done(HeapEntry(SECOND, poll, heap, there[::-1]))


def summed(room: Room, poll: str) -> Poll:
    room.done(Summing(FIRST, poll))
    return room.poll(poll)


def counted(poll: Poll) -> PollCounted:
    assert poll.counted is not None
    return poll.counted


def test_an_election_on_paper_from_the_announcement_to_the_figures(room):
    """A frozen question without a box, stock, issue, return, two heaps: the tally is that of any other election."""
    poll = boxed(room)
    manifest = room.manifest(poll)
    assert (manifest.mode, manifest.box, manifest.tier, manifest.rules.eligible) == ("by_hand", None, None, 5)
    assert room.clerk.papers[poll].close is None
    enter(room, poll, 1, HEAP)
    enter(room, poll, 2, REST)
    figures = counted(summed(room, poll))
    assert [(x.name, x.votes_for) for x in figures.ranking] == [("c1", 4), ("w1", 3), ("c2", 2), ("c3", 0)]
    assert (figures.elected, figures.returned, figures.valid, figures.not_voting) == (("c1", "w1"), 5, 5, 0)
    assert room.clerk.write_ins(poll) == {"w1": "孙悟空"}


def test_what_papers_say_is_in_no_leaf(room):
    """Marks and names stand in documents; the ledger has the digest of each heap and how many papers it holds."""
    poll = boxed(room)
    enter(room, poll, 1, HEAP)
    leaves = b"".join(entry.data for entry in room.ledger.read(MEETING))
    assert "孙".encode() not in leaves
    assert b"YNA" not in leaves
    assert b'"papers":3' in leaves
    filed = [name for name in room.ledger._log(MEETING).documents if name.startswith("heap/")]
    assert len(filed) == 1
    found = room.ledger.document(MEETING, filed[0])
    assert found is not None
    assert read_heap(found.data) == (Written("YNA", ("孙悟空",), 2), Written("YYN", (), 1))


def test_two_entries_that_differ_both_fall_and_say_where(room):
    """The second teller learns where they differ, both are asked again, and the fall is on record after a restart."""
    poll = boxed(room)
    room.done(HeapEntry(FIRST, poll, 1, HEAP))
    (no,) = room.clerk.work(HeapEntry(SECOND, poll, 1, (Written("YNA", ("孙悟空",), 1), Written("YYN", (), 2))))
    assert isinstance(no, Refusal)
    assert no.code == "count.differs"
    assert [detail.zh for detail in no.details] == [
        "王秀兰赞成，李 强反对，张伟弃权；另选孙悟空：scrutineer 2 / scrutineer-2 1",
        "王秀兰赞成，李 强赞成，张伟反对：scrutineer 1 / scrutineer-2 2",
    ]
    room.restart()
    assert room.poll(poll).hands.heaps == {}
    assert room.poll(poll).hands.differed == {"heap 1": 1}
    enter(room, poll, 1, HEAP)
    enter(room, poll, 2, REST)
    assert counted(summed(room, poll)).valid == 5


def test_the_same_heap_from_one_account_counts_nothing(room):
    """Two entries need two accounts; one account replaces its own entry."""
    poll = boxed(room)
    room.done(HeapEntry(FIRST, poll, 1, HEAP))
    room.done(HeapEntry(FIRST, poll, 1, REST))
    (no,) = room.clerk.work(Summing(FIRST, poll))
    assert isinstance(no, Refusal)
    assert no.code == "count.heap_alone"


@pytest.mark.parametrize(
    ("item", "papers", "code"),
    [
        ("a1", Written("YN"), "heap.mark"),
        ("a1", Written("YNV"), "heap.mark"),
        ("a1", Written("YNx"), "heap.mark"),
        ("a1", Written("YNN", (), 0), "count.number"),
        ("a1", Written("YNN", ("\u200b",)), "heap.name"),
        ("a2", Written("B"), "heap.mark"),
        ("a2", Written("Y", ("孙悟空",)), "heap.name"),
    ],
)
def test_a_paper_that_cannot_be_is_refused(room, item, papers, code):
    """An unknown mark, a line too few, a name that nobody can read: never taken as something near it."""
    poll = boxed(room, item)
    size = room.clerk.size
    (no,) = room.clerk.work(HeapEntry(FIRST, poll, 1, (papers,)))
    assert isinstance(no, Refusal)
    assert no.code == code
    assert room.clerk.size == size


def test_doubtful_papers_are_ruled_on_by_two(room):
    """law.md C6: a part that nobody can read falls, the rest counts; an illegible paper is void and returned."""
    poll = boxed(room)
    enter(room, poll, 1, HEAP)
    torn = PaperRuling(FIRST, poll, 1, "part_valid", "YNA", (), "the third line is torn")
    room.done(torn)
    room.done(replace(torn, by=SECOND, reason="so it is"))
    blot = PaperRuling(FIRST, poll, 2, "void_illegible", "", (), "ink all over")
    room.done(blot)
    room.done(replace(blot, by=SECOND, status="valid", marks="YYN"))
    (no,) = room.clerk.work(Summing(SECOND, poll))
    assert isinstance(no, Refusal)
    assert no.code == "count.paper_undecided"
    room.done(replace(blot, by=THIRD))
    figures = counted(summed(room, poll))
    assert (figures.valid, figures.invalid, figures.returned) == (4, 1, 5)


def test_a_motion_on_paper_with_void_papers(room):
    """Plainly void papers of a motion are a mark of their own on which both tellers agree."""
    poll = boxed(room, "a2", (4, 1, 4, 4))
    enter(room, poll, 1, (Written("Y", (), 2), Written("N"), Written("V")))
    figures = counted(summed(room, poll))
    sums = (figures.votes_for, figures.against, figures.abstain, figures.void, figures.not_voting)
    assert sums == (2, 1, 0, 1, 1)


def test_returns_that_differ_say_both(room):
    """The second teller's report is laid beside the first one's and neither stands."""
    poll = room.put("a1")
    room.order(hc.CountStock(n.OPERATOR, "", poll, 8, 2), c.OpenPoll(n.CHAIR, "", poll, None, 5))
    room.close(poll)
    room.done(Telling(hc.ReportReturn(FIRST, "", poll, 5, 0, 5, 5)))
    (no,) = room.clerk.work(Telling(hc.ReportReturn(SECOND, "", poll, 5, 0, 4, 5)))
    assert isinstance(no, Refusal)
    assert [detail.en for detail in no.details] == [
        "scrutineer: issued 5, spoiled 0, returned 5, voters 5",
        "scrutineer-2: issued 5, spoiled 0, returned 4, voters 5",
    ]
    assert room.poll(poll).hands.returns == {}


def test_hands_that_two_counted_alike_are_the_result(room):
    """Nobody has to ask for the figures; the vote may be declared at once."""
    poll = room.put("a3")
    room.order(c.OpenPoll(n.CHAIR, "", poll))
    room.close(poll)
    room.done(Telling(hc.EnterHands(FIRST, "", poll, 3, 1, 1)))
    assert room.poll(poll).state == "closed"
    (no,) = room.clerk.work(Telling(hc.EnterHands(SECOND, "", poll, 3, 2, 0)))
    assert isinstance(no, Refusal)
    for by in (SECOND, FIRST):
        room.done(Telling(hc.EnterHands(by, "", poll, 3, 1, 1)))
    assert counted(room.poll(poll)).outcome == "adopted"
    room.order(c.Declare(n.CHAIR, "", poll))


def test_who_may_ask_for_the_figures(room):
    """Tellers, operator and chair; and only of a closed vote on paper."""
    poll = boxed(room)
    for job, code in (
        (Summing(n.SECRETARY, poll), "role.not_allowed"),
        (Summing(FIRST, "p9"), "poll.unknown"),
        (Summing(FIRST, poll), "count.sum"),
        (HeapEntry(n.OPERATOR, poll, 1, HEAP), "role.not_allowed"),
        (HeapEntry(FIRST, "p9", 1, HEAP), "poll.unknown"),
        (PaperRuling(n.CHAIR, poll, 1, "valid", "YYN", (), "clear"), "role.not_allowed"),
    ):
        (no,) = room.clerk.work(job)
        assert isinstance(no, Refusal)
        assert no.code == code


def test_a_disk_that_is_full_keeps_nothing_of_an_entry(room):
    """A second entry that differs and is not durable fells nothing."""
    poll = boxed(room)
    room.done(HeapEntry(FIRST, poll, 1, HEAP))
    room.ledger.error = Unwritable("full")
    (no,) = room.clerk.work(HeapEntry(SECOND, poll, 1, REST))
    assert isinstance(no, Refusal)
    room.ledger.error = None
    assert list(room.poll(poll).hands.heaps[1]) == [FIRST.text()]


PAPERS = st.lists(
    st.builds(
        Written, st.text("YNAB", min_size=3, max_size=3),
        st.lists(st.sampled_from(["孙悟空", "张 伟", "Ann Lee"]), max_size=2).map(tuple),
    ),
    min_size=5, max_size=5,
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(papers=PAPERS, cuts=st.lists(st.integers(1, 3), min_size=5, max_size=5))
def test_any_split_into_heaps_gives_the_same_count(papers, cuts):
    """Five papers in one heap, or spread over up to three: the same figures, the same names, the same digest."""
    found = []
    for places in ([1] * 5, cuts):
        room = Room(agenda=AGENDA)
        poll = boxed(room)
        for heap in sorted(set(places)):
            enter(room, poll, heap, [paper for paper, place in zip(papers, places, strict=True) if place == heap])
        found.append((counted(summed(room, poll)), room.clerk.write_ins(poll)))
    assert found[0] == found[1]


def test_a_document_that_is_no_heap_is_an_error():
    """What was not written by `heap_bytes` is never read as papers."""
    assert read_heap(heap_bytes(HEAP))[0].copies == 2
    for said in ({"papers": [{"marks": "Y"}]}, {"heaps": []}, []):
        with pytest.raises(ValueError, match="a "):
            read_heap(exact.dumps(said))


def test_orders_of_the_stock_go_the_common_way(room):
    """The stock is a plain command; a seat may not give it."""
    poll = room.put("a1")
    (no,) = room.clerk.work(Order(hc.CountStock(n.SEAT, "", poll, 8, 2)))
    assert isinstance(no, Refusal)
    assert no.code == "role.not_allowed"
