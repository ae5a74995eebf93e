"""Who changes a bundle, and how far: a stranger, the server with its keys, the server with its log and everything else.

What a step cannot hold against anything stands in exempt.py.
"""

from __future__ import annotations

import itertools
import random
import re
import struct
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from typing import Any, Final, NamedTuple

from tests.clerk.room import Room
from tests.core import notation as n
from tests.verify import changes
from tests.verify.changes import Chance, Changed
from tests.verify.evil import SHEET, Evil
from tests.verify.exempt import AGAIN, OLDER, PAPER, PUBLIC, exempt
from tests.verify.joint_lies import Alone
from tests.verify.joint_story import told as joint_told
from tests.verify.other_votes import evaluated, listed, on_paper, with_hands, written_in
from tests.verify.rank_lies import midway
from tests.verify.sheet import carrying
from tests.verify.story import Told as Made
from tests.verify.story import declared, of, told
from tests.verify.trace_story import held
from voting.ballots import messages
from voting.ballots.encodings import b64
from voting.core import commands as c
from voting.ledger.signing import sign_checkpoint
from voting.ledger.tree import Tree
from voting.records.bundle import Profile, sealed
from voting.records.bundle_zip import packed

PARTS: Final = re.compile(
    rb"%PDF|startxref|%%EOF|xref|trailer|/Root|/Names|/EmbeddedFiles|sitting\.json|/UF|/EF|/F |/Length|/Filter|stream|endstream|/Prev| obj"
)
PIECES: Final = (*(bytes([one]) for one in b" \n\r09%()<>[]/\\#\0R"), b"\r\n", b"<<", b">>")
LAST_HOLDS: Final = ("poll.counted.v1", "hands.entered.v1", "item.disposed.v1")
TRIES: Final = 60  # until a file is another


class Lie(NamedTuple):
    """A changed file: who did what to which member, where in it, and why that may be another (empty where it may not)."""

    name: str
    member: str
    place: str
    data: bytes
    exempt: str


Told = tuple[str, str, Callable[[], bytes]]  # member, place, and how the file is made of it


class Liar:
    """Somebody with a bundle and so much power; `file` is what he makes of it, by chance."""

    def __init__(self, evil: Evil) -> None:
        self.evil, self.members = evil, dict(evil.members)
        self.good = sealed(evil.told.source, evil.profile, evil.members)
        self.honest = packed(self.good)
        self.older = any(one.get("type") == "poll.announced.v1" and "names" not in one for one in evil.entries())

    def kind(self, name: str) -> str:
        """What is told of the record where the one vote was on paper, the bundle is public, or its first vote is older."""
        if name in ("sitting.json", "keys.json") and "polls/p1/roster.jsonl" not in self.members:
            return PAPER
        if name != "sitting.json":
            return ""
        return OLDER if self.older else PUBLIC if self.evil.profile == "public" else ""

    def lie(self, chance: Chance, what: Callable[[Liar, Chance], Told]) -> Lie:
        """A file that is another."""
        for _ in range(TRIES):
            self.evil.members = dict(self.members)
            member, place, make = what(self, chance)
            data = make()
            if data != self.honest:
                return Lie(what.__name__, member, place, data, exempt(member, place))
        raise LookupError(f"{what.__name__}: nothing left to lie about")


def by_a_stranger(liar: Liar, chance: Chance) -> Told:
    """Any member, without the key of the seal."""
    name = chance.choice(sorted(liar.good))
    found = changes.member(chance, name, liar.good[name]) if name != SHEET else Changed(liar.good[name] + b"x", ())
    return "unsealed", name, lambda: packed({**liar.good, name: found.value})


def bytes_of_the_file(liar: Liar, chance: Chance) -> Told:
    """Any bytes of the file itself: its headers too."""
    data = bytearray(liar.honest)
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
    return "unsealed", "", lambda: bytes(data)


def by_the_server(liar: Liar, chance: Chance) -> Told:
    """Any member, sealed again with the server's key; the sheet carries the record as it is told then."""
    name = chance.choice(sorted(set(liar.members) - {SHEET}))
    found = changes.member(chance, name, liar.members[name])
    liar.evil.members[name] = found.value
    return name + liar.kind(name), found.place, liar.evil.file


