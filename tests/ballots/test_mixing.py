"""Level by level: what is good comes out once and sorted, what is bad is void by name, and nothing stops the count."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ballots import mischief
from tests.ballots.parties import Counting, LocalTier
from tests.ballots.terminal import Terminal
from voting.ballots import layers, messages, mixing, receipts, sealing
from voting.ballots.encodings import Malformed
from voting.ballots.mixing import Untraced
from voting.ballots.opening import open_box
from voting.ballots.reasons import REASONS


@pytest.fixture(params=["T1", "T2"])
def tier(request):
    """Both tiers with stations."""
    return request.param


def voted(tier, voters=6, marks="YNA"):
    """A poll in which everybody has voted alike."""
    poll = LocalTier(tier, voters)
    for voter in poll.terminals:
        poll.cast(voter, marks)
    return poll


def first_level(poll):
    """Casts, close and key of level 0."""
    counting = Counting(poll)
    return counting, poll.envelopes(), counting.close, poll.parties["A"].box


def test_bad_items_of_every_reason_stop_nothing(tier):
    """One envelope for every reason, at every level: each is void by its voter's name and reason, all others count."""
    poll = LocalTier(tier, 24)
    expected = dict(mischief.everything(poll))
    good = [voter for voter in poll.terminals if voter not in expected and voter not in poll.casts]
    for voter in good:
        poll.cast(voter, "YYB", ["甲"])
    counted = poll.count()
    assert counted.void == expected
    copied = [] if tier == "T1" else ["YYY"]  # of two with one layer that one counts which was made for its token
    assert sorted(paper.marks for paper in counted.last.papers) == ["YYB"] * len(good) + copied
    assert set(expected.values()) == set(REASONS) - ({"token"} if tier == "T1" else set())
    assert [level.m_in - len(level.items) for level in counted.levels] == [len(level.void) for level in counted.levels]


def test_a_traced_item_is_of_the_one_who_sealed_it(tier):
    """An inner layer without its sealer's proof, and a whole one that opens with no key: each is traced to its voter, at
    every level.
    """
    for level in range(1, len(LocalTier(tier, 5).manifest.mix)):
        for voter, whole in (("d02", False), ("d05", True)):
            poll = voted(tier)
            mischief.inner_rubbish(poll, voter, level, whole=whole)
            assert poll.count().void == {voter: "not_opened"}


def test_levels_are_joined_by_their_roots(tier):
    """Each level's in_root is the out_root before it, the first the close's; what leaves is sorted and told apart."""
    poll = voted(tier)
    counting = Counting(poll)
    levels = counting.counted().levels
    roots = [counting.close.cast_root, *(level.out_root for level in levels)]
    for level, came in zip(levels, roots, strict=False):
        assert level.in_root == came
        assert list(level.items) == sorted(set(level.items))
        assert level.out_root == receipts.root(level.items)
    assert [one.level for one in counting.statements] == list(range(len(levels)))
    assert [one.by for one in counting.statements] == [one.id for one in poll.manifest.mix]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.text("YNAB", min_size=3, max_size=3), min_size=5, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_arrival_is_gone(marks, rng):
    """The same envelopes in any order open to the same levels, and the papers are those that were cast."""
    poll = LocalTier("T2", len(marks))
    for voter, mark in zip(poll.terminals, marks, strict=True):
        poll.cast(voter, mark)
    counting = Counting(poll)
    once = counting.counted()
    envelopes = poll.envelopes()
    rng.shuffle(envelopes)
    again = mixing.open_first(poll.manifest, poll.parties["A"].box, envelopes, counting.close)
    assert again == once.levels[0]
    assert sorted(paper.marks for paper in once.last.papers) == sorted(marks)


def test_threads_find_the_same(tier):
    """A pool of threads gives the same levels as one thread, void items included."""
    poll = voted(tier, 40)
    mischief.ALONE["marks"](poll, "d03")
    with ThreadPoolExecutor(3) as pool:
        assert poll.count(pool.map).levels == poll.count().levels


def test_what_leaves_names_nobody(tier):
    """Items, papers and roots hold neither voter nor seat, kid, or hash of an envelope; void names voters only."""
    poll = LocalTier(tier, [Terminal(f"第{n}排第{n}座") for n in range(1, 7)])  # letters that no base64 has
    for voter in poll.terminals:
        poll.cast(voter, "YNA")
    told = repr(poll.count().levels)
    for voter, seat, cast in poll.envelopes():
        for trace in (f"'{voter}'", seat, cast.message.kid, cast.message.digest.hex(), repr(cast.message.digest)):
            assert trace not in told


def test_only_the_set_of_the_close(tier):
    """An envelope less, one more, another poll's close, or another count: level 0 opens nothing."""
    poll = voted(tier)
    _, casts, close, private = first_level(poll)
    for given_, stated in (
        (casts[1:], close),
        ([*casts, casts[0]], close),
        (casts, replace(close, cast=7)),
        (casts, replace(close, mh=bytes(32))),
        (casts, replace(close, cast_root=bytes(32))),
    ):
        with pytest.raises(Malformed) as refused:
            mixing.open_first(poll.manifest, private, given_, stated)
        assert refused.value.code == "mix.set"


