"""Mutations of bundles, made from seeds: whatever is changed, by a stranger or by the server itself, neither verifier takes,
and both end at the same step.

Who changes what, and which fields are exempt for which reason, stands in liars.py and exempt.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.verify.exempt import EXEMPT, exempt
from tests.verify.liars import LIARS, STORIES, Liar, lies
from tests.verify.second import Second, second
from voting.verify.run import verify

QUICK: Final = {**dict.fromkeys(STORIES, 16), "T0": 32, "T0 public": 32, "T0 motions": 40}
MANY: Final = {**dict.fromkeys(STORIES, 560), "T0": 1_600, "T0 public": 1_200, "T0 motions": 1_200}


@pytest.fixture(scope="module")
def other() -> Iterator[Second]:
    """The second verifier."""
    with second() as running:
        yield running


def wrong(other: Second, story: str, seed: int, number: int) -> tuple[int, list[str]]:
    """How many changed files that nobody may take were looked at; and those that a verifier took for good, or that the two
    ended at different steps (exempt ones too): which one, and how to make it again.
    """
    seen, found = 0, []
    for count, lie in lies(story, seed, number):
        seen += not lie.exempt
        verdict = verify(lie.data, None, lambda _: None)
        first, last = (verdict.code, verdict.failed), other.ended(lie.data)
        if first != last or not (first[0] or lie.exempt):
            found.append(
                f"{story} {seed} {count}: {lie.name} {lie.member} {lie.place}: python {first}, javascript {last}"
            )
    return seen, found


@pytest.mark.parametrize("story", STORIES)
def test_what_is_not_changed_is_taken(story: str, other: Second) -> None:
    """The very files that are then changed hold for both, or nothing below would say anything."""
    liar = Liar(STORIES[story]())
    assert verify(liar.honest, None, lambda _: None).code == 0
    assert other.ended(liar.honest) == (0, None)


@pytest.mark.parametrize("story", STORIES)
def test_no_mutation_is_accepted(story: str, other: Second) -> None:
    """A few hundred, always the same ones, by everybody who lies here: both refuse, and name the same step."""
    seen, found = wrong(other, story, 1, QUICK[story])
    assert not found
    assert seen == QUICK[story] >= len(LIARS)


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES)
def test_none_of_ten_thousand_mutations_is_accepted(story: str, other: Second) -> None:
    """Ten thousand and more over all the bundles."""
    seen, found = wrong(other, story, 2, MANY[story])
    assert not found
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
        "issued",
    ):
        assert not exempt("sitting.json", f"polls.#p6.{field}"), field
    for field in ("outcome", "elected", "ranking", "votes_for", "cast_root", "void_voters", "vacant"):
        assert not exempt("log full poll.counted.v1", field), field
    for field in ("outcome", "elected", "ranking", "valid", "returned"):
        assert not exempt("log full poll.counted.v1 on paper", field), field
        assert not exempt("sitting.json on paper", f"polls.#p1.{field}"), field
    assert not exempt("keys.json", "server.x")
    assert not exempt("members polls/p1/cast.jsonl", "")
