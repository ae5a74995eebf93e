"""What issuers and openers state is read exactly as it was signed, or not at all."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ballots.parties import LocalTier
from tests.ballots.vectors import tiers
from tests.vectors.scene import key
from voting.ballots import messages, p256, statements
from voting.ballots.encodings import Malformed, b64
from voting.ballots.statements import (
    BlindSigned,
    Close,
    Countersign,
    IssueClose,
    Mix,
    StationKeys,
    Tally,
    Trace,
)

SIGNER = key("station")
MH, ROOT = b"h" * 32, b"r" * 32
GOOD = {
    "station-keys": StationKeys("m", "p1", "A", b"\xff" * 256, b"\4" * 65),
    "countersign": Countersign("m", "p1", MH, "B"),
    "blind-signed": BlindSigned("p1", MH, "A-07", "S", ROOT, {"1": bytes(256), "3": bytes(256)}),
    "close": Close(MH, 5, 4, ROOT),
    "issue-close": IssueClose("p1", MH, "A", 57, 1, ROOT),
    "mix": Mix("p1", MH, "A", 0, ROOT, MH, 5, 3, (("d1", "marks"), ("d2", "repeated_key"))),
    "trace": Trace("p1", MH, "A", 0, ROOT, MH, b"s" * 32, "d1"),
    "tally": Tally("p1", MH, "S", ROOT, ROOT, 3),
}
TYPS = sorted(GOOD)


def raw(typ, payload):
    """A well signed message of this typ."""
    return messages.sign(SIGNER, typ, payload)


def payload(typ):
    """What the good statement's JWS says."""
    return messages.parse(statements.sign(SIGNER, GOOD[typ])).payload


@pytest.mark.parametrize("typ", TYPS)
def test_what_is_signed_is_read(typ):
    """Each statement comes back as it was, from its own typ and key only."""
    jws = statements.sign(SIGNER, GOOD[typ])
    assert messages.parse(jws).typ == typ
    assert statements.read(jws, SIGNER.public, type(GOOD[typ])) == GOOD[typ]
    with pytest.raises(Malformed) as refused:
        statements.read(jws, key("stranger").public, type(GOOD[typ]))
    assert refused.value.code == "seat.wrong_key"
    for other in TYPS:
        if other != typ:
            with pytest.raises(Malformed):
                statements.read(jws, SIGNER.public, type(GOOD[other]))


@pytest.mark.parametrize("typ", TYPS)
def test_every_field_is_needed_and_none_beside(typ):
    """A field more, a field less, or null for any of them."""
    good = payload(typ)
    odd = [good | {"x": 1}, *({n: v for n, v in good.items() if n != name} for name in good)]
    odd += [good | {name: None} for name in good if (typ, name) != ("trace", "voter")]
    for bad in odd:
        with pytest.raises(Malformed) as refused:
            statements.read(raw(typ, bad), SIGNER.public, type(GOOD[typ]))
        assert refused.value.code == "message.malformed"


junk = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60).filter(lambda n: abs(n) < 2**53) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150)
@given(st.sampled_from(TYPS), st.data())
def test_whatever_stands_in_a_field_is_read_exactly_or_refused(typ, data):
    """Any JSON in any field: Malformed, or a statement that says the very same again."""
    good = payload(typ)
    changed = good | {data.draw(st.sampled_from(sorted(good))): data.draw(junk)}
    try:
        found = statements.read(raw(typ, changed), SIGNER.public, type(GOOD[typ]))
    except Malformed:
        return
    assert messages.parse(statements.sign(SIGNER, found)).payload == changed


@settings(max_examples=100)
@given(st.sampled_from(TYPS), st.data())
def test_a_message_cut_or_changed_is_refused(typ, data):
    """Whatever byte of the JWS is changed or wherever it is cut."""
    jws = statements.sign(SIGNER, GOOD[typ])
    place = data.draw(st.integers(0, len(jws) - 1))
    other = chr(ord(jws[place]) ^ data.draw(st.integers(1, 127)))
    for bad in (jws[:place], jws[:place] + other + jws[place + 1 :]):
        with pytest.raises(Malformed):
            statements.read(bad, SIGNER.public, type(GOOD[typ]))