def test_fewer_than_five_are_not_opened(tier):
    """Four envelopes could tell how each voted."""
    poll = LocalTier(tier, 5)
    for voter in list(poll.terminals)[:4]:
        poll.cast(voter, "YNA")
    _, casts, close, private = first_level(poll)
    with pytest.raises(Malformed) as refused:
        mixing.open_first(poll.manifest, private, casts, close)
    assert refused.value.code == "poll.too_few"
    poll.cast("d05", "YNA")
    assert len(poll.count().last.items) == 5


def test_the_casts_are_checked_under_the_own_roll(tier):
    """A seat that is not on the roll, another terminal, another size, another poll, a voter twice."""
    poll, other = voted(tier), LocalTier(tier, 6, vote="p9")
    raws = [cast.message.raw for _, _, cast in poll.envelopes()]
    read = lambda raws, roster=poll.roster: mixing.read_casts(poll.manifest, roster, poll.devices, raws)  # noqa: E731
    assert [voter for voter, _, _ in read(raws)] == [voter for voter, _, _ in poll.envelopes()]
    without = {voter: place for voter, place in poll.roster.items() if voter != "d01"}
    moved = poll.roster | {"d01": (poll.roster["d01"][0], poll.roster["d02"][1])}
    short = poll.terminals["d01"].send(poll.manifest, bytes(poll.manifest.ct_length - 1))
    foreign = poll.terminals["d01"].send(other.manifest, bytes(other.manifest.ct_length))
    again = poll.terminals["d01"].send(poll.manifest, bytes(poll.manifest.ct_length), 2, bytes(32))
    for wrong, roster in ((raws, without), (raws, moved), ([short], poll.roster), ([foreign], poll.roster),
                          ([*raws, again], poll.roster), (["x"], poll.roster)):  # fmt: skip
        with pytest.raises(Malformed):
            read(wrong, roster)


def test_a_level_opens_with_its_own_key_only(tier):
    """Another level's key, or a poll that one party opens, is a mistake of the caller."""
    poll = voted(tier)
    counting, casts, close, _ = first_level(poll)
    with pytest.raises(ValueError, match="key"):
        mixing.open_first(poll.manifest, poll.parties["S"].box, casts, close)
    with pytest.raises(ValueError, match="key"):
        mixing.open_last(poll.manifest, poll.parties["A"].box, [])
    with pytest.raises(ValueError, match="key"):
        open_box(poll.manifest, poll.parties["A"].box, casts)
    alone = LocalTier("T0", 5)
    with pytest.raises(ValueError, match="key"):
        mixing.open_first(alone.manifest, alone.parties["S"].box, [], close)
    assert counting.counted()


def test_statements_that_do_not_follow_are_refused(tier):
    """Another root, figure, level, party, poll or order: the next level opens nothing."""
    poll = voted(tier)
    counting = Counting(poll)
    counting.counted()
    level = len(poll.manifest.mix) - 1
    before, items = counting.statements[:level], list(counting.levels[level - 1].items)
    mixing.continues(poll.manifest, counting.close, before, items)
    last = before[-1]
    odd = [replace(last, out_root=bytes(32)), replace(last, m_out=5), replace(last, level=level), replace(last, by="S"),
           replace(last, vote="p9"), replace(last, mh=bytes(32)), replace(last, in_root=bytes(32)),
           replace(last, m_in=7)]  # fmt: skip
    for statement in odd:
        with pytest.raises(Malformed) as refused:
            mixing.continues(poll.manifest, counting.close, [*before[:-1], statement], items)
        assert refused.value.code == "mix.items"
    for wrong in (items[1:], items[::-1], [*items, items[0]], [b"", *items[1:]]):
        with pytest.raises(Malformed):
            mixing.continues(poll.manifest, counting.close, before, wrong)
    with pytest.raises(Malformed):
        mixing.continues(poll.manifest, replace(counting.close, mh=bytes(32)), before, items)
    with pytest.raises(Malformed):
        mixing.continues(poll.manifest, counting.close, [], items)


def test_items_that_no_level_may_give_out(tier):
    """A level that hands on one `enc` twice, or a token that does not hold, is refused before anything is opened."""
    poll = voted(tier)
    counting = Counting(poll)
    counting.counted()
    items = counting.levels[0].items
    room = poll.manifest.token_room
    twin = items[0][: room + sealing.ENC_LENGTH] + items[1][room + sealing.ENC_LENGTH :]
    broken = [items[1][:-1] + bytes([items[1][-1] ^ 1])] if room else []
    for bad in (twin, *broken):
        given_ = sorted([items[0], bad, *items[2:]])
        first = replace(counting.statements[0], out_root=receipts.root(given_))
        with pytest.raises(Malformed, match=r"token|key"):
            mixing.continues(poll.manifest, counting.close, [first], given_)


