"""The claim that a rule has an effect, or is only shown, is looked up in the source of what acts by rules."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from voting.core.informative import INFORMATIVE
from voting.core.petition import Act
from voting.rules.keys import KEYS, REGISTRY, Key
from voting.rules.shapes import Always, OneOf

ROOT = Path(__file__).resolve().parents[2] / "voting"
ACTING = ("core", "projections", "records", "clerk")
# tables of words and the list itself name keys without acting by them; nothing of a sitting asks for absences over a term
NO_READERS = {"informative.py", "values.py", "citations.py", "attendance_record.py"}
BUILT = {  # keys that are put together from a part that varies: the text that builds them, and the parts it is given
    'f"petition.{act}"': [f"petition.{act}" for act in (*get_args(Act), "recall_deputy")],
    'f"{draft.kind}.base"': ["motion.base", "election.base"],
    'f"{draft.kind}.threshold"': ["motion.threshold", "election.threshold"],
}  # fmt: skip
ENFORCED = [pytest.param(key, id=key.name) for key in REGISTRY if key.enforced]


@cache
def source() -> str:
    """Everything that acts by rules, in one text."""
    files = (path for part in ACTING for path in sorted((ROOT / part).rglob("*.py")) if path.name not in NO_READERS)
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def read(name: str) -> bool:
    """Whether the source names this key as a text, or builds it."""
    text = source()
    return bool(re.search(f'"{re.escape(name)}"', text)) or any(
        made in text and name in names for made, names in BUILT.items()
    )


def fixed(key: Key) -> bool:
    """Whether a rule may only say what the system does anyway."""
    return isinstance(key.shape, Always) or (isinstance(key.shape, OneOf) and len(key.shape.words()) == 1)


@pytest.mark.parametrize("key", ENFORCED)
def test_what_is_said_to_have_an_effect_has_a_reader(key: Key) -> None:
    """A rule that is shown and does nothing would deceive the secretary."""
    assert read(key.name) or fixed(key), f"nothing reads {key.name}: give it an effect, or list it as informative"


def test_what_is_only_shown_is_a_key_and_is_read_nowhere() -> None:
    """The list of informative keys does not outlive its reasons."""
    assert set(KEYS) >= INFORMATIVE
    named = {name for name in INFORMATIVE if re.search(f'"{re.escape(name)}"', source())}
    assert named == set()
    assert {key.name for key in REGISTRY if not key.enforced} == INFORMATIVE
