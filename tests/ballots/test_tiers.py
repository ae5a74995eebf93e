"""Manifests with stations: three shapes and no other, and papers that fit into one message at each of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ballots.chance import issuer_key
from tests.ballots.paper import Drawn
from tests.ballots.parties import LocalTier, election
from tests.ballots.terminal import Terminal
from tests.ballots.vectors import tiers
from tests.vectors.scene import key, raw_jws
from voting.ballots import intake, messages, p256, papers, recount, sealing
from voting.ballots.encodings import Malformed, b64, unb64
from voting.ballots.papers import SHAPES, Issuer, Opener
from voting.exact import dumps, loads

LONG = "座" * 64  # an id as long as may be
SERVER = key("server").public


@pytest.fixture(params=["T1", "T2"])
def tier(request):
    """Both tiers with stations."""
    return request.param


def test_known_manifests(tier):
    """The manifest of the shared vectors is read, has the tier's shape, and is signed again to the same bytes."""
    known = tiers()[tier]["manifest"]
    found = papers.read(known["jws"], SERVER)
    assert found.payload() == known["payload"]
    assert (found.tier, found.mh, found.ct_length) == (tier, unb64(known["mh"]), known["ct_length"])
    assert papers.sign(found, key("server")) == known["jws"]
    shape = tiers()[tier]["shape"]
    assert found.shape == SHAPES[tier]
    assert [one.id for one in found.issuers] == shape["issuers"]
    assert [one.id for one in found.mix] == shape["mix"]
    assert list(found.levels) == shape["levels"]
    assert papers.LARGEST[tier] == shape["largest_pad"]


@pytest.mark.parametrize("bad", [(t, n) for t in ("T1", "T2") for n in range(len(tiers()[t]["bad_manifests"]))],
                         ids=lambda bad: tiers()[bad[0]]["bad_manifests"][bad[1]]["name"])  # fmt: skip
def test_other_shapes_are_refused(bad):
    """Issuers, openers, levels, keys and pads that no tier has."""
    row = tiers()[bad[0]]["bad_manifests"][bad[1]]
    with pytest.raises(Malformed) as refused:
        papers.read(row["jws"], SERVER)
    assert refused.value.code == row["code"]


def test_station_b_alone_gives_the_same_tier():
    """Where A is lost, B issues and opens with the server."""
    found = papers.read(tiers()["T1"]["with_b_alone"], SERVER)
    assert (found.tier, found.shape) == ("T1", papers.WITH["B",])


def test_the_known_ballot_is_sealed_and_cast(tier):
    """The cast of the vectors fits its manifest, and its tally text is the one that was signed."""
    known = tiers()[tier]
    manifest = papers.read(known["manifest"]["jws"], SERVER)
    cast = intake.read(messages.read(known["cast"]["jws"], key("seat").public, "cast"), intake.Cast)
    intake.against(manifest, cast)
    issue = intake.read(messages.read(known["issue"]["jws"], key("seat").public, "issue"), intake.Issue)
    intake.against(manifest, issue)
    audited = intake.read(messages.read(known["audited"]["jws"], key("seat").public, "audited"), intake.Audited)
    intake.against(manifest, audited)
    assert (audited.ok, audited.reason) == (True, "")
    for change in ({"ct": b64(cast.ct[1:])}, {"ct": b64(cast.ct + b"\0")}):
        odd = messages.sign(key("seat"), "cast", cast.message.payload | change)
        with pytest.raises(Malformed, match="bytes"):
            intake.against(manifest, intake.read(messages.read(odd, key("seat").public, "cast"), intake.Cast))
    assert loads(known["tally_text"])
    assert recount.printed(known["manifest"]["lines"])


junk = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=120)
@given(st.sampled_from(["T1", "T2"]), st.data())
def test_whatever_stands_in_a_manifest_is_read_exactly_or_refused(tier, data):
    """Any JSON in any field, in the rules, an issuer or an opener: Malformed, or a manifest that says the same again."""
    payload = tiers()[tier]["manifest"]["payload"]
    value = data.draw(junk)
    place = data.draw(st.sampled_from(["top", "rules", "issuers", "mix"]))
    if place == "top":
        changed = payload | {data.draw(st.sampled_from(sorted(payload))): value}
    elif place == "rules":
        changed = payload | {"rules": payload["rules"] | {data.draw(st.sampled_from(sorted(payload["rules"]))): value}}
    else:
        first, *rest = payload[place]
        changed = payload | {place: [first | {data.draw(st.sampled_from(sorted(first))): value}, *rest]}
    header = dumps({"alg": "ES256", "kid": SERVER.kid, "typ": "manifest"})
    try:
        found = papers.read(raw_jws(header, dumps(changed), key("server")), SERVER)
    except Malformed:
        return
    assert found.payload() == changed


