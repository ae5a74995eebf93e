"""A ballot paper as one terminal holds it, from the drawing to the confirmation. It never holds marks."""

from __future__ import annotations

from dataclasses import dataclass

from devices.protocol import Drawn, Manifest, Receipt


@dataclass(slots=True)
class Paper:
    """A ballot paper in this terminal's hand. `pending` is the one JWS that has no receipt yet."""

    voter: str
    text: str
    manifest: Manifest
    issue: str
    drawn: Drawn | None = None
    pending: str | None = None
    receipt: Receipt | None = None
    complaint: str | None = None
    confirm: str | None = None
    confirmed: bool = False

    def unfinished(self) -> bool:
        """Whether something about this paper is still to be said to the server."""
        return self.pending is not None or (not self.confirmed and bool(self.receipt or self.complaint))
