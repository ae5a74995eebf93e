"""The opening: every good ballot comes out once, nothing says whose it was, and a bad envelope stops nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ballots import seals
from tests.ballots.terminal import Terminal
from tests.ballots.vectors import protocol
from tests.vectors.scene import SEAT, Scene, key
from voting.ballots import intake, messages, opening, receipts, sealing
from voting.ballots.encodings import Malformed, unb64
from voting.ballots.intake import Cast
from voting.ballots.opening import Paper, open_box
from voting.ballots.reasons import FROM_T1

SCENE = Scene()
BOX = key("box").private


def taken(raw, terminal=SCENE.terminal):
    """The cast in a JWS."""
    return intake.read(messages.read(raw, terminal.key.public, "cast"), Cast)


def envelope(voter, seat, marks, names=(), **more):
    """A voter's sealed vote from a seat of its own."""
    terminal = Terminal(seat, key("a terminal"))
    return voter, seat, taken(terminal.cast(SCENE.secret, marks, names, **more), terminal)


@pytest.mark.parametrize("known", protocol()["papers"], ids=lambda known: known["name"])
def test_known_papers(known):
    """Each cast of the shared vectors is the paper, or void for the reason, that stands beside it."""
    opened = open_box(SCENE.secret, BOX, [("v1", SEAT, taken(known["jws"]))])
    if "void" in known:
        assert opened.void == (("v1", known["void"]),)
        assert (opened.ballots, opened.papers) == ((), ())
    else:
        assert opened.papers == (Paper(known["marks"], tuple(known["write_ins"])),)
        assert opened.void == ()


def test_every_reason_is_shown():
    """The vectors show every reason that one envelope alone can have; all have words in both languages."""
    shown = {known["void"] for known in protocol()["papers"] if "void" in known}
    assert shown | {"repeated_key"} == set(opening.REASONS) - FROM_T1
    assert all(zh and en for zh, en in opening.REASONS.values())


votes = st.lists(
    st.tuples(st.text("YNAB", min_size=3, max_size=3), st.lists(st.sampled_from(["甲", 'O\'B "q"', "é"]), max_size=2)),
    max_size=8,
)


@settings(max_examples=25)
@given(votes, st.randoms(use_true_random=False))
def test_what_goes_in_comes_out_in_no_order(cast, rng):
    """The same papers come out whatever the order of the envelopes, sorted by bytes, with the same roots."""
    envelopes = [envelope(f"v{n}", f"s{n}", marks, names) for n, (marks, names) in enumerate(cast)]
    first = open_box(SCENE.secret, BOX, envelopes)
    rng.shuffle(envelopes)
    assert open_box(SCENE.secret, BOX, envelopes) == first
    assert sorted((p.marks, p.write_ins) for p in first.papers) == sorted((m, tuple(n)) for m, n in cast)
    assert list(first.ballots) == sorted(first.ballots)
    assert first.in_root == receipts.cast_root(cast.message.digest for _, _, cast in envelopes)
    assert first.out_root == receipts.root(first.ballots)
    assert first.void == ()


def test_the_records_can_be_counted_again():
    """Each record is paper and credential: the papers come out of it once more, signature and all."""
    opened = open_box(SCENE.secret, BOX, [envelope("v1", "s1", "YNA", ["甲"]), envelope("v2", "s2", "BBB")])
    again = [sealing.read_inner(record) for record in opened.ballots]
    assert tuple(opening.read_paper(SCENE.secret, ballot) for ballot in again) == opened.papers
    assert all(sealing.signature_holds(ballot) for ballot in again)
    with pytest.raises(Malformed, match="marks"):
        opening.read_paper(SCENE.secret, SCENE.terminal.paper(SCENE.secret, "XXX"))


def test_the_records_name_nobody():
    """Neither voter nor seat, kid, signature or envelope's hash stands in what is opened."""
    envelopes = [envelope("voter-one", "seat-one", "YNA"), envelope("voter-two", "seat-two", "NNN")]
    opened = open_box(SCENE.secret, BOX, envelopes)
    text = repr((opened.ballots, opened.papers, opened.out_root))
    for voter, seat, cast in envelopes:
        for trace in (voter, seat, cast.message.kid, cast.message.raw[-86:], cast.message.digest.hex()):
            assert trace not in text


def test_the_form_of_the_inner_text_leaves_no_trace():
    """Spaces and order of the inner JSON, which could mark a terminal, are gone from the record."""
    ballot = SCENE.terminal.paper(SCENE.secret, "YNA")
    odd = ballot.inner().replace(b'"r":{}', b' "r" : { } ')
    ct = SCENE.terminal.seal(SCENE.secret, sealing.frame(odd, SCENE.secret.pad))
    opened = open_box(SCENE.secret, BOX, [("v1", SEAT, taken(SCENE.terminal.send(SCENE.secret, ct)))])
    assert opened.ballots == (ballot.inner(),)


