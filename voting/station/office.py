"""The station at work: it enrols, keeps the line open, takes tasks and gives answers, until it is stopped.

What a task asks is `duties`' to decide. A task that waits for the scrutineer stays here and is taken up again at the
click; one whose answer did not arrive comes again from the server, and gets the same answer.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final, Literal

from voting.ballots.encodings import Malformed
from voting.ballots.p256 import PublicKey, import_key
from voting.core.words import Text
from voting.exact import Json, dumps
from voting.ledger.signing import BadNote, parse_vkey
from voting.station.calls import Calls, Task, Unreachable, Unwelcome
from voting.station.desks import Desks
from voting.station.duties import Duties, destroy
from voting.station.keyring import Keyring
from voting.station.notebook import Notebook
from voting.station.outcomes import Outcome, Refused, Waits

AGAIN_SECONDS: Final = 1.0  # before the server is asked again after it did not answer
PENDING_SECONDS: Final = 1.0  # the operator compares fingerprints meanwhile
BREATH_SECONDS: Final = 0.2  # when the server gives only what is in hand already
CORES: Final = os.cpu_count() or 1
HANDS: Final = 4  # tasks at work at once: a box must not hold up the papers of another vote
State = Literal["starting", "pending", "up", "down", "refused"]


class Estranged(Exception):
    """The server is not the one that this station knows; nothing goes on."""


@dataclass
class Office:
    """One station of one meeting."""

    station: str
    notebook: Notebook
    keyring: Keyring
    calls: Calls
    code: str | None = None
    wanted: str | None = None
    ask: bool = False
    say: Callable[[str], None] = lambda _line: None
    state: State = "starting"
    why: Text | None = None
    waiting: dict[str, tuple[Task, Waits]] = field(default_factory=dict)
    stopped: threading.Event = field(default_factory=threading.Event)
    duties: Duties | None = None
    _in_hand: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _lost: bool = False
    _hands: ThreadPoolExecutor = field(init=False)
    _workers: ThreadPoolExecutor = field(init=False)

    def run(self) -> None:
        """Work until `stop`; never raises for what the server or the line does."""
        self.keyring.make_ahead()
        with ThreadPoolExecutor(HANDS, "duty") as self._hands, ThreadPoolExecutor(CORES, "work") as self._workers:
            while not self.stopped.is_set():
                try:
                    self._round()
                except Unreachable as error:
                    self._be(
                        "down",
                        Text("服务器没有应答，正在重试。", f"The server does not answer; trying again. ({error})"),
                    )
                    self.stopped.wait(AGAIN_SECONDS)
                except Unwelcome as error:
                    self._be("refused", Text(error.zh, error.en))
                    self.stopped.wait(PENDING_SECONDS)
                except Estranged as error:
                    zh = "服务器的密钥或会议与本席记住的不同，已停止。请监票人和操作人员当面核对。"
                    self._be("refused", Text(zh, f"{error}; the station has stopped. Compare with the operator."))
                    self.stopped.wait(PENDING_SECONDS)
                except Exception as error:  # noqa: BLE001 - the station works on, and says what happened
                    self._failed("line", error)
                    self.stopped.wait(PENDING_SECONDS)

    def stop(self) -> None:
        """End `run` after the call that is under way."""
        self.stopped.set()

    def decide(self, about: str, subject: str, *, agreed: bool, name: str) -> bool:
        """Take a scrutineer's decision and go on with what waited for it; False where nothing did."""
        with self._lock:
            mine = [task for task, waits in self.waiting.values() if (waits.about, waits.subject) == (about, subject)]
        if not mine:
            return False
        self.notebook.decide(about, subject, agreed=agreed, name=name)
        for task in mine:
            self._take(task)
        return True

    def destroy(self, vote: str, name: str) -> bool:
        """The scrutineer destroys a vote's keys by hand, whether the server is there or not; the server is told when it
        asks. False where there is nothing to destroy.
        """
        if self.notebook.held(vote) is None or self.notebook.forgotten(vote):
            return False
        self.notebook.decide("forget", vote, agreed=True, name=name)
        if self.duties is not None:
            self.duties.destroy(vote)
        else:
            destroy(self.notebook, self.keyring, self._meeting(), vote)
        with self._lock:
            mine = [task for task, waits in self.waiting.values() if (waits.about, waits.subject) == ("forget", vote)]
        for task in mine:
            self._take(task)
        return True

    # the line

    def _round(self) -> None:
        self._know_the_meeting()
        if not self._enrolled():
            return
        self.calls.line(self.keyring.identity, self._meeting(), self.station)
        with self._lock:
            self.waiting.clear()  # what still waits comes again on a new line
            self._lost = False
        self._be("up", None)
        while not self.stopped.is_set() and not self._lost:
            try:
                fresh = [task for task in self.calls.tasks() if self._is_new(task)]
            except Unwelcome as error:
                if error.status == 401:  # the server has begun anew and knows no token of ours
                    return
                raise
            for task in fresh:
                self._take(task)
            if not fresh:
                self.stopped.wait(BREATH_SECONDS)

    def _meeting(self) -> str:
        return self.notebook.fact("meeting") or ""

    def _know_the_meeting(self) -> None:
        found = self.calls.meeting()
        meeting, server, title = found.get("meeting"), found.get("server"), found.get("title")
        if not isinstance(meeting, str) or (self.wanted is not None and meeting != self.wanted):
            raise Estranged(f"the server holds the meeting {meeting!r}")
        self._same("meeting", meeting)
        self._same("server", _jwk_text(server))
        self._same("title", dumps(title).decode("utf-8"))

    def _same(self, name: str, value: str) -> None:
        known = self.notebook.fact(name)
        if known is None:
            self.notebook.note_fact(name, value)
        elif known != value and name != "title":
            self.notebook.alarm("server", {"known": known, "found": value}, name=name)
            raise Estranged(f"another {name} than the one that was remembered")

    def _enrolled(self) -> bool:
        if self.duties is not None:
            return True
        if (self.code is not None or self.notebook.fact("enrolled") is None) and not self._enrol():
            self.stopped.wait(PENDING_SECONDS)
            return False
        try:
            log = parse_vkey(self.notebook.fact("log") or "")
        except BadNote as error:
            raise Estranged(f"the log's key: {error}") from error
        desks = Desks(
            self.notebook, self.keyring, self.station, self._meeting(), self.server(), log, self._workers, self.ask
        )
        self.duties = Duties(desks)
        return True

    def _enrol(self) -> bool:
        code = self.code or self.notebook.fact("code")
        if not code:
            raise Unwelcome(
                0,
                "seat.wrong_code",
                "首次启动须用 --code 给出登记码。",
                "The first start needs the one-time code: --code.",
            )
        witness = self.keyring.witness(self._meeting(), self.station).verifier.text()
        answer = self.calls.enrol(self.keyring.identity, self._meeting(), self.station, code, witness)
        if answer.get("kid") != self.keyring.identity.public.kid:
            raise Estranged("the server has enrolled another key")
        self._same("server", _jwk_text(answer.get("server")))
        self._same("log", str(answer.get("log")))
        self.notebook.note_fact("code", code)
        if answer.get("state") != "enrolled":
            self._be(
                "pending", Text("等待操作人员核对指纹并确认。", "Waiting for the operator to compare and confirm.")
            )
            return False
        if self.notebook.fact("enrolled") is None:
            self.notebook.tell("enrolled")
        self.notebook.note_fact("enrolled", self.notebook.clock())
        self.notebook.note_fact("code", "")
        self.code = None  # it may have been given again to come back after a loss; it is used now
        return True

    def server(self) -> PublicKey:
        """The server's key that was remembered at the first call."""
        return import_key(json.loads(self.notebook.fact("server") or "null"))

    def _be(self, state: State, why: Text | None) -> None:
        if (state, why) != (self.state, self.why):
            self.state, self.why = state, why
            self.say(f"{state}" + (f": {why.zh} {why.en}" if why else ""))
            self.notebook.bump()

    # tasks

    def _is_new(self, task: Task) -> bool:
        with self._lock:
            return task.id not in self._in_hand and task.id not in self.waiting

    def _take(self, task: Task) -> None:
        with self._lock:
            if task.id in self._in_hand:
                return
            self._in_hand.add(task.id)
        self._hands.submit(self._work, task)

    def _work(self, task: Task) -> None:
        try:
            self._settle(task)
        except (Unreachable, Unwelcome) as error:
            self.say(f"{task.kind}: {error}")
            self.stopped.wait(AGAIN_SECONDS)
            self._lost = True  # on a new line the task comes again, and gets the same answer
        except Exception as error:  # noqa: BLE001 - one task that fails must not end the station
            self._failed(task.kind, error)
        finally:
            with self._lock:
                self._in_hand.discard(task.id)

    def _failed(self, task: str, error: Exception) -> None:
        self.say(f"{task}: {error!r}")
        self.notebook.alarm("failed", {"task": task, "error": repr(error)}, task=task, error=repr(error)[:200])

    def _settle(self, task: Task) -> None:
        duties = self.duties
        if duties is None:
            return
        outcome = duties.do(task.kind, task.body)
        with self._lock:
            if isinstance(outcome, Waits):
                self._overtake(outcome)
                self.waiting[task.id] = (task, outcome)
            else:
                self.waiting.pop(task.id, None)
        self.notebook.bump()
        if not isinstance(outcome, Waits):
            self.calls.answer(task.id, self._wire(duties, task, outcome))

    def _overtake(self, fresh: Waits) -> None:
        """A manifest that was made again takes the place of the one that waited."""
        vote = fresh.details.get("vote")
        old = [one for one, (_, waits) in self.waiting.items()
               if fresh.about == waits.about == "countersign" and waits.details.get("vote") == vote]  # fmt: skip
        for one in old:
            del self.waiting[one]

    def _wire(self, duties: Duties, task: Task, outcome: Outcome) -> dict[str, object]:
        if isinstance(outcome, Waits):
            raise TypeError("what waits has no answer")
        if not isinstance(outcome, Refused):
            return dict(outcome)
        self.notebook.tell("refused", task=task.kind, code=outcome.code)
        return {"refusal": duties.desks.refusal(outcome)}

    def questions(self) -> list[Waits]:
        """What waits for the scrutineer, each question once."""
        with self._lock:
            found = {(waits.about, waits.subject): waits for _, waits in self.waiting.values()}
        return list(found.values())


def _jwk_text(jwk: Json) -> str:
    try:
        return dumps(import_key(jwk).jwk).decode("utf-8")
    except Malformed as error:
        raise Estranged(f"no key of a server: {error}") from error
