"""Every no of the core: its sentences in two languages, and that a test has heard it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from voting.core.refusals import SENTENCES, refuse
from voting.core.technical import HOUSE, INPUT, STATE, TECHNICAL, UNKNOWN

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
        if path.name not in ("refusals.py", "technical.py") and not path.name.endswith("_words.py")  # they give none
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


def test_no_code_has_two_sentences():
    """The lists of the families are laid together; a code that stood in two of them would say something else."""
    lists = [
        path for path in (ROOT / "voting/core").glob("*.py") if path.stem == "refusals" or path.stem.endswith("_words")
    ]
    keys = (key for path in lists for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Dict) for key in node.keys)  # fmt: skip
    codes = [key.value for key in keys if isinstance(key, ast.Constant) and key.value in SENTENCES]
    assert len(codes) == len(SENTENCES)
    assert len(set(codes)) == len(codes)


def test_a_code_that_is_not_in_the_list_is_an_error():
    """Nobody invents a refusal."""
    with pytest.raises(KeyError):
        refuse("sitting.too_long")


def given_codes(code: ast.expr) -> set[str]:
    """The codes that this expression can be; a code that is made up at run time is one that nobody listed."""
    match code:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=yes, orelse=no):
            return given_codes(yes) | given_codes(no)
    return {"made up"}


def refusals(path: Path) -> Iterator[tuple[int, set[str], bool]]:
    """Every call of `refuse` in a file: its line, the codes it can give, and whether it passes an article."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="refuse"), args=[code, *more], keywords=keys):
                article = more[:1] or [key.value for key in keys if key.arg == "article"]
                none = not article or (isinstance(article[0], ast.Constant) and article[0].value is None)
                yield node.lineno, given_codes(code), not none


def test_every_refusal_names_its_article_unless_it_is_technical():
    """The law stands behind each no of the core, or the list of those that rest on no article has its code."""
    calls = [(path.name, *one) for path in (ROOT / "voting/core").glob("*.py") for one in refusals(path)]
    assert len(calls) > 200
    silent = [(name, line, codes) for name, line, codes, article in calls if not article and codes - TECHNICAL]
    assert silent == []


def test_the_list_of_technical_refusals_has_each_code_once():
    """A code stands under one reason, is a code that there is, and none of those that law or a rule decides."""
    assert len(TECHNICAL) == len(UNKNOWN) + len(STATE) + len(INPUT) + len(HOUSE)
    assert set(SENTENCES) >= TECHNICAL
    lawful = ("slate.", "roster.", "nominate.", "round.", "vote.", "paper.issued", "paper.not_issued", "hands.",
              "fallback.", "quorum.", "agenda.", "disposition.", "ballots.")  # fmt: skip
    assert not [code for code in TECHNICAL if code.startswith(lawful)]
