"""One line may not drown the others: a flood is cut off, and so is what is no part of the protocol, quietly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from websocket import ABNF, WebSocket, create_connection

from devices.protocol import Refusal
from tests.real.house import PATIENCE, Hall, motions

BURST = 300


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall with an agenda that nobody reaches."""
    with Hall(tmp_path_factory.mktemp("lines"), motions("a", ("secret", "last"))) as hall:
        yield hall


@contextmanager
def stranger(hall: Hall) -> Iterator[WebSocket]:
    """A line of somebody who says what she likes."""
    line = create_connection(
        f"ws://127.0.0.1:{hall.port}/socket.io/?EIO=4&transport=websocket", timeout=PATIENCE, suppress_origin=True
    )
    try:
        line.recv()
        line.send("40")
        assert {str(line.recv())[:2] for _ in range(2)} == {"40", "42"}, "connected, and its challenge"
        yield line
    finally:
        line.shutdown()


def ending(line: WebSocket) -> int:
    """The code with which the server ends a line."""
    while True:
        frame = line.recv_frame()
        if frame.opcode == ABNF.OPCODE_CLOSE:
            return int.from_bytes(frame.data[:2], "big")


def test_a_flood_is_cut_off_and_nobody_else_waits(hall: Hall) -> None:
    """Thousands of messages at once end with 1008; a seat on another line goes on."""
    seat = hall.newcomer()
    with stranger(hall) as flood:
        try:
            for _ in range(50 * BURST):
                flood.send('421["hello","x"]')
        except OSError:
            assert not isinstance(seat.sign_in(), Refusal)
        else:
            pytest.fail("the server took every message of a flood")


def test_a_burst_below_the_limit_is_answered_in_full_and_one_above_ends_with_its_code(hall: Hall) -> None:
    """Two hundred questions get two hundred answers; four hundred at once get 1008."""
    with stranger(hall) as line:
        for number in range(BURST * 2 // 3):
            line.send(f'42{number}["hello","x"]')
        for number in range(BURST * 2 // 3):
            assert str(line.recv()).startswith(f"43{number}[")
    with stranger(hall) as line:
        line.sock.sendall(
            b"".join(ABNF.create_frame('421["hello","x"]', ABNF.OPCODE_TEXT).format() for _ in range(400))
        )
        assert ending(line) == 1008


@pytest.mark.parametrize(
    "said", ['451-1["hello",{"_placeholder":true,"num":0}]', '461-1[{"_placeholder":true,"num":0}]']
)
def test_an_attachment_ends_the_line(hall: Hall, said: str) -> None:
    """Socket.IO would gather binary parts without an end; the protocol has none, and 1003 says so."""
    with stranger(hall) as line:
        line.send(said)
        assert ending(line) == 1003


def test_a_binary_frame_ends_the_line(hall: Hall) -> None:
    """A binary frame likewise."""
    with stranger(hall) as line:
        line.send_binary(b"421")
        assert ending(line) == 1003


NINES = "9" * 5_000
NONSENSE = (
    "", "2", "3probe", "44", "6", "b4AAAA", "430[1]", "4", "42", "421[]", "421[1]", '421["hello"', "40/x,", '40["x"]',
    '42/x,1["hello","x"]', '421["*","x"]', '421["connect","x"]', '421["disconnect","x"]', '421["vote","x"]',
    "42" + "1" * 300 + '["hello","x"]', "42" + "[" * 30_000, '421["hello",' + "[" * 17 + "]" * 17 + "]", "3" + "[" * 30_000,
    '421["hello",1e999]', '421["hello",NaN]', '421["hello",1.0]', '421["hello",{"a":1,"a":2}]', '421["hello","\\ud800"]',
    f'421["proof",{{"vote":"p","leaf_index":{NINES}}}]', f'421["proof",{{"vote":"p","leaf_index":{NINES[:4000]}}}]',
)  # fmt: skip


@pytest.mark.parametrize("said", NONSENSE, ids=[f"{number}-{one[:12]}" for number, one in enumerate(NONSENSE)])
def test_what_is_no_message_ends_the_line_with_its_code(hall: Hall, said: str) -> None:
    """Nothing that is not exact JSON, and no event that nobody hears, reaches a handler; 1007 says so."""
    with stranger(hall) as line:
        line.send(said)
        assert ending(line) == 1007


def test_the_servers_log_has_one_line_for_each_and_no_traceback(hall: Hall) -> None:
    """Nonsense is an everyday thing: one line in the log for a line that is cut, and never an error of the server's own."""
    assert hall.log is not None
    before = hall.log.read_text("utf-8")
    for said in ("42" + "[" * 30_000, f'421["proof",{{"vote":"p","leaf_index":{NINES}}}]', "b4AAAA"):
        with stranger(hall) as line:
            line.send(said)
            assert ending(line) == 1007
    said = hall.log.read_text("utf-8")
    assert said.count("line.cut") == before.count("line.cut") + 3
    assert "Traceback" not in said
