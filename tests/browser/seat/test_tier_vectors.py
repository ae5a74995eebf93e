"""The JavaScript client against tests/vectors/tiers.json and RFC 9474: one poll at T1 and one at T2, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from voting.ballots import layers
from voting.ballots.encodings import b64, unb64

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "tiers.json").read_text(encoding="utf-8"))
RFC9474 = Path(__file__).parents[4] / "shared" / "data" / "vectors" / "rfc9474_blind_rsa.json"
HPKE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
TIERS = ("T1", "T2")
SEAT = VECTORS["seat"]
tiers = pytest.mark.parametrize("tier", TIERS)


@pytest.fixture
def script(page, fake):
    """Run the body of an async function with some modules of static/js/ballot and one argument; what it throws is its value."""
    page.goto(f"{fake.address}/empty")

    def run(modules: list[str], body: str, argument: Any = None) -> Any:
        loads = ", ".join(f"import('/static/js/ballot/{name}.js')" for name in modules)
        return page.evaluate(
            f"async (given) => {{ const [{', '.join(modules)}] = await Promise.all([{loads}]); {body} }}", argument
        )

    return run


def public(jwk: dict[str, str]) -> dict[str, str]:
    """Without the private half."""
    return {name: jwk[name] for name in ("crv", "kty", "x", "y")}


def keys(tier: str) -> dict[str, dict[str, str]]:
    """Who signs as S, A and B."""
    told = VECTORS[tier]["keys"]
    return {"S": public(told["server"]["jwk"]), **{name: public(one["jwk"]) for name, one in told["stations"].items()}}


def poll(tier: str, jws: str | None = None) -> dict[str, Any]:
    """The poll of a view that fits the manifest."""
    part = VECTORS[tier]["manifest"]
    told = part["payload"]
    return {"vote": told["vote"], "title": {"zh": told["title"], "en": ""}, "kind": told["rules"]["kind"],
            "mode": told["mode"], "press": told["rules"]["press"], "manifest": jws or part["jws"], "lines": part["lines"],
            "write_ins": told["rules"]["writein_max"], "countersigned": part["countersigned"]}  # fmt: skip


def given(tier: str, **more: Any) -> dict[str, Any]:
    """What every script needs of a tier."""
    meeting = VECTORS[tier]["manifest"]["payload"]["meeting"]
    return {"poll": poll(tier), "meeting": meeting, "keys": keys(tier), "seat": SEAT, **more}


READ = "const checked = await manifest.checkManifest(given.poll, given.meeting, given.keys.S);"


@tiers
def test_the_manifest_and_its_stations(script, tier):
    """The manifest has the file's hash; with every statement it is countersigned, with one less it waits, else it throws."""
    body = f"""{READ} const tell = (statements) => stations.countersigned({{ ...given.poll, countersigned: statements }}, checked, given.keys, [])
        .catch((error) => error.message);
        const all = given.poll.countersigned;
        return [checked.mh, await tell(all), await tell(all.slice(1)), await tell([given.stranger])];"""
    found = script(["manifest", "stations"], body, given(tier, stranger=VECTORS[tier]["receipt"]["jws"]))
    assert found[:3] == [VECTORS[tier]["manifest"]["mh"], True, False]
    assert isinstance(found[3], str)


def test_station_b_alone_gives_the_same_tier(script):
    """Where A is lost, B issues and opens with the server."""
    body = "return manifest.stationsOf(await manifest.checkManifest(given.poll, given.meeting, given.keys.S));"
    told = given("T1") | {"poll": poll("T1", VECTORS["T1"]["with_b_alone"])}
    assert script(["manifest"], body, told) == ["B"]


@tiers
def test_bad_manifests_are_refused(script, tier):
    """Every other shape, key or length ends there."""
    rows = VECTORS[tier]["bad_manifests"]
    body = """const taken = []; for (const { name, poll } of given.rows)
        await manifest.checkManifest(poll, given.meeting, given.keys.S).then(() => taken.push(name), () => {}); return taken;"""
    polls = [{"name": row["name"], "poll": poll(tier, row["jws"])} for row in rows]
    assert script(["manifest"], body, given(tier, rows=polls)) == []


