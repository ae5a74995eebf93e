"""The clerk's turn: in order, durable or nothing, the same bytes the same answer, and a bug harms nobody."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from tests.clerk.room import MEETING, Crash, Room
from tests.core import notation as n
from tests.ledger.inclusion import included
from voting.ballots import messages
from voting.clerk.clerk import Checkpointing, Done, Order, read_lines
from voting.clerk.polls import MOST_CASTS, MOST_DRAWS, Closing, Drawing
from voting.core import commands as c
from voting.core.refusals import Refusal
from voting.core.words import Text
from voting.ledger.port import NoSuchMeeting, PositionTaken, Unwritable
from voting.ledger.signing import open_checkpoint
from voting.projections.texts import Line


@pytest.fixture
def room() -> Room:
    return Room()


def entries(room: Room) -> list[str]:
    return [entry.kind for entry in room.ledger.read(MEETING)]


def kept(room: Room) -> tuple:
    """What must not change when nothing was done."""
    note = room.ledger.checkpoint(MEETING)
    return room.dump(), note, room.state, room.clerk.size, room.clerk.tree.size, room.clerk.tree.root()


def assert_sound(room: Room) -> None:
    """Tree, size, ledger and a clerk started anew agree; the newest checkpoint is of this very log."""
    clerk, again = room.clerk, room.started()
    assert clerk.size == clerk.tree.size == room.ledger.size(MEETING) == again.size
    assert clerk.tree.root() == again.tree.root()
    assert clerk.state == again.state
    note = open_checkpoint(str(room.ledger.checkpoint(MEETING)), room.log.verifier)
    assert note.root == again.tree.root(note.size)


def test_jobs_of_a_turn_are_decided_one_after_the_other(room):
    """The second job sees what the first has done, and a refusal between them takes nothing away."""
    jobs = [Order(c.IntroduceItem(n.OPERATOR, "", item)) for item in ("a1", "a1", "a2")]
    first, second, third = room.clerk.work(*jobs)
    assert (first, third) == (Done(), Done())
    assert isinstance(second, Refusal)
    assert second.code == "item.stage"
    assert entries(room)[-2:] == ["item.introduced.v1"] * 2
    assert_sound(room)


def test_nothing_is_answered_or_known_before_it_is_stored(room):
    """Between begin and finish the state, the ledger and its checkpoint are as they were."""
    before = room.state, room.ledger.size(MEETING), room.ledger.checkpoint(MEETING)
    turn = room.clerk.begin([Order(c.IntroduceItem(n.OPERATOR, "", "a1"))])
    assert (room.state, room.ledger.size(MEETING), room.ledger.checkpoint(MEETING)) == before
    room.clerk.store(turn)
    assert room.state == before[0]
    assert room.clerk.finish(turn) == [Done()]
    assert room.state.items["a1"].stage == "introduced"
    assert_sound(room)


def test_the_time_of_an_event_is_the_time_of_its_turn(room):
    """Whatever time a command brings, the clerk's own clock is what is recorded."""
    room.order(c.IntroduceItem(n.OPERATOR, "1999-01-01T00:00:00Z", "a1"))
    (entry,) = list(room.ledger.read(MEETING))[-1:]
    assert n.AT.encode() in entry.data
    assert b"1999" not in entry.data


def test_a_turn_of_refusals_writes_nothing(room):
    """Not even a checkpoint."""
    before = kept(room)
    (no,) = room.clerk.work(Order(c.IntroduceItem(n.OPERATOR, "", "a9")))
    assert isinstance(no, Refusal)
    assert kept(room) == before


def test_papers_and_votes_make_no_checkpoint_and_everything_else_does(room):
    """A checkpoint's time would tell when somebody voted; officers' acts are covered at once."""
    poll = room.put("a2")
    covered = open_checkpoint(str(room.ledger.checkpoint(MEETING)), room.log.verifier)
    assert covered.size == room.ledger.size(MEETING)
    room.done(room.drawing(1, poll))
    after = open_checkpoint(str(room.ledger.checkpoint(MEETING)), room.log.verifier)
    assert (after, room.ledger.size(MEETING)) == (covered, covered.size + 1)
    room.done(Checkpointing())
    newest = open_checkpoint(str(room.ledger.checkpoint(MEETING)), room.log.verifier)
    assert newest.size == room.ledger.size(MEETING)
    assert_sound(room)


