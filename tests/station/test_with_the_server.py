"""Two real stations, the real server, simulated terminals: a secret vote at T2, with one station killed in the middle."""

from __future__ import annotations

import csv
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.real.house import Hall, motions, until
from tests.station.process import ROOT, Process
from voting.ballots.keys import KeyStore
from voting.cli.establish import sample_cards, write_json
from voting.store.opening import open_store
from voting.web.clock import clock

ROLES = {"member": "代表", "attendee": "列席", "observer": "旁听"}


def roll_of(hall: Hall, path: Path) -> Path:
    """The roll as the secretary hands it to the scrutineers."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["姓名", "性别", "组", "座位", "身份"])
        for one in hall.made.roll.members:
            writer.writerow([one.name, "女" if one.sex == "female" else "男", one.group, one.seat, ROLES[one.role]])
    return path


def cards_of(hall: Hall, path: Path) -> Path:
    store = open_store(hall.config.database)
    write_json(path, sample_cards(store, KeyStore(hall.config.keys), hall.made, clock("+08:00")()))
    store.close()
    return path


def join(hall: Hall, name: str, roll: Path, folder: Path) -> Process:
    """A station enrols with the operator's code; in a sample it is confirmed at once."""
    hall.operator.do("station_code", station=name)
    code = until(
        lambda: next(one["code"] for one in hall.operator.view["stations"] if one["station"] == name),
        "a code on the desk",
    )
    made = Process(hall.base, folder / name, letter=name).start(
        "--roll", str(roll), "--agenda", str(hall.folder / "sitting.toml"), "--code", code
    )
    made.sign_in()
    made.view_until(lambda view: view["link"]["state"] == "up")
    return made


@pytest.mark.slow
def test_a_secret_vote_at_t2_with_a_station_killed_in_the_middle(tmp_path: Path):
    """Keys, manifest, papers, then kill -9 of station B; started again it opens and counts, and both sign the count."""
    with ExitStack() as stack:
        hall = stack.enter_context(Hall(tmp_path / "hall", motions("a", ("secret", "last"))))
        roll, cards = roll_of(hall, tmp_path / "roll.csv"), cards_of(hall, tmp_path / "cards.json")
        stations = {name: join(hall, name, roll, tmp_path) for name in ("A", "B")}
        for one in stations.values():
            stack.callback(one.stop)
        log = stack.enter_context((tmp_path / "seats.log").open("wb"))
        words = [
            "simulate",
            "--server",
            hall.base,
            "--cards",
            str(cards),
            "--seed",
            "3",
            "--keys",
            str(tmp_path / "seats"),
        ]
        seats = stack.enter_context(
            subprocess.Popen([sys.executable, "-m", "devices", *words], cwd=ROOT, stdout=log, stderr=log)
        )
        stack.callback(seats.terminate)
        operator = hall.operator
        until(lambda: operator.view["attendance"]["present"] == 12, "everybody is here")
        operator.do("open_sitting")
        operator.do("introduce_item", item="a")
        operator.do("announce_poll", item="a", draft="a-0")
        assert operator.poll("p1")["tier"] == "T2"
        until(lambda: "papers 12" in (tmp_path / "seats.log").read_text(), "everybody has drawn")
        stations["B"].kill()
        stations["B"].start()
        stations["B"].sign_in()
        operator.do("open_poll", vote="p1", reason="测试")
        until(lambda: "receipts" in (tmp_path / "seats.log").read_text(), "everybody has voted")
        operator.do("close_poll", vote="p1")
        until(lambda: all(one["signed"] for one in operator.poll("p1")["stations"]), "both have signed")
        for one in stations.values():
            view = one.view_until(lambda view: view["polls"][0]["count"])
            assert view["alarms"] == []
            assert view["polls"][0]["box"]["m_in"] == view["polls"][0]["count"]["cast"]
