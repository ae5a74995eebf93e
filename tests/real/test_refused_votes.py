"""Whatever is wrong with a vote, the answer is a signed refusal with its code, and nothing has changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from devices import protocol
from devices.encoding import b64, canonical, hash_of, unb64
from devices.protocol import Drawn, Refusal
from devices.signer import Signer
from tests.real.house import Hall, Seat, compact, header_of, motions, until


@dataclass
class Room:
    """One hall with a poll of each kind, and two seats that have drawn their papers and voted in none."""

    hall: Hall
    seat: Seat
    other: Seat
    secret: str
    named: str
    early: str
    ended: str
    drawn: Drawn

    def figures(self) -> tuple[int, list[tuple[object, ...]]]:
        """The size of the log, and what every poll shows of its papers and votes."""
        size, operator = self.hall.size(), self.hall.operator
        until(lambda: operator.view["position"] >= size, "a view of the whole log")
        polls = operator.view["polls"]
        return size, [(p["vote"], p["state"], p["issued"], p["pressed"]) for p in polls]

    def cast(self, **changes: object) -> str:
        """A cast that would be good but for the changes."""
        return self.seat.sealed(self.secret, self.drawn, "Y", **changes)

    def payload(self) -> dict[str, object]:
        """The payload of a good cast."""
        found: dict[str, object] = json.loads(unb64(self.cast().split(".")[1], "payload"))
        return found

    def signed(self, payload: bytes, typ: str = "cast") -> str:
        """These bytes, signed by the seat's own terminal."""
        return compact(self.seat.signer, header_of(self.seat.signer, typ), payload)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The hall, its server and its polls."""
    agenda = motions(
        "a", ("secret", "last"), ("named", "last"), ("secret", "last"), ("secret", "first"), ("secret", "last")
    )
    with Hall(tmp_path_factory.mktemp("refused"), agenda) as hall:
        hall.open(by_hand=7)
        seat, other = hall.newcomer(), hall.newcomer()
        with (
            hall.poll("a", "a-0") as secret, hall.poll("a", "a-1") as named, hall.poll("a", "a-3") as ended,
            hall.poll("a", "a-2", opened=False) as early,
        ):  # fmt: skip
            drawn = seat.draw(secret)
            for vote in (named, early, ended):
                seat.draw(vote)
            hall.operator.do("close_poll", vote=ended)
            hall.operator.state(ended, "counted")
            yield Room(hall, seat, other, secret, named, early, ended, drawn)


def refused(room: Room, event: str, message: object, seat: Seat | None = None) -> str:
    """The code of the refusal, after making sure that nothing has changed."""
    before = room.figures()
    code = (seat or room.seat).refused(event, message)
    assert room.figures() == before
    return code


def changed(room: Room, **changes: object) -> str:
    """A good payload with fields replaced, or left out where the value is an ellipsis."""
    payload = room.payload() | changes
    return room.signed(json.dumps({key: value for key, value in payload.items() if value is not ...}).encode())


def with_ct(room: Room, change: Callable[[bytes], bytes]) -> str:
    """A good cast whose sealed bytes were changed in length."""
    return changed(room, ct=b64(change(unb64(room.payload()["ct"], "ct"))))


CASTS: dict[str, tuple[str, Callable[[Room], object]]] = {
    "no text": ("message.malformed", lambda r: {"jws": r.cast()}),
    "nothing": ("message.malformed", lambda r: None),
    "empty": ("message.malformed", lambda r: ""),
    "two parts": ("message.malformed", lambda r: r.cast().rpartition(".")[0]),
    "padding": ("message.malformed", lambda r: r.cast() + "=="),
    "not ascii": ("message.malformed", lambda r: r.cast() + "票"),
    "no json": ("message.malformed", lambda r: r.signed(b"yes")),
    "a list": ("message.malformed", lambda r: r.signed(b"[]")),
    "a float": ("message.malformed", lambda r: changed(r, seq=1.0)),
    "true as a number": ("message.malformed", lambda r: changed(r, seq=True)),
    "seq zero": ("message.malformed", lambda r: changed(r, seq=0)),
    "unknown field": ("message.malformed", lambda r: changed(r, weight=2)),
    "missing field": ("message.malformed", lambda r: changed(r, prev=...)),
    "ct with blanks": ("message.malformed", lambda r: changed(r, ct=f" {r.payload()['ct']}")),
    "vote a number": ("message.malformed", lambda r: changed(r, vote=1)),
    "bad utf-8": ("message.malformed", lambda r: r.signed(b'{"vote":"\xff"}')),
    "deep": ("message.malformed", lambda r: r.signed(b"[" * 40 + b"]" * 40)),
    "very deep": ("message.malformed", lambda r: r.signed(b"[" * 5000 + b"]" * 5000)),
    "another typ": ("message.malformed", lambda r: r.signed(canonical(r.payload()), "issue")),
    "unknown typ": ("message.malformed", lambda r: r.signed(canonical(r.payload()), "gift")),
    "header field": (
        "message.malformed",
        lambda r: compact(r.seat.signer, header_of(r.seat.signer, "cast", crit=["x"]), canonical(r.payload())),
    ),
    "key twice in payload": (
        "message.duplicate_key",
        lambda r: r.signed(canonical(r.payload())[:-1] + b',"seq":1}'),
    ),
    "key twice in header": (
        "message.duplicate_key",
        lambda r: compact(r.seat.signer, header_of(r.seat.signer, "cast")[:-1] + b',"typ":"cast"}', b"{}"),
    ),
    "no algorithm": (
        "message.signature",
        lambda r: compact(
            r.seat.signer, header_of(r.seat.signer, "cast").replace(b"ES256", b"none"), canonical(r.payload())
        ),
    ),
    "no signature": ("message.signature", lambda r: r.cast().rpartition(".")[0] + "."),
    "wrong signature": (
        "message.signature",
        lambda r: f"{r.cast().rpartition('.')[0]}.{r.cast().rpartition('.')[2]}",
    ),
    "signature of zeros": ("message.signature", lambda r: f"{r.cast().rpartition('.')[0]}.{b64(bytes(64))}"),
    "high s": (
        "message.signature",
        lambda r: compact(r.seat.signer, header_of(r.seat.signer, "cast"), canonical(r.payload()), high=True),
    ),
    "signature a byte longer": (
        "message.signature",
        lambda r: r.cast().rpartition(".")[0] + "." + b64(unb64(r.cast().rpartition(".")[2], "s") + b"\0"),
    ),
    "too large": ("message.too_large", lambda r: changed(r, ct="A" * 16_384)),
    "much too large": ("message.too_large", lambda r: "A" * 60_000),
    "an unknown key": ("seat.wrong_key", lambda r: compact(s := Signer.new(), header_of(s, "cast"), b"{}")),
    "the neighbour's key": (
        "seat.wrong_key",
        lambda r: compact(r.other.signer, header_of(r.other.signer, "cast"), canonical(r.payload())),
    ),
    "the neighbour's seat": ("seat.wrong_key", lambda r: changed(r, seat=r.other.seat)),
    "a seat that is not there": ("member.not_eligible", lambda r: changed(r, seat="Z99")),
    "no such poll": ("poll.unknown", lambda r: changed(r, vote="p99")),
    "another manifest": ("poll.wrong_manifest", lambda r: changed(r, mh=b64(bytes(32)))),
    "for another poll": ("poll.wrong_manifest", lambda r: changed(r, vote=r.ended)),
    "too early": ("poll.not_open", lambda r: r.seat.sealed(r.early, Drawn(1, None), "Y")),
    "too late": ("poll.closed", lambda r: r.seat.sealed(r.ended, Drawn(1, None), "Y")),
    "a number ahead": ("ballot.sequence", lambda r: r.cast(seq=2)),
    "a predecessor that was not": ("ballot.sequence", lambda r: r.cast(prev=b64(bytes(32)))),
    "a byte short": ("ballot.size", lambda r: with_ct(r, lambda ct: ct[:-1])),
    "a byte long": ("ballot.size", lambda r: with_ct(r, lambda ct: ct + b"\0")),
    "no sealed bytes": ("ballot.size", lambda r: with_ct(r, lambda ct: b"")),
    "sealed for a named poll": (
        "ballot.wrong_mode",
        lambda r: changed(r, vote=r.named, mh=b64(r.seat.manifest(r.named).mh)),
    ),
}


@pytest.mark.parametrize("what", CASTS)
def test_a_wrong_cast_gets_a_signed_refusal_and_changes_nothing(room: Room, what: str) -> None:
    """Every kind of wrong cast has its code, its sentence in both languages and the server's signature."""
    code, message = CASTS[what]
    assert refused(room, "cast", message(room)) == code


