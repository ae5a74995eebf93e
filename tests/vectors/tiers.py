"""Writes tiers.json: one poll at T1 and one at T2 from manifest to audit, with every private key, for every client.

Run from the top of the repository: `python -m tests.vectors.tiers`. All keys, blindings, salts and ephemeral keys
follow from names (tests/ballots/chance.py), RSA keys are the next primes after a name; none may ever serve a meeting.
"""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from tests.ballots.chance import Fixed, issuer_key
from tests.ballots.paper import Drawn, Sealed
from tests.ballots.parties import LocalTier, election
from tests.ballots.terminal import Terminal
from tests.vectors.entries import cast_entry, drawn_entry
from tests.vectors.scene import LINES, SEAT, key, raw_jws
from voting.ballots import credentials, layers, messages, p256, papers, receipts, recount, statements
from voting.ballots.encodings import b64
from voting.ballots.papers import SHAPES, Tier
from voting.ballots.statements import BlindSigned, Tally
from voting.exact import dumps

HERE = Path(__file__).parent
ABOUT = (
    "Known answers for docs/protocol.md sections 5, 6, 9 and 10, written by tests/vectors/tiers.py. Bytes are base64url "
    "without padding unless a field is text; numbers of RSA (d, p, q) are big-endian bytes. All keys are test keys. "
    "Voter d01 sits at the seat of `seat`; ballots and leaves are those of all voters who cast."
)
OTHERS = (("YNA", ()), ("BBB", ()), ("NNY", ("欧阳娜", 'O\'Neill "Q"')), ("AYN", ()))


def _private(private: p256.Private) -> dict[str, object]:
    signer = p256.signing_key(private)
    d = private.private_numbers().private_value.to_bytes(32, "big")
    point = signer.public.point
    return {"jwk": {**signer.public.jwk, "d": b64(d)}, "kid": signer.public.kid, "d": b64(d),
            "point": b64(p256.encode_point(point)), "compressed": b64(p256.encode_compressed(point))}  # fmt: skip


def _rsa(name: str) -> dict[str, object]:
    found = issuer_key(name)
    numbers = found.private.private_numbers()
    sizes = {"d": (numbers.d, 256), "p": (numbers.p, 128), "q": (numbers.q, 128)}
    return {"n": b64(found.modulus), "e": credentials.EXPONENT, "der": b64(found.to_der()),
            **{one: b64(value.to_bytes(size, "big")) for one, (value, size) in sizes.items()}}  # fmt: skip


def _message(raw: str) -> dict[str, object]:
    limit = messages.LIMITS["mix"]
    return {"jws": raw, "payload": messages.parse(raw, limit).payload, "hash": b64(messages.digest(raw))}


def _keys(poll: LocalTier) -> dict[str, object]:
    return {
        "server": _private(poll.server.private),
        "seat": _private(poll.terminals["d01"].key.private),
        "stations": {name: _private(one.signer.private) for name, one in poll.parties.items() if name != "S"},
        "issuers": {one.id: _rsa(f"{poll.vote}|{one.id}") for one in poll.manifest.issuers},
        "mix": {one.id: _private(poll.parties[one.id].box) for one in poll.manifest.mix},
    }


def _manifest(poll: LocalTier) -> dict[str, object]:
    manifest = poll.manifest
    return {**_message(poll.jws), "mh": b64(manifest.mh), "lines": list(poll.lines),
            "lines_canonical": dumps(list(poll.lines)).decode("utf-8"), "ct_length": manifest.ct_length,
            "layer_lengths": [layers.item_length(manifest, level) for level in range(len(manifest.mix))],
            "countersigned": poll.countersigned, "station_keys": poll.keys}  # fmt: skip


def _blinding(poll: LocalTier, paper: Drawn, answers: dict[str, str], level: int, name: str) -> dict[str, object]:
    modulus = int.from_bytes(poll.parties[name].issuer.modulus, "big")
    prepared, blinded = paper.prepared[level][name], paper.blinded[level][name]
    answer = statements.read(answers[name], poll.signers[name], BlindSigned)
    return {"r": b64(prepared[:32]), "prepared": b64(prepared), "salt": b64(paper.salt(level, name)),
            "encoded": b64(credentials.encode(prepared, paper.salt(level, name), modulus.bit_length() - 1)),
            "inverse": b64(blinded.inverse.to_bytes(256, "big")), "blinded": b64(blinded.message),
            "blind_signature": b64(answer.bs[str(level)]), "signature": b64(paper.signed[level].s[name])}  # fmt: skip


def _credentials(poll: LocalTier, paper: Drawn, answers: dict[str, str]) -> dict[str, object]:
    return {
        str(level): {
            "key": _private(private),
            "pk": b64(paper.point(level)),
            "message": b64(credentials.level_message(level, poll.manifest.mh, paper.point(level))),
            "issuers": {one.id: _blinding(poll, paper, answers, level, one.id) for one in poll.manifest.issuers},
        }
        for level, private in paper.keys.items()
    }


