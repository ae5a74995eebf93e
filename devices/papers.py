"""A ballot paper as one terminal holds it, from the drawing to the audit. It never holds marks."""

from __future__ import annotations

from dataclasses import dataclass

from devices.drawer import Held
from devices.manifest import Manifest
from devices.protocol import Drawn, Receipt


@dataclass(slots=True)
class Paper:
    """A ballot paper in this terminal's hand. `pending` is the one JWS that has no receipt yet.

    `held` is what must be forgotten: the request, the credentials, the leaf; null once it is.
    """

    voter: str
    text: str
    manifest: Manifest
    held: Held | None
    drawn: Drawn | None = None
    pending: str | None = None
    receipt: Receipt | None = None
    complaint: str | None = None
    confirm: str | None = None
    confirmed: bool = False
    audited: str | None = None  # the JWS that says what the audit found
    amiss: str = ""  # what the audit found amiss

    def unfinished(self) -> bool:
        """Whether something about this paper is still to be said to the server."""
        return self.pending is not None or (not self.confirmed and bool(self.receipt or self.complaint))