def of_the_record(liar: Liar, chance: Chance) -> Told:
    """The record, which has the most fields that people read."""
    found = changes.member(chance, "sitting.json", liar.members["sitting.json"])
    liar.evil.members["sitting.json"] = found.value
    return "sitting.json" + liar.kind("sitting.json"), found.place, liar.evil.file


def of_the_sheet(liar: Liar, chance: Chance) -> Told:
    """What the sheet carries is another record; what its pages print no verifier reads."""
    found = changes.member(chance, "sitting.json", liar.members["sitting.json"])
    liar.evil.members[SHEET] = carrying(found.value)
    return "sheet", found.place, liar.evil.file


def of_the_bytes(liar: Liar, chance: Chance) -> Told:
    """A few bytes of the sheet near something that a verifier must find in it; what the pages print it does not read."""
    data = bytearray(liar.members[SHEET])
    found = [one.start() for one in re.finditer(PARTS, data)]
    at = max(0, min(len(data) - 1, chance.choice(found) + chance.randrange(-12, 24)))
    kind = chance.randrange(4)
    if kind == 0:
        data[at] ^= 1 << chance.randrange(7)
    elif kind == 1:
        del data[at : at + chance.randrange(1, 5)]
    elif kind == 2:
        data[at:at] = chance.choice(PIECES)
    else:
        data[at : at + 1] = chance.choice(PIECES)
    liar.evil.members[SHEET] = bytes(data)
    return "sheet", "(bytes)", liar.evil.file


def of_the_members(liar: Liar, chance: Chance) -> Told:
    """A member gone, empty, under another name, or with the bytes of another; one more than there may be."""
    members, names = liar.evil.members, sorted(set(liar.members) - {SHEET, "log/checkpoint"})  # which the seal names
    name, other, kind = chance.choice(names), chance.choice(names), chance.randrange(5)
    folder = name.rpartition("/")[0]
    if kind == 0:
        del members[name]
    elif kind == 1:
        members[name] = b""
    elif kind == 2:
        members[name] = members[other]
    elif kind == 3:
        members[f"{folder}/{chance.choice(('x.jsonl', '1', 'ballots.jsonl', 'traces.jsonl'))}".lstrip("/")] = members[
            name
        ]
    else:
        members[name + chance.choice(("x", ".json", "/x"))] = members.pop(name)
    return f"members {name}", "", lambda: packed(sealed(liar.evil.told.source, liar.evil.profile, members))


def of_the_log(liar: Liar, chance: Chance) -> Told:
    """An entry that no manifest's checkpoint pins, another, gone, doubled or moved; the log signed anew over it."""
    entries = liar.evil.entries()
    first = last_named(liar)
    at = chance.choice([at for at in range(first, len(entries)) if "type" in entries[at]])
    kind, what = chance.randrange(12), named(entries, at)
    if kind < 3:
        place = ("(gone)", "(doubled)", "(moved)")[kind]
        one = entries[at] if kind == 1 else entries.pop(at)
        if kind:
            entries.insert(chance.randrange(first, len(entries)), one)
    else:
        found = changes.value(chance, entries[at])
        entries[at], place = found.value, found.place
    return f"log {liar.evil.profile} {what}", place, lambda: relogged(liar.evil, entries)


def named(entries: list[Any], at: int) -> str:
    """The type of an entry; `earlier` where a later one of the same poll or item takes its place, `again` where it says what
    one before it says, `on paper` where tellers count the papers of its poll.
    """
    entry = entries[at]
    kind, poll, item = (entry.get(field) for field in ("type", "poll", "item"))

    def alike(one: Any) -> bool:
        return (one.get("type"), one.get("poll"), one.get("item")) == (kind, poll, item)

    if kind in LAST_HOLDS and any(map(alike, entries[at + 1 :])):
        return f"{kind} earlier"
    if any((one.get("type"), one.get("poll")) == ("paper.stock_counted.v1", poll) for one in entries):
        return f"{kind}{PAPER}"
    again = kind in LAST_HOLDS and any({**one, "at": 0} == {**entry, "at": 0} for one in entries[:at])
    return f"{kind}{AGAIN}" if again else str(kind)


def last_named(liar: Liar) -> int:
    """So many entries the newest checkpoint covers that a manifest names: terminals have signed its hash."""
    sizes = [int(name.rpartition("/")[2]) for name in liar.members if name.startswith("log/notes/")]
    return max(size for size in sizes if size < len(liar.evil.entries()))


