"""A real house with scrutineers' stations, each a process of its own, and members at the product's own terminals.

The attacker may sit on the line of a station (`middle`), on the line of a terminal (`Member.on_…`), at a seat
(`Member.send`), or hold the keys of whoever is corrupt (`keys_of`).
"""

from __future__ import annotations

import asyncio
import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from devices import credentials, protocol
from devices.encoding import hash_of
from devices.enrolment import Bond
from devices.line import Happening
from devices.manifest import plain
from devices.papers import Paper
from devices.protocol import Drawn, Refusal
from devices.signer import Signer
from devices.terminal import Terminal
from devices.wire import Ears, Lost, SocketWire
from tests.real.house import HEAD, Hall, Officer, http, until
from tests.station.process import Process
from tests.threats.middle import Middle, code_of
from voting.ballots import messages
from voting.ballots.encodings import unb64
from voting.ballots.keys import KeyStore
from voting.documents.fictitious import fictitious_roll

Answer = dict[str, Any]
MEMBERS = 7
AMISS = frozenset({"complaint", "distrust"})


class Guarded(Hall):
    """A sitting with stations. Everybody is seated, and the sitting is open, once the `with` block begins."""

    def __init__(self, folder: Path, items: str, members: int, letters: str = "AB", text: str = HEAD) -> None:
        super().__init__(folder, items, members, text)
        self.letters, self.count = letters, members
        self.middles: dict[str, Middle] = {}
        self.stations: dict[str, Process] = {}
        self.members: list[Member] = []
        self._roll = folder / "roll.csv"
        with self._roll.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("姓名", "性别", "代表团或组", "座位", "身份"))
            rows.writerows(
                (one.name, one.sex, one.group, one.seat, one.role) for one in fictitious_roll(members, 7).members
            )

    def __enter__(self) -> Self:
        super().__enter__()
        try:
            for letter in self.letters:
                self.join(letter)
            self.members = [self._member() for _ in range(self.count)]
            until(lambda: all(one.seated for one in self.members), "everybody is seated")
            self.operator.do("open_sitting")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        super().__exit__()
        for station in self.stations.values():
            station.kill()
        for middle in self.middles.values():
            middle.close()

    # Stations

    def join(self, letter: str, folder: str | None = None) -> Process:
        """A station enrols, with a folder and a copy of the roll of its own; the attacker's line is between."""
        if letter not in self.middles:
            self.middles[letter] = Middle(self.base)
        self.operator.do("station_code", station=letter)
        code = until(lambda: self.lamp(letter)["code"], "a code for the station")
        made = Process(self.middles[letter].address, self.station_folder(folder or letter), letter=letter)
        self.stations[letter] = made
        made.start("--roll", str(self._roll), "--agenda", str(self.folder / "sitting.toml"), "--code", code)
        made.sign_in("监票人" + letter)
        until(lambda: self.lamp(letter)["online"], "the station is there")
        return made

    def lamp(self, letter: str) -> Answer:
        """The station as the operator's desk sees it."""
        return next(one for one in self.operator.view["stations"] if one["station"] == letter)

    def station_folder(self, name: str) -> Path:
        """Where a station keeps what it has; apart from the server's folder."""
        return self.folder.parent / f"{self.folder.name}-station-{name}"

    def keys_of(self, who: str) -> KeyStore:
        """The keys of a corrupt party."""
        return KeyStore(self.config.keys if who == "S" else self.station_folder(who) / "keys")

    def calm(self, letter: str) -> None:
        """The scrutineer takes note of every alarm, so that the next manifest is signed as usual."""
        station = self.stations[letter]
        for alarm in station.call("/api/view?after=-1")["view"]["alarms"]:
            station.call("/api/seen", {"alarm": alarm["id"]})

    def agree(self, letter: str, *, agreed: bool = True) -> None:
        """The scrutineer of a station decides what it asks, once it does."""
        station = self.stations[letter]
        (asked,) = until(lambda: station.call("/api/view?after=-1")["view"]["asks"], f"station {letter} asks")
        said = {"about": asked["about"], "subject": asked["subject"], "agreed": agreed}
        assert station.call("/api/decide", said) == {"ok": True}

    def alarms(self, letter: str) -> list[Answer]:
        """What has alarmed this station, with its evidence."""
        return list(self.stations[letter].call("/api/evidence")["alarm"])

    # Members

    def _member(self) -> Member:
        signer, card = Signer.new(), self.fresh()
        assert self.seat(card, signer).enrol().enrolled
        member = Member(self, card, signer)
        self.loop.run(member.start())
        return member

    @contextmanager
    def voting(self, item: str = "a", draft: str = "a-0") -> Iterator[str]:
        """A vote in which everybody holds a paper; what is still running of it in the end is voided."""
        with self.poll(item, draft, opened=False) as vote:
            self.drawn(vote, self.members)
            self.open_poll(vote)
            for member in self.members:
                until(lambda one=member: one.open(vote), "everybody sees it open")  # type: ignore[misc]
            yield vote

    @staticmethod
    def drawn(vote: str, members: Sequence[Member]) -> None:
        """Wait until these hold a paper."""
        until(lambda: all(one.has_paper(vote) for one in members), f"papers for {vote}")

    def all_vote(self, vote: str, marks: Mapping[Member, str] | None = None, but: Sequence[Member] = ()) -> None:
        """Everybody (but some) votes and has a receipt; in favour, where nothing else is said."""
        voting = [one for one in self.members if one not in but]
        for member in voting:
            member.mark(vote, (marks or {}).get(member, "Y"))
        until(lambda: all(one.told("receipt", vote) for one in voting), "receipts for all")

    def close(self, vote: str) -> Officer:
        """Close the vote; the count begins by itself."""
        operator = self.operator
        operator.do("close_poll", vote=vote)
        return operator

    def counted(self, vote: str) -> Counter[str]:
        """Close, wait for the count, and give its figures."""
        return Counter(self.close(vote).state(vote, "counted")["counts"])

    def void(self, vote: str) -> dict[str, str]:
        """Whose envelopes were void, and why, as the newest tally text says."""
        (newest,) = self.rows(f"SELECT data FROM documents WHERE name = 'tally/{vote}/1'")
        return {one["voter"]: one["reason"] for one in json.loads(newest[0])["void"]}

    def quiet(self, vote: str, members: Sequence[Member]) -> None:
        """Wait until these terminals have found their envelope and their ballot, and check that none is alarmed."""
        until(lambda: all(one.told("counted", vote) for one in members), "everybody has found her ballot")
        assert not [said for one in members for said in one.amiss(vote)]

    def download(self, name: str, role: str = "secretary") -> bytes:
        """A result as an officer gets it."""
        status, data = http("GET", f"{self.base}/api/results/{name}", token=self.token(role))
        assert status == 200, data
        return data if isinstance(data, bytes) else str(data).encode()


