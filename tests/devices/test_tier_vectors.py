"""The second, independent client against tests/vectors/tiers.json: one poll at T1 and one at T2 from manifest to audit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from devices import audit, blind, credentials, ephemeral, protocol
from devices.blind import IssuerKey
from devices.credentials import HPKE, Credential
from devices.encoding import Broken, b64, canonical, hash_of, sha256, unb64
from devices.manifest import framed, plain, read_manifest
from devices.proofs import leaf_of
from devices.protocol import Drawn
from devices.signer import Signer, point_of, read_jws, verify
from devices.views import Poll
from tests.devices.parties import bare_of

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "tiers.json").read_text(encoding="utf-8"))
SEAT, VOTER, TIERS = VECTORS["seat"], VECTORS["voter"], ("T1", "T2")
tiers = pytest.mark.parametrize("tier", TIERS)


def private(jwk):
    """The test key of a private JWK."""
    return ec.derive_private_key(int.from_bytes(unb64(jwk["d"], "d"), "big"), ec.SECP256R1())


def keys(tier):
    """Who signs as S, A and B."""
    told = VECTORS[tier]["keys"]
    return {
        name: Signer.of(private(one["jwk"])).public for name, one in {"S": told["server"], **told["stations"]}.items()
    }


def poll(tier, jws=None):
    """The poll that a view would show with this manifest."""
    part = VECTORS[tier]["manifest"]
    payload, rules = part["payload"], part["payload"]["rules"]
    return Poll.read({
        "vote": payload["vote"], "item": "i1", "title": {"zh": payload["title"], "en": ""}, "kind": rules["kind"],
        "mode": payload["mode"], "press": rules["press"], "state": "open", "manifest": jws or part["jws"],
        "lines": part["lines"], "seats": rules["max_yes"], "write_ins": rules["writein_max"],
        "label": {"zh": "", "en": ""}, "remaining": None, "pressed": 0, "eligible": rules["eligible"],
        "result": None, "close": None, "countersigned": part["countersigned"],
        "tally": [one["jws"] for one in VECTORS[tier]["tally"]],
    })  # fmt: skip


def manifest(tier):
    """The checked manifest."""
    return read_manifest(poll(tier), VECTORS[tier]["manifest"]["payload"]["meeting"], keys(tier)["S"])


def held(tier, *, signed=True):
    """The credentials of the file's voter, as the terminal would keep them."""
    found = []
    for level, one in VECTORS[tier]["credentials"].items():
        credential = Credential(int(level), private(one["key"]["jwk"]))
        for name, part in one["issuers"].items():
            credential.prefixes[name] = unb64(part["r"], "r")
            credential.inverses[name] = int.from_bytes(unb64(part["inverse"], "inverse"), "big")
            if signed:
                credential.signatures[name] = unb64(part["signature"], "signature")
        found.append(credential)
    return sorted(found, key=lambda credential: credential.level)


@tiers
def test_the_manifest_is_accepted(tier):
    """Shape, keys and hash are those of the file, and its stations have signed it."""
    found = manifest(tier)
    assert b64(found.mh) == VECTORS[tier]["manifest"]["mh"]
    assert (list(found.issuers), [key.id for key in found.mix], list(found.levels)) == tuple(
        VECTORS[tier]["shape"][name] for name in ("issuers", "mix", "levels")
    )
    statements = tuple(VECTORS[tier]["manifest"]["countersigned"])
    assert protocol.countersigned(found, statements, keys(tier))
    assert not protocol.countersigned(found, statements[:-1], keys(tier))


def test_station_b_alone_gives_the_same_tier():
    """Where A is lost, B issues and opens with the server."""
    meeting = VECTORS["T1"]["manifest"]["payload"]["meeting"]
    found = read_manifest(poll("T1", VECTORS["T1"]["with_b_alone"]), meeting, keys("T1")["S"])
    assert (found.tier, list(found.issuers), [key.id for key in found.mix]) == ("T1", ["S", "B"], ["B", "S"])


