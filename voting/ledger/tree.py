"""The Merkle tree of RFC 6962 section 2.1 (RFC 9162 section 2.1), SHA-256: hashes, proofs, verifiers.

Hashes in, hashes out: a tree never sees what its leaves mean. All hashes are 32 bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """Append-only. Keeps every full subtree's hash, so that roots and proofs of any past size are at hand.

    Appending costs at most log2(size) hashes, a root the same, a proof its square; memory is two hashes a leaf.
    """

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return len(self._levels[0])

    def append(self, leaf: bytes) -> int:
        """Add a leaf hash and return its index; raises ValueError unless it is 32 bytes."""
        if len(leaf) != HASH_SIZE:
            raise ValueError("a leaf hash is 32 bytes")
        index = position = self.size
        self._levels[0].append(leaf)
        level = 0
        while position & 1:  # a left sibling waits: this leaf completes a subtree one level up
            pair = node_hash(self._levels[level][position - 1], self._levels[level][position])
            level, position = level + 1, position >> 1
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(pair)
        return index

    def leaf(self, index: int) -> bytes:
        """The hash of the leaf at `index`; raises ValueError when there is none."""
        if not 0 <= index < self.size:
            raise ValueError(f"no leaf {index} in a tree of {self.size}")
        return self._levels[0][index]

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves (all, when None)."""
        size = self._checked(size)
        return self._range(0, size) if size else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The path from leaf `index` to the root of `size` leaves, leaf's sibling first (RFC 9162 2.1.3.1)."""
        size = self._checked(size)
        if not 0 <= index < size:
            raise ValueError(f"no leaf {index} in a tree of {size}")
        path: list[bytes] = []
        low, high = 0, size
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low = middle
        return tuple(reversed(path))

    def consistency(self, size1: int, size2: int | None = None) -> tuple[bytes, ...]:
        """The proof that the tree of `size1` ≥ 1 leaves begins the tree of `size2` (RFC 9162 2.1.4.1)."""
        size2 = self._checked(size2)
        if not 1 <= size1 <= size2:
            raise ValueError(f"no proof from size {size1} to size {size2}")
        path: list[bytes] = []
        low, high, known = 0, size2, True  # known: the verifier has the hash of [low, high) as its old root
        while size1 < high:
            middle = low + _split(high - low)
            if size1 <= middle:
                path.append(self._range(middle, high))
                high = middle
            else:
                path.append(self._range(low, middle))
                low, known = middle, False
        if not known:
            path.append(self._range(low, high))
        return tuple(reversed(path))

    def _checked(self, size: int | None) -> int:
        if size is None:
            return self.size
        if not 0 <= size <= self.size:
            raise ValueError(f"the tree has {self.size} leaves, not {size}")
        return size

    def _range(self, low: int, high: int) -> bytes:
        """The hash over leaves [low, high), where low is a multiple of the subtree it starts."""
        count = high - low
        if count & (count - 1) == 0:
            level = count.bit_length() - 1
            return self._levels[level][low >> level]
        middle = low + _split(count)
        return node_hash(self._range(low, middle), self._range(middle, high))


def verify_consistency(size1: int, size2: int, root1: bytes, root2: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` shows the tree of `size1` to begin that of `size2` (RFC 9162 2.1.4.2).

    An empty old tree proves nothing, so size1 = 0 is refused.
    """
    if size1 == size2 >= 1:
        return not path and root1 == root2
    if not 1 <= size1 < size2 or not path or not _hashes((root1, root2, *path)):
        return False
    steps = [root1, *path] if size1 & (size1 - 1) == 0 else list(path)
    here, last = size1 - 1, size2 - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    return _replayed(here, last, steps) == (root1, root2)


def _replayed(here: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The old and the new root that the steps of a consistency proof lead to, or None when they do not end."""
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            old, new = node_hash(step, old), node_hash(step, new)
            here, last = _climb(here, last)
        else:
            new = node_hash(new, step)
        here, last = here >> 1, last >> 1
    return (old, new) if last == 0 else None


def _climb(here: int, last: int) -> tuple[int, int]:
    """Skip the levels where the node has no sibling, because it ends an unbalanced tree."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last


def _split(count: int) -> int:
    """The largest power of two smaller than count."""
    return 1 << (count - 1).bit_length() - 1


def _hashes(values: Iterable[bytes]) -> bool:
    return all(len(value) == HASH_SIZE for value in values)
