"""Writes protocol.json: one poll of every message, the same bytes each time, for clients in every language.

Run from the top of the repository: `python -m tests.vectors.make`. Every key is the hash of its name, signatures are
deterministic (RFC 6979) and seals use a given ephemeral key, so a changed byte in the file is a changed protocol.
The keys here are public; none may ever serve a meeting.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from tests.vectors import refused
from tests.vectors.entries import cast_entry, drawn_entry
from tests.vectors.scene import LINES, MEETING, MOTION, NONCE, ROSTER, SEAT, VOTER, Scene, key
from voting.ballots import messages, p256, papers, receipts, sealing
from voting.ballots.encodings import b64
from voting.exact import dumps
from voting.ledger.signing import SignerKey, sign_checkpoint
from voting.ledger.tree import Tree

HERE = Path(__file__).parent
ABOUT = (
    "Known answers for docs/protocol.md, written by tests/vectors/make.py. Bytes are base64url without padding unless "
    "a field is text. Keys are test keys. Messages are JWS compact; `hash` is the SHA-256 of their ASCII bytes."
)


def _private_jwk(signer: p256.SigningKey) -> dict[str, str]:
    d = signer.private.private_numbers().private_value
    return {**signer.public.jwk, "d": b64(d.to_bytes(32, "big"))}


def _key(name: str) -> dict[str, object]:
    signer = key(name)
    point = signer.public.point
    return {
        "jwk": _private_jwk(signer),
        "kid": signer.public.kid,
        "point": b64(p256.encode_point(point)),
        "compressed": b64(p256.encode_compressed(point)),
    }


def _message(raw: str) -> dict[str, object]:
    claim = messages.parse(raw)
    return {"jws": raw, "payload": claim.payload, "hash": b64(messages.digest(raw))}


def _logged(raw: str, entry: bytes) -> dict[str, object]:
    leaf = receipts.leaf_hash(entry)
    return {**_message(raw), "entry": entry.decode("utf-8"), "leaf_hash": b64(leaf)}


def _manifest(manifest: papers.Manifest, lines: list[object]) -> dict[str, object]:
    raw = papers.sign(manifest, key("server"))
    return {
        **_message(raw),
        "mh": b64(manifest.mh),
        "lines": lines,
        "lines_canonical": dumps(lines).decode("utf-8"),
        "ct_length": manifest.ct_length,
    }


def _encodings() -> dict[str, object]:
    data = [b"", b"\x00", b"\xff\xfe", b"\xfb\xff\xbf", "议决".encode()]
    bad = ["AA==", "A", "AB", "_-9", "+/8A", "A A", "AAA=", "AAB", "é", "A\n"]
    values: list[object] = [
        {"b": 1, "a": [True, False, None, -7, '\u20ac"\\\n\u0001/'], "\u20ac": 1, "\U0001f600": 2, "\ufb33": 3},
        {"zh": "议决", "": {}, "empty": []},
    ]
    return {
        "b64": [{"hex": item.hex(), "text": b64(item)} for item in data],
        "b64_bad": bad,
        "canonical": [{"value": value, "text": dumps(value).decode("utf-8")} for value in values],
    }


def _sealed(scene: Scene) -> dict[str, object]:
    marks, write_ins = "YNB", ["欧阳娜", 'O\'Neill "Q"']
    ballot = scene.terminal.paper(scene.secret, marks, write_ins, key("ballot 1").private)
    framed = sealing.frame(ballot.inner(), scene.secret.pad)
    ct = scene.terminal.seal(scene.secret, framed, key("ephemeral 1").private)
    return {
        "seat": SEAT,
        "marks": marks,
        "write_ins": write_ins,
        "p": ballot.p,
        "signed": b64(sealing.SIGNED + ballot.p.encode("utf-8")),
        "pk": b64(ballot.pk),
        "sig": b64(ballot.sig),
        "inner": ballot.inner().decode("utf-8"),
        "pad": scene.secret.pad,
        "framed": b64(framed),
        "info": b64(sealing.box_info(scene.secret.mh, SEAT)),
        "ephemeral": "ephemeral 1",
        "box": "box",
        "ct": b64(ct),
    }


def _votes(scene: Scene) -> dict[str, object]:
    server, vote, mh, seat = key("server"), scene.secret.vote, scene.secret.mh, SEAT
    issue = scene.terminal.draw(scene.secret, NONCE)
    drawn = drawn_entry(vote, VOTER, messages.digest(issue))
    leaf = receipts.leaf_hash(drawn)
    issued = receipts.issued(server, vote=vote, mh=mh, seat=seat, seq=1, prev=None, leaf_index=5, leaf=leaf)
    first = scene.cast("YNB", ["欧阳娜", 'O\'Neill "Q"'], 1)
    second = scene.cast("NYA", [], 2, seq=2, prev=messages.digest(first))
    found: dict[str, object] = {"issue": _logged(issue, drawn), "issued": _message(issued)}
    entries = [drawn]
    for seq, raw in ((1, first), (2, second)):
        entries.append(cast_entry(vote, VOTER, seq, messages.digest(raw)))
        leaf = receipts.leaf_hash(entries[-1])
        answer = receipts.receipt(server, mh=mh, seat=seat, seq=seq, leaf_index=5 + seq, leaf=leaf)
        found |= {f"cast_{seq}": _logged(raw, entries[-1]), f"receipt_{seq}": _message(answer)}
    return found | {"confirm": _message(scene.terminal.confirm(scene.secret)), **_proof(entries)}


def _proof(entries: list[bytes]) -> dict[str, object]:
    log = SignerKey(f"yijue/{MEETING}", sha256(b"yijue vectors|log").digest())
    before = [dumps({"poll": MOTION, "type": "filler", "n": n}) for n in range(5)]
    tree = Tree(receipts.leaf_hash(entry) for entry in before + entries)
    path = [b64(node) for node in tree.inclusion(7)]
    note = sign_checkpoint(tree.size, tree.root(), log)
    proof = {"leaf_index": 7, "tree_size": tree.size, "path": path, "checkpoint": note}
    return {"log": log.verifier.text(), "proof": proof, "root": b64(tree.root())}


def _closing(scene: Scene) -> dict[str, object]:
    casts = [scene.cast(marks, [], n, seat=f"A-{n:02}") for n, marks in enumerate(("YYN", "NNN", "BAY"), start=11)]
    entering = [messages.digest(raw) for raw in casts]
    raw = receipts.close(key("server"), mh=scene.secret.mh, issued_count=4, entering=entering)
    empty = receipts.cast_root([])
    return {"entering": [b64(item) for item in entering], "close": _message(raw), "empty_root": b64(empty)}


def _by_name(scene: Scene) -> dict[str, object]:
    server, mh, vote = key("server"), scene.named.mh, scene.named.vote
    issue = scene.terminal.draw(scene.named, NONCE)
    raw = scene.terminal.named(scene.named, VOTER, "Y")
    entry = cast_entry(vote, VOTER, 1, messages.digest(raw))
    leaf = receipts.leaf_hash(entry)
    answer = receipts.receipt(server, mh=mh, seat=SEAT, seq=1, leaf_index=9, leaf=leaf)
    drawn = drawn_entry(vote, VOTER, messages.digest(issue))
    return {"issue": _logged(issue, drawn), "named": _logged(raw, entry), "receipt": _message(answer)}


def _conversation(scene: Scene) -> dict[str, object]:
    terminal = scene.terminal
    late = receipts.refusal(
        key("server"), code="poll.closed", zh="表决已经结束。", en="The vote is closed.", article=None,
        of=scene.terminal.named(scene.named, VOTER, "N"))  # fmt: skip
    return {
        "enrol": _message(terminal.enrol(MEETING, "23456789")),
        "hello": _message(terminal.hello(MEETING, "Tm9uY2U")),
        "sign_in": _message(terminal.sign_in(MEETING, "Tm9uY2U", "pin", "482913")),
        "refusal": _message(late),
    }


def vectors() -> dict[str, object]:
    """The whole file as a JSON value."""
    scene = Scene()
    names = ("server", "seat", "box", "ballot 1", "ephemeral 1", "stranger")
    return {
        "about": ABOUT,
        "keys": {name: _key(name) for name in names},
        "meeting": MEETING,
        "seat": SEAT,
        "voter": VOTER,
        "encodings": _encodings(),
        "roster": {
            "rows": [{"kid": kid, "seat": seat, "voter": voter} for voter, seat, kid in ROSTER],
            "roster_hash": b64(papers.roster_hash(ROSTER)),
        },
        "secret": {"manifest": _manifest(scene.secret, LINES), "ballot": _sealed(scene), **_votes(scene)},
        "by_name": {"manifest": _manifest(scene.named, LINES[:1]), **_by_name(scene)},
        "closing": _closing(scene),
        "conversation": _conversation(scene),
        "papers": refused.papers(scene),
        "bad_messages": refused.messages(scene),
        "bad_manifests": refused.manifests(scene),
    }


def text() -> str:
    """The file's text."""
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (HERE / "protocol.json").write_text(text(), encoding="utf-8")
    print(f"wrote {HERE.name}/protocol.json")