def test_bad_envelopes_stop_nothing():
    """Among good envelopes three bad ones are void by name and reason, and the good ones count."""
    stolen = envelope("v1", "s1", "YYN")
    thief = Terminal("s2", key("a terminal"))
    copied = taken(thief.send(SCENE.secret, stolen[2].ct), thief)
    rubbish = taken(SCENE.terminal.send(SCENE.secret, bytes(SCENE.secret.ct_length)))
    short = taken(SCENE.terminal.send(SCENE.secret, b""))
    given_ = [stolen, ("v2", "s2", copied), ("v3", SEAT, rubbish), envelope("v4", "s4", "NNN"), ("v5", SEAT, short)]
    opened = open_box(SCENE.secret, BOX, given_)
    assert opened.void == (("v2", "not_opened"), ("v3", "not_opened"), ("v5", "not_opened"))
    assert sorted(paper.marks for paper in opened.papers) == ["NNN", "YYN"]


def test_an_envelope_of_another_poll_is_void():
    """A cast that names another poll is void even if what is sealed in it would open."""
    payload = messages.parse(protocol()["secret"]["cast_1"]["jws"]).payload
    for change in ({"vote": "p9"}, {"mh": protocol()["by_name"]["manifest"]["mh"]}):
        cast = taken(messages.sign(key("seat"), "cast", payload | change))
        assert open_box(SCENE.secret, BOX, [("v1", SEAT, cast)]).void == (("v1", "wrong_manifest"),)


def test_a_ballot_key_used_twice_counts_for_nobody():
    """Both envelopes with the same ballot key are void, in whatever order they come; others stay."""
    again = {"ballot_key": key("ballot 1").private}
    pair = [envelope("v1", "s1", "YNA", **again), envelope("v2", "s2", "NNN", **again)]
    rest = [envelope("v3", "s3", "BBB")]
    for envelopes in (pair + rest, rest + pair[::-1]):
        opened = open_box(SCENE.secret, BOX, envelopes)
        assert opened.void == (("v1", "repeated_key"), ("v2", "repeated_key"))
        assert opened.papers == (Paper("BBB", ()),)


def test_a_void_envelope_does_not_take_a_good_one_with_it():
    """A key that stands in one good and one otherwise void envelope leaves the good one good."""
    bad = seals.sign_paper(key("ballot 1").private, sealing.paper_text(SCENE.secret.mh, "XXX"))
    ct = SCENE.terminal.seal(SCENE.secret, sealing.frame(bad.inner(), SCENE.secret.pad))
    good = envelope("v1", "s1", "YNA", ballot_key=key("ballot 1").private)
    opened = open_box(SCENE.secret, BOX, [good, ("v2", SEAT, taken(SCENE.terminal.send(SCENE.secret, ct)))])
    assert (opened.papers, opened.void) == ((Paper("YNA", ()),), (("v2", "marks"),))


@settings(max_examples=60)
@given(st.data())
def test_a_changed_byte_of_a_cast_never_becomes_another_ballot(data):
    """Whatever byte of the JWS or of its sealed bytes is changed: refused, void, or the very same ballot."""
    raw = protocol()["secret"]["cast_1"]["jws"]
    ct = bytearray(unb64(messages.parse(raw).payload["ct"]))
    place = data.draw(st.integers(0, len(ct) - 1))
    ct[place] ^= data.draw(st.integers(1, 255))
    again = taken(SCENE.terminal.send(SCENE.secret, bytes(ct)))  # signed anew by a seat that changes its own bytes
    opened = open_box(SCENE.secret, BOX, [("v1", SEAT, again)])
    assert (opened.papers, opened.void) == ((), (("v1", "not_opened"),))
    spot = data.draw(st.integers(0, len(raw) - 1))
    changed = raw[:spot] + chr(ord(raw[spot]) ^ data.draw(st.integers(1, 127))) + raw[spot + 1 :]
    with pytest.raises(Malformed):
        taken(changed)


@settings(max_examples=40)
@given(st.binary(max_size=200), st.booleans())
def test_whatever_is_sealed_stops_nothing(rubbish, framed):
    """Any bytes, framed or not, rightly sealed: one void envelope, no error."""
    pad = SCENE.secret.pad
    inside = sealing.frame(rubbish, pad) if framed else rubbish.ljust(pad, b"\0")
    cast = taken(SCENE.terminal.send(SCENE.secret, SCENE.terminal.seal(SCENE.secret, inside)))
    assert open_box(SCENE.secret, BOX, [("v1", SEAT, cast)]).void == (("v1", "form"),)


def test_errors_of_the_caller_are_no_voters_loss():
    """Another poll's key, a poll by name, a voter twice or another seat raise, and nothing is called void."""
    good = envelope("v1", "s1", "YNA")
    for manifest, private, envelopes in (
        (SCENE.secret, key("stranger").private, [good]),
        (SCENE.named, BOX, []),
        (SCENE.secret, BOX, [good, good]),
        (SCENE.secret, BOX, [("v1", "s2", good[2])]),
    ):
        with pytest.raises(ValueError, match=r"key|entering|seat"):
            open_box(manifest, private, envelopes)


def test_an_empty_box():
    """A box in which nothing lies opens to nothing, with the root of nothing."""
    opened = open_box(SCENE.secret, BOX, [])
    assert (opened.ballots, opened.papers, opened.void) == ((), (), ())
    assert opened.in_root == opened.out_root == receipts.root([])