def _issue(poll: LocalTier, paper: Drawn) -> dict[str, object]:
    raw = paper.request()
    answers = poll.issue(raw)
    paper.finish(answers, poll.signers, messages.digest(raw))
    entry = drawn_entry(poll.vote, "d01", messages.digest(raw))
    issued = receipts.issued(
        poll.server, vote=poll.vote, mh=poll.manifest.mh, seat=SEAT, seq=1, prev=None, leaf_index=5,
        leaf=receipts.leaf_hash(entry), bs=answers)  # fmt: skip
    poll.drawn["d01"] = paper
    return {
        "issue": {**_message(raw), "entry": entry.decode("utf-8"), "leaf_hash": b64(receipts.leaf_hash(entry))},
        "blind_signed": {name: _message(one) for name, one in answers.items()},
        "issued": _message(issued),
        "credentials": _credentials(poll, paper, answers),
        "bad_answers": _bad_answers(poll, answers),
    }


def _bad_answers(poll: LocalTier, answers: dict[str, str]) -> list[dict[str, str]]:
    """Answers of S that a terminal complains about, in place of the good one."""
    good = statements.read(answers["S"], poll.server.public, BlindSigned)
    level = str(poll.manifest.levels[0])
    flipped = good.bs[level][:-1] + bytes([good.bs[level][-1] ^ 1])
    odd = {
        "a changed bit": replace(good, bs={**good.bs, level: flipped}),
        "zeros": replace(good, bs={**good.bs, level: bytes(256)}),
        "to another request": replace(good, of=bytes(32)),
        "of another poll": replace(good, vote="p9"),
        "under another manifest": replace(good, mh=bytes(32)),
        "for another seat": replace(good, seat="A-99"),
        "by another issuer": replace(good, by="A"),
        "another level": replace(good, bs={"2" if level == "1" else "1": good.bs[level]}),
    }
    rows = [{"name": name, "jws": statements.sign(poll.server, one)} for name, one in odd.items()]
    stranger = statements.sign(key("stranger"), good)
    return [*rows, {"name": "signed by another key", "jws": stranger}]


def _ballot(sealed: Sealed, marks: str, names: list[str], poll: LocalTier, paper: Drawn) -> dict[str, object]:
    ballot = sealed.ballot
    return {
        "marks": marks, "write_ins": names, "p": ballot.p, "signed": b64(ballot.signed), "pk": b64(ballot.pk),
        "sig": b64(ballot.sig), "inner": ballot.inner().decode("utf-8"), "pad": poll.manifest.pad,
        "framed": b64(sealed.framed), "leaf": b64(receipts.leaf_hash(ballot.inner())),
        "token": sealed.token.text().decode("utf-8") if sealed.token else None,
        "token_signed": b64(layers.TOKEN_SIGNED + _inside(sealed)) if sealed.token else None,
        "layers": [
            {"to": to, "level": level, "info": b64(info), "ephemeral": _private(paper.chance.key(f"ephemeral {level}")),
             "nonce": _private(paper.chance.key(f"known {level}")), "sealed": b64(x)}
            for to, level, info, x in sealed.layers
        ],
        "ct": b64(sealed.ct),
    }  # fmt: skip


def _inside(sealed: Sealed) -> bytes:
    """What the token signs: the layer within the outermost one."""
    return sealed.layers[-2][3]


def _cast(poll: LocalTier, paper: Drawn) -> dict[str, object]:
    marks, names = "YNB", ["欧阳娜", 'O\'Neill "Q"']
    sealed = paper.sealed(marks, names)
    raw = paper.terminal.send(poll.manifest, sealed.ct)
    poll.take(raw)
    entry = cast_entry(poll.vote, "d01", 1, messages.digest(raw))
    leaf = receipts.leaf_hash(entry)
    receipt = receipts.receipt(poll.server, mh=poll.manifest.mh, seat=SEAT, seq=1, leaf_index=6, leaf=leaf)
    return {"ballot": _ballot(sealed, marks, names, poll, paper),
            "cast": {**_message(raw), "entry": entry.decode("utf-8"), "leaf_hash": b64(leaf)},
            "receipt": _message(receipt)}  # fmt: skip


def _others(poll: LocalTier) -> None:
    for voter, (marks, names) in zip(list(poll.terminals)[1:], OTHERS, strict=True):
        poll.draw(voter, Fixed(f"{poll.tier} {voter}"))
        poll.cast(voter, marks, names)


def _count(poll: LocalTier) -> dict[str, object]:
    counted = poll.count()
    last, first = counted.last, counted.levels[0]
    box = recount.Box(len(poll.drawn), first.m_in, first.in_root, last.out_root)
    tally = recount.text(poll.manifest, list(poll.lines), box, last.papers)
    digest = sha256(tally.encode("utf-8")).digest()
    signed = [
        statements.sign(
            poll.parties[one.id].signer,
            Tally(poll.vote, poll.manifest.mh, one.id, digest, last.out_root, len(last.items)),
        )
        for one in poll.manifest.issuers
    ]
    leaves = b"".join(receipts.leaf_hash(one) for one in last.items)
    return {
        "casts": [cast.message.raw for _, _, cast in poll.envelopes()],
        "close": _message(poll.close()),
        "issue_close": [_message(one) for one in poll.issue_closes()],
        "mix": [_message(one) for one in counted.mixes],
        "items": [[b64(one) for one in level.items] for level in counted.levels[:-1]],
        "ballots": [one.decode("utf-8") for one in last.items],
        "out_root": b64(last.out_root),
        "leaves": b64(leaves),
        "tally_text": tally,
        "tally": [_message(one) for one in signed],
        "audited": _message(poll.terminals["d01"].audited(poll.manifest)),
    }


