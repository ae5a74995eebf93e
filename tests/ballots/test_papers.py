"""Manifests: what is frozen, hashed and signed, and papers in which every lawful ballot fits."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ballots.terminal import Terminal
from tests.ballots.vectors import protocol
from tests.vectors.scene import LINES, ROSTER, Scene, key, raw_jws
from voting.ballots import messages, p256, papers, sealing
from voting.ballots.encodings import Malformed, b64
from voting.ballots.papers import Rules, Threshold
from voting.exact import dumps

SCENE = Scene()


def election(lines=3, **more):
    """A secret election of so many lines."""
    rules = Rules(kind="election", alphabet="YNAB", lines=lines, press="last", base=61, present=58, eligible=57,
                  threshold=Threshold("over", "1/2"), **more)  # fmt: skip
    return papers.build(meeting="m", vote="p", title="t", lines=list(range(lines)), rules=rules, roster=ROSTER,
                        prev_checkpoint=bytes(32), box=p256.encode_point(key("box").public.point))  # fmt: skip


@pytest.mark.parametrize("name", ["secret", "by_name"])
def test_known_manifests(name):
    """A manifest is read from the server's JWS, and built again from its parts it is the same to the byte."""
    known = protocol()[name]["manifest"]
    found = Terminal("x").take(known["jws"], key("server").public, known["lines"])
    assert found == {"secret": SCENE.secret, "by_name": SCENE.named}[name]
    assert found.payload() == known["payload"]
    assert b64(found.mh) == known["mh"]
    assert found.mh == sha256(messages.read(known["jws"], key("server").public, "manifest").body).digest()
    assert papers.sign(found, key("server")) == known["jws"]


@pytest.mark.parametrize("bad", protocol()["bad_manifests"], ids=lambda bad: bad["name"])
def test_bad_manifests_are_refused(bad):
    """Unknown tiers, versions, fields and words, and other signatures, are refused with their code."""
    with pytest.raises(Malformed) as refused:
        papers.read(bad["jws"], key("server").public)
    assert refused.value.code == bad["code"]


def test_a_manifest_has_one_spelling():
    """Our own manifests are canonical, so that mh can be made from the fields; another spelling is refused."""
    header = dumps({"alg": "ES256", "kid": key("server").public.kid, "typ": "manifest"})
    assert papers.read(raw_jws(header, SCENE.secret.body, key("server")), key("server").public) == SCENE.secret
    with pytest.raises(Malformed, match="canonical"):
        papers.read(raw_jws(header, SCENE.secret.body + b" ", key("server")), key("server").public)


def test_other_lines_than_those_shown_are_noticed():
    """A terminal that shows other lines than the manifest's hash says goes no further."""
    raw = papers.sign(SCENE.secret, key("server"))
    with pytest.raises(ValueError, match="lines"):
        Terminal("x").take(raw, key("server").public, LINES[::-1])


def test_the_roster_is_sorted_by_voter():
    """The hash does not depend on the order of the roll, only on who is on it, where, with which key."""
    assert papers.roster_hash(ROSTER) == papers.roster_hash(reversed(ROSTER))
    assert b64(papers.roster_hash(ROSTER)) == protocol()["roster"]["roster_hash"]
    voter, seat, kid = ROSTER[0]
    assert papers.roster_hash([(voter, seat + "x", kid), ROSTER[1]]) != papers.roster_hash(ROSTER)
    with pytest.raises(ValueError, match="twice"):
        papers.roster_hash([*ROSTER, ROSTER[0]])


