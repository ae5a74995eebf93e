"""Mutations of bundles, made from seeds: whatever is changed, by a stranger or by the server itself, neither verifier takes.

Who changes what, and which fields are exempt for which reason, stands in liars.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.verify.liars import EXEMPT, LIARS, STORIES, Liar, exempt, lies
from tests.verify.second import Second, second
from voting.verify.run import verify

QUICK: Final = {"T0": 56, "T0 public": 56, "T0 motions": 72, "T2": 24}
SECOND: Final = 3  # the second verifier takes every third of the quick ones
MANY: Final = {"T0": 3_200, "T0 public": 3_200, "T0 motions": 3_200, "T2": 640}


@pytest.fixture(scope="module")
def other() -> Iterator[Second]:
    """The second verifier."""
    with second() as running:
        yield running


def accepted(other: Second, story: str, seed: int, number: int, second_of: int = 1) -> tuple[int, list[str]]:
    """How many changed files were looked at, and those that a verifier took for good: which one, and how to make it again.
    The second verifier looks at one in `second_of`.
    """
    seen, taken = 0, []
    for count, lie in lies(story, seed, number):
        seen += 1
        ends = {"python": verify(lie.data, None, lambda _: None).code}
        if count % second_of == 0:
            ends["javascript"] = other.ended(lie.data)[0]
        taken += [
            f"{who}: {story} {seed} {count} {lie.name} {lie.member} {lie.place}"
            for who, code in ends.items()
            if not code
        ]
    return seen, taken


@pytest.mark.parametrize("story", STORIES)
def test_what_is_not_changed_is_taken(story: str, other: Second) -> None:
    """The very files that are then changed hold for both, or nothing below would say anything."""
    liar = Liar(STORIES[story]())
    assert verify(liar.honest, None, lambda _: None).code == 0
    assert other.ended(liar.honest) == (0, None)


@pytest.mark.parametrize("story", STORIES)
def test_no_mutation_is_accepted(story: str, other: Second) -> None:
    """A few hundred, always the same ones, by everybody who lies here."""
    seen, taken = accepted(other, story, 1, QUICK[story], SECOND)
    assert not taken
    assert seen == QUICK[story] >= SECOND * len(LIARS)  # so both verifiers hear every liar


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES)
def test_none_of_ten_thousand_mutations_is_accepted(story: str, other: Second) -> None:
    """Ten thousand and more over the four bundles."""
    seen, taken = accepted(other, story, 2, MANY[story])
    assert not taken
    assert seen == MANY[story]


def test_there_are_ten_thousand_of_them() -> None:
    """What the name of the slow test says."""
    assert sum(MANY.values()) >= 10_000
    assert set(MANY) == set(QUICK) == set(STORIES)


def test_every_exempt_field_has_its_reason() -> None:
    """And none of them is a figure, a result, a name that was elected or a signature."""
    assert all(len(why) > 20 and re.compile(path) and re.compile(place) for path, place, why in EXEMPT)
    for field in (
        "outcome",
        "counts.for",
        "ranking.#.for",
        "elected.#",
        "votes.#.mark",
        "votes.#.name",
        "title.zh",
        "tier",
        "base",
    ):
        assert not exempt("sitting.json", f"polls.#p6.{field}"), field
    for field in ("outcome", "elected", "ranking", "votes_for", "cast_root", "void_voters"):
        assert not exempt("log full poll.counted.v1", field), field
    assert not exempt("keys.json", "server.x")
