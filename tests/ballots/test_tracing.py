"""A bad item leads back to its voter, a good one never does: who lies about an item is refused."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from secrets import token_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ballots import mischief
from tests.ballots.parties import Counting, LocalTier
from voting.ballots import layers, messages, mixing, p256, receipts, sealing, statements, tracing
from voting.ballots.encodings import Malformed
from voting.ballots.mixing import Bad, Untraced
from voting.ballots.reasons import REASONS
from voting.ballots.statements import Trace
from voting.ballots.tracing import Question, Shown


@pytest.fixture(params=["T1", "T2"])
def tier(request):
    """Both tiers with stations."""
    return request.param


def until_last(poll):
    """Every level but the last, and what the last one finds."""
    for voter in poll.terminals:
        if voter not in poll.casts:
            poll.cast(voter, "YNA")
    counting = Counting(poll)
    level = len(poll.manifest.mix) - 1
    for place in range(level):
        counting.add(counting.open(place, {}))
    return counting, mixing.open_last(poll.manifest, poll.parties["S"].box, counting.levels[-1].items)


def nearest(counting):
    """The level that is asked first: its number, the opener's key, its memory."""
    level = len(counting.poll.manifest.mix) - 2
    return level, counting.poll.parties[counting.poll.manifest.mix[level].id], counting.levels[level]


def ask(counting, question):
    """What the nearest level says."""
    _, party, level = nearest(counting)
    return tracing.answer(counting.poll.manifest, party.box, level, question, counting.poll.signers)


def refused(counting, question):
    """The nearest level says nothing."""
    with pytest.raises(Malformed) as found:
        ask(counting, question)
    assert found.value.code == "mix.trace"


def shown(counting, item):
    """A good item as a liar shows it: with the true secret of its layer."""
    sealed = layers.sealed_part(counting.poll.manifest, len(counting.poll.manifest.mix) - 1, item)
    return Shown(item, (), layers.shared_secret(counting.poll.parties["S"].box, sealed))


def read_trace(poll, raw):
    """The trace in a JWS, whichever level signed it."""
    return tracing.signed(poll.manifest, raw, poll.signers)


def test_a_good_item_called_bad_is_refused(tier):
    """Whatever the reason, the shown secret opens the item, and it is good: the level before says nothing."""
    counting, examined = until_last(LocalTier(tier, 5))
    assert examined.bad == ()
    one, other = (shown(counting, item) for item in examined.items[:2])
    for reason in REASONS:
        refused(counting, Question(reason, one))
        refused(counting, Question(reason, one, other))
        refused(counting, Question(reason, one, one))


def test_a_false_secret_shows_nothing(tier):
    """With a secret that opens nothing no reason can be claimed, nor with none."""
    counting, examined = until_last(LocalTier(tier, 5))
    item, other = examined.items[:2]
    false = Shown(item, (), token_bytes(32))
    for reason in REASONS:
        refused(counting, Question(reason, false))
        refused(counting, Question(reason, false, shown(counting, other)))
        refused(counting, Question(reason, Shown(item, (), None)))


def test_that_an_item_does_not_open_is_proved(tier):
    """The finder's true key opens an honest item, and another key's proof is none: no lie is believed; rubbish does not
    open, as its proof shows; without the proof, or with a secret beside it, nothing is traced.
    """
    counting, examined = until_last(LocalTier(tier, 5))
    poll, level = counting.poll, len(counting.poll.manifest.mix) - 1
    item, key = examined.items[0], poll.parties["S"].box
    sealed, info = layers.sealed_part(poll.manifest, level, item), layers.info_of(poll.manifest, level, item)
    for private in (key, p256.generate()):
        refused(counting, Question("not_opened", Shown(item, (), None, layers.unopened(private, sealed, info))))
    voted = LocalTier(tier, 6)
    mischief.inner_rubbish(voted, "d01", level)
    counting, examined = until_last(voted)
    (bad,) = examined.bad
    assert (bad.reason, bad.secret is None, bad.proof is None) == ("not_opened", True, False)
    asked = tracing.question(bad)
    assert ask(counting, asked).out == sha256(bad.item).digest()
    refused(counting, replace(asked, item=replace(asked.item, proof=None)))
    refused(counting, replace(asked, item=replace(asked.item, secret=bytes(32))))
    refused(counting, replace(asked, twin=shown(counting, examined.items[1])))


def test_an_invented_twin_convicts_nobody(tier):
    """A last opener who copies a ballot that it has read into an item of its own, to have its voter named, is refused:
    the level before did not give that item out.
    """
    counting, examined = until_last(LocalTier(tier, 5))
    poll, item = counting.poll, examined.items[0]
    ballot = examined.good[0][0]
    level = len(poll.manifest.mix) - 1
    copy = poll.draw("d01").layer(sealing.frame(ballot.inner(), poll.manifest.pad), level)
    refused(counting, Question("repeated_key", shown(counting, item), shown(counting, copy)))
    refused(counting, Question("repeated_key", shown(counting, copy), shown(counting, item)))


