"""The JavaScript client against tests/vectors/protocol.json and against `voting.ballots`: what one writes, the other reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from voting.ballots import messages, p256, sealing
from voting.ballots.encodings import unb64
from voting.ledger.tree import Tree

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "protocol.json").read_text(encoding="utf-8"))
LAST_OF_FORM = "a stranger's key"  # behind it stand messages whose form is good and whose fields are a server's matter


def of_form() -> list[dict[str, str]]:
    names = [one["name"] for one in VECTORS["bad_messages"]]
    return VECTORS["bad_messages"][: names.index(LAST_OF_FORM) + 1]


def public(name: str) -> dict[str, str]:
    """A test key as the protocol writes it."""
    return {key: VECTORS["keys"][name]["jwk"][key] for key in ("crv", "kty", "x", "y")}


@pytest.fixture
def script(page, fake):
    """Run the body of an async function with some modules of static/js/ballot and one argument; an error's text is its value."""
    page.goto(f"{fake.address}/empty")

    def run(modules: list[str], body: str, argument: Any = None) -> Any:
        loads = ", ".join(f"import('/static/js/ballot/{name}.js')" for name in modules)
        return page.evaluate(
            f"async (given) => {{ const [{', '.join(modules)}] = await Promise.all([{loads}]); {body} }}", argument
        )

    return run


def test_base64url_is_strict(script):
    """Bytes are written as the vectors have them; every wrong spelling is refused."""
    good = VECTORS["encodings"]["b64"]
    body = "return given.map(({ text }) => [bytes.b64(bytes.unb64(text)), Array.from(bytes.unb64(text))]);"
    assert script(["bytes"], body, good) == [[one["text"], list(bytes.fromhex(one["hex"]))] for one in good]
    bad = "return given.filter((text) => { try { bytes.unb64(text); return true; } catch { return false; } });"
    assert script(["bytes"], bad, VECTORS["encodings"]["b64_bad"]) == []


def test_canonical_json(script):
    """Values are written byte for byte as RFC 8785 has them, and read back."""
    for one in [
        *VECTORS["encodings"]["canonical"],
        {"value": VECTORS["secret"]["manifest"]["lines"], "text": VECTORS["secret"]["manifest"]["lines_canonical"]},
    ]:
        assert (
            script(["exact"], "return [exact.write(given.value), exact.write(exact.read(given.text))];", one)
            == [one["text"]] * 2
        )


LOOSE = ['{"a":1,"a":1}', '{"a":1,"\\u0061":1}', "1.0", "1e3", "01", "-", "[1,]", '{"a":1,}', '"\\ud800"', "9007199254740993", "tru", "",
         "[" * 18 + "]" * 18, "1 1", "\ufeff1", "'a'", "NaN", '"\x01"']  # fmt: skip


def test_loose_json_is_refused(script):
    """Duplicate keys, floats, lone surrogates, large numbers, depth and trailing commas are errors, never guesses."""
    read = "return given.filter((text) => { try { exact.read(text); return true; } catch { return false; } });"
    assert script(["exact"], read, LOOSE) == []


def test_bad_messages_are_refused(script):
    """What breaks the form of a message or its signature is refused by the terminal as well; the good ones are read."""
    body = """const read = []; for (const one of given.messages)
        await jws.open(one.jws, one.typ, given.seat).then(() => read.push(one.name), () => {}); return read;"""
    good = [
        {"name": name, "typ": name.replace("_", "-"), "jws": VECTORS["conversation"][name]["jws"]}
        for name in ("enrol", "hello", "sign_in")
    ]
    messages_given = [*({key: one[key] for key in ("name", "typ", "jws")} for one in of_form()), *good]
    assert script(["jws"], body, {"messages": messages_given, "seat": public("seat")}) == ["enrol", "hello", "sign_in"]


@pytest.mark.parametrize("typ", ["issued", "receipt_1", "receipt_2"])
def test_answers_of_the_server_are_read(script, typ):
    """Issued papers and receipts that Python signed are verified in the browser."""
    told = VECTORS["secret"][typ]
    body = "const { payload } = await jws.open(given.jws, given.typ, given.key); return payload;"
    assert (
        script(["jws"], body, {"jws": told["jws"], "typ": typ.split("_")[0], "key": public("server")})
        == told["payload"]
    )


