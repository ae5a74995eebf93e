"""Whatever a signed message of the server says, a terminal takes it as it is or refuses it as Broken: nothing else."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as some

from devices import audit, credentials, protocol
from devices.encoding import Broken, unb64
from devices.manifest import read_manifest
from devices.signer import Signer
from devices.views import Me, Poll, View
from tests.devices.test_tier_vectors import SEAT, VECTORS, VOTER, held, keys, manifest, poll, private

ODD = some.one_of(
    some.none(), some.booleans(), some.integers(-3, 2**53 - 1), some.text(max_size=8), some.just([]), some.just({}),
    some.just({"S": "AA"}), some.just(["S"]), some.just("A" * 342), some.just("S"),
)  # fmt: skip
EXAMPLES = settings(max_examples=120)


@cache
def server():
    return Signer.of(private(VECTORS["T2"]["keys"]["server"]["jwk"]))


def places(value, way=()):
    """The way to every place in a JSON value."""
    yield way
    if isinstance(value, (dict, list)):
        for step in value if isinstance(value, dict) else range(len(value)):
            yield from places(value[step], (*way, step))


def changed(value, way, odd):
    """The value with something else at this place."""
    if not way:
        return odd
    copy = value.copy()
    copy[way[0]] = changed(value[way[0]], way[1:], odd)
    return copy


def mutated(value):
    """The value with one place changed."""
    ways = list(places(value))[1:]
    return some.builds(lambda way, odd: changed(value, way, odd), some.sampled_from(ways), ODD)


def taken(read, *what):
    """Whether it was read; any exception but Broken fails the test."""
    try:
        read(*what)
    except Broken:
        return False
    return True


@EXAMPLES
@given(payload=mutated(VECTORS["T2"]["manifest"]["payload"]))
def test_manifests(payload):
    """A changed manifest is refused, or says something that the terminal does not need to know."""
    jws = server().jws("manifest", payload)
    meeting = VECTORS["T2"]["manifest"]["payload"]["meeting"]
    taken(lambda: read_manifest(poll("T2", jws), meeting, server().public))


@EXAMPLES
@given(payload=mutated(VECTORS["T2"]["issued"]["payload"]))
def test_issued_papers(payload):
    """A changed answer to `issue` is refused, but for what is proven later or refused by the next cast."""
    sent = VECTORS["T2"]["issue"]["jws"]

    def read():
        jws = server().jws("issued", payload)
        told = protocol.read_issued(jws, sent, manifest("T2"), SEAT, VOTER, keys("T2"))
        credentials.complete(manifest("T2"), held("T2", signed=False), told.signed)

    original = VECTORS["T2"]["issued"]["payload"]
    odd = {name for name in original if payload[name] != original[name]}
    assert not taken(read) or odd <= {"leaf_index", "seq", "prev"}


@EXAMPLES
@given(payload=mutated(VECTORS["T2"]["tally"][0]["payload"]))
def test_signed_counts(payload):
    """A count of the server that differs in anything from the stations' is refused."""
    told = VECTORS["T2"]
    signed = (server().jws("tally", payload), *(one["jws"] for one in told["tally"][1:]))
    output = {"vote": manifest("T2").vote, "leaves": told["leaves"]}
    same = payload == told["tally"][0]["payload"]
    mine = unb64(told["ballot"]["leaf"], "leaf")
    assert taken(audit.check, manifest("T2"), signed, keys("T2"), output, mine) == same


VIEW = {
    "position": 7, "meeting": {"id": "m", "title": {"zh": "会", "en": ""}, "phase": "open", "sample": True},
    "attendance": {"members": 5, "present": 5, "quorum_needed": 3, "quorate": True},
    "item": {"id": "i1", "title": {"zh": "项", "en": ""}}, "by_hand": [],
    "stations": [{"station": "A", "jwk": keys("T1")["A"].jwk(), "witness": "w"}],
    "polls": [{
        "vote": "p3", "item": "i1", "title": {"zh": "选", "en": ""}, "kind": "election", "mode": "secret", "press": "last",
        "state": "open", "manifest": "x", "lines": [{"id": "c1", "name": {"zh": "甲", "en": "A"}}], "seats": 1,
        "write_ins": 0, "label": {"zh": "", "en": ""}, "remaining": None, "pressed": 0, "eligible": 5, "result": None,
        "close": None, "countersigned": ["x"], "tally": ["x"],
    }],
}  # fmt: skip
ME = {
    "seat": "A01", "member": "d01", "name": "甲", "attendance": "present",
    "polls": {"p3": {"eligible": True, "drawn": False, "seq": 1, "prev": None, "cast": False, "spoiled": 0}},
}  # fmt: skip


@EXAMPLES
@given(view=mutated(VIEW), me=mutated(ME))
def test_views(view, me):
    """A changed view or standing is read or refused."""
    taken(View.read, view)
    taken(Me.read, me)
    assert taken(View.read, VIEW)
    assert taken(Me.read, ME)


def test_the_vectors_are_there():
    """What is changed here is good before it is changed."""
    assert json.loads((Path(__file__).parents[1] / "vectors" / "tiers.json").read_text(encoding="utf-8")) == VECTORS
    assert isinstance(poll("T2"), Poll)
