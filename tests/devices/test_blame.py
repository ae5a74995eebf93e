"""Blame: from a member's opening and what each party has signed, after which of them is the ballot missing?"""

from __future__ import annotations

import asyncio
import json
import zipfile

import pytest

from devices import blame
from devices.__main__ import main
from devices.encoding import Broken, b64, canonical, hash_of, sha256, unb64
from devices.signer import Signer
from tests.devices.conftest import root
from tests.devices.parties import SUITE, bare_of
from tests.devices.test_tiers import ELECTION, drawn

STRANGER = b"an item of somebody else"


def scene(hall, tier):
    """A vote whose count lacks the ballot; the opening that the member then gives out."""

    async def play():
        await drawn(hall, tier, **ELECTION)
        await hall.open()
        hall.terminal.mark("v1", "YNB", ["陈某"])
        await hall.terminal.settle()
        await hall.close()
        await hall.tally(S={"m": 7})
        return hall.terminal.opening("v1")

    return asyncio.run(play())


def items_of(hall):
    """What left each level, opened with the parties' own keys."""
    parties, mh = hall.parties["v1"], hall.mh("v1")
    layer, found = unb64(hall.envelopes["v1"][0]["ct"], "ct"), []
    bound = hall.seat.encode()
    for place, name in enumerate(parties.openers):
        info, bound = b"mix|%d|" % place + mh + bound, b""
        layer = SUITE.decrypt(layer if parties.tier == "T0" else bare_of(layer), parties.boxes[name], info)
        found.append(layer)
        if place == 0 and parties.tier == "T2":
            size = 2 + int.from_bytes(layer[:2], "big")
            bound, layer = unb64(json.loads(layer[2:size])["pk"], "pk"), layer[size:]
    return [*found[:-1], found[-1][2 : 2 + int.from_bytes(found[-1][:2], "big")]]


def jsonl(rows):
    return b"".join(canonical(row) + b"\n" for row in rows)


class Evidence:
    """The members of a bundle that the search needs, each party having signed what it handed on."""

    def __init__(self, hall, drops=None, void=()):
        self.hall, self.parties = hall, hall.parties["v1"]
        parties = self.parties
        self.levels = [[STRANGER, *([] if name == drops else [item])]
                       for name, item in zip(parties.openers, items_of(hall), strict=True)]  # fmt: skip
        said = {"vote": "v1", "mh": b64(hall.mh("v1"))}
        mixes = [
            parties.signers[name].jws("mix", {
                **said, "by": name, "level": level, "in_root": b64(bytes(32)), "out_root": self.root(level), "m_in": 2,
                "m_out": len(self.levels[level]), "void": list(void) if name == drops else [],
            })
            for level, name in enumerate(parties.openers)
        ]  # fmt: skip
        tally = {**said, "by": "S", "tally": b64(bytes(32)), "out_root": self.root(-1), "m": len(self.levels[-1])}
        *between, last = self.levels
        self.members = {
            "keys.json": canonical({
                "meeting": "m1", "server": hall.server.public.jwk(), "devices": {hall.device.public.kid: hall.device.public.jwk()},
                "stations": [{"station": name, "jwk": parties.signers[name].public.jwk()} for name in parties.openers if name != "S"],
            }),
            "polls/v1/manifest.jws": hall.polls["v1"]["manifest"].encode(),
            "polls/v1/roster.jsonl": jsonl([{"kid": hall.device.public.kid, "seat": hall.seat, "voter": "p1"}]),
            "polls/v1/cast.jsonl": jsonl([{"jws": jws} for jws in hall.answers]),
            "polls/v1/mix.jsonl": jsonl(mixes),
            "polls/v1/tally.jsonl": jsonl([hall.server.jws("tally", tally)]),
            "polls/v1/ballots.jsonl": b"".join(item + b"\n" for item in last),
            **{f"polls/v1/mix/{level}.jsonl": jsonl(map(b64, items)) for level, items in enumerate(between)},
        }  # fmt: skip

    def root(self, level):
        return b64(root([sha256(b"\0" + item) for item in self.levels[level]]))

    def file(self, tmp_path, method=zipfile.ZIP_STORED):
        path = tmp_path / "full.zip"
        with zipfile.ZipFile(path, "w", method) as file:
            for name, data in self.members.items():
                file.writestr(name, data)
        return path


@pytest.mark.parametrize(
    ("tier", "party"), [("T0", "S"), ("T1", "A"), ("T1", "S"), ("T2", "A"), ("T2", "B"), ("T2", "S")]
)
def test_the_party_that_did_not_hand_it_on_is_named(hall, tmp_path, tier, party, capsys):
    """Each in turn drops the ballot and signs the rest."""
    opening = scene(hall, tier)
    found = blame.blame(opening, Evidence(hall, party).file(tmp_path))
    assert (found.missing_after, found.seat, found.void) == (party, hall.seat, "")
    file = tmp_path / "opening.json"
    file.write_bytes(opening)
    assert main(["blame", str(file), "--bundle", str(tmp_path / "full.zip")]) == 1
    assert ("the server" if party == "S" else f"station {party}") in capsys.readouterr().out


