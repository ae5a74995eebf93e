"""One writer and many readers in gevent's native threads, as the server has them, everything monkey-patched.

Run as a program with the address of an existing store; prints how large the log has become.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402

import gevent  # noqa: E402

from voting.ledger.entry import make_entry  # noqa: E402
from voting.ledger.port import Batch, Ledger  # noqa: E402
from voting.store.opening import open_store  # noqa: E402

BATCHES, READERS = 60, 6


def write(ledger: Ledger, number: int) -> None:
    entries = tuple(make_entry(number * 10 + n, "k.v1", b"{}") for n in range(10))
    ledger.append("m1", number * 10, Batch(entries))


def read(ledger: Ledger) -> int:
    found = [entry.position for entry in ledger.read("m1")]
    if found != list(range(len(found))) or len(found) % 10:
        raise RuntimeError(f"half a batch was seen: {len(found)} entries")
    return len(found)


def main(url: str) -> None:
    ledger = open_store(url).ledger
    ledger.create("m1")
    pool = gevent.get_hub().threadpool
    writing = gevent.spawn(lambda: [pool.apply(write, (ledger, number)) for number in range(BATCHES)])

    def keep_reading() -> None:
        while not writing.ready():
            pool.apply(read, (ledger,))

    gevent.joinall([writing, *(gevent.spawn(keep_reading) for _ in range(READERS))], raise_error=True)
    print(pool.apply(read, (ledger,)))


if __name__ == "__main__":
    main(sys.argv[1])