@pytest.mark.parametrize(
    ("tier", "row"), [(tier, row) for tier in TIERS for row in VECTORS[tier]["bad_manifests"]],
    ids=lambda part: part["name"] if isinstance(part, dict) else part,
)  # fmt: skip
def test_bad_manifests_are_refused(tier, row):
    """Every manifest that must not be voted on is refused."""
    with pytest.raises(Broken):
        read_manifest(poll(tier, row["jws"]), VECTORS[tier]["manifest"]["payload"]["meeting"], keys(tier)["S"])


@tiers
def test_credentials_byte_for_byte(tier):
    """Message, blinding with the file's salt and factor, and the finalized signature are the same bytes."""
    found = manifest(tier)
    for credential in held(tier):
        told = VECTORS[tier]["credentials"][str(credential.level)]
        assert (b64(credential.pk), b64(credential.message(found.mh))) == (told["pk"], told["message"])
        for name, part in told["issuers"].items():
            key = IssuerKey.read(VECTORS[tier]["keys"]["issuers"][name]["n"], "n")
            message, inverse = unb64(part["prepared"], "prepared"), credential.inverses[name]
            assert message == credential.prefixes[name] + credential.message(found.mh)
            made = blind.blind(key, message, unb64(part["salt"], "salt"), pow(inverse, -1, key.n))
            assert (b64(made.message), made.inverse) == (part["blinded"], inverse)
            answer = unb64(part["blind_signature"], "blind_signature")
            assert blind.finalize(key, message, answer, inverse, "x") == credential.signatures[name]


def issued(tier, jws):
    """What a terminal has after this answer to `issue`."""
    found, sent = manifest(tier), VECTORS[tier]["issue"]["jws"]
    told = protocol.read_issued(jws, sent, found, SEAT, VOTER, keys(tier))
    mine = held(tier, signed=False)
    credentials.complete(found, mine, told.signed)
    return told, mine


@tiers
def test_the_answer_to_issue(tier):
    """Every issuer's answer is taken and finalizes to the file's credentials."""
    told, mine = issued(tier, VECTORS[tier]["issued"]["jws"])
    assert told.drawn == Drawn(1, None)
    assert [one.signatures for one in mine] == [one.signatures for one in held(tier)]
    assert [one.dump() for one in mine] == [one.dump() for one in held(tier)]


@pytest.mark.parametrize(
    ("tier", "row"), [(tier, row) for tier in TIERS for row in VECTORS[tier]["bad_answers"]],
    ids=lambda part: part["name"] if isinstance(part, dict) else part,
)  # fmt: skip
def test_bad_answers_are_complained_about(tier, row):
    """An answer of S with one thing wrong is never taken, with all else in order."""
    server = Signer.of(private(VECTORS[tier]["keys"]["server"]["jwk"]))
    payload = VECTORS[tier]["issued"]["payload"]
    with pytest.raises(Broken):
        issued(tier, server.jws("issued", payload | {"bs": payload["bs"] | {"S": row["jws"]}}))
    issued(tier, server.jws("issued", payload))


@tiers
def test_the_paper_and_its_layers(tier):
    """P, inner, frame and leaf are the same bytes; the file's layers open with our infos, ours to the same lengths."""
    found, ballot, mine = manifest(tier), VECTORS[tier]["ballot"], held(tier)
    assert plain(found, ballot["marks"], ballot["write_ins"]) == ballot["p"]
    inner = ballot["inner"].encode()
    assert framed(found, inner) == unb64(ballot["framed"], "framed")
    assert b64(leaf_of(inner)) == ballot["leaf"]
    ours, theirs = json.loads(credentials.signed(ballot["p"], mine)), json.loads(inner)
    verify(point_of(mine[-1].pk, "pk"), unb64(ours["c"]["sig"], "sig"), unb64(ballot["signed"], "signed"), "sig")
    assert {**ours["c"], "sig": ""} == {**theirs["c"], "sig": ""}
    assert opened(tier, unb64(ballot["ct"], "ct")) == (unb64(ballot["framed"], "framed"), ballot["token"])
    sealed = credentials.enclosed(found, SEAT, inner, mine)
    assert len(sealed) == VECTORS[tier]["manifest"]["ct_length"]
    plain_text, token = opened(tier, sealed)
    assert plain_text == framed(found, inner)
    assert (token is None) == (tier == "T1")
    assert token is None or {**json.loads(token), "sig": ""} == {**json.loads(ballot["token"]), "sig": ""}


