"""The second, independent client against tests/vectors/protocol.json: both must read and write the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from devices import protocol
from devices.credentials import HPKE, enclosed, signed
from devices.encoding import Broken, b64, canonical, sha256, unb64
from devices.manifest import framed, plain, read_manifest
from devices.proofs import LogKey, leaf_hash
from devices.protocol import Drawn
from devices.signer import PublicKey, Signer, read_jws
from devices.views import Poll

FILE = Path(__file__).parents[1] / "vectors" / "protocol.json"
VECTORS = json.loads(FILE.read_text(encoding="utf-8"))
MEETING, SEAT, VOTER = VECTORS["meeting"], VECTORS["seat"], VECTORS["voter"]
BAD_MESSAGES = [row for row in VECTORS["bad_messages"] if row["typ"] != "enrol"]  # whose key is `jwk`: a server's check
OURS_TO_JUDGE = ("message.signature", "message.duplicate_key")  # other faults lie in fields that only a server reads


def signer(name):
    """The test key of this name."""
    jwk = VECTORS["keys"][name]["jwk"]
    return Signer.of(ec.derive_private_key(int.from_bytes(unb64(jwk["d"], "d"), "big"), ec.SECP256R1()))


SERVER = signer("server").public


def poll(part):
    """The poll that a view would show with this manifest."""
    payload, rules = part["manifest"]["payload"], part["manifest"]["payload"]["rules"]
    lines = part["manifest"]["lines"] if "lines" in part["manifest"] else part["lines"]
    return Poll.read(
        {
            "vote": payload["vote"], "item": "i1", "title": {"zh": payload["title"], "en": ""}, "kind": rules["kind"],
            "mode": payload["mode"], "press": rules["press"], "state": "open", "manifest": part["manifest"]["jws"],
            "lines": lines, "seats": rules["max_yes"], "write_ins": rules["writein_max"],
            "label": {"zh": "", "en": ""}, "remaining": None, "pressed": 0, "eligible": rules["eligible"],
            "result": None, "close": None, "countersigned": [], "tally": None,
        }
    )  # fmt: skip


def manifest(name):
    """The checked manifest of a part of the file."""
    return read_manifest(poll(VECTORS[name]), MEETING, SERVER)


def test_base64url():
    """Bytes and texts agree in both directions, and every other spelling is refused."""
    for row in VECTORS["encodings"]["b64"]:
        assert b64(bytes.fromhex(row["hex"])) == row["text"]
        assert unb64(row["text"], "b64").hex() == row["hex"]
    for text in VECTORS["encodings"]["b64_bad"]:
        with pytest.raises(Broken):
            unb64(text, "b64")


def test_canonical_json():
    """Canonical JSON is the same text."""
    for row in VECTORS["encodings"]["canonical"]:
        assert canonical(row["value"]).decode() == row["text"]


@pytest.mark.parametrize("name", list(VECTORS["keys"]))
def test_kid(name):
    """The thumbprint of every key."""
    assert signer(name).public.kid == VECTORS["keys"][name]["kid"]


@pytest.mark.parametrize("name", ["secret", "by_name"])
def test_manifests_are_accepted(name):
    """Both manifests hold and have the hash that the file says."""
    assert b64(manifest(name).mh) == VECTORS[name]["manifest"]["mh"]


@pytest.mark.parametrize("row", VECTORS["bad_manifests"], ids=lambda row: row["name"])
def test_bad_manifests_are_refused(row):
    """Every manifest that must not be voted on is refused."""
    part = {"manifest": VECTORS["secret"]["manifest"] | {"jws": row["jws"]}, "lines": VECTORS["secret"].get("lines")}
    with pytest.raises(Broken):
        read_manifest(poll(part), MEETING, SERVER)


@pytest.mark.parametrize(
    "row", [row for row in BAD_MESSAGES if row["code"] in OURS_TO_JUDGE], ids=lambda row: row["name"]
)
def test_bad_messages_are_refused(row):
    """A JWS with a wrong signature, algorithm or a repeated key is no message."""
    with pytest.raises(Broken):
        read_jws(row["jws"], row["typ"], signer("seat").public)


def test_the_plain_paper():
    """Marks and write-ins become exactly the signed text P."""
    ballot = VECTORS["secret"]["ballot"]
    assert plain(manifest("secret"), ballot["marks"], ballot["write_ins"]) == ballot["p"]


def test_the_seal_opens():
    """The file's ciphertext opens under our info string, and ours opens to a frame of the right length."""
    ballot, paper = VECTORS["secret"]["ballot"], manifest("secret")
    box, info = signer(ballot["box"]).key, b"mix|0|" + paper.mh + SEAT.encode()
    assert info == unb64(ballot["info"], "info")
    assert HPKE.decrypt(unb64(ballot["ct"], "ct"), box, info) == unb64(ballot["framed"], "framed")
    assert framed(paper, ballot["inner"].encode()) == unb64(ballot["framed"], "framed")
    sealed = enclosed(paper, SEAT, signed(ballot["p"], ()), ())
    assert len(sealed) == VECTORS["secret"]["manifest"]["ct_length"]
    assert json.loads(HPKE.decrypt(sealed, box, info)[2:].rstrip(b"\0"))["p"] == ballot["p"]


