"""Every no of the core: its sentences in two languages, and that a test has heard it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voting.core.refusals import SENTENCES, refuse

ROOT = Path(__file__).resolve().parents[2]
PLACE = re.compile(r"\{(\w+)\}")
CODE = re.compile(r'"([a-z_]+\.[a-z_]+)"')


def codes_of(folder: str) -> set[str]:
    """Every refusal code that stands as text in the Python files of a folder."""
    found = {code for path in (ROOT / folder).rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}
    return found & set(SENTENCES)


def test_every_refusal_of_the_core_is_heard_in_a_test():
    """A code that the machines of the core can give is expected by a test beside this one."""
    said = {
        code
        for path in (ROOT / "voting/core").glob("*.py")
        if path.name != "refusals.py" and not path.name.endswith("_words.py")  # they hold sentences, and give none
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    } & set(SENTENCES)
    assert len(said) > 40
    assert not said - codes_of("tests/core")


@pytest.mark.parametrize("code", SENTENCES)
def test_both_sentences_say_the_same_figures(code):
    """What the Chinese sentence names the English one names or leaves out, and both fill in without a rest."""
    zh, en = SENTENCES[code]
    assert zh.endswith("。")
    assert en.endswith(".")
    figures = dict.fromkeys(PLACE.findall(zh + en), 7)
    made = refuse(code, **figures)
    assert "{" not in made.zh + made.en


def test_a_code_that_is_not_in_the_list_is_an_error():
    """Nobody invents a refusal."""
    with pytest.raises(KeyError):
        refuse("sitting.too_long")