def shown(which: str) -> dict[str, Any]:
    """The poll of a view that fits a manifest of the vectors."""
    manifest = VECTORS[which]["manifest"]
    told = manifest["payload"]
    return {"vote": told["vote"], "title": {"zh": told["title"], "en": ""}, "kind": told["rules"]["kind"], "mode": told["mode"],
            "press": told["rules"]["press"], "manifest": manifest["jws"], "lines": manifest["lines"], "write_ins": told["rules"]["writein_max"],
            }  # fmt: skip


CHECK = """const found = []; for (const poll of given.polls)
    found.push(await manifest.checkManifest(poll, given.meeting, given.key).then(({ mh }) => mh, (error) => "refused " + error.message));
    return found;"""


def check(script, *polls):
    return script(["manifest"], CHECK, {"polls": polls, "meeting": VECTORS["meeting"], "key": public("server")})


@pytest.mark.parametrize("which", ["secret", "by_name"])
def test_manifests_are_checked_against_the_view(script, which):
    """A good manifest gives its hash; the same one beside another name, title, press or meeting is refused."""
    poll = shown(which)
    assert check(script, poll) == [VECTORS[which]["manifest"]["mh"]]
    other = [{"id": line["id"], "name": {**line["name"], "en": "X"}} for line in poll["lines"]]
    wrong = [
        {"lines": other},
        {"title": {"zh": "别的", "en": ""}},
        {"press": "neither"},
        {"vote": "p9"},
        {"write_ins": 7},
        {"mode": "open"},
    ]
    found = check(script, *({**poll, **change} for change in wrong))
    assert [change for change, told in zip(wrong, found, strict=True) if not told.startswith("refused")] == []


def poll_of(one):
    """The poll that a view would show beside a bad manifest, so that nothing but its badness can be the reason."""
    payload = json.loads(unb64(one["jws"].split(".")[1]))
    rules = payload["rules"]
    poll = {**shown("secret"), "manifest": one["jws"], "vote": payload["vote"], "title": {"zh": payload["title"], "en": ""},
            "kind": rules["kind"], "mode": payload["mode"], "press": rules["press"], "write_ins": rules["writein_max"]}  # fmt: skip
    if payload["candidates_hash"] == VECTORS["by_name"]["manifest"]["payload"]["candidates_hash"]:
        poll["lines"] = VECTORS["by_name"]["manifest"]["lines"]
    if rules["lines"] == 0:
        poll["lines"] = []
    return poll


def test_bad_manifests_are_refused(script):
    """A tier, a station, a rule or a key that the terminal does not know ends there."""
    told = check(script, *map(poll_of, VECTORS["bad_manifests"]))
    assert [
        one["name"] for one, said in zip(VECTORS["bad_manifests"], told, strict=True) if not said.startswith("refused")
    ] == []


def test_leaves_and_frames(script):
    """Log leaves, the HPKE info and the frame of the vectors are made again byte for byte."""
    secret = VECTORS["secret"]
    ballot = secret["ballot"]
    body = """const { issue, cast_1, cast_2, ballot, manifest } = given;
        return [await log.drawnLeaf("p2", "d07", issue.hash),
            await log.castLeaf("p2", "d07", 1, cast_1.hash), await log.castLeaf("p2", "d07", 2, cast_2.hash),
            paper.frame(bytes.utf8(ballot.inner), ballot.pad), paper.infoOf(bytes.unb64(manifest.mh), bytes.utf8(ballot.seat)),
            await bytes.hashOf(cast_1.jws)].map(bytes.b64);"""
    leaves = [secret[name]["leaf_hash"] for name in ("issue", "cast_1", "cast_2")]
    made = script(["bytes", "log", "paper"], body, secret)
    assert made == [*leaves, ballot["framed"], ballot["info"], secret["cast_1"]["hash"]]


