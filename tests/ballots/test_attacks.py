"""The attacks Q1 to Q12 on the protocol, each tried on the functions that server, stations and terminals use."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from tests.ballots import mischief, seals
from tests.ballots.chance import Fresh, issuer_key
from tests.ballots.paper import Drawn
from tests.ballots.parties import Counting, LocalTier
from tests.ballots.terminal import Terminal
from voting.ballots import layers, mixing, papers, receipts, sealing, statements, tracing
from voting.ballots.credentials import level_message
from voting.ballots.encodings import Malformed, b64
from voting.ballots.mixing import Untraced
from voting.ballots.papers import Issuer
from voting.ballots.sealing import Ballot, Credential
from voting.ballots.statements import BlindSigned

MARKS = ("YYN", "NNA", "AAA")


@pytest.fixture(params=["T1", "T2"])
def tier(request):
    """Both tiers with stations."""
    return request.param


def voted(tier, voters=6, skip=(), **more):
    """A poll in which all but some have voted."""
    poll = LocalTier(tier, voters, **more)
    for number, voter in enumerate(poll.terminals):
        poll.draw(voter)
        if voter not in skip:
            poll.cast(voter, MARKS[number % 3])
    return poll


def opened(poll):
    """The opening so far, and the statements with what was published."""
    counting = Counting(poll)
    counting.counted()
    return counting


def recounted(counting, ballots, **change):
    """What a station says of these ballots, published under a statement that fits them."""
    last = replace(counting.statements[-1], out_root=receipts.root(ballots), m_out=len(ballots), **change)
    return mixing.published(counting.poll.manifest, counting.close, [*counting.statements[:-1], last], ballots)


def found_by(paper, ballots):
    """The automatic audit of a terminal: its own inner text is among those counted."""
    return paper.ballot(paper_marks(paper)).inner() in ballots


def paper_marks(paper):
    """What this voter marked."""
    return MARKS[(int(paper.terminal.seat.rsplit("-", 1)[1]) - 1) % 3]


def test_q1_honest_run(tier):
    """Everything cast is counted, all envelopes have one size, every terminal finds its ballot."""
    poll = voted(tier)
    counting = opened(poll)
    ballots = counting.levels[-1].items
    assert len({len(cast.ct) for cast in poll.casts.values()}) == 1
    assert sorted(one.marks for one in counting.levels[-1].papers) == sorted(MARKS * 2)
    assert mixing.published(poll.manifest, counting.close, counting.statements, ballots) == counting.levels[-1].papers
    assert all(found_by(paper, ballots) for paper in poll.drawn.values())


def _stuffed(poll, issuers):
    """A ballot that the server makes alone, with its own signature in every place of these issuers."""
    chance = poll.chance
    key, server = chance.key("stuffed"), poll.parties["S"].issuer
    draft = seals.sign_paper(key, sealing.paper_text(poll.manifest.mh, "YYY"))
    r = {one: bytes(32) for one in issuers}
    prepared = bytes(32) + level_message(poll.manifest.levels[-1], poll.manifest.mh, draft.pk)
    s = server.private.sign(prepared, padding.PSS(padding.MGF1(hashes.SHA384()), 48), hashes.SHA384())
    return seals.sign_paper(key, draft.p, Credential(draft.pk, b"", r, dict.fromkeys(issuers, s)))


def test_q2_server_alone_cannot_stuff(tier):
    """With its own key alone, missing or repeated in the others' places, the server adds no ballot."""
    counting = opened(voted(tier))
    poll, ballots = counting.poll, counting.levels[-1].items
    for issuers in (("S",), [one.id for one in poll.manifest.issuers], ()):
        more = sorted([*ballots[1:], _stuffed(poll, issuers).inner()])
        with pytest.raises(Malformed, match="void"):
            recounted(counting, more)


def test_q3_last_mixer_cannot_alter_a_ballot(tier):
    """A changed mark, under whatever signature, is no ballot of its credential any more."""
    counting = opened(voted(tier))
    poll, ballots = counting.poll, counting.levels[-1].items
    good = sealing.read_inner(ballots[0], poll.manifest.shape.issuers)
    p = sealing.paper_text(poll.manifest.mh, "YYY")
    other = seals.sign_paper(poll.chance.key("other"), p)
    for altered in (replace(good, p=p), Ballot(p, good.pk, other.sig, good.r, good.s), replace(good, p=p, pk=other.pk)):
        with pytest.raises(Malformed, match="void"):
            recounted(counting, sorted([altered.inner(), *ballots[1:]]))


