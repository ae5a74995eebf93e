"""The queue and the one writer of a meeting: waiting jobs become one turn, one transaction, and then their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import structlog
from gevent import get_hub, spawn
from gevent.event import AsyncResult
from gevent.queue import Empty, Queue

from voting.clerk.clerk import Answer, Clerk, Job, Turn
from voting.ledger.port import LedgerError

log = structlog.get_logger()
MOST_JOBS: Final = 1_000  # a transaction of this size takes milliseconds; more would make the first one wait
Waiting = tuple[Job, AsyncResult]


class Writer:
    """Takes jobs from many greenlets and carries them out in order; `changed` is told of every durable turn."""

    def __init__(self, clerk: Clerk, changed: Callable[[Turn], None]) -> None:
        self.clerk, self.changed = clerk, changed
        self._queue: Queue[Waiting] = Queue()
        spawn(self._run)

    def submit(self, job: Job) -> Answer:
        """Wait for the job's turn; the answer is given only after the turn is on disk."""
        place: AsyncResult[Answer] = AsyncResult()
        self._queue.put((job, place))
        answer: Answer = place.get()
        return answer

    def _run(self) -> None:
        while True:
            waiting = [self._queue.get()]
            while len(waiting) < MOST_JOBS:
                try:
                    waiting.append(self._queue.get_nowait())
                except Empty:
                    break
            self._carry_out(waiting)

    def _carry_out(self, waiting: Sequence[Waiting]) -> None:
        try:
            turn, answers = self._turn([job for job, _ in waiting])
        except Exception as error:  # noqa: BLE001  a bug in one job must not stop the meeting
            self._alone(waiting, error)
            return
        for (_, place), answer in zip(waiting, answers, strict=True):
            place.set(answer)
        if turn is not None and (turn.events or turn.note):
            self._tell(turn)

    def _tell(self, turn: Turn) -> None:
        """The turn is durable; a screen that cannot be told of it must not stop the next one."""
        try:
            self.changed(turn)
        except Exception:
            log.exception("turn.untold")

    def _turn(self, jobs: Sequence[Job]) -> tuple[Turn | None, list[Answer]]:
        turn = self.clerk.begin(jobs)
        try:
            failed = None if turn.empty else get_hub().threadpool.apply(self._store, (turn,))
        except BaseException:
            self.clerk.forget(turn)
            raise
        if failed is not None:
            log.warning("ledger.unwritable", reason=str(failed))
            answers = self.clerk.abandon(turn, failed)
            return (turn if turn.events else None), answers
        return turn, self.clerk.finish(turn)

    def _store(self, turn: Turn) -> LedgerError | None:
        """In a native thread. An expected failure comes back as a value: what is raised there, gevent prints first."""
        try:
            self.clerk.store(turn)
        except LedgerError as error:
            return error
        return None

    def _alone(self, waiting: Sequence[Waiting], error: Exception) -> None:
        """After a crash each job has a turn of its own; the one that crashes takes nobody with it."""
        if len(waiting) == 1:
            log.error("job.crashed", job=type(waiting[0][0]).__name__, exc_info=error)
            waiting[0][1].set_exception(error)
            return
        for one in waiting:
            self._carry_out([one])
