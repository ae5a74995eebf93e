"""One-time codes of enrolment: how they are made and under which hash they are kept."""

from __future__ import annotations

import secrets

from voting.ballots.encodings import b64
from voting.ballots.intake import CODE_LENGTH, CODE_LETTERS
from voting.ballots.keys import pin_hash


def random_code() -> str:
    """A fresh one-time code of the letters that an enrolment may carry."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def code_hash(pepper: bytes, meeting: str, seat: str, code: str) -> str:
    """The keyed hash under which a seat's enrolment code is kept, b64."""
    return b64(pin_hash(pepper, meeting, f"code:{seat}", code))
