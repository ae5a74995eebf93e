"""One line may not drown the others: a flood is cut off, binary frames are no part of the protocol, bodies are small."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from websocket import ABNF, WebSocket, create_connection

from tests.real.house import PATIENCE, Hall, http, motions

BURST = 300


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall with an agenda that nobody reaches."""
    with Hall(tmp_path_factory.mktemp("lines"), motions("a", ("secret", "last"))) as hall:
        yield hall


def stranger(hall: Hall) -> WebSocket:
    """A line of somebody who says what she likes."""
    line = create_connection(
        f"ws://127.0.0.1:{hall.port}/socket.io/?EIO=4&transport=websocket", timeout=PATIENCE, suppress_origin=True
    )
    line.recv()
    line.send("40")
    while not line.recv().startswith("42"):
        pass
    return line


def ending(line: WebSocket) -> int:
    """The code with which the server ends a line."""
    while True:
        opcode, data = line.recv_data()
        if opcode == ABNF.OPCODE_CLOSE:
            line.shutdown()
            return int.from_bytes(data[:2], "big")


def test_a_flood_is_cut_off_and_nobody_else_waits(hall: Hall) -> None:
    """Thousands of messages at once end with 1008; a seat on another line goes on."""
    flood, seat = stranger(hall), hall.newcomer()
    for _ in range(20 * BURST):
        try:
            flood.send('421["hello","x"]')
        except OSError:
            break
    else:
        pytest.fail("the server took every message of a flood")
    assert not isinstance(seat.sign_in(), type(None))
    assert seat.me is not None


def test_a_burst_below_the_limit_is_answered_in_full_and_one_above_ends_with_its_code(hall: Hall) -> None:
    """Two hundred questions get two hundred answers; four hundred at once get 1008."""
    line = stranger(hall)
    for number in range(BURST * 2 // 3):
        line.send(f'42{number}["hello","x"]')
    for number in range(BURST * 2 // 3):
        assert str(line.recv()).startswith(f"43{number}[")
    for _ in range(BURST * 2 // 3):
        line.send('421["hello","x"]')
    assert ending(line) == 1008


@pytest.mark.parametrize("said", ['451-1["hello",{"_placeholder":true,"num":0}]', '461-1[{"_placeholder":true,"num":0}]'])
def test_an_attachment_ends_the_line(hall: Hall, said: str) -> None:
    """Socket.IO would gather binary parts without an end; the protocol has none, and 1003 says so."""
    line = stranger(hall)
    line.send(said)
    assert ending(line) == 1003


def test_a_binary_frame_ends_the_line(hall: Hall) -> None:
    """A binary frame likewise."""
    line = stranger(hall)
    line.send_binary(b"421")
    assert ending(line) == 1003
