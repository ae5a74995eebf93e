"""A house with two scrutineers' stations for every file of attacks on it; nothing that a test bends stays bent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.real.house import motions
from tests.threats.house import MEMBERS, Guarded


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """A committee with two stations, in which everybody has held one vote: notes are witnessed, terminals know both."""
    agenda = motions("a", ("secret", "last"), ("secret", "last"))
    with Guarded(tmp_path_factory.mktemp("guarded") / "house", agenda, MEMBERS) as house:
        with house.voting():
            pass
        yield house


@pytest.fixture
def straightened(house: Guarded) -> Iterator[None]:
    """Afterwards every line says what was said, and every scrutineer has taken note of the alarms."""
    yield
    for letter, middle in house.middles.items():
        middle.straighten()
        house.calm(letter)
    for member in house.members:
        member.straighten()