NAMED: dict[str, tuple[str, Callable[[Room], object]]] = {
    "named for secret": ("ballot.wrong_mode", lambda r: r.seat.named(r.secret, r.drawn, "Y")),
    "unknown mark": ("ballot.unknown_mark", lambda r: r.seat.named(r.named, Drawn(1, None), "B")),
    "small letter": ("ballot.unknown_mark", lambda r: r.seat.named(r.named, Drawn(1, None), "y")),
    "two marks": ("ballot.unknown_mark", lambda r: r.seat.named(r.named, Drawn(1, None), "YY")),
    "no mark": ("message.malformed", lambda r: r.seat.named(r.named, Drawn(1, None), "")),
    "in another's name": (
        "member.not_eligible",
        lambda r: r.seat.named(r.named, Drawn(1, None), "Y", voter=r.other.member),
    ),
    "a number ahead": ("ballot.sequence", lambda r: r.seat.named(r.named, Drawn(2, None), "Y")),
    "a cast as named": ("message.malformed", lambda r: r.cast()),
}


@pytest.mark.parametrize("what", NAMED)
def test_a_wrong_named_vote_is_refused_alike(room: Room, what: str) -> None:
    """Votes by name are held to the same rules, and to the alphabet of their poll."""
    code, message = NAMED[what]
    assert refused(room, "named", message(room)) == code


def test_a_vote_without_a_paper_is_refused(room: Room) -> None:
    """Who has not drawn may not cast."""
    assert refused(room, "cast", room.other.sealed(room.secret, Drawn(1, None), "Y"), room.other) == "ballot.not_drawn"


