"""A real house for tests: the server as its own process, officers over python-socketio, seats over the devices' wire.

A `Hall` has a fresh sample database; its `Seat` sends whatever it is told to, well-formed or not, and believes no
refusal that the server has not signed.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import sqlite3
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import socketio

from devices import credentials, enrolment, protocol
from devices.encoding import b64, canonical, hash_of
from devices.enrolment import Bond
from devices.https import Address
from devices.manifest import Manifest, framed, plain, read_manifest
from devices.protocol import Drawn, Refusal
from devices.signer import ORDER, PublicKey, Signer, sign
from devices.views import Me, View
from devices.wire import Ears, SocketWire
from voting.ballots.keys import KeyStore
from voting.cli.establish import OFFICERS, establish, sample_cards, sample_officers
from voting.cli.processes import free_port, server_command
from voting.config import Config
from voting.documents.fictitious import fictitious_roll
from voting.store.opening import open_store
from voting.web.clock import clock
from voting.web.sessions import Sessions

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds until something that hangs is given up; nothing here needs more than a few
LOOK = 0.02
HTTP = build_opener(ProxyHandler({}))
Value = TypeVar("Value")

HEAD = """
format = "yijue.sitting-file.v1"
[meeting]
id = "test-sc-1"
title = { zh = "云岭县人大常委会测试会议", en = "A Meeting for Tests" }
body = "standing_committee"
level = "county"
place = { zh = "测试厅", en = "Test Hall" }
date = 2026-11-27
roll = "roll.csv"
chair_title = { zh = "主任", en = "Chairperson" }
[method]
title = { zh = "测试表决办法", en = "Voting Method for Tests" }
adopted = 2026-11-27
text = { zh = "同意按键和 T0。", en = "Keys and T0 are consented to." }
consent = { zh = "依照办法，采用 T0 级方式，由操作方保密和计票。", en = "By the method, at tier T0: the operator keeps the secret and counts." }
[method.rules]
"ballot.tier0" = true
"ballot.keys_for_paper" = true
"""
ITEM = """
[[item]]
id = "{item}"
kind = "{kind}"
title = {{ zh = "议题{item}", en = "Item {item}" }}
dispositions = [{words}]
"""
MOTION = """
[[item.poll]]
id = "{draft}"
kind = "motion"
title = {{ zh = "议案{draft}", en = "Motion {draft}" }}
secrecy = "{secrecy}"
form = "keypress"
press = "{press}"
"""
ELECTION = """
[[item.poll]]
id = "{draft}"
kind = "election"
title = {{ zh = "选举{draft}", en = "Election {draft}" }}
secrecy = "secret"
form = "ballot"
press = "last"
office = "{office}"
post = {{ zh = "副主任", en = "deputy" }}
seats = {seats}
fixed_surplus = 1
write_ins = true
candidates = [{names}]
"""
Shape = tuple[str, str] | tuple[str, str, int]  # secrecy, press, seconds


def motions(item: str, *shapes: Shape) -> str:
    """A procedural item (it needs no deliberation) with a draft for each shape: `item-0`, `item-1` …"""
    words = '"adopted", "not_adopted", "postponed"'
    text = ITEM.format(item=item, kind="procedural", words=words)
    for number, (secrecy, press, *limit) in enumerate(shapes):
        text += MOTION.format(draft=f"{item}-{number}", secrecy=secrecy, press=press)
        text += f"time_limit = {limit[0]}\n" if limit else ""
    return text


def election(item: str, seats: int, *names: str, office: str = "DEPUTY_CHIEF") -> str:
    """An election item with one draft, `item-0`."""
    listed = ", ".join(f'{{ name = "{name}" }}' for name in names)
    brought = ITEM.format(item=item, kind="election", words='"elected", "postponed"')
    return (
        brought
        + "delivered = { members = 2026-11-20 }\n"
        + ELECTION.format(draft=f"{item}-0", seats=seats, names=listed, office=office)
    )


def township(text: str) -> str:
    """The same sitting as a township congress, whose elections the law settles."""
    return text.replace('"standing_committee"', '"congress"').replace('"county"', '"township"')


def until(ready: Callable[[], Value], what: str, patience: float = PATIENCE) -> Value:
    """The first true value of `ready`; the test fails when it takes too long."""
    end = time.monotonic() + patience
    while not (found := ready()):
        assert time.monotonic() < end, f"waited too long: {what}"
        time.sleep(LOOK)
    return found


def http(
    method: str, url: str, body: object = None, token: str | None = None, raw: bytes | None = None
) -> tuple[int, Any]:
    """Status and JSON (or bytes) of a request."""
    data = raw if raw is not None else json.dumps(body).encode() if body is not None else None
    request = Request(url, data=data, method=method, headers={"Content-Type": "application/json"})
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with HTTP.open(request, timeout=PATIENCE) as answer:
            status, found = answer.status, answer.read()
    except HTTPError as error:
        with error:
            status, found = error.code, error.read()
    try:
        return status, json.loads(found)
    except ValueError:
        return status, found


class Loop:
    """One asyncio loop in a thread of its own, for all seats of a hall."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Value]) -> Value:
        """Do `work` there and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    def close(self) -> None:
        """End all tasks, then the loop."""
        self.run(self._cancel())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(PATIENCE)
        self.loop.close()

    async def _cancel(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self.loop.shutdown_default_executor()


class Officer:
    """An officer's connection: the newest view, and commands with their answers."""

    def __init__(self, hall: Hall, role: str, token: str | None = None) -> None:
        self.hall, self.role = hall, role
        self.token = token or hall.token(role)
        self.view: dict[str, Any] = {}
        self.views = 0
        self.told = 0  # the position of the last command that was taken
        self.client = socketio.Client(reconnection=False)
        self.client.on("view", self._seen)
        self.client.connect(hall.base, auth={"token": self.token}, transports=["websocket"], wait_timeout=20)
        until(lambda: self.view, "the first view")

    def _seen(self, view: dict[str, Any]) -> None:
        self.view, self.views = view, self.views + 1

    def ask(self, name: str, key: str | None = None, **args: object) -> dict[str, Any]:
        """The answer to a command, whether or not the view shows yet what it did."""
        said = {"name": name, "args": args, "key": key or uuid.uuid4().hex}
        answer: dict[str, Any] = self.client.call("command", said, timeout=PATIENCE)
        self.told = answer.get("position", self.told)
        return answer

    def say(self, name: str, key: str | None = None, **args: object) -> dict[str, Any]:
        """The answer to a command; once the view shows what it did."""
        answer = self.ask(name, key, **args)
        if "ok" in answer:
            self.seen(answer["position"])
        return answer

    def seen(self, position: int) -> None:
        """Wait until the view shows what stands at `position`: a view is drawn after the answer to a command."""
        until(lambda: self.view["position"] >= position, f"a view of {position} for {self.role}")

    def do(self, name: str, **args: object) -> None:
        """A command that must succeed."""
        answer = self.say(name, **args)
        assert "ok" in answer, answer

    def all(self, name: str, many: Iterable[Mapping[str, object]]) -> None:
        """Commands that must succeed, one after the other; the view is awaited once, after the last."""
        for args in many:
            answer = self.ask(name, **args)
            assert "ok" in answer, answer
        self.seen(self.told)

    def refused(self, name: str, **args: object) -> dict[str, Any]:
        """The refusal of a command, with its sentences in both languages."""
        no: dict[str, Any] = self.say(name, **args)["refusal"]
        assert no["code"]
        assert no["zh"]
        assert no["en"]
        return no

    def poll(self, vote: str) -> dict[str, Any]:
        """A poll as this officer sees it."""
        return next(poll for poll in self.view["polls"] if poll["vote"] == vote)

    def pressed(self, vote: str, wanted: int) -> dict[str, Any]:
        """The poll, once so many have voted; more is a fault."""
        until(lambda: self.poll(vote)["pressed"] >= wanted, f"{wanted} votes in {vote}")
        found = self.poll(vote)
        assert found["pressed"] == wanted
        return found

    def state(self, vote: str, wanted: str) -> dict[str, Any]:
        """The poll, once it is in the wanted state."""
        until(lambda: self.poll(vote)["state"] == wanted, f"{vote} {wanted}")
        return self.poll(vote)

    def close(self) -> None:
        """Go."""
        self.client.disconnect()