def relogged(evil: Evil, entries: list[Any]) -> bytes:
    """The file with the log as the server alone can write it anew, whatever shape its entries have."""
    evil.put_lines("log/entries.jsonl", entries)
    tree = Tree(map(leaf, entries))
    note = sign_checkpoint(tree.size, tree.root(), evil.log)
    evil.members["log/checkpoint"] = note.encode()
    evil.edit("sitting.json", lambda s: s["log"].update(size=tree.size, root=note.split("\n")[2], checkpoint=note))
    return evil.file()


def leaf(entry: Any) -> bytes:
    """The leaf of an entry as a verifier takes it; of what is none, any."""
    try:
        found = Evil.leaf(entry)
    except (ValueError, TypeError):
        found = b""
    return found if len(found) == 32 else bytes(32)


def signed_by_the_server(liar: Liar, chance: Chance) -> Told:
    """What the server itself has signed, with another payload, signed and sealed again."""
    evil = liar.evil
    names = [name for name in sorted(liar.members) if name.endswith(("manifest.jws", "close.jws", "tally.json"))]
    name = chance.choice(names)
    kind = name.rpartition("/")[2]
    claim = None if kind == "tally.json" else messages.parse(liar.members[name].decode())
    found = changes.value(chance, evil.json(name) if claim is None else claim.payload)

    def make() -> bytes:
        if claim is None:
            evil.put(name, found.value)
            resigned(evil, name.split("/")[1])
        else:
            evil.members[name] = evil.sign(claim.typ, found.value).encode()
        return evil.file()

    return f"signed {evil.profile} {kind}", found.place, make


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


LIARS: Final = (
    by_a_stranger, bytes_of_the_file, by_the_server, of_the_record, of_the_sheet, of_the_log, of_the_log, signed_by_the_server,
    of_the_members, of_the_bytes,
)  # fmt: skip


def motions() -> Evil:
    """A secret motion and, last, one by name with a change of mind, a hand that is not raised, an absent one."""
    room = Room(
        4, agenda=(n.item("a1", "procedural", n.motion(secrecy="secret")), n.item("a2", "procedural", n.motion()))
    )
    for item, marks in (("a1", "YYN"), ("a2", "YNA")):
        poll = room.put_open(item)
        for number, mark in enumerate(marks, start=1):
            room.done(room.voting(number, mark, poll=poll))
        room.done(room.voting(1, "Y", poll=poll))
        room.close(poll)
        declared(room, room.count(poll))
    room.order(c.CloseSitting(n.CHAIR, ""))
    return Evil(of(room), last="p2")


def only(made: Callable[[], Made], profile: Profile = "full") -> Callable[[], Evil]:
    """A story of one vote."""
    return lambda: Evil(made(), profile, last="p1")


STORIES: Final[dict[str, Callable[[], Evil]]] = {
    "T0": lambda: Evil(told()),
    "T0 public": lambda: Evil(told(), "public"),
    "T0 motions": motions,
    "T2": Alone,
    "T2 public": lambda: Evil(joint_told("T2"), "public", "p3"),
    "T1": lambda: Alone(joint_told("T1")),
    "void": lambda: Evil(held()[0], last="p1"),
    "void and destroyed": lambda: Evil(held()[1], last="p1"),
    "evaluation": only(evaluated),
    "evaluation public": only(evaluated, "public"),
    "pre-vote": only(listed),
    "pre-vote public": only(listed, "public"),
    "written in": only(written_in),
    "written in public": only(written_in, "public"),
    "hands in secret": only(partial(with_hands, "a1")),
    "hands by name": only(partial(with_hands, "a2")),
    "hands by name public": only(partial(with_hands, "a2"), "public"),
    "on paper": only(on_paper),
    "on paper public": only(on_paper, "public"),
    "older": lambda: Evil(midway(), last="p3"),
}


def lies(story: str, seed: int, number: int) -> Iterator[tuple[int, Lie]]:
    """So many changed files of a story that nobody may take, the same ones for the same seed and number; and between them
    those that are exempt.
    """
    liar, found = Liar(STORIES[story]()), 0
    for count in itertools.count():
        lie = liar.lie(random.Random(f"{story} {seed} {count}"), LIARS[count % len(LIARS)])
        yield count, lie
        found += not lie.exempt
        if found == number:
            return
