"""Mutations of bundles, made from seeds: whatever is changed, by a stranger or by the server itself, is never accepted."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, Final

import pytest

from tests.verify.evil import Evil
from tests.verify.joint_lies import Alone
from tests.verify.story import told
from voting import exact
from voting.ballots import messages
from voting.ballots.encodings import b64
from voting.records.bundle import sealed
from voting.records.bundle_zip import packed
from voting.verify.run import Verdict, verify

QUICK, MANY = 240, 10_000
Chance = random.Random
# What says nothing that a step could hold against something else: titles and words of the record, keys of terminals that
# took no part, files beside.
FREE: Final = ("VERSION", "sitting.json", "keys.json", "documents/", "index.")
BASE: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def verdict(data: bytes) -> Verdict:
    """How the verification of a file ends."""
    return verify(data, None, lambda _: None)


# What is changed


def value_changed(chance: Chance, value: Any) -> Any:
    """Another value of about the same shape: one leaf, key or place of it is another."""
    if isinstance(value, dict) and value:
        key = chance.choice(sorted(value))
        return _object_changed(chance, value, key)
    if isinstance(value, list) and value:
        return _list_changed(chance, value)
    if isinstance(value, bool) or value is None:
        return chance.choice([one for one in (True, False, None, 0) if one is not value])
    if isinstance(value, int):
        return chance.choice([value + 1, value - 1, -value - 1, 2**53 - 1 - abs(value), str(value)])
    if isinstance(value, str) and value:
        return text_changed(chance, value)
    return chance.choice([1, "x", [0], {"x": 1}])


def _object_changed(chance: Chance, value: dict[str, Any], key: str) -> dict[str, Any]:
    kind = chance.randrange(10)
    if kind == 0:
        return {name: one for name, one in value.items() if name != key}
    if kind == 1:
        return {**value, key + "x": value[key]}
    return {**value, key: value_changed(chance, value[key])}


def _list_changed(chance: Chance, value: list[Any]) -> list[Any]:
    at, kind = chance.randrange(len(value)), chance.randrange(10)
    if kind == 0:
        return value[:at] + value[at + 1 :]
    if kind == 1:
        return [*value, value[at]]
    return [*value[:at], value_changed(chance, value[at]), *value[at + 1 :]]


def text_changed(chance: Chance, text: str) -> str:
    """One letter is another, gone, or there twice."""
    at, kind = chance.randrange(len(text)), chance.randrange(6)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    other = chance.choice([letter for letter in BASE if letter != text[at]])
    return text[:at] + other + text[at + 1 :]


def member_changed(chance: Chance, name: str, data: bytes) -> bytes:
    """The member with one thing in it another, still written as its kind is."""
    if name.endswith(".json"):
        return exact.dumps(value_changed(chance, exact.loads(data)))
    if name.endswith(".jsonl"):
        return lines_changed(chance, data)
    return text_changed(chance, data.decode("utf-8")).encode("utf-8") if data else b"x"


def lines_changed(chance: Chance, data: bytes) -> bytes:
    """A line less, a line twice, two lines in each other's place, or something in a line."""
    lines = data.split(b"\n")[:-1]
    if not lines:
        return b'"x"\n'
    at, kind = chance.randrange(len(lines)), chance.randrange(8)
    if kind == 0:
        lines.pop(at)
    elif kind == 1:
        lines.insert(at, lines[at])
    elif kind == 2 and len(set(lines)) > 1:
        other = chance.choice([place for place, line in enumerate(lines) if line != lines[at]])
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines[at] = exact.dumps(value_changed(chance, exact.loads(lines[at])))
    return b"".join(line + b"\n" for line in lines)


# Who changes it


def by_a_stranger(chance: Chance, evil: Evil, members: dict[str, bytes], good: dict[str, bytes]) -> bytes:
    """Any member, without the key of the seal."""
    name = chance.choice(sorted(good))
    return packed({**good, name: member_changed(chance, name, good[name])})


def bytes_of_the_file(chance: Chance, evil: Evil, members: dict[str, bytes], good: dict[str, bytes]) -> bytes:
    """Any bytes of the file itself: its headers too."""
    data = bytearray(packed(good))
    at = chance.randrange(len(data))
    kind = chance.randrange(4)
    if kind == 0:
        data[at] ^= 1 << chance.randrange(8)
    elif kind == 1:
        del data[at : at + chance.randrange(1, 9)]
    elif kind == 2:
        data[at:at] = chance.randbytes(chance.randrange(1, 9))
    else:
        data[at : at + 4] = struct.pack("<L", chance.getrandbits(32) ^ int.from_bytes(data[at : at + 4], "little") | 1)
    return bytes(data)


