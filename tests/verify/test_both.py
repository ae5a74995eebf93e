"""Both verifiers end alike on every bundle, good and bad: the Python one here and in test_steps.py, the page's modules here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.verify.fixtures import fixtures
from tests.verify.more_lies import more
from tests.verify.other_votes import others
from tests.verify.second import Second, second
from tests.verify.trace_lies import traces
from voting.verify.run import verify

GOLDEN = Path(__file__).parent / "golden"
Row = tuple[str, bytes, int, int | None]


@pytest.fixture(scope="module")
def js() -> Iterator[Second]:
    with second() as running:
        yield running


def test_the_second_verifier_ends_as_it_must(js: Second) -> None:
    """Good and bad, full and public: the exit code and the first step that fails, of the modules that the page is made of."""
    told = [(one.name, js.ended(one.data), (one.exit, one.step)) for one in fixtures()]
    assert [row for row in told if row[1] != row[2]] == []
    assert len(told) > 250


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.zip")), ids=lambda file: file.stem)
def test_the_second_verifier_takes_an_older_bundle(js: Second, file: Path) -> None:
    """What was exported before the log froze names and rules is told of, and holds."""
    assert js.of_file(file) == (0, None)


@pytest.mark.parametrize("rows", [others, more, traces])
def test_the_first_verifier_ends_as_it_must(rows: Callable[[], Iterator[Row]]) -> None:
    """The same of the Python one, for the bundles that test_steps.py does not look at."""
    told = []
    for name, data, code, step in rows():
        verdict = verify(data, None, lambda _: None)
        told.append((name, (verdict.code, verdict.failed), (code, step)))
    assert [row for row in told if row[1] != row[2]] == []
