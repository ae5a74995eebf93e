"""A hall that presses at once, and seats that send rubbish while others vote: every vote acknowledged, kept, and in time.

The bounds are far above what is measured on a slow machine (docs/performance.md): they say that nobody is shut out.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from websocket import WebSocketException, create_connection

from devices.encoding import b64, hash_of, sha256
from devices.protocol import Drawn
from devices.signer import Signer
from tests.real.house import PATIENCE, ROOT, Hall, Seat, motions, until

VOTERS, CHAIN, FLOODERS, BAD_A_SECOND = 12, 25, 3, 100
LONGEST_WAIT = 5.0  # seconds for a paper and a receipt; a terminal takes a line for dead after 15
PRESSES = "import day, json, sys; print(json.dumps(day.run(int(sys.argv[1]), 1, lambda phase: None)))"


@pytest.mark.slow
@pytest.mark.parametrize("seats", [3_000])
def test_three_thousand_votes_in_five_seconds_are_acknowledged_and_kept(seats: int) -> None:
    """All press within two seconds, then all in the same moment, each on a line of its own: every vote has its receipt
    before a terminal gives its line up, no line breaks, and the database holds each of them once, as it was sent.
    """
    found = subprocess.run(
        [sys.executable, "-c", PRESSES, str(seats)], cwd=ROOT / "bench", env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=1_200, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr[-2_000:]  # it fails where a vote is lost, doubled or changed
    figures = json.loads(found.stdout)
    assert figures["breaks"] == 0
    assert max(figures["max.p1"], figures["max.p2"]) < 15


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """An open sitting in which all members but one are at their terminals."""
    agenda = motions("a", ("secret", "last"), ("secret", "last"))
    with Hall(tmp_path_factory.mktemp("flood") / "hall", agenda, members=VOTERS + 1) as hall:
        for _ in range(VOTERS):
            hall.newcomer()
        hall.open(by_hand=1)
        yield hall


class Flood:
    """Bad messages from lines that are taken up again whenever they are cut; some break the rules, some only lie."""

    def __init__(self, hall: Hall, messages: tuple[str, ...]) -> None:
        self.hall, self.messages = hall, messages
        self.sent = self.cut = 0
        self.stop = threading.Event()

    def run(self) -> None:
        """Until told to stop."""
        while not self.stop.is_set():
            with suppress(OSError, WebSocketException):
                self._line()
            self.cut += 1

    def _line(self) -> None:
        address = f"ws://127.0.0.1:{self.hall.port}/socket.io/?EIO=4&transport=websocket"
        line = create_connection(address, timeout=PATIENCE, suppress_origin=True)
        try:
            line.send("40")
            for number in range(10_000):
                line.send(self.messages[number % len(self.messages)])
                self.sent += 1
                if self.stop.wait(1 / BAD_A_SECOND):
                    return
        finally:
            line.shutdown()


@contextmanager
def flooded(hall: Hall, messages: tuple[str, ...]) -> Iterator[list[Flood]]:
    """Several who flood, each from a line of its own."""
    floods = [Flood(hall, messages) for _ in range(FLOODERS)]
    threads = [threading.Thread(target=one.run) for one in floods]
    for thread in threads:
        thread.start()
    try:
        yield floods
    finally:
        for one in floods:
            one.stop.set()
        for thread in threads:
            thread.join()


def vote(seat: Seat, poll: str) -> float:
    """Seconds for paper, vote and receipt."""
    start = time.monotonic()
    seat.vote(poll, "Y")
    return time.monotonic() - start


def test_three_hundred_votes_in_one_moment_are_acknowledged_and_kept(hall: Hall) -> None:
    """Every seat sends a chain of votes at once, waiting for no answer: each has its receipt, and is on disk once."""
    with hall.poll("a", "a-0") as poll:
        chains = [chain(seat, poll) for seat in hall.seats]
        answers = hall.loop.run(send(hall.seats, chains))
        kept = hall.rows(f"SELECT digest, answer FROM envelopes WHERE kind = 'cast' AND poll = '{poll}'")
        sent = [sha256(jws.encode()) for jws in itertools.chain(*chains)]
        assert dict(kept) == {digest: answer["receipt"] for digest, answer in zip(sent, answers, strict=True)}
        assert len(kept) == len(sent) == VOTERS * CHAIN
        hall.operator.do("close_poll", vote=poll)
        assert hall.operator.state(poll, "counted")["counts"]["for"] == VOTERS, "the last vote of each counts"


def chain(seat: Seat, poll: str) -> list[str]:
    """Votes of one seat, each changing the one before, the last in favour."""
    drawn, made = seat.draw(poll), []
    for mark in "N" * (CHAIN - 1) + "Y":
        made.append(seat.sealed(poll, drawn, mark))
        drawn = Drawn(drawn.seq + 1, hash_of(made[-1]))
    return made


async def send(seats: list[Seat], chains: list[list[str]]) -> list[dict[str, str]]:
    """All answers, seat by seat."""
    asked = [seat.wire.ask("cast", jws) for seat, made in zip(seats, chains, strict=True) for jws in made]
    answers: list[dict[str, str]] = await asyncio.gather(*asked)  # type: ignore[arg-type]
    return answers


def test_three_lines_that_flood_delay_no_receipt(hall: Hall) -> None:
    """A hundred forged casts a second on each of three lines, and frames that get a line cut: everybody else's paper and
    receipt come in time, and the count is theirs.
    """
    forged = Signer.new().jws("cast", {
        "vote": "p1", "mh": b64(bytes(32)), "seat": "A01", "seq": 1, "prev": None, "ct": b64(bytes(4_000)),
    })  # fmt: skip
    with hall.poll("a", "a-1") as poll:
        with flooded(hall, (f'421["cast","{forged}"]',) * 40 + ('421["hello",NaN]',)) as floods:
            until(lambda: all(one.cut for one in floods), "every flood was cut off once, and has come again")
            waits = [vote(seat, poll) for seat in hall.seats]
        assert max(waits) < LONGEST_WAIT
        assert sum(one.sent for one in floods) > BAD_A_SECOND
        hall.operator.do("close_poll", vote=poll)
        assert hall.operator.state(poll, "counted")["counts"]["for"] == VOTERS
