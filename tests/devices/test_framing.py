"""Frames of Engine.IO 4 and Socket.IO 5, as both protocols' pages show them."""

from __future__ import annotations

import pytest

from devices import framing
from devices.encoding import Broken

OPEN = '0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}'


def test_the_opening_says_when_the_line_is_dead():
    """Interval and timeout together are the silence that ends the patience."""
    assert framing.heartbeat_ms(framing.decode(OPEN)) == 45_000


@pytest.mark.parametrize(
    ("frame", "kind"),
    [("2", "ping"), ("1", "close"), ("6", "noop"), ('40{"sid":"x"}', "connect"), ("41", "disconnect"),
     ('44{"message":"no"}', "refused")],
)  # fmt: skip
def test_small_packets(frame, kind):
    """Each packet type has its number."""
    assert framing.decode(frame).kind == kind


def test_an_event_and_its_argument():
    """An event carries a name and one argument; a namespace written out is the same namespace."""
    for frame in ('42["view",{"a":1}]', '42/,["view",{"a":1}]'):
        packet = framing.decode(frame)
        assert (packet.kind, framing.name_of(packet), framing.argument_of(packet)) == ("event", "view", {"a": 1})


def test_an_acknowledgement_belongs_to_its_question():
    """The number that was sent comes back."""
    assert framing.event("cast", "x.y.z", 12) == '4212["cast","x.y.z"]'
    packet = framing.decode('4312[{"receipt":"x"}]')
    assert (packet.kind, packet.id, framing.argument_of(packet)) == ("ack", 12, {"receipt": "x"})


@pytest.mark.parametrize(
    "frame",
    ["", "9", "3probe", "45", '451-["view",{}]', '42/admin,["view",{}]', '42["view"]', '42["view",1,2]', "43[]",
     '42["view",{"a":1,"a":2}]', '42["view",1.5]', "42"],
)  # fmt: skip
def test_what_a_seat_is_never_sent_is_broken(frame):
    """Binary packets, other namespaces, other numbers of arguments, loose JSON."""
    with pytest.raises(Broken):
        framing.decode(frame)
