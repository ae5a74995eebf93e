"""Result sheets signed as PAdES (ETSI.CAdES.detached): first by the body, which certifies that nothing but further
signatures may follow, then by the chief scrutineer, after whom nothing may follow at all.

A signature is an increment: the bytes before it stay as they are. Never here: whom to trust (sign_check).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor
from typing import Any, Final

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
)
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer, SimpleSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from voting.core.words import Text
from voting.records.certificate import About, Certificate, Refused, about, root_of
from voting.records.checkpoint import grouped
from voting.records.labels import breakable, spoken_time
from voting.records.sign_check import ROLES, Role, check
from voting.records.typeset import stamp

MILLIMETRE: Final = 72 / 25.4  # in points, the unit of a PDF
# Where sheet.typ leaves room on the last page: left, lower, right, upper edge in mm from the lower left corner.
PLACES: Final[dict[Role, tuple[int, int, int, int]]] = {
    "body": (20, 17, 103, 39),
    "chief_scrutineer": (107, 17, 190, 39),
}
FIELDS: Final[dict[Role, str]] = {role: field for field, role in ROLES.items()}
REASONS: Final[dict[Role, Text]] = {
    "body": Text("本机关电子签名", "Signed electronically for the body"),
    "chief_scrutineer": Text("总监票人电子签名", "Signed electronically by the chief scrutineer"),
}
WHOLE: Final = SimpleBoxLayoutRule(
    AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins(), InnerScaling.STRETCH_TO_FIT
)
TSA_SECONDS: Final = 10
MARK_DIGITS: Final = 32  # of the certificate's fingerprint, as far as the field has room


@dataclass(frozen=True)
class Hand:
    """Who signs: pyHanko's signer, and what people are told of its certificate."""

    signer: Signer
    about: About
    root: x509.Certificate  # whom those must trust who check


class Increment(IncrementalPdfFileWriter):
    """Adds to a file and leaves its metadata as they are: a signature must not disturb what makes it PDF/A."""

    def _update_meta(self) -> None:
        return


class Drawing(PdfContent):
    """The only page of a PDF, drawn into a field with its own fonts."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        """The operator that draws it; the box becomes the page's own."""
        form = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.resources.xobject["/Drawing"] = form
        left, low, right, high = form.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(high - low))
        return b"/Drawing Do"


def hand(one: Certificate) -> Hand:
    """A hand that signs with a certificate of a PKCS#12 file."""
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([asn1(above) for above in one.above])
    plain = one.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    key = asn1_keys.PrivateKeyInfo.load(plain)
    return Hand(
        SimpleSigner(signing_cert=asn1(one.leaf), signing_key=key, cert_registry=store), about(one.leaf), root_of(one)
    )


def asn1(one: x509.Certificate) -> asn1_x509.Certificate:
    """The same certificate as pyHanko takes it."""
    return asn1_x509.Certificate.load(one.public_bytes(serialization.Encoding.DER))


def clock_at(url: str) -> TimeStamper:
    """The time stamp server (RFC 3161) at an http or https address; Refused for any other."""
    if not url.startswith(("http://", "https://")):
        raise Refused(
            Text(
                "时间戳服务器的地址须以 http 或 https 开头。",
                "The time stamp server's address begins with http or https.",
            )
        )
    return HTTPTimeStamper(url, timeout=TSA_SECONDS)


def sign(pdf: bytes, role: Role, who: Hand, moment: datetime, clock: TimeStamper | None = None) -> bytes:
    """The sheet with one more signature, stamped by `clock` where one is given. `moment` is what the field shows.

    Refused: no result sheet of this house, signed in this role already, the scrutineer before the body, a sheet that
    was changed after it was signed, a clock or a key that does not answer.
    """
    _fit(pdf, role)
    writer = Increment(io.BytesIO(pdf))
    if role == "body":
        for one in PLACES:
            append_signature_field(writer, _field(one))
    style = _style(role, who.about, moment, stamped=clock is not None)
    signer = PdfSigner(_meta(role), who.signer, timestamper=clock, stamp_style=style)
    try:
        out: Any = signer.sign_pdf(writer, existing_fields_only=True)
    except (TimestampRequestError, OSError, ValueError) as error:  # what a server may answer, pyHanko partly passes on
        if clock is None:
            raise
        no = Text("时间戳服务器没有给出有效的时间戳。", "The time stamp server gave no valid time stamp.")
        raise Refused(no) from error
    except SigningError as error:
        raise Refused(Text("不能用此证书签名。", f"This certificate cannot sign: {error}.")) from error
    return bytes(out.getvalue())


def _fit(pdf: bytes, role: Role) -> None:
    found = check(pdf, ())
    if found.record is None:
        raise Refused(Text("不是本系统的表决结果单。", "This is no result sheet of this house."))
    if any(one.role == role for one in found.signatures):
        raise Refused(Text("已有此身份的签名。", "It bears a signature in this role already."))
    if any(not one.holds for one in found.signatures):
        raise Refused(Text("此文件在签名之后被改动。", "This file was changed after it had been signed."))
    if (role == "body") != (not found.signatures):
        raise Refused(Text("本机关先签名，总监票人后签名。", "The body signs first, the chief scrutineer after it."))


def _field(role: Role) -> SigFieldSpec:
    """After the chief scrutineer nothing may be added: his field locks the document."""
    last = role == "chief_scrutineer"
    left, low, right, high = (edge * MILLIMETRE for edge in PLACES[role])
    return SigFieldSpec(
        FIELDS[role], on_page=-1, box=(floor(left), floor(low), ceil(right), ceil(high)), readable_field_name=REASONS[role].zh,
        field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL) if last else None,
        doc_mdp_update_value=MDPPerm.NO_CHANGES if last else None,
    )  # fmt: skip


def _meta(role: Role) -> PdfSignatureMetadata:
    body = role == "body"
    return PdfSignatureMetadata(
        field_name=FIELDS[role], md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=REASONS[role].zh,
        certify=body, docmdp_permissions=MDPPerm.FILL_FORMS if body else MDPPerm.NO_CHANGES,
    )  # fmt: skip


def _style(role: Role, one: About, moment: datetime, *, stamped: bool) -> StaticStampStyle:
    at = moment.isoformat(timespec="seconds")
    data = {
        "role": {"zh": REASONS[role].zh, "en": REASONS[role].en},
        "name": breakable(one.name),
        "time": spoken_time(at),
        "moment": f"{at[19:]}{' · 附时间戳 time-stamped' if stamped else ''}",
        "mark": grouped(one.fingerprint[:MARK_DIGITS]),
        "kind": {"zh": one.kind.zh, "en": one.kind.en} if one.self_made else None,
    }
    drawn = Drawing(stamp("seal", data, moment))
    return StaticStampStyle(background=drawn, border_width=0, background_opacity=1.0, background_layout=WHOLE)
