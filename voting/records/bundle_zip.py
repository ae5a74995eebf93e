"""The one form a bundle has as a file (docs/bundle.md section 1): members in, bytes out, nothing left to choose.

No compression, no dates, no fields of systems: the same members give the same file, byte for byte.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

PATH: Final = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*", re.ASCII)
MOST_MEMBERS: Final = 65_535
MOST_BYTES: Final = 2**32 - 1
VERSION, NEW_YEAR_1980 = 20, 0x0021
LOCAL: Final = struct.Struct("<4s5H3L2H")
CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
END: Final = struct.Struct("<4s4H2LH")


class NotBundled(ValueError):
    """These members make no file of this form; the sentence says why."""


def packed(members: Mapping[str, bytes]) -> bytes:
    """The file of these members; NotBundled for a name or a size that the form does not have."""
    return b"".join(_pieces(members))


def _pieces(members: Mapping[str, bytes]) -> Iterator[bytes]:
    if len(members) > MOST_MEMBERS:
        raise NotBundled(f"{len(members)} members, at most {MOST_MEMBERS}")
    central: list[bytes] = []
    at = 0
    for name in sorted(members):
        encoded, data = _named(name), members[name]
        if len(data) > MOST_BYTES or at > MOST_BYTES:
            raise NotBundled("the file would be larger than a plain zip can be")
        about = (zlib.crc32(data), len(data), len(data), len(encoded))
        central.append(CENTRAL.pack(
            b"PK\1\2", VERSION, VERSION, 0, 0, 0, NEW_YEAR_1980, *about, 0, 0, 0, 0, 0, at
        ) + encoded)  # fmt: skip
        yield LOCAL.pack(b"PK\3\4", VERSION, 0, 0, 0, NEW_YEAR_1980, *about, 0) + encoded
        yield data
        at += LOCAL.size + len(encoded) + len(data)
    directory = b"".join(central)
    if at + len(directory) + END.size > MOST_BYTES:
        raise NotBundled("the file would be larger than a plain zip can be")
    yield directory
    yield END.pack(b"PK\5\6", 0, 0, len(central), len(central), len(directory), at, 0)


def _named(name: str) -> bytes:
    """The name as it is written; NotBundled for one that leads anywhere but into the bundle."""
    if len(name) > 200 or PATH.fullmatch(name) is None or not {".", ".."}.isdisjoint(name.split("/")):
        raise NotBundled(f"no name of a member: {name[:200]!r}")
    return name.encode("ascii")