def test_the_known_answer_of_rfc_9474(script):
    """With the RFC's salt and factor the vendored library gives the RFC's blinded message and signature."""
    if not RFC9474.exists():
        pytest.skip("the vectors of RFC 9474 are not on this machine")
    name = "RSABSSA-SHA384-PSS-Randomized"
    vector = next(one for one in json.loads(RFC9474.read_text(encoding="utf-8")) if one["name"] == name)
    raw = {key: bytes.fromhex(vector[key].removeprefix("0x")) for key in ("msg", "msg_prefix", "salt", "blind_sig")}
    n, inverse = int(vector["n"], 16), int(vector["inv"], 16)
    factor = pow(inverse, -1, n).to_bytes(512, "big")
    body = """const { RSABSSA } = await import("/static/vendor/blindrsa.js"), suite = RSABSSA.SHA384.PSS.Randomized();
        const key = await crypto.subtle.importKey("jwk", { kty: "RSA", n: given.n, e: "AQAB", alg: "PS384", ext: true },
            { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
        const chance = given.chance.map(bytes.unb64);
        crypto.getRandomValues = (into) => { into.set(chance.shift()); return into; };
        const message = bytes.unb64(given.message), { blindedMsg, inv } = await suite.blind(key, message);
        return [blindedMsg, inv, await suite.finalize(key, message, bytes.unb64(given.answer), inv)].map(bytes.b64);"""
    told = {"n": b64(n.to_bytes(512, "big")), "chance": [b64(raw["salt"]), b64(factor)],
            "message": b64(raw["msg_prefix"] + raw["msg"]), "answer": b64(raw["blind_sig"])}  # fmt: skip
    wanted = [int(vector[key], 16).to_bytes(512, "big") for key in ("blinded_msg", "inv", "sig")]
    assert script(["bytes"], body, told) == [b64(one) for one in wanted]


def issued(tier: str) -> list[dict[str, Any]]:
    """The credentials of the file as this browser would keep them before the answer."""
    return [
        {"level": int(level), "pk": one["pk"], "r": {name: part["r"] for name, part in one["issuers"].items()},
         "inv": {name: part["inverse"] for name, part in one["issuers"].items()}, "s": {}}
        for level, one in sorted(VECTORS[tier]["credentials"].items())
    ]  # fmt: skip


@tiers
def test_credentials_finalize_to_the_files_own(script, tier):
    """The signatures are the file's; one changed bit is named with its issuer; fresh requests have the right shape."""
    answers = {name: one["payload"]["bs"] for name, one in VECTORS[tier]["blind_signed"].items()}
    body = f"""{READ} const done = await credentials.complete(checked, given.issued, given.answers);
        const first = String(checked.levels[0]), bad = structuredClone(given.answers);
        bad.A[first] = bad.S[first];
        const refused = await credentials.complete(checked, given.issued, bad).catch((error) => error.message);
        const {{ bl, credentials: made }} = await credentials.make(checked);
        return {{ done, refused, bl, messages: given.issued.map((one) =>
            bytes.b64(credentials.messageOf(one.level, checked.mhBytes, bytes.unb64(one.pk)))), made }};"""
    found = script(["manifest", "credentials", "bytes"], body, given(tier, issued=issued(tier), answers=answers))
    told = VECTORS[tier]["credentials"]
    for one in found["done"]:
        assert one["s"] == {name: part["signature"] for name, part in told[str(one["level"])]["issuers"].items()}
    assert found["messages"] == [told[str(one["level"])]["message"] for one in issued(tier)]
    assert found["refused"].startswith(f"blind-signed A {issued(tier)[0]['level']}")
    assert {level: set(hidden) for level, hidden in found["bl"].items()} == {
        str(level): set(VECTORS[tier]["shape"]["issuers"]) for level in VECTORS[tier]["shape"]["levels"]
    }
    assert all(len(unb64(value)) == 256 for hidden in found["bl"].values() for value in hidden.values())