def test_an_item_of_nobody_is_not_traced(tier):
    """Bytes that the level did not give out lead nowhere, however bad they are."""
    counting, _ = until_last(LocalTier(tier, 5))
    rubbish = mischief.rubbish(counting.poll, len(counting.poll.manifest.mix) - 1)
    refused(counting, Question("not_opened", shown(counting, rubbish)))


def test_the_reason_must_be_the_one(tier):
    """An item that is bad for one reason is not traced for another."""
    poll = LocalTier(tier, 7)
    mischief.ALONE["marks"](poll, "d02")
    counting, examined = until_last(poll)
    (bad,) = examined.bad
    assert bad.reason == "marks"
    for reason in sorted(set(REASONS) - {"marks"}):
        refused(counting, replace(tracing.question(bad), reason=reason))
    assert ask(counting, tracing.question(bad)).out == sha256(bad.item).digest()


def test_a_trace_that_leads_elsewhere_is_not_followed(tier):
    """Another voter, item, secret, level, signer or poll, or one voter for two items: the finder goes no further."""
    poll = LocalTier(tier, 7)
    for voter in ("d02", "d04"):
        mischief.ALONE["marks"](poll, voter)
    counting, examined = until_last(poll)
    level = len(poll.manifest.mix) - 1
    counting.trace(level, examined.bad)
    casts = {one[0]: one for one in poll.envelopes()}
    follow = lambda raws: tracing.follow(poll.manifest, raws, casts, poll.signers)  # noqa: E731
    good = counting.traces
    assert {one.reason for one in examined.bad} == {"marks"}
    found = follow(good)
    assert {found[sha256(one.item).digest()] for one in examined.bad} == {"d02", "d04"}
    place = next(n for n, raw in enumerate(good) if read_trace(poll, raw).voter)
    first = read_trace(poll, good[place])
    signer = poll.parties["A"].signer
    odd = [replace(first, voter="d01"), replace(first, voter="d09"), replace(first, item=bytes(32)),
           replace(first, out=bytes(32)), replace(first, secret=bytes(32)), replace(first, by="S"),
           replace(first, vote="p9"), replace(first, mh=bytes(32)), replace(first, level=1, voter=None)]  # fmt: skip
    for trace in odd:
        raws = [*good[:place], statements.sign(signer, trace), *good[place + 1 :]]
        with pytest.raises(Malformed):
            follow(raws)
    with pytest.raises(Malformed):
        follow([*good[:place], statements.sign(poll.server, first), *good[place + 1 :]])
    with pytest.raises(Malformed):
        follow([*good, good[place]])


def test_a_chain_must_hang_together():
    """At T2 the first level looks through the second's trace: without it, with another's, or twice, it says nothing."""
    poll = LocalTier("T2", 8)
    for voter in ("d02", "d04"):
        mischief.ALONE["marks"](poll, voter)
    counting, examined = until_last(poll)
    asked = [tracing.question(one) for one in examined.bad]
    traces = {sha256(one.item.item).digest(): counting.answer(1, one) for one in asked}
    by_hash = {sha256(item).digest(): item for item in counting.levels[0].items}
    first, other = (tracing.further(one, traces, by_hash) for one in asked)
    ask_a = lambda question: tracing.answer(  # noqa: E731
        poll.manifest, poll.parties["A"].box, counting.levels[0], question, poll.signers
    )
    assert ask_a(first).voter in {"d02", "d04"}
    assert ask_a(other).voter in {"d02", "d04"} - {ask_a(first).voter}
    item = first.item
    forged = statements.sign(poll.parties["A"].signer, read_trace(poll, item.shown[0]))
    for odd in (
        replace(item, shown=()),
        replace(item, shown=other.item.shown),
        replace(item, shown=(*item.shown, *item.shown)),
        replace(item, shown=(forged,)),
        replace(item, item=other.item.item),
        replace(item, secret=bytes(32)),
    ):
        with pytest.raises(Malformed):
            ask_a(replace(first, item=odd))


def test_the_middle_cannot_call_good_items_twins():
    """At T2 the second level says of two good items that they hold one `enc`: the first looks, and says nothing."""
    counting, _ = until_last(LocalTier("T2", 5))
    poll, first = counting.poll, counting.levels[0]
    items = [
        Shown(item, (), layers.shared_secret(poll.parties["B"].box, layers.sealed_part(poll.manifest, 1, item)))
        for item in first.items[:2]
    ]
    with pytest.raises(Malformed) as found:
        tracing.answer(poll.manifest, poll.parties["A"].box, first, Question("repeated_key", *items), poll.signers)
    assert found.value.code == "mix.trace"


