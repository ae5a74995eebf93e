"""How bytes are written as text, and the one error of everything that reads: `Malformed` with a refusal code."""

from __future__ import annotations

import binascii

_TO_URL = bytes.maketrans(b"+/", b"-_")
_TO_PLAIN = bytes.maketrans(b"-_+/", b"+/!!")  # + and / are letters of another alphabet
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# by what is left of the length in fours: the letters that may be last, so that no bit stands behind the last byte
_LAST: tuple[frozenset[str], ...] = (
    frozenset(_LETTERS) | {""},
    frozenset(),
    frozenset(_LETTERS[::16]),
    frozenset(_LETTERS[::4]),
)


class Malformed(ValueError):
    """What was read is refused; `code` is a refusal code of docs/protocol.md section 7, `why` is for the log."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


def b64(data: bytes) -> str:
    """Base64url without padding (RFC 4648 section 5)."""
    return _encoded(data).decode("ascii")


def unb64(text: object, length: int | None = None) -> bytes:
    """The bytes of canonical base64url; Malformed (`message.malformed`) for any other spelling or another length."""
    if not isinstance(text, str):
        raise Malformed("message.malformed", "base64url is a text")
    try:
        spelled = text.encode("ascii").translate(_TO_PLAIN)
        data = binascii.a2b_base64(spelled + b"=" * (-len(spelled) % 4), strict_mode=True)
    except ValueError as error:  # binascii.Error and UnicodeEncodeError are kinds of it
        raise Malformed("message.malformed", f"not base64url: {error}") from error
    if (
        text[-1:] not in _LAST[len(text) % 4]
    ):  # the decoder takes bits behind the last byte, and padding where it is due
        raise Malformed("message.malformed", "not the canonical base64url of these bytes")
    if length is not None and len(data) != length:
        raise Malformed("message.malformed", f"{len(data)} bytes where {length} belong")
    return data


def _encoded(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False).translate(_TO_URL).rstrip(b"=")