def _bad_manifests(poll: LocalTier) -> list[dict[str, str]]:
    """Manifests whose shape no tier has; every terminal refuses them."""
    payload = poll.manifest.payload()
    issuers, mix = list(payload["issuers"]), list(payload["mix"])  # type: ignore[call-overload]
    other = {"T1": "T2", "T2": "T1"}[poll.tier]
    even = b64(bytes.fromhex("80") + bytes(255))
    odd: dict[str, dict[str, object]] = {
        "the other tier": {"tier": other},
        "tier T0 with stations": {"tier": "T0"},
        "tier T3": {"tier": "T3"},
        "no issuer but the server": {"issuers": issuers[:1]},
        "an issuer twice": {"issuers": [*issuers, issuers[-1]]},
        "issuers in another order": {"issuers": issuers[::-1]},
        "openers in another order": {"mix": mix[::-1]},
        "one opener less": {"mix": mix[1:]},
        "issuers of one station, openers of another": {"mix": [{**mix[0], "id": "B"}, *mix[1:]]},
        "no levels": {"levels": []},
        "all levels": {"levels": list(range(1, len(mix) + 1))} if poll.tier == "T2" else {"levels": [1, 2]},
        "levels as texts": {"levels": [str(one) for one in poll.manifest.levels]},
        "a short modulus": {"issuers": [{**issuers[0], "n": b64(bytes(255))}, *issuers[1:]]},
        "a modulus whose first bit is not set": {"issuers": [{**issuers[0], "n": b64(b"\1" * 256)}, *issuers[1:]]},
        "an even modulus": {"issuers": [{**issuers[0], "n": even}, *issuers[1:]]},
        "exponent 3": {"issuers": [{**issuers[0], "e": 3}, *issuers[1:]]},
        "an issuer with a field more": {"issuers": [{**issuers[0], "d": "x"}, *issuers[1:]]},
        "an opener off the curve": {"mix": [{**mix[0], "pk": b64(b"\4" + bytes(64))}, *mix[1:]]},
        "a pad beyond every message": {"pad": papers.LARGEST[poll.tier] + papers.PAD_STEP},
    }
    return [{"name": name, "jws": _altered(poll, change), "code": "message.malformed"} for name, change in odd.items()]


def _altered(poll: LocalTier, change: dict[str, object]) -> str:
    header = dumps({"alg": "ES256", "kid": poll.server.public.kid, "typ": "manifest"})
    return raw_jws(header, dumps(poll.manifest.payload() | change), poll.server)


def _with_b_alone(poll: LocalTier) -> str:
    """The manifest of T1 where station A is lost and B is there."""
    payload = poll.manifest.payload()
    parties = {
        name: [{**one, "id": {"A": "B"}.get(one["id"], one["id"])} for one in payload[name]]  # type: ignore[attr-defined]
        for name in ("issuers", "mix")
    }
    return _altered(poll, parties)


def _tier(tier: Tier) -> dict[str, object]:
    terminals = [Terminal(SEAT, key("seat")), *(Terminal(f"A-1{n}", key(f"seat 1{n}")) for n in range(len(OTHERS)))]
    poll = LocalTier(
        tier, terminals, vote={"T1": "p3", "T2": "p4"}.get(tier, "p2"), rules=election(3, 2, 5), lines=LINES,
        chance=Fixed(tier), server=key("server"), prev_checkpoint=sha256(b"note").digest())  # fmt: skip
    paper = Drawn(poll.terminals["d01"], poll.manifest, Fixed(f"{tier} d01"))
    found = {"shape": _shape(tier), "keys": _keys(poll), "manifest": _manifest(poll), **_issue(poll, paper)}
    found |= _cast(poll, paper)
    _others(poll)
    if tier == "T1":
        found["with_b_alone"] = _with_b_alone(poll)
    return {**found, **_count(poll), "bad_manifests": _bad_manifests(poll)}


def _shape(tier: Tier) -> dict[str, object]:
    shape = SHAPES[tier]
    return {"issuers": list(shape.issuers), "mix": list(shape.mix), "levels": list(shape.levels),
            "largest_pad": papers.LARGEST[tier]}  # fmt: skip


def vectors() -> dict[str, object]:
    """The whole file as a JSON value."""
    return {"about": ABOUT, "seat": SEAT, "voter": "d01", "T1": _tier("T1"), "T2": _tier("T2")}


def text() -> str:
    """The file's text."""
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (HERE / "tiers.json").write_text(text(), encoding="utf-8")
    print(f"wrote {HERE.name}/tiers.json")
