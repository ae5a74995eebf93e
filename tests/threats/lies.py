"""What a server says that lies with its own keys: tasks for stations, each rightly signed."""

from __future__ import annotations

import json

from devices.encoding import b64
from tests.threats.middle import Body
from voting.ballots import messages, receipts, statements
from voting.ballots.encodings import unb64
from voting.ballots.messages import SigningKey
from voting.ballots.statements import Close, Mix


def box(key: SigningKey, vote: str, mh: bytes, casts: list[str], issued: int, given: list[str] | None = None) -> Body:
    """The task to open a box, with a close statement of the server's that says so; `given` is what comes in it, if that
    is something else.
    """
    digests = [messages.digest(cast) for cast in casts]
    close = statements.sign(key, Close(mh, issued, len(casts), receipts.cast_root(digests)))
    return {"vote": vote, "close": close, "casts": sorted(casts if given is None else given, key=messages.digest)}


def flipped(jws: str) -> str:
    """One bit of the sealed paper changed, everything else as it was signed."""
    head, payload, signature = jws.split(".")
    said = json.loads(unb64(payload))
    ct = unb64(said["ct"])
    said["ct"] = b64(ct[:-1] + bytes([ct[-1] ^ 1]))
    return ".".join((head, b64(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()), signature))


def refitted(key: SigningKey, body: Body, ballots: list[str], more: tuple[int, int] = (-1, 1)) -> Body:
    """The tally task of a server that has other ballots than those it opened: so many more for and against."""
    ballots = sorted(ballots)
    out = receipts.root([one.encode() for one in ballots])
    said = statements.read(body["before"][-1], key.public, Mix)
    lie = Mix(said.vote, said.mh, "S", said.level, said.in_root, out, said.m_in, len(ballots), said.void)
    tally = json.loads(body["tally"])
    tally["out_root"] = b64(out)
    tally["sums"]["for"] += more[0]
    tally["sums"]["against"] += more[1]
    text = json.dumps(tally, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return body | {"ballots": ballots, "before": [*body["before"][:-1], statements.sign(key, lie)], "tally": text}