@pytest.mark.parametrize("tier", ["T0", "T1", "T2"])
def test_a_ballot_that_is_there_blames_nobody(hall, tmp_path, tier, capsys):
    """The alarm was about another count than the one in the bundle, and the command says where the ballot is."""
    file = tmp_path / "opening.json"
    file.write_bytes(scene(hall, tier))
    assert main(["blame", str(file), "--bundle", str(Evidence(hall).file(tmp_path))]) == 0
    assert "among those counted" in capsys.readouterr().out


def test_a_ballot_called_void_is_said_to_be(hall, tmp_path):
    """What the party says instead stands beside its name."""
    opening = scene(hall, "T2")
    made = Evidence(hall, "B", [{"voter": "p1", "reason": "not_opened"}])
    found = blame.blame(opening, made.file(tmp_path))
    assert (found.missing_after, found.void) == ("B", "not_opened")
    assert any("not_opened" in line for line in blame.sentences(found))


def test_an_envelope_that_never_reached_the_box_is_the_servers(hall, tmp_path):
    """Neither the message nor its hash is among the votes; where only the hash is left, it is there."""
    opening, made = scene(hall, "T1"), Evidence(hall)
    made.members["polls/v1/cast.jsonl"] = jsonl([{"digest": hash_of(jws)} for jws in hall.answers])
    assert blame.blame(opening, made.file(tmp_path)).missing_after is None
    made.members["polls/v1/cast.jsonl"] = b""
    assert blame.blame(opening, made.file(tmp_path)).missing_after == "S"


def changed(opening, **fields):
    return canonical({**json.loads(opening), **fields})


def test_an_opening_that_does_not_hold_blames_nobody(hall, tmp_path):
    """Another's cast, other words, another key of a layer: each is said to be wrong."""
    opening, file = scene(hall, "T2"), Evidence(hall, "B").file(tmp_path)
    part = json.loads(opening)
    other = Signer.new().jws("cast", json.loads(unb64(part["cast"].split(".")[1], "cast")))
    keys = part["ephemeral"]
    for wrong in (
        changed(opening, cast=other), changed(opening, cast=part["cast"].replace(".", "")), changed(opening, seat="A02"),
        changed(opening, inner=part["inner"].replace("YNB", "NNB")), changed(opening, ephemeral=[keys[1], keys[0], keys[2]]),
        changed(opening, ephemeral=keys[:2]), canonical({name: value for name, value in part.items() if name != "cast"}),
        b"{}", b"no opening",
    ):  # fmt: skip
        with pytest.raises(Broken):
            blame.blame(wrong, file)


def test_a_bundle_that_does_not_hold_blames_nobody(hall, tmp_path):
    """Items that nobody has signed, another server, another manifest, a statement of another party or none, a public bundle."""
    opening = scene(hall, "T2")

    def refused(change, method=zipfile.ZIP_STORED):
        made = Evidence(hall, "B")
        change(made.members)
        with pytest.raises(Broken):
            blame.blame(opening, made.file(tmp_path, method))

    refused(lambda m: m.update({"polls/v1/mix/0.jsonl": jsonl([b64(STRANGER)])}))
    refused(
        lambda m: m.update(
            {"polls/v1/mix.jsonl": jsonl(json.loads(row) for row in m["polls/v1/mix.jsonl"].split()[::-1])}
        )
    )
    refused(lambda m: m.update({"polls/v1/mix.jsonl": b""}))
    refused(lambda m: m.update({"polls/v1/manifest.jws": b"x"}))
    refused(
        lambda m: m.update({"keys.json": m["keys.json"].replace(hall.server.public.jwk()["x"].encode(), b"A" * 43)})
    )
    refused(lambda m: m.update({"keys.json": canonical({**json.loads(m["keys.json"]), "devices": {}})}))
    refused(lambda m: m.pop("polls/v1/mix/1.jsonl"))
    refused(
        lambda m: m.update({"polls/v1/mix.jsonl": canonical(json.loads(m["polls/v1/mix.jsonl"].split()[0])) + b"\n"})
    )
    refused(lambda m: None, zipfile.ZIP_DEFLATED)
    (tmp_path / "full.zip").write_bytes(b"no zip")
    with pytest.raises(Broken):
        blame.blame(opening, tmp_path / "full.zip")


def test_a_vote_that_was_changed_later_is_not_missed(hall, tmp_path):
    """The one shown was replaced by its own voter: the count is right to lack it."""
    opening, made = scene(hall, "T1"), Evidence(hall)
    later = hall.device.jws("cast", {"vote": "v1", "prev": hash_of(json.loads(opening)["cast"])})
    made.members["polls/v1/cast.jsonl"] += jsonl([{"jws": later}])
    with pytest.raises(Broken, match="later"):
        blame.blame(opening, made.file(tmp_path))
