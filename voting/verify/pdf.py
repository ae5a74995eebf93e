"""The file that a PDF carries: a reader of just enough of ISO 32000-1 (7.3, 7.5, 7.11.4), by this program itself.

Cross-reference tables from the end of the file, direct lengths, Flate: what result sheets of this house are made of and
what signing adds to them. Whatever else stands on the way is Unreadable; docs/bundle.md section 8 has the form.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

LARGEST: Final = 2**25  # bytes of the carried file
MOST_REVISIONS: Final = 16
DEEPEST: Final = 32
BLANK: Final = rb"[\x00\t\n\x0c\r ]*"
TOKEN: Final = re.compile(
    BLANK + rb"(?:(?P<ref>[0-9]{1,9} 0 R(?![^\x00\t\n\x0c\r ()<>\[\]{}/%]))|(?P<mark><<|>>|\[|\])"
    rb"|/(?P<name>[^\x00\t\n\x0c\r ()<>\[\]{}/%]*)|<(?P<hex>[0-9A-Fa-f\x00\t\n\x0c\r ]*)>|(?P<text>\()"
    rb"|(?P<word>[+.0-9A-Za-z-]+))"
)
HEADER: Final = re.compile(rb"%PDF-1\.[0-9][\r\n]")
END: Final = re.compile(rb"startxref\n([0-9]{1,10})\n%%EOF\n?\Z")
SECTION: Final = re.compile(rb"([0-9]{1,9}) ([0-9]{1,9})\n")
ENTRY: Final = re.compile(rb"([0-9]{10}) ([0-9]{5}) ([fn])(?: \r| \n|\r\n)")
STREAM: Final = re.compile(BLANK + rb"stream\r?\n")
CLOSED: Final = re.compile(rb"(?:\r\n|\r|\n)?endstream(?![A-Za-z])")
ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|\r\n|[\x00-\xff])")
PLAIN: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}


class Unreadable(ValueError):
    """A PDF of another form than is read here; the message says where."""


class Ref(NamedTuple):
    """A reference to an object of generation 0."""

    number: int


# bytes: a string; str: a name with its slash, or a number or a word as written
Value: TypeAlias = "dict[str, Value] | list[Value] | Ref | bytes | str"


def carried(data: bytes, name: bytes) -> bytes:
    """The one file of this name among those that are attached to the document (`/EmbeddedFiles`); Unreadable."""
    document = _opened(data)
    catalog = document.dictionary(document.root)
    attached = document.dictionary(document.dictionary(catalog.get("/Names")).get("/EmbeddedFiles"))
    pairs = document.whole(attached.get("/Names"))
    if not isinstance(pairs, list) or len(pairs) % 2 or "/Kids" in attached:
        raise Unreadable("what it carries is listed in another way")
    named = [document.dictionary(file) for title, file in zip(pairs[::2], pairs[1::2], strict=True) if title == name]
    if len(named) != 1 or named[0].get("/UF") != name:
        raise Unreadable(f"it carries {len(named)} files of this name")
    embedded = document.dictionary(named[0].get("/EF"))
    return document.stream(embedded.get("/F"))


@dataclass
class _Document:
    """A file, and where its objects stand: number → place, of the newest revision that has it."""

    data: bytes
    places: dict[int, int | None] = field(default_factory=dict)
    root: Value = ""

    def at(self, value: Value | None) -> int:
        """Behind the head of the object that is referred to."""
        place = self.places.get(value.number) if isinstance(value, Ref) else None
        if not isinstance(value, Ref) or place is None:
            raise Unreadable("a reference leads nowhere")
        head = re.compile(rb"%d 0 obj(?![A-Za-z0-9])" % value.number).match(self.data, place)
        if head is None:
            raise Unreadable(f"object {value.number} is not where it should be")
        return head.end()

    def whole(self, value: Value | None) -> Value:
        """What stands here, or is referred to."""
        if value is None:
            raise Unreadable("it carries no file")
        return _value(self.data, self.at(value))[0] if isinstance(value, Ref) else value

    def dictionary(self, value: Value | None) -> Mapping[str, Value]:
        """A dictionary, here or referred to."""
        found = self.whole(value)
        if not isinstance(found, dict):
            raise Unreadable("a dictionary is missing")
        return found

    def stream(self, value: Value | None) -> bytes:
        """The bytes of a Flate stream, inflated."""
        about, end = _value(self.data, self.at(value))
        begin = STREAM.match(self.data, end)
        if not isinstance(about, dict) or begin is None:
            raise Unreadable("a stream is missing")
        length, plain = about.get("/Length"), about.get("/Filter") in ("/FlateDecode", ["/FlateDecode"])
        if not isinstance(length, str) or not length.isdigit() or not plain or "/DecodeParms" in about:
            raise Unreadable("a stream is written in another way")
        last = begin.end() + int(length)
        if CLOSED.match(self.data, last) is None:
            raise Unreadable("a stream has another length")
        return _inflated(self.data[begin.end() : last])


def _inflated(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        found = inflater.decompress(data, LARGEST)
    except zlib.error as error:
        raise Unreadable("a stream cannot be inflated") from error
    if not inflater.eof or inflater.unused_data:
        raise Unreadable("a stream is too large, cut off, or has something behind it")
    return found


def _opened(data: bytes) -> _Document:
    """The cross-reference tables, newest first: what a newer one has of an object holds."""
    end = END.search(data, max(0, len(data) - 40))
    if HEADER.match(data) is None or end is None:
        raise Unreadable("no PDF, or something behind it")
    found, before = _Document(data), len(data)
    place: Value | None = end[1].decode()
    for revision in range(MOST_REVISIONS):
        if not isinstance(place, str) or not place.isdigit() or int(place) >= before:
            raise Unreadable("a cross-reference table is not where it should be")
        before = int(place)
        trailer = _table(found, before)
        found.root = found.root if revision else trailer.get("/Root", "")
        place = trailer.get("/Prev")
        if place is None:
            return found
    raise Unreadable("too many revisions")


def _table(document: _Document, place: int) -> Mapping[str, Value]:
    """Takes in one table; its trailer."""
    data = document.data
    if data[place : place + 5] != b"xref\n":
        raise Unreadable("a cross-reference table is missing")
    place += 5
    while (section := SECTION.match(data, place)) is not None:
        place = section.end()
        for number in range(int(section[1]), int(section[1]) + int(section[2])):
            entry = ENTRY.match(data, place)
            if entry is None:
                raise Unreadable("a cross-reference entry is none")
            used = entry[3] == b"n" and entry[2] == b"00000"
            document.places.setdefault(number, int(entry[1]) if used else None)
            place = entry.end()
    trailer = _value(data, place + 8)[0] if data[place : place + 8] == b"trailer\n" else None
    if not isinstance(trailer, dict) or {"/Encrypt", "/XRefStm"} & set(trailer):
        raise Unreadable("its trailer is none that is read here")
    return trailer


def _value(data: bytes, place: int, depth: int = 0) -> tuple[Value, int]:
    """The value that stands here, and the place behind it."""
    token = TOKEN.match(data, place)
    if token is None or depth > DEEPEST:
        raise Unreadable("something that is no object")
    kind, text = token.lastgroup, token[token.lastgroup or 0]
    match kind:
        case "ref":
            return Ref(int(text[:-4])), token.end()
        case "name":
            plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), text)
            return "/" + plain.decode("latin-1"), token.end()
        case "hex":
            digits = re.sub(rb"[^0-9A-Fa-f]", b"", text).decode()
            return bytes.fromhex(digits + "0" * (len(digits) % 2)), token.end()
        case "text":
            return _text(data, token.end())
        case "word":
            return text.decode(), token.end()
    if text == b"[":
        return _list(data, token.end(), depth)
    if text == b"<<":
        return _dictionary(data, token.end(), depth)
    raise Unreadable("a bracket too many")


def _list(data: bytes, place: int, depth: int) -> tuple[Value, int]:
    found: list[Value] = []
    while (closed := re.compile(BLANK + rb"\]").match(data, place)) is None:
        value, place = _value(data, place, depth + 1)
        found.append(value)
    return found, closed.end()


def _dictionary(data: bytes, place: int, depth: int) -> tuple[Value, int]:
    found: dict[str, Value] = {}
    while (closed := re.compile(BLANK + rb">>").match(data, place)) is None:
        name, place = _value(data, place, depth + 1)
        if not isinstance(name, str) or name[0] != "/" or name in found:
            raise Unreadable("a dictionary has no name, or one twice")
        found[name], place = _value(data, place, depth + 1)
    return found, closed.end()


def _text(data: bytes, place: int) -> tuple[bytes, int]:
    """A literal string: to the bracket that closes it."""
    level, begin = 1, place
    while level:
        found = re.compile(rb"[()\\]").search(data, place)
        if found is None:
            raise Unreadable("a string does not end")
        place = found.end() + (found[0] == b"\\")
        level += {b"(": 1, b")": -1}.get(found[0], 0)
    return ESCAPE.sub(_escaped, data[begin : place - 1]), place


def _escaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 255]) if code[:1].isdigit() and code[:1] < b"8" else PLAIN.get(code, code)
