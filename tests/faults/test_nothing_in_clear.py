"""Before the close no file of the server knows what is on a paper; afterwards the box knows it, and not whose it is."""

from __future__ import annotations

import json
from pathlib import Path

from devices.encoding import unb64
from tests.real.house import HEAD, Hall, Seat, election, motions, township

NAME = "上官无此人"


def traces(seat: Seat) -> dict[str, list[bytes]]:
    """What would give a paper away, for each paper that this seat has sealed: its text, its key, its signature."""
    found: dict[str, list[bytes]] = {"text": [], "key": [], "signature": []}
    for plain in seat.plain:
        inner = json.loads(plain[2 : 2 + int.from_bytes(plain[:2], "big")])
        credential = inner["c"]
        found["text"] += [inner["p"].encode(), json.dumps(inner["p"], ensure_ascii=False).encode()]
        found["key"] += [credential["pk"].encode(), unb64(credential["pk"], "pk")]
        found["signature"] += [credential["sig"].encode(), unb64(credential["sig"], "sig")]
    return found


def seen(folder: Path, needles: list[bytes]) -> list[str]:
    """The files under `folder` in which one of the needles stands."""
    return [
        path.name
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(needle in path.read_bytes() for needle in needles)
    ]


def test_no_mark_stands_in_clear_before_the_close(tmp_path: Path) -> None:
    """Papers, their keys and a name written in are in no file while the poll is open, whatever is changed or killed."""
    agenda = motions("a", ("secret", "last")) + election("b", 2, "木知远", "和志强", "赵青禾")
    with Hall(tmp_path, township(agenda), members=9, text=township(HEAD)) as hall:
        hall.open(by_hand=6)
        seats = [hall.newcomer() for _ in range(3)]
        with hall.poll("a", "a-0") as motion:
            for seat, mark in zip(seats, "YNA", strict=True):
                seat.vote(motion, mark)
            seats[0].vote(motion, "N")  # changed: the first thought is nobody's business for ever
            check_sealed(tmp_path, seats)
            hall.operator.do("close_poll", vote=motion)
            counts = hall.operator.state(motion, "counted")["counts"]
            assert (counts["for"], counts["against"], counts["abstain"]) == (0, 2, 1)
            check_opened(tmp_path, seats)
            first_thought = {kind: needles[:2] for kind, needles in traces(seats[0]).items()}
            for kind in ("key", "signature"):
                assert not seen(tmp_path, first_thought[kind]), "a replaced vote is never opened"
            hall.operator.do("declare", vote=motion)
        with hall.poll("b", "b-0") as vote:
            for seat in seats:
                seat.plain.clear()
                seat.vote(vote, "YNN", [NAME])
            check_sealed(tmp_path, seats)
            assert not seen(tmp_path, [NAME.encode()])
            hall.kill()
            check_sealed(tmp_path, seats)
            hall.start()
            operator = hall.officer("operator")
            operator.do("close_poll", vote=vote)
            operator.state(vote, "counted")
            assert seen(tmp_path, [NAME.encode()])
            check_opened(tmp_path, seats)
            operator.do("void_poll", vote=vote, reason="测试结束")


def check_sealed(folder: Path, seats: list[Seat]) -> None:
    """No trace of any paper is in any file."""
    for seat in seats:
        for kind, needles in traces(seat).items():
            assert seen(folder, needles) == [], kind


def check_opened(folder: Path, seats: list[Seat]) -> None:
    """The last paper of each seat lies open in the box, and in no file that names a voter beside it."""
    for seat in seats:
        assert seen(folder, traces(seat)["key"][-2:]), "the same search finds it now"
