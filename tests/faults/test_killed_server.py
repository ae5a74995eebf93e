"""kill -9 in the middle of an open poll, again and again: no acknowledged vote is lost, none is there twice."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from devices import wire
from devices.encoding import b64, sha256
from tests.faults.voters import Voter, hall_of
from tests.real.house import Hall, http, motions, until

MOMENTS = 20
SEATS = 40
SEED = 20261127
VOTES_BETWEEN = 20  # as many new receipts at least between two blows: the load is there
LONGEST = 0.5  # seconds after that until the blow falls


def receipts(voters: list[Voter]) -> int:
    """How many votes have been acknowledged so far."""
    return sum(len(voter.memory.votes) for voter in voters)


def check_acknowledged(hall: Hall, voters: list[Voter]) -> None:
    """Every acknowledged vote is there once, under its voter, with the receipt that went over the line."""
    said = [(voter.card["member"], vote) for voter in voters for vote in list(voter.memory.votes)]
    envelopes, entries = hall.picture(
        "SELECT digest, voter, answer FROM envelopes WHERE kind = 'cast'",
        "SELECT data FROM entries WHERE kind = 'ballot.cast.v1'",
    )
    kept = {digest: (voter, answer) for digest, voter, answer in envelopes}
    logged = Counter(json.loads(data)["jws"] for (data,) in entries)
    assert len(kept) == len(envelopes)
    assert logged == Counter(b64(digest) for digest in kept), "one entry in the log for each envelope"
    for member, vote in said:
        assert kept.get(sha256(vote.jws.encode())) == (member, vote.receipt)


def blow(hall: Hall, dice: random.Random) -> None:
    """Kill the worker alone, which its master replaces, or everything at once."""
    if dice.random() < 0.25:
        old = hall.worker()
        os.kill(old, signal.SIGKILL)
        until(lambda: not alive(old), "the worker is gone")
        return
    hall.kill()
    hall.start()


def alive(process: int) -> bool:
    """Whether a process still runs."""
    with suppress(FileNotFoundError):
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    return False


def answers(hall: Hall) -> bool:
    """Whether the server answers again."""
    with suppress(OSError):
        return http("GET", f"{hall.base}/api/meeting")[0] == 200
    return False


@pytest.mark.parametrize("moments", [MOMENTS // 2, pytest.param(MOMENTS, marks=pytest.mark.slow)])
def test_no_acknowledged_vote_is_lost_at_random_moments(
    moments: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed again and again under load, the poll goes on as it was; seats and reloaded tablets come back by themselves."""
    monkeypatch.setattr(wire, "BACKOFF_CAP_SECONDS", 0.4)  # the hall waits five seconds at most; twenty times is long
    dice = random.Random(SEED)
    with Hall(tmp_path, motions("a", ("secret", "last")), members=SEATS + 3) as hall:
        voters = hall_of(hall, SEED, SEATS)
        operator = hall.open(by_hand=0)
        token = operator.token
        with hall.poll("a", "a-0") as vote:
            for _ in range(moments):
                goal = receipts(voters) + VOTES_BETWEEN
                until(lambda goal=goal: receipts(voters) >= goal, "votes under load")  # type: ignore[misc]
                time.sleep(dice.random() * LONGEST)
                blow(hall, dice)
                check_acknowledged(hall, voters)
                hall.loop.run(dice.choice(voters).reload())
            for voter in voters:
                voter.resting = True
            until(lambda: answers(hall) and all(voter.settled for voter in voters), "everybody is back and quiet")
            operator = hall.officer("operator", token)
            before = [len(voter.memory.votes) for voter in voters]
            for voter in voters:
                voter.resting = False
            until(
                lambda: all(len(v.memory.votes) > n for v, n in zip(voters, before, strict=True)),
                "everybody votes once more",
            )
            for voter in voters:
                voter.resting = True
            until(lambda: all(voter.settled for voter in voters), "everybody is quiet")
            check_acknowledged(hall, voters)
            poll = operator.pressed(vote, SEATS)
            assert (poll["state"], poll["eligible"], poll["issued"]) == ("open", SEATS, SEATS)
            operator.do("close_poll", vote=vote)
            hall.kill()  # between the close and the count, perhaps
            hall.start()
            operator = hall.officer("operator", token)
            counts = operator.state(vote, "counted")["counts"]
            last = Counter(voter.memory.votes[-1].mark for voter in voters)
            assert counts == {
                "for": last["Y"], "against": last["N"], "abstain": last["A"], "void": 0, "not_voting": 0,
            }  # fmt: skip
            operator.do("declare", vote=vote)
        for voter in voters:
            hall.loop.run(voter.stop())
        assert not [sentence for voter in voters for sentence in voter.memory.odd]
