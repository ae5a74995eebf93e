"""What PDF/A-3a (ISO 19005-3) demands and can be read from a sheet's structure, before and after it was signed.

No validator of the standard could be had for the tests (docs/documents.md): these are its clauses one by one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.records.conftest import committee_record
from voting.records import certificate
from voting.records.sheet import sitting_pdf
from voting.records.signing import hand, sign

NOW = datetime.now(UTC).replace(microsecond=0)
FORBIDDEN = {
    "/JavaScript",
    "/Launch",
    "/Sound",
    "/Movie",
    "/ResetForm",
    "/ImportData",
    "/Hide",
    "/SetOCGState",
    "/Rendition",
    "/Trans",
}
HIDDEN, PRINTED = 1 | 2 | 32, 4  # flags of an annotation: invisible, hidden or no view; printed


@pytest.fixture(scope="module", params=["plain", "signed", "signed twice"])
def pdf(request: pytest.FixtureRequest) -> bytes:
    """The sheets of a sitting: as typeset, with the body's signature, with the chief scrutineer's as well."""
    made = sitting_pdf(committee_record())
    for role in ("body", "chief_scrutineer")[: ("plain", "signed", "signed twice").index(request.param)]:
        made = sign(made, role, hand(certificate.make(role)), NOW)  # type: ignore[arg-type]
    return made


@pytest.fixture(scope="module")
def reader(pdf: bytes) -> PdfFileReader:
    """The same, opened."""
    return PdfFileReader(io.BytesIO(pdf))


def objects(reader: PdfFileReader) -> list[Any]:
    """Every dictionary that can be reached from the trailer, streams among them."""
    found: dict[object, Any] = {}
    rest: list[Any] = [reader.trailer_view]
    while rest:
        one = rest.pop()
        for value in inner(one):
            key = (value.idnum, value.generation) if hasattr(value, "idnum") else id(value)
            if key not in found:
                found[key] = value.get_object() if hasattr(value, "idnum") else value
                rest.append(found[key])
    return [one for one in found.values() if hasattr(one, "items")]


def inner(one: Any) -> Iterator[Any]:
    """What stands in a dictionary or an array and has more in it, references as they are."""
    raw = [one.raw_get(key) for key in one] if hasattr(one, "items") else [one.raw_get(at) for at in range(len(one))]
    yield from (value for value in raw if hasattr(value, "idnum") or hasattr(value, "raw_get"))


def test_head_and_tail(pdf: bytes, reader: PdfFileReader) -> None:
    """6.1.2, 6.1.3: a comment of four bytes beyond ASCII behind the head, an identity in the trailer, nothing encrypted,
    nothing behind the end.
    """
    assert re.match(rb"%PDF-1\.[4-7]\n%[\x80-\xff]{4}", pdf)
    assert pdf.rstrip(b"\n").endswith(b"%%EOF")
    assert len(reader.trailer_view["/ID"]) == 2
    assert "/Encrypt" not in reader.trailer_view
    assert b"/LZWDecode" not in pdf


def test_colours_are_defined(reader: PdfFileReader) -> None:
    """6.2.3: one output intent of PDF/A with an ICC profile of three colours in it."""
    assert len(reader.root["/OutputIntents"]) == 1
    intent = reader.root["/OutputIntents"][0]
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"]
    assert profile["/N"] == 3
    assert profile.data[36:40] == b"acsp"


def test_it_says_what_it_is(reader: PdfFileReader) -> None:
    """6.6.4, 6.7: part 3, level A in the metadata; tagged, with its language."""
    said = reader.root["/Metadata"].data.decode("utf-8")
    assert re.findall(r"<pdfaid:(\w+)>(\w+)<", said) == [("part", "3"), ("conformance", "A")]
    assert reader.root["/MarkInfo"]["/Marked"]
    assert reader.root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot"
    assert reader.root["/Lang"] == "zh-CN"


def test_the_attached_record(reader: PdfFileReader) -> None:
    """6.8: one file, associated with the whole document and with its relation to it, a media type and a date."""
    assert len(reader.root["/AF"]) == 1
    one = reader.root["/AF"][0]
    assert (one["/F"], one["/UF"], one["/AFRelationship"]) == ("sitting.json", "sitting.json", "/Data")
    embedded = one["/EF"]["/F"]
    assert (embedded["/Type"], embedded["/Subtype"]) == ("/EmbeddedFile", "/application/json")
    assert embedded["/Params"]["/ModDate"].startswith("D:")
    assert embedded["/Params"]["/Size"] == len(embedded.data)
    assert reader.root["/Names"]["/EmbeddedFiles"]["/Names"][0] == "sitting.json"


def test_every_font_is_in_it(reader: PdfFileReader) -> None:
    """6.2.11: each font program is embedded, and says which characters its glyphs are."""
    everything = objects(reader)
    described = [one for one in everything if one.get("/Type") == "/FontDescriptor"]
    assert described
    assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(one) for one in described)
    composed = [one for one in everything if one.get("/Type") == "/Font" and one.get("/Subtype") == "/Type0"]
    assert composed
    assert all("/ToUnicode" in one for one in composed)
    kinds = {one["/Subtype"] for one in everything if one.get("/Type") == "/Font"}
    assert kinds <= {"/Type0", "/CIDFontType0", "/CIDFontType2"}


def test_nothing_acts_or_hides(reader: PdfFileReader) -> None:
    """6.3, 6.4, 6.5: no script, no action, no form that draws itself; every annotation is printed and has its drawing."""
    for one in objects(reader):
        assert one.get("/S") not in FORBIDDEN
        assert not {"/AA", "/JS", "/XFA", "/OPI", "/Ref"} & set(one), one
        if one.get("/Type") == "/Annot":
            assert one["/F"] & PRINTED
            assert not one["/F"] & HIDDEN
            assert "/AP" in one or "/V" not in one
    assert "/OpenAction" not in reader.root
    forms = [reader.root[key] for key in ("/AcroForm",) if key in reader.root]
    assert not any("/NeedAppearances" in one for one in forms)


def test_nothing_lies_outside(reader: PdfFileReader) -> None:
    """6.1.7: no stream is kept in another file, and none is encoded in a way that the standard does not know."""
    for one in objects(reader):
        if hasattr(one, "encoded_data"):
            assert not {"/F", "/FFilter", "/FDecodeParms"} & set(one)
            assert one.get("/Filter") in (None, "/FlateDecode", "/DCTDecode"), one.get("/Filter")
