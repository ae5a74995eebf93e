"""The members of a bundle as text, JSON and lines; read strictly and within bounds before any step looks at them.

What the seal needs is read first: of a file that nobody has sealed nothing else is looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from voting.exact import Inexact, dumps, loads
from voting.verify.saying import Broken, NoBundle
from voting.verify.workers import Workers

VERSION: Final = b"yijue-bundle 1\n"
LARGEST_JSON: Final = 2**25  # bytes of one JSON text; a reader's memory holds it some twenty times
LONGEST_LINE: Final = 2**22
MOST_LINES: Final = 2**21  # of one member; a bundle of the largest size has fewer, unless its lines say nothing
MOST_LINES_IN_ALL: Final = 2**22
ROOTS: Final = ("VERSION", "index.json", "index.jws")
SEALING: Final = ("index.json", "keys.json")  # read before all others
BEYOND_BMP: Final = re.compile(rb"[\xf0-\xff]")  # the first byte of their UTF-8
DOCUMENTS: Final = "documents/"  # files of any kind: nothing of them is read


@dataclass(frozen=True)
class Contents:
    """The members by name; asking for one that is not there breaks the step that asks."""

    members: Mapping[str, memoryview]

    def has(self, path: str) -> bool:
        """Whether there is such a member."""
        return path in self.members

    def data(self, path: str) -> bytes:
        """The bytes of a member."""
        if path not in self.members:
            raise Broken(f"缺少成员 {path}。", f"The member {path} is missing.")
        return bytes(self.members[path])

    def text(self, path: str) -> str:
        """A member that is ASCII, as the texts of signed messages and notes' keys are."""
        try:
            return self.data(path).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Broken(f"{path} 不是文本。", f"{path} is no text.") from error

    def json(self, path: str) -> Any:
        """The value of a .json member."""
        return parsed(self.data(path))

    def lines(self, path: str) -> list[bytes]:
        """The lines of a .jsonl member, without their newlines."""
        return self.data(path).split(b"\n")[:-1]

    def values(self, path: str) -> Iterator[Any]:
        """The values of a .jsonl member, one at a time."""
        return (parsed(line) for line in self.lines(path))

    def under(self, folder: str) -> list[str]:
        """The names of all members below a folder, in order, without the folder's name."""
        return [name.removeprefix(folder) for name in self.members if name.startswith(folder)]


def parsed(data: bytes) -> Any:
    """The value of bytes that `readable` has found to be canonical JSON: strictness need not be paid for twice."""
    return json.loads(data)


def roots(members: Mapping[str, memoryview]) -> Contents:
    """The contents of a file of the right form, of which only what the seal needs is known to be readable; NoBundle."""
    for root in ROOTS:
        if root not in members:
            raise NoBundle(f"不是证据包：缺少 {root}。", f"Not a bundle: {root} is missing.")
    if bytes(members["VERSION"]) != VERSION:
        raise NoBundle("不是证据包：版本不认识。", "Not a bundle: its version is not known.")
    for name in SEALING:
        if name in members:
            _json(name, members[name])
    return Contents(members)


def readable(members: Mapping[str, memoryview], workers: Workers) -> None:
    """NoBundle where a member is not written as section 2 has it, or has more lines than are read."""
    texts = {name: data for name, data in members.items() if not name.startswith(DOCUMENTS)}
    _counted({name: data for name, data in texts.items() if name.endswith(".jsonl")})
    for name, data in texts.items():
        if name.endswith(".json") and name not in SEALING:
            _json(name, data)
        elif name.endswith(".jsonl"):
            _lines(name, data, workers)


def _json(name: str, data: memoryview) -> None:
    _must(name, len(data) <= LARGEST_JSON and _canonical(None, bytes(data)))


def _counted(members: Mapping[str, memoryview]) -> None:
    """Counting is cheap, reading is not: too many lines are refused before the first of them is read."""
    total = 0
    for name, data in members.items():
        number = bytes(data).count(b"\n")
        total += number
        if number > MOST_LINES or total > MOST_LINES_IN_ALL:
            raise NoBundle(
                f"不是证据包：{name} 行数过多，不读取。", f"Not a bundle: {name} has too many lines to be read."
            )


def _lines(name: str, data: memoryview, workers: Workers) -> None:
    _must(name, not len(data) or bytes(data[-1:]) == b"\n")
    lines = bytes(data).split(b"\n")[:-1]
    _must(name, max(map(len, lines), default=0) <= LONGEST_LINE)
    _must(name, all(workers.each(_canonical, None, lines)))


def _must(name: str, holds: bool) -> None:
    if not holds:
        raise NoBundle(f"不是证据包：{name} 不能读取。", f"Not a bundle: {name} cannot be read.")


def _canonical(_: None, data: bytes) -> bool:
    """Whether these bytes are canonical JSON."""
    try:
        value = loads(data)
    except Inexact:
        return False
    if not data.isascii() and BEYOND_BMP.search(data):
        return dumps(value) == data
    # without characters beyond the basic plane, keys sort by code point as by UTF-16, and that is done in C
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8") == data
