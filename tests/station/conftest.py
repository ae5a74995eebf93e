"""One station in this process, without a server: tasks go straight to its duties."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.ballots.chance import issuer_key
from tests.station.fake_server import CODE, FakeServer
from tests.station.hall import AGENDA, MEETING, ROLL, Hall, agenda_file
from tests.station.process import Process
from voting.ballots import p256
from voting.ballots.messages import SigningKey
from voting.documents.roll import Roll, read_roll
from voting.ledger.signing import SignerKey
from voting.station import agenda
from voting.station.desks import Desks
from voting.station.duties import Duties
from voting.station.keyring import Keyring
from voting.station.notebook import Notebook, Person
from voting.station.outcomes import Refused, Waits


@dataclass
class Bench:
    """A station's duties with its notebook, keys, and the server they believe."""

    folder: Path
    workers: ThreadPoolExecutor
    server: SigningKey = field(default_factory=lambda: p256.signing_key(p256.generate()))
    log: SignerKey = field(default_factory=lambda: SignerKey.generate(f"yijue/{MEETING}"))
    numbers: Any = field(default_factory=itertools.count)
    station: str = "A"

    def __post_init__(self) -> None:
        self.keyring = Keyring(self.folder / "keys")
        made = itertools.count()
        self.keyring._ready = lambda: issuer_key(
            f"station {next(made)}"
        )  # primes are looked for once, not in each test
        self.open()
        found = read_roll("roll.csv", ROLL.encode())
        assert isinstance(found, Roll)
        self.notebook.note_fact("agenda", agenda.written(AGENDA))
        self.notebook.put_roll(Person(one.id, one.name, one.seat, one.role == "member") for one in found.members)

    def open(self) -> None:
        """Start the station anew on what it has written."""
        self.notebook = Notebook(self.folder / "station.sqlite3", lambda: "2026-03-01T09:00:00+08:00")
        self.desks = Desks(self.notebook, self.keyring, self.station, MEETING, self.server.public, self.log.verifier,
                           self.workers)  # fmt: skip
        self.duties = Duties(self.desks)

    def ask(self, kind: str, body: Any) -> dict[str, Any]:
        """The answer as the wire has it; a task that waits answers `{"waits": Waits}`."""
        outcome = self.duties.do(kind, body)
        if isinstance(outcome, Waits):
            return {"waits": outcome}
        return {"refusal": self.desks.refusal(outcome)} if isinstance(outcome, Refused) else dict(outcome)

    def agree(self, answer: dict[str, Any], *, agreed: bool = True) -> None:
        """The scrutineer decides what an answer waits for."""
        waits = answer["waits"]
        self.notebook.decide(waits.about, waits.subject, agreed=agreed, name="张三")

    def hall(self, **more: Any) -> Hall:
        """A fresh poll."""
        vote = more.pop("vote", f"p{next(self.numbers) + 1}")
        return Hall(self.ask, self.keyring.identity.public, self.server, vote=vote, own=self.station, **more)

    def alarms(self) -> list[str]:
        return [one["kind"] for one in self.notebook.alarms()]


@pytest.fixture(scope="session")
def workers() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def bench(tmp_path: Path, workers: ThreadPoolExecutor) -> Iterator[Bench]:
    made = Bench(tmp_path, workers)
    yield made
    made.notebook.close()


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory, workers: ThreadPoolExecutor) -> Iterator[Bench]:
    """One station for all tests of a module that it refuses: nothing of a refused task is left behind."""
    made = Bench(tmp_path_factory.mktemp("steady"), workers)
    yield made
    made.notebook.close()


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    running = FakeServer()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def roll(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("roll") / "roll.csv"
    path.write_text(ROLL, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def station(server: FakeServer, roll: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    made = Process(server.address, tmp_path_factory.mktemp("station"))
    made.start("--roll", str(roll), "--agenda", str(agenda_file(roll.parent)), "--code", CODE)
    try:
        made.sign_in()
        made.view_until(lambda view: view["link"]["state"] == "up")
        yield made
    finally:
        ended = made.stop()
    assert ended == 0
