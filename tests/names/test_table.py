"""The table of strokes: that it is what its sources say, that its faults are marked, and when it is read."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import subprocess
import sys
import unicodedata
from pathlib import Path
from types import ModuleType

import pytest

from voting.names.surnames import COMPOUND, surname_of
from voting.names.table import FILE, NO_COUNT, table

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = ROOT.parent / "shared/data/names/stroke_order.tsv.gz"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """scripts/names.py as a module."""
    spec = importlib.util.spec_from_file_location("names_script", ROOT / "scripts/names.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_the_one_that_was_made():
    """Its sum is recorded beside it, and its licences are."""
    told = (FILE.parent / "strokes.sha256").read_text(encoding="utf-8")
    assert told == f"{hashlib.sha256(FILE.read_bytes()).hexdigest()}  {FILE.name}\n"
    licences = (FILE.parent / "LICENSES").read_text(encoding="utf-8")
    assert "COPYRIGHT AND PERMISSION NOTICE" in licences
    assert "MIT License" in licences


def test_counts_and_ranks_are_the_published_ones():
    """All 98,060 counts, and the order of 20,897, are those of the table that was checked against real lists."""
    if not PUBLISHED.exists():
        pytest.skip(f"{PUBLISHED.name} is not beside the checkout")
    with gzip.open(PUBLISHED, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith("#")]
    known = table()
    assert {row[0]: int(row[1]) for row in rows} == known.strokes
    ranks = {row[0]: int(row[2]) for row in rows if row[2]}
    assert sorted(ranks, key=ranks.get) == list(known.ranks)


def test_the_sizes_are_those_of_the_sources():
    """As many characters as Unihan counts, as many in order as cn-sort ranks, and 32 on which they differ."""
    known = table()
    assert (len(known.strokes), len(known.ranks), len(known.doubtful)) == (98_060, 20_897, 32)
    assert sorted(known.ranks.values()) == list(range(20_897))


@pytest.mark.parametrize(("character", "strokes"), [("一", 1), ("丁", 2), ("达", 6), ("陈", 7), ("龍", 16), ("䶮", 9)])
def test_a_character_has_its_strokes(character, strokes):
    """Counts that anybody can check by writing."""
    assert table().place(character, {}).strokes == strokes


def test_what_is_not_sure_is_marked():
    """A rank from another count, no rank, another count of a region, and no count at all: none is sure."""
    known = table()
    assert known.place("王", {}).sure
    assert known.place("王", {"王": 4}).sure
    assert not any(known.place(one, {}).sure for one in "达囍䶮㛃")
    assert not known.place("王", {"王": 5}).sure
    assert known.place("A", {}).strokes == NO_COUNT


def test_the_rest_never_falls():
    """Without the doubtful ones, whoever is later in order never has fewer strokes."""
    known = table()
    strokes = [known.strokes[one] for one in known.ranks if one not in known.doubtful]
    assert strokes == sorted(strokes)


def test_the_script_marks_what_is_out_of_place(script):
    """A character of six strokes among those of five is marked; ranked lines keep their order, the others follow."""
    counts = {"一": 1, "右": 5, "达": 6, "左": 5, "刘": 6, "㐀": 5}
    made = script.table(counts, list("一右达左刘"))
    lines = [line for line in made.splitlines() if not line.startswith("#")]
    assert lines == ["1\t=\t一", "5\t=\t右", "6\t?\t达", "5\t=\t左", "6\t=\t刘", "5\t-\t㐀"]


def test_the_script_reads_the_two_sources(script):
    """The first of several counts is taken; ranks of signs are left out."""
    unihan = "#\tkTotalStrokes\nU+9AA8\tkTotalStrokes\t9 10\nU+4E00\tkTotalStrokes\t1\nU+4E00\tkMandarin\tyī\n"
    counts = script.counts_of(script.bz2.compress(unihan.encode()))
    assert counts == {"骨": 9, "一": 1}
    words = [{"chinese": one, "stroke_increment_level": rank} for one, rank in (("骨", 30), ("!", 2), ("一", 7))]
    assert script.in_order(script.json.dumps({"all_word": words}).encode(), counts) == ["一", "骨"]


def test_the_script_refuses_another_source(script, tmp_path):
    """A source that is not the one named by its sum makes no table."""
    path = tmp_path / "all_word.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(SystemExit, match="nothing was replaced"):
        script.checked(path, script.RANKS_SHA256)


def test_the_table_is_not_read_before_it_is_asked():
    """Importing the rooms that order names, and the command line, reads no table."""
    code = (
        "import voting.cli.commands, voting.names.slate\n"
        "from voting.names.table import table\n"
        "assert table.cache_info().currsize == 0\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_compound_surnames_are_pairs_of_known_characters():
    """Each has two characters with a known place, and is written as names are normalized."""
    known = table()
    assert all(len(one) == 2 and unicodedata.is_normalized("NFC", one) for one in COMPOUND)
    assert all(character in known.ranks for one in COMPOUND for character in one)


@pytest.mark.parametrize(("name", "surname"), [("欧阳修", "欧阳"), ("欧阳", "欧"), ("王芳", "王"), ("司馬光", "司馬")])
def test_a_compound_surname_needs_a_given_name_behind_it(name, surname):
    """Two characters alone are a surname of one and a given name of one."""
    assert surname_of(name) == surname