def test_the_paper_as_issued():
    """The answer to `issue` is accepted, and its entry is the one we rebuild."""
    part = VECTORS["secret"]
    issued = protocol.read_issued(
        part["issued"]["jws"], part["issue"]["jws"], manifest("secret"), SEAT, VOTER, {"S": SERVER}
    )  # fmt: skip
    assert issued.drawn == Drawn(1, None)
    assert b64(leaf_hash(json.loads(part["issue"]["entry"]))) == part["issue"]["leaf_hash"]


@pytest.mark.parametrize(
    ("part", "sent", "receipt", "seq"),
    [("secret", "cast_1", "receipt_1", 1), ("secret", "cast_2", "receipt_2", 2), ("by_name", "named", "receipt", 1)],
)
def test_receipts(part, sent, receipt, seq):
    """Every receipt is the receipt of its envelope, and of no other seat, voter or number."""
    jws, answer, paper = VECTORS[part][sent]["jws"], VECTORS[part][receipt]["jws"], manifest(part)
    found = protocol.read_receipt(answer, jws, paper, SEAT, VOTER, seq, SERVER)
    assert b64(found.leaf_hash) == VECTORS[part][sent]["leaf_hash"]
    for seat, voter, number in ((SEAT, "d08", seq), ("A-10", VOTER, seq), (SEAT, VOTER, seq + 1)):
        with pytest.raises(Broken):
            protocol.read_receipt(answer, jws, paper, seat, voter, number, SERVER)


def test_the_proof():
    """The last receipt's leaf is under the file's checkpoint, and the first one's is not proven by it."""
    part, log = VECTORS["secret"], LogKey.read(VECTORS["secret"]["log"])
    first, last = (
        protocol.read_receipt(
            part[f"receipt_{seq}"]["jws"], part[f"cast_{seq}"]["jws"], manifest("secret"), SEAT, VOTER, seq, SERVER
        )
        for seq in (1, 2)
    )
    protocol.check_proof(part["proof"], last, MEETING, log)
    with pytest.raises(Broken):
        protocol.check_proof(part["proof"], first, MEETING, log)


def test_the_close():
    """The signed close is about the secret poll and no other."""
    close = VECTORS["closing"]["close"]["jws"]
    protocol.check_close(close, manifest("secret"), SERVER)
    with pytest.raises(Broken):
        protocol.check_close(close, manifest("by_name"), SERVER)


def test_the_refusal():
    """The refusal reads as its payload says, and only for the message it refuses."""
    row = VECTORS["conversation"]["refusal"]
    assert protocol.read_refusal(row["jws"], SERVER, row["payload"]["of"]).code == row["payload"]["code"]
    with pytest.raises(Broken):
        protocol.read_refusal(row["jws"], SERVER, b64(sha256(b"another")))


def test_the_seat_writes_the_same_messages():
    """Header and payload of what a seat signs are the same bytes; only the signature is fresh."""
    me, told = signer("seat"), VECTORS["conversation"]
    by_name, drawn = manifest("by_name"), Drawn(1, None)
    sign_in = told["sign_in"]["payload"]
    written = {
        protocol.enrolment(me, MEETING, SEAT, told["enrol"]["payload"]["code"]): told["enrol"],
        protocol.hello(me, MEETING, SEAT, told["hello"]["payload"]["nonce"]): told["hello"],
        protocol.sign_in(me, MEETING, SEAT, sign_in["nonce"], "pin", sign_in["value"]): told["sign_in"],
        protocol.confirm(me, manifest("secret"), SEAT, ""): VECTORS["secret"]["confirm"],
        protocol.named(me, by_name, SEAT, VOTER, drawn, "Y"): VECTORS["by_name"]["named"],
    }
    for ours, theirs in written.items():
        assert ours.rpartition(".")[0] == theirs["jws"].rpartition(".")[0]
        typ = json.loads(unb64(ours.partition(".")[0], "header"))["typ"]
        assert read_jws(theirs["jws"], typ, me.public).payload == theirs["payload"]


def test_public_keys_are_read_strictly():
    """A JWK with its private part, or off the curve, is no public key."""
    jwk = dict(VECTORS["keys"]["seat"]["jwk"])
    for bad in (jwk, {**{k: jwk[k] for k in ("crv", "kty", "x")}, "y": jwk["x"]}):
        with pytest.raises(Broken):
            PublicKey.read(bad, "jwk")
