"""Terminals and issuers that have gone wrong: what parallel tests find out, and what a damaged key never gives away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from math import comb
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from devices.challenge import check, same_code
from devices.terminal import Terminal
from tests.ballots.chance import Fresh
from tests.ballots.paper import Drawn
from tests.devices.conftest import Hall
from tests.station.fake_server import CODE, FakeServer
from tests.station.hall import MEETING, ROLL, agenda_file
from tests.station.process import Process, hall_of
from voting.ballots.keys import ISSUER, KeyStore, _wrap, _write
from voting.cli.log_ends import LogEnd
from voting.cli.parallel import commitment, draw, secret

SEATS = [f"A{place:02}" for place in range(1, 61)]
LIARS = 6
DAYS, ROOTS = 300, 8
SCRIPT = "Y"


class Changing(Terminal):
    """A terminal whose program seals another mark than was made."""

    def seal(self, vote: str, marks: str, write_ins: Sequence[str] = ()) -> str:
        """Against, whatever was marked; its code is that of what it sealed."""
        return super().seal(vote, "N", write_ins)


def found_out(seat: str, program: type[Terminal]) -> bool:
    """One trial at this seat: a paper sealed by the script, its code noted, its opening checked on another computer."""
    hall = Hall(seat)
    hall.terminal = program(hall.device, hall.bond, hall.happened.append)
    hall.terminal.wire = hall

    async def trial() -> tuple[str, bytes]:
        await hall.seated()
        await hall.announce(tier="T0", press="last")
        await hall.open()
        return hall.terminal.seal("v1", SCRIPT), hall.terminal.challenge("v1")

    noted, opening = asyncio.run(trial())
    told = check(opening)
    assert (told.seat, same_code(noted, told.code)) == (seat, True)
    return [letter for _, letter in told.marks] != [SCRIPT]


def missed(bad: int, trials: int) -> float:
    """In how many of all draws of so many different seats none of the bad ones is."""
    good = comb(len(SEATS) - bad, trials)
    return good / comb(len(SEATS), trials)


def test_so_many_parallel_tests_find_a_terminal_that_changes_votes() -> None:
    """One terminal of ten changes votes, and the server, which knows roll, commitment and log, moves its log's end so that
    the liars would not be drawn as far as it can tell: by dice that it does not know they are found as often as by chance.
    """
    liars = set(SEATS[:LIARS])
    caught_at = {seat for seat in SEATS if found_out(seat, Changing if seat in liars else Terminal)}
    assert caught_at == liars, "a trial finds every terminal that changes votes, and no other"
    key = secret("24153 61524 " * 5)
    known = bytes.fromhex(commitment(key, LogEnd(1, bytes(32), "", bytes(32))))
    caught = dict.fromkeys((10, 20), 0)
    for day in range(DAYS):
        roots = [sha256(b"%d|%d" % (day, one)).digest() for one in range(ROOTS)]
        for trials in caught:
            told = {root: len(liars.intersection(draw(known, root, SEATS, trials))) for root in roots}
            caught[trials] += bool(liars & set(draw(key, min(roots, key=told.__getitem__), SEATS, trials)))
    for trials, times in caught.items():
        assert abs(times / DAYS - (1 - missed(LIARS, trials))) < 0.05
        assert times / DAYS > 1 - (1 - LIARS / len(SEATS)) ** trials - 0.05, "docs/threats.md says (1 - f)^n"


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
    station = Process(server.address, tmp_path / "var").start(
        "--roll", str(roll), "--agenda", str(agenda_file(tmp_path)), "--code", CODE
    )
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
