"""Terminals and issuers that have gone wrong: what parallel tests find out, and what a damaged key never gives away."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.ballots.chance import Fresh
from tests.ballots.paper import Drawn
from tests.station.fake_server import CODE, FakeServer
from tests.station.hall import MEETING, ROLL
from tests.station.process import Process, hall_of
from voting.ballots.keys import ISSUER, KeyStore, _wrap, _write

DAYS = 4_000
SEED = 20261127


@pytest.mark.parametrize(("audits", "share", "least"), [(60, 0.05, 0.94), (20, 0.14, 0.94), (60, 0.0, 0.0)])
def test_so_many_parallel_tests_find_a_terminal_that_changes_votes(audits: int, share: float, least: float) -> None:
    """A terminal that seals another mark in one paper of twenty cannot know which are audited: of many days with sixty
    audits it is caught on nineteen of twenty, and one that changes nothing on none.
    """
    dice = random.Random(SEED)
    caught = sum(any(dice.random() < share for _ in range(audits)) for _ in range(DAYS))
    assert least * DAYS <= caught <= DAYS
    assert abs(caught / DAYS - (1 - (1 - share) ** audits)) < 0.015, "docs/threats.md says (1 - f)^n"


def damaged(key: rsa.RSAPrivateKey) -> bytes:
    """The same key with one half of its CRT wrong in one bit, as a fault of the machine might leave it."""
    numbers = key.private_numbers()
    wrong = rsa.RSAPrivateNumbers(
        numbers.p, numbers.q, numbers.d, numbers.dmp1 ^ 2, numbers.dmq1, numbers.iqmp, numbers.public_numbers
    ).private_key(unsafe_skip_rsa_key_validation=True)
    return wrong.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def test_a_station_whose_issuing_key_is_damaged_gives_nothing_away(tmp_path: Path) -> None:
    """A signature of half a key would tell its factors: the station raises an alarm, no answer leaves it, and it goes on."""
    server, roll = FakeServer(), tmp_path / "roll.csv"
    roll.write_text(ROLL, encoding="utf-8")
    station = Process(server.address, tmp_path / "var").start("--roll", str(roll), "--code", CODE)
    try:
        station.sign_in()
        station.view_until(lambda view: view["link"]["state"] == "up")
        hall = hall_of(server, "f1").announce()
        store = KeyStore(tmp_path / "var" / "keys")
        whole = store.issuer_key(MEETING, "f1")
        path = store._path(MEETING, "f1", ISSUER)
        _write(path, _wrap(store._wrapper, damaged(whole.private), [ISSUER, MEETING, "f1"]))
        raw = Drawn(hall.terminals["m001"], hall.manifest, Fresh()).request()
        task = server.put("issue", {"vote": "f1", "requests": [raw]})
        view = station.view_until(lambda view: [one for one in view["alarms"] if one["kind"] == "failed"])
        assert "issue" in str(next(one for one in view["alarms"] if one["kind"] == "failed")["figures"])
        assert task not in server.answers
        assert server.ask("issued", {"vote": "f1"}).keys() == {"issued"}, "the station goes on"
        _write(path, _wrap(store._wrapper, whole.to_der(), [ISSUER, MEETING, "f1"]))
        assert server.answer_of(task).keys() == {"signed"}, "once its key is mended the same paper is issued"
    finally:
        station.kill()
        server.stop()