def test_parts_that_do_not_agree_make_no_manifest():
    """Lines against rule, a threshold that is none, names written in on a motion, a title of nothing."""
    rules = SCENE.named.rules
    arguments = {"meeting": "m", "vote": "p", "title": "t", "lines": [1], "roster": ROSTER, "box": None,
                 "prev_checkpoint": bytes(32)}  # fmt: skip
    assert papers.build(rules=rules, **arguments).tier is None
    for odd in (
        {"rules": rules, "lines": [1, 2]},
        {"rules": replace(rules, threshold=Threshold("over", "0.5"))},
        {"rules": replace(rules, writein_max=1, writein_bytes=60)},
        {"rules": replace(rules, lines=2), "lines": [1, 2]},
        {"rules": rules, "title": ""},
    ):
        with pytest.raises(ValueError, match=r"."):
            papers.build(**(arguments | odd))


@pytest.mark.parametrize(("lines", "write_ins"), [(1, 0), (3, 2), (100, 3), (600, 10)])
def test_the_longest_cast_is_no_longer_than_a_message(lines, write_ins):
    """Even with ids as long as they may be, the cast of a manifest that can be built can be sent."""
    manifest = election(lines, writein_max=write_ins, writein_bytes=60)
    manifest = replace(manifest, vote="票" * 64)
    raw = Terminal("座" * 64).cast(manifest, "Y" * lines, ["永" * 20] * write_ins, seq=2**53 - 1, prev=bytes(32))
    assert len(raw) <= messages.LIMIT


def test_a_cast_of_the_largest_pad_can_be_sent():
    """The largest pad is small enough for every id and number."""
    manifest = replace(election(), vote="票" * 64, pad=papers.LARGEST_PAD)
    assert len(Terminal("座" * 64).cast(manifest, "YYY", seq=2**53 - 1, prev=bytes(32))) <= messages.LIMIT


def test_a_ballot_too_long_for_a_message_is_refused_when_it_is_built():
    """The refusal comes to the desk that prepares the poll, never to a voter."""
    with pytest.raises(ValueError, match="split the ballot"):
        election(900, writein_max=150, writein_bytes=60)


@pytest.mark.parametrize("seats", [20, 35, 65, 100])
def test_a_whole_standing_committee_is_elected_on_one_paper(seats):
    """Names in any letters, as long as they may be, fit for every seat; so does a name with a quote on it."""
    manifest = election(seats + seats // 5, writein_max=seats, writein_bytes=60)
    names = ["永" * 20] * (seats - 1) + ['阿"依古丽']
    ballot = SCENE.terminal.paper(manifest, "N" * manifest.rules.lines, names, key("ballot 1").private)
    assert len(sealing.frame(ballot.inner(), manifest.pad)) == manifest.pad


marks_and_names = st.tuples(
    st.text("YNAB", min_size=3, max_size=3),
    st.lists(st.text(st.characters(codec="utf-8"), max_size=60), max_size=2),
)


def lawful(name, most):
    """The longest beginning of a name that is in NFC and of no more bytes than `most`."""
    while len(name.encode()) > most or not unicodedata.is_normalized("NFC", name):
        name = name[:-1]
    return name


@given(marks_and_names)
def test_every_lawful_ballot_has_the_same_length(ballot):
    """Marks and names, whatever they are, are sealed to the same number of bytes."""
    marks, names = ballot
    names = [lawful(name, SCENE.secret.rules.writein_bytes) for name in names]
    framed = sealing.frame(SCENE.terminal.paper(SCENE.secret, marks, names).inner(), SCENE.secret.pad)
    assert len(SCENE.terminal.seal(SCENE.secret, framed)) == SCENE.secret.ct_length


@given(st.integers(1, 200), st.integers(0, 4), st.integers(0, 90))
def test_the_pad_fits_the_worst_names(lines, write_ins, size):
    """Names of quotes, backslashes and control characters fit, whatever the rule."""
    manifest = election(lines, writein_max=write_ins, writein_bytes=size)
    assert manifest.pad % papers.PAD_STEP == 0
    for letter in ("\x01", '"', "\\", "\x7f"):
        ballot = SCENE.terminal.paper(manifest, "B" * lines, [letter * size] * write_ins, key("ballot 1").private)
        assert len(sealing.frame(ballot.inner(), manifest.pad)) == manifest.pad
