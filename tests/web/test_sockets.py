"""Frames larger than the kernel's buffers arrive whole, also when two greenlets write at once."""

from __future__ import annotations

import gevent
import pytest
from gevent import socket

from voting.web import sockets
from voting.web.sockets import WholeSocket, with_whole_frames

SIZE = 4_000_000  # more than any socket buffer takes at once


@pytest.fixture
def pair():
    """Two ends of a line that takes little at once."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    yield ours, theirs
    ours.close()
    theirs.close()


def read(end, size: int) -> bytes:
    found = b""
    while len(found) < size and (part := end.recv(65_536)):
        found += part
    return found


def test_a_bare_gevent_socket_takes_a_part_and_forgets_the_rest(pair):
    """The reason for WholeSocket: were this to fail one day, the class could go."""
    ours, _ = pair
    assert ours.send(b"a" * SIZE) < SIZE


def test_two_large_frames_written_at_once_arrive_one_after_the_other(pair):
    """Neither frame loses a byte and they do not mix."""
    ours, theirs = pair
    whole = WholeSocket(ours)
    writers = [gevent.spawn(whole.send, letter * SIZE) for letter in (b"a", b"b")]
    assert read(theirs, 2 * SIZE) == b"a" * SIZE + b"b" * SIZE
    assert [writer.get() for writer in writers] == [SIZE, SIZE]


def test_who_takes_nothing_is_given_up(pair, monkeypatch):
    """A side that never reads does not hold its writer for ever."""
    monkeypatch.setattr(sockets, "SEND_SECONDS", 0.01)
    with pytest.raises(OSError, match="takes nothing"):
        WholeSocket(pair[0]).send(b"a" * SIZE)


def test_only_websockets_are_wrapped(pair):
    """A plain request keeps the server's own socket."""
    seen = []
    app = with_whole_frames(lambda environ, _start: seen.append(environ["gunicorn.socket"]) or [])
    app({"gunicorn.socket": pair[0]}, None)
    app({"gunicorn.socket": pair[0], "HTTP_UPGRADE": "websocket"}, None)
    assert seen[0] is pair[0]
    assert isinstance(seen[1], WholeSocket)
