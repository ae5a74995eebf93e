"""A writer to be killed: appends batches of many sizes for ever, and says each log size once it is durable.

Run as a program with the address of an existing store. Every entry names its batch and the batch's size.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from hashlib import sha256
from itertools import count

from voting.exact import dumps
from voting.ledger.entry import make_entry
from voting.ledger.port import AlreadyThere, Batch, Envelope
from voting.store.opening import open_store

SIZES = (1, 40, 3, 200, 17)


def batch(at: int, number: int) -> Batch:
    size = SIZES[number % len(SIZES)]
    entries = tuple(make_entry(at + n, "k.v1", dumps({"batch": at, "size": size, "place": n})) for n in range(size))
    envelopes = tuple(
        Envelope(
            "p1", f"v{e.position}", "A1", "cast", 1, sha256(e.data * 50).digest(), str(e.data * 50), "r", e.position
        )
        for e in entries
    )
    return Batch(entries, envelopes, checkpoint=f"size {at + size}")


def main(url: str) -> None:
    ledger = open_store(url).ledger
    with suppress(AlreadyThere):  # a writer before this one may have been killed after it had made the meeting
        ledger.create("m1")
    at = ledger.size("m1")
    print(at, flush=True)
    for number in count():
        one = batch(at, number)
        ledger.append("m1", at, one)
        at += len(one.entries)
        print(at, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