@given(junk)
def test_no_message_at_all(value):
    """Anything that is no JWS."""
    with pytest.raises(Malformed):
        statements.read(value, SIGNER.public, Mix)


def test_a_mix_must_add_up():
    """In less out is what is void; void envelopes are sorted, and no voter is void twice."""
    mix = GOOD["mix"]
    for odd in (
        replace(mix, m_in=6),
        replace(mix, m_out=5),
        replace(mix, void=mix.void[::-1]),
        replace(mix, void=(("d1", "marks"), ("d1", "paper"))),
        replace(mix, void=(("", "marks"), ("d2", "paper"))),
        replace(mix, void=(("d1", "marks"), ("d2", "ugly"))),
        replace(mix, level=3),
    ):
        with pytest.raises(Malformed):
            statements.read(statements.sign(SIGNER, odd), SIGNER.public, Mix)


def test_a_trace_names_at_level_0_only():
    """Level 0 names the voter; no other level knows one."""
    trace = GOOD["trace"]
    for odd in (replace(trace, voter=None), replace(trace, level=1), replace(trace, level=2, voter=None)):
        with pytest.raises(Malformed):
            statements.read(statements.sign(SIGNER, odd), SIGNER.public, Trace)
    other = replace(trace, level=1, voter=None)
    assert statements.read(statements.sign(SIGNER, other), SIGNER.public, Trace) == other


def test_a_mix_of_many_void_envelopes_can_be_said():
    """Three thousand void envelopes of long names fit in one statement; a terminal's message has its limit as ever."""
    void = tuple((f"{n:04}" + "代" * 20, "repeated_key") for n in range(3000))
    mix = replace(GOOD["mix"], m_in=3000, m_out=0, void=void)
    jws = statements.sign(SIGNER, mix)
    assert len(jws) > messages.LIMIT
    assert statements.read(jws, SIGNER.public, Mix) == mix
    with pytest.raises(Malformed) as refused:
        messages.read(jws, SIGNER.public, "cast")
    assert refused.value.code == "message.too_large"


def test_a_statement_of_another_poll():
    """Vote, manifest and who states must be the ones that are meant."""
    poll = LocalTier("T1", 5)
    good = IssueClose(poll.vote, poll.manifest.mh, "A", 1, 0, ROOT)
    statements.of_poll(good, poll.manifest, "A")
    for odd in (replace(good, vote="p9"), replace(good, mh=MH), replace(good, by="S")):
        with pytest.raises(Malformed) as refused:
            statements.of_poll(odd, poll.manifest, "A")
        assert refused.value.code == "poll.wrong_manifest"


KINDS = {"blind_signed": BlindSigned, "issue_close": IssueClose, "mix": Mix, "tally": Tally}


@pytest.mark.parametrize("tier", ["T1", "T2"])
def test_the_shared_vectors(tier):
    """Every statement of the shared vectors is read, says what stands there, and is signed again to the same bytes."""
    found = tiers()[tier]
    keys = {name: p256.import_key(_public(one)) for name, one in found["keys"]["stations"].items()}
    keys["S"] = p256.import_key(_public(found["keys"]["server"]))
    for name, kind in KINDS.items():
        rows = found[name]
        for row in rows.values() if isinstance(rows, dict) else rows:
            statement = statements.read(row["jws"], keys[row["payload"]["by"]], kind)
            assert messages.parse(row["jws"], messages.LIMITS["mix"]).payload == row["payload"]
            assert {one.name for one in fields(statement)} == set(row["payload"])
            assert row["payload"]["mh"] == b64(statement.mh)
    close = statements.read(found["close"]["jws"], keys["S"], Close)
    assert (close.issued, close.cast) == (5, 5)
    for jws in found["manifest"]["countersigned"]:
        who = messages.parse(jws).payload["station"]
        assert statements.read(jws, keys[str(who)], Countersign).station == who
    for who, jws in found["manifest"]["station_keys"].items():
        assert statements.read(jws, keys[who], StationKeys).vote == found["manifest"]["payload"]["vote"]


def _public(known):
    return {name: value for name, value in known["jwk"].items() if name != "d"}
