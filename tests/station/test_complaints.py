"""A terminal that does not find its vote: the station hears its own words and keeps them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.station.conftest import Bench
from tests.station.hall import Hall
from voting.ballots import messages, p256
from voting.ballots.encodings import b64


@pytest.fixture(scope="module")
def hall(steady: Bench) -> Hall:
    made = steady.hall().announce()
    made.draw_all()
    return made


def alarms(bench: Bench, hall: Hall, kind: str) -> list[dict[str, Any]]:
    return [one for one in bench.notebook.alarms() if one["kind"] == kind and one["figures"]["vote"] == hall.vote]


@pytest.mark.parametrize(("typ", "kind"), [("confirm", "complaint_log"), ("audited", "complaint_count")])
def test_a_complaint_is_an_alarm_with_the_terminals_own_words(hall: Hall, steady: Bench, typ: str, kind: str) -> None:
    """Seat, voter and reason stand on the page, the message itself in the evidence; the same once more is one alarm."""
    said = hall.complains("m002", typ)
    for _ in range(2):
        assert hall.ask("complaint", {"vote": hall.vote, "complaint": said}) == {"ok": True}
    (alarm,) = alarms(steady, hall, kind)
    wanted = {
        "vote": hall.vote,
        "seat": "A02",
        "voter": "m002",
        "reason": "not there",
        "of": b64(messages.digest(said)),
    }
    assert (alarm["figures"], alarm["evidence"], alarm["seen"]) == (wanted, said, None)
    assert said in [json.loads(row["evidence"]) for row in steady.notebook.evidence()["alarm"]]


def test_what_no_terminal_of_the_vote_has_said_is_refused(hall: Hall, steady: Bench) -> None:
    """Another key, another seat, another vote, another manifest, one that is content, and a message of another kind."""
    stranger = p256.signing_key(p256.generate())
    claim = messages.parse(hall.complains("m003"))
    for said, code in (
        (messages.sign(stranger, "audited", claim.payload), "seat.wrong_key"),
        (hall.complains("m003", seat="A04"), "seat.wrong_key"),
        (hall.complains("m003", vote="p9"), "poll.wrong_manifest"),
        (hall.complains("m003", mh=b64(bytes(32))), "poll.wrong_manifest"),
        (hall.complains("m003", ok=True), "message.malformed"),
        (hall.complains("m003", "hello"), "message.malformed"),
        (hall.drawn["m003"].request(), "message.malformed"),
    ):
        assert hall.code_of(hall.ask("complaint", {"vote": hall.vote, "complaint": said})) == code
    assert not [one for one in alarms(steady, hall, "complaint_count") if one["figures"]["voter"] == "m003"]


def test_a_complaint_is_taken_after_the_keys_are_destroyed(bench: Bench) -> None:
    """Before a restart and after it; the destroyed vote itself is not taken up again, and a stranger is no complainant."""
    hall = bench.hall().announce()
    hall.draw_all()
    bench.duties.destroy(hall.vote)
    early, late = hall.complains("m002"), hall.complains("m003", "confirm")
    assert hall.ask("complaint", {"vote": hall.vote, "complaint": early}) == {"ok": True}
    bench.notebook.close()
    bench.open()
    assert hall.ask("complaint", {"vote": hall.vote, "complaint": late}) == {"ok": True}
    kept = [one["evidence"] for kind in ("complaint_count", "complaint_log") for one in alarms(bench, hall, kind)]
    assert kept == [early, late]
    assert hall.code_of(hall.ask("issued", {"vote": hall.vote})) == "station.forgotten"
    other = hall.complains("m003", seat="A04")
    assert hall.code_of(hall.ask("complaint", {"vote": hall.vote, "complaint": other})) == "seat.wrong_key"