def by_the_server(chance: Chance, evil: Evil, members: dict[str, bytes], good: dict[str, bytes]) -> bytes:
    """Any member that says something, sealed again with the server's key."""
    names = [name for name in sorted(members) if not name.startswith(FREE)]
    name = chance.choice(names)
    evil.members = {**members, name: member_changed(chance, name, members[name])}
    return evil.file()


def signed_by_the_server(chance: Chance, evil: Evil, members: dict[str, bytes], good: dict[str, bytes]) -> bytes:
    """What the server itself has signed, with another payload, signed and sealed again."""
    evil.members = dict(members)
    names = [name for name in sorted(members) if name.endswith(("manifest.jws", "close.jws", "tally.json"))]
    name = chance.choice(names)
    if name.endswith("tally.json"):
        tally = evil.json(name)
        # how a name was written that is counted as another, only the ballots can show, which the public does not see
        kept = {"merges": tally.pop("merges")} if evil.profile == "public" else {}
        evil.put(name, {**value_changed(chance, tally), **kept})
        resigned(evil, name.split("/")[1])
        return evil.file()
    claim = messages.parse(members[name].decode())
    evil.members[name] = evil.sign(claim.typ, value_changed(chance, claim.payload)).encode()
    return evil.file()


def resigned(evil: Evil, poll: str) -> None:
    """The signature of a count that may have any shape: only its hash is known."""
    old = messages.parse(evil.lines(f"polls/{poll}/tally.jsonl")[0]).payload
    tally = evil.json(f"polls/{poll}/tally.json")
    root = tally.get("out_root") if isinstance(tally, dict) else None
    digest = b64(sha256(evil.members[f"polls/{poll}/tally.json"]).digest())
    signed = evil.sign(
        "tally", {**old, "tally": digest, "out_root": root if isinstance(root, str) else old["out_root"]}
    )
    evil.edit_lines(f"polls/{poll}/tally.jsonl", lambda rows: rows.__setitem__(0, signed))


Liar = Callable[[Chance, Evil, dict[str, bytes], dict[str, bytes]], bytes]
LIARS: Final[tuple[Liar, ...]] = (by_a_stranger, bytes_of_the_file, by_the_server, signed_by_the_server)
STORIES: Final[dict[str, Callable[[], Evil]]] = {
    "T0": lambda: Evil(told()),
    "T0 public": lambda: Evil(told(), "public"),
    "T2": Alone,
}


def mutations(story: str, seed: int, number: int) -> Iterator[tuple[str, bytes]]:
    """So many changed files of a story, each with what was done; the same for the same seed and number."""
    evil = STORIES[story]()
    members = dict(evil.members)
    good = unpacked(evil)
    honest = packed(good)
    for count in range(number):
        chance = random.Random(f"{story} {seed} {count}")
        liar = LIARS[count % len(LIARS)]
        data = liar(chance, evil, members, good)
        evil.members = dict(members)
        if data != honest:
            yield f"{story} {seed} {count} {liar.__name__}", data


def unpacked(evil: Evil) -> dict[str, bytes]:
    """The members with their index and seal."""
    return sealed(evil.told.source, evil.profile, evil.members)


def accepted(story: str, seed: int, number: int) -> tuple[int, list[str]]:
    """How many changed files were looked at, and those that a verifier took for good."""
    seen, taken = 0, []
    for name, data in mutations(story, seed, number):
        seen += 1
        if verdict(data).code == 0:
            taken.append(name)
    return seen, taken


@pytest.mark.parametrize("story", STORIES)
def test_no_mutation_is_accepted(story: str) -> None:
    """A few of them, always the same ones."""
    seen, taken = accepted(story, 1, QUICK // len(STORIES))
    assert not taken
    assert seen > QUICK // len(STORIES) * 0.95


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES)
def test_none_of_ten_thousand_mutations_is_accepted(story: str) -> None:
    """Ten thousand and more over the three bundles."""
    seen, taken = accepted(story, 2, MANY * 12 // 10 // len(STORIES))
    assert not taken
    assert seen * len(STORIES) >= MANY
