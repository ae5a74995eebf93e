"""Work on many rows with all cores: what a row needs is plain data, so that it can be done in another process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType
from typing import Final, Self, TypeVar

Row = TypeVar("Row")
Found = TypeVar("Found")
Context = TypeVar("Context")

FEW: Final = 300  # rows that are done sooner than a process starts
CHUNK: Final = 100


class Workers:
    """Processes that are started once they are worth it. Use as a context manager."""

    def __init__(self, count: int | None = None) -> None:
        self._count = count or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def each(self, work: Callable[[Context, Row], Found], context: Context, rows: Sequence[Row]) -> Iterable[Found]:
        """What `work(context, row)` gives for each row, in order. All three must be able to cross to a process."""
        if self._count == 1 or len(rows) < FEW:
            return [work(context, row) for row in rows]
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._count)
        parts = [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]
        done = [self._pool.submit(_part, work, context, part) for part in parts]
        return [one for future in done for one in future.result()]


def _part(work: Callable[[Context, Row], Found], context: Context, rows: Sequence[Row]) -> list[Found]:
    return [work(context, row) for row in rows]
