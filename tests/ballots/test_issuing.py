"""An issuer signs for whom its own roll has, under its own manifest, and exactly what belongs there."""

from __future__ import annotations

import pytest

from tests.ballots.chance import issuer_key
from tests.ballots.paper import Drawn
from tests.ballots.parties import LocalTier
from tests.ballots.terminal import Terminal
from tests.vectors.scene import NONCE, Scene, key
from voting.ballots import credentials, intake, messages, papers, receipts, statements
from voting.ballots.credentials import Refused
from voting.ballots.encodings import Malformed, b64, unb64
from voting.ballots.issuing import Desk
from voting.ballots.statements import BlindSigned


@pytest.fixture(params=["T1", "T2"])
def poll(request):
    """A poll of five voters."""
    return LocalTier(request.param, 5)


def paper(poll, voter="d01"):
    """A paper that has not been asked for yet."""
    return Drawn(poll.terminals[voter], poll.manifest)


def refused(poll, raw, code, name="A"):
    """The desk refuses with this code."""
    with pytest.raises(Malformed) as found:
        poll.desks[name].check(raw)
    assert found.value.code == code


def said(poll, asked, **change):
    """A request with something changed, signed by the seat."""
    payload = messages.parse(asked.request()).payload | change
    return messages.sign(asked.terminal.key, "issue", payload)


def test_every_issuer_signs_and_the_terminal_has_a_credential(poll):
    """Each answer names poll, seat, issuer and request; together they make credentials that hold at every level."""
    asked = paper(poll)
    raw = asked.request()
    answers = poll.issue(raw)
    for name, jws in answers.items():
        answer = statements.read(jws, poll.signers[name], BlindSigned)
        assert (answer.seat, answer.by, answer.of) == (asked.terminal.seat, name, messages.digest(raw))
    asked.finish(answers, poll.signers, messages.digest(raw))
    assert tuple(asked.signed) == poll.manifest.levels
    issued = receipts.issued(
        poll.server, vote=poll.vote, mh=poll.manifest.mh, seat=asked.terminal.seat, seq=1, prev=None, leaf_index=3,
        leaf=bytes(32), bs=answers)  # fmt: skip
    assert messages.read(issued, poll.server.public, "issued").payload["bs"] == answers
    assert len(issued) < messages.LIMIT


def test_an_answer_is_not_random(poll):
    """The same request checked and signed again gives the same bytes: a lost answer can be given once more."""
    desk, raw = poll.desks["A"], paper(poll).request()
    assert desk.sign(desk.check(raw)) == desk.sign(desk.check(raw))


def test_a_terminal_complains_of_a_wrong_answer(poll):
    """An answer to another request, of another issuer, or with another signature makes no credential."""
    asked, other = paper(poll), paper(poll, "d02")
    raw = asked.request()
    answers, others = poll.issue(raw), poll.issue(other.request())
    good = statements.read(answers["A"], poll.signers["A"], BlindSigned)
    level = str(poll.manifest.levels[0])
    flipped = good.bs[level][:-1] + bytes([good.bs[level][-1] ^ 1])
    bad = statements.sign(
        poll.parties["A"].signer,
        BlindSigned(good.vote, good.mh, good.seat, "A", good.of, {**good.bs, level: flipped}),
    )
    for odd, error in ((bad, Refused), (others["A"], ValueError), (answers["S"], Malformed)):
        with pytest.raises(error):
            asked.finish({**answers, "A": odd}, poll.signers, messages.digest(raw))


def test_a_seat_that_is_not_on_the_roll(poll):
    """A stranger, and a seat whose terminal is another on the issuer's roll."""
    stranger = Drawn(Terminal("Z-01"), poll.manifest)
    refused(poll, stranger.request(), "seat.unknown")
    replaced = Drawn(Terminal(poll.terminals["d01"].seat), poll.manifest)
    refused(poll, replaced.request(), "seat.wrong_key")


def test_a_forged_request(poll):
    """Signed by another key under the seat's kid, the request is refused by every issuer."""
    raw = paper(poll).request()
    head, body, _ = raw.split(".")
    forged = messages.sign(Terminal("x").key, "issue", messages.parse(raw).payload).rsplit(".", 1)[1]
    for name in poll.desks:
        refused(poll, f"{head}.{body}.{forged}", "message.signature", name)