def test_one_envelope_is_not_two_items(tier, monkeypatch):
    """A `ct` made so that it opens with two secrets still names its voter once: AES-GCM commits to no key."""
    poll = LocalTier(tier, 7)
    for voter in poll.terminals:
        poll.cast(voter, "YNA")
    monkeypatch.setattr(tracing.layers, "open_shown", lambda secret, sealed, info: secret)
    cast = poll.casts["d01"]
    traces = [
        statements.sign(poll.parties["A"].signer, Trace(
            poll.vote, poll.manifest.mh, "A", 0, sha256(cast.ct).digest(), sha256(secret).digest(), secret, "d01"))
        for secret in (b"1" * 32, b"2" * 32)
    ]  # fmt: skip
    casts = {one[0]: one for one in poll.envelopes()}
    assert tracing.follow(poll.manifest, traces[:1], casts, poll.signers) == {sha256(b"1" * 32).digest(): "d01"}
    with pytest.raises(Malformed, match="twice"):
        tracing.follow(poll.manifest, traces, casts, poll.signers)


def test_a_trace_opens_one_layer_of_one_item(tier):
    """What a trace shows opens the item that it names and no other."""
    poll = LocalTier(tier, 7)
    mischief.ALONE["form"](poll, "d03")
    counting, examined = until_last(poll)
    trace = ask(counting, tracing.question(examined.bad[0]))
    level, _, memory = nearest(counting)
    opens = []
    for item, source in memory.sources.items():
        sealed = layers.sealed_part(poll.manifest, level, source.item)
        info = (
            layers.info_of(poll.manifest, level, source.item) if level else layers.info(poll.manifest, 0, source.seat)
        )
        try:
            opens.append(layers.open_shown(trace.secret, sealed, info) == item)
        except Malformed:
            opens.append(False)
    assert opens.count(True) == 1


def test_all_void_voters_are_told_apart(tier):
    """Two bad items traced to one voter would hide a third party's: refused."""
    poll = LocalTier(tier, 8)
    mischief.shared_ballot_key(poll, "d02", "d04")
    counting, examined = until_last(poll)
    assert {one.reason for one in examined.bad} == {"repeated_key"}
    with pytest.raises(Untraced):
        examined.settle({})
    for reason in set(REASONS) - {"repeated_key"}:
        refused(counting, replace(tracing.question(examined.bad[0]), reason=reason))
    named = counting.trace(len(poll.manifest.mix) - 1, examined.bad)
    assert examined.settle(named).void == (("d02", "repeated_key"), ("d04", "repeated_key"))


junk = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
BAD = Bad("repeated_key", b"item", b"s" * 32, (b"twin", b"t" * 32))
QUESTION = Question("repeated_key", Shown(b"item", ("jws",), b"s" * 32), Shown(b"twin", ("jws",), b"t" * 32))


def test_what_is_asked_and_shown_is_read_as_it_was_written():
    """Both forms come back as they were, with and without a twin or a secret."""
    for bad in (
        BAD,
        replace(BAD, twin=None),
        Bad("not_opened", b"item", None),
        Bad("not_opened", b"item", None, None, b"p" * 129),
    ):
        assert tracing.read_bad(tracing.bad_json(bad)) == bad
    for question in (QUESTION, replace(QUESTION, twin=None), Question("marks", Shown(b"", (), None))):
        assert tracing.read_question(question.as_json()) == question


@given(junk, st.data())
def test_whatever_is_asked_is_read_exactly_or_refused(value, data):
    """Any JSON as a question or as a bad item, or in any of its fields: Malformed, or the same again."""
    for good, read, write in (
        (QUESTION.as_json(), tracing.read_question, lambda question: question.as_json()),
        (tracing.bad_json(BAD), tracing.read_bad, tracing.bad_json),
    ):
        with pytest.raises(Malformed):
            read(value)
        changed = good | {data.draw(st.sampled_from([*sorted(good), "x"])): value}
        try:
            found = read(changed)
        except Malformed:
            continue
        assert write(found) == changed


def first_of(tier):
    """A counting after level 0 of a poll in which something was void there."""
    poll = LocalTier(tier, 9)
    mischief.shared_layer(poll, "d01", "d02")
    mischief.cast_ct(poll, "d03", mischief.rubbish(poll, 0, seat=poll.terminals["d03"].seat))
    for voter in list(poll.terminals)[3:]:
        poll.cast(voter, "YNA")
    counting = Counting(poll)
    counting.add(counting.open(0, {}))
    return counting, {one[0]: one for one in poll.envelopes()}


