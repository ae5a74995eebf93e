"""Signed result sheets of a closed sitting, as the evidence takes them: kept with the ledger, and held against the record.

A sheet may be older than the newest checkpoint; what it says of the sitting must be what the record says now.
"""

from __future__ import annotations

from typing import Final

from voting import exact
from voting.core.words import Text
from voting.ledger import filed
from voting.ledger.port import Ledger
from voting.records.certificate import Refused
from voting.records.sheet import sitting_pdf
from voting.records.sign_check import check
from voting.records.sitting import SittingRecord, to_json

END: Final = ("size", "root", "checkpoint")  # of the log as it was when the sheet was made
UNSIGNED: Final = Text("结果单没有电子签名。", "The result sheet bears no signature.")
CHANGED: Final = Text(
    "结果单的签名不成立，文件已被改动。", "A signature of the result sheet does not hold: it was changed."
)
ANOTHER: Final = Text(
    "结果单不是本次会议的，或在会议记录改变之前制作；请重新制作并签名。",
    "The result sheet is another sitting's, or older than something on record: make it again and have it signed.",
)


def taken(pdf: bytes, record: SittingRecord) -> bytes:
    """The same sheet, signed, unchanged and with this very record; Refused with the reason."""
    found = check(pdf, ())
    if not found.signatures:
        raise Refused(UNSIGNED)
    if not all(one.holds for one in found.signatures):
        raise Refused(CHANGED)
    if found.record is None or _said(exact.loads(found.record)) != _said(to_json(record, public=True)):
        raise Refused(ANOTHER)
    return pdf


def newest(ledger: Ledger, meeting: str, record: SittingRecord) -> bytes | None:
    """The sheet that was signed last and still says what the record says, or None."""
    names = ledger.document_names(meeting, filed.SIGNED_SHEETS)
    for name in sorted(names, key=filed.number_of, reverse=True):
        kept = ledger.document(meeting, name)
        try:
            return taken(kept.data, record) if kept is not None else None
        except Refused:
            continue
    return None


def documents(ledger: Ledger, meeting: str, record: SittingRecord, given: bytes | None = None) -> dict[str, bytes]:
    """The sheets that go into a bundle: as typeset now, and signed where one is given or was kept; Refused for `given`
    that is no signed sheet of this record.
    """
    signed = newest(ledger, meeting, record) if given is None else taken(given, record)
    return {"sheet.pdf": sitting_pdf(record), **({} if signed is None else {"signed-sheet.pdf": signed})}


def _said(record: exact.Json) -> bytes:
    """All of the record but where its log ended."""
    end = record.get("log") if isinstance(record, dict) else None
    if not isinstance(record, dict) or not isinstance(end, dict):
        return b""
    log = {key: value for key, value in end.items() if key not in END}
    return exact.dumps({**record, "log": log})
