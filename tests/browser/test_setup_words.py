"""The catalogues of the secretary's preparation against each other and against its scripts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from voting.core.words import Act, Body, ItemKind, Level, Office, Part, PollKind

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "static" / "words"
SCRIPTS = sorted((ROOT / "static" / "js" / "setup").glob("*.js"))
STEPS = ("meeting", "method", "agenda", "roll", "lay")
# What a key that is put together may end in.
ENDS: dict[str, tuple[str, ...]] = {
    "in": ("zh", "en"), "step": STEPS, "kind": get_args(ItemKind), "vote": get_args(PollKind), "act": get_args(Act),
    "part": ("whole", "amendment", "clause"), "body": get_args(Body), "level": get_args(Level),
    "at": (*get_args(ItemKind), "motion", *get_args(Office)),
}  # fmt: skip


def catalogue(name: str) -> dict[str, str]:
    return json.loads((WORDS / f"{name}.json").read_text(encoding="utf-8"))


def test_both_languages_say_the_same_things() -> None:
    """Every key stands in both, filled with the same values, empty in neither, and in no other catalogue."""
    zh, en = catalogue("setup.zh"), catalogue("setup.en")
    assert zh.keys() == en.keys()
    for key in zh:
        assert zh[key].strip(), key
        assert en[key].strip(), key
        assert set(re.findall(r"\{\w+\}", zh[key])) == set(re.findall(r"\{\w+\}", en[key])), key
    assert not zh.keys() & (catalogue("zh").keys() | catalogue("officers.zh").keys())


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_key_a_script_says_has_words(path: Path) -> None:
    """Written out or put together from an area and a word of a closed set."""
    known = catalogue("setup.zh").keys() | catalogue("officers.zh").keys() | catalogue("zh").keys()
    text = path.read_text(encoding="utf-8")
    assert (
        set(re.findall(r'"(\w+\.\w+)"', text)) & {f"setup.{word}" for word in re.findall(r'"setup\.(\w+)"', text)}
        <= known
    )
    for stem in re.findall(r"`setup\.(\w+)_\$\{", text):
        if stem in ENDS:
            assert {f"setup.{stem}_{word}" for word in ENDS[stem]} <= known, stem
    for area in re.findall(r"words\(\"(\w+)\"", text):
        assert any(key.startswith(f"{area}.") for key in known)


def test_no_word_is_left_over() -> None:
    """A key that no script says is taken out of the catalogues."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    made = {f"setup.{stem}_{word}" for stem, words in ENDS.items() for word in words}
    left = {key for key in catalogue("setup.zh") if f'"{key}"' not in text and key not in made}
    assert not left


def test_the_words_of_the_closed_sets_are_those_of_the_core() -> None:
    """Parts, kinds and offices that the form offers exist; a script names no other."""
    assert set(ENDS["part"]) <= set(get_args(Part))
    text = (ROOT / "static" / "js" / "setup" / "kinds.js").read_text(encoding="utf-8")
    listed = re.search(r"KINDS = \[(.*?)\]", text)
    assert listed
    assert set(re.findall(r'"(\w+)"', listed[1])) == set(get_args(ItemKind))
