"""What the signatures on a result sheet are worth: each intact or not, the whole file covered or not, trusted or not.

A path that leads to no trusted certificate is an answer, not an error. A file that cannot be read is refused with a
sentence, whatever is wrong with it: it may come from anywhere.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from asn1crypto import parser as asn1_parser
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from voting.core.words import Text
from voting.records.certificate import About, Refused, about

Role = Literal["body", "chief_scrutineer"]
ROLES: Final[dict[str, Role]] = {"Body": "body", "ChiefScrutineer": "chief_scrutineer"}
RECORD: Final = "sitting.json"
MOST_BYTES: Final = 64 * 2**20
UNREADABLE: Final = Text("不是可以读取的 PDF 文件。", "This is no PDF file that can be read.")

# What is wrong with a file is told to the person who asked; pyHanko would also log it with a traceback.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Signature:
    """One signature. `role` is None for a field that is not ours; `trusted` is None where nobody was named to trust.

    `intact`: what was signed has not changed. `whole`: it covers the file but for signatures that may follow it.
    """

    role: Role | None
    field: str
    about: About
    claimed: datetime | None
    stamped: datetime | None
    intact: bool
    whole: bool
    trusted: bool | None

    @property
    def holds(self) -> bool:
        """Intact over the whole file, and not by somebody else than those who are trusted."""
        return self.intact and self.whole and self.trusted is not False


@dataclass(frozen=True)
class Checked:
    """All signatures in their order, and the record that the sheet carries, or None."""

    signatures: tuple[Signature, ...]
    record: bytes | None


def check(pdf: bytes, trusted: Iterable[x509.Certificate]) -> Checked:
    """Every signature of a PDF; `trusted` are the certificates that a path must end in. Refused when unreadable."""
    if len(pdf) > MOST_BYTES:
        raise Refused(Text("文件过大。", "The file is too large."))
    roots = [asn1_x509.Certificate.load(one.public_bytes(serialization.Encoding.DER)) for one in trusted]
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        found = tuple(_signature(one, roots) for one in reader.embedded_regular_signatures)
        return Checked(found, _record(reader))
    except Exception as error:  # a damaged file meets pyHanko, zlib and the XML parser with errors of every kind
        raise Refused(UNREADABLE) from error


def _signature(one: EmbeddedPdfSignature, roots: list[asn1_x509.Certificate]) -> Signature:
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    status: Any = validate_pdf_signature(one, signer_validation_context=context)
    stamp = status.timestamp_validity
    leaf = x509.load_der_x509_certificate(one.signer_cert.dump())
    return Signature(
        ROLES.get(one.field_name), one.field_name, about(leaf), one.self_reported_timestamp,
        stamp.timestamp if stamp is not None and stamp.intact and stamp.valid else None,
        bool(status.intact and status.valid), _whole(status) and _filled(one.pkcs7_content), bool(status.trusted) if roots else None,
    )  # fmt: skip


def _whole(status: Any) -> bool:
    """The whole file, or the whole file as it was signed with nothing but permitted signatures behind it."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    later = status.modification_level
    after = later is not None and later <= ModificationLevel.FORM_FILLING
    return bool(status.coverage == SignatureCoverageLevel.ENTIRE_REVISION and status.docmdp_ok and after)


def _filled(content: bytes) -> bool:
    """Behind the signature itself (one DER value) the room that was left for it holds zeros: nothing can hide there."""
    return not content[asn1_parser.peek(content) :].strip(b"\0")


def _record(reader: PdfFileReader) -> bytes | None:
    """The attached `sitting.json` (ISO 32000-1, 7.11.4), where PDF/A lists it (ISO 19005-3, 6.8) and where plain PDF does."""
    try:
        listed = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    except KeyError:
        return None
    for at in range(1, len(listed), 2):
        spec = listed[at]
        if spec.get("/UF") == RECORD:
            return bytes(spec["/EF"]["/F"].data)
    return None
