"""What stands in the bundles of votes that the stories do not have; how each ends is told in test_both.py."""

from __future__ import annotations

import pytest

from tests.verify.other_votes import PUBLIC_BALLOTS, lost, on_paper, unsigned
from voting.verify.run import verify


def test_a_vote_on_paper_has_manifest_and_lines() -> None:
    """Its electorate and figures are those of the log; there is nothing else to show."""
    assert [path for path in on_paper().members("full") if path.startswith("polls/")] == [
        "polls/p1/manifest.jws", "polls/p1/lines.json",
    ]  # fmt: skip


def test_a_count_that_stations_did_not_sign_is_told() -> None:
    """The report says that the station had no declared count to sign."""
    said: list[str] = []
    verify(unsigned().file("full"), None, said.append)
    assert any("station A had no declared count to sign" in line for line in said)


def test_a_vote_that_was_voided_uncounted_shows_no_count() -> None:
    """Nothing was opened, so there is nothing of an opening in the bundle."""
    assert not [path for path in lost().members("full") if path.endswith(("mix.jsonl", "issued.jsonl", "tally.json"))]


@pytest.mark.parametrize("name", PUBLIC_BALLOTS)
def test_ballots_are_public_where_none_is_a_signature(name: str) -> None:
    """Eighty alike are; one that somebody wrote a name on keeps all of them back, whoever's name it is."""
    made, public = PUBLIC_BALLOTS[name]
    assert ("polls/p1/ballots.jsonl" in made().members("public")) == public
