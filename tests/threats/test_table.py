"""docs/threats.md: every promise names the test that shows it, and every test of an attack is named there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PAGE = (TESTS.parent / "docs/threats.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
NOTHING = "see below"  # what the page says cannot be stopped


def found_in(path: Path) -> set[str]:
    """The names of the tests in a file."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return {one.name for one in body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")}


def rows() -> list[list[str]]:
    """The cells of the table of attacks."""
    part = PAGE.partition("## Each attack")[2].partition("\n### ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_every_test_that_the_page_names_exists() -> None:
    """A promise whose test was renamed or taken away is a promise no more."""
    named = NAMED.findall(PAGE)
    assert len(named) > 60
    assert [f"{file}::{test}" for file, test in named if test not in found_in(TESTS / file)] == []


def test_every_attack_names_a_test_or_says_that_nothing_helps() -> None:
    """Five cells a row: who, what, from which tier, stopped by what, and the test."""
    assert len(rows()) >= 35
    assert [row for row in rows() if len(row) != 5] == []
    assert [row[1] for row in rows() if not NAMED.search(row[4]) and row[4] != NOTHING] == []
    assert sum(row[4] == NOTHING for row in rows()) == 2


def test_every_attack_on_running_processes_stands_in_the_table() -> None:
    """Who adds an attack here writes its row."""
    named = set(NAMED.findall(PAGE))
    own = {(f"threats/{path.name}", test) for path in (TESTS / "threats").glob("test_*.py") for test in found_in(path)}
    left = {one for one in own - named if one[0] != "threats/test_table.py"}
    assert {test for _, test in left} <= {"test_a_table_of_readers_is_complete"}