def test_a_manifest_of_other_parts_is_not_built():
    """Issuers without openers, a tier's issuers with another's openers, four openers, or stations by hand."""
    poll = LocalTier("T2", 5)
    issuers, mix = poll.manifest.issuers, poll.manifest.mix
    arguments = {"meeting": "m", "vote": "p", "title": "t", "lines": poll.lines, "rules": election(),
                 "roster": [("d1", "A-1", "kid")], "prev_checkpoint": bytes(32)}  # fmt: skip
    assert papers.build(**arguments, issuers=issuers, mix=mix).tier == "T2"
    assert papers.build(**arguments, box=mix[2].pk).tier == "T0"
    for odd in (
        {"issuers": issuers},
        {"mix": mix},
        {"issuers": issuers, "mix": mix[:2]},
        {"issuers": issuers[:2], "mix": mix},
        {"issuers": issuers[:2], "mix": mix[:2]},
        {"issuers": issuers, "mix": (*mix, mix[0])},
        {"issuers": issuers[::-1], "mix": mix},
        {"issuers": issuers, "mix": mix, "by_hand": True},
        {"issuers": (Issuer("S", bytes(256)), *issuers[1:]), "mix": mix},
        {"issuers": issuers, "mix": (Opener("A", bytes(65)), *mix[1:])},
    ):
        with pytest.raises(ValueError, match=r"."):
            papers.build(**(arguments | odd))


def test_the_rule_says_how_blanks_and_written_names_count():
    """Both stand in every manifest; a motion has neither, and a name needs a place to be written in."""
    rules = election(3, 2)
    assert rules.as_json()["blank"] == "blank"
    assert rules.as_json()["writein_opposed"] is True
    poll = LocalTier("T1", 5, rules=replace(rules, blank="for"))
    assert papers.read(poll.jws, poll.server.public).rules.blank == "for"
    motion = replace(rules, kind="motion", alphabet="YNA", lines=1, writein_max=0, writein_bytes=0, max_yes=None)
    for odd in (
        replace(motion, blank="for", writein_opposed=False),
        replace(motion, writein_opposed=True),
        replace(rules, writein_max=0, writein_bytes=0),
    ):
        with pytest.raises(ValueError, match="blank mark or a written name"):
            LocalTier("T1", 5, rules=odd, lines=poll.lines[: odd.lines])
    good = replace(motion, writein_opposed=False)
    assert LocalTier("T2", 5, rules=good, lines=poll.lines[:1]).manifest.rules == good


def test_the_longest_cast_is_a_message(tier):
    """With the largest pad of the tier and ids as long as they may be, the cast is below the limit, and a step more
    would not be.
    """
    poll = LocalTier(tier, [Terminal(LONG), *(Terminal(f"s{n}") for n in range(4))], vote="票" * 64)
    for pad, fits in ((papers.LARGEST[tier], True), (papers.LARGEST[tier] + 8 * papers.PAD_STEP, False)):
        manifest = replace(poll.manifest, pad=pad)
        paper = Drawn(poll.terminals["d01"], manifest)
        ct = bytes(manifest.ct_length)
        if fits:
            assert len(paper.terminal.send(manifest, ct, 2**53 - 1, bytes(32))) < messages.LIMIT
        else:
            with pytest.raises(Malformed) as refused:
                paper.terminal.send(manifest, ct, 2**53 - 1, bytes(32))
            assert refused.value.code == "message.too_large"


