"""Whether an inclusion proof of the ledger's tree holds for who gets it: as a terminal checks it."""

from __future__ import annotations

from collections.abc import Sequence

from devices.encoding import Broken
from devices.proofs import root_from


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from the leaf hash at `index` to the root of `size` leaves (RFC 9162 2.1.3.2)."""
    try:
        return len(leaf) == len(root) == 32 and root_from(leaf, index, size, path) == root
    except Broken:
        return False