def test_exactly_the_levels_issuers_and_sizes_of_the_manifest(poll):
    """A level or issuer more or less, a short message, zero, or more than the modulus."""
    asked = paper(poll)
    good = {level: dict(row) for level, row in messages.parse(asked.request()).payload["bl"].items()}
    first = next(iter(good))
    row = good[first]
    foreign = "2" if first != "2" else "1"
    odd = [
        {},
        {first: {}},
        {**good, foreign: row},
        {foreign: row},
        {**good, first: {"S": row["S"]}},
        {**good, first: {**row, "C": row["S"]}},
        {**good, first: {**row, "A": b64(unb64(row["A"])[1:])}},
        {**good, first: {**row, "A": row["A"] + "AAAA"}},
        {**good, first: {**row, "A": b64(bytes(256))}},
        {**good, first: {**row, "A": b64(b"\xff" * 256)}},
        {**good, "01": row},
        [],
    ]
    for bad in odd:
        refused(poll, said(poll, asked, bl=bad), "message.malformed")
    poll.desks["A"].check(said(poll, asked))


def test_another_poll_or_manifest(poll):
    """What is asked under another manifest is not signed."""
    asked = paper(poll)
    refused(poll, said(poll, asked, mh=b64(bytes(32))), "poll.wrong_manifest")
    refused(poll, said(poll, asked, vote="p9"), "poll.wrong_manifest")


def test_a_key_that_is_not_the_manifests(poll):
    """A desk with another poll's key, or under another name, is a mistake of the caller."""
    for by, issuer in (("A", issuer_key("another")), ("S", poll.parties["A"].issuer), ("B", issuer_key("another"))):
        with pytest.raises(ValueError, match="key"):
            Desk(
                manifest=poll.manifest, by=by, key=issuer, signer=poll.server, roster=poll.roster, devices=poll.devices
            )


def test_what_issuers_issued_is_one_root():
    """The root depends on who, not on the order; one voter more or less is another root."""
    assert receipts.voters_root(["d2", "d10", "é"]) == receipts.voters_root(["é", "d10", "d2"])
    assert receipts.voters_root(["d2"]) != receipts.voters_root(["d2", "d10"])
    assert receipts.voters_root([]) == receipts.root([])


def test_the_issuers_of_a_tier_agree(poll):
    """After the issue every issuer states the same figures and root."""
    for voter in ("d01", "d03"):
        poll.draw(voter)
    stated = [messages.parse(raw).payload for raw in poll.issue_closes()]
    assert {(one["issued"], one["voters_root"]) for one in stated} == {
        (2, b64(receipts.voters_root(["d01", "d03"])))
    }  # fmt: skip
    assert [one["by"] for one in stated] == [one.id for one in poll.manifest.issuers]


def test_a_named_poll_draws_without_credentials():
    """At T0 and by name nothing is blinded, and blinded messages are refused."""
    scene = Scene()
    for manifest in (scene.secret, scene.named):
        raw = scene.terminal.draw(manifest, NONCE)
        intake.against(manifest, intake.read(messages.read(raw, key("seat").public, "issue"), intake.Issue))
        with_credentials = scene.terminal.draw(manifest, NONCE, {"2": {"S": b64(b"\1" * 256)}})
        issue = intake.read(messages.read(with_credentials, key("seat").public, "issue"), intake.Issue)
        with pytest.raises(Malformed):
            intake.against(manifest, issue)


def test_a_credential_says_its_level():
    """A credential asked for one level is none of another: the level stands in what is signed."""
    poll = LocalTier("T2", 5)
    signed = poll.draw("d01").signed
    for level, credential in signed.items():
        for other in (1, 2, 3):
            message = credentials.level_message(other, poll.manifest.mh, credential.pk)
            held = [
                credentials.holds(credentials.public_key(one.n), credential.r[one.id] + message, credential.s[one.id])
                for one in poll.manifest.issuers
            ]
            assert held == [level == other] * 3


def test_the_largest_request_and_answer_are_messages():
    """With ids as long as they may be, request and answer of T2 stay under the limit of a message."""
    terminals = [Terminal("座" * 64), *(Terminal(f"s{n}") for n in range(4))]
    poll = LocalTier("T2", terminals, vote="票" * 64)
    raw = paper(poll).request()
    answers = poll.issue(raw)
    issued = receipts.issued(
        poll.server, vote=poll.vote, mh=poll.manifest.mh, seat="座" * 64, seq=2**53 - 1, prev=bytes(32),
        leaf_index=2**53 - 1, leaf=bytes(32), bs=answers)  # fmt: skip
    assert max(len(raw), len(issued)) < messages.LIMIT
    assert papers.read(poll.jws, poll.server.public) == poll.manifest