@pytest.mark.parametrize("item", ["a1", "a2"])
def test_a_receipts_leaf_is_in_the_tree(room, item):
    """Its index and hash lead, by a proof, to the root of a checkpoint that the log has signed."""
    poll = room.put_open(item)
    receipt = messages.read(room.done(room.voting(2, poll=poll)), room.server.public, "receipt").payload
    assert room.clerk.inclusion(int(receipt["leaf_index"])) is None
    room.done(Checkpointing())
    proof = room.clerk.inclusion(int(receipt["leaf_index"]))
    assert proof is not None
    note = open_checkpoint(str(proof["checkpoint"]), room.log.verifier)
    path = [messages.unb64(node) for node in proof["path"]]
    leaf = messages.unb64(receipt["leaf_hash"])
    assert included(leaf, proof["leaf_index"], proof["tree_size"], path, note.root)
    assert note.size == proof["tree_size"]
    assert list(room.ledger.read(MEETING))[int(receipt["leaf_index"])].leaf_hash == leaf
    assert room.clerk.inclusion(-1) is room.clerk.inclusion(room.clerk.size) is None


def test_the_paper_says_what_the_next_vote_must_carry(room):
    """`issued` tells seq and prev, anew after a vote was cast, so that a reloaded terminal goes on."""
    poll = room.put_open("a2")
    vote = room.voting(1, poll=poll)
    room.done(vote)
    issued = messages.read(room.done(room.drawing(1, poll)), room.server.public, "issued").payload
    assert (issued["seq"], issued["prev"]) == (2, messages.b64(vote.vote.message.digest))
    first = messages.read(room.done(room.drawing(2, poll)), room.server.public, "issued").payload
    assert (first["seq"], first["prev"], first["seat"]) == (1, None, "A002")


MOMENTS = ["in the same turn", "later", "after a restart", "after the close", "after the declaration", "after both"]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("item", ["a1", "a2", "a3"])
def test_the_same_bytes_get_the_same_answer_and_write_nothing(room, item, moment):
    """A retry is answered as the first time, whenever it comes, and the ledger is byte for byte as before."""
    poll = room.put_open(item)
    draw, vote = room.drawing(1, poll), room.voting(1, poll=poll)
    if moment == "in the same turn":
        size = room.ledger.size(MEETING)
        answers = room.clerk.work(draw, vote, draw, vote)
        assert answers[:2] == answers[2:]
        assert room.ledger.size(MEETING) == size + 2
        return
    answers = room.clerk.work(draw, vote)
    if moment in ("after the close", "after the declaration", "after both"):
        room.close(poll)
    if moment in ("after the declaration", "after both"):
        room.count(poll)
        room.order(c.Declare(n.CHAIR, "", poll))
    if moment in ("after a restart", "after both"):
        room.restart()
    before = kept(room)
    assert room.clerk.work(draw, vote) == answers
    assert kept(room) == before


def test_other_bytes_are_no_retry(room):
    """A second vote with the same number is refused, whatever is in it."""
    poll = room.put_open("a2")
    room.done(room.voting(1, poll=poll))
    (no,) = room.clerk.work(room.voting(1, "N", poll=poll, seq=1, prev=None))
    assert isinstance(no, Refusal)
    assert no.code == "ballot.sequence"


def test_an_unwritable_ledger_changes_nothing_and_acknowledges_nothing(room):
    """Every job that would have been recorded is refused with the reason; tree and state are as before; later it works."""
    poll = room.put_open("a2")
    jobs = [room.voting(1, poll=poll), room.voting(2, poll="p1")]
    before = kept(room)
    room.ledger.error = Unwritable("full")
    unknown, first, second = room.clerk.work(Order(c.IntroduceItem(n.OPERATOR, "", "a9")), *jobs)
    assert isinstance(first, Refusal)
    assert isinstance(unknown, Refusal)
    assert first == second
    assert (first.code, first.details) == (
        "store.unwritable",
        (Text("磁盘已满，未能写入。", "The disk is full; nothing was written."),),
    )
    assert unknown.code == "item.unknown"
    assert kept(room) == before
    room.ledger.error = None
    assert all(isinstance(answer, Done) for answer in room.clerk.work(*jobs))
    assert len(room.poll(poll).cast) == 2
    assert_sound(room)


