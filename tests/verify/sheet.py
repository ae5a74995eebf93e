"""The smallest file that carries a record as result sheets do: tests need many of them, and typesetting takes a while."""

from __future__ import annotations

import zlib


def carrying(record: bytes, name: str = "sitting.json", about: str = "/Filter/FlateDecode") -> bytes:
    """A PDF of no page to which this file is attached."""
    packed = zlib.compress(record)
    return pdf(
        b"<</Type/Catalog/Names<</EmbeddedFiles<</Names[(%b)2 0 R]>>>>>>" % name.encode(),
        b"<</Type/Filespec/F(%b)/UF(%b)/EF<</F 3 0 R>>/AFRelationship/Data>>" % (name.encode(), name.encode()),
        b"<</Length %d/Type/EmbeddedFile%b>>\nstream\n%b\nendstream" % (len(packed), about.encode(), packed),
    )


def pdf(*objects: bytes) -> bytes:
    """Objects 1, 2, …; the first one is the catalog."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    return bytes(out) + table(len(out), dict(enumerate(places, start=1)))


def added(before: bytes, number: int, one: bytes) -> bytes:
    """The file with another object in the place of the one of this number, as increments have it."""
    last = before.rindex(b"startxref\n") + 10
    place = len(before)
    new = b"%d 0 obj\n%b\nendobj\n" % (number, one)
    back = b"/Prev %b" % before[last : before.index(b"\n", last)]
    return before + new + table(place + len(new), {number: place}, back)


def table(start: int, places: dict[int, int], back: bytes = b"") -> bytes:
    """The cross-reference table of these objects, with the trailer and the end."""
    rows = b"".join(b"%d 1\n%010d 00000 n\r\n" % (number, place) for number, place in places.items())
    return b"xref\n0 1\n0000000000 65535 f\r\n%btrailer\n<</Root 1 0 R/Size 9%b>>\nstartxref\n%d\n%%%%EOF" % (
        rows, back, start,
    )  # fmt: skip