def test_papers_are_refused_when_they_belong_to_nobody_or_to_another_poll(room: Room) -> None:
    """Drawing is held to the poll, its manifest, the seat and the time, as voting is."""
    seat, manifest = room.seat, room.seat.manifest(room.secret)
    good = {"vote": room.secret, "mh": b64(manifest.mh), "seat": seat.seat, "bl": {}, "nonce": b64(bytes(16))}
    for code, change in (
        ("poll.unknown", {"vote": "p99"}), ("poll.wrong_manifest", {"mh": b64(bytes(32))}),
        ("seat.wrong_key", {"seat": room.other.seat}), ("member.not_eligible", {"seat": "Z99"}),
        ("message.malformed", {"bl": {"1": {}}}), ("message.malformed", {"nonce": b64(bytes(15))}),
        ("poll.closed", {"vote": room.ended, "mh": b64(seat.manifest(room.ended).mh)}),
    ):  # fmt: skip
        assert refused(room, "issue", seat.signer.jws("issue", {**good, **change})) == code, change  # type: ignore[dict-item]


def test_an_old_greeting_opens_no_new_line(room: Room) -> None:
    """A hello recorded on one connection is stale on the next, and on the same one the second time."""
    seat = room.hall.newcomer()
    old = protocol.hello(seat.signer, room.hall.meeting, seat.seat, str(seat.nonce))
    assert seat.refused("hello", old) == "message.stale"
    seat.again()
    assert refused(room, "hello", old, seat) == "message.stale"
    elsewhere = protocol.hello(seat.signer, "another-meeting", seat.seat, str(seat.nonce))
    assert refused(room, "hello", elsewhere, seat) == "message.wrong_meeting"
    assert not isinstance(seat.hello(), Refusal)


def test_before_its_greeting_a_line_may_say_nothing_else(room: Room) -> None:
    """A line that has proven no key is refused every other word, with a signature."""
    seat = room.hall.seat(room.seat.card, room.seat.signer)
    seat.connect()
    for event, message in (
        ("cast", room.cast()), ("issue", room.cast()), ("named", room.cast()), ("confirm", room.cast()),
        ("sign_in", room.cast()), ("proof", {"vote": room.secret, "leaf_index": 0}),
    ):  # fmt: skip
        assert refused(room, event, message, seat) == "message.stale"


def test_a_stranger_is_not_greeted(room: Room) -> None:
    """An unknown key is not enrolled; a known one cannot speak for its neighbour's seat."""
    stranger = room.hall.seat(room.seat.card)
    stranger.connect()
    no = stranger.hello()
    assert isinstance(no, Refusal)
    assert no.code == "seat.not_enrolled"
    forged = protocol.hello(room.other.signer, room.hall.meeting, room.seat.seat, str(stranger.nonce))
    assert refused(room, "hello", forged, stranger) == "seat.wrong_key"


@pytest.mark.parametrize(
    "question",
    [{}, {"vote": "p1"}, {"vote": "p1", "leaf_index": -1}, {"vote": "p1", "leaf_index": 10**9}, "p1", None,
     {"vote": "p1", "leaf_index": True}, {"vote": "p1", "leaf_index": 0, "more": 1}],
)  # fmt: skip
def test_a_senseless_question_for_a_proof_is_refused(room: Room, question: object) -> None:
    """A proof is asked for with a poll and a leaf that is there; anything else is malformed."""
    assert refused(room, "proof", question) == "message.malformed"


def test_above_the_transports_limit_the_line_ends_and_says_why(room: Room) -> None:
    """More than 64 KiB is read by nobody: the line ends, nothing has changed, the terminal comes back."""
    seat = room.hall.newcomer()
    before, lines = room.figures(), seat.lines
    with pytest.raises(Exception, match=r"1009|close|ended|no answer"):
        seat.say("cast", "A" * 70_000)
    until(lambda: seat.lines > lines, "the seat comes back")
    assert room.figures()[0] == before[0]
    assert any("过大" in trouble for trouble in seat.troubles), seat.troubles
    assert not isinstance(seat.hello(), Refusal)


def test_the_same_vote_twice_has_the_same_receipt_and_counts_once(room: Room) -> None:
    """A retry is answered byte for byte, on a new line too, and nothing is written; so is a drawn paper's."""
    seat, operator = room.hall.newcomer(), room.hall.operator
    with room.hall.poll("a", "a-4") as fresh:
        jws, receipt = seat.vote(fresh, "N")
        before = room.figures()
        assert seat.say("cast", jws) == {"receipt": receipt}
        seat.again()
        seat.hello()
        assert seat.say("cast", jws) == {"receipt": receipt}
        assert room.figures() == before
        operator.do("close_poll", vote=fresh)
        counted = operator.state(fresh, "counted")
        assert seat.say("cast", jws) == {"receipt": receipt}
        assert (counted["pressed"], counted["counts"]["against"]) == (1, 1)
        late = seat.sealed(fresh, Drawn(2, hash_of(jws)), "Y")
        assert seat.refused("cast", late) == "poll.closed"