def test_a_vote_behind_a_close_that_was_not_stored_is_not_told_that_the_poll_is_closed(room):
    """What was decided on a turn that did not come to be is no judgement; the same vote is taken afterwards."""
    poll = room.put_open("a2")
    vote = room.voting(1, poll=poll)
    room.ledger.error = Unwritable("full")
    answers = room.clerk.work(Closing(c.ClosePoll(n.CHAIR, "", poll)), vote)
    assert [answer.code for answer in answers] == ["store.unwritable"] * 2
    room.ledger.error = None
    room.done(vote)


def lose_the_answer(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next append is committed, and its answer lost on the way."""

    def append(*batch) -> None:
        monkeypatch.undo()
        room.ledger.append(*batch)
        raise Unwritable("unreachable")

    monkeypatch.setattr(room.ledger, "append", append)


def test_a_commit_whose_answer_was_lost_is_a_commit(room, monkeypatch):
    """The ledger is asked what it holds: the vote has its receipt, and the next turn finds its place."""
    poll = room.put_open("a2")
    lose_the_answer(room, monkeypatch)
    room.done(room.voting(1, poll=poll))
    room.done(room.voting(2, poll=poll))
    assert len(room.poll(poll).cast) == 2
    assert_sound(room)


def test_a_ledger_that_holds_more_than_was_known_is_read_anew(room, monkeypatch):
    """Unreachable after the commit as well: refused at first, then everything is known, and told to the house."""
    poll = room.put_open("a2")
    vote, other = room.voting(1, poll=poll), room.voting(2, poll=poll)
    with monkeypatch.context() as unreachable:
        unreachable.setattr(room.clerk, "_stands", lambda _turn: False)
        lose_the_answer(room, monkeypatch)
        assert isinstance(room.clerk.work(vote)[0], Refusal)
        unreachable.undo()
    turn = room.clerk.begin([other])
    with pytest.raises(PositionTaken) as taken:
        room.clerk.store(turn)
    (no,) = room.clerk.abandon(turn, taken.value)
    assert isinstance(no, Refusal)
    assert no.code == "store.unwritable"
    assert [type(event).__name__ for event in turn.events] == ["VoteCast"]
    room.done(vote)
    room.done(other)
    assert len(room.poll(poll).cast) == 2
    assert_sound(room)


def test_nobody_draws_or_votes_without_an_end(room):
    """Twenty papers and fifty votes of one voter; also after a restart; the others go on."""
    poll = room.put_open("a2")
    for _ in range(MOST_DRAWS - 1):
        room.done(room.drawing(1, poll))
    for _ in range(MOST_CASTS):
        room.done(room.voting(1, poll=poll))
    for _ in range(2):
        answers = room.clerk.work(room.drawing(1, poll), room.voting(1, poll=poll))
        assert [getattr(answer, "code", None) for answer in answers] == ["server.busy"] * 2
        room.restart()
    room.done(room.drawing(2, poll))
    room.done(room.voting(2, poll=poll))


def test_what_was_stored_before_is_still_acknowledged_while_the_disk_is_full(room):
    """The retry of a vote that counts is not told that it does not count."""
    poll = room.put_open("a2")
    old, new = room.voting(1, poll=poll), room.voting(2, poll=poll)
    receipt = room.done(old)
    room.ledger.error = Unwritable("full")
    again, refused = room.clerk.work(old, new)
    assert again == Done(receipt)
    assert isinstance(refused, Refusal)


def test_another_writer_is_noticed(room):
    """A log that somebody else has written to refuses the turn, and nothing is acknowledged."""
    other = room.started()
    room.order(c.IntroduceItem(n.OPERATOR, "", "a1"))
    turn = other.begin([Order(c.IntroduceItem(n.OPERATOR, "", "a2"))])
    with pytest.raises(PositionTaken):
        other.store(turn)
    (no,) = other.work(Order(c.IntroduceItem(n.OPERATOR, "", "a2")))
    assert isinstance(no, Refusal)
    assert no.code == "store.unwritable"
    assert_sound(room)


def test_a_job_with_a_bug_harms_nobody(room):
    """It stops its turn before anything was written; the next turn is as if it had never been asked."""
    before = kept(room)
    with pytest.raises(ZeroDivisionError):
        room.clerk.begin([Order(c.IntroduceItem(n.OPERATOR, "", "a1")), Crash()])
    assert kept(room) == before
    room.order(c.IntroduceItem(n.OPERATOR, "", "a1"))
    assert_sound(room)


def test_a_whole_vote_may_stand_in_one_turn(room):
    """Announced, opened and closed in a single turn, as a queue that was held up may bring it."""
    room.order(c.IntroduceItem(n.OPERATOR, "", "a2"))
    jobs = [
        room.announcement("a2"),
        Order(c.OpenPoll(n.CHAIR, "", "p1", "test")),
        Closing(c.ClosePoll(n.CHAIR, "", "p1")),
    ]
    answers = room.clerk.work(*jobs)
    assert all(isinstance(answer, Done) for answer in answers), answers
    assert room.poll("p1").state == "closed"
    assert room.clerk.papers["p1"].close is not None
    assert_sound(room)


def test_a_restart_knows_everything(room):
    """State, papers, answers and keys come back from the ledger alone, in the middle of an open poll."""
    poll = room.put_open("a2")
    room.done(room.voting(1, poll=poll))
    old = room.clerk
    room.restart()
    new = room.clerk
    assert (new.state, new.size, new.papers, new.keys, new.answered) == (
        old.state, old.size, old.papers, old.keys, old.answered
    )  # fmt: skip
    room.done(room.voting(2, poll=poll))
    room.close(poll)
    room.restart()
    assert room.count(poll).counted is not None
    assert_sound(room)


def test_a_manifest_of_another_server_is_not_believed(room):
    """A clerk started with another key than the one that signed the manifests does not start."""
    room.put("a2")
    room.server = replace(room.server, public=room.enrol(1).key.public)
    with pytest.raises(ValueError, match=r"kid|sign|key"):
        room.restart()


def test_a_missing_document_stops_the_start(room):
    """A ledger whose manifest was taken away is not used."""
    room.put("a2")
    del room.ledger._log(MEETING).documents["manifest/p1"]
    with pytest.raises(LookupError, match="manifest/p1"):
        room.restart()


def test_a_clerk_of_no_meeting_does_not_start(room):
    """A typo in a meeting's id starts no second log."""
    room.ledger._logs.clear()
    with pytest.raises(NoSuchMeeting):
        room.restart()


@pytest.mark.parametrize("value", [None, {}, "x", [1], [{"id": "a"}], [{"id": "a", "name": {"zh": "甲"}}],
                                   [{"id": 1, "name": {"zh": "甲", "en": "A"}}]])  # fmt: skip
def test_lines_that_are_none_are_an_error(value):
    """The lines of a ballot are ids with names in both languages."""
    with pytest.raises(ValueError, match="line"):
        read_lines(value)


def test_lines_are_read_as_they_were_written():
    """A candidate's line comes back as it went in."""
    line = Line("c1", Text("王秀兰", "Wang Xiulan"))
    assert read_lines([line.plain()]) == (line,)


def test_a_jws_of_a_seat_is_kept_as_it_came(room):
    """The envelope in the ledger is the very message, with the voter, the seat, its number and the answer."""
    poll = room.put_open("a2")
    vote = room.voting(3, poll=poll)
    receipt = room.done(vote)
    (stored,) = room.ledger.envelopes(MEETING, poll, "cast")
    assert (stored.jws, stored.answer) == (vote.vote.message.raw, receipt)
    assert (stored.voter, stored.seat, stored.seq) == ("m003", "A003", 1)
    issues = room.ledger.envelopes(MEETING, poll, "issue")
    assert [one.voter for one in issues] == [n.member(k) for k in range(1, 6)]
    assert isinstance(room.drawing(1, poll), Drawing)
    assert base64.urlsafe_b64decode(stored.jws.split(".")[1] + "==")