def test_the_first_level_shows_what_it_names_as_void(tier):
    """Each void envelope is shown, by its secret or the proof that it does not open; one left out, one more or another's
    is refused.
    """
    counting, casts = first_of(tier)
    poll, (mix,) = counting.poll, counting.statements
    *copies, third = counting.shown
    copied = ["d01", "d02"] if tier == "T1" else ["d02"]
    assert mix.void == (*((voter, "repeated_key") for voter in copied), ("d03", "not_opened"))
    assert [read_trace(poll, raw).voter for raw in copies] == copied
    assert messages.parse(third).typ == "unopened"
    tracing.first_shown(poll.manifest, mix, counting.shown, casts, poll.signers)
    good = tracing._first(poll.manifest, poll.parties["A"].box, casts["d05"])
    other = statements.sign(poll.parties["A"].signer, good)
    for shown_ in (
        [],
        copies,
        [*copies, copies[-1], third],
        [*copies, third, third],
        [*copies, other, third],
        [*copies[:-1], other, third],
        [copies[0], copies[0], third] if tier == "T1" else [third],
    ):
        with pytest.raises(Malformed) as refused_:
            tracing.first_shown(poll.manifest, mix, shown_, casts, poll.signers)
        assert refused_.value.code == "mix.trace"


def test_a_good_envelope_is_not_void_at_the_first_level(tier):
    """Whatever level 0 says of an honest envelope, what it shows is good; that it does not open cannot be proved."""
    counting, casts = first_of(tier)
    poll, (mix,) = counting.poll, counting.statements
    good = tracing._first(poll.manifest, poll.parties["A"].box, casts["d05"])
    shown_ = [*counting.shown, statements.sign(poll.parties["A"].signer, good)]
    for reason in ("form", "token", "repeated_key"):
        lie = replace(mix, void=(*mix.void, ("d05", reason)))
        with pytest.raises(Malformed) as refused_:
            tracing.first_shown(poll.manifest, lie, shown_, casts, poll.signers)
        assert refused_.value.code == "mix.trace"
    lie = replace(mix, void=(*mix.void, ("d05", "not_opened")))
    for private in (poll.parties["A"].box, p256.generate()):
        unopened = tracing._unopened(poll.manifest, private, casts["d05"])
        assert unopened
        proved = statements.sign(poll.parties["A"].signer, unopened)
        for shown_ in (counting.shown, [*counting.shown, proved]):
            with pytest.raises(Malformed) as refused_:
                tracing.first_shown(poll.manifest, lie, shown_, casts, poll.signers)
            assert refused_.value.code == "mix.trace"


def test_a_middle_level_names_as_void_what_it_shows_and_nobody_else():
    """Station B alone drops good papers and names voters for them, or another voter, or shows what never came to it: whoever
    follows it asks for each void item, shown to be bad, out of what came, and traced to that voter.
    """
    poll = LocalTier("T2", 8)
    mischief.inner_rubbish(poll, "d02", 1)
    for voter in ("d01", *list(poll.terminals)[2:]):
        poll.cast(voter, "YNA")
    counting = Counting(poll)
    level = counting.counted().levels[1]
    manifest, mix, items = poll.manifest, level.statement(poll.manifest), counting.levels[0].items
    (bad,) = level.bad
    named = {sha256(bad.item).digest(): "d02"}
    tracing.came_bad(manifest, 1, level.bad, items)
    tracing.accounted(mix, level.bad, named)
    more = replace(mix, void=(*mix.void, ("d05", "not_opened")))
    for said, shown_, came, whose in (
        (more, level.bad, items, named),
        (more, (bad, replace(bad, item=items[0])), items, named | {sha256(items[0]).digest(): "d05"}),
        (mix, (), items, named),
        (mix, level.bad, items, {}),
        (mix, level.bad, items, {sha256(bad.item).digest(): "d05"}),
        (mix, level.bad, [item for item in items if item != bad.item], named),
        (replace(mix, void=(("d02", "form"),)), level.bad, items, named),
    ):
        with pytest.raises(Malformed) as refused_:
            tracing.came_bad(manifest, 1, shown_, came)
            tracing.accounted(said, shown_, whose)
        assert refused_.value.code == "mix.trace"


def test_a_level_0_that_leaves_few_is_not_followed(tier):
    """Six of seven named as void, one left: whoever reads the statement goes no further."""
    counting, _ = first_of(tier)
    (mix,), items = counting.statements, counting.levels[0].items
    for left in (4, 5):
        void = tuple((f"d{n:02}", "token") for n in range(9 - left))
        lie = replace(mix, void=void, m_out=left, out_root=receipts.root(items[:left]))
        if left == 5:
            mixing.chained(counting.poll.manifest, counting.close, [lie], items[:left])
            continue
        with pytest.raises(Malformed) as few:
            mixing.chained(counting.poll.manifest, counting.close, [lie], items[:left])
        assert few.value.code == "poll.too_few"
