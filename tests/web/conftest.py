"""The server's application in this process, on a fresh database: one made as a sample, one made as no sample."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.real.house import HEAD, motions
from voting.app import create_app
from voting.ballots.keys import KeyStore
from voting.cli.establish import Established, establish, sample_cards, sample_officers
from voting.config import Config
from voting.documents.fictitious import fictitious_roll
from voting.store.opening import open_store
from voting.web.clock import clock
from voting.web.house import House
from voting.web.sessions import Sessions, put_officer

SITTING = (HEAD + motions("a", ("secret", "last"))).encode()
PASSWORD = "correct horse battery staple"


@dataclass
class Desk:
    """An application with its house, its sessions and what a stranger at the door may hold in her hands."""

    app: Flask
    made: Established
    cards: dict[str, Any]

    @property
    def house(self) -> House:
        """The house of the application."""
        found: House = self.app.extensions["yijue.house"]
        return found

    @property
    def sessions(self) -> Sessions:
        """Its sessions."""
        found: Sessions = self.app.extensions["yijue.sessions"]
        return found

    def client(self) -> FlaskClient:
        """A browser without a past."""
        return self.app.test_client()

    def link(self, name: str, role: str | None = None) -> str:
        """The secret of a fresh one-time link for the officer of this name, whose role it is where nothing is said."""
        return self.sessions.link(name, role or name, self.house.now())

    def token(self, role: str) -> str:
        """A session of this role."""
        answer = self.client().post("/api/sign-in", json={"once": self.link(role)})
        assert answer.status_code == 200
        return str(answer.get_json()["token"])


def config_of(folder: Path) -> Config:
    """Where a database of this folder lies."""
    return Config(f"sqlite:///{folder}/yijue.db", folder / "keys")


def desk_of(folder: Path, *, sample: bool) -> Desk:
    """A prepared database and the application that serves it."""
    config = config_of(folder)
    made = establish(config, SITTING, fictitious_roll(12, 7), sample=sample)
    store = open_store(config.database)
    sample_officers(store)
    put_officer(store.register, "段秘书", "secretary", PASSWORD)
    cards: dict[str, Any] = sample_cards(store, KeyStore(config.keys), made, clock("+08:00")()) if sample else {}
    store.close()
    return Desk(create_app(config), made, cards)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A sample's application."""
    return desk_of(tmp_path_factory.mktemp("sample"), sample=True)


@pytest.fixture(scope="session")
def plain_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The application of a database that is no sample."""
    return desk_of(tmp_path_factory.mktemp("plain"), sample=False)
