"""Where the papers of a poll are filed: names that whoever writes and whoever exports agree on."""

from __future__ import annotations

import pytest

from voting.ledger import filed
from voting.ledger.memory import MemoryLedger
from voting.ledger.port import Batch


def ledger(*papers: tuple[str, str]) -> MemoryLedger:
    """A ledger with these documents."""
    one = MemoryLedger(for_tests=True)
    one.create("m1")
    documents = tuple(filed.paper(name, "text/plain", text.encode()) for name, text in papers)
    one.append("m1", 0, Batch((), documents=documents))
    return one


def test_the_last_count_counts() -> None:
    """By its number, not by its name; with the signatures under its own hash, the server's first."""
    first, last = "the first", "the tenth"
    one = ledger(
        (filed.tally("p1", 2), first), (filed.tally("p1", 10), last), (filed.tally("p10", 11), "another poll's"),
        (filed.tally_signed("p1", first, "S"), "s2"), (filed.tally_signed("p1", last, "B"), "b"),
        (filed.tally_signed("p1", last, "A"), "a"), (filed.tally_signed("p1", last, "S"), "s"),
    )  # fmt: skip
    assert filed.counted(one, "m1", "p1") == 10
    found = filed.newest_tally(one, "m1", "p1")
    assert found is not None
    assert (found.number, found.text, list(found.signatures.items())) == (
        10,
        last,
        [("S", "s"), ("A", "a"), ("B", "b")],
    )


def test_a_poll_that_was_not_counted_has_no_tally() -> None:
    """None, and no signatures of others."""
    assert filed.newest_tally(ledger((filed.tally("p10", 1), "x")), "m1", "p1") is None


def test_what_is_not_filed_is_an_error() -> None:
    """A paper that must be there and is not is never passed over."""
    with pytest.raises(LookupError, match="lines/p1"):
        filed.read(ledger(), "m1", filed.lines("p1"))


def test_every_paper_has_a_name_of_its_own() -> None:
    """No two kinds of paper, polls or levels share a name."""
    names = [
        filed.manifest("p1"), filed.lines("p1"), filed.close("p1"), filed.countersigned("p1", "A"),
        filed.issued("p1", "open", "A"), filed.issued("p1", "close", "A"), filed.mix("p1", 0), filed.items("p1", 0),
        filed.trace("p1", 0), filed.tally("p1", 0), filed.tally_signed("p1", "", "A"), filed.note(1), filed.cosigned(1),
        filed.manifest("p10"), filed.mix("p1", 1), filed.forgotten("p1", "S"), filed.forgotten("p1", "A"),
    ]  # fmt: skip
    assert len(set(names)) == len(names)
