"""A ballot paper as one terminal holds it, from the drawing to the audit.

It holds marks only within `sealed`, from the moment the check code is shown until the member sends or checks the paper.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from devices.credentials import Enclosed
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
    sealed: Enclosed | None = field(default=None, repr=False)
    pending: str | None = None
    receipt: Receipt | None = None
    complaint: str | None = None
    confirm: str | None = None
    confirmed: bool = False
    audited: str | None = None  # the JWS that says what the audit found
    amiss: str = ""  # what the audit found amiss
    misses: int = 0  # how often in a row the server has given nothing
    unheard: bool = False  # a complaint was not taken, and the member knows

    def checkable(self) -> bool:
        """Whether what is sealed may be checked: from T1 on only while no vote was made with this paper's ballot key.

        An opening shows that key, and with it which ballot of the count is this member's.
        """
        if self.sealed is None or self.held is None:
            return False
        return not (self.manifest.issuers and self.held.leaves)

    def unfinished(self) -> bool:
        """Whether something about this paper is still to be said to the server."""
        return self.pending is not None or (not self.confirmed and bool(self.receipt or self.complaint))