def opened(tier, layer):
    """Every layer opened under the infos of section 6: the framed text, and the token of T2."""
    found, boxes, token = manifest(tier), VECTORS[tier]["keys"]["mix"], None
    bound = SEAT.encode()
    for place, key in enumerate(found.mix):
        info, bound = b"mix|%d|" % place + found.mh + bound, b""
        layer = HPKE.decrypt(bare_of(layer), private(boxes[key.id]["jwk"]), info)
        if tier == "T2" and place == 0:
            size = int.from_bytes(layer[:2], "big")
            token, layer = layer[2 : 2 + size].decode(), layer[2 + size :]
            shown = json.loads(token)
            bound = unb64(shown["pk"], "pk")
            verify(point_of(unb64(shown["pk"], "pk"), "pk"), unb64(shown["sig"], "sig"), b"token|v1|" + layer, "sig")
    return layer, token


@tiers
def test_the_proof_of_who_sealed_a_layer(tier):
    """With the file's ephemeral key and nonce the file's proof of each layer, byte for byte; it holds for the key."""
    for one in VECTORS[tier]["ballot"]["layers"]:
        layer, info = unb64(one["sealed"], "sealed"), unb64(one["info"], "info")
        key, nonce = private(one["ephemeral"]["jwk"]), private(one["nonce"]["jwk"])
        assert ephemeral.proof_of(key, nonce, info, layer[129:]) == layer[65:129]
        recipient = private(VECTORS[tier]["keys"]["mix"][one["to"]]["jwk"]).public_key()
        assert ephemeral.opened(key, recipient, info, layer, proved=True)


@tiers
def test_the_audit(tier):
    """The file's signed count and leaves hold for its own ballot, and for no other."""
    found, told = manifest(tier), VECTORS[tier]
    output = {"vote": found.vote, "leaves": told["leaves"]}
    signed, mine = poll(tier).tally, unb64(told["ballot"]["leaf"], "leaf")
    assert audit.complete(found, signed)
    audit.check(found, signed, keys(tier), output, mine)
    for wrong in ((signed[:-1], output, mine), (signed, output, sha256(b"\0another")),
                  (signed, output | {"leaves": told["leaves"][43:]}, mine), (signed, output | {"vote": "p9"}, mine)):  # fmt: skip
        with pytest.raises(Broken):
            audit.check(found, wrong[0], keys(tier), wrong[1], wrong[2])
    leaves = sorted(sha256(b"\0" + text.encode()) for text in told["ballots"])
    assert sorted(audit._leaves(told["leaves"])) == leaves


@tiers
def test_the_seat_writes_the_same_messages(tier):
    """Payloads of what a seat signs are the same bytes; the nonce and the signature are fresh."""
    found, me = manifest(tier), Signer.of(private(VECTORS[tier]["keys"]["seat"]["jwk"]))
    hidden = VECTORS[tier]["issue"]["payload"]["bl"]
    request = read_jws(protocol.issue(me, found, SEAT, hidden), "issue", me.public).payload
    assert request | {"nonce": ""} == VECTORS[tier]["issue"]["payload"] | {"nonce": ""}
    ct = unb64(VECTORS[tier]["ballot"]["ct"], "ct")
    assert (
        protocol.cast(me, found, SEAT, Drawn(1, None), ct).split(".")[1] == VECTORS[tier]["cast"]["jws"].split(".")[1]
    )
    ours = read_jws(protocol.audited(me, found, SEAT, ""), "audited", me.public).raw
    assert ours == canonical(VECTORS[tier]["audited"]["payload"])
    assert hash_of(VECTORS[tier]["issue"]["jws"]) == VECTORS[tier]["issue"]["hash"]