def test_q4_drop_and_duplicate(tier):
    """Five ballots for six do not add up, and a ballot twice is seen."""
    counting = opened(voted(tier))
    manifest, ballots = counting.poll.manifest, counting.levels[-1].items
    for odd in (ballots[1:], sorted([ballots[1], *ballots[1:]])):
        with pytest.raises(Malformed):
            mixing.published(manifest, counting.close, counting.statements, odd)
    with pytest.raises(Malformed, match="more than once"):
        recounted(counting, sorted([ballots[1], *ballots[1:]]))
    # a statement that owns up to five must say who is void and why, or nobody reads it
    signer = counting.poll.parties[manifest.mix[-1].id].signer
    short = replace(counting.statements[-1], out_root=receipts.root(ballots[1:]), m_out=5)
    with pytest.raises(Malformed, match="add up"):
        statements.read(statements.sign(signer, short), signer.public, statements.Mix)
    for level in range(1, len(manifest.mix)):
        items = counting.levels[level - 1].items
        with pytest.raises(Malformed):
            mixing.continues(manifest, counting.close, counting.statements[:level], items[1:])


def test_q5_drop_plus_colluders_unused_credential(tier):
    """Totals look right when a colluder's paper takes the place of a victim's: the victim's terminal alone is alarmed."""
    counting = opened(voted(tier, skip=("d01",)))
    poll = counting.poll
    colluder = poll.drawn["d01"].ballot("YYY").inner()
    ballots = sorted([colluder, *counting.levels[-1].items[1:]])
    assert len(recounted(counting, ballots)) == 5
    missing = [voter for voter, paper in poll.drawn.items() if voter in poll.casts and not found_by(paper, ballots)]
    assert len(missing) == 1


def test_q6_credential_of_another_vote(tier):
    """What was issued for one poll is worth nothing in another: other keys, other manifest."""
    first, counting = voted(tier, vote="p1"), opened(voted(tier, vote="p2"))
    poll, ballots = counting.poll, counting.levels[-1].items
    paper = first.drawn["d01"]
    p = sealing.paper_text(poll.manifest.mh, "YYY")
    last = poll.manifest.levels[-1]
    stolen = seals.sign_paper(paper.keys[last], p, paper.signed[last])
    with pytest.raises(Malformed, match="credential"):
        recounted(counting, sorted([stolen.inner(), *ballots[1:]]))
    mischief.cast_ballot(poll, "d01", stolen)
    assert poll.count().void == {"d01": "credential"}


def test_q7_replay_of_anothers_envelope(tier):
    """A copied envelope does not open for the copyist, even where the original is suppressed; the original counts."""
    poll = voted(tier, voters=7, skip=("d02",))
    alice = poll.casts["d01"]
    mischief.cast_ct(poll, "d02", alice.ct)
    counted = poll.count()
    assert counted.void == {"d02": "not_opened"}
    assert found_by(poll.drawn["d01"], counted.last.items)
    del poll.casts["d01"]
    assert poll.count().void == {"d02": "not_opened"}
    copied = poll.terminals["d02"].send(poll.manifest, alice.ct)
    with pytest.raises(Malformed):
        poll.take(copied.replace(".", "..", 1))


def test_a_paper_that_was_replaced_is_opened_in_nobody_elses_envelope():
    """Server, station A and a voter put what is within a member's first vote, which her second has replaced, behind the
    voter's own token: honest B opens no such thing, nobody sees two ballots under one key, and the voter alone is void.
    """
    poll = voted("T2", voters=7)
    manifest, paper = poll.manifest, poll.draw("d03")
    info = layers.info(manifest, 0, paper.terminal.seat)
    first = poll.casts["d03"]
    item = layers.opened(poll.parties["A"].box, first.ct, info)
    paper.chance = Fresh()
    poll.take(paper.cast("NNN", seq=2, prev=first.message.digest))
    mischief.cast_ct(poll, "d06", mischief.wrap(poll.draw("d06"), layers.sealed_part(manifest, 1, item), 0))
    counted = poll.count()
    assert counted.void == {"d06": "not_opened"}
    assert list(counted.levels[1].void) == [("d06", "not_opened")]
    keys = [sealing.read_inner(inner, manifest.shape.issuers).pk for inner in counted.last.items]
    assert len(keys) == len(set(keys)) == 6


def test_q8_n_minus_1_is_stopped_before_the_honest_middle_opens():
    """Alice's item among invented ones: the middle level refuses the batch with the key still unused."""
    counting = opened(voted("T2"))
    poll, items = counting.poll, counting.levels[0].items
    token = sealing.empty_credential(poll.manifest.shape.issuers).text()
    head = len(token).to_bytes(2, "big") + token
    invented = [head + mischief.rubbish(poll, 1) for _ in items[1:]]
    batch = sorted([items[0], *invented])
    first = replace(counting.statements[0], out_root=receipts.root(batch))
    with pytest.raises(Malformed) as refused:
        mixing.continues(poll.manifest, counting.close, [first], batch)
    assert refused.value.code == "mix.items"
    alone = replace(first, out_root=receipts.root(items[:1]), m_out=1)
    with pytest.raises(Malformed):
        statements.read(
            statements.sign(poll.parties["A"].signer, alone), poll.signers["A"], statements.Mix
        )  # fmt: skip


