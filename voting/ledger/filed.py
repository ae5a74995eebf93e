"""Under which names the papers of a poll are filed with the ledger, so that who writes them and who exports them agree.

Documents are written once. What may come again (a count after a name was settled, a note with one more cosignature)
has a number or a name of its own behind a slash.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final, NamedTuple

from voting.ledger.port import Document, Ledger

SIGNED_SHEETS: Final = "signed-sheet/"
COSIGNED: Final = "cosigned/"
SERVER: Final = "S"  # the server among those who sign a count (docs/protocol.md section 5)


class FiledTally(NamedTuple):
    """A count as it was filed: its text, and who signed it with which JWS."""

    number: int
    text: str
    signatures: dict[str, str]


def paper(name: str, media: str, data: bytes) -> Document:
    """A document under its name, with the hash of its bytes."""
    return Document(name, sha256(data).digest(), media, data)


def manifest(poll: str) -> str:
    """The signed manifest."""
    return f"manifest/{poll}"


def lines(poll: str) -> str:
    """The lines of the ballot."""
    return f"lines/{poll}"


def names(poll: str) -> str:
    """The names of the electorate as the announcement froze them."""
    return f"names/{poll}"


def close(poll: str) -> str:
    """The signed close statement."""
    return f"close/{poll}"


def countersigned(poll: str, station: str) -> str:
    """A station's signature under the manifest."""
    return f"countersigned/{poll}/{station}"


def checked(poll: str, key: str) -> str:
    """What a terminal signed of a paper that was checked instead of cast, by its ballot key; all of them by no key."""
    return f"checked/{poll}/{key}"


def issued(poll: str, when: str, by: str) -> str:
    """What an issuer says it has issued, at the opening (`open`) or the close (`close`) of the vote."""
    return f"issued/{poll}/{when}/{by}"


def forgotten(poll: str, by: str) -> str:
    """What a party signed after it had destroyed its keys and what was sealed."""
    return f"forgotten/{poll}/{by}"


def mix(poll: str, level: int) -> str:
    """The statement of who opened this level."""
    return f"mix/{poll}/{level}"


def between(poll: str) -> str:
    """How the names of all items that left a level of this poll begin."""
    return f"items/{poll}/"


def items(poll: str, level: int) -> str:
    """The items that left this level, canonical JSON."""
    return f"{between(poll)}{level}"


def trace(poll: str, number: int) -> str:
    """The nth showing of where a bad item came from."""
    return f"trace/{poll}/{number}"


def complaint(poll: str, of: str) -> str:
    """What a terminal said that did not find its vote, under the hash of the message (b64)."""
    return f"complaint/{poll}/{of}"


def tally(poll: str, number: int) -> str:
    """The text of the nth count of a poll."""
    return f"tally/{poll}/{number}"


def tally_signed(poll: str, text: str, by: str) -> str:
    """The signature of this count by S, A or B: under the hash of what was signed."""
    return signed(poll, digest(text), by)


def signed(poll: str, tally_hash: str, by: str) -> str:
    """The same where only the hash of the count is at hand (b64)."""
    return f"tally_signed/{poll}/{tally_hash}/{by}"


def note(size: int) -> str:
    """A checkpoint note that a manifest names."""
    return f"note/{size}"


def cosigned(size: int) -> str:
    """A checkpoint note with cosignatures of stations."""
    return f"{COSIGNED}{size}"


def signed_sheet(number: int) -> str:
    """The nth result sheet that was signed after the close."""
    return f"{SIGNED_SHEETS}{number}"


def number_of(name: str) -> int:
    """The number behind the last slash of a name."""
    return int(name.rpartition("/")[2])


def digest(text: str) -> str:
    """SHA-256 of a text, base64url without padding."""
    return urlsafe_b64encode(sha256(text.encode("utf-8")).digest()).rstrip(b"=").decode("ascii")


def counted(ledger: Ledger, meeting: str, poll: str) -> int:
    """How many counts of this poll are filed."""
    names = ledger.document_names(meeting, f"tally/{poll}/")
    return max((int(name.rpartition("/")[2]) for name in names), default=0)


def newest_tally(ledger: Ledger, meeting: str, poll: str) -> FiledTally | None:
    """The last count of a poll with its signatures, the server's first; None where nothing was counted."""
    number = counted(ledger, meeting, poll)
    if not number:
        return None
    text = read(ledger, meeting, tally(poll, number))
    names = ledger.document_names(meeting, tally_signed(poll, text, ""))
    signers = sorted((name.rpartition("/")[2] for name in names), key=lambda by: (by != SERVER, by))
    return FiledTally(number, text, {by: read(ledger, meeting, tally_signed(poll, text, by)) for by in signers})


def read(ledger: Ledger, meeting: str, name: str) -> str:
    """The text of a document; LookupError where there is none."""
    found = ledger.document(meeting, name)
    if found is None:
        raise LookupError(f"the meeting has no document {name}")
    return found.data.decode("utf-8")
