"""A disk that fills up and is emptied again: the limit on the size of a file plays the disk.

Run as a program with the address of a store that does not exist; prints what happened, one word a line.
"""

from __future__ import annotations

import resource
import sys

from voting.ledger.entry import make_entry
from voting.ledger.port import Batch, Unwritable
from voting.store.opening import open_store

LITTLE = 300_000  # bytes: the tables fit, a big batch does not


def main(url: str) -> None:
    ledger = open_store(url, create=True).ledger
    ledger.create("m1")
    ledger.append("m1", 0, Batch((make_entry(0, "k.v1", b"{}"),)))
    big = Batch(tuple(make_entry(n, "k.v1", b"x" * 10_000) for n in range(1, 101)), checkpoint="big")
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LITTLE, hard))
    for _ in range(2):
        try:
            ledger.append("m1", 1, big)
        except Unwritable as error:
            print(error.reason)
        print(ledger.size("m1"), len(list(ledger.read("m1"))), ledger.checkpoint("m1"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    ledger.append("m1", 1, big)
    print(ledger.size("m1"), len(list(ledger.read("m1"))), ledger.checkpoint("m1"))


if __name__ == "__main__":
    main(sys.argv[1])
