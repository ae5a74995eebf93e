"""A challenged paper (docs/protocol.md section 11): does the terminal seal what the member marked?

Pure. `opening` is what a terminal gives out instead of casting; all else is for another computer, which opens every
layer by itself and says what the sealed paper said and under which code. It needs no secret of the server or of a
station, and can open nothing else.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from devices.credentials import CURVE, Credential, Enclosed
from devices.encoding import Broken, Json, agrees, array, b64, canonical, fields, sha256, strict, text, unb64
from devices.ephemeral import opened
from devices.manifest import Manifest, framed, plain, read_manifest
from devices.signer import ORDER, PublicKey, point_of, read_jws, verify
from devices.views import Line, Poll, Text

OPENING = ("v", "server", "manifest", "lines", "seat", "ct", "inner", "token", "ephemeral")
CODE_LETTERS, GROUP = 26, 4  # 130 bits: two papers with one code cost a lying terminal 2 to the 65th tries


@dataclass(frozen=True, slots=True)
class Checked:
    """What a challenged paper said. `code` must be the one that stood on the terminal before the challenge."""

    code: str
    meeting: str
    seat: str
    title: str
    server: str  # first 8 characters of the kid that signed the manifest
    marks: tuple[tuple[Text, str], ...]  # each line of the ballot, or the title of a motion, with its letter
    written: tuple[str, ...]


def code_of(ct: bytes) -> str:
    """The check code of a sealed paper: letters of base32 (RFC 4648 section 6) in groups."""
    letters = b32encode(sha256(ct)).decode()[:CODE_LETTERS]
    return " ".join(letters[at : at + GROUP] for at in range(0, CODE_LETTERS, GROUP))


def same_code(noted: str, code: str) -> bool:
    """Whether a code as somebody noted it, in either case and with or without its spaces, is this one."""
    return "".join(noted.split()).upper() == code.replace(" ", "")


def opening(sealed: Enclosed, poll: Poll, seat: str, server: PublicKey) -> bytes:
    """What a terminal gives out of a paper that is checked instead of cast."""
    ephemeral: list[Json] = [b64(key) for key in sealed.ephemeral]
    return canonical({
        "v": 1, "server": server.jwk(), "manifest": poll.manifest, "lines": poll.lines_raw, "seat": seat,
        "ct": b64(sealed.ct), "inner": sealed.inner.decode(),
        "token": None if sealed.token is None else sealed.token.decode(), "ephemeral": ephemeral,
    })  # fmt: skip


def opening_of_cast(jws: str, sealed: Enclosed, poll: Poll, seat: str, server: PublicKey) -> bytes:
    """The same of a paper that was cast as `jws` and is missing in the count: its member shows it (blame.py)."""
    part = fields(strict(opening(sealed, poll, seat, server), "opening"), "opening", OPENING)
    return canonical({**part, "cast": jws})


def check(data: bytes) -> Checked:
    """Open the paper; Broken says what does not hold: then the terminal has not sealed what it shows."""
    part = fields(strict(data, "opening"), "opening", OPENING)
    agrees("opening", part, {"v": 1})
    server, seat = PublicKey.read(part["server"], "server"), text(part["seat"], "seat")
    manifest, poll = manifest_of(part["manifest"], part["lines"], server)
    ct, inner = unb64(part["ct"], "ct"), text(part["inner"], "inner").encode()
    token = None if part["token"] is None else text(part["token"], "token").encode()
    layer, shown = _layers(manifest, seat, ct, [ephemeral_of(one) for one in array(part["ephemeral"], "ephemeral")])
    if layer != framed(manifest, inner) or shown != token:
        raise Broken("opening", "the layers say something else than the opening")
    paper = _ballot(manifest, inner)
    if manifest.lines == 1 and poll.kind == "motion":
        named: tuple[Text, ...] = (poll.title,)
    else:
        named = tuple(line.name for line in poll.lines)
    marks = tuple(zip(named, text(paper["marks"], "marks"), strict=True))
    written = tuple(text(name, "wi") for name in array(paper["wi"], "wi"))
    return Checked(code_of(ct), manifest.meeting, seat, poll.title.zh, server.kid[:8], marks, written)


def manifest_of(jws: Json, lines: Json, server: PublicKey) -> tuple[Manifest, Poll]:
    """The manifest by itself, beside the lines that the terminal showed."""
    payload = read_jws(jws, "manifest", server).payload
    if not isinstance(payload, dict) or not isinstance(payload.get("rules"), dict):
        raise Broken("manifest", "not a manifest")
    told: dict[str, Json] = {name: payload.get(name) for name in ("meeting", "vote", "title", "mode")}
    rules = payload["rules"]
    kind, press = (text(rules.get(name), name) if isinstance(rules, dict) else "" for name in ("kind", "press"))
    poll = Poll(
        text(told["vote"], "vote"), Text(text(told["title"], "title"), ""), kind, text(told["mode"], "mode"), press,
        "announced", text(jws, "manifest"), tuple(Line.read(line) for line in array(lines, "lines")), lines, None, 0,
        Text("", ""), None, None, None, (), None,
    )  # fmt: skip
    return read_manifest(poll, text(told["meeting"], "meeting"), server), poll


def ephemeral_of(value: Json) -> ec.EllipticCurvePrivateKey:
    """The private key of one layer; Broken when it is none of P-256."""
    secret = int.from_bytes(unb64(value, "ephemeral", 32), "big")
    if not 0 < secret < ORDER:
        raise Broken("ephemeral", "not a private key of P-256")
    return ec.derive_private_key(secret, CURVE)


def _layers(
    manifest: Manifest, seat: str, layer: bytes, keys: Sequence[ec.EllipticCurvePrivateKey]
) -> tuple[bytes, bytes | None]:
    """The innermost text as it was framed, and the token of T2."""
    token, bound = None, seat.encode()
    if not manifest.mix or len(keys) != len(manifest.mix):
        raise Broken("ephemeral", "not one key for each layer")
    for place, (mixer, key) in enumerate(zip(manifest.mix, keys, strict=True)):
        info = b"mix|%d|" % place + manifest.mh + bound
        layer, bound = opened(key, point_of(mixer.pk, "mix"), info, layer, proved=manifest.proved), b""
        if place == 0 and len(manifest.levels) > 1:
            size = int.from_bytes(layer[:2], "big")
            token, layer = layer[2 : 2 + size], layer[2 + size :]
            bound = _credential(manifest, manifest.levels[0], strict(token, "token"), b"token|v1|" + layer)
    return layer, token


def _ballot(manifest: Manifest, inner: bytes) -> dict[str, Json]:
    """P of an inner text whose credential and signature hold."""
    part = fields(strict(inner, "inner"), "inner", ("p", "c"))
    written = text(part["p"], "p")
    _credential(manifest, manifest.levels[-1] if manifest.levels else 0, part["c"], b"ballot|v1|" + written.encode())
    paper = fields(strict(written, "p"), "p", ("mh", "marks", "wi"))
    names = [text(name, "wi") for name in array(paper["wi"], "wi")]
    if canonical(part) != inner or plain(manifest, text(paper["marks"], "marks"), names) != written:
        raise Broken("paper", "not a paper of this vote")
    return paper


def _credential(manifest: Manifest, level: int, value: Json, signed: bytes) -> bytes:
    """The key (33 bytes), which every issuer has signed, and which has signed these bytes."""
    part = fields(value, "credential", ("pk", "r", "s", "sig"))
    point = unb64(part["pk"], "pk", 33)
    prefixes, signatures = (fields(part[name], name, manifest.issuers) for name in ("r", "s"))
    message = Credential.message_of(level, manifest.mh, point)
    for name, key in manifest.issuers.items():
        prefix = unb64(prefixes[name], "r", 32)
        key.verify(unb64(signatures[name], "s", key.size), prefix + message, f"credential of {name}")
    verify(point_of(point, "pk"), unb64(part["sig"], "sig", 64), signed, "credential")
    return point


def sentences(checked: Checked, marks: dict[str, str]) -> list[str]:
    """What a scrutineer reads, `marks` being the words for the letters."""
    head = [
        f"查验码 / check code：{checked.code}",
        f"{checked.title}　席位 / seat {checked.seat}　服务器指纹 / server key {checked.server}",
    ]
    lines = [f"　{name}：{marks[letter]}" for name, letter in checked.marks]
    return [*head, *lines, *(f"　另选 / written in：{name}" for name in checked.written)]