@pytest.mark.parametrize("seats", [3, 20, 35, 65])
def test_a_whole_standing_committee_fits_on_one_paper(tier, seats):
    """Names in any letters, as long as they may be, for every seat, beside the signatures of all issuers."""
    lines = [{"id": f"c{n}", "name": {"zh": f"甲{n}", "en": "A"}} for n in range(seats + seats // 5)]
    poll = LocalTier(tier, 5, rules=election(len(lines), seats), lines=lines)
    names = ["永" * 20] * (seats - 1) + ['阿"依古丽']
    paper = poll.draw("d01")
    ballot = paper.ballot("N" * len(lines), names)
    assert len(sealing.frame(ballot.inner(), poll.manifest.pad)) == poll.manifest.pad <= papers.LARGEST[tier]
    assert len(paper.cast("N" * len(lines), names)) < messages.LIMIT


def test_a_ballot_too_long_is_refused_when_it_is_built(tier):
    """The refusal comes to the desk that prepares the poll, sooner where more signatures stand beside the paper."""
    lines = [{"id": f"c{n}", "name": {"zh": f"甲{n}", "en": "A"}} for n in range(900)]
    with pytest.raises(papers.TooLong):
        LocalTier(tier, 5, rules=election(900, 150), lines=lines)
    assert papers.LARGEST["T2"] < papers.LARGEST["T1"] <= papers.LARGEST["T0"] == papers.LARGEST_PAD


def test_a_station_asks_to_serve():
    """Enrolment by the key that it brings, and its line, exact to the field."""
    station = key("station A")
    good = {"meeting": "m", "station": "A", "code": "23456789", "jwk": station.public.jwk, "witness": "yijue/m/A+1+x"}
    found = intake.station_enrolment(messages.sign(station, "station-enrol", good))
    assert (found.station, found.jwk, found.witness) == ("A", station.public, "yijue/m/A+1+x")
    line = {"meeting": "m", "station": "B", "nonce": b64(bytes(16)), "at": "2026-03-01T09:00:00Z"}
    read = lambda payload: intake.read(  # noqa: E731
        messages.read(messages.sign(station, "station-line", payload), station.public, "station-line"),
        intake.StationLine,
    )
    assert (read(line).station, read(line).at) == ("B", "2026-03-01T09:00:00Z")
    assert read(line | {"at": "2026-03-01T09:00:00.25+08:00"}).nonce == bytes(16)
    for odd in ({"station": "C"}, {"nonce": b64(bytes(15))}, {"at": "now"}, {"at": "2026-03-01"}, {"x": 1}):
        with pytest.raises(Malformed):
            read(line | odd)
    stranger = messages.sign(key("stranger"), "station-enrol", good)
    with pytest.raises(Malformed) as refused:
        intake.station_enrolment(stranger)
    assert refused.value.code == "message.signature"
    for odd in ({"station": "S"}, {"code": "2345678"}, {"witness": ""}, {"jwk": {}}, {"x": 1}):
        with pytest.raises(Malformed):
            intake.station_enrolment(messages.sign(station, "station-enrol", good | odd))


def test_a_terminal_that_misses_its_ballot_says_so():
    """The audit after the count is a complaint with a reason, and belongs to one poll."""
    poll = LocalTier("T1", 5)
    terminal = poll.terminals["d01"]
    raw = terminal.audited(poll.manifest, ok=False, reason="not among the leaves")
    found = intake.read(messages.read(raw, terminal.key.public, "audited"), intake.Audited)
    intake.against(poll.manifest, found)
    assert (found.ok, found.reason) == (False, "not among the leaves")
    with pytest.raises(Malformed) as refused:
        intake.against(LocalTier("T1", 5, vote="p9").manifest, found)
    assert refused.value.code == "poll.wrong_manifest"


def test_issuer_keys_of_a_poll_are_its_own():
    """Two polls never share a modulus or a layer's key."""
    one, other = LocalTier("T2", 5, vote="p1"), LocalTier("T2", 5, vote="p2")
    assert not {issuer.n for issuer in one.manifest.issuers} & {issuer.n for issuer in other.manifest.issuers}
    assert not {opener.pk for opener in one.manifest.mix} & {opener.pk for opener in other.manifest.mix}
    assert issuer_key("p1|S").modulus == one.manifest.issuers[0].n
    assert p256.decode_point(one.manifest.mix[0].pk, 65)


@settings(max_examples=80)
@given(st.sampled_from(["T1", "T2"]), st.data())
def test_whatever_is_blinded_is_exact_or_refused(tier, data):
    """Any JSON as `bl`, in one of its levels or in one issuer's place: refused, or the very same request."""
    known = tiers()[tier]
    manifest = papers.read(known["manifest"]["jws"], SERVER)
    good = known["issue"]["payload"]
    level = data.draw(st.sampled_from(sorted(good["bl"])))
    row, value = good["bl"][level], data.draw(junk)
    issuer = data.draw(st.sampled_from(sorted(row)))
    places = [value, good["bl"] | {level: value}, good["bl"] | {level: row | {issuer: value}}]
    bl = data.draw(st.sampled_from(places))
    raw = messages.sign(key("seat"), "issue", good | {"bl": bl})
    take = lambda: intake.against(  # noqa: E731
        manifest, intake.read(messages.read(raw, key("seat").public, "issue"), intake.Issue)
    )
    if bl == good["bl"]:
        take()
        return
    with pytest.raises(Malformed) as refused:
        take()
    assert refused.value.code == "message.malformed"
