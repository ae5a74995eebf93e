"""The one door to typst: a template of this house and a JSON value in, PDF bytes out.

No file is written, no network or system font is touched. Data reaches the template as `data.json`, so no name can
become markup. Safe to call from several threads at once; the same input gives the same bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import pylopdf_fonts_zh_cn
import segno
import typst

TEMPLATES: Final = Path(__file__).parent / "templates"
ARCHIVE: Final = "a-2a"  # PDF/A-2a: tagged and self-contained, what archives take
ATTACHING: Final = "a-3a"  # PDF/A-3a: the same, and may carry files
STAMP: Final = "a-2b"  # untagged: what is drawn into the field of a signature stands outside the document's structure
Files = Mapping[str, bytes]


def pdf(template: str, data: Mapping[str, Any], moment: datetime, files: Files | None = None) -> bytes:
    """The PDF/A-2a of `template` (a name in templates/) filled with `data`, dated `moment`; with `files`, which the
    template attaches by their names, PDF/A-3a.

    A character that no font has is not allowed in PDF/A: such a document is made as plain tagged PDF instead, since
    a record with an unprintable name is worth more than none. Raises typst.TypstError for a broken template.
    """
    given = files or {}
    try:
        return _compile(template, data, moment, [ATTACHING if given else ARCHIVE], given)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compile(template, data, moment, [], given)


def stamp(template: str, data: Mapping[str, Any], moment: datetime) -> bytes:
    """A one-page PDF to be drawn into another: fonts embedded, no tags; a character that no font has shows as a box."""
    try:
        return _compile(template, data, moment, [STAMP], {}, tags=False)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compile(template, data, moment, [], {}, tags=False)


def qr(text: str) -> str:
    """`text` as a QR code, medium error correction, in SVG."""
    stream = io.BytesIO()
    segno.make(text, error="m", micro=False).save(stream, kind="svg", border=0, xmldecl=False)
    return stream.getvalue().decode("utf-8")


def _compile(
    template: str, data: Mapping[str, Any], moment: datetime, standards: list[str], given: Files, *, tags: bool = True
) -> bytes:
    files = {path.name: path.read_bytes() for path in sorted(TEMPLATES.glob("*.typ"))} | dict(given)
    files["main.typ"] = files[f"{template}.typ"]
    files["data.json"] = json.dumps(data, ensure_ascii=False).encode("utf-8")
    made: bytes = typst.compile(
        files,  # type: ignore[call-overload]  # its stub does not know the documented mapping of file names to bytes
        font_paths=_fonts(),
        ignore_system_fonts=True,
        pdf_standards=standards,
        pdf_tags=tags,
        timestamp=int(moment.timestamp()),
    )
    return made


@cache
def _fonts() -> typst.Fonts:
    """Noto Sans SC and Noto Serif SC, Regular only; Latin monospace comes with typst."""
    folder = str(pylopdf_fonts_zh_cn.sans_path().parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
