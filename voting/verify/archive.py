"""Reading the one form of a bundle's file (docs/bundle.md section 1) and nothing else; no zip library is trusted.

The file is read from its first byte to its last, and each header is compared with the only one that may stand there:
so nothing can hide between members, no name can lead outside, and nothing is ever unpacked.
"""

from __future__ import annotations

import mmap
import os
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from voting.verify.saying import NoBundle

LARGEST: Final = 2**30
MOST_MEMBERS: Final = 20_000
LONGEST_NAME: Final = 200
NAME: Final = re.compile(rb"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")
LOCAL: Final = struct.Struct("<4s5H3L2H")
CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
END: Final = struct.Struct("<4s4H2LH")
VERSION, DATE = 20, 0x0021


def members(path: Path) -> dict[str, memoryview]:
    """The members by name, as views of the file itself; NoBundle when it has not exactly the form, OSError when it
    cannot be read.
    """
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > LARGEST:
            raise NoBundle(
                "不是证据包：文件超过 1 GiB，不读取。", "Not a bundle: the file is larger than 1 GiB and is not read."
            )
        if size < END.size:
            raise NoBundle("不是证据包：文件太短。", "Not a bundle: the file is too short.")
        return of_bytes(memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)))


def of_bytes(data: memoryview) -> dict[str, memoryview]:
    """The same of a file in memory."""
    if len(data) < END.size:
        raise NoBundle("不是证据包：文件太短。", "Not a bundle: the file is too short.")
    end = data[len(data) - END.size :]
    magic, _, _, _, count, length, start, _ = END.unpack(end)
    if magic != b"PK\5\6" or start + length + END.size != len(data):
        raise NoBundle(
            "不是证据包：不是 zip，或文件被截断、有附加内容。",
            "Not a bundle: no zip, cut short, or with something behind it.",
        )
    if count > MOST_MEMBERS:
        raise NoBundle(f"不是证据包：成员超过 {MOST_MEMBERS} 个。", f"Not a bundle: more than {MOST_MEMBERS} members.")
    found: dict[str, memoryview] = {}
    directory: list[bytes] = []
    for name, content, header in _locals(data[:start], count):
        found[name] = content
        directory.append(header)
    written = b"".join(directory)
    if data[start : start + length] != written or bytes(end) != END.pack(
        b"PK\5\6", 0, 0, count, count, len(written), start, 0
    ):
        raise NoBundle("不是证据包：目录与成员不符。", "Not a bundle: its directory is not that of its members.")
    return found


def _locals(data: memoryview, count: int) -> Iterator[tuple[str, memoryview, bytes]]:
    """Each member with the central header that belongs to it; NoBundle where a local record is not as it must be."""
    at, before = 0, b""
    for _ in range(count):
        if at + LOCAL.size > len(data):
            raise NoBundle("不是证据包：缺少成员。", "Not a bundle: members are missing.")
        fields = LOCAL.unpack(data[at : at + LOCAL.size])
        crc, size, length = fields[6], fields[7], fields[9]
        begin = at + LOCAL.size + length
        name = bytes(data[at + LOCAL.size : begin])
        _named(name, before)
        about = (crc, size, size, length)
        content = data[begin : begin + size]
        fits = fields == (b"PK\3\4", VERSION, 0, 0, 0, DATE, *about, 0) and len(content) == size
        if not fits or zlib.crc32(content) != crc:
            raise NoBundle(
                "不是证据包：成员的头部、长度或校验和不符。", "Not a bundle: a member's header, length or CRC is off."
            )
        head = CENTRAL.pack(b"PK\1\2", VERSION, VERSION, 0, 0, 0, DATE, *about, 0, 0, 0, 0, 0, at)
        yield name.decode("ascii"), content, head + name
        at, before = begin + size, name
    if at != len(data):
        raise NoBundle("不是证据包：成员之间有多余内容。", "Not a bundle: something stands between its members.")


def _named(name: bytes, before: bytes) -> None:
    """NoBundle for a name that leads elsewhere, stands twice or out of order."""
    if len(name) > LONGEST_NAME or NAME.fullmatch(name) is None or {b".", b".."} & set(name.split(b"/")):
        raise NoBundle("不是证据包：成员名称不合规。", "Not a bundle: a member has a name that none may have.")
    if name <= before:
        raise NoBundle("不是证据包：成员重复或顺序不对。", "Not a bundle: members stand twice or out of order.")
