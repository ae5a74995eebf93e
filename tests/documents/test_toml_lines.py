"""The line of every key, table and list element of a TOML file."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from voting.documents.toml_lines import line_of, toml_lines

ROOT = Path(__file__).resolve().parents[2]
FILES = [ROOT / "pyproject.toml", *sorted((ROOT / "voting").rglob("*.toml"))]

TEXT = '''\
a = 1  # = [b]
"d.e".'f g' = "x # [y] = \\" z"
[t]
"ballot.form" = "ballot"
long = """
[not] = "a table"
\\"""
end"""
raw = \'\'\'
k = 1\'\'\'
list = [ 1.5,
  [2, 3],  # ]
  { p = 1, q = { r = 2026-11-27 } },
]
[[m]]
x.y = 07:32:00
[[m.n]]
[[m.n]]
deep = true
[m.o]
[[m]]
[[m.n]]
z = []
'''


def test_every_place_of_a_hard_file_is_found():
    """Comments, quotes, dotted keys, long texts, nested lists and lists of tables do not mislead the count."""
    lines = toml_lines(TEXT)
    assert tomllib.loads(TEXT)["t"]["long"].startswith("[not]")
    expected = {
        ("a",): 1, ("d.e", "f g"): 2, ("t",): 3, ("t", "ballot.form"): 4, ("t", "long"): 5, ("t", "raw"): 9,
        ("t", "list", 0): 11, ("t", "list", 1, 1): 12, ("t", "list", 2, "q", "r"): 13, ("m", 0): 15,
        ("m", 0, "x", "y"): 16, ("m", 0, "n", 0): 17, ("m", 0, "n", 1, "deep"): 19, ("m", 0, "o"): 20,
        ("m", 1): 21, ("m", 1, "n", 0, "z"): 23,
    }  # fmt: skip
    assert {path: lines[path] for path in expected} == expected


def test_a_place_that_is_not_there_is_the_nearest_around_it():
    """A missing field stands where its table stands; nothing at all is line 1."""
    lines = toml_lines("x = 1\n[t]\ny = 2\n")
    assert line_of(lines, ("t", "missing", "deeper")) == 2
    assert line_of(lines, ("missing",)) == 1


def places(value, path=()):
    """Every path in parsed TOML."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key)
            yield from places(item, (*path, key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield (*path, at)
            yield from places(item, (*path, at))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_files_of_this_house_are_understood(path):
    """In every TOML file of the repository each value has a line, and a key stands on the line that is named."""
    text = path.read_text(encoding="utf-8")
    lines, rows = toml_lines(text), text.splitlines()
    for place in places(tomllib.loads(text)):
        assert place in lines, place
        if isinstance(place[-1], str):
            assert place[-1] in rows[lines[place] - 1], place
