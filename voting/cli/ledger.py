"""`yijue ledger verify`: every entry read again, the tree built anew, the newest checkpoint held against it."""

from __future__ import annotations

import time
from typing import Final

from voting.ballots.keys import KeyStore
from voting.clerk.origin import log_key
from voting.config import Config
from voting.core.meeting import evolve
from voting.core.state import Sitting
from voting.ledger import codec
from voting.ledger.entry import make_entry
from voting.ledger.signing import BadNote, open_checkpoint
from voting.ledger.tree import Tree
from voting.store.opening import Store, open_store

EVERY_SECONDS: Final = 2.0


def verify(config: Config) -> int:
    """Check all meetings of the database; 0 when all is as it was written."""
    store, keys = open_store(config.database), KeyStore(config.keys)
    try:
        return max((_meeting(store, keys, meeting) for meeting in store.ledger.meetings()), default=0)
    finally:
        store.close()


def _meeting(store: Store, keys: KeyStore, meeting: str) -> int:
    tree, told = Tree(), time.monotonic()
    state: Sitting | None = None
    roots: dict[int, bytes] = {}
    note = store.ledger.checkpoint(meeting)
    for entry in store.ledger.read(meeting):
        if (
            make_entry(entry.position, entry.kind, entry.data).leaf_hash != entry.leaf_hash
            or entry.position != tree.size
        ):
            print(f"{meeting}: 第{entry.position}条与其散列不符 / entry {entry.position} is not what was hashed")
            return 1
        try:
            state = evolve(state, codec.decode(entry.data))
        except (ValueError, LookupError, TypeError) as error:
            print(f"{meeting}: 第{entry.position}条无法理解 / entry {entry.position} cannot be understood: {error}")
            return 1
        tree.append(entry.leaf_hash)
        if time.monotonic() - told > EVERY_SECONDS:
            told = time.monotonic()
            print(f"{meeting}: {tree.size} …", flush=True)
    if note is None:
        print(f"{meeting}: {tree.size} 条，尚无检查点 / {tree.size} entries, no checkpoint yet")
        return 0
    try:
        mark = open_checkpoint(note, log_key(keys, meeting).verifier)
        roots[mark.size] = tree.root(mark.size)
    except (BadNote, ValueError) as error:
        print(f"{meeting}: 检查点无效 / the checkpoint does not hold: {error}")
        return 1
    if roots[mark.size] != mark.root:
        print(f"{meeting}: 检查点与账本不符 / the checkpoint is of another log")
        return 1
    print(
        f"{meeting}: {tree.size} 条，检查点覆盖 {mark.size} 条，一致 / {tree.size} entries, checkpoint covers {mark.size}: good"
    )
    return 0
