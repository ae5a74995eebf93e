"""Answers of the server: signed, exact, and saying nothing of a mark."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.ballots.vectors import protocol
from tests.ledger.inclusion import included
from tests.vectors.entries import cast_entry, drawn_entry
from tests.vectors.scene import SEAT, VOTER, Scene, key
from voting.ballots import messages, receipts
from voting.ballots.encodings import b64, unb64
from voting.core.events import PaperDrawn, VoteCast
from voting.ledger import codec
from voting.ledger.signing import open_checkpoint, parse_vkey
from voting.ledger.tree import Tree

SERVER = key("server")
SECRET = protocol()["secret"]


def read(raw, typ):
    """The payload of an answer."""
    return messages.read(raw, SERVER.public, typ).payload


def test_issued_and_receipts_are_the_known_ones():
    """Made again from their parts, the answers of the shared vectors are the same to the byte."""
    mh, leaf = Scene().secret.mh, unb64(SECRET["issue"]["leaf_hash"])
    issued = receipts.issued(SERVER, vote="p2", mh=mh, seat=SEAT, seq=1, prev=None, leaf_index=5, leaf=leaf)
    assert issued == SECRET["issued"]["jws"]
    assert read(issued, "issued")["bs"] == {}
    leaf = unb64(SECRET["cast_2"]["leaf_hash"])
    receipt = receipts.receipt(SERVER, mh=mh, seat=SEAT, seq=2, leaf_index=7, leaf=leaf)
    assert receipt == SECRET["receipt_2"]["jws"]
    assert read(receipt, "receipt") == {"mh": b64(mh), "seat": SEAT, "seq": 2, "leaf_index": 7, "leaf_hash": b64(leaf)}


def test_a_drawing_after_a_vote_says_what_the_next_cast_must_carry():
    """The hash of the last cast stands in `prev`."""
    raw = receipts.issued(
        SERVER, vote="p", mh=bytes(32), seat="s", seq=2, prev=b"\1" * 32, leaf_index=0, leaf=bytes(32)
    )
    assert read(raw, "issued")["prev"] == b64(b"\1" * 32)


def test_refusals_name_the_refused_message():
    """`of` is its hash, or null when what came was no ASCII text."""
    words = {"code": "poll.closed", "zh": "表决已经结束。", "en": "The vote is closed.", "article": None}
    raw = SECRET["cast_1"]["jws"]
    assert read(receipts.refusal(SERVER, **words, of=raw), "refusal") == words | {"of": b64(messages.digest(raw))}
    for odd in (None, 7, {}, "é"):
        assert read(receipts.refusal(SERVER, **words, of=odd), "refusal") == words | {"of": None}


def test_the_close_counts_what_enters():
    """Figures and root are over the entering envelopes, in whatever order they are given."""
    known = protocol()["closing"]
    entering = [unb64(item) for item in known["entering"]]
    for order in (entering, entering[::-1]):
        raw = receipts.close(SERVER, mh=Scene().secret.mh, issued_count=4, entering=order)
        assert raw == known["close"]["jws"]
    assert read(raw, "close")["cast"] == len(entering)


def test_entries_are_those_of_the_ledger():
    """The entry that a terminal rebuilds is, to the byte, the one that the log holds."""
    issue, cast = (unb64(SECRET[name]["hash"]) for name in ("issue", "cast_2"))
    drawn, voted = drawn_entry("p2", VOTER, issue), cast_entry("p2", VOTER, 2, cast)
    assert drawn == SECRET["issue"]["entry"].encode() == codec.encode(PaperDrawn("p2", VOTER, b64(issue)))
    assert voted == SECRET["cast_2"]["entry"].encode() == codec.encode(VoteCast("p2", VOTER, 2, b64(cast)))
    assert b64(receipts.leaf_hash(voted)) == SECRET["cast_2"]["leaf_hash"]


def test_the_known_proof_holds():
    """The second receipt's leaf is in the tree of the signed checkpoint of the shared vectors."""
    proof, log = SECRET["proof"], parse_vkey(SECRET["log"])
    checkpoint = open_checkpoint(proof["checkpoint"], log)
    assert (log.name, checkpoint.size, b64(checkpoint.root)) == ("yijue/m-2026-03", proof["tree_size"], SECRET["root"])
    path = [unb64(node) for node in proof["path"]]
    leaf = unb64(SECRET["cast_2"]["leaf_hash"])
    assert included(leaf, proof["leaf_index"], proof["tree_size"], path, checkpoint.root)


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_the_root_is_that_of_the_ledgers_tree(leaves):
    """Two ways of making an RFC 6962 root agree at every size."""
    assert receipts.root(leaves) == Tree(map(receipts.leaf_hash, leaves)).root()