def test_proof_and_checkpoint(script):
    """The inclusion proof and the log's note of the vectors hold; another leaf, size, path, root or log key does not."""
    proof, receipt, vkey = (
        VECTORS["secret"]["proof"],
        VECTORS["secret"]["receipt_2"]["payload"],
        VECTORS["secret"]["log"],
    )
    answer = {key: proof[key] for key in ("leaf_index", "tree_size", "path", "checkpoint")}
    body = "try { await log.checkProof(given.answer, given.receipt, given.vkey); return 'holds'; } catch (error) { return error.message; }"
    good = {"answer": answer, "receipt": receipt, "vkey": vkey}
    assert script(["log"], body, good) == "holds"
    first = VECTORS["secret"]["receipt_1"]["payload"]
    note = answer["checkpoint"]
    wrong = [
        {"receipt": {**receipt, "leaf_hash": first["leaf_hash"]}}, {"receipt": first},
        {"answer": {**answer, "path": answer["path"][:-1]}}, {"answer": {**answer, "path": [*answer["path"], answer["path"][0]]}},
        {"answer": {**answer, "tree_size": 9}}, {"answer": {**answer, "checkpoint": note.replace("\n8\n", "\n9\n")}},
        {"answer": {**answer, "checkpoint": note.split("\n\n")[0] + "\n"}}, {"vkey": vkey.replace("+b9eb46f4+", "+b9eb46f5+")},
    ]  # fmt: skip
    for change in wrong:
        assert script(["log"], body, {**good, **change}) != "holds", change


def test_inclusion_proofs_of_every_small_tree(script):
    """For all trees of up to 33 leaves the browser walks Python's proofs to Python's root."""
    tree = Tree(bytes([n]) * 32 for n in range(33))
    cases = [{"leaf": list(tree.leaf(i)), "index": i, "size": n, "path": [list(step) for step in tree.inclusion(i, n)], "root": list(tree.root(n))}
             for n in range(1, 34) for i in range(n)]  # fmt: skip
    body = """const wrong = [];
        for (const { leaf, index, size, path, root } of given) {
            const walked = await log.rootOf(Uint8Array.from(leaf), index, size, path.map((step) => Uint8Array.from(step)));
            if (String(Array.from(walked)) !== String(root)) wrong.push([index, size]);
        }
        return wrong;"""
    assert script(["log"], body, cases) == []


SEAL = """const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey), jwk = { crv, kty, x, y };
    const ballot = { mh: given.mh, mhBytes: bytes.unb64(given.mh), pad: given.pad, mix: [{ id: "S", pk: given.pk }] }, out = [];
    for (let turn = 0; turn < 20; turn += 1) out.push({ ct: await paper.seal(await paper.fill(given.mh, given.marks, given.wi), ballot, given.seat),
        jws: await jws.sign("confirm", { turn, wi: given.wi }, { privateKey: pair.privateKey, kid: await jws.kidOf(jwk) }) });
    return { jwk, out };"""


def test_what_the_browser_seals_and_signs_python_opens(script):
    """Twenty papers, none the same bytes: each has the exact length, opens, is signed low-s by its own fresh key."""
    box, seat, names = p256.generate(), "三排07", ["欧阳娜", 'O\'Neill "Q"', "𬱟\u2028x"]
    mh, pad = VECTORS["secret"]["manifest"]["mh"], 1152
    point = messages.b64(p256.encode_point(box.public_key()))
    made = script(
        ["bytes", "paper", "jws"], SEAL, {"mh": mh, "pad": pad, "pk": point, "marks": "YNB", "wi": names, "seat": seat}
    )
    ballots = [
        sealing.read_inner(sealing.unframe(sealing.unseal(unb64(one["ct"]), box, unb64(mh), seat), pad))
        for one in made["out"]
    ]
    assert {len(unb64(one["ct"])) for one in made["out"]} == {65 + pad + 16}
    assert len({ballot.pk for ballot in ballots}) == len({one["ct"] for one in made["out"]}) == 20
    assert all(
        sealing.signature_holds(ballot) and json.loads(ballot.p) == {"mh": mh, "marks": "YNB", "wi": names}
        for ballot in ballots
    )
    key = p256.import_key(made["jwk"])
    assert [messages.read(one["jws"], key, "confirm").payload["turn"] for one in made["out"]] == list(range(20))


def test_a_browser_without_ed25519_neither_confirms_nor_complains(script):
    """Where Ed25519 is unknown the check says that it cannot tell, which is neither yes nor no."""
    proof = {key: VECTORS["secret"]["proof"][key] for key in ("leaf_index", "tree_size", "path", "checkpoint")}
    body = """crypto.subtle.importKey = () => Promise.reject(new DOMException("unknown", "NotSupportedError"));
        try { await log.checkProof(given.answer, given.receipt, given.vkey); return "holds"; }
        catch (error) { return error instanceof log.CannotCheck; }"""
    given = {"answer": proof, "receipt": VECTORS["secret"]["receipt_2"]["payload"], "vkey": VECTORS["secret"]["log"]}
    assert script(["log"], body, given) is True
