"""The seat page's readers against what a seeded chance makes of good texts: the same answer as the server's own reader."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from typing import Any

from tests.browser.seat.test_vectors import VECTORS, public, script, shown
from tests.threats.test_parsers import places, put
from tests.vectors.scene import key
from voting import exact
from voting.ballots import messages

__all__ = ["script"]

MANY = 1_500
SEED = 20261122
PIECES = ('"', "\\", "{", "}", "[", "]", ",", ":", "0", "-", "1.0", "1e3", "NaN", "9007199254740992", "\\ud800", "\u4e00",
          " ", "\n", "null", "true", '"a":1,', "[" * 17, '"__proto__"', "\x00", "\ufeff")  # fmt: skip
ODD: tuple[Any, ...] = (None, True, 0, -1, 10**15, "", "x", "AAAA", [], {}, [[]], {"a": None}, "A" * 400)
# What a terminal must find as it stands in the view, or as the tier has it; the rest of a manifest is the server's to say.
FIXED = ("v", "meeting", "vote", "title", "mode", "tier", "candidates_hash", "issuers", "mix", "levels")
MANIFEST = VECTORS["secret"]["manifest"]


def spoiled(chance: random.Random, text: str) -> str:
    """A text with a piece cut out, doubled or put in."""
    start, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
    end = min(end, start + 6)
    return text[:start] + chance.choice((*PIECES, "", text[start:end] * 2)) + text[end:]


def python(text: str) -> str | None:
    """What the server reads, written again; None where it refuses."""
    try:
        return exact.dumps(exact.loads(text)).decode()
    except exact.Inexact:
        return None


def test_the_page_and_the_server_read_the_same_texts(script):
    """Of thousands of spoiled texts both take the same ones, and read the same from them."""
    chance = random.Random(SEED)
    goods = [
        json.dumps(MANIFEST["payload"], ensure_ascii=False),
        '{"a":[1,{"b":"\\u00e9"}],"c":-0}',
        "[" * 16 + "]" * 16,
        "[0]",
    ]
    texts = [spoiled(chance, chance.choice(goods)) for _ in range(MANY)] + ["[" * n + "]" * n for n in range(14, 20)]
    body = "return given.map((text) => { try { return exact.write(exact.read(text)); } catch { return null; } });"
    found, wanted = script(["exact"], body, texts), [python(text) for text in texts]
    assert [(text, one, other) for text, one, other in zip(texts, found, wanted, strict=True) if one != other] == []
    assert 50 < sum(one is not None for one in wanted) < MANY, "the chance makes both kinds"


def test_no_spoiled_signature_is_believed(script):
    """A signed text that is not the very text is refused, whatever was done to it."""
    chance, good = random.Random(SEED), MANIFEST["jws"]
    texts = [good, *(one for one in (spoiled(chance, good) for _ in range(MANY // 5)) if one != good)]
    body = """const found = []; for (const text of given.texts) found.push(
        await jws.open(text, "manifest", given.key).then(() => true, () => false)); return found;"""
    assert script(["jws"], body, {"texts": texts, "key": public("server")}) == [True] + [False] * (len(texts) - 1)


def test_no_manifest_that_differs_from_the_view_is_taken(script):
    """Rightly signed manifests with anything in one of their places: refused wherever the view or the tier says otherwise."""
    chance, good = random.Random(SEED), MANIFEST["payload"]
    paths = [path for path in places(good) if path and path[0] in FIXED]
    told = [put(deepcopy(good), chance.choice(paths), chance.choice(ODD)) for _ in range(MANY // 5)]
    jws = [messages.sign(key("server"), "manifest", one) for one in told if one != good]
    polls = [{**shown("secret"), "manifest": one} for one in (MANIFEST["jws"], *jws)]
    body = """const found = []; for (const poll of given.polls) found.push(
        await manifest.checkManifest(poll, given.meeting, given.key).then(() => true, () => false)); return found;"""
    found = script(["manifest"], body, {"polls": polls, "meeting": VECTORS["meeting"], "key": public("server")})
    assert found == [True] + [False] * len(jws)
