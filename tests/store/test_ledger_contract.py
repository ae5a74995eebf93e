"""One contract, three stores: the same laws on memory, SQLite and PostgreSQL."""

from __future__ import annotations

from hashlib import sha256

import pytest

from voting.ledger.entry import make_entry
from voting.ledger.memory import MemoryLedger
from voting.ledger.port import (
    AlreadyThere,
    Batch,
    BoxedBallot,
    BrokenBatch,
    Conflicting,
    Document,
    Entry,
    Envelope,
    NoSuchMeeting,
    PositionTaken,
)
from voting.store.opening import open_store


def entries(start: int, count: int) -> tuple[Entry, ...]:
    return tuple(make_entry(n, "ballot.cast.v1", b'{"n":%d}' % n) for n in range(start, start + count))


def envelope(leaf: int, *, poll="p1", kind="cast", jws=None, answer="receipt") -> Envelope:
    jws = jws or f"jws {poll} {kind} {leaf}"
    return Envelope(poll, f"v{leaf}", f"A{leaf}", kind, 1, sha256(jws.encode()).digest(), jws, answer, leaf)


def document(name: str, data: bytes) -> Document:
    return Document(name, sha256(data).digest(), "text/plain", data)


class LedgerContract:
    """What every ledger does; a subclass gives the fixture `ledger`, an empty one."""

    def test_a_new_meeting_is_empty(self, ledger):
        """Size 0, nothing to read, no checkpoint."""
        ledger.create("m1")
        assert ledger.meetings() == ("m1",)
        assert (ledger.size("m1"), list(ledger.read("m1")), ledger.checkpoint("m1")) == (0, [], None)
        assert (ledger.envelopes("m1", "p1", "cast"), ledger.ballots("m1", "p1")) == ((), ())
        assert (ledger.envelope("m1", "p1", bytes(32)), ledger.document("m1", "d")) == (None, None)

    def test_a_meeting_is_created_once(self, ledger):
        """The second time is refused and harms nothing."""
        ledger.create("m1")
        ledger.append("m1", 0, Batch(entries(0, 2)))
        with pytest.raises(AlreadyThere):
            ledger.create("m1")
        assert ledger.size("m1") == 2

    def test_without_a_meeting_nothing_is_answered(self, ledger):
        """Every question and every batch for a meeting that is not there is refused, at the call."""
        for call in (
            lambda: ledger.size("m1"),
            lambda: ledger.read("m1"),
            lambda: ledger.append("m1", 0, Batch(entries(0, 1))),
            lambda: ledger.envelope("m1", "p1", bytes(32)),
            lambda: ledger.envelopes("m1", "p1", "cast"),
            lambda: ledger.ballots("m1", "p1"),
            lambda: ledger.document("m1", "d"),
            lambda: ledger.document_names("m1", "d"),
            lambda: ledger.checkpoint("m1"),
        ):
            with pytest.raises(NoSuchMeeting):
                call()

    def test_meetings_stand_in_order_and_apart(self, ledger):
        """Sorted by code point; what is written in one is not seen in another."""
        for meeting in ("会议", "b", "B"):
            ledger.create(meeting)
        ledger.append("b", 0, Batch(entries(0, 3), (envelope(1),), (BoxedBallot("p1", 0, b"Y"),)))
        assert ledger.meetings() == ("B", "b", "会议")
        assert [ledger.size(m) for m in ledger.meetings()] == [0, 3, 0]
        assert (ledger.envelopes("B", "p1", "cast"), ledger.ballots("B", "p1")) == ((), ())

    def test_what_is_appended_is_read_back(self, ledger):
        """All of a batch, byte for byte, and from any position on."""
        ledger.create("m1")
        batch = Batch(
            entries(0, 3),
            (envelope(0, kind="issue"), envelope(2)),
            (BoxedBallot("p1", 0, b"\x00N"), BoxedBallot("p1", 1, b"\xffY")),
            (document("纸.pdf", b"%PDF"),),
            "a checkpoint — with a dash\n",
        )
        ledger.append("m1", 0, batch)
        assert tuple(ledger.read("m1")) == batch.entries
        assert tuple(ledger.read("m1", 2)) == batch.entries[2:]
        assert tuple(ledger.read("m1", 3)) == ()
        assert ledger.envelopes("m1", "p1", "issue") == batch.envelopes[:1]
        assert ledger.envelopes("m1", "p1", "cast") == batch.envelopes[1:]
        assert ledger.envelopes("m1", "p1", "named") == ()
        assert ledger.envelope("m1", "p1", batch.envelopes[1].digest) == batch.envelopes[1]
        assert ledger.envelope("m1", "p2", batch.envelopes[1].digest) is None
        assert ledger.ballots("m1", "p1") == (b"\x00N", b"\xffY")
        assert ledger.document("m1", "纸.pdf") == batch.documents[0]
        assert ledger.document_names("m1", "纸") == ("纸.pdf",)
        assert ledger.checkpoint("m1") == batch.checkpoint

    def test_documents_are_found_by_how_their_names_begin(self, ledger):
        """By code point, letter for letter: no pattern of SQL, no letter case, no other meeting's."""
        ledger.create("m1")
        ledger.create("m2")
        names = ("mix/p1/0", "mix/p1/1", "mix/p10/0", "Mix/p1/2", "mix_p1/0", "m%x", "投/p1")
        ledger.append("m1", 0, Batch(entries(0, 1), documents=tuple(document(name, b"") for name in names)))
        ledger.append("m2", 0, Batch(entries(0, 1), documents=(document("mix/p1/9", b""),)))
        assert ledger.document_names("m1", "mix/p1/") == ("mix/p1/0", "mix/p1/1")
        assert ledger.document_names("m1", "m%") == ("m%x",)
        assert ledger.document_names("m1", "mix_") == ("mix_p1/0",)
        assert ledger.document_names("m1", "") == tuple(sorted(names))
        assert ledger.document_names("m1", "none") == ()

    def test_a_long_log_is_read_whole(self, ledger):
        """Reading goes on over as many pages as there are."""
        ledger.create("m1")
        ledger.append("m1", 0, Batch(entries(0, 4001)))
        assert [entry.position for entry in ledger.read("m1")] == list(range(4001))
        assert [entry.position for entry in ledger.read("m1", 3999)] == [3999, 4000]

    @pytest.mark.parametrize("expected", [0, 1, 3])
    def test_a_writer_with_an_old_picture_is_refused(self, ledger, expected):
        """Whoever expects another size writes nothing, and learns the size."""
        ledger.create("m1")
        ledger.append("m1", 0, Batch(entries(0, 2), checkpoint="c1"))
        with pytest.raises(PositionTaken) as caught:
            ledger.append("m1", expected, Batch(entries(expected, 1), checkpoint="c2"))
        assert (caught.value.expected, caught.value.size) == (expected, 2)
        assert (ledger.size("m1"), ledger.checkpoint("m1")) == (2, "c1")

    def test_a_broken_batch_is_refused(self, ledger):
        """A gap in the positions, or a leaf hash that is not the bytes' own, writes nothing."""
        ledger.create("m1")
        for bad in (entries(1, 1), (Entry(0, "k", b"{}", bytes(32)),)):
            with pytest.raises(BrokenBatch):
                ledger.append("m1", 0, Batch(bad))
        assert ledger.size("m1") == 0

    def test_the_same_envelope_again_stays_as_it_was(self, ledger):
        """A duplicate fails no batch and changes no answer, within one batch or in a later one."""
        ledger.create("m1")
        first, again = envelope(0, answer="first"), envelope(0, answer="second")
        ledger.append("m1", 0, Batch(entries(0, 1), (first, again)))
        ledger.append("m1", 1, Batch(entries(1, 1), (again, envelope(1))))
        assert ledger.envelopes("m1", "p1", "cast") == (first, envelope(1))
        assert ledger.envelope("m1", "p1", first.digest) == first

    def test_the_same_document_again_is_nothing_new_but_another_is_refused(self, ledger):
        """A name stands for one content for ever, and a refused batch leaves nothing behind."""
        ledger.create("m1")
        ledger.append("m1", 0, Batch(entries(0, 1), documents=(document("d", b"one"),)))
        ledger.append("m1", 1, Batch(entries(1, 1), documents=(document("d", b"one"),)))
        with pytest.raises(Conflicting):
            ledger.append("m1", 2, Batch(entries(2, 1), (envelope(2),), documents=(document("d", b"two"),)))
        assert ledger.document("m1", "d") == document("d", b"one")
        assert (ledger.size("m1"), ledger.envelopes("m1", "p1", "cast")) == (2, ())

    def test_sealed_votes_are_destroyed_and_their_digests_stay(self, ledger):
        """After the dispute window nobody opens them again; the log's names for them still lead somewhere."""
        ledger.create("m1")
        ledger.append("m1", 0, Batch(entries(0, 2), (envelope(0), envelope(1, poll="p2"))))
        assert (ledger.forget("m1", "p1"), ledger.forget("m1", "p1")) == (1, 0)
        (gone,), (kept,) = ledger.envelopes("m1", "p1", "cast"), ledger.envelopes("m1", "p2", "cast")
        assert (gone.digest, gone.jws) == (envelope(0).digest, "")
        assert kept == envelope(1, poll="p2")
        with pytest.raises(NoSuchMeeting):
            ledger.forget("m9", "p1")

    def test_the_box_is_written_once(self, ledger):
        """A place in the box is never written again, not even with the same ballot."""
        ledger.create("m1")
        ledger.append("m1", 0, Batch(entries(0, 1), ballots=(BoxedBallot("p1", 0, b"Y"),)))
        with pytest.raises(Conflicting):
            ledger.append("m1", 1, Batch(entries(1, 1), ballots=(BoxedBallot("p1", 0, b"Y"),)))
        ledger.append("m1", 1, Batch(entries(1, 1), ballots=(BoxedBallot("p2", 0, b"N"),)))
        assert (ledger.ballots("m1", "p1"), ledger.ballots("m1", "p2"), ledger.size("m1")) == ((b"Y",), (b"N",), 2)

    def test_the_newest_checkpoint_is_the_last_written(self, ledger):
        """A batch may bring nothing but a checkpoint; a batch without one leaves the last in force."""
        ledger.create("m1")
        ledger.append("m1", 0, Batch(entries(0, 1), checkpoint="c1"))
        ledger.append("m1", 1, Batch((), checkpoint="c2"))
        ledger.append("m1", 1, Batch(entries(1, 1)))
        assert (ledger.checkpoint("m1"), ledger.size("m1")) == ("c2", 2)

    def test_batches_of_any_size_make_one_log(self, ledger):
        """However entries are cut into batches, empty ones among them, the log is their sequence."""
        ledger.create("m1")
        whole, at = entries(0, 23), 0
        for size in (0, 1, 7, 0, 2, 13):
            ledger.append("m1", at, Batch(whole[at : at + size]))
            at += size
        assert (tuple(ledger.read("m1")), ledger.size("m1")) == (whole, 23)


class TestMemoryLedger(LedgerContract):
    """The fake keeps the real one's laws."""

    @pytest.fixture
    def ledger(self):
        return MemoryLedger(for_tests=True)


class TestSqliteLedger(LedgerContract):
    """A SQLite file, write-ahead log, synchronous FULL."""

    @pytest.fixture
    def ledger(self, sqlite_url):
        store = open_store(sqlite_url, create=True)
        yield store.ledger
        store.close()


class TestPostgresqlLedger(LedgerContract):
    """A private PostgreSQL server."""

    @pytest.fixture
    def ledger(self, cluster):
        store = open_store(cluster.fresh(), create=True)
        yield store.ledger
        store.close()