def test_q8_n_minus_1_is_stopped_before_the_honest_last_publishes(tier):
    """Alice's item among invented ones at the last level: alone, or with fewer than four others, it is not published at
    all; among more, nobody can trace what is invented to casts, and without their traces nothing is published.
    """
    counting = opened(voted(tier, voters=7))
    poll, level = counting.poll, len(counting.poll.manifest.mix) - 1
    items = counting.levels[level - 1].items
    invented = [mischief.rubbish(poll, level) for _ in items[1:]]
    for kept in (1, 4):
        with pytest.raises(Malformed) as refused:
            mixing.open_last(poll.manifest, poll.parties["S"].box, sorted([*items[:kept], *invented[kept - 1 :]]))
        assert refused.value.code == "poll.too_few"
    invented = invented[4:]
    batch = sorted([*items[:5], *invented])
    examined = mixing.open_last(poll.manifest, poll.parties["S"].box, batch)
    assert {one.item for one in examined.bad} == set(invented)
    with pytest.raises(Untraced):
        examined.settle({})
    honest = counting.levels[level - 1]
    for one in examined.bad:
        with pytest.raises(Malformed, match="give out"):
            asked = tracing.question(one)
            signer = poll.parties[poll.manifest.mix[level - 1].id]
            tracing.answer(poll.manifest, signer.box, honest, asked, poll.signers)


def test_q9_tagged_issuer_key(tier):
    """A manifest with a key of its own for one voter is not the one that the stations signed, nor do they sign under it."""
    poll = LocalTier(tier, 7)
    others = poll.manifest.issuers[1:]
    tagged = replace(poll.manifest, issuers=(Issuer("S", issuer_key("tagged").modulus), *others))
    shown = papers.read(papers.sign(tagged, poll.server), poll.server.public)
    for raw in poll.countersigned:
        (station,) = [name for name in poll.signers if name != "S" and _by(raw, poll, name)]
        stated = statements.read(raw, poll.signers[station], statements.Countersign)
        assert stated.mh == poll.manifest.mh != shown.mh
    paper = Drawn(poll.terminals["d01"], shown)
    for name in others:
        with pytest.raises(Malformed) as refused:
            poll.desks[name.id].check(paper.request())
        assert refused.value.code == "poll.wrong_manifest"


def _by(raw, poll, name):
    try:
        statements.read(raw, poll.signers[name], statements.Countersign)
    except Malformed:
        return False
    return True


def test_q10_second_request(tier):
    """Each issuer by itself refuses another request of the same voter; the identical bytes get the identical answer."""
    poll = LocalTier(tier, 7)
    paper, other = (Drawn(poll.terminals["d01"], poll.manifest) for _ in range(2))
    raw, again = paper.request(bytes(16)), other.request(bytes(16))
    for name in poll.desks:
        answer = poll.issue_at(name, raw)
        with pytest.raises(Malformed) as refused:
            poll.issue_at(name, again)
        assert refused.value.code == "ballot.drawn_already"
        assert poll.issue_at(name, raw) == answer


def test_q11_forged_identity(tier):
    """Another key for the same seat: every issuer refuses, and so does whoever opens."""
    poll = voted(tier, 6)
    forger = Terminal(poll.terminals["d03"].seat)
    for name in poll.desks:
        with pytest.raises(Malformed) as refused:
            poll.desks[name].check(Drawn(forger, poll.manifest).request())
        assert refused.value.code == "seat.wrong_key"
    raw = forger.send(poll.manifest, poll.casts["d03"].ct)
    rest = [cast.message.raw for voter, _, cast in poll.envelopes() if voter != "d03"]
    with pytest.raises(Malformed):
        mixing.read_casts(poll.manifest, poll.roster, poll.devices, [*rest, raw])


def test_q12_issuers_view_does_not_contain_the_ballot_key(tier):
    """Neither requests and answers nor envelopes hold a key or signature of any ballot that is counted."""
    poll = voted(tier)
    counted = poll.count()
    seen = "".join(jws for kept in poll.answers.values() for _, jws in kept.values())
    seen += "".join(cast.message.raw for cast in poll.casts.values())
    plain = repr([statements.read(jws, poll.signers[name], BlindSigned) for name, kept in poll.answers.items()
                  for _, jws in kept.values()])  # fmt: skip
    for inner in counted.last.items:
        ballot = sealing.read_inner(inner, poll.manifest.shape.issuers)
        for data in (ballot.pk, ballot.sig, *ballot.r.values(), *ballot.s.values()):
            assert b64(data) not in seen
            assert repr(data)[2:-1] not in plain
