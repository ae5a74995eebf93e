"""A disk that takes nothing more: every vote is refused with the reason, none is acknowledged, and later all goes on."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from devices import protocol
from devices.protocol import Refusal
from tests.real.house import Hall, Seat, http, motions, until

LAST = ("secret", "last")


@contextmanager
def full(hall: Hall) -> Iterator[None]:
    """Let the operating system refuse every further byte that the server writes to any file."""
    worker = hall.worker()
    _, hard = resource.prlimit(worker, resource.RLIMIT_FSIZE)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (hard, hard))


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """A hall whose server keeps its log on the very disk that fills up: the log must not stop it either."""
    agenda = motions("a", LAST, LAST, ("named", "last"), ("secret", "last", 2), LAST)
    with Hall(tmp_path_factory.mktemp("full"), agenda) as hall:
        hall.open(by_hand=7)
        yield hall


@pytest.fixture(scope="module")
def seat(hall: Hall) -> Seat:
    """A seat that votes."""
    return hall.newcomer()


def code(answer: object) -> str:
    """The code of a refusal."""
    assert isinstance(answer, Refusal), answer
    return answer.code


@pytest.mark.parametrize("draft", ["a-0", "a-2"])
def test_a_vote_that_cannot_be_kept_is_refused_and_later_taken(hall: Hall, seat: Seat, draft: str) -> None:
    """Refused with `store.unwritable` as often as it is tried, nothing is stored; the same bytes are good afterwards."""
    with hall.poll("a", draft) as vote:
        drawn = seat.draw(vote)
        named = draft == "a-2"
        jws = seat.named(vote, drawn, "Y") if named else seat.sealed(vote, drawn, "Y")
        event = "named" if named else "cast"
        size = hall.size()
        with full(hall):
            for _ in range(3):
                no = seat.say(event, jws)
                assert code(no) == "store.unwritable"
                assert isinstance(no, Refusal)
                assert "未能" in no.zh
                assert no.en
            assert hall.operator.refused("close_poll", vote=vote)["code"] == "store.unwritable"
            assert hall.size() == size
            assert hall.operator.poll(vote)["pressed"] == 0
        answer = seat.say(event, jws)
        assert not isinstance(answer, Refusal), answer
        hall.operator.pressed(vote, 1)
        assert hall.size() == size + 1
        hall.operator.do("close_poll", vote=vote)
        assert hall.operator.state(vote, "counted")["counts"]["for"] == 1


def test_papers_and_sign_in_are_refused_alike(hall: Hall, seat: Seat) -> None:
    """Nothing that must be durable is acknowledged; what only reads goes on."""
    late = hall.seat(hall.fresh())
    late.enrol()
    late.connect()
    late.hello()
    with hall.poll("a", "a-1") as vote, full(hall):
        issue = protocol.issue(seat.signer, seat.manifest(vote), seat.seat, {})
        assert seat.refused("issue", issue) == "store.unwritable"
        assert code(late.sign_in()) == "store.unwritable"
        assert hall.operator.refused("leave", member=seat.member)["code"] == "store.unwritable"
        seat.again()
        assert not isinstance(seat.hello(), Refusal), "a greeting needs no disk"


def test_a_poll_whose_time_runs_out_on_a_full_disk_is_closed_and_counted_later(hall: Hall, seat: Seat) -> None:
    """The clock's own close is not lost: it is tried again until it is written."""
    with hall.poll("a", "a-3", opened=False) as vote:
        drawn = seat.draw(vote)
        hall.open_poll(vote)
        answer = seat.say("cast", seat.sealed(vote, drawn, "N"))
        assert not isinstance(answer, Refusal), answer
        hall.operator.pressed(vote, 1)
        with full(hall):
            until(lambda: closing_refused(hall, vote), "the time is over")
        assert hall.operator.state(vote, "counted")["counts"]["against"] == 1


def closing_refused(hall: Hall, vote: str) -> bool:
    """Whether the time of the poll is over for more than a second and it still could not be closed."""
    assert hall.operator.refused("leave", member=hall.cards[-1]["member"])["code"] == "store.unwritable"
    opened = hall.rows("SELECT data FROM entries WHERE kind = 'poll.opened.v1' ORDER BY position DESC LIMIT 1")
    at = datetime.fromisoformat(json.loads(opened[0][0])["at"])
    return datetime.now(at.tzinfo) - at > timedelta(seconds=4)


def test_an_officer_who_cannot_be_signed_in_keeps_her_link(hall: Hall) -> None:
    """A one-time link that could not be marked as used is refused with the reason, and is good afterwards."""
    once = {"once": hall.link("chair")}
    with full(hall):
        status, answer = http("POST", f"{hall.base}/api/sign-in", once)
        assert (status, answer["refusal"]["code"]) == (503, "store.unwritable")
    assert http("POST", f"{hall.base}/api/sign-in", once)[0] == 200
