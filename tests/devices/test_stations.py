"""Whose keys a terminal uses: countersigned manifests, stations remembered, shapes refused, papers kept under seal."""

from __future__ import annotations

import asyncio
import json

import pytest

from devices.credentials import Credential
from devices.drawer import Folder, Held, Memory
from devices.encoding import Broken, b64, unb64
from devices.enrolment import Bond
from devices.manifest import read_manifest
from devices.signer import Signer
from devices.views import Poll
from tests.devices.parties import issuer, station


def day(scene):
    asyncio.run(scene)


async def drawn(hall, tier, **rules):
    """Seated, with a paper of this tier in hand."""
    await hall.seated()
    await hall.announce(tier=tier, **rules)
    if tier != "T0":
        await hall.countersign()


def other(hall, changes):
    """A T1 poll whose manifest says something else in these fields."""
    poll = hall.poll("v1", tier="T1")
    payload = json.loads(unb64(poll["manifest"].split(".")[1], "payload")) | changes
    return poll | {"manifest": hall.server.jws("manifest", payload)}


@pytest.mark.parametrize("tier", ["T1", "T2"])
def test_keys_are_not_used_before_every_station_has_signed(hall, tier):
    """The terminal waits without alarm; with the last statement it draws."""

    async def scene():
        await hall.seated()
        await hall.announce(tier=tier)
        assert hall.count("issue") == 0
        await hall.countersign()
        statements = hall.polls["v1"]["countersigned"]
        assert len(statements) == len(tier) + int(tier[1]) - 2

    day(scene())
    assert hall.count("issue") == 1
    assert "distrust" not in hall.kinds()


def test_one_station_of_two_is_not_enough(hall):
    """At T2 both must have signed."""

    async def scene():
        await hall.seated()
        hall.polls["v1"] = hall.poll("v1", tier="T2")
        hall.standing["v1"] = {"eligible": True, "drawn": False, "seq": 1, "prev": None, "cast": False, "spoiled": 0}
        parties = hall.parties["v1"]
        hall.stations = [
            {"station": name, "jwk": parties.signers[name].public.jwk(), "witness": ""} for name in ("A", "B")
        ]
        hall.polls["v1"]["countersigned"] = parties.countersigned("m-2026-1", "v1", hall.mh("v1"))[:1]
        await hall.tell()

    day(scene())
    assert hall.count("issue") == 0


@pytest.mark.parametrize(
    "wrong",
    [{"mh": b64(bytes(32))}, {"vote": "v2"}, {"meeting": "m"}, {"station": "B"}, {"more": 1}, "stranger", "server"],
    ids=str,
)
def test_a_statement_that_does_not_hold_is_a_fault(hall, wrong):
    """About something else, or by somebody else: nothing is drawn and the staff is told."""

    async def scene():
        await hall.seated()
        await hall.announce(tier="T1")
        said = {"meeting": "m-2026-1", "vote": "v1", "mh": b64(hall.mh("v1")), "station": "A"}
        signer = {"stranger": Signer.new(), "server": hall.server}.get(str(wrong), station("A"))
        said |= wrong if isinstance(wrong, dict) else {}
        await hall.countersign()
        hall.terminal = hall.new_terminal()
        hall.asked.clear()
        hall.polls["v1"]["countersigned"] = [signer.jws("countersign", said)]
        await hall.connect()

    day(scene())
    assert hall.count("issue") == 0
    assert hall.kinds()[-1] == "distrust"


def test_a_station_shows_one_key_for_ever(hall):
    """The key seen first is remembered; a later view with another one stops T1, not T0."""

    async def scene():
        await drawn(hall, "T1")
        hall.bond = hall.terminal.bond
        hall.new_terminal()
        hall.asked.clear()
        hall.stations[0]["jwk"] = Signer.new().public.jwk()
        await hall.connect()
        await hall.announce("v2")

    day(scene())
    assert hall.bond.stations["A"].kid == station("A").public.kid
    assert "another key than before" in next(what.said for what in hall.happened if what.kind == "distrust")
    assert set(hall.terminal.papers) == {"v2"}


def test_station_keys_are_remembered_on_disk(hall, tmp_path):
    """The memory of a terminal goes on where it stood, also one written before there were stations."""
    bond = hall.bond.learnt({"A": station("A").public})
    bond.save(tmp_path / "bond.json")
    assert Bond.load(tmp_path / "bond.json").stations["A"].kid == station("A").public.kid
    old = json.loads((tmp_path / "bond.json").read_bytes())
    del old["stations"]
    (tmp_path / "bond.json").write_text(json.dumps(old))
    assert Bond.load(tmp_path / "bond.json").stations == {}


@pytest.mark.parametrize(
    "wrong",
    [{"tier": "T2"}, {"tier": "T0"}, {"tier": "T3"}, {"tier": None}, {"levels": [1]}, {"levels": [2, 2]}, {"levels": []},
     {"issuers": []}, {"issuers": [issuer("S")]}, {"issuers": [issuer("A"), issuer("S")]},
     {"issuers": [issuer("S"), issuer("A"), issuer("B")]}, {"issuers": [issuer("S"), issuer("S") | {"id": "A"}]},
     {"issuers": [issuer("S"), issuer("A") | {"e": 3}]}, {"issuers": [issuer("S"), issuer("A") | {"n": b64(bytes(256))}]},
     {"issuers": [issuer("S"), issuer("A") | {"more": 1}]}, {"pad": 1}, {"pad": 768}],
    ids=" ".join,
)  # fmt: skip
def test_every_other_shape_is_refused(hall, wrong):
    """Only the issuers, openers and levels that the protocol names for a tier are voted with."""
    with pytest.raises(Broken):
        read_manifest(Poll.read(other(hall, wrong)), "m-2026-1", hall.server.public)


@pytest.mark.parametrize("rule", ["blank", "writein_opposed"])
def test_the_new_rules_are_read(hall, rule):
    """A rule outside its words is refused."""
    poll = hall.poll("v1")
    payload = json.loads(unb64(poll["manifest"].split(".")[1], "payload"))
    payload["rules"][rule] = "yes"
    poll["manifest"] = hall.server.jws("manifest", payload)
    with pytest.raises(Broken):
        read_manifest(Poll.read(poll), "m-2026-1", hall.server.public)


def test_a_kept_paper_is_read_back_as_it_was(tmp_path):
    """Held papers go through their file unchanged; damage makes them absent, never wrong."""
    signer, credential = Signer.new(), Credential(2, Signer.new().key, {"S": bytes(32)}, {"S": 12345})
    held = Held("v1", bytes(32), "p1", "jws", 1, (credential,), {"h": bytes(32)}, "h")
    folder = Folder(tmp_path / "papers", signer)
    folder.put(held)
    read = folder.get(held.name)
    assert (read.dump(), read.credentials[0].pk) == (held.dump(), credential.pk)
    assert [one.name for one in folder.all()] == [held.name]
    file = tmp_path / "papers" / held.name
    file.write_bytes(file.read_bytes()[:-1])
    assert folder.get(held.name) is None
    folder.drop(held.name)
    folder.drop(held.name)
    assert list(folder.all()) == []


def test_a_drawer_in_memory():
    """The same words without a disk."""
    drawer, held = Memory(), Held("v1", bytes(32), "p1", "jws")
    drawer.put(held)
    assert [drawer.get(held.name), *drawer.all()] == [held, held]
    drawer.drop(held.name)
    assert drawer.get(held.name) is None