def test_two_tokens_of_one_key_are_both_void():
    """Colluders who share the credential of level 1 lose both votes at level 0, by name."""
    poll = voted("T2", 7)
    mine, other = poll.draw("d01"), poll.draw("d02")
    x = other.layer(other.layer(sealing.frame(other.ballot("YYY").inner(), poll.manifest.pad), 2), 1)
    stolen = mine.credential(1, layers.TOKEN_SIGNED + x)
    mischief.cast_ct(poll, "d02", mischief.wrap(other, x, 0, stolen))
    counted = poll.count()
    assert counted.void == {"d01": "repeated_key", "d02": "repeated_key"}
    assert counted.levels[0].void == (("d01", "repeated_key"), ("d02", "repeated_key"))


def test_who_copies_a_layer_under_a_bad_token_harms_nobody():
    """An item whose token does not hold is void alone, also where it carries the `enc` of a good one."""
    poll = voted("T2")
    paper, copyist = poll.draw("d01"), poll.draw("d02")
    sealed = paper.sealed("YYY")
    poll.take(paper.terminal.send(poll.manifest, sealed.ct))
    inner = sealed.layers[1][3]
    copied = inner[: sealing.ENC_LENGTH] + bytes(len(inner) - sealing.ENC_LENGTH)
    mischief.cast_ct(poll, "d02", mischief.wrap(copyist, copied, 0, copyist.credential(1, b"something else")))
    assert poll.count().void == {"d02": "token"}


def test_one_enc_within_two_layers_is_found_by_the_middle():
    """At T2 two layers of B that hold one layer of S: both are void, shown by B and named by A."""
    poll = voted("T2", 7)
    mine, other = poll.draw("d01"), poll.draw("d02")
    inner = mine.layer(sealing.frame(mine.ballot("YYY").inner(), poll.manifest.pad), 2)
    for paper, voter in ((mine, "d01"), (other, "d02")):
        mischief.cast_ct(poll, voter, mischief.wrap(paper, inner, 1))
    counted = poll.count()
    assert counted.levels[1].void == (("d01", "repeated_key"), ("d02", "repeated_key"))
    assert len(counted.traces) == 2


def test_nothing_is_published_before_every_bad_item_is_named(tier):
    """With one of two bad items untraced the level says nothing, and says which one is missing."""
    poll = voted(tier, 7)
    for voter in ("d01", "d02"):
        mischief.ALONE["marks"](poll, voter)
    level = len(poll.manifest.mix) - 1
    counting = Counting(poll)
    for place in range(level):
        counting.add(counting.open(place, {}))
    examined = mixing.open_last(poll.manifest, poll.parties["S"].box, counting.levels[-1].items)
    one, other = examined.bad
    with pytest.raises(Untraced) as untraced:
        examined.settle({sha256(one.item).digest(): "d01"})
    assert untraced.value.bad == (other,)
    named = counting.trace(level, examined.bad)
    assert examined.settle(named).void == (("d01", "marks"), ("d02", "marks"))


def test_what_is_published_can_be_counted_by_anybody(tier):
    """Stations take the published ballots apart by themselves; another order, spelling or number is refused."""
    poll = voted(tier)
    counting = Counting(poll)
    last = counting.counted().last
    assert mixing.published(poll.manifest, counting.close, counting.statements, last.items) == last.papers
    spaced = last.items[0].replace(b'":', b'": ', 1)
    for odd in (last.items[::-1], [], sorted([*last.items[1:], spaced]), sorted([b"{}", *last.items[1:]])):
        statement = replace(counting.statements[-1], out_root=receipts.root(odd), m_out=len(odd))
        with pytest.raises(Malformed) as refused:
            mixing.published(poll.manifest, counting.close, [*counting.statements[:-1], statement], odd)
        assert refused.value.code == "mix.items"
    with pytest.raises(Malformed):
        mixing.published(poll.manifest, counting.close, counting.statements[:-1], last.items)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_changed_byte_never_becomes_another_ballot(data):
    """Whatever byte of an envelope is changed by its own voter: void, or, where it is of the sealer's proof, which is for
    what does not open, the very same ballot.
    """
    poll, ct = POLL, bytearray(CT)
    place = data.draw(st.integers(0, len(ct) - 1))
    ct[place] ^= data.draw(st.integers(1, 255))
    mischief.cast_ct(poll, "d03", bytes(ct))
    counted = poll.count()
    if sealing.ENC_LENGTH <= place < layers.BOX:
        assert counted.void == {}
        assert [paper.marks for paper in counted.last.papers] == ["YNA"] * 6
    else:
        assert counted.void == {"d03": "not_opened"}
        assert len(counted.last.items) == 5


POLL = voted("T2", 6)
CT = POLL.casts["d03"].ct


def test_an_envelope_superseded_is_not_opened(tier):
    """Only the voter's last cast enters; the credential serves for it as it did for the first."""
    poll = voted(tier)
    first = poll.casts["d01"].message
    again = poll.drawn["d01"].cast("BBB", seq=2, prev=messages.digest(first.raw))
    poll.take(again)
    counted = poll.count()
    assert sorted(paper.marks for paper in counted.last.papers) == ["BBB", *["YNA"] * 5]
    assert counted.void == {}
