"""The log for everybody: its newest checkpoint, and that any size of it begins any later one."""

from __future__ import annotations

import pytest

from tests.web.conftest import Desk
from voting.ballots.encodings import unb64
from voting.ledger.signing import open_checkpoint
from voting.ledger.tree import verify_consistency


def test_any_two_sizes_are_consistent(desk: Desk) -> None:
    """Every pair of sizes has a proof that holds between their roots."""
    clerk = desk.house.clerk
    said = desk.client().get("/api/log").get_json()
    assert open_checkpoint(said["checkpoint"], clerk.log.verifier).size <= clerk.size
    assert (said["cosigned"], said["keys"]) == (None, {"log": clerk.log.verifier.text(), "stations": []})
    for first in range(1, clerk.size + 1):
        for second in range(first, clerk.size + 1):
            said = desk.client().get(f"/api/log?first={first}&second={second}").get_json()
            path = [unb64(node) for node in said["path"]]
            assert verify_consistency(first, second, clerk.tree.root(first), clerk.tree.root(second), path)


@pytest.mark.parametrize("asked", ["first=0&second=1", "first=2&second=1", "first=1&second=999999", "first=x&second=1",
                                   "first=1", "first=1&second=1&more=1"])  # fmt: skip
def test_other_sizes_are_refused(desk: Desk, asked: str) -> None:
    """Sizes that the log does not have, or no sizes at all."""
    answer = desk.client().get(f"/api/log?{asked}")
    assert (answer.status_code, answer.get_json()["refusal"]["code"]) == (400, "message.malformed")