class Hall:
    """A sitting in a real server. Use as a context manager; `operator` stands once it has begun."""

    def __init__(self, folder: Path, items: str, members: int = 12, text: str = HEAD) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sitting.toml").write_text(text + items, encoding="utf-8")  # as the secretary gives it to scrutineers
        self.config = Config(f"sqlite:///{folder}/yijue.db", folder / "keys")
        self.made = establish(self.config, (text + items).encode(), fictitious_roll(members, 7), sample=True)
        store = open_store(self.config.database)
        sample_officers(store)
        given: Any = sample_cards(store, KeyStore(self.config.keys), self.made, clock("+08:00")())
        store.close()
        self.meeting: str = given["meeting"]
        self.cards: list[dict[str, str]] = given["seats"]
        self.key = PublicKey.read(given["server"], "server")
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.address = Address.of(self.base)
        self.log: Path | None = folder / "server.log"
        self.server: subprocess.Popen[bytes] | None = None
        self.loop = Loop()
        self.officers: list[Officer] = []
        self.seats: list[Seat] = []
        self._fresh = itertools.count()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        for officer in self.officers:
            officer.close()
        for seat in self.seats:
            seat.close()
        self.loop.close()
        self.kill()

    # The process

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with (self.log or Path(os.devnull)).open("ab") as out:
            self.server = subprocess.Popen(
                server_command(f"127.0.0.1:{self.port}"), env=self.config.environment(), start_new_session=True,
                stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=ROOT,
            )  # fmt: skip
        until(self._answers, "the server starts")

    def _answers(self) -> bool:
        assert self.server is not None
        assert self.server.poll() is None, "the server did not start"
        with suppress(OSError):
            return http("GET", f"{self.base}/api/meeting")[0] == 200
        return False

    def kill(self) -> None:
        """`kill -9` for master and worker at once."""
        if self.server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()

    def worker(self) -> int:
        """The process id of the one worker."""
        assert self.server is not None
        master = self.server.pid
        children = Path(f"/proc/{master}/task/{master}/children")
        (found,) = until(lambda: children.read_text().split(), "the worker")
        return int(found)

    # Officers

    def token(self, role: str, account: str | None = None) -> str:
        """A session of this role through a one-time link."""
        status, answer = http("POST", f"{self.base}/api/sign-in", {"once": self.link(role, account)})
        assert status == 200, answer
        return str(answer["token"])

    def link(self, role: str, account: str | None = None) -> str:
        """The secret of a fresh one-time link; of the role's own account, where no other is named."""
        assert role in OFFICERS
        store = open_store(self.config.database)
        try:
            return Sessions(store.register).link(account or role, role, clock(self.config.utc_offset)())
        finally:
            store.close()

    def teller(self, account: str) -> Officer:
        """A scrutineer with an account of her own."""
        return self.officer("scrutineer", self.token("scrutineer", account))

    def officer(self, role: str, token: str | None = None) -> Officer:
        """An officer at her screen."""
        self.officers.append(Officer(self, role, token))
        return self.officers[-1]

    @property
    def operator(self) -> Officer:
        """The first operator."""
        found = next((one for one in self.officers if one.role == "operator" and one.client.connected), None)
        return found or self.officer("operator")

    def open(self, by_hand: int) -> Officer:
        """Sign the last members of the roll in at the desk, without terminals, and open the sitting."""
        for card in self.cards[-by_hand:] if by_hand else ():
            self.operator.do("sign_in_member", member=card["member"], seat=card["seat"], reason="没有终端")
        self.operator.do("open_sitting")
        return self.operator

    # Seats

    def newcomer(self) -> Seat:
        """The next member of the roll, enrolled, connected and signed in at her own seat."""
        return self.seat(self.fresh()).come()

    def fresh(self) -> dict[str, str]:
        """The card of the next member whom no test has had."""
        return self.cards[next(self._fresh)]

    def seat(self, card: Mapping[str, str], signer: Signer | None = None) -> Seat:
        """A terminal at this card's seat, doing nothing yet."""
        self.seats.append(Seat(self, card, signer or Signer.new()))
        return self.seats[-1]

    # Polls

    @contextmanager
    def poll(self, item: str, draft: str, *, opened: bool = True) -> Iterator[str]:
        """A running poll; what is still running of it in the end is voided."""
        operator = self.operator
        if next(one for one in operator.view["items"] if one["id"] == item)["stage"] == "listed":
            operator.do("introduce_item", item=item)
        before = {poll["vote"] for poll in operator.view["polls"]}
        operator.do("announce_poll", item=item, draft=draft)
        (vote,) = {poll["vote"] for poll in operator.view["polls"]} - before
        try:
            if opened:
                self.open_poll(vote)
            yield vote
        finally:
            if self.operator.poll(vote)["state"] not in ("declared", "voided"):
                self.operator.do("void_poll", vote=vote, reason="测试结束")

    def open_poll(self, vote: str) -> None:
        """Open early, on record."""
        self.operator.do("open_poll", vote=vote, reason="测试")

    # The database, looked at from beside

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of the database, read only."""
        return self.picture(statement)[0]

    def picture(self, *statements: str) -> list[list[tuple[Any, ...]]]:
        """The rows of several statements at one and the same moment."""
        connection = sqlite3.connect(
            f"file:{self.folder}/yijue.db?mode=ro", uri=True, timeout=PATIENCE, isolation_level=None
        )
        try:
            connection.execute("BEGIN")
            return [connection.execute(statement).fetchall() for statement in statements]
        finally:
            connection.close()

    def size(self) -> int:
        """How many entries the log has."""
        return int(self.rows("SELECT size FROM meetings")[0][0])


class Seat:
    """A terminal that does only what a test tells it to."""

    def __init__(self, hall: Hall, card: Mapping[str, str], signer: Signer) -> None:
        self.hall, self.card, self.signer = hall, card, signer
        self.seat, self.member = card["seat"], card["member"]
        self.nonce: str | None = None
        self.lines = 0
        self.me: Me | None = None
        self.view: View | None = None
        self.troubles: list[str] = []
        self.plain: list[bytes] = []  # the papers sealed here, before sealing
        self.wire = SocketWire(hall.address, Ears(self._heard, lambda: None, self.troubles.append))

    def _heard(self, event: str, argument: Any) -> None:
        if event == "challenge":
            self.nonce, self.lines = argument["nonce"], self.lines + 1
        elif event == "me":
            self.me = Me.read(argument)
        else:
            self.view = View.read(argument)

    # Coming

    def come(self) -> Seat:
        """Enrol, connect, prove the key, sign in."""
        assert self.enrol().enrolled
        self.connect()
        self.hello()
        self.sign_in()
        return self

    def enrol(self, code: str | None = None) -> enrolment.Asked:
        """Ask to be this seat's device."""
        jws = protocol.enrolment(self.signer, self.hall.meeting, self.seat, code or self.card["code"])
        return self.hall.loop.run(enrolment.ask(self.hall.address, self.signer, jws))

    def connect(self) -> None:
        """A line, with its challenge."""
        asyncio.run_coroutine_threadsafe(self.wire.run(), self.hall.loop.loop)
        until(lambda: self.nonce, "a challenge")

    def again(self) -> None:
        """Lose the line and have a new one."""
        before = self.lines
        self.hall.loop.loop.call_soon_threadsafe(self.wire.drop)
        until(lambda: self.lines > before, "a new line")

    def close(self) -> None:
        """Say goodbye."""
        self.hall.loop.run(self.wire.close())

    def hello(self) -> dict[str, Any] | Refusal:
        """Prove the key."""
        answer = self.say("hello", protocol.hello(self.signer, self.hall.meeting, self.seat, str(self.nonce)))
        if not isinstance(answer, Refusal):
            self.me, self.view = Me.read(answer["me"]), View.read(answer["view"])
        return answer

    def sign_in(self, value: str | None = None, method: str = "pin") -> dict[str, Any] | Refusal:
        """Sign the member in."""
        jws = protocol.sign_in(
            self.signer, self.hall.meeting, self.seat, str(self.nonce), method, value or self.card["pin"]
        )
        answer = self.say("sign_in", jws)
        if not isinstance(answer, Refusal):
            self.me = Me.read(answer["me"])
        return answer

    # Saying

    def say(self, event: str, message: Any) -> dict[str, Any] | Refusal:
        """The answer to a message; a refusal is believed only when the server has signed it."""
        answer: Any = self.hall.loop.run(self.wire.ask(event, message))
        if set(answer) != {"refusal"}:
            return answer  # type: ignore[no-any-return]
        of = hash_of(message) if isinstance(message, str) and message.isascii() else None
        no = protocol.read_refusal(answer["refusal"], self.hall.key, of)
        assert no.of == of or not isinstance(message, str) or event == "proof"
        return no

    def refused(self, event: str, message: Any) -> str:
        """The code of the refusal of a message, which must have a sentence in both languages."""
        no = self.say(event, message)
        assert isinstance(no, Refusal), no
        assert any("\u4e00" <= letter <= "\u9fff" for letter in no.zh)
        assert no.en.isascii() or "“" in no.en
        assert no.en.strip()
        return no.code

    # Voting

    def manifest(self, vote: str) -> Manifest:
        """The manifest of a poll in the view, once it is there."""
        until(lambda: self.view and self.view.poll(vote), f"{vote} in the seat's view")
        poll = self.view.poll(vote) if self.view else None
        assert poll is not None
        return read_manifest(poll, self.hall.meeting, self.hall.key)

    def draw(self, vote: str) -> Drawn:
        """Draw the paper."""
        manifest = self.manifest(vote)
        sent = protocol.issue(self.signer, manifest, self.seat, {})
        answer = self.say("issue", sent)
        assert not isinstance(answer, Refusal), answer
        keys = {"S": self.hall.key}
        return protocol.read_issued(answer["issued"], sent, manifest, self.seat, self.member, keys).drawn

    def sealed(self, vote: str, drawn: Drawn, marks: str, write_ins: Sequence[str] = (), **changes: object) -> str:
        """A cast of these marks, with fields changed as a test wants."""
        manifest = self.manifest(vote)
        text = credentials.signed(plain(manifest, marks, write_ins), ())
        self.plain.append(framed(manifest, text))
        return self.signer.jws("cast", {
            "vote": vote, "mh": b64(manifest.mh), "seat": self.seat, "seq": drawn.seq, "prev": drawn.prev,
            "ct": b64(credentials.enclosed(manifest, self.seat, text, ())), **changes,
        })  # type: ignore[dict-item]  # fmt: skip

    def named(self, vote: str, drawn: Drawn, choice: str, **changes: object) -> str:
        """A vote by name."""
        return self.signer.jws("named", {
            "vote": vote, "mh": b64(self.manifest(vote).mh), "seat": self.seat, "voter": self.member,
            "choice": choice, "seq": drawn.seq, "prev": drawn.prev, **changes,
        })  # type: ignore[dict-item]  # fmt: skip

    def vote(self, vote: str, marks: str, write_ins: Sequence[str] = ()) -> tuple[str, str]:
        """Draw and cast; the JWS and its receipt as they went over the line."""
        manifest, drawn = self.manifest(vote), self.draw(vote)
        secret = manifest.mode == "secret"
        jws = self.sealed(vote, drawn, marks, write_ins) if secret else self.named(vote, drawn, marks)
        answer = self.say("cast" if secret else "named", jws)
        assert not isinstance(answer, Refusal), answer
        protocol.read_receipt(answer["receipt"], jws, manifest, self.seat, self.member, drawn.seq, self.hall.key)
        return jws, answer["receipt"]

    def bond(self) -> Bond:
        """What a terminal of the product would remember of this enrolment."""
        return Bond(self.hall.meeting, self.seat, self.hall.key)


def compact(signer: Signer, header: bytes, payload: bytes, *, high: bool = False) -> str:
    """A JWS over these very bytes, whatever they say; with `high` its signature is the other of the two that verify."""
    signed = f"{b64(header)}.{b64(payload)}"
    signature = _signature(signer, signed.encode(), high=high)
    return f"{signed}.{b64(signature)}"


def _signature(signer: Signer, data: bytes, *, high: bool) -> bytes:
    low = sign(signer.key, data)
    if not high:
        return low
    s = ORDER - int.from_bytes(low[32:], "big")
    return low[:32] + s.to_bytes(32, "big")


def header_of(signer: Signer, typ: str, **more: object) -> bytes:
    """The protected header of a message."""
    return canonical({"alg": "ES256", "kid": signer.public.kid, "typ": typ, **more})  # type: ignore[dict-item]
