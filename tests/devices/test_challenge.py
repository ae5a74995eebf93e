"""A challenged paper is opened without anybody's secret; a terminal that sealed something else is found out."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from devices.__main__ import main
from devices.challenge import check
from devices.encoding import Broken, b64, canonical, sha256, unb64
from devices.ephemeral import opened, sealed
from devices.signer import Signer
from tests.devices.parties import bare_of
from tests.devices.test_tier_vectors import SEAT, VECTORS, keys, private

TIERS = ("T1", "T2")


def opening(tier):
    """What a terminal would give out for the file's own paper."""
    told = VECTORS[tier]
    ballot = told["ballot"]
    return {
        "v": 1, "server": keys(tier)["S"].jwk(), "manifest": told["manifest"]["jws"], "lines": told["manifest"]["lines"],
        "seat": SEAT, "ct": ballot["ct"], "inner": ballot["inner"], "token": ballot["token"],
        "ephemeral": [layer["ephemeral"]["d"] for layer in reversed(ballot["layers"])],
    }  # fmt: skip


@pytest.mark.parametrize("tier", TIERS)
def test_a_challenged_paper_says_what_was_marked(tier, tmp_path, capsys):
    """Every layer opens, every signature holds; code and marks are told in words."""
    found = check(canonical(opening(tier)))
    ballot = VECTORS[tier]["ballot"]
    letters = base64.b32encode(sha256(unb64(ballot["ct"], "ct"))).decode()[:26]
    assert found.code.split(" ") == [letters[at : at + 4] for at in range(0, 26, 4)]
    assert "".join(letter for _, letter in found.marks) == ballot["marks"]
    assert list(found.written) == ballot["write_ins"]
    file = tmp_path / "opening.json"
    file.write_bytes(canonical(opening(tier)))
    assert main(["check", str(file)]) == 0
    said = capsys.readouterr().out
    assert all(words in said for words in (found.code, "王秀兰 / Wang Xiulan：赞成 / for", "欧阳娜"))
    script = "+".join((ballot["marks"], *ballot["write_ins"]))
    assert main(["check", str(file), "--marks", script]) == 0
    assert main(["check", str(file), "--marks", "N" + script[1:]]) == 1
    assert "NOT as the script" in capsys.readouterr().out
    assert main(["check", str(file), "--code", letters.lower(), "--marks", script]) == 0
    assert main(["check", str(file), "--code", letters[:25] + "1"]) == 1
    assert "NOT under the code" in capsys.readouterr().out


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize(
    "lie", ["inner", "marks", "token", "ct", "ephemeral", "seat", "lines", "server", "one key less", "v"]
)
def test_a_lying_terminal_is_found_out(tier, lie, tmp_path, capsys):
    """Whatever the opening says otherwise than the sealed paper, it does not hold."""
    told = opening(tier)
    match lie:
        case "inner":
            told["inner"] = told["inner"].replace('"sig":"', '"sig":"A', 1)
        case "marks":
            told["inner"] = told["inner"].replace("YNB", "NNB")
        case "token":
            told["token"] = "{}" if tier == "T1" else None
        case "ct":
            told["ct"] = b64(unb64(told["ct"], "ct")[:-1] + b"\0")
        case "ephemeral":
            told["ephemeral"][0] = b64(bytes(31) + b"\1")
        case "seat":
            told["seat"] = "A-99"
        case "lines":
            told["lines"] = told["lines"][::-1]
        case "server":
            told["server"] = Signer.new().public.jwk()
        case "one key less":
            told["ephemeral"].pop()
        case "v":
            told["v"] = 2
    with pytest.raises(Broken):
        check(canonical(told))
    file = tmp_path / "opening.json"
    file.write_bytes(canonical(told))
    assert main(["check", str(file)]) == 1
    assert "Y" not in capsys.readouterr().out


def test_a_layer_without_its_sealers_proof_is_found_out():
    """A terminal that leaves the proof out, or makes another, would let the paper be called void: a check shows it."""
    recipient, info = Signer.new().key.public_key(), b"mix|1|"
    layer, secret = sealed(recipient, info, b"plain", proved=True)
    ephemeral = ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
    assert opened(ephemeral, recipient, info, layer, proved=True) == b"plain"
    other, _ = sealed(recipient, info, b"plain", proved=True)
    zero, much = bytes(32), b"\xff" * 32
    for proof in (bytes(64), other[65:129], layer[65:97] + zero, zero + layer[97:129], much + layer[97:129]):
        with pytest.raises(Broken, match="proof"):
            opened(ephemeral, recipient, info, layer[:65] + proof + layer[129:], proved=True)
    for cut in (layer[:-1], layer[:100], layer[:65]):
        with pytest.raises(Broken, match="proof"):
            opened(ephemeral, recipient, info, cut, proved=True)


def test_the_ephemeral_key_opens_what_pyca_opens():
    """What is sealed with a known ephemeral key opens with it and with the recipient's key alike."""
    layer = VECTORS["T1"]["ballot"]["layers"][-1]
    box = private(VECTORS["T1"]["keys"]["mix"][layer["to"]]["jwk"])
    info, sealed = unb64(layer["info"], "info"), unb64(layer["sealed"], "sealed")
    ephemeral = ec.derive_private_key(int.from_bytes(unb64(layer["ephemeral"]["d"], "d"), "big"), ec.SECP256R1())
    suite = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
    bare = bare_of(sealed)
    for layer, proved in ((sealed, True), (bare, False)):
        assert opened(ephemeral, box.public_key(), info, layer, proved=proved) == suite.decrypt(bare, box, info)
        with pytest.raises(Broken):
            opened(ephemeral, Signer.new().key.public_key(), info, layer, proved=proved)
    assert json.loads(VECTORS["T1"]["ballot"]["inner"])["p"] == VECTORS["T1"]["ballot"]["p"]
