"""What is left when something is gone: a station before the opening, and everything sealed after the dispute window."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from tests.real.house import motions, until
from tests.threats.house import MEMBERS, Guarded
from voting.ballots.keys import NoSuchKey

TWO_MINUTES = 120


def at(house: Guarded, kind: str) -> datetime:
    """When something of this kind was last put on record."""
    rows = house.rows(f"SELECT data FROM entries WHERE kind = '{kind}' ORDER BY position")
    return datetime.fromisoformat(json.loads(rows[-1][0])["at"])


@contextmanager
def without(house: Guarded, letter: str) -> Iterator[str]:
    """The station breaks down and is on record as lost; afterwards it is there again, with its own folder."""
    house.stations[letter].kill()
    house.operator.do("lose_station", station=letter, reason="监票席电脑损坏")
    try:
        yield letter
    finally:
        house.join(letter)


@pytest.mark.parametrize("letter", ["A", "B"])
def test_a_lost_station_costs_one_vote_and_less_than_two_minutes(house: Guarded, letter: str) -> None:
    """Killed between the papers and the opening: the vote cannot be opened, is voided with the reason, and is repeated
    with the station that is left, under another id and other keys; then it comes back with its own keys.
    """
    member = house.members[0]
    with house.poll("a", "a-0", opened=False) as lost:
        house.drawn(lost, house.members)
        assert member.paper(lost).manifest.tier == "T2"
        old = member.paper(lost).text
        with without(house, letter):
            assert house.operator.refused("open_poll", vote=lost, reason="测试")["code"] == "station.silent"
            house.operator.do("void_poll", vote=lost, reason="监票席电脑损坏，无法发票")
            with house.voting("a", "a-0") as again:
                assert (at(house, "poll.opened.v1") - at(house, "station.lost.v1")).total_seconds() < TWO_MINUTES
                paper = member.paper(again)
                assert (again != lost, paper.text != old, paper.manifest.tier) == (True, True, "T1")
                assert {*paper.manifest.issuers} == {"S", "A", "B"} - {letter}
                house.all_vote(again)
                assert house.counted(again)["for"] == MEMBERS
                house.quiet(again, house.members)
    with house.voting("a", "a-0") as third:
        assert member.paper(third).manifest.tier == "T2"


def put_with_leave(house: Guarded) -> str:
    """Announce a vote that station A's scrutineer has to agree to: B is not the B that A knows. The vote."""
    before = {poll["vote"] for poll in house.operator.view["polls"]}
    put = threading.Thread(target=house.operator.ask, args=("announce_poll",), kwargs={"item": "a", "draft": "a-0"})
    put.start()
    house.agree("A")
    put.join()
    found = until(
        lambda: [p["vote"] for p in house.operator.view["polls"] if p["vote"] not in before], "the vote is put"
    )
    return str(found[0])


def test_a_station_of_the_servers_own_in_the_place_of_another_is_seen(house: Guarded) -> None:
    """A lost station whose letter is given to another machine: the other station's scrutineer is asked; and where he is
    talked into it, every terminal still remembers the old key, draws nothing and says why.
    """
    with without(house, "B"):
        house.join("B", "B-false")
        vote = put_with_leave(house)
        for member in house.members:
            until(lambda one=member: any("another key" in said for said in one.amiss(vote)), "its terminal is alarmed")  # type: ignore[misc]
            assert not member.has_paper(vote)
        house.operator.do("void_poll", vote=vote, reason="监票席密钥不符")
        house.stations["B"].kill()
        house.operator.do("lose_station", station="B", reason="不是监票人的电脑")
    vote = put_with_leave(house)
    house.drawn(vote, house.members)
    house.operator.do("void_poll", vote=vote, reason="测试结束")


@pytest.mark.slow
def test_a_lost_station_is_asked_for_its_keys_once_it_is_back(tmp_path: Path) -> None:
    """Destroyed while a station is on record as lost: nobody says that it has destroyed its keys, which are still there;
    back with its own folder it is asked, destroys them and signs it.
    """
    with Guarded(tmp_path / "house", motions("a", ("secret", "last")), MEMBERS, letters="A") as house:
        with house.voting() as vote:
            house.all_vote(vote)
            house.counted(vote)
            until(lambda: house.operator.poll(vote)["stations"][0]["signed"], "the station has signed")
            house.operator.do("declare", vote=vote)
        secretary = house.officer("secretary")

        def gone() -> dict[str, bool]:
            return {one["station"]: one["gone"] for one in secretary.poll(vote)["keys_gone"]}

        with without(house, "A"):
            secretary.do("destroy_keys", vote=vote)
            until(lambda: gone() == {"S": True, "A": False}, "the server alone has said so")
            assert house.keys_of("A").poll_key(house.meeting, vote)
        until(lambda: gone() == {"S": True, "A": True}, "the station has, too")
        with pytest.raises(NoSuchKey):
            house.keys_of("A").poll_key(house.meeting, vote)
