"""A method that cannot be used is refused when the sitting is prepared, with the place of the fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from voting import preparation

SAMPLE = Path(preparation.__file__).parent / "documents/samples/committee/sitting.toml"


def with_rule(line: str) -> bytes:
    text = SAMPLE.read_text(encoding="utf-8")
    assert text.count("[method.rules]\n") == 1
    return text.replace("[method.rules]\n", f"[method.rules]\n{line}\n").encode()


@pytest.mark.parametrize("line", ['"motion.base" = "pressed"', '"motion.threshold" = "1/2"', '"ballot.blank" = true'])
def test_a_rule_that_the_core_cannot_use_stops_the_preparation(line):
    """The secretary reads which rule it is, in both languages."""
    with pytest.raises(preparation.Unusable) as caught:
        preparation.read_plan(with_rule(line))
    (fault,) = caught.value.faults
    assert line.split('"')[1] in fault.zh
    assert line.split('"')[1] in fault.en


def test_a_rule_that_it_can_use_does_not():
    """The same file with a threshold of two thirds is a plan under that rule."""
    plan = preparation.read_plan(with_rule('"motion.threshold" = { at_least = "2/3" }'))
    assert [rule.value for rule in plan.rules if rule.key == "motion.threshold"][-1] == {"at_least": "2/3"}
