"""What must be refused, each with the code that docs/protocol.md section 7 gives it, and which papers are void."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

from cryptography.hazmat.primitives.asymmetric import utils

from tests.ballots import seals
from tests.vectors.scene import ELECTION, MEETING, MOTION, NONCE, SEAT, VOTER, Scene, key, raw_jws
from voting.ballots import p256, sealing
from voting.ballots import papers as manifests_of
from voting.ballots.encodings import b64, unb64
from voting.exact import dumps

MALFORMED, SIGNATURE, TWICE = "message.malformed", "message.signature", "message.duplicate_key"
KID = key("seat").public.kid


def _header(typ: str, **more: object) -> bytes:
    return dumps({"alg": "ES256", "kid": KID, "typ": typ} | more)


def _jws(typ: str, payload: bytes, header: bytes | None = None) -> str:
    return raw_jws(_header(typ) if header is None else header, payload, key("seat"))


def _hello(**more: object) -> dict[str, object]:
    return {"meeting": MEETING, "seat": SEAT, "nonce": "Tm9uY2U"} | more


def _without(payload: dict[str, object], name: str) -> bytes:
    return dumps({field: value for field, value in payload.items() if field != name})


def messages(scene: Scene) -> list[dict[str, str]]:
    """Refused messages: what is wrong, the typ the event expects, the JWS, and the code."""
    return [
        {"name": name, "typ": typ, "jws": raw, "code": code}
        for rows in (_headers(), _json(), _spelling(), _signatures(), _fields(scene), _polls(scene))
        for name, typ, raw, code in rows
    ]


Row = tuple[str, str, str, str]


def _headers() -> Iterator[Row]:
    good = dumps(_hello())
    yield "header with a fourth member", "hello", _jws("hello", good, _header("hello", crit=["x"])), MALFORMED
    yield (
        "header with a key in it",
        "hello",
        _jws("hello", good, _header("hello", jwk=key("seat").public.jwk)),
        MALFORMED,
    )
    yield "header without typ", "hello", _jws("hello", good, dumps({"alg": "ES256", "kid": KID})), MALFORMED
    twice = b'{"alg":"ES256","alg":"ES256","kid":"' + KID.encode() + b'","typ":"hello"}'
    yield "header member twice", "hello", _jws("hello", good, twice), TWICE
    for alg in ("none", "HS256", "ES384", "es256"):
        yield f"algorithm {alg}", "hello", _jws("hello", good, _header("hello", alg=alg)), SIGNATURE
    yield "unknown typ", "hello", _jws("hallo", good), MALFORMED
    yield "another typ than the event's", "sign-in", _jws("hello", good), MALFORMED
    yield "header is a list", "hello", _jws("hello", good, b"[]"), MALFORMED
    yield "kid is no thumbprint", "hello", _jws("hello", good, _header("hello", kid="seat")), MALFORMED


def _json() -> Iterator[Row]:
    good = dumps(_hello())
    yield "payload member twice", "hello", _jws("hello", good[:-1] + b',"seat":"A-10"}'), TWICE
    deep = dumps(_hello(nonce=None)).replace(b"null", b'{"a":1,"a":2}')
    yield "payload member twice, one level down", "hello", _jws("hello", deep), TWICE
    yield "twice under two spellings", "hello", _jws("hello", good[:-1] + b',"se\\u0061t":"A-10"}'), TWICE
    yield "payload is a list", "hello", _jws("hello", b"[]"), MALFORMED
    yield "payload is empty", "hello", _jws("hello", b""), MALFORMED
    yield "payload with text behind", "hello", _jws("hello", good + b"x"), MALFORMED
    yield "payload with a byte order mark", "hello", _jws("hello", b"\xef\xbb\xbf" + good), MALFORMED
    yield "payload is not UTF-8", "hello", _jws("hello", good.replace(b"Tm9", b"\xff\xfe ")), MALFORMED
    yield "lone surrogate", "hello", _jws("hello", good.replace(b"Tm9", b"\\ud800")), MALFORMED
    yield "control character in a text", "hello", _jws("hello", good.replace(b"Tm9", b"\n")), MALFORMED
    for name, value in (("float", b"1.0"), ("exponent", b"1e3"), ("NaN", b"NaN"), ("too large a number", b"9" * 17)):
        yield name, "hello", _jws("hello", good.replace(b'"Tm9uY2U"', value)), MALFORMED
    nested = b"[" * 40 + b"]" * 40
    yield "nested too deeply", "hello", _jws("hello", good.replace(b'"Tm9uY2U"', nested)), MALFORMED


def _spelling() -> Iterator[Row]:
    good = _jws("hello", dumps(_hello()))
    head, body, tail = good.split(".")
    yield "empty", "hello", "", MALFORMED
    yield "two parts", "hello", f"{head}.{body}", MALFORMED
    yield "four parts", "hello", f"{good}.{tail}", MALFORMED
    yield "white space behind", "hello", f"{good}\n", MALFORMED
    yield "padding", "hello", f"{head}.{body}.{tail}==", MALFORMED
    plain = base64.b64encode(unb64(tail)).decode().rstrip("=")
    yield "alphabet of plain base64", "hello", f"{head}.{body}.{plain[:-3]}+/{plain[-1]}", MALFORMED
    other = tail[:-1] + chr(ord(tail[-1]) + 1)
    yield "trailing bits in the signature", "hello", f"{head}.{body}.{other}", MALFORMED
    yield "letters that are not ASCII", "hello", f"{head}.{body}.ｅ{tail[1:]}", MALFORMED
    yield "too large", "hello", _jws("hello", dumps(_hello(nonce="n" * 12_300))), "message.too_large"


def _signatures() -> Iterator[Row]:
    payload = dumps(_hello())
    good = _jws("hello", payload)
    signed, _, tail = good.rpartition(".")
    signature = unb64(tail)
    r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
    yield "high s", "hello", raw_jws(_header("hello"), payload, key("seat"), high=True), SIGNATURE
    yield "DER signature", "hello", f"{signed}.{b64(utils.encode_dss_signature(r, s))}", SIGNATURE
    yield "no signature", "hello", f"{signed}.", SIGNATURE
    yield "signature of zeros", "hello", f"{signed}.{b64(bytes(64))}", SIGNATURE
    yield "a byte too many", "hello", f"{signed}.{b64(signature + bytes(1))}", SIGNATURE
    yield "r and s exchanged", "hello", f"{signed}.{b64(signature[32:] + signature[:32])}", SIGNATURE
    yield "a stranger's signature", "hello", raw_jws(_header("hello"), payload, key("stranger")), SIGNATURE
    yield (
        "signature of another payload",
        "hello",
        f"{_jws('hello', dumps(_hello(nonce='x'))).rpartition('.')[0]}.{tail}",
        SIGNATURE,
    )
    stranger = _header("hello", kid=key("stranger").public.kid)
    yield "a stranger's key", "hello", raw_jws(stranger, payload, key("stranger")), "seat.wrong_key"
    enrol = {"meeting": MEETING, "seat": SEAT, "code": "23456789", "jwk": key("stranger").public.jwk}
    yield "enrolment for a key that did not sign", "enrol", _jws("enrol", dumps(enrol)), SIGNATURE


def _fields(scene: Scene) -> Iterator[Row]:
    yield "unknown field", "hello", _jws("hello", dumps(_hello(vote="p1"))), MALFORMED
    yield "missing field", "hello", _jws("hello", _without(_hello(), "nonce")), MALFORMED
    yield "null for a text", "hello", _jws("hello", dumps(_hello(nonce=None))), MALFORMED
    yield "empty id", "hello", _jws("hello", dumps(_hello(seat=""))), MALFORMED
    yield "id of 65 characters", "hello", _jws("hello", dumps(_hello(seat="s" * 65))), MALFORMED
    yield "text not in NFC", "hello", _jws("hello", dumps(_hello(seat="e\u0301"))), MALFORMED
    sign_in = _hello(method="face", value="1")
    yield "unknown method", "sign-in", _jws("sign-in", dumps(sign_in)), MALFORMED
    enrol = {"meeting": MEETING, "seat": SEAT, "code": "23456789", "jwk": key("seat").public.jwk}
    for name, jwk in _keys():
        yield name, "enrol", _jws("enrol", dumps(enrol | {"jwk": jwk})), MALFORMED
    for code in ("2345678", "234567890", "2345678I", "2345678a"):
        yield f"code {code}", "enrol", _jws("enrol", dumps(enrol | {"code": code})), MALFORMED
    draw = {"vote": ELECTION, "mh": b64(scene.secret.mh), "seat": SEAT, "bl": {}, "nonce": b64(NONCE)}
    yield "credentials at tier T0", "issue", _jws("issue", dumps(draw | {"bl": {"1": {}}})), MALFORMED
    yield "nonce of 15 bytes", "issue", _jws("issue", dumps(draw | {"nonce": b64(NONCE[:15])})), MALFORMED
    cast = {"vote": ELECTION, "mh": b64(scene.secret.mh), "seat": SEAT, "seq": 1, "prev": None, "ct": "AAAA"}
    odd: dict[str, list[object]] = {
        "seq": [0, -1, True, "1", None],
        "prev": ["", b64(bytes(31)), 0],
        "ct": ["AAB", "A===", 7],
        "mh": ["", None],
    }
    for name, values in odd.items():
        for value in values:
            yield f"cast with {name} {value!r}", "cast", _jws("cast", dumps(cast | {name: value})), MALFORMED
    confirm = {"vote": ELECTION, "mh": b64(scene.secret.mh), "seat": SEAT, "ok": 1, "reason": ""}
    yield "a number for true", "confirm", _jws("confirm", dumps(confirm)), MALFORMED


def _keys() -> Iterator[tuple[str, dict[str, str]]]:
    jwk = key("seat").public.jwk
    yield "key with a private part", jwk | {"d": b64(bytes(32))}
    yield "key of another curve", jwk | {"crv": "P-384"}
    yield "key without y", {name: value for name, value in jwk.items() if name != "y"}
    yield "key off the curve", jwk | {"y": jwk["x"]}
    yield "key with a short coordinate", jwk | {"x": b64(bytes(31))}
    yield "key with a zero in front of a coordinate", jwk | {"x": b64(bytes(3)) + jwk["x"]}
    yield "key with a padded coordinate", jwk | {"x": jwk["x"] + "="}
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = letters[letters.index(jwk["x"][-1]) ^ 1]  # the last bit is beyond the 32 bytes
    yield "key in a second spelling", jwk | {"x": jwk["x"][:-1] + other}


def _polls(scene: Scene) -> Iterator[Row]:
    mh, terminal = b64(scene.secret.mh), scene.terminal
    cast = {"vote": ELECTION, "mh": mh, "seat": SEAT, "seq": 1, "prev": None, "ct": b64(bytes(scene.secret.ct_length))}
    yield "another manifest", "cast", _jws("cast", dumps(cast | {"mh": b64(bytes(32))})), "poll.wrong_manifest"
    yield (
        "a byte too few",
        "cast",
        _jws("cast", dumps(cast | {"ct": b64(bytes(scene.secret.ct_length - 1))})),
        "ballot.size",
    )
    yield (
        "a byte too many",
        "cast",
        _jws("cast", dumps(cast | {"ct": b64(bytes(scene.secret.ct_length + 1))})),
        "ballot.size",
    )
    yield "by name in a secret poll", "named", terminal.named(scene.secret, VOTER, "YNA"), "ballot.wrong_mode"
    sealed = cast | {"vote": MOTION, "mh": b64(scene.named.mh)}
    yield "sealed in a poll by name", "cast", _jws("cast", dumps(sealed)), "ballot.wrong_mode"
    for choice in ("B", "y", "YN", "1", "赞"):
        yield f"choice {choice}", "named", terminal.named(scene.named, VOTER, choice), "ballot.unknown_mark"


def manifests(scene: Scene) -> list[dict[str, str]]:
    """Manifests that every terminal refuses: signed by another, or of a tier, version or field it does not know."""
    payload = scene.secret.payload()
    rules = scene.secret.rules.as_json()
    odd: dict[str, dict[str, object]] = {
        "tier T1": {"tier": "T1"}, "secret without a tier": {"tier": None},
        "version 2": {"v": 2}, "no box": {"mix": []}, "pad of a poll by name": {"pad": 0},
        "a station": {"issuers": [{"id": "A"}]}, "two boxes": {"mix": [*_list(payload["mix"]), *_list(payload["mix"])]},
        "unknown field": {"colour": "red"}, "unknown alphabet": {"rules": rules | {"alphabet": "YN"}},
        "unknown press": {"rules": rules | {"press": "both"}}, "no lines": {"rules": rules | {"lines": 0}},
        "two thresholds": {"rules": rules | {"threshold": {"over": "1/2", "at_least": "2/3"}}},
        "threshold in per cent": {"rules": rules | {"threshold": {"over": "50%"}}},
        "box off the curve": {"mix": [{"id": "S", "pk": b64(b"\4" + bytes(64))}]},
    }  # fmt: skip
    server = {"alg": "ES256", "kid": key("server").public.kid, "typ": "manifest"}
    rows = [
        (name, raw_jws(dumps(server), dumps(payload | change), key("server")), MALFORMED)
        for name, change in odd.items()
    ]
    rows.append(("another server's", manifests_of.sign(scene.secret, key("stranger")), "seat.wrong_key"))
    rows.append(("a stranger's signature", raw_jws(dumps(server), dumps(payload), key("stranger")), SIGNATURE))
    return [{"name": name, "jws": raw, "code": code} for name, raw, code in rows]


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def papers(scene: Scene) -> list[dict[str, object]]:
    """Casts with what the opening makes of each: a paper, or the reason for which it is void."""
    found: list[dict[str, object]] = []
    for n, (name, framed, outcome) in enumerate((*_good(scene), *_void(scene)), start=100):
        ct = scene.terminal.seal(scene.secret, framed, key(f"ephemeral {n}").private)
        found.append({"name": name, "jws": scene.terminal.send(scene.secret, ct), **outcome})
    last = scene.terminal.seal(scene.secret, bytes(scene.secret.pad), key("ephemeral 99").private)
    broken = last[:-1] + bytes([last[-1] ^ 1])
    odd = [("a changed bit", broken), ("no point in front", b"\4" + bytes(64) + last[65:]), ("too short", last[:70])]
    found += [{"name": name, "jws": scene.terminal.send(scene.secret, ct), "void": "not_opened"} for name, ct in odd]
    return found


Made = tuple[str, bytes, dict[str, object]]


def _signed(scene: Scene, p: str, name: str = "ballot 50") -> bytes:
    return sealing.frame(seals.sign_paper(key(name).private, p).inner(), scene.secret.pad)


def _good(scene: Scene) -> Iterator[Made]:
    mh = b64(scene.secret.mh)

    def paper(marks: str, *names: str) -> dict[str, object]:
        return {"marks": marks, "write_ins": list(names)}

    yield "all blank", _signed(scene, sealing.paper_text(scene.secret.mh, "BBB")), paper("BBB")
    yield "in the order of the protocol page", _signed(scene, f'{{"mh":"{mh}","marks":"YNA","wi":[]}}'), paper("YNA")
    yield "with spaces", _signed(scene, f'{{ "wi" : [ ], "marks" : "NNN", "mh" : "{mh}" }}'), paper("NNN")
    escaped = f'{{"mh":"{mh}","marks":"\\u0059NA","wi":["\\u5218\\u6d0b"]}}'
    yield "with escapes", _signed(scene, escaped), paper("YNA", "刘洋")
    full = ["永" * 20, "\x01" * 60]
    text = sealing.paper_text(scene.secret.mh, "YYB", full)
    yield "the longest names", _signed(scene, text), paper("YYB", *full)
    yield (
        "more than max_yes, for the count to judge",
        _signed(scene, sealing.paper_text(scene.secret.mh, "YYY")),
        paper("YYY"),
    )


def _void(scene: Scene) -> Iterator[Made]:
    yield from _void_frames(scene)
    mh, good = b64(scene.secret.mh), sealing.paper_text(scene.secret.mh, "YNA")
    ballot = seals.sign_paper(key("ballot 50").private, good)
    other = sealing.Ballot(good.replace("YNA", "NYA"), ballot.pk, ballot.sig)
    yield "signature of another paper", sealing.frame(other.inner(), scene.secret.pad), {"void": "signature"}
    r, s = ballot.sig[:32], int.from_bytes(ballot.sig[32:], "big")
    high = sealing.Ballot(good, ballot.pk, r + (p256.ORDER - s).to_bytes(32, "big"))
    yield "high s", sealing.frame(high.inner(), scene.secret.pad), {"void": "signature"}
    rows = {
        "paper": _bad_papers(mh),
        "wrong_manifest": (sealing.paper_text(bytes(32), "YNA"),),
        "marks": tuple(sealing.paper_text(scene.secret.mh, marks) for marks in ("YN", "YNAB", "YNX", "yna", "")),
        "write_ins": tuple(sealing.paper_text(scene.secret.mh, "BBB", names) for names in _bad_names()),
    }  # fmt: skip
    for reason, texts in rows.items():
        for text in texts:
            yield f"{reason}: {text.replace(mh, 'mh')}", _signed(scene, text), {"void": reason}


def _bad_papers(mh: str) -> Sequence[str]:
    start = f'{{"mh":"{mh}","marks":"YNA"'
    ends = ("}", ',"wi":[],"x":1}', ',"marks":"NNN","wi":[]}', ',"wi":[1]}', ',"wi":"x"}', ',"wi":[]')
    return ("[]", "", *(start + end for end in ends))


def _bad_names() -> Sequence[list[str]]:
    return (["甲", "乙", "丙"], ["永" * 20 + "a"], ["e\u0301"])


def _void_frames(scene: Scene) -> Iterator[Made]:
    pad = scene.secret.pad
    form: dict[str, object] = {"void": "form"}
    ballot = seals.sign_paper(key("ballot 50").private, sealing.paper_text(scene.secret.mh, "YNA"))
    inner = ballot.inner()
    framed = sealing.frame(inner, pad)
    yield "zeros only", bytes(pad), form
    yield "a byte behind the text", framed[:-1] + b"\1", form
    yield "a length beyond the paper", b"\xff\xff" + framed[2:], form
    yield "a text cut short", (len(inner) - 1).to_bytes(2, "big") + framed[2:], form
    for old, new in ((b'"r":{}', b'"r":{"S":""}'), (b'"s":{}', b'"s":[]'), (b'"c":{', b'"c":{"t":1,'), (b"{", b"[")):
        yield f"{new.decode()} for {old.decode()}", sealing.frame(inner.replace(old, new, 1), pad), form
    short = sealing.Ballot(ballot.p, ballot.pk[:32], ballot.sig)
    yield "ballot key of 32 bytes", sealing.frame(short.inner(), pad), form
    nowhere = sealing.Ballot(ballot.p, b"\2" + b"\xff" * 32, ballot.sig)
    yield "ballot key off the curve", sealing.frame(nowhere.inner(), pad), form
