"""The scrutineers' stations as the server sees them (docs/protocol.md section 9): their calls, the tasks they are set.

A station calls and is never called: a task waits until its station asks, and its answer is awaited here. Whatever a
station says is signed by itself and checked by whoever asked; the token only says which queue a call belongs to.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

import structlog
from gevent import Timeout, joinall, spawn
from gevent.event import AsyncResult
from gevent.event import Event as Flag

from voting.ballots import messages
from voting.ballots.encodings import Malformed
from voting.core.refusals import Refusal, refuse
from voting.core.words import Text
from voting.exact import Json

log = structlog.get_logger()
Made = TypeVar("Made")
LONGEST_WAIT: Final = 25.0  # seconds a call for tasks may stay open
CLOCKS_APART: Final = timedelta(minutes=5)
NONCES_REMEMBERED: Final = 1_000
SILENT_SECONDS: Final = 40.0  # a station that has not called for longer than a wait and a breath is not there
ANSWER_SECONDS: Final = 20.0
OPENING_SECONDS: Final = 120.0  # thousands of envelopes over a slow line
LONGEST_REASON: Final = 500  # characters
DECISION_SECONDS: Final = 600.0  # a person decides


class StationFailed(Exception):
    """A station is silent or refuses; `refusal` says so to people."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.en)
        self.refusal = refusal


@dataclass
class Task:
    """One thing asked of a station."""

    id: str
    kind: str
    body: Mapping[str, object]
    answer: AsyncResult[Json]


@dataclass
class Queue:
    """What a station has still to answer, in the order it was asked."""

    tasks: OrderedDict[str, Task] = field(default_factory=OrderedDict)
    shown: set[str] = field(default_factory=set)  # given out on this line already
    wake: Flag = field(default_factory=Flag)
    token: str | None = None
    heard: datetime | None = None


class Stations:
    """The queues of all stations."""

    def __init__(self) -> None:
        self._queues: dict[str, Queue] = {}
        self._nonces: OrderedDict[str, None] = OrderedDict()
        self._lost: set[str] = set()

    # What the house asks

    def ask(self, station: str, kind: str, body: Mapping[str, object], seconds: float = ANSWER_SECONDS) -> Json:
        """The station's answer; StationFailed when it stays silent or refuses, at once when it is on record as lost."""
        if station in self._lost:
            raise StationFailed(refuse("station.silent", station=station))
        queue = self._queues.setdefault(station, Queue())
        task = Task(secrets.token_urlsafe(12), kind, body, AsyncResult())
        queue.tasks[task.id] = task
        queue.wake.set()
        try:
            with Timeout(seconds):
                answer: Json = task.answer.get()
        except Timeout as late:
            log.warning("station.silent", station=station, task=kind)
            raise StationFailed(refuse("station.silent", station=station)) from late
        finally:
            queue.tasks.pop(task.id, None)
            queue.shown.discard(task.id)
        if isinstance(answer, dict) and set(answer) == {"refusal"}:
            raise StationFailed(_refused(station, answer["refusal"]))
        return answer

    def ask_all(
        self, stations: Sequence[str], kind: str, body: Mapping[str, object], seconds: float = ANSWER_SECONDS
    ) -> dict[str, Json]:
        """The same of several at once; the first failure in their order is raised."""
        answers = at_once([partial(self.ask, one, kind, body, seconds) for one in stations])
        return dict(zip(stations, answers, strict=True))

    def here(self, station: str, now: str) -> bool:
        """Whether the station has called lately."""
        queue = self._queues.get(station)
        heard = queue.heard if queue else None
        return heard is not None and datetime.fromisoformat(now) - heard < timedelta(seconds=SILENT_SECONDS)

    # What stations call

    def line(self, station: str, nonce: str, at: str, now: str) -> str | None:
        """A token for the calls of a station that has proved itself, or None: an old call, or one sent again."""
        try:
            apart = abs(datetime.fromisoformat(at) - datetime.fromisoformat(now))
        except (ValueError, TypeError):
            return None
        if apart > CLOCKS_APART or nonce in self._nonces:
            return None
        self._nonces[nonce] = None
        while len(self._nonces) > NONCES_REMEMBERED:
            self._nonces.popitem(last=False)
        self._lost.discard(station)
        queue = self._queues.setdefault(station, Queue())
        queue.token, queue.heard = secrets.token_urlsafe(32), datetime.fromisoformat(now)
        queue.shown.clear()  # what the last line was given comes again
        queue.wake.set()
        return queue.token

    def of(self, token: str) -> str | None:
        """Whose token this is."""
        for station, queue in self._queues.items():
            if queue.token is not None and secrets.compare_digest(queue.token, token):
                return station
        return None

    def lose(self, station: str) -> None:
        """A station is on record as lost: until it comes back nobody waits for it."""
        self._lost.add(station)
        self.drop(station)

    def drop(self, station: str) -> None:
        """A station that is exchanged or lost calls no more; what it was asked fails at once."""
        queue = self._queues.pop(station, None)
        for task in list(queue.tasks.values()) if queue else ():
            task.answer.set({"refusal": None})

    def tasks(self, station: str, seconds: float, now: str) -> list[dict[str, object]]:
        """What the station has not been given on this line; waits for something to come."""
        queue = self._queues.setdefault(station, Queue())
        queue.heard = datetime.fromisoformat(now)
        if not self._fresh(queue):
            queue.wake.clear()
            queue.wake.wait(min(seconds, LONGEST_WAIT))
        fresh = self._fresh(queue)
        queue.shown |= {task.id for task in fresh}
        return [{"task": task.id, "kind": task.kind, "body": task.body} for task in fresh]

    @staticmethod
    def _fresh(queue: Queue) -> list[Task]:
        return [task for task in queue.tasks.values() if task.id not in queue.shown]

    def answered(self, station: str, task: str, answer: Json, now: str) -> bool:
        """An answer came; False when nobody waits for it any more."""
        queue = self._queues.get(station)
        if queue is None or task not in queue.tasks:
            return False
        queue.heard = datetime.fromisoformat(now)
        queue.tasks[task].answer.set(answer)
        return True


def at_once(jobs: Sequence[Callable[[], Made]]) -> list[Made]:
    """What each of these gives, carried out side by side; the first failure in their order is raised."""
    under_way = [spawn(_caught, job) for job in jobs]
    joinall(under_way)
    found: list[Made] = []
    for greenlet in under_way:
        made, failed = greenlet.get()
        if failed is not None:
            raise failed
        found.append(made)
    return found


def _caught(job: Callable[[], Made]) -> tuple[Made | None, StationFailed | None]:
    try:
        return job(), None
    except StationFailed as failed:
        return None, failed


def _refused(station: str, said: Json) -> Refusal:
    """What the station gave as its reason, as it stands; it is shown and decides nothing."""
    try:
        told = messages.parse(said).payload
    except Malformed:
        return refuse("station.refused", station=station)
    why = Text(str(told.get("zh", ""))[:LONGEST_REASON], str(told.get("en", ""))[:LONGEST_REASON])
    return refuse("station.refused", details=(why,), station=station)