class Member:
    """A member at the product's own terminal, whose line can be bent and who can be told to send anything."""

    def __init__(self, hall: Guarded, card: Mapping[str, str], signer: Signer) -> None:
        self.hall, self.card, self.signer = hall, card, signer
        self.id, self.seat = card["member"], card["seat"]
        self.happened: list[Happening] = []
        self.heard: list[tuple[str, Any]] = []  # everything that the server ever said to this seat
        self.sent: list[Any] = []
        self.straighten()
        self.terminal = Terminal(signer, Bond(hall.meeting, card["seat"], hall.key), self._tell)
        self.wire = SocketWire(hall.address, Ears(self._event, self.terminal.lost, lambda _said: None))
        self.terminal.wire = self

    # Its line

    def straighten(self) -> None:
        """Nobody is on this line."""
        self.on_event: Callable[[str, Any], Any] = lambda _event, said: said
        self.on_answer: Callable[[str, Any], Any] = lambda _event, said: said
        self.on_fetch: Callable[[Any], Any] = lambda said: said
        self.mute: frozenset[str] = frozenset()

    def again(self) -> None:
        """Hear the newest view once more."""
        said = next(said for event, said in reversed(self.heard) if event == "view")
        self.hall.loop.run(self._again(said))

    async def _again(self, said: Any) -> None:
        self._event("view", said)

    def _event(self, event: str, said: Any) -> None:
        self.heard.append((event, said))
        self.terminal.heard(event, self.on_event(event, said))

    async def ask(self, event: str, argument: Any) -> Any:
        if event in self.mute:
            raise Lost("nobody hears it")
        self.sent.append(argument)
        answer = await self.wire.ask(event, argument)
        self.heard.append((event, answer))
        return self.on_answer(event, answer)

    async def fetch(self, path: str) -> Any:
        answer = await self.wire.fetch(path)
        self.heard.append((path, answer))
        return self.on_fetch(answer)

    def drop(self) -> None:
        self.wire.drop()

    async def start(self) -> None:
        """Begin to listen."""
        run = asyncio.get_running_loop().create_task
        self._tasks = [run(self.wire.run()), run(self.terminal.run())]

    def _tell(self, what: Happening) -> None:
        self.happened.append(what)
        if what.kind == "empty":
            self.terminal.sign_in("pin", self.card["pin"])

    # What it knows

    @property
    def seated(self) -> bool:
        """Whether the member is signed in here."""
        return bool(self.terminal.me and self.terminal.me.member == self.id)

    def told(self, kind: str, vote: str) -> bool:
        """Whether the member was told this of a vote."""
        return any((one.kind, one.vote) == (kind, vote) for one in list(self.happened))

    def amiss(self, vote: str) -> list[str]:
        """What alarmed this terminal in a vote."""
        return [one.said for one in list(self.happened) if one.kind in AMISS and one.vote == vote]

    def refused_last(self, event: str) -> str | None:
        """The code of the newest signed refusal that this terminal had to an event."""
        said = (answer for kind, answer in reversed(self.heard) if kind == event and isinstance(answer, dict))
        jws = next((answer["refusal"] for answer in said if answer.keys() == {"refusal"}), None)
        return code_of(jws) if jws else None

    def open(self, vote: str) -> bool:
        """Whether this terminal sees the vote open."""
        poll = self.terminal.view.poll(vote) if self.terminal.view else None
        return poll is not None and poll.state == "open"

    def has_paper(self, vote: str) -> bool:
        """Whether a paper is in hand."""
        paper = self.terminal.papers.get(vote)
        return paper is not None and paper.drawn is not None

    def paper(self, vote: str) -> Paper:
        """The paper in hand, with all its secrets: the attacker is this member's own."""
        return self.terminal.papers[vote]

    # What it does

    def last_cast(self) -> str:
        """The cast that this terminal sent last."""
        said = (one for one in reversed(self.sent) if isinstance(one, str))
        return next(one for one in said if messages.parse(one).typ == "cast")

    def mark(self, vote: str, marks: str) -> None:
        """Vote as the product's terminal does."""
        self.hall.loop.run(self._mark(vote, marks))

    async def _mark(self, vote: str, marks: str) -> None:
        self.terminal.mark(vote, marks)

    def say(self, event: str, message: Any) -> Answer | Refusal:
        """Anything, over the product's line; a refusal is believed only when the server has signed it."""
        answer = self.hall.loop.run(self.wire.ask(event, message))
        if set(answer) != {"refusal"}:
            return dict(answer)
        of = hash_of(message) if isinstance(message, str) and message.isascii() else None
        return protocol.read_refusal(answer["refusal"], self.hall.key, of)

    def send(self, vote: str, ct: bytes) -> str:
        """Cast sealed bytes, whatever they are; the JWS, which the server has taken."""
        paper = self.paper(vote)
        assert paper.drawn is not None
        jws = protocol.cast(self.signer, paper.manifest, self.seat, paper.drawn, ct)
        answer = self.say("cast", jws)
        assert not isinstance(answer, Refusal), answer
        paper.drawn = Drawn(paper.drawn.seq + 1, hash_of(jws))
        return jws

    def inner(self, vote: str, marks: str, of: Paper | None = None) -> bytes:
        """The inner text of a ballot with these marks, by this paper's credential or another's."""
        held = (of or self.paper(vote)).held
        assert held is not None
        return credentials.signed(plain(self.paper(vote).manifest, marks, ()), held.credentials)

    def sealed(self, vote: str, text: bytes) -> bytes:
        """An inner text, sealed for every opener, with this seat's own token."""
        paper = self.paper(vote)
        assert paper.held is not None
        return credentials.enclosed(paper.manifest, self.seat, text, paper.held.credentials)


def ct_of(jws: str) -> bytes:
    """The sealed bytes of a cast."""
    return unb64(str(messages.parse(jws).payload["ct"]))