@tiers
def test_the_paper_and_its_layers(script, tier):
    """The inner text is the file's but for its fresh signature; Python opens every layer that the browser has sealed."""
    told, ballot = VECTORS[tier], VECTORS[tier]["ballot"]
    signed = [
        {
            **one,
            "s": {name: part["signature"] for name, part in told["credentials"][str(one["level"])]["issuers"].items()},
        }
        for one in issued(tier)
    ]
    jwks = {level: one["key"]["jwk"] for level, one in told["credentials"].items()}
    body = f"""{READ} const keys = {{}};
        for (const [level, jwk] of Object.entries(given.jwks))
            keys[level] = await crypto.subtle.importKey("jwk", jwk, {{ name: "ECDSA", namedCurve: "P-256" }}, false, ["sign"]);
        const inner = await paper.fill(checked.mh, given.marks, given.names, {{ credentials: given.signed, keys }});
        return [inner, await paper.seal(inner, checked, given.seat, {{ credentials: given.signed, keys }}),
            bytes.b64(await paper.outputLeaf(given.inner)), bytes.b64(paper.frame(bytes.utf8(given.inner), checked.pad))];"""
    inner, ct, leaf, framed = script(
        ["manifest", "paper", "bytes"], body,
        given(tier, jwks=jwks, signed=signed, marks=ballot["marks"], names=ballot["write_ins"], inner=ballot["inner"]),
    )  # fmt: skip
    ours, theirs = json.loads(inner), json.loads(ballot["inner"])
    assert ours["p"] == theirs["p"]
    assert {**ours["c"], "sig": ""} == {**theirs["c"], "sig": ""}
    assert (leaf, framed) == (ballot["leaf"], ballot["framed"])
    plain, token = opened(tier, unb64(ct))
    assert plain[2 : 2 + int.from_bytes(plain[:2], "big")].decode() == inner
    assert len(unb64(ct)) == told["manifest"]["ct_length"]
    assert token is None or {**json.loads(token), "sig": ""} == {**json.loads(ballot["token"]), "sig": ""}


def opened(tier: str, layer: bytes) -> tuple[bytes, str | None]:
    """Every layer opened with the file's keys by another HPKE."""
    told, token, bound = VECTORS[tier], None, SEAT.encode()
    mh = unb64(told["manifest"]["mh"])
    for place, name in enumerate(told["shape"]["mix"]):
        info, bound = f"mix|{place}|".encode() + mh + bound, b""
        secret = int.from_bytes(unb64(told["keys"]["mix"][name]["d"]), "big")
        assert layers.whole(layer, info), "the sealer's proof"
        bare = layer[:65] + layer[129:]
        layer = HPKE.decrypt(bare, ec.derive_private_key(secret, ec.SECP256R1()), info)
        if tier == "T2" and place == 0:
            size = int.from_bytes(layer[:2], "big")
            token, layer = layer[2 : 2 + size].decode(), layer[2 + size :]
            bound = unb64(json.loads(token)["pk"])
    return layer, token


@tiers
def test_the_proof_of_who_sealed_a_layer(script, tier):
    """With the file's ephemeral key and nonce the page makes the file's proof of each layer, byte for byte."""
    for one in VECTORS[tier]["ballot"]["layers"]:
        sealed = unb64(one["sealed"])
        found = script(
            ["sealer", "bytes"],
            """const of = (jwk) => crypto.subtle.importKey("jwk", jwk, { name: "ECDH", namedCurve: "P-256" }, true, jwk.d ? ["deriveBits"] : []);
            const { d, ...point } = given.nonce, nonce = { privateKey: await of(given.nonce), publicKey: await of(point) };
            const [info, enc, box] = [given.info, given.enc, given.box].map(bytes.unb64);
            return bytes.b64(await sealer.proofOf(await of(given.ephemeral), info, enc, box, nonce));""",
            {"nonce": one["nonce"]["jwk"], "ephemeral": one["ephemeral"]["jwk"], "info": one["info"],
             "enc": b64(sealed[:65]), "box": b64(sealed[129:])},
        )  # fmt: skip
        assert found == b64(sealed[65:129])


@tiers
def test_the_audit(script, tier):
    """The file's count holds for its own ballot; another leaf, other leaves, or a signature less does not."""
    told = VECTORS[tier]
    output = {"vote": told["manifest"]["payload"]["vote"], "leaves": told["leaves"]}
    tally = [one["jws"] for one in told["tally"]]
    cases = [[tally, output, told["ballot"]["leaf"]], [tally, output, told["out_root"]], [tally[1:], output, told["ballot"]["leaf"]],
             [tally, {**output, "leaves": b64(unb64(told["leaves"])[:-32])}, told["ballot"]["leaf"]],
             [tally, {**output, "vote": "p9"}, told["ballot"]["leaf"]], [[*tally[1:], tally[1]], output, told["ballot"]["leaf"]]]  # fmt: skip
    body = f"""{READ} const said = []; for (const [tally, output, leaf] of given.cases)
        said.push(await audit.check(tally, checked, output, leaf, given.keys).then(() => "holds", (error) => error.message)); return said;"""
    found = script(["manifest", "audit"], body, given(tier, cases=cases))
    assert found[0] == "holds"
    assert "holds" not in found[1:]
